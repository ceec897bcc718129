"""Settings of ratings as a page saves them: refused when somebody else changed them meanwhile."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from engage.errors import Conflict
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.models import RatingSettings
from engage.ratings.services.settings import save_settings


def save_unchanged(area_id: int, values: Mapping[str, Any], *, seen: str, actor_id: int, now: datetime) -> bool:
    """Save what a page shows, if the settings are still those of `seen`; return what `save_settings` does."""
    stored = db.session.get(RatingSettings, area_id, with_for_update=True, populate_existing=True)
    if seen != fingerprint(stored):
        raise Conflict(
            _l(
                "Somebody else changed this while you were editing. Nothing was saved. Open it again to see the change."
            ),
            stale=True,
        )
    return save_settings(area_id, values, actor_id=actor_id, now=now)


def fingerprint(row: RatingSettings | None) -> str:
    """Return what tells whether an area's own settings are still those that somebody saw."""
    return sha256(json.dumps(row.values if row else {}, sort_keys=True).encode()).hexdigest()[:16]
