from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from code_factories import make_code
from factories import NOON, commit, make_area, make_dwelling, make_election, make_slot, make_tree
from sqlalchemy import select

from engage.communities.models import Area
from engage.errors import Closed, NotFound
from engage.extensions import db
from engage.formats import local
from engage.pictures.models import Picture
from engage.surveys.models import (
    Survey,
    SurveyAnswer,
    SurveyDraft,
    SurveyPart,
    SurveyPhoto,
    SurveyTurnout,
    SurveyVersion,
)
from engage.surveys.services.record import (
    AnsweredBefore,
    Entry,
    QuestionsChanged,
    answer_id_of,
    building_of,
    monday_of,
    part_key_of,
    record,
)
from engage.transaction import in_transaction

SECRET = b"secret"
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def entry(app):
    """An answer to an open survey of a community, from one of its buildings."""
    community, building = (areas := make_tree())[3], areas[4]
    values = {"state": "open", "number": 1, "opens_at": NOON - timedelta(days=1), "created_at": NOON}
    survey = commit(Survey(area_id=community.id, title_zh="问卷", **values))
    content = {"sections": []}
    version = commit(SurveyVersion(survey_id=survey.id, number=1, content=content, revision=3, created_at=NOON))
    return Entry(
        survey_id=survey.id, version_id=version.id, token="t1", part_key=part_key_of(SECRET, survey.id, "device", "d1"),
        area_id=building.id, channel="web", language="zh", data={"light": "dark"}, notice_version=2, revision=3,
    )  # fmt: skip


def send(entry, now=NOON):
    return in_transaction(record, entry, secret=SECRET, now=now, timezone="Asia/Shanghai")


def count(table):
    return len(db.session.scalars(select(table)).all())


def test_an_answer_is_recorded_with_nothing_that_leads_to_its_part(entry):
    recorded = send(entry)
    answer, part = db.session.get_one(SurveyAnswer, recorded.answer_id), db.session.scalars(select(SurveyPart)).one()

    assert recorded.is_new
    assert (answer.data, answer.language, answer.notice_version) == ({"light": "dark"}, "zh", 2)
    assert (answer.week, answer.is_counted, answer.area_id) == (date(2026, 6, 1), False, entry.area_id)
    assert part.key == entry.part_key
    assert str(answer.id) not in part.key


def test_the_same_form_again_is_the_same_answer(entry):
    first = send(entry)
    again = send(entry)

    assert (again.answer_id, again.is_new) == (first.answer_id, False)
    assert (count(SurveyAnswer), count(SurveyPart)) == (1, 1)
    assert db.session.scalars(select(SurveyTurnout.parts)).all() == [1]


def test_the_same_form_again_after_the_close_is_still_the_same_answer(entry):
    first = send(entry)
    db.session.get_one(Survey, entry.survey_id).state = "closed"
    db.session.commit()

    assert send(entry, LATER).answer_id == first.answer_id


def test_the_same_device_with_another_form_is_refused(entry):
    send(entry)

    with pytest.raises(AnsweredBefore):
        send(replace(entry, token="t2"))
    assert count(SurveyAnswer) == 1


def test_turnout_counts_by_area_and_channel(entry):
    for number in range(3):
        send(replace(entry, token=f"t{number}", part_key=f"k{number}"))
    send(replace(entry, token="paper", part_key="paper", channel="paper"))
    rows = db.session.execute(select(SurveyTurnout.area_id, SurveyTurnout.channel, SurveyTurnout.parts)).all()

    assert sorted(rows) == [(entry.area_id, "paper", 1), (entry.area_id, "web", 3)]


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "closed"},
        {"state": "draft"},
        {"closes_at": NOON},
        {"opens_at": NOON + timedelta(seconds=1)},
        {"deleted_at": NOON},
    ],
)
def test_nothing_is_recorded_unless_the_survey_is_open(entry, changes):
    survey = db.session.get_one(Survey, entry.survey_id)
    for name, value in changes.items():
        setattr(survey, name, value)
    db.session.commit()

    with pytest.raises(Closed):
        send(entry)
    assert (count(SurveyAnswer), count(SurveyPart), count(SurveyTurnout)) == (0, 0, 0)


def test_the_last_moment_before_the_close_counts(entry):
    db.session.get_one(Survey, entry.survey_id).closes_at = NOON + timedelta(microseconds=1)
    db.session.commit()

    assert send(entry).is_new


