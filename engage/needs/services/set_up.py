"""How an area works on needs: due days, weights, professions, ready sentences."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select

from engage.accounts import audit
from engage.communities.models import Area
from engage.errors import Conflict, Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.needs.categories import CATEGORIES, Profession
from engage.needs.models import CannedAnswer, NeedSettings
from engage.needs.priority import MOST_WEIGHT, Part
from engage.needs.services.moderate import check_text
from engage.needs.states import DUE_DAYS

MOST_DAYS = 366
MOST_CANNED = 60
MOST_TITLE = 80


def save_settings(
    area: Area,
    *,
    due_days: Mapping[str, int | None],
    weights: Mapping[str, int | None],
    professions: Mapping[str, Collection[str] | None],
    now: datetime,
    actor_id: int | None,
    seen: str | None = None,
) -> NeedSettings:
    """Keep what an area sets itself; `None` means "as the area above says". Raises `Invalid`, naming the field.

    `seen` is the fingerprint of the settings that the editor began with: `Conflict` when they are others by now. New
    due days hold for needs that enter a state from now on.
    """
    _check(due_days, weights, professions)
    stored = db.session.get(NeedSettings, area.id, with_for_update=True, populate_existing=True)
    if seen is not None and seen != fingerprint(stored):
        raise Conflict(
            _l("Somebody else changed this while you were editing. Nothing was saved. Open it again to see the change.")
        )
    row = stored or NeedSettings(area_id=area.id)
    row.due_days = {name: days for name, days in due_days.items() if days is not None}
    row.weights = {name: weight for name, weight in weights.items() if weight is not None}
    row.professions = {code: sorted(names) for code, names in professions.items() if names is not None}
    db.session.add(row)
    db.session.flush()
    audit.record(user_id=actor_id, area_id=area.id, action="need settings saved", subject=f"area {area.id}", now=now)
    return row


def fingerprint(row: NeedSettings | None) -> str:
    """Return what tells whether an area's own settings are still those that somebody saw."""
    values = [row.due_days, row.weights, row.professions] if row else [{}, {}, {}]
    return sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def _check(
    due_days: Mapping[str, int | None],
    weights: Mapping[str, int | None],
    professions: Mapping[str, Collection[str] | None],
) -> None:
    for name, days in due_days.items():
        if name not in set(DUE_DAYS) or (days is not None and not 1 <= days <= MOST_DAYS):
            raise Invalid(_l("Please write from 1 to %(most)s days.", most=MOST_DAYS), fields=(f"days-{name}",))
    for name, weight in weights.items():
        if name not in set(Part) or (weight is not None and not 0 <= weight <= MOST_WEIGHT):
            raise Invalid(_l("Please write a weight from 0 to %(most)s.", most=MOST_WEIGHT), fields=(f"weight-{name}",))
    for code, names in professions.items():
        if code not in CATEGORIES or not set(names or ()) <= set(Profession):
            raise Invalid(_l("Please choose from the list."), fields=(f"profession-{code}",))
        if names is not None and not names:
            raise Invalid(
                _l("Every category needs a profession, or nobody would see its needs."), fields=(f"profession-{code}",)
            )


def save_canned(
    area: Area,
    answer_id: int | None,
    *,
    title: str,
    text_zh: str,
    text_en: str,
    now: datetime,
    actor_id: int | None,
) -> CannedAnswer:
    """Add a ready sentence to an area, or change the one of that id. Raises `NotFound`, `Conflict`, `Invalid`."""
    if not title or len(title) > MOST_TITLE:
        raise Invalid(_l("Please give it a short name."), fields=("title",))
    check_text(text_zh, text_en)
    answer = CannedAnswer(area_id=area.id) if answer_id is None else canned(answer_id, area)
    if answer_id is None:
        count = db.session.scalar(select(func.count()).select_from(CannedAnswer).filter_by(area_id=area.id)) or 0
        if count >= MOST_CANNED:
            raise Conflict(_l("An area can have %(most)s ready sentences.", most=MOST_CANNED))
    answer.title, answer.text_zh, answer.text_en = title, text_zh, text_en
    db.session.add(answer)
    db.session.flush()
    audit.record(
        user_id=actor_id, area_id=area.id, action="canned answer saved", subject=f"canned answer {answer.id}", now=now
    )
    return answer


def delete_canned(area: Area, answer_id: int, *, now: datetime, actor_id: int | None) -> None:
    db.session.delete(canned(answer_id, area))
    audit.record(
        user_id=actor_id, area_id=area.id, action="canned answer deleted", subject=f"canned answer {answer_id}", now=now
    )


def canned(answer_id: int, area: Area) -> CannedAnswer:
    answer = db.session.get(CannedAnswer, answer_id)
    if answer is None or answer.area_id != area.id:
        raise NotFound(_l("There is no such ready sentence."))
    return answer
