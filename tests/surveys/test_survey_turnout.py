"""Who took part in a survey, by area: shares, silent areas, small groups hidden."""

import csv
import io

import pytest
import time_machine
from bs4 import BeautifulSoup
from factories import NOON, commit, make_area, make_dwelling, make_placement, make_survey, make_tree
from statements import recorded

from engage.accounts.models import Role
from engage.communities.models import ScanCount
from engage.residents.models import Dwelling
from engage.surveys.models import SurveyTurnout
from engage.surveys.queries.taking_part import scanned_places, taking_part


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def tree(app):
    return make_tree()


@pytest.fixture
def worker(sign_in, tree):
    return sign_in(role=Role.WORKER, area=tree[3])


def building(parent, flats, **kwargs):
    area = make_area("building", parent, **kwargs)
    if flats:
        commit(*(Dwelling(area_id=area.id, label=f"{number}", floor_area_dm2=5000) for number in range(flats)))
    return area


def answered(survey, area, parts, channel="web"):
    commit(SurveyTurnout(survey_id=survey.id, area_id=area.id, channel=channel, parts=parts))


def shown(survey):
    """Return {area id: (depth, flats, answers, whether silent)}; the key None for no area known."""
    rows = taking_part(survey).areas
    return {row.area and row.area.id: (row.depth, row.flats, row.parts, row.is_silent) for row in rows}


def page(response):
    return BeautifulSoup(response.text, "html.parser")


def test_answers_stand_beside_the_flats_of_each_building(tree):
    survey = make_survey(tree[3], gate="code")
    first, second = building(tree[3], 20), building(tree[3], 30)
    make_dwelling(building(make_area(), 9))
    answered(survey, first, 10)
    answered(survey, second, 12)
    answered(survey, second, 3, channel="paper")
    answered(make_survey(tree[3]), first, 7)

    part = taking_part(survey)

    assert (part.flats, part.parts, dict(part.by_channel)) == (50, 25, {"web": 22, "paper": 3})
    assert shown(survey) == {first.id: (0, 20, 10, False), second.id: (0, 30, 15, False)}


def test_flats_of_a_stairwell_belong_to_its_building(tree):
    survey = make_survey(tree[3], gate="code")
    make_dwelling(tree[5])
    other = building(tree[3], 30)
    answered(survey, tree[4], 8)
    answered(survey, other, 9)

    assert shown(survey)[tree[4].id] == (0, 1, 8, False)


def test_answers_without_a_place_stand_last(tree):
    survey = make_survey(tree[3])
    one = building(tree[3], 20)
    answered(survey, one, 8)
    answered(survey, tree[3], 9)

    assert list(shown(survey)) == [one.id, None]
    assert shown(survey)[None] == (0, 0, 9, False)


def test_a_survey_of_a_street_shows_communities_and_their_buildings(tree):
    survey = make_survey(tree[2], gate="code")
    here, there = make_area("community", tree[2]), make_area("community", tree[2])
    parts = {building(here, 20): 8, building(here, 20): 9, building(there, 30): 11}
    for area, number in parts.items():
        answered(survey, area, number)

    depths = {id_: row[0] for id_, row in shown(survey).items()}

    assert depths == {here.id: 0, **{area.id: 1 for area in list(parts)[:2]}, there.id: 0}
    assert shown(survey)[here.id] == (0, 40, 17, False)


def test_small_groups_are_hidden_and_others_with_them(tree):
    survey = make_survey(tree[3], gate="code")
    small, middle, big = building(tree[3], 20), building(tree[3], 30), building(tree[3], 40)
    for area, number in ((small, 3), (middle, 9), (big, 20)):
        answered(survey, area, number)

    hidden = {id_ for id_, row in shown(survey).items() if row[2] is None}

    assert small.id in hidden
    assert len(hidden) >= 2


def test_a_hidden_community_is_not_split(tree):
    survey = make_survey(tree[2], gate="code")
    here, there, third = (make_area("community", tree[2]) for _number in range(3))
    for community, numbers in ((here, (2, 1)), (there, (9, 9)), (third, (20, 20))):
        for number in numbers:
            answered(survey, building(community, 30), number)

    found = shown(survey)

    assert found[here.id][2] is None
    inside = [area_id for area_id, row in found.items() if row[0] == 1 and row[2] in (1, 2)]
    assert inside == []


