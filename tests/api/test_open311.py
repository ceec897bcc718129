"""Open311 GeoReport v2: documents in both forms, searching, handing in, and what never comes out."""

import json
import re
import threading
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from factories import DAY, NOON, commit, make_area, make_key, make_need, make_placement

from engage.api.open311.documents import Form, write
from engage.extensions import db
from engage.needs.categories import CATEGORIES
from engage.needs.models import Need, NeedContact
from engage.needs.states import State

BASE = "/open311/v2"
NOW = NOON + DAY


@pytest.fixture(autouse=True)
def at_a_fixed_time():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def get(client):
    def get(path, **query):
        return client.get(BASE + path, query_string=query or None, headers={"Accept-Language": "en"})

    return get


@pytest.fixture
def post(client, world):
    """Return a function that hands in a need as a program would."""

    def post(form="json", headers=(), key=None, **data):
        values = {"api_key": key or world.key, "service_code": "lighting", "address_id": "7H2K9M4R",
                  "description": "The lamp at gate 2 is dark", **data}  # fmt: skip
        values = {name: value for name, value in values.items() if value is not None}
        headers = {"Accept-Language": "en", **dict(headers)}
        return client.post(f"{BASE}/requests.{form}", data=values, headers=headers)

    return post


def newest():
    return db.session.scalars(db.select(Need).order_by(Need.id.desc())).first()


def stored_needs():
    return db.session.scalar(db.select(db.func.count(Need.id)))


def ids(response):
    return [int(request["service_request_id"]) for request in response.json]


def plain(element):
    """Return an XML element as the JSON form has it, all values as text."""
    entries = list(element)
    if not entries:
        return element.text
    if element.tag in ("attributes", "endpoints", "formats", "service_requests", "services", "values", "errors"):
        return [plain(entry) for entry in entries]
    return {entry.tag: plain(entry) for entry in entries}


def as_text(value):
    """Return a JSON value with all its values as XML writes them."""
    if isinstance(value, dict):
        return {key: as_text(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [as_text(entry) for entry in value]
    if value is None or value == "":
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


# Documents


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("/discovery", "discovery"),
        ("/services", "services"),
        ("/services/lift", "service_definition"),
        ("/requests", "service_requests"),
    ],
)
def test_both_forms_say_the_same(get, world, publish, path, root):
    publish(world.community, placement_id=world.placement.id, words="We come on <Monday> & Tuesday")
    xml, json_ = get(f"{path}.xml"), get(f"{path}.json")

    assert xml.content_type == "text/xml; charset=utf-8"
    assert json_.content_type == "application/json; charset=utf-8"
    assert xml.data.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    element = ElementTree.fromstring(xml.data)
    assert element.tag == root
    assert plain(element) == as_text(json_.json)


def test_xml_leaves_out_what_xml_cannot_hold():
    content = [{"description": "a\x00b\x0b\ud800\uffffc<&>\r\n"}]

    assert ElementTree.fromstring(write(Form.XML, "errors", content)).find("error/description").text == "abc<&>\n"
    assert json.loads(write(Form.JSON, "errors", content))


def test_discovery_names_the_endpoint(get):
    endpoint = get("/discovery.json").json["endpoints"][0]

    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"] == "http://localhost/open311/v2"
    assert endpoint["type"] == "production"
    assert endpoint["formats"] == ["text/xml", "application/json"]


