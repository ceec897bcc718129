"""One need as the office sees it: what was asked, what to do next, what happened."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup, escape

from engage.accounts.permissions import Permission, may, staff
from engage.clock import utcnow
from engage.communities.queries.areas import ancestors, timezone_in
from engage.errors import Conflict, EngageError, Invalid, NotAllowed
from engage.i18n import _l
from engage.needs import desk_words
from engage.needs.models import Need
from engage.needs.priority import total
from engage.needs.queries import desk
from engage.needs.queries.chain import chains
from engage.needs.queries.professionals import is_professional_in, professionals_in
from engage.needs.queries.shown import is_public
from engage.needs.services.priority import terms_of
from engage.needs.states import CLOSED, NEXT, OPEN, WAITING, State
from engage.needs.views.desk.blueprint import bp
from engage.needs.views.desk.forms import FORMS, AnswerForm, DeclineForm, DeskForm, StateForm
from engage.needs.words import AFFECTED_NAMES, FLAG_REASONS, STATE_NAMES, category_name
from engage.sensitive import Kind, findings

# What a step is called on its button; declining, merging and publishing have forms of their own.
STEP_NAMES = {
    State.MATCHED: _l("Taken up"),
    State.UNDER_WAY: _l("Under way"),
    State.DONE: _l("Done: ask the people"),
}
NAMES = {
    "State": State,
    "OPEN": OPEN,
    "WAITING": WAITING,
    "CLOSED": CLOSED,
    "state_names": STATE_NAMES,
    "affected_names": AFFECTED_NAMES,
    "flag_reasons": FLAG_REASONS,
    "category_name": category_name,
    "words": desk_words,
}
TAKES_SENTENCES: dict[str, type[DeskForm]] = {form.name: form for form in (AnswerForm, DeclineForm, StateForm)}


@bp.get("/<int:need_id>")
@staff(Permission.SEE_NEEDS)
def need(need_id: int) -> ResponseReturnValue:
    found = desk.need_for_desk(need_id)
    return desk_page(found, _with_ready_sentence(found))


def _with_ready_sentence(found: Need) -> DeskForm | None:
    """Return the form that the address names, with a ready sentence in it."""
    kind = TAKES_SENTENCES.get(request.args.get("form", ""))
    wanted = request.args.get("canned", 0, type=int)
    answer = next((answer for answer in desk.canned_for(found.area) if answer.id == wanted), None)
    return kind(None, data={"text_zh": answer.text_zh, "text_en": answer.text_en}) if kind and answer else None


def seen_version() -> int | None:
    """Return the version that stood on the page. A form without one is taken to have seen none of them."""
    return request.form.get("version", 0, type=int)


def refuse_unless_in_charge(found: Need) -> None:
    """Raise `NotAllowed` for anybody but the office and the professional who has the need."""
    if may(current_user, Permission.MODERATE_NEEDS, found.area):
        return
    if not (may(current_user, Permission.WORK_ON_NEEDS, found.area) and found.professional_id == current_user.id):
        raise NotAllowed(_l("Only the office and the professional who has this need can do that."))


def done(need_id: int, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for("need_desk.need", need_id=need_id), 303)


def refused(need_id: int, error: EngageError, form: DeskForm | None = None) -> ResponseReturnValue:
    """Show the need as it is now with what was typed, and say who came first where somebody did."""
    if isinstance(error, Invalid):
        problem = form.blame(error) if form else str(error)
        return desk_page(desk.need_for_desk(need_id), form, problem=problem, status=422)
    if not isinstance(error, Conflict):
        raise error
    return desk_page(desk.need_for_desk(need_id), form, problem=str(error), is_stale=True, status=409)


def desk_page(
    found: Need, form: DeskForm | None = None, *, problem: str = "", is_stale: bool = False, status: int = 200
) -> ResponseReturnValue:
    """Render the page; `form` is the one that was sent, with what was typed."""
    now, line = utcnow(), ancestors(found.area)
    moderates = may(current_user, Permission.MODERATE_NEEDS, found.area)
    works = may(current_user, Permission.WORK_ON_NEEDS, found.area) and is_professional_in(current_user.id, found.area)
    events, parts = desk.events_of(found), terms_of(found, now=now)
    return render_template(
        "needs/desk_need.html",
        need=found,
        line=line,
        timezone=timezone_in(line),
        now=now,
        forms=_forms(found, form),
        sent=form.name if form else "",
        problem=problem,
        is_stale=is_stale,
        moderates=moderates,
        works=works,
        in_charge=moderates or (works and found.professional_id == current_user.id),
        raw=marked(found.raw_text or ""),
        found_kinds=_kinds(found.raw_text or ""),
        contact=desk.contact_of(found) if moderates else None,
        flags=desk.open_flags([found]).get(found.id, []) if moderates else [],
        events=events,
        last=next((event for event in events if event.actor), None),
        visits=desk.visits_of(found),
        chain=chains([found])[found.id],
        canned=desk.canned_for(found.area),
        merged=desk.merged_into(found),
        parts=parts,
        priority=total(parts),
        is_public=is_public(found),
        state=State(found.state),
        **NAMES,
    ), status


def _forms(found: Need, sent: DeskForm | None) -> dict[str, Any]:
    forms: dict[str, Any] = {kind.name: kind() for kind in FORMS}
    publish, raw = forms["publish"], found.raw_text or ""
    publish.category.data = found.category
    publish.is_private.data = found.is_private
    publish.summary_zh.data = found.summary_zh or (raw if found.language == "zh" and not found.summary_en else "")
    publish.summary_en.data = found.summary_en or (raw if found.language == "en" and not found.summary_zh else "")
    forms["effort"].effort.data = found.effort or ""
    if sent:
        forms[sent.name] = sent
    others = [user for user in professionals_in(found.area) if user.id != found.professional_id]
    forms["assign"].offer({user.id: _with_profession(user) for user in others})
    forms["state"].state.choices = steps(found)
    return forms


def steps(found: Need) -> list[tuple[str, str]]:
    """Return the states that the office or the professional may choose next."""
    if found.state == State.RECEIVED:
        return []
    return [(state.value, str(STEP_NAMES[state])) for state in STEP_NAMES if state in NEXT[State(found.state)]]


def _with_profession(user: Any) -> str:
    profession = desk_words.PROFESSION_NAMES.get(user.profession)
    return f"{user.display_name} · {profession}" if profession else user.display_name


def marked(text: str) -> Markup:
    """Return the text with what should not be public marked, and named for those who do not see the mark."""
    pieces, end = [], 0
    for finding in findings(text):
        pieces.append(escape(text[end : finding.start]))
        pieces.append(
            Markup("<mark>{}<span class='visually-hidden'> ({})</span></mark>").format(
                text[finding.start : finding.end], desk_words.KIND_NAMES[finding.kind]
            )
        )
        end = finding.end
    return Markup("").join([*pieces, escape(text[end:])])


def _kinds(text: str) -> list[str]:
    kinds: list[Kind] = [finding.kind for finding in findings(text)]
    return [str(desk_words.KIND_NAMES[kind]) for kind in dict.fromkeys(kinds)]
