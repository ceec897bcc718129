"""What residents see of a cycle before they vote."""

import gzip
import re
from hashlib import sha256

import pytest
import time_machine
from bs4 import BeautifulSoup
from cycle_factories import add, draft, freeze, published, stored_picture
from factories import DAY, NOON, make_area, make_cycle

from engage.ballotbox import services as ballotbox
from engage.budget import services
from engage.extensions import db
from engage.transaction import transaction


def page(response):
    return BeautifulSoup(response.data, "html.parser")


def see(client, address, at=NOON):
    with time_machine.travel(at, tick=False):
        return client.get(address)


@pytest.fixture
def cycle(app):
    make_cycle()
    return published(make_area(name_en="Shibati"), title_en="Small repairs")


@pytest.mark.parametrize("path", ["", "/proposals/1", "/tie-order"])
def test_drafts_do_not_exist_for_the_public(client, path):
    cycle = draft()

    for cycle_id in (cycle.id, 4711):
        assert client.get(f"/cycles/{cycle_id}{path}").status_code == 404


def test_a_cycle_tells_what_it_is_about(client, cycle):
    html = page(see(client, f"/cycles/{cycle.id}"))

    assert html.h1.text == "Small repairs"
    assert html.find("a", href=f"/communities/{cycle.area.code}").text == "Shibati"
    facts = html.find("dl", class_="facts").text
    assert "CN¥300,000" in facts
    assert "Every household" in html.text
    assert "Choose up to 2 proposals." in html.text
    assert "Decide together" in html.text
    cards = html.select(".proposals a")
    assert [card["href"] for card in cards] == [f"/cycles/{cycle.id}/proposals/{number}" for number in (1, 2, 3)]
    assert "1. Lamps" in cards[0].text


@pytest.mark.parametrize(
    ("days", "words", "link"),
    [
        (0, "Voting begins Tue 2 Jun 2026, 20:00.", None),
        (1, "Voting is open until Tue 9 Jun 2026, 20:00.", "vote/enter"),
        (8, "The ballots are being counted.", None),
    ],
)
def test_the_next_step_is_that_of_the_phase(client, cycle, days, words, link):
    step = page(see(client, f"/cycles/{cycle.id}", NOON + days * DAY)).find(class_="next-step")

    assert words in step.text
    assert [a["href"] for a in step.select("a.button")] == ([f"/cycles/{cycle.id}/{link}"] if link else [])


def test_after_the_close_the_next_step_is_the_result(client, cycle):
    with transaction():
        ballotbox.close(cycle.election_id, now=NOON + 9 * DAY)

    step = page(see(client, f"/cycles/{cycle.id}", NOON + 9 * DAY)).find(class_="next-step")

    assert step.find("a", class_="button")["href"] == f"/cycles/{cycle.id}/result"


def test_times_are_those_of_the_place(client):
    cycle = published(make_area(timezone="America/New_York"))

    html = see(client, f"/cycles/{cycle.id}").text

    assert "Voting begins Tue 2 Jun 2026, 08:00." in html
    assert "Eastern Time" in html


@pytest.mark.parametrize(
    ("timezone", "lang", "words"),
    [
        ("Asia/Shanghai", "zh", "时间均显示为北京时间"),
        ("Asia/Shanghai", "en", "Times are those of Beijing time."),
        ("America/New_York", "en", "Times are those of Eastern Time."),
    ],
)
def test_a_time_zone_is_named_as_people_name_it(client, timezone, lang, words):
    cycle = published(make_area(timezone=timezone))
    client.set_cookie("lang", lang)

    assert words in page(see(client, f"/cycles/{cycle.id}")).get_text()


def test_who_may_vote_names_ages_and_ties(client):
    from datetime import date

    cycle = published(voters="persons", min_age=12, max_age=25, age_as_of=date(2026, 12, 31), ties=("lives", "studies"))

    who = page(see(client, f"/cycles/{cycle.id}")).find("section", attrs={"aria-labelledby": "who"}).text

    assert "You live or study here." in who
    assert "Your age, as reached in 2026, is from 12 to 25." in who


def test_a_proposal_has_a_page_of_its_own(client, cycle):
    digest = stored_picture()
    add(cycle, title_zh="长椅", title_en="Benches", text_en="For <everybody>\nto sit", place_en="Gate 2",
        cost_minor=12_000_50, picture_digest=digest)  # fmt: skip

    html = page(see(client, f"/cycles/{cycle.id}/proposals/4"))

    assert html.h1.text == "4. Benches"
    assert html.find("p", class_="text").text == "For <everybody>\nto sit"
    assert "CN¥12,000.50" in html.text
    assert "Gate 2" in html.text
    picture = html.find("figure").img
    assert (picture["src"], picture["width"], picture["height"]) == (f"/pictures/{digest}.webp", "400", "300")
    assert client.get(picture["src"]).status_code == 200
    assert html.find("a", rel="prev")["href"] == f"/cycles/{cycle.id}/proposals/3"
    assert html.find("a", rel="next") is None


