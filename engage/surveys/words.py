"""Sentences for the codes of `values`, `problems` and `expressions`, in either language."""

from typing import Any

from engage.i18n import N_, _l, language, translated
from engage.surveys import expressions
from engage.surveys.plain_words import in_language, in_words, quoted
from engage.surveys.problems import Problem
from engage.surveys.questionnaire import Question, Questionnaire, QuestionType, Scale
from engage.surveys.values import MAX_DECIMALS, MAX_NUMBER, MAX_TEXT

__all__ = ["FIELD_NAMES", "QUESTION_TYPES", "in_language", "in_words", "problem_sentence", "reason", "sentence"]

QUESTION_TYPES = {
    QuestionType.TEXT: _l("Free text"),
    QuestionType.INTEGER: _l("Whole number"),
    QuestionType.DECIMAL: _l("Number with decimals"),
    QuestionType.DATE: _l("Date"),
    QuestionType.SINGLE: _l("One choice"),
    QuestionType.MULTIPLE: _l("Several choices"),
    QuestionType.RANKING: _l("Ranking"),
    QuestionType.SCALE: _l("Scale"),
    QuestionType.MATRIX: _l("Table of choices"),
    QuestionType.PHOTO: _l("Photo"),
    QuestionType.NOTE: _l("Note to read"),
    QuestionType.ACKNOWLEDGE: _l("Box to confirm"),
}
FIELD_NAMES = {
    "name": N_("Name"),
    "title": N_("Heading"),
    "label": N_("Question"),
    "hint": N_("Help text"),
    "constraint_message": N_("Message"),
    "choices": N_("Answers to choose"),
    "rows": N_("Rows"),
    "scale": N_("Scale"),
    "required": N_("Required"),
    "relevant": N_("Condition"),
    "constraint": N_("Limit"),
}
ANSWERS = {
    "required": N_("Please answer this question."),
    "rows": N_("Please answer every row."),
    "long": N_("This is too long. At most %(limit)s characters fit."),
    "number": N_("Please write a number, such as 25."),
    "whole": N_("Please write a whole number, such as 25."),
    "decimals": N_("At most %(limit)s digits may stand after the point."),
    "size": N_("This number is too large. At most %(limit)s fits."),
    "date": N_("Please write a date, such as 2026-01-31."),
    "choice": N_("Please choose one of the answers shown."),
    "scale": N_("Please choose a number from %(start)s to %(end)s."),
    "ranking": N_("Please give each of the %(limit)s choices a place."),
    "place": N_("Places go from 1 to %(limit)s."),
    "place_twice": N_("Two choices have the same place."),
    "photo": N_("This photo is not there any more. Please add it again."),
    "text": N_("Please write your answer in words."),
    "note": N_("Nothing is asked here."),
    "acknowledge": N_("Please confirm this to go on."),
    "constraint": N_("This answer does not fit. Please look at the question again."),
    "constraint_words": N_("This does not fit. Allowed is: %(words)s."),
}
REASONS = {
    "too_long": N_("It is longer than 1,000 characters."),
    "empty": N_("It is empty."),
    "character": N_("The character at place %(position)s is not understood."),
    "unclosed_text": N_("The text that begins at place %(position)s has no closing quotation mark."),
    "syntax": N_("The word or sign at place %(position)s does not belong there."),
    "end": N_("Something is missing at the end, perhaps a bracket."),
    "function": N_("The function at place %(position)s is not known here."),
    "arguments": N_("The function at place %(position)s needs other things in its brackets."),
    "regex": N_("Patterns (regex) are not supported. Use string-length or comparisons."),
    "too_deep": N_("It is nested too deeply. Make it simpler."),
}
PROBLEMS = {
    "empty": N_("There is no question yet."),
    "too_many_questions": N_("There are %(count)s questions; at most %(limit)s fit."),
    "bad_name": N_("A name begins with a letter and has only letters a to z, digits and _; %(limit)s at most."),
    "reserved_name": N_("The name %(name)s is kept for another use. Choose another name."),
    "placeholder": N_("%(field)s: answers cannot be shown inside a text. Write it without ${…}."),
    "duplicate_name": N_("The name %(name)s is used twice."),
    "no_label": N_("The question has no words yet."),
    "too_long": N_("%(field)s: %(length)s characters are too long; at most %(limit)s fit."),
    "none": N_("%(field)s: there are none yet."),
    "few": N_("%(field)s: at least %(least)s are needed."),
    "too_many": N_("%(field)s: there are %(count)s; at most %(limit)s fit."),
    "bad_value": N_("%(field)s, number %(place)s: the short name needs letters, digits, - . or _; at most %(limit)s."),
    "duplicate_value": N_("%(field)s, number %(place)s: the short name %(value)s is used twice."),
    "choice_no_label": N_("%(field)s, number %(place)s: there are no words yet."),
    "choice_too_long": N_("%(field)s, number %(place)s: %(length)s characters are too long; at most %(limit)s fit."),
    "no_point": N_("%(field)s, number %(place)s: the scale has no point %(value)s."),
    "no_scale": N_("The scale has no numbers yet."),
    "bad_scale": N_("A scale from %(start)s to %(end)s in steps of %(step)s does not work out."),
    "too_many_points": N_("The scale has too many points; at most %(limit)s fit."),
    "required.of_note": N_("A note asks for nothing, so it cannot be required."),
    "constraint.of_note": N_("A note asks for nothing, so it has nothing to limit."),
    "of_note": N_("%(field)s: %(name)s is a note, which nobody answers."),
    "expression": N_("%(field)s: this cannot be read. %(reason)s"),
    "unknown_name": N_("%(field)s: there is no question named %(name)s."),
    "relevant.itself": N_("A question cannot be shown because of its own answer."),
    "constraint.itself": N_("To limit the answer itself, write a dot in place of %(name)s."),
    "inside": N_("The condition of a section cannot ask for %(name)s, which is inside it."),
    "later": N_("%(field)s: %(name)s comes later. Only earlier questions can be asked for."),
    "circle": N_("The condition goes in a circle: whether %(name)s is shown depends on this one."),
    "own_value": N_("A dot stands for the answer itself and has no place in a condition."),
    "unknown_choice": N_("%(field)s: %(name)s has no choice %(value)s."),
    "unmeetable": N_("No answer can meet this limit."),
}

