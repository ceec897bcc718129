"""Professionals and visits come in from the staff platform."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from engage.api.models import ApiKey
from engage.api.queries.professionals import NO_PROFESSIONAL, NO_VISIT, professional_of, served_within, visit_of
from engage.communities.models import Area
from engage.communities.queries.areas import areas_by_code
from engage.errors import Conflict, Invalid, NotFound
from engage.i18n import _l
from engage.ratings.locks import lock_professionals
from engage.ratings.models import Professional, Visit
from engage.ratings.queries.professionals import by_staff_no
from engage.ratings.services.professionals import put_professional
from engage.ratings.services.visits import put_visit

NO_AREA = _l("There is no such area within the area of this key.")


def hand_in_professional(
    staff_no: str, sent: Mapping[str, Any], key: ApiKey, *, now: datetime
) -> tuple[Professional, bool]:
    """Record a professional, or bring what is recorded up to date. Areas out of the key's reach stay as they are.

    Returns whether the number was new. Raises `NotFound` for a professional of other areas alone, `Invalid` with the
    names of the fields, and `Conflict`.
    """
    elsewhere: list[Area] = []
    known = by_staff_no(staff_no)
    if known is not None:
        known = lock_professionals(known.id)[known.id]
        within = served_within(known, key.area)
        if not within:
            raise NotFound(NO_PROFESSIONAL)
        elsewhere = [area for area in known.areas if area not in within]
    professional, is_new = put_professional(
        staff_no,
        name=sent["name"],
        profession=sent["profession"],
        title=sent["title"],
        areas=[*_areas(sent["areas"], key), *elsewhere],
        now=now,
    )
    _refuse_overtaken(is_new, was_known=known is not None)
    return professional, is_new


def hand_in_visit(visit_no: str, sent: Mapping[str, Any], key: ApiKey, *, now: datetime) -> tuple[Visit, bool]:
    """Record a visit, or change the recorded one: its tickets and ratings move with it.

    Returns whether the number was new. Raises `NotFound` for a visit of another area, `Invalid` with the names of the
    fields, and `Conflict`.
    """
    known = visit_of(visit_no)
    if known is not None and not key.area.contains(known.area):
        raise NotFound(NO_VISIT)
    professional = professional_of(sent["staff_no"], key.area)
    if professional is None:
        raise Invalid(NO_PROFESSIONAL, fields=("staff_no",))
    visit, is_new = put_visit(
        visit_no,
        professional=professional,
        area=_area(sent["area"], key),
        category=sent["category"],
        visited_on=date.fromisoformat(sent["visited_on"]),
        state=sent["state"],
        invited=sent.get("invited", known.invited if known else ""),
        now=now,
    )
    _refuse_overtaken(is_new, was_known=known is not None)
    return visit, is_new


def _areas(codes: Sequence[str], key: ApiKey) -> list[Area]:
    found = areas_by_code({*codes, *map(str.upper, codes)})
    areas = [found.get(code) or found.get(code.upper()) for code in codes]
    if not all(area is not None and key.area.contains(area) for area in areas):
        raise Invalid(NO_AREA, fields=("areas",))
    return [area for area in areas if area is not None]


def _area(code: str, key: ApiKey) -> Area:
    try:
        return _areas([code], key)[0]
    except Invalid as error:
        raise Invalid(NO_AREA, fields=("area",)) from error


def _refuse_overtaken(is_new: bool, *, was_known: bool) -> None:
    """Refuse a number that another key took between our look and our writing: it may be out of this key's reach."""
    if not is_new and not was_known:
        raise Conflict(_l("Somebody recorded this number just now. Nothing was recorded. Please try again."))
