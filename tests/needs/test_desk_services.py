"""What the office and professionals do with needs."""

from datetime import timedelta
from io import BytesIO

import pytest
from factories import DAY, NOON, commit, make_area, make_need, make_tree, make_user
from PIL import Image
from sqlalchemy import select

from engage.accounts.models import Role
from engage.errors import Conflict, Invalid, NotAllowed, NotFound
from engage.extensions import db
from engage.needs.models import BulkChange, Need, NeedCount, NeedEvent, NeedFlag, NeedPhoto, NeedSettings
from engage.needs.queries.chain import chains
from engage.needs.services import assign, bulk, due, moderate, set_up, visits
from engage.needs.services.merge import merge, unmerge
from engage.needs.services.states import change_state
from engage.needs.states import State
from engage.pictures.models import Picture
from engage.pictures.queries import full_picture
from engage.pictures.reencode import reencode
from engage.pictures.services import store_picture

PLAIN = {"version": None, "now": NOON, "actor_id": None}


@pytest.fixture
def community(app):
    return make_tree()[3]


def professional(area, **kwargs):
    return make_user(Role.PROFESSIONAL, area, **{"profession": "engineer", **kwargs})


def counts(state):
    rows = db.session.scalars(select(NeedCount).filter_by(state=state))
    return {row.area_id: (row.needs, row.supports) for row in rows if row.needs}


# Merging


def test_a_merged_need_gives_its_supports_and_the_voice_of_who_asked(community):
    target = make_need(community, state="published", supports=2)
    need = make_need(community, supports=3)

    merge(need.id, target.id, **PLAIN)

    assert (need.state, need.merged_into_id, target.supports) == ("merged", target.id, 6)
    assert counts("published")[community.id] == (1, 6)


def test_taking_a_merging_back_leaves_everything_as_before(community):
    target = make_need(community, state="published", supports=2)
    need = make_need(community, state="matched", supports=3, first_published_at=NOON)
    db.session.add(NeedEvent(need_id=need.id, at=NOON, kind="state", state="matched"))
    merge(need.id, target.id, **PLAIN)

    unmerge(need.id, **PLAIN)

    assert (need.state, need.merged_into_id, target.supports) == ("matched", None, 2)
    assert (counts("published")[community.id], counts("matched")[community.id]) == ((1, 2), (1, 3))


def test_a_need_is_not_merged_into_itself(community):
    need = make_need(community)

    with pytest.raises(Invalid):
        merge(need.id, need.id, **PLAIN)


def test_needs_are_not_merged_in_a_circle(community):
    first, second = make_need(community), make_need(community)
    merge(first.id, second.id, **PLAIN)

    with pytest.raises(Invalid, match="circle"):
        merge(second.id, first.id, **PLAIN)
    with pytest.raises(Invalid):
        merge(make_need(community).id, first.id, **PLAIN)


@pytest.mark.parametrize("change", [{"state": "declined"}, {"state": "confirmed"}, {"is_private": True}])
def test_a_need_is_not_merged_into_one_that_cannot_go_on(community, change):
    need, target = make_need(community), make_need(community, **change)

    with pytest.raises(Invalid):
        merge(need.id, target.id, **PLAIN)


def test_needs_of_two_communities_are_not_merged(community):
    need, target = make_need(community), make_need(make_area("community"))

    with pytest.raises(Invalid):
        merge(need.id, target.id, **PLAIN)


def test_supports_given_back_leave_every_need_they_went_on_to(community):
    first, second, third = (make_need(community, supports=number) for number in (1, 0, 0))
    merge(first.id, second.id, **PLAIN)
    merge(second.id, third.id, **PLAIN)
    assert third.supports == 3

    unmerge(first.id, **PLAIN)

    assert (second.supports, third.supports) == (0, 1)


# Photos and flags


def photo_of(need, **kwargs):
    file = BytesIO()
    Image.new("RGB", (80, 60), "white").save(file, "PNG")
    digest = store_picture(reencode(file.getvalue()))
    return commit(NeedPhoto(need_id=need.id, position=1, digest=digest, **kwargs))


def test_redacted_cells_are_black_and_the_original_is_gone(community):
    need = make_need(community)
    photo = photo_of(need)
    before = photo.digest

    moderate.redact_photo(photo.id, {0}, **PLAIN)

    picture = Image.open(BytesIO(full_picture(photo.digest))).convert("L")
    assert picture.getpixel((3, 3)) < 30
    assert picture.getpixel((60, 40)) > 220
    assert db.session.get(Picture, before) is None
    assert photo.shown_digest is None


def test_a_photo_that_is_shown_elsewhere_stays_there(community):
    photo, other = photo_of(make_need(community), shown_digest=None), photo_of(make_need(community))
    before = other.digest

    moderate.redact_photo(photo.id, {5}, **PLAIN)

    assert (other.digest, full_picture(before) is None) == (before, False)


