from dataclasses import replace
from datetime import timedelta

import pytest
from factories import DAY, NOON, QUESTIONS, commit, make_area, make_placement, make_survey, make_user
from sqlalchemy import select

from engage.errors import Closed, Conflict, Invalid
from engage.extensions import db
from engage.surveys.models import Survey, SurveyAnswer, SurveyDraft, SurveyPart, SurveyTurnout, SurveyVersion
from engage.surveys.queries import surveys
from engage.surveys.questionnaire import Questionnaire, Section, Words
from engage.surveys.services import make
from engage.surveys.terms import fingerprint, terms_of

SHORTER = Questionnaire((Section("lighting", Words("照明", "Lighting"), questions=QUESTIONS.questions[:1]),))


@pytest.fixture
def actor(app):
    return {"actor_id": make_user().id, "now": NOON}


@pytest.fixture
def draft(actor):
    return make.create(make_area(), title_zh="路灯", questionnaire=QUESTIONS, **actor)


def answered(survey, **kwargs):
    """Store an answer as its sending does."""
    version = surveys.current_version(survey)
    version.frozen_at = NOON
    values = {"channel": "web", "area_id": survey.area_id}
    return commit(
        SurveyAnswer(
            id=survey.id * 1000 + version.number, survey_id=survey.id, version_id=version.id, language="zh",
            week=NOON.date(), notice_version=1, data={"lamps": "yes"}, **values, **kwargs,
        ),
        SurveyPart(survey_id=survey.id, key="k" * 64),
        SurveyTurnout(survey_id=survey.id, parts=1, **values),
    )  # fmt: skip


def test_a_new_survey_is_a_draft_with_its_first_version_and_a_notice(draft):
    version = surveys.newest_version(draft)

    assert (surveys.phase(draft, NOON), version.number, version.revision) == ("draft", 1, 1)
    assert surveys.questionnaire_of(version) == QUESTIONS
    assert "365" in draft.notice_zh
    assert "365" in draft.notice_en


def test_a_form_sent_again_makes_no_second_survey(app, actor):
    area = make_area()
    first = make.create(area, title_zh="路灯", token="t" * 32, **actor)

    assert make.create(area, title_zh="路灯", token="t" * 32, **actor).id == first.id


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title_zh": ""}, "title_zh"),
        ({"title_zh": "x" * 121}, "title_zh"),
        ({"title_zh": "x", "keep_days": 3}, "keep_days"),
        ({"title_zh": "x", "gate": "nobody"}, "gate"),
        ({"title_zh": "x", "opens_at": NOON, "closes_at": NOON}, "closes_at"),
    ],
)
def test_terms_that_do_not_hold_together_are_refused(app, actor, words, field):
    with pytest.raises(Invalid) as error:
        make.create(make_area(), **words, **actor)

    assert list(error.value.details["fields"]) == [field]


def test_the_standard_notice_follows_the_keeping_time_and_rises_in_version(draft, actor):
    make.save_settings(draft.id, replace(terms_of(draft), title_en="Lamps"), seen=None, **actor)
    assert draft.notice_version == 1

    make.save_settings(draft.id, replace(terms_of(draft), keep_days=90), seen=None, **actor)

    assert "90" in draft.notice_en
    assert draft.notice_version == 2


def test_settings_that_somebody_else_changed_are_not_overwritten(draft, actor):
    seen = fingerprint(terms_of(draft))
    make.save_settings(draft.id, replace(terms_of(draft), title_zh="别的"), seen=seen, **actor)

    with pytest.raises(Conflict):
        make.save_settings(draft.id, replace(terms_of(draft), title_zh="我的"), seen=seen, **actor)


def test_who_may_answer_stays_after_the_first_answer(app, actor):
    survey = make_survey()
    answered(survey)

    with pytest.raises(Conflict):
        make.save_settings(survey.id, replace(terms_of(survey), gate="ticket"), seen=None, **actor)


def test_questions_of_a_draft_change_in_place(draft, actor):
    version = make.save_questions(draft.id, SHORTER, revision=1, **actor)

    assert (version.number, version.revision) == (1, 2)


def test_the_same_form_twice_is_no_conflict_but_an_older_page_is(draft, actor):
    make.save_questions(draft.id, SHORTER, revision=1, **actor)

    assert make.save_questions(draft.id, SHORTER, revision=1, **actor).revision == 2
    with pytest.raises(Conflict):
        make.save_questions(draft.id, Questionnaire(), revision=1, **actor)


def test_the_last_edit_can_be_taken_back_and_brought_back(draft, actor):
    make.save_questions(draft.id, SHORTER, revision=1, **actor)
    version = make.undo_questions(draft.id, revision=2, **actor)
    assert surveys.questionnaire_of(version) == QUESTIONS

    make.undo_questions(draft.id, revision=3, **actor)

    assert surveys.questionnaire_of(version) == SHORTER


