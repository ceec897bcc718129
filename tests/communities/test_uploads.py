from datetime import timedelta

import pytest
from factories import NOON, make_area, make_user

from engage.communities import uploads
from engage.communities.models import Upload
from engage.errors import NotFound
from engage.extensions import db


def store(user, area, now=NOON, kind="areas", filename="a.csv", data=b"code\n"):
    return uploads.store_upload(kind=kind, area_id=area.id, user_id=user.id, filename=filename, data=data, now=now)


@pytest.fixture
def area(app):
    return make_area("city")


@pytest.fixture
def user(area):
    return make_user(area=area)


def test_gives_a_file_back_to_whom_it_belongs(user, area):
    store(user, area)
    token = store(user, area, filename="<b>.csv", data=b"\x00\xff")
    upload = uploads.load_upload(token, user.id, "areas")

    assert (upload.filename, upload.data, upload.area_id) == ("<b>.csv", b"\x00\xff", area.id)
    assert uploads.area_of_upload(token) == area


def test_is_not_there_for_another_user_or_another_purpose(user, area):
    token = store(user, area)

    with pytest.raises(NotFound):
        uploads.load_upload(token, make_user(area=area).id, "areas")
    with pytest.raises(NotFound):
        uploads.load_upload(token, user.id, "roll")
    with pytest.raises(NotFound):
        uploads.load_upload("0" * 32, user.id, "areas")


def test_is_gone_once_it_is_discarded(user, area):
    token, other = store(user, area), store(user, area)
    uploads.discard(uploads.load_upload(token, user.id, "areas", locks=True))

    with pytest.raises(NotFound):
        uploads.load_upload(token, user.id, "areas")
    assert uploads.load_upload(other, user.id, "areas")


def test_files_left_for_a_day_go_when_another_comes(user, area):
    old = store(user, area, now=NOON - timedelta(days=1, seconds=1))
    recent = store(user, area, now=NOON - timedelta(days=1))
    store(user, area)

    assert uploads.area_of_upload(old) is None
    assert uploads.area_of_upload(recent) == area


def test_a_user_leaves_only_a_few_files_waiting(user, area):
    other = store(make_user(area=area), area)
    roll = store(user, area, kind="roll")
    tokens = [store(user, area) for _number in range(6)]

    assert [uploads.area_of_upload(token) is not None for token in tokens] == [False, False, True, True, True, True]
    assert uploads.area_of_upload(other)
    assert uploads.area_of_upload(roll)


def test_tokens_cannot_be_guessed_and_long_names_fit(user, area):
    tokens = {store(user, area, filename="n" * 300 + ".csv") for _number in range(3)}

    assert {len(token) for token in tokens} == {32}
    assert len(tokens) == 3
    assert {upload.filename[-5:] for upload in db.session.query(Upload)} == {"n.csv"}
