from datetime import UTC, date, datetime, timedelta

import pytest
from factories import DAY, NOON, commit, make_area, make_user
from rating_factories import MAY, give, make_professional, make_tickets, make_visit

from engage.accounts.models import AuditEntry
from engage.errors import Closed, Invalid, NotFound
from engage.extensions import db
from engage.ratings.models import CallBack, Rating, RatingBurst, RatingSettings, Visit
from engage.ratings.queries.figures import figure
from engage.ratings.services.bursts import forget_networks
from engage.ratings.services.rate import Marks, Used, rate
from engage.ratings.services.review import exclude, release_quarantine
from engage.ratings.services.tickets import find_ticket, issue_tickets
from engage.ratings.services.visits import put_visit
from engage.transaction import transaction
from engage.webhooks.models import OutboxEvent


def use(code, level=5, network=None, now=NOON, **kwargs):
    with transaction():
        return rate(code, Marks(level, **kwargs), network=network, now=now)


def everything():
    return {
        model: db.session.scalar(db.select(db.func.count()).select_from(model))
        for model in (Rating, CallBack, OutboxEvent)
    }


def test_records_what_was_said(app):
    visit = make_visit()
    other = make_visit()
    give(other, 1)

    rating = use(make_tickets(visit)[0], 4, efficiency=5, manner=3, comment=" Thanks. ")

    assert (rating.level, rating.efficiency, rating.competence, rating.manner) == (4, 5, None, 3)
    assert (rating.comment, rating.comment_state, rating.standing, rating.network) == (
        "Thanks.",
        "waiting",
        "counted",
        None,
    )
    assert db.session.get_one(Visit, visit.id).ratings == 1
    assert figure(visit.professional_id, "2026", now=NOON).levels == (0, 0, 0, 1, 0)


def test_without_a_comment_nothing_waits_for_moderation(app):
    rating = use(make_tickets(make_visit())[0], comment="  ")

    assert (rating.comment, rating.comment_state) == (None, "none")


def test_a_ticket_gives_one_rating(app):
    [code] = make_tickets(make_visit())
    use(code, 5)

    with pytest.raises(Used):
        use(code, 1)

    assert [rating.level for rating in db.session.scalars(db.select(Rating))] == [5]
    assert everything()[CallBack] == 0


def test_a_code_may_be_typed_in_many_ways(app):
    [code] = make_tickets(make_visit())

    use(f" {code[:4]}-{code[4:8].lower()} {code[8:]} ")

    assert everything()[Rating] == 1


@pytest.mark.parametrize("code", ["", "0000-0000-0000", "!", "x" * 5000, "UUUUUUUUUUUU"])
def test_there_is_no_such_ticket(app, code):
    make_tickets(make_visit())

    with pytest.raises(NotFound):
        use(code)


def test_only_a_digest_of_the_code_is_kept(app):
    [code] = make_tickets(make_visit())
    ticket = find_ticket(code)

    assert code not in str(vars(ticket))
    assert len(ticket.code_digest) == 64


def test_a_ticket_ends_at_its_moment(app):
    visit = make_visit()
    first, second = make_tickets(visit, 2)
    until = find_ticket(first).expires_at
    assert until == NOON + 30 * DAY

    use(first, now=until - timedelta(microseconds=1))
    with pytest.raises(Closed, match="expired"):
        use(second, now=until)
    with pytest.raises(Used):
        use(first, now=until)


def test_a_cancelled_visit_cannot_be_rated_and_a_missed_one_can(app):
    visit = make_visit(visit_no="V-X")
    code, other = make_tickets(visit, 2)
    put(visit, state="cancelled")

    with pytest.raises(Closed, match="cancelled"):
        use(code)

    put(visit, state="missed")
    assert use(code, 1).level == 1
    put(visit, state="completed")
    assert use(other).level == 5


def put(visit, **changes):
    values = {
        "professional": visit.professional,
        "area": visit.area,
        "category": "advice",
        "visited_on": MAY,
        "state": "completed",
        **changes,
    }
    with transaction():
        return put_visit(visit.visit_no, now=NOON, **values)[0]


@pytest.mark.parametrize(
    ("marks", "field"),
    [
        (Marks(0), "level"), (Marks(6), "level"), (Marks(None), "level"), (Marks("5"), "level"), (Marks(True), "level"),
        (Marks(5, efficiency=0), "efficiency"), (Marks(5, competence=9), "competence"),
        (Marks(5, manner="1"), "manner"), (Marks(5, comment="长" * 1001), "comment"),
    ],
)  # fmt: skip
def test_refuses_what_is_no_mark(app, marks, field):
    [code] = make_tickets(make_visit())

    with pytest.raises(Invalid) as caught, transaction():
        rate(code, marks, network=None, now=NOON)

    assert caught.value.details["fields"] == (field,)
    assert everything()[Rating] == 0


