"""A free text that needs action becomes a need or a proposal, once, and both keep where they came from."""

import pytest
import time_machine
from factories import DAY, NOON, commit, make_area, make_cycle, make_election, make_survey, make_tree
from sqlalchemy import select
from surveys.survey_steps import page_of_any as page

from engage.accounts.models import Role
from engage.budget.models import Proposal
from engage.communities.models import Area
from engage.extensions import db
from engage.needs.models import Need
from engage.origins import Origin
from engage.surveys.models import SurveyAction, SurveyAnswer, SurveyVersion
from engage.surveys.questionnaire import Question, Questionnaire, QuestionType, Section, Words

ASKED = Questionnaire((Section("s1", questions=(Question("why", QuestionType.TEXT, Words("为什么？", "Why?")),)),))
LAMP = "2号楼后面没有路灯"
PROPOSAL = {"title_zh": "加装路灯", "title_en": "", "text_zh": LAMP, "text_en": "", "cost": "3000"}


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def tree(app):
    return make_tree()


@pytest.fixture
def building(tree):
    return make_area("building", tree[3], name_zh="2号楼", name_en="Building 2")


@pytest.fixture
def survey(tree):
    return make_survey(tree[3], ASKED)


@pytest.fixture
def worker(sign_in, tree):
    return sign_in(role=Role.WORKER, area=tree[3])


@pytest.fixture
def official(sign_in, tree):
    return sign_in(role=Role.OFFICIAL, area=tree[3])


def mark(survey, text=LAMP, area=None, number=1, **kwargs):
    """Store an answer with a text that needs action."""
    version = db.session.scalars(select(SurveyVersion).filter_by(survey_id=survey.id)).first()
    commit(
        SurveyAnswer(
            id=10**15 + number, survey_id=survey.id, version_id=version.id, area_id=(area or survey.area).id,
            channel="web", language="zh", week=NOON.date(), notice_version=1, data={"why": text}, **kwargs,
        )
    )  # fmt: skip
    return commit(SurveyAction(survey_id=survey.id, answer_id=10**15 + number, question="why", marked_at=NOON)).id


def form_of(action_id, area, text=LAMP, **more):
    return {"category": "lighting", "area_id": area.id, "text": text, **more}


@pytest.mark.parametrize(
    ("text", "origin"),
    [("survey:12", Origin("survey", 12)), ("", None), ("survey", None), ("survey:x", None), (":1", None)],
)
def test_an_origin_is_read_as_it_is_written(text, origin):
    assert Origin.read(text) == origin
    assert origin is None or str(origin) == text


def test_the_form_begins_with_the_text_and_the_place(worker, survey, building):
    action_id = mark(survey, area=building)

    shown = page(worker.get(f"/staff/survey-texts/{action_id}/need"))

    assert shown.select_one("textarea[name=text]").text.strip() == LAMP
    assert shown.select_one("select[name=area_id] option[selected]")["value"] == str(building.id)


def test_a_text_becomes_a_need_that_names_its_survey(worker, survey, building):
    action_id = mark(survey, area=building)

    answer = worker.post(f"/staff/survey-texts/{action_id}/need", data=form_of(action_id, building))

    need = db.session.scalars(select(Need)).one()
    assert answer.location == f"/staff/needs/{need.id}"
    assert (need.channel, need.origin, need.area_id, need.state) == (
        "survey", f"survey:{survey.id}", building.id, "received",
    )  # fmt: skip
    assert db.session.get(SurveyAction, action_id).need_id == need.id
    desk = page(worker.get(answer.location))
    link = desk.find("a", string="From the survey “Lighting survey”")
    assert link["href"] == f"/staff/surveys/{survey.id}/texts?show=action"
    texts = page(worker.get(link["href"]))
    assert texts.find("a", string="A need was made of it.")["href"] == f"/staff/needs/{need.id}"


def test_what_needs_action_is_found_whichever_question_it_answers(worker, tree):
    first = Question("first", QuestionType.TEXT, Words("先说", "First"))
    survey = make_survey(tree[3], Questionnaire((Section("s1", questions=(first, *ASKED.questions)),)))
    mark(survey)

    assert LAMP in worker.get(f"/staff/surveys/{survey.id}/texts?show=action").text


def test_the_same_form_twice_makes_one_need(worker, survey, building):
    action_id = mark(survey, area=building)

    answers = [
        worker.post(f"/staff/survey-texts/{action_id}/need", data=form_of(action_id, building)) for _again in range(2)
    ]

    assert answers[0].location == answers[1].location
    assert len(db.session.scalars(select(Need)).all()) == 1
    again = worker.get(f"/staff/survey-texts/{action_id}/need")
    assert again.location == answers[0].location


