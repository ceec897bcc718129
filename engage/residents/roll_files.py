"""Files of the roll: reading, checking against the store, and an example to start from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from engage.communities.models import Area
from engage.residents.models import Tie
from engage.residents.planning import RESIDENT_FIELDS, Plan, plan_dwellings, plan_residents
from engage.residents.roll_rows import (
    HEADINGS,
    DwellingRow,
    ResidentRow,
    RollKind,
    dwelling_columns,
    resident_columns,
)
from engage.residents.words import TIE_NAMES
from engage.tabular import Row, Table, read_table

COLUMN_KEYS = {
    RollKind.DWELLINGS: ("area_code", "label", "floor_area_m2"),
    RollKind.RESIDENTS: ("area_code", "reference", "name", "birth_year", "tie", "dwelling_label"),
}
OPTIONAL_KEYS = {"birth_year", "tie", "dwelling_label"}


@dataclass(frozen=True)
class RollFile:
    """A file as it was read, and what importing it would do. `fields` are those of a resident that the file holds."""

    kind: RollKind
    table: Table
    plan: Plan
    dwellings: Sequence[DwellingRow] = ()
    residents: Sequence[ResidentRow] = ()
    fields: frozenset[str] = RESIDENT_FIELDS


def read_roll_file(kind: RollKind, data: bytes, filename: str, *, area: Area, today: date) -> RollFile:
    """Read a file for an area. Whatever is wrong stands in `table`, which alone says whether it may be imported."""
    if kind is RollKind.DWELLINGS:
        table = read_table(data, filename, dwelling_columns())
        dwellings = [(row.number, _dwelling(row)) for row in table.rows]
        file = RollFile(kind, table, plan_dwellings(dwellings, area), dwellings=[row for _number, row in dwellings])
    else:
        table = read_table(data, filename, resident_columns(today))
        residents = [(row.number, _resident(row)) for row in table.rows]
        fields = RESIDENT_FIELDS & table.keys
        plan = plan_residents(residents, area, fields)
        file = RollFile(kind, table, plan, residents=[row for _number, row in residents], fields=fields)
    for problem in file.plan.problems:
        table.add_problem(problem)
    table.problems.sort(key=lambda problem: problem.row or 0)
    return file


def _dwelling(row: Row) -> DwellingRow:
    return DwellingRow(row.values["area_code"], row.values["label"], row.values["floor_area_m2"])


def _resident(row: Row) -> ResidentRow:
    return ResidentRow(
        row.values["area_code"],
        row.values["reference"],
        row.values["name"],
        row.values["birth_year"],
        row.values["tie"] or Tie.LIVES,
        row.values["dwelling_label"],
    )


def example_header(kind: RollKind) -> list[Any]:
    return [HEADINGS[key] for key in COLUMN_KEYS[kind]]


def example_rows(kind: RollKind, codes: Sequence[str]) -> list[Sequence[Any]]:
    """Return a few rows to be written over, with the codes of real areas where there are any."""
    first, second = [*codes, "YZ-NJM-1-B3-U1", "YZ-NJM-1-B3-U2"][:2]
    if kind is RollKind.DWELLINGS:
        return [
            (first, "101", Decimal("85.37")),
            (first, "102", Decimal("62.5")),
            (second, "101", Decimal(120)),
        ]
    return [
        (first, "0001", "王芳", 1985, TIE_NAMES[Tie.LIVES], "101"),
        (first, "0002", "李明", 2010, TIE_NAMES[Tie.STUDIES], None),
        (second, "0003", "陈静", None, TIE_NAMES[Tie.WORKS], None),
    ]
