"""Names of a matrix's rows: in XLSForm each row is a question with a name of its own.

It is the matrix's name, `_` and the row's value. What no name may hold stands as its number between middle dots, which
no value has: "²" is "·b2·".
"""

import re
from collections.abc import Collection, Sequence

SAFE = re.compile(r"[A-Za-z0-9_.\-一-鿿]")
WRITTEN = re.compile(r"·([0-9a-f]{1,5})·")


def row_name(matrix: str, value: str, taken: Collection[str]) -> str:
    """Return the name for the row. One that is taken gets its first character as a number."""
    marks = [mark if SAFE.match(mark) else _number(mark) for mark in value]
    name = f"{matrix}_{''.join(marks)}"
    return name if name not in taken else f"{matrix}_{_number(value[0])}{''.join(marks[1:])}"


def row_values(matrix: str, names: Sequence[str]) -> list[str]:
    """Return the values of the rows; names that do not begin with the matrix's are values themselves."""
    prefix = f"{matrix}_"
    if not all(name.startswith(prefix) and name != prefix for name in names):
        return list(names)
    return [WRITTEN.sub(_mark, name.removeprefix(prefix)) for name in names]


def _number(mark: str) -> str:
    return f"·{ord(mark):x}·"


def _mark(match: re.Match[str]) -> str:
    mark = chr(int(match[1], 16))
    return mark if mark.isalnum() or mark in "-._" else match[0]
