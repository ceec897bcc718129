"""Questionnaires in and out as workbooks, by page and by command."""

import io
import json
import os

import openpyxl
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from conftest import SHARED_DATA
from factories import QUESTIONS, make_area, make_survey, make_user
from pyxform.xls2xform import convert

from engage import schema
from engage.cli import main
from engage.extensions import db
from engage.surveys.commands import survey_commands
from engage.surveys.models import Survey
from engage.surveys.queries.surveys import newest_version, questionnaire_of
from engage.surveys.questionnaire import Question, Questionnaire, QuestionType, Section, Words
from engage.surveys.ready import READY
from engage.surveys.xlsform import SurveyWords, read, write

EXAMPLES = SHARED_DATA / "xlsform"
GOOD = write(READY["trial"].questionnaire, SurveyWords(READY["trial"].title, READY["trial"].intro), form_id="trial")
BROKEN = Questionnaire((Section("part", questions=(Question("q", QuestionType.TEXT),)),))


@pytest.fixture
def area(app):
    return make_area("community", make_area("street"), code="YL-1")


@pytest.fixture
def desk(sign_in, area):
    return sign_in(make_user("worker", area))


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def upload(desk, area, data, name="form.xlsx", **more):
    form = {"area_id": area.id, "file": (io.BytesIO(data), name), **more}
    return desk.post("/staff/surveys/import", data=form, content_type="multipart/form-data")


def surveys():
    db.session.expire_all()
    return db.session.query(Survey).all()


def test_a_sound_workbook_becomes_a_draft_that_opens_in_the_editor(desk, area):
    answer = upload(desk, area, GOOD)

    [survey] = surveys()
    assert (answer.status_code, answer.location) == (303, f"/staff/surveys/{survey.id}/edit")
    assert (survey.state, survey.area_id, survey.title_zh) == ("draft", area.id, "试点反馈")
    assert survey.intro_en == READY["trial"].intro.en
    assert questionnaire_of(newest_version(survey)) == READY["trial"].questionnaire


def test_a_workbook_without_a_title_takes_the_name_of_its_file(desk, area):
    upload(desk, area, (EXAMPLES / "text_and_integer.xlsx").read_bytes(), name="停车 调查.xlsx")

    assert [survey.title_zh for survey in surveys()] == ["停车 调查"]


def test_faults_are_listed_by_row_and_nothing_is_made(desk, area):
    answer = upload(desk, area, (EXAMPLES / "group.xlsx").read_bytes(), name="group.xlsx")
    page = soup(answer)

    assert answer.status_code == 422
    assert [cell.text for cell in page.select("tbody td")][:3] == ["survey", "4", "type"]
    assert "1 fault in “group.xlsx”" in page.select_one("[role=alert]").text
    assert page.select_one(f"#area_id option[value='{area.id}']").has_attr("selected")
    assert surveys() == []


def test_what_a_cell_says_is_shown_as_text(desk, area):
    book = openpyxl.Workbook()
    book.active.append(["type", "name", "label"])
    book.active.append(["<script>alert(1)</script>", "q", "Q"])
    target = io.BytesIO()
    book.save(target)

    answer = upload(desk, area, target.getvalue(), name="<b>.xlsx")

    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert "<b>" not in answer.text


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(desk, area, data):
    answer = upload(desk, area, data)

    assert answer.status_code == 422
    assert len(soup(answer).select("tbody tr")) == 1
    assert surveys() == []


