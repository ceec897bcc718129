"""Forms of the office's pages of ratings."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from engage.i18n import _l


class TableForm(FlaskForm):
    """One CSV or XLSX file."""

    file = FileField(_l("File (.xlsx or .csv)"), [FileRequired(_l("Please choose a file."))])
