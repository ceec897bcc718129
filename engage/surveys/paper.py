"""A questionnaire as it is printed: questions numbered through, and in words when each of them applies."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engage.i18n import N_, translated
from engage.surveys.expressions import ExpressionError, parse
from engage.surveys.plain_words import in_words
from engage.surveys.questionnaire import LANGUAGES, Question, Questionnaire, QuestionType, Section, Words

NUMBERED = N_("question %(number)s")
ONLY_IF = N_("Only if %(condition)s.")


@dataclass(frozen=True)
class Printed:
    """A question with its number, none for a note; `only_if` says in words when it applies, empty for always."""

    question: Question
    number: int | None
    only_if: Words


@dataclass(frozen=True)
class PrintedSection:
    section: Section
    only_if: Words
    questions: Sequence[Printed]


def printed(questionnaire: Questionnaire) -> list[PrintedSection]:
    numbers = numbers_of(questionnaire)
    by_number = _named_by_number(questionnaire, numbers)
    return [
        PrintedSection(
            section,
            _only_if(section.relevant, by_number),
            [
                Printed(question, numbers.get(question.name), _only_if(question.relevant, by_number))
                for question in section.questions
                if question.type != QuestionType.PHOTO
            ],
        )
        for section in questionnaire.sections
    ]


def numbers_of(questionnaire: Questionnaire) -> dict[str, int]:
    """Return the number that each question has on paper, by its name. A photo is not on paper."""
    asked = (question.name for question in questionnaire.questions if question.asks)
    on_paper = [name for name in asked if questionnaire.by_name[name].type != QuestionType.PHOTO]
    return {name: number for number, name in enumerate(on_paper, 1)}


def _named_by_number(questionnaire: Questionnaire, numbers: dict[str, int]) -> Questionnaire:
    """Return a copy in which a condition names a question by its number."""
    return Questionnaire(
        tuple(
            replace(section, questions=tuple(_renamed(question, numbers) for question in section.questions))
            for section in questionnaire.sections
        )
    )


def _renamed(question: Question, numbers: dict[str, int]) -> Question:
    if question.name not in numbers:
        return question
    number = numbers[question.name]
    label = Words(**{language: translated(language, NUMBERED, number=number) for language in LANGUAGES})
    return replace(question, label=label)


def _only_if(source: str, questionnaire: Questionnaire) -> Words:
    if not source:
        return Words()
    try:
        expression = parse(source)
    except ExpressionError:
        return Words()
    return Words(
        **{
            language: translated(language, ONLY_IF, condition=in_words(expression, questionnaire, language))
            for language in LANGUAGES
        }
    )