def test_a_hidden_photo_leaves_the_public_page_and_comes_back(community):
    need = make_need(community, state="published", first_published_at=NOON)
    photo = photo_of(need)

    moderate.show_photo(photo.id, **PLAIN)
    assert photo.shown_digest == photo.digest
    moderate.hide_photo(photo.id, **PLAIN)
    assert (photo.shown_digest, photo.is_hidden) == (None, True)


@pytest.mark.parametrize(("decision", "state"), [("keep", "published"), ("hide", "received")])
def test_flags_are_dealt_with_by_a_person(community, decision, state):
    need = make_need(community, state="published", first_published_at=NOON)
    flag = commit(NeedFlag(need_id=need.id, device="d", reason="other", given_at=NOON))

    moderate.handle_flags(need.id, decision, **PLAIN)

    assert (need.state, flag.handled_at) == (state, NOON)


# Professionals


def test_the_chain_grows_from_the_need_to_the_outcome(community):
    engineer = professional(community, display_name="Li Wei")
    need = make_need(community, state="published", first_published_at=NOON)

    def link():
        chain = chains([need])[need.id]
        return chain.steps, chain.professional, chain.visit_state

    assert link() == (1, None, None)
    assign.take_up(need.id, **{**PLAIN, "actor_id": engineer.id})
    assert (need.state, link()) == ("matched", (2, "Li Wei", None))
    visit = visits.propose_visit(need.id, NOON + DAY, **{**PLAIN, "actor_id": engineer.id})
    assert link() == (3, "Li Wei", "proposed")
    visits.record_outcome(visit.id, outcome_zh="换灯泡", outcome_en="", **PLAIN)
    assert link() == (4, "Li Wei", "made")


def test_the_timeline_tells_the_visit_in_both_languages(community):
    engineer = professional(community)
    need = make_need(community, state="matched", professional_id=engineer.id)

    visits.propose_visit(need.id, NOON + DAY, note_zh="门口见", **{**PLAIN, "actor_id": engineer.id})

    event = db.session.scalar(select(NeedEvent).filter_by(kind="visit"))
    assert "2026" in event.text_zh
    assert "门口见" in event.text_zh
    assert "2 Jun 2026" in event.text_en


def test_the_second_to_take_up_a_need_is_told(community):
    need = make_need(community, state="published")
    assign.take_up(need.id, **{**PLAIN, "actor_id": professional(community).id})

    with pytest.raises(Conflict):
        assign.take_up(need.id, **{**PLAIN, "actor_id": professional(community).id})


def test_only_professionals_of_the_area_get_needs(community):
    need = make_need(community, state="published")
    stranger, official = professional(make_area("community")), make_user(Role.OFFICIAL, community)

    for user in (stranger, official, professional(community, is_enabled=False)):
        with pytest.raises(Invalid):
            assign.assign(need.id, user.id, **PLAIN)
    with pytest.raises(NotAllowed):
        assign.take_up(need.id, **{**PLAIN, "actor_id": official.id})


def test_a_need_that_nobody_has_read_is_not_given_away(community):
    with pytest.raises(Conflict):
        assign.assign(make_need(community).id, professional(community).id, **PLAIN)


def test_a_need_changes_hands(community):
    one, other = professional(community), professional(community)
    need = make_need(community, state="under-way", professional_id=one.id)

    assign.hand_over(need.id, other.id, reason="away", **PLAIN)

    assert (need.professional_id, need.state) == (other.id, "under-way")
    with pytest.raises(Invalid):
        assign.hand_over(need.id, other.id, reason="", **PLAIN)


@pytest.mark.parametrize("days", [-2, 400])
def test_a_visit_has_a_believable_day(community, days):
    engineer = professional(community)
    need = make_need(community, state="matched", professional_id=engineer.id)

    with pytest.raises(Invalid):
        visits.propose_visit(need.id, NOON + timedelta(days=days), **{**PLAIN, "actor_id": engineer.id})


# Many at once


def order(action, **kwargs):
    return bulk.Order(bulk.Action(action), **kwargs)


def test_a_bulk_action_passes_over_what_changed_meanwhile(community):
    user = make_user(Role.OFFICIAL, community)
    needs = [make_need(community, state="published") for _ in range(3)]
    ticked = [bulk.Ticked(need.id, need.version) for need in needs]
    change_state(needs[1].id, State.DECLINED, text_zh="重复", **PLAIN)

    outcome = bulk.change_all(ticked, order("under-way"), area=community, now=NOON, actor_id=user.id)

    assert outcome.done == [needs[0].id, needs[2].id]
    assert list(outcome.refused) == [needs[1].id]
    assert [need.state for need in needs] == ["under-way", "declined", "under-way"]


