"""Posters that lead to the form of needs."""

from factories import NOON, make_placement, make_tree
from need_forms import rows, soup

from engage.accounts.models import Role
from engage.communities.models import Placement


def test_an_official_makes_posters_that_lead_to_the_form(app, client, sign_in):
    city, *_between, stairwell = make_tree()
    office = sign_in(role=Role.OFFICIAL, area=city)
    page = f"/staff/areas/{stairwell.id}/placements/new"
    assert soup(office.get(page)).select_one('select[name=target] option[value="need"]')
    assert office.post(page, data={"every": "", "spots": "门口 | Entrance", "target": "need"}).status_code == 303
    [made] = rows(Placement)

    assert (made.target, made.target_id) == ("need", None)
    assert client.get(f"/q/{made.code}").location == f"/needs/new?at={made.code}"
    assert "The form to say what is needed" in office.get(f"/staff/placements/{made.id}").text


def test_each_poster_says_what_it_is_for(app, sign_in):
    city, *_between, stairwell = make_tree()
    for target in ("need", "community"):
        make_placement(stairwell, target=target)
    office = sign_in(role=Role.OFFICIAL, area=city)
    for layout in ("poster", "cards"):
        calls = [
            call.get_text() for call in soup(office.get(f"/staff/placements/posters?layout={layout}")).select(".call")
        ]
        assert sorted("Something broken" in call for call in calls) == [False, True]


def test_a_revoked_poster_still_leads_to_the_form_of_its_area(client):
    stairwell = make_tree()[5]
    make_placement(stairwell, code="7H2K9M4R", target="need", revoked_at=NOON)
    answer = client.get("/q/7H2K9M4R")

    assert answer.status_code == 410
    assert soup(answer).select_one(f'a[href="/needs/new?area={stairwell.code}"]')


def test_a_revoked_poster_in_the_address_of_the_form_says_so(client):
    stairwell = make_tree()[5]
    make_placement(stairwell, code="7H2K9M4R", target="need", revoked_at=NOON)
    page = soup(client.get("/needs/new?at=7H2K9M4R"))

    assert "no longer in use" in page.select_one(".notice").get_text()
    assert page.select_one("input[name=area]")["value"] == stairwell.code


def test_home_and_community_lead_to_the_form_and_the_list(client):
    community = make_tree()[3]
    for path in ("/", f"/communities/{community.code}"):
        links = {link["href"].split("?")[0] for link in soup(client.get(path)).select("main a")}
        assert {"/needs/new", "/needs"} <= links
