"""Who may use which page. Every view states it; one that does not is never served.

`@public`, `@voter`, `@signed_in`, `@staff(permission)` and `@key(scope)` mark a view. For a staff view each URL
parameter must have a scope: a function from the parameter to the area it belongs to. A thing outside the actor's areas
is answered as if it did not exist.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import ColumnElement, or_, select

from engage.accounts.models import Role, RoleGrant, User
from engage.communities.models import Area
from engage.error_pages import answer
from engage.errors import NotAllowed, NotFound
from engage.extensions import db
from engage.htmx import is_fragment_request, whole_page
from engage.i18n import _, _l
from engage.typed_words import form_page, typed_words

LONGEST_NEXT = 500  # The session is a cookie.
View = TypeVar("View", bound=Callable[..., Any])


class Permission(StrEnum):
    SEE_DASHBOARD = "see dashboard"
    MANAGE_USERS = "manage users"
    MANAGE_AREAS = "manage areas"
    MANAGE_POSTERS = "manage posters"
    MANAGE_ROLL = "manage roll"
    ISSUE_CODES = "issue codes"
    ISSUE_AT_DESK = "issue at desk"
    RUN_CYCLES = "run cycles"
    WATCH_CYCLES = "watch cycles"
    SEE_NEEDS = "see needs"
    MODERATE_NEEDS = "moderate needs"
    ENTER_FOR_OTHERS = "enter for others"
    WORK_ON_NEEDS = "work on needs"
    SET_UP_NEEDS = "set up needs"
    MANAGE_KEYS = "manage keys"
    SEE_RATINGS = "see ratings"
    MANAGE_PROFESSIONALS = "manage professionals"
    REVIEW_RATINGS = "review ratings"
    RATE_FOR_OTHERS = "rate for others"
    OWN_RATINGS = "own ratings"
    MANAGE_WEBHOOKS = "manage webhooks"
    SEE_SURVEYS = "see surveys"
    RUN_SURVEYS = "run surveys"


WORKER = {
    Permission.SEE_DASHBOARD, Permission.MANAGE_POSTERS, Permission.ISSUE_AT_DESK, Permission.WATCH_CYCLES,
    Permission.SEE_NEEDS, Permission.MODERATE_NEEDS, Permission.ENTER_FOR_OTHERS, Permission.SEE_RATINGS,
    Permission.RATE_FOR_OTHERS, Permission.SEE_SURVEYS, Permission.RUN_SURVEYS,
}  # fmt: skip
PROFESSIONAL = {
    Permission.SEE_DASHBOARD, Permission.SEE_NEEDS, Permission.WORK_ON_NEEDS, Permission.OWN_RATINGS,
}  # fmt: skip
ROLE_PERMISSIONS: dict[str, set[Permission]] = {
    Role.ADMINISTRATOR: set(Permission),
    Role.OFFICIAL: set(Permission) - {Permission.MANAGE_USERS, Permission.MANAGE_KEYS, Permission.MANAGE_WEBHOOKS},
    Role.WORKER: WORKER,
    Role.PROFESSIONAL: PROFESSIONAL,
}


@dataclass(frozen=True)
class Access:
    """What a view demands: one of "public", "voter", "signed in", "staff", "key".

    A view for programs names the scope that their key must have.
    """

    kind: str
    permission: Permission | None = None
    scope: str | None = None


def _mark(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    return _mark(Access("public"))(view)


def voter(view: View) -> View:
    """Mark a view that needs an opened ballot; its own code says what happens without one."""
    return _mark(Access("voter"))(view)


def signed_in(view: View) -> View:
    return _mark(Access("signed in"))(view)


def staff(permission: Permission) -> Callable[[View], View]:
    return _mark(Access("staff", permission))


def key(scope: str) -> Callable[[View], View]:
    """Mark a view for programs, which bring a key instead of a session."""
    return _mark(Access("key", scope=scope))


# A thing of several areas is within reach of whoever reaches one of them.
Scope = Callable[[Any], "Area | Sequence[Area] | None"]
AnyScope = TypeVar("AnyScope", bound=Scope)
_scopes: dict[str, Scope] = {}


def scope(parameter: str) -> Callable[[AnyScope], AnyScope]:
    """Register the function that finds the area of a URL parameter, for all staff views."""

    def register(find: AnyScope) -> AnyScope:
        if parameter in _scopes:
            raise RuntimeError(f"{parameter} has a scope already: two things need two names.")
        _scopes[parameter] = find
        return find

    return register


def has_scope(parameter: str) -> bool:
    return parameter in _scopes


@scope("area_id")
def _area(area_id: int) -> Area | None:
    return db.session.get(Area, area_id)


def paths_of(user: User, permission: Permission) -> list[str]:
    """Return the paths of the areas in which the user has the permission; kept for the length of a request."""
    if "grants" not in g or g.grants[0] != user.id:
        rows = db.session.execute(
            select(RoleGrant.role, Area.path).join(Area, Area.id == RoleGrant.area_id).filter_by(user_id=user.id)
        )
        g.grants = (user.id, [tuple(row) for row in rows])
    return [path for role, path in g.grants[1] if permission in ROLE_PERMISSIONS[role]]


def may(user: User, permission: Permission, area: Area | None = None) -> bool:
    """Tell whether the user has the permission in the area, or anywhere when no area is named."""
    paths = paths_of(user, permission)
    return any(area.path.startswith(path) for path in paths) if area else bool(paths)


def within(user: User, permission: Permission) -> ColumnElement[bool]:
    """Return the SQL condition on `Area` that keeps to the user's areas."""
    paths = paths_of(user, permission)
    return or_(*(Area.path.like(f"{path}%") for path in paths)) if paths else Area.id.is_(None)


