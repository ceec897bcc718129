import io
import zipfile

import openpyxl
import pytest
from conftest import SHARED_DATA

from engage.surveys.questionnaire import Choice, QuestionType, Scale, Words
from engage.surveys.xlsform import read

EXAMPLES = SHARED_DATA / "xlsform"
YES_NO = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def form(*rows, columns=("type", "name", "label"), choices=YES_NO, **sheets):
    return read(workbook(survey=[list(columns), *map(list, rows)], choices=choices, **sheets))


def faults(reading):
    return [(fault.sheet, fault.row, fault.column) for fault in reading.faults]


def example(name):
    return read((EXAMPLES / name).read_bytes())


def names(reading):
    return [
        (section.name, [question.name for question in section.questions]) for section in reading.questionnaire.sections
    ]


@pytest.mark.parametrize(
    ("name", "questions"),
    [
        ("text_and_integer.xlsx", ["your_name", "your_age"]),
        ("yes_or_no_question.xlsx", ["good_day"]),
        ("extra_sheet_names.xlsx", ["test"]),
        ("survey_no_name.xlsx", ["state"]),
    ],
)
def test_reads_the_shared_examples_of_the_subset(name, questions):
    found = example(name)

    assert faults(found) == []
    assert [question.name for question in found.questionnaire.questions] == questions


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("group.xlsx", [("survey", 4, "type")]),
        ("include.xlsx", [("survey", 3, "type")]),
        ("specify_other.xlsx", [("survey", 2, "type")]),
        ("case_insensitivity.xlsx", [("SURVEY", 3, "TYPE"), ("SURVEY", 4, "TYPE")]),
        (
            "choice_filter_test.xlsx",
            [("survey", 3, "choice_filter"), ("survey", 4, "choice_filter"), ("choices", 6, "name")],
        ),
    ],
)
def test_refuses_what_the_shared_examples_have_beyond_it_by_row_and_column(name, places):
    assert faults(example(name)) == places


@pytest.mark.parametrize("name", ["attribute_columns_test.xlsx", "duplicate_columns.xlsx"])
def test_names_every_kind_of_fault_of_the_long_examples(name):
    found = {str(fault.message) for fault in example(name).faults}

    for type_ in ("begin repeat", "calculate", "start", "deviceid", "phonenumber", "geopoint", "audio", "time"):
        assert any(f"“{type_}” is not possible" in message for message in found), type_
    assert any("regex" in message for message in found)
    assert any("Pictures, sound and films" in message for message in found)


def test_names_the_heading_that_stands_twice():
    found = example("duplicate_columns.xlsx").faults[0]

    assert (found.sheet, found.row, found.column) == ("survey", 1, "label")


@pytest.mark.parametrize(
    "type_",
    [
        "calculate", "begin repeat", "begin_repeat", "select_one_from_file a.csv", "select_one a.xml",
        "select_one ${q}",
        "select_one yn or_other", "select_one_external yn", "include", "start", "end", "today", "deviceid",
        "phonenumber",
        "phone number", "simserial", "username", "email", "start-geopoint", "background-audio", "audit", "geopoint",
        "audio",
        "video", "file", "barcode", "hidden", "nonsense", "select_one", "rank",
    ],
)  # fmt: skip
def test_refuses_other_types_with_their_place(type_):
    found = form(["text", "q", "Question"], [type_, "r", "Refused"])

    assert faults(found) == [("survey", 3, "type")]
    assert type_.split()[0] in str(found.faults[0].message)


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("select one yn", QuestionType.SINGLE),
        ("select one from yn", QuestionType.SINGLE),
        ("select1 yn", QuestionType.SINGLE),
        ("select_multiple yn", QuestionType.MULTIPLE),
        ("select all that apply from yn", QuestionType.MULTIPLE),
        ("rank yn", QuestionType.RANKING),
        ("int", QuestionType.INTEGER),
        ("string", QuestionType.TEXT),
        ("photo", QuestionType.PHOTO),
        ("image", QuestionType.PHOTO),
        ("trigger", QuestionType.ACKNOWLEDGE),
        ("decimal", QuestionType.DECIMAL),
    ],
)
def test_understands_the_other_names_of_types(type_, expected):
    found = form([type_, "q", "Question"])

    assert faults(found) == []
    assert found.questionnaire.questions[0].type is expected


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("label::中文 (zh)", Words(zh="Word")),
        ("label::Chinese", Words(zh="Word")),
        ("LABEL::zh-Hans", Words(zh="Word")),
        ("label::English (en)", Words(en="Word")),
        ("label:english", Words(en="Word")),
        ("label::EN", Words(en="Word")),
        ("caption", Words(en="Word")),
        ("label", Words(en="Word")),
    ],
)
def test_knows_the_languages_under_many_names(heading, words):
    assert form(["text", "q", "Word"], columns=("type", "name", heading)).questionnaire.questions[0].label == words


