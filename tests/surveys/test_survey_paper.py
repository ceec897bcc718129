"""Printing a survey and typing it in: quickly, once, told apart from what came on the web."""

import re

import pytest
import time_machine
from code_factories import make_code
from factories import DAY, NOON, make_area, make_dwelling, make_election, make_slot, make_survey, make_tree
from sqlalchemy import func, select
from surveys.survey_steps import page_of_any as page

from engage.accounts.models import Role
from engage.communities.models import Area
from engage.errors import Conflict
from engage.extensions import db
from engage.surveys.models import Survey, SurveyAnswer, SurveyPart, SurveyTurnout, SurveyVersion
from engage.surveys.queries.publication import snapshot
from engage.surveys.queries.results import Results
from engage.surveys.services.fold import fold
from engage.surveys.services.publish import publish
from engage.surveys.services.tickets import issue
from engage.transaction import in_transaction, transaction


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def tree(app):
    return make_tree()


@pytest.fixture
def building(tree):
    return make_area("building", tree[3], name_zh="9号楼", name_en="Building 9")


@pytest.fixture
def survey(tree):
    return make_survey(tree[3])


@pytest.fixture
def worker(sign_in, tree):
    return sign_in(role=Role.WORKER, area=tree[3])


@pytest.fixture
def official(sign_in, tree):
    return sign_in(role=Role.OFFICIAL, area=tree[3])


def form_of(client, survey):
    """Return the hidden fields and the channel of an empty form."""
    shown = page(client.get(f"/staff/surveys/{survey.id}/enter"))
    return {
        "form_token": shown.select_one("form.keyed input[name=form_token]")["value"], "channel": "paper", "do": "save"
    }  # fmt: skip


def type_in(client, survey, form=None, **fields):
    data = {**(form or form_of(client, survey)), **{name.replace("__", "."): value for name, value in fields.items()}}
    return client.post(f"/staff/surveys/{survey.id}/enter", data=data)


def answers():
    return db.session.scalars(select(SurveyAnswer)).all()


def turnout():
    return {(row.area_id, row.channel): row.parts for row in db.session.scalars(select(SurveyTurnout)) if row.parts}


def test_the_printed_form_has_numbers_conditions_and_the_notice(worker, survey):
    shown = page(worker.get(f"/staff/surveys/{survey.id}/paper?lang=en")).select_one("article.form")

    assert "Version 1" in shown.text
    assert [b.text for b in shown.select(".ask h4 b")] == ["1*", "2", "3"]  # The first must be answered.
    assert "Only if “question 1” is “No”." in shown.text
    assert [box.text for box in shown.select(".ask")[0].select(".box")] == ["1", "2"]
    assert "Only to mend the lighting." in shown.text
    assert "hand it in" in shown.text
    assert shown.select_one(".cells") is None


@pytest.mark.parametrize(("lang", "said"), [("en", "cannot be taken back"), ("zh", "交出后不能撤回")])
def test_the_printed_form_says_that_paper_is_not_taken_back(worker, survey, lang, said):
    shown = page(worker.get(f"/staff/surveys/{survey.id}/paper?lang={lang}"))

    assert said in shown.select_one("article.form header").text


def test_somebody_beside_the_worker_can_have_the_words_deleted_later(worker, survey, client):
    saved = type_in(worker, survey, channel="assisted", q__lamps="2", q__where="三楼")
    address = page(worker.get(saved.location)).select_one("details .mono").text

    client.post(address)

    [answer] = answers()
    assert (answer.data, answer.is_withdrawn) == ({"lamps": "no"}, True)
    paper = type_in(worker, survey, q__lamps="1")
    assert page(worker.get(paper.location)).select_one("details .mono") is None


def test_it_is_printed_in_the_language_that_is_asked_for(worker, survey):
    both, chinese = (
        page(worker.get(f"/staff/surveys/{survey.id}/paper?lang={lang}")).select_one("article.form").text
        for lang in ("both", "zh")
    )

    assert "楼道灯亮吗？" in both
    assert "Do the lamps work?" in both
    assert "楼道灯亮吗？" in chinese
    assert "Do the lamps work?" not in chinese


def test_a_form_by_ticket_has_a_field_for_the_code(worker, tree):
    survey = make_survey(tree[3], gate="ticket")

    shown = page(worker.get(f"/staff/surveys/{survey.id}/paper"))

    assert len(shown.select(".cells i")) == 12


