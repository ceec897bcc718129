"""The office's pages of needs."""

import re
from io import BytesIO

import pytest
import time_machine
from bs4 import BeautifulSoup
from factories import DAY, NOON, commit, make_area, make_need, make_tree, make_user
from PIL import Image
from sqlalchemy import select

from engage import schema
from engage.accounts.models import AuditEntry, Role
from engage.extensions import db
from engage.needs.commands import needs_commands
from engage.needs.models import (
    CannedAnswer,
    Need,
    NeedContact,
    NeedCount,
    NeedEvent,
    NeedFlag,
    NeedPhoto,
    NeedSettings,
    NeedVisit,
)
from engage.needs.services.states import publish as publish_need
from engage.pictures.reencode import reencode
from engage.pictures.services import store_picture

HOSTILE = "<img src=x onerror=alert(1)>\"'{{ 7*7 }}"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def tree(app):
    return make_tree()


@pytest.fixture
def community(tree):
    return tree[3]


@pytest.fixture
def official(sign_in, tree):
    return sign_in(make_user(Role.OFFICIAL, tree[1], display_name="Official"))


@pytest.fixture
def worker(sign_in, community):
    return sign_in(make_user(Role.WORKER, community, display_name="Worker"))


def soup(response):
    return BeautifulSoup(response.data, "html.parser")


def words(response):
    return soup(response).find("main").get_text(" ", strip=True)


def fresh(need):
    db.session.expire_all()
    return db.session.get(Need, need.id)


def send(client, need, step, **data):
    return client.post(f"/staff/needs/{need.id}/{step}", data={"version": need.version, **data})


# The queue


def test_the_queue_shows_what_is_due_first(official, community):
    make_need(make_area("community"), raw_text="elsewhere", due_at=NOON)
    make_need(community, raw_text="later", due_at=NOON + DAY)
    make_need(community, raw_text="first", due_at=NOON - DAY)
    make_need(community, raw_text="read before", state="published", due_at=NOON)

    page = soup(official.get("/staff/needs/queue"))

    assert [tag.text for tag in page.select(".said")] == ["first", "later"]
    assert "Overdue since" in page.text


def test_the_queue_points_at_personal_data_and_flags(official, community):
    make_need(community, raw_text="请打电话13800138000")
    flagged = make_need(community, state="published", summary_zh="路灯", first_published_at=NOON)
    commit(NeedFlag(need_id=flagged.id, device="d", reason="offensive", given_at=NOON))

    assert "Personal data?" in words(official.get("/staff/needs/queue"))
    assert "insults" in words(official.get("/staff/needs/queue?why=flagged"))


def test_an_empty_queue_says_so(official):
    assert "All read" in words(official.get("/staff/needs/queue"))
    assert "No flags" in words(official.get("/staff/needs/queue?why=flagged"))


def test_a_full_queue_costs_as_many_questions_as_a_short_one(official, community):
    def cost():
        seen = []
        db.event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        official.get("/staff/needs/queue")
        return len(seen)

    make_need(community)
    few = cost()
    for _ in range(20):
        make_need(community)
    db.session.expire_all()
    assert cost() <= 2 * few + 2  # The listener of the first count hears the second one, too.


# One need


def test_the_desk_page_keeps_the_raw_text_from_professionals(official, sign_in, community):
    need = make_need(
        community, state="published", raw_text="my secret words", summary_zh="路灯", first_published_at=NOON
    )
    commit(NeedContact(need_id=need.id, contact="13900000000", notice="contact-1", consented_at=NOON))
    professional = sign_in(make_user(Role.PROFESSIONAL, community, profession="engineer"))

    assert "my secret words" in words(official.get(f"/staff/needs/{need.id}"))
    assert "13900000000" in words(official.get(f"/staff/needs/{need.id}"))
    seen = professional.get(f"/staff/needs/{need.id}")
    assert seen.status_code == 200
    assert b"my secret words" not in seen.data
    assert b"13900000000" not in seen.data


def test_what_people_typed_is_shown_as_text(official, community):
    need = make_need(community, raw_text=HOSTILE, spot=HOSTILE)

    page = official.get(f"/staff/needs/{need.id}")

    assert b"<img src=x" not in page.data
    assert HOSTILE in soup(page).text


