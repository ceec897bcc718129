"""Professionals, visits and tickets as the staff platform records them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from factories import DAY, NOON, make_area, make_key
from rating_factories import give, make_professional, make_tickets, make_visit

from engage import schema
from engage.api.commands import key_commands
from engage.api.models import IdempotentAnswer
from engage.extensions import db
from engage.ratings.models import Professional, RatingSum, Ticket, Visit
from engage.ratings.services.professionals import mark_left, merge_professional
from engage.ratings.services.tickets import find_ticket
from engage.transaction import transaction

NOW = NOON
PLANNER = {"name": "李薇", "profession": "planner", "title": "高级工程师"}


@pytest.fixture(autouse=True)
def at_a_fixed_time():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def put(client, world):
    def put(path, json=None, headers=(), **kwargs):
        return client.put(f"/api/v1/{path}", json=json, headers={**world.bearer, **dict(headers)}, **kwargs)

    return put


@pytest.fixture
def get(client, world):
    def get(path, headers=(), **query):
        return client.get(f"/api/v1/{path}", query_string=query, headers={**world.bearer, **dict(headers)})

    return get


@pytest.fixture
def draw(client, world):
    def draw(visit_no, count, sending=None, key=None):
        headers = {"Authorization": f"Bearer {key}"} if key else world.bearer
        named = {"Idempotency-Key": sending} if sending is not None else {}
        return client.post(f"/api/v1/visits/{visit_no}/tickets", json={"count": count}, headers={**headers, **named})

    return draw


@pytest.fixture
def planner(world):
    return make_professional(world.community, staff_no="P-1")


@pytest.fixture
def visit(planner, world):
    return make_visit(planner, world.community, visit_no="V-1")


def of_visit(world, **changes):
    values = {"staff_no": "P-1", "area": world.community.code, "category": "advice", "visited_on": "2026-05-04",
              "state": "completed"}  # fmt: skip
    return {**values, **changes}


def count_of(model):
    return db.session.scalar(db.select(db.func.count()).select_from(model))


# Professionals


def test_records_a_professional_once(put, get, world):
    sent = {**PLANNER, "areas": [world.community.code]}

    first, again = put("professionals/P-7", sent), put("professionals/P-7", sent)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json == get("professionals/P-7").json
    assert first.json == {
        "staff_no": "P-7",
        **PLANNER,
        "areas": [world.community.code],
        "left_on": None,
        "merged_into": None,
        "updated_at": "2026-06-01T12:00:00.000000Z",
    }
    assert count_of(Professional) == 1


def test_brings_what_is_recorded_up_to_date(put, planner, world):
    response = put("professionals/P-1", {**PLANNER, "name": "王芳", "areas": [world.district.code.lower()]})

    assert (response.status_code, response.json["name"]) == (200, "王芳")
    assert response.json["areas"] == [world.district.code]


def test_takes_a_title_that_no_setting_knows(put, world):
    """New titles come from the staff platform; until a setting knows them, they count with the ability 1."""
    response = put("professionals/P-7", {**PLANNER, "title": "首席幻想家", "areas": [world.community.code]})

    assert (response.status_code, response.json["title"]) == (201, "首席幻想家")


def test_leaves_areas_out_of_the_keys_reach_as_they_are(put, world):
    make_professional(world.community, world.elsewhere, staff_no="P-2")

    response = put("professionals/P-2", {**PLANNER, "areas": [world.district.code]})

    assert response.json["areas"] == [world.district.code]
    kept = db.session.scalar(db.select(Professional).filter_by(staff_no="P-2"))
    assert {area.id for area in kept.areas} == {world.district.id, world.elsewhere.id}


def test_a_professional_of_another_district_is_not_there(put, get, world):
    make_professional(world.elsewhere, staff_no="P-2", name="陈工")

    answers = [get("professionals/P-2"), get("professionals/P-2/satisfaction", period="2026"),
               put("professionals/P-2", {**PLANNER, "areas": [world.community.code]})]  # fmt: skip

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert {answer.json["detail"] for answer in answers} == {get("professionals/NOBODY").json["detail"]}
    assert db.session.scalar(db.select(Professional.name)) == "陈工"


@pytest.mark.parametrize("code", ["NOWHERE", "elsewhere"])
def test_refuses_areas_that_are_not_the_keys(put, world, code):
    code = world.elsewhere.code if code == "elsewhere" else code
    response = put("professionals/P-7", {**PLANNER, "areas": [world.community.code, code]})

    assert (response.status_code, response.json["parameters"]) == (422, ["areas"])
    assert count_of(Professional) == 0


def test_a_merged_number_leads_on(put, get, planner, world):
    other = make_professional(world.community, staff_no="P-2")
    with transaction():
        merge_professional(planner.id, other.id, now=NOON)

    assert get("professionals/P-1").json["merged_into"] == "P-2"
    assert get("professionals/P-1/satisfaction", period="2026").json["staff_no"] == "P-2"
    assert put("professionals/P-1", {**PLANNER, "areas": [world.community.code]}).status_code == 409
    assert put("visits/V-9", of_visit(world)).json["staff_no"] == "P-2"


@pytest.mark.parametrize(
    "number",
    ["a%2Fb", "a/b", "a%20b", ".", "..", ".hidden", "a%3Fb", "a%23b", "%ff", "%00", "x" * 41, "%e2%80%8b", "a%0a"],
)
def test_numbers_that_addresses_cannot_carry_are_refused(put, get, world, number):
    response = put(f"professionals/{number}", {**PLANNER, "areas": [world.community.code]})

    assert response.status_code in (400, 404, 422)
    assert response.mimetype == "application/problem+json"
    assert count_of(Professional) == 0
    assert get(f"professionals/{number}").status_code in (400, 404)


@pytest.mark.parametrize("number", ["渝-0012", "P.1", "a_b", "A~1", "0", "İ", "x" * 40])
def test_other_numbers_are_taken_as_they_are(put, get, world, number):
    assert put(f"professionals/{number}", {**PLANNER, "areas": [world.community.code]}).status_code == 201

    assert get(f"professionals/{number}").json["staff_no"] == number


# What is sent


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"name": 7}, ["name"]),
        ({"name": None}, ["name"]),
        ({"name": "x" * 81}, ["name"]),
        ({"profession": "wizard"}, ["profession"]),
        ({"profession": ["planner"]}, ["profession"]),
        ({"title": True}, ["title"]),
        ({"areas": []}, ["areas"]),
        ({"areas": "A1"}, ["areas"]),
        ({"areas": [1]}, ["areas"]),
        ({"areas": ["A"] * 201}, ["areas"]),
        ({"colour": "red"}, ["colour"]),
        ({"name": 1, "title": 2}, ["name", "title"]),
    ],
)
def test_names_the_fields_that_are_at_fault(put, world, changes, fields):
    response = put("professionals/P-7", {**PLANNER, "areas": [world.community.code], **changes})

    assert (response.status_code, response.json["parameters"]) == (400, fields)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"count": 1, "count": 2}',
        b'{"count": NaN}',
        b'{"count": Infinity}',
        b'{"count": 1e999}',
        b'{"count": 1.5}',
        b'{"count": "1"}',
        b'{"count": true}',
        b'{"count": 0}',
        b'{"count": 201}',
        b'{"count": -1}',
        b'{"count": ' + b"9" * 5000 + b"}",
        b'{"count": [1]}',
        b'\xef\xbb\xbf{"count": 1}',
        b'{"count": 1}\xff',
        '{"count": 1}'.encode("utf-16"),
        b"[" * 50_000,
        b'{"count": 1} {}',
    ],
)
def test_json_that_is_not_exactly_right_is_refused(client, world, visit, body):
    response = client.post(
        "/api/v1/visits/V-1/tickets", data=body, content_type="application/json", headers=world.bearer
    )

    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert count_of(Ticket) == 0


def test_one_point_zero_is_a_whole_number(client, world, visit):
    response = client.post(
        "/api/v1/visits/V-1/tickets", data=b'{"count": 2.0}', content_type="application/json", headers=world.bearer
    )

    assert len(response.json["tickets"]) == 2


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b", "a\u200bb", "   ", "a\nb"])
def test_text_that_cannot_be_shown_is_refused(put, world, name):
    response = put("professionals/P-7", {**PLANNER, "name": name, "areas": [world.community.code]})

    assert response.status_code == 422


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_what_is_not_marked_as_json_is_refused(client, world, visit, content_type):
    response = client.post("/api/v1/visits/V-1/tickets", data=b'{"count": 1}', content_type=content_type,
                           headers=world.bearer)  # fmt: skip

    assert response.status_code == 415


def test_a_long_body_is_refused(client, world, visit):
    response = client.post("/api/v1/visits/V-1/tickets", data=b" " * 70_000, content_type="application/json",
                           headers=world.bearer)  # fmt: skip

    assert response.status_code == 413


def test_a_parameter_where_there_is_none_is_refused(put, get, planner, world):
    assert get("professionals/P-1", period="2026").json["parameters"] == ["period"]
    response = put("professionals/P-7?dry_run=1", {**PLANNER, "areas": [world.community.code]})
    assert (response.status_code, response.json["parameters"]) == (400, ["dry_run"])


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "professionals/P-1", {"GET", "HEAD", "OPTIONS", "PUT"}),
        ("POST", "visits/V-1", {"GET", "HEAD", "OPTIONS", "PUT"}),
        ("GET", "visits/V-1/tickets", {"OPTIONS", "POST"}),
        ("PUT", "satisfaction", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_says_which_methods_there_are(client, world, method, path, allowed):
    response = client.open(f"/api/v1/{path}", method=method, headers=world.bearer)

    assert (response.status_code, response.mimetype) == (405, "application/problem+json")
    assert set(response.allow) == allowed


def test_a_key_that_may_only_read_cannot_record(client, world):
    key = make_key(world.district, scopes=["ratings:read"]).text
    headers = {"Authorization": f"Bearer {key}"}

    response = client.put("/api/v1/professionals/P-7", json={**PLANNER, "areas": []}, headers=headers)

    assert response.status_code == 403


def test_says_how_often_a_key_may_be_used(get, planner):
    assert get("professionals/P-1").headers["RateLimit-Policy"] == '"key";q=600;w=60'


# Visits


def test_records_a_visit_once(put, get, planner, world):
    sent = of_visit(world, invited="2号楼")

    first, again = put("visits/V-7", sent), put("visits/V-7", sent)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json == get("visits/V-7").json
    assert first.json == {"visit_no": "V-7", **sent, "tickets": 0, "updated_at": "2026-06-01T12:00:00.000000Z"}
    assert count_of(Visit) == 1


def test_who_was_invited_stays_when_it_is_left_out(put, planner, world):
    put("visits/V-7", of_visit(world, invited="2号楼"))

    assert put("visits/V-7", of_visit(world, category="survey")).json["invited"] == "2号楼"
    assert put("visits/V-7", of_visit(world, invited="")).json["invited"] == ""


def test_a_visit_that_moves_takes_its_ratings_along(put, get, visit, world):
    make_professional(world.community, staff_no="P-2")
    make_professional(world.elsewhere, staff_no="NOISE")
    give(visit, 5, 5, 4, 4, 2)
    before = get("professionals/P-1/satisfaction", period="2026").json

    assert put("visits/V-1", of_visit(world, staff_no="P-2")).status_code == 200

    after = get("professionals/P-2/satisfaction", period="2026").json
    assert (before["n"], before["numerator"], after["n"], after["numerator"]) == (5, 20, 5, 20)
    assert get("professionals/P-1/satisfaction", period="2026").json["n"] == 0
    assert put("visits/V-1", of_visit(world, staff_no="P-2", visited_on="2025-12-31")).status_code == 200
    assert get("professionals/P-2/satisfaction", period="2026").json["status"] == "insufficient"
    assert get("professionals/P-2/satisfaction", period="2025-Q4").json["n"] == 5


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"staff_no": "NOBODY"}, 422, "staff_no"),
        ({"staff_no": "P-ELSEWHERE"}, 422, "staff_no"),
        ({"area": "NOWHERE"}, 422, "area"),
        ({"visited_on": "2026-02-30"}, 400, "visited_on"),
        ({"visited_on": "20260504"}, 400, "visited_on"),
        ({"visited_on": "2026-05-04T00:00:00Z"}, 400, "visited_on"),
        ({"visited_on": "1999-12-31"}, 422, "visited_on"),
        ({"visited_on": "2099-01-01"}, 422, "visited_on"),
        ({"state": "done"}, 400, "state"),
        ({"category": ""}, 400, "category"),
        ({"category": " "}, 422, "category"),
    ],
)
def test_refuses_a_visit_that_does_not_hold_together(put, planner, world, changes, status, field):
    make_professional(world.elsewhere, staff_no="P-ELSEWHERE")

    response = put("visits/V-7", of_visit(world, **changes))

    assert (response.status_code, response.json["parameters"]) == (status, [field])
    assert count_of(Visit) == 0


def test_a_visit_of_another_district_is_not_there(put, get, draw, planner, world):
    make_visit(make_professional(world.elsewhere), world.elsewhere, visit_no="V-2")

    answers = [get("visits/V-2"), put("visits/V-2", of_visit(world)), draw("V-2", 1)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert {answer.json["detail"] for answer in answers} == {get("visits/NONE").json["detail"]}


def test_a_visit_cannot_be_moved_out_of_the_keys_reach(put, visit, world):
    assert put("visits/V-1", of_visit(world, area=world.elsewhere.code)).status_code == 422


def test_a_professional_who_left_makes_no_more_visits(put, get, planner, world):
    with transaction():
        mark_left(planner.id, date(2026, 5, 1), now=NOON)

    assert get("professionals/P-1").json["left_on"] == "2026-05-01"
    assert put("visits/V-7", of_visit(world)).status_code == 409
    assert put("visits/V-7", of_visit(world, visited_on="2026-04-30")).status_code == 201


def test_the_day_of_a_visit_is_taken_as_written_wherever_the_server_stands(put, get, planner, world, at_a_fixed_time):
    """At that moment it is 2026 in Chongqing, and 2025 still in the server's UTC."""
    world.city.timezone = "Asia/Shanghai"
    db.session.commit()
    at_a_fixed_time.move_to(datetime(2025, 12, 31, 17, 0, tzinfo=UTC))
    put("visits/V-7", of_visit(world, visited_on="2026-01-01"))
    give(db.session.scalar(db.select(Visit)), 5, 5, 5, 5, 5, now=datetime(2025, 12, 31, 17, 0, tzinfo=UTC))

    assert get("professionals/P-1/satisfaction", period="2026").json["n"] == 5
    assert get("professionals/P-1/satisfaction", period="2025").json["n"] == 0


