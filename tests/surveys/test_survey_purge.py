"""What is deleted of surveys, and when; what stays."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from factories import DAY, NOON, commit, make_survey
from sqlalchemy import func, select
from surveys.survey_answers import answer

from engage.extensions import db
from engage.pictures.models import Picture
from engage.surveys.commands import survey_commands
from engage.surveys.late import PAPER_DAYS
from engage.surveys.models import (
    SurveyAction,
    SurveyAnswer,
    SurveyDraft,
    SurveyPart,
    SurveyPhoto,
    SurveyTag,
    SurveyTagged,
    SurveyTicket,
    SurveyTicketBatch,
    SurveyTurnout,
    SurveyVersion,
)
from engage.surveys.queries.results import Results
from engage.surveys.services.purge import KEY_DAYS, purge
from engage.surveys.terms import KEEP_DAYS
from engage.transaction import in_transaction

HOUR = timedelta(hours=1)


def over(**kwargs):
    """Return a survey that ended at `NOON`, with something in every place that can hold something of a person."""
    survey = make_survey(state="closed", closed_at=NOON, gate="ticket", keep_days=90, **kwargs)
    said = answer(survey, {"lamps": "no", "where": "三楼"})
    commit(Picture(digest="d" * 64, width=1, height=1, full=b"f", thumb=b"t"))
    tag = commit(SurveyTag(survey_id=survey.id, name="照明", texts=1))
    batch = commit(
        SurveyTicketBatch(survey_id=survey.id, area_id=survey.area_id, token="t" * 32, tickets=1, created_at=NOON)
    )
    commit(
        SurveyPhoto(digest="d" * 64, answer_id=said.id),
        SurveyTagged(answer_id=said.id, question="where", tag_id=tag.id),
        SurveyAction(survey_id=survey.id, answer_id=said.id, question="where", marked_at=NOON),
        SurveyPart(survey_id=survey.id, key="k" * 64),
        SurveyTurnout(survey_id=survey.id, area_id=survey.area_id, channel="web", parts=1),
        SurveyTicket(batch_id=batch.id, digest="c" * 64),
    )
    return survey


def draft(survey, saved_on, **kwargs):
    version = db.session.scalars(select(SurveyVersion).filter_by(survey_id=survey.id)).first()
    values = {"token": "a" * 32, "part_key": "p" * 64, **kwargs}
    return commit(
        SurveyDraft(
            survey_id=survey.id, version_id=version.id, area_id=survey.area_id, notice_version=1, data={},
            saved_on=saved_on, **values,
        )
    )  # fmt: skip


def run(now):
    """Purge until nothing is left to do; return what was cleared."""
    totals = {}
    while any((done := in_transaction(purge, now=now, limit=1)).values()):
        totals = {name: totals.get(name, 0) + number for name, number in done.items()}
    return {name: number for name, number in totals.items() if number}


def number_of(model):
    return db.session.scalar(select(func.count()).select_from(model))


PERSONAL = (SurveyAnswer, SurveyPhoto, SurveyTagged, SurveyAction, SurveyPart, SurveyTicket)


def held():
    return {model.__name__ for model in PERSONAL if number_of(model)}


ALL = {model.__name__ for model in PERSONAL}


@pytest.mark.parametrize(
    ("days", "left"),
    [(29, ALL), (30, ALL - {"SurveyPart", "SurveyTicket"}), (89, ALL - {"SurveyPart", "SurveyTicket"}), (90, set())],
)
def test_everything_has_its_time(app, days, left):
    over()

    run(NOON + days * DAY)

    assert held() == left


def test_counts_and_turnout_stay(app):
    survey = over()

    run(NOON + 90 * DAY)

    results = Results(survey)
    assert results.overall.answers == 1
    assert results.tally().cells["lamps", "single"]["no"] == 1
    assert db.session.scalars(select(SurveyTurnout.parts)).one() == 1
    assert db.session.scalars(select(SurveyTicketBatch.tickets)).one() == 1
    assert number_of(Picture) == 0


def test_a_picture_that_something_else_shows_stays(app):
    over()
    commit(SurveyPhoto(digest="d" * 64, draft_token="x" * 32))

    run(NOON + 90 * DAY)

    assert number_of(Picture) == 1


def test_an_open_survey_keeps_all_but_old_drafts(app):
    survey = make_survey(closes_at=NOON + 400 * DAY)
    answer(survey, {"lamps": "yes"})
    commit(SurveyPart(survey_id=survey.id, key="k" * 64))
    draft(survey, NOON.date())
    draft(survey, NOON.date() + DAY, token="b" * 32, part_key="q" * 64)

    done = run(NOON + 30 * DAY)

    assert done == {"drafts": 1}
    assert db.session.scalars(select(SurveyDraft.token)).all() == ["b" * 32]
    assert (number_of(SurveyAnswer), number_of(SurveyPart)) == (1, 1)


def test_the_photo_of_an_old_draft_goes_with_it(app):
    survey = make_survey()
    commit(Picture(digest="e" * 64, width=1, height=1, full=b"f", thumb=b"t"))
    draft(survey, NOON.date())
    commit(SurveyPhoto(digest="e" * 64, draft_token="a" * 32))

    run(NOON + 30 * DAY)

    assert (number_of(SurveyPhoto), number_of(Picture)) == (0, 0)


def test_a_survey_that_was_opened_again_has_no_end(app):
    survey = make_survey(state="open", closed_at=None, closes_at=None)
    answer(survey, {"lamps": "yes"})

    assert run(NOON + 1000 * DAY) == {}


def test_the_clock_ends_a_survey_too(app):
    survey = make_survey(closes_at=NOON, keep_days=30)
    answer(survey, {"lamps": "yes"})

    assert run(NOON + 30 * DAY - HOUR) == {}
    assert run(NOON + 30 * DAY)["answers"] >= 1
    assert number_of(SurveyAnswer) == 0


def test_tickets_go_together_with_what_was_begun_with_them(app):
    survey = over()
    ticket_id = db.session.scalars(select(SurveyTicket.id)).one()
    draft(survey, (NOON + 20 * DAY).date(), ticket_id=ticket_id)

    run(NOON + 30 * DAY)

    assert (number_of(SurveyTicket), number_of(SurveyDraft)) == (0, 0)


def test_the_command_says_what_it_did_and_then_that_nothing_is_left(app, monkeypatch):
    over()
    monkeypatch.setattr("engage.schema.refuse_out_of_date", lambda: None)
    until = (NOON + 400 * DAY).date().isoformat()

    with app.app_context():
        first, second = (
            CliRunner().invoke(survey_commands, ["purge", "--now", until], catch_exceptions=False) for _again in "ab"
        )

    assert "1 keys" in first.output
    assert second.output == "Nothing to delete.\n"


def test_paper_is_typed_in_no_longer_than_it_is_kept_who_took_part_and_what_was_said():
    assert max(PAPER_DAYS) < min(KEY_DAYS, *KEEP_DAYS)
