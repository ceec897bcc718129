import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.codes import ALPHABET, from_bytes, grouped, new_code, normalise

codes = st.text(ALPHABET, min_size=1, max_size=24)


def test_new_codes_have_the_length_and_the_alphabet_and_differ():
    drawn = {new_code(12) for _ in range(200)}

    assert len(drawn) == 200
    assert all(len(code) == 12 and set(code) <= set(ALPHABET) for code in drawn)


def test_alphabet_leaves_out_letters_that_are_misread():
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("abcd-efgh-jkmn", "ABCDEFGHJKMN"),
        ("oO0", "000"),
        ("iIlL1", "11111"),
        ("ＡＢｃ１２－３４", "ABC1234"),
        ("AB\u2010CD\u2011EF\u2013GH\u2014JK\u2212MN", "ABCDEFGHJKMN"),
        ("AB\u30fcCD\uff0dEF\ufe63GH", "ABCDEFGH"),
        (" A\u3000B\u00a0C\tD\r\n", "ABCD"),
        ("A\u200bB\ufeffC\u2060D\u00adE\u200dF\ufe0f", "ABCDEF"),
    ],
)
def test_reads_what_a_person_meant(typed, meant):
    assert normalise(typed) == meant


@pytest.mark.parametrize("typed", ["", " - ", "ABU1", "u", "AB_C", "AB/C", "АВС", "ABC'", "码", "ß", "ı", "A" * 201])
def test_refuses_what_is_no_code(typed):
    with pytest.raises(ValueError, match="code"):
        normalise(typed)


@given(st.text(max_size=250))
def test_any_input_gives_a_code_or_a_value_error(typed):
    try:
        code = normalise(typed)
    except ValueError:
        return
    assert code
    assert set(code) <= set(ALPHABET)
    assert normalise(code) == code


@given(codes, st.integers(1, 6))
def test_a_grouped_code_in_lower_case_reads_as_itself(code, size):
    assert normalise(grouped(code, size).lower()) == code


def test_groups_by_four():
    assert grouped("ABCDEFGHJKMN") == "ABCD-EFGH-JKMN"
    assert grouped("ABCDEFG") == "ABCD-EFG"
    assert grouped("") == ""


def test_bytes_become_characters_from_the_highest_bit():
    assert from_bytes(b"\x00\x44\x32\x14\xc7", 8) == "01234567"
    assert from_bytes(b"\xff", 1) == "Z"
    assert from_bytes(b"\x80\x00", 3) == "G00"
    assert from_bytes(b"", 0) == ""


@given(st.binary(min_size=5, max_size=40))
def test_a_shorter_code_of_the_same_bytes_is_the_beginning_of_the_longer(data):
    assert from_bytes(data, 8).startswith(from_bytes(data, 5))


@pytest.mark.parametrize(("data", "length"), [(b"", 1), (b"\x00" * 4, 7), (b"\x00", -1)])
def test_refuses_too_few_bytes(data, length):
    with pytest.raises(ValueError, match="characters"):
        from_bytes(data, length)
