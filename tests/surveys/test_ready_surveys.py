import csv
from datetime import date

import pytest
from conftest import SHARED_DATA

from engage.surveys.advice import MOST_SECONDS, seconds
from engage.surveys.advice.length import CHINESE
from engage.surveys.expressions import evaluate, parse
from engage.surveys.problems import problems
from engage.surveys.ready import READY
from engage.surveys.ready.needs import CATEGORIES


@pytest.mark.parametrize("ready", READY.values(), ids=list(READY))
def test_a_ready_questionnaire_can_be_opened_at_once(ready):
    assert problems(ready.questionnaire) == []
    assert seconds(ready.questionnaire) <= MOST_SECONDS


@pytest.mark.parametrize("ready", READY.values(), ids=list(READY))
def test_a_ready_questionnaire_is_complete_in_both_languages(ready):
    labels = [choice.label for one in ready.questionnaire.questions for choice in (*one.choices, *one.rows)]
    labels += [
        words for one in ready.questionnaire.questions for words in (one.label, one.hint, one.constraint_message)
    ]
    labels += [ready.title, ready.intro, *(section.title for section in ready.questionnaire.sections)]

    for words in filter(None, labels):
        assert words.zh, words
        assert words.en, words
        assert not CHINESE.search(words.en), words


def test_the_ten_categories_are_those_of_the_action_plan():
    with (SHARED_DATA / "seeds" / "action_categories.csv").open(encoding="utf-8-sig", newline="") as source:
        rows = [(row["code"], row["name_zh"], row["name_en"]) for row in csv.DictReader(source)]

    assert list(CATEGORIES) == rows


@pytest.mark.parametrize(
    ("chosen", "is_good"),
    [
        (["I"], True),
        (["I", "II", "X"], True),
        (["I", "II", "III", "X"], False),
        (["none"], True),
        (["I", "none"], False),
    ],
)
def test_needs_takes_three_areas_or_none(chosen, is_good):
    constraint = READY["needs"].questionnaire.by_name["areas"].constraint

    assert evaluate(parse(constraint), {}, own=chosen, today=date(2026, 5, 4)) is is_good
