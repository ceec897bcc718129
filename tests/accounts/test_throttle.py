import threading
from datetime import timedelta

import pytest
from factories import DAY, NOON, commit

from engage.accounts import throttle
from engage.accounts.models import GuessWindow
from engage.extensions import db
from engage.transaction import in_transaction, transaction

HOUR = timedelta(hours=1)


def guess(key="account:li", now=NOON):
    with transaction():
        return throttle.count_guess(key, window=HOUR, now=now)


def left(key="account:li", now=NOON):
    return throttle.remaining(key, limit=3, window=HOUR, now=now)


def test_counts_down_to_nothing_and_no_further(app):
    guess("account:noise")
    seen = [left()]
    for _number in range(4):
        guess()
        seen.append(left())

    assert seen == [3, 2, 1, 0, 0]


def test_a_window_that_has_passed_starts_anew(app):
    guess()
    guess()

    assert left(now=NOON + HOUR) == 3
    assert guess(now=NOON + HOUR) == 1
    assert throttle.opens_again_at("account:li", window=HOUR, now=NOON) == NOON + 2 * HOUR


def test_guesses_in_a_window_do_not_move_its_end(app):
    guess()
    guess(now=NOON + HOUR / 2)

    assert throttle.opens_again_at("account:li", window=HOUR, now=NOON) == NOON + HOUR
    assert throttle.opens_again_at("account:wang", window=HOUR, now=NOON) == NOON


def test_the_right_answer_clears_one_key_only(app):
    guess()
    guess("account:wang")

    with transaction():
        throttle.clear("account:li")

    assert (left(), left("account:wang")) == (3, 2)


def test_a_shared_key_gets_one_guess_back(app):
    guess("network:1")
    guess("network:1")

    with transaction():
        throttle.give_back("network:1")

    assert left("network:1") == 2


def test_a_guess_stays_counted_when_the_request_fails_afterwards(app):
    guess()

    def fail():
        with transaction():
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert left() == 2


def test_counts_every_one_of_many_guesses_sent_at_once(app):
    def guess_often():
        with app.app_context():
            for _number in range(5):
                in_transaction(throttle.count_guess, "account:li", window=HOUR, now=NOON)

    threads = [threading.Thread(target=guess_often) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert guess() == 31


def test_stores_neither_names_nor_addresses(app):
    guess("network:192.0.2.7")

    stored = db.session.scalar(db.select(GuessWindow.key))

    assert "192" not in stored
    assert len(stored) == 64


def test_a_key_hashes_differently_under_another_secret(app):
    guess()
    app.config["SECRET_KEY"] = "another secret"

    assert left() == 3


def test_purges_what_has_surely_passed(app):
    commit(GuessWindow(key="a" * 64, since_at=NOON - 2 * DAY), GuessWindow(key="b" * 64, since_at=NOON - HOUR))

    with transaction():
        throttle.purge(now=NOON)

    assert list(db.session.scalars(db.select(GuessWindow.key))) == ["b" * 64]


def test_refuses_a_window_that_the_purge_would_cut_short(app):
    with pytest.raises(ValueError, match="longer than a day"):
        throttle.count_guess("account:li", window=2 * DAY, now=NOON)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("", "unknown"),
        (None, "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_names_the_network_of_an_address(address, network):
    assert throttle.network_of(address) == network
