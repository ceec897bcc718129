"""Answering a survey on a phone: with and without scripts, with and without a connection."""

import re

import pytest
from browser.axe import LOOKS, LOOKS_AT_ONCE
from browser.phone import HEIGHT, WIDTH
from factories import make_area, make_survey
from sqlalchemy import select
from surveys.expression_cases import CASES

from engage.extensions import db
from engage.surveys.expressions import parse
from engage.surveys.models import Survey, SurveyAnswer, SurveyDraft
from engage.surveys.questionnaire import Choice, Question, Questionnaire, QuestionType, Scale, Section, Words

T = QuestionType
LOST = (re.compile("ERR_INTERNET_DISCONNECTED"),)


def choices(*values):
    return tuple(Choice(value, Words(f"选项{value}", f"Choice {value}")) for value in values)


def question(name, kind, **kwargs):
    return Question(name, kind, Words(f"问题{name}？", f"Question {name}?"), **kwargs)


EVERYTHING = Questionnaire((
    Section("home", Words("住处", "Home"), questions=(
        Question("hello", T.NOTE, Words("大约两分钟。", "About two minutes.")),
        question("lamps", T.SINGLE, is_required=True, choices=choices("yes", "no")),
        question("where", T.TEXT, relevant="${lamps} = 'no'"),
        question("years", T.INTEGER, constraint=". <= 100"),
        question("assigned", T.SINGLE, relevant="${years} >= 20", choices=choices("yes", "no")),
        question("moved", T.DATE, constraint=". <= today()"),
    )),
    Section("view", Words("看法", "View"), questions=(
        question("content", T.SCALE, is_required=True, scale=Scale(1, 10)),
        question("parts", T.MATRIX, rows=choices("clean", "safe"), choices=choices("good", "fair", "bad", "unsure")),
        question("wishes", T.MULTIPLE, choices=choices("bench", "lift", "trees")),
        question("order", T.RANKING, choices=choices("a", "b", "c")),
        question("lift", T.TEXT, relevant="selected(${wishes}, 'lift') and ${lamps} = 'no'"),
    )),
    Section("end", questions=(
        question("flat", T.DECIMAL),
        question("photo", T.PHOTO),
        question("ok", T.ACKNOWLEDGE, is_required=True),
    )),
))  # fmt: skip
STORED = {
    "lamps": "yes", "years": 25, "assigned": "no", "moved": "2001-03-05", "content": 8,
    "parts": {"clean": "good", "safe": "bad"}, "wishes": ["bench", "lift"], "order": ["b", "a", "c"], "flat": "87.5",
    "ok": "OK",
}  # fmt: skip


@pytest.fixture
def new_survey(site):
    def new_survey(questionnaire=EVERYTHING, **kwargs):
        with site.store():
            return make_survey(make_area(), questionnaire, **kwargs).id

    return new_survey


def begin(phone, survey_id):
    phone.open(f"/surveys/{survey_id}")
    phone.press("I have read this – begin")


def rows(site, survey_id):
    with site.store():
        return db.session.scalars(select(SurveyAnswer.data).filter_by(survey_id=survey_id)).all()


def typed(site, survey_id):
    """Return what the one draft of a survey holds."""
    with site.store():
        return db.session.scalars(select(SurveyDraft.data).filter_by(survey_id=survey_id)).one()["answers"]


def tap(phone, field, value):
    """Tap what is seen of a radio button."""
    phone.page.locator(f"label:has([name='{field}'][value='{value}'])").tap()


def answer_first_page(phone):
    """Answer "no", write where, and think better of it."""
    tap(phone, "q.lamps", "no")
    phone.page.fill("#q-where-input", "3号楼2单元")
    tap(phone, "q.lamps", "yes")
    phone.page.fill("#q-years-input", "二十五")
    if phone.script:  # Only the server reads the number; it says what applies.
        phone.page.locator("#q-assigned").wait_for()
        assert not phone.page.locator("#q-where").is_visible()
    tap(phone, "q.assigned", "no")
    phone.page.fill("#q-moved-input", "2001年3月5日")


