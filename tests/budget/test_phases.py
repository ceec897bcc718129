import pytest
from cycle_factories import DAY, add, draft, freeze, published
from factories import NOON
from sqlalchemy import select

from engage.accounts.models import AuditEntry
from engage.budget import services
from engage.budget.models import Phase
from engage.budget.readiness import advice, gaps
from engage.errors import Closed, Conflict, Invalid
from engage.extensions import db
from engage.transaction import transaction

OPENS, CLOSES = NOON + DAY, NOON + 8 * DAY


def do(service, cycle, now, *args):
    with transaction():
        service(cycle.id, *args, actor_id=None, now=now)
    db.session.refresh(cycle)
    return cycle


def last_action():
    return db.session.scalar(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1))


def test_a_published_cycle_follows_its_dates(app):
    cycle = published()

    moments = [NOON, OPENS, CLOSES - DAY, CLOSES]

    assert [cycle.phase(at) for at in moments] == [Phase.UPCOMING, Phase.VOTING, Phase.VOTING, Phase.COUNTING]
    assert last_action() == "publish cycle"


@pytest.mark.parametrize(
    ("changes", "proposals", "sentence"),
    [
        ({"summary_zh": ""}, 3, "summary is missing"),
        ({"opens_at": None}, 3, "when voting begins"),
        ({"closes_at": None}, 3, "when voting ends"),
        ({"opens_at": NOON - DAY, "closes_at": NOON}, 3, "lies in the past"),
        ({}, 1, "at least 2 proposals"),
        ({"max_choices": 4}, 3, "only 3"),
    ],
)
def test_publishes_only_what_is_complete(app, changes, proposals, sentence):
    cycle = draft(proposals=proposals, **changes)

    with pytest.raises(Conflict, match="1 thing") as refused:
        do(services.publish, cycle, NOON)

    assert [str(gap.sentence) for gap in refused.value.details["gaps"]] == [
        str(gap.sentence) for gap in gaps(cycle, cycle.proposals, NOON)
    ]
    assert sentence in str(refused.value.details["gaps"][0].sentence)
    assert cycle.phase(NOON) == Phase.DRAFT


def test_names_the_proposal_that_is_not_complete(app):
    cycle = draft(proposals=2)
    proposal = add(cycle, text_zh="")

    (gap,) = gaps(cycle, cycle.proposals, NOON)

    assert (gap.where, gap.proposal_id) == ("proposal", proposal.id)
    assert "Proposal 3" in str(gap.sentence)


def test_advises_without_refusing(app):
    cycle = draft(proposals=0, title_en="")
    add(cycle, title_en="", cost_minor=300_000_01)
    add(cycle, cost_minor=1)

    said = " ".join(str(gap.sentence) for gap in advice(cycle, cycle.proposals))

    assert not gaps(cycle, cycle.proposals, NOON)
    for part in ("not complete in English", "Proposal 1 is not", "no picture", "more than all the money"):
        assert part in said


def test_says_when_there_is_nothing_to_decide(app):
    cycle = draft(proposals=0)
    add(cycle, cost_minor=100_000_00)
    add(cycle, cost_minor=200_000_00)

    assert any("nothing to decide" in str(gap.sentence) for gap in advice(cycle, cycle.proposals))


def test_publishing_twice_is_harmless(app):
    cycle = published()
    version = cycle.version

    do(services.publish, cycle, NOON + DAY)

    assert (cycle.published_at, cycle.version) == (NOON, version)


def test_takes_back_what_nobody_voted_in(app):
    cycle = published()

    do(services.unpublish, cycle, NOON)

    assert cycle.phase(NOON) == Phase.DRAFT
    assert last_action() == "unpublish cycle"


def test_keeps_public_what_somebody_voted_in(app):
    cycle = published()
    freeze(cycle)

    with pytest.raises(Closed, match="cannot be taken back"):
        do(services.unpublish, cycle, NOON)


def test_opens_before_its_time(app):
    cycle = published()

    do(services.open_now, cycle, NOON)

    assert cycle.phase(NOON) == Phase.VOTING
    assert cycle.election.opens_at == NOON
    assert last_action() == "open voting"


def test_opens_only_what_waits(app):
    with pytest.raises(Closed, match="draft"):
        do(services.open_now, draft(), NOON)
    with pytest.raises(Closed, match="already begun"):
        do(services.open_now, published(), OPENS)


def test_ends_before_its_time_even_when_frozen(app):
    cycle = published()
    freeze(cycle, now=OPENS)

    do(services.end_now, cycle, OPENS + DAY)

    assert cycle.phase(OPENS + DAY) == Phase.COUNTING
    assert cycle.election.closes_at == OPENS + DAY
    assert last_action() == "end voting"


def test_ends_only_a_vote_that_goes_on(app):
    for cycle, now in ((draft(), NOON), (published(), NOON), (published(), CLOSES), (published(), OPENS)):
        with pytest.raises(Closed):
            do(services.end_now, cycle, now)


def test_moves_the_end_even_when_frozen(app):
    cycle = published()
    freeze(cycle, now=OPENS)

    do(services.move_end, cycle, OPENS, CLOSES + DAY)

    assert cycle.election.closes_at == CLOSES + DAY
    assert last_action() == "move end of voting"


def test_moves_the_end_only_before_it_and_only_ahead(app):
    cycle = published()

    with pytest.raises(Closed, match="already ended"):
        do(services.move_end, cycle, CLOSES, CLOSES + DAY)
    for closes_at in (OPENS, NOON):
        with pytest.raises(Invalid, match="later than now"):
            do(services.move_end, cycle, NOON, closes_at)
    assert cycle.election.closes_at == CLOSES
