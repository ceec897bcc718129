"""Addresses are those that Werkzeug would write, though nothing is compiled before one is asked for."""

import threading

import pytest
from conftest import make_settings
from werkzeug.routing import Map, Rule

from engage.app import create_app
from engage.routing import Route

RULES = {
    "plain": ("/needs", {}),
    "number": ("/needs/<int:need_id>", {}),
    "text": ("/q/<string:code>/in/<int:number>.<string:form>", {}),
    "preset": ("/pages/<int:page>", {"page": 1}),
    "extra": ("/list", {"order": "age"}),
}


def address(kind, endpoint, values, append_unknown=True):
    rule, defaults = RULES[endpoint]
    adapter = Map([kind(rule, endpoint=endpoint, defaults=defaults or None)]).bind("localhost")
    return [adapter.build(endpoint, values, append_unknown=append_unknown) for _time in range(2)]


@pytest.mark.parametrize("append_unknown", [True, False])
@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("plain", {}),
        ("plain", {"rule": "a b", "self": "路灯"}),
        ("number", {"need_id": 7, "from": ["a", "b"]}),
        ("text", {"code": "路 灯?", "number": "3", "form": "csv"}),
        ("preset", {}),
        ("preset", {"page": 1}),
        ("extra", {"order": "age", "q": "&"}),
    ],
)
def test_an_address_is_written_as_werkzeug_writes_it(endpoint, values, append_unknown):
    written = address(Route, endpoint, values, append_unknown)

    assert written == address(Rule, endpoint, values, append_unknown)
    assert len(set(written)) == 1


def test_an_application_is_made_without_compiling_what_writes_addresses(monkeypatch, store_url):
    def refuse(*_arguments):
        pytest.fail("compiled before it was needed")

    monkeypatch.setattr(Rule, "_compile_builder", refuse)
    rules = list(create_app(make_settings(store_url)).url_map.iter_rules())

    assert len(rules) > 100
    with pytest.raises(pytest.fail.Exception):
        next(rule for rule in rules if not rule.arguments).build({})


def test_threads_that_ask_for_the_same_address_at_once_get_it():
    adapter = Map([Route(f"/a/<int:n>/{number}", endpoint=f"e{number}") for number in range(50)]).bind("localhost")
    begin, answers = threading.Barrier(4), []

    def ask():
        begin.wait()
        answers.append([adapter.build(f"e{number}", {"n": 5}) for number in range(50)])

    threads = [threading.Thread(target=ask) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [[f"/a/5/{number}" for number in range(50)]] * 4
