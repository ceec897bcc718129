from flask import Blueprint, Flask, abort
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import Permission, public, signed_in, staff

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    abort(404)


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    abort(404)


@bp.get("/account/password")
@signed_in
def password() -> ResponseReturnValue:
    abort(404)


@bp.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    abort(404)


@bp.get("/staff/users")
@staff(Permission.MANAGE_USERS)
def users() -> ResponseReturnValue:
    abort(404)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
