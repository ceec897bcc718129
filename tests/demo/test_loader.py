"""The demonstration city: believable, whole, and as the ballot box would have it."""

from datetime import UTC, datetime, timedelta

import pytest
from conftest import make_settings
from sqlalchemy import func, select

from engage import schema
from engage.api.queries.keys import matching_key
from engage.api.scopes import Scope
from engage.app import create_app
from engage.ballotbox.models import Election, ElectionCount, RollSlot, Turnout
from engage.ballotbox.queries import faults
from engage.budget.models import Cycle, Phase, Proposal, Result
from engage.communities.models import Area, Placement, ScanCount
from engage.demo import guide, loader
from engage.demo.content import CYCLES, DWELLINGS
from engage.extensions import db
from engage.needs.models import NeedPhoto
from engage.pictures.models import Picture
from engage.pictures.reencode import Reencoded
from engage.residents.models import AccessCode, Dwelling, Resident
from engage.residents.services import check_code

NOW = datetime(2026, 6, 1, 10, 30, tzinfo=UTC)
KEY = b"b" * 32
BASE_URL = "http://127.0.0.1:8000"


def made_up(key):
    """Stand in for a drawing, which takes long; `test_drawings.py` looks at those."""
    return Reencoded(key.encode(), b"thumb", 800, 600, key.encode().hex().ljust(64, "0"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The city and what demo.json says of it, in an application context that the tests only read in."""
    url = f"sqlite:///{tmp_path_factory.mktemp('city') / 'engage.sqlite'}"
    app = create_app(make_settings(url, ballot_key=KEY, is_demo=True), TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        schema.upgrade()
        city = loader.fill(KEY, made_up, now=NOW)
        with app.test_request_context():
            facts = guide.facts_of(city, BASE_URL)
        yield app, facts
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def facts(filled):
    return filled[1]


def cycle_of(filled, key):
    title = next(data.title.zh for data in CYCLES if data.key == key)
    return db.session.scalars(select(Cycle).filter_by(title_zh=title)).one()


def number_of(table, *conditions):
    return db.session.scalar(select(func.count()).select_from(table).where(*conditions))


def test_has_twelve_communities_with_buildings_stairwells_flats_and_young_people(filled):
    by_kind = dict(db.session.execute(select(Area.kind, func.count()).group_by(Area.kind)).all())

    assert by_kind["community"] == 12
    assert by_kind["building"] >= 24
    assert by_kind["stairwell"] >= 2 * by_kind["building"]
    assert number_of(Dwelling) == len(DWELLINGS) > 300
    assert number_of(Resident) >= 40


def test_has_one_cycle_open_one_counted_and_one_to_come_all_marked(filled):
    phases = {data.key: cycle_of(filled, data.key).phase(NOW) for data in CYCLES}

    assert sorted(phases.values()) == [Phase.RESULTS, Phase.UPCOMING, Phase.VOTING]
    assert number_of(Cycle, Cycle.is_demo.is_(False)) == 0


def test_every_proposal_has_words_in_both_languages_and_a_picture(filled):
    assert number_of(Proposal) == sum(len(data.proposals) for data in CYCLES)
    for column in (Proposal.title_en, Proposal.text_zh, Proposal.text_en, Proposal.place_zh, Proposal.place_en):
        assert number_of(Proposal, column == "") == 0
    assert number_of(Proposal, Proposal.picture_digest.is_(None)) == 0
    shown = select(NeedPhoto.digest).union(select(Proposal.picture_digest)).subquery()
    assert number_of(Picture) == number_of(shown) > number_of(Proposal)


def test_the_ballot_boxes_are_sound(filled):
    for election in db.session.scalars(select(Election)):
        assert faults(election.id) == []


def test_ballots_were_cast_on_many_days_and_in_many_stairwells(filled):
    for key in (loader.OPEN_CYCLE, loader.CLOSED_CYCLE):
        election_id = cycle_of(filled, key).election_id
        rows = db.session.scalars(select(Turnout).filter_by(election_id=election_id)).all()

        assert len({row.day for row in rows}) >= 6
        assert len({row.area_id for row in rows}) >= 15
        counted = db.session.get(ElectionCount, election_id)
        assert sum(row.ballots for row in rows) == counted.ballots > 100
        assert counted.slots > counted.ballots
        assert number_of(RollSlot, RollSlot.election_id == election_id, RollSlot.has_voted) == counted.ballots


def test_no_ballot_is_from_the_future(filled):
    assert db.session.scalar(select(func.max(Turnout.day))) <= (NOW + timedelta(hours=8)).date()


def test_the_closed_cycle_has_a_published_result_without_faults(filled):
    result = db.session.get(Result, cycle_of(filled, loader.CLOSED_CYCLE).id)

    assert result.published_at is not None
    assert result.published_at < NOW
    assert result.outcome["faults"] == []


def test_posters_were_scanned_at_many_hours(filled):
    assert number_of(Placement) >= 8
    assert number_of(ScanCount) > 200
    assert db.session.scalar(select(func.max(ScanCount.hour_at))) <= NOW


def test_the_household_codes_open_the_ballots_of_households_that_have_not_voted(filled, facts):
    election_id = cycle_of(filled, loader.OPEN_CYCLE).election_id
    assert len(facts["household_codes"]) >= 12

    for code in facts["household_codes"][:3]:
        opened = check_code(election_id, code, now=NOW)
        assert not db.session.get(RollSlot, opened.slot_id).has_voted


def test_every_household_of_the_open_cycle_has_a_letter(filled):
    election_id = cycle_of(filled, loader.OPEN_CYCLE).election_id
    assert number_of(AccessCode, AccessCode.election_id == election_id) == number_of(
        RollSlot, RollSlot.election_id == election_id
    )


def test_tells_programs_how_to_get_in(facts):
    assert facts["base_url"] == BASE_URL
    assert {account["role"] for account in facts["accounts"]} == {
        "administrator",
        "official",
        "worker",
        "professional",
    }
    codes = {area["code"] for area in facts["areas"]}
    assert {account["area"] for account in facts["accounts"]} <= codes
    assert {"home", "poster", "open_cycle", "result", "tallies"} <= facts["pages"].keys()
    assert all(page.startswith(BASE_URL + "/") for page in facts["pages"].values())
    assert len(facts["needs"]) >= 5
    assert all(page.startswith(BASE_URL + "/t/") for page in facts["needs"])
    assert {"CQ-E-0212"} <= set(facts["professionals"])
    assert len(facts["tickets"]) >= 6
    assert all(page.startswith(BASE_URL + "/r/") for page in facts["tickets"])
    assert {"open", "results", "staff_results"} <= facts["surveys"].keys()
    assert all(page.startswith(BASE_URL + "/") for page in facts["surveys"].values())
    assert all(page.startswith(BASE_URL + "/s/") for page in facts["survey_tickets"])
    assert facts["open311"] == BASE_URL + "/open311/v2"


def test_the_addresses_of_surveys_can_be_read_by_everybody(filled, facts):
    app, _ = filled
    browser = app.test_client()

    for name in ("open", "results"):
        answer = browser.get(facts["surveys"][name].removeprefix(BASE_URL))
        assert (name, answer.status_code) == (name, 200)


def test_the_key_does_all_there_is_in_the_whole_city(filled, facts):
    key = matching_key(facts["api_key"], NOW)

    assert set(key.scopes) == set(Scope)
    assert key.area.code == "CQ"


def test_the_passwords_let_people_in(filled, facts):
    app, _ = filled
    account = facts["accounts"][0]

    answer = app.test_client().post("/sign-in", data={"name": account["name"], "password": account["password"]})

    assert answer.status_code in (302, 303)
    assert "sign-in" not in answer.location


def test_a_moved_city_keeps_everything_but_its_addresses(facts):
    moved = guide.moved(facts, "http://192.168.1.5:9000")

    assert moved["pages"]["home"] == "http://192.168.1.5:9000/"
    assert moved["household_codes"] == facts["household_codes"]
    assert moved["accounts"] == facts["accounts"]
    assert moved["api_key"] == facts["api_key"]
    assert moved["open311"] == "http://192.168.1.5:9000/open311/v2"
    assert all(page.startswith("http://192.168.1.5:9000/t/") for page in moved["needs"])
    assert all(page.startswith("http://192.168.1.5:9000/") for page in moved["surveys"].values())
    assert all(page.startswith("http://192.168.1.5:9000/s/") for page in moved["survey_tickets"])


def test_the_welcome_names_address_sign_ins_and_a_code(facts):
    text = guide.welcome(facts, "demo-data", NOW)

    assert BASE_URL in text
    assert facts["accounts"][0]["password"] in text
    assert facts["household_codes"][0] in text
    assert facts["pages"]["needs"] in text
    assert facts["needs"][0] in text
    assert "has ended" not in text


def test_the_welcome_says_when_the_open_vote_is_over(facts):
    assert "has ended" in guide.welcome(facts, "demo-data", NOW + timedelta(days=30))
