import pytest

from engage.budget import ballot_forms
from engage.budget.ballot_forms import ChoiceError

RULES = {
    "ballot_form": "approval",
    "min_choices": 2,
    "max_choices": 3,
    "proposals": [{"option": option} for option in ("a", "b", "c", "d")],
}


@pytest.mark.parametrize("choices", [[], ["a", "b"], ["d", "a", "c"]])
def test_marks_what_was_approved(choices):
    assert ballot_forms.marks_of(RULES, choices) == choices


@pytest.mark.parametrize(
    ("choices", "kind", "limit"),
    [
        (["a"], "too few", 2),
        (["a", "b", "c", "d"], "too many", 3),
        (["a", "a"], "repeated", 0),
        (["a", "z"], "unknown", 0),
        ([""], "unknown", 0),
        (["a", 1], "unknown", 0),
        ("ab", "unknown", 0),
        ({"a": 1}, "unknown", 0),
        (None, "unknown", 0),
    ],
)
def test_refuses_what_the_rules_do_not_allow(choices, kind, limit):
    with pytest.raises(ChoiceError) as caught:
        ballot_forms.marks_of(RULES, choices)

    assert (caught.value.kind, caught.value.limit) == (kind, limit)
