"""Who asked for a proposal: the needs of the demand list that it was made from."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from engage.extensions import db
from engage.needs.models import Need


@dataclass(frozen=True)
class AskedFor:
    """A public need, and how many neighbours ask for it: the one who said so, and those who joined."""

    need_id: int
    voices: int


def asked_for(proposal_id: int) -> Sequence[AskedFor]:
    found = select(Need.id, Need.supports).where(Need.proposal_id == proposal_id, Need.is_shown()).order_by(Need.id)
    return [AskedFor(id_, supports + 1) for id_, supports in db.session.execute(found)]
