"""What the browser of a voter carries, in the signed session cookie: the opened ballot, and choices not yet cast.

The ballot names its cycle and its election: one opened in another cycle opens nothing here.
"""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from flask import session

from engage.ballotbox.keys import ElectionKey, election_key
from engage.budget.voting import OpenedBallot
from engage.config import settings

# A phone may be borrowed: a ballot that was opened closes by itself.
OPEN_FOR = timedelta(hours=2)


def key_of(election_id: int) -> ElectionKey:
    return election_key(settings().ballot_key, election_id)


def open_session(opened: OpenedBallot, *, now: datetime) -> None:
    """Begin a voter's session: nothing of an earlier voter or of a signed-in member of staff stays in it."""
    kept = {name: session[name] for name in ("kiosk", "place") if name in session}
    draft = session.get("draft")
    session.clear()
    session.update(kept)
    session["voter"] = asdict(opened)
    session["until"] = (now + OPEN_FOR).timestamp()
    if draft and draft["cycle_id"] == opened.cycle_id:
        session["draft"] = draft


def opened_ballot(cycle_id: int, *, now: datetime) -> OpenedBallot | None:
    """Return the ballot that this browser opened in this cycle, unless it was left open for too long."""
    held = session.get("voter")
    if not held or held["cycle_id"] != cycle_id or now.timestamp() >= session.get("until", 0):
        return None
    return OpenedBallot(**held)


def close_session() -> None:
    for name in ("voter", "until", "draft"):
        session.pop(name, None)


@dataclass(frozen=True)
class Draft:
    """Choices made but not cast yet. The token is made with them, so that a page loaded again sends the same form."""

    cycle_id: int
    choices: list[str]
    token: str


def draft_of(cycle_id: int) -> Draft | None:
    held = session.get("draft")
    return Draft(**held) if held and held["cycle_id"] == cycle_id else None


def keep_draft(cycle_id: int, choices: list[str]) -> None:
    session["draft"] = asdict(Draft(cycle_id, choices, secrets.token_urlsafe(16)))


def is_own_receipt(opened: OpenedBallot | None, receipt: str, token: str) -> bool:
    """Tell whether this browser's voter cast the form of this token for this receipt."""
    return opened is not None and key_of(opened.election_id).receipt(opened.slot_id, token) == receipt


def put_draft_away(token: str) -> None:
    """Forget the choices of a form that was cast. Those of another one stay."""
    if session.get("draft", {}).get("token") == token:
        session.pop("draft")


def own_order(options: list[str], opened: OpenedBallot) -> list[str]:
    """Return the options in this voter's own order: drawn once, the same on every page, different between voters."""
    seed = key_of(opened.election_id).order_seed(opened.slot_id)
    return sorted(options, key=lambda option: hashlib.sha256(f"{seed}{option}".encode()).digest())


def is_kiosk(cycle_id: int) -> bool:
    return session.get("kiosk") == cycle_id
