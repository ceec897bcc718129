"""Logs tell what happened where, and nothing about anybody."""

import io
import json
import logging
import sys

import pytest
from conftest import make_settings
from factories import make_area, make_user
from sqlalchemy.exc import IntegrityError, OperationalError

from engage.accounts.models import User
from engage.accounts.permissions import public
from engage.app import create_app
from engage.extensions import db
from engage.logs import JsonFormatter


@pytest.fixture
def app(fresh_app):
    return fresh_app


SECRETS = ["王小芳", "13800138000", "ABCD-7H2K-9M4R", "192.0.2.77", "hunter2hunter2", "evil\nline", "<script>"]
TEXT = " ".join(SECRETS)


@pytest.fixture
def lines(app, store_url):
    """Return an application that logs everything, a browser for it, a function that reads the lines, their stream."""
    talking = create_app(make_settings(store_url, log_level="DEBUG"), TESTING=True, WTF_CSRF_ENABLED=False)
    stream = io.StringIO()
    logging.getLogger("engage").handlers[0].stream = stream
    client = talking.test_client()

    def read():
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    yield talking, client, read, stream
    with talking.app_context():
        db.engine.dispose()


def told(stream):
    """Return which of the secrets the log lines hold, as they are or escaped."""
    text = stream.getvalue()
    assert text
    return [secret for secret in SECRETS if secret in text or json.dumps(secret).strip('"') in text]


def test_a_request_is_one_line_with_its_rule_and_status(lines):
    _app, client, read, _stream = lines
    client.get("/communities/CQ-1")

    (line,) = read()
    assert (line["message"], line["method"], line["status"]) == ("request", "GET", 404)
    assert line["rule"] == "/communities/<string:code>"
    assert line["ms"] >= 0
    assert set(line) == {"at", "level", "logger", "message", "method", "rule", "status", "ms"}


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.get("/communities/" + TEXT),
        lambda client: client.get("/q/ABCD7H2K"),
        lambda client: client.get("/no/" + TEXT),
        lambda client: client.get("/sign-in", query_string={"q": TEXT, TEXT: "x"}),
        lambda client: client.get("/staff", query_string={"q": TEXT}),
        lambda client: client.post("/sign-in", data={"name": "王小芳", "password": "hunter2hunter2"}),
        lambda client: client.post("/sign-in", data={"name": TEXT, "password": TEXT}),
        lambda client: client.post("/preferences", data={"next": TEXT, "lang": TEXT}),
        lambda client: client.get("/receipts", query_string={"code": "ABCD-7H2K-9M4R"}),
        lambda client: client.get("/receipts/ABCD-7H2K-9M4R"),
        lambda client: client.get("/about", headers={"User-Agent": "13800138000", "Referer": "http://x/13800138000"}),
        lambda client: client.get("/about", environ_base={"REMOTE_ADDR": "192.0.2.77"}),
        lambda client: client.get("/about", headers={"X-Forwarded-For": "192.0.2.77"}),
        lambda client: client.open("/about", method="HUNTER2HUNTER2"),
        lambda client: client.post("/about", data={"x": TEXT}),
    ],
)
def test_what_people_send_stays_out_of_the_logs(lines, ask):
    _app, client, read, stream = lines

    ask(client)

    assert read()[-1]["message"] == "request"
    assert told(stream) == []


def fail_with_text():
    raise ValueError(f"cannot read {TEXT!r}\n  {TEXT}")


def fail_with_a_cause():
    try:
        raise KeyError(TEXT)
    except KeyError as error:
        raise RuntimeError(TEXT) from error


def fail_in_the_store():
    db.session.add(User(name="li", display_name=TEXT, password_hash="hunter2hunter2", created_at=TEXT))
    db.session.flush()


def fail_on_a_constraint():
    raise IntegrityError("INSERT …", {"name": "王小芳"}, Exception("Key (name)=(王小芳)\n  DETAIL: 13800138000"))


def fail_on_the_disk():
    raise OperationalError("UPDATE …", {"code": "ABCD-7H2K-9M4R"}, Exception(TEXT))


@pytest.mark.parametrize(
    "fail", [fail_with_text, fail_with_a_cause, fail_in_the_store, fail_on_a_constraint, fail_on_the_disk]
)
def test_a_fault_is_logged_with_its_place_and_without_its_values(lines, fail):
    app, client, read, stream = lines
    app.add_url_rule("/fail", view_func=public(lambda: fail()))

    assert client.get("/fail").status_code in (500, 503)

    faults = [line for line in read() if line["message"] != "request"]
    assert faults
    assert told(stream) == []
    if fail is not fail_on_the_disk:
        assert faults[0]["error"]
        assert any("test_logs.py" in place and fail.__name__ in place for place in faults[0]["traceback"])


def test_a_cause_is_told_too(lines):
    app, client, read, _stream = lines
    app.add_url_rule("/fail", view_func=public(fail_with_a_cause))

    client.get("/fail")

    places = read()[0]["traceback"]
    assert "RuntimeError" in places
    assert "KeyError" in places


def test_what_staff_do_is_logged_by_rule_only(lines):
    _app, client, read, stream = lines
    area = make_area("city", name_zh="王小芳")
    user = make_user("administrator", area, name="wang", display_name="王小芳")
    with client.session_transaction() as session:
        session.update({"_user_id": user.get_id(), "_fresh": True, "until": 2**40})

    client.post("/staff/users/new", data={"name": "13800138000", "display_name": "王小芳", "role": "worker"})
    client.get(f"/staff/users/{user.id}")

    assert [line["status"] for line in read()] == [422, 200]
    assert told(stream) == []


def test_a_line_break_in_a_value_starts_no_new_line():
    record = logging.LogRecord("engage", logging.INFO, "", 0, "first\nsecond", (), None)

    assert "\n" not in JsonFormatter().format(record)


def test_a_fault_without_a_trace_is_no_fault_of_the_logger():
    try:
        raise ValueError
    except ValueError:
        record = logging.LogRecord("engage", logging.ERROR, "", 0, "told", (), sys.exc_info())

    assert json.loads(JsonFormatter().format(record))["error"] == "ValueError"
