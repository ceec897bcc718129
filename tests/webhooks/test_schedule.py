"""When to try again."""

from datetime import timedelta

import pytest
from factories import NOON

from engage.webhooks.schedule import MOST_TRIES, next_try


@pytest.mark.parametrize(
    ("tries", "seconds"),
    [(1, 5), (2, 300), (3, 1800), (4, 7200), (5, 18000), (6, 36000), (7, 50400), (8, 72000), (9, 86400)],
)
def test_the_steps_of_the_specification_and_a_little_more(tries, seconds):
    pauses = {(next_try(tries, now=NOON) - NOON).total_seconds() for _ in range(50)}

    assert seconds <= min(pauses) < max(pauses) <= seconds * 1.1


def test_the_last_try_is_the_last():
    assert next_try(MOST_TRIES, now=NOON) is None
    assert next_try(MOST_TRIES, now=NOON, status=429, retry_after="5") is None


@pytest.mark.parametrize(
    ("status", "asked", "seconds"),
    [
        (429, "600", 600),
        (503, "Mon, 01 Jun 2026 12:10:00 GMT", 600),
        (429, "999999999999", 86400),
        (429, "Tue, 01 Jun 2027 12:00:00 GMT", 86400),
    ],
)
def test_a_receiver_may_ask_for_a_longer_pause(status, asked, seconds):
    assert next_try(1, now=NOON, status=status, retry_after=asked) == NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        (500, "600"),
        (429, "1"),
        (429, "-600"),
        (429, "soon"),
        (429, "²"),
        (429, "Mon, 01 Jun 99999999999999999999 12:00:00 GMT"),
        (429, "Mon, 01 Jun 2026 11:00:00 GMT"),
        (429, "Mon, 01 Jun 2026 13:00:00"),
        (429, ""),
    ],
)
def test_nonsense_and_shorter_pauses_change_nothing(status, asked):
    pause = next_try(1, now=NOON, status=status, retry_after=asked) - NOON

    assert 5 <= pause.total_seconds() <= 5.5