def answer_second_page(phone):
    tap(phone, "q.content", "8")
    tap(phone, "q.parts.clean", "good")
    tap(phone, "q.parts.safe", "bad")
    for wish in ("lift", "bench"):
        tap(phone, "q.wishes", wish)
    phone.page.select_option("[name='q.order.b']", "1")
    phone.page.select_option("[name='q.order.a']", "2")


def answer_third_page(phone):
    phone.page.fill("#q-flat-input", "８７．５")
    tap(phone, "q.ok", "OK")


def test_expressions_come_to_the_same_in_the_browser(pick_up, new_survey):
    phone = pick_up()
    begin(phone, new_survey())
    script = """cases => cases.map(one => engageSurvey.evaluate(
        one.tree, new Map(Object.entries(one.answers)), one.own, one.today))"""
    found = phone.page.evaluate(script, [{**case, "tree": parse(case["source"]).tree} for case in CASES])

    wrong = [case["source"] for case, value in zip(CASES, found, strict=True) if value is not case["expected"]]
    assert wrong == []
    assert len(found) > 100


@pytest.mark.parametrize("paging", ["section", "all", "question"])
def test_the_same_answers_are_stored_with_and_without_scripts(pick_up, site, new_survey, paging):
    survey_id = new_survey(paging=paging, once_per_device=False)
    for script in (True, False):
        phone = pick_up(lang="zh", script=script)
        begin(phone, survey_id)
        if paging == "question":
            answer_one_by_one(phone)
        else:
            answer_page_by_page(phone, paging)
        assert phone.path.endswith("/thanks")
        assert phone.page.locator(".all-done").count() == 1

    assert rows(site, survey_id) == [STORED, STORED]


def answer_page_by_page(phone, paging):
    answer_first_page(phone)
    for step in (answer_second_page, answer_third_page):
        if paging == "section":
            phone.follow(phone.page.locator("button.forward"))
        step(phone)
    phone.follow(phone.page.locator("button.forward"))
    if paging == "section":
        phone.follow(phone.page.locator("button.forward"))


def answer_one_by_one(phone):
    def go_on():
        phone.follow(phone.page.locator("button.forward"))

    tap(phone, "q.lamps", "yes")
    go_on()
    phone.page.fill("#q-years-input", "25")
    go_on()
    tap(phone, "q.assigned", "no")
    go_on()
    phone.page.fill("#q-moved-input", "2001-3-5")
    go_on()
    tap(phone, "q.content", "8")
    go_on()
    tap(phone, "q.parts.clean", "good")
    tap(phone, "q.parts.safe", "bad")
    go_on()
    tap(phone, "q.wishes", "lift")
    tap(phone, "q.wishes", "bench")
    go_on()
    phone.page.select_option("[name='q.order.b']", "1")
    phone.page.select_option("[name='q.order.a']", "2")
    go_on()
    phone.page.fill("#q-flat-input", "87.5")
    go_on()
    go_on()
    tap(phone, "q.ok", "OK")
    go_on()
    go_on()


def test_what_is_typed_without_a_connection_is_sent_when_it_is_back(pick_up, site, new_survey):
    survey_id, phone = new_survey(), pick_up(lang="en")
    begin(phone, survey_id)
    with phone.hearing(*LOST):
        phone.context.set_offline(True)
        tap(phone, "q.lamps", "no")
        phone.page.fill("#q-where-input", "Building 3")
        phone.page.get_by_text("Not saved yet").wait_for()
        phone.page.locator("button.forward").tap()  # Goes nowhere, and loses nothing.
        assert phone.page.locator("#q-where-input").input_value() == "Building 3"
        phone.context.set_offline(False)
        phone.page.get_by_text("Saved", exact=True).wait_for()

    assert typed(site, survey_id) == {"lamps": "no", "where": "Building 3"}
    assert phone.page.evaluate("Object.keys(localStorage)") == []


