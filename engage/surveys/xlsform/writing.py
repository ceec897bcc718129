"""A questionnaire as a workbook."""

import itertools
from collections.abc import Collection, Iterator

from engage.surveys.questionnaire import LANGUAGES, Choice, Question, Questionnaire, QuestionType, Scale, Section, Words
from engage.surveys.xlsform.report import SurveyWords
from engage.surveys.xlsform.row_names import row_name
from engage.tabular import sheets_bytes

LANGUAGE_NAMES = {"zh": "中文 (zh)", "en": "English (en)"}
TRANSLATED = ("label", "hint", "constraint_message")
SURVEY = (
    "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "appearance",
    "parameters",
)  # fmt: skip
CHOICES = ("list_name", "name", "label")
ABOUT = ("name", "label")
TYPES = {
    QuestionType.TEXT: "text",
    QuestionType.INTEGER: "integer",
    QuestionType.DECIMAL: "decimal",
    QuestionType.DATE: "date",
    QuestionType.SINGLE: "select_one",
    QuestionType.MULTIPLE: "select_multiple",
    QuestionType.RANKING: "rank",
    QuestionType.SCALE: "range",
    QuestionType.PHOTO: "image",
    QuestionType.NOTE: "note",
    QuestionType.ACKNOWLEDGE: "acknowledge",
}
Cells = dict[str, str | Words]


def write(questionnaire: Questionnaire, words: SurveyWords, *, form_id: str) -> bytes:
    """Return the workbook. The questionnaire must have no problems.

    The texts around the questions stand on a sheet of our own, `about`, which other programs pass over.
    """
    lists = _Lists(questionnaire)
    title = words.title.zh or words.title.en or form_id
    default = LANGUAGE_NAMES[_default_language(questionnaire)]
    return sheets_bytes(
        {
            "survey": [_headings(SURVEY), *_rows(SURVEY, _survey(questionnaire, lists))],
            "choices": [_headings(CHOICES), *_rows(CHOICES, lists.rows())],
            "settings": [
                ["form_title", "form_id", "name", "default_language"],
                [title, form_id, _root(lists.taken), default],
            ],
            "about": [_headings(ABOUT), *_rows(ABOUT, _about(words))],
        }
    )


def _about(words: SurveyWords) -> Iterator[Cells]:
    return ({"name": name, "label": getattr(words, name)} for name in ("title", "intro", "thanks", "notice"))


def _default_language(questionnaire: Questionnaire) -> str:
    """Return the language that ODK shows first: Chinese, unless there are only English words."""
    return "zh" if any(question.label.zh for question in questionnaire.questions) else "en"


def _root(taken: Collection[str]) -> str:
    """Return a name for the whole that no question has."""
    return next(name for length in itertools.count() if (name := "data" + "_" * length) not in taken)


class _Lists:
    """One list for each set of choices, named for the first question that has it.

    In small letters, since pyxform reads the parameters of a `range` so.
    """

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.taken = frozenset(questionnaire.by_name) | {section.name for section in questionnaire.sections}
        self.names: dict[tuple[Choice, ...], str] = {}
        for question in questionnaire.questions:
            if question.choices:
                self.names.setdefault(question.choices, question.name.lower())

    def rows(self) -> Iterator[Cells]:
        for choices, name in self.names.items():
            for choice in choices:
                yield {"list_name": name, "name": choice.value, "label": choice.label}


def _survey(questionnaire: Questionnaire, lists: _Lists) -> Iterator[Cells]:
    for section in questionnaire.sections:
        yield from _section(section, lists)


def _section(section: Section, lists: _Lists) -> Iterator[Cells]:
    yield {"type": "begin_group", "name": section.name, "label": section.title, "relevant": section.relevant}
    for question in section.questions:
        yield from _matrix(question, lists) if question.type is QuestionType.MATRIX else [_question(question, lists)]
    yield {"type": "end_group"}


def _matrix(question: Question, lists: _Lists) -> Iterator[Cells]:
    """Yield a group that ODK shows as a table, one question for each row."""
    yield {**_asked(question), "type": "begin_group", "appearance": "table-list"}
    for row in question.rows:
        yield {
            "type": f"select_one {lists.names[question.choices]}",
            "name": row_name(question.name, row.value, lists.taken),
            "label": row.label,
            "required": _yes(question.is_required),
        }
    yield {"type": "end_group"}


def _question(question: Question, lists: _Lists) -> Cells:
    cells = {**_asked(question), "type": TYPES[question.type], "required": _yes(question.is_required)}
    if question.type is QuestionType.SCALE:
        cells["parameters"] = " ".join(f"{name}={value}" for name, value in _parameters(question, lists).items())
    elif question.choices:
        cells["type"] = f"{TYPES[question.type]} {lists.names[question.choices]}"
    return cells


def _parameters(question: Question, lists: _Lists) -> dict[str, int | str]:
    scale = question.scale or Scale()
    named: dict[str, int | str] = {"tick_labelset": lists.names[question.choices]} if question.choices else {}
    return {"start": scale.start, "end": scale.end, "step": scale.step} | named


def _asked(question: Question) -> Cells:
    names = ("name", "label", "hint", "relevant", "constraint", "constraint_message")
    return {name: getattr(question, name) for name in names}


def _yes(is_required: bool) -> str:
    return "yes" if is_required else ""


def _headings(columns: tuple[str, ...]) -> list[str]:
    return [heading for column in columns for heading in _spread(column)]


def _spread(column: str) -> list[str]:
    return [f"{column}::{LANGUAGE_NAMES[language]}" for language in LANGUAGES] if column in TRANSLATED else [column]


def _rows(columns: tuple[str, ...], rows: Iterator[Cells]) -> list[list[str]]:
    return [[cell for column in columns for cell in _cells(column, row.get(column, ""))] for row in rows]


def _cells(column: str, value: str | Words) -> list[str]:
    if column not in TRANSLATED:
        return [str(value)]
    return [getattr(value, language) if value else "" for language in LANGUAGES]
