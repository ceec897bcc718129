from dataclasses import replace
from datetime import date

import pytest
from cycle_factories import DAY, add, draft, freeze, make_proposal_terms, make_terms, published
from factories import NOON, make_area, make_cycle, make_user
from sqlalchemy import select

from engage.accounts.models import AuditEntry
from engage.ballotbox import services as ballotbox
from engage.ballotbox.models import Election, ElectionCount
from engage.budget import services
from engage.budget.models import Cycle, Phase, Proposal
from engage.budget.terms import cycle_terms, fingerprint
from engage.errors import Closed, Conflict, Invalid, NotFound
from engage.extensions import db
from engage.transaction import transaction


def audited():
    rows = db.session.execute(select(AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id))
    return [tuple(row) for row in rows]


def edit(cycle, now=NOON, **changes):
    terms = replace(cycle_terms(cycle), **changes)
    with transaction():
        return services.edit_cycle(cycle.id, terms, actor_id=None, now=now)


def test_a_new_cycle_is_a_draft_with_an_empty_ballot_box(app):
    area, user = make_area(), make_user()
    make_cycle()
    terms = make_terms(area, pot_minor=5_000_000_000_00)

    with transaction():
        cycle = services.create_cycle(terms, actor_id=user.id, now=NOON)

    db.session.expire_all()
    assert cycle.phase(NOON) == Phase.DRAFT
    assert cycle_terms(cycle) == terms
    assert (cycle.created_at, cycle.created_by_id, cycle.version) == (NOON, user.id, 1)
    count = db.session.get_one(ElectionCount, cycle.election_id)
    assert (count.head, count.ballots, count.marks) == ("0" * 64, 0, {})
    assert cycle.election.area_id == area.id
    assert audited() == [("create cycle", f"cycle {cycle.id}")]


def test_the_same_form_sent_twice_makes_one_cycle(app):
    terms = make_terms()
    ids = []
    for _ in range(2):
        with transaction():
            ids.append(services.create_cycle(terms, actor_id=None, now=NOON, token="t" * 32).id)
    with transaction():
        ids.append(services.create_cycle(terms, actor_id=None, now=NOON, token="u" * 32).id)

    assert ids[0] == ids[1] != ids[2]
    assert db.session.query(Cycle).count() == db.session.query(Election).count() == 2


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title_zh", {"title_zh": ""}),
        ("currency", {"currency": "DEM"}),
        ("currency", {"currency": "cny"}),
        ("pot_minor", {"pot_minor": 0}),
        ("pot_minor", {"pot_minor": -1}),
        ("pot_minor", {"pot_minor": 10**13 + 1}),
        ("max_choices", {"max_choices": 0}),
        ("max_choices", {"max_choices": 101}),
        ("min_choices", {"min_choices": 3}),
        ("min_choices", {"min_choices": -1}),
        ("rule", {"rule": "by favour"}),
        ("voters", {"voters": "cats"}),
        ("voters", {"voters": "dwellings", "min_age": 12, "age_as_of": date(2026, 12, 31)}),
        ("voters", {"voters": "dwellings", "ties": ("lives",)}),
        ("max_age", {"voters": "persons", "min_age": 26, "max_age": 12, "age_as_of": date(2026, 12, 31)}),
        ("max_age", {"voters": "persons", "max_age": 121, "age_as_of": date(2026, 12, 31)}),
        ("age_as_of", {"voters": "persons", "min_age": 12}),
        ("ties", {"voters": "persons", "ties": ("visits",)}),
        ("closes_at", {"closes_at": NOON + DAY}),
        ("closes_at", {"closes_at": NOON}),
    ],
)
def test_refuses_terms_that_do_not_hold_together(app, field, changes):
    cycle = draft(proposals=0)

    with pytest.raises(Invalid) as new, transaction():
        services.create_cycle(make_terms(**changes), actor_id=None, now=NOON)
    with pytest.raises(Invalid) as edited:
        edit(cycle, **changes)

    assert field in new.value.details["fields"]
    assert field in edited.value.details["fields"]
    assert db.session.query(Cycle).count() == 1


def test_refuses_an_area_that_is_not_there(app):
    with pytest.raises(NotFound), transaction():
        services.create_cycle(make_terms(area_id=4711), actor_id=None, now=NOON)


def test_takes_equal_ages_and_open_ends(app):
    as_of = date(2026, 12, 31)
    for ages in ({"min_age": 12, "max_age": 12}, {"min_age": 0}, {"max_age": 120}, {}):
        cycle = draft(proposals=0, voters="persons", ties=("lives", "studies"), age_as_of=as_of, **ages)
        assert cycle.ties == ["lives", "studies"]


def test_an_edit_changes_the_terms_and_raises_the_version(app):
    cycle, noise = draft(), draft()

    edit(cycle, title_zh="新名", closes_at=NOON + 3 * DAY, area_id=make_area().id)

    db.session.expire_all()
    assert (cycle.title_zh, cycle.version) == ("新名", 5)  # Three proposals came before.
    assert cycle.election.closes_at == NOON + 3 * DAY
    assert cycle.election.area_id == cycle.area_id != noise.area_id
    assert (noise.title_zh, noise.version) == ("微更新", 4)
    assert audited()[-1] == ("edit cycle", f"cycle {cycle.id}")


