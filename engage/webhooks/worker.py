"""The worker behind `engage worker`: spreads events and sends what is due, several at a time.

Only the main thread uses the store; the threads beside it only send, so that no transaction is open meanwhile. Any
number of workers may run at once, on one machine or several.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.fernet import InvalidToken
from sqlalchemy.exc import DBAPIError

from engage.errors import StoreBusy
from engage.extensions import db
from engage.transaction import in_transaction
from engage.webhooks.queries.deliveries import is_work_waiting
from engage.webhooks.sending import Answer, Message
from engage.webhooks.services.deliveries import Claim, claim, settle, spread
from engage.webhooks.signing import signature, unseal

THREADS = 16
PER_ENDPOINT = 4  # A receiver that hangs must leave room for the others.
PAUSE = 1.0
logger = logging.getLogger(__name__)


@dataclass
class Worker:
    """Runs until `stop` is called, or `once` until nothing is due any more. Tries under way are always finished."""

    app_key: str
    send: Callable[[Message], Answer]
    clock: Callable[[], datetime]
    is_stopping: bool = False
    under_way: dict[Future[Answer], Claim] = field(default_factory=dict)

    def stop(self, *_signal: object) -> None:
        self.is_stopping = True

    def run(self, *, once: bool = False) -> None:
        with ThreadPoolExecutor(THREADS, thread_name_prefix="webhook") as pool:
            while not self.is_stopping:
                has_moved = self._carefully(lambda: self._step(pool), again=not once)
                if self.under_way:
                    wait(self.under_way, timeout=PAUSE, return_when=FIRST_COMPLETED)
                elif once and not has_moved:
                    return
                elif not has_moved:
                    time.sleep(PAUSE)
            wait(self.under_way)
            self._carefully(self._settle_finished, again=False)

    def _step(self, pool: ThreadPoolExecutor) -> bool:
        """Settle what has come back, spread what is new, send what is due; tell whether there was anything to do."""
        has_moved = self._settle_finished()
        if not self._is_work_waiting():
            return has_moved
        has_moved |= bool(in_transaction(spread, now=self.clock()))
        while len(self.under_way) < THREADS and (claimed := self._claim()):
            self.under_way[pool.submit(self._try, claimed, int(self.clock().timestamp()))] = claimed
            has_moved = True
        return has_moved

    def _settle_finished(self) -> bool:
        finished = [future for future in self.under_way if future.done()]
        for future in finished:
            in_transaction(settle, self.under_way[future], future.result(), now=self.clock())
            del self.under_way[future]  # Not before: what could not be recorded is recorded the next time round.
        return bool(finished)

    def _is_work_waiting(self) -> bool:
        try:
            return is_work_waiting(self.clock())
        finally:
            db.session.rollback()

    def _claim(self) -> Claim | None:
        under_way = Counter(claimed.endpoint_id for claimed in self.under_way.values())
        busy = [endpoint_id for endpoint_id, number in under_way.items() if number >= PER_ENDPOINT]
        return in_transaction(claim, busy=busy, now=self.clock())

    def _try(self, claimed: Claim, timestamp: int) -> Answer:
        """Sign and send, in a thread. Whatever goes wrong is an answer, too: it counts as a try."""
        try:
            secrets = [unseal(claimed.sealed_secret, self.app_key)]
        except InvalidToken:
            return Answer(None, "secret")
        if claimed.sealed_old_secret:
            with suppress(InvalidToken):  # The new one was made because the application's key had changed.
                secrets.append(unseal(claimed.sealed_old_secret, self.app_key))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": claimed.name,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(secrets, claimed.name, timestamp, claimed.body),
        }
        try:
            return self.send(Message(claimed.url, claimed.body, headers))
        except Exception:
            logger.exception("sending failed", extra={"delivery": claimed.delivery_id})
            return Answer(None, "fault")

    def _carefully(self, work: Callable[[], bool], *, again: bool) -> bool:
        """Do a piece of work; when the store is away or locked, wait a moment if it can be done again, else raise."""
        try:
            return work()
        except (StoreBusy, DBAPIError) as error:
            db.session.rollback()
            if not again:
                raise
            logger.warning("the store cannot be used; trying again", extra={"kind": type(error).__name__})
            time.sleep(PAUSE)
            return False
