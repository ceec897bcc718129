"""Accounts, for those who administer them. Another area's accounts are not found: see `queries.area_of_user`."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts import queries, services
from engage.accounts.area_field import area_of, blame
from engage.accounts.forms import NewUserForm, ProfessionForm, RoleForm
from engage.accounts.models import User
from engage.accounts.permissions import Permission, may, staff
from engage.accounts.views.blueprint import bp
from engage.accounts.words import ROLE_NAMES
from engage.clock import utcnow
from engage.errors import Conflict, Invalid
from engage.i18n import _
from engage.transaction import transaction


@bp.get("/staff/users")
@staff(Permission.MANAGE_USERS)
def users() -> ResponseReturnValue:
    q = request.args.get("q", "").strip()
    page = queries.users(current_user, q, request.args.get("page", 1, type=int))
    return render_template("accounts/users.html", page=page, q=q, role_names=ROLE_NAMES)


@bp.get("/staff/users/new")
@staff(Permission.MANAGE_USERS)
def new_user() -> ResponseReturnValue:
    return _new_user_page(NewUserForm())


@bp.post("/staff/users/new")
@staff(Permission.MANAGE_USERS)
def add_user() -> ResponseReturnValue:
    form = NewUserForm()
    area = area_of(form, current_user, Permission.MANAGE_USERS)
    if area is None:
        return _new_user_page(form, 422)
    try:
        with transaction():
            user, password = services.add_user(
                form.name.data,
                form.display_name.data,
                None,
                role=form.role.data,
                profession=form.profession.data or None,
                area=area,
                actor_id=current_user.id,
                now=utcnow(),
            )
    except (Conflict, Invalid) as error:
        return _new_user_page(form, blame(form, error))
    return _password_page(user, password)


@bp.get("/staff/users/<int:user_id>")
@staff(Permission.MANAGE_USERS)
def user(user_id: int) -> ResponseReturnValue:
    return _user_page(user_id, RoleForm())


@bp.post("/staff/users/<int:user_id>/grant-role")
@staff(Permission.MANAGE_USERS)
def grant_role(user_id: int) -> ResponseReturnValue:
    form = RoleForm()
    area = area_of(form, current_user, Permission.MANAGE_USERS)
    if area is None:
        return _user_page(user_id, form, status=422)
    with transaction():
        services.grant_role(user_id, form.role.data, area, actor_id=current_user.id, now=utcnow())
    flash(_("The role is given."), "success")
    return _back_to(user_id)


@bp.post("/staff/users/<int:user_id>/revoke-role")
@staff(Permission.MANAGE_USERS)
def revoke_role(user_id: int) -> ResponseReturnValue:
    grant_id = request.form.get("grant_id", 0, type=int)
    try:
        with transaction():
            services.revoke_role(user_id, grant_id, actor_id=current_user.id, now=utcnow())
    except Conflict as error:
        return _user_page(user_id, RoleForm(formdata=None), problem=str(error), status=409)
    flash(_("The role is taken away."), "success")
    return _back_to(user_id)


@bp.post("/staff/users/<int:user_id>/set-profession")
@staff(Permission.MANAGE_USERS)
def set_profession(user_id: int) -> ResponseReturnValue:
    form = ProfessionForm()
    if not form.validate_on_submit():
        return _user_page(user_id, RoleForm(formdata=None), problem=str(form.profession.errors[0]), status=422)
    with transaction():
        services.set_profession(user_id, form.profession.data or None, actor_id=current_user.id, now=utcnow())
    flash(_("The profession is saved."), "success")
    return _back_to(user_id)


@bp.post("/staff/users/<int:user_id>/disable")
@staff(Permission.MANAGE_USERS)
def disable_user(user_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            services.disable_user(user_id, actor_id=current_user.id, now=utcnow())
    except Conflict as error:
        return _user_page(user_id, RoleForm(formdata=None), problem=str(error), status=409)
    flash(_("The account is disabled. Nobody can sign in with it."), "success")
    return _back_to(user_id)


@bp.post("/staff/users/<int:user_id>/enable")
@staff(Permission.MANAGE_USERS)
def enable_user(user_id: int) -> ResponseReturnValue:
    with transaction():
        services.enable_user(user_id, actor_id=current_user.id, now=utcnow())
    flash(_("The account is enabled again."), "success")
    return _back_to(user_id)


@bp.get("/staff/users/<int:user_id>/reset-password")
@staff(Permission.MANAGE_USERS)
def password_reset(user_id: int) -> ResponseReturnValue:
    return render_template("accounts/password_reset.html", user=queries.user_with_grants(user_id))


@bp.post("/staff/users/<int:user_id>/reset-password")
@staff(Permission.MANAGE_USERS)
def reset_password(user_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            password = services.reset_password(user_id, actor_id=current_user.id, now=utcnow())
    except Conflict as error:
        return _user_page(user_id, RoleForm(formdata=None), problem=str(error), status=409)
    return _password_page(queries.user_with_grants(user_id), password)


def _new_user_page(form: NewUserForm, status: int = 200) -> ResponseReturnValue:
    return render_template("accounts/new_user.html", form=form, areas=queries.area_suggestions(current_user)), status


def _user_page(user_id: int, form: RoleForm, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    user = queries.user_with_grants(user_id)
    return render_template(
        "accounts/user.html",
        user=user,
        profession_form=ProfessionForm(None, data={"profession": user.profession or ""}),
        form=form,
        areas=queries.area_suggestions(current_user),
        role_names=ROLE_NAMES,
        problem=problem,
    ), status


def _password_page(user: User, password: str) -> ResponseReturnValue:
    # Shown in the answer itself: anywhere it could be fetched from later, it would have to be kept.
    return render_template("accounts/one_time_password.html", user=user, password=password)


def _back_to(user_id: int) -> ResponseReturnValue:
    """Return to the account; to the list where the account has just left the actor's areas."""
    area = queries.area_of_user(user_id)
    if area is None or not may(current_user, Permission.MANAGE_USERS, area):
        return redirect(url_for(".users"), 303)
    return redirect(url_for(".user", user_id=user_id), 303)
