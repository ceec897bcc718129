"""The demand list of the demonstration city: needs in every state, as its services leave them."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import time, timedelta

from engage.accounts.models import User
from engage.communities.models import Area
from engage.config import secret
from engage.demo.cycles import Calendar, Pictures
from engage.demo.need_lives import Life, device_of
from engage.demo.need_plans import Plan, Staff, plans_in
from engage.demo.need_words import CANNED, TWICE
from engage.demo.places import CITY, OPEN_COMMUNITY
from engage.extensions import db
from engage.needs.counts import count_new
from engage.needs.priority import terms, total
from engage.needs.services.flag import flag
from engage.needs.services.merge import merge
from engage.needs.services.priority import facts_of
from engage.needs.services.set_up import save_canned, save_settings
from engage.needs.services.submit import Entry, submit
from engage.needs.similar import reindex
from engage.needs.states import State
from engage.needs.words import FlagReason
from engage.transaction import transaction

FLAGGED = 3
SHOWN_CODES = 8


def add_needs(
    areas: Mapping[str, Area], staff: Mapping[str, tuple[User, str]], pictures: Pictures, calendar: Calendar
) -> list[str]:
    """Add the demand list, in a few transactions; return tracking codes of needs in different states."""
    people = Staff(staff)
    with transaction():
        _set_up(areas, people, calendar)
    plans = list(plans_in(areas))
    codes: dict[State, str] = {}
    with transaction():
        lives = [Life(plan, people, pictures, calendar) for plan in plans]
        for life in lives:
            codes.setdefault(life.plan.state, life.code)
        _store(lives)
        _flag(plans, calendar)
    with transaction():
        reindex()
    with transaction():
        _merge_twice(plans, people, areas, calendar)
    return list(codes.values())[:SHOWN_CODES]


def _set_up(areas: Mapping[str, Area], people: Staff, calendar: Calendar) -> None:
    made_at = calendar.at(-200, time(10))
    for canned in CANNED:
        save_canned(areas[CITY], None, title=canned.title, text_zh=canned.text.zh, text_en=canned.text.en,
                    now=made_at, actor_id=people.id_of("admin"))  # fmt: skip
    save_settings(areas[OPEN_COMMUNITY], due_days={State.RECEIVED: 2, State.UNDER_WAY: 45}, weights={}, professions={},
                  now=made_at, actor_id=people.id_of("official"))  # fmt: skip


def _store(lives: Sequence[Life]) -> None:
    """Store needs with all that hangs on them, and count them."""
    db.session.add_all(life.need for life in lives)
    db.session.flush()
    for life in lives:
        life.plan.need_id = life.need.id
        db.session.add_all([*life.told(), *life.rows()])
        life.need.priority = total(terms(facts_of(life.need), {}, life.need.updated_at))
        count_new(life.need)
    db.session.flush()


def _merge_twice(plans: Sequence[Plan], people: Staff, areas: Mapping[str, Area], calendar: Calendar) -> None:
    """Let some things be said by two people, and join what they said."""
    for number, (begin, said) in enumerate(TWICE):
        target = next(plan for plan in plans if plan.text.zh.startswith(begin))
        entry = Entry(
            area=areas[OPEN_COMMUNITY],
            category=target.category,
            text=said,
            form_token=hashlib.sha256(f"demonstration twice {number} {calendar.now}".encode()).hexdigest(),
            is_demo=True,
        )
        made = submit(entry, secret=secret(), now=calendar.now - timedelta(hours=30))
        merge(made.need.id, target.need_id, version=None, now=calendar.now - timedelta(hours=20),
              actor_id=people.id_of("worker"))  # fmt: skip


def _flag(plans: Sequence[Plan], calendar: Calendar) -> None:
    """Let somebody doubt the first few needs that wait for a professional."""
    for plan in [plan for plan in plans if plan.state == State.PUBLISHED][:FLAGGED]:
        flag(plan.need_id, device_of(plan.need_id, "flag"), reason=FlagReason.UNTRUE, text="已经修好了吧？",
             now=calendar.now - timedelta(hours=5))  # fmt: skip
