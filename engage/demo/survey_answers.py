"""What residents of the demonstration city answer: drawn by chance, the same in every city."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from engage.demo import survey_words as words
from engage.surveys.ready import READY

AGES, AGE_SHARES = ("14_29", "30_44", "45_59", "60_74", "75_up", "unsaid", ""), (9, 17, 26, 27, 11, 4, 6)
# How good each part is, 1 to 5, this year and the year before.
PARTS = {
    "clean": (3.3, 3.4), "green": (3.9, 3.8), "roads": (3.2, 3.0), "parking": (2.3, 2.6), "safety": (3.9, 2.9),
    "elderly": (2.7, 2.7), "children": (3.0, 2.9), "repairs": (3.1, 2.7),
}  # fmt: skip
TEXT = "wish"


@dataclass(frozen=True)
class Said:
    """One person's answers, in the language in which they were given."""

    data: Mapping[str, Any]
    language: str = "zh"


def satisfied(number: int, *, year: int) -> Iterator[Said]:
    """Yield answers to the survey of satisfaction; `year` is how many years ago."""
    dice = Random(f"satisfied {year}")
    texts = [*words.SAID, words.PRIVATE] if year == 0 else []
    said: list[str] = [text for _tag, text in texts] + [""] * (number - len(texts))
    dice.shuffle(said)
    for text in said:
        mood = dice.gauss(0, 0.7)
        parts = {
            name: _level(means[year] + mood, dice)
            for name, means in PARTS.items()
            if dice.random() < 0.96
        }  # fmt: skip
        worst = min(parts, key=lambda name: (parts[name].replace("unsure", "3"), dice.random()))
        first = dice.choices((worst, "parking", "elderly", "none", "other"), (60, 14, 14, 6, 6))[0]
        data = {
            "parts": parts, "first": first,
            "first_other": dice.choice(("房租涨得太快", "游客太多了", "公交站太远")) if first == "other" else None,
            "recommend": min(max(round(6.6 - 0.5 * year + 2 * mood + dice.gauss(0, 1.2)), 0), 10),
            "change": _level(3.5 - 0.4 * year + mood / 2, dice) if dice.random() < 0.93 else None,
            TEXT: text or None, "age_group": dice.choices(AGES, AGE_SHARES)[0] or None,
        }  # fmt: skip
        yield Said(data, "en" if text[:1].isascii() and text else "zh")


def _level(mean: float, dice: Random) -> str:
    return "unsure" if dice.random() < 0.03 else str(min(max(round(dice.gauss(mean, 0.8)), 1), 5))


def wishes(number: int) -> Iterator[Said]:
    """Yield answers to the survey of needs."""
    dice = Random("wishes")
    wishes = [*words.WISHES, *[("", "")] * (number - len(words.WISHES))]
    categories = [
        choice.value for choice in READY["needs"].questionnaire.by_name["areas"].choices if choice.value != "none"
    ]
    dice.shuffle(wishes)
    for category, text in wishes:
        ticked = {category or dice.choice(("II", "VII", "X")), *dice.sample(categories, dice.randint(0, 2))}
        areas = [name for name in categories if name in ticked]
        data = {
            "areas": areas, "urgent": category or dice.choice(areas), "wish": text or None,
            "overall": _level(3.4, dice), "age_group": dice.choices(AGES, AGE_SHARES)[0] or None,
        }  # fmt: skip
        yield Said(data, "en" if text[:1].isascii() and text else "zh")


def tried(number: int) -> Iterator[Said]:
    """Yield answers to the survey of a trial."""
    dice = Random("tried")
    for _person in range(number):
        better = [name for name, share in (("walking", 0.8), ("resting", 0.3), ("noise", 0.1)) if dice.random() < share]
        data = {
            "often": dice.choice(("daily", "daily", "weekly")), "change": _level(4.2, dice), "better": better or ["none"],
            "worse": [dice.choice(("none", "none", "none", "noise"))], "keep": dice.choice(("keep", "keep", "unsure")),
        }  # fmt: skip
        yield Said(data)
