"""The form of one question: what stands in it, the buttons that change its rows, and the question it stands for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from engage.cleaning import clean_line, clean_text
from engage.i18n import _
from engage.surveys import editing, limits
from engage.surveys.limits import Limits
from engage.surveys.numerals import number
from engage.surveys.questionnaire import WITH_CHOICES, Choice, Question, QuestionType, Scale, Words

MOST_WORDS = 1000
MOST_LINE = 300
MOST_ROWS = 150
BLANK_ROWS = 3
NOTHING = Words()


@dataclass(frozen=True)
class Row:
    """A choice or a matrix row as it stands in the form. `value` is "" until it is saved."""

    value: str = ""
    zh: str = ""
    en: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.zh and not self.en


@dataclass(frozen=True)
class TypedQuestion:
    """Texts as they were typed. `name` is the question's when the form began, `new_name` what it shall be called."""

    name: str
    new_name: str
    type: QuestionType
    label: Words = NOTHING
    hint: Words = NOTHING
    is_required: bool = False
    choices: tuple[Row, ...] = ()
    rows: tuple[Row, ...] = ()
    scale: tuple[str, str, str] = ("1", "5", "1")
    scale_ends: tuple[Words, Words] = (NOTHING, NOTHING)
    limits: Limits | None = field(default_factory=Limits)
    constraint: str = ""
    constraint_message: Words = NOTHING

    @property
    def has_choices(self) -> bool:
        return self.type in WITH_CHOICES

    @property
    def can_have_limits(self) -> bool:
        return limits.can_have(self.type)


def begun(question: Question) -> TypedQuestion:
    """Return the form of a question, with blank rows where it has no choices yet."""
    scale = question.scale or Scale()
    ends = [choice.label for choice in (_point(question, scale.start), _point(question, scale.end)) if choice]
    return TypedQuestion(
        name=question.name,
        new_name=question.name,
        type=question.type,
        label=question.label,
        hint=question.hint,
        is_required=question.is_required,
        choices=_rows_of(question.choices) if question.type in WITH_CHOICES else (),
        rows=_rows_of(question.rows) if question.type is QuestionType.MATRIX else (),
        scale=(str(scale.start), str(scale.end), str(scale.step)),
        scale_ends=(ends[0], ends[1]) if len(ends) == 2 else (Words(), Words()),
        limits=limits.from_source(question.type, question.constraint),
        constraint=question.constraint,
        constraint_message=question.constraint_message,
    )


def _point(question: Question, point: int) -> Choice | None:
    return question.choice(str(point)) or Choice(str(point))


def _rows_of(choices: tuple[Choice, ...]) -> tuple[Row, ...]:
    return tuple(Row(choice.value, choice.label.zh, choice.label.en) for choice in choices) or (Row(),) * BLANK_ROWS


def read(form: MultiDict[str, str]) -> TypedQuestion:
    """Return what the form holds; a type that is none becomes a free text."""
    asked = form.get("type", "")
    type_ = QuestionType(asked) if asked in set(QuestionType) else QuestionType.TEXT
    constraint = clean_text(form.get("constraint", ""))[:MOST_WORDS]
    by_hand = constraint != clean_text(form.get("constraint.was", ""))[:MOST_WORDS] or "constraint.by_hand" in form
    typed = TypedQuestion(
        name=form.get("name", "")[:40],
        new_name=clean_line(form.get("new_name", ""))[:40] or form.get("name", "")[:40],
        type=type_,
        label=_words(form, "label"),
        hint=_words(form, "hint"),
        is_required="is_required" in form and type_ is not QuestionType.NOTE,
        choices=_rows(form, "choice"),
        rows=_rows(form, "row"),
        scale=(_line(form, "scale.start"), _line(form, "scale.end"), _line(form, "scale.step")),
        scale_ends=(_words(form, "scale.low"), _words(form, "scale.high")),
        limits=None
        if by_hand
        else Limits(_line(form, "limit.least"), _line(form, "limit.most"), "limit.not_future" in form),
        constraint=constraint,
        constraint_message=_words(form, "constraint_message"),
    )
    return (
        replace(_with_blanks(typed), limits=limits.from_source(type_, constraint)) if by_hand else _with_blanks(typed)
    )


def _line(form: MultiDict[str, str], name: str) -> str:
    return clean_line(form.get(name, ""))[:MOST_LINE]


def _words(form: MultiDict[str, str], name: str) -> Words:
    return Words(*(clean_text(form.get(f"{name}.{language}", ""))[:MOST_WORDS] for language in ("zh", "en")))


def _rows(form: MultiDict[str, str], name: str) -> tuple[Row, ...]:
    columns = [form.getlist(f"{name}.{part}") for part in ("value", "zh", "en")]
    found = [
        Row(value[:40], clean_line(zh)[:MOST_LINE], clean_line(en)[:MOST_LINE])
        for value, zh, en in zip(*columns, strict=False)
    ]
    return tuple(found[:MOST_ROWS])


def _with_blanks(typed: TypedQuestion) -> TypedQuestion:
    """Offer rows when the type has come to need them."""
    blanks = (Row(),) * BLANK_ROWS
    choices = typed.choices or (blanks if typed.has_choices else ())
    rows = typed.rows or (blanks if typed.type is QuestionType.MATRIX else ())
    return replace(typed, choices=choices, rows=rows)


# Buttons


