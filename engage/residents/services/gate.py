"""Checking of a typed access code, throttled by row."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from engage.accounts import throttle
from engage.errors import EngageError, TooMany
from engage.extensions import db
from engage.i18n import _l, ngettext
from engage.residents import hashing
from engage.residents.models import AccessCode, CodeState
from engage.transaction import in_transaction

TRIES = 10
WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class CheckedCode:
    """What a right code opens. `use.use_code` asks again when the ballot is cast."""

    slot_id: int
    code_id: int


class WrongCode(EngageError):
    """Unknown, wrong, void, used: nobody is told which. `tries_left` is None when it was no code at all."""

    status = 422

    def __init__(self, message: Any, tries_left: int | None = None) -> None:
        super().__init__(message)
        self.tries_left = tries_left


def check_code(election_id: int, typed: str, *, now: datetime) -> CheckedCode:
    """Return what a typed code opens. Raises `WrongCode` or `TooMany`.

    Not to be called inside a transaction. The try is counted in one of its own, before anything is compared: many
    guesses sent at once are all counted, and a refusal takes back nothing. The key is the locator as typed, so that a
    code nobody has runs out of tries as a real one does. A right code gives back its own try and no others.
    """
    try:
        locator, secret = hashing.split(typed)
    except ValueError as error:
        raise WrongCode(_l("A code has 12 letters and digits. Please compare it with your letter.")) from error
    key = f"code:{election_id}:{locator}"
    tries = in_transaction(throttle.count_guess, key, window=WINDOW, now=now)
    if tries > TRIES:
        raise _too_many(key, now)
    columns = (AccessCode.id, AccessCode.slot_id, AccessCode.secret_hash, AccessCode.state)
    row = db.session.execute(select(*columns).filter_by(election_id=election_id, locator=locator)).one_or_none()
    is_right = hashing.matches(row.secret_hash if row else None, secret)
    if row is None or not is_right or row.state != CodeState.ISSUED:
        raise _wrong(TRIES - tries)
    in_transaction(throttle.give_back, key)
    return CheckedCode(row.slot_id, row.id)


def _wrong(tries_left: int) -> WrongCode:
    if tries_left:
        left = ngettext("%(num)s try is left in this hour.", "%(num)s tries are left in this hour.", tries_left)
    else:
        left = _l("No try is left in this hour.")
    return WrongCode(_l("This code does not open a ballot. %(left)s", left=left), tries_left)


def _too_many(key: str, now: datetime) -> TooMany:
    opens_at = throttle.opens_again_at(key, window=WINDOW, now=now)
    seconds = max(math.ceil((opens_at - now).total_seconds()), 1)
    minutes = math.ceil(seconds / 60)
    sentence = ngettext(
        "Too many tries with this code. Please wait %(num)s minute, or ask at the desk.",
        "Too many tries with this code. Please wait %(num)s minutes, or ask at the desk.",
        minutes,
    )
    return TooMany(sentence, retry_after=seconds)
