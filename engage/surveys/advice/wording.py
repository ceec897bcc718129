"""What may be wrong with the words of a question."""

import re
from collections.abc import Iterator

from engage.surveys.advice.found import Advice
from engage.surveys.advice.length import reading_units
from engage.surveys.advice.patterns import (
    CLAUSE,
    DENYING,
    EITHER,
    JARGON,
    JOINING,
    LEADING,
    NOT_DENYING,
    NOT_JOINING,
    PERSONAL,
    TOLD_NOT_TO,
    YES,
)
from engage.surveys.questionnaire import LANGUAGES, Question, QuestionType

MAX_LABEL = {"zh": 50, "en": 30}
MAX_CHOICE = {"zh": 25, "en": 15}
RATED = frozenset(
    {QuestionType.SINGLE, QuestionType.SCALE, QuestionType.MATRIX, QuestionType.INTEGER, QuestionType.DECIMAL}
)


def wording(question: Question) -> Iterator[Advice]:
    """Yield what may be wrong with the words, each kind at most once for a question."""
    for code, look in (
        ("double", _double),
        ("leading", _leading),
        ("personal", _personal),
        ("negatives", _negatives),
        ("jargon", _jargon),
        ("wordy", _wordy),
    ):
        found = (look(question, language) for language in LANGUAGES)
        detail = next((detail for detail in found if detail is not None), None)
        if detail is not None:
            yield Advice(question.name, code, detail)


def _double(question: Question, language: str) -> dict[str, str] | None:
    """Find two questions in one: two question marks, or one answer for two things."""
    label = getattr(question.label, language)
    if len(re.findall(r"[?？]+", label)) > 1 and question.asks:
        return {"word": "？" if language == "zh" else "?"}
    texts = [label] if question.type in RATED else []
    if question.type is QuestionType.MATRIX:
        texts = [getattr(row.label, language) for row in question.rows]
    for text in texts:
        plain = NOT_JOINING[language].sub("", text)
        found = JOINING[language].search(plain) or (EITHER[language].search(plain) if _is_yes_no(question) else None)
        if found:
            return {"word": found.group()}
    return None


def _is_yes_no(question: Question) -> bool:
    """Tell whether somebody answers yes or no, so that "or" joins two askings instead of naming two answers."""
    return question.type is QuestionType.SINGLE and any(
        YES[language].match(getattr(choice.label, language)) for choice in question.choices for language in LANGUAGES
    )


def _leading(question: Question, language: str) -> dict[str, str] | None:
    found = LEADING[language].search(_asked(question, language))
    return {"word": found.group()} if found else None


def _personal(question: Question, language: str) -> dict[str, str] | None:
    if not question.asks:
        return None
    text = TOLD_NOT_TO[language].sub("", _asked(question, language))
    return next(({"kind": kind} for kind, patterns in PERSONAL.items() if patterns[language].search(text)), None)


def _negatives(question: Question, language: str) -> dict[str, str] | None:
    for clause in CLAUSE[language].split(getattr(question.label, language)):
        found = [match.group() for match in DENYING[language].finditer(NOT_DENYING[language].sub("", clause))]
        if len(found) > 1:
            return {"word": " … ".join(found[:2])}
    return None


def _jargon(question: Question, language: str) -> dict[str, str] | None:
    choices = (*question.choices, *question.rows)
    texts = [_asked(question, language), *(getattr(choice.label, language) for choice in choices)]
    found = next((match for text in texts if (match := JARGON[language].search(text))), None)
    return {"word": found.group()} if found else None


def _wordy(question: Question, language: str) -> dict[str, str | int] | None:
    if sum(reading_units(getattr(question.label, language))) > MAX_LABEL[language]:
        return {"what": "label", "most": MAX_LABEL[language], "language": language}
    for choice in (*question.choices, *question.rows):
        if sum(reading_units(getattr(choice.label, language))) > MAX_CHOICE[language]:
            return {"what": "choice", "most": MAX_CHOICE[language], "language": language}
    return None


def _asked(question: Question, language: str) -> str:
    return f"{getattr(question.label, language)}。{getattr(question.hint, language)}"
