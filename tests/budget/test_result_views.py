import csv
import io
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup
from cycle_factories import stored_picture
from factories import DAY, NOON, commit, make_cycle, make_proposal
from pb_text import SOUND, changed
from statements import recorded
from vote_factories import CLOSED, counted, published, vote, voted_cycle

from engage.ballotbox.models import ElectionCount
from engage.budget.models import Cycle
from engage.budget.pabulib import parse
from engage.budget.pb_store import import_election
from engage.budget.pb_store.importing import Import
from engage.extensions import db
from engage.transaction import transaction

LATER = CLOSED + timedelta(hours=1)


@pytest.fixture
def see(client):
    """Return a function that gives the page of a cycle's result at a moment, as soup, with its status."""

    def see(cycle, now=LATER, status=200, address="result"):
        with time_machine.travel(now, tick=False):
            response = client.get(f"/cycles/{cycle.id}/{address}")
        assert response.status_code == status
        return BeautifulSoup(response.data, "html.parser")

    return see


def words(soup):
    return " ".join(soup.main.get_text(" ").split())


def texts(soup, selector):
    return [" ".join(element.get_text(" ").split()) for element in soup.select(selector)]


def imported(area, text=SOUND):
    with transaction():
        cycle = import_election(Import(parse(text), text.encode(), area), now=NOON)
        return db.session.get_one(Cycle, cycle.id)


def test_shows_nothing_of_a_draft(see):
    see(make_cycle(published_at=None), status=404)


@pytest.mark.parametrize(
    ("now", "heading"),
    [
        (NOON - 2 * DAY, "There is no result yet"),
        (NOON, "There is no result yet"),
        (LATER, "The ballots are being counted"),
    ],
)
def test_says_that_there_is_no_result_yet(see, now, heading):
    cycle = voted_cycle([["p1"], ["p1"]])

    page = see(cycle, now)

    assert page.h1.get_text() == heading
    assert page.select("table, svg.bar") == []
    assert "Proposal 1" not in page.get_text()


def test_a_counted_result_waits_for_being_published(see):
    cycle = voted_cycle([["p1"]])
    counted(cycle)

    assert see(cycle).h1.get_text() == "The ballots are being counted"


def test_where_the_rules_say_so_everybody_sees_the_votes_come_in(see):
    cycle = voted_cycle([["p2"], ["p1", "p2"]], shows_tally=True)

    page = see(cycle, NOON)

    assert page.h1.get_text().startswith("So far")
    assert texts(page, "tbody tr") == ["2. Proposal 2 2", "1. Proposal 1 1", "3. Proposal 3 0"]


def test_shows_winners_first_then_every_proposal_and_why(see):
    cycle = voted_cycle([["p1", "p2"], ["p2"], ["p2", "p3"], ["p3"], []], pot_minor=9_000_00)
    published(cycle)

    page = see(cycle)

    assert texts(page, ".verdict .big") == ["2 of 3 proposals win"]
    assert texts(page, ".winners h3") == ["Proposal 2", "Proposal 3"]
    assert texts(page, ".race h3") == ["2. Proposal 2 Funded", "3. Proposal 3 Funded", "1. Proposal 1 Not funded"]
    assert texts(page, ".race .reasons")[2].startswith(
        "When its turn came, CN¥1,000 was left. It costs CN¥4,000, which is CN¥3,000 more. With "
    )
    assert texts(page, ".facts dd") == ["100%", "5 of 5", "1", "CN¥1,000"]
    assert [heading.name for heading in page.main.select("h1, h2, h3")][:3] == ["h1", "h2", "h3"]


def test_shows_the_pictures_of_the_winners(see):
    cycle = make_cycle(proposals=0, max_choices=1)
    make_proposal(cycle, number=1, picture_digest=stored_picture())
    vote(cycle, ["p1"])
    published(cycle)

    [picture] = see(cycle).select(".winners img")

    assert (picture["width"], picture["height"], picture["alt"]) == ("400", "300", "")


def test_a_result_without_ballots_says_that_nobody_wins(see):
    cycle = make_cycle()
    published(cycle)

    page = see(cycle)

    assert texts(page, ".verdict .big") == ["No proposal wins"]
    assert page.select(".winners") == []
    assert texts(page, ".race .reasons")[0].startswith("Nobody voted for it.")


def test_shows_what_the_count_does_not_agree_with(see):
    cycle = voted_cycle([["p1"]])
    kept = db.session.get_one(ElectionCount, cycle.election_id)
    kept.marks = {"p1": 7}
    commit(kept)
    published(cycle)

    assert texts(see(cycle), "section.problem li") == ["“Proposal 1”: the ballots give 1 votes, the running count 7."]


