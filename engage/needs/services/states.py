"""Moving a need from state to state, and letting the public see it."""

from datetime import datetime, timedelta

from engage.accounts import audit
from engage.errors import Conflict, Invalid, NotAllowed, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.needs.categories import CATEGORIES
from engage.needs.counts import recount
from engage.needs.models import Need
from engage.needs.services.priority import keep_priority
from engage.needs.settings import due_days
from engage.needs.similar import index_need
from engage.needs.states import OPEN, State, may_follow
from engage.needs.timeline import note
from engage.webhooks import outbox
from engage.webhooks.events import NEED_CHANGED

MOST_SUMMARY = 1000
MOST_ANSWER = 1000
ELSEWHERE = _l("The need stands elsewhere by now: this step cannot follow. Nothing was changed.")


def change_state(
    need_id: int,
    new: State,
    *,
    version: int | None,
    now: datetime,
    actor_id: int | None,
    text_zh: str = "",
    text_en: str = "",
    by_people: bool = False,
) -> Need:
    """Move a need on and tell its timeline. `by_people` says that those who asked or joined decided it.

    Raises `NotFound`, `Conflict` when the need has changed since `version` or the state may not follow, and `Invalid`
    for a refusal without its reason. Only the people who asked, or their silence, confirm: `NotAllowed`.
    """
    need = locked(need_id, version)
    old = State(need.state)
    if not may_follow(old, new):
        raise Conflict(ELSEWHERE, stale=True)
    if new == State.CONFIRMED and actor_id is not None and not by_people:
        raise NotAllowed(_l("Only the people who asked can confirm that a need is met."))
    if new == State.DECLINED and not by_people and not (text_zh or text_en):
        raise Invalid(_l("Please give the reason: it is shown to the people who asked."), fields=("text_zh",))
    if new == State.PUBLISHED:
        _check_summaries(need.summary_zh, need.summary_en)
    move(need, new, now=now)
    is_reopened = by_people and old in (State.DONE, State.CONFIRMED) and new == State.UNDER_WAY
    note(need, "reopened" if is_reopened else "state", now=now, actor_id=actor_id, text_zh=text_zh, text_en=text_en)
    finish(need, f"need {new.value}", actor_id=actor_id, now=now)
    return need


def publish(
    need_id: int,
    *,
    summary_zh: str,
    summary_en: str,
    version: int | None,
    now: datetime,
    actor_id: int | None,
    is_private: bool = False,
    category: str | None = None,
) -> Need:
    """Accept a need with the summary that the public reads, or change the summary of one that was accepted before.

    A private need is worked on like any other and never shown. Raises `Invalid` without a summary.
    """
    need = locked(need_id, version)
    _check_summaries(summary_zh, summary_en)
    if category is not None and category not in CATEGORIES:
        raise Invalid(_l("Please choose what it is about."), fields=("category",))
    if State(need.state) not in OPEN:
        raise Conflict(_l("This need is closed. Open it again first; nothing was changed."), stale=True)
    is_new = need.state == State.RECEIVED
    need.summary_zh, need.summary_en = summary_zh.strip(), summary_en.strip()
    with recount(need):
        need.category = category or need.category
        need.is_private = is_private
        if is_new:
            _enter(need, State.PUBLISHED, now)
        else:
            _show(need, now)
    note(need, "state" if is_new else "edited", now=now, actor_id=actor_id, is_public=is_new)
    finish(need, "need published" if is_new else "need edited", actor_id=actor_id, now=now)
    return need


def locked(need_id: int, version: int | None = None) -> Need:
    """Return the need as the store has it now, locked. Raises `Conflict` when it is no longer of that version."""
    need = db.session.get(Need, need_id, with_for_update=True, populate_existing=True)
    if need is None:
        raise NotFound(_l("There is no such need."))
    if version is not None and need.version != version:
        raise Conflict(_l("Somebody else changed this need first. Nothing of yours was saved."), stale=True)
    return need


def move(need: Need, new: State, *, now: datetime) -> None:
    """Put a need into a state, whatever stood before: for those who have checked it, and for taking back."""
    with recount(need):
        _enter(need, new, now)


def finish(need: Need, action: str, *, actor_id: int | None, now: datetime) -> None:
    """End a change: a new version, priority and index kept, and for staff a line of the audit."""
    need.version += 1
    need.updated_at = now
    keep_priority(need, now=now)
    db.session.flush()
    index_need(need)
    if actor_id is not None:
        audit.record(user_id=actor_id, area_id=need.area_id, action=action, subject=f"need {need.id}", now=now)


def _enter(need: Need, new: State, now: datetime) -> None:
    need.state, need.state_at = new.value, now
    days = due_days(need.area).get(new)
    need.due_at = now + timedelta(days=days) if days else None
    if new == State.DONE:
        need.round += 1
    if new == State.PUBLISHED:
        _show(need, now)
    if need.first_published_at is not None and not need.is_private:
        outbox.record(NEED_CHANGED, area=need.area, payload={"id": need.id, "state": need.state}, now=now)


def _show(need: Need, now: datetime) -> None:
    """Let the public see the need from now on, and those of its photos that nobody hid or redacted."""
    if need.is_private or not (need.summary_zh or need.summary_en):
        return
    need.first_published_at = need.first_published_at or now
    for photo in need.photos:
        if photo.shown_digest is None and not photo.is_hidden:
            photo.shown_digest = photo.digest


def _check_summaries(summary_zh: str, summary_en: str) -> None:
    if not (summary_zh.strip() or summary_en.strip()):
        raise Invalid(_l("Please write what the public may read, in one language at least."), fields=("summary_zh",))
    if max(len(summary_zh), len(summary_en)) > MOST_SUMMARY:
        raise Invalid(_l("That is too long: at most %(most)s characters.", most=MOST_SUMMARY), fields=("summary_zh",))
