"""Professionals and visits from a file: checked row by row, looked at, and saved as a whole or not at all."""

import io
from datetime import date

import openpyxl
import pytest
from factories import NOON, make_area, make_tree, make_user
from need_forms import rows, soup
from rating_factories import give, make_professional, make_visit
from time_machine import travel
from werkzeug.datastructures import FileStorage

from engage.accounts.models import Role
from engage.communities.models import Upload
from engage.extensions import db
from engage.ratings.models import Professional, RatingSum, Visit
from engage.ratings.services.professionals import mark_left, merge_professional
from engage.tabular import xlsx_bytes
from engage.transaction import in_transaction

DESK = "/staff/ratings"
PEOPLE = "staff_no,name,profession,title,areas\n"
VISITS = "visit_no,staff_no,area,category,visited_on,state,invited\n"


@pytest.fixture(autouse=True)
def clock():
    with travel(NOON, tick=False):
        yield


@pytest.fixture
def tree(app):
    """A city, a district, a street and a community of it; and a professional of elsewhere as noise."""
    make_professional(staff_no="P-ELSEWHERE")
    return make_tree()


@pytest.fixture
def official(tree, sign_in):
    return sign_in(make_user(Role.OFFICIAL, tree[1]))


@pytest.fixture
def upload(tree, official):
    def upload(kind, text, name="table.csv"):
        data = text if isinstance(text, bytes) else text.encode()
        sent = {"kind": kind, "file": FileStorage(io.BytesIO(data), name)}
        return official.post(f"{DESK}/import/{tree[1].id}", data=sent)

    return upload


def faults(response):
    assert response.status_code == 422
    return [item.get_text() for item in soup(response).select("[role=alert] li")]


def confirm(official, address):
    """Press the button of the preview as it stands."""
    form = soup(official.get(address)).select_one("main form")
    return official.post(form["action"], data={field["name"]: field["value"] for field in form.select("input")})


def people():
    return {person.staff_no: person for person in rows(Professional) if person.staff_no != "P-ELSEWHERE"}


def test_shows_what_a_file_would_do_and_saves_nothing_before(tree, official, upload):
    make_professional(tree[3], staff_no="P-1", name="旧名")
    make_professional(tree[3], staff_no="P-2", name="王芳")
    code = tree[3].code

    answer = upload("professionals", f"{PEOPLE}P-1,新名,planner,senior,{code}\nP-2,王芳,planner,senior,{code}\n"
                                     f"P-3,赵工,工程师,,{code}\n")  # fmt: skip

    page = soup(official.get(answer.location))
    assert [value.get_text() for value in page.select("dl.facts dd")] == ["1", "1", "1"]
    assert {number: person.name for number, person in people().items()} == {"P-1": "旧名", "P-2": "王芳"}


def test_saves_the_whole_file_once_it_is_confirmed(tree, official, upload):
    answer = upload(
        "professionals", f"{PEOPLE}P-3,赵工,工程师,,{tree[3].code}\nP-4,钱工,architect,高级,{tree[2].code}\n"
    )

    done = confirm(official, answer.location)

    saved = people()
    assert (done.status_code, done.location) == (303, DESK)
    assert [(one.name, one.profession, one.title) for one in saved.values()] == [
        ("赵工", "engineer", ""), ("钱工", "architect", "高级")
    ]  # fmt: skip
    assert [area.code for area in saved["P-4"].areas] == [tree[2].code]
    assert rows(Upload) == []
    assert official.get(answer.location).status_code == 404


def test_takes_chinese_headings_and_dates_of_a_workbook(tree, official, upload):
    make_professional(tree[3], staff_no="P-1")
    header = ["服务编号", "工号", "区域编码", "服务类别", "服务日期", "状态"]
    book = xlsx_bytes(header, [("V-9", "P-1", tree[3].code, "咨询", date(2026, 5, 4), "未到")])

    confirm(official, upload("visits", book, "table.xlsx").location)

    [visit] = rows(Visit)
    assert (visit.visit_no, visit.category, visit.visited_on, visit.state, visit.invited) == (
        "V-9", "advice", date(2026, 5, 4), "missed", ""
    )  # fmt: skip


def test_names_the_row_and_column_of_every_fault_of_professionals(tree, upload):
    in_transaction(merge_professional, make_professional(tree[3], staff_no="P-OLD").id,
                   make_professional(tree[3], staff_no="P-NEW").id, now=NOON)  # fmt: skip
    code = tree[3].code

    told = faults(upload("professionals", f"{PEOPLE}P-1,李工,planner,,{code}\nP-1,李工,planner,,{code}\n"
                                          f"P/2,李工,planner,,{code}\nP-3,,planner,,{code}\nP-4,李工,lawyer,,{code}\n"
                                          f"P-5,李工,planner,,NOWHERE\nP-ELSEWHERE,李工,planner,,{code}\n"
                                          f"P-OLD,李工,planner,,{code}\n"))  # fmt: skip

    expected = [(3, "stands in row 2 already"), (4, "up to 40 letters"), (5, "name"), (6, "profession"),
                (7, "no area “NOWHERE”"), (8, "areas that are not yours"), (9, "merged into another")]  # fmt: skip
    assert [(row, words) for (row, words), fault in zip(expected, told, strict=True)
            if not (fault.startswith(f"Row {row}, ") and words in fault)] == []  # fmt: skip
    assert set(people()) == {"P-OLD", "P-NEW"}
    assert rows(Upload) == []


