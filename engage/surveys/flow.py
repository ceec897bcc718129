"""Which questions apply, on which page, and what is wrong with the answers.

A question applies when its section's condition and its own hold for the answers before it; the answer to a question
that does not apply counts as none. The browser shows the same by the same rules, and the server decides.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from engage.surveys import expressions
from engage.surveys.questionnaire import Questionnaire
from engage.surveys.values import Value, check

EMPTY: tuple[Value, ...] = (None, "", [], {})


def shown(questionnaire: Questionnaire, answers: Mapping[str, Value], *, today: date) -> list[str]:
    """Return the names of the questions that apply, in order, notes too."""
    return [name for name, _ in _walk(questionnaire, answers, today)]


def kept(questionnaire: Questionnaire, answers: Mapping[str, Value], *, today: date) -> dict[str, Value]:
    """Return what is worth storing: answers to questions that apply, without empty ones, in the questions' order."""
    return {name: value for name, value in _walk(questionnaire, answers, today) if value not in EMPTY}


def faults(questionnaire: Questionnaire, answers: Mapping[str, Value], *, today: date) -> dict[str, str]:
    """Return a code for each question that applies and is not answered well (see `values.check`), in order."""
    walked = list(_walk(questionnaire, answers, today))
    counting = {name: value for name, value in walked if value not in EMPTY}
    codes = ((name, check(questionnaire.by_name[name], value, counting, today=today)) for name, value in walked)
    return {name: code for name, code in codes if code}


def pages(questionnaire: Questionnaire, paging: str) -> list[list[str]]:
    """Return the names of each page's questions: all on one, a page for each section, or one for each question.

    Where each question has a page, notes stand before the question that follows them; those at the end stand alone.
    """
    if paging == "all":
        return [[question.name for question in questionnaire.questions]]
    if paging == "section":
        return [[question.name for question in section.questions] for section in questionnaire.sections]
    found: list[list[str]] = []
    waiting: list[str] = []
    for question in questionnaire.questions:
        waiting.append(question.name)
        if question.asks:
            found.append(waiting)
            waiting = []
    return [*found, waiting] if waiting else found


def progress(questionnaire: Questionnaire, answers: Mapping[str, Value], *, today: date) -> Fraction:
    """Return the share of the questions that apply and are answered, notes aside; 1 where nothing is asked."""
    asked = [value for name, value in _walk(questionnaire, answers, today) if questionnaire.by_name[name].asks]
    return Fraction(sum(value not in EMPTY for value in asked), len(asked)) if asked else Fraction(1)


def _walk(questionnaire: Questionnaire, answers: Mapping[str, Value], today: date) -> Iterator[tuple[str, Value]]:
    """Yield each question that applies with its answer."""
    counting: dict[str, Value] = {}
    for section in questionnaire.sections:
        if not _holds(section.relevant, counting, today):
            continue
        for question in section.questions:
            if _holds(question.relevant, counting, today):
                value = answers.get(question.name) if question.asks else None
                counting[question.name] = value
                yield question.name, value


def _holds(source: str, answers: Mapping[str, Value], today: date) -> bool:
    if not source:
        return True
    try:
        expression = expressions.parse(source)
    except expressions.ExpressionError:
        return True  # Only a preview gets here: a survey with problems cannot be opened.
    return expressions.evaluate(expression, answers, today=today)
