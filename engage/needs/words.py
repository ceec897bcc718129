"""Names of states, of who is affected and of the reasons of a flag, as pages write them."""

from enum import StrEnum

from engage.i18n import _l, pick
from engage.needs.categories import CATEGORIES, Affected
from engage.needs.states import State

STATE_NAMES = {
    State.RECEIVED: _l("Received"),
    State.PUBLISHED: _l("Published"),
    State.MATCHED: _l("Taken up"),
    State.UNDER_WAY: _l("Under way"),
    State.DONE: _l("Reported done"),
    State.CONFIRMED: _l("Solved"),
    State.DECLINED: _l("Declined"),
    State.MERGED: _l("Joined with another need"),
}

STATE_SENTENCES = {
    State.RECEIVED: _l("The community office reads it before it is shown in public."),
    State.PUBLISHED: _l("Everybody can read it. Next, somebody takes it up."),
    State.MATCHED: _l("A professional or the office has taken it up."),
    State.UNDER_WAY: _l("People are working on it."),
    State.DONE: _l("Those at work say it is done. Now the people who asked have the last word."),
    State.CONFIRMED: _l("The people who asked have not found anything left to do."),
    State.DECLINED: _l("It is not taken up. The reason stands below."),
    State.MERGED: _l("Somebody else had asked for the same. Both go on as one need, and all voices count there."),
}

# By the kind of a line of the timeline; lines of the kind "state" are named for the state.
EVENT_NAMES = {
    "received": _l("Received"),
    "reopened": _l("Reopened: people find it is not solved yet"),
    "edited": _l("The office changed the summary"),
    "answer": _l("Answer"),
    "assigned": _l("Somebody is in charge"),
    "visit": _l("Visit"),
    "photo": _l("Photo"),
    "supported": _l("Neighbours joined"),
    "entered": _l("Written down by a community worker"),
    "withdrawn": _l("Withdrawn by the person who asked."),
    "proposal": _l("Taken into a budget"),
    "other": _l("Note"),
}

AFFECTED_NAMES = {
    Affected.SELF: _l("Only me"),
    Affected.HOUSEHOLD: _l("My household"),
    Affected.STAIRWELL: _l("Our stairwell"),
    Affected.BUILDING: _l("Our building"),
    Affected.COMMUNITY: _l("The whole community"),
    Affected.OLDER: _l("Older people"),
    Affected.CHILDREN: _l("Children"),
    Affected.DISABLED: _l("People with disabilities"),
}


class FlagReason(StrEnum):
    """Why somebody points at a public need."""

    PERSONAL = "personal"
    OFFENSIVE = "offensive"
    UNTRUE = "untrue"
    ADVERTISING = "advertising"
    OTHER = "other"


FLAG_REASONS = {
    FlagReason.PERSONAL: _l("It shows a person, a name, a telephone number or a number plate"),
    FlagReason.OFFENSIVE: _l("It insults or threatens somebody"),
    FlagReason.UNTRUE: _l("It is not true"),
    FlagReason.ADVERTISING: _l("It is advertising"),
    FlagReason.OTHER: _l("Something else"),
}


def category_name(code: str) -> str:
    """Return the name of a category in the reader's language; a code that is no longer used stands for itself."""
    category = CATEGORIES.get(code)
    return pick(category.name_zh, category.name_en) if category else code
