import csv
import io
import random
import re

import openpyxl
import pytest
from bs4 import BeautifulSoup
from factories import NOON, make_user
from sqlalchemy import func, select
from surveys.survey_answers import (
    EVERY_KIND,
    answer,
    answers,
    buildings,
    choices,
    folded,
    question,
    survey_with,
    took_part,
)

from engage.accounts.models import AuditEntry, Role
from engage.extensions import db
from engage.surveys.figures.cuts import Cut
from engage.surveys.models import Survey, SurveyAction, SurveyAnswer, SurveyTag
from engage.surveys.queries import passes

ROOT = "/staff/surveys"


def soup(response):
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


def some_answer(dice):
    order = ["light", "seats", "trees"]
    dice.shuffle(order)
    return {
        "lift": dice.choice(["yes", "no"]),
        "needs": sorted(dice.sample(["light", "seats", "trees"], 2)),
        "order": order,
        "happy": dice.randint(1, 5),
        "places": {"yard": dice.choice(["good", "bad"]), "stairs": "bad"},
        "age": dice.randint(18, 90),
        "rent": f"{dice.randint(100, 999)}.5",
        "since": f"2026-0{dice.randint(1, 5)}-11",
        "why": dice.choice(["楼道太暗", "打我电话13912345678", "<b>trees</b>"]),
    }


def each_said(survey, data):
    answers(survey, [{"data": one} for one in data])


@pytest.fixture
def survey(app):
    """Sixty answers from three buildings; the third has two only."""
    passes.clear()
    survey = survey_with()
    one, two, three = buildings(survey.area, 3)
    dice = random.Random(5)
    said = [
        {
            "data": some_answer(dice),
            "area": three if number < 2 else one if number % 2 else two,
            "channel": "paper" if number % 6 == 0 else "web",
        }
        for number in range(60)
    ]
    answers(survey, said)
    took_part(survey, 60)
    return survey


@pytest.fixture
def official(sign_in, survey):
    return sign_in(make_user(Role.OFFICIAL, survey.area))


def test_the_results_page_counts_first_and_shows_a_chart_for_each_question(official, survey):
    page = soup(official.get(f"{ROOT}/{survey.id}/results"))

    assert "60" in words(page.select_one("#live"))
    titles = [words(heading) for heading in page.select(".figure h2")]
    assert titles == [f"Question {question.name}" for question in EVERY_KIND]
    assert all(figure.select("table") for figure in page.select(".figure")[:7])
    assert "Read the texts" in page.text


def test_a_backlog_is_counted_in_batches_and_the_page_asks_again(official, survey, monkeypatch):
    monkeypatch.setattr("engage.surveys.services.fold.fold.__kwdefaults__", {"limit": 25}, raising=False)
    first = soup(official.get(f"{ROOT}/{survey.id}/results"))
    assert "35 more answers are being counted" in words(first)
    assert first.select_one("#figures")["hx-trigger"].startswith("load")

    official.get(f"{ROOT}/{survey.id}/results")
    last = official.get(f"{ROOT}/{survey.id}/results", headers={"HX-Request": "true"})

    assert "being counted" not in last.text
    assert BeautifulSoup(last.text, "html.parser").select_one("#figures")
    assert "<html" not in last.text


def test_the_comparison_counts_what_waits_in_an_earlier_wave(official, survey):
    wave = survey_with(area=survey.area, wave_of_id=survey.id)
    each_said(wave, 6 * [some_answer(random.Random(7))])
    table = soup(official.get(f"{ROOT}/{wave.id}/compare")).select_one("table.waves")

    assert [cell.text for cell in table.select("tr")[-1].select("td")] == ["60", "6"]


def test_a_third_wave_is_compared_with_the_second_and_the_first(official, survey):
    second, third = (survey_with(area=survey.area, wave_of_id=survey.id, title_en=name) for name in ("Two", "Three"))
    for wave, number in ((second, 5), (third, 7)):
        each_said(wave, number * [some_answer(random.Random(7))])

    page = soup(official.get(f"{ROOT}/{third.id}/compare"))
    earlier = soup(official.get(f"{ROOT}/{second.id}/compare"))

    table = page.select_one("table.waves")
    assert [cell.text for cell in table.select("tr")[-1].select("td")] == ["60", "5", "7"]
    assert [head.text for head in table.select("th.number")] == ["1. June 2026", "2. June 2026", "3. June 2026"]
    assert [cell.text for cell in earlier.select_one("table.waves").select("tr")[-1].select("td")] == ["60", "5"]
    assert "A later wave: Three" in words(earlier)


