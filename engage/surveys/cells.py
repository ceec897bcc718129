"""Into which counts an answer falls. What is kept by these cells is all that charts and tables read.

Every answer to a question falls into the cell "" and, by the question's type, into further ones. A question that was
shown and left empty falls into `SKIPPED`. Numbers fall into a cell by their first three digits, so that few cells
hold any number of answers; their sum is kept apart, exact.
"""

from collections.abc import Iterable, Mapping
from decimal import Context, Decimal
from typing import Any

from engage.surveys.questionnaire import Question, Questionnaire, QuestionType

ANSWERED = ""
SKIPPED = "~"
WHOLE = ""  # The question that counts whole answers; its further cells are weeks.
UNIT = 10_000  # Sums are kept in ten-thousandths.
NUMERIC = frozenset({QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.SCALE})
_THREE_DIGITS = Context(prec=3)


def cells(question: Question, value: Any) -> list[str]:
    """Return the cells of one answer to a question; none when there is no answer."""
    if value is None or value == "" or value == [] or value == {}:
        return []
    return [ANSWERED, *_further(question.type, value)]


def _further(kind: QuestionType, value: Any) -> Iterable[str]:
    match kind:
        case QuestionType.SINGLE | QuestionType.SCALE:
            return (str(value),)
        case QuestionType.MULTIPLE:
            return dict.fromkeys(value)
        case QuestionType.MATRIX:
            return (f"{row}={choice}" for row, choice in value.items())
        case QuestionType.RANKING:
            return (f"{choice}@{place}" for place, choice in enumerate(value, 1))
        case QuestionType.INTEGER | QuestionType.DECIMAL:
            return (number_cell(value),)
        case QuestionType.DATE:
            return (value[:7],)
    return ()


def number_cell(value: int | str) -> str:
    """Return the cell of a number: "#" and the number to three digits."""
    rounded = _THREE_DIGITS.create_decimal(str(value))
    return f"#{rounded.normalize():f}" if rounded else "#0"


def number_of(cell: str) -> Decimal:
    return Decimal(cell[1:])


def number(question: Question, value: Any) -> int | None:
    """Return the number that an answer is, in ten-thousandths; none for questions that do not ask for one."""
    if question.type not in NUMERIC or value is None or value == "":
        return None
    return int((Decimal(str(value)) * UNIT).to_integral_value())


def answer_cells(
    questionnaire: Questionnaire, shown: Iterable[str], answers: Mapping[str, Any]
) -> Iterable[tuple[str, str]]:
    """Yield (question, cell) for everything that a whole answer falls into, by the questions that were shown."""
    for name in shown:
        question = questionnaire.by_name[name]
        if question.type is not QuestionType.NOTE:
            for cell in cells(question, answers.get(name)) or (SKIPPED,):
                yield name, cell


def values_of_question(question: Question) -> tuple[str, ...]:
    """Return the cells that a single, multiple or scale question can have, in order."""
    if question.scale is not None:
        return tuple(str(point) for point in question.scale.points)
    return question.choice_values


def has_rules(questionnaire: Questionnaire) -> bool:
    """Tell whether any question is shown to some only; otherwise nobody needs to work out which were."""
    return any(section.relevant or question.relevant for section, question in questionnaire.placed())
