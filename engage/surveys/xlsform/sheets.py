"""A sheet of a workbook as rows of cells that are found by the meaning of their heading."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engage.i18n import _l
from engage.surveys.questionnaire import LANGUAGES, Words
from engage.surveys.xlsform.headings import Heading, heading, language_of
from engage.surveys.xlsform.report import Reading
from engage.tabular.files import DateCell, ErrorCell

# What is read, by sheet. Every other column is left out with a note, or refused by the reader of the sheet.
READ = {
    "survey": frozenset(
        {"type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "appearance"}
        | {
            "parameters",
            "calculation",
            "choice_filter",
            "count",
            "trigger",
            "media",
            "default",
            "read_only",
            "disabled",
        }
    ),
    "choices": frozenset({"list_name", "name", "label", "media"}),
    "settings": frozenset({"form_title", "form_id", "default_language", "version", "name", "style"}),
    "about": frozenset({"name", "label"}),
}
TRANSLATED = frozenset({"label", "hint", "constraint_message"})


@dataclass(frozen=True)
class Row:
    """One row. `cells` holds what is filled in, by heading."""

    sheet: "Sheet"
    number: int
    cells: dict[Heading, str]

    def get(self, key: str) -> str:
        return self.cells.get(Heading(key), "")

    def words(self, key: str) -> Words:
        """Return the cells in both languages. One without a language is in the sheet's plain language."""
        found = {language: self.cells.get(Heading(key, language), "") for language in LANGUAGES}
        plain = self.sheet.plain_language
        found[plain] = found[plain] or self.get(key)
        return Words(**found)

    def has(self, key: str) -> bool:
        return any(cell.key == key for cell in self.cells)

    def column(self, key: str) -> str:
        """Return the heading of the first filled column with this meaning, else of any, else the meaning itself."""
        return next((self.sheet.columns[cell] for cell in self.cells if cell.key == key), self.sheet.column(key))


class Sheet:
    """The rows of a sheet below its headings. `name` is as in the file, `kind` what XLSForm calls it."""

    def __init__(self, kind: str, name: str, rows: Sequence[tuple[int, list[str]]], reading: Reading) -> None:
        self.kind = kind
        self.name = name
        self.reading = reading
        self.columns: dict[Heading, str] = {}
        self.header_row = rows[0][0] if rows else 1
        places = self._headings(rows[0][1] if rows else [])
        self.rows = [self._row(number, cells, places) for number, cells in rows[1:]]
        self.plain_language = self._plain_language()
        self._note_left_out()

    def column(self, key: str) -> str:
        return next((text for cell, text in self.columns.items() if cell.key == key), key)

    def has_column(self, key: str) -> bool:
        return any(cell.key == key for cell in self.columns)

    def fault(self, row: Row | None, key: str, message: Any) -> None:
        number = self.header_row if row is None else row.number
        self.reading.fault(self.name, number, self.column(key) if row is None else row.column(key), message)

    def note(self, row: Row, key: str, message: Any) -> None:
        self.reading.note(self.name, row.number, row.column(key), message)

    def speak(self, default_language: str) -> None:
        """Take words without a language for this one, unless it has columns of its own."""
        language = language_of(default_language)
        if language in LANGUAGES and language not in self._languages():
            self.plain_language = language

    def _headings(self, cells: list[str]) -> list[Heading | None]:
        places: list[Heading | None] = []
        for text in cells:
            meaning = heading(self.kind, text) if text else None
            if meaning in self.columns:
                message = _l(
                    "The headings “%(first)s” and “%(second)s” mean the same column.",
                    first=self.columns[meaning],
                    second=text,
                )
                self.reading.fault(self.name, self.header_row, text, message)
                meaning = None
            if meaning:
                self.columns[meaning] = text
            places.append(meaning)
        return places

    def _row(self, number: int, cells: list[str], places: list[Heading | None]) -> Row:
        filled = {place: cell for place, cell in zip(places, cells, strict=False) if place and cell}
        row = Row(self, number, filled)
        for place, cell in filled.items():
            if place.key in READ[self.kind]:
                self._check(row, place, cell)
        return row

    def _check(self, row: Row, place: Heading, cell: str) -> None:
        if isinstance(cell, ErrorCell):
            message = _l("The formula in this cell fails: %(value)s.", value=str(cell))
        elif isinstance(cell, DateCell):
            message = _l(
                "Excel holds this cell as the date %(value)s. Format the column as text and type it again.",
                value=str(cell),
            )
        else:
            return
        self.reading.fault(self.name, row.number, self.columns[place], message)

    def _languages(self) -> set[str]:
        return {cell.language for cell in self.columns if cell.key in TRANSLATED and cell.language in LANGUAGES}

    def _plain_language(self) -> str:
        """Tell which language the columns without one are in: the one that has none, else by the characters."""
        missing = set(LANGUAGES) - self._languages()
        if len(missing) == 1:
            return missing.pop()
        return "zh" if any(is_chinese(row.get(key)) for row in self.rows for key in TRANSLATED) else "en"

    def _note_left_out(self) -> None:
        for place, text in self.columns.items():
            row = next((row for row in self.rows if place in row.cells), None)
            if row is None:
                continue
            if place.key not in READ[self.kind]:
                message = _l("This column is not used and is left out.")
            elif place.key in TRANSLATED and place.language not in ("", *LANGUAGES):
                message = _l("Only Chinese and English are read. This column is left out.")
            else:
                continue
            self.reading.note(self.name, self.header_row, text, message)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def is_chinese(text: str) -> bool:
    return any("一" <= character <= "鿿" for character in text)
