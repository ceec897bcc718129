"""Officials make and edit cycles: forms tried valid, invalid, repeated, hostile and as a stranger."""

import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from cycle_factories import add, draft, freeze, published, stored_picture
from factories import DAY, NOON, make_area, make_cycle, make_user

from engage.accounts.models import AuditEntry, Role
from engage.ballotbox.models import Election
from engage.budget.models import Cycle
from engage.errors import StoreBusy
from engage.extensions import db

HOSTILE = "<script>alert('x')</script>\"'>{{ 7*7 }} 家&amp;\u202e=cmd|' /C calc'!A0"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def city(app):
    return make_area("city")


@pytest.fixture
def community(city):
    make_area(parent=city)
    return make_area(parent=city, name_en="Shibati")


@pytest.fixture
def official(sign_in, city):
    return sign_in(area=city)


def page(response):
    return BeautifulSoup(response.data, "html.parser")


def form_fields(response, action=None):
    """Return what a browser would send back for the form as it stands."""
    form = page(response).find("form", method="post", action=action or re.compile("^/staff/"))
    data = {}
    for field in form.find_all(["input", "textarea", "select"]):
        if field.name == "select":
            chosen = field.find("option", selected=True)
            data[field["name"]] = chosen["value"] if chosen else ""
        elif field.name == "textarea":
            data[field["name"]] = field.text.lstrip("\r\n")
        elif field.get("type") in ("radio", "checkbox"):
            if field.has_attr("checked"):
                data.setdefault(field["name"], []).append(field["value"])
        elif field.get("type") not in ("file", "submit"):
            data[field["name"]] = field.get("value", "")
    return data


def new_form(client, area, preset="neighbourhood"):
    return form_fields(client.get(f"/staff/cycles/new?preset={preset}&area_id={area.id}"), "/staff/cycles")


def filled(client, area, **changes):
    values = {
        "title_zh": "十八梯微更新",
        "summary_zh": "一起决定\n怎么花",
        "pot": "３００，０００",
        "opens_at": "2026-06-10T09:00",
        "closes_at": "2026-06-20T18:00",
    }
    return {**new_form(client, area), **values, **changes}


def errors(response):
    return " ".join(tag.text for tag in page(response).select(".error, .notice.problem"))


# Making


def test_a_draft_is_made_from_a_preset(official, community):
    answer = official.post("/staff/cycles", data=filled(official, community))

    cycle = db.session.query(Cycle).one()
    assert answer.status_code == 303
    assert answer.location == f"/staff/cycles/{cycle.id}"
    assert (cycle.area_id, cycle.title_zh, cycle.pot_minor, cycle.currency) == (
        community.id, "十八梯微更新", 300_000_00, "CNY",
    )  # fmt: skip
    assert (cycle.voters, cycle.min_choices, cycle.max_choices, cycle.ties) == ("dwellings", 1, 3, [])
    assert cycle.election.opens_at.isoformat() == "2026-06-10T01:00:00+00:00"
    assert cycle.election.closes_at.isoformat() == "2026-06-20T10:00:00+00:00"
    assert "十八梯微更新" in official.get(answer.location).text


def test_the_youth_preset_brings_ages_ties_and_dollars(official, community):
    form = new_form(official, community, "youth")

    assert (form["min_age"], form["max_age"], form["age_as_of"]) == ("12", "25", "2026-12-31")
    assert form["ties"] == ["lives", "works", "studies"]
    assert (form["voters"], form["currency"], form["pot"], form["max_choices"]) == (
        ["persons"],
        "USD",
        "1,000,000",
        "5",
    )

    official.post("/staff/cycles", data={**form, "title_zh": "青年预算"})
    cycle = db.session.query(Cycle).one()
    assert (cycle.pot_minor, cycle.rule, cycle.ballot_form) == (1_000_000_00, "greedy", "approval")
    assert (cycle.min_age, cycle.max_age, str(cycle.age_as_of)) == (12, 25, "2026-12-31")


def test_the_blank_preset_decides_nothing(official, community):
    form = new_form(official, community, "blank")

    assert (form["pot"], form["currency"], form["max_choices"]) == ("", "", "")
    assert "voters" not in form


