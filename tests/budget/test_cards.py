from dataclasses import asdict

from cycle_factories import add, draft, make_proposal_terms, png, stored_picture
from factories import NOON, make_area, make_cycle

from engage.budget import cards as cards_module
from engage.budget import services
from engage.budget.cards import cards
from engage.extensions import db
from engage.pictures.queries import data_uri
from engage.pictures.reencode import reencode
from engage.transaction import transaction


def statements(work):
    found = []
    db.event.listen(db.engine, "before_cursor_execute", listener := lambda *args: found.append(args[2]))
    work()
    db.event.remove(db.engine, "before_cursor_execute", listener)
    return [statement for statement in found if not statement.startswith("BEGIN")]


def test_a_card_has_all_that_a_list_shows(app):
    community = make_area(name_zh="十八梯", name_en="Shibati")
    cycle = draft(community, proposals=0)
    make_cycle()
    add(cycle, title_zh="长椅", title_en="Benches", text_zh="文", text_en="Text", place_zh="大门", place_en="Gate",
        cost_minor=12_000_50, picture_digest=stored_picture())  # fmt: skip
    add(cycle, title_zh="路灯", title_en="", area_id=community.id)

    first, second = cards(cycle, "en")

    assert asdict(first) == {
        "proposal_id": cycle.proposals[0].id,
        "option": "p1",
        "number": 1,
        "title": "Benches",
        "lang": "",
        "text": "Text",
        "place": "Gate",
        "cost_minor": 12_000_50,
        "money": "CN¥12,000.50",
        "thumb": data_uri(reencode(png()).thumb),
    }
    assert (second.title, second.lang, second.place, second.thumb) == ("路灯", "zh-Hans", "Shibati", "")
    assert [card.title for card in cards(cycle, "zh")] == ["长椅", "路灯"]
    assert cards(cycle, "zh")[0].money == "¥12,000.50"
    assert cards(cycle, "zh")[1].place == "十八梯"


def test_a_miss_costs_one_query_and_a_hit_none(app):
    cycle = draft(proposals=0)
    for colour in ("teal", "orange", "navy"):
        add(cycle, picture_digest=stored_picture(colour), area_id=cycle.area_id)
    db.session.refresh(cycle)

    assert len(statements(lambda: cards(cycle, "en"))) == 1
    assert len(statements(lambda: cards(cycle, "zh"))) == 1
    assert statements(lambda: cards(cycle, "en")) == []
    assert cards(cycle, "en") is cards(cycle, "en")


def test_an_edit_shows_at_once(app):
    cycle = draft(proposals=2)
    assert cards(cycle, "en")[0].title == "Lamps"

    with transaction():
        services.edit_proposal(cycle.proposals[0].id, make_proposal_terms(title_en="Benches"), actor_id=None, now=NOON)
    assert [card.title for card in cards(cycle, "en")] == ["Benches", "Lamps"]

    with transaction():
        services.delete_proposal(cycle.proposals[0].id, actor_id=None, now=NOON)
    assert [card.title for card in cards(cycle, "en")] == ["Lamps"]


def test_keeps_a_bounded_number_of_lists(app, monkeypatch):
    monkeypatch.setattr(cards_module, "MOST_KEPT", 3)
    cycles = [draft(proposals=1) for _ in range(5)]

    for cycle in cycles:
        cards(cycle, "en")

    assert len(app.extensions["engage.cards"]) == 3
    assert statements(lambda: cards(cycles[-1], "en")) == []
    assert cards(cycles[0], "en")[0].title == "Lamps"
