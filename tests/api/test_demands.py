"""GET /api/v1/demands: what the staff platform reads, in which order, and what it never reads."""

import json
from datetime import timedelta

import pytest
import time_machine
from factories import DAY, NOON, commit, make_key, make_need, make_user

from engage.accounts.models import Role
from engage.api.queries import walk
from engage.api.queries.marks import Mark, mark_from
from engage.extensions import db
from engage.needs.models import NeedContact, NeedPhoto
from engage.pictures.models import Picture

MINUTE = timedelta(minutes=1)
NOW = NOON + DAY


@pytest.fixture(autouse=True)
def at_a_fixed_time():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ask(client, world):
    def ask(headers=(), **query):
        return client.get("/api/v1/demands", query_string=query, headers={**world.bearer, **dict(headers)})

    return ask


def ids(response):
    return [int(demand["id"]) for demand in response.json["demands"]]


def read_all(ask, **query):
    """Return the ids of all pages, and how many pages there were."""
    found, pages, cursor = [], 0, None
    while True:
        answer = ask(**query, **({"cursor": cursor} if cursor else {})).json
        found += [int(demand["id"]) for demand in answer["demands"]]
        pages, cursor = pages + 1, answer["next"]
        if not answer["has_more"]:
            return found, pages


def test_tells_a_need_without_what_was_written_or_left_to_reach_anybody(ask, world, publish):
    planner = make_user(Role.PROFESSIONAL, world.district, name="li.wei")
    need = publish(world.community, placement_id=world.placement.id, spot="2号门公告栏", affected=["older"], supports=3,
                   professional_id=planner.id, raw_text="SECRET 13800138000", state="matched")  # fmt: skip
    commit(NeedContact(need_id=need.id, contact="PRIVATE 13900139000", notice="1", consented_at=NOON))

    response = ask()

    assert response.json["demands"] == [
        {
            "id": str(need.id),
            "is_removed": False,
            "url": f"http://localhost/needs/{need.id}",
            "category": "lighting",
            "state": "matched",
            "summary": {"zh": "路灯不亮", "en": "The lamp is dark"},
            "area": {"code": world.community.code, "kind": "community", "name_zh": "花园社区", "name_en": "Garden"},
            "placement": "7H2K9M4R",
            "spot": "2号门公告栏",
            "affected": ["older"],
            "is_assisted": False,
            "supports": 3,
            "priority": 0,
            "professional": "li.wei",
            "merged_into": None,
            "photos": [],
            "created_at": "2026-06-01T12:00:00.000000Z",
            "published_at": "2026-06-01T12:00:00.000000Z",
            "state_at": "2026-06-01T12:00:00.000000Z",
            "due_at": None,
            "updated_at": "2026-06-01T12:00:00.000000Z",
        }
    ]
    for secret in ("SECRET", "PRIVATE", "13800138000", "13900139000", need.tracking_digest, need.form_token):
        assert secret not in response.text


def test_shows_only_photos_that_the_public_sees(ask, world, publish):
    need = publish(world.community)
    for letter in "ab":
        commit(Picture(digest=letter * 64, **picture_values()))
    commit(NeedPhoto(need_id=need.id, position=1, digest="a" * 64, shown_digest="b" * 64))
    commit(NeedPhoto(need_id=need.id, position=2, digest="a" * 64, shown_digest=None))

    assert ask().json["demands"][0]["photos"] == [f"http://localhost/pictures/{'b' * 64}.webp"]


def picture_values():
    columns = {column.name: column for column in Picture.__table__.columns if column.name != "digest"}
    samples = {"BLOB": b"x", "INTEGER": 1, "DATETIME": NOON, "VARCHAR": "x", "BOOLEAN": False}
    return {
        name: samples.get(str(column.type).split("(")[0], b"x")
        for name, column in columns.items()
        if not column.nullable
    }


def test_what_was_never_published_is_not_there(ask, world, publish):
    make_need(world.community)
    make_need(world.community, is_private=True, state="published", summary_zh="x")

    assert ids(ask()) == []


def test_what_is_hidden_again_is_to_be_removed(ask, world, publish):
    need = publish(world.community, is_private=True, summary_zh="SECRET")
    back = publish(world.community, state="received", updated_at=NOON + MINUTE)

    answer = ask()

    assert answer.json["demands"] == [
        {"id": str(need.id), "is_removed": True, "updated_at": "2026-06-01T12:00:00.000000Z"},
        {"id": str(back.id), "is_removed": True, "updated_at": "2026-06-01T12:01:00.000000Z"},
    ]


def test_stays_within_the_keys_area(ask, client, world, publish):
    here, there = publish(world.community), publish(world.elsewhere)

    assert ids(ask()) == [here.id]
    assert ask(area=world.elsewhere.code).status_code == ask(area="NOWHERE").status_code == 400
    assert ask(area=world.elsewhere.code).json["detail"] == ask(area="NOWHERE").json["detail"]
    whole = make_key(world.city).text
    response = client.get("/api/v1/demands", headers={"Authorization": f"Bearer {whole}"})
    assert ids(response) == [here.id, there.id]


