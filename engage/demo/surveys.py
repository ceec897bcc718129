"""Surveys of the demonstration city: one that is open, one by tickets, and one that is over, with the wave before it.

All goes through the services, answer by answer.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from engage.accounts.models import User
from engage.communities.models import Area, AreaKind, Placement, ScanCount
from engage.communities.services.placements import Spot, create_placements
from engage.config import secret
from engage.dashboard.onward.services import NeedWords, make_need
from engage.demo import survey_words as words
from engage.demo.city import TIMEZONE, scans_of
from engage.demo.cycles import Calendar
from engage.demo.places import FLOORS, OPEN_COMMUNITY
from engage.demo.shapes import Text
from engage.demo.survey_answers import TEXT, Said, satisfied, tried, wishes
from engage.extensions import db
from engage.surveys.drafts import Page
from engage.surveys.flow import kept
from engage.surveys.models import Channel, Gate, Survey, SurveyAction, SurveyAnswer, SurveyVersion
from engage.surveys.queries.publication import snapshot
from engage.surveys.queries.results import Results
from engage.surveys.queries.surveys import current_version, questionnaire_of
from engage.surveys.questionnaire import Question, Questionnaire, QuestionType, Words
from engage.surveys.ready import READY
from engage.surveys.services import drafts, make, publish, reading, tickets
from engage.surveys.services.drafts import Comer
from engage.surveys.services.fold import fold
from engage.surveys.services.record import Entry, answer_id_of, part_key_of, record
from engage.transaction import transaction

OPENS, CLOSES = time(9), time(21)
BUILDINGS = tuple(f"{OPEN_COMMUNITY}-B{number}" for number in range(1, len(FLOORS[OPEN_COMMUNITY]) + 1))
# How the answers spread: many give no building, and nobody of the last one answered.
PLACES, SHARES = (OPEN_COMMUNITY, *BUILDINGS), (41, 13, 12, 10, 13, 11, 0)
CHANNELS, CHANNEL_SHARES = (Channel.WEB, Channel.ASSISTED, Channel.PAPER), (84, 9, 7)
ANSWERS, ANSWERS_BEFORE = 352, 236
OPEN_ANSWERS, OPEN_DRAFTS, TRIAL_ANSWERS, TICKETS = 31, 2, 9, 16
SCANS_A_DAY = 4


@dataclass(frozen=True)
class Held:
    """What demo.json says: the open survey, the finished one, and tickets of another that nobody has used."""

    open: Survey
    finished: Survey
    trial: Survey
    poster: Placement
    codes: Sequence[str]


@dataclass(frozen=True)
class _Office:
    """Who asks, where and by which calendar."""

    areas: Mapping[str, Area]
    worker: int
    official: int
    calendar: Calendar

    @property
    def home(self) -> Area:
        return self.areas[OPEN_COMMUNITY]

    def begun(self, days: int) -> datetime:
        return min(self.calendar.at(days, OPENS), self.calendar.now - timedelta(hours=1))


def add_surveys(areas: Mapping[str, Area], staff: Mapping[str, tuple[User, str]], calendar: Calendar) -> Held:
    """Add the surveys with their answers, in a few transactions."""
    office = _Office(areas, staff["worker"][0].id, staff["official"][0].id, calendar)
    with transaction():
        before = _hold(office, words.LAST_YEAR, READY["satisfaction"].questionnaire, (-395, -375), keep_days=730)
        _answer(office, before, satisfied(ANSWERS_BEFORE, year=1), days=(-395, -375))
    with transaction():
        asked = _with_text(READY["satisfaction"].questionnaire)
        finished = _hold(office, words.THIS_YEAR, asked, (-45, -24), keep_days=730, wave_of_id=before.id)
        _posters(office, finished, days=(-45, -24))
        _answer(office, finished, satisfied(ANSWERS, year=0), days=(-45, -24))
    with transaction():
        while fold(before.id) or fold(finished.id):
            pass
        _read(office, finished)
    with transaction():
        _act(office, finished)
        _publish(office, finished)
    with transaction():
        open_ = _hold(office, words.NEEDS, READY["needs"].questionnaire, (-6, 15), paging="question")
        poster = _poster(office, open_)
        _answer(office, open_, wishes(OPEN_ANSWERS), days=(-6, 0))
        _begin_some(office, open_)
        trial, codes = _trial(office)
        fold(open_.id)
        fold(trial.id)
    return Held(open_, finished, trial, poster, codes)


def _hold(office: _Office, title: Text, questionnaire: Questionnaire, days: tuple[int, int], **more: Any) -> Survey:
    """Make a survey and open it, each at the time at which it would have been done."""
    opens_at = office.begun(days[0])
    ready = READY["needs" if title is words.NEEDS else "trial" if title is words.TRIAL else "satisfaction"]
    survey = make.create(
        office.home, title_zh=title.zh, title_en=title.en, questionnaire=questionnaire, is_demo=True,
        intro_zh=ready.intro.zh, intro_en=ready.intro.en, thanks_zh=words.THANKS.zh, thanks_en=words.THANKS.en,
        opens_at=opens_at, closes_at=office.calendar.at(days[1], CLOSES), actor_id=office.worker,
        now=opens_at - timedelta(days=2), **more,
    )  # fmt: skip
    return make.open_survey(survey.id, actor_id=office.official, now=opens_at - timedelta(days=1))


def _with_text(questionnaire: Questionnaire) -> Questionnaire:
    """Add the question that lets people write what they like."""
    question = Question(
        TEXT, QuestionType.TEXT, Words(words.QUESTION.zh, words.QUESTION.en), hint=Words(words.HINT.zh, words.HINT.en)
    )
    *before, last = questionnaire.sections
    *asked, age_group = last.questions
    return Questionnaire((*before, replace(last, questions=(*asked, question, age_group))))


def _answer(office: _Office, survey: Survey, said: Iterator[Said], *, days: tuple[int, int]) -> None:
    """Send answers from the buildings, most of them early."""
    dice, version = Random(f"sent {survey.title_zh}"), current_version(survey)
    for number, one in enumerate(said):
        day = days[0] + int((days[1] - days[0]) * dice.random() ** 1.5)
        at = min(office.calendar.at(day, time(dice.randint(9, 20))), office.calendar.now - timedelta(minutes=5))
        channel = dice.choices(CHANNELS, CHANNEL_SHARES)[0] if one.language == "zh" else Channel.WEB
        area = office.areas[dice.choices(PLACES, SHARES)[0]]
        at = max(at, survey.opens_at or at)
        _send(survey, version, one, _token(survey, number), area=area, at=at, channel=channel)


def _send(
    survey: Survey,
    version: SurveyVersion,
    said: Said,
    token: str,
    *,
    area: Area,
    at: datetime,
    channel: str = Channel.WEB,
    let_in_by: tuple[str, str | int] | None = None,
) -> None:
    entry = Entry(
        survey_id=survey.id, version_id=version.id, token=token,
        part_key=part_key_of(secret(), survey.id, *(let_in_by or ("form", token))), area_id=area.id, channel=channel,
        language=said.language, data=kept(questionnaire_of(version), said.data, today=at.date()),
        notice_version=survey.notice_version,
    )  # fmt: skip
    record(entry, secret=secret(), now=at, timezone=TIMEZONE)


def _token(survey: Survey, number: int) -> str:
    return hashlib.sha256(f"demonstration {survey.title_zh} {number}".encode()).hexdigest()[:32]


def _posters(office: _Office, survey: Survey, *, days: tuple[int, int]) -> None:
    """Put a poster at every building. The last building's was hardly seen."""
    put_up = office.begun(days[0]) - timedelta(days=1)
    made = create_placements(office.home, every=AreaKind.BUILDING, survey=survey, actor_id=office.worker, now=put_up)
    dice = Random("survey scans")
    for placement, share in zip(made, SHARES[1:], strict=True):
        _scan(placement, SCANS_A_DAY if share else 0.1, put_up, office.calendar.at(days[1], CLOSES), dice)


