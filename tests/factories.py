"""Rows with defaults for all that a test does not speak of. Each flushes and returns the row; `NOON` is "now"."""

import itertools
from datetime import UTC, datetime, timedelta

from engage.accounts.models import Role, RoleGrant, User
from engage.api.scopes import Scope
from engage.api.services import keys
from engage.ballotbox.models import Election, ElectionCount, RollSlot
from engage.budget.models import Cycle, Proposal
from engage.communities.models import Area, Placement
from engage.extensions import db
from engage.needs.counts import count_new
from engage.needs.models import Need
from engage.residents.models import Dwelling, Resident
from engage.surveys.models import Survey, SurveyVersion
from engage.surveys.questionnaire import Choice, Question, Questionnaire, QuestionType, Scale, Section, Words
from engage.webhooks.models import Delivery, OutboxEvent, WebhookEndpoint

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


def commit(*rows):
    """Store rows for good, as a service's caller would; return the first."""
    db.session.add_all(rows)
    db.session.commit()
    return rows[0]


def _flush(row):
    """Give a row its id. A commit besides would forget the row, which is then read again."""
    db.session.add(row)
    db.session.flush()
    return row


def make_area(kind="community", parent=None, **kwargs):
    [id_] = _next_area_ids(1)
    return commit(_area(id_, kind, parent, **kwargs))


def make_tree():
    """Return (city, district, street, community, building, stairwell), one below the other."""
    kinds = ("city", "district", "street", "community", "building", "stairwell")
    areas = [None]
    for id_, kind in zip(_next_area_ids(len(kinds)), kinds, strict=True):
        areas.append(_area(id_, kind, areas[-1]))
    commit(*areas[1:])
    return tuple(areas[1:])


def _next_area_ids(number):
    """Return the ids that the store would give. A path holds its own: knowing it saves writing each area twice."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        asked = connection.exec_driver_sql(f"SELECT nextval('area_id_seq') FROM generate_series(1, {number})")
        return list(asked.scalars())
    last = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM area").scalar()
    return list(range(last + 1, last + 1 + number))


def _area(id_, kind, parent, **kwargs):
    number = next(_numbers)
    values = {"code": f"A{number}", "name_zh": f"区域{number}", "name_en": f"Area {number}", **kwargs}
    above = {"parent_id": parent.id, "path": f"{parent.path}{id_}."} if parent else {"path": f"{id_}."}
    return Area(id=id_, kind=kind, **{**values, **above})


def make_user(role=Role.OFFICIAL, area=None, **kwargs):
    """Return a user with one role. The password hash is not a real one: sign in with the `sign_in` fixture."""
    number = next(_numbers)
    values = {"name": f"user{number}", "display_name": f"User {number}", "password_hash": "!", **kwargs}
    user = User(created_at=NOON, **values)
    if role is not None:
        area = area or make_area("city")
        user.grants.append(RoleGrant(role=role, area_id=area.id))
    return commit(user)


def make_placement(area=None, **kwargs):
    area = area or make_area()
    values = {
        "code": f"P{next(_numbers):07d}",
        "spot_zh": "2号门公告栏",
        "spot_en": "Gate 2 notice board",
        "created_at": NOON,
        **kwargs,
    }
    return commit(Placement(area_id=area.id, **values))


def make_dwelling(area=None, **kwargs):
    area = area or make_area("building")
    values = {"label": f"3-1-{next(_numbers)}", "floor_area_dm2": 8537, **kwargs}
    return commit(Dwelling(area_id=area.id, **values))


def make_resident(area=None, **kwargs):
    area = area or make_area()
    number = next(_numbers)
    values = {"reference": f"R{number}", "name": f"Resident {number}", "birth_year": 2008, "tie": "lives", **kwargs}
    return commit(Resident(area_id=area.id, **values))


def make_election(area=None, **kwargs):
    """Return an election that is open at `NOON`."""
    area = area or make_area()
    values = {"opens_at": NOON - DAY, "closes_at": NOON + DAY, **kwargs}
    election = _flush(Election(area_id=area.id, **values))
    return commit(election, ElectionCount(election_id=election.id, head="0" * 64, marks={}))


def make_cycle(area=None, election=None, proposals=3, **kwargs):
    """Return a published neighbourhood cycle, open at `NOON`, with proposals "p1", "p2" …"""
    area = area or make_area()
    election = election or make_election(area)
    values = {
        "title_zh": "微更新",
        "title_en": "Micro-renewal",
        "voters": "dwellings",
        "currency": "CNY",
        "pot_minor": 10_000_00,
        "max_choices": 2,
        "published_at": NOON - DAY,
        "created_at": NOON - DAY,
        **kwargs,
    }
    cycle = _flush(Cycle(area_id=area.id, election_id=election.id, **values))
    return commit(cycle, *(_proposal(cycle, number) for number in range(1, proposals + 1)))


def make_proposal(cycle, number=1, **kwargs):
    return commit(_proposal(cycle, number, **kwargs))


def _proposal(cycle, number, **kwargs):
    values = {
        "option": f"p{number}",
        "title_zh": f"提案{number}",
        "title_en": f"Proposal {number}",
        "cost_minor": 4_000_00,
        **kwargs,
    }
    return Proposal(cycle_id=cycle.id, number=number, **values)


def make_slot(election, dwelling=None, resident=None, **kwargs):
    if dwelling is None and resident is None:
        dwelling = make_dwelling()
    voter = dwelling or resident
    return commit(
        RollSlot(
            election_id=election.id,
            dwelling_id=dwelling.id if dwelling else None,
            resident_id=resident.id if resident else None,
            area_id=voter.area_id,
            **kwargs,
        )
    )


def make_need(area=None, **kwargs):
    """Return a need as it came in at `NOON`, counted like any other."""
    return make_needs({"area": area or make_area(), **kwargs})[0]


def make_needs(*particulars):
    """Return many needs, stored in one go: of each its area and whatever else is particular to it."""
    needs = [_need(**values) for values in particulars]
    db.session.add_all(needs)
    db.session.flush()  # The columns that say nothing get what the store gives.
    for need in needs:
        count_new(need)
    commit(*needs)
    return needs


def _need(area, **kwargs):
    number = next(_numbers)
    values = {
        "category": "lighting",
        "raw_text": "楼道灯坏了",
        "state": "received",
        "state_at": NOON,
        "tracking_digest": f"{number:064d}",
        "form_token": f"token{number}",
        "supports": 0,
        "created_at": NOON,
        "updated_at": NOON,
        **kwargs,
    }
    return Need(area_id=area.id, path=area.path, **values)


def make_key(area=None, name=None, **kwargs):
    """Return a new key with its text; it has every scope, and works for ever unless the test says otherwise."""
    values = {"scopes": list(Scope), "expires_at": None, "actor_id": None, "now": NOON, **kwargs}
    new = keys.create(name or f"Program {next(_numbers)}", values.pop("scopes"), area or make_area("city"), **values)
    commit(new.key)
    return new


def make_endpoint(area=None, **kwargs):
    """Return an endpoint that is told everything; its secret is no real one."""
    area = area or make_area("city")
    values = {"url": "https://receiver.example/hooks", "event_types": ["*"], "secret": "!", **kwargs}
    return commit(WebhookEndpoint(area_id=area.id, created_at=NOON, **values))


def make_delivery(endpoint=None, **kwargs):
    """Return an event of the endpoint's area on its way to the endpoint, due at `NOON`."""
    endpoint = endpoint or make_endpoint()
    event = OutboxEvent(
        name=f"evt_{next(_numbers)}", type="need.changed", area_id=endpoint.area_id, payload={"id": 1},
        happened_at=kwargs.pop("happened_at", NOON), is_spread=True,
    )  # fmt: skip
    commit(event)
    return commit(Delivery(event_id=event.id, endpoint_id=endpoint.id, **{"next_at": NOON, **kwargs}))


