import pytest
from bs4 import BeautifulSoup
from factories import QUESTIONS, commit, make_area, make_survey, make_user
from sqlalchemy import select

from engage.extensions import db
from engage.surveys.models import Survey, SurveyTurnout
from engage.surveys.queries import surveys
from engage.surveys.questionnaire import Questionnaire
from engage.surveys.ready import READY


@pytest.fixture
def area(app):
    return make_area("community", make_area("street"))


@pytest.fixture
def desk(sign_in, area):
    """The browser of a worker of the community."""
    return sign_in(make_user("worker", area))


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def questions(survey):
    db.session.expire_all()
    return surveys.questionnaire_of(surveys.newest_version(db.session.get_one(Survey, survey.id)))


def test_every_page_of_a_survey_answers(desk, area):
    survey = make_survey(area)
    pages = ["", "/settings", "/open", "/close", "/delete", "/copy", "/copy?as=wave", "/edit", "/preview", "/versions",
             "/edit/question?name=lamps", "/edit/question?section=lighting&type=matrix", "/edit/section",
             "/edit/section?name=lighting"]  # fmt: skip

    for page in ["/staff/surveys", "/staff/surveys/new", *(f"/staff/surveys/{survey.id}{page}" for page in pages)]:
        answer = desk.get(page)
        assert answer.status_code == 200, page
        assert len(soup(answer).find_all("h1")) == 1, page


# The list, and a new one


def test_the_list_shows_ones_own_surveys_with_their_answers(desk, area):
    survey, elsewhere = make_survey(area, title_en="Lamps"), make_survey(title_en="Elsewhere")
    for building in (make_area("building", area), make_area("building", area)):
        commit(SurveyTurnout(survey_id=survey.id, area_id=building.id, channel="web", parts=3))
    text = soup(desk.get("/staff/surveys")).main.text

    assert "Lamps" in text
    assert " ".join(text.split()).count("6 answers so far") == 1
    assert elsewhere.title_en not in text


def test_the_list_costs_the_same_whatever_stands_in_it(desk, area, app):
    seen = []
    db.event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    costs = []
    for _ in range(2):
        for _ in range(5):
            make_survey(area)
        seen.clear()
        desk.get("/staff/surveys")
        costs.append(len(seen))

    assert costs[0] == costs[1] > 0


@pytest.mark.parametrize(
    ("query", "found"), [("?q=lamps", True), ("?q=other", False), ("?state=draft", False), ("?state=open", True)]
)
def test_the_list_can_be_searched(desk, area, query, found):
    make_survey(area, title_en="Lamps")

    assert ("Lamps" in soup(desk.get(f"/staff/surveys{query}")).main.text) is found


def begin(desk, area, **fields):
    return desk.post("/staff/surveys/new", data={"area_id": area.id, "from": "blank", "title_zh": "路灯", **fields})


def newest():
    return db.session.scalars(select(Survey).order_by(Survey.id.desc()).limit(1)).one()


def test_a_survey_begins_from_a_ready_one_with_its_title_and_words(desk, area):
    answer = begin(desk, area, title_zh="", **{"from": "ready:needs"})
    survey = newest()

    assert answer.location == f"/staff/surveys/{survey.id}/edit"
    assert questions(survey) == READY["needs"].questionnaire
    assert (survey.title_zh, survey.intro_en) == (READY["needs"].title.zh, READY["needs"].intro.en)


def test_a_survey_begins_from_a_copy_or_from_nothing(desk, area):
    source = make_survey(area)
    begin(desk, area, title_zh="", **{"from": f"copy:{source.id}"})
    assert (questions(newest()), newest().title_zh) == (QUESTIONS, source.title_zh)

    begin(desk, area)
    assert questions(newest()).questions == ()


def test_the_search_for_an_area_stands_below_the_list_and_keeps_how_to_begin(desk, area):
    block = make_area("building", area, name_en="Building 7", code="B7")

    page = soup(desk.get("/staff/surveys/new?from=blank&q=B7"))

    field = page.select_one("#area_id").parent
    assert field.select_one("#area_id + * #q, #area_id ~ details[open] #q")["form"] == "find-area"
    assert page.select_one("form#find-area input[name=from]")["value"] == "blank"
    [option] = field.select("#area_id option")
    assert option["value"] == str(block.id)
    assert option.text.startswith("Building 7 (")


def test_a_search_that_finds_no_area_says_so(desk, area):
    page = soup(desk.get("/staff/surveys/new?q=nowhere"))

    assert "No area of yours fits" in page.select_one("#area_id").parent.text
    assert [option["value"] for option in page.select("#area_id option")] == [""]


def test_what_was_typed_is_kept_when_something_is_missing(desk, area):
    answer = begin(desk, area, area_id="", title_zh="路灯问卷")

    assert answer.status_code == 422
    assert soup(answer).find(id="title_zh")["value"] == "路灯问卷"
    assert soup(answer).find("input", value="blank", type="radio").has_attr("checked")


