from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from factories import DAY, NOON, commit, make_area, make_cycle, make_placement, make_tree, make_user
from sqlalchemy import true

from engage import codes
from engage.communities import queries, services
from engage.communities.models import AreaKind, Placement, ScanCount
from engage.communities.queries import PlacementState
from engage.communities.services import Spot
from engage.communities.services import placements as placement_services
from engage.errors import Invalid
from engage.extensions import db

HOUR = timedelta(hours=1)


def create(area, **kwargs):
    return services.create_placements(area, **{"now": NOON, **kwargs})


@pytest.fixture
def building(app):
    """Building 3 of a community, with two stairwells; another building has one."""
    community = make_area("community", make_tree()[2], name_zh="十八梯社区", name_en="Shibati")
    building = make_area("building", community, name_zh="3号楼", name_en="Building 3")
    for number in (1, 2):
        make_area("stairwell", building, name_zh=f"{number}单元", name_en=f"Unit {number}")
    make_area("stairwell", make_area("building", community, name_en=""), name_zh="9单元", name_en="")
    return building


def community_of(area):
    return queries.nearest(AreaKind.COMMUNITY, queries.ancestors(area))


# Making


def test_one_for_every_stairwell_of_a_building(building):
    made = create(building, every=AreaKind.STAIRWELL)

    assert [(placement.spot_zh, placement.spot_en) for placement in made] == [
        ("3号楼1单元门口", "Building 3, Unit 1, entrance"),
        ("3号楼2单元门口", "Building 3, Unit 2, entrance"),
    ]
    assert {placement.area.kind for placement in made} == {"stairwell"}


def test_one_for_every_building_and_spot_of_a_community(building):
    made = create(community_of(building), every=AreaKind.BUILDING, spots=[Spot("电梯", "lift"), Spot("门厅")])

    assert [(placement.spot_zh, placement.spot_en) for placement in made][:2] == [
        ("3号楼电梯", "Building 3, lift"),
        ("3号楼门厅", ""),
    ]
    assert made[2].spot_en == ""  # The other building has no English name.
    assert len(made) == 4


def test_one_for_each_named_spot_of_the_area_itself(building):
    made = create(community_of(building), spots=[Spot("2号门公告栏", "Gate 2 notice board"), Spot("广场")])

    assert [(placement.spot_zh, placement.spot_en) for placement in made] == [
        ("2号门公告栏", "Gate 2 notice board"),
        ("广场", ""),
    ]


def test_the_entrance_of_one_building(building):
    assert [placement.spot_zh for placement in create(building)] == ["3号楼门口"]


def test_a_community_needs_a_spot(building):
    with pytest.raises(Invalid) as refusal:
        create(community_of(building))
    assert refusal.value.details["fields"] == ("spots",)


def test_says_when_there_is_no_such_area_below(building):
    with pytest.raises(Invalid) as refusal:
        create(make_area("community"), every=AreaKind.STAIRWELL)
    assert refusal.value.details["fields"] == ("every",)


def test_makes_no_more_than_can_be_printed(building):
    spots = [Spot(str(number)) for number in range(251)]

    assert len(create(building, every=AreaKind.STAIRWELL, spots=spots[:250])) == 500
    with pytest.raises(Invalid):
        create(building, every=AreaKind.STAIRWELL, spots=spots)


def test_codes_are_random_readable_and_different(building, monkeypatch):
    drawn = iter(["AAAAAAAA", "AAAAAAAA", "BBBBBBBB", "CCCCCCCC", "DDDDDDDD"])
    make_placement(code="BBBBBBBB")
    monkeypatch.setattr(placement_services, "new_code", lambda length: next(drawn))

    made = create(building, every=AreaKind.STAIRWELL)

    assert {placement.code for placement in made} == {"AAAAAAAA", "CCCCCCCC"}
    assert len(codes.new_code(placement_services.CODE_LENGTH)) == 8


def test_leads_to_a_budget_of_an_area_above_or_below(building):
    community = community_of(building)
    of_district = make_cycle(queries.ancestors(building)[1])
    of_community = make_cycle(community)
    elsewhere = make_cycle(make_area())

    assert create(building, cycle=of_district)[0].target_id == of_district.id
    assert create(queries.ancestors(building)[1], spots=[Spot("厅")], cycle=of_community)[0].target == "cycle"
    with pytest.raises(Invalid) as refusal:
        create(building, cycle=elsewhere)
    assert refusal.value.details["fields"] == ("target",)
    assert set(queries.cycles_for(building)) == {of_district, of_community}


def test_a_very_long_name_is_cut_to_fit(building):
    made = create(building, spots=[Spot("长" * 200, "x" * 200)], every=AreaKind.STAIRWELL)
    db.session.commit()

    assert {len(placement.spot_zh) for placement in made} == {200}


# Revoking


