"""How an area handles ratings is set by officials; a change of the rule of counting counts all figures anew."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engage.accounts import audit
from engage.communities.models import Area
from engage.errors import Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.kept import refresh_periods
from engage.ratings.locks import lock_professionals
from engage.ratings.models import Professional, ProfessionalArea, RatingSettings, Satisfaction
from engage.ratings.policies import POLICIES
from engage.ratings.services.professionals import MOST_TITLE
from engage.ratings.settings import AT_THE_ROOT

RANGES = {
    "minimum_n": (1, 1000),
    "call_back_days": (1, 60),
    "burst_ratings": (1, 1000),
    "burst_minutes": (1, 60),
    "ticket_days": (1, 366),
}
MOST_TITLES = 100
_ABILITY = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")
AT_ONCE = 50


def save_settings(area_id: int, values: Mapping[str, Any], *, actor_id: int | None, now: datetime) -> bool:
    """Set what an area sets by itself; whatever is left out or None comes from above again.

    Returns whether figures have to be counted anew: then call `recount_figures` until it returns None. Raises `Invalid`
    with the names of the fields.
    """
    area = db.session.get(Area, area_id)
    if area is None:
        raise NotFound(_l("There is no such area."))
    own = {name: value for name, value in values.items() if value is not None}
    _check(own, is_root=area.parent_id is None)
    row = db.session.get(RatingSettings, area_id, with_for_update=True)
    before = dict(row.values) if row else {}
    if row is None:
        row = RatingSettings(area_id=area_id)
        db.session.add(row)
    row.values = own
    db.session.flush()
    if actor_id is not None:
        subject = f"area {area_id}"
        audit.record(user_id=actor_id, area_id=area_id, action="rating settings", subject=subject, now=now)
    return any(before.get(name) != own.get(name) for name in ("policy", "minimum_n"))


def recount_figures(root: Area, after: int = 0, *, now: datetime) -> int | None:
    """Count the kept figures of the next professionals anew; return where to go on from, None after the last."""
    served = select(ProfessionalArea.professional_id).join(Area, Area.id == ProfessionalArea.area_id)
    wanted = select(Professional.id).where(
        Professional.id.in_(served.where(Area.within(root.path))), Professional.id > after
    )
    ids = db.session.scalars(wanted.order_by(Professional.id).limit(AT_ONCE)).all()
    for number, professional in lock_professionals(*ids).items():
        names = db.session.scalars(select(Satisfaction.period).where(Satisfaction.professional_id == number))
        refresh_periods(professional, set(names), now=now)
    return ids[-1] if len(ids) == AT_ONCE else None


def _check(own: Mapping[str, Any], *, is_root: bool) -> None:
    for name, value in own.items():
        if name in AT_THE_ROOT and not is_root:
            raise Invalid(_l("This is set for the whole city, not for a part of it."), fields=(name,))
        if name == "policy" and value not in POLICIES:
            raise Invalid(_l("Please choose one of the policies."), fields=("policy",))
        if name == "abilities":
            _check_abilities(value)
        elif name in RANGES:
            lowest, highest = RANGES[name]
            if type(value) is not int or not lowest <= value <= highest:
                raise Invalid(
                    _l("Please give a number from %(lowest)s to %(highest)s.", lowest=lowest, highest=highest),
                    fields=(name,),
                )
        elif name != "policy":
            raise Invalid(_l("There is no such setting."), fields=(name,))


def _check_abilities(abilities: Any) -> None:
    if not isinstance(abilities, Mapping) or len(abilities) > MOST_TITLES:
        raise Invalid(_l("Please give at most %(most)s titles.", most=MOST_TITLES), fields=("abilities",))
    for title, ability in abilities.items():
        if not 0 < len(title) <= MOST_TITLE or not isinstance(ability, str) or not _ABILITY.fullmatch(ability):
            raise Invalid(_l("An ability coefficient is a title with a number such as 1.2."), fields=("abilities",))
