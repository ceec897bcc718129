"""`python -m bench`: measure, print, and end with status 1 when a goal is missed.

Without a word more it measures all; `--only votes`, `needs`, `similar`, `ratings` and `surveys` measure one thing each.
"""

import sys
import time
from pathlib import Path

import click

from bench.run import Plan, run, save

RESULTS = Path(__file__).parent / "results"


@click.group(invoke_without_command=True)
@click.option("--ballots", default="1000,1000000", show_default=True, help="Stored ballots, one store for each number.")
@click.option("--rounds", type=click.IntRange(1), default=7, show_default=True, help="Rounds; the median is quoted.")
@click.option("--seconds", type=float, default=2.0, show_default=True, help="Length of a slice of a round.")
@click.option("--only", type=click.Choice(["votes"]), help="Measure voting, and nothing else.")
@click.pass_context
def main(ctx: click.Context, ballots: str, rounds: int, seconds: float, only: str | None) -> None:
    """Measure the product against a bare Flask app under gunicorn with two sync workers, in turn."""
    if ctx.invoked_subcommand:
        return
    plan = Plan(tuple(sorted(int(number) for number in ballots.split(","))), rounds, seconds)
    figures = run(plan, lambda line: print(line, flush=True))
    save(figures, RESULTS / f"{time.strftime('%Y%m%d-%H%M%S')}.json")
    is_reached = bool(figures["goals reached"])
    if only is None:
        is_reached = _others() and is_reached
    sys.exit(0 if is_reached else 1)


def _others() -> bool:
    from bench import needs, ratings, similar, survey_sending, surveys

    found = [needs.main(), similar.main(), ratings.main(), surveys.main(), survey_sending.main()]
    return all(found)


@main.command("needs")
@click.option("--stored", default="1000,1000000", show_default=True, help="Stored needs, one store for each number.")
def needs_command(stored: str) -> None:
    """Turn pages of the demand list with few and with many needs stored."""
    from bench.needs import main as measure

    sys.exit(0 if measure(tuple(int(number) for number in stored.split(","))) else 1)


@main.command("ratings")
@click.option("--stored", default="1000,5000000", show_default=True, help="Stored ratings, one store for each number.")
def ratings_command(stored: str) -> None:
    """Read a professional's satisfaction with few and with many ratings stored."""
    from bench.ratings import main as measure

    sys.exit(0 if measure(tuple(int(number) for number in stored.split(","))) else 1)


@main.command("surveys")
@click.option("--stored", default="1000,100000", show_default=True, help="Stored answers, one store for each number.")
def surveys_command(stored: str) -> None:
    """Open the results of a survey with few and with many answers, write its file, and send answers."""
    from bench import survey_sending, surveys

    found = [surveys.main(tuple(int(number) for number in stored.split(","))), survey_sending.main()]
    sys.exit(0 if all(found) else 1)


@main.command("similar")
def similar_command() -> None:
    """Look needs up that say the same, among 1,000 and among 100,000."""
    from bench.similar import main as measure

    sys.exit(0 if measure() else 1)


main()
