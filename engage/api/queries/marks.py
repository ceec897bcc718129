"""Marks in an order of changes: where a program that reads page after page goes on."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# A change becomes visible a little after the moment it bears. The mark that ends a reading stays this far behind, so
# that nothing is passed over; what is told twice for it is told alike.
SETTLING = timedelta(seconds=10)


@dataclass(frozen=True)
class Mark:
    """A place in the order of changes: behind the row of this id that changed at this moment."""

    at: datetime
    row_id: int

    def text(self) -> str:
        """Return the mark as programs carry it. They are told nothing of what stands in it."""
        plain = f"{self.at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}|{self.row_id}"
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def mark_from(text: str) -> Mark:
    """Return the mark that a program brought back. Raises `ValueError`."""
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, UnicodeError) as error:
        raise ValueError("not a mark") from error
    at, _bar, number = plain.partition("|")
    if not number.isdecimal() or len(number) > 18:
        raise ValueError("not a mark")
    return Mark(datetime.fromisoformat(at).replace(tzinfo=UTC), int(number))
