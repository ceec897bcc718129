import json
from collections import Counter
from datetime import date
from fractions import Fraction

import pytest
from factories import NOON, make_area
from rating_factories import MAY, give, make_professional, make_visit
from statements import recorded

from engage import schema
from engage.errors import Conflict, Invalid, NotFound
from engage.extensions import db
from engage.ratings.commands import ratings_commands
from engage.ratings.models import PublishedFigure, Rating, RatingReview, Satisfaction
from engage.ratings.queries.feedback import by_handle, released
from engage.ratings.queries.figures import figure, shown_figure
from engage.ratings.queries.verify import begin_snapshot, differences
from engage.ratings.services.figures import publish_figure
from engage.ratings.services.professionals import merge_professional
from engage.ratings.services.review import appeal, decide_appeal, exclude, restore
from engage.ratings.services.visits import put_visit
from engage.transaction import transaction


def publish(professional_id, period="2026", area=None):
    with transaction():
        return publish_figure(professional_id, period, area=area, actor_id=None, now=NOON)


def faults():
    begin_snapshot()
    found = list(differences(Counter()))
    db.session.rollback()
    return found


def test_a_figure_says_what_it_comes_from(app):
    visit = make_visit()
    give(make_visit(), 1, 1, 1, 1, 1)
    give(visit, 5, 4, 4, 3, 1)

    found = figure(visit.professional_id, "2026-05/12m", now=NOON)

    assert (found.staff_no, found.period, found.policy) == (visit.professional.staff_no, "2026-05/12m", "mean-level/1")
    assert (found.n, found.levels, found.numerator, found.denominator) == (5, (1, 0, 1, 2, 1), 17, 25)
    assert (found.satisfaction, found.coefficient, found.status) == (Fraction(17, 25), Fraction(17, 25), "ok")
    assert (found.as_of, found.area, found.response_rate) == (NOON, None, 1)


def test_too_few_ratings_give_no_figure_and_give_nobody_away(app):
    visit = make_visit()
    give(visit, 5, 5, 5, 5)

    found = figure(visit.professional_id, "2026", now=NOON)
    assert (found.n, found.status, found.satisfaction, found.coefficient) == (4, "insufficient", None, None)
    assert (found.numerator, found.denominator) == (0, 0)
    assert figure(visit.professional_id, "2025", now=NOON).response_rate is None


@pytest.mark.parametrize("period", ["2026-Q5", "", "x"])
def test_refuses_what_is_no_period_and_nobody(app, period):
    with pytest.raises(Invalid):
        figure(make_professional().id, period, now=NOON)
    with pytest.raises(NotFound):
        figure(10**6, "2026", now=NOON)


def test_the_kept_figure_is_the_one_that_is_read(app):
    visit = make_visit()
    give(visit, 5, 4, 4, 3, 1, 2)

    for row in db.session.scalars(db.select(Satisfaction)).all():
        found = figure(visit.professional_id, row.period, now=NOON)
        for name in ("policy", "n", "numerator", "denominator", "status", "input_hash"):
            assert getattr(found, name) == getattr(row, name), (row.period, name)


def test_reading_takes_the_same_statements_however_many_ratings_there_are(app):
    few, many = make_visit(), make_visit()
    give(few, 5)
    give(many, *[4] * 30)
    counts = []
    for professional_id in [visit.professional_id for visit in (few, many)]:
        db.session.remove()
        with recorded() as statements:
            figure(professional_id, "2026", now=NOON)
        counts.append(len(statements))
        assert not any("FROM rating " in statement or "JOIN rating " in statement for statement in statements)

    assert counts[0] == counts[1] <= 6


def test_the_shown_figure_stands_still_between_batches(app):
    visit = make_visit()
    give(visit, 5, 5, 5, 5, 5)
    before = shown_figure(visit.professional_id, "2026", now=NOON)

    give(visit, 1)
    assert shown_figure(visit.professional_id, "2026", now=NOON).levels == before.levels == (0, 0, 0, 0, 5)
    assert figure(visit.professional_id, "2026", now=NOON).n == 6


# What the professional reads


def test_only_released_ratings_are_read_in_no_order(app):
    visit, other = make_visit(), make_visit()
    give(other, *[1] * 5)
    made = give(visit, 5, 4, 3, 2, 1, 5, 5)
    db.session.expire_all()

    found = released(visit.professional_id)
    assert {rating.id for rating in found} == {rating.id for rating in made[:5]}
    assert [rating.handle for rating in found] == sorted(rating.handle for rating in found)
    assert released(visit.professional_id, before_batch=1) == []
    unreleased = db.select(Rating.id).where(Rating.professional_id == visit.professional_id, Rating.batch.is_(None))
    assert len(db.session.scalars(unreleased).all()) == 2
    assert by_handle(visit.professional_id, found[0].handle) is found[0]
    with pytest.raises(NotFound):
        by_handle(other.professional_id, found[0].handle)


