"""Webhooks, for administrators: where programs are told of changes, and what became of each telling."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.area_field import area_of, blame
from engage.accounts.permissions import Permission, staff
from engage.accounts.queries import area_suggestions
from engage.clock import utcnow
from engage.communities.queries import timezone_of
from engage.config import settings
from engage.errors import Conflict, Invalid
from engage.formats import local
from engage.i18n import _, ngettext
from engage.transaction import in_transaction
from engage.webhooks import words
from engage.webhooks.forms import AgainForm, DeleteForm, NewEndpointForm, RotateForm, TypesForm
from engage.webhooks.models import DeliveryState
from engage.webhooks.queries import deliveries as delivery_queries
from engage.webhooks.queries import endpoints as queries
from engage.webhooks.schedule import MOST_TRIES
from engage.webhooks.services import deliveries as delivery_services
from engage.webhooks.services import endpoints as services
from engage.webhooks.services.endpoints import NewSecret

bp = Blueprint("webhooks", __name__, url_prefix="/staff/webhooks")
WEEK = timedelta(days=7)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("")
@staff(Permission.MANAGE_WEBHOOKS)
def endpoints() -> ResponseReturnValue:
    page = queries.endpoints(current_user)
    counts = queries.open_counts(endpoint.id for endpoint in page.items)
    return render_template("webhooks/endpoints.html", page=page, counts=counts, words=words)


@bp.get("/new")
@staff(Permission.MANAGE_WEBHOOKS)
def new_endpoint() -> ResponseReturnValue:
    return _new_page(NewEndpointForm())


@bp.post("/new")
@staff(Permission.MANAGE_WEBHOOKS)
def add_endpoint() -> ResponseReturnValue:
    form = NewEndpointForm()
    area = area_of(form, current_user, Permission.MANAGE_WEBHOOKS)
    if area is None:
        return _new_page(form, 422)
    try:
        new = in_transaction(
            services.create,
            form.url.data,
            form.event_types.data,
            area,
            app_key=current_app.config["SECRET_KEY"],
            allow_private=settings().webhooks_to_private,
            actor_id=current_user.id,
            now=utcnow(),
        )
    except Invalid as error:
        return _new_page(form, blame(form, error))
    return _shown_once(new)


@bp.get("/<int:endpoint_id>")
@staff(Permission.MANAGE_WEBHOOKS)
def endpoint(endpoint_id: int) -> ResponseReturnValue:
    return _endpoint_page(endpoint_id)


@bp.post("/<int:endpoint_id>/types")
@staff(Permission.MANAGE_WEBHOOKS)
def choose_types(endpoint_id: int) -> ResponseReturnValue:
    form = TypesForm()
    if not form.validate_on_submit():
        return _endpoint_page(endpoint_id, types=form, status=422)
    return _do(services.choose_types, endpoint_id, form.event_types.data, said=_("Saved."))


@bp.post("/<int:endpoint_id>/rotate")
@staff(Permission.MANAGE_WEBHOOKS)
def rotate(endpoint_id: int) -> ResponseReturnValue:
    form, now = RotateForm(), utcnow()
    if not form.validate_on_submit():
        return _endpoint_page(endpoint_id, rotation=form, status=422)
    new = in_transaction(
        services.rotate,
        endpoint_id,
        old_signs_until=now + form.duration,
        app_key=current_app.config["SECRET_KEY"],
        actor_id=current_user.id,
        now=now,
    )
    return _shown_once(new)


@bp.post("/<int:endpoint_id>/disable")
@staff(Permission.MANAGE_WEBHOOKS)
def disable(endpoint_id: int) -> ResponseReturnValue:
    return _do(services.disable, endpoint_id, said=_("The webhook is switched off. What waits is held."))


@bp.post("/<int:endpoint_id>/enable")
@staff(Permission.MANAGE_WEBHOOKS)
def enable(endpoint_id: int) -> ResponseReturnValue:
    return _do(services.enable, endpoint_id, said=_("The webhook is switched on. What was held is sent first."))


@bp.post("/<int:endpoint_id>/test")
@staff(Permission.MANAGE_WEBHOOKS)
def test(endpoint_id: int) -> ResponseReturnValue:
    try:
        in_transaction(services.send_test, endpoint_id, actor_id=current_user.id, now=utcnow())
    except Conflict as error:
        return _endpoint_page(endpoint_id, problem=str(error), status=409)
    flash(_("A test event is on its way. Load this page again in a moment to see what became of it."), "success")
    return redirect(url_for(".deliveries", endpoint_id=endpoint_id), 303)


@bp.get("/<int:endpoint_id>/delete")
@staff(Permission.MANAGE_WEBHOOKS)
def deletion(endpoint_id: int) -> ResponseReturnValue:
    return _deletion_page(endpoint_id, DeleteForm())


@bp.post("/<int:endpoint_id>/delete")
@staff(Permission.MANAGE_WEBHOOKS)
def delete(endpoint_id: int) -> ResponseReturnValue:
    form, now = DeleteForm(), utcnow()
    if not form.validate_on_submit():
        return _deletion_page(endpoint_id, form, 422)
    try:
        in_transaction(
            services.delete, endpoint_id, with_waiting=form.with_waiting.data, actor_id=current_user.id, now=now
        )
    except Conflict as error:
        form.with_waiting.errors = [str(error)]
        return _deletion_page(endpoint_id, form, 409)
    flash(_("The webhook is deleted."), "success")
    return redirect(url_for(".endpoints"), 303)


@bp.get("/<int:endpoint_id>/deliveries")
@staff(Permission.MANAGE_WEBHOOKS)
def deliveries(endpoint_id: int) -> ResponseReturnValue:
    return _deliveries_page(endpoint_id)


@bp.post("/<int:endpoint_id>/again")
@staff(Permission.MANAGE_WEBHOOKS)
def send_failed_again(endpoint_id: int) -> ResponseReturnValue:
    form = AgainForm()
    if not form.validate_on_submit():
        return _deliveries_page(endpoint_id, form, status=422)
    zone = ZoneInfo(timezone_of(queries.endpoint(endpoint_id).area))
    since = datetime.combine(form.since.data, time(), zone).astimezone(UTC)
    try:
        number = in_transaction(
            delivery_services.send_failed_again, endpoint_id, since=since, actor_id=current_user.id, now=utcnow()
        )
    except Conflict as error:
        return _deliveries_page(endpoint_id, form, problem=str(error), status=409)
    text = ngettext("%(num)s event is sent again.", "%(num)s events are sent again.", number)
    flash(text if number else _("Nothing has failed since then."), "success")
    return redirect(url_for(".deliveries", endpoint_id=endpoint_id), 303)


@bp.post("/deliveries/<int:delivery_id>/again")
@staff(Permission.MANAGE_WEBHOOKS)
def send_again(delivery_id: int) -> ResponseReturnValue:
    endpoint_id = delivery_queries.endpoint_of(delivery_id)
    try:
        in_transaction(delivery_services.send_again, delivery_id, actor_id=current_user.id, now=utcnow())
    except Conflict as error:
        return _deliveries_page(endpoint_id, problem=str(error), status=409)
    flash(_("The event is sent again."), "success")
    return redirect(url_for(".deliveries", endpoint_id=endpoint_id), 303)


def _new_page(form: NewEndpointForm, status: int = 200) -> ResponseReturnValue:
    areas = area_suggestions(current_user, Permission.MANAGE_WEBHOOKS)
    return render_template("webhooks/new.html", form=form, areas=areas), status


def _endpoint_page(
    endpoint_id: int,
    *,
    types: TypesForm | None = None,
    rotation: RotateForm | None = None,
    problem: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    found = queries.endpoint(endpoint_id)
    return render_template(
        "webhooks/endpoint.html",
        endpoint=found,
        counts=queries.open_counts([found.id]).get(found.id, {}),
        types=types or TypesForm(formdata=None, data={"event_types": found.event_types}),
        rotation=rotation or RotateForm(formdata=None),
        problem=problem,
        now=utcnow(),
        timezone=timezone_of(found.area),
        words=words,
    ), status


def _deletion_page(endpoint_id: int, form: DeleteForm, status: int = 200) -> ResponseReturnValue:
    found = queries.endpoint(endpoint_id)
    counts = queries.open_counts([found.id]).get(found.id, {})
    open_ = counts.get(DeliveryState.WAITING, 0) + counts.get(DeliveryState.HELD, 0)
    return render_template("webhooks/delete.html", endpoint=found, form=form, open=open_), status


def _deliveries_page(
    endpoint_id: int, form: AgainForm | None = None, *, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    found = queries.endpoint(endpoint_id)
    timezone = timezone_of(found.area)
    asked = request.args.get("state", "")
    state = DeliveryState(asked) if asked in list(DeliveryState) else None
    week_ago = local(utcnow() - WEEK, timezone).date()
    return render_template(
        "webhooks/deliveries.html",
        endpoint=found,
        page=delivery_queries.deliveries(endpoint_id, state),
        state=state,
        states=DeliveryState,
        form=form or AgainForm(formdata=None, data={"since": week_ago}),
        problem=problem,
        most_tries=MOST_TRIES,
        timezone=timezone,
        words=words,
    ), status


def _do(work: Callable[..., Any], endpoint_id: int, *args: Any, said: str) -> ResponseReturnValue:
    in_transaction(work, endpoint_id, *args, actor_id=current_user.id, now=utcnow())
    flash(said, "success")
    return redirect(url_for(".endpoint", endpoint_id=endpoint_id), 303)


def _shown_once(new: NewSecret) -> ResponseReturnValue:
    # Shown in the answer itself: anywhere it could be fetched from later, it would have to be readable later.
    return render_template("webhooks/shown.html", endpoint=new.endpoint, secret=new.secret)
