"""Choosing the place of a need in the area tree, step by step, with plain links."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public
from engage.communities.queries import ancestors, area_by_code
from engage.needs.queries import places
from engage.needs.views.blueprint import bp

MOST_SHOWN = 200


@bp.get("/needs/where")
@public
def where() -> ResponseReturnValue:
    text = request.args.get("q", "").strip()[:80]
    inside = area_by_code(code) if (code := request.args.get("in", "")[:40]) else None
    return render_template(
        "needs/where.html",
        text=text,
        inside=inside,
        line=ancestors(inside) if inside else [],
        can_be_here=inside is not None and places.is_near(inside),
        found=places.named(text, inside) if text else [],
        below=[] if text else places.steps(inside)[:MOST_SHOWN],
        is_unknown="at" in request.args or "area" in request.args,
    )
