"""Two questions together, as a table whose small cells are hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engage.small_groups import FEWEST

Cell = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """One row: its name, how many it stands for, and its counts in the order of the columns; `None` is hidden."""

    value: str
    label: str
    n: int | None
    counts: Sequence[int | None]


@dataclass(frozen=True)
class CrossTable:
    columns: Sequence[str]
    lines: Sequence[Line]

    @property
    def has_hidden(self) -> bool:
        return any(count is None for line in self.lines for count in (line.n, *line.counts))


def cross_table(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    counts: Mapping[Cell, int],
    bases: Mapping[str, int],
    *,
    rows_add_up: bool = True,
    columns_add_up: bool = True,
    hidden_rows: frozenset[str] = frozenset(),
) -> CrossTable:
    """Return the table of (value, label) rows and columns. `bases` tells how many each row stands for.

    Cells of one to four are hidden, and further ones with them, until no row or column of things that add up leaves
    one to be worked out. Where several answers were possible, nothing adds up; then what a row has beside a cell must
    not be small either. A row of fewer than five shows nothing.
    """
    few = {row for row, _label in rows if bases.get(row, 0) < FEWEST} | hidden_rows
    hidden = {
        (row, column)
        for row, _r in rows
        for column, _c in columns
        if row in few
        or 0 < counts.get((row, column), 0) < FEWEST
        or (not columns_add_up and 0 < bases[row] - counts.get((row, column), 0) < FEWEST)
    }
    lines = []
    if columns_add_up:
        lines += [[(row, column) for column, _c in columns] for row, _r in rows if row not in few]
    if rows_add_up:
        lines += [[(row, column) for row, _r in rows] for column, _c in columns]
    while any(_hide_one_more(line, counts, hidden) for line in lines):
        pass
    return CrossTable(
        [label for _value, label in columns],
        [
            Line(
                row,
                label,
                None if row in hidden_rows else bases.get(row, 0),
                [None if (row, column) in hidden else counts.get((row, column), 0) for column, _c in columns],
            )
            for row, label in rows
        ],
    )


def _hide_one_more(line: Sequence[Cell], counts: Mapping[Cell, int], hidden: set[Cell]) -> bool:
    """Hide the smallest cell that is still shown, if what is hidden in the line could be worked out from the rest."""
    own = [cell for cell in line if cell in hidden and counts.get(cell, 0)]
    if not own or (len(own) > 1 and sum(counts[cell] for cell in own) >= FEWEST + len(own)):
        return False
    shown = [cell for cell in line if cell not in hidden and counts.get(cell, 0)]
    if not shown:
        return False
    hidden.add(min(shown, key=lambda cell: (counts[cell], cell)))
    return True
