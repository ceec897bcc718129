"""What the office does with professionals and visits by hand, with figures, and with how ratings are handled."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from factories import NOON, make_area, make_tree, make_user
from need_forms import photo, rows, soup
from rating_factories import give, make_professional, make_tickets, make_visit
from time_machine import travel
from werkzeug.datastructures import FileStorage

from engage.accounts.models import Role
from engage.extensions import db
from engage.pictures.models import Picture
from engage.ratings.models import CallBack, Professional, PublishedFigure, Rating, RatingSettings, RatingSum, Visit
from engage.ratings.services.rate import Marks, rate
from engage.transaction import transaction

DESK = "/staff/ratings"


@pytest.fixture(autouse=True)
def clock():
    with travel(NOON, tick=False):
        yield


@pytest.fixture
def tree(app):
    return make_tree()


@pytest.fixture
def who(tree):
    return make_professional(tree[3], staff_no="Z-1", name="张文")


@pytest.fixture
def official(tree, sign_in):
    return sign_in(make_user(Role.OFFICIAL, tree[1]))


def text_of(response):
    return soup(response).main.get_text(" ", strip=True)


def again(table, id_):
    db.session.rollback()
    return db.session.get(table, id_)


# Photo


def send_photo(browser, who, *file):
    sent = {"photo": FileStorage(*file)} if file else {}
    return browser.post(f"{DESK}/professionals/{who.id}/photo", data=sent)


def test_a_photo_stands_on_the_public_page_until_it_is_removed(official, client, who):
    address = f"/p/{who.card_code}"
    assert soup(client.get(address)).select(".person img") == []

    assert send_photo(official, who, *photo("red")).status_code == 303
    first = again(Professional, who.id).photo_digest
    image = soup(client.get(address)).select_one(".person img")
    assert image["src"] == f"/pictures/{first}/thumb.webp"
    assert client.get(image["src"]).status_code == 200

    send_photo(official, who, *photo("blue"))
    assert [picture.digest for picture in rows(Picture)] == [again(Professional, who.id).photo_digest]
    assert first != again(Professional, who.id).photo_digest

    official.post(f"{DESK}/professionals/{who.id}/photo", data={"remove": "yes"})
    assert rows(Picture) == []
    assert soup(client.get(address)).select(".person img") == []


@pytest.mark.parametrize("file", [(), (b"no picture", "x.jpg")])
def test_a_photo_that_is_none_is_refused_and_the_present_one_stays(official, who, file):
    send_photo(official, who, *photo("red"))

    answer = send_photo(official, who, *([BytesIO(file[0]), file[1]] if file else []))

    assert answer.status_code == 422
    assert soup(answer).select_one("#photo-error").get_text(strip=True)
    assert soup(answer).select_one("#f-name")["value"] == "张文"
    assert again(Professional, who.id).photo_digest is not None


# Leaving, coming back, merging


def test_notes_that_somebody_left_and_came_back(official, who):
    address = f"{DESK}/professionals/{who.id}"

    official.post(f"{address}/left", data={"left_on": "2026-05-31"})
    assert again(Professional, who.id).left_on == date(2026, 5, 31)
    assert "Left on 31 May 2026" in text_of(official.get(address))
    assert "张文" not in text_of(official.get(DESK))
    assert "张文" in text_of(official.get(f"{DESK}?left=yes"))

    official.post(f"{address}/left", data={"left_on": ""})
    assert again(Professional, who.id).left_on is None


def test_a_day_that_is_none_changes_nothing(official, who):
    answer = official.post(f"{DESK}/professionals/{who.id}/left", data={"left_on": "31 May"}, follow_redirects=True)

    assert "Please choose a day." in text_of(answer)
    assert again(Professional, who.id).left_on is None


def test_a_merge_takes_ratings_along_and_the_old_page_leads_on(official, tree, who):
    give(make_visit(who), 5, 4)
    into = make_professional(tree[3], staff_no="Z-2", name="张文")

    offered = soup(official.get(f"{DESK}/professionals/{who.id}/merge"))
    assert str(into.id) in {one["value"] for one in offered.select("[name=into]")}
    done = official.post(f"{DESK}/professionals/{who.id}/merge", data={"into": into.id, "sure": "yes"})

    assert done.location == f"{DESK}/professionals/{into.id}"
    assert {row.professional_id: row.level_4 + row.level_5 for row in rows(RatingSum)} == {into.id: 2}
    old = soup(official.get(f"{DESK}/professionals/{who.id}"))
    assert old.select_one(f"a[href='{DESK}/professionals/{into.id}']")


def test_a_second_merge_of_the_same_is_refused(official, tree, who):
    into, third = make_professional(tree[3]), make_professional(tree[3])
    official.post(f"{DESK}/professionals/{who.id}/merge", data={"into": into.id, "sure": "yes"})

    answer = official.post(f"{DESK}/professionals/{who.id}/merge", data={"into": third.id, "sure": "yes"})

    assert answer.status_code == 409
    assert again(Professional, who.id).merged_into_id == into.id


# Figures


def test_publishes_a_figure_once_and_says_who_did(official, who):
    give(make_visit(who), 5, 5, 4, 4, 4)
    address = f"{DESK}/professionals/{who.id}"

    official.post(f"{address}/publish", data={"period": "2026"})
    second = official.post(f"{address}/publish", data={"period": "2026"}, follow_redirects=True)

    [figure] = rows(PublishedFigure)
    assert (figure.n, figure.numerator, figure.denominator, figure.status) == (5, 22, 25, "ok")
    assert "published before" in text_of(second)
    assert figure.input_hash[:12] in text_of(second)


def test_a_period_that_is_none_publishes_nothing(official, who):
    answer = official.post(f"{DESK}/professionals/{who.id}/publish", data={"period": "2026-Q5"}, follow_redirects=True)

    assert "A period is written" in text_of(answer)
    assert rows(PublishedFigure) == []


def test_a_worker_publishes_nothing(sign_in, tree, who):
    worker = sign_in(make_user(Role.WORKER, tree[3]))

    assert worker.post(f"{DESK}/professionals/{who.id}/publish", data={"period": "2026"}).status_code in (403, 404)
    assert rows(PublishedFigure) == []


# Quarantine


@pytest.fixture
def burst(who):
    """One rating more from one network than the settings allow."""
    visit = make_visit(who)
    with transaction():
        for code in make_tickets(visit, 21):
            rate(code, Marks(5), network="203.0.113.7", now=NOON)
    [held] = [rating for rating in rows(Rating) if rating.standing == "quarantined"]
    return held


def test_a_rating_of_a_burst_is_held_back_and_counts_once_it_is_released(official, burst, who):
    assert "张文" in text_of(official.get(f"{DESK}/quarantine"))
    address = f"{DESK}/cases/{burst.id}"
    assert soup(official.get(address)).select_one(f"form[action='{address}/release']")

    without = official.post(f"{address}/release", data={"reason": " "})
    assert (without.status_code, again(Rating, burst.id).standing) == (422, "quarantined")
    done = official.post(f"{address}/release", data={"reason": "Open day with one network", "back": "quarantine"})

    assert done.location == f"{DESK}/quarantine"
    assert again(Rating, burst.id).standing == "counted"
    assert "张文" not in text_of(official.get(f"{DESK}/quarantine"))
    assert [row.level_5 for row in rows(RatingSum)] == [21]


def test_a_second_release_says_who_was_faster(official, burst):
    address = f"{DESK}/cases/{burst.id}/release"
    official.post(address, data={"reason": "Looked at"})

    answer = official.post(address, data={"reason": "Looked at again"})

    assert answer.status_code == 409
    assert "Somebody decided about this rating first" in text_of(answer)


def test_an_excluded_rating_is_listed_and_can_be_restored(official, who):
    rating, *_rest = give(make_visit(who), 1, 5, 5, 5, 5)

    official.post(f"{DESK}/cases/{rating.id}/exclude", data={"reason": "Another visit was meant"})
    listed = text_of(official.get(f"{DESK}/excluded"))
    assert "Another visit was meant" in listed
    official.post(f"{DESK}/cases/{rating.id}/restore", data={"reason": "It was this visit"})

    assert again(Rating, rating.id).standing == "counted"
    assert "Another visit was meant" not in text_of(official.get(f"{DESK}/excluded"))
    case = text_of(official.get(f"{DESK}/cases/{rating.id}"))
    assert "Another visit was meant" in case
    assert "It was this visit" in case


# Visits


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"V-NEW", "V-OLD", "V-OFF"}),
        ("state=cancelled", {"V-OFF"}),
        ("period=2025", {"V-OLD"}),
        ("period=2026-Q2", {"V-NEW", "V-OFF"}),
        ("period=never", {"V-NEW", "V-OLD", "V-OFF"}),
        ("q=V-OL", {"V-OLD"}),
        ("q=王芳", {"V-OFF"}),
        ("q=%25", set()),
        ("state=x&page=-3", {"V-NEW", "V-OLD", "V-OFF"}),
    ],
)
def test_filters_visits_on_the_page_and_in_the_file(official, tree, who, query, expected):
    make_visit(visit_no="V-ELSEWHERE")
    make_visit(who, visit_no="V-NEW")
    make_visit(who, visit_no="V-OLD", visited_on=date(2025, 12, 31))
    make_visit(make_professional(tree[3], name="王芳"), visit_no="V-OFF", state="cancelled")

    page = text_of(official.get(f"{DESK}/visits?{query}"))
    lines = official.get(f"{DESK}/visits/export?{query}").get_data(as_text=True).splitlines()[1:]

    assert {number for number in ("V-NEW", "V-OLD", "V-OFF", "V-ELSEWHERE") if number in page} == expected
    assert {line.split(",")[0].strip('"') for line in lines} == expected


def test_filters_visits_by_professional_and_area(official, tree, who):
    other = make_area("community", tree[2])
    make_visit(who, visit_no="V-1")
    make_visit(make_professional(other), visit_no="V-2")

    assert "V-2" not in text_of(official.get(f"{DESK}/visits?professional={who.id}"))
    assert "V-1" not in text_of(official.get(f"{DESK}/visits?area={other.id}"))
    assert official.get(f"{DESK}/visits?area={make_area().id}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"staff_no": "Z-404"}, "staff_no"),
        ({"area": "NOWHERE"}, "area"),
        ({"visited_on": "soon"}, "visited_on"),
        ({"visited_on": "1999-12-31"}, "visited_on"),
        ({"state": "perhaps"}, "state"),
        ({"category": ""}, "category"),
        ({"visit_no": "V 1"}, "visit_no"),
    ],
)
def test_a_visit_entered_by_hand_names_the_field_that_is_wrong(official, tree, who, changes, field):
    typed = {"visit_no": "V-1", "staff_no": "Z-1", "area": tree[3].code, "category": "advice",
             "visited_on": "2026-05-04", "state": "completed", "invited": "3号楼"}  # fmt: skip

    answer = official.post(f"{DESK}/visits/new", data={**typed, **changes})

    page = soup(answer)
    assert (answer.status_code, rows(Visit)) == (422, [])
    assert page.select_one("[role=alert]").get_text(strip=True)
    assert page.select_one("[name=invited]")["value"] == "3号楼"
    assert page.select_one(f"[name={field}]")


# Settings


def test_settings_of_a_community_are_its_own_and_those_above_stand_beside(official, tree):
    address = f"{DESK}/setup/{tree[3].id}"
    page = soup(official.get(address))
    assert "otherwise 5" in page.main.get_text()
    assert "Public holidays are not known here" in page.main.get_text()
    assert page.select("[name=policy], [name=minimum_n], [name=abilities]") == []

    saved = official.post(address, data={"seen": page.select_one("[name=seen]")["value"], "call_back_days": "7"})

    assert saved.status_code == 303
    assert [(row.area_id, row.values) for row in rows(RatingSettings)] == [(tree[3].id, {"call_back_days": 7})]
    give(make_visit(make_professional(tree[3])), 1)
    [call_back] = rows(CallBack)
    assert call_back.due_on == NOON.date() + timedelta(days=9)  # Seven working days and a weekend after a Monday.


@pytest.mark.parametrize(
    ("field", "value"),
    [("call_back_days", "0"), ("call_back_days", "61"), ("ticket_days", "ten"), ("burst_ratings", "-1"),
     ("burst_minutes", "1.5")],
)  # fmt: skip
def test_a_setting_out_of_range_is_refused_and_kept_on_the_page(official, tree, field, value):
    address = f"{DESK}/setup/{tree[3].id}"
    seen = soup(official.get(address)).select_one("[name=seen]")["value"]

    answer = official.post(address, data={"seen": seen, field: value})

    page = soup(answer)
    assert (answer.status_code, rows(RatingSettings)) == (422, [])
    assert page.select_one(f"[name={field}]")["value"] == value
    assert page.select_one(f"[name={field}]")["aria-invalid"] == "true"


def test_settings_that_somebody_else_changed_are_not_overwritten(official, tree):
    address = f"{DESK}/setup/{tree[3].id}"
    seen = soup(official.get(address)).select_one("[name=seen]")["value"]
    official.post(address, data={"seen": seen, "call_back_days": "7"})

    answer = official.post(address, data={"seen": seen, "call_back_days": "9"})

    assert answer.status_code == 409
    assert [row.values for row in rows(RatingSettings)] == [{"call_back_days": 7}]


def test_another_rule_of_counting_is_set_at_the_root_and_counts_anew(sign_in, tree, who):
    give(make_visit(who), 3, 3, 3, 3, 1)
    administrator = sign_in(make_user(Role.ADMINISTRATOR, tree[0]))
    address = f"{DESK}/setup/{tree[0].id}"
    seen = soup(administrator.get(address)).select_one("[name=seen]")["value"]
    figure = f"{DESK}/professionals/{who.id}?period=2026"
    assert "52%" in text_of(administrator.get(figure))

    answer = administrator.post(
        address,
        data={"seen": seen, "policy": "share-satisfied/1", "abilities": "高级规划师 = 1.2"},
        follow_redirects=True,
    )

    assert "counted anew" in text_of(answer)
    assert "80%" in text_of(administrator.get(figure))
    assert soup(answer).select_one("#abilities").get_text().strip() == "高级规划师 = 1.2"


def test_areas_of_others_have_no_settings_here(official, tree):
    assert official.get(f"{DESK}/setup/{tree[0].id}").status_code == 404
    assert tree[3].code in text_of(official.get(f"{DESK}/setup?q={tree[3].code}"))
