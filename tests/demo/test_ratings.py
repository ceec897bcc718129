"""Professionals and ratings of the demonstration city: varied, and as the services would have left them."""

from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest
from conftest import make_settings
from sqlalchemy import select

from engage.app import create_app
from engage.demo import city
from engage.demo.cycles import Calendar
from engage.demo.ratings import add_ratings
from engage.extensions import db
from engage.ratings.models import CallBack, Professional, PublishedFigure, Rating, RatingAppeal, Satisfaction, Visit
from engage.ratings.queries.verify import differences
from engage.transaction import transaction

NOW = datetime(2026, 6, 1, 10, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The application, and what demo.json says; the tests only read, but for the last ticket."""
    url = f"sqlite:///{tmp_path_factory.mktemp('city') / 'engage.sqlite'}"
    app = create_app(make_settings(url, is_demo=True), TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        db.create_all()
        with transaction():
            areas = city.add_areas(now=NOW)
            staff = city.add_staff(areas, now=NOW)
        yield app, add_ratings(areas, staff, Calendar(NOW))
        db.session.remove()
        db.engine.dispose()


def ratings_by_number():
    rows = db.session.execute(select(Professional.staff_no, Rating).join(Rating, isouter=True)).all()
    found = defaultdict(list)
    for number, rating in rows:
        found[number] += [rating] if rating else []
    return found


def test_there_are_professionals_with_and_without_ratings(filled):
    _app, told = filled
    found = ratings_by_number()

    assert len(told.rated) >= 3
    assert min(len(found[staff_no]) for staff_no in told.rated) >= 5
    assert max(len(found[staff_no]) for staff_no in told.rated) >= 100
    assert told.unrated
    assert [found[staff_no] for staff_no in told.unrated] == [[]] * len(told.unrated)


def test_residents_do_not_repeat_each_other(filled):
    for staff_no, ratings in ratings_by_number().items():
        said = Counter(rating.comment for rating in ratings if rating.comment)
        assert not said or max(said.values()) <= 3, staff_no
        assert len(said) >= 0.6 * said.total(), staff_no


def test_every_ticket_that_is_told_can_be_used_and_one_is(filled, monkeypatch):
    app, told = filled
    monkeypatch.setattr("engage.ratings.views.public.utcnow", lambda: NOW)
    browser = app.test_client()

    assert len(set(told.codes)) == len(told.codes) >= 6
    assert all('name="level"' in browser.get(f"/r/{code}").text for code in told.codes)
    assert browser.post(f"/r/{told.codes[-1]}", data={"level": "5"}).status_code == 303
    assert 'name="level"' not in browser.get(f"/r/{told.codes[-1]}").text


def test_verify_agrees_with_every_sum_and_figure(filled):
    checked = Counter()

    assert list(differences(checked)) == []
    assert checked["published"] == 3
    assert min(checked["sums"], checked["figures"]) > 20


def test_ratings_are_released_in_fives_of_one_year(filled):
    batches = defaultdict(list)
    for rating, visited_on in db.session.execute(select(Rating, Visit.visited_on).join(Visit)):
        if rating.batch is not None:
            batches[rating.professional_id, rating.batch].append(visited_on.year)

    assert len(batches) > 20
    assert all(len(years) >= 5 and len(set(years)) == 1 for years in batches.values())


def test_there_is_something_of_everything_that_the_office_does(filled):
    assert set(db.session.scalars(select(Rating.standing))) == {"counted", "quarantined", "excluded"}
    assert set(db.session.scalars(select(Rating.comment_state))) >= {"none", "waiting", "shown"}
    assert set(db.session.scalars(select(CallBack.state))) >= {"open", "done"}
    assert set(db.session.scalars(select(RatingAppeal.state))) == {"open"}
    assert set(db.session.scalars(select(Visit.state))) == {"completed", "cancelled", "missed"}
    assert set(db.session.scalars(select(Satisfaction.status))) == {"ok", "below-threshold", "insufficient"}
    assert len(db.session.scalars(select(PublishedFigure)).all()) == 3


def test_every_bad_rating_that_counts_has_its_call_back(filled):
    bad = select(Rating.id).where(Rating.level <= 2, Rating.standing == "counted")

    assert set(db.session.scalars(bad)) <= set(db.session.scalars(select(CallBack.rating_id)))
