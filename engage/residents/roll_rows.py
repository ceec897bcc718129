"""Rows of the roll as files and the demonstration loader bring them, and the columns that a file may have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from engage.communities.area_table import area_code
from engage.i18n import _l
from engage.residents.models import Tie
from engage.tabular import CellError, Column, choice, hundredths, text, year

MAX_FLOOR_AREA_DM2 = 10_000_000
OLDEST_BIRTH_YEAR = 1900


class RollKind(StrEnum):
    DWELLINGS = "dwellings"
    RESIDENTS = "residents"


@dataclass(frozen=True)
class DwellingRow:
    """A flat of a building or stairwell, which is named by its code. Floor area in dm² (0.01 m²)."""

    area_code: str
    label: str
    floor_area_dm2: int


@dataclass(frozen=True)
class ResidentRow:
    """A person of a community, building or stairwell. `dwelling_label` is one of a flat in that area."""

    area_code: str
    reference: str
    name: str
    birth_year: int | None = None
    tie: str = Tie.LIVES
    dwelling_label: str | None = None


TIE_WORDS = {
    "居住": Tie.LIVES,
    "lives": Tie.LIVES,
    "工作": Tie.WORKS,
    "works": Tie.WORKS,
    "就读": Tie.STUDIES,
    "studies": Tie.STUDIES,
    "住": Tie.LIVES,
    "上班": Tie.WORKS,
    "上学": Tie.STUDIES,
    "在本地居住": Tie.LIVES,
    "lives here": Tie.LIVES,
    "在本地工作": Tie.WORKS,
    "works here": Tie.WORKS,
    "在本地就读": Tie.STUDIES,
    "studies here": Tie.STUDIES,
}

HEADINGS = {
    "area_code": _l("Area code"),
    "label": _l("Flat"),
    "floor_area_m2": _l("Floor area in m²"),
    "reference": _l("Reference"),
    "name": _l("Full name"),
    "birth_year": _l("Year of birth"),
    "tie": _l("Tie"),
    "dwelling_label": _l("Flat lived in"),
}

_AREA = Column("area_code", ("区域编码", "Area code", "区域代码", "编码", "Code"), True, area_code)


def floor_area(value: str) -> int:
    """Read square metres with up to two decimals as dm², exactly."""
    area = hundredths(value, maximum=MAX_FLOOR_AREA_DM2)
    if not area:
        raise CellError("no_floor_area", _l("The floor area must be above zero."))
    return area


def dwelling_columns() -> Sequence[Column]:
    area_headings = (
        "建筑面积",
        "建筑面积（平方米）",
        "建筑面积(㎡)",
        "面积",
        "Floor area",
        "Floor area in m²",
        "Area m²",
    )
    return (
        _AREA,
        Column("label", ("房号", "Flat", "门牌号", "户号", "Dwelling"), True, text(40)),
        Column("floor_area_m2", area_headings, True, floor_area),
    )


def resident_columns(today: date) -> Sequence[Column]:
    birth_year = partial(year, minimum=OLDEST_BIRTH_YEAR, maximum=today.year)
    return (
        _AREA,
        Column("reference", ("编号", "Reference", "序号", "Number"), True, text(40)),
        Column("name", ("姓名", "Full name"), True, text(80)),
        Column("birth_year", ("出生年份", "Year of birth", "出生年", "Birth year", "Born"), False, birth_year),
        Column("tie", ("关系", "Tie", "与本地的关系"), False, choice(TIE_WORDS)),
        Column(
            "dwelling_label",
            ("所住房号", "Flat lived in", "房号", "门牌号", "户号", "Flat", "Dwelling"),
            False,
            text(40),
        ),
    )
