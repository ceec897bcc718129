from datetime import date

import pytest
from factories import NOON, commit, make_area, make_user
from rating_factories import MAY, give, make_professional, make_visit

from engage.accounts.models import AuditEntry
from engage.errors import Conflict, Invalid, NotFound
from engage.extensions import db
from engage.ratings.models import Professional, RatingSettings, Satisfaction, Visit, VisitChange
from engage.ratings.queries.figures import figure
from engage.ratings.queries.professionals import by_card, by_staff_no, of_user, survivor
from engage.ratings.queries.scopes import areas_of_figure, areas_of_professional
from engage.ratings.services.figures import publish_figure
from engage.ratings.services.professionals import link_account, mark_left, merge_professional, put_professional
from engage.ratings.services.settings import recount_figures, save_settings
from engage.ratings.services.visits import put_visit
from engage.ratings.settings import rules
from engage.transaction import transaction

LATER = NOON.replace(hour=18)
LI = {"name": "李工", "profession": "planner", "title": "高级规划师"}


def put(staff_no, *areas, now=NOON, **changes):
    with transaction():
        return put_professional(staff_no, areas=areas, now=now, **{**LI, **changes})


def test_the_same_again_changes_nothing(app):
    area, other = make_area(), make_area()
    made, is_new = put("P-1", area, other)
    again, is_new_again = put("P-1", other, area, now=LATER)

    assert (is_new, is_new_again, again.id) == (True, False, made.id)
    assert (again.version, again.updated_at, len(again.card_code)) == (1, NOON, 10)
    assert db.session.scalar(db.select(db.func.count()).select_from(Professional)) == 1


def test_what_changed_is_brought_up_to_date(app):
    area, other = make_area(), make_area()
    put("P-1", area)
    found, _ = put("P-1", other, name="王工", title="a title that nobody has heard of", now=LATER)

    assert (found.name, found.title, found.version) == ("王工", "a title that nobody has heard of", 2)
    assert [area.id for area in found.areas] == [other.id]


@pytest.mark.parametrize(
    ("staff_no", "changes", "field"),
    [
        ("", {}, "staff_no"), ("x" * 41, {}, "staff_no"), ("a/b", {}, "staff_no"), ("a\n", {}, "staff_no"),
        ("P", {"name": " "}, "name"), ("P", {"name": "x" * 81}, "name"), ("P", {"profession": "doctor"}, "profession"),
        ("P", {"title": "x" * 41}, "title"),
    ],
)  # fmt: skip
def test_names_the_field_that_is_wrong(app, staff_no, changes, field):
    area = make_area()
    with pytest.raises(Invalid) as caught:
        put(staff_no, area, **changes)

    assert caught.value.details["fields"] == (field,)


def test_somebody_serves_one_area_at_least(app):
    with pytest.raises(Invalid) as caught:
        put("P-1")

    assert caught.value.details["fields"] == ("areas",)


def test_the_old_number_and_card_lead_on_after_a_merge(app):
    user = make_user()
    first, old, new = make_professional(staff_no="A"), make_professional(staff_no="B"), make_professional(staff_no="C")
    with transaction():
        link_account(old.id, user.id, now=NOON)
        merge_professional(first.id, old.id, now=NOON)
    visit = make_visit(old)

    with transaction():
        merge_professional(old.id, new.id, now=NOON, actor_id=user.id)

    assert {survivor(by_staff_no(number)).id for number in "ABC"} == {new.id}
    assert by_card(first.card_code.lower()).id == new.id
    assert of_user(user.id).id == new.id
    assert db.session.get_one(Visit, visit.id).professional_id == new.id
    assert len(db.session.get_one(Professional, new.id).areas) == 3
    assert make_visit(old).professional_id == new.id


def test_what_was_merged_is_merged_once(app):
    old, new, third = make_professional(staff_no="A"), make_professional(), make_professional()
    with transaction():
        merge_professional(old.id, new.id, now=NOON)

    for one, other in ((old, third), (third, old)):
        with pytest.raises(Conflict), transaction():
            merge_professional(one.id, other.id, now=NOON)
    with pytest.raises(Invalid), transaction():
        merge_professional(new.id, new.id, now=NOON)
    with pytest.raises(NotFound), transaction():
        merge_professional(new.id, 10**6, now=NOON)
    with pytest.raises(Conflict):
        put("A", make_area())


def test_one_account_is_one_professionals(app):
    user = make_user()
    first, second = make_professional(), make_professional()
    with transaction():
        link_account(first.id, user.id, now=NOON)

    with pytest.raises(Conflict), transaction():
        link_account(second.id, user.id, now=NOON)