def test_a_filter_narrows_by_area_channel_and_answer(official, survey):
    areas = {row.area_id for row in db.session.execute(select(SurveyAnswer.area_id))}
    whole = select(func.count()).where(SurveyAnswer.channel == "paper")
    paper = soup(official.get(f"{ROOT}/{survey.id}/results?channel=paper"))
    assert f"{db.session.scalar(whole)} answers fit this choice" in words(paper)

    said = soup(official.get(f"{ROOT}/{survey.id}/results?said=lift=yes"))
    lift = next(figure for figure in said.select(".figure") if "lift" in figure.h2.text)
    assert "100%" in words(lift)
    assert len(areas) == 3


def test_a_filter_of_few_or_known_by_subtraction_is_refused(official, survey):
    few = db.session.scalar(select(SurveyAnswer.area_id).group_by(SurveyAnswer.area_id).having(func.count() < 5))
    page = soup(official.get(f"{ROOT}/{survey.id}/results?area={few}"))
    assert "Too few to show" in words(page)
    assert not page.select(".figure")

    options = soup(official.get(f"{ROOT}/{survey.id}/results")).select("#f-area option[disabled]")
    assert len(options) == 2, "the small one, and one more from which it could be worked out"


@pytest.mark.parametrize(
    "query", ["channel=pigeon", "said=nothing=1", "said=why=x", "said=lift", "said=lift=" + "x" * 99]
)
def test_a_filter_that_does_not_exist_is_not_found(official, survey, query):
    assert official.get(f"{ROOT}/{survey.id}/results?{query}").status_code == 404


def test_a_filter_shows_no_small_count_that_the_table_of_both_questions_hides(sign_in, app):
    passes.clear()
    survey = survey_with(*EVERY_KIND)
    happy = [1, 1, *(2 + number % 4 for number in range(2, 60))]
    each_said(survey, [{"lift": "yes" if number < 30 else "no", "happy": happy[number]} for number in range(60)])
    took_part(survey, 60)
    official = sign_in(make_user(Role.OFFICIAL, survey.area))
    table = soup(official.get(f"{ROOT}/{survey.id}/cross?rows=lift&columns=happy"))
    page = soup(official.get(f"{ROOT}/{survey.id}/results?said=lift=yes"))

    assert "2" not in [cell.text.strip() for cell in table.select("td")]
    assert "2" not in [cell.text.strip() for cell in page.select(".figure td")]


def test_a_rare_choice_is_not_had_by_taking_the_others_from_the_whole(app):
    passes.clear()
    survey = survey_with(question("lift", "single", choices=choices("yes", "no", "maybe")))
    each_said(survey, [{"lift": said} for said in 20 * ["yes"] + 20 * ["no"] + 3 * ["maybe"]])
    results = folded(survey)

    hidden = [cell for cell in ("yes", "no", "maybe") if results.is_hidden(Cut(question="lift", cell=cell))]
    assert "maybe" in hidden
    assert len(hidden) > 1, "all, less yes, less no, are the three"


def test_nor_are_those_who_said_nothing(app):
    passes.clear()
    survey = survey_with(question("lift", "single", choices=choices("yes", "no")))
    each_said(survey, [*([{"lift": "no"}, {"lift": "yes"}] * 20), {}, {}])
    results = folded(survey)

    assert any(results.is_hidden(Cut(question="lift", cell=cell)) for cell in ("yes", "no"))


def test_choices_of_many_are_all_shown(app):
    passes.clear()
    survey = survey_with(question("lift", "single", choices=choices("yes", "no", "maybe")))
    each_said(survey, [{"lift": said} for said in 10 * ["yes", "no", "maybe"]])
    results = folded(survey)

    assert not any(results.is_hidden(Cut(question="lift", cell=cell)) for cell in ("yes", "no", "maybe"))


def test_an_area_of_elsewhere_shows_nothing(official, survey):
    assert "Too few to show" in official.get(f"{ROOT}/{survey.id}/results?area=999999").text


def test_strangers_and_neighbours_see_nothing(client, sign_in, survey):
    assert client.get(f"{ROOT}/{survey.id}/results").status_code == 303
    stranger = sign_in(make_user(Role.OFFICIAL))
    assert stranger.get(f"{ROOT}/{survey.id}/results").status_code == 404