def test_narrows_by_each_filter(ask, world, publish):
    planner = make_user(Role.PROFESSIONAL, world.district, name="li.wei")
    first = publish(world.community, category="lift")
    second = publish(world.community, state="done", updated_at=NOON + MINUTE)
    third = publish(world.district, professional_id=planner.id, updated_at=NOON + 2 * MINUTE)

    assert ids(ask(category="lift")) == [first.id]
    assert ids(ask(state="done")) == [second.id]
    assert ids(ask(professional="li.wei")) == [third.id]
    assert ids(ask(professional="nobody")) == []
    assert ids(ask(area=world.community.code)) == [first.id, second.id]
    assert ids(ask(updated_since="2026-06-01T12:01:00Z")) == [second.id, third.id]
    assert ids(ask(updated_since="2026-06-01T20:02:00+08:00")) == [third.id]


def test_pages_lead_through_everything_once(ask, world, publish):
    areas = [world.community, world.district]
    needs = [
        publish(areas[number % 2], updated_at=NOON + MINUTE * (number // 3), state=["published", "done"][number % 2])
        for number in range(11)
    ]

    assert read_all(ask, limit=4) == ([need.id for need in needs], 3)


def test_a_need_that_changes_meanwhile_comes_again_and_none_is_lost(ask, world, publish):
    needs = [publish(world.community, updated_at=NOON + MINUTE * number) for number in range(4)]
    first = ask(limit=2).json
    needs[0].updated_at = NOON + 9 * MINUTE
    db.session.commit()

    assert ids(ask(limit=9, cursor=first["next"])) == [needs[2].id, needs[3].id, needs[0].id]


def test_the_last_page_says_where_to_go_on_later(ask, world, publish):
    old = publish(world.community)
    end = ask().json
    assert end["has_more"] is False
    assert ids(ask(cursor=end["next"])) == []
    assert ask(cursor=end["next"]).json["next"] == end["next"]

    new = publish(world.community, updated_at=NOON + MINUTE)

    assert ids(ask(cursor=end["next"])) == [new.id] != [old.id]


def test_a_change_that_becomes_visible_late_is_not_passed_over(ask, world, publish):
    """Another transaction may have begun earlier and end later."""
    publish(world.community, updated_at=NOW - timedelta(seconds=1))
    end = ask().json
    late = publish(world.community, updated_at=NOW - timedelta(seconds=2))

    assert late.id in ids(ask(cursor=end["next"]))


def test_a_filter_that_few_pass_ends_pages_early_and_loses_nothing(ask, world, publish, monkeypatch):
    monkeypatch.setattr(walk, "FARTHEST", 5)
    needs = [
        publish(world.community, updated_at=NOON + MINUTE * number, category="lift" if number % 9 == 8 else "lighting")
        for number in range(30)
    ]

    found, pages = read_all(ask, category="lift")

    assert found == [need.id for need in needs if need.category == "lift"]
    assert pages > 2


def test_nothing_new_is_answered_without_a_body(ask, world, publish):
    need = publish(world.community)
    first = ask()

    again = ask(headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]

    need.supports = 9
    db.session.commit()
    assert ask(headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_no_cache_keeps_it_for_others(ask):
    response = ask()

    assert "private" in response.headers["Cache-Control"]
    assert "Authorization" in response.headers["Vary"]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "ten"},
        {"limit": "\u0663"},
        {"state": "open"},
        {"category": "lamps"},
        {"area": "'; DROP TABLE need --"},
        {"updated_since": "yesterday"},
        {"updated_since": "2026-06-01"},
        {"updated_since": "2026-06-01T09:00:00"},
        {"updated_since": "9999-12-31T23:59:59-23:59"},
        {"updated_since": "0001-01-01T00:00:00+14:00"},
        {"cursor": "x"},
        {"cursor": "\U0001f4a9"},
        {"cursor": "MjAyNnwx"},
        {"cursor": "A" * 5000},
        {"cursr": "x"},
        {"q": "lamp"},
    ],
)
def test_a_parameter_that_makes_no_sense_is_named(ask, query):
    response = ask(**query)

    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert response.json["parameters"] == list(query)
    assert set(response.json) == {"type", "title", "status", "detail", "instance", "parameters"}


def test_marks_come_back_as_they_went():
    mark = Mark(NOON + timedelta(microseconds=7), 12)

    assert mark_from(mark.text()) == mark


def test_a_mark_may_not_carry_what_no_store_can_hold(ask):
    import base64

    for plain in ("2026-06-01T12:00:00|99999999999999999999", "2026-06-01T12:00:00|-1", "99999-01-01|1", "|", "x|1",
                  "2026-06-01T12:00:00+08:00|1"):  # fmt: skip
        text = base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
        assert ask(cursor=text).status_code in (200, 400), plain


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/v1/nothing", 404), ("GET", "/api/", 404), ("POST", "/api/v1/demands", 405)],
)
def test_other_addresses_answer_with_problems(client, method, path, status):
    response = client.open(path, method=method, headers={"Accept": "text/html"})

    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert response.json["status"] == status
    assert response.json["type"] == "about:blank"
    assert response.json["instance"] == path


def test_a_fault_is_a_problem_that_gives_nothing_away(ask, monkeypatch):
    monkeypatch.setattr("engage.api.views.demands.queries.feed", lambda *_args, **_more: {}["13800138000"])

    response = ask()

    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert "13800138000" not in response.text


def test_costs_the_same_number_of_queries_however_many_needs(ask, world, publish):
    counted = []
    db.event.listen(db.engine, "before_cursor_execute", lambda *event: counted.append(event[2]))

    def cost():
        ask()  # The first use of a minute is counted in the store.
        counted.clear()
        ask()
        return len(counted)

    publish(world.community)
    few = cost()
    for number in range(20):
        publish(world.community, updated_at=NOON + MINUTE * number)

    assert cost() == few
    assert json.dumps(ask().json)
