import re
from collections import Counter
from datetime import date
from random import Random

import pytest

from engage.demo.content import AREAS, CYCLES, DWELLINGS, PLACEMENTS, STAFF, choose, youth_roll
from engage.demo.places import COMMUNITIES, FLOORS
from engage.demo.shapes import Text

AREA = {area.code: area for area in AREAS}
PROPOSALS = [proposal for cycle in CYCLES for proposal in cycle.proposals]
PILOTS = ["十八梯", "沪汉", "大溪村", "中心湾", "五龙庙", "一天门"]
PILOTS += ["大兴塘", "新房子", "花卉园东路", "花土湾", "嘉和", "曾家"]


def texts():
    yield from (area.name for area in AREAS)
    yield from (placement.spot for placement in PLACEMENTS)
    for thing in (*CYCLES, *PROPOSALS):
        yield from (value for value in vars(thing).values() if isinstance(value, Text))


def fund(cycle, ballots):
    """Fund the most voted proposals that fit, and return those funded and those passed over for want of money."""
    votes = Counter(key for ballot in ballots for key in ballot)
    left, funded, skipped = cycle.pot_fen, [], []
    for proposal in sorted(cycle.proposals, key=lambda proposal: -votes[proposal.key]):
        if proposal.cost_fen <= left:
            left -= proposal.cost_fen
            funded.append(proposal.key)
        else:
            skipped.append(proposal.key)
    return funded, skipped


def test_area_codes_are_unique_plain_and_come_after_their_parents():
    seen = set()
    for area in AREAS:
        assert area.code not in seen
        assert re.fullmatch(r"[A-Z0-9-]{2,40}", area.code)
        assert (area.parent in seen) if area.parent else area.kind == "city"
        seen.add(area.code)


def test_each_level_lies_in_the_level_above():
    above = {"district": "city", "street": "district", "community": "street"}
    above |= {"building": "community", "stairwell": "building"}

    for area in AREAS[1:]:
        assert AREA[area.parent].kind == above[area.kind]


def test_the_twelve_pilot_communities_are_there_with_buildings_and_stairwells():
    assert [zh for _, zh, _ in COMMUNITIES] == [f"{name}社区" for name in PILOTS]
    for community in (area for area in AREAS if area.kind == "community"):
        buildings = [area for area in AREAS if area.parent == community.code]
        assert 2 <= len(buildings) <= 6
        for building in buildings:
            assert 2 <= sum(area.parent == building.code for area in AREAS) <= 3


def test_a_few_hundred_dwellings_stand_in_stairwells_with_believable_floor_areas():
    assert 450 <= len(DWELLINGS) <= 650
    assert len({(dwelling.area, dwelling.label) for dwelling in DWELLINGS}) == len(DWELLINGS)
    for dwelling in DWELLINGS:
        building, unit, _flat = dwelling.label.split("-")
        assert AREA[dwelling.area].kind == "stairwell"
        assert dwelling.area.endswith(f"-B{building}-U{unit}")
        assert 45_00 <= dwelling.floor_area_dm2 <= 120_00


def test_every_stairwell_of_building_three_has_its_poster():
    posted = {placement.area for placement in PLACEMENTS}

    assert posted <= AREA.keys()
    assert {area.code for area in AREAS if area.parent == "CQ-YZ-NJM-SBT-B3"} <= posted
    assert {placement.cycle for placement in PLACEMENTS} - {None} <= {cycle.key for cycle in CYCLES}


def test_everything_is_said_in_both_languages():
    for text in texts():
        assert re.search(r"[\u4e00-\u9fff]", text.zh)
        assert re.search(r"[A-Za-z]", text.en)
        assert not re.search(r"[\u4e00-\u9fff，。]", text.en)


