"""A workbook as a questionnaire."""

from collections.abc import Mapping

from engage.i18n import _l
from engage.surveys.questionnaire import Questionnaire, Words
from engage.surveys.xlsform.groups import sections
from engage.surveys.xlsform.lists import Lists
from engage.surveys.xlsform.places import report_problems
from engage.surveys.xlsform.report import Reading, SurveyWords
from engage.surveys.xlsform.rows import Rows
from engage.surveys.xlsform.sheets import READ, Sheet, is_chinese
from engage.tabular import FileError, read_sheets

MAX_ROWS = 20_000


def read(data: bytes) -> Reading:
    """Read an XLSForm. Nothing is raised for a bad file: see `Reading.faults`."""
    reading = Reading()
    try:
        found = read_sheets(data, lambda name: name.lower() in READ, MAX_ROWS)
    except FileError as error:
        reading.fault(None, error.problem.row, None, error.problem.message)
        return reading
    sheets = _sheets(found, reading)
    if "survey" not in sheets:
        reading.fault(None, None, None, _l("The sheet “survey” is missing."))
        return reading
    _read(sheets, reading)
    return reading


def _sheets(found: Mapping[str, list[tuple[int, list[str]]]], reading: Reading) -> dict[str, Sheet]:
    """Return the sheets by what they are. A workbook of one sheet has the questions on it, whatever its name."""
    kinds = {name: name.lower() if name.lower() in READ else "survey" for name in found}
    sheets = {kind: Sheet(kind, name, found[name], reading) for name, kind in kinds.items()}
    settings = sheets.get("settings")
    default_language = settings.rows[0].get("default_language") if settings and settings.rows else ""
    for sheet in sheets.values():
        sheet.speak(default_language)
    return sheets


def _read(sheets: Mapping[str, Sheet], reading: Reading) -> None:
    survey = sheets["survey"]
    for key in ("type", "name", "label"):
        if not survey.has_column(key):
            survey.fault(None, key, _l("The column “%(name)s” is missing.", name=key))
            if key == "type":
                return
    lists = Lists(sheets.get("choices"))
    rows = Rows(survey, lists)
    reading.questionnaire = Questionnaire(tuple(sections(rows.children, rows.named)))
    reading.words = _words(sheets)
    report_problems(reading, rows, lists)
    reading.faults.sort(key=lambda fault: (fault.sheet != survey.name, fault.sheet or "", fault.row or 0))


def _words(sheets: Mapping[str, Sheet]) -> SurveyWords:
    """Return title and texts: from our own sheet `about`, else the title from the settings."""
    about = {row.get("name"): row.words("label") for row in sheets.get("about", ())}
    settings = sheets.get("settings")
    title = settings.rows[0].get("form_title") if settings and settings.rows else ""
    if title and "title" not in about:
        about["title"] = Words(**{"zh" if is_chinese(title) else "en": title})
    return SurveyWords(**{name: about.get(name, Words()) for name in ("title", "intro", "thanks", "notice")})
