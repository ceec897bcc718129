from collections import Counter
from datetime import timedelta

import pytest
from factories import make_area, make_survey_version
from sqlalchemy import select
from surveys.survey_answers import (
    EVERY_KIND,
    MONDAY,
    answer,
    buildings,
    folded,
    question,
    questionnaire,
    survey_with,
)

from engage.errors import NotFound
from engage.extensions import db
from engage.surveys.figures.cuts import Cut
from engage.surveys.models import SurveyAnswer, SurveyCount
from engage.surveys.queries.results import Results
from engage.surveys.services.fold import fold, unfold, waiting
from engage.surveys.services.withdraw import withdraw

FULL = {
    "lift": "yes",
    "needs": ["light", "trees"],
    "order": ["trees", "light", "seats"],
    "happy": 4,
    "places": {"yard": "good", "stairs": "bad"},
    "age": 41,
    "rent": "12.5",
    "since": "2026-03-14",
    "why": "太暗",
}


def counts(survey):
    rows = select(SurveyCount.question, SurveyCount.cell, SurveyCount.answers)
    return Counter({(name, cell): number for name, cell, number in db.session.execute(rows) if number})


def test_folding_counts_each_answer_once(app):
    survey, other = survey_with(), survey_with()
    for _number in range(5):
        answer(survey, FULL)
    answer(other, {"lift": "no"})

    assert waiting(survey.id) == 5
    assert fold(survey.id, limit=3) == 3
    assert fold(survey.id, limit=3) == 2
    assert fold(survey.id) == 0
    db.session.commit()

    found = counts(survey)
    assert found["", ""] == 5
    assert found["", MONDAY.isoformat()] == 5
    assert found["lift", "yes"] == 5
    assert found["lift", "no"] == 0
    assert found["needs", ""] == 5
    assert found["order", "trees@1"] == 5
    assert found["places", "stairs=bad"] == 5
    assert found["photo", "~"] == 5, "shown and left empty"
    assert waiting(other.id) == 1


def test_a_question_that_does_not_apply_is_not_skipped(app):
    survey = survey_with(question("lift", "single", choices=EVERY_KIND[0].choices),
                         question("floor", "integer", relevant="${lift} = 'yes'"))  # fmt: skip
    answer(survey, {"lift": "no"})
    answer(survey, {"lift": "yes"})
    answer(survey, {"lift": "yes", "floor": 3})

    tally = folded(survey).tally()

    assert (tally.answered(("floor", "integer")), tally.skipped(("floor", "integer"))) == (1, 1)


def test_tallies_keep_to_area_and_channel(app):
    survey = survey_with()
    one, two = buildings(survey.area, 2)
    answer(survey, {"happy": 1, "rent": "10"}, area=one)
    answer(survey, {"happy": 5, "rent": "20.5"}, area=two, channel="paper")
    results = folded(survey)

    assert results.tally().of(("happy", "scale")) == {"": 2, "1": 1, "5": 1}
    assert results.tally(Cut(area_id=one.id)).of(("happy", "scale")) == {"": 1, "1": 1}
    assert results.tally(Cut(channel="paper")).sums["rent", "decimal"].total == 205_000
    assert results.tally().sums["rent", "decimal"].least == 100_000
    assert results.overall.channels == {"web": 1, "assisted": 0, "paper": 1, "late": 0}


def test_weeks_are_in_order(app):
    survey = survey_with()
    answer(survey, {"lift": "yes"}, week=MONDAY + timedelta(days=7))
    answer(survey, {"lift": "yes"})
    answer(survey, {"lift": "no"})

    assert folded(survey).overall.weeks == [(MONDAY, 2), (MONDAY + timedelta(days=7), 1)]


def test_an_answer_taken_out_leaves_no_trace_in_the_counts(app):
    survey = survey_with()
    answer(survey, FULL)
    folded(survey)
    before = counts(survey)
    out = answer(survey, {**FULL, "age": 90, "happy": 5, "lift": "no"})
    folded(survey)
    assert counts(survey) != before

    unfold(survey.id, out.id)
    db.session.commit()

    assert counts(survey) == before
    age = Results(survey).tally().sums["age", "integer"]
    assert (age.total, age.least, age.most) == (410_000, 410_000, 410_000)


def test_taking_out_twice_or_before_counting_changes_nothing(app):
    survey = survey_with()
    answer(survey, FULL)
    folded(survey)
    before = counts(survey)
    fresh = answer(survey, FULL)

    unfold(survey.id, fresh.id)
    unfold(survey.id, fresh.id)
    db.session.commit()

    assert counts(survey) == before
    with pytest.raises(NotFound):
        unfold(survey_with().id, fresh.id)


def test_excluded_answers_are_never_counted(app):
    survey = survey_with()
    answer(survey, FULL, is_excluded=True)

    assert waiting(survey.id) == 0
    assert folded(survey).overall.answers == 0
    assert not db.session.scalars(select(SurveyAnswer.id).where(SurveyAnswer.is_counted)).all()


def test_what_is_left_of_a_withdrawn_answer_is_counted_anew(app):
    survey = survey_with()
    taken_back = answer(survey, FULL)
    folded(survey)

    withdraw(taken_back.id)
    db.session.commit()

    tally = folded(survey).tally()
    assert (tally.answers, tally.answered(("lift", "single")), tally.answered(("why", "text"))) == (1, 1, 0)


def test_versions_are_merged_by_name_and_kind(app):
    old = question("lift", "single", choices=EVERY_KIND[0].choices)
    survey = survey_with(old, question("why", "text"))
    first = answer(survey, {"lift": "no", "why": "a"})
    changed = question("lift", "single", choices=EVERY_KIND[0].choices[:1])
    second = make_survey_version(survey, questionnaire(changed, question("why", "integer")), number=2)
    survey.number = 2
    db.session.commit()
    answer(survey, {"lift": "yes", "why": 3}, version=second)
    results = folded(survey)

    lift = results.question("lift")
    assert [choice.value for choice in lift.question.choices] == ["yes", "no"]
    assert lift.gone == {"no"}
    assert results.tally().of(lift.key) == {"": 2, "no": 1, "yes": 1}
    assert [(merged.name, merged.question.type, merged.is_asked) for merged in results.questions] == [
        ("lift", "single", True),
        ("why", "integer", True),
        ("why", "text", False),
    ]
    assert first.version_id != second.id


def test_areas_above_the_survey_are_not_offered(app):
    district = make_area("district")
    community = make_area("community", district)
    survey = survey_with(area=community)
    building = buildings(community, 1)[0]
    for _number in range(5):
        answer(survey, {"lift": "yes"}, area=building)

    assert [(area.id, hidden) for area, hidden in folded(survey).shown_areas] == [(building.id, False)]


def test_finds_what_waits_by_an_index_of_just_that(app):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by its statistics, and has none of an empty table.")
    seen = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        seen.append((statement, parameters))

    db.event.listen(db.engine, "before_cursor_execute", note)
    waiting(1)
    db.event.remove(db.engine, "before_cursor_execute", note)

    statement, parameters = seen[-1]
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    assert "ix_survey_answer_uncounted" in plan[0][-1]
