"""Pabulib's `.pb` files in and out: one real election a file, as text in three sections.

`parse` and `read` answer an `Election` or raise `PabulibError`, which names the line and the fault. `write` answers
the text of an equivalent file, `lines` the same line by line. The format is described at pabulib.org/format; where
real files differ from that page, the files are followed.
"""

from engage.budget.pabulib.faults import LINE, TEMPLATES, Note, PabulibError, printable
from engage.budget.pabulib.model import Ballot, Election, Project
from engage.budget.pabulib.reader import parse, read
from engage.budget.pabulib.writer import lines, write

__all__ = [
    "LINE",
    "TEMPLATES",
    "Ballot",
    "Election",
    "Note",
    "PabulibError",
    "Project",
    "lines",
    "parse",
    "printable",
    "read",
    "write",
]
