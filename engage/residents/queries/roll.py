"""What is read of the voter roll."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from engage.accounts.permissions import scope
from engage.communities.models import LEVELS, Area, AreaKind, Upload
from engage.communities.queries.areas import names_match
from engage.extensions import db
from engage.residents.models import Dwelling, Resident
from engage.residents.roll_rows import RollKind

# Areas whose roll is shown as a whole. A district's would be a list of a million flats: its communities are shown.
ROLL_KINDS = (AreaKind.COMMUNITY, AreaKind.BUILDING, AreaKind.STAIRWELL)


@scope("dwelling_id")
def area_of_dwelling(dwelling_id: int) -> Area | None:
    return db.session.scalar(select(Area).join(Dwelling, Dwelling.area_id == Area.id).where(Dwelling.id == dwelling_id))


@scope("resident_id")
def area_of_resident(resident_id: int) -> Area | None:
    return db.session.scalar(select(Area).join(Resident, Resident.area_id == Area.id).where(Resident.id == resident_id))


@dataclass(frozen=True)
class AreaTotal:
    """How much of the roll lies in a building, its stairwells included."""

    area: Area
    dwellings: int
    floor_area_dm2: int
    residents: int


@dataclass(frozen=True)
class Place:
    """Where a voter belongs: community, building and stairwell, in both languages."""

    zh: str
    en: str


def roll_areas(is_allowed: ColumnElement[bool], own_paths: Iterable[str], q: str) -> Select[tuple[Area]]:
    """Return the communities somebody may look at, and areas below a community that the role itself names."""
    rows = select(Area).where(
        is_allowed, Area.kind.in_(ROLL_KINDS), or_(Area.kind == AreaKind.COMMUNITY, Area.path.in_(list(own_paths)))
    )
    if q:
        rows = rows.where(names_match(q))
    return rows.order_by(Area.path)


def dwellings_in(area: Area, q: str = "") -> Select[tuple[Dwelling]]:
    rows = select(Dwelling).join(Area, Area.id == Dwelling.area_id).where(Area.within(area.path))
    if q:
        rows = rows.where(_holds(Dwelling.label, q))
    return rows.order_by(*in_order(Area.path), *in_order(Dwelling.label), Dwelling.id)


def residents_in(area: Area, q: str = "") -> Select[tuple[Resident]]:
    rows = select(Resident).join(Area, Area.id == Resident.area_id).where(Area.within(area.path))
    if q:
        rows = rows.where(or_(_holds(Resident.name, q), _holds(Resident.reference, q)))
    return rows.order_by(*in_order(Area.path), *in_order(Resident.reference), Resident.id)


def totals(area: Area) -> list[AreaTotal]:
    """Return a total for each building below a community, or for the area itself and each stairwell of a building."""
    areas = list(db.session.scalars(select(Area).where(Area.within(area.path)).order_by(*in_order(Area.path))))
    shown = [one for one in areas if one.id == area.id or LEVELS[AreaKind(one.kind)] == LEVELS[AreaKind(area.kind)] + 1]
    flats = {row.area_id: row for row in db.session.execute(_counted(Dwelling, area))}
    people = {row.area_id: row.entries for row in db.session.execute(_counted(Resident, area))}
    result = []
    for one in shown:
        below = {other.id for other in areas if one.contains(other)} if one.id != area.id else {area.id}
        own = [flats[id_] for id_ in below & flats.keys()]
        number, floor = sum(row.entries for row in own), sum(row.floor_area_dm2 for row in own)
        result.append(AreaTotal(one, number, floor, sum(people.get(id_, 0) for id_ in below)))
    return [total for total in result if total.dwellings or total.residents or total.area.id != area.id]


def _counted(table: type[Dwelling] | type[Resident], area: Area) -> Select:
    columns = [table.area_id, func.count().label("entries")]
    if table is Dwelling:
        columns.append(func.sum(Dwelling.floor_area_dm2).label("floor_area_dm2"))
    rows = select(*columns).join(Area, Area.id == table.area_id).where(Area.within(area.path))
    return rows.group_by(table.area_id)


def some_codes(area: Area, number: int) -> list[str]:
    """Return codes of stairwells, or else of buildings, in an area: for the example to show ones that exist."""
    kinds = (AreaKind.STAIRWELL, AreaKind.BUILDING)
    rows = select(Area.code).where(Area.within(area.path), Area.kind.in_(kinds)).order_by(Area.kind.desc(), Area.path)
    return list(db.session.scalars(rows.limit(number)))


def kind_of_roll_upload(token: str) -> RollKind:
    """Return which table a waiting file holds; one that is gone or is no roll is found under neither kind."""
    kind = db.session.scalar(select(Upload.kind).filter_by(token=token))
    return RollKind.RESIDENTS if kind == RollKind.RESIDENTS else RollKind.DWELLINGS


def places(area_ids: Iterable[int]) -> dict[int, Place]:
    """Return how each area is written in an address."""
    areas = {area.id: area for area in db.session.scalars(select(Area).where(Area.id.in_(set(area_ids))))}
    above = {id_ for area in areas.values() for id_ in area.ancestor_ids}
    named = {
        area.id: area for area in db.session.scalars(select(Area).where(Area.id.in_(above), Area.kind.in_(ROLL_KINDS)))
    }
    lines = {id_: [named[one] for one in area.ancestor_ids if one in named] for id_, area in areas.items()}
    return {id_: _place(line or [areas[id_]]) for id_, line in lines.items()}


def labels_of(dwelling_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the label of each flat, for the list of people who live in them."""
    rows = select(Dwelling.id, Dwelling.label).where(Dwelling.id.in_({id_ for id_ in dwelling_ids if id_}))
    return dict(db.session.execute(rows).all())


def _place(areas: list[Area]) -> Place:
    """Chinese addresses run from the large to the small, English ones from the small to the large."""
    return Place(
        " ".join(area.name_zh or area.name_en for area in areas),
        ", ".join(area.name_en or area.name_zh for area in reversed(areas)),
    )


def in_order(column: InstrumentedAttribute[str]) -> tuple[ColumnElement[int], InstrumentedAttribute[str]]:
    """Return what sorts texts with numbers in them as people count: "3-1-101" before "10-1-101"."""
    return func.length(column), column


def _holds(column: InstrumentedAttribute[str], q: str) -> ColumnElement[bool]:
    return column.icontains(q, autoescape=True)
