import io

import pytest
from bs4 import BeautifulSoup
from factories import make_area, make_tree, make_user

from engage.accounts.models import AuditEntry
from engage.communities import queries
from engage.communities.area_table import COLUMNS
from engage.communities.models import Area, Upload
from engage.extensions import db
from engage.tabular import csv_bytes, read_table, xlsx_bytes

HOSTILE = "'><script>alert(1)</script>"
HEADER = ("code", "kind", "name_zh", "name_en", "parent")


@pytest.fixture
def tree(app):
    """A city with a district in which the official works, and another district beside it."""
    tree = make_tree()
    make_area("district", tree[0], code="BESIDE")
    return tree


@pytest.fixture
def official(sign_in, tree):
    return sign_in(make_user(area=tree[1]))


def page(response, status=200):
    assert response.status_code == status
    return BeautifulSoup(response.text, "html.parser")


def texts(soup, selector):
    return [" ".join(element.text.split()) for element in soup.select(selector)]


def upload(official, area, rows, filename="areas.csv", header=HEADER):
    data = {"file": (io.BytesIO(b"".join(csv_bytes(header, rows))), filename)}
    return official.post(f"/staff/areas/{area.id}/import", data=data, content_type="multipart/form-data")


def all_codes():
    db.session.rollback()
    return set(db.session.scalars(db.select(Area.code)))


# Looking around


def test_starts_at_the_own_areas(official, tree):
    soup = page(official.get("/staff/areas"))

    assert [link["href"] for link in soup.select("tbody a")] == [f"/staff/areas/{tree[1].id}"]


def test_finds_only_own_areas(official, tree):
    assert len(page(official.get("/staff/areas?q=Area")).select("tbody tr")) == 5
    assert page(official.get("/staff/areas?q=BESIDE")).select_one("section.empty")


def test_shows_what_stands_below_with_counts(official, tree):
    make_area("stairwell", tree[4])
    soup = page(official.get(f"/staff/areas/{tree[3].id}"))

    assert soup.select_one("tbody a")["href"] == f"/staff/areas/{tree[4].id}"
    assert texts(soup, "tbody td.number") == ["2"]
    assert texts(soup, ".facts dd")[2:] == ["1", "2"]


def test_areas_above_the_own_ones_are_named_but_not_linked(official, tree):
    soup = page(official.get(f"/staff/areas/{tree[2].id}"))

    assert [link["href"] for link in soup.select(".crumbs a")] == [f"/staff/areas/{tree[1].id}"]
    assert tree[0].name_en in soup.select_one(".crumbs").text


def test_lists_building_nine_before_building_ten(official, tree):
    for number in (10, 9):
        make_area("building", tree[3], code=f"X-B{number}", name_en=f"Building {number}")
    soup = page(official.get(f"/staff/areas/{tree[3].id}"))

    listed = [name for name in texts(soup, "tbody a") if name.startswith("Building")]
    assert listed == ["Building 9", "Building 10"]


# One by one


def test_adds_an_area_below(official, tree):
    form = {"name_zh": " 三号楼 ", "name_en": "Building 3", "code": "b-3", "timezone": ""}
    response = official.post(f"/staff/areas/{tree[3].id}/new", data=form)

    assert (response.status_code, response.location) == (303, f"/staff/areas/{tree[3].id}")
    area = queries.area_by_code("B-3")
    assert (area.kind, area.name_zh, area.parent_id) == ("building", "三号楼", tree[3].id)
    assert "Building 3" in page(official.get(response.location)).select_one(".notice.success").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "BESIDE"),
        ("code", "a b"),
        ("code", ""),
        ("name_zh", ""),
        ("name_zh", "长" * 81),
        ("timezone", "Nowhere"),
    ],
)
def test_says_what_is_wrong_and_keeps_what_was_typed(official, tree, field, value):
    form = {"name_zh": "楼", "name_en": HOSTILE, "code": "B-3", "timezone": "", field: value}
    soup = page(official.post(f"/staff/areas/{tree[3].id}/new", data=form), 422)

    assert soup.select_one(f"#{field}-error")
    assert soup.select_one("#name_en")["value"] == HOSTILE
    assert soup.select_one(f"#{field}")["value"] == value
    assert "B-3" not in all_codes()


