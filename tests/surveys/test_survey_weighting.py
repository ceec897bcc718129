import pytest
from bs4 import BeautifulSoup
from factories import make_dwelling, make_user
from surveys.survey_answers import answers, buildings, survey_with

from engage.accounts.models import Role
from engage.extensions import db
from engage.surveys.models import Survey
from engage.surveys.queries import passes

ROOT = "/staff/surveys"


def words(response):
    return " ".join(BeautifulSoup(response.text, "html.parser").main.get_text(" ").split())


@pytest.fixture
def survey(app):
    """Building one has 30 dwellings and 10 answers ("yes"), building two 10 dwellings and 30 answers ("no")."""
    passes.clear()
    survey = survey_with()
    one, two = buildings(survey.area, 2)
    for building, dwellings, people, said in ((one, 30, 10, "yes"), (two, 10, 30, "no")):
        for _number in range(dwellings):
            make_dwelling(building)
        data = {"lift": said, "happy": 5 if said == "yes" else 1}
        answers(survey, people * [{"data": data, "area": building}])
    return survey


@pytest.fixture
def official(sign_in, survey):
    return sign_in(make_user(Role.OFFICIAL, survey.area))


def test_weighting_is_off_until_somebody_turns_it_on(official, survey):
    assert "The results are not weighted." in words(official.get(f"{ROOT}/{survey.id}/weighting"))


def test_weighting_by_the_roll_shows_its_effect_and_is_turned_off_again(official, survey):
    official.post(f"{ROOT}/{survey.id}/weighting", data={"level": "building", "most": "5", "do": "on"})

    page = words(official.get(f"{ROOT}/{survey.id}/weighting"))
    assert "Choice yes 25% 75% +50.0" in page
    assert "Choice no 75% 25% −50.0" in page
    assert "Mean 2.0 4.0" in page
    assert "Worth as many unweighted 17" in page, "Kish: 40² ÷ (10 · 3² + 30 · (1/3)²) is 17"

    official.post(f"{ROOT}/{survey.id}/weighting", data={"do": "off"})
    assert db.session.get(Survey, survey.id, populate_existing=True).weighting is None


def test_a_question_asks_for_its_shares_first(official, survey):
    asked = official.post(f"{ROOT}/{survey.id}/weighting", data={"question": "lift", "most": "5"})
    assert "question=lift" in asked.location
    assert 'name="share.yes"' in official.get(f"{ROOT}/{survey.id}/weighting?question=lift").text

    data = {"question": "lift", "most": "5", "share.yes": "５０", "share.no": "50 %"}
    official.post(f"{ROOT}/{survey.id}/weighting", data=data)
    assert "Choice yes 25% 50% +25.0" in words(official.get(f"{ROOT}/{survey.id}/weighting"))


def test_asking_for_the_shares_keeps_what_else_was_chosen(official, survey):
    data = {"level": "building", "question": "lift", "most": "3"}
    asked = official.post(f"{ROOT}/{survey.id}/weighting", data=data, follow_redirects=True)
    page = BeautifulSoup(asked.text, "html.parser")
    assert [page.select_one(f"#w-{name} [selected]")["value"] for name in data] == ["building", "lift", "3"]


def test_a_choice_without_a_known_share_keeps_its_own(official, survey):
    data = {"question": "lift", "most": "5", "share.yes": "五十", "share.no": " "}
    official.post(f"{ROOT}/{survey.id}/weighting", data=data)
    assert "Choice yes 25% 25% 0 Choice no 75% 75% 0" in words(official.get(f"{ROOT}/{survey.id}/weighting"))


def test_shares_that_are_not_a_hundred_percent_are_told(official, survey):
    data = {"question": "lift", "most": "5", "share.yes": "62.5", "share.no": "62.5"}
    official.post(f"{ROOT}/{survey.id}/weighting", data=data)
    page = words(official.get(f"{ROOT}/{survey.id}/weighting"))
    assert "The shares typed add up to 125, not to 100." in page
    assert "Choice yes 25% 50% +25.0" in page


@pytest.mark.parametrize(
    "data",
    [
        {"most": "5"},
        {"question": "lift", "share.yes": "half", "most": "5"},
        {"question": "lift", "share.yes": "-3", "most": "5"},
        {"question": "lift", "share.yes": "nan", "most": "5"},
        {"level": "city", "most": "5"},
        {"level": "building", "most": "1"},
    ],
)
def test_what_makes_no_sense_is_refused(official, survey, data):
    assert official.post(f"{ROOT}/{survey.id}/weighting", data=data).status_code == 422
    assert db.session.get(Survey, survey.id).weighting is None


def test_a_building_in_which_nobody_answered_cannot_be_weighted(official, survey):
    [empty] = buildings(survey.area, 1)
    make_dwelling(empty)
    official.post(f"{ROOT}/{survey.id}/weighting", data={"level": "building", "most": "5"})
    assert f"Nobody in “{empty.name_en}” answered" in words(official.get(f"{ROOT}/{survey.id}/weighting"))


def test_a_target_of_nothing_for_somebody_who_answered_is_refused(official, survey):
    data = {"question": "lift", "most": "5", "share.yes": "0", "share.no": "100"}
    official.post(f"{ROOT}/{survey.id}/weighting", data=data)
    assert "has the target 0" in words(official.get(f"{ROOT}/{survey.id}/weighting"))
