"""What an import would do to the roll: which rows are new, which change something, which cannot be taken."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import or_, select

from engage.communities.models import Area, AreaKind
from engage.extensions import db
from engage.i18n import _l
from engage.residents.models import Dwelling, Resident
from engage.residents.roll_rows import HEADINGS, DwellingRow, ResidentRow
from engage.tabular import Problem

T = TypeVar("T")
Numbered = Sequence[tuple[int, T]]
DWELLING_KINDS = {AreaKind.BUILDING, AreaKind.STAIRWELL}
RESIDENT_KINDS = DWELLING_KINDS | {AreaKind.COMMUNITY}
# All that a file may say of a resident besides who it is; a column that it lacks is left as it was.
RESIDENT_FIELDS = frozenset({"name", "birth_year", "tie", "dwelling_label"})
SHOWN_CHANGES = 20
CHUNK = 500


@dataclass(frozen=True)
class Change:
    """One value that would be replaced, for the preview. `key` is the column of the table."""

    who: str
    key: str
    old: Any
    new: Any


@dataclass
class Plan:
    """What an import would do. Do none of it unless `ok`. `absent` are in the roll of these areas, not in the file."""

    new: list[dict[str, Any]] = field(default_factory=list)
    updated: list[dict[str, Any]] = field(default_factory=list)
    unchanged: int = 0
    absent: int = 0
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems

    def refuse(self, number: int, key: str, kind: str, message: Any, **params: Any) -> None:
        self.problems.append(Problem(kind, message, number, str(HEADINGS[key]), params))

    def update(self, id_: int, who: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Compare what is stored with what the file says, and note the row as updated or unchanged."""
        differing = {key: value for key, value in new.items() if old[key] != value}
        if not differing:
            self.unchanged += 1
            return
        self.updated.append({"id": id_, **new})
        if len(self.changes) < SHOWN_CHANGES:
            self.changes += [Change(who, key, old[key], value) for key, value in differing.items()]


def plan_dwellings(rows: Numbered[DwellingRow], within: Area | None) -> Plan:
    """A dwelling is known by its area and label."""
    plan = Plan()
    areas = _areas_by_code((row.area_code for _number, row in rows), within)
    known = {(row.area_id, row.label): row for row in _dwellings_of({area.id for area in areas.values()})}
    seen: dict[tuple[int, str], int] = {}
    for number, row in rows:
        area = _usable_area(plan, number, areas.get(row.area_code), row.area_code, DWELLING_KINDS)
        if area is None or _is_repeated(plan, number, "label", row.label, (area.id, row.label), seen):
            continue
        values = {"area_id": area.id, "label": row.label, "floor_area_dm2": row.floor_area_dm2}
        if found := known.get((area.id, row.label)):
            plan.update(found.id, row.label, found._mapping, values)
        else:
            plan.new.append(values)
    plan.absent = len(known.keys() - seen.keys())
    return plan


def plan_residents(rows: Numbered[ResidentRow], within: Area | None, fields: frozenset[str]) -> Plan:
    """A resident is known by reference within the community, and so may move from one building to another."""
    plan = Plan()
    areas = _areas_by_code((row.area_code for _number, row in rows), within)
    homes = _communities_of(areas.values())
    known = {(home, row.reference): row for home, row in _residents_of(set(homes.values()))}
    flats = _Flats(set(homes.values()) if "dwelling_label" in fields else set())
    seen: dict[tuple[str, str], int] = {}
    for number, row in rows:
        area = _usable_area(plan, number, areas.get(row.area_code), row.area_code, RESIDENT_KINDS)
        if area is None:
            continue
        key = (homes[area.id], row.reference)
        if _is_repeated(plan, number, "reference", row.reference, key, seen):
            continue
        values = {"area_id": area.id, "reference": row.reference}
        values |= {name: getattr(row, name) for name in fields - {"dwelling_label"}}
        if "dwelling_label" in fields:
            values["dwelling_id"] = flats.find(plan, number, row.dwelling_label, area)
        if found := known.get(key):
            plan.update(found.id, row.reference, found._mapping, values)
        else:
            plan.new.append({"birth_year": None, "tie": row.tie, "dwelling_id": None, **values})
    plan.absent = len(known.keys() - seen.keys())
    return plan


