"""Advice on a questionnaire, before it goes out. It forbids nothing: what must not be, `problems` says."""

from collections.abc import Iterator

from engage.surveys.advice.choices import choices
from engage.surveys.advice.found import Advice
from engage.surveys.advice.length import seconds
from engage.surveys.advice.wording import wording
from engage.surveys.questionnaire import LANGUAGES, Question, Questionnaire, Words

__all__ = ["MOST_SECONDS", "Advice", "advice", "seconds"]

MOST_SECONDS = 120
# From six questions on, no more than half of them should have to be answered.
MANY_QUESTIONS = 6


def advice(questionnaire: Questionnaire) -> list[Advice]:
    """Return what could be better, first about the whole, then question by question."""
    return [*_whole(questionnaire), *_translations(questionnaire), *_questions(questionnaire)]


def _whole(questionnaire: Questionnaire) -> Iterator[Advice]:
    if (taken := seconds(questionnaire)) > MOST_SECONDS:
        yield Advice("", "long", {"seconds": taken, "most": MOST_SECONDS})
    asked = [question for question in questionnaire.questions if question.asks]
    required = sum(question.is_required for question in asked)
    if len(asked) >= MANY_QUESTIONS and 2 * required > len(asked):
        yield Advice("", "required", {"required": required, "questions": len(asked)})


def _translations(questionnaire: Questionnaire) -> Iterator[Advice]:
    """Yield where a language is missing: once where there is nothing in it at all."""
    placed: list[tuple[str, Words]] = [(section.name, section.title) for section in questionnaire.sections]
    placed += [(question.name, words) for question in questionnaire.questions for words in _words(question)]
    filled = [(where, words) for where, words in placed if words]
    for language in LANGUAGES:
        if filled and not any(getattr(words, language) for _, words in filled):
            yield Advice("", "one_language", {"language": language})
            return
    for where in dict.fromkeys(where for where, _ in filled):
        missing = [
            language
            for language in LANGUAGES
            if any(name == where and not getattr(words, language) for name, words in filled)
        ]
        if missing:
            yield Advice(where, "translation", {"language": missing[0]})


def _questions(questionnaire: Questionnaire) -> Iterator[Advice]:
    for question in questionnaire.questions:
        yield from wording(question)
        yield from choices(question)


def _words(question: Question) -> list[Words]:
    labels = [choice.label for choice in (*question.choices, *question.rows)]
    return [question.label, question.hint, question.constraint_message, *labels]