def test_typing_in_records_an_answer_and_opens_the_next_form(worker, survey, building):
    saved = type_in(worker, survey, q__lamps="2", q__where="三楼", q__content="4", area=str(building.id))

    [answer] = answers()
    assert (answer.data, answer.channel, answer.area_id) == (
        {"lamps": "no", "where": "三楼", "content": 4}, "paper", building.id,
    )  # fmt: skip
    assert saved.status_code == 303
    following = page(worker.get(saved.location))
    assert following.select_one("#q-lamps")["value"] == ""
    assert "1 entered by you" in re.sub(r"\s+", " ", following.select_one(".tallying").text)
    assert following.select_one("select[name=area] option[selected]")["value"] == str(building.id)
    assert turnout() == {(building.id, "paper"): 1}


def test_assisted_answers_are_counted_apart(worker, survey):
    type_in(worker, survey, channel="assisted", q__lamps="1")
    type_in(worker, survey, q__lamps="1")

    assert turnout() == {(survey.area_id, "assisted"): 1, (survey.area_id, "paper"): 1}


def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_kept(worker, survey):
    refused = type_in(worker, survey, q__lamps="7", q__content="4")

    shown = page(refused)
    assert refused.status_code == 422
    assert shown.select_one("#lamps-error").text == "Type one number from 1 to 2, as printed beside the boxes."
    assert (shown.select_one("#q-lamps")["value"], shown.select_one("#q-content")["value"]) == ("7", "4")
    assert answers() == []


def test_the_cursor_stands_in_the_first_field_or_in_the_first_to_mend(worker, survey):
    form = page(worker.get(f"/staff/surveys/{survey.id}/enter"))
    refused = page(type_in(worker, survey, q__lamps="1", q__content="77"))

    assert [field["id"] for field in form.select("[autofocus]")] == ["q-lamps"]
    assert [field["id"] for field in refused.select("[autofocus]")] == ["q-content"]


def test_what_paper_leaves_empty_is_taken_but_somebody_beside_the_worker_is_asked(worker, survey):
    beside = type_in(worker, survey, channel="assisted", q__content="4")
    paper = type_in(worker, survey, q__content="4")

    assert beside.status_code == 422
    assert page(beside).select_one("#lamps-error").text == "Please answer this question."
    assert paper.status_code == 303


def test_answers_that_do_not_apply_are_left_out_and_told(worker, survey):
    saved = type_in(worker, survey, q__lamps="1", q__where="三楼", q__content="5")

    assert answers()[0].data == {"lamps": "yes", "content": 5}
    assert "Left out, since these questions did not apply: 2." in worker.get(saved.location).text


def test_the_same_form_twice_counts_once(worker, survey):
    form = form_of(worker, survey)

    for _again in range(2):
        assert type_in(worker, survey, form, q__lamps="1").status_code == 303

    assert len(answers()) == 1
    assert turnout() == {(survey.area_id, "paper"): 1}


def test_enter_without_a_script_saves_nothing(worker, survey):
    shown = type_in(worker, survey, do="look", q__lamps="1")

    assert shown.status_code == 200
    assert page(shown).select_one("#q-lamps")["value"] == "1"
    assert answers() == []
    first = page(worker.get(f"/staff/surveys/{survey.id}/enter")).select_one("form.keyed button")
    assert first["value"] == "look"


def test_the_last_one_can_be_taken_back(worker, survey):
    saved = type_in(worker, survey, q__lamps="1")
    in_transaction(fold, survey.id)
    last = page(worker.get(saved.location)).select_one("input[name=last]")["value"]

    worker.post(f"/staff/surveys/{survey.id}/enter/undo", data={"last": last})
    again = worker.post(f"/staff/surveys/{survey.id}/enter/undo", data={"last": last})

    assert (answers(), turnout(), db.session.scalars(select(SurveyPart)).all()) == ([], {}, [])
    page_of_it = worker.get(again.location).text
    assert "nothing to take back" in page_of_it
    assert "The last answer was taken back." in page_of_it
    assert "ticket or code" not in page_of_it


def test_nobody_takes_back_what_another_entered(worker, survey, sign_in, tree):
    form = form_of(worker, survey)
    type_in(worker, survey, form, q__lamps="1")

    sign_in(role=Role.WORKER, area=tree[3]).post(
        f"/staff/surveys/{survey.id}/enter/undo", data={"last": form["form_token"]}
    )

    assert len(answers()) == 1


@pytest.fixture
def by_ticket(tree, building):
    survey = make_survey(tree[3], gate="ticket")
    with transaction():
        codes = issue(survey.id, db.session.get_one(Area, building.id), 2, token="b1", actor_id=None, now=NOON).codes
    return survey, codes