def test_the_first_page_offers_presets_and_own_areas(official, community):
    make_area(name_en="Elsewhere")

    start = page(official.get("/staff/cycles/new"))

    assert [radio["value"] for radio in start.select("input[name=preset]")] == ["neighbourhood", "youth", "blank"]
    areas = start.find("select", id="area_id").text
    assert "Shibati" in areas
    assert "Elsewhere" not in areas


def test_a_form_sent_twice_makes_one_cycle(official, community):
    form = filled(official, community)

    locations = {official.post("/staff/cycles", data=form).location for _ in range(2)}

    assert len(locations) == 1
    assert db.session.query(Cycle).count() == db.session.query(Election).count() == 1


def test_an_old_form_with_new_words_says_that_it_changed_nothing(official, community):
    form = filled(official, community)
    official.post("/staff/cycles", data=form)

    answer = official.post("/staff/cycles", data={**form, "title_zh": "新名"}, follow_redirects=True)

    assert "already made" in page(answer).find(class_="warn").text
    assert db.session.query(Cycle).one().title_zh == "十八梯微更新"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title_zh": ""}, "needed"),
        ({"title_zh": " \u3000"}, "Chinese title"),
        ({"title_zh": "长" * 121}, "120"),
        ({"pot": "a lot"}, "such as"),
        ({"pot": "-5"}, "such as"),
        ({"pot": "0"}, "more than nothing"),
        ({"pot": "1.005"}, "decimals"),
        ({"pot": "9" * 30}, "too large"),
        ({"currency": "DEM"}, "no currency"),
        ({"currency": "<B>"}, "no currency"),
        ({"max_choices": "many"}, "whole number"),
        ({"max_choices": "0"}, "Between 1 and 100"),
        ({"max_choices": "99999999999"}, "whole number"),
        ({"min_choices": "4"}, "cannot be more"),
        ({"voters": "cats"}, "choice"),
        ({"voters": "persons", "min_age": "30", "max_age": "12", "age_as_of": "2026-12-31"}, "below the lowest"),
        ({"voters": "persons", "min_age": "12"}, "which day"),
        ({"voters": "persons", "min_age": "12", "age_as_of": "2026-13-01"}, "date"),
        ({"min_age": "12", "age_as_of": "2026-12-31"}, "no age"),
        ({"voters": "persons", "ties": ["visits"]}, "not a valid choice"),
        ({"opens_at": "soon"}, "2026-06-01 09:00"),
        ({"opens_at": "2026-06-31T09:00"}, "no such day"),
        ({"opens_at": "0001-01-01T00:00"}, "year"),
        ({"closes_at": "2026-06-10T09:00"}, "after it begins"),
    ],
)
def test_a_wrong_field_is_marked_and_everything_typed_is_kept(official, community, changes, sentence):
    form = filled(official, community, title_en="Kept", summary_en="Also kept", **changes)

    answer = official.post("/staff/cycles", data=form)

    assert answer.status_code == 422
    assert sentence in errors(answer)
    again = form_fields(answer, "/staff/cycles")
    for name, typed in form.items():
        if name not in ("title_zh", "voters", "ties", "csrf_token"):
            assert again.get(name) in (typed, [typed]), name
    assert db.session.query(Cycle).count() == 0
    for tag in page(answer).select("[aria-invalid=true]"):
        assert page(answer).find(id=tag["aria-describedby"].split()[-1])


@pytest.mark.parametrize("name", ["area_id", "pot", "currency", "voters", "min_choices", "max_choices", "form_token"])
def test_a_form_with_fields_missing_is_refused_or_harmless(official, community, name):
    form = filled(official, community)
    del form[name]

    assert official.post("/staff/cycles", data=form).status_code in (303, 404, 422)


def test_currency_may_be_typed_small_and_full_width(official, community):
    official.post("/staff/cycles", data=filled(official, community, currency="ｊｐｙ", pot="5000"))

    cycle = db.session.query(Cycle).one()
    assert (cycle.currency, cycle.pot_minor) == ("JPY", 5000)


