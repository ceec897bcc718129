"""Reading forms that are not sent yet."""

from datetime import datetime, timedelta

from sqlalchemy import select

from engage.extensions import db
from engage.needs.models import Need, NeedDraft

KEPT = timedelta(hours=24)
ASKED_AFTER = timedelta(minutes=30)


def draft(token: str, now: datetime) -> NeedDraft | None:
    """Return the form kept under the token, unless its time is over."""
    found = db.session.get(NeedDraft, token, populate_existing=True)
    return found if found and found.updated_at > now - KEPT else None


def is_old(draft: NeedDraft, now: datetime) -> bool:
    """Tell whether so much time has passed that another person may hold the phone."""
    return draft.updated_at <= now - ASKED_AFTER


def sent_need(token: str) -> Need | None:
    return db.session.scalar(select(Need).where(Need.form_token == token))