def test_a_ticket_counts_once_on_paper_or_on_the_web(worker, by_ticket, building, client):
    survey, [code, _other] = by_ticket
    wrong = type_in(worker, survey, q__lamps="1", code="ZZZZ-ZZZZ-ZZZZ")
    first = type_in(worker, survey, q__lamps="1", code=code.lower())
    second = type_in(worker, survey, q__lamps="2", code=code)

    assert wrong.status_code == 422
    assert "not known" in page(wrong).select_one("#code-error").text
    assert first.status_code == 303
    assert second.status_code == 409
    assert "recorded before" in page(second).select_one("#code-error").text
    assert page(second).select_one("#q-lamps")["value"] == "2"
    assert turnout() == {(building.id, "paper"): 1}
    assert "this ticket the survey was answered already" in client.get(f"/s/{code}").text


def test_a_ticket_that_was_taken_back_opens_again(worker, by_ticket):
    survey, [code, _other] = by_ticket
    form = form_of(worker, survey)
    type_in(worker, survey, form, q__lamps="1", code=code)
    worker.post(f"/staff/surveys/{survey.id}/enter/undo", data={"last": form["form_token"]})

    assert type_in(worker, survey, q__lamps="2", code=code).status_code == 303
    assert [answer.data for answer in answers()] == [{"lamps": "no"}]


def test_a_household_code_counts_its_building_and_can_be_taken_back(worker, tree, building):
    election = make_election(tree[3])
    survey = make_survey(tree[3], gate="code", election_id=election.id)
    slot = make_slot(election, make_dwelling(make_area("stairwell", db.session.get_one(Area, building.id))))
    code = make_code(election, slot)
    form = form_of(worker, survey)

    saved = type_in(worker, survey, form, q__lamps="1", code=code)

    assert saved.status_code == 303
    assert answers()[0].area_id == survey.area_id
    assert turnout() == {(building.id, "paper"): 1}
    assert db.session.scalar(select(func.count()).select_from(SurveyPart)) == 1
    worker.post(f"/staff/surveys/{survey.id}/enter/undo", data={"last": form["form_token"]})
    db.session.expire_all()
    assert turnout() == {}
    assert db.session.scalar(select(func.count()).select_from(SurveyPart)) == 0


def close(survey, *, days_ago=0, **kwargs):
    """Let the survey end by the clock; further fields are set with it."""
    found = db.session.get_one(Survey, survey.id)
    for name, value in {"closes_at": NOON - days_ago * DAY, **kwargs}.items():
        setattr(found, name, value)
    db.session.commit()


def told(client, survey):
    return page(client.get(f"/staff/surveys/{survey.id}/results")).select_one("#live").text


def test_forms_from_before_the_close_are_typed_in_after_it_and_counted_apart(worker, survey, building):
    type_in(worker, survey, channel="assisted", q__lamps="1")
    assert "after the close" not in told(worker, survey)
    close(survey, days_ago=13)

    shown = page(worker.get(f"/staff/surveys/{survey.id}/enter"))
    saved = type_in(worker, survey, q__lamps="2", area=str(building.id))

    assert "handed in before" in shown.select_one(".notice.warn").text
    assert [(box["value"], box.has_attr("checked")) for box in shown.select("input[name=channel]")] == [("paper", True)]
    assert saved.status_code == 303
    assert turnout() == {(survey.area_id, "assisted"): 1, (building.id, "late"): 1}
    assert "From paper forms, typed in after the close1" in told(worker, survey)


def test_a_form_that_was_typed_in_late_can_be_taken_back(worker, survey):
    close(survey)
    form = form_of(worker, survey)
    type_in(worker, survey, form, q__lamps="1")

    worker.post(f"/staff/surveys/{survey.id}/enter/undo", data={"last": form["form_token"]})

    assert (answers(), turnout()) == ([], {})


@pytest.mark.parametrize(
    "ended",
    [
        {"days_ago": 14},
        {"paper_days": 0},
        {"published_at": NOON, "published": {}},
        {"days_ago": -1, "state": "closed", "closed_at": NOON - 14 * DAY},
        {"closes_at": None, "state": "closed", "closed_at": NOON - DAY, "opens_at": NOON},
    ],
    ids=["after the days", "no days", "published", "closed by hand", "closed before it began"],
)
def test_then_nothing_more_is_typed_in(worker, survey, ended):
    form = form_of(worker, survey)
    type_in(worker, survey, form, q__lamps="1")
    before = turnout()
    close(survey, **ended)

    refused = type_in(worker, survey, {**form, "form_token": "1" * 32}, q__lamps="1")
    worker.post(f"/staff/surveys/{survey.id}/enter/undo", data={"last": form["form_token"]})

    assert refused.status_code == 409
    assert "Nothing can be typed in now" in refused.text
    assert turnout() == before