def test_every_category_is_a_service_in_the_language_asked_for(get, client):
    services = get("/services.json").json

    assert {service["service_code"] for service in services} == set(CATEGORIES)
    assert set(services[0]) == {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
    assert "Lighting" in {service["service_name"] for service in services}
    client.delete_cookie("lang")
    chinese = client.get(f"{BASE}/services.json", headers={"Accept-Language": "zh"}).json
    assert "照明路灯" in {service["service_name"] for service in chinese}


def test_a_service_has_one_question_with_several_answers(get):
    definition = get("/services/lighting.json").json
    (attribute,) = definition["attributes"]

    assert definition["service_code"] == "lighting"
    assert (attribute["code"], attribute["datatype"], attribute["required"]) == ("affected", "multivaluelist", False)
    assert {"key": "older", "name": "Older people"} in attribute["values"]


NOWHERE = ["/services/lamps", "/requests/999999", "/requests/x", "/requests/-1", "/requests/99999999999999999999",
           "/tokens/ABCD-EFGH-JKMN", "/tokens/x", "/nothing"]  # fmt: skip


@pytest.mark.parametrize("path", NOWHERE)
def test_what_is_not_there_is_said_in_the_form_asked_for(get, path):
    xml, json_ = get(f"{path}.xml"), get(f"{path}.json")

    assert (xml.status_code, json_.status_code) == (404, 404)
    assert ElementTree.fromstring(xml.data).find("error/code").text == "404"
    assert xml.mimetype == "text/xml"
    (error,) = json_.json
    assert error["code"] == 404
    assert error["description"]


def test_a_wrong_method_has_the_protocols_own_error(client):
    response = client.delete(f"{BASE}/requests.xml")

    assert response.status_code == 405
    assert ElementTree.fromstring(response.data).find("error/code").text == "405"


# Requests


def test_a_request_says_what_the_public_page_says(get, world, publish):
    need = publish(
        world.community,
        placement_id=world.placement.id,
        raw_text="SECRET",
        words="We come on Monday",
        state="under-way",
    )
    commit(NeedContact(need_id=need.id, contact="PRIVATE 13900139000", notice="1", consented_at=NOON))
    line = " ".join(area.name_en for area in (world.city, world.district))

    response = get(f"/requests/{need.id}.json")

    (request,) = response.json
    assert request.pop("address").startswith(line)
    assert request == {
        "service_request_id": str(need.id),
        "status": "open",
        "status_notes": "Under way: We come on Monday",
        "service_name": "Lighting",
        "service_code": "lighting",
        "description": "The lamp is dark",
        "agency_responsible": None,
        "service_notice": None,
        "requested_datetime": "2026-06-01T12:00:00Z",
        "updated_datetime": "2026-06-01T12:00:00Z",
        "expected_datetime": None,
        "address_id": "7H2K9M4R",
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }
    for path in (f"/requests/{need.id}.xml", "/requests.json", "/requests.xml"):
        assert not re.search("SECRET|PRIVATE|13900139000", get(path).text)


@pytest.mark.parametrize("state", [state for state in State if state != State.RECEIVED])
def test_is_open_until_the_people_who_asked_agree(get, world, publish, state):
    need = publish(world.community, state=state.value)
    status = "closed" if state in (State.CONFIRMED, State.DECLINED, State.MERGED) else "open"
    other = {"open": "closed", "closed": "open"}[status]

    assert get(f"/requests/{need.id}.json").json[0]["status"] == status
    assert ids(get("/requests.json", status=status)) == ids(get("/requests.json", status="open,closed")) == [need.id]
    assert ids(get("/requests.json", status=other)) == []


def test_only_what_the_public_may_see_is_listed(get, world, publish):
    shown = publish(world.community)
    hidden = [make_need(world.community), publish(world.community, is_private=True),
              publish(world.community, state="received")]  # fmt: skip

    assert ids(get("/requests.json")) == [shown.id]
    numbers = ",".join(str(need.id) for need in [shown, *hidden])
    assert ids(get("/requests.json", service_request_id=numbers)) == [shown.id]
    assert [get(f"/requests/{need.id}.json").status_code for need in hidden] == [404, 404, 404]


def test_numbers_override_all_else(get, world, publish):
    old = publish(world.community, created_at=NOW - 400 * DAY)

    assert ids(get("/requests.json", service_request_id=f"{old.id},x,99999999999", status="nonsense")) == [old.id]


def test_narrows_by_service_and_time(get, world, publish):
    first = publish(world.community, category="lift", created_at=NOON - 3 * DAY)
    second = publish(world.community, created_at=NOON - 2 * DAY)

    assert ids(get("/requests.json")) == [second.id, first.id]
    assert ids(get("/requests.json", service_code="lift")) == [first.id]
    assert ids(get("/requests.json", service_code="lift,lighting")) == [second.id, first.id]
    assert ids(get("/requests.json", start_date="2026-05-30T12:00:00Z")) == [second.id]
    assert ids(get("/requests.json", end_date="2026-05-29T20:00:00+08:00")) == [first.id]
    assert ids(get("/requests.json", start_date="2026-05-29", end_date="2026-05-29")) == [first.id]
    # A plus sign that nobody escaped reaches us as a space.
    assert ids(get("/requests.json?end_date=2026-05-29T20:00:00+08:00")) == [first.id]


def test_looks_back_ninety_days_and_no_further(get, world, publish):
    inside = publish(world.community, created_at=NOW - 90 * DAY + timedelta(seconds=1))
    outside = publish(world.community, created_at=NOW - 90 * DAY - timedelta(seconds=1))

    assert ids(get("/requests.json")) == [inside.id]
    assert ids(get("/requests.json", end_date=(NOW - 80 * DAY).isoformat())) == [inside.id, outside.id]
    span = {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-05-01T00:00:00Z"}
    assert get("/requests.json", **span).status_code == 400


def test_pages_hold_each_request_once(get, world, publish):
    needs = [
        publish([world.community, world.elsewhere][number % 2], state=["published", "done"][number % 2],
                created_at=NOON + timedelta(minutes=number // 3))
        for number in range(7)
    ]  # fmt: skip

    pages = [ids(get("/requests.json", page=page, page_size=3)) for page in (1, 2, 3, 4)]

    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert [number for page in pages for number in page] == [need.id for need in reversed(needs)]


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "yesterday"},
        {"end_date": "2026-13-01"},
        {"start_date": "9999-12-31T23:59:59-12:00"},
        {"start_date": "0001-01-01T00:00:00+12:00"},
        {"start_date": "2026-05-02", "end_date": "2026-05-01"},
        {"status": "pending"},
        {"service_code": "lamps"},
        {"page": "0"},
        {"page": "x"},
        {"page": "9999"},
        {"page_size": "1001"},
        {"page_size": "-1"},
    ],
)
def test_a_search_that_makes_no_sense_is_refused(get, query):
    response = get("/requests.json", **query)

    assert response.status_code == 400
    assert response.json[0]["code"] == 400


def test_empty_parameters_are_absent_ones(get, world, publish):
    need = publish(world.community)
    empty = dict.fromkeys(("service_request_id", "service_code", "start_date", "end_date", "status", "page"), "")

    assert ids(get("/requests.json", jurisdiction_id="city.example", **empty)) == [need.id]


def test_reading_is_open_to_web_pages_of_others(get):
    assert get("/services.json").headers["Access-Control-Allow-Origin"] == "*"


# Handing in


def test_hands_in_a_need(get, post, world):
    response = post(**{"attribute[affected][]": ["older", "building"]})

    (answer,) = response.json
    need = newest()
    assert response.status_code == 200
    assert answer["service_request_id"] == str(need.id)
    assert "token" not in answer
    assert (need.category, need.raw_text, need.channel, need.state) == (
        "lighting", "The lamp at gate 2 is dark", "open311", "received",
    )  # fmt: skip
    assert (need.area_id, need.placement_id, need.spot) == (world.community.id, world.placement.id, "2号门公告栏")
    assert (need.affected, need.language, need.summary_en) == (["building", "older"], "en", "")
    assert need.api_key_id is not None
    assert "Access-Control-Allow-Origin" not in response.headers


def test_hands_in_by_xml_too(post):
    root = ElementTree.fromstring(post("xml").data)

    assert root.tag == "service_requests"
    assert root.find("request/service_request_id").text == str(newest().id)


def test_what_was_handed_in_is_answered_by_number_and_token_and_listed_once_published(get, post):
    (answer,) = post().json
    number = answer["service_request_id"]
    token = re.search(r"http://localhost/t/(\w+)", answer["service_notice"])[1]

    (request,) = get(f"/requests/{number}.json").json
    assert (request["status"], request["description"], request["address"]) == ("open", None, None)
    assert "lamp" not in json.dumps(request)
    assert get(f"/tokens/{token}.json").json == [{"service_request_id": number, "token": token}]
    assert get(f"/tokens/{token.lower()}.json").json[0]["service_request_id"] == number
    assert ids(get("/requests.json")) == []

    need = newest()
    need.state, need.summary_en, need.first_published_at = "published", "Lamp at gate 2", NOON
    db.session.commit()

    assert ids(get("/requests.json")) == [int(number)]
    assert get(f"/requests/{number}.json").json[0]["description"] == "Lamp at gate 2"


@pytest.mark.parametrize("change", [{"is_private": True}, {"withdrawn_at": NOON}])
def test_what_was_handed_in_and_hidden_is_not_answered(get, post, change):
    number = post().json[0]["service_request_id"]
    for name, value in change.items():
        setattr(newest(), name, value)
    db.session.commit()

    assert get(f"/requests/{number}.json").status_code == 404


def test_a_contact_is_kept_with_its_notice_and_never_comes_out(get, post):
    contact = {"first_name": "Li", "last_name": "Wei", "phone": "13800138000", "email": "li@example.org",
               "device_id": "DEVICE", "account_id": "ACCOUNT"}  # fmt: skip
    answers = [post(**contact)]
    kept = db.session.get(NeedContact, newest().id)
    assert (kept.contact, kept.notice) == ("Li Wei, 13800138000, li@example.org", "api-1")
    newest().state, newest().first_published_at = "published", NOON
    db.session.commit()

    answers += [get(path) for path in ("/requests.json", "/requests.xml", f"/requests/{newest().id}.json")]
    for answer in answers:
        assert not re.search("Li Wei|13800138000|li@example.org|DEVICE|ACCOUNT", answer.text)


def test_a_name_alone_reaches_nobody_and_is_not_kept(post):
    post(first_name="Li", last_name="Wei", phone="", email="null")

    assert db.session.get(NeedContact, newest().id) is None


def test_a_description_may_be_missing(post):
    post(description=None)
    assert newest().raw_text == "照明路灯 Lighting"


@pytest.mark.parametrize(
    ("place", "area"),
    [
        ({"address_id": "7h2k-9m4r"}, "community"),
        ({"address_id": None, "address_string": "Garden"}, "community"),
        ({"address_id": None, "address_string": "花园社区", "lat": "29.5", "long": "106.5"}, "community"),
        ({"address_id": "null", "address_string": "Garden"}, "community"),
    ],
)
def test_places_that_are_understood(post, world, place, area):
    assert post(**place).status_code == 200
    assert newest().area_id == getattr(world, area).id


def test_an_areas_code_is_a_place(post, world):
    assert post(address_id=world.community.code).status_code == 200
    assert (newest().area_id, newest().placement_id) == (world.community.id, None)


def test_what_cannot_be_placed_is_refused_with_the_reason(post, world):
    def reason(**place):
        response = post(**{"address_id": None, **place})
        assert response.status_code == 400
        return response.json[0]["description"]

    make_area("community", world.district, name_en="Twin")
    make_area("community", world.district, name_en="Twin")
    assert "address_id was not provided" in reason()
    assert "places needs by address_id" in reason(lat="29.5", long="106.5")
    assert "places needs by address_id" in reason(address_string="Somewhere")
    assert "Several areas" in reason(address_string="Twin")
    assert "no longer in use" in reason(address_id=make_placement(world.community, revoked_at=NOON).code)
    assert stored_needs() == 0


def test_a_key_hands_in_nothing_outside_its_area(post, world):
    unknown = post(address_id="NOWHERE")

    for place in (world.elsewhere.code, make_placement(world.elsewhere).code, world.city.code):
        response = post(address_id=place)
        assert (response.status_code, response.data) == (400, unknown.data)
    assert post(address_id=None, address_string=world.elsewhere.name_en).status_code == 400
    assert stored_needs() == 0


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({"service_code": None}, 400, "service_code was not provided"),
        ({"service_code": "null"}, 400, "service_code was not provided"),
        ({"service_code": "lamps"}, 404, "service_code was not found"),
        ({"description": "x" * 4001}, 400, "4000"),
        ({"description": "<b>dark</b>"}, 400, "HTML"),
        ({"description": "<script src=//x"}, 400, "HTML"),
        ({"description": "dark <!-- "}, 400, "HTML"),
        ({"attribute[affected]": "everybody"}, 400, "attribute[affected]"),
        ({"attribute[affected][]": ["older", "x"]}, 400, "attribute[affected]"),
        ({"email": "x" * 130}, 400, "too long"),
        ({"description": "\0"}, 400, ""),
    ],
)
def test_what_is_wrong_is_named(post, data, status, words):
    response = post(**data)

    assert response.status_code == status
    assert response.json[0]["code"] == status
    assert words in response.json[0]["description"]
    assert stored_needs() == 0


