"""Writing a need's timeline."""

from datetime import datetime

from engage.extensions import db
from engage.needs.models import Need, NeedEvent


def note(
    need: Need,
    kind: str,
    *,
    now: datetime,
    actor_id: int | None = None,
    text_zh: str = "",
    text_en: str = "",
    is_public: bool = True,
) -> NeedEvent:
    """Add a line with the need's state as it is now, and let the need count as changed."""
    event = NeedEvent(
        need_id=need.id, at=now, kind=kind, state=need.state, text_zh=text_zh, text_en=text_en, is_public=is_public,
        actor_id=actor_id,
    )  # fmt: skip
    db.session.add(event)
    need.updated_at = now
    return event
