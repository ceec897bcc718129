"""What happens when in a cycle: for the line that officials and residents read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from engage.budget.models import Cycle, Phase
from engage.i18n import _l

FIRST_BALLOT = _l("First ballot")


class When(StrEnum):
    PAST = "past"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Moment:
    """One point of the line. `at` is None for what has no date yet; `text` says what it means."""

    name: Any
    text: Any
    at: datetime | None
    state: When


def timeline(cycle: Cycle, now: datetime) -> list[Moment]:
    """Return the points of a cycle in order; that of the present phase is `NOW`."""
    election, phase = cycle.election, cycle.phase(now)
    has_begun = phase in (Phase.VOTING, Phase.COUNTING, Phase.RESULTS)
    has_ended = phase in (Phase.COUNTING, Phase.RESULTS)
    moments = [
        Moment(
            _l("Published"),
            _l("Residents see the proposals. Until the first ballot they can still be changed."),
            cycle.published_at,
            _state(phase == Phase.UPCOMING, cycle.published_at is not None),
        ),
        Moment(
            _l("Voting begins"),
            _l("Codes from the letters open the ballot."),
            election.opens_at,
            _state(phase == Phase.VOTING and election.frozen_at is None, has_begun),
        ),
        Moment(
            FIRST_BALLOT,
            _l("Rules, proposals, costs and pictures are frozen, and the order for ties is drawn by lot."),
            election.frozen_at,
            _state(phase == Phase.VOTING and election.frozen_at is not None, election.frozen_at is not None),
        ),
        Moment(
            _l("Voting ends"),
            _l("No more ballots are taken."),
            election.closes_at,
            _state(phase == Phase.COUNTING, has_ended),
        ),
        Moment(
            _l("Result"),
            _l("The ballots are counted, and the result is published for everybody."),
            election.closed_at,
            _state(phase == Phase.RESULTS, False),
        ),
    ]
    came_to_nothing = has_ended and election.frozen_at is None
    return [moment for moment in moments if not (came_to_nothing and moment.name is FIRST_BALLOT)]


def _state(is_now: bool, is_past: bool) -> When:
    return When.NOW if is_now else When.PAST if is_past else When.AHEAD