def test_other_numbers_are_not_found(client, cycle):
    for number in (0, 9, 2**31, 10**30):
        assert see(client, f"/cycles/{cycle.id}/proposals/{number}").status_code == 404
    assert see(client, f"/cycles/{10**30}").status_code == 404
    assert see(client, f"/cycles/{cycle.id}/proposals/-1").status_code == 404


def test_readers_of_english_see_chinese_where_that_is_all_there_is(client):
    cycle = draft(title_en="", proposals=2)
    add(cycle, title_zh="长椅", title_en="")
    with transaction():
        services.publish(cycle.id, actor_id=None, now=NOON)

    html = page(see(client, f"/cycles/{cycle.id}"))

    assert (html.h1.text, html.h1["lang"]) == ("微更新", "zh-Hans")
    assert html.find("span", class_="title", lang="zh-Hans").text == "3. 长椅"


def test_a_list_of_proposals_loads_no_pictures_one_by_one(client, cycle):
    add(cycle, picture_digest=stored_picture())

    html = page(see(client, f"/cycles/{cycle.id}"))

    sources = [img["src"] for img in html.find_all("img")]
    assert len(sources) == 1
    assert sources[0].startswith("data:image/webp;base64,")


def test_a_first_visit_stays_small(app, client):
    cycle = draft(proposals=0)
    for number in range(12):
        add(cycle, picture_digest=stored_picture((20 * number, 99, 99)), text_zh="文" * 300, place_zh="大门口" * 3)
    with transaction():
        services.publish(cycle.id, actor_id=None, now=NOON)

    answer = see(client, f"/cycles/{cycle.id}")
    html = page(answer)
    fetched = [link["href"] for link in html.select("link[rel=stylesheet]")] + [
        script["src"] for script in html.select("script[src^='/']")
    ]
    own = sum(len(client.get(path, headers={"Accept-Encoding": "gzip"}).data) for path in fetched)

    # Page, style sheet, script, and htmx, which is 17 KB from elsewhere.
    assert len(fetched) + 2 <= 6
    assert len(gzip.compress(answer.data)) + own + 17_500 <= 50 * 1024


def test_costs_few_statements_and_none_for_cards_the_second_time(client, cycle):
    def statements():
        found = []
        db.event.listen(db.engine, "before_cursor_execute", listener := lambda *args: found.append(args[2]))
        see(client, f"/cycles/{cycle.id}")
        db.event.remove(db.engine, "before_cursor_execute", listener)
        return found

    first, second = statements(), statements()

    assert any("FROM proposal" in statement for statement in first)
    assert not any("FROM proposal" in statement for statement in second)
    assert len([statement for statement in second if statement.startswith("SELECT")]) <= 3


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", ["", "/proposals/2", "/tie-order"])
def test_stands_in_both_languages_without_inline_styles(client, cycle, lang, path):
    client.set_cookie("lang", lang)

    answer = see(client, f"/cycles/{cycle.id}{path}")

    html = page(answer)
    assert answer.status_code == 200
    assert html.html["lang"] == {"zh": "zh-Hans", "en": "en"}[lang]
    assert len(html.find_all("h1")) == 1
    assert not html.select("[style], style, [onclick]")


# The tie order


def test_the_tie_order_is_published_from_the_freeze_on(client, cycle):
    assert "Not drawn yet" in see(client, f"/cycles/{cycle.id}/tie-order").text
    assert f"/cycles/{cycle.id}/tie-order" not in see(client, f"/cycles/{cycle.id}").text

    freeze(cycle)

    assert f"/cycles/{cycle.id}/tie-order" in see(client, f"/cycles/{cycle.id}").text
    html = page(see(client, f"/cycles/{cycle.id}/tie-order"))
    rules = cycle.election.rules
    rows = [row.text for row in html.select("tbody tr")]
    assert [re.search(r"\((p\d)\)", row)[1] for row in rows] == rules["tie_order"]
    assert rules["tie_seed"] in html.text
    for option, row in zip(rules["tie_order"], rows, strict=True):
        assert sha256(bytes.fromhex(rules["tie_seed"]) + option.encode()).hexdigest()[:16] in row
