"""The public page of a professional: nothing below five, nothing that tells who said what."""

import pytest
import time_machine
from factories import NOON, commit, make_area, make_user
from need_forms import soup
from rating_factories import give, make_professional, make_tickets, make_visit

from engage.extensions import db
from engage.ratings.models import RatingAnswer
from engage.ratings.services.professionals import mark_left, merge_professional
from engage.ratings.services.review import exclude
from engage.transaction import transaction


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def professional(app):
    give(make_visit(), 1, 1, 1, 1, 1, comment="of somebody else")
    return make_professional(make_area(name_en="Nanjimen"), name="李建国")


def page_of(client, professional, **query):
    db.session.rollback()
    return soup(client.get(f"/p/{professional.card_code}", query_string=query))


def text_of(client, professional):
    return page_of(client, professional).main.get_text(" ", strip=True)


def show(ratings):
    for rating in ratings:
        rating.comment_state = "shown"
    db.session.commit()


def test_asks_which_visit_and_takes_a_ticket(client, professional):
    page = page_of(client, professional)

    assert (page.h1.get_text(), page.select_one("form.find-ticket")["action"]) == ("李建国", "/r")
    assert "Nanjimen" in page.main.get_text()
    assert page.select("input[name=level]") == []


def test_four_ratings_show_no_score_and_no_comment(client, professional):
    show(give(make_visit(professional), 1, 2, 3, 4, comment="一句话"))

    text = text_of(client, professional)

    assert "Fewer than five" in text
    assert "一句话" not in text
    assert "%" not in text


def test_five_ratings_show_score_n_and_response_rate(client, professional):
    visit = make_visit(professional)
    make_tickets(visit, 5)
    give(visit, 5, 5, 4, 4, 4)

    facts = {fact.dt.get_text(): fact.dd.get_text() for fact in page_of(client, professional).select(".facts div")}

    assert facts == {
        "Satisfaction, Year 2026": "88%",
        "Ratings": "5",
        "Tickets that were used": "50%",
        "Left out after review": "0",
    }


def test_a_sixth_rating_changes_nothing_until_five_wait(client, professional):
    visit = make_visit(professional)
    give(visit, 5, 5, 4, 4, 4)
    make_tickets(visit, 10)
    before = page_of(client, professional).select_one(".facts dd").get_text()

    give(visit, 1)

    facts = [dd.get_text() for dd in page_of(client, professional).select(".facts dd")]
    assert facts[:2] == [before, "5"]


def test_comments_wait_for_the_office(client, professional):
    ratings = give(make_visit(professional), 5, 5, 5, 5, 5, comment="修得很快")
    assert "修得很快" not in text_of(client, professional)

    show(ratings[:1])

    assert text_of(client, professional).count("修得很快") == 1


def test_a_comment_tells_neither_day_nor_level_and_carries_its_answer(client, professional):
    ratings = give(make_visit(professional), 1, 5, 5, 5, 5, comment="等了很久")
    show(ratings[:1])
    answered = {"text_zh": "抱歉", "text_en": "Sorry", "answered_at": NOON, "answered_by_id": make_user().id}
    commit(RatingAnswer(rating_id=ratings[0].id, **answered))

    [card] = page_of(client, professional).select(".said-list .card")

    assert card.get_text(" ", strip=True) == "等了很久 June 2026 李建国 answers: Sorry"
    assert card.select("svg") == []


def test_an_excluded_rating_takes_its_comment_along_and_is_counted(client, professional):
    ratings = give(make_visit(professional), 1, 5, 5, 5, 5, 5, 5, 5, 5, 5, comment="骂人的话")
    show(ratings)
    with transaction():
        exclude(ratings[0].id, "insult", actor_id=None, now=NOON)

    page = page_of(client, professional)

    assert len(page.select(".said-list .card")) == 9
    assert page.select(".facts dd")[3].get_text() == "1"


def test_last_years_figure_stands_in_while_this_year_has_too_few(client, professional, clock):
    give(make_visit(professional), 5, 5, 5, 5, 5)
    clock.move_to(NOON.replace(year=2027, month=1, day=5))

    assert "Year 2026" in text_of(client, professional)


def test_an_old_card_leads_to_the_one_who_was_merged_into(client, professional):
    twin = make_professional(name="李工")
    with transaction():
        merge_professional(twin.id, professional.id, now=NOON)

    assert page_of(client, twin).h1.get_text() == "李建国"


def test_says_that_somebody_has_left(client, professional):
    with transaction():
        mark_left(professional.id, NOON.date().replace(day=1, month=5), now=NOON)

    assert "No longer serves here" in text_of(client, professional)


def test_an_unknown_card_gets_a_helpful_page(client, app):
    answer = client.get("/p/0000000000")

    assert (answer.status_code, soup(answer).h1.get_text()) == (404, "This card is not known")
    assert soup(answer).select_one("a[href='/r']")


def test_upper_case_works_and_search_engines_are_kept_out(client, professional):
    answer = client.get(f"/P/{professional.card_code.lower()}")

    assert (answer.status_code, answer.headers["X-Robots-Tag"]) == (200, "noindex")


def test_many_comments_come_in_pages(client, professional):
    visit = make_visit(professional)
    show(give(visit, *[5] * 15, comment="好"))

    first, second = page_of(client, professional), page_of(client, professional, page=2)

    assert [len(page.select(".said-list .card")) for page in (first, second)] == [10, 5]
    assert first.select_one("a[rel=next]")
    assert not second.select_one("a[rel=next]")