def test_times_are_those_of_the_area(official, city):
    boston = make_area(parent=city, timezone="America/New_York")
    form = new_form(official, boston)
    assert form["timezone"] == "America/New_York"
    form |= {"title_zh": "波士顿", "pot": "1"}

    skipped = official.post("/staff/cycles", data={**form, "opens_at": "2027-03-14T02:30"})
    twice = official.post("/staff/cycles", data={**form, "closes_at": "2026-11-01T01:30"})
    assert "skip this time" in errors(skipped)
    assert "twice" in errors(twice)

    official.post("/staff/cycles", data={**form, "opens_at": "2026-07-01T09:00"})
    assert db.session.query(Cycle).one().election.opens_at.isoformat() == "2026-07-01T13:00:00+00:00"


def test_a_change_of_area_asks_to_look_at_the_times_again(official, city, community):
    boston = make_area(parent=city, timezone="America/New_York")
    form = filled(official, community, area_id=boston.id)

    answer = official.post("/staff/cycles", data=form)
    assert answer.status_code == 422
    assert "America/New_York" in errors(answer)

    assert official.post("/staff/cycles", data=form_fields(answer, "/staff/cycles")).status_code == 303


def test_hostile_words_stay_words(official, community):
    form = filled(
        official, community, title_zh=HOSTILE, title_en=HOSTILE, summary_zh=HOSTILE + "\x08", summary_en=HOSTILE
    )

    location = official.post("/staff/cycles", data=form).location
    cycle = db.session.query(Cycle).one()
    plain = HOSTILE.replace("\u202e", "")
    for _ in range(2):
        add(cycle, title_zh=plain, title_en=plain, text_zh=plain, place_zh=plain, place_en=plain)

    for path in ("", "/edit", "/preview", "/preview?proposal=1"):
        html = official.get(f"{location}{path}").text
        assert "<script>alert" not in html
        assert "{{ 7*7 }}" in html
        assert "\u202e" not in html  # It would turn the letters after it around.
    assert "<script>alert" not in official.get("/staff/cycles").text


# Looking


def test_lists_own_cycles_by_search_and_phase(official, community):
    wanted = draft(community, title_zh="长椅", title_en="Benches")
    published(community, title_en="Lamps")
    make_cycle(title_en="Elsewhere")

    def titles(**query):
        rows = page(official.get("/staff/cycles", query_string=query)).select(".cycles h2 a")
        return [row.text for row in rows]

    assert titles() == ["Lamps", "Benches"]
    assert titles(q="长椅") == ["Benches"]
    assert titles(q="shibati") == ["Lamps", "Benches"]
    assert titles(q="%") == titles(q="_") == titles(q="nothing") == []
    assert titles(state="draft") == ["Benches"]
    assert titles(state="upcoming") == ["Lamps"]
    assert titles(state="voting") == titles(state="counting") == titles(state="results") == []
    assert titles(state="nonsense") == ["Lamps", "Benches"]
    assert wanted.id


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999999", "٣", "2"])
def test_a_page_that_is_not_there_is_empty_and_no_fault(official, community, number):
    draft(community)

    assert official.get("/staff/cycles", query_string={"page": number}).status_code == 200


@pytest.mark.parametrize(("day", "phase"), [(0, "upcoming"), (2, "voting"), (9, "counting")])
def test_phases_in_the_list_are_those_of_the_cycle(sign_in, city, community, day, phase):
    published(community)
    draft(community)

    with time_machine.travel(NOON + day * DAY, tick=False):
        official = sign_in(area=city)
        shown = {
            state: len(page(official.get("/staff/cycles", query_string={"state": state})).select(".cycles li"))
            for state in ("draft", "upcoming", "voting", "counting", "results")
        }

    assert shown == {**dict.fromkeys(shown, 0), "draft": 1, phase: 1}


