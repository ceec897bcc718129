from jinja2 import Environment

from engage.i18n import _l


def test_what_fills_a_sentence_is_escaped_on_a_page():
    page = Environment(autoescape=True).from_string("<p>{{ sentence }}</p>")
    sentence = _l("“%(value)s” cannot be used here.", value="<script>alert(1)</script>")

    assert page.render(sentence=sentence) == "<p>“&lt;script&gt;alert(1)&lt;/script&gt;” cannot be used here.</p>"


def test_a_sentence_in_a_sentence_is_escaped_once():
    inner = _l("“%(value)s” cannot be used here.", value="a & b")
    page = Environment(autoescape=True).from_string("{{ sentence }}")

    assert "a &amp; b" in page.render(sentence=_l("%(type)s: %(reason)s", type="x", reason=inner))
