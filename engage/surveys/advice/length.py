"""How long a questionnaire takes to answer on a phone."""

import re

from engage.surveys.questionnaire import LANGUAGES, Question, Questionnaire, QuestionType, Words

# Means of adults reading connected text aloud, which is near the speed of careful reading. Source: Trauzettel-Klosinski
# and Dietz, Standardized assessment of reading performance: IReST, Investigative Ophthalmology & Visual Science 53
# (2012), table of 17 languages: Chinese 255 characters and English 228 words a minute.
CHARACTERS_A_MINUTE = 255
WORDS_A_MINUTE = 228
# Thinking and tapping, in seconds: our own assumption, until times are measured. A matrix and a ranking count by item.
ACTING = {
    QuestionType.SINGLE: 3,
    QuestionType.MULTIPLE: 5,
    QuestionType.SCALE: 3,
    QuestionType.MATRIX: 3,
    QuestionType.RANKING: 4,
    QuestionType.INTEGER: 5,
    QuestionType.DECIMAL: 6,
    QuestionType.DATE: 8,
    QuestionType.TEXT: 15,
    QuestionType.PHOTO: 15,
    QuestionType.ACKNOWLEDGE: 2,
    QuestionType.NOTE: 0,
}
CHINESE = re.compile(r"[㐀-鿿豈-﫿]")
WORD = re.compile(r"[0-9A-Za-zÀ-ɏ]+(?:['’-][0-9A-Za-zÀ-ɏ]+)*")


def seconds(questionnaire: Questionnaire) -> int:
    """Return how long it takes in the slower of its languages. A question that only some are asked counts half."""
    return round(max(_seconds(questionnaire, language) for language in LANGUAGES))


def reading_units(text: str) -> tuple[int, int]:
    """Return how many Chinese characters and how many other words a text has."""
    return len(CHINESE.findall(text)), len(WORD.findall(text))


def _seconds(questionnaire: Questionnaire, language: str) -> float:
    total = sum(_reading(section.title, language) for section in questionnaire.sections)
    for section, question in questionnaire.placed():
        is_for_some = bool(section.relevant or question.relevant)
        total += _question(question, language) * (0.5 if is_for_some else 1)
    return total


def _question(question: Question, language: str) -> float:
    texts = [question.label, question.hint, *(choice.label for choice in (*question.choices, *question.rows))]
    items = {QuestionType.MATRIX: len(question.rows), QuestionType.RANKING: len(question.choices)}
    return sum(_reading(words, language) for words in texts) + ACTING[question.type] * items.get(question.type, 1)


def _reading(words: Words, language: str) -> float:
    """Return the seconds of reading; in the other language where there is no translation."""
    characters, others = reading_units(getattr(words, language) or words.zh or words.en)
    return 60 * (characters / CHARACTERS_A_MINUTE + others / WORDS_A_MINUTE)