def test_an_appeal_is_made_once_and_decided_once(app):
    visit = make_visit()
    rating = give(visit, 1, 5, 5, 5, 5)[0]
    [unseen] = give(visit, 1)

    with pytest.raises(NotFound), transaction():
        appeal(unseen.id, "not mine", actor_id=None, now=NOON)
    with transaction():
        appeal(rating.id, "I was on leave that day", actor_id=None, now=NOON)
    with pytest.raises(Conflict), transaction():
        appeal(rating.id, "once more", actor_id=None, now=NOON)
    with transaction():
        decide_appeal(rating.id, "leave record seen", is_excluded=True, actor_id=None, now=NOON)
    with pytest.raises(Conflict), transaction():
        decide_appeal(rating.id, "no", is_excluded=False, actor_id=None, now=NOON)

    found = figure(visit.professional_id, "2026", now=NOON)
    assert (found.n, found.excluded) == (5, 1)
    review = db.session.scalars(db.select(RatingReview)).one()
    assert (review.old_standing, review.new_standing, review.reason) == ("counted", "excluded", "leave record seen")


def test_an_upheld_rating_counts_on(app):
    visit = make_visit()
    rating = give(visit, 1, 5, 5, 5, 5)[0]
    with transaction():
        appeal(rating.id, "unfair", actor_id=None, now=NOON)
        decide_appeal(rating.id, "nothing speaks for that", is_excluded=False, actor_id=None, now=NOON)

    assert figure(visit.professional_id, "2026", now=NOON).n == 5


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_nothing_is_excluded_without_a_reason(app, reason):
    [rating] = give(make_visit(), 1)

    with pytest.raises(Invalid), transaction():
        exclude(rating.id, reason, actor_id=None, now=NOON)
    assert db.session.get_one(Rating, rating.id).standing == "counted"


# What is published


def test_a_published_figure_stays_what_it_was_whatever_happens_afterwards(app):
    area = make_area()
    who, other = make_professional(area), make_professional()
    visit, cancelled = make_visit(who), make_visit(who, visited_on=date(2026, 2, 1))
    bad = give(visit, 1, 5, 5, 5, 5, 5)[0]
    give(cancelled, 2, 2)
    published = [publish(who.id).id, publish(who.id, area=area).id, publish(who.id, "2026-Q2").id]
    assert faults() == []

    give(visit, 3)
    with transaction():
        exclude(bad.id, "why", actor_id=None, now=NOON)
    with transaction():
        put_visit(cancelled.visit_no, professional=who, area=area, category="advice", visited_on=MAY,
                  state="cancelled", now=NOON)  # fmt: skip
    assert faults() == []
    published.append(publish(who.id).id)
    with transaction():
        restore(bad.id, "why", actor_id=None, now=NOON)
    with transaction():
        put_visit(visit.visit_no, professional=other, area=area, category="advice", visited_on=MAY,
                  state="completed", now=NOON)  # fmt: skip
    with transaction():
        merge_professional(who.id, other.id, now=NOON)

    assert faults() == []
    found = {row.id: (row.levels, row.n) for row in db.session.scalars(db.select(PublishedFigure))}
    assert [found[number][0] for number in published] == [
        [1, 2, 0, 0, 5], [1, 2, 0, 0, 5], [1, 0, 0, 0, 5], [0, 0, 1, 0, 5],
    ]  # fmt: skip


def test_the_same_figure_is_not_published_twice(app):
    visit = make_visit()
    give(visit, 5)
    publish(visit.professional_id)

    with pytest.raises(Conflict):
        publish(visit.professional_id)
    publish(visit.professional_id, "2026-Q2")
    give(visit, 5)
    publish(visit.professional_id)


# The command


@pytest.fixture
def verify(app, monkeypatch):
    monkeypatch.setattr(schema, "refuse_out_of_date", lambda: None)
    runner = app.test_cli_runner()
    return lambda *options: runner.invoke(ratings_commands, ["verify", *options])


def test_verify_finds_nothing_to_say_about_an_honest_store(verify):
    visit = make_visit()
    give(visit, 5, 4, 3, 2, 1)
    publish(visit.professional_id)

    result = verify()
    assert (result.exit_code, result.output) == (0, "Checked: 1 sums, 14 figures, 1 published. All agree.\n")


@pytest.mark.parametrize(
    ("table", "change", "kind"),
    [
        (PublishedFigure, {"numerator": 20}, "published"),
        (PublishedFigure, {"levels": [0, 0, 0, 0, 5]}, "published"),
        (PublishedFigure, {"input_hash": "0" * 64}, "published"),
        (PublishedFigure, {"policy": "mean-level/9"}, "published"),
        (Satisfaction, {"status": "insufficient"}, "figure"),
        (Rating, {"level": 5}, "published"),
        (Rating, {"standing": "excluded"}, "sum"),
    ],
)
def test_verify_names_what_differs(verify, table, change, kind):
    visit = make_visit()
    give(make_visit(), 5, 5, 5, 5, 5)
    give(visit, 1, 4, 3, 2, 1)
    publish(visit.professional_id)
    row = db.session.scalars(db.select(table).order_by(table.id.desc()).limit(1)).one()
    for name, value in change.items():
        setattr(row, name, value)
    db.session.commit()

    result = verify("--json")
    said = json.loads(result.output)
    assert result.exit_code == 1
    assert kind in {difference["kind"] for difference in said["differences"]}
    assert {difference["staff_no"] for difference in said["differences"]} == {visit.professional.staff_no}
    assert verify().exit_code == 1


def test_purge_is_a_command(app, monkeypatch):
    monkeypatch.setattr(schema, "refuse_out_of_date", lambda: None)
    give(make_visit(), 5, network="203.0.113.7")

    result = app.test_cli_runner().invoke(ratings_commands, ["purge"])

    assert result.exit_code == 0, result.output
