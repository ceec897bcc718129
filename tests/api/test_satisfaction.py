"""How the staff platform reads the satisfaction coefficient: one figure, and the feed of those that changed."""

from datetime import timedelta
from fractions import Fraction

import pytest
import time_machine
from factories import DAY, NOON, make_area, make_key
from rating_factories import give, make_professional, make_visit

from engage.extensions import db
from engage.ratings.models import Satisfaction
from engage.ratings.services.review import exclude
from engage.transaction import transaction

MINUTE = timedelta(minutes=1)
NOW = NOON + DAY


@pytest.fixture(autouse=True)
def at_a_fixed_time():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def get(client, world):
    def get(path, headers=(), **query):
        return client.get(f"/api/v1/{path}", query_string=query, headers={**world.bearer, **dict(headers)})

    return get


@pytest.fixture
def one(get):
    def one(staff_no="P-1", **query):
        return get(f"professionals/{staff_no}/satisfaction", **{"period": "2026", **query})

    return one


@pytest.fixture
def feed(get):
    def feed(**query):
        return get("satisfaction", **{"period": "2026", **query})

    return feed


@pytest.fixture
def planner(world):
    return make_professional(world.community, staff_no="P-1")


def rated(professional, *levels, area=None, now=NOON):
    """Return a new visit of the professional with these ratings."""
    visit = make_visit(professional, area or professional.areas[0])
    give(visit, *levels, now=now)
    return visit


def numbers(response):
    return [figure["staff_no"] for figure in response.json["satisfaction"]]


def test_tells_the_figure_with_all_that_it_comes_from(one, planner):
    rated(planner, 5, 5, 4, 4, 3, 2, 1)
    rated(make_professional(), 1, 1, 1, 1, 1)

    figure = one().json

    assert len(figure.pop("input_hash")) == 64
    assert figure == {
        "staff_no": "P-1",
        "period": "2026",
        "area": None,
        "policy": "mean-level/1",
        "minimum_n": 5,
        "n": 7,
        "satisfaction": "0.685714",
        "coefficient": "0.685714",
        "numerator": 24,
        "denominator": 35,
        "status": "ok",
        "tickets": 7,
        "excluded": 0,
        "quarantined": 0,
        "response_rate": "1.000000",
        "as_of": "2026-06-02T12:00:00.000000Z",
    }


@pytest.mark.parametrize(
    ("levels", "satisfaction", "coefficient", "status"),
    [
        ((3, 3, 3, 3, 3), "0.600000", "0.600000", "ok"),
        ((3, 3, 3, 3, 2), "0.560000", "0.000000", "below-threshold"),
        ((5, 5, 5, 5), None, None, "insufficient"),
        ((), None, None, "insufficient"),
    ],
)
def test_too_few_is_null_and_never_nought(one, planner, levels, satisfaction, coefficient, status):
    if levels:
        rated(planner, *levels)

    figure = one().json

    assert (figure["satisfaction"], figure["coefficient"], figure["status"]) == (satisfaction, coefficient, status)
    assert figure["n"] == len(levels)
    assert (figure["numerator"] is None) is (figure["denominator"] is None) is (satisfaction is None)
    if satisfaction is not None:
        assert Fraction(figure["numerator"], figure["denominator"]) == Fraction(satisfaction)


def test_just_below_the_threshold_is_never_rounded_up_to_it(one, planner, monkeypatch):
    monkeypatch.setattr("engage.api.views.satisfaction.figure", lambda *_args, **_more: nearly)
    from engage.ratings.queries.figures import figure

    rated(planner, 3, 3, 3, 3, 2)
    found = figure(planner.id, "2026", now=NOON)
    nearly = type(found)(**{**vars(found), "numerator": 2_999_999, "denominator": 5_000_000})

    assert one().json["satisfaction"] == "0.599999"


def test_narrows_to_an_area_and_all_below(one, planner, world):
    other = make_area("community", world.district)
    rated(planner, 5, 5, 5, 5, 5)
    rated(planner, 1, 1, 1, 1, 1, area=other)

    assert (one(area=world.community.code).json["numerator"], one(area=other.code).json["numerator"]) == (25, 5)
    assert one(area=world.district.code).json["numerator"] == one().json["numerator"] == 30
    assert one(area=world.community.code).json["area"] == world.community.code
    assert one(area=world.elsewhere.code).status_code == one(area="NOWHERE").status_code == 400


@pytest.mark.parametrize(
    ("period", "n"), [("2026", 5), ("2026-Q2", 5), ("2026-Q1", 0), ("2026-06/12m", 5), ("2027-05/12m", 0), ("2025", 0)]
)
def test_knows_years_quarters_and_twelve_months(one, planner, period, n):
    rated(planner, 5, 5, 5, 5, 5)

    assert (one(period=period).json["period"], one(period=period).json["n"]) == (period, n)


def test_a_rating_taken_out_is_told_as_such(one, planner):
    visit = make_visit(planner)
    ratings = give(visit, 5, 5, 5, 5, 5, 1)
    with transaction():
        exclude(ratings[-1].id, "Another visit was meant.", actor_id=None, now=NOON)

    figure = one().json

    assert (figure["n"], figure["excluded"], figure["satisfaction"]) == (5, 1, "1.000000")


