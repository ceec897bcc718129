"""The states of a need, and which may follow which. Values only: who may move a need is the services' matter.

received → published → matched → under way → done → confirmed
   any open state may be declined with a reason or merged into another need; "done" that the people who asked do not
   agree to is reopened as under way.
"""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    RECEIVED = "received"
    PUBLISHED = "published"
    MATCHED = "matched"
    UNDER_WAY = "under-way"
    DONE = "done"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    MERGED = "merged"


# Something is still to be done by somebody of the office.
WAITING = frozenset({State.RECEIVED, State.PUBLISHED, State.MATCHED, State.UNDER_WAY})
# The people who asked have the next word.
OPEN = WAITING | {State.DONE}
CLOSED = frozenset({State.CONFIRMED, State.DECLINED, State.MERGED})

NEXT: Mapping[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.PUBLISHED, State.MATCHED, State.UNDER_WAY, State.DECLINED, State.MERGED}),
    State.PUBLISHED: frozenset({State.MATCHED, State.UNDER_WAY, State.DONE, State.DECLINED, State.MERGED}),
    State.MATCHED: frozenset({State.PUBLISHED, State.UNDER_WAY, State.DONE, State.DECLINED, State.MERGED}),
    State.UNDER_WAY: frozenset({State.MATCHED, State.DONE, State.DECLINED, State.MERGED}),
    State.DONE: frozenset({State.UNDER_WAY, State.CONFIRMED}),
    State.CONFIRMED: frozenset({State.UNDER_WAY}),
    State.DECLINED: frozenset({State.RECEIVED, State.PUBLISHED}),
    State.MERGED: frozenset({State.PUBLISHED}),
}

# Days after which a need that still stands in a state is overdue; an area may set its own.
DUE_DAYS: Mapping[State, int] = {State.RECEIVED: 3, State.PUBLISHED: 10, State.MATCHED: 15, State.UNDER_WAY: 60,
                                 State.DONE: 14}  # fmt: skip


def may_follow(old: State, new: State) -> bool:
    return new in NEXT[old]
