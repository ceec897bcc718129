"""The first page after signing in: what is to be done, in the reader's own areas."""

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, may, signed_in
from engage.clock import utcnow
from engage.dashboard import professional, queries
from engage.dashboard.onward.views import bp as onward
from engage.ratings.desk_words import VISIT_STATE_NAMES, visit_category_name

bp = Blueprint("dashboard", __name__)


@bp.get("/staff")
@signed_in
def overview() -> ResponseReturnValue:
    if not may(current_user, Permission.SEE_DASHBOARD):
        return render_template("dashboard/professional.html", page=None)
    if professional.is_for(current_user):
        now = utcnow()
        page = professional.professional_page(current_user, now)
        return render_template(
            "dashboard/professional.html", page=page, now=now, category_of=visit_category_name, states=VISIT_STATE_NAMES
        )
    return render_template("dashboard/overview.html", page=queries.overview(current_user, utcnow()))


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.register_blueprint(onward)