def test_personal_data_is_marked_before_publishing(official, community):
    need = make_need(community, raw_text="找张三 13800138000 谢谢")

    page = soup(official.get(f"/staff/needs/{need.id}"))

    assert page.select_one(".raw mark").text.startswith("13800138000")
    assert "a telephone number" in page.text


def publish(client, need, **data):
    values = {"publish-category": "lift", "publish-summary_zh": "电梯坏了", "publish-summary_en": ""}
    return send(client, need, "publish", **{**values, **data})


def test_publishing_keeps_the_raw_text_apart(official, community):
    need = make_need(community, raw_text="raw")

    assert publish(official, need).status_code == 303

    need = fresh(need)
    assert (need.state, need.summary_zh, need.raw_text, need.category) == ("published", "电梯坏了", "raw", "lift")


def test_a_summary_with_a_telephone_number_needs_a_yes(official, community):
    need = make_need(community)
    risky = {"publish-summary_zh": "打13800138000"}

    answer = publish(official, need, **risky)

    assert answer.status_code == 422
    assert "a telephone number" in words(answer)
    assert "打13800138000" in soup(answer).find("textarea", id="publish-summary_zh").text
    assert fresh(need).state == "received"
    assert publish(official, need, **risky, **{"publish-is_read": "y"}).status_code == 303


def test_a_private_need_stays_out_of_sight(official, client, community):
    need = make_need(community)

    publish(official, need, **{"publish-is_private": "y"})

    assert (fresh(need).is_private, fresh(need).first_published_at) == (True, None)
    assert client.get(f"/needs/{need.id}").status_code == 404


def test_who_came_second_reads_who_was_first_and_keeps_the_words(official, worker, community):
    need = make_need(community)
    version = need.version
    publish(worker, need)

    answer = official.post(
        f"/staff/needs/{need.id}/publish",
        data={"version": version, "publish-category": "lift", "publish-summary_zh": "我的话"},
    )

    assert answer.status_code == 409
    assert "Worker on" in words(answer)
    assert "我的话" in soup(answer).find("textarea", id="publish-summary_zh").text
    assert fresh(need).summary_zh == "电梯坏了"


def test_a_form_without_its_version_is_not_believed(official, community):
    need = make_need(community)

    answer = official.post(
        f"/staff/needs/{need.id}/publish", data={"publish-category": "lift", "publish-summary_zh": "字"}
    )

    assert answer.status_code == 409


def test_declining_takes_a_reason_and_can_be_taken_back(official, community):
    need = make_need(community)
    assert send(official, need, "decline").status_code == 422

    assert send(official, need, "decline", **{"decline-text_zh": "不归我们管"}).status_code == 303
    need = fresh(need)
    assert need.state == "declined"
    send(official, need, "reopen")
    assert fresh(need).state == "received"


def test_a_ready_sentence_fills_the_form(official, community):
    need = make_need(community)
    answer = commit(CannedAnswer(area_id=community.id, title="转办", text_zh="已转供电公司", text_en="Passed on"))

    page = soup(official.get(f"/staff/needs/{need.id}?form=decline&canned={answer.id}"))

    assert page.find("textarea", id="decline-text_zh").text.strip() == "已转供电公司"
    assert page.find("details", id="decline").has_attr("open")


def test_moving_on_tells_the_timeline(official, community):
    need = make_need(community, state="published", first_published_at=NOON)

    send(official, need, "state", **{"state-state": "done", "state-text_zh": "灯换好了"})

    assert fresh(need).state == "done"
    assert db.session.scalar(select(NeedEvent.text_zh).filter_by(need_id=need.id)) == "灯换好了"


@pytest.mark.parametrize("state", ["confirmed", "merged", "received", "", "nonsense"])
def test_only_the_next_steps_can_be_chosen(official, community, state):
    need = make_need(community, state="done")

    assert send(official, need, "state", **{"state-state": state}).status_code in (409, 422)
    assert fresh(need).state == "done"