ABOUT_ANOTHER = {"of_note", "inside", "later", "circle", "unknown_choice"}


def sentence(code: str, question: Question, language: str, **numbers: Any) -> str:
    """Return what to tell the person whose answer has this fault. Numbers that are not given follow from the question.

    Codes are those of `values.check` and of `values.Unfit`.
    """
    if code == "constraint":
        return _of_constraint(question, language)
    if code in ("required", "choice") and question.type is QuestionType.ACKNOWLEDGE:
        code = "acknowledge"
    return translated(language, ANSWERS[code], **_numbers(code, question) | numbers)


def reason(code: str, language: str, *, position: int = 0) -> str:
    """Return why an expression cannot be read; the position counts from 0, the sentence from 1."""
    return translated(language, REASONS[code], position=position + 1)


def problem_sentence(problem: Problem, to: str | None = None, *, among: Questionnaire | None = None) -> str:
    """Return what to mend, in this language, or else in the reader's.

    Another question is called by its short name, as workbooks know it, and `among` others by its words too.
    """
    code = to or language()
    detail: dict[str, Any] = {**problem.detail}
    if problem.field in FIELD_NAMES:
        detail["field"] = translated(code, FIELD_NAMES[problem.field])
    if problem.code == "expression":
        detail["reason"] = reason(detail["reason"], code, position=detail["position"])
    if among and problem.code in ABOUT_ANOTHER and (other := among.by_name.get(detail.get("name", ""))):
        detail["name"] = f"{quoted(in_language(other.label, code))} ({other.name})"
    message = PROBLEMS.get(f"{problem.field}.{problem.code}") or PROBLEMS[problem.code]
    return translated(code, message, **detail)


def _of_constraint(question: Question, language: str) -> str:
    if question.constraint_message:
        return in_language(question.constraint_message, language)
    general = translated(language, ANSWERS["constraint"])
    try:
        expression = expressions.parse(question.constraint)
    except expressions.ExpressionError:
        return general
    if expression.names:  # It would name questions that stand elsewhere by names that nobody sees.
        return general
    words = in_words(expression, Questionnaire(), language, own=question)
    return translated(language, ANSWERS["constraint_words"], words=words)


def _numbers(code: str, question: Question) -> dict[str, Any]:
    scale = question.scale or Scale()
    limits = {
        "long": MAX_TEXT,
        "decimals": MAX_DECIMALS,
        "size": f"{MAX_NUMBER:,}",
        "ranking": len(question.choices),
        "place": len(question.choices),
    }
    return {"limit": limits.get(code, 0), "start": scale.start, "end": scale.end}
