"""A professional comes to look, and says what came of it."""

from datetime import datetime, timedelta

from engage.communities.queries.areas import timezone_of
from engage.errors import Conflict, Invalid, NotFound
from engage.extensions import db
from engage.formats import when
from engage.i18n import _l, speaking
from engage.needs.models import Need, NeedVisit
from engage.needs.services.moderate import check_text
from engage.needs.services.states import ELSEWHERE, finish, locked
from engage.needs.states import WAITING, State
from engage.needs.timeline import note

FARTHEST = timedelta(days=366)


def propose_visit(
    need_id: int,
    visit_at: datetime,
    *,
    note_zh: str = "",
    note_en: str = "",
    version: int | None,
    now: datetime,
    actor_id: int,
) -> NeedVisit:
    """Propose to come to the place at a time. The timeline tells everybody. Raises `Conflict` and `Invalid`."""
    need = locked(need_id, version)
    if State(need.state) not in WAITING - {State.RECEIVED}:
        raise Conflict(ELSEWHERE, stale=True)
    if not now - timedelta(days=1) <= visit_at <= now + FARTHEST:
        raise Invalid(_l("Please choose a time within the coming year."), fields=("visit_at",))
    if need.professional_id is None:
        raise Conflict(_l("Nobody has taken up this need yet."), stale=True)
    visit = NeedVisit(need_id=need.id, professional_id=need.professional_id, visit_at=visit_at, created_at=now)
    db.session.add(visit)
    _tell(need, visit, note_zh, note_en, actor_id, now, _l("Visit planned for %(when)s."))
    finish(need, "need visit proposed", actor_id=actor_id, now=now)
    return visit


def record_outcome(
    visit_id: int, *, outcome_zh: str, outcome_en: str, version: int | None, now: datetime, actor_id: int | None
) -> NeedVisit:
    """Say what came of a visit. Raises `Invalid` without words, `Conflict` for one that was dealt with before."""
    need, visit = _locked_visit(visit_id, version)
    check_text(outcome_zh, outcome_en)
    visit.state, visit.outcome_zh, visit.outcome_en = "made", outcome_zh, outcome_en
    note(need, "visit", now=now, actor_id=actor_id, text_zh=outcome_zh, text_en=outcome_en)
    finish(need, "need visited", actor_id=actor_id, now=now)
    return visit


def cancel_visit(
    visit_id: int, *, note_zh: str = "", note_en: str = "", version: int | None, now: datetime, actor_id: int | None
) -> NeedVisit:
    need, visit = _locked_visit(visit_id, version)
    visit.state = "cancelled"
    _tell(need, visit, note_zh, note_en, actor_id, now, _l("The visit of %(when)s does not take place."))
    finish(need, "need visit cancelled", actor_id=actor_id, now=now)
    return visit


def _locked_visit(visit_id: int, version: int | None) -> tuple[Need, NeedVisit]:
    visit = db.session.get(NeedVisit, visit_id)
    if visit is None:
        raise NotFound(_l("There is no such visit."))
    need = locked(visit.need_id, version)
    db.session.refresh(visit)
    if visit.state != "proposed":
        raise Conflict(_l("This visit was dealt with before. Nothing was changed."), stale=True)
    return need, visit


def _tell(
    need: Need, visit: NeedVisit, note_zh: str, note_en: str, actor_id: int | None, now: datetime, sentence: object
) -> None:
    """Write to the timeline, in both languages, when the visit is and what was said of it."""
    texts, zone = {}, timezone_of(need.area)
    for code, said in (("zh", note_zh), ("en", note_en)):
        with speaking(code):
            texts[code] = " ".join(filter(None, (str(sentence) % {"when": when(visit.visit_at, zone)}, said)))
    note(need, "visit", now=now, actor_id=actor_id, text_zh=texts["zh"], text_en=texts["en"])
