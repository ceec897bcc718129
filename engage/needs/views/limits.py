"""How much one poster, one device or one network may send. Generous: a whole stairwell shares a poster."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import request

from engage.accounts import throttle
from engage.device import device_key
from engage.needs.queries.places import Where
from engage.transaction import transaction

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PLACEMENT_HOURLY = 120


@dataclass(frozen=True)
class Limit:
    key: str
    most: int
    window: timedelta


def for_sending(where: Where) -> list[Limit]:
    found = [Limit(f"needs device {_device()}", 20, DAY), Limit(f"needs network {_network()}", 120, HOUR)]
    if where.placement:
        found.append(Limit(f"needs placement {where.placement.id}", PLACEMENT_HOURLY, HOUR))
    return found


def for_photos() -> list[Limit]:
    return [Limit(f"photos device {_device()}", 60, HOUR), Limit(f"photos network {_network()}", 400, HOUR)]


def for_need(kind: str, need_id: int) -> list[Limit]:
    """Return the limits of joining or flagging one need: a network may be a whole building's, but not a city's."""
    return [Limit(f"{kind} device {_device()}", 100, HOUR), Limit(f"{kind} need {need_id} {_network()}", 40, DAY)]


def for_guesses() -> list[Limit]:
    return [Limit(f"tracking {_network()}", 60, HOUR)]


def is_over(limits: list[Limit], now: datetime) -> bool:
    """Count one more under each limit, and tell whether that is too many."""
    with transaction():
        counts = [(throttle.count_guess(limit.key, window=limit.window, now=now), limit.most) for limit in limits]
    return any(count > most for count, most in counts)


def is_spent(limits: list[Limit], now: datetime) -> bool:
    """Tell whether nothing is left under a limit, without counting."""
    return any(throttle.remaining(limit.key, limit=limit.most, window=limit.window, now=now) == 0 for limit in limits)


def _device() -> str:
    return device_key("limits")


def _network() -> str:
    return throttle.network_of(request.remote_addr)
