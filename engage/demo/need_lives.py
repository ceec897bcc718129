"""What happens to one need of the demonstration city, step by step."""

import hashlib
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from engage.config import secret
from engage.demo.city import TIMEZONE
from engage.demo.cycles import Calendar, Pictures
from engage.demo.need_plans import Plan, Staff
from engage.demo.need_words import ANSWERS, DONE, NOTES, OUTCOMES, PRIVATE_TAILS, REFUSALS, STARTED
from engage.demo.shapes import Text
from engage.needs.categories import Affected
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
from engage.needs.queries.voices import code_voice
from engage.needs.states import DUE_DAYS, State
from engage.needs.tracking_codes import digest_of, tracking_code
from engage.pictures.services import store_picture

PHOTOS = {"lighting": "need-lamp", "drainage": "need-water", "safety": "need-stairs", "paving": "need-paving"}
PHOTOGRAPHED = 0.4  # Of the needs of those categories.
COVER = "井盖"
SILENCE = Text("", "")
_ABOUT = {"老人": Affected.OLDER, "孩子": Affected.CHILDREN, "轮椅": Affected.DISABLED, "楼道": Affected.STAIRWELL}
_OTHERS = (Affected.SELF, Affected.HOUSEHOLD, Affected.BUILDING, Affected.COMMUNITY)


class Life:
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
            NeedSupport(need_id=self.need.id, device=device_of(self.need.id, str(voice)),
                        given_on=self.at(self.dice.uniform(0.11, 0.98)).date())
            for voice in joined
        )]  # fmt: skip

    def _come_in(self) -> tuple[str, Need]:
        plan, dice = self.plan, self.dice
        chance = dice.random()
        is_assisted, is_program = chance < 0.15, 0.15 <= chance < 0.18
        tail = dice.choice(PRIVATE_TAILS) if plan.state == State.RECEIVED and dice.random() < 0.4 else ""
        token = hashlib.sha256(f"demonstration {plan.number} {self.calendar.now}".encode()).hexdigest()
        code = tracking_code(token, secret())
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


def _affected(text: str, dice: Random) -> list[Affected]:
    return [kind for word, kind in _ABOUT.items() if word in text] + [dice.choice(_OTHERS)]


def device_of(need_id: int, voice: str) -> str:
    return hashlib.sha256(f"demonstration {need_id} {voice}".encode()).hexdigest()
