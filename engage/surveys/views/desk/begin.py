"""A new survey: where, and from what it begins."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, area_for, staff
from engage.cleaning import clean_line
from engage.clock import utcnow
from engage.communities.models import Area
from engage.communities.queries.areas import lines
from engage.errors import EngageError
from engage.i18n import _, pick
from engage.surveys import desk_words
from engage.surveys.models import Survey
from engage.surveys.queries import desk
from engage.surveys.queries.surveys import any_survey
from engage.surveys.questionnaire import Questionnaire, Section
from engage.surveys.ready import READY
from engage.surveys.services import make
from engage.surveys.views.desk.blueprint import bp
from engage.surveys.views.desk.lists import asked_text
from engage.transaction import in_transaction

BLANK = Questionnaire((Section("s1"),))
MOST_TYPED = 200


@bp.get("/new")
@staff(Permission.RUN_SURVEYS)
def new() -> ResponseReturnValue:
    source = request.args.get("from", "")
    begun = READY.get(source.removeprefix("ready:")) if source.startswith("ready:") else None
    typed = {
        "from": source,
        "area_id": request.args.get("area_id", ""),
        "title_zh": begun.title.zh if begun else "",
        "title_en": begun.title.en if begun else "",
    }
    return _page(typed)


def _page(typed: Mapping[str, str], faults: Mapping[str, Any] | None = None, *, status: int = 200) -> Response:
    text = asked_text()
    chosen = typed["area_id"]
    also = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else None
    areas = desk.areas_for_surveys(current_user, text, also)
    page = render_template(
        "surveys/desk_new.html",
        typed=typed,
        faults=faults or {},
        text=text,
        areas=labelled(areas),
        is_cut=len(areas) >= desk.MOST_OFFERED,
        ready=READY.values(),
        copies=desk.surveys_to_copy(current_user),
        form_token=request.form.get("token", "")[:32] or secrets.token_hex(16),
        words=desk_words,
    )
    return make_response(page, status)


def labelled(areas: Sequence[Area]) -> list[tuple[int, str]]:
    """Return the areas by id: each name, then what lies above it without the city that all share."""
    above = lines(areas)
    return [(area.id, _label([pick(part.name_zh, part.name_en) for part in above[area.id]])) for area in areas]


def _label(names: Sequence[str]) -> str:
    """Put the area's own name first: on a phone a list shows no more than the beginning."""
    *higher, own = names
    return f"{own} ({' › '.join(higher[1:])})" if higher[1:] else own


@bp.post("/new")
@staff(Permission.RUN_SURVEYS)
def create() -> ResponseReturnValue:
    typed = {
        name: clean_line(request.form.get(name, ""))[:MOST_TYPED]
        for name in ("from", "area_id", "title_zh", "title_en")
    }
    faults = _faults(typed)
    if faults:
        return _page(typed, faults, status=422)
    area = area_for(current_user, int(typed["area_id"]), Permission.RUN_SURVEYS)
    try:
        survey_id = in_transaction(_made, typed, area)
    except EngageError as error:
        return _page(typed, error.details.get("fields") or {"from": error}, status=error.status)
    flash(_("Saved as a draft. Nobody sees it before you open it."), "success")
    return redirect(url_for("survey_edit.editor", survey_id=survey_id), 303)


def _faults(typed: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if not (typed["area_id"].isascii() and typed["area_id"].isdecimal() and 0 < int(typed["area_id"][:10]) < 2**31):
        found["area_id"] = _("Please choose an area.")
    if not typed["title_zh"] and not typed["title_en"] and not _has_title(typed["from"]):
        found["title_zh"] = _("Give the survey a title in one language at least.")
    if not typed["from"]:
        found["from"] = _("Please choose how to begin.")
    return found


def _has_title(source: str) -> bool:
    return source.startswith(("ready:", "copy:", "wave:"))


def _made(typed: Mapping[str, str], area: Area) -> int:
    kind, _sign, key = typed["from"].partition(":")
    common: dict[str, Any] = {
        "actor_id": current_user.id, "now": utcnow(), "token": clean_line(request.form.get("token", ""))[:32] or None,
    }  # fmt: skip
    titles: dict[str, Any] = {"title_zh": typed["title_zh"], "title_en": typed["title_en"]}
    if kind in ("copy", "wave") and (source := _mine(key)):
        given = titles if any(titles.values()) else {}
        return make.copy_survey(source.id, area=area, as_wave=kind == "wave", **given, **common).id
    if kind == "ready" and (ready := READY.get(key)):
        if not any(titles.values()):
            titles = {"title_zh": ready.title.zh, "title_en": ready.title.en}
        intro: dict[str, Any] = {"intro_zh": ready.intro.zh, "intro_en": ready.intro.en}
        return make.create(area, questionnaire=ready.questionnaire, **titles, **intro, **common).id
    if not any(titles.values()):
        titles["title_zh"] = _("Survey without a title")
    return make.create(area, questionnaire=BLANK, **titles, **common).id


def _mine(key: str) -> Survey | None:
    """Return the survey to copy. Raises `NotFound` for one outside the actor's areas."""
    if not (key.isascii() and key.isdecimal() and len(key) < 10):
        return None
    survey = any_survey(int(key))
    area_for(current_user, survey.area_id, Permission.RUN_SURVEYS)
    return survey
