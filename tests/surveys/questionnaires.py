"""Questionnaires for the tests of surveys: plain values, no database."""

from engage.surveys.questionnaire import Choice, Question, Questionnaire, QuestionType, Scale, Section, Words

NEEDS = tuple(
    Choice(value, Words(zh, en))
    for value, zh, en in (("lift", "电梯", "Lift"), ("light", "路灯", "Lamps"), ("none", "没有", "None"))
)
YES_NO = (Choice("yes", Words("是", "Yes")), Choice("no", Words("否", "No")))
ROWS = (Choice("r1", Words("保洁", "Cleaning")), Choice("r2", Words("绿化", "Greenery")))


def make_question(name="q1", type_=QuestionType.TEXT, **changes):
    """Return a question that can be opened as it is."""
    defaults = {"label": Words(f"问题{name}", f"Question {name}")}
    if type_ in (QuestionType.MULTIPLE, QuestionType.RANKING, QuestionType.MATRIX):
        defaults["choices"] = NEEDS
    if type_ is QuestionType.SINGLE:
        defaults["choices"] = YES_NO
    if type_ is QuestionType.MATRIX:
        defaults["rows"] = ROWS
    if type_ is QuestionType.SCALE:
        defaults["scale"] = Scale(1, 5)
    return Question(name, type_, **(defaults | changes))


def make_questionnaire(*questions, relevant=""):
    """Return the questions in one section."""
    return Questionnaire((Section("main", relevant=relevant, questions=questions),))


def make_long_questionnaire(count=30):
    """Return a questionnaire of so many questions, of all types, a third of them with a condition or constraint."""
    types = [*QuestionType]
    questions = []
    for number in range(count):
        type_ = types[number % len(types)]
        changes = {}
        if number % 3 == 1 and number > 3:
            changes["relevant"] = f"${{q{number - 1}}} != '' and not(string-length(${{q0}}) > 500) or ${{q0}} = 'all'"
        if type_ in (QuestionType.INTEGER, QuestionType.DECIMAL):
            changes["constraint"] = ". >= 0 and . <= 120"
        if type_ is QuestionType.DATE:
            changes["constraint"] = ". <= today()"
        questions.append(make_question(f"q{number}", type_, is_required=type_ is not QuestionType.NOTE, **changes))
    sections = [
        Section(f"part{start}", Words("部分", "Part"), questions=tuple(questions[start : start + 10]))
        for start in range(0, count, 10)
    ]
    return Questionnaire(tuple(sections))


FIELDS = {
    QuestionType.TEXT: {"": ["楼道的灯坏了，晚上看不见。"]},
    QuestionType.INTEGER: {"": ["42"]},
    QuestionType.DECIMAL: {"": ["12.5"]},
    QuestionType.DATE: {"": ["2026-01-31"]},
    QuestionType.SINGLE: {"": ["yes"]},
    QuestionType.MULTIPLE: {"": ["lift", "light"]},
    QuestionType.RANKING: {".lift": ["2"], ".light": ["1"], ".none": ["3"]},
    QuestionType.SCALE: {"": ["4"]},
    QuestionType.MATRIX: {".r1": ["lift"], ".r2": ["none"]},
    QuestionType.PHOTO: {"": ["ab" * 32]},
    QuestionType.NOTE: {},
    QuestionType.ACKNOWLEDGE: {"": ["OK"]},
}


def filled_form(questionnaire):
    """Return the fields of a form that answers everything well."""
    return {
        f"q.{question.name}{part}": values
        for question in questionnaire.questions
        for part, values in FIELDS[question.type].items()
    }