def test_nothing_is_added_below_a_stairwell(official, tree):
    page(official.get(f"/staff/areas/{tree[5].id}/new"), 404)
    form = {"name_zh": "楼", "code": "B-3"}
    page(official.post(f"/staff/areas/{tree[5].id}/new", data=form), 404)


def test_renames(official, tree):
    response = official.post(f"/staff/areas/{tree[3].id}/names", data={"name_zh": "新名", "timezone": "Asia/Tokyo"})

    assert response.status_code == 303
    area = db.session.get(Area, tree[3].id, populate_existing=True)
    assert (area.name_zh, area.name_en, area.timezone) == ("新名", "", "Asia/Tokyo")
    assert page(official.get(f"/staff/areas/{tree[3].id}/names")).select_one("#name_zh")["value"] == "新名"


def test_a_name_of_blanks_is_no_name(official, tree):
    soup = page(official.post(f"/staff/areas/{tree[3].id}/names", data={"name_zh": "  "}), 422)

    assert soup.select_one("#name_zh-error")


def test_a_worker_does_not_manage_areas(sign_in, tree):
    worker = sign_in(make_user(role="worker", area=tree[1]))

    page(worker.get("/staff/areas"), 403)
    page(worker.post(f"/staff/areas/{tree[3].id}/new", data={"name_zh": "楼", "code": "B-3"}), 403)


# A whole file


def test_nothing_is_saved_before_it_is_confirmed(official, tree):
    street, before = tree[2], all_codes()
    rows = [("N1", "community", "新社区", "New", street.code), (street.code, "street", "改名", "", tree[1].code)]
    response = upload(official, tree[1], rows)

    assert response.status_code == 303
    soup = page(official.get(response.location))
    assert texts(soup, ".facts dd") == ["1", "1", "0"]
    assert f"was: {street.name_zh}" in soup.text
    assert all_codes() == before

    done = official.post(response.location)
    assert (done.status_code, done.location) == (303, f"/staff/areas/{tree[1].id}")
    assert all_codes() == before | {"N1"}
    assert queries.area_by_code(street.code).name_zh == "改名"
    assert db.session.query(Upload).count() == 0
    assert db.session.query(AuditEntry).one().subject == "1 added, 1 renamed"


def test_one_bad_row_of_many_saves_nothing_and_is_named(official, tree):
    before = all_codes()
    rows = [(f"N{number}", "community", "社区", "", tree[2].code) for number in range(50)]
    rows[30] = ("N30", "building", "楼", "", tree[2].code)
    soup = page(upload(official, tree[1], rows), 422)

    assert len(soup.select(".notice.problem li")) == 1
    assert soup.select_one(".notice.problem li").text.startswith("Row 32, Parent code: ")
    assert all_codes() == before
    assert db.session.query(Upload).count() == 0


@pytest.mark.parametrize("rows", [[("N", "district", "区", "", "{city}")], [("BESIDE", "district", "抢", "", "{city}")],
                                  [("N", "street", "街", "", "BESIDE")], [("N", "city", "城", "", "")]])  # fmt: skip
def test_a_file_changes_nothing_outside_the_own_areas(official, tree, rows):
    filled = [tuple(cell.format(city=tree[0].code) for cell in row) for row in rows]
    before = all_codes()

    page(upload(official, tree[1], filled), 422)
    assert all_codes() == before


def test_without_a_file_it_says_so(official, tree):
    soup = page(official.post(f"/staff/areas/{tree[1].id}/import", data={}), 422)

    assert "choose a file" in soup.select_one("#file-error").text


