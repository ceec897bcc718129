"""Edits of a questionnaire: each returns a new one. An edit that names nothing that is there changes nothing."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engage.surveys.questionnaire import Choice, Question, Questionnaire, Section


def section_of(questionnaire: Questionnaire, name: str) -> Section | None:
    """Return the section that holds the question of this name."""
    return next((section for section, question in questionnaire.placed() if question.name == name), None)


def section_named(questionnaire: Questionnaire, name: str) -> Section | None:
    return next((section for section in questionnaire.sections if section.name == name), None)


def names_in(content: Mapping[str, Any]) -> set[str]:
    """Return the names of questions and sections in a questionnaire as data."""
    sections = content["sections"]
    return {section["name"] for section in sections} | {
        question["name"] for section in sections for question in section["questions"]
    }


def free_name(letter: str, taken: Collection[str]) -> str:
    """Return "q7", where 7 is above every number that was ever given: a name must not come to mean something else."""
    numbers = [int(name[len(letter) :]) for name in taken if re.fullmatch(rf"{letter}[0-9]{{1,6}}", name, re.ASCII)]
    return f"{letter}{max(numbers, default=0) + 1}"


def with_values(choices: Iterable[Choice], taken: Collection[str]) -> tuple[Choice, ...]:
    """Give a value to each choice that has none: a number above all that were ever given."""
    choices = tuple(choices)
    used = {choice.value for choice in choices} | set(taken)
    number = max((int(value) for value in used if re.fullmatch("[0-9]{1,6}", value, re.ASCII)), default=0)
    finished = []
    for choice in choices:
        if not choice.value:
            number += 1
            choice = replace(choice, value=str(number))
        finished.append(choice)
    return tuple(finished)


# Questions


def add_question(
    questionnaire: Questionnaire, section: str, question: Question, after: str | None = None
) -> Questionnaire:
    """Put a question at the end of a section, or behind another one of it."""

    def add(questions: tuple[Question, ...]) -> tuple[Question, ...]:
        place = next((at + 1 for at, other in enumerate(questions) if other.name == after), len(questions))
        return (*questions[:place], question, *questions[place:])

    return _in_section(questionnaire, section, add)


def replace_question(questionnaire: Questionnaire, name: str, question: Question) -> Questionnaire:
    """Put a question in the place of the one of this name. A new name is carried into all expressions."""
    changed = Questionnaire(
        tuple(
            replace(section, questions=tuple(question if old.name == name else old for old in section.questions))
            for section in questionnaire.sections
        )
    )
    return changed if question.name == name else renamed(changed, name, question.name)


def renamed(questionnaire: Questionnaire, old: str, new: str) -> Questionnaire:
    """Let all expressions speak of a question by its new name."""
    reference = _reference(old)

    def mend(source: str) -> str:
        return reference.sub(f"${{{new}}}", source)

    return Questionnaire(
        tuple(
            replace(
                section,
                relevant=mend(section.relevant),
                questions=tuple(
                    replace(question, relevant=mend(question.relevant), constraint=mend(question.constraint))
                    for question in section.questions
                ),
            )
            for section in questionnaire.sections
        )
    )


def _reference(name: str) -> re.Pattern[str]:
    return re.compile(r"\$\{\s*" + re.escape(name) + r"\s*\}")


def referring(questionnaire: Questionnaire, name: str) -> list[str]:
    """Return the names of the questions and sections whose expressions speak of this question."""
    reference, found = _reference(name), []
    for section in questionnaire.sections:
        if reference.search(section.relevant):
            found.append(section.name)
        found += [
            question.name
            for question in section.questions
            if question.name != name and reference.search(f"{question.relevant} {question.constraint}")
        ]
    return found


def copy_question(questionnaire: Questionnaire, name: str, new_name: str) -> Questionnaire:
    """Put a copy behind the question."""
    section, question = section_of(questionnaire, name), questionnaire.by_name.get(name)
    if section is None or question is None:
        return questionnaire
    return add_question(questionnaire, section.name, replace(question, name=new_name), after=name)


def remove_question(questionnaire: Questionnaire, name: str) -> Questionnaire:
    return Questionnaire(
        tuple(
            replace(section, questions=tuple(question for question in section.questions if question.name != name))
            for section in questionnaire.sections
        )
    )


def move_question(questionnaire: Questionnaire, name: str, step: int) -> Questionnaire:
    """Move a question one place up (-1) or down (1); from the edge of its section into the next one."""
    section, question = section_of(questionnaire, name), questionnaire.by_name.get(name)
    if section is None or question is None:
        return questionnaire
    place = [other.name for other in section.questions].index(name) + step
    if 0 <= place < len(section.questions):
        return _in_section(questionnaire, section.name, lambda questions: _moved(questions, name, step))
    order = [other.name for other in questionnaire.sections]
    beside = order.index(section.name) + step
    if not 0 <= beside < len(order):
        return questionnaire
    without = remove_question(questionnaire, name)
    at_end = step < 0
    return _in_section(without, order[beside], lambda rest: (*rest, question) if at_end else (question, *rest))


def move_to_section(questionnaire: Questionnaire, name: str, section: str) -> Questionnaire:
    """Move a question to the end of a section."""
    question, here = questionnaire.by_name.get(name), section_of(questionnaire, name)
    if question is None or here is None or here.name == section or section_named(questionnaire, section) is None:
        return questionnaire
    return add_question(remove_question(questionnaire, name), section, question)


# Sections


def add_section(questionnaire: Questionnaire, section: Section) -> Questionnaire:
    return Questionnaire((*questionnaire.sections, section))


def replace_section(questionnaire: Questionnaire, section: Section) -> Questionnaire:
    """Change title and condition of the section of this name; its questions stay."""
    return Questionnaire(
        tuple(
            replace(section, questions=old.questions) if old.name == section.name else old
            for old in questionnaire.sections
        )
    )


def remove_section(questionnaire: Questionnaire, name: str) -> Questionnaire:
    """Take a section away with its questions."""
    return Questionnaire(tuple(section for section in questionnaire.sections if section.name != name))


def move_section(questionnaire: Questionnaire, name: str, step: int) -> Questionnaire:
    return Questionnaire(_moved(questionnaire.sections, name, step))


def _in_section(
    questionnaire: Questionnaire, name: str, edit: Callable[[tuple[Question, ...]], tuple[Question, ...]]
) -> Questionnaire:
    return Questionnaire(
        tuple(
            replace(section, questions=edit(section.questions)) if section.name == name else section
            for section in questionnaire.sections
        )
    )


def _moved(things: tuple[Any, ...], name: str, step: int) -> tuple[Any, ...]:
    order = list(things)
    place = next((at for at, thing in enumerate(order) if thing.name == name), None)
    if place is None or not 0 <= place + step < len(order):
        return things
    order.insert(place + step, order.pop(place))
    return tuple(order)


# What changed


@dataclass(frozen=True)
class Change:
    """`kind` is "added", "removed", "type", "words", "choices", "rules" or "moved"."""

    kind: str
    question: Question


_PARTS = {
    "type": ("type", "scale"),
    "choices": ("choices", "rows"),
    "rules": ("is_required", "relevant", "constraint", "constraint_message"),
    "words": ("label", "hint"),
}


def changes(before: Questionnaire, after: Questionnaire) -> list[Change]:
    """Return what the questions of two versions differ in, in the order of the later one; what is gone comes last."""
    kept = [name for name in before.by_name if name in after.by_name]
    moved = {name for name, other in zip(kept, (n for n in after.by_name if n in before.by_name), strict=True)
             if name != other}  # fmt: skip
    found = []
    for question in after.questions:
        old = before.by_name.get(question.name)
        if old is None:
            found.append(Change("added", question))
            continue
        differing = [kind for kind, parts in _PARTS.items() if any(
            getattr(old, part) != getattr(question, part) for part in parts)]  # fmt: skip
        found += [Change(kind, question) for kind in differing]
        if question.name in moved and not differing:
            found.append(Change("moved", question))
    return found + [Change("removed", question) for question in before.questions if question.name not in after.by_name]


def removed_choices(before: Question, after: Question) -> tuple[Choice, ...]:
    """Return the choices and rows of the first that the second lacks."""
    left = {choice.value for choice in after.choices}, {row.value for row in after.rows}
    return (
        *(choice for choice in before.choices if choice.value not in left[0]),
        *(row for row in before.rows if row.value not in left[1]),
    )