# Tickets


def test_draws_tickets_whose_codes_are_told_once(draw, visit):
    response = draw("V-1", 3)

    assert response.status_code == 201
    assert response.headers["Cache-Control"] == "no-store"
    tickets = response.json["tickets"]
    assert len({ticket["code"] for ticket in tickets}) == 3
    for ticket in tickets:
        assert ticket["url"] == f"http://localhost/r/{ticket['code']}"
        assert find_ticket(ticket["code"]).visit_id == visit.id
        assert datetime.fromisoformat(ticket["expires_at"]) == NOW + timedelta(days=30)
    assert db.session.scalars(db.select(Ticket.channel)).all() == ["api"] * 3


def test_the_same_sending_hears_the_same_codes(draw, visit):
    first, again = draw("V-1", 2, "abc"), draw("V-1", 2, "abc")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert count_of(Ticket) == 2
    assert draw("V-1", 2, "abd").json != first.json
    assert draw("V-1", 2).json != first.json


def test_the_same_sending_twice_at_once_draws_tickets_once(app, visit, world):
    begin = threading.Barrier(4)

    def send(_number):
        begin.wait()
        headers = {**world.bearer, "Idempotency-Key": "abc"}
        return app.test_client().post("/api/v1/visits/V-1/tickets", json={"count": 2}, headers=headers)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    db.session.rollback()  # This session's snapshot is older.
    assert count_of(Ticket) == 2


