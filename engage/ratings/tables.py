"""The tables of professionals and of visits that officials import: their columns, and what their rows would do."""

import json
import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

from engage.communities.area_table import area_code
from engage.i18n import _l
from engage.ratings.models import VisitState
from engage.ratings.services.professionals import MOST_AREAS, MOST_NAME, MOST_STAFF_NO, MOST_TITLE
from engage.ratings.services.visits import MOST_CATEGORY, MOST_INVITED, MOST_VISIT_NO
from engage.tabular import CellError, Column, Parser, Table, choice, day, text

MOST_ROWS = 5_000
_BETWEEN_CODES = re.compile(r"[\s,;，；、|/]+")


class Kind(StrEnum):
    """What a file holds; the words are also those that a waiting upload is kept under."""

    PROFESSIONALS = "professionals"
    VISITS = "visits"


PROFESSION_WORDS = {
    "planner": "planner",
    "architect": "architect",
    "engineer": "engineer",
    "other": "other",
    "规划师": "planner",
    "建筑师": "architect",
    "工程师": "engineer",
    "其他": "other",
}
STATE_WORDS = {
    "completed": VisitState.COMPLETED,
    "cancelled": VisitState.CANCELLED,
    "missed": VisitState.MISSED,
    "已完成": VisitState.COMPLETED,
    "完成": VisitState.COMPLETED,
    "已取消": VisitState.CANCELLED,
    "取消": VisitState.CANCELLED,
    "未到": VisitState.MISSED,
    "失约": VisitState.MISSED,
}
CATEGORY_WORDS = {
    "咨询": "advice",
    "现场踏勘": "survey",
    "设计": "design",
    "检查": "inspection",
    "维修": "repair",
    "居民会议": "meeting",
    "培训": "training",
    "其他": "other",
}


def number(most: int) -> Parser:
    """Return a parser of a number of the staff platform: letters, digits, dots, hyphens."""

    def parse(value: str) -> str:
        value = value.strip()
        if not 0 < len(value) <= most or not value.isprintable() or set(value) & set(" /\\?#%"):
            raise CellError(
                "bad_number", _l("A number has up to %(most)s letters, digits, dots or hyphens.", most=most)
            )
        return value

    return parse


def area_codes(value: str) -> list[str]:
    """Read codes with blanks, commas or semicolons between them."""
    codes = list(dict.fromkeys(area_code(code) for code in _BETWEEN_CODES.split(value.strip()) if code))
    if not 0 < len(codes) <= MOST_AREAS:
        raise CellError("areas", _l("Please name the areas that are served, one at least."))
    return codes


def category(value: str) -> str:
    return CATEGORY_WORDS.get(value.strip(), str(text(MOST_CATEGORY)(value)))


COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.PROFESSIONALS: (
        Column("staff_no", ("工号", "编号", "staff number"), True, number(MOST_STAFF_NO)),
        Column("name", ("姓名", "full name"), True, text(MOST_NAME)),
        Column("profession", ("专业", "类别"), True, choice(PROFESSION_WORDS)),
        Column("title", ("职称",), False, text(MOST_TITLE)),
        Column("areas", ("服务区域", "区域编码", "area codes", "area"), True, area_codes),
    ),
    Kind.VISITS: (
        Column("visit_no", ("服务编号", "编号", "visit number"), True, number(MOST_VISIT_NO)),
        Column("staff_no", ("工号", "staff number"), True, number(MOST_STAFF_NO)),
        Column("area", ("区域编码", "区域", "area code"), True, area_code),
        Column("category", ("服务类别", "类别"), True, category),
        Column("visited_on", ("服务日期", "日期", "date", "day"), True, day, takes_dates=True),
        Column("state", ("状态",), True, choice(STATE_WORDS)),
        Column("invited", ("邀请评价", "邀请"), False, text(MOST_INVITED)),
    ),
}
COLUMN_NAMES = {
    "staff_no": _l("Staff number"),
    "name": _l("Full name"),
    "profession": _l("Profession"),
    "title": _l("Title"),
    "areas": _l("Areas served (codes)"),
    "visit_no": _l("Visit number"),
    "area": _l("Area code"),
    "category": _l("Kind of service"),
    "visited_on": _l("Day of the visit"),
    "state": _l("State"),
    "invited": _l("Who was invited to rate"),
}
KEYS = {Kind.PROFESSIONALS: "staff_no", Kind.VISITS: "visit_no"}
OPTIONAL = frozenset({"title", "invited"})
EXAMPLES: dict[Kind, tuple[tuple[Any, ...], ...]] = {
    Kind.PROFESSIONALS: (
        ("CQ-0001", "张文", "planner", "注册城乡规划师", "YZ-NJM-1"),
        ("CQ-0002", "李岚", "建筑师", "一级注册建筑师", "YZ-NJM-1, YZ-NJM-2"),
    ),
    Kind.VISITS: (
        ("V-2026-0001", "CQ-0001", "YZ-NJM-1", "advice", date(2026, 7, 3), "completed", "3号楼住户"),
        ("V-2026-0002", "CQ-0002", "YZ-NJM-1", "维修", date(2026, 7, 5), "取消", ""),
    ),
}


@dataclass
class Plan:
    """What an import would do; a row is the values of `put_professional` or `put_visit`."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    unchanged: int = 0


@dataclass(frozen=True)
class Checked:
    """A file as it was read, and what it would do."""

    kind: Kind
    table: Table
    plan: Plan

    @property
    def fingerprint(self) -> str:
        """Tells one plan from another: which numbers are new, which are changed, and how many stay as they are."""
        key = KEYS[self.kind]
        numbers = [[row[key] for row in rows] for rows in (self.plan.new, self.plan.changed)]
        return sha256(json.dumps([*numbers, self.plan.unchanged]).encode()).hexdigest()
