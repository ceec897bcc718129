import io
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from factories import commit, make_area, make_dwelling, make_election, make_resident, make_slot, make_tree, make_user

from engage.accounts.models import AuditEntry, Role
from engage.communities.models import Upload
from engage.extensions import db
from engage.residents.models import Dwelling, Resident
from engage.tabular import xlsx_bytes

HOSTILE = "<script>alert(1)</script>\"'&"


@pytest.fixture
def tree(app):
    """City, district, community C1 with building B1 and its stairwells S1 and S2; a stranger's community C2."""
    city, district, _street, community, building, stairwell = make_tree()
    community.code, building.code, stairwell.code = "C1", "B1", "S1"
    make_area("stairwell", building, code="S2")
    stranger = make_area("community", make_area("district", city), code="C2")
    make_area("building", stranger, code="B9")
    commit(community)
    return {"district": district, "community": community, "building": building, "stairwell": stairwell}


@pytest.fixture
def official(tree, sign_in):
    return sign_in(area=tree["district"])


def page(response):
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def text(response):
    return " ".join(page(response).main.get_text(" ").split())


def send(client, area, content, kind="dwellings", filename="roll.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    data = {"kind": kind, "file": (io.BytesIO(content), filename)}
    return client.post(f"/staff/roll/{area.id}/import", data=data, content_type="multipart/form-data")


def flats():
    db.session.rollback()
    rows = db.select(Dwelling.label, Dwelling.floor_area_dm2).order_by(Dwelling.id)
    return [tuple(row) for row in db.session.execute(rows)]


def test_a_file_is_shown_before_it_is_saved(tree, official):
    make_dwelling(tree["stairwell"], label="101", floor_area_dm2=8500)
    make_dwelling(tree["stairwell"], label="102", floor_area_dm2=6000)
    make_dwelling(tree["stairwell"], label="999", floor_area_dm2=1)
    csv = "区域编码,房号,建筑面积\nS1,101,85.37\nS1,102,60\nS2,101,99.9\n"

    sent = send(official, tree["community"], csv)
    preview = official.get(sent.location)
    before = flats()
    done = official.post(sent.location, follow_redirects=True)

    assert sent.status_code == 303
    assert "New 1 Changed 1 Unchanged 1" in text(preview)
    assert "1 flat of these buildings is on the roll but not in the file. It stays." in text(preview)
    assert "101 Floor area 85.00 m² 85.37 m²" in text(preview)
    assert before == [("101", 8500), ("102", 6000), ("999", 1)]
    assert "Imported: 1 new, 1 changed, 1 as they were." in text(done)
    assert flats() == [("101", 8537), ("102", 6000), ("999", 1), ("101", 9990)]
    assert db.session.scalar(db.select(db.func.count()).select_from(Upload)) == 0
    assert db.session.scalars(db.select(AuditEntry.action)).all() == ["import dwellings"]


def test_a_workbook_of_people_is_imported(tree, official):
    make_dwelling(tree["stairwell"], label="101")
    rows = [("S1", "0001", "王芳", 1985, "居住", "101"), ("C1", "0002", "Li Ming", None, "studies", None)]
    content = xlsx_bytes(("区域编码", "编号", "姓名", "出生年份", "关系", "房号"), rows)

    sent = send(official, tree["community"], content, kind="residents", filename="people.xlsx")
    official.post(sent.location)

    people = db.session.scalars(db.select(Resident).order_by(Resident.reference)).all()
    assert [(one.reference, one.name, one.birth_year, one.tie) for one in people] == [
        ("0001", "王芳", 1985, "lives"),
        ("0002", "Li Ming", None, "studies"),
    ]
    assert people[0].dwelling_id is not None


def test_every_fault_is_named_by_its_row_and_nothing_is_kept(tree, official):
    rows = ("S1,101,85.375", "S1,102,0", "XX,103,50", "B9,104,50", "C1,105,50", "S1,106,50", "S1,106,51")
    csv = "\n".join(["area_code,label,floor_area_m2", *rows])

    response = send(official, tree["community"], csv)

    faults = [item.get_text() for item in page(response).select(".problem li")]
    assert response.status_code == 422
    assert faults == [
        "Row 2, floor_area_m2: “85.375” has more than two decimals.",
        "Row 3, floor_area_m2: The floor area must be above zero.",
        "Row 4, Area code: There is no area with the code “XX” here.",
        "Row 5, Area code: There is no area with the code “B9” here.",
        "Row 6, Area code: “C1” is no building or stairwell.",
        "Row 8, Flat: “106” already stands in row 7.",
    ]
    assert flats() == []
    assert db.session.scalar(db.select(db.func.count()).select_from(Upload)) == 0


@pytest.mark.parametrize("typed", ["2101", "85", "1899", "abcd"])
def test_an_impossible_year_of_birth_is_refused(tree, official, typed):
    csv = f"area_code,reference,name,birth_year\nC1,1,Li Wei,{typed}\n"

    assert send(official, tree["community"], csv, kind="residents").status_code == 422


def test_a_form_without_a_file_or_kind_says_so(tree, official):
    response = official.post(f"/staff/roll/{tree['community'].id}/import", data={"kind": "cats"})

    assert response.status_code == 422
    assert "Please choose a file." in text(response)


def test_what_changed_since_the_preview_is_not_overwritten_blindly(tree, official):
    sent = send(official, tree["community"], "area_code,label,floor_area_m2\nS1,101,85.37\n")
    stairwell = db.session.get(type(tree["stairwell"]), tree["stairwell"].id)
    stairwell.code = "GONE"
    db.session.commit()

    response = official.post(sent.location)

    assert response.status_code == 409
    assert "There is no area with the code “S1” here." in text(response)
    assert flats() == []


def test_confirming_twice_imports_once(tree, official):
    sent = send(official, tree["community"], "area_code,label,floor_area_m2\nS1,101,85.37\n")

    assert official.post(sent.location).status_code == 303
    assert official.post(sent.location).status_code == 404
    assert flats() == [("101", 8537)]


def test_a_discarded_file_is_gone(tree, official):
    sent = send(official, tree["community"], "area_code,label,floor_area_m2\nS1,101,85.37\n")

    official.post(sent.location + "/discard")

    assert official.get(sent.location).status_code == 404
    assert flats() == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_examples_can_be_imported_as_they_are(tree, official, suffix, language):
    official.set_cookie("lang", language)
    for kind in ("dwellings", "residents"):
        example = official.get(f"/staff/roll/{tree['community'].id}/example?kind={kind}&as={suffix}")
        sent = send(official, tree["community"], example.data, kind=kind, filename=f"x.{suffix}")
        assert sent.status_code == 303, text(sent)
        official.post(sent.location)

    assert flats() == [("101", 8537), ("102", 6250), ("101", 12000)]
    assert db.session.scalar(db.select(db.func.count()).select_from(Resident)) == 3


def test_shows_the_roll_with_totals_and_search(tree, official):
    for label, area in (("101", "stairwell"), ("102", "stairwell"), ("201", "building")):
        make_dwelling(tree[area], label=label, floor_area_dm2=5025)
    make_resident(tree["community"], name="Li Wei", reference="0001")
    noise = make_dwelling(label="101")

    everything = text(official.get(f"/staff/roll/{tree['community'].id}"))
    found = page(official.get(f"/staff/roll/{tree['community'].id}?q=02"))

    assert "Flats 3 Floor area 150.75 m² People 1" in everything
    assert Decimal(noise.floor_area_dm2) / 100 == Decimal("85.37")
    assert "85.37" not in everything
    assert [row.th.get_text() for row in found.select("tbody tr")] == ["102"]
    people = text(official.get(f"/staff/roll/{tree['community'].id}/residents?q=wei"))
    assert "Li Wei 0001 2008 lives here" in people


def test_search_takes_wild_cards_as_they_are(tree, official):
    make_dwelling(tree["stairwell"], label="101")

    assert "Nothing found" in text(official.get(f"/staff/roll/{tree['community'].id}?q=%25"))
    assert "Nothing found" in text(official.get(f"/staff/roll/{tree['community'].id}?q=1_1"))


def test_a_long_roll_comes_in_pages_with_few_queries(tree, official):
    db.session.add_all([Dwelling(area_id=tree["stairwell"].id, label=f"{n:04}", floor_area_dm2=1) for n in range(120)])
    db.session.commit()
    url = f"/staff/roll/{tree['community'].id}"
    statements = []
    db.event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    first = page(official.get(url))

    assert len(first.select("tbody")[0].select("tr")) == 50
    assert len([one for one in statements if one.startswith("SELECT")]) <= 14
    assert len(page(official.get(url + "?page=3")).select("tbody")[0].select("tr")) == 20


def test_the_list_leads_to_the_communities_of_the_reader(tree, official):
    links = [link["href"] for link in page(official.get("/staff/roll")).select(".rows a")]

    assert links == [f"/staff/roll/{tree['community'].id}"]
    assert official.get(f"/staff/roll/{tree['district'].id}").location == "/staff/roll"


def test_a_worker_looks_but_does_not_change(tree, sign_in):
    worker = sign_in(make_user(role=Role.WORKER, area=tree["community"]))
    flat = make_dwelling(tree["stairwell"])

    assert worker.get(f"/staff/roll/{tree['community'].id}").status_code == 200
    assert worker.get(f"/staff/roll/{tree['community'].id}/import").status_code == 403
    assert worker.post(f"/staff/roll/dwellings/{flat.id}/remove").status_code == 403


def test_nothing_of_a_strangers_area_is_there(tree, sign_in):
    owner, stranger = sign_in(area=tree["district"]), sign_in(area=make_area("district"))
    flat, person = make_dwelling(tree["stairwell"]), make_resident(tree["community"])
    token = send(owner, tree["community"], "area_code,label,floor_area_m2\nS1,1,1\n").location

    paths = [f"/staff/roll/{tree['community'].id}{tail}" for tail in ("", "/residents", "/import", "/example")]
    paths += [f"/staff/roll/dwellings/{flat.id}/remove", f"/staff/roll/residents/{person.id}/remove", token]
    assert [stranger.get(path).status_code for path in paths] == [404] * len(paths)
    assert [owner.get(path).status_code for path in paths] == [200] * len(paths)
    colleague = sign_in(area=tree["district"])
    assert colleague.get(token).status_code == 404


def test_takes_a_flat_and_a_person_off_the_roll(tree, official):
    flat, person = make_dwelling(tree["stairwell"]), make_resident(tree["community"])
    make_dwelling(tree["stairwell"], label="noise")

    assert flat.label in text(official.get(f"/staff/roll/dwellings/{flat.id}/remove"))
    assert official.post(f"/staff/roll/dwellings/{flat.id}/remove").status_code == 303
    assert official.post(f"/staff/roll/residents/{person.id}/remove").status_code == 303
    assert [label for label, _area in flats()] == ["noise"]
    assert db.session.scalar(db.select(db.func.count()).select_from(Resident)) == 0


def test_a_voter_is_not_taken_off_the_roll(tree, official):
    flat = make_dwelling(tree["stairwell"])
    make_slot(make_election(), flat)

    response = official.post(f"/staff/roll/dwellings/{flat.id}/remove")

    assert response.status_code == 409
    assert "stays on the roll of that vote" in text(response)
    assert len(flats()) == 1


def test_hostile_text_stays_text(tree, official):
    make_dwelling(tree["stairwell"], label=HOSTILE[:40])
    make_resident(tree["community"], name=HOSTILE, reference=HOSTILE[:40])
    sent = send(
        official, tree["community"], f'area_code,label,floor_area_m2\nS1,"{HOSTILE.replace(chr(34), chr(34) * 2)}",1\n'
    )
    urls = [f"/staff/roll/{tree['community'].id}", f"/staff/roll/{tree['community'].id}/residents", sent.location]

    pages = [official.get(url).get_data(as_text=True) for url in urls]

    assert all("<script>alert" not in html for html in pages)
    assert all("&lt;script&gt;alert" in html for html in pages)


def test_an_empty_roll_says_what_to_do(tree, official):
    assert "No flats yet" in text(official.get(f"/staff/roll/{tree['community'].id}"))
    assert "No people yet" in text(official.get(f"/staff/roll/{tree['community'].id}/residents"))
