"""What a tree comes to, for some answers. The package's docstring states the rules."""

import operator
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from math import fmod, nan
from typing import NamedTuple, TypeAlias

from engage.surveys.expressions.parsing import Expression, Node

# What one answer is, as it is stored; see `engage.surveys.values`.
Value: TypeAlias = str | int | list[str] | dict[str, str] | None
Result: TypeAlias = str | float | bool

WHITE = " \t\r\n"
_TO_SPACES = str.maketrans(WHITE, "    ")
EPOCH = date(1970, 1, 1).toordinal()


class Scope(NamedTuple):
    """What an expression can see."""

    answers: Mapping[str, Value]
    own: Value
    today: date


def evaluate(expression: Expression, answers: Mapping[str, Value], *, own: Value = None, today: date) -> bool:
    """Return whether the expression holds. Questions that are not among the answers are unanswered."""
    return _truth(_result(expression.tree, Scope(answers, own, today)))


def constant(node: Node) -> Result:
    """Return what a part comes to that asks for no answer and no day."""
    return _result(node, Scope({}, None, date.min))


def as_text(value: Value) -> str:
    """Return an answer as expressions see it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, dict):
        return " ".join(sorted(f"{row}={choice}" for row, choice in value.items()))
    return str(value)


def as_number(text: str) -> float:
    """Return the number that a text is, the days since 1970 for a date, else NaN."""
    plain = text.strip(WHITE)
    whole, _, fraction = plain.removeprefix("-").partition(".")
    digits = whole + fraction
    if digits.isascii() and digits.isdigit():
        return float(plain)
    days = day_number(plain)
    return nan if days is None else float(days)


@lru_cache(maxsize=1024)
def day_number(text: str) -> int | None:
    """Return the days since 1970-01-01 of a date such as "2026-01-31", or None for every other text."""
    if len(text) != 10 or text[0] == "0" or text[4] != "-" or text[7] != "-" or not text.isascii():
        return None
    try:
        return date.fromisoformat(text).toordinal() - EPOCH
    except ValueError:
        return None


def _result(node: Node, scope: Scope) -> Result:
    return _KINDS[node[0]](node, scope)


def _truth(result: Result) -> bool:
    # NaN is not equal to itself.
    return bool(result) and result == result


def _number(result: Result) -> float:
    return as_number(result) if isinstance(result, str) else float(result)


def _words(node: Node, scope: Scope) -> list[str]:
    return [word for word in str(_result(node, scope)).translate(_TO_SPACES).split(" ") if word]


def _equal(left: Result, right: Result) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return _truth(left) == _truth(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return _number(left) == _number(right)


def _relation(compare: Callable[[float, float], bool]) -> Callable[[Node, Scope], Result]:
    return lambda node, scope: compare(_number(_result(node[1], scope)), _number(_result(node[2], scope)))


def _sum(reckon: Callable[[float, float], float]) -> Callable[[Node, Scope], Result]:
    return lambda node, scope: reckon(_number(_result(node[1], scope)), _number(_result(node[2], scope)))


def _divided(left: float, right: float) -> float:
    return left / right if right else nan


def _remainder(left: float, right: float) -> float:
    try:
        return fmod(left, right)
    except ValueError:  # Division by zero, or an infinite left side.
        return nan


def _date(node: Node, scope: Scope) -> Result:
    text = str(_result(node[1], scope)).strip(WHITE)
    return "" if day_number(text) is None else text


_KINDS: dict[str, Callable[[Node, Scope], Result]] = {
    "number": lambda node, scope: float(node[1]),
    "text": lambda node, scope: node[1],
    "answer": lambda node, scope: as_text(scope.answers.get(node[1])),
    "own": lambda node, scope: as_text(scope.own),
    "or": lambda node, scope: any(_truth(_result(part, scope)) for part in node[1:]),
    "and": lambda node, scope: all(_truth(_result(part, scope)) for part in node[1:]),
    "not": lambda node, scope: not _truth(_result(node[1], scope)),
    "=": lambda node, scope: _equal(_result(node[1], scope), _result(node[2], scope)),
    "!=": lambda node, scope: not _equal(_result(node[1], scope), _result(node[2], scope)),
    "<": _relation(operator.lt),
    "<=": _relation(operator.le),
    ">": _relation(operator.gt),
    ">=": _relation(operator.ge),
    "+": _sum(operator.add),
    "-": _sum(operator.sub),
    "*": _sum(operator.mul),
    "div": _sum(_divided),
    "mod": _sum(_remainder),
    "negative": lambda node, scope: -_number(_result(node[1], scope)),
    "selected": lambda node, scope: str(_result(node[2], scope)).strip(WHITE) in _words(node[1], scope),
    "count-selected": lambda node, scope: float(len(_words(node[1], scope))),
    "string-length": lambda node, scope: float(len(str(_result(node[1], scope)))),
    "date": _date,
    "today": lambda node, scope: scope.today.isoformat(),
    "true": lambda node, scope: True,
    "false": lambda node, scope: False,
}
