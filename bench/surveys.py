"""What the results of a survey cost when it has few and many answers, and how much memory its files take.

Answers to thirty questions are bulk rows; they are counted by the product's own folding. The page is asked for as an
official's browser would, in turn from both stores; the file is read to its end while memory is watched.
"""

import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from engage import schema
from engage.accounts.models import Role, RoleGrant, User
from engage.app import create_app
from engage.communities.models import Area, AreaKind
from engage.config import fresh_keys, read_settings
from engage.demo import city
from engage.extensions import db
from engage.surveys.models import Survey, SurveyAnswer, SurveyState, SurveyTurnout
from engage.surveys.queries.export import Export
from engage.surveys.queries.results import Results
from engage.surveys.questionnaire import Choice, Question, Questionnaire, QuestionType, Scale, Section, Words
from engage.surveys.services.fold import fold
from engage.surveys.services.make import create
from engage.surveys.views.results.files import pieces
from engage.transaction import transaction

GOAL = 1.5  # Most that the page may cost with the most answers, of what it costs with the fewest.
MEMORY_GOAL = 1.5
SIZES = (1_000, 100_000)
ROUNDS = 21
CHUNK = 10_000
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
KINDS = (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.SCALE, QuestionType.INTEGER, QuestionType.MATRIX,
         QuestionType.RANKING)  # fmt: skip


def main(sizes: tuple[int, ...] = SIZES, say: Callable[[str], None] = print) -> bool:
    """Print what page and file cost at each size, and the ratios; tell whether the goals are reached."""
    with tempfile.TemporaryDirectory() as folder:
        apps: dict[int, tuple[Flask, int, str]] = {}
        for size in sizes:
            began = time.perf_counter()
            apps[size] = _store(Path(folder), size)
            say(f"{size:>9,} answers to 30 questions stored and counted in {time.perf_counter() - began:.0f} s")
        times = _pages(apps)
        peaks = {size: _export(app, say) for size, app in apps.items()}
        for app, _survey_id, _user in apps.values():
            with app.app_context():
                db.engine.dispose()
    costs = {size: statistics.median(found) * 1000 for size, found in times.items()}
    for size in sizes:
        say(f"{size:>9,} answers: {costs[size]:.1f} ms a page of results, {peaks[size] / 1e6:.1f} MB for the file")
    few, many = min(sizes), max(sizes)
    ratio, memory = costs[many] / costs[few], peaks[many] / peaks[few]
    say(f"page: ratio {ratio:.2f}, goal at most {GOAL}; memory of the file: ratio {memory:.2f}, at most {MEMORY_GOAL}")
    return ratio <= GOAL and memory <= MEMORY_GOAL


def _pages(apps: dict[int, Any]) -> dict[int, list[float]]:
    times: dict[int, list[float]] = {size: [] for size in apps}
    for number in range(ROUNDS + 1):  # In turn, so that a slow minute of the machine is shared.
        for size, (app, survey_id, user) in apps.items():
            taken = _ask(app, survey_id, user)
            times[size] += [taken] if number else []  # The first round warms up.
    return times


def _ask(app: Flask, survey_id: int, user: str) -> float:
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({"_user_id": user, "_fresh": True, "until": 2**40})
    began = time.perf_counter()
    response = client.get(f"/staff/surveys/{survey_id}/results")
    taken = time.perf_counter() - began
    assert response.status_code == 200, response.status_code
    return taken


def _export(made: Any, say: Callable[[str], None]) -> int:
    """Read the file to its end; return the most memory it took."""
    app, survey_id, _user = made
    with app.app_context():
        export = Export(Results(db.session.get_one(Survey, survey_id)))
        began = time.perf_counter()
        size, peak = 0, _resident()
        for piece in pieces(export, "csv"):
            size += len(piece)
            peak = max(peak, _resident())
        say(f"{export.number_of_rows():>9,} rows: {size / 1e6:.1f} MB in {time.perf_counter() - began:.0f} s")
        db.session.remove()
    return peak


