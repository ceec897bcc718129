import io
import re
from datetime import date

import pytest
import zxingcpp
from bs4 import BeautifulSoup
from code_factories import make_code
from factories import (
    DAY,
    commit,
    make_area,
    make_cycle,
    make_dwelling,
    make_election,
    make_resident,
    make_tree,
    make_user,
)
from PIL import Image

from engage.accounts.models import AuditEntry, Role
from engage.ballotbox.models import ElectionCount, RollSlot
from engage.clock import utcnow
from engage.communities import qr
from engage.extensions import db
from engage.residents.models import AccessCode, CodeBatch
from engage.residents.services import WrongCode, check_code

HOSTILE = "<script>alert(1)</script>\"'&"
CODE = re.compile(r"^[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}$")


@pytest.fixture
def tree(app):
    """A community with building B1 (flats 101 and 102, stairwell S1 with flat 201); flat 101 next door is noise."""
    city, district, _street, community, building, stairwell = make_tree()
    other = make_area("building", community)
    flats = {label: make_dwelling(area, label=label) for label, area in
             (("101", building), ("102", building), ("201", stairwell))}  # fmt: skip
    make_dwelling(make_area("building", make_area("community", district)), label="101")
    return {"city": city, "district": district, "community": community, "building": building, "other": other, **flats}


@pytest.fixture
def cycle(tree):
    return cycle_of(tree["community"])


@pytest.fixture
def official(tree, sign_in):
    return sign_in(area=tree["district"])


@pytest.fixture
def worker(tree, sign_in):
    return sign_in(make_user(role=Role.WORKER, area=tree["community"]))


def cycle_of(area, opens=-DAY, closes=DAY, **kwargs):
    """A cycle that is open at this moment, by the clock that the views read."""
    now = utcnow()
    return make_cycle(area, make_election(area, opens_at=now + opens, closes_at=now + closes), **kwargs)


def youth_cycle(area):
    return cycle_of(area, voters="persons", min_age=12, max_age=25, age_as_of=date(2026, 7, 1), ties=["lives"])


def page(response):
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def text(response):
    return " ".join(page(response).main.get_text(" ").split())


def url(cycle, tail=""):
    return f"/staff/cycles/{cycle.id}/codes{tail}"


def form_of(client, address, action=""):
    """Return the hidden fields of the form on a page whose action ends so, as a browser would send them."""
    form = next(
        one for one in page(client.get(address)).select("main form[method=post]") if one["action"].endswith(action)
    )
    return {field["name"]: field["value"] for field in form.select("input[type=hidden]")}


def make_letters(client, cycle, area, **fields):
    return client.post(
        url(cycle, "/letters"), data={**form_of(client, url(cycle, f"/letters?area={area.id}")), **fields}
    )


def codes(response):
    shown = [
        " ".join(one.get_text(" ").split())
        for one in page(response).select(".letter .code-groups, .shown .code-groups")
    ]
    assert all(CODE.match(one) for one in shown)
    return shown


def states():
    db.session.rollback()
    return [code.state for code in db.session.scalars(db.select(AccessCode).order_by(AccessCode.id))]


def opens(cycle, code):
    try:
        return check_code(cycle.election_id, code, now=utcnow()).slot_id
    except WrongCode:
        return None


def test_letters_are_shown_once_with_codes_that_open_a_ballot(tree, cycle, official):
    response = make_letters(official, cycle, tree["community"])

    shown = codes(response)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert len(shown) == 3
    slots = [db.session.get(RollSlot, opens(cycle, code)).dwelling_id for code in shown]
    assert slots == [tree[label].id for label in ("101", "102", "201")]
    assert "Print now. These codes cannot be shown again." in text(response)


def test_no_later_page_shows_a_code(tree, cycle, official):
    shown = codes(make_letters(official, cycle, tree["community"]))
    batch = db.session.scalars(db.select(CodeBatch)).one()
    tails = ["", "/letters", f"/batches/{batch.id}", "/voters?q=1", f"/dwellings/{tree['101'].id}"]

    later = " ".join(official.get(url(cycle, tail)).get_data(as_text=True) for tail in tails)

    secrets = [half for code in shown for half in code.split()[1:]]
    assert not [half for half in secrets if half in later]


def test_a_letter_says_all_that_a_voter_needs_in_both_languages(tree, cycle, official):
    letter = page(make_letters(official, cycle, tree["building"])).select(".letter")[0]

    words = " ".join(letter.get_text(" ").split())
    assert "101" in words
    assert tree["building"].name_zh in words
    assert tree["building"].name_en in words
    assert f"localhost/cycles/{cycle.id}/vote/enter" in words
    assert "微更新" in words
    assert "Micro-renewal" in words
    assert "Vote until " in words
    assert "We never ask for identity card or bank numbers" in words
    assert "for this household only" in words
    assert "community office" in words


