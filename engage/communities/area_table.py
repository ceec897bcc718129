"""The table of areas that officials import: its columns, and the check of the whole file against the tree."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engage.communities.models import LEVELS, AreaKind
from engage.i18n import _l
from engage.tabular import CellError, Column, Problem, Row, Table, choice, text

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
KIND_NAMES = {
    AreaKind.CITY: _l("City"),
    AreaKind.DISTRICT: _l("District"),
    AreaKind.STREET: _l("Street"),
    AreaKind.COMMUNITY: _l("Community"),
    AreaKind.BUILDING: _l("Building"),
    AreaKind.STAIRWELL: _l("Stairwell"),
}
KIND_WORDS = {
    "city": AreaKind.CITY,
    "district": AreaKind.DISTRICT,
    "street": AreaKind.STREET,
    "community": AreaKind.COMMUNITY,
    "building": AreaKind.BUILDING,
    "stairwell": AreaKind.STAIRWELL,
    "城市": AreaKind.CITY,
    "市": AreaKind.CITY,
    "区县": AreaKind.DISTRICT,
    "区": AreaKind.DISTRICT,
    "县": AreaKind.DISTRICT,
    "街道": AreaKind.STREET,
    "镇": AreaKind.STREET,
    "社区": AreaKind.COMMUNITY,
    "楼栋": AreaKind.BUILDING,
    "楼": AreaKind.BUILDING,
    "单元": AreaKind.STAIRWELL,
    "unit": AreaKind.STAIRWELL,
}
EXAMPLE = (
    ("YZ", "district", "渝中区", "Yuzhong District", "CITY"),
    ("YZ-NJM", "street", "南纪门街道", "Nanjimen Subdistrict", "YZ"),
    ("YZ-NJM-1", "community", "十八梯社区", "Shibati Community", "YZ-NJM"),
    ("YZ-NJM-1-B3", "building", "3号楼", "Building 3", "YZ-NJM-1"),
    ("YZ-NJM-1-B3-U1", "stairwell", "1单元", "Unit 1", "YZ-NJM-1-B3"),
)
COLUMN_NAMES = {
    "code": _l("Area code"),
    "kind": _l("Kind"),
    "name_zh": _l("Chinese name"),
    "name_en": _l("English name"),
    "parent": _l("Parent code"),
}


def area_code(value: str) -> str:
    """Read a code: letters, digits, dot, hyphen and underscore, kept in upper case."""
    if not CODE.fullmatch(value.strip()):
        raise CellError("bad_code", _l("A code has up to 40 letters, digits, hyphens, dots or underscores."))
    return value.strip().upper()


COLUMNS = (
    Column("code", ("编码", "区域编码", "代码", "area code"), True, area_code),
    Column("kind", ("类型", "级别", "层级", "level", "type"), True, choice(KIND_WORDS)),
    Column("name_zh", ("中文名称", "名称", "中文名", "name", "Chinese name"), True, text(80)),
    Column("name_en", ("英文名称", "英文名", "English name"), False, text(80)),
    Column("parent", ("上级编码", "上级", "parent code"), False, area_code),
)


@dataclass(frozen=True)
class KnownArea:
    """An area in the store. `is_yours` tells whether the importer may change it or add below it."""

    id: int
    code: str
    kind: AreaKind
    name_zh: str
    name_en: str
    parent: str | None
    is_yours: bool


@dataclass(frozen=True)
class AreaRow:
    """A checked row. A renamed area has its names of before in `was`."""

    number: int
    code: str
    kind: AreaKind
    name_zh: str
    name_en: str
    parent: str | None
    was: tuple[str, str] | None = None


@dataclass
class AreaPlan:
    """What an import would do. Areas that the file does not name stay as they are."""

    added: list[AreaRow] = field(default_factory=list)
    renamed: list[AreaRow] = field(default_factory=list)
    unchanged: list[AreaRow] = field(default_factory=list)


def mentioned(table: Table) -> set[str]:
    """Return the codes that the rows hold, their own and their parents'."""
    codes = {row.values[key] for row in table.rows for key in ("code", "parent")}
    return codes - {None}