def test_flags_are_kept_or_lead_out_of_sight(official, community):
    need = make_need(community, state="published", first_published_at=NOON)
    commit(NeedFlag(need_id=need.id, device="d", reason="other", text=HOSTILE, given_at=NOON))
    assert b"<img src=x" not in official.get(f"/staff/needs/{need.id}").data

    assert send(official, need, "flags", decision="nonsense").status_code == 422
    send(official, need, "flags", decision="hide")

    assert fresh(need).state == "received"


def test_no_text_of_a_person_reaches_the_audit(official, community):
    need = make_need(community, raw_text="very private words")
    publish(official, need)
    send(official, fresh(need), "decline", **{"decline-text_zh": "reason in words"})

    entries = db.session.scalars(select(AuditEntry)).all()
    assert {entry.subject for entry in entries} == {f"need {need.id}"}
    assert {entry.action for entry in entries} == {"need published", "need declined"}


def test_the_priority_is_shown_in_parts(official, community):
    commit(NeedSettings(area_id=community.id, weights={"supports": 77}))
    need = make_need(community, supports=10, category="safety")

    page = soup(official.get(f"/staff/needs/{need.id}"))

    rows = [[cell.text for cell in row.select("td.number")] for row in page.select("table.parts tbody tr")]
    assert rows[0] == ["50", "77"]
    assert rows[-1] == ["–", "10"]


# Joining


def test_a_need_is_joined_with_one_that_was_searched(official, community):
    target = make_need(community, state="published", summary_zh="三号楼电梯", first_published_at=NOON)
    make_need(community, summary_zh="别的", raw_text="别的")
    make_need(make_area("community"), summary_zh="三号楼电梯", state="published")
    need = make_need(community)

    page = soup(official.get(f"/staff/needs/{need.id}/merge?q=电梯"))
    assert [tag["value"] for tag in page.select("input[name=target]")] == [str(target.id)]
    assert send(official, need, "merge", target=target.id).status_code == 303

    assert fresh(need).merged_into_id == target.id
    send(official, fresh(need), "unmerge")
    assert fresh(need).state == "received"


@pytest.mark.parametrize("target", ["", "0", "x", "99999999999999999999", "self"])
def test_a_target_that_is_none_is_refused(official, community, target):
    need = make_need(community)

    answer = send(official, need, "merge", target=need.id if target == "self" else target)

    assert answer.status_code == 422
    assert fresh(need).state == "received"


def test_a_target_out_of_reach_is_refused(worker, community):
    need, stranger = make_need(community), make_need(make_area("community"))

    assert send(worker, need, "merge", target=stranger.id).status_code == 422


# Photos


def photo_of(need):
    file = BytesIO()
    Image.new("RGB", (80, 60), "white").save(file, "PNG")
    return commit(NeedPhoto(need_id=need.id, position=1, digest=store_picture(reencode(file.getvalue()))))


def test_a_photo_is_painted_over_by_ticking(official, community):
    need = make_need(community)
    photo = photo_of(need)
    before = photo.digest
    assert len(soup(official.get(f"/staff/needs/photos/{photo.id}/redact")).select("input[name=cells]")) == 48

    empty = official.post(f"/staff/needs/photos/{photo.id}/redact", data={"version": need.version})
    assert empty.status_code == 422
    answer = official.post(
        f"/staff/needs/photos/{photo.id}/redact", data={"version": need.version, "cells": ["0", "47", "99", "x"]}
    )

    assert answer.status_code == 303
    assert db.session.get(NeedPhoto, photo.id, populate_existing=True).digest != before
    assert official.get(f"/pictures/{before}.webp").status_code == 404
    assert official.get(f"/staff/needs/photos/{photo.id}.webp").status_code == 200


def test_a_hidden_photo_is_not_shown_with_the_need(official, community):
    need = make_need(community)
    photo = photo_of(need)

    official.post(f"/staff/needs/photos/{photo.id}/hide", data={"version": need.version})
    publish(official, fresh(need))

    assert db.session.get(NeedPhoto, photo.id, populate_existing=True).shown_digest is None