def test_the_symbol_on_a_letter_opens_the_page_and_holds_no_code(tree, cycle, official):
    response = make_letters(official, cycle, tree["building"])

    drawn = page(response).select_one("#letter-symbol path")["d"]
    expected = f"http://localhost/cycles/{cycle.id}/vote/enter"
    assert drawn in str(qr.svg(expected))
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr.png(expected))))
    assert [one.text for one in found] == [expected]


def test_the_same_form_sent_again_makes_nothing_and_says_so(tree, cycle, official):
    fields = form_of(official, url(cycle, "/letters"))
    official.post(url(cycle, "/letters"), data=fields)

    again = official.post(url(cycle, "/letters"), data=fields)

    assert again.status_code == 409
    assert "already made" in text(again)
    assert "Printing failed: void this batch" in text(again)
    assert codes(again) == []
    assert len(states()) == 3


def test_letters_for_one_building_leave_out_the_others(tree, cycle, official):
    make_dwelling(tree["other"], label="901")

    response = make_letters(official, cycle, tree["other"])

    assert [one.b.get_text() for one in page(response).select(".letter .who")] == ["901"]


def test_two_letters_fit_a_sheet(tree, cycle, official):
    response = make_letters(official, cycle, tree["community"], layout="two")

    assert [len(sheet.select(".letter")) for sheet in page(response).select(".sheet")] == [2, 1]


def test_those_who_hold_a_code_are_left_out_and_counted(tree, cycle, official):
    make_code(cycle.election, slot_of(cycle, tree["101"]))

    order = text(official.get(url(cycle, "/letters")))
    response = make_letters(official, cycle, tree["community"])

    assert "Letters needed 2 Hold a valid code 1" in order
    assert len(codes(response)) == 2
    assert "Left out because they hold a valid code: 1." in text(response)
    assert "Everybody here who may vote holds a valid code." in text(official.get(url(cycle, "/letters")))


def slot_of(cycle, flat):
    return commit(RollSlot(election_id=cycle.election_id, dwelling_id=flat.id, area_id=flat.area_id))


def test_those_who_may_not_vote_get_no_letter_and_are_counted(tree, official):
    cycle = youth_cycle(tree["community"])
    make_resident(tree["community"], name="Right", birth_year=2010)
    make_resident(tree["community"], name="Old", birth_year=1950)
    make_resident(tree["community"], name="Unknown", birth_year=None)
    make_resident(tree["community"], name="Works", birth_year=2010, tie="works")

    response = make_letters(official, cycle, tree["community"])

    assert [one.b.get_text() for one in page(response).select(".letter .who")] == ["Right"]
    assert "for you only" in text(response)
    summary = text(response)
    assert "too old 1" in summary
    assert "year of birth or date of the age limit missing 1" in summary
    assert "tie to the place not admitted 1" in summary


def test_counts_slots_on_the_roll_of_the_vote(tree, cycle, official):
    make_letters(official, cycle, tree["building"])

    assert db.session.get(ElectionCount, cycle.election_id, populate_existing=True).slots == 3


def test_shows_what_each_building_needs(tree, cycle, official):
    rows = {
        row.th.get_text(): row.td.get_text() for row in page(official.get(url(cycle, "/letters"))).select("tbody tr")
    }

    assert rows == {tree["building"].name_en: "3", tree["other"].name_en: "0"}


def test_a_wide_area_is_walked_down_without_counting_every_building(tree, sign_in):
    cycle = cycle_of(tree["city"])
    client = sign_in(area=tree["city"])

    links = [link["href"] for link in page(client.get(url(cycle, "/letters"))).select(".rows a")]

    assert links == [url(cycle, f"/letters?area={tree['district'].id}")]


@pytest.mark.parametrize(
    ("kwargs", "sentence"),
    [
        ({"published_at": None}, "Publish this budget first"),
        ({"opens": -2 * DAY, "closes": -DAY}, "Voting has ended"),
    ],
)
def test_no_codes_are_made_for_a_draft_or_after_the_end(tree, official, kwargs, sentence):
    cycle = cycle_of(tree["community"], **kwargs)

    shown = official.get(url(cycle, "/letters"))
    refused = official.post(url(cycle, "/letters"), data={"token": "x" * 22, "area": tree["community"].id})

    assert sentence in text(shown)
    assert not page(shown).select("main form[method=post]")
    assert refused.status_code == 409
    assert sentence in text(refused)
    assert states() == []


def test_letters_can_be_made_before_voting_begins(tree, official):
    cycle = cycle_of(tree["community"], opens=DAY, closes=2 * DAY)

    assert "It begins on " in text(make_letters(official, cycle, tree["community"]))


