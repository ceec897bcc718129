import itertools
import random
from datetime import timedelta

import pytest
from factories import NOON, make_area, make_need, make_needs, make_tree, make_user

from engage.extensions import db
from engage.needs.queries import demand
from engage.needs.queries.demand import Filters, Sort, page
from engage.needs.queries.shown import is_public
from engage.needs.states import State

HOUR = timedelta(hours=1)
STATES = [state.value for state in State]


def published(area, **kwargs):
    values = {"state": "published", "first_published_at": NOON, "summary_en": "A lamp is broken", **kwargs}
    return make_need(area, **values)


def public(area, **kwargs):
    return Filters(area=area, for_everybody=True, **kwargs)


def office(area, **kwargs):
    return Filters(area=area, for_everybody=False, **kwargs)


def walk(filters, size):
    """Return the ids of all pages from the first to the last, and those of going back from there."""
    ahead, cursor = [], ""
    for _turn in itertools.count():
        found = page(filters, after=cursor, size=size)
        ahead.append([need.id for need in found.needs])
        assert _turn < 200
        if not found.later:
            break
        cursor = found.later
    back = [ahead[-1]]
    while found.earlier:
        found = page(filters, before=found.earlier, size=size)
        back.append([need.id for need in found.needs])
        assert len(back) < 400
    return list(itertools.chain(*ahead)), back


