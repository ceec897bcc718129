"""The office's pages of ratings, as officials and workers use them."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from factories import NOON, make_area, make_tree, make_user
from rating_factories import give, make_professional, make_visit
from statements import recorded

from engage.accounts.models import AuditEntry, Role
from engage.extensions import db
from engage.ratings.models import CallBack, Professional, Rating, RatingReview, Ticket, Visit
from engage.ratings.services.review import appeal
from engage.transaction import in_transaction

LIST = "/staff/ratings"


@pytest.fixture
def world(app):
    """A district with one community, a professional with seven ratings there, and an official."""
    _city, district, street, area, *_rest = make_tree()
    who = make_professional(area, staff_no="Z-1", name="张文")
    visit = make_visit(who, area, visit_no="V-1")
    ratings = give(visit, 1, 2, 4, 4, 5, 5, 5, comment="讲得清楚")
    return {
        "district": district,
        "area": area,
        "street": street,
        "professional": who.id,
        "visit": visit.id,
        "ratings": [rating.id for rating in ratings],
    }


@pytest.fixture
def official(world, sign_in):
    return sign_in(make_user(Role.OFFICIAL, world["district"]))


def text_of(response):
    return BeautifulSoup(response.text, "html.parser").main.get_text(" ", strip=True)


def stored(table, id_):
    db.session.rollback()
    return db.session.get(table, id_)


def test_lists_professionals_with_score_number_and_response_rate(world, official):
    make_professional(make_area(), name="别处的人")  # Noise: serves another city.
    make_professional(world["area"], name="新来的人")

    said = text_of(official.get(f"{LIST}?period=2026&sort=highest"))

    assert "张文" in said
    assert "74.3%" in said  # 26 of 35.
    assert "100%" in said
    assert "Not enough ratings yet" in said
    assert "别处的人" not in said


def test_lists_call_backs_due_and_open_appeals_of_each(world, official):
    noise = give(make_visit(make_professional(world["area"], name="同事")), 1, 1)
    due, later = db.session.scalars(db.select(CallBack).where(CallBack.rating_id.in_(world["ratings"]))).all()
    due.due_on, later.due_on = date(2020, 1, 2), date(2099, 1, 2)
    db.session.get(CallBack, noise[0].id).state = "done"
    db.session.get(CallBack, noise[1].id).due_on = date(2099, 1, 2)
    db.session.commit()
    in_transaction(appeal, world["ratings"][0], "我不在", actor_id=None, now=NOON)

    page = BeautifulSoup(official.get(f"{LIST}?period=2026").text, "html.parser")
    card = next(card for card in page.select(".people > li") if "张文" in card.h2.get_text())
    told = {pair.dt.get_text(): pair.dd.get_text() for pair in card.select("dl.pairs > div")}
    rows = official.get(f"{LIST}/export?period=2026").get_data(as_text=True).splitlines()

    assert (told["Call-backs due"], told["Open appeals"]) == ("1", "1")
    assert rows[0].endswith('"Call-backs due","Open appeals"')
    assert sorted(row.split(",")[-2:] for row in rows[1:]) == [["0", "0"], ["1", "1"]]


def test_compares_nobody_where_too_few_have_ratings_enough(world, official):
    assert "Nobody is compared" in text_of(official.get(f"{LIST}?period=2026"))
    for number in range(2):
        give(make_visit(make_professional(world["area"], name=f"同行{number}")), 3, 3, 3, 3, 3)

    assert "Against the profession" in text_of(official.get(f"{LIST}?period=2026"))


def test_the_list_takes_as_many_queries_for_many_as_for_few(world, official):
    with recorded() as few:
        official.get(f"{LIST}?period=2026")
    for number in range(12):
        make_professional(world["area"], name=f"同事{number}")

    with recorded() as many:
        official.get(f"{LIST}?period=2026")

    assert len(many) <= len(few) + 1  # The page counts its rows once there may be more of them.


def test_exports_are_safe_to_open(world, official):
    make_professional(world["area"], name="=1+1", title="@SUM")

    answer = official.get(f"{LIST}/export?period=2026").get_data(as_text=True)

    assert "'=1+1" in answer
    assert "'@SUM" in answer
    assert "0.742857" in answer


def test_hides_parts_that_would_give_a_small_one_away(world, official):
    other = make_area("community", world["street"])
    who = db.session.get(Professional, world["professional"])
    who.areas.append(other)
    db.session.commit()
    give(make_visit(who, other), 1, 2)

    said = text_of(official.get(f"{LIST}/professionals/{world['professional']}?period=2026"))

    assert said.count("Too few to be shown") == 2


def test_a_professional_of_elsewhere_cannot_be_merged_into(world, official):
    stranger = make_professional(make_area()).id

    answer = official.post(
        f"{LIST}/professionals/{world['professional']}/merge", data={"into": stranger, "sure": "yes"}
    )

    assert answer.status_code == 422
    assert stored(Professional, world["professional"]).merged_into_id is None


def test_merging_asks_once_more(world, official):
    target = make_professional(world["area"], staff_no="Z-2").id
    address = f"{LIST}/professionals/{world['professional']}/merge"

    assert "cannot be taken back" in text_of(official.post(address, data={"into": target}))
    assert stored(Professional, world["professional"]).merged_into_id is None
    assert official.post(address, data={"into": target, "sure": "yes"}).status_code == 303
    assert stored(Professional, world["professional"]).merged_into_id == target


def test_refuses_to_save_over_a_change_of_somebody_else(world, official):
    data = {"name": "新名", "profession": "planner", "title": "", "areas": world["area"].code, "version": "99"}

    answer = official.post(f"{LIST}/professionals/{world['professional']}/edit", data=data)

    assert answer.status_code == 409
    assert "新名" in answer.text  # What was typed is kept.
    assert stored(Professional, world["professional"]).name == "张文"


def test_shows_the_codes_of_printed_tickets_once(world, official):
    data = {"count": 3, "channel": "slip", "seen": 7}
    first = official.post(f"{LIST}/visits/{world['visit']}/tickets", data=data)
    again = official.post(f"{LIST}/visits/{world['visit']}/tickets", data=data)

    assert len(BeautifulSoup(first.text, "html.parser").select(".rating-slip .symbol svg")) == 3
    assert again.status_code == 303
    db.session.rollback()
    assert db.session.query(Ticket).filter_by(channel="slip").count() == 3


def test_records_a_rating_given_by_telephone_once(world, official):
    data = {"level": "4", "comment": "人很好", "seen": 7}
    address = f"{LIST}/visits/{world['visit']}/rate"

    assert official.post(address, data=data).status_code == 303
    assert official.post(address, data=data).status_code == 409
    db.session.rollback()
    made = db.session.query(Rating).filter(Rating.entered_by_id.is_not(None)).one()
    assert (made.level, made.comment, made.ticket.channel) == (4, "人很好", "phone")


def test_nobody_looks_into_ratings_of_their_own_work(world, sign_in):
    me = make_user(Role.OFFICIAL, world["district"])
    db.session.get(Professional, world["professional"]).user_id = me.id
    db.session.commit()
    client = sign_in(me)

    assert client.get(f"{LIST}/cases/{world['ratings'][0]}").status_code == 403
    assert "讲得清楚" not in client.get(f"{LIST}/comments").text
    assert client.post(f"{LIST}/visits/{world['visit']}/rate", data={"level": 5, "seen": 7}).status_code == 403


def test_a_call_back_that_reached_nobody_gets_another_day(world, official):
    first = world["ratings"][0]
    due_on = stored(CallBack, first).due_on
    address = f"{LIST}/cases/{first}/call-back"
    seen = f"open.{due_on.isoformat()}"

    assert official.post(address, data={"seen": seen, "outcome": "x", "result": "not-reached"}).status_code == 422
    assert official.post(address, data={"seen": seen, "outcome": "已道歉", "result": "done"}).status_code == 303
    found = stored(CallBack, first)
    assert (found.state, found.outcome) == ("done", "已道歉")
    late = official.post(address, data={"seen": seen, "outcome": "y", "result": "done"})
    assert late.status_code == 409
    assert "Last: User" in late.text


def test_a_comment_with_personal_data_is_shown_only_after_a_second_look(world, official):
    rating = db.session.get(Rating, world["ratings"][3])
    rating.comment = "打我电话13800138000"
    db.session.commit()
    address = f"{LIST}/cases/{rating.id}/comment"

    assert "<mark>13800138000</mark>" in official.get(f"{LIST}/cases/{rating.id}").text
    assert official.post(address, data={"seen": "waiting", "decision": "show"}).status_code == 422
    assert official.post(address, data={"seen": "waiting", "decision": "show", "is_read": "yes"}).status_code == 303
    assert stored(Rating, world["ratings"][3]).comment_state == "shown"


def test_hiding_a_comment_takes_a_reason_and_leaves_the_rating(world, official):
    id_ = world["ratings"][3]
    address = f"{LIST}/cases/{id_}/comment"

    assert official.post(address, data={"seen": "waiting", "decision": "hide"}).status_code == 422
    assert official.post(address, data={"seen": "waiting", "decision": "hide", "reason": "骂人"}).status_code == 303
    found = stored(Rating, id_)
    assert (found.comment_state, found.standing) == ("hidden", "counted")
    assert db.session.query(RatingReview).filter_by(rating_id=id_).one().reason == "骂人"
    assert db.session.query(AuditEntry).filter_by(subject=f"rating {id_}", action="comment hidden").count() == 1


def test_an_appeal_is_decided_once_with_a_reason(world, official):
    id_ = world["ratings"][0]
    in_transaction(appeal, id_, "评错人了", actor_id=None, now=NOON)
    address = f"{LIST}/cases/{id_}/appeal"

    assert "评错人了" in official.get(f"{LIST}/appeals").text
    assert "until the appeal above is decided" in text_of(official.get(f"{LIST}/cases/{id_}"))
    assert official.post(address, data={"decision": "exclude"}).status_code == 422
    assert official.post(address, data={"decision": "exclude", "reason": "属实"}).status_code == 303
    assert official.post(address, data={"decision": "uphold", "reason": "晚了"}).status_code == 409
    assert stored(Rating, id_).standing == "excluded"
    assert "1 of 7 ratings excluded" in text_of(official.get(f"{LIST}/excluded?period=2026"))


def test_a_worker_calls_back_but_does_not_judge(world, sign_in):
    worker = sign_in(make_user(Role.WORKER, world["area"]))

    assert worker.get(f"{LIST}/call-backs").status_code == 200
    assert worker.get(f"{LIST}/appeals").status_code == 403
    assert worker.post(f"{LIST}/cases/{world['ratings'][0]}/exclude", data={"reason": "x"}).status_code == 403


def test_counts_service_points_step_by_step(world, official):
    query = "count=yes&base-1=10&ability-1=1.2&base-2=8&staff_no=Z-1&period=2026&last_year=100&activity-1=10"

    said = text_of(official.get(f"{LIST}/points?{query}"))

    # (10 × 1.2 + 8) × 26/35 + 10 + 10
    assert "34.857143" in said
    assert official.get(f"{LIST}/points?count=yes&base-1=x&coefficient=0.5").status_code == 422


def test_a_visit_moved_by_hand_takes_its_ratings_along(world, official):
    make_professional(world["area"], staff_no="Z-2")
    data = {"staff_no": "Z-2", "area": world["area"].code, "category": "advice", "visited_on": "2026-05-04",
            "state": "completed", "version": stored(Visit, world["visit"]).version}  # fmt: skip

    assert official.post(f"{LIST}/visits/{world['visit']}/edit", data=data).status_code == 303
    assert stored(Visit, world["visit"]).professional.staff_no == "Z-2"
    assert stored(Visit, world["visit"]).visited_on == date(2026, 5, 4)
