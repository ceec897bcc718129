"""One answer for each device, ticket and household, whoever sends at the same moment."""

import threading
from collections import Counter

import pytest
from factories import DAY, NOON, make_survey
from sqlalchemy import event, func, select, text
from surveys.survey_steps import T, begin, choices, freeze, question

from engage.errors import Closed
from engage.extensions import db
from engage.surveys.models import Survey, SurveyAnswer, SurveyDraft, SurveyPart, SurveyTurnout, SurveyVersion
from engage.surveys.questionnaire import Questionnaire, Section
from engage.surveys.services import drafts
from engage.surveys.services.drafts import Comer
from engage.surveys.services.life import close_survey
from engage.surveys.services.record import AnsweredBefore, Entry, record
from engage.transaction import in_transaction, transaction

ONE = Questionnaire((Section("one", questions=(question("lamps", T.SINGLE, choices=choices("yes", "no")),)),))
WITHOUT_KEY = "CREATE TABLE survey_part (survey_id INTEGER NOT NULL, key VARCHAR(64) NOT NULL)"


@pytest.fixture
def survey(app):
    return make_survey(questionnaire=ONE)


def entry_for(survey, token, part_key="ticket 1"):
    version_id = db.session.scalar(select(SurveyVersion.id).filter_by(survey_id=survey.id))
    return Entry(survey.id, version_id, token, part_key, survey.area_id, "web", "zh", {"lamps": "yes"}, 1)


def at_once(app, works):
    """Do each work in a thread of its own, all at the same moment; return how often each outcome came."""
    db.session.rollback()
    start, outcomes = threading.Barrier(len(works)), []

    def run(work):
        with app.app_context():
            start.wait()
            try:
                outcomes.append(work())
            except (AnsweredBefore, Closed) as error:
                outcomes.append(type(error).__name__)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


def sending(entry):
    def send():
        recorded = in_transaction(record, entry, secret=b"s", now=NOON, timezone="Asia/Shanghai")
        return "recorded" if recorded.is_new else "again"

    return send


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def check_one_answer(app, survey, forms):
    entries = [entry_for(survey, f"form {number}") for number in range(forms)]
    outcomes = at_once(app, [sending(entry) for entry in entries])
    assert outcomes == {"recorded": 1, "AnsweredBefore": forms - 1}
    assert (count(SurveyAnswer), count(SurveyPart)) == (1, 1)
    assert db.session.scalars(select(SurveyTurnout.parts)).all() == [1]


@pytest.mark.parametrize("forms", [2, 20])
def test_one_ticket_in_many_hands_at_once_gives_one_answer(app, survey, forms):
    check_one_answer(app, survey, forms)


def test_it_is_the_primary_key_that_decides(app, survey):
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE survey_part"))
        connection.execute(text(WITHOUT_KEY))
    try:
        with pytest.raises(AssertionError, match="recorded"):
            check_one_answer(app, survey, 20)
    finally:
        db.session.remove()
        with db.engine.begin() as connection:
            connection.execute(text("DROP TABLE survey_part"))
            SurveyPart.__table__.create(connection)


def test_the_same_form_sent_many_times_at_once_is_one_answer(app, survey):
    entry = entry_for(survey, "form")

    assert at_once(app, [sending(entry)] * 12) == {"recorded": 1, "again": 11}
    assert count(SurveyAnswer) == 1


def test_many_taps_on_send_all_lead_to_thanks(app, client, survey, monkeypatch):
    freeze(monkeypatch, NOON)
    address = begin(client, survey).partition("?")[0]

    def tap():
        answer = app.test_client().post(f"{address}/send", data={"asked": "lamps", "q.lamps": "yes", "revision": "0"})
        return answer.status_code, answer.location

    assert at_once(app, [tap] * 8) == {(303, f"{address}/thanks"): 8}
    assert (count(SurveyAnswer), count(SurveyPart), count(SurveyDraft)) == (1, 1, 0)


def test_many_devices_that_begin_at_once_with_one_ticket_share_one_draft(app, survey, monkeypatch):
    freeze(monkeypatch, NOON)
    monkeypatch.setattr("engage.surveys.views.public.entry._device_part", lambda found: "one key")

    address, fields = f"/surveys/{survey.id}/begin", {"notice": survey.notice_version}

    def start():
        answer = app.test_client().post(address, data=fields)
        return answer.status_code, answer.location

    outcomes = at_once(app, [start] * 8)

    assert len(outcomes) == 1, outcomes
    assert (count(SurveyDraft), count(SurveyAnswer)) == (1, 0)


def test_who_begins_while_another_device_sends_shares_its_answer(app, survey):
    """The other device sends at the moment at which the draft is found and its token not yet handed out."""
    comer, today = Comer("ticket 1", survey.area_id), NOON.date()
    token = in_transaction(drafts.begin, survey, comer, today=today)
    here, outcomes = threading.get_ident(), []
    survey_id, entry = survey.id, entry_for(survey, token)

    def send_elsewhere():
        with app.app_context():
            outcomes.append(sending(entry)())
            db.session.remove()

    sender = threading.Thread(target=send_elsewhere)

    def send_after_the_insert(_connection, _cursor, statement, *_more):
        if threading.get_ident() == here and not sender.ident and statement.startswith("INSERT INTO survey_draft"):
            sender.start()
            sender.join(timeout=0.5)  # It waits for the row that is held here; if it did not, it would be done by now.

    event.listen(db.engine, "after_cursor_execute", send_after_the_insert)
    try:
        begun = in_transaction(lambda: drafts.begin(db.session.get_one(Survey, survey_id), comer, today=today))
    finally:
        event.remove(db.engine, "after_cursor_execute", send_after_the_insert)
        sender.join()

    assert begun == token
    assert outcomes == ["recorded"]
    assert (count(SurveyAnswer), count(SurveyDraft)) == (1, 0)


def test_who_begins_after_another_device_has_sent_is_told_so(app, survey):
    comer = Comer("ticket 1", survey.area_id)
    sending(entry_for(survey, "form"))()

    with pytest.raises(AnsweredBefore):
        in_transaction(drafts.begin, survey, comer, today=NOON.date())

    assert count(SurveyDraft) == 0


def test_an_answer_that_waited_for_the_close_is_refused(app, survey):
    survey_id, entry, outcomes = survey.id, entry_for(survey, "late"), []
    db.session.rollback()
    closing = threading.Event()

    def send_late():
        with app.app_context():
            closing.wait()
            try:
                outcomes.append(sending(entry)())
            except Closed:
                outcomes.append("closed")
            finally:
                db.session.remove()

    resident = threading.Thread(target=send_late)
    resident.start()
    with transaction():
        close_survey(survey_id, actor_id=None, now=NOON + DAY)
        closing.set()
        resident.join(timeout=0.5)  # It waits for the lock that is held here.
        assert outcomes == []
    resident.join()

    assert outcomes == ["closed"]
    assert count(SurveyAnswer) == 0
