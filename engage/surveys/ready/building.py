"""Short ways of writing down questions in both languages."""

from typing import Any

from engage.surveys.questionnaire import Choice, Question, QuestionType, Section, Words

SATISFIED = (
    ("5", "非常满意", "Very satisfied"),
    ("4", "满意", "Satisfied"),
    ("3", "一般", "Neither"),
    ("2", "不满意", "Dissatisfied"),
    ("1", "非常不满意", "Very dissatisfied"),
    ("unsure", "说不清", "Cannot say"),
)
AGREED = (
    ("5", "非常同意", "Strongly agree"),
    ("4", "同意", "Agree"),
    ("3", "一般", "Neither"),
    ("2", "不同意", "Disagree"),
    ("1", "非常不同意", "Strongly disagree"),
    ("unsure", "说不清", "Cannot say"),
)

Texts = tuple[str, str]
Choices = tuple[tuple[str, str, str], ...]


def ask(type_: QuestionType, name: str, label: Texts, choices: Choices = (), **rest: Any) -> Question:
    """Return a question; `hint` and `constraint_message` are given as a pair of texts, `rows` like the choices."""
    for key in ("hint", "constraint_message"):
        if key in rest:
            rest[key] = Words(*rest[key])
    rest["rows"] = _choices(rest.get("rows", ()))
    return Question(name, type_, Words(*label), choices=_choices(choices), **rest)


def section(name: str, title: Texts, *questions: Question) -> Section:
    return Section(name, Words(*title), questions=questions)


def age_group() -> Question:
    """Return the question by which a survey sees whom it reached; nobody has to answer it."""
    return ask(
        QuestionType.SINGLE,
        "age_group",
        ("您属于哪个年龄段？", "Which age group are you in?"),
        (
            ("14_29", "14–29岁", "14–29"),
            ("30_44", "30–44岁", "30–44"),
            ("45_59", "45–59岁", "45–59"),
            ("60_74", "60–74岁", "60–74"),
            ("75_up", "75岁以上", "75 or older"),
            ("unsaid", "不想说", "Rather not say"),
        ),
        hint=("可以不答，只用来看各年龄段的人是否都参与了。", "Optional. It only shows whether all ages took part."),
    )


def _choices(choices: Choices) -> tuple[Choice, ...]:
    return tuple(Choice(value, Words(zh, en)) for value, zh, en in choices)
