"""The demand list of the demonstration city: needs in every state, as its services leave them."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

from engage.accounts.models import User
from engage.communities.models import Area
from engage.demo.city import TIMEZONE
from engage.demo.cycles import Calendar, Pictures
from engage.demo.need_texts import NEEDS
from engage.demo.need_words import ANSWERS, CANNED, DONE, NOTES, OUTCOMES, PRIVATE_TAILS, REFUSALS, STARTED, TWICE
from engage.demo.places import CITY, CLOSED_COMMUNITY, COMMUNITIES, OPEN_COMMUNITY
from engage.demo.shapes import Text
from engage.extensions import db
from engage.needs.categories import CATEGORIES, Affected
from engage.needs.counts import count_new
from engage.needs.models import (
    Channel,
    Need,
    NeedContact,
    NeedEvent,
    NeedPhoto,
    NeedSupport,
    NeedVerdict,
    NeedVisit,
)
from engage.needs.notice import CONTACT_NOTICE
from engage.needs.priority import terms, total
from engage.needs.queries.voices import code_voice
from engage.needs.services.flag import flag
from engage.needs.services.merge import merge
from engage.needs.services.priority import facts_of
from engage.needs.services.set_up import save_canned, save_settings
from engage.needs.services.submit import Entry, submit
from engage.needs.similar import reindex
from engage.needs.states import DUE_DAYS, State
from engage.needs.tracking_codes import digest_of, tracking_code
from engage.needs.words import FlagReason
from engage.pictures.services import store_picture
from engage.transaction import transaction

# How many of a hundred stand in a state, and how many days ago they came in.
STATES: Mapping[State, tuple[int, int, int]] = {
    State.RECEIVED: (11, 0, 5),
    State.PUBLISHED: (22, 2, 22),
    State.MATCHED: (14, 5, 30),
    State.UNDER_WAY: (18, 12, 70),
    State.DONE: (10, 15, 60),
    State.CONFIRMED: (19, 30, 170),
    State.DECLINED: (6, 6, 90),
}
PHOTOS = {"lighting": "need-lamp", "drainage": "need-water", "safety": "need-stairs", "paving": "need-paving"}
PHOTOGRAPHED = 0.4  # Of the needs of those categories.
COVER = "井盖"
SILENCE = Text("", "")
WEIGHTS = {OPEN_COMMUNITY: 9, CLOSED_COMMUNITY: 4}
FLAGGED = 3
SHOWN_CODES = 8
_ABOUT = {"老人": Affected.OLDER, "孩子": Affected.CHILDREN, "轮椅": Affected.DISABLED, "楼道": Affected.STAIRWELL}
_OTHERS = (Affected.SELF, Affected.HOUSEHOLD, Affected.BUILDING, Affected.COMMUNITY)


@dataclass(frozen=True)
class Staff:
    """Who works on needs, by the names of their accounts."""

    by_name: Mapping[str, tuple[User, str]]

    def id_of(self, name: str) -> int:
        return self.by_name[name][0].id

    def office(self, area: Area) -> int:
        """Return who moderates the needs of an area."""
        if area.code.startswith(OPEN_COMMUNITY):
            return self.id_of("worker")
        districts = {"CQ-YZ": "official", "CQ-SPB": "official2"}
        return self.id_of(next((name for code, name in districts.items() if area.code.startswith(code)), "admin"))

    def professional(self, category: str, area: Area, dice: Random) -> int:
        wanted = {profession.value for profession in CATEGORIES[category].professions}
        fits = [
            name for name in ("planner", "architect", "engineer", "specialist")
            if self.by_name[name][0].profession in wanted
            and (name != "architect" or area.code.startswith(OPEN_COMMUNITY))
        ]  # fmt: skip
        return self.id_of(dice.choice(fits or ["planner"]))


def add_needs(
    areas: Mapping[str, Area], staff: Mapping[str, tuple[User, str]], pictures: Pictures, calendar: Calendar
) -> list[str]:
    """Add the demand list, in a few transactions; return tracking codes of needs in different states."""
    people = Staff(staff)
    with transaction():
        _set_up(areas, people, calendar)
    plans = list(_plans(areas))
    codes: dict[State, str] = {}
    with transaction():
        lives = [_Life(plan, people, pictures, calendar) for plan in plans]
        for life in lives:
            codes.setdefault(life.plan.state, life.code)
        _store(lives)
        _flag(plans, calendar)
    with transaction():
        reindex()
    with transaction():
        _merge_twice(plans, people, areas, calendar)
    return list(codes.values())[:SHOWN_CODES]


@dataclass
class Plan:
    """What is to become of one need. `need_id` is known once it is made."""

    number: int
    category: str
    text: Text
    area: Area
    state: State
    days: int
    need_id: int = 0


def _plans(areas: Mapping[str, Area]) -> Iterator[Plan]:
    dice = Random("needs")
    texts = dice.sample(NEEDS, len(NEEDS))
    states = dice.choices(list(STATES), weights=[share for share, _, _ in STATES.values()], k=len(texts))
    communities = [f"{CITY}-{code}" for code, _, _ in COMMUNITIES]
    shares = [WEIGHTS.get(code, 1) for code in communities]
    places = {code: _places(code, areas) for code in communities}
    for number, ((category, text), state) in enumerate(zip(texts, states, strict=True)):
        [code] = dice.choices(communities, weights=shares)
        is_twice = any(text.zh.startswith(begin) for begin, _ in TWICE)
        state = State.PUBLISHED if is_twice else state
        _, youngest, oldest = STATES[state]
        area = areas[OPEN_COMMUNITY] if is_twice else dice.choice(places[code])
        yield Plan(number, category, text, area, state, dice.randint(youngest, oldest))


def _places(community: str, areas: Mapping[str, Area]) -> Sequence[Area]:
    """Return where needs of a community come from: itself, and all its buildings but the last, which stays silent."""
    inside = [area for area in areas.values() if area.code.startswith(f"{community}-B")]
    buildings = [area for area in inside if area.kind == "building"]
    heard = [area for area in inside if not area.code.startswith(buildings[-1].code)]
    return [areas[community]] * len(buildings) + heard


def _set_up(areas: Mapping[str, Area], people: Staff, calendar: Calendar) -> None:
    made_at = calendar.at(-200, time(10))
    for canned in CANNED:
        save_canned(areas[CITY], None, title=canned.title, text_zh=canned.text.zh, text_en=canned.text.en,
                    now=made_at, actor_id=people.id_of("admin"))  # fmt: skip
    save_settings(areas[OPEN_COMMUNITY], due_days={State.RECEIVED: 2, State.UNDER_WAY: 45}, weights={}, professions={},
                  now=made_at, actor_id=people.id_of("official"))  # fmt: skip


class _Life:
    """One need, from the moment at which it comes in to where it stands today.

    Nearly a thousand steps would take the services half a minute: the rows are written here as the services would have
    left them, a few hundred at once, and a test compares what must agree.
    """

    def __init__(self, plan: Plan, people: Staff, pictures: Pictures, calendar: Calendar) -> None:
        self.plan, self.people, self.pictures, self.calendar = plan, people, pictures, calendar
        self.dice = Random(f"need {plan.number}")
        at = calendar.at(-plan.days, time(self.dice.randint(8, 20), self.dice.randint(0, 59)))
        self.begun = min(at, calendar.now - timedelta(hours=self.dice.randint(3, 40)))
        self.office = people.office(plan.area)
        self.professional = people.professional(plan.category, plan.area, self.dice)
        self.code, self.need = self._come_in()
        self.others: list[Any] = []  # Rows that hang on the need, which has no id yet.
        self._lead()

    def _lead(self) -> None:
        state = self.plan.state
        if state == State.DECLINED and self.dice.random() < 0.3:
            self._move(State.DECLINED, 0.3, self.office, self.dice.choice(REFUSALS))
        elif state != State.RECEIVED:
            self._let_show()
            steps = {State.MATCHED: 1, State.UNDER_WAY: 2, State.DONE: 3, State.CONFIRMED: 4}.get(state, 0)
            for step in (self._give, self._start, self._finish, self._confirm)[:steps]:
                step()
            if state == State.DECLINED:
                self._move(State.DECLINED, 0.6, self.office, self.dice.choice(REFUSALS))

    def at(self, share: float) -> datetime:
        """Return the moment at which this share of the time since the beginning is over."""
        return self.begun + (self.calendar.now - self.begun) * share

    def rows(self) -> list[Any]:
        """Return what hangs on the need, which is stored by now."""
        for row in self.others:
            row.need_id = self.need.id
            if isinstance(row, NeedVerdict):
                row.voice = code_voice(self.need)
        joined = range(self.need.supports)
        return [*self.others, *(
            NeedSupport(need_id=self.need.id, device=_device(self.need.id, str(voice)),
                        given_on=self.at(self.dice.uniform(0.11, 0.98)).date())
            for voice in joined
        )]  # fmt: skip

    def _come_in(self) -> tuple[str, Need]:
        plan, dice = self.plan, self.dice
        chance = dice.random()
        is_assisted, is_program = chance < 0.15, 0.15 <= chance < 0.18
        tail = dice.choice(PRIVATE_TAILS) if plan.state == State.RECEIVED and dice.random() < 0.4 else ""
        token = hashlib.sha256(f"demonstration {plan.number} {self.calendar.now}".encode()).hexdigest()
        code = tracking_code(token, _secret())
        need = Need(
            area_id=plan.area.id, path=plan.area.path, category=plan.category, raw_text=plan.text.zh + tail,
            affected=_affected(plan.text.zh, dice), language="zh", spot="",
            channel=Channel.ASSISTED if is_assisted else Channel.OPEN311 if is_program else Channel.WEB,
            entered_by_id=self.office if is_assisted else None, state=State.RECEIVED, state_at=self.begun,
            due_at=self.begun + timedelta(days=DUE_DAYS[State.RECEIVED]),
            is_private=plan.category == "corrections" and dice.random() < 0.5, tracking_digest=digest_of(code),
            form_token=token, supports=0, round=0, version=1, created_at=self.begun, updated_at=self.begun, is_demo=True,
            photos=[NeedPhoto(position=1, digest=digest) for digest in self._photos()],
        )  # fmt: skip
        return code, need

    def _photos(self) -> list[str]:
        key = "need-cover" if COVER in self.plan.text.zh else PHOTOS.get(self.plan.category, "")
        return [store_picture(self.pictures(key))] if key and self.dice.random() < PHOTOGRAPHED else []

    def told(self) -> list[Any]:
        """Return the first line of the timeline, and the contact where one was left."""
        need, dice = self.need, self.dice
        event = NeedEvent(need_id=need.id, at=self.begun, kind="received", state=State.RECEIVED, is_public=True,
                          actor_id=need.entered_by_id)  # fmt: skip
        if need.channel == Channel.OPEN311 or dice.random() > 0.3:
            return [event]
        contact = f"138{dice.randint(0, 99_999_999):08d}"
        return [
            event,
            NeedContact(need_id=need.id, contact=contact, notice=CONTACT_NOTICE, consented_at=self.begun),
        ]

    def _let_show(self) -> None:
        need = self.need
        need.summary_zh, need.summary_en = self.plan.text.zh, self.plan.text.en
        if not need.is_private:
            need.first_published_at = self.at(0.1)
            need.supports = min(int(self.dice.expovariate(0.16)), 60)
            for photo in need.photos:
                photo.shown_digest = photo.digest
        if self.dice.random() < 0.35:
            need.effort = self.dice.choice(("little", "some", "much"))
        self._move(State.PUBLISHED, 0.1, self.office)

    def _give(self) -> None:
        self.need.professional_id = self.professional
        self._move(State.MATCHED, 0.2, self.office, kind="assigned")
        if self.plan.state != State.MATCHED:
            found = self.dice.choice(OUTCOMES)
            self._visit(self.at(0.35), 0.25, found)
            self._note("visit", 0.36, self.professional, found)
        elif self.dice.random() < 0.5:
            self._visit(self.calendar.at(self.dice.randint(1, 9), time(self.dice.randint(9, 17))), 0.8, None)

    def _visit(self, at: datetime, share: float, found: Text | None) -> None:
        """Plan a visit, of which something came unless it is still to be."""
        outcome = found or SILENCE
        self.others.append(
            NeedVisit(
                professional_id=self.professional,
                visit_at=at,
                state="made" if found else "proposed",
                outcome_zh=outcome.zh,
                outcome_en=outcome.en,
                created_at=self.at(share),
            )
        )
        local = at.astimezone(ZoneInfo(TIMEZONE))
        said = Text(
            f"计划{local.month}月{local.day}日{local:%H:%M}上门查看。", f"Visit planned for {local:%-d %B, %H:%M}."
        )
        self._note("visit", share, self.professional, said)

    def _start(self) -> None:
        self._move(State.UNDER_WAY, 0.45, self.professional, self.dice.choice(STARTED))
        if self.dice.random() < 0.35:
            self._note("answer", 0.55, self.professional, self.dice.choice(ANSWERS))

    def _finish(self) -> None:
        self._move(State.DONE, 0.65, self.professional, self.dice.choice(DONE))
        if self.dice.random() < 0.2:
            self._judge(0.7, is_solved=False)
            self._move(State.UNDER_WAY, 0.7, None, kind="reopened")
            self._move(State.DONE, 0.82, self.professional, self.dice.choice(NOTES))

    def _confirm(self) -> None:
        self._judge(0.9, is_solved=True)
        self._move(State.CONFIRMED, 0.9, None)

    def _judge(self, share: float, *, is_solved: bool) -> None:
        self.others.append(NeedVerdict(round=self.need.round, is_solved=is_solved, given_at=self.at(share)))

    def _move(
        self, state: State, share: float, actor_id: int | None, text: Text = SILENCE, *, kind: str = "state"
    ) -> None:
        need, at = self.need, self.at(share)
        need.state, need.state_at = state, at
        need.due_at = at + timedelta(days=DUE_DAYS[state]) if state in DUE_DAYS else None
        need.round += state == State.DONE
        self._note(kind, share, actor_id, text)

    def _note(self, kind: str, share: float, actor_id: int | None, text: Text) -> None:
        at = self.at(share)
        self.others.append(
            NeedEvent(
                at=at,
                kind=kind,
                state=self.need.state,
                text_zh=text.zh,
                text_en=text.en,
                is_public=True,
                actor_id=actor_id,
            )
        )
        self.need.updated_at, self.need.version = at, self.need.version + 1


def _store(lives: Sequence[_Life]) -> None:
    """Store needs with all that hangs on them, count them, and let them be found."""
    db.session.add_all(life.need for life in lives)
    db.session.flush()
    for life in lives:
        life.plan.need_id = life.need.id
        db.session.add_all([*life.told(), *life.rows()])
        life.need.priority = total(terms(facts_of(life.need), {}, life.need.updated_at))
        count_new(life.need)
    db.session.flush()


def _merge_twice(plans: Sequence[Plan], people: Staff, areas: Mapping[str, Area], calendar: Calendar) -> None:
    """Let some things be said by two people, and join what they said."""
    for number, (begin, said) in enumerate(TWICE):
        target = next(plan for plan in plans if plan.text.zh.startswith(begin))
        entry = Entry(
            area=areas[OPEN_COMMUNITY],
            category=target.category,
            text=said,
            form_token=hashlib.sha256(f"demonstration twice {number} {calendar.now}".encode()).hexdigest(),
            is_demo=True,
        )
        made = submit(entry, secret=_secret(), now=calendar.now - timedelta(hours=30))
        merge(made.need.id, target.need_id, version=None, now=calendar.now - timedelta(hours=20),
              actor_id=people.id_of("worker"))  # fmt: skip


def _flag(plans: Sequence[Plan], calendar: Calendar) -> None:
    """Let somebody doubt the first few needs that wait for a professional."""
    for plan in [plan for plan in plans if plan.state == State.PUBLISHED][:FLAGGED]:
        flag(plan.need_id, _device(plan.need_id, "flag"), reason=FlagReason.UNTRUE, text="已经修好了吧？",
             now=calendar.now - timedelta(hours=5))  # fmt: skip


def _secret() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()


def _affected(text: str, dice: Random) -> list[Affected]:
    return [kind for word, kind in _ABOUT.items() if word in text] + [dice.choice(_OTHERS)]


def _device(need_id: int, voice: str) -> str:
    return hashlib.sha256(f"demonstration {need_id} {voice}".encode()).hexdigest()
