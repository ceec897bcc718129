"""The trace that staff actions leave: who did what to which thing of which area, and when."""

from datetime import datetime

from engage.accounts.models import AuditEntry
from engage.extensions import db


def record(*, user_id: int | None, area_id: int | None, action: str, subject: str, now: datetime) -> None:
    """Note an action inside the transaction that does it. Ids only, such as "cycle 7": never names or free text."""
    db.session.add(AuditEntry(at=now, user_id=user_id, area_id=area_id, action=action, subject=subject))
    db.session.flush()