QUESTIONS = Questionnaire(
    (
        Section(
            "lighting",
            Words("照明", "Lighting"),
            questions=(
                Question(
                    "lamps",
                    QuestionType.SINGLE,
                    Words("楼道灯亮吗？", "Do the lamps work?"),
                    is_required=True,
                    choices=(Choice("yes", Words("亮", "Yes")), Choice("no", Words("不亮", "No"))),
                ),
                Question("where", QuestionType.TEXT, Words("哪里不亮？", "Where not?"), relevant="${lamps} = 'no'"),
                Question("content", QuestionType.SCALE, Words("您满意吗？", "Are you content?"), scale=Scale(1, 5)),
            ),
        ),
    )
)


def make_survey(area=None, questionnaire=QUESTIONS, **kwargs):
    """Return a survey that is open at `NOON` to everybody, and the first version of its questions in use.

    Pass `state="draft"` for one that nobody can answer yet.
    """
    area = area or make_area()
    is_draft = kwargs.get("state") == "draft"
    values = {
        "title_zh": "照明问卷",
        "title_en": "Lighting survey",
        "notice_zh": "只用于改善照明。",
        "notice_en": "Only to mend the lighting.",
        "state": "open",
        "number": None if is_draft else 1,
        "created_at": NOON - DAY,
        **kwargs,
    }
    survey = _flush(Survey(area_id=area.id, **values))
    return commit(survey, _version(survey, questionnaire))


def make_survey_version(survey, questionnaire=QUESTIONS, number=1, **kwargs):
    return commit(_version(survey, questionnaire, number, **kwargs))


def _version(survey, questionnaire, number=1, **kwargs):
    values = {"content": questionnaire.to_data(), "created_at": NOON - DAY, **kwargs}
    return SurveyVersion(survey_id=survey.id, number=number, **values)
