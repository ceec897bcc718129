"""Keeping the priority of needs, by which lists are ordered."""

from datetime import datetime

from engage.needs.models import Need
from engage.needs.priority import Facts, Term, terms, total
from engage.needs.settings import weights


def facts_of(need: Need) -> Facts:
    return Facts(need.category, need.supports, need.affected, need.created_at, need.effort)


def terms_of(need: Need, *, now: datetime) -> list[Term]:
    """Return the parts of a need's priority with the weights of its area."""
    return terms(facts_of(need), weights(need.area), now)


def keep_priority(need: Need, *, now: datetime) -> None:
    """Compute the priority anew: to be called by every write that changes a part of it."""
    need.priority = total(terms_of(need, now=now))
