"""Commands about surveys, for the `engage` program."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from engage import schema
from engage.clock import utcnow
from engage.communities.queries import area_by_code
from engage.errors import NotFound
from engage.i18n import _l
from engage.surveys.models import Survey
from engage.surveys.queries.surveys import any_survey
from engage.surveys.services.mix import mix, to_mix
from engage.surveys.services.purge import purge
from engage.surveys.services.workbooks import create_from, workbook_of
from engage.surveys.xlsform import Fault, Reading, read
from engage.tabular.files import MAX_BYTES
from engage.transaction import in_transaction

FILE = click.Path(path_type=Path)


@click.group("survey")
def survey_commands() -> None:
    """Questionnaires as XLSForm workbooks: check, import, export. Deleting what was kept long enough: purge."""


@survey_commands.command("check")
@click.argument("file", metavar="FILE.xlsx", type=FILE)
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object.")
def check_command(file: Path, is_json: bool) -> None:
    """Say what is wrong with a workbook, by sheet, row and column. Stores nothing; status 1 when something is."""
    reading = _read(file)
    questions = len(reading.questionnaire.questions)
    if is_json:
        problems = [fault.to_data() for fault in reading.faults]
        click.echo(
            json.dumps({"ok": reading.ok, "questions": questions, "problems": problems}, ensure_ascii=False, indent=2)
        )
    else:
        _tell(reading)
        verdict = "All is well." if reading.ok else f"{_counted(len(reading.faults), 'problem')}."
        click.echo(f"{_counted(questions, 'question')}. {verdict}")
    sys.exit(0 if reading.ok else 1)


@survey_commands.command("import")
@click.argument("file", metavar="FILE.xlsx", type=FILE)
@click.option("--area", "area_code", metavar="CODE", required=True, help="Where the survey is held.")
@with_appcontext
def import_command(file: Path, area_code: str) -> None:
    """Make a draft survey of a workbook. Status 1, and nothing is made, when something is wrong with it."""
    schema.refuse_out_of_date()
    area = area_by_code(area_code)
    if area is None:
        raise NotFound(_l("There is no such area. Name one by its code: --area CODE."))
    reading = _read(file)
    _tell(reading)
    if not reading.ok:
        sys.exit(1)
    survey = in_transaction(create_from, reading, area, fallback=file.stem[:120], actor_id=None, now=utcnow())
    questions = _counted(len(reading.questionnaire.questions), "question")
    click.echo(f"Survey {survey.id} was made as a draft, with {questions}.")


@survey_commands.command("purge")
@click.option(
    "--now",
    "until",
    metavar="TIME",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="Count the days until then (UTC) instead of until now.",
)
@with_appcontext
def purge_command(until: datetime | None) -> None:
    """Delete what was kept long enough: drafts, answers, keys, tickets. Counts stay. Mix the keys that stay.

    docs/privacy.md says what is kept for how long. To be run every night; a second run finds nothing left to do.
    """
    schema.refuse_out_of_date()
    now = until.replace(tzinfo=UTC) if until else utcnow()
    totals: dict[str, int] = {}
    while any((done := in_transaction(purge, now=now)).values()):
        totals = {name: totals.get(name, 0) + number for name, number in done.items()}
    for survey_id in to_mix(now):
        in_transaction(mix, survey_id)
    click.echo(", ".join(f"{number} {name}" for name, number in totals.items() if number) or "Nothing to delete.")


@survey_commands.command("export")
@click.argument("survey_id", metavar="ID", type=click.IntRange(1, 2**31 - 1))
@click.argument("file", metavar="FILE.xlsx", type=FILE)
@with_appcontext
def export_command(survey_id: int, file: Path) -> None:
    """Write the questions of a survey to a workbook that ODK and KoboToolbox understand."""
    schema.refuse_out_of_date()
    survey: Survey = any_survey(survey_id)
    file.write_bytes(workbook_of(survey))
    click.echo(f"Written to {file}.")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _read(file: Path) -> Reading:
    """Read the file; one that is not there or cannot be opened is a fault like any other."""
    try:
        with file.open("rb") as source:
            return read(source.read(MAX_BYTES + 1))
    except OSError as error:
        return Reading(faults=[Fault(None, None, None, f"{click.format_filename(file)}: {error.strerror or error}.")])


def _tell(reading: Reading) -> None:
    for fault in reading.faults:
        click.echo(_line(fault), err=True)
    for note in reading.notes:
        click.echo(f"note: {_line(note)}", err=True)


def _line(fault: Fault) -> str:
    place = ", ".join(str(part) for part in (fault.sheet, fault.row and f"row {fault.row}", fault.column) if part)
    return f"{place}: {fault.message}" if place else str(fault.message)
