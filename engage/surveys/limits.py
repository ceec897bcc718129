"""The usual constraints as the editor offers them: at least, at most, and not in the future.

| Questions | Looks at |
|---|---|
| integer, decimal | the number |
| date | the day |
| text | the number of characters |
| multiple | the number of ticks |

Whatever a constraint says beyond that is left to those who write it by hand.
"""

from dataclasses import dataclass

from engage.surveys.expressions import ExpressionError, Node, day_number, from_tree, parse
from engage.surveys.numerals import number
from engage.surveys.questionnaire import QuestionType

_OWN: Node = ("own",)
_LOOKED_AT: dict[QuestionType, Node] = {
    QuestionType.INTEGER: _OWN,
    QuestionType.DECIMAL: _OWN,
    QuestionType.DATE: _OWN,
    QuestionType.TEXT: ("string-length", _OWN),
    QuestionType.MULTIPLE: ("count-selected", _OWN),
}


@dataclass(frozen=True)
class Limits:
    """Numbers as they are written, or days; "" for none."""

    least: str = ""
    most: str = ""
    not_future: bool = False


def can_have(type_: QuestionType) -> bool:
    return type_ in _LOOKED_AT


def to_source(type_: QuestionType, limits: Limits) -> str:
    """Return the limits as an expression's source. Raises `ValueError` with the name of a field that cannot be read."""
    looked_at = _LOOKED_AT[type_]
    trees: list[Node] = []
    for name, sign in (("least", ">="), ("most", "<=")):
        if typed := getattr(limits, name):
            trees.append((sign, looked_at, _constant(type_, typed, name)))
    if limits.not_future and type_ is QuestionType.DATE:
        trees.append(("<=", _OWN, ("today",)))
    return str(from_tree(trees[0] if len(trees) == 1 else ("and", *trees))) if trees else ""


def _constant(type_: QuestionType, typed: str, name: str) -> Node:
    if type_ is QuestionType.DATE:
        if day_number(typed) is None:
            raise ValueError(name)
        return ("date", ("text", typed))
    value = number(typed)
    if value is None or (type_ is not QuestionType.DECIMAL and value != value.to_integral_value()):
        raise ValueError(name)
    digits = format(abs(value), "f")
    node = ("number", digits.rstrip("0").rstrip(".") if "." in digits else digits)
    return ("negative", node) if value < 0 else node


def from_source(type_: QuestionType, source: str) -> Limits | None:
    """Return the limits that say the same as the source, or None when limits cannot."""
    if not source:
        return Limits()
    if not can_have(type_):
        return None
    try:
        tree = parse(source).tree
    except ExpressionError:
        return None
    found: dict[str, str | bool] = {}
    for part in tree[1:] if tree[0] == "and" else (tree,):
        limit = _limit(part, _LOOKED_AT[type_])
        if limit is None or limit[0] in found:
            return None
        found[limit[0]] = limit[1]
    return Limits(**found)  # type: ignore[arg-type]


def _limit(part: Node, looked_at: Node) -> tuple[str, str | bool] | None:
    names = {">=": "least", "<=": "most"}
    if part[0] not in names or part[1] != looked_at:
        return None
    match part[2]:
        case ("today",) if part[0] == "<=":
            return "not_future", True
        case ("number", digits) | ("date", ("text", digits)):
            return names[part[0]], digits
        case ("negative", ("number", digits)):
            return names[part[0]], f"-{digits}"
    return None
