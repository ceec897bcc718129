"""Finding needs that say the same, and how well it goes."""

import csv
from hashlib import sha256
from pathlib import Path

import pytest
from factories import NOON, commit, make_area, make_need, make_needs, make_tree
from sqlalchemy import text

from engage.extensions import db
from engage.needs.models import Need
from engage.needs.services.states import change_state, publish
from engage.needs.similar import index_need, reindex, search_ids, similar
from engage.needs.similar.likeness import THRESHOLD, features, likeness
from engage.needs.states import State

PAIRS = list(csv.DictReader((Path(__file__).parent / "pairs.csv").read_text(encoding="utf-8").splitlines()))


def half(pair):
    """Tell the pairs on which weights and words were chosen from those that only report."""
    return ("chosen on", "held out")[sha256((pair["first"] + pair["second"]).encode()).digest()[0] % 2]


def is_found(pair):
    return likeness(features(pair["first"]), features(pair["second"])) >= THRESHOLD


def quality(pairs):
    """Return recall and precision."""
    hits = sum(is_found(pair) for pair in pairs if pair["same"] == "1")
    return hits / sum(pair["same"] == "1" for pair in pairs), hits / sum(map(is_found, pairs))


def public_need(area, zh, en="", **kwargs):
    need = make_need(area, summary_zh=zh, summary_en=en, state="published", first_published_at=NOON, **kwargs)
    index_need(need)
    return commit(need)


def ids(matches):
    return [match.need_id for match in matches]


def test_the_pairs_are_many_and_in_both_languages():
    languages = {tuple(text.isascii() for text in (pair["first"], pair["second"])) for pair in PAIRS}

    assert len(PAIRS) >= 150
    assert len(languages) == 3
    assert min(sum(pair["same"] == answer for pair in PAIRS) for answer in "01") >= 60


@pytest.mark.parametrize("part", ["chosen on", "held out"])
def test_finds_the_same_and_leaves_the_rest(part, record_property):
    recall, precision = quality([pair for pair in PAIRS if half(pair) == part])
    record_property("recall", round(recall, 3))
    record_property("precision", round(precision, 3))
    print(f"{part}: recall {recall:.2f}, precision {precision:.2f}")  # noqa: T201

    assert recall >= 0.8
    assert precision >= 0.8


def test_the_store_finds_what_the_rule_finds(app):
    """Every need of the set lies in one community; what the rule calls the same has to be among the candidates."""
    community = make_area("community", make_area("district", make_area("city")))
    texts = list(dict.fromkeys(pair["second"] for pair in PAIRS))
    public = {"area": community, "state": "published", "first_published_at": NOON}
    needs = dict(zip(texts, make_needs(*({"summary_zh": said, **public} for said in texts)), strict=True))
    assert reindex() == len(texts)
    same = [pair for pair in PAIRS if pair["same"] == "1"]

    found = [pair for pair in same if needs[pair["second"]].id in ids(similar(pair["first"], community, limit=5))]

    assert len(found) / len(same) >= 0.8


def test_the_same_place_comes_first(app):
    _, district, _, community, building, _ = make_tree()
    other = make_area("community", make_area("street", district))
    far = make_area("community", make_area("street", make_area("district", make_area("city"))))
    there = public_need(other, "路灯坏了，晚上看不见")
    here = public_need(community, "路灯不亮", "The street lamp is out")
    public_need(far, "路灯坏了")

    assert ids(similar("路灯坏了", building)) == [here.id, there.id]
    assert ids(similar("street light not working", building)) == [here.id, there.id]
    assert ids(similar("路灯坏了", building, limit=1)) == [here.id]


@pytest.mark.parametrize(
    "said", ["", " ", "的", "！！！", "'", '"', "路灯 OR ) & | ! : *", "a" * 5000, "\x00\u202e", "🙂"]
)
def test_takes_any_text(app, said):
    community = make_area()
    public_need(community, "路灯坏了")

    assert similar(said, community) == [] or "路灯" in said
    assert search_ids(said, community, 10) == [] or "路灯" in said


@pytest.mark.parametrize(
    "hidden",
    [{"is_private": True}, {"first_published_at": None}, {"state": "confirmed"}, {"state": "received"}],
)
def test_offers_only_what_is_public_and_open(app, hidden):
    community = make_area()
    need = public_need(community, "路灯坏了")
    for name, value in hidden.items():
        setattr(need, name, value)
    db.session.commit()

    assert similar("路灯坏了", community) == []  # Also where nobody told the index.
    index_need(need)
    assert similar("路灯坏了", community) == []
    assert search_ids("路灯", community, 10) == [need.id]


def test_services_keep_the_index(app):
    community = make_area()
    need = make_need(community, raw_text="路灯坏了，找张三", state="received")
    db.session.commit()
    assert search_ids("路灯", community, 10) == []

    publish(need.id, summary_zh="路灯坏了", summary_en="Lamp broken", version=None, now=NOON, actor_id=None)
    assert ids(similar("路灯坏了", community)) == [need.id]
    publish(need.id, summary_zh="井盖丢了", summary_en="", version=None, now=NOON, actor_id=None)
    assert similar("路灯坏了", community) == []
    assert ids(similar("井盖不见了", community)) == [need.id]
    change_state(need.id, State.DECLINED, version=None, now=NOON, actor_id=None, text_zh="重复")
    assert similar("井盖不见了", community) == []


def test_all_can_be_indexed_anew(app):
    community = make_area()
    need = public_need(community, "路灯坏了")
    db.session.execute(text("DELETE FROM need_search"))
    assert similar("路灯坏了", community) == []

    assert reindex() == 1
    db.session.commit()

    assert ids(similar("路灯坏了", community)) == [need.id]


def test_the_index_goes_with_the_need(app):
    community = make_area()
    need = public_need(community, "路灯坏了")
    db.session.execute(text("DELETE FROM need WHERE id = :id"), {"id": need.id})

    assert search_ids("路灯", community, 10) == []
    db.session.rollback()


def test_searches_below_an_area_in_both_languages_the_newest_first(app):
    _, _, street, community, building, _ = make_tree()
    first = public_need(building, "三号门的路灯坏了", "Street lamp at gate 3 is broken")
    second = public_need(community, "路灯太暗", "Street light too dim")
    elsewhere = public_need(make_area(), "路灯坏了")

    assert search_ids("路灯", street, 10) == [second.id, first.id]
    assert search_ids("streetlight broken", community, 10) == [first.id]
    assert search_ids("路灯", building, 10) == [first.id]
    assert search_ids("路灯", street, 1) == [second.id]
    assert search_ids("三", street, 10) == [first.id]
    assert search_ids("号门", street, 10) == [first.id]
    assert search_ids("电梯", street, 10) == []
    assert elsewhere.id not in search_ids("路灯", street, 10)
    assert db.session.get(Need, first.id) is not None
