"""Changing the area tree."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError

from engage.accounts import audit
from engage.communities import queries
from engage.communities.area_table import AreaPlan, AreaRow, area_code, hierarchy_sentence
from engage.communities.models import LEVELS, Area, AreaKind
from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.i18n import _l
from engage.tabular import CellError


def add_area(
    parent: Area | None,
    *,
    kind: str,
    code: str,
    name_zh: str,
    name_en: str = "",
    timezone: str | None = None,
    actor_id: int | None = None,
    now: datetime,
) -> Area:
    """Add an area directly below its parent, or a city without one.

    Raises `Invalid` when it cannot stand there, or for a malformed code or time zone, and `Conflict` for a used code.
    """
    _check_place(AreaKind(kind), AreaKind(parent.kind) if parent else None)
    area = Area(
        parent_id=parent.id if parent else None,
        kind=AreaKind(kind),
        code=_checked_code(code),
        name_zh=name_zh,
        name_en=name_en,
        timezone=_checked_timezone(timezone),
        path=_passing_path(),
    )
    db.session.add(area)
    try:
        db.session.flush()  # Two people may add the same code: let the constraint decide.
    except IntegrityError as error:
        raise Conflict(_l("This code is in use already. Choose another one."), fields=("code",)) from error
    area.path = f"{parent.path if parent else ''}{area.id}."
    db.session.flush()
    audit.record(user_id=actor_id, area_id=area.id, action="add area", subject=f"area {area.id}", now=now)
    return area


def rename_area(
    area: Area, *, name_zh: str, name_en: str, timezone: str | None, actor_id: int | None, now: datetime
) -> None:
    """Give an area its names and its time zone; None means that of the area above."""
    area.name_zh, area.name_en, area.timezone = name_zh, name_en, _checked_timezone(timezone)
    db.session.flush()
    audit.record(user_id=actor_id, area_id=area.id, action="rename area", subject=f"area {area.id}", now=now)


def import_areas(plan: AreaPlan, *, scope: Area | None, actor_id: int | None, now: datetime) -> None:
    """Do what a checked plan says, all in the caller's transaction.

    The plan must have been made in this very transaction, so that nothing has changed since.
    """
    renamed = {row.code: row for row in plan.renamed}
    for area in queries.areas_by_code(renamed).values():
        area.name_zh, area.name_en = renamed[area.code].name_zh, renamed[area.code].name_en
    by_kind: dict[AreaKind, list[AreaRow]] = defaultdict(list)
    for row in plan.added:
        by_kind[row.kind].append(row)
    for kind in AreaKind:
        _add_rows(by_kind[kind])
    audit.record(
        user_id=actor_id,
        area_id=scope.id if scope else None,
        action="import areas",
        subject=f"{len(plan.added)} added, {len(plan.renamed)} renamed",
        now=now,
    )


def _add_rows(rows: Sequence[AreaRow]) -> None:
    """Add areas of one kind, whose parents are there: two statements for any number of them."""
    parents = queries.areas_by_code(row.parent for row in rows if row.parent)
    areas = []
    for row in rows:
        parent = parents[row.parent] if row.parent else None
        area = Area(
            parent_id=parent.id if parent else None,
            kind=row.kind,
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            path=_passing_path(),
        )
        areas.append((area, parent))
    db.session.add_all(area for area, _parent in areas)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict(_l("Somebody changed the tree at this moment. Nothing was imported. Try again.")) from error
    for area, parent in areas:
        area.path = f"{parent.path if parent else ''}{area.id}."
    db.session.flush()


def _passing_path() -> str:
    """Return a unique path for the moment between the insert, which gives the id, and the path made of it."""
    return f"new-{secrets.token_hex(16)}"


def _check_place(kind: AreaKind, parent: AreaKind | None) -> None:
    if parent is None and kind != AreaKind.CITY:
        raise Invalid(_l("Only a city stands at the top of the tree."), fields=("kind",))
    if parent is not None and LEVELS[kind] != LEVELS[parent] + 1:
        sentence: Any = _l("A city has no parent.") if kind == AreaKind.CITY else hierarchy_sentence(kind, parent)
        raise Invalid(sentence, fields=("kind",))


def _checked_code(code: str) -> str:
    try:
        return area_code(code)
    except CellError as error:
        raise Invalid(error.message, fields=("code",)) from error


def _checked_timezone(timezone: str | None) -> str | None:
    if not timezone:
        return None
    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as error:  # Unknown, malformed, or the name of a folder such as "Asia".
        raise Invalid(_l("There is no such time zone. Write it like Asia/Shanghai."), fields=("timezone",)) from error
    return timezone