def test_a_plain_label_is_in_the_language_that_has_no_column():
    found = form(["text", "q", "Word", "词"], columns=("type", "name", "label", "label::chinese"))

    assert found.questionnaire.questions[0].label == Words("词", "Word")


def test_a_plain_label_of_chinese_characters_is_chinese():
    assert form(["text", "q", "您满意吗？"]).questionnaire.questions[0].label == Words(zh="您满意吗？")


def test_a_plain_label_follows_the_default_language():
    found = form(["text", "q", "OK?"], settings=[["form_title", "default_language"], ["T", "中文 (zh)"]])

    assert found.questionnaire.questions[0].label == Words(zh="OK?")
    assert found.words.title == Words(en="T")


def test_other_languages_are_left_out_with_a_note():
    found = form(["text", "q", "Word", "Mot"], columns=("type", "name", "label::English", "label::Français (fr)"))

    assert found.ok
    assert [(note.row, note.column) for note in found.notes] == [(1, "label::Français (fr)")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("yes", True),
        ("Yes", True),
        ("true()", True),
        (True, True),
        ("TRUE", True),
        ("no", False),
        (False, False),
        (None, False),
    ],
)
def test_reads_whether_an_answer_is_required(cell, expected):
    found = form(["text", "q", "Question", cell], columns=("type", "name", "label", "required"))

    assert found.ok
    assert found.questionnaire.questions[0].is_required is expected


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("required", "${q} = 'x'"),
        ("relevant", "${nobody} = 'x'"),
        ("relevant", "regex(${q}, 'a')"),
        ("relevant", "${later} = 'x'"),
        ("constraint", ". > (1"),
        ("constraint", ". > 5 and . < 3"),
        ("choice_filter", "a = ${q}"),
        ("calculation", "1 + 1"),
        ("image", "a.png"),
        ("media::audio::English", "a.mp3"),
        ("repeat_count", "3"),
        ("label", "You said ${q}"),
        ("hint", "You said ${q}"),
    ],
)
def test_names_the_cell_that_cannot_be_used(column, cell):
    columns = ["type", "name", "label"] + ([column] if column != "label" else [])
    row = ["integer", "now", "Number", cell] if column != "label" else ["integer", "now", cell]
    found = form(["text", "q", "Question"], row, ["text", "later", "Later"], columns=columns)

    assert faults(found) == [("survey", 3, column)]


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ([["text", "q", "One"], ["text", "q", "Two"]], [("survey", 3, "name")]),
        ([["text", "", "One"]], [("survey", 2, "name")]),
        ([["text", "9q", "One"]], [("survey", 2, "name")]),
        ([["text", "q", ""]], [("survey", 2, "label")]),
        ([["", "q", "One"]], [("survey", 2, "type")]),
        ([["select_one other", "q", "One"]], [("survey", 2, "type")]),
        ([["begin group", "g", "Group"], ["text", "q", "One"]], [("survey", 2, "type")]),
        ([["text", "q", "One"], ["end group", "", ""]], [("survey", 3, "type")]),
        ([["note", "q", "Only a note"]], [("survey", None, None)]),
        ([], [("survey", None, None)]),
    ],
)
def test_names_faults_of_rows(rows, places):
    assert faults(form(*rows)) == places


@pytest.mark.parametrize(
    ("choices", "places"),
    [
        ([["list_name", "name", "label"], ["yn", "a", "A"], ["yn", "a", "B"]], [("choices", 3, "name")]),
        ([["list_name", "name", "label"], ["yn", "a b", "A"]], [("choices", 2, "name")]),
        ([["list_name", "name", "label"], ["yn", "a", ""]], [("choices", 2, "label")]),
        ([["list_name", "name", "label"], ["", "a", "A"], ["yn", "b", "B"]], [("choices", 2, "list_name")]),
        ([["list_name", "label"], ["yn", "A"]], [("choices", 1, "name"), ("survey", 2, "type")]),
    ],
)
def test_names_faults_of_choices(choices, places):
    assert sorted(faults(form(["select_one yn", "q", "Question"], choices=choices))) == places


def test_what_follows_from_a_refused_row_is_not_reported_again():
    found = form(
        ["calculate", "sum", ""], ["text", "q", "Question", "${sum} > 3"], columns=("type", "name", "label", "relevant")
    )

    assert faults(found) == [("survey", 2, "type")]


def test_rows_keep_their_numbers_past_empty_and_switched_off_ones():
    found = form(
        ["text", "q", "One", ""], [], ["text", "q", "Off", "yes"], ["nonsense", "r", "Two", ""],
        columns=("type", "name", "label", "disabled"),
    )  # fmt: skip

    assert faults(found) == [("survey", 5, "type")]
    assert [note.row for note in found.notes] == [4]