def test_two_keys_that_record_one_number_at_once_do_not_take_it_from_each_other(app, world):
    """Whoever comes second is told that the number is not there for this key, or to try again."""
    away = make_key(world.elsewhere).text
    sent = [(world.key, world.community.code), (away, world.elsewhere.code)]
    begin = threading.Barrier(2)

    def send(pair):
        begin.wait()
        return app.test_client().put(
            "/api/v1/professionals/P-7",
            json={**PLANNER, "areas": [pair[1]]},
            headers={"Authorization": f"Bearer {pair[0]}"},
        )

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, sent))

    assert sorted(answer.status_code for answer in answers)[0] == 201
    assert {answer.status_code for answer in answers} <= {201, 404, 409}
    db.session.rollback()  # This session's snapshot is older.
    [kept] = db.session.scalars(db.select(Professional)).all()
    assert len(kept.areas) == 1


def test_another_request_under_the_same_name_is_refused(draw, visit, planner, world):
    make_visit(planner, world.community, visit_no="V-2")
    draw("V-1", 2, "abc")

    assert draw("V-1", 3, "abc").status_code == draw("V-2", 2, "abc").status_code == 422
    assert count_of(Ticket) == 2


def test_two_programs_may_use_the_same_name(draw, visit, world):
    other = make_key(world.district).text

    assert draw("V-1", 1, "abc").json != draw("V-1", 1, "abc", key=other).json
    assert count_of(Ticket) == 2