def _resident() -> int:
    """Return how many bytes of memory this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def _store(folder: Path, size: int) -> tuple[Flask, int, str]:
    environment = {**fresh_keys(), "ENGAGE_DATABASE_URL": f"sqlite:///{folder / f'{size}.sqlite'}",
                   "ENGAGE_PUBLIC_URL": "http://localhost", "ENGAGE_DATA_DIR": str(folder)}  # fmt: skip
    app = create_app(replace(read_settings(environment), log_level="ERROR"))
    with app.app_context():
        schema.upgrade()
        with transaction():
            city.add_areas(now=NOW)
        with transaction():
            survey_id, user = _survey()
        _fill(survey_id, size)
        while True:
            with transaction():
                if not fold(survey_id, limit=5_000):
                    break
        counted = Results(db.session.get_one(Survey, survey_id)).overall.answers
        assert counted == size, (counted, size)
        db.session.remove()
    return app, survey_id, user


def _survey() -> tuple[int, str]:
    root = db.session.scalars(select(Area).where(Area.kind == AreaKind.CITY)).one()
    building = select(Area.parent_id).where(Area.kind == AreaKind.BUILDING).limit(1)
    community = db.session.get_one(Area, db.session.scalars(building).one())
    user = User(name="bench", display_name="Bench", password_hash="!", created_at=NOW)
    user.grants.append(RoleGrant(role=Role.OFFICIAL, area_id=root.id))
    db.session.add(user)
    survey = create(community, title_zh="问卷", questionnaire=questionnaire(), actor_id=None, now=NOW)
    survey.state, survey.number = SurveyState.CLOSED, 1
    db.session.flush()
    return survey.id, user.get_id()


def questionnaire() -> Questionnaire:
    """Return thirty questions, five of each kind."""
    return Questionnaire((Section("all", questions=tuple(_question(number) for number in range(30))),))


def _question(number: int) -> Question:
    kind, words = KINDS[number % len(KINDS)], Words(f"题目{number}", f"Question {number}")
    choices = tuple(Choice(f"c{value}", Words(f"选项{value}", f"Choice {value}")) for value in range(5))
    return Question(
        f"q{number}",
        kind,
        words,
        choices=choices if kind not in (QuestionType.SCALE, QuestionType.INTEGER) else (),
        rows=choices[:3] if kind == QuestionType.MATRIX else (),
        scale=Scale() if kind == QuestionType.SCALE else None,
    )


def said(dice: random.Random, question: Question) -> Any:
    """Return some answer to a question."""
    values = list(question.choice_values)
    match question.type:
        case QuestionType.SINGLE:
            return dice.choice(values)
        case QuestionType.MULTIPLE:
            return values[dice.randrange(3) : 4]
        case QuestionType.RANKING:
            dice.shuffle(values)
            return values
        case QuestionType.MATRIX:
            return {row.value: dice.choice(values) for row in question.rows}
    return dice.randint(1, 5) if question.type == QuestionType.SCALE else dice.randint(18, 90)


def _fill(survey_id: int, size: int) -> None:
    dice, questions = random.Random(7), questionnaire().questions
    survey = db.session.get_one(Survey, survey_id)
    version_id = next(iter(Results(survey).versions))
    inside = select(Area.id).where(Area.within(survey.area.path), Area.kind == AreaKind.BUILDING)
    areas, monday = db.session.scalars(inside).all(), date(2026, 5, 4)
    area_id = survey.area_id
    for start in range(0, size, CHUNK):
        rows = [
            {"id": dice.getrandbits(62), "survey_id": survey_id, "version_id": version_id,
             "area_id": dice.choice(areas), "channel": "paper" if dice.random() < 0.1 else "web", "language": "zh",
             "week": monday + timedelta(weeks=dice.randrange(4)), "notice_version": 1,
             "data": {question.name: said(dice, question) for question in questions},
             "is_counted": False, "is_excluded": False, "is_withdrawn": False}
            for _number in range(start, min(start + CHUNK, size))
        ]  # fmt: skip
        with transaction():
            db.session.execute(insert(SurveyAnswer.__table__), rows)
    with transaction():
        db.session.add(SurveyTurnout(survey_id=survey_id, area_id=area_id, channel="web", parts=size))