@pytest.mark.parametrize("fields", [{}, {"token": ""}, {"token": "short"}])
def test_a_form_without_its_token_makes_nothing(tree, cycle, official, fields):
    response = official.post(url(cycle, "/letters"), data={"area": tree["community"].id, **fields})

    assert response.status_code == 409
    assert states() == []


def test_an_area_outside_the_budget_is_not_there(tree, cycle, official):
    assert official.get(url(cycle, f"/letters?area={10**30}")).status_code == 404
    data = {**form_of(official, url(cycle, "/letters")), "area": tree["district"].id}

    assert official.post(url(cycle, "/letters"), data=data).status_code == 404
    assert official.get(url(cycle, f"/letters?area={tree['district'].id}")).status_code == 404
    assert states() == []


def test_a_batch_is_voided_and_made_anew(tree, cycle, official):
    old = codes(make_letters(official, cycle, tree["community"]))
    batch = db.session.scalars(db.select(CodeBatch)).one()

    shown = text(official.get(url(cycle, f"/batches/{batch.id}")))
    voided = official.post(url(cycle, f"/batches/{batch.id}/void"), follow_redirects=True)
    new = codes(make_letters(official, cycle, tree["community"]))

    assert "Void 3 codes" in shown
    assert "3 codes were voided. You can make new letters for this area now." in text(voided)
    assert states() == ["void"] * 3 + ["issued"] * 3
    assert [opens(cycle, code) for code in old] == [None] * 3
    assert all(opens(cycle, code) for code in new)
    assert "No code of this batch is valid any more." in text(official.get(url(cycle, f"/batches/{batch.id}")))


def test_lists_batches_with_their_counts_and_never_who_voted(tree, cycle, official):
    make_letters(official, cycle, tree["building"])
    for number in range(3):
        make_code(cycle.election, locator=f"DE0{number}", state="spent", channel="desk")

    shown = text(official.get(url(cycle)))

    assert re.search(r"No\. \d+ .* 3 3 0 Codes issued at the desk Codes 3 How many were used is shown from 5 on", shown)


def test_a_batch_of_another_budget_or_from_the_desk_is_not_there(tree, cycle, official):
    elsewhere = cycle_of(tree["community"])
    make_letters(official, elsewhere, tree["community"])
    make_code(cycle.election, channel="desk")
    batches = db.session.scalars(db.select(CodeBatch.id)).all()

    assert [official.get(url(cycle, f"/batches/{one}")).status_code for one in batches] == [404, 404]
    assert [official.post(url(cycle, f"/batches/{one}/void")).status_code for one in batches] == [404, 404]


def test_looks_up_the_state_of_a_flats_code(tree, cycle, worker):
    make_code(cycle.election, slot_of(cycle, tree["101"]))
    make_code(cycle.election, slot_of(cycle, tree["102"]), locator="0000", state="spent", channel="desk")

    found = text(worker.get(url(cycle, "/voters?q=10")))

    assert "101 Area" in found
    assert found.count("valid, by letter") == 1
    assert found.count("no longer valid") == 1
    assert "none yet" in text(worker.get(url(cycle, "/voters?q=201")))
    assert "Nothing found" in text(worker.get(url(cycle, "/voters?q=999")))
    assert "Code:" not in text(worker.get(url(cycle, "/voters")))


def test_looks_up_people_by_name_or_reference(tree, worker):
    cycle = youth_cycle(tree["community"])
    make_resident(tree["community"], name="Li Wei", reference="HHY-001", birth_year=2010)
    make_resident(tree["community"], name="Wang Fang", reference="HHY-002", birth_year=1950)

    assert "Li Wei HHY-001" in text(worker.get(url(cycle, "/voters?q=li+w")))
    assert "may not vote too old" in text(worker.get(url(cycle, "/voters?q=hhy-002")))


def test_a_worker_issues_a_code_at_the_desk_after_checking_who_it_is(tree, cycle, worker):
    old = make_code(cycle.election, slot_of(cycle, tree["101"]))
    address = url(cycle, f"/dwellings/{tree['101'].id}")
    fields = form_of(worker, address, "/desk")

    unchecked = worker.post(address + "/desk", data=fields)
    issued = worker.post(address + "/desk", data={**fields, "checked": "yes"})

    assert unchecked.status_code == 422
    assert "Please check the person's identity, and tick that you did." in text(unchecked)
    [code] = codes(issued)
    assert issued.headers["Cache-Control"] == "no-store"
    assert opens(cycle, code)
    assert opens(cycle, old) is None
    assert [batch.channel for batch in db.session.scalars(db.select(CodeBatch).order_by(CodeBatch.id))] == [
        "letter",
        "desk",
    ]