def test_nothing_that_is_stored_tells_a_code(app, draw, visit):
    [ticket] = draw("V-1", 1, "abc").json["tickets"]

    [kept] = db.session.scalars(db.select(IdempotentAnswer)).all()
    assert ticket["code"] not in kept.body
    assert "abc" not in (kept.idempotency_key, kept.body)
    app.config["SECRET_KEY"] = "another secret key, as after a theft"
    assert draw("V-1", 1, "abc").status_code == 409


def test_a_name_may_be_used_anew_after_a_day(draw, visit, at_a_fixed_time):
    first = draw("V-1", 1, "abc")
    at_a_fixed_time.move_to(NOW + DAY)

    assert draw("V-1", 1, "abc").json != first.json
    assert count_of(IdempotentAnswer) == 1


def test_answers_are_forgotten_every_night(app, draw, visit, at_a_fixed_time, monkeypatch):
    draw("V-1", 1, "abc")
    at_a_fixed_time.move_to(NOW + timedelta(hours=1))
    draw("V-1", 1, "later")
    monkeypatch.setattr(schema, "refuse_out_of_date", lambda: None)
    run = app.test_cli_runner().invoke
    at_a_fixed_time.move_to(NOW + DAY - timedelta(seconds=1))
    assert run(key_commands, ["purge"]).output == "0 answers forgotten.\n"

    at_a_fixed_time.move_to(NOW + DAY)

    assert run(key_commands, ["purge"]).output == "1 answers forgotten.\n"
    assert count_of(IdempotentAnswer) == 1
    assert count_of(Ticket) == 2