def test_a_file_and_an_area_must_be_chosen(desk):
    answer = desk.post("/staff/surveys/import", data={"area_id": "x"}, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert {error["id"] for error in soup(answer).select(".error")} == {"area_id-error", "file-error"}


def test_the_same_form_twice_makes_one_survey(desk, area):
    first, second = (upload(desk, area, GOOD, token="t" * 32) for _ in range(2))

    assert first.location == second.location
    assert len(surveys()) == 1


def test_areas_of_others_are_out_of_reach(desk):
    assert upload(desk, make_area("community"), GOOD).status_code == 404
    assert surveys() == []


def test_a_title_that_is_too_long_is_refused(desk, area):
    words = SurveyWords(Words("长" * 121))

    answer = upload(desk, area, write(READY["trial"].questionnaire, words, form_id="x"))

    assert answer.status_code == 422
    assert "too long" in soup(answer).select_one(".error").text


def test_the_newest_questions_are_sent_as_a_workbook(desk, area):
    survey = make_survey(area, intro_zh="请填写")

    answer = desk.get(f"/staff/surveys/{survey.id}/xlsform")

    assert answer.headers["Content-Disposition"] == f"attachment; filename=survey-{survey.id}.xlsx"
    found = read(answer.data)
    assert found.questionnaire == QUESTIONS
    assert found.words.title == Words("照明问卷", "Lighting survey")
    assert found.words.intro == Words("请填写")
    assert "照明问卷" in convert(io.BytesIO(answer.data), file_type=".xlsx").xform


def test_questions_with_faults_lead_back_to_the_editor(desk, area):
    survey = make_survey(area, BROKEN, state="draft")

    answer = desk.get(f"/staff/surveys/{survey.id}/xlsform")

    assert (answer.status_code, answer.location) == (303, f"/staff/surveys/{survey.id}/edit")


def test_both_ways_are_linked_where_people_look_for_them(desk, area):
    survey = make_survey(area)

    assert soup(desk.get("/staff/surveys/new")).select_one("a[href='/staff/surveys/import']")
    versions = soup(desk.get(f"/staff/surveys/{survey.id}/versions"))
    assert versions.select_one(f"a[href='/staff/surveys/{survey.id}/xlsform']")


def run(*arguments):
    """Run the program where there is no store, and no settings either."""
    return CliRunner().invoke(main, ["survey", *map(str, arguments)])


def test_check_answers_in_json_and_needs_no_store(monkeypatch):
    monkeypatch.setenv("ENGAGE_DATA_DIR", "/nowhere/at/all")
    result = run("check", EXAMPLES / "group.xlsx", "--json")
    answer = json.loads(result.stdout)

    assert result.exit_code == 1
    assert set(answer) == {"ok", "questions", "problems"}
    assert (answer["ok"], answer["questions"]) == (False, 2)
    [problem] = answer["problems"]
    assert set(problem) == {"sheet", "row", "column", "message"}
    assert (problem["sheet"], problem["row"], problem["column"]) == ("survey", 4, "type")
    assert run("check", EXAMPLES / "group.xlsx").stdout.endswith("2 questions. 1 problem.\n")


def test_check_is_content_with_a_sound_workbook(tmp_path):
    (tmp_path / "good.xlsx").write_bytes(GOOD)

    result = run("check", tmp_path / "good.xlsx", "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"ok": True, "questions": 6, "problems": []}
    assert run("check", tmp_path / "good.xlsx").stdout == "6 questions. All is well.\n"


@pytest.mark.parametrize("name", ["missing.xlsx", "folder", "broken.xlsx"])
def test_check_reports_a_file_that_cannot_be_read(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")

    result = run("check", tmp_path / name, "--json")
    answer = json.loads(result.stdout)

    assert result.exit_code == 1
    assert (answer["ok"], answer["questions"], len(answer["problems"])) == (False, 0, 1)
    assert answer["problems"][0]["row"] is None


def test_check_answers_in_json_about_a_name_that_is_no_text():
    result = run("check", os.fsdecode(b"nowhere\xff.xlsx"), "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout_bytes.decode())["ok"] is False


def test_check_says_in_plain_text_where_the_fault_is():
    result = run("check", EXAMPLES / "group.xlsx")

    assert result.exit_code == 1
    assert "survey, row 4, type: “phone number” is not possible." in result.stderr


@pytest.fixture(autouse=True)
def tables_without_migrations(monkeypatch):
    monkeypatch.setattr(schema, "refuse_out_of_date", lambda: None)


def command(app, *arguments):
    return app.test_cli_runner().invoke(survey_commands, [*map(str, arguments)])


def test_import_and_export_bring_a_survey_there_and_back(app, area, tmp_path):
    source, target = tmp_path / "trial.xlsx", tmp_path / "back.xlsx"
    source.write_bytes(GOOD)

    made = command(app, "import", source, "--area", "YL-1")
    [survey] = surveys()
    written = command(app, "export", survey.id, target)

    assert (made.exit_code, written.exit_code) == (0, 0)
    assert f"Survey {survey.id} was made as a draft, with 6 questions." in made.stdout
    assert read(target.read_bytes()).questionnaire == READY["trial"].questionnaire


def test_import_makes_nothing_of_a_faulty_file(app, area):
    result = command(app, "import", EXAMPLES / "include.xlsx", "--area", "YL-1")

    assert result.exit_code == 1
    assert "row 3" in result.stderr
    assert surveys() == []


def test_import_and_export_refuse_what_is_not_there(app, area, tmp_path):
    unknown_area = command(app, "import", EXAMPLES / "text_and_integer.xlsx", "--area", "NOWHERE")
    unknown_survey = command(app, "export", 999, tmp_path / "out.xlsx")

    assert unknown_area.exit_code != 0
    assert "no such area" in str(unknown_area.exception)
    assert unknown_survey.exit_code != 0
    assert not (tmp_path / "out.xlsx").exists()
