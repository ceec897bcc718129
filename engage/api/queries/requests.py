"""The public demand list as requests of Open311."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import defer, joinedload, selectinload

from engage.api.queries.walk import Walk
from engage.communities.models import Area
from engage.extensions import db
from engage.needs.models import Channel, Need, NeedEvent
from engage.needs.queries.shown import is_public_in_sql
from engage.needs.states import State

_NEWEST = (Need.created_at.desc(), Need.id.desc())


@dataclass(frozen=True)
class Search:
    """Which requests are wanted. Empty collections stand for all."""

    since: datetime
    until: datetime
    categories: Collection[str] = ()
    states: Collection[State] = ()
    offset: int = 0
    limit: int = 1000


def search(wanted: Search) -> Sequence[Need]:
    """Return the public needs of a time, the newest first."""
    roots = db.session.scalars(select(Area).where(Area.parent_id.is_(None))).all()
    states = [state for state in wanted.states or State if state != State.RECEIVED]
    bounds = [Need.created_at >= wanted.since, Need.created_at <= wanted.until]
    rest = [is_public_in_sql(), *([Need.category.in_(wanted.categories)] if wanted.categories else [])]
    walk = Walk(roots, states, Need.created_at, falls=True, bounds=bounds, rest=rest)
    ids = [id_ for _at, id_ in walk.keys(limit=wanted.limit, offset=wanted.offset)]
    return db.session.scalars(_with_parts().where(Need.id.in_(ids)).order_by(*_NEWEST)).all() if ids else []


def by_ids(ids: Collection[int]) -> Sequence[Need]:
    """Return those of these needs that may be asked for by number, the newest first."""
    found = _with_parts().where(Need.id.in_(ids), or_(is_public_in_sql(), _is_waiting()))
    return db.session.scalars(found.order_by(*_NEWEST)).all()


def last_words(need_ids: Collection[int]) -> dict[int, NeedEvent]:
    """Return the latest line of each public timeline that has words, by the need's id."""
    has_words = or_(NeedEvent.text_zh != "", NeedEvent.text_en != "")
    latest = select(func.max(NeedEvent.id)).where(NeedEvent.need_id.in_(need_ids), NeedEvent.is_public, has_words)
    found = select(NeedEvent).where(NeedEvent.id.in_(latest.group_by(NeedEvent.need_id)))
    return {event.need_id: event for event in db.session.scalars(found)}


def _is_waiting() -> ColumnElement[bool]:
    """Return the condition for what a program handed in and nobody has published: its number and state may be told."""
    return and_(
        Need.channel == Channel.OPEN311,
        Need.first_published_at.is_(None),
        Need.is_private.is_(False),
        Need.withdrawn_at.is_(None),
    )


def _with_parts() -> Select[Need]:
    """Return the query for needs with what is shown of them; what people wrote is not fetched."""
    found = select(Need).options(defer(Need.raw_text, raiseload=True))
    return found.options(joinedload(Need.area), joinedload(Need.placement), selectinload(Need.photos))
