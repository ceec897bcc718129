"""Surveys in and out as XLSForm workbooks."""

import secrets
from pathlib import PurePath
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, area_for, staff
from engage.cleaning import clean_line
from engage.clock import utcnow
from engage.communities.models import Area
from engage.errors import Conflict, Invalid
from engage.i18n import _
from engage.surveys.queries import desk
from engage.surveys.queries.surveys import live_survey
from engage.surveys.services.workbooks import create_from, workbook_of
from engage.surveys.terms import LONGEST_TITLE
from engage.surveys.views.desk.begin import labelled
from engage.surveys.views.desk.lists import asked_text
from engage.surveys.xlsform import Reading, read
from engage.tabular.files import MAX_BYTES
from engage.transaction import in_transaction

bp = Blueprint("survey_files", __name__, url_prefix="/staff/surveys")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_ID = 2**31


@bp.get("/import")
@staff(Permission.RUN_SURVEYS)
def new_import() -> ResponseReturnValue:
    return _page()


@bp.post("/import")
@staff(Permission.RUN_SURVEYS)
def import_survey() -> ResponseReturnValue:
    """Make a draft of the workbook, if nothing is wrong with it."""
    file, area = request.files.get("file"), _area()
    wrong = {}
    if area is None:
        wrong["area_id"] = _("Please choose an area.")
    if not file or not file.filename:
        wrong["file"] = _("Please choose a file.")
    if wrong or area is None or file is None:
        return _page(wrong, status=422)
    name = clean_line(file.filename or "")
    reading = read(file.read(MAX_BYTES + 1))
    if not reading.ok:
        return _page(reading=reading, filename=name, status=422)
    try:
        survey_id = in_transaction(_made, reading, area, name)
    except Invalid as error:
        return _page({"file": str(error)}, filename=name, status=422)
    flash(_("Imported as a draft. Nobody sees it before you open it."), "success")
    for note in reading.notes[:5]:
        flash(_("%(column)s: %(message)s", column=note.column, message=note.message), "warning")
    return redirect(url_for("survey_edit.editor", survey_id=survey_id), 303)


@bp.get("/<int:survey_id>/xlsform")
@staff(Permission.RUN_SURVEYS)
def xlsform(survey_id: int) -> ResponseReturnValue:
    """Send the newest questions as a workbook; a draft with faults leads back to the editor, which shows them."""
    try:
        content = workbook_of(live_survey(survey_id))
    except Conflict as error:
        flash(str(error), "error")
        return redirect(url_for("survey_edit.editor", survey_id=survey_id), 303)
    response = Response(content, content_type=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=f"survey-{survey_id}.xlsx")
    return response


def _area() -> Area | None:
    """Return the chosen area. Raises `NotFound` for one that is not the actor's."""
    typed = request.form.get("area_id", "")
    if not (typed.isascii() and typed.isdecimal() and 0 < int(typed[:10]) < LARGEST_ID):
        return None
    return area_for(current_user, int(typed), Permission.RUN_SURVEYS)


def _made(reading: Reading, area: Area, filename: str) -> int:
    token = clean_line(request.form.get("token", ""))[:32] or None
    fallback = PurePath(filename).stem[:LONGEST_TITLE]
    return create_from(reading, area, fallback=fallback, actor_id=current_user.id, now=utcnow(), token=token).id


def _page(
    wrong: dict[str, Any] | None = None, *, reading: Reading | None = None, filename: str = "", status: int = 200
) -> Response:
    text, chosen = asked_text(), request.values.get("area_id", "")
    also = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else None
    areas = desk.areas_for_surveys(current_user, text, also)
    page = render_template(
        "surveys/import.html",
        wrong=wrong or {},
        reading=reading,
        filename=filename,
        chosen=chosen,
        text=text,
        areas=labelled(areas),
        is_cut=len(areas) >= desk.MOST_OFFERED,
        form_token=request.form.get("token", "")[:32] or secrets.token_hex(16),
        megabytes=MAX_BYTES // 1024 // 1024,
    )
    return make_response(page, status)
