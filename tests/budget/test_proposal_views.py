"""Officials' forms of proposals: pictures above all."""

import io
import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from cycle_factories import add, draft, png, published, stored_picture
from factories import NOON, make_area, make_cycle

from engage.budget.models import Proposal
from engage.errors import StoreBusy
from engage.extensions import db
from engage.pictures.models import Picture

HOSTILE = "<img src=x onerror=alert(1)>\"'{{ 7*7 }}\u202e=1+1"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def city(app):
    return make_area("city")


@pytest.fixture
def official(sign_in, city):
    return sign_in(area=city)


@pytest.fixture
def cycle(city):
    make_cycle()
    return draft(make_area(parent=city), proposals=1)


def page(response):
    return BeautifulSoup(response.data, "html.parser")


def fields(response):
    form = page(response).find("form", enctype="multipart/form-data")
    data = {tag["name"]: tag.get("value", "") for tag in form.select("input[name]:not([type=file], [type=checkbox])")}
    data |= {tag["name"]: tag.text.lstrip("\r\n") for tag in form.find_all("textarea")}
    for tag in form.find_all("select"):
        data[tag["name"]] = option["value"] if (option := tag.find("option", selected=True)) else ""
    return data


def new_form(client, cycle, **changes):
    form = fields(client.get(f"/staff/cycles/{cycle.id}/proposals/new"))
    return {**form, "title_zh": "路灯", "text_zh": "换灯", "cost": "12,000.50", **changes}


def send(client, address, form, photo=None, name="photo.png"):
    data = {**form, "photo": (io.BytesIO(photo), name)} if photo is not None else form
    answer = client.post(address, data=data, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # The test client leaves a large body open.
    return answer


def post_new(client, cycle, photo=None, name="photo.png", **changes):
    return send(client, f"/staff/cycles/{cycle.id}/proposals/new", new_form(client, cycle, **changes), photo, name)


def errors(response):
    return " ".join(tag.text for tag in page(response).select(".error"))


def test_adds_a_proposal_with_its_picture(official, cycle):
    answer = post_new(official, cycle, png(), title_en="Lamps", place_zh="大门", area_id=str(cycle.area_id))

    assert (answer.status_code, answer.location) == (303, f"/staff/cycles/{cycle.id}#proposals")
    proposal = db.session.query(Proposal).filter_by(cycle_id=cycle.id, number=2).one()
    assert (proposal.option, proposal.title_zh, proposal.cost_minor) == ("p2", "路灯", 12_000_50)
    assert (proposal.place_zh, proposal.area_id) == ("大门", cycle.area_id)
    assert proposal.picture_digest == db.session.query(Picture).one().digest
    assert proposal.picture_digest in official.get(f"/staff/cycles/{cycle.id}").text


def test_a_picture_survives_mistakes_in_other_fields(official, cycle):
    refused = post_new(official, cycle, png(), title_zh="", cost="much", text_en="Kept text")

    assert refused.status_code == 422
    form = fields(refused)
    digest = db.session.query(Picture).one().digest
    assert form["picture"] == digest
    assert (form["text_en"], form["cost"]) == ("Kept text", "much")
    assert page(refused).find("img", src=re.compile("^data:image/webp;base64,"))

    again = send(official, f"/staff/cycles/{cycle.id}/proposals/new", {**form, "title_zh": "路灯", "cost": "5"})
    assert again.status_code == 303
    assert db.session.query(Proposal).filter_by(cycle_id=cycle.id, number=2).one().picture_digest == digest


@pytest.mark.parametrize(
    ("photo", "sentence"),
    [
        (b"not a picture", "picture"),
        (png()[:200], "picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "picture"),
        (b"\xff" * (10_000_000 + 1), "10 MB"),
        (b"\xff" * 20_000_000, "10 MB"),
    ],
)
def test_a_refused_picture_costs_nothing_but_itself(official, cycle, photo, sentence):
    answer = post_new(official, cycle, photo, name="<b>.png", text_zh="留着")

    assert answer.status_code == 422
    assert sentence in errors(answer)
    assert (fields(answer)["text_zh"], fields(answer)["cost"]) == ("留着", "12,000.50")
    assert db.session.query(Picture).count() == 0
    assert db.session.query(Proposal).filter_by(cycle_id=cycle.id).count() == 1


def test_a_refused_picture_leaves_the_one_before_it(official, cycle):
    digest = stored_picture()

    answer = post_new(official, cycle, b"broken", picture=digest)

    assert fields(answer)["picture"] == digest


def test_a_new_picture_takes_the_place_of_the_old(official, cycle):
    proposal = add(cycle, picture_digest=stored_picture("teal"))
    address = f"/staff/proposals/{proposal.id}"
    form = fields(official.get(address))
    old = form["picture"]

    send(official, address, form, png("orange"))

    db.session.expire_all()
    assert proposal.picture_digest not in (old, None)


def test_a_picture_is_removed_when_asked(official, cycle):
    proposal = add(cycle, picture_digest=stored_picture())
    address = f"/staff/proposals/{proposal.id}"

    send(official, address, {**fields(official.get(address)), "remove_picture": "y"})

    db.session.expire_all()
    assert proposal.picture_digest is None


@pytest.mark.parametrize("digest", ["0" * 64, "x", "../../etc/passwd", "A" * 400])
def test_a_picture_that_is_not_there_is_not_taken(official, cycle, digest):
    answer = post_new(official, cycle, picture=digest)

    assert answer.status_code == 422
    assert db.session.query(Proposal).filter_by(cycle_id=cycle.id).count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title_zh": ""}, "needed"),
        ({"title_zh": "长" * 121}, "120"),
        ({"text_zh": "长" * 5001}, "5000"),
        ({"cost": ""}, "needed"),
        ({"cost": "0"}, "more than nothing"),
        ({"cost": "1.234"}, "decimals"),
        ({"area_id": "4711"}, "choice"),
        ({"area_id": "x"}, "hoice"),
    ],
)
def test_a_wrong_field_is_marked_and_the_rest_kept(official, cycle, changes, sentence):
    answer = post_new(official, cycle, title_en="Kept", **changes)

    assert answer.status_code == 422
    assert sentence in errors(answer)
    assert fields(answer)["title_en"] == "Kept"
    for name in changes.keys() - {"area_id"}:
        assert fields(answer)[name] == changes[name]


