"""Keys: made, rotated, revoked; and that only the right ones get in."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from factories import DAY, NOON, make_area, make_key, make_need, make_tree

from engage.accounts.models import AuditEntry
from engage.api import limits
from engage.api.models import ApiKey
from engage.api.queries.keys import matching_key
from engage.api.services import keys
from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.transaction import transaction

HOUR = timedelta(hours=1)


def ask(client, text, **kwargs):
    return client.get("/api/v1/demands", headers={"Authorization": f"Bearer {text}", "Accept-Language": "en"}, **kwargs)


def stored(new):
    return db.session.get(ApiKey, new.key.id, populate_existing=True)


def test_keeps_no_more_of_a_key_than_its_prefix_and_hash(app):
    new = make_key()
    word, prefix, secret = new.text.split("_")

    row = db.session.execute(db.select(ApiKey.__table__)).mappings().one()
    assert (word, row["prefix"], len(secret)) == ("engage", prefix, 32)
    assert row["secret_digest"] == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(dict(row))


def test_two_keys_have_nothing_in_common(app):
    first, second = make_key().text.split("_"), make_key().text.split("_")

    assert first[1] != second[1]
    assert first[2] != second[2]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"expires_at": NOON}, "lasts"),
    ],
)
def test_says_what_a_key_lacks(app, changes, field):
    values = {"name": "Platform", "scopes": ["demands:read"], "expires_at": None, **changes}

    with pytest.raises(Invalid) as refused:
        keys.create(values.pop("name"), values.pop("scopes"), make_area(), actor_id=None, now=NOON, **values)

    assert refused.value.details["fields"] == (field,)


def test_a_second_key_of_the_same_name_is_refused_while_the_first_works(app):
    """A form sent twice would leave a working key that nobody has seen."""
    area = make_area()
    first = make_key(area, name="Platform", expires_at=NOON + DAY)

    with pytest.raises(Conflict):
        make_key(area, name="Platform")
    make_key(make_area(), name="Platform")
    assert make_key(area, name="Platform", now=NOON + DAY).key.id != first.key.id


def test_works_until_it_expires(app):
    new = make_key(expires_at=NOON + DAY)

    assert matching_key(new.text, NOON + DAY - timedelta(seconds=1))
    assert matching_key(new.text, NOON + DAY) is None


def test_a_rotated_key_works_until_the_moment_chosen(app):
    old = make_key(scopes=["demands:read"], expires_at=NOON + 30 * DAY)

    new = keys.rotate(old.key.id, old_works_until=NOON + HOUR, actor_id=None, now=NOON)

    assert matching_key(old.text, NOON + HOUR - timedelta(seconds=1))
    assert matching_key(old.text, NOON + HOUR) is None
    assert matching_key(new.text, NOON + 29 * DAY)
    assert (new.key.scopes, new.key.area_id, new.key.name) == (["demands:read"], old.key.area_id, old.key.name)
    assert stored(old).replaced_by_id == new.key.id


def test_rotating_does_not_lengthen_a_keys_life(app):
    old = make_key(expires_at=NOON + HOUR)

    keys.rotate(old.key.id, old_works_until=NOON + DAY, actor_id=None, now=NOON)

    assert matching_key(old.text, NOON + HOUR) is None


def test_a_key_is_replaced_once(app):
    old = make_key()
    keys.rotate(old.key.id, old_works_until=NOON + DAY, actor_id=None, now=NOON)

    with pytest.raises(Conflict):
        keys.rotate(old.key.id, old_works_until=NOON + DAY, actor_id=None, now=NOON)


def test_a_revoked_key_stops_at_once_and_cannot_be_replaced(app):
    new = make_key()
    keys.revoke(new.key.id, actor_id=None, now=NOON)

    assert matching_key(new.text, NOON) is None
    with pytest.raises(Conflict):
        keys.rotate(new.key.id, old_works_until=NOON + DAY, actor_id=None, now=NOON)


def test_what_is_done_to_keys_leaves_a_trace_without_them(app):
    new = make_key()
    second = keys.rotate(new.key.id, old_works_until=NOON, actor_id=None, now=NOON)
    keys.revoke(second.key.id, actor_id=None, now=NOON)
    keys.revoke(second.key.id, actor_id=None, now=NOON)

    entries = [(entry.action, entry.subject) for entry in db.session.scalars(db.select(AuditEntry))]
    first, last = f"key {new.key.id}", f"key {second.key.id}"
    assert entries == [("key made", first), ("key rotated", first), ("key revoked", last)]


# Getting in


def test_lets_in_who_brings_the_key(app, client):
    assert ask(client, make_key(make_area("city")).text).status_code == 200


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
        lambda text: text.replace("engage_", "engage"),
        lambda text: text.lower(),
        lambda text: text[:20],
        lambda text: "",
        lambda text: "engage_" + "\u0660" * 8 + "_" + "0" * 32,
        lambda text: "x" * 5000,
    ],
)
def test_a_key_that_is_not_quite_right_is_none(app, client, spoil):
    response = ask(client, spoil(make_key().text).encode().decode("latin-1"))

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].lower().startswith("bearer")
    assert response.mimetype == "application/problem+json"


def test_expired_revoked_and_unknown_keys_get_the_same_answer(app, client):
    with time_machine.travel(NOON, tick=False):
        expired, revoked = make_key(expires_at=NOON + HOUR), make_key()
        keys.revoke(revoked.key.id, actor_id=None, now=NOON)
        db.session.commit()
    with time_machine.travel(NOON + DAY, tick=False):
        texts = (expired.text, revoked.text, f"engage_{'A' * 8}_{'A' * 32}")
        answers = {(response.status_code, response.data) for response in (ask(client, text) for text in texts)}

    assert len(answers) == 1
    assert answers.pop()[0] == 401


def test_wrong_keys_are_stopped_after_a_while_and_right_ones_are_not(app, client, monkeypatch):
    monkeypatch.setattr(limits, "MOST_WRONG", 3)
    right, wrong = make_key(make_area("city")).text, f"engage_{'A' * 8}_{'A' * 32}"

    with time_machine.travel(NOON, tick=False):
        tries = [ask(client, wrong).status_code for _ in range(4)]
        stopped = ask(client, wrong)
        assert ask(client, right).status_code == 200
    with time_machine.travel(NOON + timedelta(minutes=16), tick=False):
        assert ask(client, wrong).status_code == 401

    assert tries == [401, 401, 401, 429]
    assert 0 < int(stopped.headers["Retry-After"]) <= 15 * 60


def test_a_key_used_too_often_is_told_to_wait(app, client, monkeypatch):
    monkeypatch.setattr(limits, "MOST_USES", 10)
    monkeypatch.setattr(limits, "RESERVED", 5)
    text, other = make_key(make_area("city")).text, make_key(make_area("city")).text

    with time_machine.travel(NOON, tick=False):
        answers = [ask(client, text) for _ in range(12)]
        assert ask(client, other).status_code == 200
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        assert ask(client, text).status_code == 200

    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert answers[-1].json["status"] == 429


def test_all_processes_share_one_limit(app, client, monkeypatch):
    monkeypatch.setattr(limits, "MOST_USES", 10)
    monkeypatch.setattr(limits, "RESERVED", 5)
    text = make_key(make_area("city")).text

    with time_machine.travel(NOON, tick=False):
        answers = []
        for _process in range(4):
            app.extensions.pop("engage.key_uses", None)
            answers.append(ask(client, text).status_code)

    assert answers == [200, 200, 429, 429]


def test_notes_the_last_use_to_the_hour_and_seldom_writes(app, client):
    new = make_key(make_area("city"))
    statements = []
    db.event.listen(db.engine, "before_cursor_execute", lambda *event: statements.append(event[2]))

    with time_machine.travel(NOON + timedelta(minutes=25), tick=False):
        for _ in range(limits.RESERVED):
            assert ask(client, new.text).status_code == 200

    assert stored(new).last_used_at == NOON
    assert len([statement for statement in statements if statement.startswith(("INSERT", "UPDATE"))]) == 2


def test_a_busy_store_does_not_stop_reading(app, client, monkeypatch):
    from engage.errors import StoreBusy

    def busy(*_args):
        raise StoreBusy("busy")

    monkeypatch.setattr(limits, "_reserve", busy)

    assert ask(client, make_key(make_area("city")).text).status_code == 200


def test_a_key_says_nothing_about_needs_elsewhere(app, client):
    community = make_tree()[3]
    make_need(community, state="published", summary_zh="x", first_published_at=NOON)

    assert ask(client, make_key(make_area("city")).text).json["demands"] == []
    assert len(ask(client, make_key(community).text).json["demands"]) == 1


def test_counts_in_transactions_of_its_own(app, client):
    with transaction():
        pass  # Whatever was open before is no part of it.
    assert ask(client, make_key(make_area("city")).text).status_code == 200