def test_a_deleted_survey_has_no_results(official, survey):
    survey.deleted_at = NOON
    db.session.commit()
    assert official.get(f"{ROOT}/{survey.id}/results").status_code == 404


def test_the_live_count_asks_again_while_the_survey_is_open(official, survey):
    part = official.get(f"{ROOT}/{survey.id}/results/count").text
    assert 'hx-trigger="every 15s"' in part
    db.session.get(Survey, survey.id).state = "closed"
    db.session.commit()
    assert "hx-trigger" not in official.get(f"{ROOT}/{survey.id}/results/count").text


def test_two_questions_together(official, survey):
    page = soup(official.get(f"{ROOT}/{survey.id}/cross?rows=lift&columns=happy"))
    rows = page.select("main table tbody tr")
    counts = [int(words(row.select("td")[0])) for row in rows]
    assert sum(counts) == 60

    file = official.get(f"{ROOT}/{survey.id}/cross.csv?rows=lift&columns=happy").data.decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(file)))
    assert table[0][:2] == ["Question lift", "Answers"]
    assert [int(row[1]) for row in table[1:]] == counts


def test_a_question_by_area_hides_the_small_area(official, survey):
    page = soup(official.get(f"{ROOT}/{survey.id}/cross?rows=area&columns=lift"))
    hidden = [row for row in page.select("main table tbody tr") if words(row.select("td")[0]) == "*"]
    assert len(hidden) == 2
    assert all(words(cell) == "*" for row in hidden for cell in row.select("td"))


@pytest.mark.parametrize("query", ["rows=why&columns=lift", "rows=lift&columns=nothing"])
def test_a_table_of_what_has_no_choices_is_not_found(official, survey, query):
    assert official.get(f"{ROOT}/{survey.id}/cross?{query}").status_code == 404


def texts_page(official, survey, query=""):
    return soup(official.get(f"{ROOT}/{survey.id}/texts?question=why&{query}"))


def ids_of(page):
    return [box["value"] for box in page.select(".texts input[type=checkbox]")]


def test_texts_are_read_page_by_page_with_personal_data_marked(official, survey):
    first = texts_page(official, survey)
    assert len(ids_of(first)) == 25
    assert ids_of(first) == sorted(ids_of(first), key=int)
    assert "13912345678" in [words(mark) for mark in first.select("mark")]
    assert "<b>trees" not in str(first.select_one(".texts"))

    after = re.search(r"after=(\d+)", str(first.select_one("a[rel=next]")))[1]
    second = texts_page(official, survey, f"after={after}")
    assert not set(ids_of(first)) & set(ids_of(second))

    found = texts_page(official, survey, "q=太暗")
    assert all("太暗" in words(text) for text in found.select(".raw"))


ENDLESS = "9" * 25


@pytest.mark.parametrize("query", [f"after={ENDLESS}", f"after=-{ENDLESS}", f"tag={ENDLESS}"])
def test_a_number_beyond_all_counting_is_none(official, survey, query):
    assert official.get(f"{ROOT}/{survey.id}/texts?question=why&{query}").status_code == 200


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("tags", {"text": ENDLESS, "tags": "light"}),
        ("tags/rename", {"tag_id": ENDLESS, "name": "light"}),
        ("action", {"answer": ENDLESS}),
        ("exclude", {"answer": ENDLESS, "reason": "test"}),
        ("exclude", {"answer": ENDLESS, "do": "restore"}),
    ],
)
def test_nothing_is_changed_by_a_number_beyond_all_counting(official, survey, path, fields):
    answer = official.post(f"{ROOT}/{survey.id}/texts/{path}", data={"question": "why", **fields})
    assert answer.status_code in (303, 404)
    assert not db.session.scalar(select(SurveyAnswer.id).where(SurveyAnswer.is_excluded))


