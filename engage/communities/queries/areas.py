"""Reading the area tree."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from engage.communities.area_table import KnownArea
from engage.communities.models import LEVELS, Area, AreaKind
from engage.config import settings
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l

CODES_AT_ONCE = 5_000


def area(area_id: int) -> Area:
    if found := db.session.get(Area, area_id):
        return found
    raise NotFound(_l("There is no such area."))


def area_by_code(code: str) -> Area | None:
    """Return the area with this code; codes are kept in upper case, but may be typed in lower."""
    found = db.session.scalars(select(Area).where(Area.code.in_({code, code.upper()}))).all()
    return next((area for area in found if area.code == code), found[0] if found else None)


def areas_by_code(codes: Iterable[str]) -> dict[str, Area]:
    found = (db.session.scalars(select(Area).where(Area.code.in_(some))) for some in _portions(codes))
    return {area.code: area for areas in found for area in areas}


def ancestors(area: Area) -> list[Area]:
    """Return the areas from the root down to this one, itself included."""
    return list(db.session.scalars(select(Area).where(Area.id.in_(area.ancestor_ids)).order_by(Area.path)))


def lines(found: Iterable[Area]) -> dict[int, list[Area]]:
    """Return for each area its ancestors, the root first, itself last: one query for all of them."""
    found = list(found)
    ids = {part for area in found for part in area.ancestor_ids}
    by_id = {area.id: area for area in db.session.scalars(select(Area).where(Area.id.in_(ids)))}
    return {area.id: [by_id[part] for part in area.ancestor_ids] for area in found}


def nearest(kind: AreaKind, line: Iterable[Area]) -> Area | None:
    """Return the area of this kind in a line of ancestors."""
    return next((area for area in line if area.kind == kind), None)


def timezone_in(line: Sequence[Area]) -> str:
    """Return the time zone of the last area of a line of ancestors: its own, else the nearest one above."""
    own = next((area.timezone for area in reversed(line) if area.timezone), None)
    return own or settings().timezone


def timezone_of(area: Area) -> str:
    return area.timezone or timezone_in(ancestors(area))


def areas_within(area: Area, kind: AreaKind | None = None) -> Select[Area]:
    """Return the query for the area and all below it, or for those of one kind, in the order of the tree."""
    found = select(Area).where(Area.within(area.path)).order_by(Area.path)
    return found.where(Area.kind == kind) if kind else found


def children(area: Area) -> Select[Area]:
    # The shorter code first, so that B9 stands before B10.
    return select(Area).where(Area.parent_id == area.id).order_by(func.length(Area.code), Area.code)


def tree_rows(area: Area) -> Iterator[tuple[Area, str | None]]:
    """Yield the area and all below it with their parents' codes, parents first."""
    above = aliased(Area)
    rows = areas_within(area).add_columns(above.code).outerjoin(above, above.id == Area.parent_id)
    yield from db.session.execute(rows.execution_options(yield_per=1000))


def child_counts(areas: Iterable[Area]) -> dict[int, int]:
    """Return how many areas stand directly below each of these, by its id; those with none are left out."""
    ids = [area.id for area in areas]
    counts = select(Area.parent_id, func.count()).where(Area.parent_id.in_(ids)).group_by(Area.parent_id)
    return {parent_id: count for parent_id, count in db.session.execute(counts) if parent_id is not None}


def counts_below(area: Area) -> dict[str, int]:
    """Return how many areas of each kind lie below this one; kinds with none are left out."""
    counts = select(Area.kind, func.count()).where(Area.within(area.path), Area.id != area.id).group_by(Area.kind)
    return {str(kind): count for kind, count in db.session.execute(counts)}


def names_match(text: str) -> ColumnElement[bool]:
    """Return the condition for an area whose names or code hold the text."""
    return or_(
        Area.name_zh.icontains(text, autoescape=True),
        Area.name_en.icontains(text, autoescape=True),
        Area.code.icontains(text, autoescape=True),
    )


def communities(text: str = "", *, within: Sequence[str] = (), limit: int = 60) -> list[Area]:
    """Return communities by name, those first whose own name matches.

    The text is looked for in the names of their streets and districts, too. `within` keeps to some paths.
    """
    found = select(Area).where(Area.kind == AreaKind.COMMUNITY).order_by(Area.code).limit(limit)
    if within:
        found = found.where(or_(*(Area.within(path) for path in within)))
    if not text:
        return list(db.session.scalars(found))
    matching = list(db.session.scalars(found.where(names_match(text))))
    above = (AreaKind.DISTRICT, AreaKind.STREET)
    paths = db.session.scalars(select(Area.path).where(Area.kind.in_(above), names_match(text)).limit(20)).all()
    if paths and len(matching) < limit:
        below = db.session.scalars(found.where(or_(*(Area.within(path) for path in paths))))
        seen = {area.id for area in matching}
        matching += [area for area in below if area.id not in seen]
    return matching[:limit]


def known_areas(codes: Iterable[str], scope: Area | None) -> dict[str, KnownArea]:
    """Return what the store knows of these codes. Those outside the scope are there, but not the importer's."""
    above = aliased(Area)
    known = {}
    for some in _portions(codes):
        rows = db.session.execute(
            select(Area, above.code).outerjoin(above, above.id == Area.parent_id).where(Area.code.in_(some))
        )
        for area, parent in rows:
            is_yours = scope is None or scope.contains(area)
            known[area.code] = KnownArea(
                area.id, area.code, AreaKind(area.kind), area.name_zh, area.name_en, parent, is_yours
            )
    return known


def below_kinds(kind: str) -> list[AreaKind]:
    """Return the kinds that can stand somewhere below an area of this kind, the nearest first."""
    return [other for other, level in LEVELS.items() if level > LEVELS[AreaKind(kind)]]


def _portions(codes: Iterable[str]) -> Iterator[list[str]]:
    """Cut the codes into lists that fit the number of parameters a statement may have."""
    wanted = sorted(set(codes))
    for start in range(0, len(wanted), CODES_AT_ONCE):
        yield wanted[start : start + CODES_AT_ONCE]
