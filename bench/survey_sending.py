"""Sending a survey's whole answer against a bare durable insert: thirty questions on one page, one POST, one commit.

The drafts are there before, as for somebody who began and then filled in the page; what is measured reads the form,
checks it against skip rules and limits, and records who took part and what was said.
"""

import itertools
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from bench import load, servers
from bench.http1 import Address, build_request
from bench.run import WARM_UP_SECONDS, Series
from bench.store import bulk
from bench.voters import PHONE
from engage import schema
from engage.app import create_app
from engage.communities.models import AreaKind
from engage.config import fresh_keys, read_settings
from engage.demo import city
from engage.demo.places import OPEN_COMMUNITY
from engage.extensions import db
from engage.surveys.drafts import Typed
from engage.surveys.models import Paging, Survey, SurveyDraft, SurveyVersion
from engage.surveys.questionnaire import Choice, Question, Questionnaire, QuestionType, Scale, Section, Words
from engage.transaction import transaction

GOAL = 0.3
ROUNDS = 7
SECONDS = 2.0
SENT_A_SECOND = 1200  # More than any machine seen: so many drafts are prepared for each second of sending.
T = QuestionType


@dataclass(frozen=True)
class Filled:
    settings: dict[str, str]
    port: int
    drafts: int


def main(rounds: int = ROUNDS, seconds: float = SECONDS, say: Callable[[str], None] = print) -> bool:
    """Print the ratio of each round's middle; tell whether the goal is reached and every answer is stored."""
    drafts = int((rounds * seconds + WARM_UP_SECONDS) * SENT_A_SECOND)
    with tempfile.TemporaryDirectory(prefix="engage-bench-") as name, ExitStack() as running:
        folder = Path(name)
        filled = _fill(folder / "store", drafts)
        yardstick = running.enter_context(servers.run_yardstick(folder / "yardstick"))
        address = running.enter_context(servers.run_product(filled.settings, filled.port, folder / "store"))
        sendings = requests(filled, address)
        insert = itertools.repeat(build_request("POST", "/insert", yardstick))
        series, sent = Series("send an answer of 30 questions", GOAL), 0
        load.run(yardstick, insert, seconds=WARM_UP_SECONDS)
        sent += load.run(address, sendings, seconds=WARM_UP_SECONDS, expect=(303,)).requests
        for _round in range(rounds):
            before = load.run(yardstick, insert, seconds=seconds).rate
            report = load.run(address, sendings, seconds=seconds, expect=(303,))
            after = load.run(yardstick, insert, seconds=seconds).rate
            sent += report.requests
            series.add(report.rate, (before + after) / 2)
        say(series.line())
        return series.ratio >= GOAL and _are_kept(filled, sent, say)


def questionnaire() -> Questionnaire:
    """Return thirty questions of the usual kinds, a few with skip rules and limits."""
    grades = _choices("good", "fair", "bad", "unsure")
    singles = [Question(f"single{n}", T.SINGLE, _words("single", n), is_required=True, choices=grades)
               for n in range(12)]  # fmt: skip
    multiples = [Question(f"several{n}", T.MULTIPLE, _words("several", n), choices=_choices("a", "b", "c", "d", "e"))
                 for n in range(5)]  # fmt: skip
    scales = [Question(f"scale{n}", T.SCALE, _words("scale", n), is_required=True, scale=Scale(1, 5)) for n in range(4)]
    numbers = [Question(f"number{n}", T.INTEGER, _words("number", n), constraint=". >= 0 and . <= 120")
               for n in range(3)]  # fmt: skip
    tables = [Question(f"table{n}", T.MATRIX, _words("table", n), rows=_choices("x", "y", "z"), choices=grades)
              for n in range(2)]  # fmt: skip
    others = [
        Question("day", T.DATE, _words("day", 0), constraint=". <= today()"),
        Question("order", T.RANKING, _words("order", 0), choices=_choices("first", "second", "third")),
        Question("why", T.TEXT, _words("why", 0), relevant="${single0} = 'bad' or ${scale0} < 3"),
        Question("more", T.TEXT, _words("more", 0), relevant="selected(${several0}, 'a')"),
    ]
    return Questionnaire((
        Section("first", _words("section", 1), questions=(*singles, *scales)),
        Section("second", _words("section", 2), questions=(*multiples, *numbers, *tables, *others)),
    ))  # fmt: skip


