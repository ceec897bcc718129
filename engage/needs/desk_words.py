"""Words of the office's pages of needs."""

from engage.accounts.words import PROFESSION_NAMES
from engage.i18n import _l
from engage.needs.models import Channel
from engage.needs.priority import Effort, Part
from engage.needs.services.bulk import Action
from engage.sensitive import Kind

__all__ = [
    "ACTION_NAMES",
    "CHANNEL_NAMES",
    "EFFORT_NAMES",
    "EVENT_NAMES",
    "KIND_NAMES",
    "PART_FORMULAS",
    "PART_NAMES",
    "PROFESSION_NAMES",
]

CHANNEL_NAMES = {
    Channel.WEB: _l("Sent by the person"),
    Channel.ASSISTED: _l("Entered for somebody"),
    Channel.OPEN311: _l("From another service"),
    Channel.SURVEY: _l("From a survey"),
}

KIND_NAMES = {
    Kind.PHONE: _l("a telephone number"),
    Kind.ID_NUMBER: _l("an identity number"),
    Kind.PLATE: _l("a number plate"),
    Kind.DOOR: _l("a door number"),
    Kind.EMAIL: _l("an e-mail address"),
    Kind.ACCOUNT: _l("the name of an account"),
}

EFFORT_NAMES = {Effort.LITTLE: _l("Little work"), Effort.SOME: _l("Some work"), Effort.MUCH: _l("Much work")}

PART_NAMES = {
    Part.SUPPORTS: _l("Neighbours who joined"),
    Part.AGE: _l("Waiting time"),
    Part.VULNERABLE: _l("Vulnerable people"),
    Part.SAFETY: _l("Danger"),
    Part.EFFORT: _l("Little work"),
}

PART_FORMULAS = {
    Part.SUPPORTS: _l("100 × s ÷ (s + 10) for s neighbours"),
    Part.AGE: _l("100 after 90 days, in equal steps"),
    Part.VULNERABLE: _l("0, 60, 80 or 100 for none, one, two or three of: older people, children, disabled people"),
    Part.SAFETY: _l("100 for safety, 50 for lighting, lift, drainage and access, 0 for all else"),
    Part.EFFORT: _l("100, 60 or 20 for little, some or much work; left out until somebody judges it"),
}

ACTION_NAMES = {
    Action.ASSIGN: _l("Assign to a professional"),
    Action.UNDER_WAY: _l("Mark as under way"),
    Action.DONE: _l("Report as done"),
    Action.DECLINE: _l("Decline with a reason"),
}

EVENT_NAMES = {
    "received": _l("Came in"),
    "state": _l("Moved on"),
    "edited": _l("Summary changed"),
    "answer": _l("Answer"),
    "assigned": _l("Given to a professional"),
    "visit": _l("Visit"),
    "photo": _l("Photo changed"),
    "supported": _l("Another need was joined with it"),
    "reopened": _l("Opened again by the people who asked"),
    "entered": _l("Entered by a worker"),
    "withdrawn": _l("Withdrawn"),
    "proposal": _l("Became a proposal"),
    "flags": _l("Flags dealt with"),
}
