"""Passes over the answers, for what the kept counts cannot tell: how answers to two questions go together.

A pass reads page after page by random ids and stops when its time for one request is over; the next request goes on
from there. What it found stays in this process until more answers are counted.
"""

import time
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from sqlalchemy import Select, select

from engage.communities.models import Area
from engage.extensions import db
from engage.surveys.cells import answer_cells, cells, has_rules, number
from engage.surveys.figures.cuts import Cut
from engage.surveys.figures.tally import Tally
from engage.surveys.flow import shown
from engage.surveys.models import SurveyAnswer
from engage.surveys.queries.results import Results
from engage.surveys.questionnaire import Question, Questionnaire

PAGE = 1_000
SECONDS = 2.0
MOST_KEPT = 24
AREA = "@area"
Group = tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What to read. `by` names questions, or `AREA`: answers are counted apart by what they say to these.

    `of` names the questions to count; all when empty.
    """

    survey_id: int
    cut: Cut = field(default_factory=Cut)
    by: tuple[str, ...] = ()
    of: tuple[str, ...] = ()


@dataclass
class Pass:
    """How far a pass has come, and what it found: a tally for each group."""

    total: int
    read: int = 0
    last_id: int = -1
    is_done: bool = False
    groups: dict[Group, Tally] = field(default_factory=lambda: defaultdict(Tally))
    lock: Lock = field(default_factory=Lock)


_kept: OrderedDict[Any, Pass] = OrderedDict()
_kept_lock = Lock()


def clear() -> None:
    """Forget what was found: an answer was taken out or put back."""
    with _kept_lock:
        _kept.clear()


def advance(results: Results, plan: Plan, *, seconds: float = SECONDS) -> Pass:
    """Read on for so long, and return how far it is. A pass that is done costs nothing."""
    overall = results.overall
    # The store's address keeps apart what two stores call survey 1.
    stamp = (db.engine.url.database, plan, overall.answers, tuple(overall.weeks), tuple(overall.channels.items()))
    with _kept_lock:
        found = _kept.setdefault(stamp, Pass(overall.answers))
        _kept.move_to_end(stamp)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    with found.lock:
        _read_on(found, results, plan, time.monotonic() + seconds)
    return found


def _read_on(found: Pass, results: Results, plan: Plan, until: float) -> None:
    reader = _Reader(results, plan)
    while not found.is_done:
        rows = db.session.execute(reader.page(found.last_id)).all()
        for row in rows:
            reader.take(row, found.groups)
        found.read += len(rows)
        found.is_done = len(rows) < PAGE
        found.last_id = rows[-1].id if rows else found.last_id
        if time.monotonic() >= until:  # A page at least, so that every request comes further.
            return


class _Reader:
    def __init__(self, results: Results, plan: Plan) -> None:
        self.results, self.plan = results, plan
        self.versions = results.versions
        self.ruled = {version_id for version_id, questionnaire in self.versions.items() if has_rules(questionnaire)}

    def page(self, last_id: int) -> Select[Any]:
        answer = SurveyAnswer
        found = (
            select(answer.id, answer.version_id, answer.area_id, answer.week, answer.data)
            .where(answer.survey_id == self.plan.survey_id, answer.id > last_id, answer.is_counted.is_(True))
            .order_by(answer.id)
            .limit(PAGE)
        )
        if self.plan.cut.channel:
            found = found.where(answer.channel == self.plan.cut.channel)
        if self.plan.cut.area_id is not None and (area := db.session.get(Area, self.plan.cut.area_id)):
            found = found.where(answer.area_id.in_(select(Area.id).where(Area.within(area.path))))
        return found

    def take(self, row: Any, groups: dict[Group, Tally]) -> None:
        questionnaire, cut = self.versions[row.version_id], self.plan.cut
        if cut.question and cut.cell not in self._said(questionnaire, cut.question, row):
            return
        for group in self._groups(questionnaire, row):
            tally = groups[group]
            tally.answers += 1
            for question, cell in self._cells(questionnaire, row):
                tally.cells[question.name, str(question.type)][cell] += 1
                if not cell and (value := number(question, row.data[question.name])) is not None:
                    tally.sums[question.name, str(question.type)].add(value)

    def _said(self, questionnaire: Questionnaire, name: str, row: Any) -> Sequence[str]:
        """Return the cells of an answer to a question beside that for any answer at all."""
        question = questionnaire.by_name.get(name)
        return cells(question, row.data.get(name))[1:] if question else []

    def _groups(self, questionnaire: Questionnaire, row: Any) -> list[Group]:
        """Return the groups that an answer falls into: several, where several things may be ticked."""
        found: list[Group] = [()]
        for name in self.plan.by:
            said = [str(row.area_id)] if name == AREA else self._said(questionnaire, name, row) or [""]
            found = [(*group, cell) for group in found for cell in said]
        return found

    def _cells(self, questionnaire: Questionnaire, row: Any) -> Iterator[tuple[Question, str]]:
        names = self.plan.of or tuple(questionnaire.by_name)
        if row.version_id in self.ruled:
            seen = set(shown(questionnaire, row.data, today=row.week))
            names = tuple(name for name in names if name in seen)
        known = (name for name in names if name in questionnaire.by_name)
        for name, cell in answer_cells(questionnaire, known, row.data):
            yield questionnaire.by_name[name], cell


def only(found: Pass) -> Tally:
    """Return the tally of a pass that counts nothing apart."""
    return found.groups.get((), Tally())