def test_a_photo_that_nobody_has_looked_at_is_for_the_office(official, sign_in, community):
    photo = photo_of(make_need(community))
    professional = sign_in(make_user(Role.PROFESSIONAL, community))

    assert professional.get(f"/staff/needs/photos/{photo.id}.webp").status_code == 403
    assert official.get(f"/staff/needs/photos/{photo.id}.webp").headers["Cache-Control"].count("no-store") == 1


# Professionals


@pytest.fixture
def engineer(community):
    return make_user(Role.PROFESSIONAL, community, profession="engineer", display_name="Li Wei")


def test_a_professional_sees_what_concerns_the_profession(sign_in, community, tree, engineer):
    commit(NeedSettings(area_id=tree[4].id, professions={"facade": ["engineer"], "drainage": ["planner"]}))
    open_ = {"state": "published", "first_published_at": NOON}
    make_need(community, category="drainage", summary_zh="engineers", **open_)
    make_need(community, category="facade", summary_zh="architects", **open_)
    make_need(tree[5], category="facade", summary_zh="here engineers", **open_)
    make_need(tree[5], category="drainage", summary_zh="here planners", **open_)
    make_need(make_area("community"), category="drainage", summary_zh="elsewhere", **open_)
    make_need(community, category="drainage", summary_zh="private raw", raw_text="raw")

    page = soup(sign_in(engineer).get("/staff/needs/mine?which=open"))

    assert {tag.text for tag in page.select(".said")} == {"engineers", "here engineers"}


def test_a_professional_takes_up_visits_and_answers(sign_in, community, engineer):
    need = make_need(community, state="published", first_published_at=NOON)
    client = sign_in(engineer)

    assert send(client, need, "take-up").status_code == 303
    assert fresh(need).professional_id == engineer.id
    assert send(client, fresh(need), "visit", **{"visit-visit_at": "2026-06-03T09:30"}).status_code == 303
    visit = db.session.scalar(select(NeedVisit))
    client.post(
        f"/staff/needs/visits/{visit.id}/outcome", data={"version": fresh(need).version, "outcome-text_zh": "换线"}
    )
    send(client, fresh(need), "answer", **{"answer-text_zh": "本周完工", "answer-text_en": "Done this week"})

    page = client.get(f"/staff/needs/{need.id}")
    chain = soup(page).select_one(".chain").get_text(" ", strip=True)
    assert "Li Wei" in chain
    assert "3 Jun 2026" in chain
    assert "换线" in chain
    assert "Done this week" in words(page)
    assert "Li Wei" in words(client.get("/staff/needs/mine"))


@pytest.mark.parametrize("moment", ["", "tomorrow", "2026-13-01T09:00", "2040-01-01T09:00"])
def test_a_visit_without_a_sensible_time_is_refused(sign_in, community, engineer, moment):
    need = make_need(community, state="matched", professional_id=engineer.id)

    answer = send(sign_in(engineer), need, "visit", **{"visit-visit_at": moment, "visit-text_zh": "门口见"})

    assert answer.status_code == 422
    assert "门口见" in answer.text


def test_a_professional_leaves_the_needs_of_others_alone(sign_in, community, engineer):
    other = make_user(Role.PROFESSIONAL, community, profession="engineer")
    need = make_need(community, state="matched", professional_id=other.id, first_published_at=NOON)
    client = sign_in(engineer)

    steps = {
        "state": {"state-state": "done"}, "answer": {"answer-text_zh": "字"}, "effort": {"effort-effort": "little"},
        "hand-over": {"assign-professional": engineer.id}, "publish": {"publish-summary_zh": "字"},
        "visit": {"visit-visit_at": "2026-06-03T09:30"},
    }  # fmt: skip
    assert {send(client, need, step, **data).status_code for step, data in steps.items()} == {403}
    assert send(client, need, "take-up").status_code == 409


def test_a_need_is_handed_over(sign_in, community, engineer):
    other = make_user(Role.PROFESSIONAL, community, display_name="Wang")
    need = make_need(community, state="matched", professional_id=engineer.id)
    client = sign_in(engineer)
    assert "Wang" in client.get(f"/staff/needs/{need.id}").text

    send(client, need, "hand-over", **{"assign-professional": other.id, "assign-reason": "holiday"})

    assert fresh(need).professional_id == other.id


