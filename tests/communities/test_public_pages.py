import pytest
import time_machine
from bs4 import BeautifulSoup
from factories import DAY, NOON, make_area, make_cycle, make_election, make_tree

from engage.communities.views import public
from engage.extensions import db

HOSTILE = "<img src=x onerror=alert(1)>{{ 7 * 7 }}"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def community(app):
    return make_tree()[3]


def get(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return BeautifulSoup(response.text, "html.parser")


def page_of(client, community):
    return get(client, f"/communities/{community.code}")


def cycle_at(area, opens, closes, **kwargs):
    """Return a cycle that opens and closes so many days from noon."""
    election = make_election(area, opens_at=NOON + DAY * opens, closes_at=NOON + DAY * closes,
                             closed_at=kwargs.pop("closed_at", None))  # fmt: skip
    return make_cycle(area, election, **kwargs)


# A community's page


def test_an_open_budget_has_its_closing_time_and_a_way_to_vote(client, community):
    cycle = cycle_at(community, -1, 6, title_en="Lamps", pot_minor=12_000_000, max_choices=3)
    page = page_of(client, community)

    article = page.select_one("article.open-cycle")
    assert article.find("h3").text == "Lamps"
    assert "Voting closes Sun 7 Jun 2026, 20:00" in article.text  # Noon UTC, in Chongqing.
    assert "CN¥120,000 to share out" in article.text
    assert "Each household may choose up to 3 proposals" in article.text
    assert article.select_one(f'a.button[href="/cycles/{cycle.id}/vote/enter"]').text.startswith("Vote")
    assert article.select_one(f'a[href="/cycles/{cycle.id}"]')


def test_times_are_those_of_the_place(client, community):
    community.timezone = "Europe/Warsaw"
    db.session.commit()
    cycle_at(community, -1, 6)

    assert "Voting closes Sun 7 Jun 2026, 14:00" in page_of(client, community).text


def test_budgets_stand_under_their_phase(client, community):
    upcoming = cycle_at(community, 3, 9, title_en="Upcoming")
    counting = cycle_at(community, -9, -1, title_en="Counting")
    closed = cycle_at(community, -9, -1, closed_at=NOON - DAY, title_en="Closed")
    undated = make_cycle(community, make_election(community, opens_at=None, closes_at=None), title_en="Undated")
    page = page_of(client, community)

    assert {link["href"] for link in page.select("section[aria-labelledby=upcoming] a")} == {
        f"/cycles/{undated.id}",
        f"/cycles/{upcoming.id}",
    }
    assert {link["href"] for link in page.select("section[aria-labelledby=past] a")} == {
        f"/cycles/{counting.id}",
        f"/cycles/{closed.id}/result",
    }
    assert not page.select("article.open-cycle")


def test_drafts_are_never_shown(client, community):
    make_cycle(community, title_en="Secret plan", title_zh="秘密", published_at=None)

    for path in (f"/communities/{community.code}", "/"):
        assert "Secret plan" not in get(client, path).text


def test_budgets_of_areas_above_and_inside_are_shown_and_no_others(client, community):
    make_cycle(db.session.get(type(community), community.ancestor_ids[1]), title_en="Of the district")
    make_cycle(make_area("building", community), title_en="Of a building")
    make_cycle(make_area("community", db.session.get(type(community), community.parent_id)), title_en="Of neighbours")

    titles = {heading.text for heading in page_of(client, community).select("article h3")}
    assert titles == {"Of the district", "Of a building"}


def test_a_community_without_budgets_says_so(client, community):
    page = page_of(client, community)

    assert page.select_one("section.empty h2").text == "Nothing to vote on yet"
    assert page.select_one('main a[href="/"]')


@pytest.mark.parametrize("code", ["NOWHERE", "a" * 300, "'"])
def test_an_unknown_community_is_not_found(client, app, code):
    get(client, f"/communities/{code}", 404)


def test_a_building_is_no_community(client, app):
    get(client, f"/communities/{make_tree()[4].code}", 404)


def test_a_community_is_found_by_its_code_in_lower_case(client, app):
    make_area(code="CQ-SBT")

    get(client, "/communities/cq-sbt")


def test_costs_the_same_for_many_budgets(client, community):
    statements = []
    path = f"/communities/{community.code}"
    make_cycle(community)
    db.event.listen(db.engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    db.session.rollback()
    client.get(path)
    few = len(statements)
    for number in range(8):
        cycle_at(community, -number, number + 1)
    statements.clear()
    db.session.rollback()
    client.get(path)
    many = [statement for statement in statements if statement.startswith("SELECT")]

    assert len(many) <= 4
    assert few >= len(many)


# The home page


def test_lists_communities_by_district_and_what_is_open(client, community):
    open_now = make_cycle(community, title_en="Open now")
    cycle_at(community, 1, 2, title_en="Not yet")
    cycle_at(community, -2, -1, title_en="Over")
    cycle_at(community, -2, 1, closed_at=NOON, title_en="Closed by hand")
    page = get(client, "/")

    assert page.select_one(f'.chips a[href="/communities/{community.code}"]')
    assert [heading.text for heading in page.select("article h3")] == ["Open now"]
    assert page.select_one(f'article a[href="/cycles/{open_now.id}/vote/enter"]')


def test_searches_and_keeps_what_was_typed(client, community):
    community.name_en = "Shibati"
    make_area(name_en="Noise")
    db.session.commit()
    page = get(client, "/?q=shibati")

    assert page.select_one("input[name=q]")["value"] == "shibati"
    assert [link.text for link in page.select(".chips a")] == ["Shibati"]


def test_says_when_nothing_is_found(client, community):
    assert "No community found" in get(client, "/?q=nowhere").text


def test_an_empty_city_says_so(client, app):
    page = get(client, "/")

    assert "No communities yet" in page.text
    assert "No vote is open at the moment" in page.text


def test_a_large_city_is_listed_by_district(client, community, monkeypatch):
    monkeypatch.setattr(public, "LISTED", 2)
    district = make_area("district", code="BIG")
    for _number in range(3):
        make_area("community", make_area("street", district))
    page = get(client, "/")

    assert page.select_one('.chips a[href="/?area=BIG"]')
    assert not page.select('.chips a[href^="/communities/"]')
    assert len(get(client, "/?area=BIG").select('.chips a[href^="/communities/"]')) == 2
    assert "more than are shown" in get(client, "/?area=BIG").text


@pytest.mark.parametrize("query", ["?area=NOWHERE", "?q=%25", "?q=" + "x" * 5000])
def test_nonsense_is_no_fault(client, community, query):
    get(client, f"/{query}")


# What protects


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_says_what_is_not_promised(client, app, lang):
    client.set_cookie("lang", lang)
    page = get(client, "/about")

    assert page.find("html")["lang"] == ("en" if lang == "en" else "zh-Hans")
    assert len(page.select("#not-promised li")) == 3
    assert {link["href"][1:] for link in page.select(".toc a")} == {
        section["id"] for section in page.select("main section")
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_names_are_shown_as_text(client, app, lang):
    client.set_cookie("lang", lang)
    district = make_area("district", name_zh=HOSTILE, name_en=HOSTILE)
    community = make_area("community", make_area("street", district, name_zh=HOSTILE, name_en=HOSTILE), name_zh=HOSTILE,
                          name_en=HOSTILE)  # fmt: skip
    make_cycle(community, title_zh=HOSTILE, title_en=HOSTILE)
    cycle_at(community, 1, 2, title_zh=HOSTILE, title_en=HOSTILE)
    cycle_at(community, -2, -1, title_zh=HOSTILE, title_en=HOSTILE)

    for path in (f"/communities/{community.code}", "/", f"/?area={district.code}", f"/?q={HOSTILE}"):
        page = get(client, path)
        assert page.text.count(HOSTILE) >= 3
        assert not page.select("main img")
        assert not [tag for tag in page.find_all() if any(name.startswith("on") for name in tag.attrs)]


def test_first_visit_has_no_pictures(client, community):
    make_cycle(community)

    for path in ("/", f"/communities/{community.code}", "/about"):
        assert not get(client, path).find_all("img")