def test_the_list_costs_the_same_however_many_cycles_there_are(official, community):
    def statements():
        found = []
        db.event.listen(db.engine, "before_cursor_execute", listener := lambda *args: found.append(args[2]))
        official.get("/staff/cycles")
        db.event.remove(db.engine, "before_cursor_execute", listener)
        return len(found)

    draft(community)
    few = statements()
    for _ in range(5):
        draft(make_area(parent=make_area("street", parent=db.session.get(type(community), community.parent_id))))

    assert statements() == few


def test_the_work_page_lists_what_is_missing_with_links(official, community):
    cycle = draft(community, proposals=1, summary_zh="", closes_at=None)
    proposal = add(cycle, text_zh="")

    todo = page(official.get(f"/staff/cycles/{cycle.id}")).select(".notice .todo a")

    links = {link.text: link["href"] for link in todo}
    assert links["The Chinese summary is missing."] == f"/staff/cycles/{cycle.id}/edit"
    assert links["Proposal 2 has no Chinese text."] == f"/staff/proposals/{proposal.id}"
    assert page(official.get(f"/staff/cycles/{cycle.id}")).find("button", string="Publish") is None


def test_a_worker_looks_but_does_not_touch(sign_in, community):
    worker = sign_in(role=Role.WORKER, area=community)
    cycle = draft(community)

    html = page(worker.get(f"/staff/cycles/{cycle.id}"))

    assert worker.get(f"/staff/cycles/{cycle.id}/preview").status_code == 200
    assert not html.select("form[action$=publish], a[href$=edit], a[href$=new]")
    assert worker.get(f"/staff/cycles/{cycle.id}/edit").status_code == 403
    assert worker.post(f"/staff/cycles/{cycle.id}/publish").status_code == 403


ROUTES = [
    ("get", "/staff/cycles/{cycle}"),
    ("get", "/staff/cycles/{cycle}/edit"),
    ("post", "/staff/cycles/{cycle}/edit"),
    ("get", "/staff/cycles/{cycle}/preview"),
    ("get", "/staff/cycles/{cycle}/proposals/new"),
    ("post", "/staff/cycles/{cycle}/proposals/new"),
    ("get", "/staff/proposals/{proposal}"),
    ("post", "/staff/proposals/{proposal}"),
    ("get", "/staff/proposals/{proposal}/delete"),
    ("post", "/staff/proposals/{proposal}/delete"),
    ("post", "/staff/cycles/{cycle}/publish"),
    ("post", "/staff/cycles/{cycle}/unpublish"),
    ("get", "/staff/cycles/{cycle}/open"),
    ("post", "/staff/cycles/{cycle}/open"),
    ("get", "/staff/cycles/{cycle}/end"),
    ("post", "/staff/cycles/{cycle}/end"),
    ("get", "/staff/cycles/{cycle}/closing-time"),
    ("post", "/staff/cycles/{cycle}/closing-time"),
]


@pytest.mark.parametrize(("method", "address"), ROUTES)
def test_an_official_of_another_district_finds_nothing_here(sign_in, client, community, method, address):
    cycle = draft(community)
    address = address.format(cycle=cycle.id, proposal=cycle.proposals[0].id)
    before = cycle.version

    stranger = getattr(sign_in(area=make_area("district")), method)(address)
    nobody = getattr(client, method)(address)

    assert stranger.status_code == 404
    assert (nobody.status_code, nobody.location) == (303, "/sign-in")
    db.session.expire_all()
    assert (cycle.version, len(cycle.proposals)) == (before, 3)


@pytest.mark.parametrize("area_id", ["0", "-1", "x", "", "4711", "99999999999999999999"])
def test_refuses_areas_that_are_not_the_officials(official, community, area_id):
    elsewhere = make_area()
    for value in (area_id, elsewhere.id):
        form = {**filled(official, community), "area_id": value}
        assert official.post("/staff/cycles", data=form).status_code in (404, 422)
        assert official.get(f"/staff/cycles/new?preset=youth&area_id={value}").status_code in (200, 404)
    assert db.session.query(Cycle).count() == 0


def test_a_cycle_cannot_be_moved_to_a_strangers_area(official, community):
    cycle = draft(community)
    form = form_fields(official.get(f"/staff/cycles/{cycle.id}/edit"))

    assert official.post(f"/staff/cycles/{cycle.id}/edit", data={**form, "area_id": make_area().id}).status_code == 404
    db.session.expire_all()
    assert cycle.area_id == community.id