def test_text_of_others_is_shown_as_text(see):
    cycle = make_cycle(proposals=0, max_choices=1)
    make_proposal(cycle, number=1, title_en="<script>alert(1)</script>", place_en="<b>here</b>")
    vote(cycle, ["p1"])
    published(cycle)

    page = see(cycle)

    assert page.select("main script, main b") == []
    assert "<script>alert(1)</script>" in page.main.get_text()


def test_reads_well_in_chinese(see, client):
    cycle = voted_cycle([["p1"]])
    published(cycle)
    client.set_cookie("lang", "zh")

    page = see(cycle)

    assert page.html["lang"] == "zh-Hans"
    assert texts(page, ".winners h3")[0] == "提案1"
    assert texts(page, ".verdict .big") == ["2 项提案入选（共 3 项）"]


def test_the_page_costs_the_same_however_many_ballots_there_are(client):
    few, many = voted_cycle([["p1"]] * 2), voted_cycle([["p1"]] * 20)
    published(few)
    published(many)
    asked = []
    for address in (f"/cycles/{few.id}/result", f"/cycles/{many.id}/result"):
        db.session.remove()
        with recorded() as statements:
            client.get(address)
        asked.append(statements)
    first, second = asked

    assert len(first) == len(second)
    assert not [statement for statement in second if "FROM ballot" in statement or "commitment" in statement]


# Files


def rows_of(response):
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))


def test_gives_the_result_as_tables(client):
    cycle = voted_cycle([["p1", "p2"], ["p2"]], pot_minor=4_000_00)
    published(cycle)

    table = client.get(f"/cycles/{cycle.id}/result.csv")
    book = client.get(f"/cycles/{cycle.id}/result.xlsx")

    assert "attachment" in table.headers["Content-Disposition"]
    assert rows_of(table)[1][:9] == ["1", "2", "Proposal 2", "", "2", "4000.00", "4000.00", "yes", ""]
    assert rows_of(table)[2][:9] == ["2", "1", "Proposal 1", "", "1", "4000.00", "0.00", "no", rows_of(table)[2][8]]
    sheet = openpyxl.load_workbook(io.BytesIO(book.data)).active
    assert [cell.value for cell in sheet[2]][:5] == [1, 2, "Proposal 2", "", 2]


@pytest.mark.parametrize("title", ["=1+1", "+SUM(A1)", "-1", "@cmd", "\tx", "＝1"])
def test_no_title_becomes_a_formula(client, title):
    cycle = make_cycle(proposals=0, max_choices=1)
    make_proposal(cycle, number=1, title_en=title, place_en=title)
    vote(cycle, ["p1"])
    published(cycle)

    [_, row] = rows_of(client.get(f"/cycles/{cycle.id}/result.csv"))

    assert row[2] == row[3] == f"'{title}"


def test_gives_all_ballots_as_a_file_to_count_again(client):
    cycle = voted_cycle([["p1", "p2"], ["p2"], [], ["p2"], ["p3"]])
    published(cycle)

    election = parse(client.get(f"/cycles/{cycle.id}/result.pb").data)

    assert election.votes == {"p1": 1, "p2": 3, "p3": 1}
    assert len(election.ballots) == 5


@pytest.mark.parametrize("ending", ["csv", "xlsx", "pb"])
def test_there_is_no_file_before_the_result_is_published(client, ending):
    cycle = voted_cycle([["p1"]] * 6)
    counted(cycle)

    for unpublished in (cycle, voted_cycle([["p1"]], shows_tally=True), make_cycle(published_at=None)):
        assert client.get(f"/cycles/{unpublished.id}/result.{ending}").status_code == 404


# Elections held elsewhere


def test_an_imported_result_says_where_its_votes_come_from(see):
    cycle = imported(make_cycle().area)

    page = see(cycle)

    assert texts(page, ".verdict .big") == ["2 of 3 proposals win"]
    assert texts(page, ".winners h3") == ["Park", 'Hall; "big" one']
    assert "This election was held elsewhere (Example, Poland)." in words(page)
    assert "receipt" not in words(page)


def test_says_where_the_city_decided_otherwise(see):
    area = make_cycle().area

    same = imported(area, SOUND.replace('one";0', 'one";1'))
    assert "The city's own result is the same." in words(see(same))
    assert texts(see(imported(area)), "section.notice li") == ['Hall; "big" one : not funded by the city']
    untold = imported(area, changed((";selected", ";chosen")))
    assert "city" not in words(see(untold)).lower()


def test_every_page_of_an_imported_cycle_opens(client, sign_in):
    cycle = imported(make_cycle().area)
    official = sign_in(role="administrator", area=cycle.area)

    for address in ("", "/result", "/proposals/1", "/tie-order", "/result.csv", "/result.xlsx", "/result.pb"):
        assert client.get(f"/cycles/{cycle.id}{address}").status_code == 200, address
    for address in ("", "/tally", "/result", "/preview"):
        assert official.get(f"/staff/cycles/{cycle.id}{address}").status_code == 200, address
