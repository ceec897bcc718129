"""Voting in a cycle: from a typed code to a recorded ballot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engage.ballotbox import services as ballotbox
from engage.ballotbox.keys import ElectionKey
from engage.ballotbox.models import RollSlot
from engage.ballotbox.services import BallotForm, Cast
from engage.budget import ballot_forms
from engage.budget.freeze import frozen_rules
from engage.budget.models import Cycle, Phase
from engage.budget.queries import eligibility_of
from engage.errors import Closed, Invalid, NotAllowed, NotFound
from engage.extensions import db
from engage.formats import local
from engage.i18n import _l, ngettext
from engage.prepared import BareConnection
from engage.residents import services as residents
from engage.residents.eligibility import reason_against
from engage.residents.models import Resident
from engage.residents.use import use_code


class NotEligible(NotAllowed):
    """The roll knows this voter, but the rules of this cycle do not admit them."""


class NotAllowedChoice(Invalid):
    """The choices break the rules of the ballot."""


@dataclass(frozen=True)
class OpenedBallot:
    """What a right code opened: kept in the voter's signed session until it is finished."""

    cycle_id: int
    election_id: int
    slot_id: int
    code_id: int


def check_phase(phase: Phase) -> None:
    """Raise `Closed` with the reason unless voting is open."""
    if phase == Phase.VOTING:
        return
    if phase in (Phase.DRAFT, Phase.UPCOMING):
        raise Closed(_l("Voting has not begun yet."))
    raise Closed(_l("Voting has ended."))


def open_ballot(cycle: Cycle, typed: str, *, now: datetime) -> OpenedBallot:
    """Open the ballot that a typed access code belongs to.

    Raises `Closed` outside the voting phase, `WrongCode` or `TooMany` for a code that does not fit, `NotEligible`.
    """
    check_phase(cycle.phase(now))
    checked = residents.check_code(cycle.election_id, typed, now=now)
    check_eligible(cycle, checked.slot_id)
    return OpenedBallot(cycle.id, cycle.election_id, checked.slot_id, checked.code_id)


def check_eligible(cycle: Cycle, slot_id: int) -> None:
    slot = db.session.get(RollSlot, slot_id)
    if slot is None or slot.election_id != cycle.election_id:
        raise NotFound(_l("There is no such vote."))
    if slot.resident_id is None:
        return
    resident = db.session.get_one(Resident, slot.resident_id)
    if reason_against(resident, eligibility_of(cycle)) is not None:
        raise NotEligible(_l("The rules of this vote (age, or living, working or studying here) do not admit you."))


def draft_rules(cycle: Cycle) -> dict[str, Any]:
    """Return the part of the rules that choices are checked against while nothing is frozen."""
    return {
        "ballot_form": cycle.ballot_form,
        "min_choices": cycle.min_choices,
        "max_choices": cycle.max_choices,
        "proposals": [{"option": proposal.option} for proposal in cycle.proposals],
    }


def marks_of(rules: ballot_forms.Rules, choices: Any) -> Sequence[str]:
    """Return the options that the choices mark. Raises `NotAllowedChoice` with a sentence for the voter."""
    try:
        return ballot_forms.marks_of(rules, choices)
    except ballot_forms.ChoiceError as error:
        raise NotAllowedChoice(_sentence(error)) from error


def _sentence(error: ballot_forms.ChoiceError) -> Any:
    if error.kind == "too many":
        return ngettext(
            "You may choose at most %(num)s proposal. Please untick some.",
            "You may choose at most %(num)s proposals. Please untick some.",
            error.limit,
        )
    if error.kind == "too few":
        return ngettext(
            "Please choose at least %(num)s proposal, or leave the ballot blank on purpose.",
            "Please choose at least %(num)s proposals, or leave the ballot blank on purpose.",
            error.limit,
        )
    return _l("One of these proposals is not on this ballot. Please choose again.")


def cast(
    cycle_id: int,
    opened: OpenedBallot,
    form: BallotForm,
    key: ElectionKey,
    *,
    now: datetime,
    zone: str,
    bare: BareConnection | None = None,
) -> Cast:
    """Record a ballot; to be run in one transaction. `zone` is the community's time zone, for the day of the turnout.

    Raises `Closed`, `VotedElsewhere`, `NotAllowedChoice`, `NotEligible` or `CodeNoLongerValid`; then nothing changed.
    On a `bare` connection also `NotFrozen`, for the first ballot of a vote.
    """

    def freeze_rules() -> dict[str, Any]:
        cycle = db.session.get_one(Cycle, cycle_id, populate_existing=True)
        check_phase(cycle.phase(now))  # It may have been taken back since the ballot was opened.
        return frozen_rules(cycle)

    day = local(now, zone).date()
    result = ballotbox.cast(form, key, now=now, day=day, freeze_rules=freeze_rules, marks_of=marks_of, bare=bare)
    if result.outcome != "repeated":
        use_code(opened.code_id, opened.slot_id, bare)
    return result
