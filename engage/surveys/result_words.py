"""Words of the pages of results."""

from engage.i18n import _, _l, pick
from engage.surveys.figures.charts import cell_label, label
from engage.surveys.figures.merged import Merged
from engage.surveys.models import Channel

CHANNEL_NAMES = {
    Channel.WEB: _l("On the web"),
    Channel.ASSISTED: _l("Written down by a worker"),
    Channel.PAPER: _l("From paper forms"),
    Channel.LATE: _l("From paper forms, typed in after the close"),
}
# Only the code is noted down with the exclusion.
REASONS = {
    "nonsense": _l("Nonsense or a joke"),
    "trial": _l("Sent as a trial by the office"),
    "twice": _l("Somebody answered twice"),
    "insult": _l("Insults only"),
}


def title_of(merged: Merged) -> str:
    words = label(merged.question.label, merged.name)
    return pick(words["zh"], words["en"])


def cell_name(merged: Merged, cell: str) -> str:
    """Return what a choice or a point of a scale is called."""
    words = cell_label(merged.question, cell)
    name = pick(words["zh"], words["en"])
    return _("%(choice)s (no longer offered)", choice=name) if cell in merged.gone else name