class _Flats:
    """Finds the flat that a resident's row names."""

    def __init__(self, homes: set[str]) -> None:
        self.by_label: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for paths in _chunks(sorted(homes), 50):
            rows = select(Dwelling.id, Dwelling.label, Area.path).join(Area, Area.id == Dwelling.area_id)
            for row in db.session.execute(rows.where(or_(*(Area.within(path) for path in paths)))):
                self.by_label[row.label].append((row.id, row.path))

    def find(self, plan: Plan, number: int, label: str | None, area: Area) -> int | None:
        """Return the flat's id: one of the area itself, or else the only one below it."""
        if label is None:
            return None
        below = [(id_, path) for id_, path in self.by_label[label] if path.startswith(area.path)]
        exact = [(id_, path) for id_, path in below if path == area.path]
        found = exact or below
        if len(found) == 1:
            return found[0][0]
        if found:
            message = _l("Several flats there are called “%(label)s”. Give the code of the stairwell.", label=label)
            plan.refuse(number, "dwelling_label", "ambiguous_flat", message, label=label)
        else:
            message = _l("There is no flat “%(label)s” in this area. Import the flats first.", label=label)
            plan.refuse(number, "dwelling_label", "unknown_flat", message, label=label)
        return None


def _usable_area(plan: Plan, number: int, area: Area | None, code: str, kinds: set[AreaKind]) -> Area | None:
    if area is None:
        message = _l("There is no area with the code “%(code)s” here.", code=code)
        plan.refuse(number, "area_code", "unknown_area", message, code=code)
        return None
    if area.kind not in kinds:
        message = (
            _l("“%(code)s” is no building or stairwell.", code=code)
            if kinds == DWELLING_KINDS
            else _l("“%(code)s” is no community, building or stairwell.", code=code)
        )
        plan.refuse(number, "area_code", "wrong_kind", message, code=code)
        return None
    return area


def _is_repeated(plan: Plan, number: int, key: str, shown: str, identity: T, seen: dict[T, int]) -> bool:
    first = seen.setdefault(identity, number)
    if first == number:
        return False
    message = _l("“%(value)s” already stands in row %(first)s.", value=shown, first=first)
    plan.refuse(number, key, "repeated", message, value=shown, first=first)
    return True


def _areas_by_code(codes: Iterable[str], within: Area | None) -> dict[str, Area]:
    found = {}
    for some in _chunks(sorted(set(codes)), CHUNK):
        for area in db.session.scalars(select(Area).where(Area.code.in_(some))):
            if within is None or within.contains(area):
                found[area.code] = area
    return found


def _communities_of(areas: Iterable[Area]) -> dict[int, str]:
    """Return, by area id, the path of its community; that of the area itself where there is none above it."""
    areas = list(areas)
    above = {id_ for area in areas for id_ in area.ancestor_ids}
    paths: dict[int, str] = {}
    for some in _chunks(sorted(above), CHUNK):
        rows = db.session.execute(select(Area.id, Area.path).where(Area.id.in_(some), Area.kind == AreaKind.COMMUNITY))
        paths.update(rows.all())
    return {area.id: next((paths[id_] for id_ in area.ancestor_ids if id_ in paths), area.path) for area in areas}


def _dwellings_of(area_ids: set[int]) -> Iterator[Any]:
    for some in _chunks(sorted(area_ids), CHUNK):
        rows = select(Dwelling.id, Dwelling.area_id, Dwelling.label, Dwelling.floor_area_dm2)
        yield from db.session.execute(rows.where(Dwelling.area_id.in_(some)))


def _residents_of(homes: set[str]) -> Iterator[tuple[str, Any]]:
    """Yield every resident of these communities with the path of the community."""
    columns = (Resident.id, Resident.area_id, Resident.reference, Resident.name, Resident.birth_year, Resident.tie)
    for path in sorted(homes):
        rows = select(*columns, Resident.dwelling_id).join(Area, Area.id == Resident.area_id)
        for row in db.session.execute(rows.where(Area.within(path))):
            yield path, row


def _chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))