def test_names_the_row_and_column_of_every_fault_of_visits(tree, upload):
    who = make_professional(tree[3], staff_no="P-1")
    in_transaction(mark_left, who.id, date(2026, 5, 31), now=NOON)
    make_visit(visit_no="V-ELSEWHERE")
    code = tree[3].code

    told = faults(upload("visits", f"{VISITS}V-1,P-0,{code},advice,2026-05-04,completed,\n"
                                   f"V-2,P-1,NOWHERE,advice,2026-05-04,completed,\n"
                                   f"V-3,P-1,{code},advice,4 May,completed,\n"
                                   f"V-4,P-1,{code},advice,1999-05-04,completed,\n"
                                   f"V-5,P-1,{code},advice,2026-06-01,completed,\n"
                                   f"V-6,P-1,{code},advice,2026-05-04,perhaps,\n"
                                   f"V-ELSEWHERE,P-1,{code},advice,2026-05-04,completed,\n"))  # fmt: skip

    expected = [(2, "Import the professionals first"), (3, "no area “NOWHERE”"), (4, "not a day"),
                (5, "day of the visit again"), (6, "had left before"), (7, "not one of"),
                (8, "in use outside your area")]  # fmt: skip
    assert [(row, words) for (row, words), fault in zip(expected, told, strict=True)
            if not (fault.startswith(f"Row {row}, ") and words in fault)] == []  # fmt: skip
    assert [visit.visit_no for visit in rows(Visit)] == ["V-ELSEWHERE"]


@pytest.mark.parametrize(
    ("name", "data"),
    [("t.csv", b""), ("t.csv", b"\xff\xfe\x00"), ("t.xlsx", b"no workbook"), ("t.csv", b"staff_no,name\nP-1,x\n")],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(upload, name, data):
    assert faults(upload("professionals", data, name))
    assert people() == {}


def test_what_the_preview_did_not_show_is_not_saved(tree, official, upload):
    """Between the look and the confirmation somebody enters the same professional."""
    address = upload("professionals", f"{PEOPLE}P-1,李工,planner,,{tree[3].code}\n").location
    seen = soup(official.get(address)).select_one("main form input[name=seen]")["value"]
    make_professional(tree[3], staff_no="P-1", name="刚刚录入")

    answer = official.post(address, data={"seen": seen})

    assert answer.status_code == 409
    assert "Something changed since you looked" in answer.text
    assert [value.get_text() for value in soup(answer).select("dl.facts dd")] == ["0", "1", "0"]
    assert people()["P-1"].name == "刚刚录入"
    assert confirm(official, address).status_code == 303
    assert people()["P-1"].name == "李工"


def test_a_file_that_has_become_wrong_saves_nothing(tree, official, upload):
    """The number that a row names was merged into another one meanwhile."""
    make_professional(tree[3], staff_no="P-1", name="李工")
    address = upload(
        "professionals", f"{PEOPLE}P-1,新名,planner,,{tree[3].code}\nP-2,王芳,planner,,{tree[3].code}\n"
    ).location
    seen = soup(official.get(address)).select_one("main form input[name=seen]")["value"]
    into = make_professional(tree[3], staff_no="P-9")
    in_transaction(merge_professional, people()["P-1"].id, into.id, now=NOON)

    answer = official.post(address, data={"seen": seen})

    assert answer.status_code == 409
    assert "merged into another" in soup(answer).select_one("[role=alert]").get_text()
    assert "P-2" not in people()


def test_a_visit_of_the_file_takes_its_ratings_along(tree, official, upload):
    old, new = make_professional(tree[3], staff_no="P-1"), make_professional(tree[3], staff_no="P-2")
    give(make_visit(old, visit_no="V-1"), 5, 4)

    confirm(official, upload("visits", f"{VISITS}V-1,P-2,{tree[3].code},advice,2026-05-04,completed,\n").location)

    sums = {row.professional_id: row.level_5 + row.level_4 for row in rows(RatingSum)}
    assert sums == {old.id: 0, new.id: 2}


def test_a_file_of_one_district_leaves_areas_of_others_alone(tree, official, upload):
    elsewhere = make_area("district", tree[0])
    both = make_professional(tree[3], elsewhere, staff_no="P-1", name="李工")

    confirm(official, upload("professionals", f"{PEOPLE}P-1,新名,planner,,{tree[2].code}\n").location)

    assert {area.code for area in db.session.get(Professional, both.id).areas} == {elsewhere.code, tree[2].code}


def test_a_discarded_file_is_gone(tree, official, upload):
    address = upload("professionals", f"{PEOPLE}P-1,李工,planner,,{tree[3].code}\n").location

    answer = official.post(f"{address}/discard")

    assert answer.location == f"{DESK}/import/{tree[1].id}?kind=professionals"
    assert (rows(Upload), people()) == ([], {})


def test_anothers_file_is_not_there(tree, sign_in, upload):
    address = upload("professionals", f"{PEOPLE}P-1,李工,planner,,{tree[3].code}\n").location
    colleague = sign_in(make_user(Role.OFFICIAL, tree[1]))

    assert [colleague.get(address).status_code, colleague.post(address).status_code] == [404, 404]
    assert people() == {}


@pytest.mark.parametrize("kind", ["professionals", "visits"])
@pytest.mark.parametrize("as_", ["csv", "xlsx"])
def test_the_example_can_be_filled_in_and_sent_back(tree, official, upload, kind, as_):
    """The headings are right, whatever the rows say of areas that are not there."""
    data = official.get(f"{DESK}/import/example?kind={kind}&as={as_}").data
    if as_ == "xlsx":
        assert openpyxl.load_workbook(io.BytesIO(data)).active.max_row == 3

    told = faults(upload(kind, data, f"example.{as_}"))

    assert len(told) == 2
    assert all("among yours" in fault for fault in told)
