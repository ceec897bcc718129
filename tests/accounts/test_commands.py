import re

import pytest
from factories import make_area, make_tree, make_user

from engage import schema
from engage.accounts import passwords
from engage.accounts.commands import user_commands
from engage.accounts.models import Role, User
from engage.errors import EngageError
from engage.extensions import db


@pytest.fixture
def run(app, monkeypatch):
    """Return a function that runs `engage user …` on an up-to-date store and returns what click tells."""
    monkeypatch.setattr(schema, "refuse_out_of_date", lambda: None)
    runner = app.test_cli_runner()
    return lambda *args, **kwargs: runner.invoke(user_commands, args, **kwargs)


def user(name):
    return db.session.scalar(db.select(User).filter_by(name=name))


def shown_password(result):
    return re.search(r"shown only now: (\S+)", result.stdout).group(1)


def test_the_first_administrator_needs_no_area_named(run):
    city = make_tree()[0]

    result = run("add", "Boss", "--role", "administrator", "--display-name", "The Boss")

    assert result.exit_code == 0, result.output
    boss = user("boss")
    assert (boss.display_name, boss.must_change_password, boss.grants[0].area_id) == ("The Boss", True, city.id)
    assert passwords.is_right(shown_password(result), boss.password_hash)


def test_takes_a_password_from_a_pipe_and_does_not_print_it(run):
    make_tree()

    result = run("add", "boss", "--role", "administrator", "--password-stdin", input="correct horse\n")

    assert result.exit_code == 0, result.output
    assert "correct horse" not in result.output
    assert passwords.is_right("correct horse", user("boss").password_hash)
    assert not user("boss").must_change_password


@pytest.mark.parametrize(("typed", "is_made_up"), [("correct horse\ncorrect horse\n", False), ("\n", True)])
def test_asks_for_a_password_at_a_terminal(run, monkeypatch, typed, is_made_up):
    make_tree()
    monkeypatch.setattr("engage.accounts.commands._at_a_terminal", lambda: True)

    result = run("add", "boss", "--role", "administrator", input=typed)

    assert result.exit_code == 0, result.output
    assert user("boss").must_change_password is is_made_up
    assert ("shown only now" in result.stdout) is is_made_up
    assert "correct horse" not in result.output


def test_a_password_typed_twice_must_agree(run, monkeypatch):
    make_tree()
    monkeypatch.setattr("engage.accounts.commands._at_a_terminal", lambda: True)

    result = run("add", "boss", "--role", "administrator", input="correct horse\ncorrect house\n")

    assert str(result.exception) == "The two passwords differ."
    assert user("boss") is None


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["boss", "--area", "X"], "There is no area with the code X."),
        (["b"], "A name has 2 to 40 letters or digits"),
        (["li.wei"], "There is an account of this name already."),
        (["boss", "--password-stdin"], "A password needs 10 characters or more."),
    ],
)
def test_says_what_is_wrong(run, arguments, sentence):
    city = make_tree()[0]
    make_user(name="li.wei", area=city)

    result = run("add", *arguments, "--role", "official", input="short\n")

    assert isinstance(result.exception, EngageError)
    assert sentence in str(result.exception)
    assert user("boss") is None


def test_says_what_to_do_before_there_are_areas(run):
    result = run("add", "boss", "--role", "administrator")

    assert "There are no areas yet" in str(result.exception)


def test_asks_which_city_is_meant_where_there_are_several(run):
    make_area("city")
    second = make_area("city")

    assert "--area CODE" in str(run("add", "boss", "--role", "administrator").exception)
    assert run("add", "boss", "--role", "administrator", "--area", second.code).exit_code == 0


def test_refuses_a_store_without_tables(app, monkeypatch):
    monkeypatch.setattr(schema, "current", lambda: None)
    result = app.test_cli_runner().invoke(user_commands, ["list"])

    assert isinstance(result.exception, EngageError)
    assert "engage migrate" in str(result.exception)


def test_lists_accounts(run):
    area = make_area("city")
    make_user(Role.OFFICIAL, area, name="li.wei", display_name="Li Wei")
    make_user(None, name="wang", display_name="Wang", is_enabled=False)

    result = run("list")

    assert result.stdout.splitlines() == [
        f"li.wei\tenabled\tofficial of {area.code}\tLi Wei",
        "wang\tdisabled\tno role\tWang",
    ]


def test_says_when_there_are_no_accounts(run):
    assert "no accounts yet" in run("list").stderr


def test_gives_a_new_password(run):
    make_user(name="li.wei")

    result = run("password", "LI.wei")

    assert passwords.is_right(shown_password(result), db.session.get(User, user("li.wei").id).password_hash)
    assert "no account of this name" in str(run("password", "nobody").exception)
