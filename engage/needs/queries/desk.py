"""What the office reads of needs, in the areas of whoever asks."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import joinedload, selectinload

from engage.accounts.models import User
from engage.accounts.permissions import Permission, paths_of, scope
from engage.communities.models import Area, AreaKind
from engage.communities.queries.areas import ancestors, nearest
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.needs.models import (
    BulkChange,
    CannedAnswer,
    Need,
    NeedContact,
    NeedEvent,
    NeedFlag,
    NeedPhoto,
    NeedSettings,
    NeedVisit,
)
from engage.needs.queries.professionals import concerned
from engage.needs.states import OPEN, State

PER_PAGE = 30
MOST_TARGETS = 20
MOST_AREAS = 300
MOST_EVENTS = 200


@scope("need_id")
def area_of_need(need_id: int) -> Area | None:
    return db.session.scalar(select(Area).join(Need, Need.area_id == Area.id).where(Need.id == need_id))


@scope("photo_id")
def area_of_photo(photo_id: int) -> Area | None:
    return _area_through(NeedPhoto, photo_id)


@scope("need_visit_id")
def area_of_visit(need_visit_id: int) -> Area | None:
    return _area_through(NeedVisit, need_visit_id)


@scope("answer_id")
def area_of_canned(answer_id: int) -> Area | None:
    found = select(Area).join(CannedAnswer, CannedAnswer.area_id == Area.id).where(CannedAnswer.id == answer_id)
    return db.session.scalar(found)


@scope("change_id")
def area_of_change(change_id: int) -> Area | None:
    return db.session.scalar(
        select(Area).join(BulkChange, BulkChange.area_id == Area.id).filter(BulkChange.id == change_id)
    )


def _area_through(table: type[NeedPhoto] | type[NeedVisit], id_: int) -> Area | None:
    found = select(Area).join(Need, Need.area_id == Area.id).join(table, table.need_id == Need.id)
    return db.session.scalar(found.where(table.id == id_))


def below(paths: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition for needs of the areas at these paths and below."""
    return or_(false(), *(and_(Need.path >= path, Need.path < f"{path[:-1]}/") for path in paths))


def need_for_desk(need_id: int) -> Need:
    """Return a need with its area, placement, photos and professional."""
    loads = (
        joinedload(Need.area), joinedload(Need.placement), joinedload(Need.professional), selectinload(Need.photos)
    )  # fmt: skip
    if need := db.session.get(Need, need_id, options=loads):
        return need
    raise NotFound(_l("There is no such need."))


def queue(user: User, *, why: str, page: int) -> Pagination:
    """Return needs that wait to be read (`why` "new"), or that somebody flagged, those due first before the others."""
    found = _listed(user, Permission.MODERATE_NEEDS)
    if why == "flagged":
        found = found.where(Need.id.in_(select(NeedFlag.need_id).where(NeedFlag.handled_at.is_(None))))
    else:
        found = found.where(Need.state == State.RECEIVED)
    # Whatever waits or was flagged while it was worked on has a day on which it is due.
    return _page(found.order_by(Need.due_at, Need.id), page)


def overdue(user: User, *, now: datetime, state: State | None, page: int) -> Pagination:
    """Return needs that stand longer than their state allows, the longest overdue first."""
    states = {state} & OPEN if state else OPEN
    found = _listed(user, Permission.SEE_NEEDS).where(Need.due_at < now, Need.state.in_(states))
    return _page(found.order_by(Need.due_at, Need.id), page)


def needs_for(user: User, *, which: str, page: int) -> Pagination:
    """Return a professional's needs: their own (`which` "mine"), or open ones of their profession that nobody has."""
    found = _listed(user, Permission.WORK_ON_NEEDS)
    if which == "mine":
        found = found.where(Need.professional_id == user.id, Need.state.in_(OPEN))
        return _page(found.order_by(Need.due_at.is_(None), Need.due_at, Need.id), page)
    found = found.where(Need.state == State.PUBLISHED, Need.professional_id.is_(None), _suits(user))
    return _page(found.order_by(Need.priority.desc(), Need.id), page)


def _suits(user: User) -> ColumnElement[bool]:
    """Return the condition that a need's category concerns the user's profession, as each area has set it.

    An area that set professions of its own is asked apart from the rest, and those below it with it.
    """
    conditions = []
    for path in paths_of(user, Permission.WORK_ON_NEEDS):
        root = db.session.scalars(select(Area).where(Area.path == path)).one()
        changed = select(Area, NeedSettings.professions).join(NeedSettings, NeedSettings.area_id == Area.id)
        rows = db.session.execute(changed.where(Area.within(path), Area.id != root.id).order_by(Area.path))
        special = [area for area, professions in rows if professions]
        for area in (root, *special):
            deeper = [other.path for other in special if area.contains(other) and other.id != area.id]
            here = and_(below([area.path]), ~below(deeper))
            conditions.append(and_(here, Need.category.in_(concerned(area, user.profession))))
    return or_(false(), *conditions)