def test_nothing_new_is_answered_without_a_body_however_late(one, planner, at_a_fixed_time):
    visit = rated(planner, 5, 5, 5, 5, 5)
    first = one()
    at_a_fixed_time.move_to(NOW + MINUTE)

    again = one(headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")

    give(visit, 4)
    assert one(headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_the_feed_tells_of_every_figure_once_in_the_order_of_changes(feed, world):
    people = [make_professional(world.community, staff_no=f"P-{number}") for number in range(5)]
    for number in (3, 1, 4, 0, 2):
        rated(people[number], 5, 5, 4, 4, 4, now=NOON + number * MINUTE)

    first = feed(limit=2)
    second = feed(limit=2, cursor=first.json["next"])
    third = feed(limit=2, cursor=second.json["next"])

    assert [numbers(page) for page in (first, second, third)] == [["P-0", "P-1"], ["P-2", "P-3"], ["P-4"]]
    assert [page.json["has_more"] for page in (first, second, third)] == [True, True, False]
    assert numbers(feed(cursor=third.json["next"])) == []
    assert first.json["satisfaction"][0] == {
        "staff_no": "P-0",
        "period": "2026",
        "policy": "mean-level/1",
        "n": 5,
        "satisfaction": "0.880000",
        "coefficient": "0.880000",
        "numerator": 22,
        "denominator": 25,
        "status": "ok",
        "as_of": "2026-06-01T12:00:00.000000Z",
        "input_hash": first.json["satisfaction"][0]["input_hash"],
    }


def test_the_feed_tells_the_same_as_the_figure(feed, one, planner):
    rated(planner, 3, 3, 3, 3, 2)

    [told] = feed().json["satisfaction"]
    whole = one().json

    assert {name: whole[name] for name in told if name != "as_of"} == {
        name: value for name, value in told.items() if name != "as_of"
    }


def test_a_figure_that_changes_comes_again(feed, planner, world):
    other = make_professional(world.community, staff_no="P-2")
    rated(planner, 5, 5, 5, 5, 5)
    rated(other, 5, 5, 5, 5, 5, now=NOON + MINUTE)
    end = feed().json

    rated(planner, 1, now=NOON + 2 * MINUTE)

    assert numbers(feed(cursor=end["next"])) == ["P-1"]
    assert numbers(feed()) == ["P-2", "P-1"]


def test_a_change_that_becomes_visible_late_is_not_passed_over(feed, planner, world):
    late = make_professional(world.community, staff_no="P-2")
    rated(planner, 5, now=NOW - timedelta(seconds=1))
    end = feed().json

    rated(late, 5, now=NOW - timedelta(seconds=2))

    assert "P-2" in numbers(feed(cursor=end["next"]))


def test_the_feed_keeps_to_its_period_and_to_what_changed_since(feed, planner, world):
    other = make_professional(world.community, staff_no="P-2")
    rated(planner, 5)
    rated(other, 5, now=NOON + 2 * MINUTE)

    assert numbers(feed(updated_since="2026-06-01T12:01:00Z")) == ["P-2"]
    assert numbers(feed(updated_since="2026-06-01T20:00:00+08:00")) == ["P-1", "P-2"]
    assert numbers(feed(period="2026-Q3")) == []


def test_the_feed_stays_within_the_keys_area(feed, client, planner, world):
    both = make_professional(world.community, world.elsewhere, staff_no="P-2")
    away = make_professional(world.elsewhere, staff_no="P-3")
    for number, person in enumerate((planner, both, away)):
        rated(person, 5, now=NOON + number * MINUTE)

    assert numbers(feed()) == ["P-1", "P-2"]
    whole = make_key(world.city).text
    answer = client.get("/api/v1/satisfaction?period=2026", headers={"Authorization": f"Bearer {whole}"})
    assert numbers(answer) == ["P-1", "P-2", "P-3"]


def test_a_feed_without_news_is_answered_without_a_body(feed, planner, at_a_fixed_time):
    visit = rated(planner, 5)
    first = feed()
    at_a_fixed_time.move_to(NOW + MINUTE)

    again = feed(headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])

    give(visit, 4)
    assert feed(headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"period": "2026-13/12m"},
        {"period": "2026-Q5"},
        {"period": "1999"},
        {"period": "٢٠٢٦"},
        {"period": "2026\n"},
        {"period": ""},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": ""},
        {"cursor": "x"},
        {"updated_since": "2026-06-01"},
        {"since": "2026-06-01"},
    ],
)
def test_a_parameter_that_makes_no_sense_is_named(feed, query):
    response = feed(**query)

    assert (response.status_code, response.json["parameters"]) == (400, list(query))


def test_a_period_has_to_be_named_once(client, world, planner):
    for path in ("satisfaction", "professionals/P-1/satisfaction"):
        for query in ("", "?period=2026&period=2025"):
            response = client.get(f"/api/v1/{path}{query}", headers=world.bearer)
            assert (response.status_code, response.json["parameters"]) == (400, ["period"])


def test_the_feed_costs_the_same_number_of_queries_however_many_figures(feed, world):
    counted = []
    db.event.listen(db.engine, "before_cursor_execute", lambda *event: counted.append(event[2]))

    def cost():
        feed()  # The first use of a minute is counted in the store.
        counted.clear()
        feed()
        return len(counted)

    def add():
        rated(make_professional(world.community), 5)

    add()
    few = cost()
    for _time in range(5):
        add()

    assert db.session.scalar(db.select(db.func.count()).where(Satisfaction.period == "2026")) == 6
    assert cost() == few