def test_groups_in_groups_become_sections_under_both_titles_and_conditions():
    found = form(
        ["text", "first", "First", ""],
        ["begin group", "outer", "Outer", "${first} != ''"],
        ["text", "a", "A", ""],
        ["begin_group", "inner", "Inner", "${a} = 'x'"],
        ["text", "b", "B", ""],
        ["end_group", "", "", ""],
        ["text", "c", "C", ""],
        ["end group", "", "", ""],
        columns=("type", "name", "label", "relevant"),
    )
    sections = found.questionnaire.sections

    assert faults(found) == []
    assert names(found) == [("section_1", ["first"]), ("outer", ["a"]), ("inner", ["b"]), ("outer_1", ["c"])]
    assert sections[2].title == Words(en="Outer – Inner")
    assert sections[2].relevant == "(${first} != '') and (${a} = 'x')"
    assert sections[3].relevant == "${first} != ''"


def test_a_table_of_questions_with_one_list_is_a_matrix():
    found = form(
        ["begin group", "rate", "Rate these", "table-list"],
        ["select_one yn", "rate_road", "Road", ""],
        ["select_one yn", "rate_park", "Park", ""],
        ["end group", "", "", ""],
        columns=("type", "name", "label", "appearance"),
    )
    [matrix] = found.questionnaire.questions

    assert faults(found) == []
    assert (matrix.type, matrix.name) == (QuestionType.MATRIX, "rate")
    assert matrix.rows == (Choice("road", Words(en="Road")), Choice("park", Words(en="Park")))
    assert matrix.choice_values == ("yes", "no")


def test_a_table_whose_rows_differ_is_read_row_by_row():
    found = form(
        ["begin group", "rate", "Rate these", "table-list", ""],
        ["select_one yn", "road", "Road", "", "yes"],
        ["select_one yn", "park", "Park", "", ""],
        ["end group", "", "", "", ""],
        columns=("type", "name", "label", "appearance", "required"),
    )

    assert found.ok
    assert names(found) == [("rate", ["road", "park"])]
    assert [(note.row, note.column) for note in found.notes] == [(2, "appearance")]


def test_a_range_is_a_scale_and_counts_to_ten_unless_told():
    found = form(
        ["range", "a", "A", "start=0 end=8 step=2"], ["range", "b", "B", ""],
        columns=("type", "name", "label", "parameters"),
    )  # fmt: skip

    assert [question.scale for question in found.questionnaire.questions] == [Scale(0, 8, 2), Scale(1, 10, 1)]


@pytest.mark.parametrize("cell", ["start=0 end=1 step=0.1", "start=5 end=1", "start=a"])
def test_refuses_a_range_that_is_no_scale(cell):
    found = form(["range", "a", "A", cell], columns=("type", "name", "label", "parameters"))

    assert faults(found) == [("survey", 2, "parameters")]


def test_names_of_points_must_be_a_list_of_points():
    columns = ("type", "name", "label", "parameters")
    missing = form(["range", "a", "A", "start=1 end=5 tick_labelset=ends"], columns=columns)
    no_points = form(["range", "a", "A", "start=1 end=5 tick_labelset=yn"], columns=columns)

    assert faults(missing) == [("survey", 2, "parameters")]
    assert faults(no_points) == [("choices", 2, "name"), ("choices", 3, "name")]


def test_marks_of_quotation_that_excel_made_do_no_harm():
    found = form(["text", "a", "A"], ["text", "b", "B", "${a} = ‘x’"], columns=("type", "name", "label", "relevant"))

    assert found.ok


def test_an_answer_given_beforehand_is_left_out_with_a_note():
    found = form(["text", "a", "A", "yes"], columns=("type", "name", "label", "default"))

    assert found.ok
    assert [(note.row, note.column) for note in found.notes] == [(2, "default")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"type,name,label\n", "Only .xlsx"),
        (b"PK\x03\x04 no workbook at all", "cannot be read"),
        (b"\xd0\xcf\x11\xe0 an old one", "old kind"),
        (b"PK\x03\x04" + b"0" * (50 * 1024 * 1024), "larger than 10 MB"),
    ],
)
def test_refuses_what_is_no_workbook_with_a_sentence(data, said):
    [fault] = read(data).faults

    assert (fault.sheet, fault.row, fault.column) == (None, None, None)
    assert said in str(fault.message)


def test_refuses_a_workbook_without_the_sheet_survey():
    [fault] = read(workbook(one=[["type"]], two=[["type"]])).faults

    assert "“survey” is missing" in str(fault.message)


def test_refuses_a_deeply_compressed_workbook():

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<a>" + b" " * (80 * 1024 * 1024) + b"</a>")

    [fault] = read(target.getvalue()).faults

    assert len(target.getvalue()) < 1024 * 1024
    assert "holds too much" in str(fault.message)


def test_refuses_a_sheet_of_endless_rows():
    [fault] = read(workbook(survey=[["type"]] * 20_001)).faults

    assert "20000 rows" in str(fault.message)
