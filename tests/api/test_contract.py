"""The published document and the addresses that there are: neither knows more than the other."""

import re

import jsonschema_rs
import pytest
from api.checked import document_of
from bs4 import BeautifulSoup

from engage.api import limits
from engage.api.contract.checking import fits
from engage.api.contract.document import REFUSALS, path_of
from engage.api.contract.schemas import SCHEMAS
from engage.api.scopes import Scope

FOR_PEOPLE = {"api_v1.page"}


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]


def operations(app):
    """Return {(path, METHOD): operation} of the document."""
    return {
        (path, method.upper()): operation
        for path, methods in document_of(app)["paths"].items()
        for method, operation in methods.items()
    }


def test_every_address_is_in_the_document_and_nothing_else_is(app):
    served = {
        (path_of(rule), method)
        for rule in rules(app)
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.endpoint not in FOR_PEOPLE
    }

    assert set(operations(app)) == served
    assert len(served) > 8


def test_every_address_names_the_scope_that_its_view_demands(app):
    for rule in rules(app):
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            if rule.endpoint not in FOR_PEOPLE:
                access = app.view_functions[rule.endpoint].access
                wanted = [{"key": [str(access.scope)]}] if access.kind == "key" else []
                assert operations(app)[path_of(rule), method]["security"] == wanted, rule.rule


def test_anybody_may_read_the_document(app, client):
    response = client.get("/api/v1/openapi.json", headers={"Accept-Language": "zh"})

    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.json["openapi"].startswith("3.1")
    assert "Set-Cookie" not in response.headers
    again = client.get("/api/v1/openapi.json", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_document_is_the_same_in_every_language(app):
    answers = [
        app.test_client().get("/api/v1/openapi.json", headers={"Accept-Language": name}) for name in ("zh", "en")
    ]

    assert answers[0].data == answers[1].data
    assert not re.search("[\u4e00-\u9fff]", answers[0].json["paths"]["/api/v1/satisfaction"]["get"]["summary"])


def test_the_shapes_are_sound(app):
    document = document_of(app)
    for name, schema in SCHEMAS.items():
        whole = {**document["components"]["schemas"][name], "components": document["components"]}
        assert jsonschema_rs.meta.is_valid(whole), name
        assert schema["additionalProperties"] is False, f"{name} would let slip what nobody described"


def test_every_reference_leads_somewhere(app):
    document = document_of(app)
    found = []

    def walk(value):
        if isinstance(value, dict):
            found.extend([value["$ref"]] if "$ref" in value else [])
            for part in value.values():
                walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)

    walk(document)
    assert found
    for place in found:
        part = document
        for name in place.removeprefix("#/").split("/"):
            part = part[name]


def test_every_operation_has_a_name_of_its_own_and_words(app):
    found = operations(app).values()

    assert len({operation["operationId"] for operation in found}) == len(found)
    assert all(operation["summary"] for operation in found)


def test_too_often_and_too_busy_say_how_long_to_wait(app):
    answers = document_of(app)["components"]["responses"]

    assert all("Retry-After" in answers[name]["headers"] for name in ("TooManyRequests", "ServiceUnavailable"))
    for key, operation in operations(app).items():
        assert "503" in operation["responses"], key
        assert ("429" in operation["responses"]) is bool(operation["security"]), key
    assert len(answers) == len(REFUSALS)


def test_every_address_stops_a_key_that_is_used_too_often(app, client, world, monkeypatch):
    monkeypatch.setattr(limits, "MOST_USES", 0)
    for (path, method), operation in operations(app).items():
        if operation["security"]:
            address = path.replace("{cycle_id}", "1")
            response = client.open(address, method=method, headers=world.bearer)
            assert (response.status_code, int(response.headers["Retry-After"]) > 0) == (429, True), path


def test_each_address_takes_the_parameters_that_the_document_names(app, client, world):
    for (path, method), operation in operations(app).items():
        named = [parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"]
        address = re.sub(r"\{cycle_id\}", "1", re.sub(r"\{\w+_no\}", "X-1", path))
        response = client.open(f"{address}?no-such=1", method=method, headers=world.bearer)
        assert (response.status_code, response.json["parameters"]) == (400, ["no-such"]), address
        assert all(name in response.json["detail"] for name in named)


NUMBERS = ["P-1", "渝-12", ".x", "a b", "a/b", "", "x" * 41, "a\n", "\ufffd", "~", "a."]


@pytest.mark.parametrize("value", [*NUMBERS, None, 7, 7.0, 7.5, True, "2026-02-30", "2026-02-28", ["CQ"], [""], []])
def test_the_server_and_a_validator_read_the_schemas_alike(app, value):
    for name in ("ProfessionalPut", "VisitPut", "TicketsPost"):
        for property_, schema in SCHEMAS[name]["properties"].items():
            shape = document_of(app)["components"]["schemas"][name]["properties"][property_]
            validator = jsonschema_rs.Draft202012Validator(shape, validate_formats=True)
            assert fits(value, schema) == validator.is_valid(value), (property_, value)
    from engage.api.contract.schemas import STAFF_NO

    plain = {key: found for key, found in STAFF_NO.items() if key != "description"}
    assert fits(value, STAFF_NO) == jsonschema_rs.Draft202012Validator(plain).is_valid(value)


# The page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_says_in_words_what_the_document_says(app, language):
    client = app.test_client()
    client.set_cookie("lang", language)

    response = client.get("/api/v1/")
    soup = BeautifulSoup(response.data, "html.parser")

    assert response.status_code == 200
    text = soup.get_text(" ")
    for path, method in operations(app):
        assert f"{method} {path}" in text
    assert all(scope in text for scope in Scope if scope != Scope.REQUESTS_WRITE)
    assert {link["href"][1:] for link in soup.select('main a[href^="#"]')} <= {
        found["id"] for found in soup.select("[id]")
    }
    assert soup.select("main script, main [style], main [onclick]") == []


def test_the_short_address_leads_to_the_page(app):
    assert app.test_client().get("/api/v1").location.endswith("/api/v1/")