def area_for(user: User, area_id: int, permission: Permission) -> Area:
    """Return the area named in a form. Raises `NotFound` outside the user's areas."""
    area = db.session.get(Area, area_id)
    if area is None or not may(user, permission, area):
        raise NotFound(_l("There is no such area among yours."))
    return area


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    access: Access | None = getattr(view, "access", None)
    if access is None:
        raise RuntimeError(f"{request.endpoint} does not state who may use it.")
    if access.kind in ("public", "voter"):
        return None
    if access.kind == "key":
        current_app.extensions["engage.admit_key"](access.scope)
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if current_user.must_change_password and request.endpoint not in ("accounts.password", "accounts.change_password",
                                                                      "accounts.sign_out"):  # fmt: skip
        return redirect(url_for("accounts.password"), 303)
    if access.permission is not None:
        _check_staff(access.permission)
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    has_words = bool(typed_words())  # Another page in the place of this one would lose them.
    if is_fragment_request() and not has_words:
        return whole_page(url_for("accounts.sign_in"), status=401)
    session.pop("next", None)
    if request.method == "GET" and len(target := request.full_path.rstrip("?")) < LONGEST_NEXT:
        session["next"] = target
    if has_words:
        if target := form_page():
            session["next"] = target
        return answer(401, _("You were signed out meanwhile. Nothing was recorded. Sign in, and send it again."))
    return redirect(url_for("accounts.sign_in"), 303)


def _check_staff(permission: Permission) -> None:
    if not may(current_user, permission):
        raise NotAllowed(_l("Your account may not do this. Ask an administrator for the role you need."))
    for parameter, value in (request.view_args or {}).items():
        found = _scopes[parameter](value)
        areas = [found] if isinstance(found, Area) else found or []
        if not any(may(current_user, permission, area) for area in areas):
            raise NotFound(_l("There is no such page, or it is not in your area."))


def init_app(app: Flask) -> None:
    app.before_request(_guard)
    app.jinja_env.globals.update(
        current_user=current_user,
        Permission=Permission,
        may=lambda permission, area=None: current_user.is_authenticated and may(current_user, permission, area),
    )
