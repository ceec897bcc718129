"""Reading the form of a rating: what was chosen and typed, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from engage.cleaning import clean_text
from engage.i18n import _
from engage.ratings.policies import LEVELS
from engage.ratings.services.rate import MOST_COMMENT, Marks

ASPECTS = ("efficiency", "competence", "manner")
# Nothing else is a level: int() would take digits of other scripts, and blanks.
_LEVEL_OF = {str(level): level for level in LEVELS}
# As much as anybody types: what is too long comes back whole, to be shortened.
MOST_KEPT = 20_000


@dataclass(frozen=True)
class Typed:
    """A form as it was sent: a level not chosen, or not on the page, is None."""

    level: int | None = None
    efficiency: int | None = None
    competence: int | None = None
    manner: int | None = None
    comment: str = ""

    def marks(self) -> Marks:
        return Marks(self.level or 0, self.efficiency, self.competence, self.manner, self.comment)


def read_typed(form: MultiDict[str, str]) -> Typed:
    levels = {name: _LEVEL_OF.get(form.get(name, "")) for name in ("level", *ASPECTS)}
    return Typed(**levels, comment=clean_text(form.get("comment", "")[:MOST_KEPT]))


def faults(typed: Typed) -> Mapping[str, str]:
    """Return a sentence for each field that has to be mended, by its name."""
    found = {}
    if typed.level is None:
        found["level"] = _("Please choose one of the five answers. Nothing is recorded yet.")
    if len(typed.comment) > MOST_COMMENT:
        found["comment"] = _(
            "Your words have %(length)s characters; at most %(most)s can be taken. Please shorten them.",
            length=len(typed.comment),
            most=MOST_COMMENT,
        )
    return found
