"""A program that somebody else wrote reads the document, and tries whatever it allows and whatever it does not."""

import threading

import pytest
import schemathesis
import schemathesis.engine
from conftest import make_settings
from factories import make_area, make_key
from rating_factories import give, make_professional, make_visit
from schemathesis.engine import events
from werkzeug.serving import make_server

from engage.api import limits
from engage.app import create_app
from engage.extensions import db

EXAMPLES = 10
# Something may be well said and still name what is not there, or not go together with what is.
WELL_SAID = ["2xx", "304", "404", "409", "422"]
# Here even a parameter names a thing: an area, or a mark of an earlier answer.
BY_MARK_OR_AREA = [
    "GET /api/v1/demands",
    "GET /api/v1/satisfaction",
    "GET /api/v1/professionals/{staff_no}/satisfaction",
]


def accepting(statuses):
    return {"checks": {"positive_data_acceptance": {"expected-statuses": statuses}}}


@pytest.fixture
def address(tmp_path, monkeypatch):
    """The address of a small city, on SQLite, and the headers that let a program in."""
    monkeypatch.setattr(limits, "MOST_USES", 10**9)
    monkeypatch.setattr(limits, "MOST_WRONG", 10**9)
    app = create_app(make_settings(f"sqlite:///{tmp_path / 'engage.sqlite'}"), TESTING=True)
    with app.app_context():
        db.create_all()
        city = make_area("city", code="CQ")
        planner = make_professional(make_area("community", city), staff_no="P-0042")
        give(make_visit(planner, visit_no="V-2026-0001"), 5, 4, 4, 3, 2)
        key = make_key(city).text
        db.session.remove()
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", {"Authorization": f"Bearer {key}"}
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


def test_nothing_is_found(address):
    url, headers = address
    config = {
        **accepting(WELL_SAID),
        "operations": [{"include-name": name, **accepting([*WELL_SAID, "400"])} for name in BY_MARK_OR_AREA],
        "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
        "headers": headers,
        "base-url": url,
    }
    schema = schemathesis.openapi.from_url(
        f"{url}/api/v1/openapi.json", config=schemathesis.Config.from_dict(config), wait_for_schema=120
    )

    found, tried = [], 0
    for event in schemathesis.engine.from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            found.append(str(event))
        if isinstance(event, events.ScenarioFinished):
            tried += len(event.recorder.cases)
            for checks in event.recorder.checks.values():
                found += [f"{event.recorder.label}: {check.name}: {check.failure_info.failure}\n"
                          f"{check.failure_info.code_sample}" for check in checks if check.failure_info]  # fmt: skip

    assert found == []
    assert tried > 500
