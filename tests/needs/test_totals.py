from datetime import timedelta

from factories import NOON, make_area, make_need, make_tree

from engage.communities.models import AreaKind
from engage.extensions import db
from engage.needs.queries.totals import backlog, places, silent_kinds, silent_places, totals
from engage.needs.states import State


def test_totals_count_by_category_state_and_entry(app):
    _city, _district, street, community, building, _stairwell = make_tree()
    make_need(building, category="lift", state="published", supports=4)
    make_need(community, category="lift", state="confirmed", channel="assisted", supports=1)
    make_need(community, category="safety", state="merged", supports=9)
    make_need(make_area("community", street), category="safety", state="done")
    make_need(category="lift", state="published")

    found = totals(street, for_everybody=False)

    assert (found.whole.needs, found.whole.assisted, found.whole.supports, found.whole.open) == (3, 1, 5, 2)
    assert (found.by_category["lift"].needs, found.by_category["safety"].needs) == (2, 1)
    assert found.by_state == {State.PUBLISHED: 1, State.CONFIRMED: 1, State.DONE: 1}
    assert found.most == 2


def test_public_totals_leave_out_private_needs_and_those_not_read_yet(app):
    area = make_area()
    make_need(area, state="published")
    make_need(area, state="published", is_private=True)
    make_need(area, state="received")

    assert totals(area, for_everybody=True).whole.needs == 1
    assert totals(area, for_everybody=False).whole.needs == 3


def test_totals_by_building_stand_beside_buildings_without_any(app):
    community = make_area()
    loud, quiet = make_area("building", community), make_area("building", community)
    make_need(make_area("stairwell", loud), state="published", supports=2)

    with app.test_request_context():
        found = places(community, for_everybody=True)

    assert [(place.area.id, place.tally.needs, place.tally.supports) for place in found.rows] == [
        (loud.id, 1, 2),
        (quiet.id, 0, 0),
    ]


def test_a_place_is_silent_until_something_came_in_from_it_or_from_inside(app):
    _city, district, _street, community, building, stairwell = make_tree()
    quiet = make_area("building", community)
    make_area("building")
    make_need(stairwell, is_private=True)

    silent = db.session.scalars(silent_places(district, AreaKind.BUILDING)).all()

    assert [area.id for area in silent] == [quiet.id]
    assert building not in silent
    assert silent_kinds(community)[0] == AreaKind.BUILDING
    assert silent_kinds(district)[0] == AreaKind.COMMUNITY


def test_the_backlog_counts_each_need_once_and_only_in_ones_own_areas(app):
    _city, district, _street, community, building, stairwell = make_tree()
    late, soon = NOON - timedelta(days=1), NOON + timedelta(days=1)
    make_need(building, state="published", due_at=late)
    make_need(stairwell, state="under-way", due_at=soon)
    make_need(community, state="confirmed", due_at=late)
    make_need(state="published", due_at=late)

    for paths in ([community.path], [district.path, building.path], [building.path, building.path]):
        found = backlog(paths, NOON)
        assert (found.waiting, found.overdue, found.is_more) == (2, 1, False)
    assert backlog([], NOON).waiting == 0
    assert backlog([stairwell.path], NOON).overdue == 0
