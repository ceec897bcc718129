"""My feedback: the figure of this year, a chart by month of release, and the released ratings without day and visit."""

from dataclasses import dataclass
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.ratings.coefficient import Outcome, outcome
from engage.ratings.desk_words import LEVEL_NAMES, STATUS_NAMES, period_name
from engage.ratings.kept import today_in
from engage.ratings.models import Professional
from engage.ratings.months import Months, Span, spans
from engage.ratings.periods import year_of
from engage.ratings.queries import feedback as queries
from engage.ratings.queries import own
from engage.ratings.queries.figures import shown_figure
from engage.ratings.queries.scopes import main_area
from engage.ratings.services.release import SMALLEST_BATCH
from engage.ratings.settings import Rules, scoring
from engage.ratings.views.own.blueprint import bp, me, nobody

MOST_BARS = 12


@dataclass(frozen=True)
class Bar:
    """A span of months with what its ratings come to."""

    span: Span
    result: Outcome


@bp.get("/mine/feedback")
@staff(Permission.OWN_RATINGS)
def feedback() -> ResponseReturnValue:
    professional = me()
    if professional is None:
        return nobody()
    now = utcnow()
    year = year_of(_today(professional))
    ratings = queries.released(professional.id, before_batch=request.args.get("before", type=int))
    return render_template(
        "ratings/own_feedback.html",
        professional=professional,
        figure=shown_figure(professional.id, year, now=now),
        period=period_name(year),
        bars=bars(own.released_months(professional.id), scoring(professional)),
        ratings=ratings,
        answers=queries.answers_to(ratings),
        appeals=own.appeals_against(ratings),
        oldest=min((rating.batch for rating in ratings if rating.batch is not None), default=1),
        levels=LEVEL_NAMES,
        statuses=STATUS_NAMES,
        batch=SMALLEST_BATCH,
    )


def bars(months: Months, rules: Rules) -> list[Bar]:
    """Return the last spans of months with ratings enough, each with its score."""
    found = spans(months, max(SMALLEST_BATCH, rules.minimum_n))
    return [Bar(span, outcome(span.levels, rules.policy, rules.minimum_n)) for span in found[-MOST_BARS:]]


def _today(professional: Professional) -> date:
    now, area = utcnow(), main_area(professional)
    return today_in(area, now) if area else now.date()
