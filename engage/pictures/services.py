"""Keeping pictures that were drawn afresh."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from engage.extensions import db
from engage.pictures.models import Picture
from engage.pictures.reencode import Reencoded

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def store_picture(picture: Reencoded) -> str:
    """Keep a picture and return its digest. The same picture is kept once, however often it comes."""
    insert = _INSERT[db.session.get_bind().dialect.name](Picture)
    values = {
        "digest": picture.digest,
        "width": picture.width,
        "height": picture.height,
        "full": picture.full,
        "thumb": picture.thumb,
    }
    # Two uploads of one picture can race: the second one finds it there, and that is as good.
    db.session.execute(insert.on_conflict_do_nothing(), values)
    return picture.digest
