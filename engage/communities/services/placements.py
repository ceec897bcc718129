"""Making, revoking and counting posted QR codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from engage.accounts import audit
from engage.budget.models import Cycle
from engage.codes import new_code
from engage.communities import queries
from engage.communities.models import Area, AreaKind, Placement, PlacementTarget, ScanCount
from engage.errors import Invalid
from engage.extensions import db
from engage.i18n import _l
from engage.surveys.models import Survey

CODE_LENGTH = 8
MOST_AT_ONCE = 500
MAX_SPOT = 200


@dataclass(frozen=True)
class Spot:
    """Where a poster hangs, in both languages: ("2号门公告栏", "Gate 2 notice board"). English may be empty."""

    zh: str
    en: str = ""


ENTRANCE = Spot("门口", "entrance")
INSIDE = (AreaKind.BUILDING, AreaKind.STAIRWELL)


def create_placements(
    area: Area,
    *,
    every: AreaKind | None = None,
    spots: Sequence[Spot] = (),
    cycle: Cycle | None = None,
    survey: Survey | None = None,
    is_for_needs: bool = False,
    actor_id: int | None = None,
    now: datetime,
) -> list[Placement]:
    """Make a placement at each spot of the area, or of every area of a kind below it.

    Without spots there is one at the entrance of each building or stairwell; its name stands before the spot: "Building
    3, Unit 1, entrance". The cycle or survey they lead to must be of an area above or below; without either they
    lead to the form of needs, if they are for that, or to the community's page. Raises `Invalid`.
    """
    if not every and not spots and area.kind not in INSIDE:
        raise Invalid(_l("Name at least one spot, such as “Gate 2 notice board”."), fields=("spots",))
    target, target_id = _checked_target(area, cycle, survey, is_for_needs)
    wanted = _wanted(area, every, spots)
    found = [
        Placement(
            code=code,
            area_id=place.id,
            spot_zh=spot.zh[:MAX_SPOT],
            spot_en=spot.en[:MAX_SPOT],
            target=target,
            target_id=target_id,
            created_at=now,
            created_by_id=actor_id,
        )
        for code, (place, spot) in zip(_fresh_codes(len(wanted)), wanted, strict=True)
    ]
    db.session.add_all(found)
    db.session.flush()
    audit.record(
        user_id=actor_id, area_id=area.id, action="make placements", subject=f"{len(found)} placements", now=now
    )
    return found


def _wanted(area: Area, every: AreaKind | None, spots: Sequence[Spot]) -> list[tuple[Area, Spot]]:
    """Return a place and spot for each placement to be made."""
    places = list(db.session.scalars(queries.areas_within(area, every))) if every else [area]
    places.sort(key=lambda place: place.ancestor_ids)  # As they were added: building 9 before building 10.
    spots_each = spots or [ENTRANCE]
    _check_number(len(places) * len(spots_each), every)
    if spots and not every:
        return [(area, spot) for spot in spots]
    lines = queries.lines(places)
    return [(place, _named(lines[place.id], spot)) for place in places for spot in spots_each]


def revoke_placement(placement: Placement, *, actor_id: int | None, now: datetime) -> None:
    """Take a code out of use; whoever scans an old poster is told so. Revoking twice keeps the first time."""
    placement.revoked_at = placement.revoked_at or now
    _record(placement, "revoke placement", actor_id, now)


def restore_placement(placement: Placement, *, actor_id: int | None, now: datetime) -> None:
    """Undo the revoking."""
    placement.revoked_at = None
    _record(placement, "restore placement", actor_id, now)


def count_scan(placement_id: int, *, now: datetime) -> None:
    """Add one to the scans of this hour. One statement, so that scans at the same moment are all counted."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    hour_at = now.replace(minute=0, second=0, microsecond=0)
    row = insert(ScanCount).values(placement_id=placement_id, hour_at=hour_at, scans=1)
    key = [ScanCount.placement_id, ScanCount.hour_at]
    db.session.execute(row.on_conflict_do_update(index_elements=key, set_={"scans": ScanCount.scans + 1}))


def _record(placement: Placement, action: str, actor_id: int | None, now: datetime) -> None:
    db.session.flush()
    audit.record(
        user_id=actor_id, area_id=placement.area_id, action=action, subject=f"placement {placement.id}", now=now
    )


def _check_number(count: int, every: AreaKind | None) -> None:
    if not count:
        raise Invalid(_l("There is no such area below this one. Add it first, or choose another kind."),
                      fields=("every",))  # fmt: skip
    if count > MOST_AT_ONCE:
        field = "every" if every else "spots"
        raise Invalid(
            _l("That would be %(count)s posters. At most %(limit)s can be made at once.", count=count,
               limit=MOST_AT_ONCE),
            fields=(field,),
        )  # fmt: skip


def _checked_target(
    area: Area, cycle: Cycle | None, survey: Survey | None, is_for_needs: bool
) -> tuple[PlacementTarget, int | None]:
    if cycle:
        if not _is_near(area, cycle.area_id):
            raise Invalid(_l("This budget belongs to another area. Choose one of this area."), fields=("target",))
        return PlacementTarget.CYCLE, cycle.id
    if survey:
        if not _is_near(area, survey.area_id):
            raise Invalid(_l("This survey belongs to another area. Choose one of this area."), fields=("target",))
        return PlacementTarget.SURVEY, survey.id
    return PlacementTarget.NEED if is_for_needs else PlacementTarget.COMMUNITY, None


def _is_near(area: Area, other_id: int) -> bool:
    other = queries.area(other_id)
    return other.contains(area) or area.contains(other)


def _named(line: Sequence[Area], spot: Spot) -> Spot:
    """Put the names of the building and stairwell before the spot, or that of the area itself above those.

    English stays empty unless all of it is known; the Chinese is shown in its stead.
    """
    inside = [area for area in line if area.kind in INSIDE] or line[-1:]
    english = [*(area.name_en for area in inside), spot.en]
    return Spot("".join(area.name_zh for area in inside) + spot.zh, ", ".join(english) if all(english) else "")


def _fresh_codes(count: int) -> list[str]:
    """Return codes that no placement has. 40 random bits seldom meet, but with a million posters now and then."""
    codes: set[str] = set()
    while len(codes) < count:
        drawn = {new_code(CODE_LENGTH) for _number in range(count - len(codes))}
        codes |= drawn - set(db.session.scalars(select(Placement.code).where(Placement.code.in_(drawn))))
    return list(codes)
