import pytest

from engage.cleaning import clean_line, clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  灯坏了 \r\n\r\n\r\n\r\n二楼 ", "灯坏了\n\n二楼"),
        ("a\x00b\x07c\x1bd\x7f", "abcd"),
        ("pay \u202egpj.tolip\u202c now", "pay gpj.tolip now"),
        ("\u2066left\u2069 \u200f\u061c\ufeffx\u200b", "left x"),
        ("👩‍👩‍👧 ❤️ 🏳️‍🌈", "👩‍👩‍👧 ❤️ 🏳️‍🌈"),
        ("one\u2028two\x0bthree", "one\ntwo\nthree"),
        ("<b>&amp;\ttab", "<b>&amp;\ttab"),
        (" a\0b\x08\r\nc\td\u202e\u2066 ", "ab\nc\td"),
        ("<script>alert('x')</script> 家 👩‍🔧", "<script>alert('x')</script> 家 👩‍🔧"),
        ("\ud800", ""),
        (None, ""),
    ],
)
def test_keeps_what_people_write_and_drops_what_nobody_sees(typed, kept):
    assert clean_text(typed) == kept


def test_a_line_stays_one_line():
    assert clean_line(" 138\n0000\t0000 ") == "138 0000 0000"
    assert clean_line("  one \n two\u3000three ") == "one two three"
