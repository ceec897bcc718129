"""The list of professionals with their scores, and the page of one of them."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.communities.queries.areas import timezone_of
from engage.extensions import db
from engage.ratings import desk_words, periods
from engage.ratings.models import Professional
from engage.ratings.points import written
from engage.ratings.queries import office
from engage.ratings.queries.figures import figure
from engage.ratings.queries.open_cases import open_cases
from engage.ratings.queries.queues import names_of
from engage.ratings.queries.scopes import served_by
from engage.ratings.queries.visits import last_visits
from engage.ratings.views.desk.asked import (
    arguments,
    asked_period,
    offered_areas,
    offered_periods,
    page_number,
    percent,
    points_apart,
    professional_filters,
    today,
)
from engage.ratings.views.desk.blueprint import bp


@bp.get("")
@staff(Permission.SEE_RATINGS)
def professionals() -> ResponseReturnValue:
    day = today()
    filters = professional_filters(day)
    page, rows = office.page_of(current_user, filters, page_number())
    return render_template(
        "ratings/desk_professionals.html",
        page=page,
        rows=rows,
        open_cases=open_cases(current_user, [row.professional.id for row in rows], day),
        filters=filters,
        arguments=arguments(filters),
        periods=list(dict.fromkeys([*offered_periods(day), filters.period.name])),
        areas=offered_areas(),
        percent=percent,
        points_apart=points_apart,
        has_peers=any(row.against_peers is not None for row in rows),
        words=desk_words,
    )


@bp.get("/professionals/<int:professional_id>")
@staff(Permission.SEE_RATINGS)
def professional(professional_id: int) -> ResponseReturnValue:
    found, day, now = db.session.get_one(Professional, professional_id), today(), utcnow()
    period = asked_period(day)
    offered = offered_periods(day)
    areas = served_by(professional_id)
    given_out = office.published(professional_id)
    return render_template(
        "ratings/desk_professional.html",
        professional=found,
        merged_into=db.session.get(Professional, found.merged_into_id) if found.merged_into_id else None,
        areas=areas,
        figure=figure(professional_id, period.name, now=now),
        figures=[figure(professional_id, name, now=now) for name in offered],
        period=period,
        periods=list(dict.fromkeys([*offered, period.name])),
        by_area=office.by_area(professional_id, period),
        by_quarter=office.by_quarter(professional_id, period.last.year),
        published=given_out,
        names=names_of(row.published_by_id for row in given_out if row.published_by_id),
        visits=last_visits(professional_id),
        timezone=timezone_of(areas[0]) if areas else "UTC",
        card=url_for("ratings_desk.visits", professional=professional_id),
        percent=percent,
        written=written,
        year=periods.year_of(period.last),
        words=desk_words,
    )
