"""Posters that lead to a survey: made by staff, scanned by residents."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from factories import NOON, make_area, make_placement, make_survey, make_tree
from statements import recorded

from engage.accounts.models import Role
from engage.communities import place, services
from engage.communities.models import Placement, ScanCount
from engage.errors import Invalid
from engage.extensions import db


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


def page(response):
    return BeautifulSoup(response.text, "html.parser")


def scanned(tree, survey, code="K7M29QXD"):
    return make_placement(tree[4], code=code, target="survey", target_id=survey.id)


def test_staff_make_posters_that_lead_to_a_survey(worker, tree):
    survey = make_survey(tree[3])
    make_survey(make_area(), title_en="Elsewhere")
    make_survey(tree[3], title_en="Over", state="closed", closed_at=NOON)
    make_survey(tree[3], title_en="Deleted", deleted_at=NOON)
    url = f"/staff/areas/{tree[4].id}/placements/new"
    choices = [option.text for option in page(worker.get(url)).select("#target option")]

    response = worker.post(url, data={"every": "", "spots": "门", "target": f"survey-{survey.id}"})

    assert [choice for choice in choices if choice.startswith("Survey")] == ["Survey: Lighting survey"]
    assert response.status_code == 303
    made = db.session.query(Placement).one()
    assert (made.target, made.target_id, made.area_id) == ("survey", survey.id, tree[4].id)


def test_a_link_from_the_survey_chooses_it(worker, tree):
    survey = make_survey(tree[3])
    url = f"/staff/areas/{tree[3].id}/placements/new"

    chosen = page(worker.get(url, query_string={"target": f"survey-{survey.id}"})).select("#target option[selected]")
    strange = page(worker.get(url, query_string={"target": "survey-999"})).select("#target option[selected]")

    assert [option["value"] for option in chosen] == [f"survey-{survey.id}"]
    assert [option["value"] for option in strange] == ["community"]


def test_a_survey_of_another_place_is_refused(app, tree):
    with pytest.raises(Invalid) as refusal:
        services.create_placements(tree[4], survey=make_survey(make_area()), now=NOON)

    assert refusal.value.details["fields"] == ("target",)


def test_the_short_address_leads_to_the_survey_and_keeps_the_place(client, tree):
    survey = make_survey(tree[3])
    placement = scanned(tree, survey)
    with client:
        response = client.get("/q/K7M29QXD")
        where = place.remembered()

    assert (response.status_code, response.location) == (302, f"/surveys/{survey.id}")
    assert (where.placement_id, where.area_id) == (placement.id, tree[4].id)
    assert db.session.query(ScanCount.scans).filter_by(placement_id=placement.id).scalar() == 1


def test_while_the_survey_is_a_draft_or_gone_it_leads_to_the_community(client, tree):
    community = f"/communities/{tree[3].code}"
    draft = make_survey(tree[3], state="draft")
    scanned(tree, draft)
    make_placement(tree[4], code="G0NE0000", target="survey", target_id=999)

    assert client.get("/q/K7M29QXD").location == community
    assert client.get("/q/G0NE0000").location == community


@pytest.mark.parametrize("kwargs", [{"state": "closed", "closed_at": NOON}, {"deleted_at": NOON}, {"closes_at": NOON}])
def test_an_old_poster_ends_on_a_helpful_page(client, tree, kwargs):
    scanned(tree, make_survey(tree[3], **kwargs))

    response = client.get("/q/K7M29QXD", follow_redirects=True)

    assert response.status_code in (200, 410)
    links = [link.get("href", "") for link in page(response).select("main a")]
    assert f"/communities/{tree[3].code}" in links


def test_the_poster_s_own_page_says_where_it_leads(worker, tree):
    survey = make_survey(tree[3])
    placement = scanned(tree, survey)
    url = f"/staff/placements/{placement.id}"

    assert page(worker.get(url)).select_one(f'main a[href="/surveys/{survey.id}"]').text == "Lighting survey"
    survey.state = "draft"
    db.session.commit()
    assert "As long as this survey is a draft" in worker.get(url).text
    survey.deleted_at = NOON
    survey.state = "open"
    db.session.commit()
    assert "This survey was deleted" in worker.get(url).text


def test_posters_speak_of_the_survey_in_both_languages(worker, tree):
    ids = [
        scanned(tree, make_survey(tree[3], gate=gate), code=f"CODE000{number}").id
        for number, gate in enumerate(["open", "ticket"])
    ]
    ids.append(make_placement(tree[4], code="V0TE0000").id)

    soup = page(worker.get("/staff/placements/posters", query_string={"id": ids}))

    by_code = {sheet.select_one(".url b").text: sheet for sheet in soup.select(".sheet")}
    calls = {code: sheet.select_one(".call .en").text for code, sheet in by_code.items()}
    steps = {code: sheet.select(".step .en")[2].text for code, sheet in by_code.items()}
    assert calls["CODE-0000"] == calls["CODE-0001"] == "Scan and say what you think: Lighting survey"
    assert calls["V0TE-0000"] == "Scan to see and vote on small works in our neighbourhood"
    assert steps["CODE-0000"] == "Answer, without giving your name"
    assert steps["CODE-0001"] == "Answer with the code from your letter"
    assert "照明问卷" in by_code["CODE-0000"].select_one(".call .zh").text


def test_printing_costs_the_same_for_any_number(worker, tree):
    for number in range(4):
        scanned(tree, make_survey(tree[3]), code=f"MANY000{number}")
    ids = [placement.id for placement in db.session.query(Placement)]
    costs = []
    for some in (ids[:1], ids):
        with recorded() as statements:
            worker.get("/staff/placements/posters", query_string={"id": some})
        costs.append(len(statements))

    assert costs[0] == costs[1]
