"""`python -m bench`: measure, print, and end with status 1 when a goal is missed."""

import sys
import time
from pathlib import Path

import click

from bench.run import Plan, run, save

RESULTS = Path(__file__).parent / "results"


@click.command()
@click.option("--ballots", default="1000,1000000", show_default=True, help="Stored ballots, one store for each number.")
@click.option("--rounds", type=click.IntRange(1), default=7, show_default=True, help="Rounds; the median is quoted.")
@click.option("--seconds", type=float, default=2.0, show_default=True, help="Length of a slice of a round.")
def main(ballots: str, rounds: int, seconds: float) -> None:
    """Measure the product against a bare Flask app under gunicorn with two sync workers, in turn."""
    plan = Plan(tuple(sorted(int(number) for number in ballots.split(","))), rounds, seconds)
    figures = run(plan, lambda line: print(line, flush=True))
    save(figures, RESULTS / f"{time.strftime('%Y%m%d-%H%M%S')}.json")
    sys.exit(0 if figures["goals reached"] else 1)


main()
