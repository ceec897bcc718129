"""Posters and cards to print, and single symbols to download."""

from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Select

from engage.accounts.permissions import Permission, staff, within
from engage.communities import posters, qr, queries
from engage.communities.models import Placement, PlacementTarget
from engage.communities.views.blueprint import bp
from engage.communities.views.downloads import attachment
from engage.communities.views.filters import read_filters
from engage.extensions import db

PER_PRINT = 200
CARDS_A_PAGE = 8
LAYOUTS = ("poster", "cards")


@bp.get("/staff/placements/posters")
@staff(Permission.MANAGE_POSTERS)
def print_posters() -> ResponseReturnValue:
    """Show the posters of the placements that are ticked, or of all that the list's filters find."""
    layout = request.args.get("layout", "poster")
    found = db.session.scalars(_chosen().limit(PER_PRINT + 1)).all()
    lines = queries.lines(placement.area for placement in found)
    surveys = queries.target_surveys(found)
    made = [
        posters.poster(placement, lines[placement.area_id], surveys.get(_survey_id(placement)))
        for placement in found[:PER_PRINT]
    ]
    return render_template(
        "communities/posters.html",
        layout=layout if layout in LAYOUTS else "poster",
        posters=made,
        sheets=[made[start : start + CARDS_A_PAGE] for start in range(0, len(made), CARDS_A_PAGE)],
        texts=posters.poster_texts(),
        is_cut=len(found) > PER_PRINT,
        most=PER_PRINT,
        other_layout=_other_layout(layout),
    )


@bp.get("/staff/placements/<int:placement_id>/qr.svg")
@staff(Permission.MANAGE_POSTERS)
def symbol_svg(placement_id: int) -> ResponseReturnValue:
    placement = queries.placement(placement_id)
    drawing = qr.svg(posters.short_url(placement)).encode()
    return attachment(drawing, "image/svg+xml; charset=utf-8", f"qr-{placement.code}.svg")


@bp.get("/staff/placements/<int:placement_id>/qr.png")
@staff(Permission.MANAGE_POSTERS)
def symbol_png(placement_id: int) -> ResponseReturnValue:
    placement = queries.placement(placement_id)
    picture = qr.png(posters.short_url(placement), scale=24)
    return attachment(picture, "image/png", f"qr-{placement.code}.png")


def _survey_id(placement: Placement) -> int:
    return placement.target_id or 0 if placement.target == PlacementTarget.SURVEY else 0


def _other_layout(layout: str) -> str:
    """Return the address of the same posters in the other layout."""
    arguments = request.args.to_dict(flat=False) | {"layout": ["cards" if layout != "cards" else "poster"]}
    return f"{url_for('.print_posters')}?{urlencode(arguments, doseq=True)}"


def _chosen() -> Select[Placement]:
    """Return the query for what is to be printed. A revoked code is never printed again."""
    ids = request.args.getlist("id", type=int)
    if not ids:
        chosen = read_filters().select()
    else:
        own = within(current_user, Permission.MANAGE_POSTERS)
        chosen = queries.placements(own, state=queries.PlacementState.POSTED).where(Placement.id.in_(ids[:PER_PRINT]))
    return chosen.where(Placement.revoked_at.is_(None))
