"""A program draws tickets, and hears the same codes again when it asks again under the same idempotency key.

No code is stored. What is kept of an answer is a random seed: codes are made of it with the application's secret key,
so that neither the store alone nor the secret key alone gives them away, and nothing does once the seed is deleted:
decision 0016.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from engage.api.models import ApiKey, IdempotentAnswer
from engage.api.queries.professionals import visit_or_404
from engage.codes import from_bytes
from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.models import Channel, Ticket
from engage.ratings.services.tickets import CODE_LENGTH, IssuedTicket, digest_of, issue_tickets

KEPT = timedelta(days=1)
SEED_BYTES = 32


def draw_tickets(
    visit_no: str, count: int, key: ApiKey, *, sending: str, secret: bytes, now: datetime
) -> Sequence[IssuedTicket]:
    """Make tickets for a visit. `sending` is the program's idempotency key, "" without one.

    Raises `NotFound` for a visit out of the key's reach, `Invalid` for an idempotency key of another request, and
    `Conflict` for a visit that has as many tickets as it may.
    """
    visit = visit_or_404(visit_no, key.area)
    if not sending:
        return issue_tickets(visit.id, count, channel=Channel.API, now=now)
    forget_answers(now=now)
    asked = hashlib.sha256(json.dumps(["tickets", visit.id, count]).encode()).hexdigest()
    name = hashlib.sha256(sending.encode()).hexdigest()
    known = _known(key, name)
    if known is None:
        new = IdempotentAnswer(
            api_key_id=key.id, idempotency_key=name, request_digest=asked, status=201,
            body=secrets.token_hex(SEED_BYTES), answered_at=now,
        )  # fmt: skip
        try:
            with db.session.begin_nested():
                db.session.add(new)
        except IntegrityError:  # The same request, sent twice at once: the other one was first.
            known = _known(key, name)
        else:
            codes = codes_of(new.body, count, secret)
            return issue_tickets(visit.id, count, channel=Channel.API, now=now, codes=codes)
    if known is None or known.request_digest != asked:
        raise Invalid(_l("Another request came with the same Idempotency-Key. Nothing was recorded."))
    return _again(codes_of(known.body, count, secret))


def forget_answers(*, now: datetime) -> int:
    """Delete what is kept of answers for over a day; return of how many."""
    old = delete(IdempotentAnswer).where(IdempotentAnswer.answered_at <= now - KEPT)
    result: Any = db.session.execute(old.execution_options(synchronize_session=False))
    return int(result.rowcount)


def codes_of(seed: str, count: int, secret: bytes) -> list[str]:
    """Return the codes that belong to a seed."""
    made = [hmac.digest(secret, f"ticket:{seed}:{number}".encode(), "sha256") for number in range(count)]
    return [from_bytes(digest, CODE_LENGTH) for digest in made]


def _known(key: ApiKey, name: str) -> IdempotentAnswer | None:
    return db.session.scalar(select(IdempotentAnswer).filter_by(api_key_id=key.id, idempotency_key=name))


def _again(codes: Sequence[str]) -> list[IssuedTicket]:
    """Return the tickets that were drawn with these codes. Raises `Conflict` when the secret key was changed since."""
    digests = [digest_of(code) for code in codes]
    ends = select(Ticket.code_digest, Ticket.expires_at).where(Ticket.code_digest.in_(digests))
    expires_at = {row.code_digest: row.expires_at for row in db.session.execute(ends)}
    if len(expires_at) < len(codes):
        raise Conflict(_l("The first answer can no longer be given. Draw new tickets under another Idempotency-Key."))
    return [IssuedTicket(code, expires_at[digest]) for code, digest in zip(codes, digests, strict=True)]