@pytest.fixture
def crowd(app):
    """Two communities with needs of every kind, and a third that no list of the first district may show."""
    _city, district, _street, community, building, _stairwell = make_tree()
    other = make_area("community", make_area("street", district))
    elsewhere = make_area("community", make_area("district"))
    dice = random.Random(7)
    worker = make_user(area=district)
    areas = [community, building, other, elsewhere]
    make_needs(*(some_need(dice, areas, worker.id, updated_at=NOON + number // 3 * HOUR) for number in range(60)))
    return district, building, worker


def some_need(dice, areas, worker_id, **kwargs):
    area = dice.choice(areas)
    state = dice.choice(STATES)
    return {
        "area": area,
        "state": state,
        "category": dice.choice(["lighting", "lift", "safety"]),
        "supports": dice.randrange(4),
        "priority": dice.randrange(3),
        "channel": dice.choice(["web", "web", "assisted"]),
        "is_private": dice.random() < 0.2,
        "first_published_at": None if state == "received" or dice.random() < 0.2 else NOON,
        "professional_id": worker_id if dice.random() < 0.3 else None,
        "created_at": NOON - dice.randrange(20) * HOUR,
        **kwargs,
    }


def expected(needs, filters):
    """Return the ids in order, found the slow way."""
    rows = [need for need in needs if need.path.startswith(filters.area.path)]
    states = filters.states or set(State) - {State.MERGED}
    rows = [
        need
        for need in rows
        if need.state in states
        and (is_public(need) or not filters.for_everybody)
        and (not filters.categories or need.category in filters.categories)
        and need.supports >= filters.least_supports
        and (filters.created_from is None or need.created_at >= filters.created_from)
        and (filters.created_before is None or need.created_at < filters.created_before)
        and (filters.changed_from is None or need.updated_at >= filters.changed_from)
        and (filters.is_assisted is None or filters.is_assisted == (need.channel == "assisted"))
        and (filters.professional_id is None or filters.professional_id == need.professional_id)
    ]
    order = demand.ORDERS[filters.sort]
    rows.sort(key=lambda need: (getattr(need, order.column), need.id), reverse=order.is_descending)
    return [need.id for need in rows]


@pytest.mark.parametrize(
    ("few", "walked", "for_everybody"), [(1000, 2000, False), (-1, 2000, True), (-1, 2, True), (-1, 2, False)]
)
def test_pages_show_each_need_once_and_in_order_however_they_are_found(crowd, monkeypatch, few, walked, for_everybody):
    monkeypatch.setattr(demand, "FEW", few)
    monkeypatch.setattr(demand, "FEWEST", few)
    monkeypatch.setattr(demand, "WALK", walked)
    district, building, worker = crowd
    narrowings = [
        {},
        {"categories": frozenset({"lift"})},
        {"states": frozenset({State.PUBLISHED, State.DONE})},
        {"states": frozenset({State.MERGED})},
        {"least_supports": 2},
        {"is_assisted": True},
        {"is_assisted": False, "categories": frozenset({"lift", "safety"})},
        {"professional_id": worker.id},
        {"created_from": NOON - 5 * HOUR},
        {"created_before": NOON - 10 * HOUR},
        {"changed_from": NOON + 9 * HOUR},
    ]
    is_short = walked == 2
    # Needs of a building are never walked: a short walk changes nothing there. Where few are, nor are a district's.
    areas = [district, building] if walked == 2000 and few < 0 else [district]
    needs = db.session.scalars(db.select(demand.Need)).all()
    for number, (narrowing, sort) in enumerate(itertools.product(narrowings, Sort)):
        # Short walks are many: each pair is walked for everybody or for the office.
        if is_short and number % 2 == for_everybody:
            continue
        for area in areas:
            check_walk(needs, Filters(area=area, for_everybody=for_everybody, sort=sort, **narrowing))


def check_walk(needs, filters):
    ahead, back = walk(filters, size=7)
    assert ahead == expected(needs, filters), filters
    last = back[-1]
    assert last == ahead[: len(last)]
    seen_back = [id_ for ids in reversed(back) for id_ in ids]
    assert set(ahead) == set(seen_back)


def test_a_need_that_comes_in_meanwhile_moves_nothing_on_the_pages_that_follow(app):
    area = make_area()
    needs = [published(area, created_at=NOON + number * HOUR) for number in range(6)]
    first = page(public(area), size=2)

    published(area, created_at=NOON + 100 * HOUR)
    second = page(public(area), after=first.later, size=2)

    assert [need.id for need in second.needs] == [needs[3].id, needs[2].id]


def test_going_back_to_the_beginning_shows_what_came_in_meanwhile(app):
    area = make_area()
    needs = [published(area, created_at=NOON + number * HOUR) for number in range(4)]
    second = page(public(area), after=page(public(area), size=2).later, size=2)
    newest = published(area, created_at=NOON + 100 * HOUR)

    back = page(public(area), before=second.earlier, size=2)
    assert [need.id for need in back.needs] == [needs[3].id, needs[2].id]

    start = page(public(area), before=back.earlier, size=2)
    assert [need.id for need in start.needs] == [newest.id, needs[3].id]
    assert start.earlier == ""


@pytest.mark.parametrize("cursor", ["", "x", "-", "1", "9" * 30 + "-1", "1-2-3", "99999999999999999-5", "٣-٣", "1-"])
def test_a_wrong_cursor_shows_the_first_page(app, cursor):
    area = make_area()
    need = published(area)

    assert need.id in {found.id for found in page(public(area), after=cursor).needs} or cursor == "9" * 17 + "-5"
    page(public(area, sort=Sort.SUPPORTED), before=cursor)


def test_the_public_never_gets_what_was_typed(app):
    area = make_area()
    db.session.expunge(published(area, raw_text="call 13800138000"))

    need = page(public(area)).needs[0]

    with pytest.raises(Exception, match="raw_text"):
        assert need.raw_text


@pytest.mark.parametrize("changes", [{"is_private": True}, {"state": "received"}, {"first_published_at": None}])
def test_the_public_list_leaves_out_what_is_not_for_everybody(app, changes):
    area = make_area()
    seen = published(area)
    hidden = published(area, **changes)

    assert [need.id for need in page(public(area)).needs] == [seen.id]
    assert {need.id for need in page(office(area)).needs} == {seen.id, hidden.id}


def test_a_page_costs_the_same_number_of_statements_whatever_it_shows(app):
    area = make_area()
    published(area)

    def statements():
        seen = []
        db.session.expire_all()
        db.session.refresh(area)

        def note(_connection, _cursor, statement, *_rest):
            seen.append(statement)

        db.event.listen(db.engine, "before_cursor_execute", note)
        page(public(area))
        db.event.remove(db.engine, "before_cursor_execute", note)
        return seen

    few = statements()
    for _number in range(20):
        published(area)
    many = statements()

    assert len(few) == len(many)
    assert not any("count(" in statement.lower() and "need_count" not in statement for statement in many)


@pytest.mark.parametrize("sort", list(Sort))
def test_a_long_list_is_read_from_an_index_that_holds_its_order(app, monkeypatch, sort):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by its statistics, and has none of an empty table.")
    monkeypatch.setattr(demand, "FEWEST", -1)
    area = make_area()
    published(area)
    seen = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        if "UNION" in statement:
            seen.append((statement, parameters))

    db.event.listen(db.engine, "before_cursor_execute", note)
    page(public(area, sort=sort), after="5-5")
    db.event.remove(db.engine, "before_cursor_execute", note)

    assert len(seen) == 2
    for statement, parameters in seen:
        rows = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        plan = [row[-1] for row in rows]
        searches = [line for line in plan if line.startswith(("SEARCH need", "SCAN need"))]
        column = demand.ORDERS[sort].column
        assert searches
        assert all(f"ix_need_level1_{column}" in line and "state=?" in line for line in searches), plan
        # The few that each branch brings are put in order; the needs under it are not.
        assert sum("TEMP B-TREE" in line for line in plan) <= len(searches), plan