@pytest.mark.parametrize(("filename", "data"), [("areas.pdf", b"%PDF"), ("areas.xlsx", b"code"), ("areas.csv", b""),
                                                ("areas.csv", b"\x00\x01"), ("", b"")])  # fmt: skip
def test_other_files_are_refused_calmly(official, tree, filename, data):
    sent = {"file": (io.BytesIO(data), filename)}
    response = official.post(f"/staff/areas/{tree[1].id}/import", data=sent, content_type="multipart/form-data")

    page(response, 422)


def test_a_file_can_be_discarded(official, tree):
    before = all_codes()
    preview = upload(official, tree[1], [("N", "community", "区", "", tree[2].code)]).location
    response = official.post(f"{preview}/discard")

    assert response.status_code == 303
    page(official.get(preview), 404)
    page(official.post(preview), 404)
    assert all_codes() == before


def test_confirming_twice_imports_once(official, tree):
    preview = upload(official, tree[1], [("N", "community", "区", "", tree[2].code)]).location

    assert official.post(preview).status_code == 303
    page(official.post(preview), 404)


def test_a_preview_that_is_out_of_date_imports_nothing(official, tree):
    rows = [("N1", "community", "区", "", tree[2].code), ("N2", "community", "区", "", tree[2].code)]
    preview = upload(official, tree[1], rows).location
    make_area("district", code="N2")
    soup = page(official.post(preview), 409)

    assert "in use outside your area" in soup.select_one(".notice.problem").text
    assert "N1" not in all_codes()


def test_another_official_of_the_same_district_does_not_see_the_file(official, tree, sign_in):
    preview = upload(official, tree[1], [("N", "community", "区", "", tree[2].code)]).location
    other = sign_in(make_user(area=tree[1]))

    for response in (other.get(preview), other.post(preview), other.post(f"{preview}/discard")):
        page(response, 404)
    assert page(official.get(preview))


def test_hostile_names_of_files_and_areas_are_shown_as_text(official, tree):
    rows = [("N", "community", HOSTILE, HOSTILE, tree[2].code)]
    preview = page(official.get(upload(official, tree[1], rows, filename=f"{HOSTILE}.csv").location))
    refused = page(upload(official, tree[1], [("N", HOSTILE, "", "", HOSTILE)], filename=f"{HOSTILE}.csv"), 422)

    for soup in (preview, refused):
        assert HOSTILE in soup.find("main").text
        assert all(script.get("src") for script in soup.find_all("script"))


# Out again


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_downloaded_can_be_uploaded_again(official, tree, lang, kind):
    tree[2].name_en = "=HYPERLINK(1)"
    make_area("community", make_area("street", queries.area_by_code("BESIDE")))
    db.session.commit()
    official.set_cookie("lang", lang)
    response = official.get(f"/staff/areas/{tree[1].id}/export?as={kind}")
    assert f"filename=areas.{kind}" in response.headers["Content-Disposition"]
    data = {"file": (io.BytesIO(response.data), f"areas.{kind}")}
    sent = official.post(f"/staff/areas/{tree[1].id}/import", data=data, content_type="multipart/form-data")

    assert sent.status_code == 303, sent.text
    assert texts(page(official.get(sent.location)), ".facts dd") == ["0", "0", "5"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_example_is_a_file_that_can_be_read(official, kind):
    response = official.get(f"/staff/areas/example?as={kind}")
    table = read_table(response.data, f"example.{kind}", COLUMNS)

    assert table.ok
    assert not table.warnings
    assert [row.values["kind"] for row in table.rows] == ["district", "street", "community", "building", "stairwell"]


def test_an_excel_file_is_imported_like_csv(official, tree):
    data = {"file": (io.BytesIO(xlsx_bytes(HEADER, [("N", "社区", "区", "", tree[2].code)])), "区域.xlsx")}
    response = official.post(f"/staff/areas/{tree[1].id}/import", data=data, content_type="multipart/form-data")

    assert official.post(response.location).status_code == 303
    assert "N" in all_codes()
