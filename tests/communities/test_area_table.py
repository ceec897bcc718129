import pytest
from factories import NOON, make_area

from engage.communities import queries, services
from engage.communities.area_table import COLUMNS, mentioned, plan
from engage.communities.models import Area
from engage.extensions import db
from engage.tabular import csv_bytes, read_table, xlsx_bytes

HEADER = ("code", "kind", "name_zh", "name_en", "parent")


@pytest.fixture
def city(app):
    """A city with a district C-E, its street C-E-1, and a district C-W beside it."""
    city = make_area("city", code="C")
    east = make_area("district", city, code="C-E", name_zh="东区", name_en="East")
    make_area("street", east, code="C-E-1", name_zh="一街", name_en="First")
    make_area("district", city, code="C-W", name_zh="西区", name_en="West")
    db.session.commit()
    return city


def checked(rows, scope=None, header=HEADER, adds_cities=False):
    table = read_table(b"".join(csv_bytes(header, rows)), "areas.csv", COLUMNS)
    return table, plan(table, queries.known_areas(mentioned(table), scope), adds_cities=adds_cities)


def faults(table):
    return [(problem.row, problem.kind) for problem in table.problems]


def test_tells_what_is_new_renamed_and_unchanged(city):
    table, found = checked(
        [
            ("C-E-1-1-B1", "building", "1号楼", "", "C-E-1-1"),  # Before its own parent.
            ("C-E-1-1", "community", "新社区", "New", "C-E-1"),
            ("c-e", "district", "东城区", "East", "C"),
            ("C-W", "district", "西区", "West", ""),
        ]
    )

    assert table.ok
    assert [row.code for row in found.added] == ["C-E-1-1-B1", "C-E-1-1"]
    assert [(row.code, row.was) for row in found.renamed] == [("C-E", ("东区", "East"))]
    assert [row.code for row in found.unchanged] == ["C-W"]


def test_reads_chinese_headings_and_kinds(city):
    header = ("区域编码", "类型", "中文名称", "英文名称", "上级编码")
    table, found = checked([("X", "社区", "甲", "", "C-E-1"), ("X-1", "楼栋", "1号楼", "", "X")], header=header)

    assert table.ok
    assert [row.kind for row in found.added] == ["community", "building"]


def test_a_file_without_english_names_keeps_those_that_are_there(city):
    table, found = checked([("C-E", "district", "东城", "C")], header=("code", "kind", "name_zh", "parent"))

    assert table.ok
    assert [(row.name_zh, row.name_en) for row in found.renamed] == [("东城", "East")]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (("N", "building", "楼", "", "C"), "hierarchy"),
        (("N", "community", "区", "", "C-E"), "hierarchy"),
        (("N", "district", "区", "", "C-E-1"), "hierarchy"),
        (("N", "street", "街", "", "NOWHERE"), "unknown_parent"),
        (("N", "street", "街", "", ""), "no_parent"),
        (("N", "street", "街", "", "N"), "loop"),
        (("N", "city", "城", "", ""), "new_city"),
        (("N", "city", "城", "", "C"), "city_below"),
        (("C-E", "street", "东区", "", "C"), "kind_changed"),
        (("C-E-1", "street", "一街", "", "C-W"), "moved"),
        (("N N", "street", "街", "", "C-E"), "bad_code"),
        (("N", "planet", "街", "", "C-E"), "not_a_choice"),
        (("N", "street", "", "", "C-E"), "empty_cell"),
        (("N", "street", "长" * 81, "", "C-E"), "too_long"),
    ],
)
def test_a_faulty_row_is_named_with_its_number(city, row, kind):
    table, _found = checked([("C-W", "district", "西区", "West", "C"), row])

    assert faults(table) == [(3, kind)]


def test_a_code_may_stand_in_the_file_once(city):
    row = ("N", "street", "街", "", "C-E")
    table, _found = checked([row, row, ("n", "street", "街", "", "C-E")])

    assert faults(table) == [(3, "duplicate"), (4, "duplicate")]


def test_areas_that_stand_below_each_other_are_refused(city):
    table, _found = checked(
        [
            ("A", "street", "甲", "", "B"),
            ("B", "street", "乙", "", "D"),
            ("D", "street", "丙", "", "A"),
            ("K", "street", "丁", "", "A"),
        ]
    )

    assert faults(table) == [(2, "loop"), (3, "loop"), (4, "loop"), (5, "hierarchy")]


def test_an_importer_changes_nothing_outside_the_own_area(city):
    east = queries.area_by_code("C-E")
    table, _found = checked(
        [
            ("C-W", "district", "抢来的", "", "C"),
            ("N1", "street", "街", "", "C-W"),
            ("N2", "district", "区", "", "C"),
            ("C-E-1", "street", "改名", "", "C-E"),
            ("C-E", "district", "也可以改名", "", "C"),
        ],
        scope=east,
    )

    assert faults(table) == [(2, "not_yours"), (3, "not_yours"), (4, "not_yours")]


def test_the_command_adds_a_whole_city_from_nothing(app):
    table, found = checked(
        [("S", "street", "街", "", "D"), ("D", "district", "区", "", "N"), ("N", "city", "城", "City", "")],
        adds_cities=True,
    )
    assert table.ok
    services.import_areas(found, scope=None, actor_id=None, now=NOON)
    db.session.commit()

    street = queries.area_by_code("S")
    assert [area.code for area in queries.ancestors(street)] == ["N", "D", "S"]
    assert street.path == "".join(f"{area.id}." for area in queries.ancestors(street))


def test_import_adds_and_renames(city):
    table, found = checked(
        [
            ("C-E-1-1-B1", "building", "1号楼", "", "C-E-1-1"),
            ("C-E-1-1", "community", "新社区", "New", "C-E-1"),
            ("C-E", "district", "东城区", "East City", "C"),
        ]
    )
    services.import_areas(found, scope=city, actor_id=None, now=NOON)
    db.session.commit()

    assert table.ok
    assert queries.area_by_code("C-E").name_zh == "东城区"
    assert queries.area_by_code("C-W").name_zh == "西区"
    building = queries.area_by_code("C-E-1-1-B1")
    assert [area.code for area in queries.ancestors(building)] == ["C", "C-E", "C-E-1", "C-E-1-1", "C-E-1-1-B1"]


def test_thousands_of_rows_take_few_statements(city):
    rows = [(f"N-{number}", "street", f"街{number}", "", "C-E") for number in range(3000)]
    statements = []
    db.event.listen(db.engine, "before_execute", lambda *arguments: statements.append(arguments))
    _table, found = checked(rows)
    services.import_areas(found, scope=city, actor_id=None, now=NOON)

    assert len(statements) < 20
    assert db.session.query(Area).filter(Area.path.like("new%")).count() == 0


@pytest.mark.parametrize("write", [lambda *table: b"".join(csv_bytes(*table)), xlsx_bytes])
def test_what_is_exported_can_be_imported_without_a_change(city, write):
    make_area("street", queries.area_by_code("C-W"), code="C-W-1", name_zh="=1+1", name_en="+cmd", timezone=None)
    db.session.commit()
    rows = [(area.code, area.kind, area.name_zh, area.name_en, parent) for area, parent in queries.tree_rows(city)]
    name = "areas.xlsx" if write is xlsx_bytes else "areas.csv"
    table = read_table(write(HEADER, rows), name, COLUMNS)
    found = plan(table, queries.known_areas(mentioned(table), None))

    assert table.ok
    assert (len(found.unchanged), found.added, found.renamed) == (5, [], [])
