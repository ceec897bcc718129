"""What cycles say about themselves: their phase, who may vote, how many choices there are."""

from typing import Any

from engage.budget.models import Cycle, Phase, Voters
from engage.i18n import _, _l, ngettext
from engage.residents.models import Tie

PHASE_NAMES = {
    Phase.DRAFT: _l("Draft"),
    Phase.UPCOMING: _l("Coming up"),
    Phase.VOTING: _l("Voting"),
    Phase.COUNTING: _l("Counting"),
    Phase.RESULTS: _l("Result"),
}
# By the ties that are enough, in the order of `Tie`.
_TIES: dict[tuple[str, ...], Any] = {
    (): _l("Everybody on the voter roll of this area."),
    (Tie.LIVES,): _l("You live here."),
    (Tie.WORKS,): _l("You work here."),
    (Tie.STUDIES,): _l("You study here."),
    (Tie.LIVES, Tie.WORKS): _l("You live or work here."),
    (Tie.LIVES, Tie.STUDIES): _l("You live or study here."),
    (Tie.WORKS, Tie.STUDIES): _l("You work or study here."),
    (Tie.LIVES, Tie.WORKS, Tie.STUDIES): _l("You live, work or study here."),
}


def who_may_vote(cycle: Cycle) -> list[str]:
    """Return a sentence for each condition."""
    if cycle.voters == Voters.DWELLINGS:
        return [_("Every household of this area has one ballot, whoever of it fills it in.")]
    sentences = [str(_TIES[tuple(tie for tie in Tie if tie in cycle.ties)])]
    if age := _age(cycle):
        sentences.append(age)
    return sentences


def _age(cycle: Cycle) -> str:
    if cycle.age_as_of is None:
        return ""
    year, low, high = cycle.age_as_of.year, cycle.min_age, cycle.max_age
    if low is not None and high is not None:
        return _("Your age, as reached in %(year)s, is from %(low)s to %(high)s.", low=low, high=high, year=year)
    if low is not None:
        return _("Your age, as reached in %(year)s, is %(low)s or more.", low=low, year=year)
    if high is not None:
        return _("Your age, as reached in %(year)s, is %(high)s or less.", high=high, year=year)
    return ""


def choices(cycle: Cycle) -> str:
    """Return how many proposals a ballot may name."""
    low, high = cycle.min_choices, cycle.max_choices
    if low == high:
        return ngettext("Choose %(num)s proposal.", "Choose %(num)s proposals.", high)
    if low > 1:
        return _("Choose %(low)s to %(high)s proposals.", low=low, high=high)
    return ngettext("Choose up to %(num)s proposal.", "Choose up to %(num)s proposals.", high)
