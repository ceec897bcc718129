"""Sentences about types that a workbook asks for and cannot get."""

from typing import Any

from engage.i18n import _l
from engage.surveys.xlsform.types import Refusal
from engage.tabular.parsers import clip

REASONS = {
    Refusal.UNKNOWN: _l("No such type is known."),
    Refusal.CALCULATE: _l("Answers are not calculated. Ask for the value, or remove the row."),
    Refusal.REPEAT: _l("Questions cannot be repeated. Ask them once."),
    Refusal.FILE: _l("Lists must be on the sheet “choices”, not in another file."),
    Refusal.FROM_ANSWERS: _l("A list cannot be made of earlier answers."),
    Refusal.OTHER: _l("Add a choice “other” to the list, and a text question that is relevant when that is chosen."),
    Refusal.INCLUDE: _l("Copy the questions of the other form into this one."),
    Refusal.PERSONAL: _l("It collects data about the person or the phone that a survey does not need. Remove the row."),
    Refusal.PLACE: _l("It collects where a person is, which a survey does not need. Remove the row."),
    Refusal.RECORDING: _l("Photos are the only files that can be asked for."),
}


def refusal(reason: Refusal, text: str) -> Any:
    return _l("“%(type)s” is not possible. %(reason)s", type=clip(text), reason=REASONS[reason])
