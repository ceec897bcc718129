"""What residents see first: find your community, its budgets, and how votes and data are protected."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public
from engage.clock import utcnow
from engage.communities import place, queries
from engage.communities.views.blueprint import bp
from engage.config import settings
from engage.errors import NotFound
from engage.i18n import _l

# With more communities than this the home page lists districts only: a first visit must stay small.
LISTED = 60


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    text = request.args.get("q", "").strip()[:80]
    here = queries.area_by_code(code) if (code := request.args.get("area", "")[:40]) else None
    communities = queries.communities(text, within=[here.path] if here else [], limit=LISTED + 1)
    districts = queries.districts()
    is_long = len(communities) > LISTED
    return render_template(
        "communities/home.html",
        text=text,
        here=here,
        districts=districts,
        groups=queries.by_district(communities[:LISTED], districts),
        shows_districts=is_long and not text and not here,
        is_long=is_long,
        cycles=queries.open_cycles(utcnow(), within=here),
    )


@bp.get("/communities/<string:code>")
@public
def community(code: str) -> ResponseReturnValue:
    page = queries.community_page(code, utcnow())
    if page is None:
        raise NotFound(_l("There is no community with this address. Please look for yours on the home page."))
    where = place.remembered()
    return render_template(
        "communities/community.html",
        page=page,
        community=page.community,
        place=where if where and where.is_in(page.community) else None,
    )


@bp.get("/about")
@public
def about() -> ResponseReturnValue:
    return render_template("communities/about.html", host=settings().public_host)
