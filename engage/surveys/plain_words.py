"""Expressions in plain words, for the editor and the paper form: “Do you live here?” is “Yes”."""

from dataclasses import dataclass
from typing import Any

from engage.i18n import N_, translated
from engage.surveys.expressions import Expression, Node
from engage.surveys.questionnaire import Question, Questionnaire, QuestionType, Words

LONGEST = 60
DATES = {"today", "date"}
REVERSED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
COMPARISONS = {
    "=": N_("%(left)s is %(right)s"),
    "!=": N_("%(left)s is not %(right)s"),
    "<": N_("%(left)s is less than %(right)s"),
    "<=": N_("%(left)s is at most %(right)s"),
    ">": N_("%(left)s is more than %(right)s"),
    ">=": N_("%(left)s is at least %(right)s"),
}
OF_DATES = {
    "=": N_("%(left)s is %(right)s"),
    "!=": N_("%(left)s is not %(right)s"),
    "<": N_("%(left)s is before %(right)s"),
    "<=": N_("%(left)s is not after %(right)s"),
    ">": N_("%(left)s is after %(right)s"),
    ">=": N_("%(left)s is not before %(right)s"),
}
INCLUDES = N_("%(left)s includes %(right)s")
LACKS = N_("%(left)s does not include %(right)s")
ANSWERED = N_("%(left)s is answered")
UNANSWERED = N_("%(left)s is not answered")
AND = N_("%(left)s and %(right)s")
OR = N_("%(left)s or %(right)s")
NOT = N_("it is not the case that %(condition)s")
OWN = N_("the answer")
TODAY = N_("today")
ALWAYS = N_("in every case")
NEVER = N_("in no case")
LENGTH = N_("the number of characters of %(what)s")
COUNT = N_("the number of choices ticked in %(what)s")
REMAINDER = N_("the remainder of %(left)s divided by %(right)s")
SUMS = {"+": "+", "-": "−", "*": "×", "div": "÷"}


def in_words(
    expression: Expression, questionnaire: Questionnaire, language: str, *, own: Question | None = None
) -> str:
    """Return the expression as a clause. `own` is the question whose constraint it is."""
    return _Speaker(questionnaire, language, own).condition(expression.tree)


def in_language(words: Words, language: str) -> str:
    """Return the words in the language, or in the other one where that is all there is."""
    return (words.en or words.zh) if language == "en" else (words.zh or words.en)


def quoted(text: str) -> str:
    return f"“{text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}”"


@dataclass(frozen=True)
class _Speaker:
    questionnaire: Questionnaire
    language: str
    own: Question | None

    def say(self, message: str, /, **parts: Any) -> str:
        return translated(self.language, message, **parts)

    def condition(self, node: Node) -> str:
        kind, *parts = node
        match kind:
            case "and" | "or":
                return self.chain(kind, parts)
            case "not":
                return self.opposite(parts[0])
            case "selected":
                return self.selected(node, is_there=True)
            case "true" | "false":
                return self.say(ALWAYS if kind == "true" else NEVER)
        if kind in COMPARISONS:
            return self.comparison(kind, parts[0], parts[1])
        return self.say(ANSWERED, left=self.term(node))

    def chain(self, kind: str, parts: list[Node]) -> str:
        whole = ""
        for part in parts:
            words = self.condition(part)
            if part[0] in ("and", "or"):
                words = f"({words})"
            whole = self.say(AND if kind == "and" else OR, left=whole, right=words) if whole else words
        return whole

    def opposite(self, node: Node) -> str:
        if node[0] == "selected":
            return self.selected(node, is_there=False)
        if node[0] in ("answer", "own"):
            return self.say(UNANSWERED, left=self.term(node))
        if node[0] in ("=", "!="):
            return self.comparison("!=" if node[0] == "=" else "=", node[1], node[2])
        words = self.condition(node)
        return self.say(NOT, condition=f"({words})" if node[0] in ("and", "or") else words)

    def selected(self, node: Node, *, is_there: bool) -> str:
        asked = self.asked(node[1])
        parts = {"left": self.term(node[1]), "right": self.term(node[2], asked)}
        if asked and asked.type is QuestionType.SINGLE:
            return self.say(COMPARISONS["=" if is_there else "!="], **parts)
        return self.say(INCLUDES if is_there else LACKS, **parts)

    def comparison(self, kind: str, left: Node, right: Node) -> str:
        if left[0] in ("text", "number") and right[0] not in ("text", "number"):
            kind, left, right = REVERSED[kind], right, left
        if right == ("text", "") and kind in ("=", "!="):
            return self.say(UNANSWERED if kind == "=" else ANSWERED, left=self.term(left))
        words = OF_DATES if self.is_date(left) or self.is_date(right) else COMPARISONS
        asked = self.asked(left) or self.asked(right)
        return self.say(words[kind], left=self.term(left, asked), right=self.term(right, asked))

    def term(self, node: Node, asked: Question | None = None) -> str:
        """Return a part that is compared; a text is the label of that choice of the question that is asked."""
        kind, *parts = node
        match kind:
            case "answer":
                question = self.questionnaire.by_name.get(parts[0])
                return quoted((question and in_language(question.label, self.language)) or parts[0])
            case "own" | "today":
                return self.say(OWN if kind == "own" else TODAY)
            case "number":
                return parts[0]
            case "text":
                choice = asked and asked.choice(parts[0])
                return quoted((choice and in_language(choice.label, self.language)) or parts[0])
            case "date":
                return parts[0][1] if parts[0][0] == "text" else self.term(parts[0])
            case "negative":
                return f"−{self.term(parts[0])}"
            case "string-length" | "count-selected":
                return self.say(LENGTH if kind == "string-length" else COUNT, what=self.term(parts[0]))
            case "mod":
                return self.say(REMAINDER, left=self.term(parts[0]), right=self.term(parts[1]))
        if kind in SUMS:
            return f"{self.operand(parts[0])} {SUMS[kind]} {self.operand(parts[1])}"
        return f"({self.condition(node)})"

    def operand(self, node: Node) -> str:
        return f"({self.term(node)})" if node[0] in SUMS else self.term(node)

    def asked(self, node: Node) -> Question | None:
        return (
            self.own if node[0] == "own" else self.questionnaire.by_name.get(node[1]) if node[0] == "answer" else None
        )

    def is_date(self, node: Node) -> bool:
        asked = self.asked(node)
        return node[0] in DATES or (asked is not None and asked.type is QuestionType.DATE)
