"""Joining a need, flagging it, and the last word of those who asked."""

from datetime import timedelta

import pytest
import time_machine
from factories import NOON, commit, make_area, make_need, make_user
from need_forms import rows, soup

from engage.errors import Closed, Conflict, NotAllowed, NotFound
from engage.extensions import db
from engage.needs.models import Need, NeedCount, NeedEvent, NeedFlag, NeedSupport, NeedVerdict
from engage.needs.services.flag import flag
from engage.needs.services.states import change_state
from engage.needs.services.support import join, leave
from engage.needs.services.verdict import judge_as_asker, judge_as_neighbour
from engage.needs.states import State
from engage.transaction import transaction

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def public_need(area=None, **kwargs):
    values = {"state": "published", "first_published_at": NOON, "summary_zh": "灯不亮", "summary_en": "Lamp dark"}
    return make_need(area, **{**values, **kwargs})


@pytest.fixture
def need(app):
    public_need()
    return public_need()


def device(name):
    return lambda need_id: f"{name} of {need_id}"


def supports_counted(need):
    db.session.rollback()
    where = {"area_id": need.area_id, "state": db.session.get(Need, need.id).state}
    return db.session.query(NeedCount).filter_by(**where).one().supports


def done(need, *names):
    """Let the devices join, then report the need done."""
    with transaction():
        for name in names:
            join(need.id, device(name), now=NOON)
        change_state(need.id, State.DONE, version=None, now=NOON, actor_id=None)


def reported_done_again(need):
    with transaction():
        change_state(need.id, State.DONE, version=None, now=NOON, actor_id=None)


# Joining


def test_a_device_counts_once_and_can_undo(need):
    with transaction():
        for name in ("a", "a", "b"):
            join(need.id, device(name), now=NOON)
    assert (db.session.get(Need, need.id).supports, supports_counted(need)) == (2, 2)
    with transaction():
        for name in ("a", "a", "c"):
            leave(need.id, device(name), now=NOON)

    assert (db.session.get(Need, need.id).supports, supports_counted(need)) == (1, 1)
    assert [support.device for support in rows(NeedSupport)] == [f"b of {need.id}"]


def test_joining_raises_the_priority(need):
    with transaction():
        before = join(need.id, device("a"), now=NOON).priority
        for number in range(10):
            join(need.id, device(str(number)), now=NOON)

    assert db.session.get(Need, need.id).priority > before


@pytest.mark.parametrize("kwargs", [{"is_private": True}, {"first_published_at": None}, {"state": "received"}])
def test_what_is_not_public_cannot_be_joined_or_flagged(app, kwargs):
    hidden = public_need(**kwargs)

    with pytest.raises(NotFound):
        join(hidden.id, device("a"), now=NOON)
    with pytest.raises(NotFound):
        flag(hidden.id, "a", reason="untrue", text="", now=NOON)


@pytest.mark.parametrize("state", ["done", "confirmed", "declined"])
def test_what_is_no_longer_open_cannot_be_joined(app, state):
    with pytest.raises(Closed):
        join(public_need(state=state).id, device("a"), now=NOON)


def test_joining_a_merged_need_joins_the_one_it_goes_on_as(need):
    merged = public_need(state="merged", merged_into_id=need.id)
    commit(NeedSupport(need_id=merged.id, device=device("old")(merged.id), given_on=NOON.date()))
    with transaction():
        assert join(merged.id, device("a"), now=NOON).id == need.id
        join(merged.id, device("old"), now=NOON)

    assert db.session.get(Need, need.id).supports == 1


def test_one_tap_joins_and_one_undoes_it(client, need):
    page = client.post(f"/needs/{need.id}/support", follow_redirects=True)
    assert "1 neighbour needs this too" in page.text
    assert "not representative" in page.text
    client.post(f"/needs/{need.id}/support")
    assert len(rows(NeedSupport)) == 1
    page = client.post(f"/needs/{need.id}/support/undo", follow_redirects=True)

    assert "Nobody has joined yet" in page.text
    assert rows(NeedSupport) == []


def test_devices_are_told_apart_and_not_followed_from_need_to_need(app, client, need):
    other = public_need()
    for browser in (client, app.test_client()):
        browser.post(f"/needs/{need.id}/support")
    client.post(f"/needs/{other.id}/support")

    assert len({support.device for support in rows(NeedSupport)}) == 3


def test_reading_hands_out_no_device_number(client, need):
    assert client.get(f"/needs/{need.id}").status_code == 200
    assert client.get_cookie("device") is None


# The public page


def test_the_page_shows_the_summary_and_never_what_was_typed(client, need):
    page = client.get(f"/needs/{need.id}").text

    assert "Lamp dark" in page
    assert need.raw_text not in page


@pytest.mark.parametrize("kwargs", [{"is_private": True}, {"first_published_at": None}, {"state": "received"}])
def test_what_is_not_public_has_no_page(client, kwargs):
    assert client.get(f"/needs/{public_need(**kwargs).id}").status_code == 404


def test_a_merged_need_points_to_the_one_it_goes_on_as(client, need):
    merged = public_need(state="merged", merged_into_id=need.id)

    assert soup(client.get(f"/needs/{merged.id}")).select_one(f'a[href="/needs/{need.id}"]')