def stepped(typed: TypedQuestion, do: str, form: MultiDict[str, str]) -> tuple[TypedQuestion, str] | None:
    """Return the form after a button that changes rows, and the id of the field to go on with; None for others.

    Buttons are "add", "up", "down", "remove", "lines" and "enter" of "choice" or "row", such as "up:choice:2".
    """
    kind, _sign, rest = do.partition(":")
    which, _sign, place = rest.partition(":")
    if kind == "type":
        return typed, "type"
    if kind not in ("add", "up", "down", "remove", "lines", "enter") or which not in ("choice", "row"):
        return None
    at = int(place) if place.isascii() and place.isdecimal() and len(place) < 4 else 0
    rows = typed.choices if which == "choice" else typed.rows
    rows, focus = _CHANGES[kind](rows, at, which, form)
    part = "choices" if which == "choice" else "rows"
    return replace(typed, **{part: rows[:MOST_ROWS]}), focus


Rows = tuple[Row, ...]


def _add(rows: Rows, _at: int, which: str, _form: Any) -> tuple[Rows, str]:
    """Go to the first blank row, or add one."""
    for place, row in enumerate(rows):
        if row.is_blank:
            return rows, f"{which}-zh-{place}"
    return (*rows, Row()), f"{which}-zh-{len(rows)}"


def _move(step: int) -> Any:
    def move(rows: Rows, at: int, which: str, _form: Any) -> tuple[Rows, str]:
        order, name = list(rows), "up" if step < 0 else "down"
        if not (0 <= at < len(order) and 0 <= at + step < len(order)):
            return rows, f"{which}-{name}-{at}"
        order.insert(at + step, order.pop(at))
        return tuple(order), f"{which}-{name}-{at + step}"

    return move


def _remove(rows: Rows, at: int, which: str, _form: Any) -> tuple[Rows, str]:
    left = rows[:at] + rows[at + 1 :]
    return left or (Row(),), f"{which}-zh-{min(at, max(len(left) - 1, 0))}"


def _lines(rows: Rows, _at: int, which: str, form: MultiDict[str, str]) -> tuple[Rows, str]:
    """Take the lines of a text as rows: "亮 | Yes"."""
    kept = tuple(row for row in rows if not row.is_blank)
    added = []
    for line in clean_text(form.get(f"{which}.lines", "")[: MOST_ROWS * MOST_LINE]).splitlines():
        zh, _sign, en = line.replace("｜", "|").replace("\t", "|").partition("|")
        if zh.strip() or en.strip():
            added.append(Row("", clean_line(zh)[:MOST_LINE], clean_line(en)[:MOST_LINE]))
    return (*kept, *added) or (Row(),), f"{which}-zh-{len(kept)}"


_CHANGES: Mapping[str, Any] = {
    "add": _add, "enter": _add, "up": _move(-1), "down": _move(1), "remove": _remove, "lines": _lines,
}  # fmt: skip


# The question


def build(
    typed: TypedQuestion, relevant: str, *, values: set[str], row_values: set[str]
) -> tuple[Question, dict[str, str]]:
    """Return the question, and a sentence for each field that cannot be read.

    `values` and `row_values` are those that choices and rows of this question ever had.
    """
    faults: dict[str, str] = {}
    scale = _scale(typed, faults) if typed.type is QuestionType.SCALE else None
    constraint = _constraint(typed, faults)
    choices = editing.with_values(_choices(typed.choices), values) if typed.has_choices else _ends(typed, scale)
    is_matrix = typed.type is QuestionType.MATRIX
    question = Question(
        name=typed.new_name,
        type=typed.type,
        label=typed.label,
        hint=typed.hint,
        is_required=typed.is_required,
        relevant=relevant,
        constraint=constraint,
        constraint_message=typed.constraint_message if constraint else Words(),
        choices=choices,
        rows=editing.with_values(_choices(typed.rows), row_values) if is_matrix else (),
        scale=scale,
    )
    return question, faults


def _choices(rows: Rows) -> tuple[Choice, ...]:
    return tuple(Choice(row.value, Words(row.zh, row.en)) for row in rows if not row.is_blank)


def _ends(typed: TypedQuestion, scale: Scale | None) -> tuple[Choice, ...]:
    """Return the names of a scale's ends, which are kept as its choices."""
    if scale is None:
        return ()
    ends = ((scale.start, typed.scale_ends[0]), (scale.end, typed.scale_ends[1]))
    return tuple(Choice(str(point), words) for point, words in ends if words)


def _scale(typed: TypedQuestion, faults: dict[str, str]) -> Scale | None:
    found = [number(part) for part in typed.scale]
    whole = [int(part) for part in found if part is not None and part == part.to_integral_value()]
    if len(whole) < len(found):
        faults["scale"] = _("Write whole numbers for the scale.")
        return None
    return Scale(*whole)


def _constraint(typed: TypedQuestion, faults: dict[str, str]) -> str:
    if typed.type is QuestionType.NOTE:
        return ""
    if typed.limits is None or not typed.can_have_limits:
        return typed.constraint if not typed.can_have_limits or typed.limits is None else ""
    try:
        return limits.to_source(typed.type, typed.limits)
    except ValueError:
        is_date = typed.type is QuestionType.DATE
        faults["constraint"] = (
            _("Write days such as 2026-01-31.") if is_date else _("Write numbers for the least and the most.")
        )
        return typed.constraint
