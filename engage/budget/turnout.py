"""What officials see of a vote while it goes on. Read from kept counters: the cost does not grow with the ballots."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import func, select

from engage.ballotbox.models import ElectionCount, RollSlot, Turnout
from engage.budget.models import Cycle, Phase
from engage.budget.queries import timezone_of_cycle
from engage.budget.shown import shows_tally
from engage.communities.models import Area
from engage.extensions import db
from engage.formats import local
from engage.residents.models import CodeBatch
from engage.small_groups import hidden_groups

DAY = timedelta(days=1)
MOST_DAYS = 45
MOST_ROWS = 400
# With fewer ballots, a share of blank ones would speak of single voters.
FEWEST_FOR_SHARES = 20
STEP = 5
LEVELS = 2
MANY_SHORT = 4  # A warning from one in so many on.


@dataclass(frozen=True)
class AreaTurnout:
    """A line of the table by area. `ballots` is None where the group is hidden; the area None for those in no part."""

    area: Area | None
    size: int
    ballots: int | None
    depth: int = 0


@dataclass(frozen=True)
class DayTurnout:
    day: date
    ballots: int


@dataclass(frozen=True)
class Shares:
    """Of how many ballots how many are blank, and how many use fewer marks than they may, the blank ones included."""

    ballots: int
    blank: int
    short: int

    @property
    def blank_percent(self) -> int:
        return _about(self.blank, self.ballots)

    @property
    def short_percent(self) -> int:
        return _about(self.short, self.ballots)

    @property
    def is_warning(self) -> bool:
        return self.short * MANY_SHORT >= self.ballots


def _about(part: int, whole: int) -> int:
    """Return a percentage in steps of `STEP`: exact ones, watched ballot by ballot, would tell what each one was."""
    return (part * 100 + whole * STEP // 2) // (whole * STEP) * STEP


@dataclass(frozen=True)
class Watch:
    """`areas_until` is the last day that the table by area counts, None when it counts all."""

    slots: int
    ballots: int
    days: Sequence[DayTurnout]
    areas: Sequence[AreaTurnout]
    areas_until: date | None
    shares: Shares | None
    codes: Mapping[str, int]


def watch(cycle: Cycle, now: datetime) -> Watch:
    """Return what officials may know of a vote at this moment. Votes for proposals are no part of it."""
    kept = db.session.get_one(ElectionCount, cycle.election_id, populate_existing=True)
    today, is_open = local(now, timezone_of_cycle(cycle)).date(), cycle.phase(now) == Phase.VOTING
    # Where votes are shown as they come in, a building's number that rises beside them would tell who chose what.
    until = today - DAY if is_open and shows_tally(cycle) else None
    return Watch(
        slots=kept.slots,
        ballots=kept.ballots,
        days=by_day(cycle.election_id, today if is_open else None),
        areas=by_area(cycle, kept.slots, until),
        areas_until=until,
        shares=shares(kept, cycle.max_choices),
        codes=codes_made(cycle.election_id),
    )


def shares(kept: ElectionCount, max_choices: int) -> Shares | None:
    """Return how ballots are filled in; None while there are too few of them."""
    if kept.ballots < FEWEST_FOR_SHARES:
        return None
    short = sum(number for length, number in kept.lengths.items() if int(length) < max_choices)
    return Shares(kept.ballots, kept.blank, short)


def by_day(election_id: int, today: date | None) -> list[DayTurnout]:
    """Return the first ballots of each day, from the first with any until today or, without one, the last with any.

    Of a very long vote these are the latest days.
    """
    sums = (
        select(Turnout.day, func.sum(Turnout.ballots)).where(Turnout.election_id == election_id).group_by(Turnout.day)
    )
    found = {day: int(ballots) for day, ballots in db.session.execute(sums)}
    if not found:
        return []
    first, last = min(found), max([*found, *([today] if today else [])])
    days = [first + DAY * number for number in range((last - first).days + 1)]
    return [DayTurnout(day, found.get(day, 0)) for day in days[-MOST_DAYS:]]


def codes_made(election_id: int) -> Mapping[str, int]:
    """Return how many access codes were made, by channel."""
    sums = select(CodeBatch.channel, func.sum(CodeBatch.codes)).where(CodeBatch.election_id == election_id)
    return {channel: int(codes) for channel, codes in db.session.execute(sums.group_by(CodeBatch.channel))}


def by_area(cycle: Cycle, slots: int, until: date | None = None) -> list[AreaTurnout]:
    """Return turnout for the areas in the cycle's own and the areas in these, with small groups hidden.

    A group that is hidden is not split any further. Empty where there is nothing to split. `until` is the last day
    to count.
    """
    leaves = _leaves(cycle, slots)
    tree = _Tree(leaves, _ballots_by_area(cycle.election_id, until))
    ids = {id_ for leaf in leaves for id_ in leaf.line if id_}
    areas = {area.id: area for area in db.session.scalars(select(Area).where(Area.id.in_(ids)))}
    rows = list(tree.rows(areas))
    return rows if len(rows) <= MOST_ROWS else [row for row in rows if row.depth == 0][:MOST_ROWS]


# The areas from the one right below the cycle's own down; 0 stands for the slots that are in none.
Line = tuple[int, ...]


@dataclass(frozen=True)
class _Leaf:
    """Slots that name the same area, and the two areas nearest to the cycle's own that it is or lies in."""

    area_id: int
    line: Line
    slots: int