def test_a_bulk_action_is_taken_back_but_for_what_changed_since(community):
    user = make_user(Role.OFFICIAL, community)
    engineer = professional(community)
    needs = [make_need(community, state="published") for _ in range(2)]
    ticked = [bulk.Ticked(need.id, need.version) for need in needs]
    outcome = bulk.change_all(
        ticked, order("assign", professional_id=engineer.id), area=community, now=NOON, actor_id=user.id
    )
    change_state(needs[1].id, State.UNDER_WAY, **PLAIN)

    undone = bulk.undo(outcome.change_id, now=NOON, actor_id=user.id)

    assert (undone.done, list(undone.refused)) == ([needs[0].id], [needs[1].id])
    assert [(need.state, need.professional_id) for need in needs] == [("published", None), ("under-way", engineer.id)]
    with pytest.raises(Conflict):
        bulk.undo(outcome.change_id, now=NOON, actor_id=user.id)


def test_only_who_did_it_takes_it_back(community):
    user = make_user(Role.OFFICIAL, community)
    need = make_need(community, state="published")
    outcome = bulk.change_all([bulk.Ticked(need.id, 1)], order("under-way"), area=community, now=NOON, actor_id=user.id)

    with pytest.raises(NotFound):
        bulk.undo(outcome.change_id, now=NOON, actor_id=make_user().id)


@pytest.mark.parametrize("wrong", [order("decline"), order("done"), order("assign")])
def test_a_bulk_action_without_its_words_changes_nothing(community, wrong):
    need = make_need(community, state="under-way")

    with pytest.raises(Invalid):
        bulk.change_all([bulk.Ticked(need.id, 1)], wrong, area=community, now=NOON, actor_id=make_user().id)
    assert db.session.scalar(select(BulkChange.id)) is None


# Time


def test_done_that_nobody_speaks_against_is_confirmed(community):
    late, early = (make_need(community, state="done", due_at=NOON + number * DAY) for number in (0, 1))

    assert due.confirm_silent(now=NOON) == 1

    assert (late.state, early.state) == ("confirmed", "done")
    assert due.confirm_silent(now=NOON) == 0


def test_waiting_makes_open_needs_more_urgent(community):
    needs = [make_need(community, state=state) for state in ("published", "confirmed", "published")]

    assert due.renew_priorities(now=NOON + 90 * DAY, limit=1) == needs[0].id
    assert due.renew_priorities(needs[0].id, now=NOON + 90 * DAY) is None

    # Age 100 × 15, category 50 × 15, nobody judged the effort: (1500 + 750) ÷ 90.
    assert [need.priority for need in needs] == [25, 0, 25]
    assert needs[0].version == 1


# Settings


def settings(area, **kwargs):
    values = {"due_days": {}, "weights": {}, "professions": {}, "now": NOON, "actor_id": None}
    return set_up.save_settings(area, **{**values, **kwargs})


def test_an_area_keeps_only_what_it_sets_itself(community):
    settings(community, due_days={"received": 2, "matched": None}, weights={"age": 0}, professions={"lift": {"other"}})

    row = db.session.get(NeedSettings, community.id)
    assert (row.due_days, row.weights, row.professions) == ({"received": 2}, {"age": 0}, {"lift": ["other"]})


@pytest.mark.parametrize(
    "wrong",
    [
        {"due_days": {"received": 0}},
        {"due_days": {"received": 367}},
        {"due_days": {"merged": 5}},
        {"weights": {"age": 101}},
        {"weights": {"age": -1}},
        {"weights": {"beauty": 5}},
        {"professions": {"lift": {"plumber"}}},
        {"professions": {"lift": set()}},
        {"professions": {"nonsense": {"other"}}},
    ],
)
def test_settings_without_sense_are_refused(community, wrong):
    with pytest.raises(Invalid):
        settings(community, **wrong)


def test_ready_sentences_are_added_changed_and_deleted(community):
    values = {"title": "转供电", "text_zh": "已转供电公司。", "text_en": "", "now": NOON, "actor_id": None}
    answer = set_up.save_canned(community, None, **values)

    set_up.save_canned(community, answer.id, **{**values, "title": "供电"})
    assert answer.title == "供电"
    with pytest.raises(NotFound):
        set_up.save_canned(make_area(), answer.id, **values)
    set_up.delete_canned(community, answer.id, now=NOON, actor_id=None)
    with pytest.raises(NotFound):
        set_up.canned(answer.id, community)


def test_effort_counts_in_the_priority(community):
    need = make_need(community)

    moderate.judge_effort(need.id, "little", **PLAIN)

    # (category 50 × 15 + effort 100 × 10) ÷ 100, rounded half up.
    assert (need.effort, need.priority) == ("little", 18)
    assert db.session.get(Need, need.id).version == 2
