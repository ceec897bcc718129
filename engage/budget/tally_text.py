"""A tally in words, for the command line."""

from engage.budget.amounts import Amount, decimal_text
from engage.budget.pabulib import printable
from engage.budget.rules import Step, Verdict
from engage.budget.tally import Tally

_COLUMNS = ("", "project", "votes", "cost", "money left", "result", "name")
_TO_THE_RIGHT = {"", "votes", "cost", "money left"}


def tally_text(tally: Tally) -> str:
    """Return lines that say what was counted, how each project fared at its turn and why, and the sum."""
    names = {project.id: project.name for project in tally.election.projects}
    rows = [_row(step, tally.outcome.min_support, names[step.id]) for step in tally.outcome.steps]
    return "\n".join([*filter(None, _head(tally)), "", *_aligned([_COLUMNS, *rows]), "", _sum(tally)])


def _head(tally: Tally) -> list[str]:
    election, outcome = tally.election, tally.outcome
    lines = [
        printable(election.title),
        f"Rule: {outcome.rule}. Most votes first; a project that no longer fits is passed over.",
        "Ties: the project whose id comes first as text.",
        f"Budget: {_money(tally, outcome.budget)}. Ballots: {len(election.ballots)}. Projects: {len(outcome.steps)}.",
    ]
    if outcome.min_support:
        lines.append(f"Minimum support: {outcome.min_support} votes.")
    return lines


def _sum(tally: Tally) -> str:
    outcome = tally.outcome
    return (
        f"Funded: {len(outcome.funded)} of {len(outcome.steps)} projects for {_money(tally, outcome.spent)}."
        f" Left: {_money(tally, outcome.left)}."
    )


def _money(tally: Tally, amount: Amount) -> str:
    return f"{decimal_text(amount)} {printable(tally.election.currency)}".rstrip()


def _row(step: Step[str], min_support: int, name: str) -> tuple[str, ...]:
    amounts = (decimal_text(step.cost), decimal_text(step.left))
    return (str(step.rank), printable(step.id), str(step.votes), *amounts, _why(step, min_support), printable(name))


def _why(step: Step[str], min_support: int) -> str:
    verdicts = {
        Verdict.FUNDED: "funded",
        Verdict.NO_ROOM: "does not fit",
        Verdict.OVER_BUDGET: "costs more than the budget",
        Verdict.LOW_SUPPORT: f"fewer than {min_support} votes",
    }
    parts = [verdicts[step.verdict]]
    if step.tie_decided:
        parts.append("tie decided by id")
    if step.extra_votes is not None:
        parts.append(f"votes lacking: {step.extra_votes}")
    return ", ".join(parts)


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Set the columns under each other. The last one, which holds names of any length, is not padded."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if column in _TO_THE_RIGHT else cell.ljust(width)
            for column, cell, width in zip(_COLUMNS, row[:-1], widths[:-1], strict=False)
        ]
        lines.append("  ".join([*cells, row[-1]]).rstrip())
    return lines
