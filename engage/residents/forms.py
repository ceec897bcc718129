"""Forms of the roll."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectChoice
from wtforms.validators import InputRequired

from engage.i18n import _l
from engage.residents.roll_rows import RollKind


class RollUploadForm(FlaskForm):
    """One CSV or XLSX file of flats or of people."""

    kind = RadioField(
        _l("What does the file hold?"),
        [InputRequired(_l("Please say what the file holds."))],
        choices=[
            SelectChoice(RollKind.DWELLINGS.value, _l("Flats")),
            SelectChoice(RollKind.RESIDENTS.value, _l("People")),
        ],
        default=RollKind.DWELLINGS.value,
    )
    file = FileField(_l("File (.xlsx or .csv)"), [FileRequired(_l("Please choose a file."))])
