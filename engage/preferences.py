"""Language, elderly view and light or dark: three cookies, set without JavaScript."""

import re

from flask import Blueprint, Flask, Response, current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public
from engage.extensions import csrf
from engage.i18n import LANGUAGES

CHOICES = {"lang": set(LANGUAGES), "view": {"elder", "standard"}, "theme": {"light", "dark", "auto"}}
YEAR = 31_536_000

bp = Blueprint("preferences", __name__)


def local_path(target: str | None) -> str:
    """Return the target when it is a path of this site, else the home page."""
    # A browser reads "/\\" like "//": the beginning of another site's address.
    is_local = target is not None and re.match(r"/(?![/\\])", target) and target.isprintable()
    return target if target and is_local else url_for("communities.home")


def own_address() -> str:
    """Return the address of the page that is shown; the home page's, where this one only answers a form."""
    has_page = request.method == "GET" or current_app.url_map.bind("").test(request.path, "GET")
    return request.full_path.rstrip("?") if has_page else url_for("communities.home")


# The form carries no token, so that pages which need no session stay without a cookie; it can change nothing but
# how the reader's own pages look, and a form from another site is refused all the same.
@bp.post("/preferences")
@csrf.exempt
@public
def choose() -> ResponseReturnValue:
    return remember(make_response(redirect(local_path(request.form.get("next")), 303)))


def remember(response: Response) -> Response:
    """Let the browser keep what the form chooses."""
    for name, value in _chosen().items():
        response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return response


def wear() -> bool:
    """Let the answer to this form look as the form chooses already; tell whether it chooses anything."""
    g.worn = _chosen()
    if "lang" in g.worn:
        g.language = g.worn["lang"]
    return bool(g.worn)


def preference(name: str, default: str) -> str:
    value = g.get("worn", {}).get(name) or request.cookies.get(name, default)
    return value if value in CHOICES[name] else default


def _chosen() -> dict[str, str]:
    return {name: value for name, allowed in CHOICES.items() if (value := request.form.get(name)) in allowed}


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals["preference"] = preference
    app.jinja_env.globals["own_address"] = own_address
