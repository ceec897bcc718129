"""Can any answer meet a constraint? Said only where every answer that could make a difference was tried."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from itertools import combinations, permutations
from math import isfinite
from typing import TypeAlias

from engage.surveys import expressions
from engage.surveys.expressions import Expression, Node, Value
from engage.surveys.questionnaire import Question, QuestionType, Scale
from engage.surveys.values import MAX_NUMBER, MAX_TEXT, OK, clean, plain_decimal

MOST_SUBSETS_OF = 10
MOST_ORDERS_OF = 6
MOST_POINTS = 1000
COMPARING = {"=", "!=", "<", "<=", ">", ">="}
Comparison: TypeAlias = tuple[Node, str, str | float | bool]
OWN = ("own",)
LENGTH = ("string-length", OWN)
# The finest step of a decimal is a ten-thousandth.
STEPS = 10_000
EARLIEST, LATEST = date(1800, 1, 1), date(2199, 12, 31)


@lru_cache(maxsize=1024)
def can_be_met(question: Question) -> bool | None:
    """Return whether some answer meets the constraint, or None where that cannot be said for certain.

    A constraint that looks at other answers or at today is never said to be impossible.
    """
    try:
        expression = expressions.parse(question.constraint)
    except expressions.ExpressionError:
        return None
    if expression.names or "today" in expression.kinds:
        return None
    tries = _TRIES.get(question.type, lambda question, expression: None)(question, expression)
    if tries is None:
        return None
    return any(expressions.evaluate(expression, {}, own=value, today=date.min) for value in tries)


def _single(question: Question, expression: Expression) -> Iterable[Value]:
    return question.choice_values


def _multiple(question: Question, expression: Expression) -> Iterable[Value] | None:
    values = question.choice_values
    if len(values) > MOST_SUBSETS_OF:
        return None
    return (list(some) for count in range(1, len(values) + 1) for some in combinations(values, count))


def _ranking(question: Question, expression: Expression) -> Iterable[Value] | None:
    values = question.choice_values
    return (list(order) for order in permutations(values)) if len(values) <= MOST_ORDERS_OF else None


def _scale(question: Question, expression: Expression) -> Iterable[Value] | None:
    scale = question.scale or Scale()
    return scale.points if scale.step > 0 and len(scale.points) <= MOST_POINTS else None


def _integer(question: Question, expression: Expression) -> Iterable[Value] | None:
    return _near(expression, 1, -MAX_NUMBER, MAX_NUMBER, lambda step: step)


def _decimal(question: Question, expression: Expression) -> Iterable[Value] | None:
    most = MAX_NUMBER * STEPS
    return _near(expression, STEPS, -most, most, lambda step: plain_decimal(Decimal(step) / STEPS))


def _date(question: Question, expression: Expression) -> Iterable[Value] | None:
    epoch = date(1970, 1, 1).toordinal()
    least, most = EARLIEST.toordinal() - epoch, LATEST.toordinal() - epoch
    return _near(expression, 1, least, most, lambda step: date.fromordinal(step + epoch).isoformat())


def _text(question: Question, expression: Expression) -> Iterable[Value] | None:
    found = _comparisons(expression.tree, (OWN, LENGTH))
    if found is None:
        return None
    # A text that is compared as a number would have to be tried in too many ways.
    own = [(kind, constant) for side, kind, constant in found if side == OWN]
    if not all(kind in ("=", "!=") and isinstance(constant, str) for kind, constant in own):
        return None
    lengths = (_as_number(constant) for side, _, constant in found if side == LENGTH)
    return _texts({str(constant) for _, constant in own}, _steps(lengths, 1, 1, MAX_TEXT))


def _texts(constants: set[str], lengths: Iterable[int]) -> Iterator[str]:
    """Yield each constant that somebody could type, and for each length a text that is none of them."""
    yield from (text for text in constants if text and clean(text) == text and len(text) <= MAX_TEXT)
    # One letter more than there are constants, so that one of them is free.
    letters = [chr(0x4E00 + place) for place in range(len(constants) + 1)]
    for length in lengths:
        yield next(text for letter in letters if (text := letter * length) not in constants)


_TRIES: dict[QuestionType, Callable[[Question, Expression], Iterable[Value] | None]] = {
    QuestionType.TEXT: _text,
    QuestionType.INTEGER: _integer,
    QuestionType.DECIMAL: _decimal,
    QuestionType.DATE: _date,
    QuestionType.SINGLE: _single,
    QuestionType.MULTIPLE: _multiple,
    QuestionType.RANKING: _ranking,
    QuestionType.SCALE: _scale,
    QuestionType.ACKNOWLEDGE: lambda question, expression: [OK],
}


def _near(
    expression: Expression, steps: int, least: int, most: int, value: Callable[[int], Value]
) -> Iterable[Value] | None:
    """Return the answers around every number that the expression compares with; between them nothing changes."""
    found = _comparisons(expression.tree, (OWN,))
    if found is None:
        return None
    numbers = (_as_number(constant) for _, _, constant in found)
    return (value(step) for step in _steps(numbers, steps, least, most))


def _steps(numbers: Iterable[float], steps: int, least: int, most: int) -> list[int]:
    found = {least, most}
    for number in numbers:
        if isfinite(number):
            floor = int((Decimal(number) * steps).to_integral_value(ROUND_FLOOR))
            found.update(step for step in range(floor - 2, floor + 3) if least <= step <= most)
    return sorted(found)


def _as_number(constant: str | float | bool) -> float:
    return expressions.as_number(constant) if isinstance(constant, str) else float(constant)


def _comparisons(node: Node, sides: tuple[Node, ...]) -> list[Comparison] | None:
    """Return every comparison of one of these sides with a constant, or None where the answer is used otherwise."""
    kind = node[0]
    if node in sides or not _asks(node):
        return []
    if kind in ("and", "or", "not"):
        found = [_comparisons(part, sides) for part in node[1:]]
        return None if None in found else [comparison for part in found for comparison in part or ()]
    if kind in COMPARING:
        for side, other in ((node[1], node[2]), (node[2], node[1])):
            if side in sides and not _asks(other):
                return [(side, kind, expressions.constant(other))]
    return None


def _asks(node: Node) -> bool:
    return any(part == OWN for part in expressions.nodes(node))
