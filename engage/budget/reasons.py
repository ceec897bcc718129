"""Why a proposal won or lost, in sentences for residents. `step` is one of a stored outcome, money in minor units."""

from collections.abc import Mapping, Sequence
from typing import Any

from engage.budget.rules import Verdict
from engage.formats import money
from engage.i18n import _, ngettext

Step = Mapping[str, Any]
MOST_NAMES = 3


def reasons(step: Step, names: Mapping[str, str], currency: str, *, min_support: int, by_lottery: bool) -> list[str]:
    """Return one to three sentences: what happened at its turn, what a tie did, how many votes were missing."""
    sentences = [_at_its_turn(step, currency, min_support)]
    if step["tie_decided"]:
        sentences.append(_tie(step, names, by_lottery))
    if step["extra_votes"]:
        sentences.append(_missing(step, names))
    return sentences


def _at_its_turn(step: Step, currency: str, min_support: int) -> str:
    cost, left = money(step["cost"], currency), money(step["left"], currency)
    match step["verdict"]:
        case Verdict.FUNDED:
            return _("When its turn came, %(left)s was left. It costs %(cost)s, so it is funded.", left=left, cost=cost)
        case Verdict.NO_ROOM:
            lacking = money(step["cost"] - step["left"], currency)
            return _(
                "When its turn came, %(left)s was left. It costs %(cost)s, which is %(lacking)s more.",
                left=left,
                cost=cost,
                lacking=lacking,
            )
        case Verdict.OVER_BUDGET:
            return _("It costs %(cost)s, more than all the money there is. No number of votes would help.", cost=cost)
    if step["votes"] == 0:
        return _("Nobody voted for it.")
    return ngettext(
        "It has fewer than %(num)s vote, the least that is needed.",
        "It has fewer than %(num)s votes, the least that is needed.",
        min_support,
    )


def _tie(step: Step, names: Mapping[str, str], by_lottery: bool) -> str:
    others = quoted([names[id_] for id_ in step["tied"] if id_ != step["id"]])
    if by_lottery and step["verdict"] == Verdict.FUNDED:
        return _("%(others)s got just as many votes. The lottery drawn beforehand decided for this one.", others=others)
    if by_lottery:
        return _("%(others)s got just as many votes. The lottery drawn beforehand decided for others.", others=others)
    return _("%(others)s got just as many votes. The order of the ids decided.", others=others)


def _missing(step: Step, names: Mapping[str, str]) -> str:
    if step["must_pass"] is None:
        return ngettext(
            "%(num)s more vote would have been enough.",
            "%(num)s more votes would have been enough.",
            step["extra_votes"],
        )
    return ngettext(
        "With %(num)s more vote it would have come before %(other)s and been funded.",
        "With %(num)s more votes it would have come before %(other)s and been funded.",
        step["extra_votes"],
        other=quoted([names[step["must_pass"]]]),
    )


def quoted(names: Sequence[str]) -> str:
    """Return the names in quotation marks, as a list in the reader's language; of many the first few."""
    shown = [_("“%(name)s”", name=name) for name in names[:MOST_NAMES]]
    if len(names) > MOST_NAMES:
        more = len(names) - MOST_NAMES
        shown.append(ngettext("%(num)s other", "%(num)s others", more))
    if len(shown) < 2:
        return "".join(shown)
    return _("%(first)s and %(last)s", first=_(", ").join(shown[:-1]), last=shown[-1])


def fault_sentence(fault: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return a difference that the count found, in words. `fault` is one of a stored outcome."""
    numbers = {"counted": fault.get("counted"), "kept": fault.get("kept")}
    match fault["kind"]:
        case "marks":
            name = quoted([names.get(fault["option"], fault["option"])])
            return _("%(name)s: the ballots give %(counted)s votes, the running count %(kept)s.", name=name, **numbers)
        case "ballots":
            return _("%(counted)s ballots are in the box, the running count says %(kept)s.", **numbers)
        case "blank":
            return _("%(counted)s ballots are blank, the running count says %(kept)s.", **numbers)
        case "slots":
            return _("%(counted)s voters are marked as having voted, %(kept)s ballots were counted in.", **numbers)
        case "refused":
            return _("Ballots that the rules do not allow, and that gave nobody a vote: %(counted)s.", **numbers)
        case "rules":
            return _("The rules are not the ones that were frozen at the first ballot.")
    return _("Ballot box: %(text)s.", text=fault["text"])
