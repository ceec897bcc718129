"""What is deleted when, and what stays."""

from datetime import timedelta

import pytest
from factories import DAY, NOON, commit, make_cycle, make_need, make_user
from sqlalchemy import func, select

from engage.extensions import db
from engage.needs.commands import needs_commands
from engage.needs.models import (
    BulkChange,
    Need,
    NeedContact,
    NeedDraft,
    NeedEvent,
    NeedFlag,
    NeedPhoto,
    NeedSupport,
    NeedVerdict,
)
from engage.needs.services import purge as purging
from engage.needs.services.purge import purge
from engage.pictures.models import Picture
from engage.transaction import transaction

HOUR = timedelta(hours=1)
LONG = timedelta(days=1000)


def picture(name):
    return commit(Picture(digest=name * 64, width=1, height=1, full=b"f", thumb=b"t")).digest


def told_need(**kwargs):
    """Return a need with something in every place that can hold something of a person."""
    need = make_need(raw_text="张三，13812345678", supports=1, **kwargs)
    commit(
        NeedContact(need_id=need.id, contact="13812345678", notice="1", consented_at=NOON),
        NeedSupport(need_id=need.id, device="d" * 64, given_on=NOON.date()),
        NeedVerdict(need_id=need.id, round=1, voice="d" * 64, is_solved=True, given_at=NOON),
        NeedFlag(need_id=need.id, device="d" * 64, reason="other", text="Zhang San!", given_at=NOON),
        NeedEvent(need_id=need.id, at=NOON, kind="answer", text_zh="找过张三", is_public=False),
        NeedEvent(need_id=need.id, at=NOON, kind="answer", text_zh="已修好", is_public=True),
    )
    return need


def run(now, **kwargs):
    with transaction():
        return {name: number for name, number in purge(now=now, **kwargs).items() if number}


def number_of(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def held(need):
    """Return the names of what is still held of a need's people."""
    of_need = {
        "contact": NeedContact, "support": NeedSupport, "verdict": NeedVerdict, "flag": NeedFlag,
    }  # fmt: skip
    names = {name for name, model in of_need.items() if number_of(model, model.need_id == need.id)}
    if db.session.scalar(select(Need.raw_text).where(Need.id == need.id)) is not None:
        names.add("raw text")
    if number_of(NeedEvent, NeedEvent.need_id == need.id, NeedEvent.is_public.is_(False), NeedEvent.text_zh != ""):
        names.add("note")
    return names


ALL = {"contact", "support", "verdict", "flag", "raw text", "note"}


@pytest.mark.parametrize("state", ["confirmed", "declined"])
@pytest.mark.parametrize(
    ("days", "left"),
    [
        (89, ALL),
        (90, ALL - {"contact", "raw text"}),
        (179, ALL - {"contact", "raw text"}),
        (180, {"note"}),
        (364, {"note"}),
        (365, set()),
    ],
)
def test_each_field_has_its_time(app, state, days, left):
    need = told_need(state=state)

    run(NOON + timedelta(days=days))

    assert held(need) == left
    assert db.session.get(Need, need.id).supports == 1
    assert number_of(NeedEvent, NeedEvent.is_public, NeedEvent.text_zh == "已修好") == 1


@pytest.mark.parametrize("state", ["received", "published", "matched", "under-way", "done"])
def test_an_open_need_keeps_everything(app, state):
    need = told_need(state=state)

    assert run(NOON + LONG) == {}
    assert held(need) == ALL


def test_a_merged_need_is_over_with_the_one_it_goes_on_in(app):
    end = told_need(state="under-way")
    middle = told_need(state="merged", merged_into_id=end.id)
    first = told_need(state="merged", merged_into_id=middle.id)
    run(NOON + LONG)
    assert held(first) == held(middle) == ALL

    end = db.session.get(Need, end.id)
    end.state, end.state_at = "confirmed", NOON + 10 * DAY
    db.session.commit()
    run(NOON + 99 * DAY)
    assert held(first) == ALL
    run(NOON + 100 * DAY)

    assert held(first) == held(middle) == ALL - {"contact", "raw text"}


def test_the_text_of_a_handled_flag_goes_sooner_than_the_flag(app):
    need = told_need(state="published")
    flag = db.session.scalars(select(NeedFlag).where(NeedFlag.need_id == need.id)).one()
    flag.handled_at = NOON
    db.session.commit()

    assert run(NOON + 29 * DAY) == {}
    assert run(NOON + 30 * DAY) == {"texts of flags": 1}
    assert number_of(NeedFlag, NeedFlag.text.is_(None)) == 1


def test_pictures_go_when_nothing_points_to_them(app):
    used, hidden, drafted, fresh, lost, proposed = map(picture, "abcdef")
    need = told_need(state="confirmed")
    cycle = make_cycle(proposals=1)
    cycle.proposals[0].picture_digest = proposed
    commit(
        NeedPhoto(need_id=need.id, position=1, digest=used, shown_digest=used),
        NeedPhoto(need_id=need.id, position=2, digest=hidden, shown_digest=None, is_hidden=True),
        NeedDraft(token="old", photos=[drafted], created_at=NOON, updated_at=NOON),
        NeedDraft(token="new", photos=[fresh], created_at=NOON, updated_at=NOON + 90 * DAY - HOUR),
    )
    assert run(NOON + HOUR) == {"pictures": 1}
    assert db.session.get(Picture, lost) is None

    run(NOON + 90 * DAY)

    assert set(db.session.scalars(select(Picture.digest))) == {used, fresh, proposed}
    assert set(db.session.scalars(select(NeedDraft.token))) == {"new"}


def test_old_bulk_actions_go(app):
    user = make_user()
    commit(BulkChange(user_id=user.id, area_id=user.grants[0].area_id, action="state", done={}, done_at=NOON))

    assert run(NOON + 89 * DAY) == {}
    assert run(NOON + 90 * DAY) == {"bulk actions": 1}


def test_works_in_portions_and_ends(app, monkeypatch):
    monkeypatch.setattr(purging, "PORTION", 2)
    open_one = told_need(state="published")
    for _ in range(5):
        told_need(state="merged", merged_into_id=open_one.id)
    over = [told_need(state="confirmed") for _ in range(5)]

    done = [run(NOON + LONG, limit=2).get("contacts", 0) for _ in range(4)]

    assert done == [2, 2, 1, 0]
    assert run(NOON + LONG, limit=2) == {}
    assert all(held(need) == set() for need in over)
    assert held(open_one) == ALL


def test_the_command_says_what_it_did(app, monkeypatch):
    monkeypatch.setattr("engage.needs.commands.schema.refuse_out_of_date", lambda: None)
    told_need(state="confirmed")
    runner = app.test_cli_runner()

    first = runner.invoke(needs_commands, ["purge", "--now", "2026-09-15"])
    second = runner.invoke(needs_commands, ["purge", "--now", "2026-09-15"])

    assert first.output == "1 contacts, 1 raw texts\n"
    assert second.output == "Nothing to delete.\n"
    assert runner.invoke(needs_commands, ["reindex"]).output == "1 needs.\n"
