"""Is it alive, is it ready: for supervisors and load balancers."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from engage.accounts.permissions import public
from engage.errors import StoreBusy
from engage.extensions import db
from engage.transaction import transaction

WAIT_MS = 1_000  # A supervisor asks again soon, and must not be kept waiting.

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive() -> Response:
    """Answer as long as the process runs and the store can be read and written."""
    return _store_answer()


@bp.get("/readyz")
@public
def ready() -> Response:
    """Answer 200 when this host may be sent residents: the schema is there and a write goes through."""
    return _store_answer()


def _store_answer() -> Response:
    try:
        with transaction(wait_ms=WAIT_MS):
            db.session.execute(text("UPDATE alembic_version SET version_num = version_num"))
            db.session.execute(text("SELECT 1 FROM area WHERE id = 0"))
    except Exception as error:  # Whatever is wrong, the answer is the same: do not send anybody here.
        response = jsonify(status="failing", store=type(error).__name__)
        response.status_code = StoreBusy.status
        return response
    return jsonify(status="ok")
