"""Skip logic as the editor offers it: a short list of rules, all or any of which must hold.

| Questions | Operators |
|---|---|
| all that ask | answered, unanswered |
| single | is, is_not |
| multiple | includes, lacks; as numbers of ticks: at_least, at_most |
| integer, decimal, scale | equal, unequal, at_least, at_most, more, less |
| date | on, before, after, not_before, not_after |

Whatever an expression says beyond that is left to those who write it by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from engage.surveys.expressions import Expression, Node, day_number, from_tree
from engage.surveys.numerals import number
from engage.surveys.questionnaire import Question, Questionnaire, QuestionType


class Operator(StrEnum):
    """How a rule looks at an answer."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    IS = "is"
    IS_NOT = "is_not"
    INCLUDES = "includes"
    LACKS = "lacks"
    EQUAL = "equal"
    UNEQUAL = "unequal"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE = "more"
    LESS = "less"
    ON = "on"
    BEFORE = "before"
    AFTER = "after"
    NOT_BEFORE = "not_before"
    NOT_AFTER = "not_after"


ALL, ANY = "all", "any"
ANSWERING = (Operator.ANSWERED, Operator.UNANSWERED)
NUMBERS = {
    Operator.EQUAL: "=",
    Operator.UNEQUAL: "!=",
    Operator.AT_LEAST: ">=",
    Operator.AT_MOST: "<=",
    Operator.MORE: ">",
    Operator.LESS: "<",
}
TICKS = {Operator.AT_LEAST: ">=", Operator.AT_MOST: "<="}
DATES = {
    Operator.ON: "=",
    Operator.BEFORE: "<",
    Operator.AFTER: ">",
    Operator.NOT_BEFORE: ">=",
    Operator.NOT_AFTER: "<=",
}
CHOSEN = {Operator.IS: "=", Operator.IS_NOT: "!="}
NUMERIC = {QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.SCALE}


class Unwritable(ValueError):
    """A rule that does not go with its question. `rule` is the one."""

    def __init__(self, rule: "Rule"):
        super().__init__(f"{rule.question} {rule.operator} {rule.value}")
        self.rule = rule


@dataclass(frozen=True)
class Rule:
    """One row of the editor. `value` is a choice, a number or a day, and "" where the operator needs none."""

    question: str
    operator: str
    value: str = ""


@dataclass(frozen=True)
class Rules:
    """The rows, and whether all or any of them must hold. No rows: always."""

    all_or_any: str = ALL
    rules: tuple[Rule, ...] = ()


def operators(question: Question) -> tuple[Operator, ...]:
    """Return what can be asked about the question's answer, the most usual first; a note has none."""
    if not question.asks:
        return ()
    if question.type is QuestionType.SINGLE:
        return (*CHOSEN, *ANSWERING)
    if question.type is QuestionType.MULTIPLE:
        return (Operator.INCLUDES, Operator.LACKS, *TICKS, *ANSWERING)
    if question.type in NUMERIC:
        return (*NUMBERS, *ANSWERING)
    if question.type is QuestionType.DATE:
        return (*DATES, *ANSWERING)
    return ANSWERING


def to_source(rules: Rules, questionnaire: Questionnaire) -> str:
    """Return the rules as an expression's source, "" for none. Numbers may be typed in Chinese. Raises `Unwritable`."""
    trees = [_tree(rule, questionnaire.by_name.get(rule.question)) for rule in rules.rules]
    if not trees:
        return ""
    joined = trees[0] if len(trees) == 1 else ("or" if rules.all_or_any == ANY else "and", *trees)
    return str(from_tree(joined))


def from_expression(expression: Expression | None, questionnaire: Questionnaire) -> Rules | None:
    """Return the rows that say the same as the expression, or None when rows cannot."""
    if expression is None:
        return Rules()
    kind = expression.tree[0]
    parts: Iterable[Node] = expression.tree[1:] if kind in ("and", "or") else (expression.tree,)
    rules = [_rule(part, questionnaire) for part in parts]
    found = tuple(rule for rule in rules if rule is not None)
    return Rules(ANY if kind == "or" else ALL, found) if len(found) == len(rules) else None


