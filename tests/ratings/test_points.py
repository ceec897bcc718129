import json
from fractions import Fraction

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from engage.cli import main
from engage.ratings.points import PointsError, Service, points, read, written

FILE = {
    "services": [{"base": 10, "ability": "1.2"}, {"base": "7.5", "title": "senior", "what": "survey"}],
    "abilities": {"senior": "1.4"},
    "coefficient": "0.8",
    "points_last_year": 350,
    "activities": [10, {"what": "television", "points": "2.5"}],
}
amounts = st.fractions(0, 1000, max_denominator=1000)


def test_counts_the_five_terms():
    counted = read(FILE)

    assert counted.earned == Fraction("22.5")
    assert (counted.coefficient, counted.carried, counted.special) == (Fraction(4, 5), 35, Fraction("12.5"))
    assert counted.total == Fraction("22.5") * Fraction("0.8") + 35 + Fraction("12.5")


def test_below_the_threshold_services_earn_nothing_but_the_rest_stays():
    counted = read({**without("coefficient"), "satisfaction": "0.599999999999"})

    assert (counted.coefficient, counted.total) == (0, Fraction("47.5"))


@pytest.mark.parametrize("judged", [{"coefficient": None}, {"levels": [0, 0, 0, 0, 4]}])
def test_without_a_coefficient_there_is_no_total_not_even_zero(judged):
    assert read({**without("coefficient"), **judged}).total is None


def test_takes_the_counts_of_levels_by_a_policy():
    counted = read({**without("coefficient"), "levels": [2, 0, 3, 0, 0], "policy": "share-satisfied/1"})

    assert counted.coefficient == Fraction(3, 5)


@given(st.lists(st.tuples(amounts, amounts)), amounts, amounts)
def test_the_total_is_the_formula(services, last_year, coefficient):
    counted = points([Service(*service) for service in services], coefficient, last_year=last_year)

    assert counted.total == sum(base * ability for base, ability in services) * coefficient + last_year / 10


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"services": [{"base": "-1", "ability": 1}]}, "services[0].base"),
        ({"services": [{"base": True, "ability": 1}]}, "services[0].base"),
        ({"services": [{"ability": 1}]}, "services[0].base"),
        ({"services": [{"base": 1, "ability": "1e9"}]}, "services[0].ability"),
        ({"services": [{"base": 1}]}, "services[0].ability"),
        ({"services": [{"base": 1, "ability": 1, "title": "senior"}]}, "services[0].ability"),
        ({"services": [{"base": 1, "title": "unknown"}]}, "services[0].title"),
        ({"services": [{"base": 1, "ability": 1, "extra": 1}]}, "services[0].extra"),
        ({"services": ["x"]}, "services[0]"),
        ({"services": {}}, "services"),
        ({"abilities": {"a": "x"}}, "abilities.a"),
        ({"abilities": []}, "abilities"),
        ({"coefficient": "0.5"}, "coefficient"),
        ({"coefficient": "1.1"}, "coefficient"),
        ({"coefficient": "1/0"}, "coefficient"),
        ({"satisfaction": "1"}, "coefficient"),
        ({"policy": "mean-level/9"}, "policy"),
        ({"points_last_year": None}, "points_last_year"),
        ({"activities": [10, 11]}, "activities[1]"),
        ({"activities": [{"what": "x"}]}, "activities[0].points"),
        ({"activitis": []}, "activitis"),
    ],
)
def test_names_the_field_and_the_reason(change, field):
    with pytest.raises(PointsError) as caught:
        read({**FILE, **change})

    assert caught.value.field == field
    assert caught.value.reason


@pytest.mark.parametrize(
    ("judged", "field"),
    [({"levels": [1, 2]}, "levels"), ({"levels": [0, 0, 0, 0, "1.5"]}, "levels[4]"), ({"levels": "x"}, "levels"),
     ({"levels": [9, 0, 0, 0, 0], "minimum_n": 0}, "minimum_n"), ({}, "coefficient")],
)  # fmt: skip
def test_names_what_is_wrong_with_levels(judged, field):
    with pytest.raises(PointsError) as caught:
        read({**without("coefficient"), **judged})

    assert caught.value.field == field


@pytest.mark.parametrize(
    ("number", "text"),
    [(Fraction(0), "0"), (Fraction(47, 2), "23.5"), (Fraction(1, 3), "0.333333"), (Fraction(1, 8000), "0.000125")],
)
def test_writes_all_decimals_that_there_are(number, text):
    assert written(number) == text


def test_the_command_prints_the_terms(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(FILE))
    result = CliRunner().invoke(main, ["points", str(tmp_path / "a.json")])

    assert result.exit_code == 0
    assert "points       65.5" in result.output


def test_the_command_prints_exact_json(tmp_path):
    (tmp_path / "a.json").write_text('{"services": [{"base": 0.1, "ability": "1/3"}], "coefficient": 1}')
    result = CliRunner().invoke(main, ["points", str(tmp_path / "a.json"), "--json"])

    assert json.loads(result.output)["points"] == {"decimal": "0.033333", "numerator": 1, "denominator": 30}


@pytest.mark.parametrize(
    ("text", "said"), [("{", "no JSON"), ("[]", "one JSON object"), ('{"coefficient": NaN}', "coefficient")]
)
def test_the_command_refuses_other_files_in_one_line(tmp_path, text, said):
    (tmp_path / "a.json").write_text(text)
    result = CliRunner().invoke(main, ["points", str(tmp_path / "a.json")])

    assert result.exit_code == 2
    assert said in result.output
    assert len(result.output.splitlines()) == 1


def without(name):
    return {key: value for key, value in FILE.items() if key != name}
