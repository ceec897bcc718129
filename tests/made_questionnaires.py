"""Made-up questionnaires that have no problems, for tests by property."""

from hypothesis import assume
from hypothesis import strategies as st

from engage.surveys.problems import problems
from engage.surveys.questionnaire import Choice, Question, Questionnaire, QuestionType, Scale, Section, Words

# Names that mean something to XLSForm, XForms or this application, and plain ones.
NAMES = ["meta", "data", "instanceID", "label", "name", "type", "section_1", "q_a", "q", "Q2", "note_2", "x_1", "x"]
NAMES += [f"asked_{number}" for number in range(20)]
MARKS = "ab Z9是否满意绿化。？“”‘’'\"<>&=+-@#{}$_x0041\n—é🙂·"
VALUES = ["a", "b", "1", "x0", "否", "是", "²", "no-car", "v.2", "_", "other", "none"]
CONSTRAINTS = {
    QuestionType.INTEGER: [". > 1", ". >= 0 and . < 130"],
    QuestionType.DECIMAL: [". <= 12.5", "not(. = 3)"],
    QuestionType.TEXT: ["string-length(.) < 100", ". != ''"],
    QuestionType.DATE: [". <= today()", ". > date('2026-01-31')"],
    QuestionType.MULTIPLE: ["count-selected(.) <= 2"],
}


def texts(least=0):
    return (
        st.text(MARKS, min_size=least, max_size=24)
        .map(str.strip)
        .filter(lambda text: len(text) >= least and "${" not in text)
    )


def words(least=0):
    return st.builds(Words, texts(least), texts())


def choices(least=1):
    return st.lists(st.sampled_from(VALUES), min_size=least, max_size=4, unique=True).flatmap(
        lambda values: st.tuples(*(st.builds(Choice, st.just(value), words(1)) for value in values))
    )


@st.composite
def questions(draw, name, earlier):
    type_ = draw(st.sampled_from(list(QuestionType)))
    asks = type_ is not QuestionType.NOTE
    more = {}
    if type_ in (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.MATRIX):
        more["choices"] = draw(choices())
    if type_ is QuestionType.RANKING:
        more["choices"] = draw(choices(2))
    if type_ is QuestionType.MATRIX:
        more["rows"] = draw(choices())
    if type_ is QuestionType.SCALE:
        start, step, points = draw(st.tuples(st.integers(-5, 5), st.integers(1, 3), st.integers(1, 9)))
        scale = Scale(start, start + step * points, step)
        named = draw(st.lists(st.sampled_from(scale.points), max_size=3, unique=True))
        more |= {"scale": scale, "choices": tuple(Choice(str(point), draw(words(1))) for point in named)}
    return Question(
        name=name,
        type=type_,
        label=draw(words(1)),
        hint=draw(words()),
        is_required=asks and draw(st.booleans()),
        relevant=draw(conditions(earlier)),
        constraint=draw(st.sampled_from(["", *CONSTRAINTS.get(type_, [])])),
        constraint_message=draw(words()),
        **more,
    )


def conditions(earlier):
    """Return conditions that ask for earlier questions, or none."""
    asked = [question for question in earlier if question.asks]
    if not asked:
        return st.just("")
    simple = st.sampled_from(asked).flatmap(condition)
    return st.one_of(
        st.just(""),
        simple,
        simple.map(lambda one: f"not({one})"),
        st.tuples(simple, st.sampled_from([" and ", " or "]), simple).map("".join),
    )


def condition(question):
    answer = f"${{{question.name}}}"
    if question.type is QuestionType.SINGLE:
        return st.sampled_from(question.choice_values).map(lambda value: f"{answer} = '{value}'")
    if question.type is QuestionType.MULTIPLE:
        return st.sampled_from(question.choice_values).map(lambda value: f"selected({answer}, '{value}')")
    if question.type in (QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.SCALE):
        return st.integers(-3, 3).map(lambda number: f"{answer} >= {number}")
    return st.sampled_from([f"{answer} != ''", f'{answer} = ""', f"string-length({answer}) > 0"])


@st.composite
def questionnaires(draw):
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=9, unique_by=str.lower))
    sections, earlier, section = [], [], Section(names[0], draw(words()))
    for name in names[1:]:
        if section.questions and draw(st.booleans()) and draw(st.booleans()):
            sections.append(section)
            section = Section(name, draw(words()), draw(conditions(earlier)))
            continue
        asked = draw(questions(name, earlier))
        earlier.append(asked)
        section = Section(section.name, section.title, section.relevant, (*section.questions, asked))
    made = Questionnaire((*sections, section))
    assume(not problems(made))
    return made
