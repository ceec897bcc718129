"""The sheet `survey`, row by row, as a tree of groups and questions."""

import re

from engage.i18n import _l
from engage.surveys.questionnaire import Question, QuestionType
from engage.surveys.xlsform.groups import Group, Item
from engage.surveys.xlsform.lists import Lists
from engage.surveys.xlsform.questions import NO, YES, check_columns, question
from engage.surveys.xlsform.sheets import Row, Sheet
from engage.surveys.xlsform.types import Asked, Begin, End, Refusal, meaning
from engage.surveys.xlsform.words import refusal

NAMED = re.compile(r"\$\{\s*([^}\s]+)\s*\}")


class Rows:
    """What the rows make.

    `refused` are names of rows that could not be read, `faulty` names that are missing or stand twice, `named` those
    that expressions use.
    """

    def __init__(self, sheet: Sheet, lists: Lists) -> None:
        self.sheet = sheet
        self.lists = lists
        self.children: list[Item | Group] = []
        self.open: list[Group] = []
        self.by_name: dict[str, Row] = {}
        self.refused: set[str] = set()
        self.faulty: set[str] = set()
        for row in sheet:
            if row.get("disabled").lower() in YES:
                sheet.note(row, "disabled", _l("This row is switched off and left out."))
            else:
                self._read(row)
        for group in self.open:
            sheet.fault(group.row, "type", _l("This group has no end: a row “end group” is missing."))

    @property
    def named(self) -> frozenset[str]:
        texts = [
            text for row in self.sheet for cell, text in row.cells.items() if cell.key in ("relevant", "constraint")
        ]
        return frozenset(name for text in texts for name in NAMED.findall(text))

    def _read(self, row: Row) -> None:
        text = row.get("type")
        if not text:
            if row.get("name") or row.has("label"):
                self.sheet.fault(row, "type", _l("The type is missing."))
            return
        asked = meaning(text)
        if isinstance(asked, End):
            self._end(row)
        elif isinstance(asked, Refusal):
            self.refused.add(row.get("name"))
            self.sheet.fault(row, "type", refusal(asked, text))
        else:
            self._add(row, asked, self._name(row, asked))

    def _end(self, row: Row) -> None:
        if self.open:
            self.open.pop()
        else:
            self.sheet.fault(row, "type", _l("No group begins before this end."))

    def _name(self, row: Row, asked: Asked | Begin) -> str:
        name = row.get("name")
        if not name and isinstance(asked, Asked) and asked.type is QuestionType.NOTE:
            name = f"note_{row.number}"
        if not name:
            self.faulty.add(name)
            self.sheet.fault(row, "name", _l("The name is missing."))
        elif name in self.by_name:
            self.faulty.add(name)
            message = _l("The name “%(name)s” stands in row %(row)s already.", name=name, row=self.by_name[name].number)
            self.sheet.fault(row, "name", message)
        else:
            self.by_name[name] = row
        return name

    def _add(self, row: Row, asked: Asked | Begin, name: str) -> None:
        here = self.open[-1].children if self.open else self.children
        if isinstance(asked, Begin):
            group = Group(row, self._group(row, name))
            here.append(group)
            self.open.append(group)
        else:
            here.append(Item(row, question(self.sheet, row, name, asked, self.lists), asked.list_name))

    def _group(self, row: Row, name: str) -> Question:
        check_columns(self.sheet, row)
        read = Question(
            name=name,
            type=QuestionType.MATRIX,
            label=row.words("label"),
            hint=row.words("hint"),
            relevant=row.get("relevant"),
            constraint=row.get("constraint"),
            constraint_message=row.words("constraint_message"),
        )
        if "table-list" not in row.get("appearance") and (read.hint or row.get("required").lower() not in NO):
            key = "hint" if read.hint else "required"
            self.sheet.note(row, key, _l("A group has no hint and is not required. This cell is left out."))
        return read
