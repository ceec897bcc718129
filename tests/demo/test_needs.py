"""The demand list of the demonstration city: varied, in all states, and as the services would have left it."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from conftest import lent
from sqlalchemy import func, select

from engage.communities.models import Area
from engage.demo import city
from engage.demo.cycles import Calendar
from engage.demo.need_texts import NEEDS
from engage.demo.needs import add_needs
from engage.demo.places import CITY, OPEN_COMMUNITY
from engage.extensions import db
from engage.needs.categories import CATEGORIES
from engage.needs.models import Need, NeedCount, NeedEvent, NeedPhoto, NeedSupport, NeedVisit
from engage.needs.similar import similar
from engage.needs.states import DUE_DAYS, State, may_follow
from engage.needs.tracking_codes import digest_of
from engage.pictures.reencode import Reencoded
from engage.sensitive import findings
from engage.transaction import transaction

NOW = datetime(2026, 6, 1, 10, 30, tzinfo=UTC)


def made_up(key):
    return Reencoded(key.encode(), b"thumb", 800, 600, key.encode().hex().ljust(64, "0"))


@pytest.fixture(scope="module")
def codes(shared_app):
    """Codes of the needs of a city that is made once for each store; the tests only read."""
    with lent(shared_app):
        with transaction():
            areas = city.add_areas(now=NOW)
            staff = city.add_staff(areas, now=NOW)
        yield add_needs(areas, staff, made_up, Calendar(NOW))


def all_needs():
    return db.session.scalars(select(Need).order_by(Need.id)).all()


def test_the_texts_are_some_two_hundred_different_ones_over_all_categories():
    assert 190 <= len(NEEDS) <= 220
    assert len({text.zh for _, text in NEEDS}) == len({text.en for _, text in NEEDS}) == len(NEEDS)
    assert {category for category, _ in NEEDS} == set(CATEGORIES)


def test_what_the_public_reads_holds_nothing_of_a_person():
    assert [text.zh for _, text in NEEDS if findings(text.zh) or findings(text.en)] == []


def test_the_list_is_as_the_services_would_have_left_it(codes):
    needs = all_needs()
    states = Counter(need.state for need in needs)
    events = {need.id: [] for need in needs}
    for event in db.session.scalars(select(NeedEvent).order_by(NeedEvent.id)):
        events[event.need_id].append(event)

    assert set(states) == set(State)
    assert min(states.values()) >= 5
    assert {need.channel for need in needs} == {"web", "assisted", "open311"}
    for need in needs:
        told = [State(event.state) for event in events[need.id]]
        assert told[0] == State.RECEIVED
        assert told[-1] == need.state
        assert all(old == new or may_follow(old, new) for old, new in pairwise(told))
        assert need.created_at <= need.state_at <= need.updated_at <= NOW
        assert max(event.at for event in events[need.id]) <= NOW
        assert (need.due_at is not None) == (need.state in DUE_DAYS)
        assert (need.professional_id is not None) or need.state not in ("matched", "under-way", "done", "confirmed")
        assert (need.first_published_at is None) == (need.is_private or len(set(told) - {"declined", "merged"}) == 1)
    assert any(need.due_at and need.due_at < NOW for need in needs)


def test_the_kept_counts_agree_with_the_needs(codes):
    root = db.session.scalars(select(Area.id).where(Area.code == CITY)).one()
    kept = db.session.execute(
        select(NeedCount.state, func.sum(NeedCount.needs), func.sum(NeedCount.supports))
        .where(NeedCount.area_id == root)
        .group_by(NeedCount.state)
    )
    counted = db.session.execute(select(Need.state, func.count(), func.sum(Need.supports)).group_by(Need.state))

    assert {tuple(row) for row in kept if row[1]} == {tuple(row) for row in counted}
    merged = select(func.count()).select_from(Need).where(Need.state == "merged")
    rows = db.session.scalar(select(func.count()).select_from(NeedSupport))
    assert rows + db.session.scalar(merged) == sum(need.supports for need in all_needs())


def test_there_are_photos_visits_and_silent_places(codes):
    assert db.session.scalar(select(func.count()).select_from(NeedPhoto)) >= 5
    assert set(db.session.scalars(select(NeedVisit.state))) == {"made", "proposed"}
    heard = {need.area.code for need in all_needs()}
    buildings = set(db.session.scalars(select(Area.code).where(Area.kind == "building")))
    assert len(buildings - heard) >= 12


def test_codes_open_needs_in_different_states(codes):
    found = [db.session.scalars(select(Need).filter_by(tracking_digest=digest_of(code))).one() for code in codes]

    assert len({need.state for need in found}) == len(found) >= 5


def test_needs_are_found_by_what_they_say(codes):
    community = db.session.scalars(select(Area).where(Area.code == OPEN_COMMUNITY)).one()
    [best, *_] = similar("大门口的路灯一直闪", community)

    assert "路灯一闪一闪" in db.session.get(Need, best.need_id).summary_zh
