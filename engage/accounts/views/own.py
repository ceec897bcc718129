"""Signing in and out, and one's own account."""

from flask import Response, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts import passwords, services
from engage.accounts.forms import ChangePasswordForm, SignInForm
from engage.accounts.permissions import public, signed_in
from engage.accounts.queries import user_with_grants
from engage.accounts.sessions import open_session
from engage.accounts.throttle import network_of
from engage.accounts.views.blueprint import bp
from engage.accounts.words import ROLE_NAMES
from engage.clock import utcnow
from engage.errors import Invalid, TooMany
from engage.i18n import _
from engage.preferences import local_path
from engage.transaction import in_transaction, transaction


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(_first_page(), 303)
    return _sign_in_page(SignInForm())


@bp.post("/sign-in")
@public
def start_session() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, 422)
    name, password, network = form.name.data, form.password.data, network_of(request.remote_addr)
    try:
        in_transaction(services.admit_guess, name, network, now=utcnow())
    except TooMany as error:
        return _retry_after(error, _sign_in_page(form, 429, str(error)))
    user = services.matching_user(name, password)
    if user is None:
        return _sign_in_page(form, 422, _("Name and password do not fit together."))
    target = session.get("next")
    open_session(in_transaction(services.sign_in, user.id, password, network, now=utcnow()))
    return redirect(local_path(target) if target else _first_page(), 303)


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    with transaction():
        services.end_sessions(current_user.id)
    session.clear()
    flash(_("You are signed out, here and on every other device."), "success")
    return redirect(url_for(".sign_in"), 303)


@bp.get("/account/password")
@signed_in
def password() -> ResponseReturnValue:
    return _account_page(ChangePasswordForm())


@bp.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _account_page(form, 422)
    network = network_of(request.remote_addr)
    try:
        # First, so that looking for a password that is accepted uses up no guesses at the old one.
        passwords.check_choice(form.new.data, current_user.name)
        in_transaction(services.admit_guess, current_user.name, network, now=utcnow())
        user = in_transaction(
            services.change_password, current_user.id, form.old.data, form.new.data, network, now=utcnow()
        )
    except TooMany as error:
        form.old.errors = [str(error)]
        return _retry_after(error, _account_page(form, 429))
    except Invalid as error:
        form[error.details.get("fields", ["new"])[0]].errors = [str(error)]
        return _account_page(form, 422)
    open_session(user)
    flash(_("Your password is changed. Other devices are signed out."), "success")
    return redirect(_first_page(), 303)


def _sign_in_page(form: SignInForm, status: int = 200, problem: str = "") -> Response:
    return make_response(render_template("accounts/sign_in.html", form=form, problem=problem), status)


def _account_page(form: ChangePasswordForm, status: int = 200) -> Response:
    user = user_with_grants(current_user.id)
    return make_response(render_template("accounts/password.html", form=form, user=user, role_names=ROLE_NAMES), status)


def _retry_after(error: TooMany, response: Response) -> Response:
    response.headers["Retry-After"] = str(error.details["retry_after"])
    return response


def _first_page() -> str:
    return url_for("dashboard.overview")