def requests(filled: Filled, address: Address) -> Iterator[bytes]:
    """Yield what a phone sends for each draft: the whole page, filled in."""
    dice, asked = random.Random(filled.drafts), questionnaire()
    headers = {**PHONE, "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    names = [question.name for question in asked.questions]
    empty = Typed()
    seen = " ".join(f"{question.name}:{empty.stamp(question)}" for question in asked.questions)
    for number in range(filled.drafts):
        fields = [("asked", " ".join(names)), ("seen", seen), ("revision", "0"), *_fields(asked, dice)]
        path = f"/surveys/a/{_token(number)}/send"
        yield build_request("POST", path, address, headers=headers, body=urlencode(fields).encode())


def _fields(asked: Questionnaire, dice: random.Random) -> Iterator[tuple[str, str]]:
    for question in asked.questions:
        field, values = f"q.{question.name}", list(question.choice_values)
        if question.type == T.SINGLE:
            yield field, dice.choice(values)
        elif question.type == T.MULTIPLE:
            yield from ((field, value) for value in dice.sample(values, 2))
        elif question.type == T.MATRIX:
            yield from ((f"{field}.{row.value}", dice.choice(values)) for row in question.rows)
        elif question.type == T.RANKING:
            places = dice.sample(range(1, len(values) + 1), len(values))
            yield from ((f"{field}.{value}", str(place)) for value, place in zip(values, places, strict=True))
        elif question.type == T.DATE:
            yield field, "2019年3月5日"
        elif question.type == T.TEXT:
            yield field, "楼道的灯坏了很久，晚上看不见台阶，希望尽快修好。"
        else:
            yield field, str(dice.randint(1, 5))


def _fill(folder: Path, drafts: int) -> Filled:
    folder.mkdir()
    port = servers.free_port()
    settings = {
        **fresh_keys(),
        "ENGAGE_DATA_DIR": str(folder),
        "ENGAGE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ENGAGE_LOG_LEVEL": "INFO",
    }
    app = create_app(read_settings(settings))
    with app.app_context():
        schema.upgrade()
        _add_drafts(drafts)
        db.session.remove()
        db.engine.dispose()
    return Filled(settings, port, drafts)


def _add_drafts(drafts: int) -> None:
    now = datetime.now(UTC)
    with transaction():
        areas = city.add_areas(now=now)
        community = areas[OPEN_COMMUNITY]
        survey = Survey(
            area_id=community.id, title_zh="小区环境", state="open", number=1, paging=Paging.ALL, created_at=now,
            opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1),
        )  # fmt: skip
        db.session.add(survey)
        db.session.flush()
        content = questionnaire().to_data()
        version = SurveyVersion(survey_id=survey.id, number=1, content=content, created_at=now)
        db.session.add(version)
        db.session.flush()
        survey_id, version_id = survey.id, version.id
        places = [area.id for area in areas.values() if area.kind == AreaKind.BUILDING and community.contains(area)]
    columns = "token survey_id version_id part_key area_id channel notice_version data revision saved_on"
    today = now.date().isoformat()
    rows = (
        (_token(n), survey_id, version_id, f"{n:064x}", places[n % len(places)], "web", 1, "{}", 0, today)
        for n in range(drafts)
    )
    bulk(SurveyDraft, columns, rows)


def _token(number: int) -> str:
    return f"{number:032x}"


def _words(kind: str, number: int) -> Words:
    return Words(f"第{number}题（{kind}）：您觉得怎么样？", f"Question {number} ({kind}): what do you think?")


def _choices(*values: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, Words(f"选项{value}", f"Choice {value}")) for value in values)


def _are_kept(filled: Filled, sent: int, say: Callable[[str], None]) -> bool:
    """Look in the store whether every acknowledged answer is there."""
    store = next(Path(filled.settings["ENGAGE_DATA_DIR"]).glob("*.sqlite"))
    connection = sqlite3.connect(str(store))
    wanted = {"survey_answer": "count(*)", "survey_part": "count(*)", "survey_turnout": "sum(parts)"}
    stored, parts, counted = (
        connection.execute(f"SELECT {what} FROM {table}").fetchone()[0] for table, what in wanted.items()
    )
    connection.close()
    say(f"{sent:,} answers acknowledged: {stored:,} stored, {parts:,} took part, turnout {counted:,}")
    return bool(stored == parts == counted == sent)