# Editing


def test_an_edit_begins_with_what_is_stored_and_saves_what_was_typed(official, community):
    cycle = draft(community, pot_minor=300_000_50)
    address = f"/staff/cycles/{cycle.id}/edit"
    form = form_fields(official.get(address))
    assert (form["pot"], form["opens_at"], form["title_zh"]) == ("300,000.50", "2026-06-02T20:00", "微更新")

    answer = official.post(address, data={**form, "title_zh": "新名", "shows_tally": "y"})

    assert answer.status_code == 303
    db.session.expire_all()
    assert (cycle.title_zh, cycle.shows_tally, cycle.pot_minor) == ("新名", True, 300_000_50)
    assert db.session.query(AuditEntry).filter_by(action="edit cycle").one().user_id is not None


def test_a_form_saved_unchanged_changes_nothing(official, community):
    cycle = draft(community, voters="persons", ties=("works", "lives"), pot_minor=1)
    address, version = f"/staff/cycles/{cycle.id}/edit", cycle.version

    assert official.post(address, data=form_fields(official.get(address))).status_code == 303
    db.session.expire_all()
    assert cycle.pot_minor == 1
    assert cycle.version in (version, version + 1)  # Ties come back in the order of the form.


def test_two_officials_do_not_overwrite_each_other(official, sign_in, city, community):
    cycle, other = draft(community), sign_in(make_user(area=city))
    address = f"/staff/cycles/{cycle.id}/edit"
    mine, theirs = form_fields(official.get(address)), form_fields(other.get(address))
    other.post(address, data={**theirs, "title_zh": "他的"})

    answer = official.post(address, data={**mine, "title_zh": "我的"})

    assert answer.status_code == 409
    assert "Somebody else" in errors(answer)
    assert form_fields(answer)["title_zh"] == "我的"
    db.session.expire_all()
    assert cycle.title_zh == "他的"


def test_a_frozen_cycle_offers_no_forms_and_says_why(official, community):
    cycle = published(community)
    form = form_fields(official.get(f"/staff/cycles/{cycle.id}/edit"))
    freeze(cycle)

    work = official.get(f"/staff/cycles/{cycle.id}").text
    assert "The first ballot came in on Mon 1 Jun 2026, 20:00" in work
    assert f"/staff/cycles/{cycle.id}/edit" not in work
    assert "/proposals/new" not in work
    for answer in (
        official.get(f"/staff/cycles/{cycle.id}/edit"),
        official.post(f"/staff/cycles/{cycle.id}/edit", data={**form, "title_zh": "改"}),
        official.get(f"/staff/cycles/{cycle.id}/proposals/new"),
        official.get(f"/staff/proposals/{cycle.proposals[0].id}"),
        official.get(f"/staff/proposals/{cycle.proposals[0].id}/delete"),
        official.post(f"/staff/proposals/{cycle.proposals[0].id}/delete"),
    ):
        assert answer.status_code == 409
        assert "The first ballot came in on Mon 1 Jun 2026, 20:00" in answer.text
    db.session.expire_all()
    assert (cycle.title_zh, len(cycle.proposals)) == ("微更新", 3)


# Moving on


def test_publishes_and_takes_back(official, client, community):
    cycle = draft(community)
    assert client.get(f"/cycles/{cycle.id}").status_code == 404

    answer = official.post(f"/staff/cycles/{cycle.id}/publish", follow_redirects=True)
    assert "Residents see it now" in answer.text
    assert client.get(f"/cycles/{cycle.id}").status_code == 200

    official.post(f"/staff/cycles/{cycle.id}/unpublish")
    assert client.get(f"/cycles/{cycle.id}").status_code == 404


def test_does_not_publish_what_is_not_complete(official, community):
    cycle = draft(community, proposals=1)

    answer = official.post(f"/staff/cycles/{cycle.id}/publish", follow_redirects=True)

    assert "Not published: 2 things" in answer.text or "Not published: 1 thing" in answer.text
    assert "at least 2 proposals" in answer.text
    db.session.expire_all()
    assert cycle.published_at is None