def test_tags_are_put_on_taken_off_and_renamed(official, survey):
    some = ids_of(texts_page(official, survey))[:3]
    base = {"question": "why"}
    official.post(f"{ROOT}/{survey.id}/texts/tags", data={**base, "text": some, "tags": "照明， 电梯", "do": "add"})
    official.post(f"{ROOT}/{survey.id}/texts/tags", data={**base, "text": some[:2], "tags": "照明", "do": "add"})
    assert {tag.name: tag.texts for tag in db.session.scalars(select(SurveyTag))} == {"照明": 3, "电梯": 3}

    official.post(f"{ROOT}/{survey.id}/texts/tags", data={**base, "text": some[0], "tags": "照明", "do": "remove"})
    official.post(f"{ROOT}/{survey.id}/texts/tags", data={**base, "text": some, "tags": "电梯", "do": "remove"})
    [tag] = db.session.scalars(select(SurveyTag))
    assert (tag.name, tag.texts) == ("照明", 2)

    official.post(f"{ROOT}/{survey.id}/texts/tags/rename", data={**base, "tag_id": tag.id, "name": "灯"})
    db.session.expire_all()
    assert tag.name == "灯"
    assert ids_of(texts_page(official, survey, f"tag={tag.id}")) == sorted(some[1:], key=int)


def test_all_texts_of_a_page_are_tagged_at_once(official, survey):
    page = texts_page(official, survey)
    bulk = page.select_one("form#bulk")
    shown = [field["value"] for field in bulk.select("input[name=on_page]")]
    fields = {"question": "why", "on_page": shown, "tags": "照明", "do": "add", "text": shown[0]}

    official.post(bulk["action"], data=fields | {"all": bulk.select_one("input[name=all]")["value"]})
    official.post(bulk["action"], data=fields | {"tags": "电梯"})

    assert shown == ids_of(page)
    assert {tag.name: tag.texts for tag in db.session.scalars(select(SurveyTag))} == {"照明": 25, "电梯": 1}


def test_a_page_of_texts_with_one_that_is_gone_is_shown_again_unchanged(official, survey):
    shown = ids_of(texts_page(official, survey))
    base = {"question": "why"}
    official.post(f"{ROOT}/{survey.id}/texts/exclude", data={**base, "answer": shown[3], "reason": "twice"})

    fields = {**base, "on_page": shown, "all": "yes", "tags": "照明", "do": "add"}
    again = official.post(f"{ROOT}/{survey.id}/texts/tags", data=fields, follow_redirects=True)

    assert "One of these texts was taken out" in words(soup(again).main)
    assert db.session.scalars(select(SurveyTag)).all() == []


def test_a_text_is_marked_as_needing_action_and_not_after_all(official, survey):
    [text, *_more] = ids_of(texts_page(official, survey))
    for _time in range(2):
        official.post(f"{ROOT}/{survey.id}/texts/action", data={"question": "why", "answer": text, "do": "mark"})
    assert db.session.scalar(select(func.count()).select_from(SurveyAction)) == 1
    assert ids_of(texts_page(official, survey, "show=action")) == [text]
    official.post(f"{ROOT}/{survey.id}/texts/action", data={"question": "why", "answer": text, "do": "unmark"})
    assert db.session.scalar(select(func.count()).select_from(SurveyAction)) == 0


def test_an_excluded_answer_leaves_the_counts_and_comes_back(official, survey):
    [text, *_more] = ids_of(texts_page(official, survey))
    official.post(f"{ROOT}/{survey.id}/texts/tags", data={"question": "why", "text": text, "tags": "joke", "do": "add"})
    out = {"question": "why", "answer": text, "reason": "nonsense"}
    assert official.post(f"{ROOT}/{survey.id}/texts/exclude", data={**out, "reason": "x"}).status_code == 303
    assert folded(survey).overall.answers == 60

    official.post(f"{ROOT}/{survey.id}/texts/exclude", data=out)
    assert folded(survey).overall.answers == 59
    assert db.session.scalar(select(SurveyTag.texts)) == 0
    assert "survey answer out: nonsense" in db.session.scalars(select(AuditEntry.action)).all()
    assert len(texts_page(official, survey, "show=excluded").select(".raw")) == 1

    official.post(f"{ROOT}/{survey.id}/texts/exclude", data={**out, "do": "restore"})
    assert folded(survey).overall.answers == 60
    assert db.session.scalar(select(SurveyTag.texts)) == 1


def test_texts_of_another_survey_cannot_be_reached(official, survey):
    other = answer(survey_with(), {"why": "other"})
    for path, data in (("tags", {"text": other.id, "tags": "x"}), ("action", {"answer": other.id}),
                       ("exclude", {"answer": other.id, "reason": "nonsense"})):  # fmt: skip
        reply = official.post(f"{ROOT}/{survey.id}/texts/{path}", data={"question": "why", **data})
        assert reply.status_code == 404, path
    assert not db.session.get(SurveyAnswer, other.id, populate_existing=True).is_excluded