def test_a_form_sent_twice_adds_one(official, cycle):
    form = new_form(official, cycle)
    address = f"/staff/cycles/{cycle.id}/proposals/new"

    assert {send(official, address, form).status_code for _ in range(2)} == {303}
    changed = send(official, address, {**form, "title_zh": "另一个"})

    made = db.session.query(Proposal).filter_by(cycle_id=cycle.id, number=2).one()
    assert changed.location == f"/staff/proposals/{made.id}"
    assert made.title_zh == "路灯"


def test_goes_on_with_another_one(official, cycle):
    form = new_form(official, cycle, another="yes")

    answer = send(official, f"/staff/cycles/{cycle.id}/proposals/new", form)

    assert answer.location == f"/staff/cycles/{cycle.id}/proposals/new"


def test_an_edit_begins_with_what_is_stored(official, cycle):
    proposal = add(cycle, cost_minor=1_234_56, area_id=cycle.area_id, text_zh="一\n二")
    address = f"/staff/proposals/{proposal.id}"
    form, version = fields(official.get(address)), cycle.version
    assert (form["cost"], form["area_id"], form["text_zh"]) == ("1,234.56", str(cycle.area_id), "一\n二")

    assert send(official, address, form).status_code == 303
    db.session.expire_all()
    assert cycle.version == version

    assert send(official, address, {**form, "title_zh": "新名"}).status_code == 303
    db.session.expire_all()
    assert (proposal.title_zh, cycle.version) == ("新名", version + 1)


def test_two_officials_do_not_overwrite_each_other(official, cycle):
    address = f"/staff/proposals/{cycle.proposals[0].id}"
    mine = theirs = fields(official.get(address))
    send(official, address, {**theirs, "title_zh": "他的"})

    answer = send(official, address, {**mine, "title_zh": "我的"})

    assert answer.status_code == 409
    assert fields(answer)["title_zh"] == "我的"


def test_deletes_after_asking(official, cycle):
    proposal = add(cycle)
    address = f"/staff/proposals/{proposal.id}/delete"

    asked = page(official.get(address))
    assert "cannot be undone" in asked.text
    assert db.session.query(Proposal).filter_by(cycle_id=cycle.id).count() == 2

    assert official.post(address).location == f"/staff/cycles/{cycle.id}#proposals"
    assert official.post(address).status_code == 404
    assert db.session.query(Proposal).filter_by(cycle_id=cycle.id).count() == 1


def test_does_not_delete_what_a_published_budget_needs(official, city):
    cycle = published(make_area(parent=city), proposals=2)

    answer = official.post(f"/staff/proposals/{cycle.proposals[0].id}/delete")

    assert answer.status_code == 409
    assert "Take it back first" in answer.text


def test_hostile_words_stay_words(official, cycle):
    names = ("title_zh", "title_en", "text_zh", "text_en", "place_zh", "place_en")
    post_new(official, cycle, **dict.fromkeys(names, HOSTILE))

    proposal = db.session.query(Proposal).filter_by(cycle_id=cycle.id, number=2).one()
    for address in (
        f"/staff/proposals/{proposal.id}",
        f"/staff/proposals/{proposal.id}/delete",
        f"/staff/cycles/{cycle.id}",
        f"/staff/cycles/{cycle.id}/preview?proposal=2",
    ):
        html = official.get(address).text
        assert "<img src=x" not in html
        assert "{{ 7*7 }}" in html
        assert "\u202e" not in html


def test_places_are_those_of_the_cycle(official, cycle):
    make_area("building", parent=cycle.area, name_en="Building 3")
    make_area("building", name_en="Elsewhere")

    places = page(official.get(f"/staff/cycles/{cycle.id}/proposals/new")).find("select", id="area_id").text

    assert "Building 3" in places
    assert "Elsewhere" not in places


def test_a_busy_store_records_nothing_and_keeps_what_was_typed(official, cycle, monkeypatch):
    def be_busy(*_args, **_kwargs):
        raise StoreBusy("The store is busy. Nothing was recorded.")

    for place in ("services.add_proposal", "store_picture"):
        with monkeypatch.context() as patch:
            patch.setattr(f"engage.budget.views.proposals.{place}", be_busy)
            answer = post_new(official, cycle, png(), title_en="Kept")
        assert answer.status_code == 503
        assert "Nothing was recorded" in answer.text
        assert fields(answer)["title_en"] == "Kept"
    assert db.session.query(Proposal).filter_by(cycle_id=cycle.id).count() == 1