def _poster(office: _Office, survey: Survey) -> Placement:
    put_up = office.begun(-6)
    spot = Spot("社区便民服务中心门口", "Door of the community service centre")
    [made] = create_placements(office.home, spots=[spot], survey=survey, actor_id=office.worker, now=put_up)
    _scan(made, SCANS_A_DAY, put_up, office.calendar.now, Random("open survey scans"))
    return made


def _scan(placement: Placement, a_day: float, since: datetime, until: datetime, dice: Random) -> None:
    if scans := scans_of(placement.id, a_day, since, until, dice):
        db.session.execute(insert(ScanCount), scans)


def _read(office: _Office, survey: Survey) -> None:
    """Tag the texts as the office did while it read them, and mark those that need action."""
    read_at = office.calendar.at(-22, time(10))
    by_text = {text: tag for tag, text in [*words.SAID, words.PRIVATE]}
    ids_by_tag: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(satisfied(ANSWERS, year=0)):
        if not (text := one.data[TEXT]):
            continue
        answer_id = answer_id_of(_token(survey, number), secret())
        ids_by_tag[by_text[text]].append(answer_id)
        if text.startswith(words.URGENT):
            reading.mark_action(survey.id, TEXT, answer_id, actor_id=office.worker, now=read_at)
    for tag, ids in ids_by_tag.items():
        if tag:
            reading.add_tags(survey.id, TEXT, ids, [tag])