class _Tree:
    """Slots and ballots summed up over two levels of areas, by the line that leads to a group and by its area."""

    def __init__(self, leaves: Sequence[_Leaf], ballots: Mapping[int, int]) -> None:
        self.size: dict[Line, Counter[int]] = defaultdict(Counter)
        self.ballots: dict[Line, Counter[int]] = defaultdict(Counter)
        for leaf in leaves:
            for level, id_ in enumerate(leaf.line):
                self.size[leaf.line[:level]][id_] += leaf.slots
                self.ballots[leaf.line[:level]][id_] += ballots.get(leaf.area_id, 0)

    def rows(self, areas: Mapping[int, Area]) -> Iterator[AreaTurnout]:
        top: Line = ()
        # An only building is no group of its own: its stairwells are.
        while len(self.size[top]) == 1 and (only := (*top, *self.size[top])) in self.size:
            top = only
        if len(self.size[top]) > 1:
            yield from self._rows(top, areas, 0)

    def _rows(self, line: Line, areas: Mapping[int, Area], depth: int) -> Iterator[AreaTurnout]:
        size, ballots = self.size[line], self.ballots[line]
        hidden = hidden_groups(ballots, size)
        for id_ in sorted(size, key=lambda id_: (id_ == 0, areas[id_].ancestor_ids if id_ else [])):
            yield AreaTurnout(areas.get(id_), size[id_], None if id_ in hidden else ballots[id_], depth)
            below = (*line, id_)
            if id_ not in hidden and len(self.size.get(below, ())) > 1:
                yield from self._rows(below, areas, depth + 1)


def _ballots_by_area(election_id: int, until: date | None) -> Mapping[int, int]:
    sums = select(Turnout.area_id, func.sum(Turnout.ballots)).where(Turnout.election_id == election_id)
    if until is not None:
        sums = sums.where(Turnout.day <= until)
    return {area_id: int(ballots) for area_id, ballots in db.session.execute(sums.group_by(Turnout.area_id))}


def _leaves(cycle: Cycle, slots: int) -> Sequence[_Leaf]:
    """Return where the voters of a cycle are. Read again only when slots were added: a big roll takes a while."""
    shelf: dict[int, Sequence[_Leaf]] = current_app.extensions.setdefault("engage.leaves", {})
    kept = shelf.get(cycle.election_id, ())
    if not kept or sum(leaf.slots for leaf in kept) != slots:
        kept = shelf[cycle.election_id] = _read_leaves(cycle)
    return kept


def _read_leaves(cycle: Cycle) -> Sequence[_Leaf]:
    sums = (
        select(Area.id, Area.path, func.count())
        .join(RollSlot, RollSlot.area_id == Area.id)
        .where(RollSlot.election_id == cycle.election_id)
        .group_by(Area.id, Area.path)
    )
    return [_Leaf(id_, _line(path, cycle.area.path), slots) for id_, path, slots in db.session.execute(sums)]


def _line(path: str, top: str) -> Line:
    below = [int(part) for part in path.removeprefix(top).split(".") if part] if path.startswith(top) else []
    return ((*below, 0, 0))[:LEVELS] if below else (0,)
