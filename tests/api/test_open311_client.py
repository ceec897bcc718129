"""Driven over HTTP by a client that somebody else wrote. It only reads; handing in follows the specification."""

import threading

import pytest
import requests
import xmltodict
from georeport import GeoReport
from werkzeug.serving import WSGIRequestHandler, make_server

from engage.extensions import db
from engage.needs.categories import CATEGORIES
from engage.needs.models import Need

TIMEOUT = 300  # Seconds, however slow the machine.


class Silent(WSGIRequestHandler):
    def log_request(self, *_args):
        pass


@pytest.fixture
def root(app):
    """The address of the endpoint, served to this machine alone."""
    server = make_server("127.0.0.1", 0, app, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/open311/v2"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["json", "xml"])
def form(request):
    return request.param


@pytest.fixture
def geo(root, form):
    return GeoReport(root, jurisdiction="city.example", output_format=form)


def hand_in(root, form, key, **data):
    answer = requests.post(f"{root}/requests.{form}", data={"api_key": key, **data}, timeout=TIMEOUT)
    answer.raise_for_status()
    if form == "json":
        return answer.json()[0]
    return xmltodict.parse(answer.content)["service_requests"]["request"]


def test_finds_the_services_and_what_they_ask(geo):
    services = geo.get_service_list()
    assert {service["service_code"] for service in services} == set(CATEGORIES)

    definition = geo.get_service_definition("lighting")
    assert definition["service_code"] == "lighting"
    assert "affected" in str(definition["attributes"])


def test_a_need_goes_from_hand_to_hand(geo, root, form, world):
    handed_in = hand_in(root, form, world.key, service_code="lighting", address_id="7H2K9M4R", description="灯不亮")
    number = handed_in["service_request_id"]
    assert geo.get_service_request(number)["status"] == "open"

    need = db.session.get(Need, int(number), populate_existing=True)
    need.state, need.summary_zh, need.first_published_at = "published", "2号门路灯不亮", need.created_at
    db.session.commit()

    found = geo.get_service_requests(service_code="lighting", status="open")
    request = found[0] if isinstance(found, list) else found
    assert request["service_request_id"] == number
    assert request["description"] == geo.get_service_request(number)["description"] == "2号门路灯不亮"
    assert request["address_id"] == "7H2K9M4R"
    assert request["requested_datetime"].endswith("Z")
    assert geo.get_service_requests(service_request_id=number) == found


def test_a_wrong_number_is_an_error_to_the_client(geo):
    with pytest.raises(requests.HTTPError) as error:
        geo.get_service_request("999999")

    assert error.value.response.status_code == 404


def test_a_wrong_key_is_an_error_to_the_client(root, form):
    with pytest.raises(requests.HTTPError) as error:
        hand_in(root, form, "wrong", service_code="lighting", address_id="7H2K9M4R")

    assert error.value.response.status_code == 403