def test_after_the_close_nobody_else_answers(worker, client, survey):
    form = form_of(worker, survey)
    begun = client.post(f"/surveys/{survey.id}/begin", data={"notice": survey.notice_version}).location
    close(survey)

    beside = type_in(worker, survey, form, channel="assisted", q__lamps="1")
    sent = client.post(f"{begun.partition('?')[0]}/send", data={"asked": "lamps", "q.lamps": "yes", "revision": "0"})

    assert beside.status_code == 422
    assert "only paper forms" in page(beside).select_one("#channel-error").text
    assert "not recorded" in sent.text
    assert answers() == []


def test_a_ticket_counts_once_after_the_close_too(worker, by_ticket, building):
    survey, [code, _other] = by_ticket
    type_in(worker, survey, q__lamps="1", code=code)
    close(survey)

    assert type_in(worker, survey, q__lamps="2", code=code).status_code == 409
    assert turnout() == {(building.id, "paper"): 1}


def test_the_office_reads_until_when_forms_may_be_typed_in(official, survey):
    close(survey)

    desk, publishing = (
        page(official.get(f"/staff/surveys/{survey.id}{path}")).select_one("main").text for path in ("", "/publish")
    )

    assert "may be typed in before Mon 15 Jun 2026, 20:00" in desk
    assert "Publishing ends that" in publishing


@pytest.mark.parametrize(
    ("before", "late", "sentence"),
    [
        (5, 5, "5 of them on paper forms that were handed in before the close and typed in after it."),
        (5, 1, "Some of them on paper forms that were handed in before the close and typed in after it."),
        (1, 5, "Some of them on paper forms that were handed in before the close and typed in after it."),
    ],
)
def test_residents_read_how_many_were_typed_in_late(worker, official, client, survey, before, late, sentence):
    for _form in range(before):
        type_in(worker, survey, q__lamps="1")
    close(survey)
    for _form in range(late):
        type_in(worker, survey, q__lamps="1")
    form = {"told_en": "The lamps work.", "question": "lamps", "do": "publish"}

    assert official.post(f"/staff/surveys/{survey.id}/publish", data=form).status_code == 303

    shown = page(client.get(f"/surveys/{survey.id}/results")).select_one("main").text
    assert sentence in shown
    assert f"{late} of them" not in shown or sentence.startswith(str(late))


def test_nothing_is_published_without_the_form_that_is_typed_in_meanwhile(worker, official, survey):
    for _form in range(5):
        type_in(worker, survey, q__lamps="1")
    close(survey)
    in_transaction(fold, survey.id)
    found = db.session.get_one(Survey, survey.id)
    words = dict.fromkeys(("told_zh", "told_en", "next_zh", "next_en"), "灯")
    made = snapshot(Results(found), ["lamps"], words, now=NOON)
    type_in(worker, survey, q__lamps="1")

    with pytest.raises(Conflict, match="at this moment"):
        in_transaction(publish, survey.id, made, actor_id=found.created_by_id, now=NOON)

    assert db.session.get_one(Survey, survey.id).published_at is None


def test_the_day_before_the_end_is_named(worker, survey):
    db.session.get_one(Survey, survey.id).closes_at = NOON + DAY
    db.session.commit()

    assert "Type everything in before" in worker.get(f"/staff/surveys/{survey.id}/enter").text


def test_an_older_form_is_typed_in_as_it_was_printed(worker, survey):
    first = db.session.scalars(select(SurveyVersion)).one()
    content = {"sections": [{"name": "s", "questions": [{"name": "new", "type": "text", "label": {"zh": "新"}}]}]}
    db.session.add(SurveyVersion(survey_id=survey.id, number=2, content=content, created_at=NOON))
    db.session.get_one(Survey, survey.id).number = 2
    db.session.commit()

    address = f"/staff/surveys/{survey.id}/enter?version=1"
    shown = page(worker.get(address))
    token = shown.select_one("form.keyed input[name=form_token]")["value"]
    saved = worker.post(address, data={"form_token": token, "channel": "paper", "do": "save", "q.lamps": "1"})

    assert shown.select_one("#q-new") is None
    assert saved.location.endswith("version=1")
    assert (answers()[0].version_id, answers()[0].data) == (first.id, {"lamps": "yes"})


def test_a_professional_types_nothing_in(sign_in, survey, tree):
    other = sign_in(role=Role.PROFESSIONAL, area=tree[3])

    assert other.get(f"/staff/surveys/{survey.id}/enter").status_code == 403
    assert other.post(f"/staff/surveys/{survey.id}/enter", data={}).status_code == 403