def test_what_is_typed_without_a_connection_outlives_the_page(pick_up, site, new_survey):
    survey_id, phone = new_survey(), pick_up(lang="en")
    begin(phone, survey_id)
    address = phone.page.url
    with phone.hearing(*LOST):
        phone.context.set_offline(True)
        tap(phone, "q.lamps", "no")
        phone.page.fill("#q-where-input", "Building 3")
        phone.page.get_by_text("Not saved yet").wait_for()
    phone.page.close()
    phone.context.set_offline(False)
    phone.page = phone.context.new_page()
    phone.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    phone.page.goto(address)
    phone.page.get_by_text("Saved", exact=True).wait_for()

    assert phone.page.locator("#q-where-input").input_value() == "Building 3"
    assert typed(site, survey_id) == {"lamps": "no", "where": "Building 3"}


def test_what_is_erased_right_before_going_on_stays_erased(pick_up, site, new_survey):
    survey_id, phone = new_survey(), pick_up(lang="en")
    begin(phone, survey_id)
    tap(phone, "q.lamps", "no")
    phone.page.fill("#q-where-input", "Building 3")
    phone.page.get_by_text("Saved", exact=True).wait_for()
    phone.page.fill("#q-where-input", "")
    phone.follow(phone.page.locator("button.forward"))

    assert typed(site, survey_id) == {"lamps": "no"}
    assert phone.page.evaluate("Object.keys(localStorage)") == []


@pytest.mark.parametrize("script", [True, False])
def test_the_language_changes_and_what_was_typed_stays(pick_up, new_survey, script):
    phone = pick_up(lang="en", script=script)
    begin(phone, new_survey())
    phone.page.fill("#q-years-input", "31")
    phone.follow(phone.page.locator("header button[name=lang]"))

    assert phone.page.locator("html").get_attribute("lang") == "zh-Hans"
    assert phone.page.locator("#q-years-input").input_value() == "31"


def test_places_of_a_ranking_are_swapped(pick_up, new_survey):
    phone = pick_up(lang="en")
    begin(phone, new_survey(paging="all"))
    places = {name: phone.page.locator(f"[name='q.order.{name}']") for name in "abc"}
    for place, name in enumerate("abc", start=1):
        places[name].select_option(str(place))
    places["c"].select_option("1")

    assert {name: place.input_value() for name, place in places.items()} == {"a": "3", "b": "2", "c": "1"}


def test_an_optional_answer_can_be_taken_back(pick_up, site, new_survey):
    survey_id, phone = new_survey(), pick_up(lang="en")
    begin(phone, survey_id)
    phone.page.fill("#q-years-input", "30")
    button = phone.page.locator("#q-assigned [data-clear]")
    phone.page.locator("#q-assigned").wait_for()
    assert not button.is_visible()
    tap(phone, "q.assigned", "yes")
    button.tap()
    assert not button.is_visible()
    phone.page.get_by_text("Saved", exact=True).wait_for()

    assert typed(site, survey_id) == {"years": 30}


# How far the mark of a box lies from the middle of it, in pixels, to the right and downwards.
OFF_CENTRE = """box => {
  const mark = getComputedStyle(box, "::after"), size = name => parseFloat(mark[name]);
  return [size("left") + size("marginLeft") + size("width") / 2 - box.clientWidth / 2,
          size("top") + size("marginTop") + size("height") / 2 - box.clientHeight / 2];
}"""


@pytest.mark.parametrize("view", ["", "elder"])
@pytest.mark.parametrize(("name", "value"), [("q.lamps", "yes"), ("q.wishes", "lift")])
def test_marks_stand_in_the_middle_of_their_boxes(pick_up, new_survey, name, value, view):
    phone = pick_up(lang="en", view=view)
    begin(phone, new_survey(paging="all"))
    box = phone.page.locator(f"input[name='{name}'][value='{value}']")
    box.check()

    assert all(abs(off) <= 2 for off in box.evaluate(OFF_CENTRE)), box.evaluate(OFF_CENTRE)


