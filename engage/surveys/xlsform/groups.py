"""Groups in groups, as XLSForm has them, as the flat sections and matrices of a questionnaire."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from engage.i18n import _l
from engage.surveys.questionnaire import LANGUAGES, Choice, Question, QuestionType, Section, Words
from engage.surveys.xlsform.row_names import row_values
from engage.surveys.xlsform.sheets import Row

TABLE = "table-list"


@dataclass
class Item:
    """A question and its row. `list_name` is the list it chooses from."""

    row: Row
    question: Question
    list_name: str = ""


@dataclass
class Group:
    """A group: its row as a question without a type of its own, and what stands in it."""

    row: Row
    asked: Question
    children: "list[Item | Group]" = field(default_factory=list)

    @property
    def is_table(self) -> bool:
        return TABLE in self.row.get("appearance").split()


@dataclass(frozen=True)
class Frame:
    """What holds inside a group: the name, title and condition of its sections."""

    name: str
    title: Words
    relevant: str


def sections(children: "list[Item | Group]", named: frozenset[str]) -> list[Section]:
    """Return the sections that the rows make. `named` are the questions that some expression asks for.

    Groups in groups become sections one after the other, under both titles and both conditions.
    """
    taken = {name for group in _groups(children) if (name := group.asked.name)}
    return list(_Flattening(taken, named).walk(children, Frame("section", Words(), ""), is_top=True))


class _Flattening:
    def __init__(self, taken: set[str], named: frozenset[str]) -> None:
        self.taken = taken
        self.named = named

    def walk(self, children: "list[Item | Group]", frame: Frame, *, is_top: bool = False) -> Iterator[Section]:
        """Yield the sections of a group. What stands between its groups becomes sections of the same title."""
        name, questions, is_first = "" if is_top else frame.name, list[Question](), True
        for child in children:
            if isinstance(child, Item):
                questions.append(child.question)
                continue
            if table := matrix(child, self.named):
                questions.append(table)
                continue
            if questions:
                yield self._section(name, frame, questions)
                name, questions = "", []
            is_first = False
            yield from self.walk(child.children, _inside(frame, child.asked))
        if questions or (is_first and not is_top):
            yield self._section(name, frame, questions)

    def _section(self, name: str, frame: Frame, questions: list[Question]) -> Section:
        return Section(name or self._free(frame.name), frame.title, frame.relevant, tuple(questions))

    def _free(self, name: str) -> str:
        number = next(number for number in range(1, 1_000_000) if f"{name}_{number}" not in self.taken)
        self.taken.add(f"{name}_{number}")
        return f"{name}_{number}"


def matrix(group: Group, named: frozenset[str]) -> Question | None:
    """Return a table of questions that choose one from the same list as a matrix; None if it is no such table."""
    items = [child for child in group.children if isinstance(child, Item)]
    if not group.is_table:
        return None
    if len(items) < len(group.children) or not _is_matrix(items, named):
        group.row.sheet.note(group.row, "appearance", _l("These rows cannot be one table. They are read one by one."))
        return None
    names = [item.question.name for item in items]
    return replace(
        group.asked,
        is_required=items[0].question.is_required,
        choices=items[0].question.choices,
        rows=tuple(
            Choice(value, item.question.label)
            for value, item in zip(row_values(group.asked.name, names), items, strict=True)
        ),
    )


def _is_matrix(items: list[Item], named: frozenset[str]) -> bool:
    alike = {(item.question.type, item.list_name, item.question.is_required) for item in items}
    return (
        len(alike) == 1
        and items[0].question.type is QuestionType.SINGLE
        and not any(item.question.relevant or item.question.constraint or item.question.hint for item in items)
        and not any(item.question.name in named for item in items)
    )


def _inside(outer: Frame, asked: Question) -> Frame:
    return Frame(asked.name, _joined(outer.title, asked.label), _both(outer.relevant, asked.relevant))


def _joined(outer: Words, inner: Words) -> Words:
    return Words(
        **{
            language: " – ".join(filter(None, (getattr(outer, language), getattr(inner, language))))
            for language in LANGUAGES
        }
    )


def _both(outer: str, inner: str) -> str:
    return f"({outer}) and ({inner})" if outer and inner else outer or inner


def _groups(children: "list[Item | Group]") -> Iterator[Group]:
    for child in children:
        if isinstance(child, Group):
            yield child
            yield from _groups(child.children)