def test_revoking_can_be_undone(app):
    placement, user = make_placement(), make_user()
    services.revoke_placement(placement, actor_id=user.id, now=NOON)
    services.revoke_placement(placement, actor_id=user.id, now=NOON + DAY)
    assert placement.revoked_at == NOON

    services.restore_placement(placement, actor_id=user.id, now=NOON + DAY)
    assert placement.revoked_at is None


# Finding


def found(**kwargs):
    return [placement.code for placement in db.session.scalars(queries.placements(true(), **kwargs))]


def test_lists_the_newest_first_and_those_in_use(building):
    make_placement(building, code="11111111")
    make_placement(code="22222222", revoked_at=NOON)
    make_placement(community_of(building), code="33333333")

    assert found() == ["33333333", "11111111"]
    assert found(state=PlacementState.REVOKED) == ["22222222"]
    assert found(state=PlacementState.ALL) == ["33333333", "22222222", "11111111"]
    assert found(area=building) == ["11111111"]


def test_finds_by_spot_code_and_area(building):
    make_placement(building, code="K7M2XXXX", spot_zh="电梯", spot_en="Lift_1")
    make_placement(make_area(name_en="Noise"), code="99999999", spot_zh="别处", spot_en="Elsewhere")

    for text in ("电梯", "LIFT", "_1", "k7m2", "K7M2-XXXX", "Building", "3号楼"):
        assert found(text=text) == ["K7M2XXXX"], text
    assert found(text="%") == []


@pytest.mark.parametrize("typed", ["K7M20001", "k7m20001", "K7M2-0001", "k7m2 ooo1", "K7M2000L"])
def test_a_code_is_found_however_it_is_typed(app, typed):
    make_placement(code="K7M20002")
    placement = make_placement(code="K7M20001")

    assert queries.placement_by_code(typed) == placement


@pytest.mark.parametrize("typed", ["K7M2", "K7M20003", "社区", "", "U" * 8, "' OR 1=1", "1" * 500])
def test_other_codes_find_nothing(app, typed):
    make_placement(code="K7M20001")

    assert queries.placement_by_code(typed) is None


# Counting


def scans():
    return {(row.placement_id, row.hour_at): row.scans for row in db.session.query(ScanCount)}


def test_counts_scans_by_the_hour(app):
    first, second = make_placement(), make_placement()
    for placement, at in [
        (first, NOON),
        (first, NOON + HOUR - timedelta(seconds=1)),
        (first, NOON + HOUR),
        (second, NOON),
    ]:
        services.count_scan(placement.id, now=at)
    db.session.commit()

    assert scans() == {(first.id, NOON): 2, (first.id, NOON + HOUR): 1, (second.id, NOON): 1}
    assert queries.scans_since([first.id], NOON + HOUR) == {first.id: 1}
    assert queries.scans_since([first.id, second.id], NOON) == {first.id: 3, second.id: 1}


def test_hours_and_days_are_those_of_the_community(app):
    """At noon UTC it is 20:00 in Chongqing; what was scanned after 16:00 UTC belongs to the next day there."""
    placement, noise = make_placement(), make_placement()
    evening = NOON - timedelta(hours=20)  # 16:00 UTC the day before: midnight in Chongqing.
    commit(
        ScanCount(placement_id=placement.id, hour_at=NOON, scans=1),
        ScanCount(placement_id=placement.id, hour_at=evening, scans=20),
        ScanCount(placement_id=placement.id, hour_at=evening - HOUR, scans=300),
        ScanCount(placement_id=placement.id, hour_at=NOON - DAY * 40, scans=4000),
        ScanCount(placement_id=noise.id, hour_at=NOON, scans=7),
    )
    history = queries.scan_history(placement, "Asia/Shanghai", NOON + timedelta(minutes=59))

    assert history.days[-2:] == [(datetime(2026, 5, 31).date(), 300), (datetime(2026, 6, 1).date(), 21)]  # noqa: DTZ001
    assert (len(history.days), len(history.hours), history.total) == (30, 48, 4321)
    last, scans_then = history.hours[-1]
    assert (last, scans_then) == (datetime(2026, 6, 1, 20, tzinfo=ZoneInfo("Asia/Shanghai")), 1)
    assert sum(count for _hour, count in history.hours) == 321


def test_lists_of_placements_cost_the_same_for_any_number(app):
    """Areas come with the placements, and lines of ancestors in one statement."""
    for _number in range(5):
        make_placement(make_tree()[4])
    db.session.expire_all()
    statements = []
    db.event.listen(db.engine, "before_execute", lambda *arguments: statements.append(arguments))
    placements = db.session.scalars(queries.placements(true())).all()
    lines = queries.lines(placement.area for placement in placements)

    assert [len(lines[placement.area_id]) for placement in placements] == [5] * 5
    assert len(statements) == 2
    assert db.session.query(Placement).count() == 5