@pytest.mark.parametrize(("lang", "looks"), [("zh", LOOKS), ("en", LOOKS_AT_ONCE)], ids=["zh", "en"])
def test_every_page_can_be_used_by_everybody(pick_up, new_survey, axe, lang, looks):
    phone = pick_up(lang=lang)
    survey_id = new_survey()
    phone.open(f"/surveys/{survey_id}")
    axe.check(phone, "survey", looks)
    phone.press("I have read this – begin")
    axe.check(phone, "first page", looks)
    with phone.refused(422):
        phone.follow(phone.page.locator("button.forward"))
    axe.check(phone, "first page with an error", looks)
    assert phone.page.evaluate("document.activeElement.hasAttribute('data-summary')")
    answer_first_page(phone)
    phone.follow(phone.page.locator("button.forward"))
    axe.check(phone, "second page", looks)
    answer_second_page(phone)
    phone.follow(phone.page.locator("button.forward"))
    axe.check(phone, "third page", looks)
    answer_third_page(phone)
    phone.follow(phone.page.locator("button.forward"))
    axe.check(phone, "looking over", looks)
    phone.follow(phone.page.locator("button.forward"))
    axe.check(phone, "thanks", looks)
    phone.page.locator("summary").first.tap()
    phone.follow(phone.page.locator("details a.button"))
    axe.check(phone, "withdrawal", looks)
    phone.open(f"/surveys/{survey_id}")
    axe.check(phone, "answered already", looks)


def test_going_back_after_thanks_sends_and_keeps_nothing_more(pick_up, site, new_survey):
    one = Questionnaire((Section("one", questions=(question("lamps", T.SINGLE, choices=choices("yes", "no")),)),))
    survey_id, phone = new_survey(one), pick_up(lang="en")
    begin(phone, survey_id)
    tap(phone, "q.lamps", "no")
    phone.follow(phone.page.locator("button.forward"))
    phone.follow(phone.page.locator("button.forward"))
    thanks = phone.page.url
    phone.page.go_back()
    phone.page.go_back()
    phone.page.get_by_text("Your answers are recorded").wait_for()

    assert phone.page.url == thanks
    assert rows(site, survey_id) == [{"lamps": "no"}]
    assert phone.page.evaluate("Object.keys(localStorage)") == []


def test_a_browser_that_forbids_keeping_is_no_hindrance(pick_up, site, new_survey):
    survey_id, phone = new_survey(), pick_up(lang="en")
    phone.page.add_init_script("""
      ["getItem", "setItem", "removeItem"].forEach(function (name) {
        Storage.prototype[name] = function () { throw new DOMException("forbidden", "QuotaExceededError"); };
      });
    """)
    begin(phone, survey_id)
    tap(phone, "q.lamps", "no")
    phone.page.fill("#q-where-input", "Building 3")
    phone.follow(phone.page.locator("button.forward"))

    assert typed(site, survey_id) == {"lamps": "no", "where": "Building 3"}


def test_the_browser_forgets_what_can_not_be_sent_any_more(pick_up, site, new_survey):
    survey_id, phone = new_survey(), pick_up(lang="en")
    begin(phone, survey_id)
    address = phone.page.url
    with phone.hearing(*LOST):
        phone.context.set_offline(True)
        tap(phone, "q.lamps", "no")
        phone.page.fill("#q-where-input", "Building 3")
        phone.page.get_by_text("Not saved yet").wait_for()
    assert phone.page.evaluate("Object.keys(localStorage)") != []
    with site.store():
        db.session.get_one(Survey, survey_id).state = "closed"
        db.session.commit()
    with phone.refused(409), phone.page.expect_response("**/save"):
        phone.context.set_offline(False)
    phone.page.goto(address)
    phone.page.get_by_text("Not recorded").first.wait_for()

    assert phone.page.evaluate("Object.keys(localStorage)") == []
    assert rows(site, survey_id) == []