def test_officials_assign(official, community, engineer):
    need = make_need(community, state="published")

    assert send(official, need, "assign", **{"assign-professional": "x"}).status_code == 422
    send(official, need, "assign", **{"assign-professional": engineer.id})

    assert (fresh(need).professional_id, fresh(need).state) == (engineer.id, "matched")


# Overdue, and many at once


def test_overdue_needs_are_a_reminder(official, community):
    make_need(community, state="under-way", summary_zh="late", due_at=NOON - DAY)
    make_need(community, state="under-way", summary_zh="in time", due_at=NOON + DAY)
    make_need(community, state="declined", summary_zh="closed", due_at=NOON - DAY)
    make_need(make_area("community"), summary_zh="elsewhere", due_at=NOON - DAY)

    page = soup(official.get("/staff/needs/overdue"))

    assert [tag.text for tag in page.select(".said")] == ["late"]
    assert soup(official.get("/staff/needs/overdue?state=done")).select(".said") == []


def bulk(client, needs, action, **data):
    ticks = [f"{need.id}.{need.version}" for need in needs]
    return client.post("/staff/needs/bulk", data={"need": ticks, "action": action, **data})


def test_a_bulk_action_asks_for_its_words_then_can_be_undone(official, community):
    needs = [make_need(community) for _ in range(3)]
    asked = bulk(official, needs, "decline")
    assert soup(asked).find("textarea", id="text_zh")

    answer = bulk(official, needs, "decline", sure="yes", text_zh="重复")
    result = official.get(answer.location)
    assert "3 needs were changed" in words(result)
    assert {fresh(need).state for need in needs} == {"declined"}

    official.post(soup(result).find("form", action=re.compile("undo"))["action"])
    assert {fresh(need).state for need in needs} == {"received"}


def test_a_bulk_action_names_what_changed_meanwhile(official, worker, community):
    needs = [make_need(community, state="published", summary_zh="字") for _ in range(2)]
    ticks = [f"{need.id}.{need.version}" for need in needs]
    send(worker, needs[0], "answer", **{"answer-text_zh": "已看"})

    answer = official.post(
        "/staff/needs/bulk", data={"need": ticks, "action": "under-way", "back": "https://example.org/"}
    )

    page = words(official.get(answer.location))
    assert f"Not changed: #{needs[0].id}" in page
    assert fresh(needs[1]).state == "under-way"
    assert "example.org" not in official.get(answer.location).text


@pytest.mark.parametrize("ticks", [[], ["x"], ["1"], ["99.1"], ["1.1; DROP TABLE need"]])
def test_a_bulk_action_on_nothing_is_refused(official, ticks):
    answer = official.post("/staff/needs/bulk", data={"need": ticks, "action": "under-way"})

    assert answer.status_code == 422


def test_a_bulk_action_reaches_only_ones_own_areas(worker, community):
    mine, strange = make_need(community, state="published"), make_need(make_area("community"), state="published")

    bulk(worker, [mine, strange], "under-way")

    assert (fresh(mine).state, fresh(strange).state) == ("under-way", "published")


# Assisted entry


ENTRY = {"category": "lift", "text": "电梯停了三天", "form_token": "f" * 32}


def test_a_worker_enters_for_somebody_and_prints_the_slip(worker, community):
    data = {**ENTRY, "area": community.code, "contact": "13900000000", "notice": "yes", "affected": ["older"]}
    answer = worker.post("/staff/needs/enter", data=data)
    again = worker.post("/staff/needs/enter", data=data)

    need = db.session.scalars(select(Need)).one()
    assert (need.channel, need.affected, need.entered_by_id is None) == ("assisted", ["older"], False)
    assert again.location == answer.location
    slip = soup(worker.get(answer.location))
    assert slip.select_one("svg.qr")
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", slip.select_one(".number").text)
    assert db.session.scalars(select(NeedCount.is_assisted).distinct()).all() == [True]


def test_the_slip_is_for_who_entered_the_need(worker, official, community):
    answer = worker.post("/staff/needs/enter", data={**ENTRY, "area": community.code})

    assert official.get(answer.location).status_code == 403


