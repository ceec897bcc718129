"""Nothing in the store, and nothing in a copy of it, puts what was said beside who took part."""

import random

import pytest
from click.testing import CliRunner
from factories import NOON, make_survey
from sqlalchemy import select, text
from surveys.survey_steps import begin, finish, freeze, send_page
from surveys.test_survey_answering import TWO_PAGES

from engage.backup import backup, store_file
from engage.extensions import db
from engage.surveys.commands import survey_commands
from engage.surveys.models import SurveyAnswer, SurveyPart, SurveyVersion
from engage.surveys.services.record import AnsweredBefore, Entry, record
from engage.transaction import in_transaction

WORDS = "only the draft ever knew"


@pytest.fixture
def survey(app):
    return make_survey(questionnaire=TWO_PAGES)


def send(survey, number, part_key):
    version_id = db.session.scalar(select(SurveyVersion.id).filter_by(survey_id=survey.id))
    entry = Entry(survey.id, version_id, f"form {number}", part_key, survey.area_id, "web", "zh", {}, 1)
    return in_transaction(record, entry, secret=b"s", now=NOON, timezone="Asia/Shanghai")


def keys_as_they_lie():
    db.session.rollback()
    return db.session.scalars(select(SurveyPart.key)).all()


def test_keys_lose_the_order_of_sending_at_night(app, survey, monkeypatch):
    monkeypatch.setattr("engage.schema.refuse_out_of_date", lambda: None)
    keys = [f"{number:064x}" for number in range(40)]
    random.Random(7).shuffle(keys)
    for number, key in enumerate(keys):
        send(survey, number, key)

    done = CliRunner().invoke(survey_commands, ["purge", "--now", "2026-06-02"])

    assert done.exit_code == 0, done.output
    assert keys_as_they_lie() == sorted(keys)
    with pytest.raises(AnsweredBefore):
        send(survey, 99, keys[0])
    if db.engine.dialect.name == "postgresql":
        assert len(set(db.session.execute(text("SELECT xmin::text FROM survey_part")).scalars())) == 1


def test_a_copy_of_the_store_holds_no_draft_that_was_sent(app, client, survey, monkeypatch, tmp_path):
    if "sqlite" not in app.config["SQLALCHEMY_DATABASE_URI"]:
        pytest.skip("pg_dump copies rows, never what was deleted")
    freeze(monkeypatch, NOON)
    first = begin(client, survey)
    send_page(client, first, {"q.lamps": "no", "q.where": WORDS})
    token = first.partition("?")[0].rpartition("/")[2]
    finish(client, first)
    db.session.rollback()

    backup(store_file(app.config["SQLALCHEMY_DATABASE_URI"]), tmp_path / "copy.sqlite")
    copy = (tmp_path / "copy.sqlite").read_bytes()

    assert len(db.session.scalars(select(SurveyAnswer.id)).all()) == 1
    assert token.encode() not in copy
    assert WORDS.encode() not in copy
