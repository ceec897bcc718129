"""The demand list as the staff platform reads it: in the order of changes, page after page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, literal, select, tuple_
from sqlalchemy.orm import defer, joinedload, selectinload

from engage.accounts.models import User
from engage.api.queries.marks import SETTLING, Mark
from engage.api.queries.walk import Walk
from engage.communities.models import Area
from engage.extensions import db
from engage.needs.categories import Category
from engage.needs.models import Need
from engage.needs.states import State


@dataclass(frozen=True)
class Filters:
    """What of the list is wanted. The area is the key's own, or one below it."""

    area: Area
    category: Category | None = None
    state: State | None = None
    professional: str = ""
    updated_since: datetime | None = None


@dataclass(frozen=True)
class FeedPage:
    """Needs that changed after a mark, and the mark to go on from: the same again when nothing has changed."""

    needs: Sequence[Need]
    next: Mark | None
    has_more: bool


def feed(filters: Filters, after: Mark | None, *, limit: int, now: datetime) -> FeedPage:
    """Return the needs that the public may see, or once could, least recently changed first.

    A page may be short, or even empty, and yet not the last: when a filter lets few needs through.
    """
    walk = _walk(filters, after)
    is_narrow = bool(filters.category or filters.professional)
    # Without such a filter nearly all pass, but for those that wait to be published for the first time.
    edge = walk.edge([state for state in walk.states if is_narrow or state == State.RECEIVED])
    keys = walk.keys(limit=limit + 1, edge=edge)
    has_more = len(keys) > limit or edge is not None
    chosen = keys[:limit]
    last = chosen[-1:] if len(keys) > limit else [edge] if edge else chosen
    mark = Mark(*last[0]) if last else after
    if not has_more and mark is not None and mark.at > now - SETTLING:
        mark = Mark(now - SETTLING, 0)
    return FeedPage(_needs([need_id for _at, need_id in chosen]), mark, has_more)


def _walk(filters: Filters, after: Mark | None) -> Walk:
    bounds: list[ColumnElement[bool]] = []
    if after is not None:
        place = literal(after.at, Need.updated_at.type), literal(after.row_id)
        bounds.append(tuple_(Need.updated_at, Need.id) > tuple_(*place))
    if filters.updated_since:
        bounds.append(Need.updated_at >= filters.updated_since)
    rest: list[ColumnElement[bool]] = [Need.first_published_at.is_not(None)]
    if filters.category:
        rest.append(Need.category == filters.category.code)
    if filters.professional:
        named = select(User.id).filter_by(name=filters.professional).scalar_subquery()
        rest.append(Need.professional_id == named)
    states = [filters.state] if filters.state else list(State)
    return Walk([filters.area], states, Need.updated_at, falls=False, bounds=bounds, rest=rest)


def _needs(ids: Sequence[int]) -> list[Need]:
    """Return the needs with their parts, in the order of the ids; what people wrote is not fetched."""
    found = select(Need).where(Need.id.in_(ids)).options(defer(Need.raw_text, raiseload=True))
    found = found.options(
        joinedload(Need.area), joinedload(Need.placement), joinedload(Need.professional), selectinload(Need.photos)
    )
    by_id = {need.id: need for need in db.session.scalars(found)} if ids else {}
    return [by_id[id_] for id_ in ids if id_ in by_id]