def test_questions_in_use_stay_and_a_change_begins_a_new_version(app, actor):
    survey = make_survey()
    answered(survey)
    version = make.save_questions(survey.id, SHORTER, revision=1, **actor)

    assert (version.number, version.revision) == (2, 2)
    assert surveys.questionnaire_of(surveys.current_version(survey)) == QUESTIONS
    with pytest.raises(Conflict):
        make.save_questions(survey.id, Questionnaire(), revision=1, **actor)


def test_new_questions_are_answered_once_they_are_put_into_use(app, actor):
    survey = make_survey()
    make.save_questions(survey.id, SHORTER, revision=1, **actor)
    make.use_newest(survey.id, revision=2, **actor)

    assert survey.number == 2
    assert surveys.version_numbered(survey, 1).frozen_at == NOON
    with pytest.raises(Conflict):
        make.use_newest(survey.id, revision=2, **actor)


def test_questions_that_nobody_saw_can_be_thrown_away_and_others_not(app, actor):
    survey = make_survey()
    with pytest.raises(Conflict):
        make.drop_version(survey.id, revision=1, **actor)
    make.save_questions(survey.id, SHORTER, revision=1, **actor)

    make.drop_version(survey.id, revision=2, **actor)

    assert surveys.newest_version(survey).number == 1


def test_a_survey_opens_once_it_has_questions(app, actor):
    survey = make.create(make_area(), title_zh="空", **actor)
    with pytest.raises(Invalid):
        make.open_survey(survey.id, **actor)
    make.save_questions(survey.id, QUESTIONS, revision=1, **actor)

    make.open_survey(survey.id, **actor)

    assert surveys.is_open(survey, NOON)
    with pytest.raises(Conflict):
        make.open_survey(survey.id, **actor)


@pytest.mark.parametrize(
    ("dates", "phase"),
    [
        ({"opens_at": NOON}, "open"),
        ({"opens_at": NOON + DAY}, "coming"),
        ({"closes_at": NOON}, "closed"),
        ({"closes_at": NOON + timedelta(seconds=1)}, "open"),
        ({"state": "closed"}, "closed"),
        ({"deleted_at": NOON}, "deleted"),
    ],
)
def test_the_clock_tells_what_may_be_answered(app, dates, phase):
    assert surveys.phase(make_survey(**dates), NOON) == phase


def test_a_closed_survey_can_be_opened_again(app, actor):
    survey = make_survey(closes_at=NOON - DAY)
    make.reopen_survey(survey.id, **actor)
    assert surveys.is_open(survey, NOON)

    make.close_survey(survey.id, **actor)
    assert not surveys.is_open(survey, NOON)

    make.reopen_survey(survey.id, **actor)
    assert surveys.is_open(survey, NOON)


def test_a_draft_that_nothing_leads_to_is_gone(draft, actor):
    make.delete_survey(draft.id, **actor)

    assert db.session.scalar(select(Survey)) is None
    assert db.session.scalar(select(SurveyVersion)) is None


def test_a_draft_on_a_poster_stays_as_a_row(draft, actor):
    make_placement(target="survey", target_id=draft.id)
    make.delete_survey(draft.id, **actor)

    assert surveys.phase(draft, NOON) == "deleted"


def test_deleting_keeps_how_many_took_part_and_nothing_that_was_said(app, actor):
    survey, other = make_survey(), make_survey()
    answered(survey)
    answered(other)
    version = surveys.current_version(survey)
    commit(
        SurveyDraft(
            token="d" * 32, survey_id=survey.id, version_id=version.id, part_key="p" * 64, area_id=survey.area_id,
            notice_version=1, saved_on=NOON.date(),
        )
    )  # fmt: skip
    make.delete_survey(survey.id, **actor)

    kept = {table: db.session.scalars(select(table.survey_id)).all() for table in (SurveyAnswer, SurveyPart)}
    assert kept == {SurveyAnswer: [other.id], SurveyPart: [other.id]}
    assert db.session.scalar(select(SurveyDraft)) is None
    assert surveys.turnouts([survey.id, other.id]) == {survey.id: 1, other.id: 1}
    assert surveys.phase(survey, NOON) == "deleted"
    with pytest.raises(Closed):
        make.save_questions(survey.id, SHORTER, revision=1, **actor)


def test_a_copy_has_the_newest_questions_and_a_wave_those_that_were_answered(app, actor):
    survey = make_survey(opens_at=NOON - DAY)
    make.save_questions(survey.id, SHORTER, revision=1, **actor)
    copy = make.copy_survey(survey.id, **actor)
    wave = make.copy_survey(survey.id, as_wave=True, **actor)
    third = make.copy_survey(wave.id, as_wave=True, **actor)

    def questions(survey):
        return surveys.questionnaire_of(surveys.newest_version(survey))

    assert (questions(copy), copy.wave_of_id, copy.opens_at) == (SHORTER, None, None)
    assert (questions(wave), wave.wave_of_id, third.wave_of_id) == (QUESTIONS, survey.id, survey.id)


def test_no_wave_is_made_of_a_deleted_survey(app, actor):
    survey = make_survey()
    make.delete_survey(survey.id, **actor)

    with pytest.raises(Closed):
        make.copy_survey(survey.id, as_wave=True, **actor)