def test_surveys_of_other_areas_cannot_be_copied_and_other_areas_not_chosen(desk, area):
    other = make_survey()

    assert begin(desk, area, **{"from": f"copy:{other.id}"}).status_code == 404
    assert begin(desk, other.area).status_code == 404


# Settings


def settings_of(desk, survey):
    page = soup(desk.get(f"/staff/surveys/{survey.id}/settings"))
    form = page.find("form", action=f"/staff/surveys/{survey.id}/settings")
    fields = {field["name"]: field.get("value", "") for field in form.find_all("input") if field["type"] != "radio"}
    fields |= {field["name"]: field.text.lstrip("\n") for field in form.find_all("textarea")}
    return fields | {field["name"]: field["value"] for field in form.find_all("input", checked=True)}


def test_settings_are_saved_and_the_notice_rises_only_with_its_words(desk, area):
    survey = make_survey(area)
    fields = settings_of(desk, survey) | {"title_en": "New title", "opens_at": "2026-06-01T08:00"}
    assert desk.post(f"/staff/surveys/{survey.id}/settings", data=fields).status_code == 303
    db.session.refresh(survey)
    assert (survey.title_en, survey.notice_version) == ("New title", 1)
    assert survey.opens_at.isoformat() == "2026-06-01T00:00:00+00:00"  # Eight o'clock in Shanghai.

    fields = settings_of(desk, survey) | {"notice_zh": "别的话"}
    desk.post(f"/staff/surveys/{survey.id}/settings", data=fields)

    db.session.refresh(survey)
    assert survey.notice_version == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title_zh": "", "title_en": ""}, "title_zh"),
        ({"keep_days": "forever"}, "keep_days"),
        ({"keep_days": "5"}, "keep_days"),
        ({"keep_days": "90.5"}, "keep_days"),
        ({"keep_days": "-90"}, "keep_days"),
        ({"keep_days": "　"}, "keep_days"),
        ({"paper_days": ""}, "paper_days"),
        ({"paper_days": "29"}, "paper_days"),
        ({"opens_at": "soon"}, "opens_at"),
        ({"opens_at": "2026-06-02T08:00", "closes_at": "2026-06-01T08:00"}, "closes_at"),
    ],
)
def test_settings_that_make_no_sense_are_kept_and_marked(desk, area, change, field):
    survey = make_survey(area)
    answer = desk.post(
        f"/staff/surveys/{survey.id}/settings", data=settings_of(desk, survey) | {"intro_zh": "还在"} | change
    )

    assert answer.status_code == 422
    assert soup(answer).find(id=f"{field}-error")
    assert soup(answer).find(id="intro_zh").text.strip() == "还在"


@pytest.mark.parametrize(("gate", "device"), [("open", "checkbox"), ("ticket", "hidden")])
def test_who_may_answer_stands_fixed_with_the_reason_once_there_are_answers(desk, area, gate, device):
    survey = make_survey(area, gate=gate)
    assert len(soup(desk.get(f"/staff/surveys/{survey.id}/settings")).find_all("input", {"name": "gate"})) == 3
    commit(SurveyTurnout(survey_id=survey.id, area_id=area.id, channel="web", parts=1))

    page = soup(desk.get(f"/staff/surveys/{survey.id}/settings"))
    saved = desk.post(f"/staff/surveys/{survey.id}/settings", data=settings_of(desk, survey) | {"title_en": "Newer"})

    [field] = page.find_all("input", {"name": "gate"})
    assert (field["type"], field["value"]) == ("hidden", gate)
    assert "there are answers already" in field.parent.text
    assert page.find("input", {"name": "once_per_device"})["type"] == device
    db.session.refresh(survey)
    assert (saved.status_code, survey.title_en, survey.gate, survey.once_per_device) == (303, "Newer", gate, True)


def test_a_gate_that_was_changed_before_the_first_answer_came_is_refused_where_it_stands(desk, area):
    survey = make_survey(area)
    fields = settings_of(desk, survey) | {"gate": "ticket"}
    commit(SurveyTurnout(survey_id=survey.id, area_id=area.id, channel="web", parts=1))

    refused = desk.post(f"/staff/surveys/{survey.id}/settings", data=fields)

    [field] = soup(refused).find_all("input", {"name": "gate"})
    assert (refused.status_code, field["value"]) == (409, "open")
    assert "can no longer be changed" in field.parent.select_one(".error").text


def test_days_are_saved_however_they_are_written(desk, area):
    survey = make_survey(area)
    typed = {"keep_days": "九十", "paper_days": "３"}

    desk.post(f"/staff/surveys/{survey.id}/settings", data=settings_of(desk, survey) | typed)

    db.session.refresh(survey)
    assert (survey.keep_days, survey.paper_days) == (90, 3)


