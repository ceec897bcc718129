"""What the answers of a survey say, read from the kept counts: the cost does not grow with the answers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from engage.communities.models import Area
from engage.extensions import db
from engage.surveys.cells import ANSWERED, WHOLE
from engage.surveys.figures.cuts import Cut, Place, hidden_areas, hidden_parts, hides
from engage.surveys.figures.merged import Merged, merge
from engage.surveys.figures.tally import Tally, values_of
from engage.surveys.models import Channel, Survey, SurveyCount, SurveySum, SurveyTurnout, SurveyVersion
from engage.surveys.queries.surveys import questionnaire_of
from engage.surveys.questionnaire import Questionnaire, QuestionType

FILTERED = frozenset({QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.SCALE})
ONE_OF_SEVERAL = frozenset({QuestionType.SINGLE, QuestionType.SCALE})


@dataclass(frozen=True)
class Overall:
    """Whole answers: how many, by channel, and by week (the oldest first)."""

    answers: int
    channels: dict[str, int]
    weeks: list[tuple[date, int]]


class Results:
    """The kept counts of one survey. Counts of answers that are not folded in yet are missing from all of them."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey

    @cached_property
    def versions(self) -> dict[int, Questionnaire]:
        """The questions by the version's id, the newest that was ever open first."""
        found = select(SurveyVersion).filter_by(survey_id=self.survey.id).order_by(SurveyVersion.number.desc())
        if self.survey.number is not None:
            found = found.where(SurveyVersion.number <= self.survey.number)
        return {version.id: questionnaire_of(version) for version in db.session.scalars(found)}

    @cached_property
    def questions(self) -> list[Merged]:
        return merge(list(self.versions.values()))

    def question(self, name: str) -> Merged | None:
        return next((merged for merged in self.questions if merged.name == name), None)

    @cached_property
    def overall(self) -> Overall:
        rows = db.session.execute(
            select(SurveyCount.cell, SurveyCount.channel, func.sum(SurveyCount.answers))
            .where(SurveyCount.version_id.in_(self.versions), SurveyCount.question == WHOLE)
            .group_by(SurveyCount.cell, SurveyCount.channel)
        ).all()
        weeks: Counter[date] = Counter()
        channels = dict.fromkeys(Channel, 0)
        for cell, channel, number in rows:
            if cell == ANSWERED:
                channels[Channel(channel)] += int(number)
            else:
                weeks[date.fromisoformat(cell)] += int(number)
        return Overall(
            sum(channels.values()),
            {str(channel): number for channel, number in channels.items()},
            sorted((week, number) for week, number in weeks.items() if number),
        )

    def tally(self, cut: Cut = Cut()) -> Tally:  # noqa: B008 - it is frozen.
        """Return the counts of a cut by area and channel. A cut by an answer has to be read from the answers."""
        tally = Tally(answers=0)
        counts = (
            select(SurveyCount.version_id, SurveyCount.question, SurveyCount.cell, func.sum(SurveyCount.answers))
            .where(SurveyCount.version_id.in_(self.versions), *self._within(SurveyCount, cut))
            .group_by(SurveyCount.version_id, SurveyCount.question, SurveyCount.cell)
        )
        for version_id, name, cell, number in db.session.execute(counts):
            if name != WHOLE:
                tally.cells[self._key(version_id, name)][cell] += int(number)
            elif cell == ANSWERED:
                tally.answers += int(number)
        sums = (
            select(
                SurveySum.version_id,
                SurveySum.question,
                func.sum(SurveySum.total),
                func.min(SurveySum.least),
                func.max(SurveySum.most),
            )
            .where(SurveySum.version_id.in_(self.versions), *self._within(SurveySum, cut))
            .group_by(SurveySum.version_id, SurveySum.question)
        )
        for version_id, name, total, least, most in db.session.execute(sums):
            tally.sums[self._key(version_id, name)].join(int(total), least, most)
        return tally

    def _key(self, version_id: int, name: str) -> tuple[str, str]:
        return name, str(self.versions[version_id].by_name[name].type)

    def _within(self, model: Any, cut: Cut) -> list[Any]:
        conditions = [model.channel == cut.channel] if cut.channel else []
        if cut.area_id is not None and (area := db.session.get(Area, cut.area_id)):
            conditions.append(model.area_id.in_(select(Area.id).where(Area.within(area.path))))
        return conditions

    def places(self, question: str = WHOLE, cell: str = ANSWERED) -> dict[Place, int]:
        """Return how many answers fell into a cell, by area and channel."""
        rows = db.session.execute(
            select(SurveyCount.area_id, SurveyCount.channel, func.sum(SurveyCount.answers))
            .where(
                SurveyCount.version_id.in_(self.versions), SurveyCount.question == question, SurveyCount.cell == cell
            )
            .group_by(SurveyCount.area_id, SurveyCount.channel)
        )
        return {(area_id, channel): int(number) for area_id, channel, number in rows if number}

    def by_area(self, merged: Merged) -> Counter[tuple[int, str]]:
        """Return how often each cell of a question was met, by (area, cell)."""
        versions = [id_ for id_ in self.versions if self._has(id_, merged)]
        rows = db.session.execute(
            select(SurveyCount.area_id, SurveyCount.cell, func.sum(SurveyCount.answers))
            .where(SurveyCount.version_id.in_(versions), SurveyCount.question == merged.name)
            .group_by(SurveyCount.area_id, SurveyCount.cell)
        )
        return Counter({(area_id, cell): int(number) for area_id, cell, number in rows if area_id in self.areas})

    def _has(self, version_id: int, merged: Merged) -> bool:
        question = self.versions[version_id].by_name.get(merged.name)
        return question is not None and question.type == merged.question.type

    @cached_property
    def areas(self) -> dict[int, Area]:
        """The areas that answers came from, and all above them up to the survey's, by id."""
        ids = {area_id for area_id, _channel in self.places()}
        paths = db.session.scalars(select(Area.path).where(Area.id.in_(ids))).all()
        root = self.survey.area
        wanted = {int(part) for path in paths for part in path.split(".") if part} | {root.id}
        found = db.session.scalars(select(Area).where(Area.id.in_(wanted)).order_by(Area.path))
        return {area.id: area for area in found if root.contains(area)}

    def is_hidden(self, cut: Cut, said: Mapping[Place, int] | None = None) -> bool:
        """Tell whether a cut is too small to be shown, or would give a small one away by subtraction."""
        if not cut:
            return False
        if cut.area_id is not None and cut.area_id not in self.areas:
            return True
        paths = {area.id: area.path for area in self.areas.values()}
        whole = self.places()
        if said is None:
            said = self.places(cut.question, cut.cell) if cut.question else whole
        return hides(cut, said, whole, paths, self.survey.area.path) or self._is_hidden_among_choices(cut)

    def _is_hidden_among_choices(self, cut: Cut) -> bool:
        """Tell whether the other choices, taken from the whole, would give away those who chose a rare one or none."""
        merged = self.question(cut.question) if cut.question else None
        if merged is None or merged.question.type not in ONE_OF_SEVERAL:
            return False
        tally = self.tally(Cut(cut.area_id, cut.channel))
        said = values_of(tally.of(merged.key))
        rest = tally.answers - sum(said.values())
        return cut.cell in hidden_parts({**said, ANSWERED: rest} if rest else said)

    @cached_property
    def shown_areas(self) -> Sequence[tuple[Area, bool]]:
        """Every area below the survey's with answers, and whether its own counts are hidden."""
        root = self.survey.area
        hidden = hidden_areas(self.places(), {area.id: area.path for area in self.areas.values()}, root.path)
        return [(area, area.path in hidden) for area in self.areas.values() if area.id != root.id]


def took_part(survey: Survey) -> int:
    """Return how many took part, whether their answers are counted yet or not."""
    found = select(func.sum(SurveyTurnout.parts)).filter_by(survey_id=survey.id)
    return int(db.session.scalar(found) or 0)
