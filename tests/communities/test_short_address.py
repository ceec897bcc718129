import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from factories import DAY, NOON, make_area, make_cycle, make_placement, make_tree
from sqlalchemy.exc import OperationalError

from engage.app import create_app
from engage.communities import place, queries, services
from engage.communities.models import AreaKind, ScanCount
from engage.communities.views import short
from engage.extensions import db

HOUR = timedelta(hours=1)
HOSTILE = "<script>alert('甲')</script>"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def placement(app):
    return make_placement(make_area("building", make_tree()[3]), code="K7M29QXD")


def scans():
    db.session.rollback()
    return {(row.placement_id, row.hour_at): row.scans for row in db.session.query(ScanCount)}


def community_url(placement):
    community = queries.nearest(AreaKind.COMMUNITY, queries.ancestors(placement.area))
    return f"/communities/{community.code}"


def test_leads_to_the_community_and_counts_the_scan(client, placement):
    noise = make_placement()
    target = community_url(placement)

    for _number in range(2):
        response = client.get("/q/K7M29QXD")
        assert (response.status_code, response.location) == (302, target)
        assert response.headers["Cache-Control"] == "no-store"

    assert scans() == {(placement.id, NOON): 2}
    assert noise.id not in {id_ for id_, _hour in scans()}


@pytest.mark.parametrize("path", ["/q/k7m29qxd", "/Q/K7M29QXD", "/Q/k7m2-9qxd", "/q/K7M2%209QXD"])
def test_is_the_same_in_either_case_and_with_hyphens(client, placement, path):
    assert client.get(path).status_code == 302
    assert scans() == {(placement.id, NOON): 1}


def test_leads_to_the_budget_it_was_posted_for(client, placement):
    cycle = make_cycle(placement.area)
    placement.target, placement.target_id = "cycle", cycle.id
    db.session.commit()

    assert client.get("/q/K7M29QXD").location == f"/cycles/{cycle.id}"


@pytest.mark.parametrize("target_id", ["draft", 0, None])
def test_leads_to_the_community_while_the_budget_is_a_draft_or_gone(client, placement, target_id):
    if target_id == "draft":
        target_id = make_cycle(placement.area, published_at=None).id
    placement.target, placement.target_id = "cycle", target_id
    db.session.commit()

    assert client.get("/q/K7M29QXD").location == community_url(placement)


def test_leads_home_from_a_street_office(client, app):
    street = make_tree()[2]
    make_placement(street, code="K7M29QXD")
    response = client.get("/q/K7M29QXD")

    assert response.location == f"/?area={street.code}"
    assert client.get(response.location).status_code == 200


def test_the_place_is_remembered(client, placement):
    with client:
        page = client.get("/q/K7M29QXD", follow_redirects=True)
        where = place.remembered()

    assert (where.placement_id, where.area_id, where.path) == (placement.id, placement.area_id, placement.area.path)
    assert "You are at: Gate 2 notice board" in BeautifulSoup(page.text, "html.parser").text


def test_the_place_is_not_claimed_on_another_communitys_page(client, placement):
    other = make_area()
    client.get("/q/K7M29QXD")

    assert "You are at" not in client.get(f"/communities/{other.code}").text


@pytest.mark.parametrize("session", [{"place": "nonsense"}, {"place": [1, 2]}, {"place": [1, "x", None, 3, 4]}])
def test_a_session_of_an_older_kind_is_no_fault(client, placement, session):
    target = community_url(placement)
    with client.session_transaction() as stored:
        stored.update(session)

    assert client.get(target).status_code == 200


def test_asking_for_the_head_and_fetching_ahead_are_no_scans(client, placement):
    assert client.head("/q/K7M29QXD").status_code == 302
    assert client.get("/q/K7M29QXD", headers={"Sec-Purpose": "prefetch;prerender"}).status_code == 302
    assert scans() == {}