def test_the_files_hold_every_answer_with_a_codebook_and_are_noted(official, survey):
    page = soup(official.get(f"{ROOT}/{survey.id}/export"))
    assert "60 answers" in words(page)

    reply = official.post(f"{ROOT}/{survey.id}/export", data={"as": "csv"})
    table = list(csv.DictReader(io.StringIO(reply.data.decode("utf-8-sig"))))
    assert reply.headers["X-Rows"] == "60"
    assert len(table) == 60
    assert {row["lift"] for row in table} == {"1", "2"}
    assert {row["needs_light"] for row in table} == {"0", "1"}
    assert {row["photo"] for row in table} == {"-99"}
    ids = {str(id_) for id_ in db.session.scalars(select(SurveyAnswer.id))}
    assert not any(value in ids for row in table for value in row.values())

    book = openpyxl.load_workbook(io.BytesIO(official.post(f"{ROOT}/{survey.id}/export", data={"as": "xlsx"}).data))
    assert book.sheetnames == ["data", "questions", "values"]
    data = list(book["data"].values)
    assert len(data) == 61
    assert [str(name) for name in data[0]] == list(table[0])
    assert data[1][data[0].index("age")] == int(table[0]["age"])
    assert db.session.scalar(select(func.count()).where(AuditEntry.action.startswith("survey answers taken"))) == 2


def test_a_worker_elsewhere_takes_no_file(sign_in, survey):
    assert sign_in(make_user(Role.WORKER)).post(f"{ROOT}/{survey.id}/export", data={"as": "csv"}).status_code == 404


def test_what_is_published_is_chosen_previewed_and_taken_back(official, client, survey):
    kind = client.get(f"/surveys/{survey.id}/results")
    assert (kind.status_code, "still going on" in kind.text) == (200, True)

    data = {"told_en": "You want light.", "next_en": "Lamps in May.", "question": ["lift", "why"]}
    open_still = official.post(f"{ROOT}/{survey.id}/publish", data={**data, "do": "publish"})
    assert open_still.status_code == 422
    assert "You want light." in open_still.text

    db.session.get(Survey, survey.id).state = "closed"
    db.session.commit()
    preview = soup(official.post(f"{ROOT}/{survey.id}/publish", data=data))
    assert "Question lift" in words(preview)
    assert "You want light." in words(preview)
    assert db.session.get(Survey, survey.id, populate_existing=True).published_at is None

    assert official.post(f"{ROOT}/{survey.id}/publish", data={**data, "do": "publish"}).status_code == 303
    page = soup(client.get(f"/surveys/{survey.id}/results"))
    assert "What you told us" in words(page)
    assert "not what all residents think" in words(page)
    assert "楼道太暗" not in page.text
    assert "13912345678" not in page.text
    assert "Question happy" not in page.text

    official.post(f"{ROOT}/{survey.id}/unpublish")
    assert "You want light." not in client.get(f"/surveys/{survey.id}/results").text


def test_what_was_published_does_not_move(official, client, survey):
    db.session.get(Survey, survey.id).state = "closed"
    db.session.commit()
    official.get(f"{ROOT}/{survey.id}/results")
    official.post(f"{ROOT}/{survey.id}/publish", data={"told_en": "x", "question": ["lift"], "do": "publish"})
    before = client.get(f"/surveys/{survey.id}/results").text
    answer(survey, {"lift": "yes"})
    folded(survey)
    assert client.get(f"/surveys/{survey.id}/results").text == before


def test_a_reading_that_takes_long_goes_on_at_the_next_request(official, survey, monkeypatch):
    folded(survey)
    monkeypatch.setattr(passes, "PAGE", 20)
    monkeypatch.setattr(passes.advance, "__kwdefaults__", {"seconds": 0})
    path = f"{ROOT}/{survey.id}/results?said=happy=3"
    first = soup(official.get(path))
    assert first.select_one("progress")["value"] == "33"
    assert not first.select(".figure")
    assert official.get(f"{ROOT}/{survey.id}/cross.csv?rows=lift&columns=happy").status_code == 303

    for _time in range(3):
        last = soup(official.get(path))

    assert last.select(".figure")
    assert not last.select("progress")
