"""The sheet `choices`: lists of choices by name."""

from engage.i18n import _l
from engage.surveys.questionnaire import Choice
from engage.surveys.xlsform.sheets import Row, Sheet


class Lists:
    """Lists of choices, and the row where each list and each choice stands."""

    def __init__(self, sheet: Sheet | None) -> None:
        self.sheet = sheet
        self.choices: dict[str, list[Choice]] = {}
        self.rows: dict[tuple[str, str], Row] = {}
        if sheet:
            self._read(sheet)

    def get(self, name: str) -> tuple[Choice, ...] | None:
        found = self.choices.get(name)
        return None if found is None else tuple(found)

    def _read(self, sheet: Sheet) -> None:
        if not sheet.rows:
            return
        for key in ("list_name", "name"):
            if not sheet.has_column(key):
                sheet.fault(None, key, _l("The column “%(name)s” is missing.", name=key))
                return
        for row in sheet:
            self._add(sheet, row)

    def _add(self, sheet: Sheet, row: Row) -> None:
        list_name, value = row.get("list_name"), row.get("name")
        if not list_name:
            if value or row.has("label"):
                sheet.fault(row, "list_name", _l("The list that this choice belongs to is missing."))
            return
        choices = self.choices.setdefault(list_name, [])
        if not value:
            sheet.fault(row, "name", _l("The name of this choice is missing."))
        elif (list_name, value) in self.rows:
            sheet.fault(
                row,
                "name",
                _l("The choice “%(name)s” stands in the list “%(list)s” twice.", name=value, list=list_name),
            )
        else:
            self.rows[list_name, value] = row
            choices.append(Choice(value, row.words("label")))
            refuse_media(sheet, row)


def refuse_media(sheet: Sheet, row: Row) -> None:
    if row.has("media"):
        sheet.fault(row, "media", _l("Pictures, sound and films cannot be attached to a question or a choice."))
