import pytest
from conftest import make_settings
from factories import NOON, make_area, make_cycle
from pb_files import each_file, expected
from pb_text import SOUND, changed
from vote_factories import counted, vote, voted_cycle

from engage.app import create_app
from engage.ballotbox import queries as box
from engage.budget.models import Cycle, ImportedBallot, Phase, Proposal, Result
from engage.budget.pabulib import PabulibError, parse
from engage.budget.pb_store import export_lines, import_election, source_of
from engage.budget.pb_store.importing import Import
from engage.errors import Closed
from engage.extensions import db
from engage.transaction import transaction

FEW = ["Netherlands_Amsterdam_643.pb", "Poland_Warszawa_2017_Goclaw.pb", "Switzerland_Zurich_S5D10.pb"]


@pytest.fixture(scope="module")
def sqlite_app(tmp_path_factory):
    """A store of this file's own: what is imported stays, so that the large files are there once."""
    app = create_app(make_settings(f"sqlite:///{tmp_path_factory.mktemp('elections') / 'engage.sqlite'}"), TESTING=True)
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


def imported(text, area=None, **kwargs):
    return stored(parse(text), text.encode(), area, **kwargs)


def stored(election, data, area=None, **kwargs):
    with transaction():
        cycle = import_election(Import(election, data, area or make_area("city"), **kwargs), now=NOON)
        return db.session.get_one(Cycle, cycle.id)


def exported(cycle):
    return "".join(export_lines(cycle))


def comes_back_whole(data):
    original = parse(data)
    cycle = stored(original, data)
    again = parse(exported(cycle))
    assert again == original
    assert list(again.meta) == list(original.meta)
    assert [project.cost_text for project in again.projects] == [project.cost_text for project in original.projects]
    return cycle


@each_file
def test_every_real_election_comes_back_with_every_vote_cost_and_result(sqlite_app, shared_data, name):
    cycle = comes_back_whole((shared_data / "pb" / name).read_bytes())

    outcome = db.session.get_one(Result, cycle.id).outcome
    wanted = expected(shared_data, name)
    assert sorted(outcome["funded"]) == wanted["rules"]["greedy"]["winners"]
    assert outcome["ballots"] == wanted["num_votes"]


@pytest.mark.parametrize("name", FEW)
def test_real_elections_come_back_from_both_stores(app, shared_data, name):
    comes_back_whole((shared_data / "pb" / name).read_bytes())


def test_makes_a_closed_cycle_with_a_published_result(app):
    cycle = imported(SOUND)

    assert cycle.phase(NOON) == Phase.RESULTS
    assert (cycle.title_zh, cycle.currency, cycle.pot_minor) == ("Local PB in Example", "PLN", 1000_00)
    assert (cycle.min_choices, cycle.max_choices, cycle.ballot_form) == (1, 2, "approval")
    result = db.session.get_one(Result, cycle.id)
    assert result.published_at == NOON
    assert (result.outcome["funded"], result.outcome["spent"]) == (["01", "c15"], 900_50)
    assert result.outcome["votes"] == {"01": 2, "c15": 1, "L21/05/XII": 0}


def test_keeps_the_ballots_apart_from_the_ballot_box(app):
    cycle = imported(SOUND)

    assert box.counts(cycle.election_id).ballots == 0
    rows = db.session.scalars(db.select(ImportedBallot.row).filter_by(cycle_id=cycle.id)).all()
    assert rows[0] == {"voter": "v1", "ids": ["01", "c15"], "extra": {"age": "34"}}


def test_nothing_of_an_imported_election_can_be_changed(app):
    election = imported(SOUND).election

    assert (election.frozen_at, election.closed_at) == (NOON, NOON)
    assert election.rules["tie_order"] == ["01", "L21/05/XII", "c15"]


def test_a_tie_goes_to_the_project_whose_id_comes_first_as_text(app):
    cycle = imported(changed(("budget;1000", "budget;600"), ("v2;;01", "v2;;c15,01"), ("01;600", "9;600"),
                             ("01,c15", "9,c15"), ("c15,01", "9,c15")))  # fmt: skip

    assert db.session.get_one(Result, cycle.id).outcome["funded"] == ["9"]


def test_takes_the_days_of_the_vote_where_the_file_names_them(app):
    cycle = imported(SOUND, make_area("city", timezone="Europe/Warsaw"))

    assert cycle.election.opens_at.isoformat() == "2024-01-31T23:00:00+00:00"
    assert cycle.election.closes_at.isoformat() == "2024-02-15T23:00:00+00:00"