def test_bad_ratings_are_called_back_within_working_days_of_the_area(app):
    area = make_area("community", make_area("city"))
    commit(RatingSettings(area_id=area.id, values={"call_back_days": 3}))
    visit = make_visit(make_professional(area))
    plain = make_visit()
    friday = datetime(2026, 6, 5, 12, tzinfo=UTC)

    give(visit, 1, 2, 3, 4, 5, now=friday)
    give(plain, 2, now=friday)

    found = db.session.execute(db.select(CallBack.area_id, CallBack.due_on, CallBack.state)).all()
    assert sorted(found) == sorted(
        [(area.id, date(2026, 6, 10), "open")] * 2 + [(plain.area_id, date(2026, 6, 12), "open")]
    )


def test_the_day_is_that_of_the_community(app):
    late = datetime(2026, 6, 30, 17, 30, tzinfo=UTC)
    there = make_visit(make_professional(make_area("city", timezone="Asia/Shanghai")))
    here = make_visit(make_professional(make_area("city", timezone="America/New_York")))

    assert [give(visit, 5, now=late)[0].rated_on for visit in (there, here)] == [date(2026, 7, 1), date(2026, 6, 30)]


def test_a_rating_counts_in_the_period_of_its_visit_whenever_it_comes(app):
    visit = make_visit(visited_on=date(2025, 12, 31))
    give(visit, 5, now=datetime(2026, 1, 2, tzinfo=UTC))

    assert [figure(visit.professional_id, name, now=NOON).n for name in ("2025", "2026", "2025-Q4", "2026-11/12m")] == [
        1, 0, 1, 1,
    ]  # fmt: skip


def test_a_worker_may_write_it_down_for_somebody(app):
    worker = make_user()
    [code] = make_tickets(make_visit(), channel="phone")

    with transaction():
        rating = rate(code, Marks(4), network=None, entered_by_id=worker.id, now=NOON)

    assert rating.entered_by_id == worker.id
    assert db.session.scalars(db.select(AuditEntry.action)).all() == ["rated for someone"]


def test_those_who_listen_hear_of_it_in_thin_words(app):
    visit = make_visit(visit_no="V-7")
    use(make_tickets(visit)[0], 1, comment="secret")

    heard = db.session.execute(db.select(OutboxEvent.type, OutboxEvent.payload).order_by(OutboxEvent.id)).all()
    staff_no = visit.professional.staff_no
    assert [(kind, payload) for kind, payload in heard if kind == "visit.rated"] == [
        ("visit.rated", {"visit_no": "V-7"})
    ]
    assert [payload for kind, payload in heard if kind == "satisfaction.changed"] == [
        {"staff_no": staff_no, "period": name} for name in ("2026", "2026-06/12m", "2026-Q2")
    ]


# Bursts


def test_more_than_twenty_in_ten_minutes_from_one_network_are_held_back(app):
    visit = make_visit()
    give(visit, *[5] * 20, network="203.0.113.7")
    for number, now in enumerate((NOON, NOON + timedelta(minutes=9, seconds=59))):
        [held] = give(visit, 1, network="203.0.113.7", now=now)
        assert held.standing == "quarantined", number

    found = figure(visit.professional_id, "2026", now=NOON)
    assert (found.n, found.quarantined, found.tickets, found.response_rate) == (20, 2, 22, 1)
    assert everything()[CallBack] == 0


def test_others_are_not_held_back_with_them(app):
    visit, other = make_visit(), make_visit()
    give(visit, *[5] * 21, network="203.0.113.7")

    [elsewhere] = give(visit, 5, network="203.0.113.8")
    [unknown] = give(visit, 5, network=None)
    [another] = give(other, 5, network="203.0.113.7")
    [later] = give(visit, 5, network="203.0.113.7", now=NOON + timedelta(minutes=10))

    assert {rating.standing for rating in (elsewhere, unknown, another, later)} == {"counted"}


def test_the_ten_minutes_move_with_the_clock(app):
    visit = make_visit()
    give(visit, *[5] * 15, network="n", now=NOON + timedelta(minutes=9))
    held = give(visit, *[5] * 10, network="n", now=NOON + timedelta(minutes=11))

    assert [rating.standing for rating in held] == ["counted"] * 5 + ["quarantined"] * 5


