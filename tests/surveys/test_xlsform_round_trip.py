import io

import pytest
from hypothesis import HealthCheck, given, settings
from made_questionnaires import questionnaires, words
from pyxform.xls2xform import convert

from engage.surveys.questionnaire import Choice, Question, Questionnaire, QuestionType, Scale, Section, Words
from engage.surveys.ready import READY
from engage.surveys.xlsform import SurveyWords, read, write


def converted(data):
    """Return the XForm that pyxform makes of the workbook."""
    return convert(io.BytesIO(data), validate=False, file_type=".xlsx").xform


def faults(reading):
    return [(fault.sheet, fault.row, fault.column, str(fault.message)) for fault in reading.faults]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(questionnaires(), words())
def test_every_questionnaire_comes_back_as_it_was_and_converts_in_pyxform(questionnaire, title):
    data = write(questionnaire, SurveyWords(title), form_id="survey_7")
    back = read(data)

    assert faults(back) == []
    assert back.questionnaire == questionnaire
    assert back.words.title == title
    assert "<h:html" in converted(data)


@pytest.mark.parametrize("ready", READY.values(), ids=list(READY))
def test_ready_questionnaires_come_back_as_they_were_and_convert_in_pyxform(ready):
    about = SurveyWords(ready.title, ready.intro)
    data = write(ready.questionnaire, about, form_id=ready.key)

    assert read(data).questionnaire == ready.questionnaire
    assert read(data).words == about
    assert ready.title.zh in converted(data)


def questionnaire_of(*questions):
    return Questionnaire((Section("part", Words("部分"), questions=questions),))


def test_skip_logic_limits_and_languages_reach_the_form():
    choices = (Choice("yes", Words("是", "Yes")), Choice("no", Words("否", "No")))
    form = converted(
        write(
            questionnaire_of(
                Question("has_car", QuestionType.SINGLE, Words("有车吗？", "Do you have a car?"), choices=choices),
                Question(
                    "cars", QuestionType.INTEGER, Words("几辆？", "How many?"), is_required=True,
                    relevant="${has_car} = 'yes'", constraint=". >= 1 and . <= 5",
                    constraint_message=Words("一到五辆", "One to five"),
                ),
                Question("mood", QuestionType.SCALE, Words("心情", "Mood"), scale=Scale(0, 10, 2)),
            ),
            SurveyWords(Words("停车")),
            form_id="cars",
        )
    )  # fmt: skip

    assert "relevant=\" /data/part/has_car  = 'yes'\"" in form
    assert 'constraint=". &gt;= 1 and . &lt;= 5"' in form
    assert 'required="true()"' in form
    assert '<translation lang="中文 (zh)" default="true()">' in form
    assert '<translation lang="English (en)">' in form
    assert 'start="0" end="10" step="2"' in form


def test_names_of_points_stand_at_the_ticks_of_a_range():
    ends = (Choice("-1", Words("很差", "Very poor")), Choice("3", Words("很好", "Very good")))
    questionnaire = questionnaire_of(
        Question("mood", QuestionType.SCALE, Words("心情", "Mood"), scale=Scale(-1, 3, 2), choices=ends)
    )
    data = write(questionnaire, SurveyWords(Words("心情")), form_id="mood")
    form = converted(data)

    assert read(data).questionnaire == questionnaire
    assert "Very poor" in form
    assert 'start="-1" end="3" step="2"' in form


def test_a_matrix_is_a_table_of_questions_with_one_list():
    choices = (Choice("1", Words("好", "Good")), Choice("2", Words("差", "Bad")))
    rows = (Choice("²", Words("二", "Two")), Choice("road", Words("路", "Road")))
    matrix = Question("m", QuestionType.MATRIX, Words("评价", "Rate"), choices=choices, rows=rows, is_required=True)
    # A question that has the name which the second row would get.
    other = Question("m_road", QuestionType.TEXT, Words("路？", "Which road?"))
    after = Question("last", QuestionType.TEXT, Words("完", "End"), relevant="${m_road} != ''")
    questionnaire = questionnaire_of(matrix, other, after)
    data = write(questionnaire, SurveyWords(Words("表")), form_id="m")

    assert read(data).questionnaire == questionnaire
    assert '<group appearance="field-list" ref="/data/part/m">' in converted(data)


def test_a_text_like_a_formula_stays_text_in_the_workbook():
    label = Words("=HYPERLINK(1)", "@SUM(A1)")
    data = write(questionnaire_of(Question("q", QuestionType.TEXT, label)), SurveyWords(Words("+1")), form_id="f")

    assert read(data).questionnaire.questions[0].label == label
    assert b"<f>" not in data
    assert "=HYPERLINK(1)" in converted(data)
