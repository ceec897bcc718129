"""What a cycle and a proposal are made of, as plain values, and what in them does not hold together."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from engage.budget.currencies import is_currency
from engage.budget.models import Cycle, Proposal, Voters
from engage.budget.rules import RULES
from engage.budget.typed import MAX_MINOR
from engage.i18n import _l
from engage.residents.models import Tie

MOST_CHOICES = 100
OLDEST = 120
LONGEST_TITLE = 120
LONGEST_TEXT = 5000
Faults = Mapping[str, Any]


def fingerprint(terms: Any) -> str:
    """Return a short name for what the terms say, to tell whether they are still what somebody saw."""
    text = json.dumps(asdict(terms), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True)
class CycleTerms:
    """All that an official decides about a cycle. Money in minor units; instants are aware."""

    area_id: int
    title_zh: str
    title_en: str = ""
    summary_zh: str = ""
    summary_en: str = ""
    voters: str
    min_age: int | None = None
    max_age: int | None = None
    age_as_of: date | None = None
    ties: tuple[str, ...] = ()
    currency: str
    pot_minor: int
    min_choices: int = 1
    max_choices: int
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    shows_tally: bool = False
    rule: str = "greedy"

    @property
    def who(self) -> tuple[Any, ...]:
        """What decides who may vote."""
        return (self.area_id, self.voters, self.min_age, self.max_age, self.age_as_of, self.ties)


@dataclass(frozen=True, kw_only=True)
class ProposalTerms:
    """All that is said of a proposal. Its place is an area, words, or both."""

    title_zh: str
    title_en: str = ""
    text_zh: str = ""
    text_en: str = ""
    place_zh: str = ""
    place_en: str = ""
    area_id: int | None = None
    cost_minor: int
    picture_digest: str | None = None


def cycle_terms(cycle: Cycle) -> CycleTerms:
    """Return what a stored cycle says."""
    return CycleTerms(
        area_id=cycle.area_id,
        title_zh=cycle.title_zh,
        title_en=cycle.title_en,
        summary_zh=cycle.summary_zh,
        summary_en=cycle.summary_en,
        voters=cycle.voters,
        min_age=cycle.min_age,
        max_age=cycle.max_age,
        age_as_of=cycle.age_as_of,
        ties=tuple(cycle.ties),
        currency=cycle.currency,
        pot_minor=cycle.pot_minor,
        min_choices=cycle.min_choices,
        max_choices=cycle.max_choices,
        opens_at=cycle.election.opens_at,
        closes_at=cycle.election.closes_at,
        shows_tally=cycle.shows_tally,
        rule=cycle.rule,
    )


def proposal_terms(proposal: Proposal) -> ProposalTerms:
    return ProposalTerms(**{name: getattr(proposal, name) for name in ProposalTerms.__dataclass_fields__})


def cycle_faults(terms: CycleTerms) -> Faults:
    """Return a sentence for each field that does not go with the others; nothing for terms that hold together."""
    return {**_number_faults(terms), **_voter_faults(terms), **_date_faults(terms)}


def _number_faults(terms: CycleTerms) -> dict[str, Any]:
    faults: dict[str, Any] = {}
    if not terms.title_zh:
        faults["title_zh"] = _l("The Chinese title is needed.")
    if not is_currency(terms.currency):
        faults["currency"] = _l("This is no currency in use. Write three letters such as CNY.")
    if not 0 < terms.pot_minor <= MAX_MINOR:
        faults["pot_minor"] = _l("The sum must be more than nothing.")
    if not 1 <= terms.max_choices <= MOST_CHOICES:
        faults["max_choices"] = _l("Between 1 and %(most)s proposals can be chosen.", most=MOST_CHOICES)
    elif not 0 <= terms.min_choices <= terms.max_choices:
        faults["min_choices"] = _l("The least cannot be more than the most that may be chosen.")
    if terms.rule not in RULES:
        faults["rule"] = _l("There is no such counting rule.")
    return faults


def _voter_faults(terms: CycleTerms) -> dict[str, Any]:
    faults: dict[str, Any] = {}
    limits_age = terms.min_age is not None or terms.max_age is not None
    if terms.voters not in set(Voters):
        faults["voters"] = _l("Say who votes: households or persons.")
    elif terms.voters == Voters.DWELLINGS and (limits_age or terms.ties):
        faults["voters"] = _l("Households have no age and no tie: leave those empty, or let persons vote.")
    if any(age is not None and not 0 <= age <= OLDEST for age in (terms.min_age, terms.max_age)):
        faults["max_age"] = _l("Ages are whole numbers from 0 to %(most)s.", most=OLDEST)
    elif terms.min_age is not None and terms.max_age is not None and terms.min_age > terms.max_age:
        faults["max_age"] = _l("The highest age must not be below the lowest.")
    if limits_age and terms.age_as_of is None:
        faults["age_as_of"] = _l("Say on which day the ages count.")
    if not set(terms.ties) <= set(Tie):
        faults["ties"] = _l("Choose among living, working and studying here.")
    return faults


def _date_faults(terms: CycleTerms) -> dict[str, Any]:
    if terms.opens_at and terms.closes_at and terms.opens_at >= terms.closes_at:
        return {"closes_at": _l("Voting must end after it begins.")}
    return {}


def proposal_faults(terms: ProposalTerms) -> Faults:
    faults: dict[str, Any] = {}
    if not terms.title_zh:
        faults["title_zh"] = _l("The Chinese title is needed.")
    if not 0 < terms.cost_minor <= MAX_MINOR:
        faults["cost_minor"] = _l("The cost must be more than nothing.")
    return faults
