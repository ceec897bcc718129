"""Publishing, answering, declining, moving on."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.errors import EngageError, Invalid
from engage.i18n import _, _l
from engage.needs.desk_words import KIND_NAMES
from engage.needs.queries import desk
from engage.needs.services import moderate, states
from engage.needs.states import State
from engage.needs.views.desk.blueprint import bp
from engage.needs.views.desk.forms import AnswerForm, DeclineForm, EffortForm, PublishForm, StateForm
from engage.needs.views.desk.page import (
    desk_page,
    done,
    refuse_unless_in_charge,
    refused,
    seen_version,
    steps,
)
from engage.sensitive import findings
from engage.transaction import in_transaction


@bp.post("/<int:need_id>/publish")
@staff(Permission.MODERATE_NEEDS)
def publish(need_id: int) -> ResponseReturnValue:
    form = PublishForm(request.form)
    try:
        _refuse_unread(form)
        in_transaction(
            states.publish,
            need_id,
            summary_zh=form.summary_zh.data or "",
            summary_en=form.summary_en.data or "",
            is_private=form.is_private.data,
            category=form.category.data,
            version=seen_version(),
            now=utcnow(),
            actor_id=current_user.id,
        )
    except EngageError as error:
        return refused(need_id, error, form)
    if form.is_private.data:
        return done(need_id, _("Accepted. It stays private."))
    return done(need_id, _("Saved. Everybody can read it now."))


def _refuse_unread(form: PublishForm) -> None:
    """Raise `Invalid` for a summary with personal data in it that nobody has said yes to."""
    for field in (form.summary_zh, form.summary_en):
        kinds = [str(KIND_NAMES[finding.kind]) for finding in findings(field.data or "")]
        if kinds and not form.is_read.data and not form.is_private.data:
            sentence = _l(
                "This looks like %(kinds)s. Take it out, or tick below that it may be read by everybody.",
                kinds=", ".join(dict.fromkeys(kinds)),
            )
            raise Invalid(sentence, fields=(field.short_name,))


@bp.post("/<int:need_id>/decline")
@staff(Permission.MODERATE_NEEDS)
def decline(need_id: int) -> ResponseReturnValue:
    form = DeclineForm(request.form)
    if not form.validate():
        return desk_page(desk.need_for_desk(need_id), form, status=422)
    try:
        _change_state(need_id, State.DECLINED, form)
    except EngageError as error:
        return refused(need_id, error, form)
    return done(need_id, _("Declined. The reason stands on its tracking page."))


@bp.post("/<int:need_id>/reopen")
@staff(Permission.MODERATE_NEEDS)
def reopen(need_id: int) -> ResponseReturnValue:
    try:
        in_transaction(moderate.reopen, need_id, version=seen_version(), now=utcnow(), actor_id=current_user.id)
    except EngageError as error:
        return refused(need_id, error)
    return done(need_id, _("Open again."))


@bp.post("/<int:need_id>/state")
@staff(Permission.SEE_NEEDS)
def state(need_id: int) -> ResponseReturnValue:
    found = desk.need_for_desk(need_id)
    refuse_unless_in_charge(found)
    form = StateForm(request.form)
    form.state.choices = [(value.value, "") for value in (State.MATCHED, State.UNDER_WAY, State.DONE)]
    if not form.validate():
        form.state.choices = steps(found)
        return desk_page(found, form, status=422)
    try:
        _change_state(need_id, State(form.state.data), form)
    except EngageError as error:
        return refused(need_id, error, form)
    return done(need_id, _("Saved. The timeline tells everybody."))


def _change_state(need_id: int, new: State, form: DeclineForm | StateForm) -> None:
    in_transaction(
        states.change_state,
        need_id,
        new,
        version=seen_version(),
        now=utcnow(),
        actor_id=current_user.id,
        text_zh=form.text_zh.data,
        text_en=form.text_en.data,
    )


@bp.post("/<int:need_id>/answer")
@staff(Permission.SEE_NEEDS)
def answer(need_id: int) -> ResponseReturnValue:
    found = desk.need_for_desk(need_id)
    refuse_unless_in_charge(found)
    form = AnswerForm(request.form)
    if not form.validate():
        return desk_page(found, form, status=422)
    try:
        in_transaction(
            moderate.answer,
            need_id,
            text_zh=form.text_zh.data,
            text_en=form.text_en.data,
            version=seen_version(),
            now=utcnow(),
            actor_id=current_user.id,
        )
    except EngageError as error:
        return refused(need_id, error, form)
    return done(need_id, _("Your answer stands in the timeline."))


@bp.post("/<int:need_id>/effort")
@staff(Permission.SEE_NEEDS)
def effort(need_id: int) -> ResponseReturnValue:
    refuse_unless_in_charge(desk.need_for_desk(need_id))
    form = EffortForm(request.form)
    try:
        in_transaction(
            moderate.judge_effort,
            need_id,
            form.effort.data or None,
            version=seen_version(),
            now=utcnow(),
            actor_id=current_user.id,
        )
    except EngageError as error:
        return refused(need_id, error, form)
    return done(need_id, _("Saved. The priority was computed anew."))


@bp.post("/<int:need_id>/flags")
@staff(Permission.MODERATE_NEEDS)
def flags(need_id: int) -> ResponseReturnValue:
    decision = request.form.get("decision")
    if decision not in ("keep", "hide"):
        return refused(need_id, Invalid(_l("Please choose: keep it as it is, or take it out of public view.")))
    try:
        in_transaction(
            moderate.handle_flags,
            need_id,
            "keep" if decision == "keep" else "hide",
            version=seen_version(),
            now=utcnow(),
            actor_id=current_user.id,
        )
    except EngageError as error:
        return refused(need_id, error)
    if decision == "keep":
        return done(need_id, _("The flags are dealt with. The need stays as it is."))
    return done(need_id, _("The need is out of public view and waits to be read again."))
