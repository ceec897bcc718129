"""Many ratings of one professional from one network at once: counted by ten seconds, under keyed hashes."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engage.config import secret
from engage.extensions import db
from engage.ratings.models import Rating, RatingBurst
from engage.ratings.settings import Rules

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
SLOT_SECONDS = 10
KEPT = timedelta(hours=1)  # The longest that a burst may be set to take.
NETWORKS_KEPT = timedelta(days=30)


def is_burst(professional_id: int, network: str, how: Rules, *, now: datetime) -> bool:
    """Count a rating, and tell whether there are now more from this network than the settings allow.

    The count belongs to the rating's transaction: one that is not recorded is not counted.
    """
    slot = int(now.timestamp()) // SLOT_SECONDS
    key = _keyed(f"burst:{professional_id}:{network}")
    forget_bursts(now=now)
    insert = _INSERT[db.session.get_bind().dialect.name](RatingBurst).values(key=key, slot=slot, ratings=1)
    db.session.execute(
        insert.on_conflict_do_update(
            index_elements=[RatingBurst.key, RatingBurst.slot], set_={"ratings": RatingBurst.ratings + 1}
        ).execution_options(synchronize_session=False)
    )
    since = slot - how.burst_minutes * 60 // SLOT_SECONDS
    counted = select(func.sum(RatingBurst.ratings)).where(RatingBurst.key == key, RatingBurst.slot > since)
    return (db.session.scalar(counted) or 0) > how.burst_ratings


def network_key(professional_id: int, network: str) -> str:
    """Return what a rating keeps of its network: another hash than the counts, and another for each professional."""
    return _keyed(f"rating:{professional_id}:{network}")


def forget_bursts(*, now: datetime) -> None:
    """Delete counts that no burst can reach back to."""
    oldest = int((now - KEPT).timestamp()) // SLOT_SECONDS
    db.session.execute(
        delete(RatingBurst).where(RatingBurst.slot < oldest).execution_options(synchronize_session=False)
    )


def forget_networks(*, now: datetime) -> int:
    """Delete what ratings keep of their networks once it is old enough; return of how many."""
    old = update(Rating).where(Rating.network.is_not(None), Rating.rated_on < (now - NETWORKS_KEPT).date())
    result: Any = db.session.execute(old.values(network=None).execution_options(synchronize_session=False))
    return int(result.rowcount)


def _keyed(text: str) -> str:
    return hmac.new(secret(), text.encode(), sha256).hexdigest()
