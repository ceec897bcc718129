"""Reading pictures. A digest that cannot be one is not asked for."""

import base64
import re
from dataclasses import dataclass

from sqlalchemy import select

from engage.extensions import db
from engage.pictures.models import Picture

CONTENT_TYPE = "image/webp"
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Size:
    """Pixels of the full picture."""

    width: int
    height: int


def full_picture(digest: str) -> bytes | None:
    if not _DIGEST.fullmatch(digest):
        return None
    return db.session.scalar(select(Picture.full).filter_by(digest=digest))


def thumbnail(digest: str) -> bytes | None:
    if not _DIGEST.fullmatch(digest):
        return None
    return db.session.scalar(select(Picture.thumb).filter_by(digest=digest))


def size_of(digest: str) -> Size | None:
    if not _DIGEST.fullmatch(digest):
        return None
    row = db.session.execute(select(Picture.width, Picture.height).filter_by(digest=digest)).one_or_none()
    return Size(row.width, row.height) if row else None


def data_uri(thumb: bytes) -> str:
    """Return a thumbnail as a page can carry it, so that a list of proposals costs one request."""
    return f"data:{CONTENT_TYPE};base64,{base64.b64encode(thumb).decode()}"
