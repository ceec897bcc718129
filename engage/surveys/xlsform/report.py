"""What reading a workbook brings: the questions, the words about them, and what is wrong, with its place."""

from dataclasses import dataclass, field
from typing import Any

from engage.surveys.questionnaire import Questionnaire, Words

MAX_FAULTS = 200


@dataclass(frozen=True)
class Fault:
    """Something wrong at a place: row as the spreadsheet numbers it, column by its heading. Any may be unknown."""

    sheet: str | None
    row: int | None
    column: str | None
    message: Any

    def to_data(self) -> dict[str, Any]:
        return {"sheet": self.sheet, "row": self.row, "column": self.column, "message": str(self.message)}


@dataclass(frozen=True)
class SurveyWords:
    """What stands around the questions."""

    title: Words = field(default_factory=Words)
    intro: Words = field(default_factory=Words)
    thanks: Words = field(default_factory=Words)
    notice: Words = field(default_factory=Words)


@dataclass
class Reading:
    """What was read. Nothing of it is to be used unless `ok`. Notes say what was left out and does no harm."""

    questionnaire: Questionnaire = field(default_factory=Questionnaire)
    words: SurveyWords = field(default_factory=SurveyWords)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults

    def fault(self, sheet: str | None, row: int | None, column: str | None, message: Any) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(sheet, row, column, message))

    def note(self, sheet: str | None, row: int | None, column: str | None, message: Any) -> None:
        if len(self.notes) < MAX_FAULTS:
            self.notes.append(Fault(sheet, row, column, message))