@pytest.mark.parametrize("name", ["", "a b", "x" * 201, "é"])
def test_a_name_that_is_none_is_refused(draw, visit, name):
    response = draw("V-1", 1, name)

    assert (response.status_code, response.json["parameters"]) == (400, ["Idempotency-Key"])
    assert count_of(Ticket) == 0


def test_a_visit_has_so_many_tickets_and_no_more(draw, visit):
    for _time in range(5):
        assert draw("V-1", 200).status_code == 201

    assert draw("V-1", 1).status_code == 409


def test_recording_leaves_the_sums_of_others_alone(put, draw, visit, world):
    noise = make_visit(make_professional(world.community), world.community)
    make_tickets(noise, 3)
    draw("V-1", 4)

    put("visits/V-1", of_visit(world, state="missed"))

    sums = {row.professional_id: row.tickets for row in db.session.scalars(db.select(RatingSum))}
    assert sums == {noise.professional_id: 3, visit.professional_id: 4}


def test_what_a_key_reaches_ends_at_its_area(client, world):
    street = make_key(make_area("street", world.district)).text
    headers = {"Authorization": f"Bearer {street}"}

    response = client.put(
        "/api/v1/professionals/P-7", json={**PLANNER, "areas": [world.community.code]}, headers=headers
    )

    assert (response.status_code, response.json["parameters"]) == (422, ["areas"])
