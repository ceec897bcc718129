import base64
import dataclasses

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from engage.ballotbox.keys import election_key
from engage.ballotbox.receipts import Statement, public_key, sign

KEY = b"s" * 32
STATEMENT = Statement(election=7, receipt="ABCD" * 4, position=3, commitment="c" * 64, head="d" * 64)


def check(statement, signature, key):
    """Check as anybody can who has the receipt page and the public key."""
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key))
    public.verify(base64.urlsafe_b64decode(signature), statement.text().encode())


def test_a_receipt_is_checked_with_the_public_key():
    check(STATEMENT, sign(STATEMENT, KEY), public_key(KEY))


def test_a_changed_statement_or_another_key_does_not_pass():
    signature = sign(STATEMENT, KEY)

    with pytest.raises(InvalidSignature):
        check(dataclasses.replace(STATEMENT, position=4), signature, public_key(KEY))
    with pytest.raises(InvalidSignature):
        check(STATEMENT, signature, public_key(b"t" * 32))


def test_the_same_form_has_the_same_receipt_and_no_other_has():
    key = election_key(b"k" * 32, 7)

    assert key.receipt(1, "t") == key.receipt(1, "t")
    assert len({key.receipt(1, "t"), key.receipt(2, "t"), key.receipt(1, "u"), key.receipt(11, "t")}) == 4
    assert election_key(b"k" * 32, 8).receipt(1, "t") != key.receipt(1, "t")


def test_slot_keys_differ_between_elections_and_installations():
    keys = {election_key(master * 32, election).slot_key(1) for master in (b"k", b"l") for election in (1, 2)}

    assert len(keys) == 4
