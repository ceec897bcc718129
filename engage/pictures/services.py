"""Keeping pictures that were drawn afresh."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select
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


def delete_unused(digests: Iterable[str]) -> None:
    """Delete those of these pictures that no row of any table points to. Forms that are not sent yet do not count."""
    wanted = set(digests)
    for table in db.metadata.tables.values():
        for column in table.columns:
            if column.references(Picture.__table__.c.digest):
                wanted -= set(db.session.scalars(select(column).where(column.in_(wanted)).distinct()))
    of_these = Picture.digest.in_(wanted)
    db.session.execute(delete(Picture).where(of_these).execution_options(synchronize_session=False))
