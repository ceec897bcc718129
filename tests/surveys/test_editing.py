import pytest

from engage.surveys import editing
from engage.surveys.questionnaire import Choice, Question, Questionnaire, QuestionType, Section, Words


def text(name, **kwargs):
    return Question(name, QuestionType.TEXT, Words(name), **kwargs)


FORM = Questionnaire(
    (
        Section("s1", questions=(text("a"), text("b", relevant="${a} = 'x'"))),
        Section("s2", relevant="${ b } != ''", questions=(text("c", constraint="${a} != ."),)),
        Section("s3"),
    )
)


def order(questionnaire):
    return [[question.name for question in section.questions] for section in questionnaire.sections]


@pytest.mark.parametrize(
    ("name", "step", "expected"),
    [
        ("b", -1, [["b", "a"], ["c"], []]),
        ("a", 1, [["b", "a"], ["c"], []]),
        ("b", 1, [["a"], ["b", "c"], []]),
        ("c", -1, [["a", "b", "c"], [], []]),
        ("c", 1, [["a", "b"], [], ["c"]]),
        ("a", -1, [["a", "b"], ["c"], []]),
        ("nothing", 1, [["a", "b"], ["c"], []]),
    ],
)
def test_a_question_moves_by_one_place_and_over_the_edge_of_its_section(name, step, expected):
    assert order(editing.move_question(FORM, name, step)) == expected


def test_a_question_moves_to_the_end_of_another_section():
    assert order(editing.move_to_section(FORM, "a", "s2")) == [["b"], ["c", "a"], []]
    assert editing.move_to_section(FORM, "a", "s1") == FORM
    assert editing.move_to_section(FORM, "a", "elsewhere") == FORM


def test_a_copy_stands_behind_its_question():
    assert order(editing.copy_question(FORM, "a", "q1")) == [["a", "q1", "b"], ["c"], []]


def test_a_new_name_is_carried_into_all_expressions():
    changed = editing.replace_question(FORM, "a", text("lamps"))

    assert changed.by_name["b"].relevant == "${lamps} = 'x'"
    assert changed.by_name["c"].constraint == "${lamps} != ."
    assert editing.referring(changed, "lamps") == ["b", "c"]
    assert editing.referring(FORM, "b") == ["s2"]


def test_names_are_never_given_twice():
    assert editing.free_name("q", {"q1", "q9", "s12", "q9x", "lamps"}) == "q10"
    assert editing.names_in(FORM.to_data()) == {"a", "b", "c", "s1", "s2", "s3"}


def test_new_choices_get_numbers_that_no_earlier_choice_had():
    choices = editing.with_values([Choice("1"), Choice(""), Choice("yes"), Choice("")], {"7"})

    assert [choice.value for choice in choices] == ["1", "8", "yes", "9"]


def test_sections_move_and_go_with_their_questions():
    assert [section.name for section in editing.move_section(FORM, "s3", -1).sections] == ["s1", "s3", "s2"]
    assert order(editing.remove_section(FORM, "s1")) == [["c"], []]
    assert editing.replace_section(FORM, Section("s1", Words("题"))).sections[0].questions == FORM.sections[0].questions


def test_what_changed_between_versions_is_named():
    after = Questionnaire(
        (
            Section("s1", questions=(text("b", relevant="${a} = 'x'"), text("a", is_required=True))),
            Section("s2", questions=(Question("d", QuestionType.DATE, Words("d")),)),
        )
    )

    found = [(change.kind, change.question.name) for change in editing.changes(FORM, after)]

    assert found == [("moved", "b"), ("rules", "a"), ("added", "d"), ("removed", "c")]


def test_choices_that_are_gone_are_named():
    before = Question("a", QuestionType.SINGLE, choices=(Choice("1"), Choice("2")))

    gone = editing.removed_choices(before, Question("a", QuestionType.SINGLE, choices=(Choice("2"),)))

    assert [choice.value for choice in gone] == ["1"]
