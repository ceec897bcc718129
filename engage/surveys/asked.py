"""Questions as a page shows them: with what was typed, what is wrong, and when they apply."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engage.i18n import _, language, pick
from engage.surveys.expressions import Expression, Node, parse
from engage.surveys.questionnaire import Question, Questionnaire, QuestionType, Words
from engage.surveys.words import in_words

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Point:
    """One point of a scale, and its name where it has one."""

    value: str
    words: str


@dataclass(frozen=True)
class Item:
    """A question on a page. `fields` holds what was typed, by the name of the form's field."""

    question: Question
    fields: Fields = field(default_factory=dict)
    error: str = ""
    tree: Node | None = None
    only_if: str = ""

    @property
    def id(self) -> str:
        return f"q-{self.question.name}"

    @property
    def input_id(self) -> str:
        return f"{self.id}-input"

    @property
    def field(self) -> str:
        return f"q.{self.question.name}"

    @property
    def described(self) -> str:
        """The ids of what stands between a question and its field."""
        parts = (("if", self.only_if), ("hint", self.question.hint), ("error", self.error))
        return " ".join(f"{self.id}-{name}" for name, is_there in parts if is_there)

    @property
    def points(self) -> list[Point]:
        names = {choice.value: pick(choice.label.zh, choice.label.en) for choice in self.question.choices}
        scale = self.question.scale
        return [Point(str(point), names.get(str(point), "")) for point in scale.points] if scale else []

    @property
    def scale_ends(self) -> tuple[str, str]:
        points = self.points
        return (points[0].words, points[-1].words) if points else ("", "")

    def typed(self, name: str) -> str:
        values = self.fields.get(name) or [""]
        return values[0]

    def holds(self, name: str, value: str) -> bool:
        return value in self.fields.get(name, ())


@dataclass(frozen=True)
class Group:
    """Questions of one section. The title stands only above the section's first question."""

    title: Words
    tree: Node | None
    only_if: str
    items: list[Item]


def groups(
    questionnaire: Questionnaire,
    names: Iterable[str],
    *,
    fields_of: Callable[[Question], Fields] = lambda _question: {},
    errors: Mapping[str, str] | None = None,
    conditions: bool = True,
) -> list[Group]:
    """Return the questions of these names, by section.

    A question says when it applies if that depends on another one of the same page; the others have been decided.
    """
    wanted = set(names)
    found: list[Group] = []
    for section in questionnaire.sections:
        asked = [question for question in section.questions if question.name in wanted]
        if not asked:
            continue
        rule = _open_rule(section.relevant, wanted) if conditions else None
        items = []
        for question in asked:
            own = _open_rule(question.relevant, wanted) if conditions else None
            error = (errors or {}).get(question.name, "")
            items.append(Item(question, fields_of(question), error, _tree(own), _only_if(own, questionnaire)))
        title = section.title if asked[0] is section.questions[0] else Words()
        found.append(Group(title, _tree(rule), _only_if(rule, questionnaire), items))
    return found


def depends_on(questionnaire: Questionnaire, name: str, on_page: set[str]) -> bool:
    """Tell whether the question applies or not by answers of the same page, so that it has to be there."""
    sources = [
        source
        for section, question in questionnaire.placed()
        if question.name == name
        for source in (section.relevant, question.relevant)
    ]
    return any(_open_rule(source, on_page) for source in sources)


def needed_answers(found: Sequence[Group], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return those answers of other pages that the rules of this one look at."""
    trees = [group.tree for group in found] + [item.tree for group in found for item in group.items]
    names = {name for tree in trees if tree for name in _names(tree)}
    on_page = {item.question.name for group in found for item in group.items}
    return {name: answers[name] for name in sorted(names - on_page) if answers.get(name) is not None}


def _open_rule(source: str, on_page: set[str]) -> Expression | None:
    expression = parse(source) if source else None
    return expression if expression and expression.names & on_page else None


def _tree(rule: Expression | None) -> Node | None:
    return rule.tree if rule else None


def _only_if(rule: Expression | None, questionnaire: Questionnaire) -> str:
    return _("Only if: %(condition)s.", condition=in_words(rule, questionnaire, language())) if rule else ""


def _names(tree: Node) -> set[str]:
    if tree[0] == "answer":
        return {tree[1]}
    return {name for part in tree[1:] if isinstance(part, tuple) for name in _names(part)}


def asks_for_photo(found: Sequence[Group]) -> bool:
    return any(item.question.type == QuestionType.PHOTO for group in found for item in group.items)