def test_opens_and_ends_by_hand_after_asking(official, sign_in, city, community):
    cycle = published(community)
    address = f"/staff/cycles/{cycle.id}"

    assert page(official.get(f"{address}/open")).find("button", string="Open voting now")
    assert "Not possible now" in official.get(f"{address}/end").text
    assert "Voting is open" in official.post(f"{address}/open", follow_redirects=True).text
    assert "already begun" in official.post(f"{address}/open", follow_redirects=True).text
    with time_machine.travel(NOON + DAY, tick=False):
        official = sign_in(area=city)
        assert page(official.get(f"{address}/end")).find("button", string="End voting now")
        assert "No more ballots" in official.post(f"{address}/end", follow_redirects=True).text
        assert "already ended" in official.post(f"{address}/end", follow_redirects=True).text
    db.session.expire_all()
    assert (cycle.election.opens_at, cycle.election.closes_at) == (NOON, NOON + DAY)


def test_moves_the_end_of_voting(official, community):
    cycle = published(community)
    freeze(cycle)
    address = f"/staff/cycles/{cycle.id}/closing-time"
    assert form_fields(official.get(address))["closes_at"] == "2026-06-09T20:00"

    past = official.post(address, data={"closes_at": "2026-06-01T20:00"})
    wrong = official.post(address, data={"closes_at": "never"})
    assert (past.status_code, wrong.status_code) == (422, 422)
    assert "later than now" in errors(past)
    assert form_fields(past)["closes_at"] == "2026-06-01T20:00"

    assert official.post(address, data={"closes_at": "2026-06-30T18:00"}).status_code == 303
    db.session.expire_all()
    assert cycle.election.closes_at.isoformat() == "2026-06-30T10:00:00+00:00"


def test_the_preview_shows_a_draft_to_staff_only(official, client, community):
    cycle = draft(community, proposals=0)
    add(cycle, picture_digest=stored_picture())

    preview = official.get(f"/staff/cycles/{cycle.id}/preview")
    proposal = official.get(f"/staff/cycles/{cycle.id}/preview?proposal=1")

    assert "Preview." in preview.text
    assert "data:image/webp;base64," in preview.text
    assert "/pictures/" in proposal.text
    for number in ("2", "x", "99999999999999"):
        assert official.get(f"/staff/cycles/{cycle.id}/preview?proposal={number}").status_code == 404
    assert client.get(f"/cycles/{cycle.id}").status_code == 404
    assert client.get(f"/cycles/{cycle.id}/proposals/1").status_code == 404


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("phase_at", [0, 2, 9])
def test_every_page_stands_in_both_languages_and_every_phase(sign_in, city, community, lang, phase_at):
    cycle = published(community)
    with time_machine.travel(NOON + phase_at * DAY, tick=False):
        official = sign_in(area=city)
        official.set_cookie("lang", lang)
        for path in (
            "",
            "/edit",
            "/preview",
            "/proposals/new",
            "/open",
            "/end",
            "/closing-time",
            "/preview?proposal=2",
        ):
            answer = official.get(f"/staff/cycles/{cycle.id}{path}")
            assert answer.status_code == (409 if phase_at == 9 and path in ("/edit", "/proposals/new") else 200)
            html = page(answer)
            assert html.html["lang"] == {"zh": "zh-Hans", "en": "en"}[lang]
            assert len(html.find_all("h1")) == 1
            assert not html.select("[style], style, [onclick]")


def test_a_busy_store_records_nothing_and_keeps_what_was_typed(official, community, monkeypatch):
    def be_busy(*_args, **_kwargs):
        raise StoreBusy("The store is busy. Nothing was recorded.")

    monkeypatch.setattr("engage.budget.views.staff.services.create_cycle", be_busy)
    answer = official.post("/staff/cycles", data=filled(official, community))

    assert answer.status_code == 503
    assert "Nothing was recorded" in errors(answer)
    assert form_fields(answer, "/staff/cycles")["title_zh"] == "十八梯微更新"
