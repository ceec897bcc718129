import hashlib

import pytest
import time_machine
from factories import DAY, NOON
from flask.sessions import session_json_serializer
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from engage.signing import COMPRESS_FROM, KeptSerializer

KEY = "a key that is long enough to be one"
SESSION = {
    "salt": "cookie-session",
    "serializer": session_json_serializer,
    "signer_kwargs": {"key_derivation": "hmac", "digest_method": hashlib.sha1},
}
VALUES = ["a form's token", {"voter": {"slot_id": 7}, "pair": ("a", 1)}, {"text": "微更新" * COMPRESS_FROM}]


@pytest.mark.parametrize("options", [{"salt": "wtf-csrf-token", "serializer": session_json_serializer}, SESSION])
@pytest.mark.parametrize("value", VALUES)
def test_is_read_by_itsdangerous_and_reads_it(options, value):
    ours, theirs = KeptSerializer(KEY, **options), URLSafeTimedSerializer(KEY, **options)

    for _again in range(2):
        assert theirs.loads(ours.dumps(value)) == value
        assert ours.loads(theirs.dumps(value)) == value


def test_a_long_value_is_compressed():
    assert len(KeptSerializer(KEY, **SESSION).dumps(VALUES[2])) < COMPRESS_FROM


@pytest.mark.parametrize("other", [{"salt": "device"}, {"secret_key": "another key, as long as the first one"}])
def test_another_key_or_purpose_signs_nothing_for_us(other):
    ours = KeptSerializer(**{"secret_key": KEY, **SESSION})
    theirs = KeptSerializer(**{"secret_key": KEY, **SESSION, **other})

    with pytest.raises(BadSignature):
        ours.loads(theirs.dumps("x"))
    assert ours.loads(ours.dumps("x")) == "x"


def test_a_value_asked_for_under_another_salt_is_signed_for_that_one():
    ours = KeptSerializer(KEY, **SESSION)
    signed = ours.dumps("x", salt="other")

    assert ours.loads(signed, salt="other") == "x"
    with pytest.raises(BadSignature):
        ours.loads(signed)


def test_a_changed_value_is_refused():
    ours = KeptSerializer(KEY, **SESSION)
    signed = ours.dumps({"slot_id": 7})
    changed = ours.dumps({"slot_id": 8}).partition(".")[0] + "." + signed.partition(".")[2]

    with pytest.raises(BadSignature):
        ours.loads(changed)


def test_a_value_grows_old():
    ours = KeptSerializer(KEY, **SESSION)
    with time_machine.travel(NOON, tick=False):
        signed = ours.dumps("x")
    with time_machine.travel(NOON + DAY, tick=False), pytest.raises(SignatureExpired):
        ours.loads(signed, max_age=3600)