def _act(office: _Office, survey: Survey) -> None:
    """Make a need of the first text that needed action. Its text is the office's own."""
    marks = select(SurveyAction.id, SurveyAction.answer_id, SurveyAction.question).filter_by(survey_id=survey.id)
    for action_id, answer_id, question in db.session.execute(marks).all():
        text = db.session.get_one(SurveyAnswer, answer_id).data[question]
        if text.startswith(words.URGENT[0]):
            category, said = words.NEED
            need = NeedWords(office.areas[BUILDINGS[2]], category, said.zh)
            at = office.calendar.at(-22, time(11))
            make_need(action_id, need, secret=secret(), actor_id=office.worker, now=at)


def _publish(office: _Office, survey: Survey) -> None:
    at = office.calendar.at(-18, time(15))
    told = {"told_zh": words.TOLD.zh, "told_en": words.TOLD.en, "next_zh": words.NEXT.zh, "next_en": words.NEXT.en}
    names = ("parts", "first", "recommend", "change", TEXT)
    made = snapshot(Results(survey), names, told, now=at)
    publish.publish(survey.id, made, actor_id=office.official, now=at)


def _begin_some(office: _Office, survey: Survey) -> None:
    """Leave a few answers unfinished."""
    for number in range(OPEN_DRAFTS):
        key = part_key_of(secret(), survey.id, "form", f"demonstration draft {number}")
        token = drafts.begin(survey, Comer(key, office.areas[BUILDINGS[number]].id), today=office.calendar.today)
        page = Page(["areas"], {"q.areas": ["VII", "II"][: number + 1]}, {}, 0)
        drafts.save(token, page, today=office.calendar.today)


def _trial(office: _Office) -> tuple[Survey, list[str]]:
    """Hold a survey by tickets. Return it with the codes that nobody has used."""
    survey = _hold(office, words.TRIAL, READY["trial"].questionnaire, (-3, 11), gate=Gate.TICKET)
    area = office.areas[BUILDINGS[1]]
    issued = tickets.issue(
        survey.id, area, TICKETS, token=_token(survey, 0), actor_id=office.worker, now=office.begun(-3)
    )
    version = current_version(survey)
    for number, (code, said) in enumerate(zip(issued.codes, tried(TRIAL_ANSWERS), strict=False)):
        ticket = tickets.find_ticket(code)
        by = ("ticket", ticket.id) if ticket else None
        at = office.calendar.now - timedelta(hours=5 * number + 1)
        _send(survey, version, said, _token(survey, number), area=area, at=at, let_in_by=by)
    return survey, list(issued.codes[TRIAL_ANSWERS:])