def test_words_fit_where_they_are_kept():
    for proposal in PROPOSALS:
        assert len(proposal.title.zh) <= 30
        assert max(len(proposal.title.zh), len(proposal.title.en)) <= 200
        assert max(len(proposal.place.zh), len(proposal.place.en)) <= 120
        assert proposal.text.zh.endswith("。")
        assert proposal.text.en.endswith(".")
    for cycle in CYCLES:
        assert max(len(cycle.title.zh), len(cycle.title.en)) <= 120


def test_proposals_have_keys_costs_and_places_of_their_cycle():
    assert len({proposal.key for proposal in PROPOSALS}) == len(PROPOSALS)
    for cycle in CYCLES:
        assert AREA[cycle.area].kind == "community"
        for proposal in cycle.proposals:
            assert re.fullmatch(r"[a-z-]{3,40}", proposal.key)
            assert proposal.area in AREA
            assert proposal.area.startswith(cycle.area)
            assert 0 < proposal.cost_fen <= cycle.pot_fen
            assert 0 < proposal.popularity < 1


def test_one_cycle_is_open_one_closed_and_one_to_come():
    now = [cycle.key for cycle in CYCLES if cycle.opens_in_days < 0 < cycle.closes_in_days]
    past = [cycle.key for cycle in CYCLES if cycle.closes_in_days < 0]
    coming = [cycle.key for cycle in CYCLES if cycle.opens_in_days > 0]

    assert (now, past, coming) == (["shibati"], ["zhongxinwan"], ["huahuiyuan"])
    assert all(cycle.opens_in_days < cycle.closes_in_days for cycle in CYCLES)
    assert {cycle.area for cycle in CYCLES if cycle.voters == "dwellings"} == FLOORS.keys()


@pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.key)
def test_made_up_ballots_obey_the_ballot_form(cycle):
    dice = Random(7)
    keys = [proposal.key for proposal in cycle.proposals]

    ballots = [choose(cycle, dice) for _ in range(200)]

    for ballot in ballots:
        assert cycle.min_choices <= len(ballot) <= cycle.max_choices
        assert list(ballot) == sorted(set(ballot), key=keys.index)
    assert {key for ballot in ballots for key in ballot} == set(keys)


@pytest.mark.parametrize("seed", range(5))
def test_the_closed_cycle_has_winners_losers_and_one_passed_over_for_a_cheaper_one(seed):
    cycle = next(cycle for cycle in CYCLES if cycle.key == "zhongxinwan")
    dice = Random(seed)
    ballots = [choose(cycle, dice) for _ in range(160)]
    votes = Counter(key for ballot in ballots for key in ballot)

    funded, skipped = fund(cycle, ballots)

    assert len(funded) >= 3
    assert max(votes[key] for key in skipped) > min(votes[key] for key in funded)


def test_the_youth_roll_fits_the_ages_and_ties_of_its_cycle():
    cycle = next(cycle for cycle in CYCLES if cycle.voters == "persons")
    this_year = date(2026, 9, 1).year

    roll = youth_roll(this_year)

    assert len(roll) == 60
    assert len({person.reference for person in roll}) == len({person.name for person in roll}) == 60
    for person in roll:
        assert person.area == cycle.area
        assert cycle.min_age <= this_year - person.birth_year <= cycle.max_age
        assert person.tie in cycle.ties
    assert {person.tie for person in roll} == set(cycle.ties)


def test_staff_have_simple_names_and_two_officials_of_different_districts():
    assert len({account.name for account in STAFF}) == len(STAFF)
    assert all(re.fullmatch(r"[a-z0-9]+", account.name) for account in STAFF)
    assert {account.role for account in STAFF} == {"administrator", "official", "worker", "professional"}
    districts = [account.area for account in STAFF if account.role == "official"]
    assert len(set(districts)) == 2
    assert all(AREA[code].kind == "district" for code in districts)


def test_the_city_is_the_same_each_time():
    assert youth_roll(2026) == youth_roll(2026)
    assert (DWELLINGS[0].label, DWELLINGS[0].floor_area_dm2) == ("1-1-101", 65_49)
