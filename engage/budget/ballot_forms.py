"""Ballot forms, on plain values: what choices a form allows and which options they mark.

`rules` is the frozen document of `freeze.py`. A form is a function from rules and choices to the marked options; it
raises `ChoiceError` for choices that the rules do not allow.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Rules = Mapping[str, Any]
BallotForm = Callable[[Rules, Any], Sequence[str]]


class ChoiceError(ValueError):
    """`kind` is "unknown", "repeated", "too many" or "too few"; `limit` is the number allowed, where there is one."""

    def __init__(self, kind: str, limit: int = 0) -> None:
        super().__init__(f"{kind} ({limit})")
        self.kind, self.limit = kind, limit


def approval(rules: Rules, choices: Any) -> Sequence[str]:
    """Return the approved options. `choices` is a list of option names; an empty one is a blank ballot, on purpose."""
    if not isinstance(choices, list) or not all(isinstance(choice, str) for choice in choices):
        raise ChoiceError("unknown")
    if len(set(choices)) != len(choices):
        raise ChoiceError("repeated")
    if set(choices) - {proposal["option"] for proposal in rules["proposals"]}:
        raise ChoiceError("unknown")
    if len(choices) > rules["max_choices"]:
        raise ChoiceError("too many", rules["max_choices"])
    if 0 < len(choices) < rules["min_choices"]:
        raise ChoiceError("too few", rules["min_choices"])
    return choices


FORMS: dict[str, BallotForm] = {"approval": approval}


def marks_of(rules: Rules, choices: Any) -> Sequence[str]:
    """Return the options that the choices mark under the form which the rules name."""
    return FORMS[rules["ballot_form"]](rules, choices)
