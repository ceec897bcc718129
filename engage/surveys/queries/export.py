"""All answers as rows, page after page in the order of random ids, so that memory does not grow with them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from engage.communities.models import Area
from engage.extensions import db
from engage.surveys.cells import ANSWERED, has_rules
from engage.surveys.figures.codebook import META, Row, Variable, variables
from engage.surveys.figures.cuts import hidden_parts
from engage.surveys.flow import shown
from engage.surveys.models import SurveyAnswer, SurveyVersion
from engage.surveys.queries.results import Results
from engage.surveys.questionnaire import Questionnaire

PAGE = 500


class Export:
    """The answers of a survey as a table. Week, channel and area are only as fine as five people allow."""

    def __init__(self, results: Results) -> None:
        self.survey_id, self.versions = results.survey.id, results.versions
        self.columns: list[Variable] = variables(results.questions)
        self.header: list[str] = [*META, *(column.name for column in self.columns)]
        self._ruled = {version_id for version_id, one in self.versions.items() if has_rules(one)}
        overall = results.overall
        weeks = {week.isoformat(): number for week, number in overall.weeks}
        self._few_weeks = hidden_parts(weeks)
        self._few_channels = hidden_parts({name: number for name, number in overall.channels.items() if number})
        self._areas = _area_codes(results)
        numbers = select(SurveyVersion.id, SurveyVersion.number).filter_by(survey_id=self.survey_id)
        self._numbers = {row.id: row.number for row in db.session.execute(numbers)}

    def number_of_rows(self) -> int:
        found = select(func.count()).where(*self._conditions())
        return int(db.session.scalar(found) or 0)

    def rows(self, *, limit: int | None = None) -> Iterator[Row]:
        """Yield a row for each answer that counts; between pages nothing of the store is held."""
        last_id, left = -1, limit
        while True:
            number = PAGE if left is None else min(PAGE, left)
            page = db.session.execute(self._page(last_id, number)).all()
            db.session.rollback()  # A reader that waits for its line must not keep the store's old state alive.
            for answer in page:
                yield self._row(answer, self.versions[answer.version_id])
            left = None if left is None else left - len(page)
            if len(page) < number or left == 0:
                return
            last_id = page[-1].id

    def _conditions(self) -> list[Any]:
        return [
            SurveyAnswer.survey_id == self.survey_id,
            SurveyAnswer.is_counted.is_(True),
        ]

    def _page(self, last_id: int, number: int) -> Any:
        answer = SurveyAnswer
        found = select(answer.id, answer.version_id, answer.area_id, answer.channel, answer.week, answer.data)
        return found.where(*self._conditions(), answer.id > last_id).order_by(answer.id).limit(number)

    def _row(self, answer: Any, questionnaire: Questionnaire) -> Row:
        is_ruled = answer.version_id in self._ruled
        asked = set(shown(questionnaire, answer.data, today=answer.week)) if is_ruled else questionnaire.by_name
        week, channel = answer.week.isoformat(), str(answer.channel)
        row: Row = [
            None if week in self._few_weeks else week,
            None if channel in self._few_channels else channel,
            self._areas.get(answer.area_id),
            self._numbers[answer.version_id],
        ]
        for column in self.columns:
            name = column.merged.name
            question = questionnaire.by_name.get(name)
            is_asked = name in asked and question is not None and question.type == column.merged.question.type
            row.append(column.cell(answer.data.get(name) if is_asked else None, is_asked=is_asked))
        return row


def _area_codes(results: Results) -> dict[int, str]:
    """Return the code of each area; one with few answers goes under the name of the nearest above it with enough."""
    hidden = {area.id for area, is_hidden in results.shown_areas if is_hidden}
    areas = results.areas
    places = results.places(cell=ANSWERED)

    def code_of(area: Area) -> str:
        line = [id_ for id_ in reversed(area.ancestor_ids) if id_ in areas and id_ not in hidden]
        return areas[line[0]].code if line else ""

    return {area_id: code_of(areas[area_id]) for area_id in {id_ for id_, _channel in places} if area_id in areas}