def test_a_desk_form_sent_again_keeps_the_code_that_was_handed_over(tree, cycle, worker):
    address = url(cycle, f"/dwellings/{tree['101'].id}")
    fields = {**form_of(worker, address, "/desk"), "checked": "yes"}
    [code] = codes(worker.post(address + "/desk", data=fields))

    again = worker.post(address + "/desk", data=fields)

    assert again.status_code == 409
    assert codes(again) == []
    assert opens(cycle, code)


def test_a_new_letter_replaces_the_old_code(tree, cycle, official):
    old = make_code(cycle.election, slot_of(cycle, tree["101"]))
    address = url(cycle, f"/dwellings/{tree['101'].id}")

    response = official.post(address + "/letter", data=form_of(official, address, "/letter"))

    [code] = codes(response)
    assert opens(cycle, code)
    assert opens(cycle, old) is None


def test_one_code_is_voided(tree, cycle, official):
    old = make_code(cycle.election, slot_of(cycle, tree["101"]))
    address = url(cycle, f"/dwellings/{tree['101'].id}")

    assert "The code was voided." in text(official.post(address + "/void", follow_redirects=True))
    assert opens(cycle, old) is None
    assert "There was no valid code." in text(official.post(address + "/void", follow_redirects=True))


def test_who_may_not_vote_gets_no_code_at_the_desk(tree, worker):
    cycle = youth_cycle(tree["community"])
    person = make_resident(tree["community"], birth_year=1950)
    address = url(cycle, f"/residents/{person.id}")

    shown = worker.get(address)
    refused = worker.post(address + "/desk", data={"token": "x" * 22, "checked": "yes"})

    assert "This person may not vote here: too old." in text(shown)
    assert not page(shown).select("main form[method=post]")
    assert refused.status_code == 403
    assert states() == []


def test_voters_of_the_other_kind_or_of_elsewhere_are_not_there(tree, cycle, official):
    person = make_resident(tree["community"])
    stranger = make_dwelling(make_area("building", tree["district"]))

    paths = [f"/residents/{person.id}", f"/dwellings/{stranger.id}"]
    assert [official.get(url(cycle, path)).status_code for path in paths] == [303, 404]
    sent = {"token": "x" * 22, "checked": "yes"}
    assert [official.post(url(cycle, path + "/desk"), data=sent).status_code for path in paths] == [404, 404]
    assert states() == []


def test_a_worker_works_at_the_desk_only(tree, cycle, worker):
    batch = db.session.scalars(db.select(CodeBatch.id)).first()
    flat = f"/dwellings/{tree['101'].id}"

    assert batch is None
    assert [worker.get(url(cycle, tail)).status_code for tail in ("/voters", flat)] == [200, 200]
    assert [worker.get(url(cycle, tail)).status_code for tail in ("", "/letters")] == [403, 403]
    assert [worker.post(url(cycle, tail)).status_code for tail in ("/letters", flat + "/letter", flat + "/void")] == [
        403
    ] * 3
    assert "Print a new letter" not in text(worker.get(url(cycle, flat)))


def test_nothing_is_there_for_an_official_of_elsewhere(tree, cycle, sign_in):
    stranger = sign_in(area=make_area("district"))
    tails = ["", "/letters", "/voters", f"/dwellings/{tree['101'].id}"]

    assert [stranger.get(url(cycle, tail)).status_code for tail in tails] == [404] * 4
    assert stranger.post(url(cycle, "/letters")).status_code == 404


def test_hostile_text_stays_text(tree, official):
    community = tree["community"]
    community.name_zh = community.name_en = HOSTILE
    make_dwelling(tree["building"], label=HOSTILE)
    cycle = cycle_of(community, title_zh=HOSTILE, title_en=HOSTILE)

    pages = [official.get(url(cycle, tail)).get_data(as_text=True) for tail in ("", "/letters", "/voters?q=script")]
    pages.append(make_letters(official, cycle, community).get_data(as_text=True))

    assert all("<script>alert" not in html for html in pages)
    assert all("&lt;script&gt;alert" in html for html in pages)


def test_only_ids_are_noted(tree, cycle, official):
    make_letters(official, cycle, tree["community"])

    entry = db.session.scalars(db.select(AuditEntry)).one()
    batch = db.session.scalars(db.select(CodeBatch)).one()
    assert (entry.action, entry.subject, entry.area_id) == ("make letters", f"batch {batch.id}", tree["community"].id)


def test_codes_reach_no_log(tree, cycle, official, caplog):
    caplog.set_level("DEBUG")
    caplog.set_level("DEBUG", "sqlalchemy.engine")  # Statements with their values: the most that is ever logged.
    db.session.rollback()

    shown = codes(make_letters(official, cycle, tree["community"]))
    for code in shown:
        opens(cycle, code)
        opens(cycle, code[:-1] + "0")

    assert "INSERT INTO access_code" in caplog.text
    assert not [code for code in shown if code.split()[2] in caplog.text]
