"""Forms of areas and placements."""

import re
from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, Form, RadioField, SelectChoice, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Optional

from engage.budget.models import Cycle
from engage.communities.area_table import area_code
from engage.communities.models import LEVELS, AreaKind, PlacementTarget
from engage.communities.services.placements import MAX_SPOT, Spot
from engage.i18n import _, _l, pick
from engage.surveys.models import Survey
from engage.tabular import CellError, text

BAR = re.compile("[|｜]")


class OneLine:
    """Accept one line of plain text, and keep it trimmed."""

    def __init__(self, max_length: int) -> None:
        self.parse = text(max_length)
        self.field_flags = {"maxlength": max_length}

    def __call__(self, form: Form, field: Field) -> None:
        try:
            field.data = self.parse(field.data or "")
        except CellError as error:
            raise ValidationError(str(error.message)) from error


def _code(form: Form, field: Field) -> None:
    try:
        field.data = area_code(field.data or "")
    except CellError as error:
        raise ValidationError(str(error.message)) from error


class NamesForm(FlaskForm):
    name_zh = StringField(_l("Chinese name"), [OneLine(80), DataRequired(_l("Please type a name."))])
    name_en = StringField(_l("English name"), [Optional(), OneLine(80)])
    timezone = StringField(
        _l("Time zone"),
        [Optional(), OneLine(40)],
        description=_l("Only where it differs from the area above, such as Asia/Urumqi."),
    )


class AreaForm(NamesForm):
    code = StringField(
        _l("Area code"),
        [InputRequired(_l("Please type a code.")), _code],
        description=_l("Letters, digits and hyphens. It stands in addresses and tables, and stays."),
    )


class UploadForm(FlaskForm):
    """One CSV or XLSX file; also for the voter roll."""

    file = FileField(_l("File (.xlsx or .csv)"), [FileRequired(_l("Please choose a file."))])


class PlacementsForm(FlaskForm):
    every = RadioField(_l("For which places?"), default="")
    spots = TextAreaField(
        _l("Spots, one a line"),
        description=_l("Such as: 2号门公告栏 | Gate 2 notice board. English after the bar may be left out."),
    )
    target = SelectField(_l("Where does the code lead?"), [InputRequired()], default="community")

    def validate_spots(self, field: Field) -> None:
        try:
            self.parsed_spots: list[Spot] = spots(field.data or "")
        except CellError as error:
            raise ValidationError(str(error.message)) from error

    @property
    def leads_to_needs(self) -> bool:
        return bool(self.target.data == PlacementTarget.NEED)

    def cycle_among(self, cycles: Iterable[Cycle]) -> Cycle | None:
        """Return the cycle that was chosen, or None for another page."""
        return next((cycle for cycle in cycles if self.target.data == _target_value(cycle)), None)

    def survey_among(self, surveys: Iterable[Survey]) -> Survey | None:
        """Return the survey that was chosen, or None for another page."""
        return next((survey for survey in surveys if self.target.data == _target_value(survey)), None)


def spots(typed: str) -> list[Spot]:
    """Read spots, one a line, English after a bar. Raises `CellError`."""
    parse = text(MAX_SPOT // 2)
    found = []
    for line in typed.splitlines():
        zh, en = [*BAR.split(line, maxsplit=1), ""][:2]
        spot = Spot(parse(zh) or parse(en), parse(en))
        if spot.zh:
            found.append(spot)
    return found


def add_errors(form: FlaskForm, error: Any) -> None:
    """Show a service's refusal beside the fields that it names."""
    for name in error.details.get("fields", ()):
        form[name].errors = [*form[name].errors, str(error)]


def every_choices(kind: AreaKind) -> list[SelectChoice]:
    """Return for which places of an area of this kind posters can be made at once."""
    names = {
        AreaKind.COMMUNITY: _("Every community here"),
        AreaKind.BUILDING: _("Every building here"),
        AreaKind.STAIRWELL: _("Every stairwell here"),
    }
    below = [SelectChoice(level.value, name) for level, name in names.items() if LEVELS[level] > LEVELS[kind]]
    return [SelectChoice("", _("Only the spots named below")), *below]


def target_choices(cycles: Iterable[Cycle], surveys: Iterable[Survey]) -> list[SelectChoice]:
    """Return the choices of a target: the community's page, the form of needs, one of these cycles or surveys."""
    of_cycles = [
        SelectChoice(_target_value(cycle), _("Budget: %(title)s", title=pick(cycle.title_zh, cycle.title_en)))
        for cycle in cycles
    ]
    of_surveys = [
        SelectChoice(_target_value(survey), _("Survey: %(title)s", title=pick(survey.title_zh, survey.title_en)))
        for survey in surveys
    ]
    fixed = [
        SelectChoice(PlacementTarget.COMMUNITY.value, _("The community's page")),
        SelectChoice(PlacementTarget.NEED.value, _("The form to say what is needed")),
    ]
    return [*fixed, *of_surveys, *of_cycles]


def _target_value(target: Cycle | Survey) -> str:
    kind = PlacementTarget.SURVEY if isinstance(target, Survey) else PlacementTarget.CYCLE
    return f"{kind}-{target.id}"