def test_an_area_with_far_fewer_answers_than_usual_is_silent(tree):
    survey = make_survey(tree[3], gate="code")
    loud, few, none, tiny = (building(tree[3], flats) for flats in (60, 60, 60, 3))
    answered(survey, loud, 50)
    answered(survey, few, 6)

    found = shown(survey)

    assert {id_ for id_, row in found.items() if row[3]} == {few.id, none.id}
    assert found[none.id][2] is None
    assert found[tiny.id][2] is None


def test_nothing_is_silent_while_few_have_answered(tree):
    survey = make_survey(tree[3], gate="code")
    building(tree[3], 60)
    answered(survey, building(tree[3], 60), 8)

    assert not taking_part(survey).silent


def test_a_survey_of_a_building_has_nothing_to_split(tree):
    survey = make_survey(tree[4], gate="code")
    answered(survey, tree[4], 8)

    part = taking_part(survey)

    assert (part.parts, part.areas) == (8, [])


def test_the_page_costs_the_same_for_any_number(worker, tree):
    survey = make_survey(tree[3])
    costs = []
    for round_ in (1, 6):
        for number in range(round_):
            area = building(tree[3], 12)
            answered(survey, area, 6 + number)
            placement = make_placement(area, target="survey", target_id=survey.id)
            commit(ScanCount(placement_id=placement.id, hour_at=NOON, scans=5))
        with recorded() as statements:
            assert worker.get(f"/staff/surveys/{survey.id}/turnout").status_code == 200
        costs.append(len(statements))

    assert costs[0] == costs[1]


def test_posters_of_the_survey_are_listed_with_their_scans(tree):
    survey = make_survey(tree[3])
    quiet = make_placement(tree[4], target="survey", target_id=survey.id)
    busy = make_placement(tree[4], target="survey", target_id=survey.id)
    noise = make_placement(tree[4], target="cycle", target_id=survey.id)
    commit(*(ScanCount(placement_id=one.id, hour_at=NOON, scans=7) for one in (busy, noise)))

    assert [(one.placement.id, one.scans) for one in scanned_places(survey)] == [(busy.id, 7), (quiet.id, 0)]


def test_an_open_survey_says_that_it_is_not_representative(worker, tree):
    survey, by_code = make_survey(tree[3]), make_survey(tree[3], gate="code")

    assert "Not representative" in worker.get(f"/staff/surveys/{survey.id}/turnout").text
    assert "Not representative" not in worker.get(f"/staff/surveys/{by_code.id}/turnout").text


def test_the_page_names_silent_buildings_and_hides_small_numbers(worker, tree):
    survey = make_survey(tree[3], gate="code")
    answered(survey, building(tree[3], 60, name_en="Loud House"), 50)
    answered(survey, building(tree[3], 60, name_en="Quiet House"), 2)

    soup = page(worker.get(f"/staff/surveys/{survey.id}/turnout"))

    assert soup.select_one(".silent strong").text == "Quiet House"
    row = next(row for row in soup.select("table.turnout tbody tr") if "Quiet House" in row.text)
    assert [cell.text for cell in row.select("td")] == ["60", "hidden", "–"]


def test_the_file_holds_what_the_page_shows_and_no_formula(worker, tree):
    survey = make_survey(tree[3], gate="code")
    answered(survey, building(tree[3], 60, code="B1", name_zh="=1+1", name_en="+Loud"), 50)
    answered(survey, building(tree[3], 60, code="B2"), 40)

    response = worker.get(f"/staff/surveys/{survey.id}/turnout.csv")

    rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert rows[1] == ["B1", "'=1+1", "'+Loud", "60", "50", ""]
    assert rows[2][0] == "B2"


def test_before_the_first_answer_the_page_says_so(worker, tree):
    survey = make_survey(tree[3])

    text = worker.get(f"/staff/surveys/{survey.id}/turnout").text

    assert "Nobody has answered yet" in text
    assert "No flats of this area are on the roll yet" in text


@pytest.mark.parametrize(
    ("kwargs", "is_offered"), [({}, True), ({"closes_at": NOON}, False), ({"state": "closed"}, False)]
)
def test_posters_are_offered_until_the_survey_ends_by_hand_or_by_the_clock(worker, tree, kwargs, is_offered):
    survey = make_survey(tree[3], **kwargs)

    pages = [worker.get(f"/staff/surveys/{survey.id}{path}").text for path in ("", "/turnout")]

    assert ["/placements/new" in page for page in pages] == [is_offered, is_offered]