def test_how_many_make_a_burst_is_a_setting_of_the_area(app):
    visit = make_visit()
    commit(RatingSettings(area_id=visit.area_id, values={"burst_ratings": 2}))

    assert [rating.standing for rating in give(visit, 5, 5, 5, network="n")] == ["counted"] * 2 + ["quarantined"]


def test_a_rating_that_was_held_back_counts_once_it_is_released(app):
    visit = make_visit()
    commit(RatingSettings(area_id=visit.area_id, values={"burst_ratings": 1}))
    held = give(visit, 5, 1, network="n")[1]

    with transaction():
        release_quarantine(held.id, "a meeting of residents", actor_id=None, now=NOON)

    assert figure(visit.professional_id, "2026", now=NOON).levels == (1, 0, 0, 0, 1)
    assert everything()[CallBack] == 1


def test_networks_are_kept_as_keyed_hashes_and_not_for_long(app):
    visit, other = make_visit(), make_visit()
    [rating] = give(visit, 5, network="203.0.113.7")
    [elsewhere] = give(other, 5, network="203.0.113.7")
    assert rating.network != elsewhere.network
    assert "203.0.113.7" not in rating.network
    assert rating.network not in db.session.scalars(db.select(RatingBurst.key)).all()

    give(visit, 5, network="198.51.100.1", now=NOON + 2 * DAY)
    assert db.session.scalar(db.select(db.func.count()).select_from(RatingBurst)) == 1
    with transaction():
        assert forget_networks(now=NOON + 30 * DAY) == 0
        assert forget_networks(now=NOON + 31 * DAY) == 2
    db.session.expire_all()
    assert rating.network is None


# Batches


def test_the_professional_gets_ratings_in_fives_or_more(app):
    visit = make_visit()
    waiting = give(visit, 1, 2, 3, 4)
    assert [rating.batch for rating in waiting] == [None] * 4

    five = [*waiting, *give(visit, 5)]
    more = give(visit, 5, 5)
    db.session.expire_all()

    assert [(rating.batch, rating.released_month) for rating in five] == [(1, date(2026, 6, 1))] * 5
    assert len({rating.handle for rating in five}) == 5
    assert [rating.batch for rating in more] == [None] * 2


def test_a_batch_is_of_one_year_so_that_no_years_figure_grows_by_less_than_five(app):
    old = make_visit(visited_on=date(2025, 12, 30))
    new = make_visit(old.professional)
    last_year, this_year = give(old, 1, 2, 3, 4), give(new, 5, 5, 5, 5)
    assert [rating.batch for rating in (*last_year, *this_year)] == [None] * 8

    this_year += give(new, 1)
    db.session.expire_all()

    assert [rating.batch for rating in this_year] == [1] * 5
    assert [rating.batch for rating in last_year] == [None] * 4
    last_year += give(old, 2)
    db.session.expire_all()
    assert [rating.batch for rating in last_year] == [2] * 5


def test_excluded_and_held_ratings_do_not_fill_a_batch(app):
    visit = make_visit()
    first, *rest = give(visit, 1, 2, 3, 4)
    with transaction():
        exclude(first.id, "another visit was meant", actor_id=None, now=NOON)

    rest += give(visit, 5)
    assert [rating.batch for rating in rest] == [None] * 4
    give(visit, 5)
    db.session.expire_all()
    assert [rating.batch for rating in rest] == [1] * 4
    assert first.batch is None


# Tickets


@pytest.mark.parametrize("count", [0, -1, 201, True, "3"])
def test_asks_for_a_sensible_number_of_tickets(app, count):
    visit = make_visit()

    with pytest.raises(Invalid), transaction():
        issue_tickets(visit.id, count, channel="api", now=NOON)


def test_how_long_tickets_last_is_a_setting(app):
    visit = make_visit()
    commit(RatingSettings(area_id=visit.area_id, values={"ticket_days": 7}))

    assert find_ticket(make_tickets(visit)[0]).expires_at == NOON + 7 * DAY


def test_codes_that_were_given_are_used(app):
    visit = make_visit()
    with transaction():
        [issued] = issue_tickets(visit.id, 1, channel="slip", now=NOON, codes=["abcd-efgh-jkmn"])

    assert issued.code == "ABCDEFGHJKMN"
    assert find_ticket("ABCD EFGH JKMN").visit_id == visit.id
