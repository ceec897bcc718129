"""Files that wait for their preview to be confirmed: areas, the voter roll.

The whole file is checked before it is stored, and once more when it is confirmed; a page never trusts what it showed.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from engage.accounts.permissions import scope
from engage.communities.models import Area, Upload
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l

KEPT = timedelta(days=1)
WAITING_EACH = 4
MAX_FILENAME = 200


def store_upload(*, kind: str, area_id: int, user_id: int, filename: str, data: bytes, now: datetime) -> str:
    """Keep a checked file until its preview is confirmed or discarded, and return its token.

    Files older than a day go, and the oldest of a user who leaves many waiting.
    """
    purge_uploads(now)
    waiting = (
        select(Upload.id).filter_by(kind=kind, user_id=user_id).order_by(Upload.id.desc()).offset(WAITING_EACH - 1)
    )
    _delete(list(db.session.scalars(waiting)))
    upload = Upload(
        token=secrets.token_hex(16),
        kind=kind,
        area_id=area_id,
        user_id=user_id,
        filename=filename[-MAX_FILENAME:],
        data=data,
        created_at=now,
    )
    db.session.add(upload)
    db.session.flush()
    return upload.token


def load_upload(token: str, user_id: int, kind: str, *, locks: bool = False) -> Upload:
    """Return a waiting file. Raises `NotFound` when it is gone, another user's or of another kind.

    Whoever is about to import it `locks` it, so that two taps on "Confirm" import it once.
    """
    wanted = select(Upload).filter_by(token=token, user_id=user_id, kind=kind)
    upload = db.session.scalars(wanted.with_for_update() if locks else wanted).one_or_none()
    if upload is None:
        raise NotFound(
            _l("This file is no longer here. It was imported, discarded or left for a day. Upload it again.")
        )
    return upload


def discard(upload: Upload) -> None:
    """Forget a waiting file: it was imported, or is not wanted."""
    db.session.delete(upload)
    db.session.flush()


def purge_uploads(now: datetime) -> None:
    _delete(list(db.session.scalars(select(Upload.id).where(Upload.created_at < now - KEPT))))


def _delete(ids: list[int]) -> None:
    if ids:
        db.session.execute(delete(Upload).where(Upload.id.in_(ids)))


@scope("upload_token")
def area_of_upload(token: str) -> Area | None:
    return db.session.scalars(select(Area).join(Upload, Upload.area_id == Area.id).where(Upload.token == token)).first()