def test_hostile_characters_are_taken_out_and_plain_signs_stay(post):
    post(description="1 < 2 & \u202egnitthgil\u2066 \x07 \N{PILE OF POO} 路灯\r\n坏了", first_name="<b>", phone="1 < 2")

    assert newest().raw_text == "1 < 2 & gnitthgil  \N{PILE OF POO} 路灯\n坏了"
    assert newest().language == "zh"


def test_a_picture_address_is_never_asked(post, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("An address was asked.")

    monkeypatch.setattr("socket.create_connection", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)

    assert post(media_url="http://169.254.169.254/latest/meta-data/").status_code == 200
    assert newest().photos == []


def test_the_same_sending_is_recorded_once(post, world):
    first, again = (post(headers={"Idempotency-Key": "a1"}) for _ in range(2))

    assert first.json == again.json
    assert post(token="a2").json == post(token="a2").json
    assert stored_needs() == 2
    assert post(headers={"Idempotency-Key": "a1"}, key=make_key(world.district).text).json != first.json
    assert post().json != post().json
    assert stored_needs() == 5


def test_another_need_under_the_same_name_is_refused(post):
    post(headers={"Idempotency-Key": "a1"})

    assert post(headers={"Idempotency-Key": "a1"}, description="Something else").status_code == 409
    assert post(headers={"Idempotency-Key": "x" * 201}).status_code == 400
    assert stored_needs() == 1


def test_sent_twice_at_the_same_moment_it_is_recorded_once(app, world):
    """Nothing but the store's own constraint can tell: neither sees the other."""
    ready, answers = threading.Barrier(4), []

    def send():
        client = app.test_client()
        ready.wait()
        data = {"api_key": world.key, "service_code": "lift", "address_id": "7H2K9M4R", "description": "Stuck"}
        answers.append(client.post(f"{BASE}/requests.json", data=data, headers={"Idempotency-Key": "same"}))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json[0]["service_request_id"] for answer in answers}) == 1
    assert stored_needs() == 1


