import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engage.tabular import (
    CellError,
    Column,
    FileError,
    choice,
    csv_bytes,
    files,
    hundredths,
    is_formula_like,
    read_sheets,
    read_table,
    sheets_bytes,
    table,
    text,
    xlsx_bytes,
    xlsx_files,
    year,
)
from engage.tabular.xlsx_files import number_text

COLUMNS = [
    Column("code", ["Dwelling", "房号"], True, text(20)),
    Column("floor_area", ["Floor area", "建筑面积（㎡）"], True, hundredths),
    Column("birth_year", ["Birth year", "出生年份"], False, year),
    Column(
        "tie", ["Tie", "关系"], False, choice({"lives": "lives", "居住": "lives", "works": "works", "工作": "works"})
    ),
]


def read(content, filename="roll.csv", columns=COLUMNS):
    return read_table(content if isinstance(content, bytes) else content.encode(), filename, columns)


def workbook(*rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


# Made once: a workbook carries the time of its making, and Hypothesis asks for the same bytes each time.
SOUND = workbook(["code", "floor_area"], ["1-101", 85.37])


def repacked(data, compression=zipfile.ZIP_DEFLATED, **parts):
    """Return the workbook with these parts replaced, `sheet` being the first sheet."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml"}
    replaced = {names[key]: content for key, content in parts.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", compression) as new:
        for name in old.namelist():
            new.writestr(name, replaced.get(name, old.read(name)))
    return target.getvalue()


def sheet_xml(rows):
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def kinds(result):
    return [(problem.kind, problem.row) for problem in result.problems]


class TestReading:
    def test_reads_rows_with_the_numbers_a_spreadsheet_shows(self):
        result = read(
            'Dwelling,Floor area,Birth year,Tie\r\n1-101,85.37,1985,lives\r\n\r\n"1-\n102",60,,工作\r\n1-103,1,,\r\n'
        )

        assert result.ok
        assert [(row.number, row.values) for row in result.rows] == [
            (2, {"code": "1-101", "floor_area": 8537, "birth_year": 1985, "tie": "lives"}),
            (4, {"code": "1- 102", "floor_area": 6000, "birth_year": None, "tie": "works"}),
            (5, {"code": "1-103", "floor_area": 100, "birth_year": None, "tie": None}),
        ]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_reads_what_excel_saves(self, encoding, delimiter):
        content = "房号,建筑面积（㎡）\r\n一单元１０１,85.37\r\n".replace(",", delimiter)

        result = read(content.encode(encoding))

        assert result.ok
        assert [row.values["code"] for row in result.rows] == ["一单元１０１"]

    def test_known_headings_tell_the_separator_from_commas_in_the_text(self):
        result = read("Note, free, of, meaning;房号;Floor area\n,;1-101;85,37\n")

        assert [row.values["floor_area"] for row in result.rows] == [8537]

    @pytest.mark.parametrize("header", ["floor_area", "FLOOR  AREA", " Floor-Area* ", "建筑面积(m2)", "建筑面积（㎡）"])
    def test_headings_are_compared_loosely(self, header):
        assert read(f"code,{header}\n1,2\n").ok

    def test_reports_every_fault_of_every_row(self):
        result = read("code,floor_area,birth_year,tie\n,85.371,85,rents\n1-101,1,,\n1-102,-1,1985,\n")

        assert kinds(result) == [
            ("empty_cell", 2),
            ("decimals", 2),
            ("not_year", 2),
            ("not_a_choice", 2),
            ("negative", 4),
        ]
        assert [problem.column for problem in result.problems][:2] == ["code", "floor_area"]
        assert [row.number for row in result.rows] == [3]
        assert not result.ok

    def test_names_the_place_in_the_sentence(self):
        result = read("Dwelling,Floor area\n1-101,big\n")

        assert str(result.problems[0]) == "Row 2, Floor area: “big” is not a number such as 85.37."

    def test_keeps_the_first_200_faults_and_counts_all(self):
        result = read("code,floor_area\n" + "1,x\n" * 300)

        assert len(result.problems) == table.MAX_PROBLEMS == 200
        assert result.problem_count == 300

    def test_an_unknown_heading_is_a_warning(self):
        result = read("code,floor_area,Owner’s cat\n1-101,1,Tom\n")

        assert result.ok
        assert [(warning.kind, warning.column) for warning in result.warnings] == [("unknown_header", "Owner’s cat")]

    def test_a_missing_column_is_told_once_and_the_rest_is_checked(self):
        result = read("房号,出生年份\n1,x\n2,1985\n")

        assert kinds(result) == [("missing_column", None), ("not_year", 2)]
        assert "Floor area / 建筑面积" in str(result.problems[0])

    def test_a_heading_that_stands_twice_is_refused(self):
        assert kinds(read("code,房号,floor_area\n1,2,3\n")) == [("duplicate_header", 1)]

    def test_a_cell_beyond_the_headings_is_refused(self):
        assert kinds(read("code,floor_area\n1,2,,3\n4,5\n")) == [("no_heading", 2)]

    def test_says_which_columns_the_file_has(self):
        assert read("code,floor_area\n1,2\n").keys == {"code", "floor_area"}

    def test_a_plain_value_error_of_a_parser_is_a_fault(self):
        assert kinds(read("n\nx\n", columns=[Column("n", [], True, int)])) == [("invalid", 2)]

    @pytest.mark.parametrize(
        ("content", "filename", "kind"),
        [
            (b"", "roll.csv", "empty"),
            (b" \r\n\r\n", "roll.csv", "empty"),
            (b"\xef\xbb\xbf,,\n", "roll.csv", "empty"),
            (b"code,floor_area\n", "roll.csv", "no_rows"),
            (b"%PDF-1.7", "roll.pdf", "wrong_type"),
            (b"code", "roll", "wrong_type"),
            (b"code,floor_area\n1,2\n", "roll.xlsx", "not_xlsx"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "roll.xls", "old_excel"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "roll.xlsx", "old_excel"),
            (b"PK\x03\x04broken", "roll.xlsx", "unreadable"),
            (b"code\x00,floor_area\n", "roll.csv", "encoding"),
            (b"\xff\xff\xff\x00\xff", "roll.csv", "encoding"),
            (b"code,floor_area\n1," + b" " * files.MAX_BYTES, "roll.csv", "too_big"),
        ],
    )
    def test_says_what_is_wrong_with_a_file(self, content, filename, kind):
        result = read(content, filename)

        assert [problem.kind for problem in result.problems] == [kind]
        assert len(str(result.problems[0])) > 10

    def test_an_open_quotation_mark_does_not_swallow_rows(self):
        assert kinds(read('code,floor_area\n1,2\n"3,4\n5,6\n')) == [("broken_row", 3)]

    def test_refuses_too_many_rows_columns_and_characters(self, monkeypatch):
        monkeypatch.setattr("engage.tabular.reading.MAX_ROWS", 2)

        assert kinds(read("code,floor_area\n1,1\n2,2\n")) == []
        assert kinds(read("code,floor_area\n1,1\n2,2\n3,3\n")) == [("too_many_rows", None)]
        assert kinds(read("code,floor_area" + ",x" * 99 + "\n1,2\n")) == [("too_many_columns", None)]
        assert kinds(read(f"code,floor_area\n1,{'9' * 10_001}\n")) == [("long_cell", 2)]
        assert kinds(read(f"code,floor_area\n1,{'9' * 200_000}\n")) == [("broken_row", 2)]

    @given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx"]))
    def test_never_raises_for_any_bytes(self, content, filename):
        for prefix in (b"", b"code,floor_area\n", b"PK\x03\x04"):
            result = read(prefix + content, filename)
            assert result.rows or result.problems


class TestWorkbooks:
    def test_numbers_are_exact(self):
        rows = [[f"1-{number}", area] for number, area in enumerate([85.37, 60, 0.1 + 0.2, 99.99, 1.005e2, 70.0], 1)]

        result = read(workbook(["房号", "Floor area"], *rows), "roll.xlsx")

        assert [row.values["floor_area"] for row in result.rows] == [8537, 6000, 30, 9999, 10050, 7000]

    @given(st.integers(0, 10**9))
    def test_every_float_of_two_decimals_is_exact(self, number):
        assert hundredths(number_text(number / 100)) == number

    @pytest.mark.parametrize(
        ("number", "shown"), [(12.0, "12"), (1e20, "1" + "0" * 20), (1e-7, "0.0000001"), (-0.5, "-0.5"), (100.0, "100")]
    )
    def test_floats_are_shown_without_exponent(self, number, shown):
        assert number_text(number) == shown

    def test_whole_floats_are_integers_and_texts(self):
        columns = [Column("n", [], True, hundredths), Column("t", [], True, text(9)), Column("y", [], True, year)]

        result = read(workbook(["n", "t", "y"], [12.0, 101.0, 1985.0]), "a.xlsx", columns)

        assert [row.values for row in result.rows] == [{"n": 1200, "t": "101", "y": 1985}]

    def test_row_numbers_count_blank_rows(self):
        result = read(workbook([], ["code", "floor_area"], [], ["1-101", 1], [None, None], ["1-102", "x"]), "a.xlsx")

        assert [row.number for row in result.rows] == [4]
        assert kinds(result) == [("not_number", 6)]

    @pytest.mark.parametrize("value", [date(2026, 3, 1), datetime.fromisoformat("2026-03-01T08:30")])
    def test_a_date_that_excel_made_of_a_number_is_refused(self, value):
        result = read(workbook(["code", "floor_area"], [value, 1]), "a.xlsx")

        assert kinds(result) == [("date_cell", 2)]
        assert "2026-03-01" in str(result.problems[0])
        assert "00:00" not in str(result.problems[0])

    def test_a_failed_formula_is_refused(self):
        def fail(book):
            book.active["A2"] = "#REF!"
            book.active["A2"].data_type = "e"

        assert kinds(read(workbook(["code", "floor_area"], ["x", 1], change=fail), "a.xlsx")) == [("formula_error", 2)]

    def test_reads_the_first_visible_sheet(self):
        def hide_first(book):
            book.active.sheet_state = "hidden"
            second = book.create_sheet("Roll")
            second.append(["code", "floor_area"])
            second.append(["1-101", 1])

        assert [row.number for row in read(workbook(["secret"], change=hide_first), "a.xlsx").rows] == [2]

    def test_a_wrong_stated_size_loses_no_rows(self):
        data = workbook(["code", "floor_area"], ["1", 1], ["2", 2])
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert 'ref="A1:B3"' in sheet

        result = read(repacked(data, sheet=sheet.replace('ref="A1:B3"', 'ref="A1"')), "a.xlsx")

        assert [row.number for row in result.rows] == [2, 3]

    def test_a_workbook_named_csv_is_read_all_the_same(self):
        assert read(workbook(["code", "floor_area"], ["1", 1]), "roll.csv").ok

    def test_a_column_far_to_the_right_is_refused(self):
        row = '<row r="1"><c r="AAAAAAA1" t="inlineStr"><is><t>x</t></is></c><c r="A1" t="n"><v>1</v></c></row>'

        assert kinds(read(repacked(workbook(["code"]), sheet=sheet_xml(row)), "a.xlsx"))

    def test_refuses_a_file_that_unpacks_to_too_much(self, monkeypatch):
        bomb = repacked(workbook(["code"]), sheet=sheet_xml("<row>" + " " * xlsx_files.MAX_UNPACKED + "</row>"))

        assert len(bomb) < files.MAX_BYTES
        assert kinds(read(bomb, "a.xlsx")) == [("too_large", None)]

    @pytest.mark.parametrize(
        "rows", ["<row>" + "<c/>" * 200_001 + "</row>", "<row/>" * 200_001, "<x>" * 70 + "</x>" * 70]
    )
    def test_refuses_a_sheet_of_too_many_elements(self, rows):
        assert kinds(read(repacked(workbook(["code"]), sheet=sheet_xml(rows)), "a.xlsx")) == [("too_large", None)]

    def test_a_part_that_understates_its_size_is_not_inflated_further(self):
        data = bytearray(repacked(workbook(["code"]), sheet=sheet_xml("<row/>" * 100_000)))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            stated = archive.getinfo("xl/worksheets/sheet1.xml").file_size
        at = data.rindex(stated.to_bytes(4, "little"))
        data[at : at + 4] = (100).to_bytes(4, "little")

        assert kinds(read(bytes(data), "a.xlsx")) == [("unreadable", None)]

    def test_refuses_entities(self):
        entities = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
        sheet = sheet_xml('<row><c t="inlineStr"><is><t>&b;</t></is></c></row>').replace("?>", "?>" + entities, 1)

        assert kinds(read(repacked(workbook(["code"]), sheet=sheet), "a.xlsx")) == [("unsafe", None)]

    @pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_refuses_compression_that_spreadsheets_do_not_use(self, compression):
        assert kinds(read(repacked(workbook(["code"]), compression), "a.xlsx")) == [("unreadable", None)]

    def test_an_ordinary_zip_is_no_workbook(self):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("photo.jpg", b"\xff\xd8")

        assert kinds(read(target.getvalue(), "a.xlsx")) == [("unreadable", None)]

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(st.data())
    def test_a_damaged_workbook_never_raises(self, data):
        content = bytearray(SOUND)
        for _ in range(data.draw(st.integers(1, 5))):
            content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))

        result = read(bytes(content), "a.xlsx")

        assert result.rows or result.problems


class TestParsers:
    @pytest.mark.parametrize(
        ("typed", "value"),
        [
            ("85.37", 8537),
            ("85.3", 8530),
            ("85", 8500),
            ("0", 0),
            ("0.01", 1),
            ("８５．３７", 8537),
            ("８５，３７", 8537),
            ("85,37", 8537),
            ("1,234.5", 123450),
            ("1.234,56", 123456),
            ("1,234,567", 123456700),
            (" 12 ", 1200),
        ],
    )
    def test_hundredths_are_exact(self, typed, value):
        assert hundredths(typed) == value

    @pytest.mark.parametrize(
        ("typed", "kind"),
        [
            ("85.371", "decimals"),
            ("85.370", "decimals"),
            ("1,234", "ambiguous"),
            ("-1", "negative"),
            ("\u22121", "negative"),
            ("nan", "not_number"),
            ("inf", "not_number"),
            ("1e3", "not_number"),
            ("85²", "not_number"),
            ("٨٥", "not_number"),
            ("8_5", "not_number"),
            ("1,23,456", "not_number"),
            ("1.2.3", "not_number"),
            ("", "not_number"),
            ("9" * 5000, "not_number"),
            ("99999999999", "out_of_range"),
        ],
    )
    def test_hundredths_refuse_what_is_unclear(self, typed, kind):
        with pytest.raises(CellError) as error:
            hundredths(typed)

        assert error.value.kind == kind

    @given(st.text(max_size=30))
    def test_numbers_read_or_refuse_any_text(self, typed):
        for parse in (hundredths, year):
            try:
                number = parse(typed)
            except CellError:
                continue
            assert isinstance(number, int)

    @pytest.mark.parametrize(("typed", "value"), [("1985", 1985), ("１９８５年", 1985), ("1985.0", 1985)])
    def test_years(self, typed, value):
        assert year(typed) == value

    @pytest.mark.parametrize("typed", ["85", "1985-05-01", "1899", "2101", "19850", "-1985"])
    def test_years_refuse(self, typed):
        with pytest.raises(CellError):
            year(typed)

    def test_text_is_one_line_of_limited_length(self):
        assert text(5)(" a\r\nb\t") == "a b"
        assert text(2)("四个") == "四个"
        with pytest.raises(CellError, match="too_long"):
            text(2)("四个字")
        with pytest.raises(CellError, match="control_character"):
            text(9)("a\x00b")

    def test_choices_are_compared_loosely_and_listed_when_wrong(self):
        parse = choice({"Lives here": 1, "居住": 1})

        assert (parse("LIVES-HERE"), parse(" 居住")) == (1, 1)
        with pytest.raises(CellError) as error:
            parse("rents")
        assert "Lives here, 居住" in str(error.value.message)


HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\tx",
    "\rx",
    "\nx",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "﹦1",
    " =1",
    "\u200b=1",
    "\u3000@x",
    "=\u0338",
]
HARMLESS = ["", " ", "a=1", "1-101", "三号楼", "'=1", "≠1", " a"]

TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=40))


class TestWriting:
    @pytest.mark.parametrize("value", HOSTILE)
    def test_hostile_cells_and_headings_are_quoted(self, value):
        content = b"".join(csv_bytes([value], [[value]])).decode("utf-8-sig")
        sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([value], [[value]]))).active

        assert list(csv.reader(io.StringIO(content, newline=""))) == [["'" + value]] * 2
        for row in sheet.rows:
            assert row[0].data_type == "s"
            assert row[0].value.replace("_x000D_", "\r") == "'" + value

    @pytest.mark.parametrize("value", HARMLESS)
    def test_harmless_text_is_untouched(self, value):
        assert not is_formula_like(value)
        content = b"".join(csv_bytes(["x"], [[value]])).decode("utf-8-sig")
        assert list(csv.reader(io.StringIO(content)))[1] == [value]

    def test_csv_starts_with_a_byte_order_mark_and_keeps_numbers(self):
        content = b"".join(csv_bytes(["名称", "n"], [["长椅", -5], ["a;=b", Decimal("1.50")], [None, True]]))

        assert content.startswith(b"\xef\xbb\xbf")
        assert content.decode("utf-8-sig").splitlines() == ['"名称","n"', '"长椅",-5', '"a;=b",1.50', '"","TRUE"']

    def test_csv_is_written_piece_by_piece(self):
        taken = []
        rows = ([taken.append(number) or "x" * 1000] for number in range(1000))
        pieces = csv_bytes(["a"], rows)

        assert next(pieces) == b"\xef\xbb\xbf"
        next(pieces)
        assert len(taken) < 100
        assert sum(1 for _ in pieces) > 5
        assert len(taken) == 1000

    def test_workbook_keeps_types(self):
        at = datetime.fromisoformat("2026-03-01T08:30")
        row = ["0012", -5, Decimal("85.37"), True, None, 2**60, float("nan"), date(2026, 3, 1), at, "http://x"]

        sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes("abcdefghij", [row]))).active

        assert [cell.value for cell in sheet[2]] == [
            "0012", -5, 85.37, True, None, str(2**60), "nan", "2026-03-01", "2026-03-01T08:30:00", "http://x",
        ]  # fmt: skip

    def test_workbook_refuses_more_rows_than_a_sheet_holds(self, monkeypatch):
        monkeypatch.setattr("engage.tabular.writing.MAX_XLSX_ROWS", 3)

        assert xlsx_bytes(["a"], [[1], [2]])
        with pytest.raises(ValueError, match="rows"):
            xlsx_bytes(["a"], [[1], [2], [3]])

    def test_text_too_long_for_a_cell_is_visibly_cut(self):
        sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(["a"], [["x" * 40_000]]))).active

        assert len(sheet["A2"].value) == 32_767
        assert sheet["A2"].value.endswith("…")

    # One's own apostrophe before a formula is lost, since it cannot be told from ours.
    @settings(max_examples=50, deadline=None)
    @given(st.lists(TEXTS.filter(lambda value: not value.lstrip().startswith("'")), min_size=1, max_size=5))
    def test_what_is_written_reads_back(self, values):
        columns = [Column("t", [], False, text(100)), Column("n", [], True, hundredths)]
        rows = [[value, number] for number, value in enumerate(values)]
        expected = [{"t": text(100)(value) or None, "n": number * 100} for value, number in rows]

        for content, name in [(b"".join(csv_bytes("tn", rows)), "a.csv"), (xlsx_bytes("tn", rows), "a.xlsx")]:
            assert [row.values for row in read(content, name, columns).rows] == expected


def test_reads_several_sheets_by_name_with_the_numbers_of_their_rows():
    data = workbook(["one"], change=lambda book: book.create_sheet("More").append(["a", None, "b"]))

    assert read_sheets(data, lambda name: True, 10) == {"Sheet": [(1, ["one"])], "More": [(1, ["a", "", "b"])]}
    assert list(read_sheets(data, lambda name: name == "More", 10)) == ["More"]


def test_the_only_sheet_is_read_whatever_its_name():
    assert list(read_sheets(workbook(["one"]), lambda name: False, 10)) == ["Sheet"]


def test_rows_of_all_sheets_together_are_limited():
    data = workbook(["one"], ["two"], change=lambda book: book.create_sheet("More").append(["three"]))

    assert len(read_sheets(data, lambda name: True, 3)) == 2
    with pytest.raises(FileError, match="too_many_rows"):
        read_sheets(data, lambda name: True, 2)


def test_a_damaged_sheet_of_several_is_refused():
    with pytest.raises(FileError, match="unreadable"):
        read_sheets(repacked(SOUND, sheet="<worksheet><sheetData><row"), lambda name: True, 10)


def test_several_sheets_of_text_are_written_as_they_are():
    rows = [["Heading", "Other"], ["=1+1", ""], ["", "'quoted"]]
    data = sheets_bytes({"First": rows, "Second": [["x"]]})
    cell = openpyxl.load_workbook(io.BytesIO(data))["First"]["A2"]

    assert read_sheets(data, lambda name: True, 10) == {
        "First": [(1, ["Heading", "Other"]), (2, ["=1+1"]), (3, ["", "'quoted"])],
        "Second": [(1, ["x"])],
    }
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "=1+1", True)