def test_a_number_needs_the_notice_and_a_place_is_ones_own(worker, community):
    stranger = make_area("community")

    answer = worker.post(
        "/staff/needs/enter", data={**ENTRY, "area": stranger.code, "contact": "139", "spot": "x" * 201}
    )

    assert answer.status_code == 422
    assert {tag["id"] for tag in soup(answer).select(".error")} == {"area-error", "notice-error", "spot-error"}
    assert soup(answer).find("textarea", id="text").text.strip() == "电梯停了三天"
    assert db.session.scalar(select(Need.id)) is None


# Settings


def test_settings_are_saved_and_shown_beside_those_above(official, community, tree):
    commit(NeedSettings(area_id=tree[1].id, due_days={"received": 9}))

    official.post(
        f"/staff/needs/setup/{community.id}",
        data={"days-published": "4", "weight-age": "0", "shown-lift": "yes", "profession-lift": ["other"]},
    )

    row = db.session.get(NeedSettings, community.id)
    assert (row.due_days, row.weights, row.professions) == ({"published": 4}, {"age": 0}, {"lift": ["other"]})
    page = soup(official.get(f"/staff/needs/setup/{community.id}"))
    assert page.find("input", id="days-published")["value"] == "4"
    assert page.select_one("table tbody tr td.number").text == "9"


@pytest.mark.parametrize(("field", "value"), [("days-received", "0"), ("days-received", "x"), ("weight-age", "101"),
                                              ("days-done", "-1"), ("weight-age", "٣")])  # fmt: skip
def test_settings_out_of_bounds_are_refused_and_kept(official, community, field, value):
    answer = official.post(f"/staff/needs/setup/{community.id}", data={field: value, "weight-safety": "7"})

    assert answer.status_code == 422
    assert soup(answer).find("input", id="weight-safety")["value"] == "7"
    assert db.session.get(NeedSettings, community.id) is None


def test_settings_that_somebody_else_changed_are_not_written_over(official, community):
    address = f"/staff/needs/setup/{community.id}"
    seen = soup(official.get(address)).find("input", attrs={"name": "seen"})["value"]
    assert official.post(address, data={"seen": seen, "weight-age": "5"}).status_code == 303

    late = official.post(address, data={"seen": seen, "weight-age": "9"})

    assert late.status_code == 409
    assert soup(late).find("input", id="weight-age")["value"] == "9"
    assert db.session.get(NeedSettings, community.id, populate_existing=True).weights == {"age": 5}


def test_workers_do_not_set_up(worker, community):
    assert worker.get(f"/staff/needs/setup/{community.id}").status_code == 403


def test_ready_sentences_come_and_go(official, community):
    address = f"/staff/needs/setup/{community.id}/canned"
    assert official.post(address, data={"title": "", "text_zh": "字"}).status_code == 422
    official.post(address, data={"title": "转办", "text_zh": "已转办", "text_en": "Passed on"})
    answer = db.session.scalars(select(CannedAnswer)).one()

    official.post(f"/staff/needs/canned/{answer.id}", data={"title": "转", "text_zh": "已转"})
    assert "转 : 已转" in words(official.get(f"/staff/needs/setup/{community.id}"))
    official.post(f"/staff/needs/canned/{answer.id}/delete")

    assert db.session.scalar(select(CannedAnswer.id)) is None


def test_publishing_by_a_service_is_the_same_as_by_the_page(official, community):
    need = make_need(community)
    publish_need(need.id, summary_zh="灯", summary_en="", version=1, now=NOON, actor_id=None)
    db.session.commit()

    assert "Change the public summary" in words(official.get(f"/staff/needs/{need.id}"))


def test_the_night_confirms_what_nobody_spoke_against(app, community, monkeypatch):
    monkeypatch.setattr(schema, "refuse_out_of_date", lambda: None)
    need = make_need(community, state="done", due_at=NOON - DAY)

    for expected in ("Counted as solved: 1", "Counted as solved: 0"):
        result = app.test_cli_runner().invoke(needs_commands, ["due"])
        assert result.exit_code == 0, result.output
        assert expected in result.output

    assert fresh(need).state == "confirmed"
