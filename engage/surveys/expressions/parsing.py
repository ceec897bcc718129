"""From source to tree, by an LALR grammar: no backtracking, and no recursion however deep the source is nested."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from engage.surveys.expressions.source import written

# A node: its kind, then its parts, or one string for a number, text or answer.
Node = tuple
MAX_LENGTH = 1000
MAX_DEPTH = 100
# How many arguments, and which of them are texts or lists.
FUNCTIONS = {
    "selected": (2, (0, 1)),
    "count-selected": (1, (0,)),
    "string-length": (1, (0,)),
    "date": (1, (0,)),
    "not": (1, ()),
    "today": (0, ()),
    "true": (0, ()),
    "false": (0, ()),
}
TEXTUAL = {"answer", "own", "text", "today", "date"}
LEAVES = {"number", "text", "answer"}
# What Excel makes of quotes as they are typed.
STRAIGHT_QUOTES = str.maketrans("‘’“”", "''\"\"")
GRAMMAR = r"""
?start: either
?either: both | either "or" both -> or_
?both: equality | both "and" equality -> and_
?equality: relation | equality EQUAL relation -> binary
?relation: sum | relation RELATION sum -> binary
?sum: product | sum SIGN product -> binary
?product: signed | product TIMES signed -> binary
?signed: operand | "-" signed -> negative
?operand: NUMBER -> number
    | TEXT -> text
    | ANSWER -> answer
    | "." -> own
    | "(" either ")"
    | FUNCTION "(" [either ("," either)*] ")" -> call

EQUAL: "=" | "!="
RELATION: "<=" | ">=" | "<" | ">"
SIGN: "+" | "-"
TIMES: "*" | "div" | "mod"
NUMBER.2: /[0-9]+(\.[0-9]*)?|\.[0-9]+/
TEXT: /'[^']*'|"[^"]*"/
ANSWER: /\$\{\s*[^\s{}]{1,64}\s*\}/
FUNCTION: /[A-Za-z][A-Za-z0-9_:-]*(?=\s*\()/
%ignore /\s+/
"""


class ExpressionError(ValueError):
    """The source is not an expression. `reason` is a code (see `words`), `position` counts characters from 0."""

    def __init__(self, reason: str, position: int = 0):
        super().__init__(f"{reason} at {position}")
        self.reason = reason
        self.position = position


@dataclass(frozen=True)
class Expression:
    """A tree that was checked. Two are equal when their trees are; `str` gives a source of the same tree."""

    tree: Node
    names: frozenset[str] = field(compare=False)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Which kinds of nodes occur, such as "own" and "today"."""
        return frozenset(node[0] for node in nodes(self.tree))

    def __str__(self) -> str:
        return written(self.tree)


@lru_cache(maxsize=4096)
def parse(source: str) -> Expression:
    """Return the expression. Raises `ExpressionError`."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError("too_long", MAX_LENGTH)
    if not source.strip():
        raise ExpressionError("empty")
    try:
        tree = _parser().parse(source.translate(STRAIGHT_QUOTES))
    except UnexpectedCharacters as error:
        position = error.pos_in_stream or 0
        raise ExpressionError("unclosed_text" if source[position] in "'\"‘’“”" else "character", position) from None
    except UnexpectedToken as error:
        ended = error.token.type == "$END"
        position = len(source) if ended else error.token.start_pos or 0
        raise ExpressionError("end" if ended else "syntax", position) from None
    return from_tree(tree)  # type: ignore[arg-type]  # The transformer makes tuples where Lark promises its own trees.


def from_tree(tree: Node) -> Expression:
    """Return the expression of a tree that is well formed. Raises `ExpressionError` when it is too deep."""
    if _depth(tree) > MAX_DEPTH:
        raise ExpressionError("too_deep")
    return Expression(tree, frozenset(node[1] for node in nodes(tree) if node[0] == "answer"))


def nodes(tree: Node) -> Iterator[Node]:
    """Yield every node, each before its parts."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if node[0] not in LEAVES:
            waiting.extend(reversed(node[1:]))


def _depth(tree: Node) -> int:
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        if node[0] not in LEAVES:
            waiting.extend((part, depth + 1) for part in node[1:])
    return deepest


@v_args(inline=True)
class _Nodes(Transformer):
    """Makes the tuples as the parser goes along, from the inside out."""

    def or_(self, left: Node, right: Node) -> Node:
        return _chain("or", left, right)

    def and_(self, left: Node, right: Node) -> Node:
        return _chain("and", left, right)

    def binary(self, left: Node, operator: Token, right: Node) -> Node:
        return (str(operator), left, right)

    def negative(self, part: Node) -> Node:
        return ("negative", part)

    def number(self, token: Token) -> Node:
        whole, _, fraction = token.partition(".")
        whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
        return ("number", f"{whole}.{fraction}" if fraction else whole)

    def text(self, token: Token) -> Node:
        return ("text", str(token[1:-1]))

    def answer(self, token: Token) -> Node:
        return ("answer", str(token[2:-1].strip()))

    def own(self) -> Node:
        return ("own",)

    def call(self, function: Token, *parts: Node | None) -> Node:
        arguments = [part for part in parts if part is not None]
        position = function.start_pos or 0
        if function not in FUNCTIONS:
            raise ExpressionError("regex" if function == "regex" else "function", position)
        count, textual = FUNCTIONS[function]
        if len(arguments) != count:
            raise ExpressionError("arguments", position)
        for place in textual:
            if arguments[place][0] == "number":
                arguments[place] = ("text", arguments[place][1])
            if arguments[place][0] not in TEXTUAL:
                raise ExpressionError("arguments", position)
        return (str(function), *arguments)


def _chain(kind: str, left: Node, right: Node) -> Node:
    """Return one node for a whole row of the same word, so that a long row is not deep."""
    parts = [part for side in (left, right) for part in (side[1:] if side[0] == kind else (side,))]
    return (kind, *parts)


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", transformer=_Nodes(), maybe_placeholders=False)
