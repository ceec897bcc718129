"""From bytes to the rows of each section, with their line numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from engage.budget.pabulib.faults import PabulibError

SECTIONS = ("META", "PROJECTS", "VOTES")
LARGEST_FILE = 200_000_000
LONGEST_LINE = 1_000_000

Row = tuple[int, list[str]]

_LINE_END = re.compile(r"\r\n|\n|\r")
# Other white space, such as a no-break space, belongs to the text.
BLANKS = " \t"


@dataclass(slots=True)
class Section:
    """`line` is the line that names the section."""

    line: int
    rows: list[Row] = field(default_factory=list)

    @property
    def row_lines(self) -> list[int]:
        return [line for line, _ in self.rows]


def sections(data: bytes | str) -> dict[str, Section]:
    """Return all three sections. Raises `PabulibError` for anything that is not a whole file."""
    found: dict[str, Section] = {}
    number = 1
    for number, fields in _rows(_text(data)):
        name = fields[0].upper()
        if len(fields) == 1 and name in SECTIONS:
            if SECTIONS.index(name) != len(found):
                raise _misplaced(name, found, number)
            found[name] = current = Section(number)
        elif not found:
            raise PabulibError("no-start", number)
        else:
            current.rows.append((number, fields))
    if not found:
        raise PabulibError("empty", 1)
    if len(found) < len(SECTIONS):
        raise PabulibError("missing-section", number, section=SECTIONS[len(found)])
    return found


def _misplaced(name: str, found: dict[str, Section], line: int) -> PabulibError:
    return PabulibError("misplaced-section" if found else "no-start", line, section=name)


def _text(data: bytes | str) -> str:
    if len(data) > LARGEST_FILE:
        raise PabulibError("too-big", 1, limit=LARGEST_FILE // 1_000_000)
    text = data if isinstance(data, str) else _decoded(data)
    if (nul := text.find("\0")) >= 0:
        raise PabulibError("nul", _line_at(text[:nul]))
    return text.removeprefix("\ufeff")


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PabulibError("not-utf-8", _line_at(data[: error.start].decode("utf-8"))) from error


def _line_at(before: str) -> int:
    return sum(1 for _ in _lines(before))


def _lines(text: str) -> Iterator[str]:
    start = 0
    for end in _LINE_END.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]


def _rows(text: str) -> Iterator[Row]:
    for number, line in enumerate(_lines(text), 1):
        # Millions of semicolons in a row are no election, and would fill the memory when split.
        if len(line) > LONGEST_LINE:
            raise PabulibError("long-line", number, limit=LONGEST_LINE)
        if '"' in line:
            yield number, list(_quoted_fields(line, number))
        elif stripped := line.strip(BLANKS):
            yield number, [value.strip(BLANKS) for value in stripped.split(";")]


def _quoted_fields(line: str, number: int) -> Iterator[str]:
    """Yield the fields of a line that has quotation marks: doubled inside a quoted field, plain text inside others."""
    start = 0
    while start <= len(line):
        end = line.find(";", start)
        end = len(line) if end < 0 else end
        plain = line[start:end].strip(BLANKS)
        if plain.startswith('"'):
            value, end = _quoted_field(line, line.index('"', start) + 1, number)
            yield value.strip(BLANKS)
        else:
            yield plain
        start = end + 1


def _quoted_field(line: str, start: int, number: int) -> tuple[str, int]:
    """Return the value of the field whose text begins at `start`, and where the semicolon after it is."""
    parts = []
    while (quote := line.find('"', start)) >= 0:
        parts.append(line[start:quote])
        if line.startswith('""', quote):
            parts.append('"')
            start = quote + 2
            continue
        end = line.find(";", quote)
        end = len(line) if end < 0 else end
        if line[quote + 1 : end].strip(BLANKS):
            raise PabulibError("text-after-quote", number)
        return "".join(parts), end
    raise PabulibError("open-quote", number)
