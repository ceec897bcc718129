"""What the office's pages call the parts of a survey."""

from typing import Any

from engage.i18n import _l, pick
from engage.surveys.models import Gate, Paging, Survey
from engage.surveys.questionnaire import QuestionType, Words
from engage.surveys.words import QUESTION_TYPES

PHASE_NAMES = {
    "draft": _l("Draft"),
    "coming": _l("Opens later"),
    "open": _l("Open"),
    "closed": _l("Closed"),
    "deleted": _l("Deleted"),
}
GATE_NAMES = {
    Gate.OPEN: _l("Everybody with the link or the poster"),
    Gate.TICKET: _l("Whoever has a ticket, once"),
    Gate.CODE: _l("Each household with the code from its letter, once"),
}
GATE_HINTS = {
    Gate.OPEN: _l("The quickest way to many answers. The results are marked “not representative”."),
    Gate.TICKET: _l("Links or slips for single use, to hand out or to post."),
    Gate.CODE: _l("Letters to all households on the roll: the response by building can be seen."),
}
PAGING_NAMES = {
    Paging.SECTION: _l("One section at a time"),
    Paging.QUESTION: _l("One question at a time"),
    Paging.ALL: _l("All questions on one page"),
}
CHANGE_NAMES = {
    "added": _l("New"),
    "removed": _l("Taken out"),
    "type": _l("Another kind of answer"),
    "choices": _l("Other choices"),
    "rules": _l("Other rules"),
    "words": _l("Other words"),
}


def title_of(survey: Survey) -> str:
    return pick(survey.title_zh, survey.title_en)


def said(words: Words) -> str:
    """Return the words in the reader's language, or in the other where that is all there is."""
    return pick(words.zh, words.en)


def type_name(type_: str) -> Any:
    return QUESTION_TYPES[QuestionType(type_)]
