"""The lists as files for a spreadsheet."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.communities.queries.areas import lines
from engage.extensions import db
from engage.i18n import _, pick
from engage.ratings import desk_words
from engage.ratings.coefficient import decimal_string
from engage.ratings.queries import office
from engage.ratings.queries.open_cases import open_cases
from engage.ratings.queries.visits import visit_rows
from engage.ratings.views.desk.asked import professional_filters, today, visit_filters
from engage.ratings.views.desk.blueprint import bp
from engage.tabular import csv_bytes, xlsx_bytes

AT_ONCE = 500
MOST_VISITS = 50_000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/export")
@staff(Permission.SEE_RATINGS)
def export() -> ResponseReturnValue:
    filters = professional_filters(today())
    header = [_("Staff number"), _("Full name"), _("Profession"), _("Title"), _("Area code"), _("Period"), _("Ratings"),
              _("Satisfaction"), _("Coefficient"), _("Result"), _("Response rate"),
              _("Against the profession"), _("Call-backs due"), _("Open appeals")]  # fmt: skip
    name = f"ratings-{filters.period.name.replace('/', '-')}"
    return table_file(name, header, list(_professional_rows(filters)))


@bp.get("/visits/export")
@staff(Permission.SEE_RATINGS)
def export_visits() -> ResponseReturnValue:
    found = db.session.scalars(visit_rows(current_user, visit_filters()).limit(MOST_VISITS)).all()
    above = lines({visit.area for visit in found})
    header = [_("Visit number"), _("Staff number"), _("Full name"), _("Area code"), _("Area"), _("Kind of service"),
              _("Day of the visit"), _("State"), _("Rating tickets"), _("Ratings")]  # fmt: skip
    rows = [
        (visit.visit_no, visit.professional.staff_no, visit.professional.name, visit.area.code,
         " › ".join(pick(area.name_zh, area.name_en) for area in above[visit.area_id][1:]),
         desk_words.visit_category_name(visit.category), visit.visited_on,
         str(desk_words.VISIT_STATE_NAMES[visit.state]), visit.tickets, visit.ratings)
        for visit in found
    ]  # fmt: skip
    return table_file("visits", header, rows)


def _professional_rows(filters: office.Filters) -> Iterator[tuple[Any, ...]]:
    ids = office.all_ids(current_user, filters)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        waiting = open_cases(current_user, some, today())
        for row in office.standings(current_user, filters, some):
            who = row.professional
            waits = waiting[who.id]
            shares = (row.satisfaction, row.coefficient)
            yield (
                who.staff_no, who.name, str(desk_words.PROFESSION_NAMES[who.profession]), who.title,
                ", ".join(area.code for area in who.areas), filters.period.name, row.n,
                *(Decimal(decimal_string(share)) if share is not None else None for share in shares),
                str(desk_words.STATUS_NAMES[row.status]),
                _rounded(row.response_rate), _rounded(row.against_peers), waits.call_backs_due, waits.appeals,
            )  # fmt: skip


def _rounded(share: Any) -> float | None:
    return float(round(share, 4)) if share is not None else None


def table_file(name: str, header: list[str], rows: list[tuple[Any, ...]]) -> Response:
    kind = "xlsx" if request.args.get("as") == "xlsx" else "csv"
    content = xlsx_bytes(header, rows) if kind == "xlsx" else b"".join(csv_bytes(header, rows))
    response = Response(content, content_type=TYPES[kind])
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{kind}")
    return response