def test_a_version_of_another_survey_is_not_answered(entry):
    other = commit(Survey(area_id=entry.area_id, title_zh="另一份", state="open", created_at=NOON))

    with pytest.raises(NotFound):
        send(replace(entry, survey_id=other.id))


def test_the_first_answer_freezes_the_questions(entry):
    send(entry)
    send(replace(entry, token="t2", part_key="k2"), LATER)

    frozen_at = db.session.get_one(SurveyVersion, entry.version_id).frozen_at
    assert frozen_at <= NOON
    assert local(frozen_at, "Asia/Shanghai").time() == time(0)


def test_an_answer_to_questions_that_were_edited_meanwhile_is_given_back(entry):
    db.session.get_one(SurveyVersion, entry.version_id).revision = 4
    db.session.commit()

    with pytest.raises(QuestionsChanged):
        send(entry)
    assert count(SurveyPart) == 0


def test_the_draft_goes_and_its_photos_are_handed_over(entry):
    picture = commit(Picture(digest="d" * 64, width=1, height=1, full=b"f", thumb=b"t")).digest
    draft = SurveyDraft(
        token="t1", survey_id=entry.survey_id, version_id=entry.version_id, part_key=entry.part_key,
        area_id=entry.area_id, notice_version=2, saved_on=NOON.date(),
    )  # fmt: skip
    commit(draft, SurveyPhoto(digest=picture, draft_token="t1"))
    recorded = send(replace(entry, data={"photo": picture}, photos=(picture,)))
    photo = db.session.scalars(select(SurveyPhoto)).one()

    assert count(SurveyDraft) == 0
    assert (photo.draft_token, photo.answer_id) == (None, recorded.answer_id)


def test_a_household_is_counted_at_its_building_and_its_answer_is_not_there(entry):
    building = db.session.get_one(Area, entry.area_id)
    stairwell = make_area("stairwell", building)
    survey = db.session.get_one(Survey, entry.survey_id)
    slot = make_slot(election := make_election(survey.area), make_dwelling(stairwell))
    make_code(election, slot, channel="desk")
    recorded = send(replace(entry, area_id=survey.area_id, slot_id=slot.id))
    db.session.expire_all()

    assert db.session.get_one(SurveyAnswer, recorded.answer_id).area_id == survey.area_id
    assert db.session.scalars(select(SurveyTurnout.area_id)).all() == [building.id]


def test_recording_writes_nothing_at_the_household_or_its_code(entry):
    """In PostgreSQL the rows that one transaction writes bear its number, and lie in the same order in every table."""
    survey = db.session.get_one(Survey, entry.survey_id)
    slot = make_slot(election := make_election(survey.area), make_dwelling(db.session.get_one(Area, entry.area_id)))
    make_code(election, slot, channel="desk")
    send(replace(entry, token="t0", part_key="k0"))  # The first one fixes the questions.
    before = everything()
    send(replace(entry, area_id=survey.area_id, slot_id=slot.id))
    after = everything()

    assert {name for name in after if after[name] != before[name]} == {
        "survey_answer",
        "survey_part",
        "survey_turnout",
    }


def everything():
    db.session.rollback()
    return {
        table.name: sorted(map(repr, db.session.execute(select(table)).all())) for table in db.metadata.sorted_tables
    }


def test_a_stairwell_stands_for_its_building(app):
    areas = make_tree()

    assert building_of(areas[5].id) == areas[4].id
    assert building_of(areas[4].id) == areas[4].id


def test_weeks_begin_on_monday_in_the_time_zone_of_the_place(app):
    late_on_sunday = datetime(2026, 6, 7, 16, 30, tzinfo=UTC)

    assert monday_of(late_on_sunday, "Asia/Shanghai") == date(2026, 6, 8)
    assert monday_of(late_on_sunday, "Europe/Lisbon") == date(2026, 6, 1)


def test_keys_differ_by_survey_and_by_kind_and_ids_fit_into_63_bits(app):
    keys = {part_key_of(SECRET, survey, kind, "7") for survey in (1, 2) for kind in ("ticket", "slot")}

    assert len(keys) == 4
    assert {len(key) for key in keys} == {64}
    assert 0 <= answer_id_of("t", SECRET) < 2**63
    assert answer_id_of("t", SECRET) != answer_id_of("t", b"other")
