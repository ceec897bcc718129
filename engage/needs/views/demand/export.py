"""The list as a file: what the filters leave, a stated number of rows at most, and no word about a person."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask import Response

from engage.communities.queries.areas import lines, timezone_of
from engage.formats import local
from engage.i18n import _
from engage.needs.models import Channel, Need
from engage.needs.queries.demand import Filters, portions
from engage.needs.states import State
from engage.needs.views.demand.rows import place_of
from engage.needs.words import STATE_NAMES, category_name
from engage.tabular import csv_bytes, xlsx_bytes

MOST_PUBLIC, MOST_STAFF = 2_000, 20_000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file(filters: Filters, kind: str) -> Response:
    """Answer with the needs as XLSX or CSV. Officials get more columns, never what was typed nor any contact."""
    kind = kind if kind in TYPES else "csv"
    most = MOST_PUBLIC if filters.for_everybody else MOST_STAFF
    header, found = _header(filters.for_everybody), _rows(filters, most)
    content = xlsx_bytes(header, found, _("Needs")) if kind == "xlsx" else b"".join(csv_bytes(header, found))
    response = Response(content, content_type=TYPES[kind])
    response.headers.set("Content-Disposition", "attachment", filename=f"needs-{filters.area.code}.{kind}")
    return response


def _header(for_everybody: bool) -> list[str]:
    public = [_("Number"), _("About"), _("Place"), _("Area code"), _("State"), _("Summary in Chinese"),
              _("Summary in English"), _("Neighbours who joined"), _("Came in on"), _("Changed on")]  # fmt: skip
    if for_everybody:
        return public
    return [*public, _("Priority"), _("Entered by a worker"), _("Private"), _("Professional"), _("Due on")]


def _rows(filters: Filters, most: int) -> Iterator[Sequence[Any]]:
    timezone = timezone_of(filters.area)
    for needs in portions(filters, most=most):
        above = lines({need.area for need in needs})
        for need in needs:
            public = [
                need.id,
                category_name(need.category),
                place_of(need, above),
                need.area.code,
                str(STATE_NAMES[State(need.state)]),
                need.summary_zh,
                need.summary_en,
                need.supports,
                _day(need.created_at, timezone),
                _day(need.updated_at, timezone),
            ]
            yield public if filters.for_everybody else [*public, *_for_staff(need, timezone)]


def _for_staff(need: Need, timezone: str) -> list[Any]:
    return [
        need.priority,
        need.channel == Channel.ASSISTED,
        need.is_private,
        need.professional.display_name if need.professional else "",
        _day(need.due_at, timezone) if need.due_at else "",
    ]


def _day(at: datetime, timezone: str) -> str:
    return local(at, timezone).strftime("%Y-%m-%d")
