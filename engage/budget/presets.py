"""Where the form of a new cycle begins: terms that go together, to be changed at will."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from engage.budget.models import Voters
from engage.i18n import _l
from engage.residents.models import Tie


@dataclass(frozen=True)
class Preset:
    """`values` fill the fields of the form by their names."""

    key: str
    name: Any
    text: Any
    values: Mapping[str, Any]


NEIGHBOURHOOD = Preset(
    "neighbourhood",
    _l("Neighbourhood renewal"),
    _l("Each household has one ballot and chooses up to 3 proposals. Money in yuan."),
    {"voters": Voters.DWELLINGS, "currency": "CNY", "min_choices": 1, "max_choices": 3},
)
YOUTH = Preset(
    "youth",
    _l("Youth budget, after Boston"),
    _l(
        "Young people from 12 to 25 who live, work or study here choose up to 5 proposals. "
        "Boston's youth decide on 1,000,000 US dollars this way."
    ),
    {
        "voters": Voters.PERSONS,
        "min_age": 12,
        "max_age": 25,
        "ties": [str(tie) for tie in Tie],
        "currency": "USD",
        "pot": "1,000,000",
        "min_choices": 1,
        "max_choices": 5,
    },
)
BLANK = Preset("blank", _l("Start from nothing"), _l("Every field is yours to fill."), {})
PRESETS: Mapping[str, Preset] = MappingProxyType({preset.key: preset for preset in (NEIGHBOURHOOD, YOUTH, BLANK)})


def starting_values(preset: Preset, today: date) -> dict[str, Any]:
    """Return the preset's values; ages count as reached by the end of the year, as the roll has years of birth."""
    values = dict(preset.values)
    if "min_age" in values:
        values["age_as_of"] = date(today.year, 12, 31)
    return values
