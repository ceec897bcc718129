"""The blueprints of this feature. Programs bring keys and no cookies, so that their addresses need no form token."""

from flask import Blueprint

from engage.extensions import csrf

keys_bp = Blueprint("keys", __name__, url_prefix="/staff/keys")
v1_bp = Blueprint("api_v1", __name__, url_prefix="/api/v1")
open311_bp = Blueprint("open311", __name__, url_prefix="/open311/v2")
csrf.exempt(v1_bp)
csrf.exempt(open311_bp)
