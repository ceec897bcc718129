"""What can be wrong with a file, in words. The web layer translates a template and then fills in its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_LONGEST_QUOTE = 40


def N_(text: str) -> str:  # noqa: N802 - the name under which catalogue tools look for text that is translated later.
    return text


LINE = N_("Line %(line)s: %(fault)s")

TEMPLATES: Mapping[str, str] = {
    # Faults: the file is refused.
    "too-big": N_("The file is larger than %(limit)s MB."),
    "empty": N_("The file is empty."),
    "nul": N_("There is a NUL byte. A .pb file is plain text."),
    "not-utf-8": N_("The bytes here are not UTF-8 text."),
    "long-line": N_("The line is longer than %(limit)s characters."),
    "no-start": N_("A .pb file begins with a line that says META."),
    "missing-section": N_("The section %(section)s is missing."),
    "misplaced-section": N_("The section %(section)s is out of place. The order is META, PROJECTS, VOTES, each once."),
    "missing-header": N_("The section %(section)s has no line with the names of its columns."),
    "open-quote": N_("A quotation mark opens a field and none closes it."),
    "text-after-quote": N_("There is text between a closing quotation mark and the next semicolon."),
    "row-width": N_("This row has %(found)s fields, its header has %(expected)s."),
    "missing-column": N_("The section %(section)s has no column %(column)s."),
    "unnamed-column": N_("The section %(section)s has a column without a name."),
    "repeated-column": N_("The section %(section)s has the column “%(column)s” twice."),
    "missing-key": N_("META does not say %(key)s."),
    "repeated-key": N_("META says “%(key)s” a second time; the first time is line %(first)s."),
    "missing-value": N_("The field %(field)s is empty."),
    "not-a-number": N_("%(field)s should be a number such as 1200 or 1200.50, not “%(value)s”."),
    "negative": N_("%(field)s is “%(value)s”, which is less than zero."),
    "unknown-vote-type": N_("The vote_type “%(value)s” is unknown. Known ones: %(known)s."),
    "no-projects": N_("There are no projects."),
    "comma-in-id": N_("The project id “%(id)s” has a comma in it, so no ballot can name it."),
    "repeated-project": N_("The project “%(id)s” is listed a second time; the first time is line %(first)s."),
    "repeated-voter": N_("The voter “%(id)s” is listed a second time; the first time is line %(first)s."),
    "unknown-project": N_("The ballot names the project “%(id)s”, which is not under PROJECTS."),
    "empty-mark": N_("The ballot has a comma with no project id before or after it."),
    "points-mismatch": N_("The ballot names %(expected)s projects but has points for %(found)s."),
    # Faults of a sound file that cannot be stored as it is.
    "unknown-currency": N_("There is no currency “%(value)s”. Known ones have three letters, such as EUR."),
    "too-many-decimals": N_("%(field)s is %(value)s, but amounts in %(currency)s have %(digits)s decimals at most."),
    "too-large": N_("%(field)s is %(value)s, which is more than can be kept."),
    "long-id": N_("The project id “%(id)s” is longer than %(limit)s characters."),
    # Warnings: the file is read all the same.
    "unsaid-key": N_("META should say %(key)s and does not."),
    "other-count": N_("META says %(key)s is “%(stated)s”, but the rows are %(found)s."),
    "other-votes": N_(
        "Projects whose stated votes differ from the ballots: %(count)s. The first is “%(id)s”: %(stated)s stated,"
        " %(found)s counted."
    ),
    "strange-limit": N_("The limit %(key)s is “%(value)s”, which is not a number. It was not checked."),
    "below-limit": N_("Ballots below the limit %(key)s of %(limit)s: %(count)s. The first is on this line."),
    "above-limit": N_("Ballots above the limit %(key)s of %(limit)s: %(count)s. The first is on this line."),
    "not-one-choice": N_("Ballots that do not name exactly one project: %(count)s. The first is on this line."),
    "repeated-mark": N_(
        "Ballots that name a project more than once: %(count)s. The first is on this line. It counts as named once."
    ),
}


@dataclass(frozen=True, slots=True)
class Note:
    """One remark about a file. `kind` is a key of `TEMPLATES`; `line` counts from 1."""

    kind: str
    line: int
    params: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return TEMPLATES[self.kind]

    @property
    def fault(self) -> str:
        return self.template % self.params

    def __str__(self) -> str:
        return LINE % {"line": self.line, "fault": self.fault}


class PabulibError(ValueError):
    """The file cannot be read; nothing of it was taken. `str()` is a plain English sentence with the line."""

    def __init__(self, kind: str, line: int, **params: int | str) -> None:
        self.note = Note(kind, line, quotable(params))
        super().__init__(str(self.note))

    @property
    def kind(self) -> str:
        return self.note.kind

    @property
    def line(self) -> int:
        return self.note.line

    @property
    def params(self) -> Mapping[str, int | str]:
        return self.note.params

    @property
    def fault(self) -> str:
        return self.note.fault


def quotable(params: Mapping[str, int | str]) -> dict[str, int | str]:
    """Shorten what is quoted from a file, and replace what would steer a terminal."""
    return {name: _short(printable(value)) if isinstance(value, str) else value for name, value in params.items()}


def printable(text: str) -> str:
    return "".join(char if char.isprintable() or char == "\u00a0" else "\ufffd" for char in text)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
