"""An uploaded table against what the store knows: every row is checked before anything is saved."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from engage.communities.models import Area
from engage.communities.queries.areas import areas_by_code
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.models import Professional, Visit
from engage.ratings.tables import COLUMN_NAMES, COLUMNS, KEYS, MOST_ROWS, Checked, Kind, Plan
from engage.tabular import Problem, Row, read_table

AT_ONCE = 500
EARLIEST_YEAR, DAYS_AHEAD = 2000, 366
Fault = tuple[str, str, Any]  # The column, the kind of fault, the sentence.


def read(kind: Kind, data: bytes, filename: str, *, scope: Area, now: datetime) -> Checked:
    """Read a file for the area and all below it. Nothing is raised: faults are among the table's problems."""
    table, plan = read_table(data, filename, COLUMNS[kind]), Plan()
    if len(table.rows) > MOST_ROWS:
        message = _l("The table has more than %(limit)s rows.", limit=MOST_ROWS)
        table.add_problem(Problem("too_many_rows", message))
        return Checked(kind, table, plan)
    if any(column.required and column.key not in table.keys for column in COLUMNS[kind]):
        return Checked(kind, table, plan)  # A heading is missing: that is said, and no row can be judged.
    check = _of_professionals if kind is Kind.PROFESSIONALS else _of_visits
    judge = check(table.rows, scope, now)
    first: dict[str, int] = {}
    for row in table.rows:
        fault = _repeated(row, kind, first) or judge(row, plan)
        if fault:
            key, name, message = fault
            table.add_problem(Problem(name, message, row.number, str(COLUMN_NAMES[key])))
    table.problems.sort(key=lambda problem: problem.row or 0)
    return Checked(kind, table, plan)


Judge = Callable[[Row, Plan], Fault | None]


def _repeated(row: Row, kind: Kind, first: dict[str, int]) -> Fault | None:
    key = KEYS[kind]
    number = first.setdefault(row.values[key], row.number)
    if number == row.number:
        return None
    return key, "duplicate", _l("“%(number)s” stands in row %(first)s already.", number=row.values[key], first=number)


def _of_professionals(rows: Sequence[Row], scope: Area, _now: datetime) -> Judge:
    known = professionals_by_number({row.values["staff_no"] for row in rows})
    areas = areas_by_code({code for row in rows for code in row.values["areas"]})

    def judge(row: Row, plan: Plan) -> Fault | None:
        values, found = dict(row.values), known.get(row.values["staff_no"])
        for code in values["areas"]:
            if code not in areas or not scope.contains(areas[code]):
                return "areas", "not_yours", _no_area(code)
        served = [areas[code] for code in values["areas"]]
        if found is not None:
            elsewhere = [area for area in found.areas if not scope.contains(area)]
            if elsewhere and len(elsewhere) == len(found.areas):
                return "staff_no", "not_yours", _l("This professional serves only areas that are not yours.")
            if found.merged_into_id is not None:
                return "staff_no", "merged", _l("This number was merged into another one. Please use that one.")
            served = [*elsewhere, *served]  # A file for one district leaves the others alone.
        values |= {"title": values["title"] or "", "areas": served}
        _sort_in(plan, values, found and {
            "name": found.name, "profession": found.profession, "title": found.title,
            "areas": {area.id for area in found.areas},
        }, {**values, "areas": {area.id for area in served}})  # fmt: skip
        return None

    return judge


def _of_visits(rows: Sequence[Row], scope: Area, now: datetime) -> Judge:
    people = professionals_by_number({row.values["staff_no"] for row in rows})
    areas = areas_by_code({row.values["area"] for row in rows})
    known = {visit.visit_no: visit for visit in _visits({row.values["visit_no"] for row in rows})}

    def judge(row: Row, plan: Plan) -> Fault | None:
        values, found = dict(row.values), known.get(row.values["visit_no"])
        person, area = people.get(values["staff_no"]), areas.get(values["area"])
        if area is None or not scope.contains(area):
            return "area", "not_yours", _no_area(values["area"])
        if person is None:
            return (
                "staff_no",
                "unknown",
                _l("There is no professional with this number. Import the professionals first."),
            )
        if found is not None and not scope.contains(found.area):
            return "visit_no", "not_yours", _l("This number is in use outside your area.")
        on = values["visited_on"]
        if on.year < EARLIEST_YEAR or (on - now.date()).days > DAYS_AHEAD:
            return "visited_on", "out_of_range", _l("Please look at the day of the visit again.")
        if person.left_on is not None and on > person.left_on:
            return "visited_on", "left", _l("This professional had left before that day.")
        person_id = person.merged_into_id or person.id
        values |= {"invited": values["invited"] or "", "area": area, "professional_id": person_id}
        _sort_in(plan, values, found and {
            "professional_id": found.professional_id, "area": found.area_id, "category": found.category,
            "visited_on": found.visited_on, "state": found.state, "invited": found.invited,
        }, {**values, "area": area.id, "state": str(values["state"])})  # fmt: skip
        return None

    return judge


def _sort_in(plan: Plan, values: dict[str, Any], known: dict[str, Any] | None, compared: dict[str, Any]) -> None:
    if known is None:
        plan.new.append(values)
    elif all(compared[name] == value for name, value in known.items()):
        plan.unchanged += 1
    else:
        plan.changed.append(values)


def _no_area(code: str) -> Any:
    return _l("There is no area “%(code)s” among yours.", code=code)


def professionals_by_number(numbers: Collection[str]) -> dict[str, Professional]:
    found: dict[str, Professional] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), AT_ONCE):
        some = select(Professional).where(Professional.staff_no.in_(wanted[start : start + AT_ONCE]))
        for professional in db.session.scalars(some.options(selectinload(Professional.areas))):
            found[professional.staff_no] = professional
    return found


def _visits(numbers: Collection[str]) -> list[Visit]:
    found: list[Visit] = []
    wanted = sorted(numbers)
    for start in range(0, len(wanted), AT_ONCE):
        some = select(Visit).where(Visit.visit_no.in_(wanted[start : start + AT_ONCE]))
        found += db.session.scalars(some.options(joinedload(Visit.area)))
    return found