# Keys


def test_the_key_may_come_in_a_header(post, world):
    for header in ({"Api-Key": world.key}, {"X-Api-Key": world.key}, {"Authorization": f"Bearer {world.key}"}):
        assert post(key="", headers=header).status_code == 200 or header, header
        assert post(api_key=None, headers=header).status_code == 200


def test_without_a_right_key_nothing_is_handed_in(post, world):
    wrong = [None, "", "x", world.key[:-1], make_key(world.district, scopes=["demands:read"]).text]

    for key in wrong:
        response = post(api_key=key)
        assert (response.status_code, response.json[0]["code"]) == (403, 403)
    assert stored_needs() == 0
    assert ElementTree.fromstring(post("xml", api_key="x").data).find("error/code").text == "403"


def test_a_body_that_is_no_form_says_what_is_missing(client, world):
    response = client.post(f"{BASE}/requests.json", json={"service_code": "lighting"}, headers=world.bearer)

    assert response.status_code == 400
    assert "service_code" in response.json[0]["description"]


def test_the_addresses_it_tells_are_there(app):
    addresses = app.url_map.bind("localhost")

    for path in ("/needs/7", "/t/ABCDEFGHJKMN", "/about", f"/pictures/{'a' * 64}.webp", f"{BASE}/requests.json"):
        assert addresses.match(path), path
