"""Professionals, visits and ratings of the demonstration city, as the services leave them.

Some two thousand ratings one by one would take the services a minute: the rows are written here, a few thousand at once,
and the sums and figures by the functions that every write uses. `engage ratings verify` agrees.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from engage.accounts.models import User
from engage.codes import new_code
from engage.communities.models import Area
from engage.demo.comments import Comments
from engage.demo.cycles import Calendar
from engage.demo.places import CITY
from engage.demo.rating_words import (
    ABILITIES,
    ANSWERS,
    APPEAL,
    CATEGORIES,
    EXCLUSION,
    INVITED,
    OUTCOMES,
    PRIVATE_COMMENT,
    PROFESSIONALS,
    ProfessionalData,
)
from engage.extensions import db
from engage.ratings import sums
from engage.ratings.kept import refresh_periods
from engage.ratings.models import CallBack, Professional, Rating, RatingAnswer, RatingReview, Ticket, Visit
from engage.ratings.periods import month_of, touched_by
from engage.ratings.services.figures import publish_figure
from engage.ratings.services.professionals import link_account, put_professional
from engage.ratings.services.review import appeal
from engage.ratings.services.settings import save_settings
from engage.ratings.services.tickets import CODE_LENGTH, digest_of, issue_tickets
from engage.ratings.working_days import working_days_after
from engage.transaction import transaction

DAYS, FIRST_DAYS = 330, 2
SMALLEST_BATCH = 5
ANSWERED = 0.62  # Of the tickets.
COMMENTED = 0.4
UNUSED_TICKETS = 12
LATEST_WAIT = 6  # Days: comments and call-backs of younger ratings wait.
TICKETS_GOOD = timedelta(days=366)
TURNS = (0, 0, 1, 0, 2)  # Which of the areas served a visit is in, one after the other.
CHANNELS = ("qr", "qr", "slip", "slip", "letter", "api")


@dataclass(frozen=True)
class Told:
    """What demo.json says: staff numbers, and codes of tickets that nobody has used."""

    rated: list[str]
    unrated: list[str]
    codes: list[str]


@dataclass
class _Drawn:
    """Rows to be inserted, and what is to be known of them: the visit of each, and what a rating says."""

    visits: list[dict[str, Any]]
    tickets: list[dict[str, Any]]
    ratings: list[dict[str, Any]]
    comments: Comments


def add_ratings(areas: Mapping[str, Area], staff: Mapping[str, tuple[User, str]], calendar: Calendar) -> Told:
    """Add professionals, visits, tickets and ratings, in a few transactions."""
    official = staff["official"][0].id
    with transaction():
        ids = _add_professionals(areas, staff, calendar)
    with transaction():
        drawn = _draw(ids, areas, calendar)
        _insert(drawn)
        _keep_sums(ids, drawn, calendar)
    with transaction():
        _tell_stories(ids, drawn, staff, calendar, official)
    with transaction():
        year = str(calendar.today.year)
        for data in PROFESSIONALS[:3]:
            publish_figure(ids[data.staff_no], year, actor_id=official, now=calendar.now - timedelta(hours=2))
        codes = _fresh_tickets(drawn, calendar)
    rated = Counter(row["professional_id"] for row in drawn.ratings)
    return Told(
        rated=[data.staff_no for data in PROFESSIONALS if rated[ids[data.staff_no]] >= SMALLEST_BATCH],
        unrated=[data.staff_no for data in PROFESSIONALS if not rated[ids[data.staff_no]]],
        codes=codes,
    )


def _add_professionals(
    areas: Mapping[str, Area], staff: Mapping[str, tuple[User, str]], calendar: Calendar
) -> dict[str, int]:
    begun = calendar.at(-DAYS - 20, time(9))
    save_settings(areas[CITY].id, {"abilities": ABILITIES, "ticket_days": TICKETS_GOOD.days},
                  actor_id=staff["admin"][0].id, now=begun)  # fmt: skip
    ids = {}
    for data in PROFESSIONALS:
        served = [areas[code] for code in data.areas]
        made, _is_new = put_professional(data.staff_no, name=data.name, profession=data.profession, title=data.title,
                                         areas=served, now=begun)  # fmt: skip
        made.is_demo = True
        ids[data.staff_no] = made.id
        if data.account:
            link_account(made.id, staff[data.account][0].id, now=begun)
    return ids


def _draw(ids: Mapping[str, int], areas: Mapping[str, Area], calendar: Calendar) -> _Drawn:
    drawn, dice = _Drawn([], [], [], Comments(Random("comments"))), Random("ratings")
    for data in PROFESSIONALS:
        for number in range(data.visits):
            area = areas[data.areas[TURNS[number % len(TURNS)] % len(data.areas)]]
            _draw_visit(drawn, data, ids[data.staff_no], area, calendar, dice)
    return drawn


def _draw_visit(
    drawn: _Drawn, data: ProfessionalData, professional_id: int, area: Area, calendar: Calendar, dice: Random
) -> None:  # fmt: skip
    """Draw one visit with its tickets and ratings. Their ids are their places in the lists until they are stored."""
    days = dice.randint(FIRST_DAYS, DAYS)
    visited_on = calendar.today - timedelta(days=days)
    at = calendar.at(-days, time(dice.randint(9, 17)))
    state = dice.choices(("completed", "missed", "cancelled"), (92, 5, 3))[0]
    count = 0 if state == "cancelled" else 2 if data.visits <= 3 else dice.randint(3, 10)
    visit = {
        "visit_no": f"CQ-{visited_on.year}-{len(drawn.visits) + 1:05d}", "professional_id": professional_id,
        "area_id": area.id, "category": dice.choice(CATEGORIES[data.profession]), "visited_on": visited_on,
        "state": state, "invited": dice.choice(INVITED), "tickets": count, "ratings": 0, "created_at": at,
        "updated_at": at, "version": 1, "is_demo": True,
    }  # fmt: skip
    drawn.visits.append(visit)
    for _ticket in range(count):
        ticket = {"visit": len(drawn.visits) - 1, "code_digest": digest_of(new_code(CODE_LENGTH)),
                  "channel": dice.choice(CHANNELS), "created_at": at, "expires_at": at + TICKETS_GOOD}  # fmt: skip
        drawn.tickets.append(ticket)
        if dice.random() < ANSWERED:
            _draw_rating(drawn, data, visit, calendar, dice)


def _draw_rating(
    drawn: _Drawn, data: ProfessionalData, visit: dict[str, Any], calendar: Calendar, dice: Random
) -> None:
    level = min(max(round(dice.gauss(data.liked - 0.9 * (visit["state"] == "missed"), 0.85)), 1), 5)
    comment = drawn.comments.deal(data.staff_no, data.profession, level) if dice.random() < COMMENTED else None
    rated_on = min(visit["visited_on"] + timedelta(days=dice.randint(0, 5)), calendar.today)
    is_fresh = (calendar.today - rated_on).days < LATEST_WAIT
    visit["ratings"] += 1
    drawn.ratings.append({
        "ticket": len(drawn.tickets) - 1, "visit": len(drawn.visits) - 1, "professional_id": visit["professional_id"],
        "level": level, **{name: _mark(level, dice) for name in ("efficiency", "competence", "manner")},
        "comment": comment, "comment_state": "none" if comment is None else "waiting" if is_fresh else "shown",
        "standing": "counted", "rated_on": rated_on, "batch": None, "released_month": None, "handle": None,
    })  # fmt: skip


def _mark(level: int, dice: Random) -> int | None:
    return min(max(level + dice.choice((-1, 0, 0, 1)), 1), 5) if dice.random() < 0.5 else None


def _insert(drawn: _Drawn) -> None:
    """Store the rows and put their real ids where their places stood."""
    _spoil_some(drawn)
    _release(drawn)
    db.session.execute(insert(Visit), drawn.visits)
    by_number = dict(iter(db.session.execute(select(Visit.visit_no, Visit.id)).all()))
    visit_ids = [by_number[row["visit_no"]] for row in drawn.visits]
    tickets = [{**row, "visit_id": visit_ids[row["visit"]]} for row in drawn.tickets]
    db.session.execute(insert(Ticket), [_without(row, "visit") for row in tickets])
    by_digest = dict(iter(db.session.execute(select(Ticket.code_digest, Ticket.id)).all()))
    for rating in drawn.ratings:
        rating["visit_id"] = visit_ids[rating["visit"]]
        rating["ticket_id"] = by_digest[drawn.tickets[rating["ticket"]]["code_digest"]]
    db.session.execute(insert(Rating), [_without(row, "visit", "ticket") for row in drawn.ratings])
    by_ticket = dict(iter(db.session.execute(select(Rating.ticket_id, Rating.id)).all()))
    for rating in drawn.ratings:
        rating["id"] = by_ticket[rating["ticket_id"]]


def _spoil_some(drawn: _Drawn) -> None:
    """Let one rating be excluded, six be held back, and one comment hold personal data."""
    drawn.ratings.sort(key=lambda row: (row["rated_on"], row["ticket"]))
    engineer = [row for row in drawn.ratings if row["level"] <= 2][10]
    engineer["standing"] = "excluded"
    latest = drawn.ratings[-1]
    latest["comment"], latest["comment_state"] = PRIVATE_COMMENT, "waiting"
    visit = next(row["visit"] for row in reversed(drawn.ratings[:-1]) if drawn.visits[row["visit"]]["ratings"] >= 5)
    for row in [row for row in drawn.ratings if row["visit"] == visit and row is not latest]:
        row["standing"] = "quarantined"


def _release(drawn: _Drawn) -> None:
    """Release ratings to their professionals, five of a year at a time, in the order in which they came."""
    waiting: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    batches: Counter[int] = Counter()
    for row in drawn.ratings:
        if row["standing"] != "counted":
            continue
        group = waiting[row["professional_id"], drawn.visits[row["visit"]]["visited_on"].year]
        group.append(row)
        if len(group) == SMALLEST_BATCH:
            batches[row["professional_id"]] += 1
            for one in group:
                one["batch"], one["handle"] = batches[row["professional_id"]], new_code(12)
                one["released_month"] = month_of(row["rated_on"])
            group.clear()


def _keep_sums(ids: Mapping[str, int], drawn: _Drawn, calendar: Calendar) -> None:
    cells: dict[sums.Cell, Counter[str]] = defaultdict(Counter)
    days: dict[int, set[date]] = defaultdict(set)
    for visit in drawn.visits:
        cell = sums.Cell(visit["professional_id"], visit["area_id"], month_of(visit["visited_on"]))
        cells[cell]["tickets"] += visit["tickets"]
        days[visit["professional_id"]].add(cell.month)
    for row in drawn.ratings:
        visit = drawn.visits[row["visit"]]
        cell = sums.Cell(visit["professional_id"], visit["area_id"], month_of(visit["visited_on"]))
        cells[cell].update(sums.amounts_of(row["level"], row["standing"], is_shown=row["batch"] is not None,
                                           visit_state=visit["state"]))  # fmt: skip
    for cell in sorted(cells):
        sums.add(cell, cells[cell])
    for professional_id in ids.values():
        periods = {name for day in days[professional_id] for name in touched_by(day)}
        professional = db.session.get_one(Professional, professional_id)
        refresh_periods(professional, periods, now=calendar.now - timedelta(hours=3))


def _tell_stories(
    ids: Mapping[str, int], drawn: _Drawn, staff: Mapping[str, tuple[User, str]], calendar: Calendar, official: int
) -> None:
    """Add what came after ratings: call-backs, answers, an exclusion, an appeal."""
    dice = Random("after ratings")
    worker = staff["worker"][0].id
    rows: list[Any] = []
    for row in drawn.ratings:
        at = _moment(row["rated_on"] + timedelta(days=2), calendar)
        if row["level"] <= 2 and row["standing"] != "quarantined":
            rows.append(_call_back(row, drawn, worker, calendar, dice))
        if row["comment_state"] == "shown" and row["batch"] and dice.random() < 0.3:
            text = dice.choice(ANSWERS)
            account = _account(row["professional_id"], ids, staff)
            if account:
                rows.append(RatingAnswer(rating_id=row["id"], text_zh=text.zh, text_en=text.en, answered_at=at,
                                         answered_by_id=account))  # fmt: skip
        if row["standing"] == "excluded":
            rows.append(RatingReview(rating_id=row["id"], old_standing="counted", new_standing="excluded",
                                     reason=EXCLUSION, decided_by_id=official, decided_at=at))  # fmt: skip
    db.session.add_all(rows)
    db.session.flush()
    engineer = ids["CQ-E-0212"]
    bad = [row for row in drawn.ratings if row["professional_id"] == engineer and row["batch"] and row["level"] <= 2]
    if bad:
        appeal(bad[-1]["id"], APPEAL.zh, actor_id=staff["engineer"][0].id, now=calendar.now - timedelta(hours=20))


def _call_back(row: dict[str, Any], drawn: _Drawn, worker: int, calendar: Calendar, dice: Random) -> CallBack:
    """Return a call-back that is done, unless the rating is of the last days."""
    due_on = working_days_after(row["rated_on"], 5)
    found = CallBack(rating_id=row["id"], area_id=drawn.visits[row["visit"]]["area_id"], due_on=due_on, state="open")
    if due_on < calendar.today - timedelta(days=4):
        found.state, found.outcome = "done", dice.choice(OUTCOMES)
        found.done_at, found.done_by_id = _moment(due_on - timedelta(days=1), calendar), worker
    return found


def _account(professional_id: int, ids: Mapping[str, int], staff: Mapping[str, tuple[User, str]]) -> int | None:
    data = next(data for data in PROFESSIONALS if ids[data.staff_no] == professional_id)
    return staff[data.account][0].id if data.account else None


def _fresh_tickets(drawn: _Drawn, calendar: Calendar) -> list[str]:
    """Issue tickets of the latest visits that took place, to be tried out; they are good for a year."""
    completed = [row for row in drawn.visits if row["state"] == "completed"]
    latest = sorted(completed, key=lambda row: (row["visited_on"], row["visit_no"]))[-UNUSED_TICKETS // 3 :]
    codes = []
    for row in latest:
        visit_id = db.session.scalars(select(Visit.id).where(Visit.visit_no == row["visit_no"])).one()
        issued = issue_tickets(visit_id, 3, channel="slip", now=calendar.now - timedelta(minutes=30))
        codes += [ticket.code for ticket in issued]
    return codes


def _moment(day: date, calendar: Calendar) -> datetime:
    return min(calendar.at((day - calendar.today).days, time(10)), calendar.now - timedelta(hours=1))


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
