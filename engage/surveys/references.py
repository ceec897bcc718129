"""What is wrong with the conditions and constraints of a questionnaire: can they be read, and do they look back?

A condition may ask for earlier questions only. So there can be no circle; where somebody tried one, they are told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from engage.surveys.expressions import Expression, ExpressionError, Node, nodes, parse
from engage.surveys.questionnaire import Question, Questionnaire, QuestionType

# By the name of the question or section: field, code, detail.
Finding: TypeAlias = tuple[str, str, dict[str, Any]]
Found: TypeAlias = dict[str, list[Finding]]
ONE_OF_CHOICES = {QuestionType.SINGLE}
WORDS_OF_CHOICES = {QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.RANKING}


def references(questionnaire: Questionnaire) -> Found:
    """Return the findings of each question and section that has some."""
    order = _Order(questionnaire)
    found: Found = {}
    place = 0
    for section in questionnaire.sections:
        inside = frozenset(question.name for question in section.questions)
        findings = order.of_condition(section.relevant, place, inside, is_section=True)
        found.setdefault(section.name, []).extend(findings)
        for question in section.questions:
            own = frozenset({question.name})
            findings = order.of_condition(question.relevant, place, own, is_section=False)
            found.setdefault(question.name, []).extend(findings)
            if question.asks:
                found[question.name].extend(order.of_constraint(question, place))
            place += 1
    return found


@dataclass(frozen=True)
class _Order:
    questionnaire: Questionnaire

    @cached_property
    def places(self) -> dict[str, int]:
        return {question.name: place for place, question in enumerate(self.questionnaire.questions)}

    @cached_property
    def depends(self) -> dict[str, frozenset[str]]:
        """Names that decide whether a question applies, by the question."""
        return {
            question.name: _names(section.relevant) | _names(question.relevant)
            for section, question in self.questionnaire.placed()
        }

    def of_condition(self, source: str, place: int, here: frozenset[str], *, is_section: bool) -> Iterator[Finding]:
        """Yield what is wrong with the condition of the questions in `here`, the first of which stands at `place`."""
        if not source:
            return
        try:
            expression = parse(source)
        except ExpressionError as error:
            yield "relevant", "expression", {"reason": error.reason, "position": error.position}
            return
        if "own" in expression.kinds:
            yield "relevant", "own_value", {}
        for name in sorted(expression.names):
            if code := self._of_name(name, place, here, inside="inside" if is_section else "itself"):
                yield "relevant", code, {"name": name}
        yield from (("relevant", *rest) for rest in self._of_choices(expression, None))

    def of_constraint(self, question: Question, place: int) -> Iterator[Finding]:
        if not question.constraint:
            return
        try:
            expression = parse(question.constraint)
        except ExpressionError as error:
            yield "constraint", "expression", {"reason": error.reason, "position": error.position}
            return
        for name in sorted(expression.names):
            if code := self._of_name(name, place, frozenset({question.name}), inside="itself"):
                yield "constraint", "later" if code == "circle" else code, {"name": name}
        yield from (("constraint", *rest) for rest in self._of_choices(expression, question))

    def _of_name(self, name: str, place: int, here: frozenset[str], *, inside: str) -> str | None:
        if name not in self.places:
            return "unknown_name"
        if name in here:
            return inside
        if not self.questionnaire.by_name[name].asks:
            return "of_note"
        if self.places[name] >= place:
            return "circle" if self._reaches(name, here) else "later"
        return None

    def _reaches(self, start: str, goals: frozenset[str]) -> bool:
        seen, waiting = set(), [start]
        while waiting:
            name = waiting.pop()
            if name in goals:
                return True
            if name not in seen:
                seen.add(name)
                waiting.extend(self.depends.get(name, ()))
        return False

    def _of_choices(self, expression: Expression, own: Question | None) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the texts that are compared with a question's choices and are none of them."""
        by_name: Mapping[str, Question] = self.questionnaire.by_name
        for node in nodes(expression.tree):
            for asked, text in _compared(node):
                question = own if asked[0] == "own" else by_name.get(asked[1])
                types = WORDS_OF_CHOICES if node[0] == "selected" else ONE_OF_CHOICES
                if question and question.type in types and text and question.choice(text) is None:
                    yield "unknown_choice", {"name": question.name, "value": text}


def _names(source: str) -> frozenset[str]:
    try:
        return parse(source).names if source else frozenset()
    except ExpressionError:
        return frozenset()


def _compared(node: Node) -> Iterator[tuple[Node, str]]:
    """Yield the answer and the text that this node compares, if it does."""
    if node[0] in ("=", "!=", "selected"):
        pairs = ((node[1], node[2]), (node[2], node[1]))
        for asked, text in pairs[: 1 if node[0] == "selected" else 2]:
            if asked[0] in ("answer", "own") and text[0] == "text":
                yield asked, text[1]
