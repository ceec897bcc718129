"""Professionals, visits and ratings, made by the services themselves, so that their sums are kept."""

import itertools
from datetime import date

from factories import NOON, make_area

from engage.extensions import db
from engage.ratings.services.professionals import put_professional
from engage.ratings.services.rate import Marks, rate
from engage.ratings.services.tickets import issue_tickets
from engage.ratings.services.visits import put_visit
from engage.transaction import transaction

_numbers = itertools.count(1)
MAY = date(2026, 5, 4)


def make_professional(*areas, staff_no=None, **kwargs):
    """Return a professional who serves the areas, or one of their own."""
    served = areas or (make_area(),)
    values = {"name": "李工", "profession": "planner", "title": "senior", "now": NOON, **kwargs}
    with transaction():
        made, _is_new = put_professional(staff_no or f"P-{next(_numbers)}", areas=served, **values)
    return made


def make_visit(professional=None, area=None, visit_no=None, **kwargs):
    """Return a completed visit of May 2026."""
    professional = professional or make_professional()
    values = {"category": "advice", "visited_on": MAY, "state": "completed", "now": NOON, **kwargs}
    area = area or professional.areas[0]
    with transaction():
        made, _is_new = put_visit(visit_no or f"V-{next(_numbers)}", professional=professional, area=area, **values)
    return made


def make_tickets(visit, count=1, channel="api", now=NOON):
    """Return the codes of new tickets."""
    with transaction():
        issued = issue_tickets(visit.id, count, channel=channel, now=now)
    return [ticket.code for ticket in issued]


def give(visit, *levels, network=None, now=NOON, **kwargs):
    """Rate a visit with these levels, one ticket each; return the ratings."""
    ratings = []
    for code, level in zip(make_tickets(visit, len(levels), now=now), levels, strict=True):
        with transaction():
            ratings.append(rate(code, Marks(level, **kwargs), network=network, now=now))
    db.session.commit()
    return ratings