def test_after_leaving_there_are_no_new_visits_but_ratings_stay(app):
    who = make_professional()
    visit = make_visit(who)
    with transaction():
        mark_left(who.id, date(2026, 5, 10), now=NOON)

    give(visit, 5)
    make_visit(who, visited_on=date(2026, 5, 10))
    with pytest.raises(Conflict):
        make_visit(who, visited_on=date(2026, 5, 11))
    assert figure(who.id, "2026", now=NOON).n == 1


def test_is_within_reach_of_every_area_served(app):
    area, other = make_area(), make_area()
    who = make_professional(area, other)
    give(make_visit(who), 5, 5, 5, 5, 5)
    with transaction():
        whole, part = (
            publish_figure(who.id, "2026", area=where, actor_id=None, now=NOON).id for where in (None, other)
        )

    assert {found.id for found in areas_of_professional(who.id)} == {area.id, other.id}
    assert {found.id for found in areas_of_figure(whole)} == {area.id, other.id}
    assert {found.id for found in areas_of_figure(part)} == {other.id}
    assert areas_of_figure(10**6) == []


# Visits


def test_a_visit_put_twice_is_one(app):
    visit = make_visit(visit_no="V-1")
    values = {"professional": visit.professional, "area": visit.area, "category": "advice", "visited_on": MAY}
    with transaction():
        again, is_new = put_visit("V-1", state="completed", now=LATER, **values)

    assert (again.id, is_new, again.version, again.updated_at) == (visit.id, False, 1, NOON)


def test_what_a_visit_was_is_kept(app):
    visit = make_visit(visit_no="V-1")
    user = make_user()
    with transaction():
        put_visit("V-1", professional=visit.professional, area=visit.area, category="advice", visited_on=MAY,
                  state="missed", now=LATER, actor_id=user.id)  # fmt: skip

    kept = db.session.scalars(db.select(VisitChange)).one()
    assert (kept.state, kept.visited_on, kept.changed_at, kept.changed_by_id) == ("completed", MAY, LATER, user.id)
    assert db.session.scalars(db.select(AuditEntry.action)).all() == ["visit changed"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"visit_no": "a b"}, "visit_no"), ({"category": ""}, "category"), ({"category": "x" * 25}, "category"),
        ({"state": "done"}, "state"), ({"invited": "x" * 201}, "invited"),
        ({"visited_on": date(1999, 12, 31)}, "visited_on"), ({"visited_on": date(2027, 6, 3)}, "visited_on"),
    ],
)  # fmt: skip
def test_names_the_field_of_a_visit_that_is_wrong(app, changes, field):
    who = make_professional()
    with pytest.raises(Invalid) as caught:
        make_visit(who, **changes)

    assert caught.value.details["fields"] == (field,)


# Settings


def test_a_community_may_differ_but_not_in_how_it_counts(app):
    city = make_area("city")
    area = make_area("community", city)
    commit(RatingSettings(area_id=area.id, values={"ticket_days": 7, "policy": "share-satisfied/1"}))

    assert (rules(area).ticket_days, rules(area).policy, rules(city).ticket_days) == (7, "mean-level/1", 30)
    with pytest.raises(Invalid) as caught, transaction():
        save_settings(area.id, {"minimum_n": 3}, actor_id=None, now=NOON)
    assert caught.value.details["fields"] == ("minimum_n",)


def test_another_policy_counts_the_kept_figures_anew(app):
    city = make_area("city")
    who = make_professional(make_area("community", city))
    give(make_visit(who), 2, 2, 3, 3, 3)
    assert figure(who.id, "2026", now=NOON).status == "below-threshold"

    with transaction():
        assert save_settings(city.id, {"policy": "share-satisfied/1"}, actor_id=None, now=LATER)
    with transaction():
        assert recount_figures(city, now=LATER) is None

    assert figure(who.id, "2026", now=NOON).status == "ok"
    kept = db.session.scalars(db.select(Satisfaction)).all()
    assert {(row.policy, row.status, row.changed_at) for row in kept} == {("share-satisfied/1", "ok", LATER)}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"policy": "x"}, "policy"), ({"minimum_n": 0}, "minimum_n"), ({"burst_minutes": 61}, "burst_minutes"),
        ({"ticket_days": "7"}, "ticket_days"), ({"other": 1}, "other"), ({"abilities": {"a": 1.2}}, "abilities"),
        ({"abilities": {"": "1"}}, "abilities"), ({"abilities": []}, "abilities"),
    ],
)  # fmt: skip
def test_names_the_setting_that_is_wrong(app, values, field):
    city = make_area("city")
    with pytest.raises(Invalid) as caught, transaction():
        save_settings(city.id, values, actor_id=None, now=NOON)

    assert caught.value.details["fields"] == (field,)
