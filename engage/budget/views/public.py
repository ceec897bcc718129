"""What residents see of a cycle before they vote: the cycle, and each of its proposals."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public
from engage.budget import queries
from engage.budget.asked import asked_for
from engage.budget.cards import cards
from engage.budget.freeze import tie_order
from engage.budget.models import Cycle, Phase
from engage.budget.timeline import timeline
from engage.budget.words import choices, who_may_vote
from engage.clock import utcnow
from engage.errors import NotFound
from engage.i18n import language
from engage.pictures.queries import size_of

bp = Blueprint("budget", __name__)


@bp.get("/cycles/<int:cycle_id>")
@public
def cycle(cycle_id: int) -> ResponseReturnValue:
    return cycle_page(queries.cycle_or_404(cycle_id))


def cycle_page(cycle: Cycle, *, is_preview: bool = False) -> str:
    now = utcnow()
    phase = cycle.phase(now)
    return render_template(
        "budget/cycle.html",
        cycle=cycle,
        # A preview shows a draft as it will be on its first day.
        phase=Phase.UPCOMING if phase == Phase.DRAFT else phase,
        cards=cards(cycle, language()),
        area=cycle.area,
        who=who_may_vote(cycle),
        choices=choices(cycle),
        timezone=queries.timezone_of_cycle(cycle),
        timeline=timeline(cycle, now),
        is_preview=is_preview,
    )


@bp.get("/cycles/<int:cycle_id>/proposals/<int:number>")
@public
def proposal(cycle_id: int, number: int) -> ResponseReturnValue:
    return proposal_page(queries.cycle_or_404(cycle_id), number)


def proposal_page(cycle: Cycle, number: int, *, is_preview: bool = False) -> str:
    all_cards = cards(cycle, language())
    place = next((place for place, card in enumerate(all_cards) if card.number == number), None)
    if place is None:
        raise NotFound(queries.NO_PROPOSAL)
    found = queries.proposal_with_number(cycle, number)
    phase = cycle.phase(utcnow())
    return render_template(
        "budget/proposal.html",
        cycle=cycle,
        phase=Phase.UPCOMING if phase == Phase.DRAFT else phase,
        card=all_cards[place],
        before=all_cards[place - 1] if place else None,
        after=all_cards[place + 1] if place + 1 < len(all_cards) else None,
        proposal=found,
        size=size_of(found.picture_digest) if found.picture_digest else None,
        timezone=queries.timezone_of_cycle(cycle),
        asked=asked_for(found.id),
        is_preview=is_preview,
    )


@bp.get("/cycles/<int:cycle_id>/tie-order")
@public
def ties(cycle_id: int) -> ResponseReturnValue:
    """Publish the lottery that decides ties, from the freeze on."""
    cycle = queries.cycle_or_404(cycle_id)
    return render_template("budget/tie_order.html", cycle=cycle, order=tie_order(cycle))