def test_personal_data_is_pointed_out_and_needs_a_second_look(worker, survey, building):
    text = "我家漏水，电话13800005678"
    action_id = mark(survey, text, area=building)

    shown = page(worker.get(f"/staff/survey-texts/{action_id}/need"))
    refused = worker.post(f"/staff/survey-texts/{action_id}/need", data=form_of(action_id, building, text))

    assert shown.select_one("mark").text == "13800005678"
    assert refused.status_code == 422
    assert "a telephone number" in refused.text
    assert text in refused.text
    assert db.session.scalars(select(Need)).all() == []
    taken = worker.post(f"/staff/survey-texts/{action_id}/need", data=form_of(action_id, building, text, is_read="y"))
    assert taken.status_code == 303


def test_a_place_outside_is_not_taken(worker, survey, tree):
    action_id, elsewhere = mark(survey), make_area("community", db.session.get(Area, tree[2].id))

    answer = worker.post(f"/staff/survey-texts/{action_id}/need", data=form_of(action_id, elsewhere))

    assert answer.status_code == 422
    assert db.session.scalars(select(Need)).all() == []


def coming(area):
    election = make_election(area, opens_at=NOON + DAY, closes_at=NOON + 9 * DAY)
    return make_cycle(area, election, published_at=None, title_zh="明年微更新", title_en="Next year")


def test_a_text_becomes_a_proposal_once(official, survey, tree, building):
    action_id, cycle = mark(survey, area=building), coming(tree[2])
    before = len(cycle.proposals)
    shown = page(official.get(f"/staff/survey-texts/{action_id}/proposal"))
    # The street's budget is not the worker's of a community; nothing to choose from, and it says so.
    assert shown.select("input[name=cycle]") == []
    assert "No budget in preparation" in shown.text
    own = coming(tree[3])
    token = page(official.get(f"/staff/survey-texts/{action_id}/proposal")).select_one("input[name=form_token]")[
        "value"
    ]
    data = {**PROPOSAL, "cycle": own.id, "form_token": token}

    answers = [official.post(f"/staff/survey-texts/{action_id}/proposal", data=data) for _again in range(2)]

    made = db.session.scalars(select(Proposal).filter_by(title_zh="加装路灯")).one()
    assert [answer.location for answer in answers] == [f"/staff/proposals/{made.id}"] * 2
    assert (made.cycle_id, made.origin, made.cost_minor, made.area_id) == (
        own.id, f"survey:{survey.id}", 300000, building.id,
    )  # fmt: skip
    assert len(db.session.scalars(select(Proposal).filter_by(cycle_id=cycle.id)).all()) == before
    staff_page = page(official.get(answers[0].location))
    assert staff_page.find("a", string="From the survey “Lighting survey”") is not None
    texts = official.get(f"/staff/surveys/{survey.id}/texts?show=action")
    assert page(texts).find("a", string="A proposal was made of it.")["href"] == f"/staff/proposals/{made.id}"


def test_what_is_a_need_does_not_become_a_proposal_too(official, survey, tree, building):
    action_id, cycle = mark(survey, area=building), coming(tree[3])
    official.post(f"/staff/survey-texts/{action_id}/need", data=form_of(action_id, building))

    answer = official.post(f"/staff/survey-texts/{action_id}/proposal", data={**PROPOSAL, "cycle": cycle.id})

    assert answer.status_code == 409
    assert db.session.scalars(select(Proposal).filter_by(title_zh="加装路灯")).all() == []


def test_a_proposal_without_a_cost_keeps_what_was_typed(official, survey, tree):
    action_id, cycle = mark(survey), coming(tree[3])

    answer = official.post(
        f"/staff/survey-texts/{action_id}/proposal", data={**PROPOSAL, "cost": "a lot", "cycle": cycle.id}
    )

    assert answer.status_code == 422
    assert page(answer).select_one("input[name=title_zh]")["value"] == "加装路灯"


def test_a_worker_is_not_asked_to_make_proposals(worker, survey):
    action_id = mark(survey)

    assert "/need" in worker.get(f"/staff/surveys/{survey.id}/texts").text
    assert "/proposal" not in worker.get(f"/staff/surveys/{survey.id}/texts").text
    assert worker.get(f"/staff/survey-texts/{action_id}/proposal").status_code == 403


def test_a_text_that_was_withdrawn_leads_nowhere(worker, survey):
    action_id = mark(survey)
    answer = db.session.scalars(select(SurveyAnswer)).one()
    answer.data, answer.is_withdrawn = {}, True
    db.session.commit()

    assert worker.get(f"/staff/survey-texts/{action_id}/need").status_code == 404


def test_nobody_of_another_community_sees_it(sign_in, survey, tree):
    action_id = mark(survey)
    other = sign_in(role=Role.OFFICIAL, area=make_area("community", db.session.get(Area, tree[2].id)))

    assert other.get(f"/staff/survey-texts/{action_id}/need").status_code == 404