def plan(table: Table, known: Mapping[str, KnownArea], *, adds_cities: bool = False) -> AreaPlan:
    """Check every row against the file and the tree; faults are added to the table's problems.

    Only an import into the whole tree `adds_cities`: the others work below an area of the importer's.
    """
    kinds = {code: area.kind for code, area in known.items()}
    kinds |= {row.values["code"]: row.values["kind"] for row in table.rows if row.values["code"] not in known}
    result = AreaPlan()
    first_rows: dict[str, int] = {}
    loops = _in_loops(table)
    for row in table.rows:
        code = row.values["code"]
        if fault := _duplicate(row, first_rows) or (
            _fault_of_known(row, known[code]) if code in known else _fault_of_new(row, known, kinds, loops, adds_cities)
        ):
            key, kind, message = fault
            table.add_problem(Problem(kind, message, row.number, str(COLUMN_NAMES[key])))
        else:
            _sort_in(result, row, known.get(code), table.keys)
    return result


Fault = tuple[str, str, Any]


def _duplicate(row: Row, first_rows: dict[str, int]) -> Fault | None:
    first = first_rows.setdefault(row.values["code"], row.number)
    if first == row.number:
        return None
    return "code", "duplicate", _l("The code “%(code)s” stands in row %(first)s already.", code=row.values["code"],
                                   first=first)  # fmt: skip


def _fault_of_known(row: Row, known: KnownArea) -> Fault | None:
    if not known.is_yours:
        return "code", "not_yours", _l("The code “%(code)s” is in use outside your area.", code=known.code)
    if row.values["kind"] != known.kind:
        return "kind", "kind_changed", _l("“%(code)s” is in the tree already, as another kind of area: %(kind)s.",
                                          code=known.code, kind=KIND_NAMES[known.kind])  # fmt: skip
    if row.values["parent"] not in (None, known.parent):
        return "parent", "moved", _l("“%(code)s” stands under “%(parent)s”. Areas cannot be moved by an import.",
                                     code=known.code, parent=known.parent or "–")  # fmt: skip
    return None


def _fault_of_new(
    row: Row, known: Mapping[str, KnownArea], kinds: Mapping[str, AreaKind], loops: set[str], adds_cities: bool
) -> Fault | None:
    kind, parent = row.values["kind"], row.values["parent"]
    if kind == AreaKind.CITY:
        return _fault_of_new_city(parent, adds_cities)
    if parent is None:
        return "parent", "no_parent", _l("The code of the area above is missing.")
    if row.values["code"] in loops:
        return "parent", "loop", _l("This area would stand below itself.")
    if parent not in kinds:
        return "parent", "unknown_parent", _l("There is no area “%(parent)s”, neither in this file nor in the tree.",
                                              parent=parent)  # fmt: skip
    if parent in known and not known[parent].is_yours:
        return "parent", "not_yours", _l("The area “%(parent)s” is not one of yours.", parent=parent)
    if LEVELS[kinds[parent]] != LEVELS[kind] - 1:
        return "parent", "hierarchy", hierarchy_sentence(kind, kinds[parent])
    return None


def _fault_of_new_city(parent: str | None, adds_cities: bool) -> Fault | None:
    if parent:
        return "parent", "city_below", _l("A city has no parent.")
    if not adds_cities:
        return "kind", "new_city", _l("A city is added by whoever runs the server, with “engage areas import”.")
    return None


def hierarchy_sentence(kind: AreaKind, parent: AreaKind) -> Any:
    expected = KIND_NAMES[list(AreaKind)[LEVELS[kind] - 1]]
    return _l("%(kind)s: must stand directly under this kind of area: %(expected)s. Here it stands under: %(parent)s.",
              kind=KIND_NAMES[kind], expected=expected, parent=KIND_NAMES[parent])  # fmt: skip


def _in_loops(table: Table) -> set[str]:
    """Return the codes whose line of parents within the file comes back to themselves."""
    parents = {row.values["code"]: row.values["parent"] for row in table.rows}
    loops = set()
    for start in parents:
        steps = [start]
        # The tree has six levels: a longer line is faulty anyway, and is told so by its levels.
        while len(steps) <= len(LEVELS) + 1 and (above := parents.get(steps[-1])) is not None and above != start:
            steps.append(above)
        if parents.get(steps[-1]) == start:
            loops.add(start)
    return loops


def _sort_in(result: AreaPlan, row: Row, known: KnownArea | None, keys: frozenset[str]) -> None:
    values = row.values
    name_en = values["name_en"] or ""
    if known and "name_en" not in keys:
        name_en = known.name_en
    was = (known.name_zh, known.name_en) if known else None
    checked = AreaRow(row.number, values["code"], values["kind"], values["name_zh"], name_en, values["parent"], was)
    if known is None:
        result.added.append(checked)
    elif was == (checked.name_zh, checked.name_en):
        result.unchanged.append(checked)
    else:
        result.renamed.append(checked)