@pytest.mark.parametrize("typed", ["", " ", "many", "1.5", "-1", "99999"])
def test_days_that_cannot_be_read_are_told(desk, area, typed):
    survey = make_survey(area)

    answer = desk.post(f"/staff/surveys/{survey.id}/settings", data=settings_of(desk, survey) | {"keep_days": typed})

    assert answer.status_code == 422
    assert soup(answer).select_one(".field:has(#keep_days) .error")


def test_settings_changed_by_two_people_ask_once_more(desk, area):
    survey = make_survey(area)
    mine = settings_of(desk, survey) | {"intro_zh": "我的"}
    desk.post(f"/staff/surveys/{survey.id}/settings", data=settings_of(desk, survey) | {"intro_zh": "别人的"})
    answer = desk.post(f"/staff/surveys/{survey.id}/settings", data=mine)
    assert answer.status_code == 409
    assert soup(answer).find(id="intro_zh").text.strip() == "我的"

    again = mine | {"seen": soup(answer).find("input", {"name": "seen"})["value"]}

    assert desk.post(f"/staff/surveys/{survey.id}/settings", data=again).status_code == 303
    db.session.refresh(survey)
    assert survey.intro_zh == "我的"


# Life


def test_a_draft_opens_closes_and_opens_again(desk, area):
    survey = make_survey(area, state="draft")
    states = []
    for step in ("open", "close", "open"):
        assert desk.post(f"/staff/surveys/{survey.id}/{step}").status_code == 303
        db.session.refresh(survey)
        states.append(survey.state)

    assert states == ["open", "closed", "open"]


def test_a_closed_survey_leads_to_its_results_and_to_what_residents_read(desk, area):
    survey = make_survey(area, state="closed")
    page = BeautifulSoup(desk.get(f"/staff/surveys/{survey.id}").text, "html.parser")
    steps = [link["href"] for link in page.select(".next-step a")]
    assert steps[:2] == [f"/staff/surveys/{survey.id}/results", f"/staff/surveys/{survey.id}/publish"]


@pytest.mark.parametrize(("gate", "page", "said"), [("ticket", "tickets", "has a ticket"), ("code", "codes", "a code")])
def test_a_survey_behind_a_gate_leads_to_what_opens_it(desk, area, gate, page, said):
    survey = make_survey(area, gate=gate)
    step = soup(desk.get(f"/staff/surveys/{survey.id}")).select_one(".next-step")
    assert step.a["href"] == f"/staff/surveys/{survey.id}/{page}"
    assert f"{said} can answer now" in step.text


def test_a_survey_without_questions_does_not_open_and_says_why(desk, area):
    survey = make_survey(area, Questionnaire(), state="draft")

    assert "There is no question yet" in desk.get(f"/staff/surveys/{survey.id}/open").text
    answer = desk.post(f"/staff/surveys/{survey.id}/open")
    assert answer.status_code == 422
    assert survey.state == "draft"


def test_deleting_answers_needs_a_tick(desk, area):
    survey = make_survey(area)
    commit(SurveyTurnout(survey_id=survey.id, area_id=area.id, channel="web", parts=3))
    assert desk.post(f"/staff/surveys/{survey.id}/delete").status_code == 422

    answer = desk.post(f"/staff/surveys/{survey.id}/delete", data={"is_sure": "on"})

    assert answer.location == "/staff/surveys"
    assert "3 people had taken part" in desk.get(f"/staff/surveys/{survey.id}").text
    assert desk.get(f"/staff/surveys/{survey.id}/edit").status_code == 409
    assert "照明问卷" not in soup(desk.get("/staff/surveys")).main.text


def test_the_questions_of_a_deleted_survey_can_be_copied_and_no_wave_of_it_made(desk, area):
    survey = make_survey(area)
    commit(SurveyTurnout(survey_id=survey.id, area_id=area.id, channel="web", parts=3))
    desk.post(f"/staff/surveys/{survey.id}/delete", data={"is_sure": "on"})
    address = soup(desk.get(f"/staff/surveys/{survey.id}")).find("a", string="Copy the questions")["href"]
    assert desk.get(address).status_code == 200
    assert desk.post(address, data={"as": "wave", "title_en": "Again"}).status_code == 409

    answer = desk.post(address, data={"title_zh": "再问一次", "title_en": "Again"})

    copied = db.session.get_one(Survey, int(answer.location.split("/")[-2]))
    assert questions(copied).by_name.keys() == questions(survey).by_name.keys() != set()
    assert copied.wave_of_id is None


def test_a_wave_names_the_survey_that_it_repeats(desk, area):
    survey = make_survey(area)
    desk.post(f"/staff/surveys/{survey.id}/copy", data={"as": "wave", "area_id": area.id, "title_zh": "第二轮"})

    assert (newest().wave_of_id, newest().title_zh) == (survey.id, "第二轮")
