"""Words of the office's pages of ratings."""

from engage.accounts.words import PROFESSION_NAMES
from engage.i18n import _, _l
from engage.ratings.coefficient import Status
from engage.ratings.models import Channel, Standing, VisitState

__all__ = [
    "CHANNEL_NAMES",
    "LEVEL_NAMES",
    "POLICY_NAMES",
    "PROFESSION_NAMES",
    "STANDING_NAMES",
    "STATUS_NAMES",
    "VISIT_STATE_NAMES",
    "period_name",
    "visit_category_name",
]

LEVEL_NAMES = {
    5: _l("Very satisfied"),
    4: _l("Satisfied"),
    3: _l("Fairly satisfied"),
    2: _l("Dissatisfied"),
    1: _l("Very dissatisfied"),
}
STATUS_NAMES = {
    Status.OK: _l("Threshold reached"),
    Status.BELOW_THRESHOLD: _l("Below the threshold: counts as 0"),
    Status.INSUFFICIENT: _l("Not enough ratings yet"),
}
VISIT_STATE_NAMES = {
    VisitState.COMPLETED: _l("Completed"),
    VisitState.CANCELLED: _l("Called off"),
    VisitState.MISSED: _l("Missed"),
}
STANDING_NAMES = {
    Standing.COUNTED: _l("Counts"),
    Standing.QUARANTINED: _l("Held back: one of many at once"),
    Standing.EXCLUDED: _l("Excluded"),
}
CHANNEL_NAMES = {
    Channel.QR: _l("From the professional's phone"),
    Channel.SLIP: _l("Printed slip"),
    Channel.LETTER: _l("Letter"),
    Channel.API: _l("From the staff platform"),
    Channel.PHONE: _l("By telephone"),
}
POLICY_NAMES = {
    "mean-level/1": _l("Mean of the levels: sum of the levels ÷ (5 × number of ratings)"),
    "share-satisfied/1": _l("Share of satisfied: ratings of level 3 to 5 ÷ number of ratings"),
}
_CATEGORY_NAMES = {
    "advice": _l("Advice"),
    "survey": _l("Survey on site"),
    "design": _l("Design"),
    "inspection": _l("Inspection"),
    "repair": _l("Repair"),
    "meeting": _l("Meeting with residents"),
    "training": _l("Training"),
    "other": _l("Something else"),
}


def visit_category_name(code: str) -> str:
    """Return what a category is called; one that only the staff platform knows keeps its own word."""
    return str(_CATEGORY_NAMES.get(code, code))


def period_name(name: str) -> str:
    """Return what a period is called: "2026-Q3" as "Quarter 3 of 2026"."""
    if "-Q" in name:
        year, quarter = name.split("-Q")
        return _("Quarter %(quarter)s of %(year)s", quarter=quarter, year=year)
    if name.endswith("/12m"):
        year, month = name.removesuffix("/12m").split("-")
        return _("Twelve months to %(month)s/%(year)s", month=month, year=year)
    return _("Year %(year)s", year=name)
