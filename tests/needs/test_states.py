"""Moving needs from state to state."""

import pytest
from factories import DAY, NOON, commit, make_area, make_need, make_user
from sqlalchemy import select

from engage.accounts.models import AuditEntry
from engage.errors import Conflict, Invalid, NotAllowed, NotFound
from engage.extensions import db
from engage.needs.models import Need, NeedCount, NeedEvent, NeedPhoto, NeedSettings
from engage.needs.services.states import change_state, publish
from engage.needs.states import State
from engage.pictures.models import Picture
from engage.webhooks.models import OutboxEvent


def published(need, **kwargs):
    values = {"summary_zh": "楼道灯坏了", "summary_en": "", "version": need.version, "now": NOON, "actor_id": None}
    return publish(need.id, **{**values, **kwargs})


def moved(need, new, **kwargs):
    return change_state(need.id, new, **{"version": None, "now": NOON, "actor_id": None, **kwargs})


def counts():
    rows = db.session.scalars(select(NeedCount).where(NeedCount.needs != 0))
    return {(row.area_id, row.category, row.state, row.is_private): (row.needs, row.supports) for row in rows}


def stored_photo(need, digest, **kwargs):
    if db.session.get(Picture, digest) is None:
        commit(Picture(digest=digest, width=4, height=3, full=b"f", thumb=b"t"))
    return commit(NeedPhoto(need_id=need.id, position=kwargs.pop("position", 1), digest=digest, **kwargs))


def test_publishing_shows_the_need_and_its_photos(app):
    make_need()
    need = make_need()
    photo = stored_photo(need, "a" * 64)
    hidden = stored_photo(need, "b" * 64, position=2, is_hidden=True)

    published(need, now=NOON + DAY)

    assert (need.state, need.first_published_at, need.state_at) == ("published", NOON + DAY, NOON + DAY)
    assert (photo.shown_digest, hidden.shown_digest) == ("a" * 64, None)
    assert need.due_at == NOON + 11 * DAY
    assert need.version == 2


def test_a_private_need_is_accepted_and_not_shown(app):
    need = make_need()
    photo = stored_photo(need, "a" * 64)

    published(need, is_private=True)

    assert (need.state, need.first_published_at, photo.shown_digest) == ("published", None, None)


@pytest.mark.parametrize(("zh", "en"), [("", ""), (" ", "\n"), ("长" * 1001, "")])
def test_a_need_is_not_published_without_a_fit_summary(app, zh, en):
    need = make_need()

    with pytest.raises(Invalid):
        published(need, summary_zh=zh, summary_en=en)


def test_a_need_that_somebody_else_changed_first_is_left_alone(app):
    need = make_need()
    published(need)

    with pytest.raises(Conflict):
        moved(need, State.MATCHED, version=1)

    assert db.session.get(Need, need.id).state == "published"


def test_what_is_counted_moves_along(app):
    area = make_area()
    need = make_need(area, supports=4)

    published(need, category="lift", is_private=True)

    assert counts() == {(area.id, "lift", "published", True): (1, 4)}


@pytest.mark.parametrize(
    ("old", "new"), [("received", "done"), ("published", "confirmed"), ("confirmed", "done"), ("merged", "done")]
)
def test_a_step_that_cannot_follow_is_refused(app, old, new):
    need = make_need(state=old)

    with pytest.raises(Conflict):
        moved(need, State(new))


def test_declining_takes_a_reason_that_everybody_reads(app):
    need = make_need()
    with pytest.raises(Invalid):
        moved(need, State.DECLINED)

    moved(need, State.DECLINED, text_zh="不归社区管")

    event = db.session.scalar(select(NeedEvent).filter_by(need_id=need.id))
    assert (event.kind, event.state, event.text_zh, event.is_public) == ("state", "declined", "不归社区管", True)
    assert need.due_at is None


def test_each_done_opens_a_new_round_of_asking(app):
    need = make_need(state="under-way")
    moved(need, State.DONE)
    moved(need, State.UNDER_WAY, by_people=True)
    moved(need, State.DONE)

    kinds = db.session.scalars(select(NeedEvent.kind).order_by(NeedEvent.id)).all()
    assert (need.round, kinds) == (2, ["state", "reopened", "state"])


def test_staff_cannot_confirm_for_the_people(app):
    need = make_need(state="done")

    with pytest.raises(NotAllowed):
        moved(need, State.CONFIRMED, actor_id=make_user().id)

    assert moved(need, State.CONFIRMED, by_people=True).state == "confirmed"


def test_due_dates_are_those_of_the_area_and_of_areas_above(app):
    street = make_area("street")
    commit(NeedSettings(area_id=street.id, due_days={"under-way": 7}))
    need = make_need(make_area(parent=street))

    moved(need, State.UNDER_WAY)

    assert need.due_at == NOON + 7 * DAY


def test_staff_leave_a_trace_without_words(app):
    user, need = make_user(), make_need()

    moved(need, State.DECLINED, actor_id=user.id, text_zh="电话13800138000")

    entry = db.session.scalar(select(AuditEntry))
    assert (entry.user_id, entry.area_id, entry.action, entry.subject) == (
        user.id,
        need.area_id,
        "need declined",
        f"need {need.id}",
    )


def test_programs_are_told_of_what_the_public_sees(app):
    need, private = make_need(), make_need()

    published(private, is_private=True)
    moved(private, State.UNDER_WAY)
    published(need)
    published(need, summary_en="The stairwell lamp is dark")
    moved(need, State.UNDER_WAY)

    events = db.session.scalars(select(OutboxEvent).order_by(OutboxEvent.id)).all()
    assert [(event.type, event.area_id, event.payload) for event in events] == [
        ("need.changed", need.area_id, {"id": need.id, "state": "published"}),
        ("need.changed", need.area_id, {"id": need.id, "state": "under-way"}),
    ]


def test_a_need_that_is_not_there(app):
    with pytest.raises(NotFound):
        change_state(99, State.DONE, version=None, now=NOON, actor_id=None)
