"""Commands about ratings, for the `engage` program."""

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import with_appcontext

from engage import schema
from engage.clock import utcnow
from engage.extensions import db
from engage.ratings.points import Points, PointsError, read, written
from engage.ratings.queries.verify import begin_snapshot, differences
from engage.ratings.services.bursts import forget_bursts, forget_networks
from engage.transaction import in_transaction

LARGEST_FILE = 5_000_000


@click.group("ratings")
def ratings_commands() -> None:
    """Check the figures of ratings, and delete what is over."""


@ratings_commands.command("verify")
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def verify_command(is_json: bool) -> None:
    """Count all sums and figures again from the ratings, and name those that differ.

    Figures that were published are counted from what there was at the time. Status 1 when anything differs.
    """
    schema.refuse_out_of_date()
    checked: Counter[str] = Counter(sums=0, figures=0, published=0)
    found = []
    begin_snapshot()
    for difference in differences(checked):
        found.append(asdict(difference))
        if not is_json:
            click.echo(
                f"{difference.kind} of {difference.staff_no}, {difference.what}: "
                f"kept {difference.kept}, counted {difference.counted}"
            )
    db.session.rollback()
    if is_json:
        click.echo(json.dumps({"checked": checked, "differences": found}, ensure_ascii=False, indent=2))
    else:
        numbers = ", ".join(f"{number} {name}" for name, number in checked.items())
        click.echo(f"Checked: {numbers}. {f'{len(found)} differ.' if found else 'All agree.'}")
    sys.exit(1 if found else 0)


@ratings_commands.command("purge")
@with_appcontext
def purge_command() -> None:
    """Delete what ratings keep of networks, 30 days after the rating. To be run every night."""
    schema.refuse_out_of_date()
    now = utcnow()
    number = in_transaction(forget_networks, now=now)
    in_transaction(forget_bursts, now=now)
    click.echo(f"{number} networks forgotten.")


@click.command("points")
@click.argument("file", metavar="FILE.json", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object, with exact fractions.")
def points_command(file: Path, is_json: bool) -> None:
    """Count service points from a file.

    Points are Σ (base × ability) × coefficient + carried + special.

    The file holds services (base, and ability or title), abilities by title, one of coefficient, satisfaction or
    levels, points_last_year and activities. Status 2 for a file that cannot be counted, with the field and the reason.
    """
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise PointsError("file", "is larger than 5 MB")
        counted = read(json.loads(file.read_bytes(), parse_float=str, parse_int=str, parse_constant=str))
    except PointsError as error:
        _refuse(f"{file}: {error}")
    except (ValueError, RecursionError):
        _refuse(f"{file}: is no JSON file")
    click.echo(json.dumps(_as_json(counted), ensure_ascii=False, indent=2) if is_json else _as_text(counted))


def _as_json(counted: Points) -> dict[str, Any]:
    return {
        "base_times_ability": _exact(counted.earned),
        "services": [
            {
                "what": service.what,
                "base": _exact(service.base),
                "ability": _exact(service.ability),
                "earned": _exact(service.earned),
            }
            for service in counted.services
        ],
        "coefficient": _exact(counted.coefficient),
        "carried": _exact(counted.carried),
        "special": _exact(counted.special),
        "points": _exact(counted.total),
    }


def _exact(number: Any) -> dict[str, Any] | None:
    if number is None:
        return None
    return {"decimal": written(number), "numerator": number.numerator, "denominator": number.denominator}


def _as_text(counted: Points) -> str:
    lines = [
        f"  {written(service.base)} × {written(service.ability)} = {written(service.earned)}  {service.what}".rstrip()
        for service in counted.services
    ]
    coefficient = "none: too few ratings" if counted.coefficient is None else written(counted.coefficient)
    total = "not to be counted: too few ratings" if counted.total is None else written(counted.total)
    return "\n".join(
        [
            "base × ability",
            *lines,
            f"sum          {written(counted.earned)}",
            f"coefficient  {coefficient}",
            f"carried      {written(counted.carried)}",
            f"special      {written(counted.special)}",
            f"points       {total}",
        ]
    )


def _refuse(why: str) -> NoReturn:
    click.echo(why, err=True)
    sys.exit(2)