def test_an_unknown_code_says_so_and_leads_on(client, placement):
    response = client.get("/q/ZZZZ-0000")
    page = BeautifulSoup(response.text, "html.parser")

    assert response.status_code == 404
    assert "ZZZZ-0000" in page.text
    assert page.select_one('form[action="/"] input[name=q]')
    assert page.select_one('main a[href="/"]')
    assert scans() == {}


def test_an_unknown_code_repeats_no_words_of_a_link(client, placement):
    text = client.get("/q/Call 555-0123 and win").text

    assert "Call" not in BeautifulSoup(text, "html.parser").find("main").text


def test_a_revoked_code_names_its_community_and_leads_there(client, placement):
    cycle = make_cycle(placement.area, title_en="Lamps")
    make_cycle(title_en="Noise")
    placement.revoked_at = NOON - DAY
    target = community_url(placement)
    db.session.commit()
    response = client.get("/q/K7M29QXD")
    page = BeautifulSoup(response.text, "html.parser")

    assert response.status_code == 410
    assert page.select_one(f'main a[href="{target}"]')
    assert page.select_one(f'main a[href="/cycles/{cycle.id}"]')
    assert "Noise" not in page.text
    assert scans() == {}


def test_a_revoked_code_of_a_street_office_leads_on(client, app):
    make_placement(make_tree()[2], code="K7M29QXD", revoked_at=NOON)
    response = client.get("/q/K7M29QXD")

    assert response.status_code == 410
    assert 'role="search"' in response.text


def test_hostile_names_are_shown_as_text(client, app):
    community = make_area(name_zh=HOSTILE, name_en=HOSTILE)
    make_placement(community, code="K7M29QXD", spot_zh=HOSTILE, spot_en=HOSTILE)
    make_placement(community, code="K7M29QXE", revoked_at=NOON)

    for path in ("/q/K7M29QXD", "/q/K7M29QXE"):
        page = BeautifulSoup(client.get(path, follow_redirects=True).text, "html.parser")
        assert HOSTILE in page.find("main").text
        assert all(script.get("src") for script in page.find_all("script"))


@pytest.mark.parametrize("error", [OperationalError("x", {}, sqlite3.OperationalError("disk full")), "integrity"])
def test_a_store_that_cannot_count_stops_nobody(client, placement, monkeypatch, error):
    def fail(placement_id, *, now):
        if error != "integrity":
            raise error
        db.session.add(ScanCount(placement_id=10**9, hour_at=now, scans=1))
        db.session.flush()

    monkeypatch.setattr(services, "count_scan", fail)
    with client:
        response = client.get("/q/K7M29QXD")
        assert place.remembered()

    assert response.status_code == 302
    assert scans() == {}


def test_nobody_waits_long_for_a_locked_counter(client, placement, monkeypatch):
    """Another connection holds what the counter needs: on SQLite the whole store, on PostgreSQL the row."""
    services.count_scan(placement.id, now=NOON)
    db.session.commit()
    monkeypatch.setattr(short, "COUNT_WAIT_MS", 50)
    with db.engine.connect() as other:
        other = other.execution_options(engage_writes=True)
        other.execute(db.update(ScanCount).values(scans=5))
        response = client.get("/q/K7M29QXD")
        assert response.status_code == 302
        other.rollback()

    assert scans() == {(placement.id, NOON): 1}
    assert client.get("/q/K7M29QXD").status_code == 302
    assert scans() == {(placement.id, NOON): 2}


def test_scans_at_the_same_moment_are_all_counted(app, placement, monkeypatch):
    monkeypatch.setattr(short, "COUNT_WAIT_MS", 20_000)  # However slow the machine.
    placement_id, target = placement.id, community_url(placement)
    apps = [create_app(app.extensions["engage.settings"], TESTING=True) for _number in range(4)]

    def scan(own):
        try:
            return [own.test_client().get("/q/K7M29QXD").location for _number in range(5)]
        finally:
            with own.app_context():
                db.engine.dispose()

    db.session.rollback()
    with ThreadPoolExecutor(len(apps)) as threads:
        locations = [location for found in threads.map(scan, apps) for location in found]

    assert locations == [target] * 20
    assert scans() == {(placement_id, NOON): 20}
