"""What residents see of a result: nothing before its time, then who won and why, and files to count again."""

from collections.abc import Iterator
from itertools import islice

from flask import Blueprint, Response, make_response, render_template, stream_with_context
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public
from engage.budget import queries
from engage.budget.models import Cycle, Result
from engage.budget.pb_store import export_lines
from engage.budget.result_files import csv_file, xlsx_file
from engage.budget.result_page import result_page
from engage.budget.shown import published_result, tally_lines
from engage.clock import utcnow
from engage.errors import NotFound
from engage.i18n import _l

bp = Blueprint("results", __name__, url_prefix="/cycles/<int:cycle_id>")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES_AT_ONCE = 500


@bp.get("/result")
@public
def result(cycle_id: int) -> ResponseReturnValue:
    cycle, now = queries.cycle_or_404(cycle_id), utcnow()
    timezone = queries.timezone_of_cycle(cycle)
    if (published := published_result(cycle)) is not None:
        page, at = result_page(cycle, published), published.published_at
        return render_template(
            "budget/result.html", cycle=cycle, page=page, timezone=timezone, is_preview=False, published_at=at
        )
    lines, phase = tally_lines(cycle, now), cycle.phase(now)
    return render_template(
        "budget/result_later.html", cycle=cycle, lines=lines, phase=phase, timezone=timezone, now=now
    )


@bp.get("/result.csv")
@public
def csv(cycle_id: int) -> ResponseReturnValue:
    cycle, published = _published(cycle_id)
    return _file(csv_file(result_page(cycle, published)), cycle, "csv", "text/csv; charset=utf-8")


@bp.get("/result.xlsx")
@public
def xlsx(cycle_id: int) -> ResponseReturnValue:
    cycle, published = _published(cycle_id)
    return _file(xlsx_file(result_page(cycle, published)), cycle, "xlsx", XLSX)


@bp.get("/result.pb")
@public
def pb(cycle_id: int) -> ResponseReturnValue:
    """Send the election line by line, so that a large one takes no memory."""
    cycle, _published_result = _published(cycle_id)
    return _file(stream_with_context(_chunks(export_lines(cycle))), cycle, "pb", "text/plain; charset=utf-8")


def _published(cycle_id: int) -> tuple[Cycle, Result]:
    cycle = queries.cycle_or_404(cycle_id)
    published = published_result(cycle)
    if published is None:
        raise NotFound(_l("The result of this vote is not published yet."))
    return cycle, published


def _chunks(lines: Iterator[str]) -> Iterator[bytes]:
    while some := "".join(islice(lines, LINES_AT_ONCE)):
        yield some.encode()


def _file(content: bytes | Iterator[bytes], cycle: Cycle, ending: str, content_type: str) -> Response:
    response = make_response(Response(content, content_type=content_type))
    response.headers["Content-Disposition"] = f'attachment; filename="budget-{cycle.id}.{ending}"'
    return response
