"""Two people at the same need in the same moment: one comes first, and the other one is told."""

import threading

import pytest
from factories import NOON, make_need, make_tree, make_user

from engage.accounts.models import Role
from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.needs.models import Need
from engage.needs.services.assign import take_up
from engage.needs.services.merge import merge
from engage.needs.services.states import change_state
from engage.needs.states import State
from engage.transaction import in_transaction


def at_once(app, *works):
    """Run the works in threads that start together; return what each raised, or None."""
    gate, raised = threading.Barrier(len(works)), [None] * len(works)

    def run(number, work):
        with app.app_context():
            gate.wait(5)
            try:
                in_transaction(work)
            except (Conflict, Invalid) as error:
                raised[number] = type(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    db.session.rollback()
    db.session.expire_all()
    return raised


@pytest.fixture
def community(app):
    return make_tree()[3]


def test_one_of_two_professionals_takes_a_need_up(app, community):
    need_id = make_need(community, state="published").id
    users = [make_user(Role.PROFESSIONAL, community).id for _ in range(2)]

    raised = at_once(
        app, *(lambda user_id=user_id: take_up(need_id, version=1, now=NOON, actor_id=user_id) for user_id in users)
    )

    assert sorted(map(str, raised)) == sorted(map(str, [None, Conflict]))
    assert db.session.get(Need, need_id).professional_id == users[raised.index(None)]


def test_two_needs_are_not_merged_into_each_other(app, community):
    first, second = make_need(community).id, make_need(community).id

    raised = at_once(
        app,
        lambda: merge(first, second, version=None, now=NOON, actor_id=None),
        lambda: merge(second, first, version=None, now=NOON, actor_id=None),
    )

    assert raised.count(None) == 1
    assert [db.session.get(Need, id_).state for id_ in (first, second)].count("merged") == 1


def test_of_two_changes_of_state_one_is_refused(app, community):
    need_id = make_need(community, state="published").id

    raised = at_once(
        app,
        lambda: change_state(need_id, State.UNDER_WAY, version=1, now=NOON, actor_id=None),
        lambda: change_state(need_id, State.DECLINED, version=1, now=NOON, actor_id=None, text_zh="重复"),
    )

    assert sorted(map(str, raised)) == sorted(map(str, [None, Conflict]))
    assert db.session.get(Need, need_id).version == 2
