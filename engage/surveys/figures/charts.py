"""The figure of one question, as data: what a page draws, a file holds, and a publication keeps.

A count of `None` is hidden, since fewer than five people are behind it or it would tell of such a one. Labels are
{"zh", "en"}.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from engage.small_groups import FEWEST
from engage.surveys.figures.cuts import hidden_parts, is_small
from engage.surveys.figures.merged import Merged
from engage.surveys.figures.numbers import distribution, histogram, mean, quantile, written
from engage.surveys.figures.tally import Tally, split, values_of
from engage.surveys.questionnaire import Choice, Question, QuestionType, Words

Figure = dict[str, Any]
QUARTER = Fraction(1, 4)
MOST_MONTHS = 24


def figure(merged: Merged, tally: Tally, *, is_public: bool = False) -> Figure:
    """Return the figure of a question. For the public, small counts are hidden; a question of few says nothing."""
    question, n = merged.question, tally.answered(merged.key)
    made: Figure = {
        "name": question.name,
        "type": str(question.type),
        "label": label(question.label, question.name),
        "kind": "count",
        "n": n,
        "skipped": tally.skipped(merged.key),
        "is_asked": merged.is_asked,
        "is_hidden": is_public and n < FEWEST,
    }
    if made["is_hidden"]:
        return {**made, "n": None, "skipped": None}
    if make := _MAKERS.get(question.type):
        made |= make(merged, tally)
    return _without_small(made) if is_public else made


def label(words: Words, otherwise: str) -> dict[str, str]:
    """Return both languages; one that is missing is empty, and the name stands in when both are."""
    found = {"zh": words.zh, "en": words.en}
    return found if any(found.values()) else {"zh": otherwise, "en": otherwise}


def point_label(question: Question, point: str) -> dict[str, str]:
    """Return a point of a scale with its name, where it has one."""
    choice = question.choice(point)
    if choice is None or not choice.label:
        return same(point)
    names = {"zh": choice.label.zh, "en": choice.label.en}
    return {language: name and f"{point} {name}" for language, name in names.items()}


def cell_label(question: Question, cell: str) -> dict[str, str]:
    """Return what a choice or a point of a scale is called."""
    choice = question.choice(cell)
    return point_label(question, cell) if question.scale or choice is None else label(choice.label, cell)


def same(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def _bar(value: str, words: dict[str, str], count: int, *, is_gone: bool = False) -> dict[str, Any]:
    return {"value": value, "label": words, "count": count, "is_gone": is_gone}


def _choices(merged: Merged, tally: Tally) -> Figure:
    found = tally.of(merged.key)
    bars = [
        _bar(choice.value, label(choice.label, choice.value), found.get(choice.value, 0), is_gone=_gone(merged, choice))
        for choice in merged.question.choices
    ]
    return {"kind": "bars", "bars": bars}


def _gone(merged: Merged, choice: Choice) -> bool:
    return choice.value in merged.gone


def _scale(merged: Merged, tally: Tally) -> Figure:
    found = values_of(tally.of(merged.key))
    offered = [str(point) for point in (merged.question.scale.points if merged.question.scale else ())]
    points = sorted({*offered, *found}, key=int)
    bars = [
        _bar(point, point_label(merged.question, point), found.get(point, 0), is_gone=point not in offered)
        for point in points
    ]
    return {"kind": "scale", "bars": bars, **_middle(merged, tally)}


def _middle(merged: Merged, tally: Tally) -> Figure:
    counted = distribution(tally.of(merged.key))
    return {
        "mean": written(mean(tally.sums[merged.key], tally.answered(merged.key))),
        "median": written(quantile(counted, 2 * QUARTER)),
        "quartiles": [written(quantile(counted, QUARTER)), written(quantile(counted, 3 * QUARTER))],
    }


def _numbers(merged: Merged, tally: Tally) -> Figure:
    sum_ = tally.sums[merged.key]
    ends = {
        end: written(Fraction(value, 10_000), 4) if (value := getattr(sum_, end)) is not None else None
        for end in ("least", "most")
    }
    bins = [
        _bar(f"{start:f}", same(f"{start:f}" if below - start == 1 else f"{start:f} – < {below:f}"), count)
        for start, below, count in histogram(distribution(tally.of(merged.key)))
    ]
    return {"kind": "number", "bars": bins, **ends, **_middle(merged, tally)}


def _dates(merged: Merged, tally: Tally) -> Figure:
    """By month; by year where there would be too many months to look at."""
    found = values_of(tally.of(merged.key))
    if len(found) > MOST_MONTHS:
        years: Counter[str] = Counter()
        for month, count in found.items():
            years[month[:4]] += count
        found = dict(years)
    return {"kind": "months", "bars": [_bar(when, same(when), found[when]) for when in sorted(found)]}


def _matrix(merged: Merged, tally: Tally) -> Figure:
    found = {(row, value): number for row, value, number in split(tally.of(merged.key), "=")}
    columns = merged.question.choices
    rows = [
        {
            "value": row.value,
            "label": label(row.label, row.value),
            "is_gone": _gone(merged, row),
            "n": sum(counts),
            "counts": counts,
        }
        for row in merged.question.rows
        for counts in [[found.get((row.value, column.value), 0) for column in columns]]
    ]
    return {"kind": "matrix", "columns": [label(column.label, column.value) for column in columns], "rows": rows}


def _ranking(merged: Merged, tally: Tally) -> Figure:
    """Mean place and number of first places, the best mean first."""
    places: dict[str, dict[int, int]] = {}
    for item, place, number in split(tally.of(merged.key), "@"):
        places.setdefault(item, {})[int(place)] = number
    bars = [
        {
            **_bar(
                choice.value,
                label(choice.label, choice.value),
                found.get(1, 0),
                is_gone=_gone(merged, choice),
            ),
            "mean": written(_mean_place(found)),
        }
        for choice in merged.question.choices
        for found in [places.get(choice.value, {})]
    ]
    bars.sort(key=lambda bar: float(bar["mean"] or "inf"))
    return {"kind": "ranking", "bars": bars, "places": len(merged.question.choices)}


def _mean_place(places: Mapping[int, int]) -> Fraction | None:
    number = sum(places.values())
    return Fraction(sum(place * count for place, count in places.items()), number) if number else None


def _text(_merged: Merged, _tally: Tally) -> Figure:
    return {"kind": "text"}


_MAKERS: dict[QuestionType, Callable[[Merged, Tally], Figure]] = {
    QuestionType.SINGLE: _choices,
    QuestionType.MULTIPLE: _choices,
    QuestionType.SCALE: _scale,
    QuestionType.INTEGER: _numbers,
    QuestionType.DECIMAL: _numbers,
    QuestionType.DATE: _dates,
    QuestionType.MATRIX: _matrix,
    QuestionType.RANKING: _ranking,
    QuestionType.TEXT: _text,
}


def _without_small(made: Figure) -> Figure:
    """Hide what the public must not see: small counts, what tells of them, and the ends of numbers."""
    for end in ("least", "most"):
        if end in made:
            made[end] = None
    if 0 < made["skipped"] < FEWEST:
        made["skipped"] = None
    if made["type"] == QuestionType.MULTIPLE:
        for bar in made["bars"]:
            bar["count"] = None if is_small(bar["count"], made["n"]) else bar["count"]
    elif "bars" in made:
        _hide(made["bars"])
    _blur_means(made)
    for row in made.get("rows", ()):
        row["counts"] = _seen(row["counts"])
        row["n"] = row["n"] if row["n"] >= FEWEST else None
    return made


def _blur_means(made: Figure) -> None:
    """Leave a mean only so exact that no hidden count follows from it: with one decimal, or not at all."""
    made.pop("quartiles", None)
    hidden = [bar for bar in made.get("bars", ()) if bar["count"] is None]
    points = [int(bar["value"]) for bar in hidden] if made["kind"] == "scale" else []
    spread = max(points, default=0) - min(points, default=0)
    is_telling = bool(hidden) and made["n"] < 10 * FEWEST * max(spread, 1)
    for holder in (made, *made.get("bars", ())):
        if holder.get("mean") is not None:
            holder["mean"] = None if is_telling and made["kind"] != "number" else written(Fraction(holder["mean"]), 1)


def _hide(bars: Sequence[dict[str, Any]]) -> None:
    for bar, count in zip(bars, _seen([bar["count"] for bar in bars]), strict=True):
        bar["count"] = count


def _seen(counts: Iterable[int]) -> list[int | None]:
    found = {str(place): count for place, count in enumerate(counts)}
    hidden = hidden_parts(found)
    return [None if place in hidden else count for place, count in found.items()]