def _tree(rule: Rule, question: Question | None) -> Node:
    if question is None or rule.operator not in operators(question):
        raise Unwritable(rule)
    operator, asked = Operator(rule.operator), ("answer", question.name)
    if operator in ANSWERING:
        return ("!=" if operator is Operator.ANSWERED else "=", asked, ("text", ""))
    if question.type in (QuestionType.SINGLE, QuestionType.MULTIPLE) and operator not in TICKS:
        if question.choice(rule.value) is None:
            raise Unwritable(rule)
        return _of_choice(operator, asked, ("text", rule.value))
    if question.type is QuestionType.DATE:
        if day_number(rule.value) is None:
            raise Unwritable(rule)
        return (DATES[operator], asked, ("date", ("text", rule.value)))
    counted = ("count-selected", asked) if question.type is QuestionType.MULTIPLE else asked
    return (NUMBERS[operator], counted, _number(rule))


def _of_choice(operator: Operator, asked: Node, choice: Node) -> Node:
    if operator in CHOSEN:
        return (CHOSEN[operator], asked, choice)
    selected = ("selected", asked, choice)
    return selected if operator is Operator.INCLUDES else ("not", selected)


def _number(rule: Rule) -> Node:
    value = number(rule.value)
    if value is None:
        raise Unwritable(rule)
    digits = format(abs(value), "f")
    node = ("number", digits.rstrip("0").rstrip(".") if "." in digits else digits)
    return ("negative", node) if value < 0 else node


def _rule(node: Node, questionnaire: Questionnaire) -> Rule | None:
    """Return the row that a part of an expression says, also in the other spellings that workbooks use."""
    found = _part(node)
    question = questionnaire.by_name.get(found[1]) if found else None
    if found is None or question is None:
        return None
    kind, name, value = found
    rule = Rule(name, _operator(kind, question, value), value)
    try:
        tree = _tree(rule, question)
    except Unwritable:
        return None
    # Nothing is ever '05' or '五': a text is compared as it stands, where the row would compare the number.
    is_number = question.type in NUMERIC and bool(value)
    return None if is_number and _constant(tree[2]) != value else rule


def _constant(node: Node) -> str:
    return f"-{node[1][1]}" if node[0] == "negative" else str(node[1])


def _part(node: Node) -> tuple[str, str, str] | None:
    """Return what is done, the question and the constant."""
    match node:
        case ("not", ("selected", ("answer", name), ("text", value))):
            return "lacks", name, value
        case ("selected", ("answer", name), ("text", value)):
            return "includes", name, value
        case (kind, ("count-selected", ("answer", name)), ("number", value)):
            return f"count {kind}", name, value
        case (kind, ("answer", name), ("text" | "number", value) | ("date", ("text", value))):
            return kind, name, value
        case (kind, ("answer", name), ("negative", ("number", value))):
            return kind, name, f"-{value}"
    return None


def _operator(kind: str, question: Question, value: str) -> str:
    """Return the operator that does this to such a question, "" if there is none."""
    if kind in ("=", "!=") and not value:
        return str(Operator.ANSWERED if kind == "!=" else Operator.UNANSWERED)
    return next((str(operator) for operator, does in _does(question.type).items() if kind in does), "")


def _does(question_type: QuestionType) -> dict[Operator, tuple[str, ...]]:
    if question_type is QuestionType.SINGLE:
        return {Operator.IS: ("=", "includes"), Operator.IS_NOT: ("!=", "lacks")}
    if question_type is QuestionType.MULTIPLE:
        counts = {operator: (f"count {sign}",) for operator, sign in TICKS.items()}
        return {Operator.INCLUDES: ("includes",), Operator.LACKS: ("lacks",), **counts}
    signs = NUMBERS if question_type in NUMERIC else DATES if question_type is QuestionType.DATE else {}
    return {operator: (sign,) for operator, sign in signs.items()}
