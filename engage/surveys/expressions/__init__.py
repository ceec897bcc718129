"""The small language of skip logic and constraints: what XLSForm's `relevant` and `constraint` hold.

It is a part of ODK's XPath, read by a written grammar and never run as code.

**Values.** An answer is always a text: nothing is '', whole numbers and decimals are written out, the ticked choices of
a multiple question and the order of a ranking are joined by single spaces, a matrix is its "row=value" pairs, sorted by
their characters and joined by single spaces. Dates are texts such as '2026-01-31'; `today()` is one too. `date(x)` is x
if that is such a date, else ''.

**Conversions.** A text is a number if it is digits with at most one point and perhaps a minus, white space around it
aside ('12', '-0.5', '.5', '5.'); a date is the number of days since 1970-01-01 (years from 1000); every other text, ''
too, is NaN. `true()` is 1, `false()` is 0. A text is true unless it is ''; a number is true unless it is 0 or NaN.

**Comparing.** `<`, `<=`, `>` and `>=` compare numbers. `=` and `!=` compare truth if one side is a truth, else numbers
if one side is a number, else texts as they are. Anything compared with NaN is false, except `!=`, which is true.

**Reckoning.** `+ - * div mod` and the sign work on numbers, as doubles. Dividing by zero gives NaN; `mod` has the sign
of its left side, as in XPath and JavaScript.

**Functions.** `selected(list, x)`: is x, trimmed, one of the words of the list? `count-selected(list)`: how many words.
`string-length(x)`: how many characters (code points, so an emoji is one or a few). `not(x)`, `true()`, `false()`,
`today()`, `date(x)`. Lists and texts are answers, `.`, texts in quotes, `today()` or `date()`; a number in their place
stands for its text. White space is space, tab, new line and carriage return; it stands between words.

**Tree.** `Expression.tree` is nested tuples, and nested arrays once it is JSON. The first item is the kind:

- `["number", "12.5"]`, `["text", "yes"]`, `["answer", "name"]` hold a string; `["own"]` is the answer itself;
- `["or", a, b, …]` and `["and", a, b, …]` have two or more parts;
- `["=", a, b]`, likewise `!=`, `<`, `<=`, `>`, `>=`, `+`, `-`, `*`, `div`, `mod`; `["negative", a]` is the sign;
- `["selected", list, x]`, `["count-selected", list]`, `["string-length", x]`, `["date", x]`, `["not", a]`, `["today"]`,
  `["true"]`, `["false"]`.

Names may be "constructor" or "toString": a program in JavaScript keeps answers in a Map.
"""

from engage.surveys.expressions.evaluation import Value, as_number, as_text, constant, day_number, evaluate
from engage.surveys.expressions.parsing import (
    MAX_DEPTH,
    MAX_LENGTH,
    Expression,
    ExpressionError,
    Node,
    from_tree,
    nodes,
    parse,
)

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "Expression",
    "ExpressionError",
    "Node",
    "Value",
    "as_number",
    "as_text",
    "constant",
    "day_number",
    "evaluate",
    "from_tree",
    "nodes",
    "parse",
]