def test_the_timeline_shows_public_lines_and_names_who_answers(client, need):
    person = make_user("professional", make_area("city"), display_name="Li Wei")
    for kind, text, is_public in (("answer", "We come on Monday", True), ("state", "Only for the office", False)):
        commit(NeedEvent(need_id=need.id, at=NOON, kind=kind, state="published", text_en=text, is_public=is_public,
                         actor_id=person.id))  # fmt: skip
    page = client.get(f"/needs/{need.id}").text

    assert "We come on Monday" in page
    assert "Li Wei" in page
    assert "Only for the office" not in page


# Flags


def test_a_flag_goes_to_the_office_and_hides_nothing(client, need):
    answer = client.post(f"/needs/{need.id}/flag", data={"reason": "personal", "text": "a plate\x00"[:-1]})

    assert answer.status_code == 303
    [found] = rows(NeedFlag)
    assert (found.need_id, found.reason, found.text, found.handled_at) == (need.id, "personal", "a plate", None)
    assert "Lamp dark" in client.get(f"/needs/{need.id}").text
    assert client.post(f"/needs/{need.id}/flag", data={"reason": "untrue"}).status_code == 409
    assert len(rows(NeedFlag)) == 1


def test_a_flag_without_a_reason_is_asked_for_one(client, need):
    answer = client.post(f"/needs/{need.id}/flag", data={"text": "the second photo"})

    assert answer.status_code == 422
    assert "the second photo" in answer.text
    assert rows(NeedFlag) == []


# Is it solved?


def test_one_no_opens_the_need_again(need):
    done(need, "a", "b")
    with transaction():
        judged = judge_as_neighbour(need.id, device("a"), is_solved=False, now=NOON)
        assert (judged.state, judged.version > 2) == (State.UNDER_WAY, True)

    assert rows(NeedEvent)[-1].kind == "reopened"
    with pytest.raises(Closed):
        judge_as_neighbour(need.id, device("b"), is_solved=True, now=NOON)


def test_each_voice_counts_once_a_round_and_again_in_the_next(need):
    done(need, "a", "b", "c")
    with transaction():
        judge_as_neighbour(need.id, device("a"), is_solved=True, now=NOON)
    with pytest.raises(Conflict), transaction():
        judge_as_neighbour(need.id, device("a"), is_solved=False, now=NOON)
    with transaction():
        judge_as_neighbour(need.id, device("b"), is_solved=False, now=NOON)
    reported_done_again(need)
    with transaction():
        judge_as_neighbour(need.id, device("a"), is_solved=False, now=NOON)

    assert db.session.get(Need, need.id).state == State.UNDER_WAY
    assert [(verdict.round, verdict.is_solved) for verdict in rows(NeedVerdict)] == [(1, True), (1, False), (2, False)]


@pytest.mark.parametrize(("joined", "enough"), [("a", 1), ("ab", 2), ("abc", 3), ("abcdef", 3)])
def test_neighbours_confirm_together(need, joined, enough):
    done(need, *joined)
    for name in joined[:enough]:
        assert db.session.get(Need, need.id).state == State.DONE
        with transaction():
            judge_as_neighbour(need.id, device(name), is_solved=True, now=NOON)

    db.session.rollback()
    assert db.session.get(Need, need.id).state == State.CONFIRMED


def test_the_one_who_asked_confirms_alone_and_neighbours_may_contradict_for_a_month(need):
    done(need, "a", "b")
    with transaction():
        assert judge_as_asker(need.id, is_solved=True, now=NOON).state == State.CONFIRMED
    with pytest.raises(Closed), transaction():
        judge_as_neighbour(need.id, device("b"), is_solved=False, now=NOON + 31 * DAY)
    with transaction():
        assert judge_as_neighbour(need.id, device("b"), is_solved=False, now=NOON + DAY).state == State.UNDER_WAY


def test_strangers_are_not_asked(client, need):
    done(need, "a")

    with pytest.raises(NotAllowed), transaction():
        judge_as_neighbour(need.id, device("z"), is_solved=False, now=NOON)
    assert client.post(f"/needs/{need.id}/verdict", data={"solved": "no"}).status_code == 403
    assert "solved" not in [field.get("name") for field in soup(client.get(f"/needs/{need.id}")).select("button")]


def test_those_who_asked_for_a_merged_need_are_asked_about_the_one_it_goes_on_as(need):
    merged = public_need(state="merged", merged_into_id=need.id)
    commit(NeedSupport(need_id=merged.id, device=device("old")(merged.id), given_on=NOON.date()))
    done(need)
    with transaction():
        assert judge_as_neighbour(need.id, device("old"), is_solved=False, now=NOON).state == State.UNDER_WAY
    reported_done_again(need)
    with transaction():
        assert judge_as_asker(merged.id, is_solved=False, now=NOON).id == need.id


def test_a_neighbour_answers_on_the_page(client, need):
    client.post(f"/needs/{need.id}/support")
    with transaction():
        change_state(need.id, State.DONE, version=None, now=NOON, actor_id=None)
    page = soup(client.get(f"/needs/{need.id}"))
    assert [button["value"] for button in page.select("button[name=solved]")] == ["yes", "no"]
    assert client.post(f"/needs/{need.id}/verdict", data={"solved": "maybe"}).status_code == 422
    page = client.post(f"/needs/{need.id}/verdict", data={"solved": "no"}, follow_redirects=True)

    assert "open again" in page.text
    assert "Reopened" in page.text
