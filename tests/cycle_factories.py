"""Terms and drafts for tests of cycles, with defaults for all that a test does not speak of."""

from datetime import timedelta
from io import BytesIO

from factories import NOON, make_area
from PIL import Image

from engage.budget import services
from engage.budget.terms import CycleTerms, ProposalTerms
from engage.extensions import db
from engage.pictures.reencode import reencode
from engage.pictures.services import store_picture
from engage.transaction import transaction

DAY = timedelta(days=1)


def make_terms(area=None, **kwargs):
    values = {
        "title_zh": "微更新",
        "title_en": "Micro-renewal",
        "summary_zh": "一起决定",
        "summary_en": "Decide together",
        "voters": "dwellings",
        "currency": "CNY",
        "pot_minor": 300_000_00,
        "max_choices": 2,
        "opens_at": NOON + DAY,
        "closes_at": NOON + 8 * DAY,
        **kwargs,
    }
    if "area_id" not in values:
        values["area_id"] = (area or make_area()).id
    return CycleTerms(**values)


def make_proposal_terms(**kwargs):
    values = {"title_zh": "路灯", "title_en": "Lamps", "text_zh": "换灯", "text_en": "New", "cost_minor": 200_000_00}
    return ProposalTerms(**{**values, **kwargs})


def draft(area=None, proposals=3, actor_id=None, **kwargs):
    """Return a draft with proposals, made by the services."""
    with transaction():
        cycle = services.create_cycle(make_terms(area, **kwargs), actor_id=actor_id, now=NOON - DAY)
        for _ in range(proposals):
            services.add_proposal(cycle.id, make_proposal_terms(), actor_id=None, now=NOON - DAY)
    return cycle


def add(cycle, **kwargs):
    with transaction():
        return services.add_proposal(cycle.id, make_proposal_terms(**kwargs), actor_id=None, now=NOON - DAY)


def published(area=None, now=NOON, **kwargs):
    cycle = draft(area, **kwargs)
    with transaction():
        services.publish(cycle.id, actor_id=None, now=now)
    return cycle


def freeze(cycle, now=NOON):
    """Freeze a cycle as its first ballot does."""
    from engage.ballotbox import services as ballotbox
    from engage.budget.freeze import frozen_rules

    with transaction():
        ballotbox.freeze(ballotbox.lock_election(cycle.election_id), frozen_rules(cycle), now=now)
    db.session.refresh(cycle)


def png(colour="teal", size=(400, 300)):
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def stored_picture(colour="teal"):
    with transaction():
        return store_picture(reencode(png(colour)))
