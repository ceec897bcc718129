import json
from hashlib import sha256

from cycle_factories import add, draft, freeze, make_proposal_terms, published, stored_picture
from factories import NOON, make_cycle

from engage.ballotbox.chain import canonical
from engage.budget import services
from engage.budget.freeze import frozen_rules, tie_order
from engage.budget.rules import lottery
from engage.extensions import db
from engage.transaction import transaction

SEED = bytes(range(16))


def test_holds_all_that_the_count_depends_on(app):
    digest = stored_picture()
    cycle = draft(proposals=1, voters="persons", ties=("studies", "lives"))
    add(cycle, title_zh="长椅", cost_minor=100_000_01, picture_digest=digest)
    make_cycle()

    rules = frozen_rules(cycle, SEED)

    assert (rules["pot_minor"], rules["currency"], rules["rule"]) == (300_000_00, "CNY", "greedy")
    assert (rules["ballot_form"], rules["min_choices"], rules["max_choices"]) == ("approval", 1, 2)
    assert (rules["voters"], rules["ties"]) == ("persons", ["lives", "studies"])
    first, second = rules["proposals"]
    assert (first["option"], second["option"]) == ("p1", "p2")
    assert (second["title_zh"], second["cost_minor"], second["picture"]) == ("长椅", 100_000_01, digest)
    assert rules["tie_seed"] == SEED.hex()
    assert rules["tie_order"] == lottery(["p1", "p2"], SEED)


def test_is_json_and_the_same_every_time(app):
    cycle = draft(proposals=3)
    first = frozen_rules(cycle, SEED)

    db.session.expire_all()

    assert canonical(frozen_rules(cycle, SEED)) == canonical(first)
    assert json.loads(canonical(first)) == first


def test_draws_a_fresh_lottery_each_time(app):
    cycle = draft(proposals=3)

    seeds = {frozen_rules(cycle)["tie_seed"] for _ in range(5)}

    assert len(seeds) == 5
    assert {len(seed) for seed in seeds} == {32}


def test_notices_a_change_of_one_word(app):
    cycle = draft(proposals=2)
    before = frozen_rules(cycle, SEED)
    for number, change in enumerate(({"text_en": "Newer"}, {"place_zh": "门口"}, {"cost_minor": 1})):
        with transaction():
            terms = make_proposal_terms(**change)
            services.edit_proposal(cycle.proposals[0].id, terms, actor_id=None, now=NOON)
        after = frozen_rules(cycle, SEED)
        assert after["proposals"][0] != before["proposals"][0], number
        assert after["proposals"][1] == before["proposals"][1]
        before = after


def test_reads_the_store_and_not_what_was_read_before(app):
    cycle = draft(proposals=1)
    proposal = cycle.proposals[0]
    assert proposal.cost_minor == 200_000_00
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE proposal SET cost_minor = 7")

    db.session.commit()
    assert frozen_rules(cycle)["proposals"][0]["cost_minor"] == 7


def test_stays_small_with_long_texts(app):
    cycle = draft(proposals=0)
    for _ in range(12):
        add(cycle, text_zh="长" * 5000, text_en="long " * 1000)

    assert len(canonical(frozen_rules(cycle))) < 6000


def test_publishes_the_tie_order_only_after_the_freeze(app):
    cycle = published()
    assert tie_order(cycle) is None

    freeze(cycle)

    published_order = tie_order(cycle)
    assert [lot.option for lot in published_order.lots] == cycle.election.rules["tie_order"]
    for lot in published_order.lots:
        assert lot.lot == sha256(bytes.fromhex(published_order.seed) + lot.option.encode()).hexdigest()
    assert [lot.lot for lot in published_order.lots] == sorted(lot.lot for lot in published_order.lots)
