import threading
from datetime import timedelta

import pytest
from code_factories import make_code
from factories import NOON, make_election, make_slot

from engage.errors import TooMany
from engage.extensions import db
from engage.residents import hashing
from engage.residents.models import AccessCode
from engage.residents.services import CheckedCode, WrongCode, check_code

HOUR = timedelta(hours=1)


def wrong(code):
    """The code with another secret."""
    return code[:4] + ("ABCDEFGH" if code[4:] != "ABCDEFGH" else "HGFEDCBA")


def refusal(election, typed, now=NOON):
    with pytest.raises((WrongCode, TooMany)) as caught:
        check_code(election.id, typed, now=now)
    return caught.value


def test_a_right_code_opens_its_slot(app):
    election = make_election()
    make_code(election, locator="0000")
    slot = make_slot(election)
    code = make_code(election, slot)
    row = db.session.scalars(db.select(AccessCode).filter_by(locator="7K2M")).one()

    assert check_code(election.id, code, now=NOON) == CheckedCode(slot.id, row.id)
    assert check_code(election.id, f" {code[:4].lower()}-{code[4:8]} {code[8:]} ", now=NOON).slot_id == slot.id


def test_a_code_opens_nothing_in_another_vote(app):
    code = make_code(make_election())

    assert refusal(make_election(), code).tries_left == 9


@pytest.mark.parametrize("state", ["unknown", "wrong", "void", "spent"])
def test_every_refusal_reads_and_counts_alike(app, state):
    election = make_election()
    make_code(election, locator="0000")
    code = make_code(election, state="issued" if state in ("unknown", "wrong") else state)
    typed = {"unknown": "ZZZZ" + code[4:], "wrong": wrong(code)}.get(state, code)

    seen = [refusal(election, typed) for _number in range(11)]

    assert [str(error) for error in seen[:10]] == [
        *(f"This code does not open a ballot. {left} tries are left in this hour." for left in range(9, 1, -1)),
        "This code does not open a ballot. 1 try is left in this hour.",
        "This code does not open a ballot. No try is left in this hour.",
    ]
    assert [error.tries_left for error in seen[:10]] == list(range(9, -1, -1))
    assert isinstance(seen[10], TooMany)
    assert seen[10].details == {"retry_after": 3600}
    assert str(seen[10]) == "Too many tries with this code. Please wait 60 minutes, or ask at the desk."


@pytest.mark.parametrize("state", ["unknown", "wrong", "void", "spent", "right"])
def test_every_check_hashes_once_and_asks_the_store_alike(app, monkeypatch, state):
    election = make_election()
    code = make_code(election, state="issued" if state in ("unknown", "wrong", "right") else state)
    typed = {"unknown": "ZZZZ" + code[4:], "wrong": wrong(code)}.get(state, code)
    election_id, hashed, statements = election.id, [], []
    matches = hashing.matches
    monkeypatch.setattr(hashing, "matches", lambda *pair: hashed.append(1) or matches(*pair))
    db.event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2].split()[0]))

    try:
        check_code(election_id, typed, now=NOON)
    except WrongCode:
        assert [word for word in statements if word != "BEGIN"] == ["INSERT", "SELECT"]

    assert hashed == [1]


def test_the_right_code_is_refused_too_once_the_tries_are_gone(app):
    election = make_election()
    code = make_code(election)
    for _number in range(10):
        refusal(election, wrong(code))

    assert isinstance(refusal(election, code), TooMany)
    assert check_code(election.id, code, now=NOON + HOUR)


def test_tries_at_one_code_leave_the_others_alone(app):
    election = make_election()
    code, other = make_code(election), make_code(election, locator="0000")
    for _number in range(11):
        refusal(election, wrong(code))

    assert check_code(election.id, other, now=NOON)


def test_a_right_code_gives_back_its_own_try_only(app):
    election = make_election()
    code = make_code(election)
    assert [refusal(election, wrong(code)).tries_left for _number in range(3)] == [9, 8, 7]

    for _number in range(20):
        check_code(election.id, code, now=NOON)

    assert refusal(election, wrong(code)).tries_left == 6


def test_what_cannot_be_a_code_costs_no_try(app):
    election = make_election()
    code = make_code(election)

    assert refusal(election, code[:-1]).tries_left is None
    assert refusal(election, wrong(code)).tries_left == 9


def test_guesses_sent_at_once_do_not_pass_the_limit(app):
    election = make_election()
    code = make_code(election)
    election_id, typed = election.id, wrong(code)
    answers = []
    start = threading.Barrier(30)

    def guess():
        with app.app_context():
            start.wait()
            try:
                check_code(election_id, typed, now=NOON)
            except (WrongCode, TooMany) as error:
                answers.append(type(error))
            finally:
                db.session.remove()

    threads = [threading.Thread(target=guess) for _number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count(WrongCode) == 10
    assert answers.count(TooMany) == 20
