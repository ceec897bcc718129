"""Folding answers into the kept counts. Sending counts nothing itself, so that no two answers wait for each other.

Whoever folds or takes an answer out locks the survey's versions first; sending does not touch those locks.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Insert, case, false, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.surveys.cells import ANSWERED, NUMERIC, UNIT, WHOLE, answer_cells, has_rules, number, number_of
from engage.surveys.figures.tally import Sum
from engage.surveys.flow import shown
from engage.surveys.models import SurveyAnswer, SurveyCount, SurveySum, SurveyVersion
from engage.surveys.queries.surveys import questionnaire_of
from engage.surveys.questionnaire import Questionnaire

BATCH = 1_000
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_COLUMNS = (
    SurveyAnswer.id,
    SurveyAnswer.version_id,
    SurveyAnswer.area_id,
    SurveyAnswer.channel,
    SurveyAnswer.week,
    SurveyAnswer.data,
)
CountKey = tuple[int, str, str, int, str]  # Version, question, cell, area, channel.
SumKey = tuple[int, str, int, str]  # Version, question, area, channel.


def fold(survey_id: int, *, limit: int = BATCH) -> int:
    """Count at most `limit` answers that are not counted yet; return how many were. To be run in a transaction."""
    _lock(survey_id)
    rows = db.session.execute(_waiting(survey_id, *_COLUMNS).limit(limit)).all()
    if not rows:
        return 0
    counts, sums = _parts_of(rows, questionnaires(survey_id))
    _add_counts(counts)
    _add_sums(sums)
    ids = [row.id for row in rows]
    db.session.execute(
        update(SurveyAnswer).where(SurveyAnswer.id.in_(ids)).values(is_counted=True),
        execution_options={"synchronize_session": False},
    )
    return len(rows)


def waiting(survey_id: int) -> int:
    """Return how many answers are not counted yet."""
    return db.session.scalar(_waiting(survey_id, func.count())) or 0


def unfold(survey_id: int, answer_id: int) -> SurveyAnswer:
    """Take an answer out of the counts, if it is in, and return it locked. Raises `NotFound`.

    The caller says why, in the same transaction: it marks the answer as excluded, or takes words out of it, and then it
    is counted anew. After that the least and the most of a number are those of its cells: to three digits.
    """
    _lock(survey_id)
    answer = db.session.get(SurveyAnswer, answer_id, with_for_update=True, populate_existing=True)
    if answer is None or answer.survey_id != survey_id:
        raise NotFound(_l("There is no such answer."))
    if answer.is_counted:
        counts, sums = _parts_of([answer], questionnaires(survey_id))
        _add_counts(Counter({key: -number for key, number in counts.items()}))
        for key, sum_ in sums.items():
            _take_from(key, sum_.total)
        answer.is_counted = False
        db.session.flush()
    return answer


def questionnaires(survey_id: int) -> dict[int, Questionnaire]:
    """Return the questions of all versions of a survey by the version's id, the newest version first."""
    found = select(SurveyVersion).filter_by(survey_id=survey_id).order_by(SurveyVersion.number.desc())
    return {version.id: questionnaire_of(version) for version in db.session.scalars(found)}


def _lock(survey_id: int) -> None:
    versions = select(SurveyVersion.id).filter_by(survey_id=survey_id).order_by(SurveyVersion.id)
    db.session.execute(versions.with_for_update(key_share=True)).all()


def _waiting(survey_id: int, *columns: Any) -> Any:
    return select(*columns).where(
        SurveyAnswer.survey_id == survey_id,
        SurveyAnswer.is_counted == false(),  # As the partial index has it; `IS 0` would not find that.
        SurveyAnswer.is_excluded.is_(False),
    )


def _parts_of(
    answers: Iterable[Any], versions: dict[int, Questionnaire]
) -> tuple[Counter[CountKey], dict[SumKey, Sum]]:
    places: dict[tuple[int, int, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    sums: dict[SumKey, Sum] = defaultdict(Sum)
    ruled = {version_id for version_id, questionnaire in versions.items() if has_rules(questionnaire)}
    numeric = {
        version_id: [question for question in questionnaire.questions if question.type in NUMERIC]
        for version_id, questionnaire in versions.items()
    }
    for answer in answers:
        version_id, questionnaire, data = answer.version_id, versions[answer.version_id], answer.data
        # The day of sending is not kept; what `today()` says in a skip rule is taken at the week's beginning.
        names = shown(questionnaire, data, today=answer.week) if version_id in ruled else questionnaire.by_name
        found = places[version_id, answer.area_id, answer.channel]
        found.update(answer_cells(questionnaire, names, data))
        found.update([(WHOLE, ANSWERED), (WHOLE, answer.week.isoformat())])
        for question in numeric[version_id]:
            if question.name in data and (value := number(question, data[question.name])) is not None:
                sums[version_id, question.name, answer.area_id, answer.channel].add(value)
    counts: Counter[CountKey] = Counter()
    for (version_id, area_id, channel), cells in places.items():
        counts.update({(version_id, name, cell, area_id, channel): count for (name, cell), count in cells.items()})
    return counts, sums


def _insert(model: type[Any]) -> Any:
    return _INSERTS[db.session.get_bind().dialect.name](model.__table__)


def _add_counts(counts: Counter[CountKey]) -> None:
    insert = _insert(SurveyCount)
    names = ("version_id", "question", "cell", "area_id", "channel")
    upsert = insert.on_conflict_do_update(
        index_elements=list(names), set_={"answers": SurveyCount.__table__.c.answers + insert.excluded.answers}
    )
    _run(upsert, [dict(zip(names, key, strict=True), answers=number) for key, number in sorted(counts.items())])


def _add_sums(sums: dict[SumKey, Sum]) -> None:
    insert, kept = _insert(SurveySum), SurveySum.__table__.c
    names = ("version_id", "question", "area_id", "channel")
    new = insert.excluded
    upsert = insert.on_conflict_do_update(
        index_elements=list(names),
        set_={
            "total": kept.total + new.total,
            "least": case((new.least < kept.least, new.least), else_=kept.least),
            "most": case((new.most > kept.most, new.most), else_=kept.most),
        },
    )
    _run(upsert, [dict(zip(names, key, strict=True), **vars(sum_)) for key, sum_ in sorted(sums.items())])


def _run(upsert: Insert, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(upsert, rows)


def _take_from(key: SumKey, total: int) -> None:
    version_id, question, area_id, channel = key
    place = {"version_id": version_id, "question": question, "area_id": area_id, "channel": channel}
    row = db.session.get_one(SurveySum, place, with_for_update=True, populate_existing=True)
    row.total -= total
    left = list(_numbers_left(place))
    if left and total in (row.least, row.most):
        row.least, row.most = min(left), max(left)
    elif not left:
        db.session.delete(row)
    db.session.flush()


def _numbers_left(place: dict[str, Any]) -> Iterator[int]:
    found = select(SurveyCount.cell).filter_by(**place).where(SurveyCount.answers > 0)
    for cell in db.session.scalars(found):
        if cell[:1] == "#":
            yield int(number_of(cell) * UNIT)
        elif cell.lstrip("-").isdigit():
            yield int(cell) * UNIT
