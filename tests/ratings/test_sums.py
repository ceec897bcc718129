"""Whatever happens to ratings and visits, the kept sums and figures are those that a count gives."""

from collections import Counter
from datetime import date

import pytest
from factories import NOON, make_area, make_tree
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rating_factories import MAY, give, make_professional, make_tickets, make_visit

from engage.errors import Conflict
from engage.extensions import db
from engage.ratings.models import Rating, RatingSum, Satisfaction
from engage.ratings.queries.figures import figure, shown_figure
from engage.ratings.queries.verify import begin_snapshot, differences
from engage.ratings.services.figures import publish_figure
from engage.ratings.services.professionals import merge_professional
from engage.ratings.services.review import exclude, restore
from engage.ratings.services.visits import put_visit
from engage.transaction import transaction


def faults():
    begin_snapshot()
    found = list(differences(Counter()))
    db.session.rollback()
    return found


def put(visit, **changes):
    values = {
        "professional": visit.professional,
        "area": visit.area,
        "category": visit.category,
        "visited_on": visit.visited_on,
        "state": visit.state,
        **changes,
    }
    with transaction():
        return put_visit(visit.visit_no, now=NOON, **values)[0]


def levels(professional, period="2026", **kwargs):
    return figure(professional.id, period, now=NOON, **kwargs).levels


def test_a_visit_takes_its_ratings_to_another_professional(app):
    wrong, right = make_professional(), make_professional()
    visit = make_visit(wrong)
    give(make_visit(wrong), 4)
    give(visit, 1, 2, 5, 5, 5)
    assert shown_figure(wrong.id, "2026", now=NOON).n == 5

    put(visit, professional=right)

    assert (levels(wrong), levels(right)) == ((0, 0, 0, 1, 0), (1, 1, 0, 0, 3))
    assert {row.professional_id for row in db.session.scalars(db.select(Rating).filter_by(visit_id=visit.id))} == {
        right.id
    }
    assert shown_figure(right.id, "2026", now=NOON).n == 5
    assert faults() == []


def test_a_visit_takes_its_ratings_to_another_area_and_month(app):
    city, _district, _street, community, building, _stairwell = make_tree()
    other = make_area("community", city)
    who = make_professional(community, other)
    visit = make_visit(who, area=building)
    give(visit, 5, 4)
    assert levels(who, area=community) == (0, 0, 0, 1, 1)

    put(visit, area=other, visited_on=date(2025, 12, 31))

    assert levels(who) == levels(who, "2025", area=community) == (0, 0, 0, 0, 0)
    assert levels(who, "2025", area=other) == levels(who, "2025", area=city) == (0, 0, 0, 1, 1)
    assert faults() == []


def test_ratings_of_a_visit_that_is_cancelled_afterwards_show_as_excluded(app):
    visit = make_visit()
    give(visit, 1, 5)
    make_tickets(visit, 3)

    put(visit, state="cancelled")
    found = figure(visit.professional_id, "2026", now=NOON)
    assert (found.n, found.excluded, found.tickets) == (0, 2, 2)
    assert faults() == []

    put(visit, state="completed")
    found = figure(visit.professional_id, "2026", now=NOON)
    assert (found.n, found.excluded, found.tickets) == (2, 0, 5)
    assert faults() == []


def test_excluded_and_restored(app):
    visit = make_visit()
    bad = give(visit, 1, 5, 5, 5, 5, 5)[0]
    before = figure(visit.professional_id, "2026", now=NOON)

    with transaction():
        exclude(bad.id, "rated the wrong visit", actor_id=None, now=NOON)
    found = figure(visit.professional_id, "2026", now=NOON)
    assert (found.levels, found.excluded, found.response_rate) == ((0, 0, 0, 0, 5), 1, 1)
    assert faults() == []
    with pytest.raises(Conflict), transaction():
        exclude(bad.id, "again", actor_id=None, now=NOON)

    with transaction():
        restore(bad.id, "it was the right one", actor_id=None, now=NOON)
    assert figure(visit.professional_id, "2026", now=NOON) == before
    assert faults() == []


def test_figures_of_one_merged_into_another_are_the_others(app):
    old, new = make_professional(), make_professional()
    give(make_visit(old), 1, 1, 1, 1, 1)
    give(make_visit(new), 5, 5, 5, 5, 5)

    with transaction():
        merge_professional(old.id, new.id, now=NOON)

    assert (levels(old), levels(new)) == ((0, 0, 0, 0, 0), (5, 0, 0, 0, 5))
    assert sorted(db.session.scalars(db.select(Rating.batch))) == [1] * 5 + [2] * 5
    assert faults() == []


def test_the_time_of_change_moves_only_with_the_figure(app):
    visit = make_visit()
    give(visit, 5)

    def changed():
        return {row.period: row.changed_at for row in db.session.scalars(db.select(Satisfaction))}

    before = changed()
    assert len(before) == 14
    later = NOON.replace(hour=15)
    with transaction():
        put_visit(visit.visit_no, professional=visit.professional, area=visit.area, category="survey", visited_on=MAY,
                  state="completed", now=later)  # fmt: skip
    assert changed() == before

    give(visit, 5, now=later)
    assert set(changed().values()) == {later}


steps = st.lists(
    st.tuples(
        st.sampled_from(["rate", "rate", "rate", "exclude", "restore", "move", "date", "state", "area", "publish"]),
        st.integers(0, 5),
        st.integers(1, 5),
    ),
    min_size=4,
    max_size=14,
)


@settings(
    max_examples=10,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps)
def test_whatever_happens_the_sums_are_right(app, taken):
    city = make_area("city")
    areas = [make_area("community", city), make_area("community", city)]
    people = [make_professional(*areas), make_professional(*areas)]
    visits = [make_visit(people[number % 2], area=areas[number % 2]) for number in range(3)]
    ratings = []
    for what, which, level in taken:
        visit = visits[which % 3]
        try:
            if what == "rate":
                ratings += give(visit, *[level] * (1 + which % 3))
            elif what in ("exclude", "restore") and ratings:
                with transaction():
                    {"exclude": exclude, "restore": restore}[what](
                        ratings[which % len(ratings)].id, "why", actor_id=None, now=NOON
                    )
            elif what == "publish":
                with transaction():
                    publish_figure(people[which % 2].id, ["2026", "2026-Q2"][level % 2], actor_id=None, now=NOON)
            else:
                put(visit, **{
                    "move": {"professional": people[level % 2]},
                    "date": {"visited_on": date(2026, 3 + level, 1)},
                    "state": {"state": ["completed", "cancelled", "missed"][level % 3]},
                    "area": {"area": areas[level % 2]},
                }.get(what, {}))  # fmt: skip
        except Conflict:
            db.session.rollback()
        assert faults() == [], (what, which, level)


@pytest.mark.parametrize("column", ["level_5", "shown_5", "tickets", "excluded", "quarantined"])
def test_a_sum_that_was_tampered_with_is_named(app, column):
    visit = make_visit()
    give(visit, 5, 5)
    assert faults() == []
    row = db.session.scalars(db.select(RatingSum)).one()
    setattr(row, column, getattr(row, column) + 1)
    db.session.commit()

    assert {difference.kind for difference in faults()} >= {"sum"}