@pytest.mark.parametrize("end", ["2024", "31.02.2024", "15.01.2024", "15.02.2099"])
def test_leaves_open_when_the_vote_was_where_the_file_does_not_say(app, end):
    cycle = imported(changed(("date_end;15.02.2024", f"date_end;{end}")))

    assert (cycle.election.opens_at, cycle.election.closes_at) == (None, None)


def test_knows_what_the_city_funded(app):
    cycle = imported(changed(("Tree;", "Tree;2")))

    source = source_of(cycle)
    assert [source.selected(proposal) for proposal in cycle.proposals] == [True, False, False]
    assert source.place == "Example, Poland"


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        (changed(("currency;PLN", "currency;JPY")), "too-many-decimals", 18),
        (changed(("currency;PLN", "currency;JPY"), ("budget;1000", "budget;1000.5")), "too-many-decimals", 18),
        (changed(("budget;1000", "budget;1000.005")), "too-many-decimals", 9),
        (changed(("01;600", "01;600.001")), "too-many-decimals", 17),
        (changed(("01;600", f"01;{10**15}")), "too-large", 17),
        (changed(("currency;PLN", "currency;zlote")), "unknown-currency", 14),
        (changed(("currency;PLN\n", "")), "missing-key", 1),
        (changed(("L21/05/XII", "x" * 41)), "long-id", 19),
    ],
)
def test_says_line_and_fault_and_imports_nothing(app, text, kind, line):
    with pytest.raises(PabulibError) as caught:
        imported(text)

    assert (caught.value.kind, caught.value.line) == (kind, line)
    for model in (Cycle, Proposal, ImportedBallot, Result):
        assert db.session.scalars(db.select(model)).all() == []


def test_a_currency_can_be_named_for_a_file_that_does_not(app):
    assert imported(changed(("currency;PLN\n", "")), currency="EUR").currency == "EUR"


def test_a_long_name_is_shortened_on_pages_and_whole_in_the_file(app):
    text = changed(("Park", "Park " * 60))

    cycle = imported(text)

    assert len(cycle.proposals[0].title_zh) == 200
    assert parse(exported(cycle)) == parse(text)


def test_our_own_election_can_be_counted_again_from_its_file(app):
    cycle = voted_cycle([["p1", "p2"], ["p3", "p2"], ["p2"], [], ["p2"], ["p1"]], pot_minor=9_000_50)
    outcome = counted(cycle).outcome

    election = parse(exported(cycle))

    assert election.votes == outcome["votes"]
    assert sorted(ballot.ids for ballot in election.ballots) == sorted(
        [("p1", "p2"), ("p2", "p3"), ("p2",), (), ("p2",), ("p1",)]
    )
    assert election.official_winners == tuple(sorted(outcome["funded"]))
    assert (election.meta["budget"], election.meta["currency"]) == ("9000.5", "CNY")
    assert (election.meta["country"], election.vote_type) == ("China", "approval")
    assert election.warnings == ()


def test_an_export_of_ours_can_be_imported(app):
    cycle = voted_cycle([["p1"]] * 6)
    counted(cycle)

    again = imported(exported(cycle), cycle.area)

    assert db.session.get_one(Result, again.id).outcome["votes"] == {"p1": 6, "p2": 0, "p3": 0}


def test_nothing_in_our_file_leads_to_a_voter(app):
    cycle = make_cycle()
    for number in range(8):
        vote(cycle, ["p1", "p2"] if number % 2 else ["p2", "p1"])
    counted(cycle)

    text = exported(cycle)

    assert [ballot.voter_id for ballot in parse(text).ballots] == [str(number) for number in range(1, 9)]
    assert {ballot.ids for ballot in parse(text).ballots} == {("p1", "p2")}  # Not in the order of the voter's page.


def test_of_very_few_ballots_our_file_has_only_the_totals(app):
    cycle = voted_cycle([["p1"], ["p2"], ["p1"]])
    counted(cycle)

    election = parse(exported(cycle))

    assert election.ballots == ()
    assert [project.extra["votes"] for project in election.projects] == ["2", "1", "0"]


def test_nothing_is_exported_before_the_count(app):
    cycle = voted_cycle([["p1"]] * 6)

    with pytest.raises(Closed):
        export_lines(cycle)