def _listed(user: User, permission: Permission) -> Select[tuple[Need]]:
    loads = (joinedload(Need.area), joinedload(Need.placement), selectinload(Need.photos))
    return select(Need).options(*loads).where(below(paths_of(user, permission)))


def _page(found: Select[tuple[Need]], page: int) -> Pagination:
    return db.paginate(found, page=page, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)


def open_flags(needs: Sequence[Need]) -> dict[int, list[NeedFlag]]:
    """Return the flags that nobody has dealt with, by need."""
    ids = [need.id for need in needs]
    found = select(NeedFlag).where(NeedFlag.need_id.in_(ids), NeedFlag.handled_at.is_(None)).order_by(NeedFlag.id)
    flags: dict[int, list[NeedFlag]] = {}
    for flag in db.session.scalars(found):
        flags.setdefault(flag.need_id, []).append(flag)
    return flags


def contact_of(need: Need) -> str | None:
    return db.session.scalar(select(NeedContact.contact).filter_by(need_id=need.id))


def events_of(need: Need) -> Sequence[NeedEvent]:
    """Return the timeline with its actors, the newest first."""
    found = select(NeedEvent).options(joinedload(NeedEvent.actor)).filter_by(need_id=need.id)
    return db.session.scalars(found.order_by(NeedEvent.id.desc()).limit(MOST_EVENTS)).all()


def visits_of(need: Need) -> Sequence[NeedVisit]:
    found = select(NeedVisit).options(joinedload(NeedVisit.professional)).filter_by(need_id=need.id)
    return db.session.scalars(found.order_by(NeedVisit.id)).all()


def merged_into(need: Need) -> Sequence[Need]:
    """Return the needs that go on in this one."""
    return db.session.scalars(select(Need).filter_by(merged_into_id=need.id).order_by(Need.id).limit(100)).all()


def merge_targets(need: Need, text: str) -> Sequence[Need]:
    """Return open needs of the same community that could take this one, those of the same category first.

    `text` is a number, or words of the summaries; without any, the latest of the same category are offered.
    """
    line = ancestors(need.area)
    community = nearest(AreaKind.COMMUNITY, line) or line[-1]
    found = select(Need).where(below([community.path]), Need.id != need.id, Need.state.in_(OPEN))
    if not need.is_private:
        found = found.where(Need.is_private.is_(False))
    number = text.lstrip("#").strip()
    if number.isascii() and number.isdecimal() and len(number) < 10:
        found = found.where(Need.id == int(number))
    elif text:
        words = (Need.summary_zh, Need.summary_en, Need.raw_text, Need.spot)
        found = found.where(or_(*(column.icontains(text, autoescape=True) for column in words)))
    else:
        found = found.where(Need.category == need.category)
    latest = found.options(joinedload(Need.area)).order_by((Need.category == need.category).desc(), Need.id.desc())
    return db.session.scalars(latest.limit(MOST_TARGETS)).all()


def needs_by_id(user: User, ids: Sequence[int], permission: Permission) -> Sequence[Need]:
    """Return those of these needs that lie in the user's areas, with their areas."""
    found = select(Need).options(joinedload(Need.area)).where(Need.id.in_(ids), below(paths_of(user, permission)))
    return db.session.scalars(found.order_by(Need.id)).all()


def canned_for(area: Area) -> Sequence[CannedAnswer]:
    """Return the ready sentences of an area and of those above it, its own first."""
    found = select(CannedAnswer).where(CannedAnswer.area_id.in_(area.ancestor_ids))
    answers = db.session.scalars(found.order_by(CannedAnswer.title)).all()
    return sorted(answers, key=lambda answer: -area.ancestor_ids.index(answer.area_id))


def areas_to_set_up(user: User, text: str) -> Sequence[Area]:
    """Return the user's areas whose settings can be changed: communities and what lies above them."""
    kinds = (AreaKind.CITY, AreaKind.DISTRICT, AreaKind.STREET, AreaKind.COMMUNITY)
    own = or_(false(), *(Area.within(path) for path in paths_of(user, Permission.SET_UP_NEEDS)))
    found = select(Area).where(own, Area.kind.in_(kinds))
    if text:
        names = (Area.name_zh, Area.name_en, Area.code)
        found = found.where(or_(*(name.icontains(text, autoescape=True) for name in names)))
    return db.session.scalars(found.order_by(Area.path).limit(MOST_AREAS)).all()


def places_to_enter(user: User, text: str) -> Sequence[Area]:
    """Return areas in which the user may enter a need for somebody: those whose names or codes hold the text."""
    kinds = (AreaKind.COMMUNITY, AreaKind.BUILDING, AreaKind.STAIRWELL)
    own = or_(false(), *(Area.within(path) for path in paths_of(user, Permission.ENTER_FOR_OTHERS)))
    found = select(Area).where(own, Area.kind.in_(kinds))
    if text:
        names = (Area.name_zh, Area.name_en, Area.code)
        found = found.where(or_(*(name.icontains(text, autoescape=True) for name in names)))
    return db.session.scalars(found.order_by(Area.path).limit(MOST_AREAS)).all()
