"""What the page of a result shows, put together from the stored outcome. Costs a few queries, however many ballots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engage.budget.models import Cycle, Proposal, Result
from engage.budget.pb_store import Source, source_of
from engage.budget.queries import proposals_of
from engage.budget.reasons import fault_sentence, reasons
from engage.budget.rules import Verdict
from engage.extensions import db
from engage.i18n import pick
from engage.pictures.models import Picture
from engage.pictures.queries import Size

BAR = 1000


@dataclass(frozen=True)
class MoneyBar:
    """The money at a proposal's turn, in parts of `BAR`: spent before, its cost beside it, and where the money ends."""

    spent: int
    cost: int
    end: int


@dataclass(frozen=True)
class Line:
    """A proposal in the result. `left` is the money left when its turn came; `official` what the city did, if told."""

    option: str
    number: int
    title: str
    place: str
    rank: int
    votes: int
    cost_minor: int
    left_minor: int
    is_funded: bool
    reasons: Sequence[str]
    extra_votes: int | None
    bar: MoneyBar
    digest: str | None
    size: Size | None
    official: bool | None


@dataclass(frozen=True)
class ResultPage:
    """`slots` is the size of the roll and `short` the number of ballots with marks to spare; None where unknown."""

    cycle: Cycle
    lines: Sequence[Line]
    pot_minor: int
    spent_minor: int
    left_minor: int
    ballots: int
    blank: int | None
    short: int | None
    slots: int | None
    most_votes: int
    faults: Sequence[str]
    has_ties: bool
    min_support: int
    rules_hash: str | None
    counted_at: datetime
    source: Source | None

    @property
    def winners(self) -> Sequence[Line]:
        return [line for line in self.lines if line.is_funded]

    @property
    def segments(self) -> Sequence[tuple[int, int]]:
        """Where the winners' shares of the money begin and how wide they are, in parts of `BAR`."""
        found, spent = [], 0
        for line in self.winners:
            end = spent + line.cost_minor
            found.append((_part(spent, self.pot_minor), _part(end, self.pot_minor) - _part(spent, self.pot_minor)))
            spent = end
        return found

    @property
    def differs_from_official(self) -> Sequence[Line]:
        return [line for line in self.lines if line.official is not None and line.official != line.is_funded]


def result_page(cycle: Cycle, result: Result) -> ResultPage:
    outcome, source = result.outcome, source_of(cycle)
    proposals = {proposal.option: proposal for proposal in proposals_of(cycle)}
    names = {option: pick(proposal.title_zh, proposal.title_en) for option, proposal in proposals.items()}
    sizes = _sizes(proposals.values())
    lines = [_line(step, proposals[step["id"]], outcome, names, cycle, sizes, source) for step in outcome["steps"]]
    return ResultPage(
        cycle=cycle,
        lines=lines,
        pot_minor=outcome["budget"],
        spent_minor=outcome["spent"],
        left_minor=outcome["left"],
        ballots=outcome["ballots"],
        blank=outcome.get("blank"),
        short=outcome.get("short"),
        slots=outcome.get("slots"),
        most_votes=max((line.votes for line in lines), default=0),
        faults=[fault_sentence(fault, names) for fault in outcome.get("faults", ())],
        has_ties=any(step["tie_decided"] for step in outcome["steps"]),
        min_support=outcome["min_support"],
        rules_hash=outcome.get("rules_hash"),
        counted_at=result.counted_at,
        source=source,
    )


def _line(
    step: Mapping[str, Any],
    proposal: Proposal,
    outcome: Mapping[str, Any],
    names: Mapping[str, str],
    cycle: Cycle,
    sizes: Mapping[str, Size],
    source: Source | None,
) -> Line:
    words = reasons(step, names, cycle.currency, min_support=outcome["min_support"], by_lottery=source is None)
    area = pick(proposal.area.name_zh, proposal.area.name_en) if proposal.area else ""
    return Line(
        option=proposal.option,
        number=proposal.number,
        title=names[proposal.option],
        place=pick(proposal.place_zh, proposal.place_en) or area,
        rank=step["rank"],
        votes=step["votes"],
        cost_minor=step["cost"],
        left_minor=step["left"],
        is_funded=step["verdict"] == Verdict.FUNDED,
        reasons=words,
        extra_votes=step["extra_votes"],
        bar=money_bar(step, outcome["budget"]),
        digest=proposal.picture_digest,
        size=sizes.get(proposal.picture_digest or ""),
        official=source.selected(proposal) if source else None,
    )


def money_bar(step: Mapping[str, Any], pot: int) -> MoneyBar:
    """Return the drawing of a proposal's turn. One that does not fit reaches beyond the end of the money."""
    spent = pot - step["left"]
    whole = max(pot, spent + step["cost"], 1)
    return MoneyBar(_part(spent, whole), max(_part(step["cost"], whole), 1), _part(pot, whole))


def _part(part: int, whole: int) -> int:
    return part * BAR // whole if whole else 0


def _sizes(proposals: Any) -> Mapping[str, Size]:
    digests = {proposal.picture_digest for proposal in proposals if proposal.picture_digest}
    if not digests:
        return {}
    rows = db.session.execute(select(Picture.digest, Picture.width, Picture.height).where(Picture.digest.in_(digests)))
    return {digest: Size(width, height) for digest, width, height in rows}