def test_an_edit_that_changes_nothing_leaves_no_trace(app):
    cycle = draft(proposals=0)
    before = audited()

    edit(cycle)

    assert cycle.version == 1
    assert audited() == before


def test_refuses_to_overwrite_what_somebody_else_changed(app):
    cycle = draft(proposals=0)
    seen = fingerprint(cycle_terms(cycle))
    mine, theirs = replace(cycle_terms(cycle), title_zh="我的"), replace(cycle_terms(cycle), title_zh="他的")
    with transaction():
        services.edit_cycle(cycle.id, theirs, actor_id=None, now=NOON, seen=seen)

    with pytest.raises(Conflict, match="Somebody else"), transaction():
        services.edit_cycle(cycle.id, mine, actor_id=None, now=NOON, seen=seen)
    with transaction():  # The same form sent again is no conflict.
        services.edit_cycle(cycle.id, theirs, actor_id=None, now=NOON, seen=seen)

    assert cycle.title_zh == "他的"


def test_who_may_vote_stays_once_codes_were_made(app):
    cycle = draft()
    with transaction():
        ballotbox.add_slots(cycle.election_id, 1)

    for change in ({"voters": "persons"}, {"area_id": make_area().id}):
        with pytest.raises(Conflict, match="who may vote"):
            edit(cycle, **change)
    edit(cycle, title_zh="新名")

    assert (cycle.title_zh, cycle.voters) == ("新名", "dwellings")


def test_a_published_cycle_stays_fit_for_voting(app):
    cycle = published(proposals=2)

    for change in (
        {"summary_zh": ""},
        {"opens_at": None},
        {"closes_at": NOON, "opens_at": NOON - DAY},
        {"max_choices": 3},
    ):
        with pytest.raises(Conflict, match="Take it back first"):
            edit(cycle, **change)
    with pytest.raises(Conflict, match="Take it back first"), transaction():
        services.delete_proposal(cycle.proposals[0].id, actor_id=None, now=NOON)

    db.session.expire_all()
    assert (cycle.summary_zh, cycle.max_choices, len(cycle.proposals)) == ("一起决定", 2, 2)


# The freeze


def all_edits(cycle):
    proposal = cycle.proposals[0]
    return {
        "terms": lambda: edit(cycle, title_zh="改"),
        "tally": lambda: edit(cycle, shows_tally=True),
        "nothing": lambda: edit(cycle),
        "add": lambda: add(cycle),
        "delete": lambda: services.delete_proposal(proposal.id, actor_id=None, now=NOON + 2 * DAY),
        "typo": lambda: services.edit_proposal(
            proposal.id, make_proposal_terms(title_en="Lamp"), actor_id=None, now=NOON + 2 * DAY
        ),
        "unpublish": lambda: services.unpublish(cycle.id, actor_id=None, now=NOON + 2 * DAY),
    }


@pytest.mark.parametrize("kind", ["terms", "tally", "nothing", "add", "delete", "typo", "unpublish"])
def test_the_first_ballot_freezes_everything(app, kind):
    cycle = published()
    freeze(cycle, now=NOON + DAY)
    before = (cycle.version, cycle_terms(cycle), [proposal.title_en for proposal in cycle.proposals])

    with pytest.raises(Closed, match=r"first ballot came in on .*2026"), transaction():
        all_edits(cycle)[kind]()

    db.session.expire_all()
    assert before == (cycle.version, cycle_terms(cycle), [proposal.title_en for proposal in cycle.proposals])


def test_the_refusal_tells_the_time_of_the_place(app):
    cycle = published(make_area(timezone="America/New_York"))
    freeze(cycle, now=NOON + DAY)

    with pytest.raises(Closed, match="08:00"):
        edit(cycle, title_zh="改")


def test_a_closed_vote_cannot_be_edited_even_without_ballots(app):
    cycle = published()
    with transaction():
        ballotbox.close(cycle.election_id, now=NOON + 9 * DAY)

    with pytest.raises(Closed, match="closed on"):
        edit(cycle, now=NOON + 10 * DAY, title_zh="改")
    with pytest.raises(Closed, match="closed"), transaction():
        services.unpublish(cycle.id, actor_id=None, now=NOON + 10 * DAY)


def test_a_vote_that_ended_without_ballots_can_be_taken_back(app):
    cycle = published()
    late = NOON + 9 * DAY

    with pytest.raises(Closed, match="take the budget back"):
        edit(cycle, now=late, title_zh="改")
    with transaction():
        services.unpublish(cycle.id, actor_id=None, now=late)
    edit(cycle, now=late, opens_at=late + DAY, closes_at=late + 2 * DAY)
    with transaction():
        services.publish(cycle.id, actor_id=None, now=late)

    assert cycle.phase(late) == Phase.UPCOMING


def test_proposals_are_never_lost_with_a_refused_edit(app):
    cycle, other = published(), published()
    freeze(cycle)

    with transaction():
        services.delete_proposal(other.proposals[0].id, actor_id=None, now=NOON)

    assert db.session.query(Proposal).filter_by(cycle_id=cycle.id).count() == 3
    assert db.session.query(Proposal).filter_by(cycle_id=other.id).count() == 2
