"""Answering a survey page by page, without a browser."""

from datetime import timedelta
from io import BytesIO

import pytest
from factories import NOON, make_survey, make_tree
from PIL import Image
from sqlalchemy import select
from surveys.survey_steps import (
    T,
    begin,
    choices,
    finish,
    follow,
    freeze,
    hidden,
    page_of,
    page_of_any,
    question,
    send_page,
)

from engage.extensions import db
from engage.surveys.models import Survey, SurveyAnswer, SurveyDraft, SurveyPart, SurveyPhoto, SurveyTurnout
from engage.surveys.questionnaire import Choice, Questionnaire, Scale, Section, Words

TWO_PAGES = Questionnaire(
    (
        Section("one", questions=(
            question("lamps", T.SINGLE, is_required=True, choices=choices("yes", "no")),
            question("where", T.TEXT, relevant="${lamps} = 'no'"),
            question("age", T.INTEGER, constraint=". >= 14"),
        )),
        Section("two", questions=(
            question("wishes", T.MULTIPLE, choices=choices("bench", "tree", "lamp")),
            question("more", T.TEXT, relevant="${lamps} = 'no'"),
        )),
    )
)  # fmt: skip


@pytest.fixture
def areas(app):
    return make_tree()


@pytest.fixture
def survey(areas):
    return make_survey(areas[3], TWO_PAGES)


@pytest.fixture
def client(client, monkeypatch):
    freeze(monkeypatch, NOON)
    return client


def answers():
    return [answer.data for answer in db.session.scalars(select(SurveyAnswer))]


def test_a_named_point_of_a_scale_is_looked_over_with_its_number(client, areas):
    named = choices("1", "4")
    asked = (question("content", T.SCALE, scale=Scale(1, 5), choices=(named[0], Choice("4", Words("满意", "content")))),
             question("again", T.SCALE, scale=Scale(1, 5)))  # fmt: skip
    survey = make_survey(areas[3], Questionnaire((Section("one", questions=asked),)))
    review = follow(client, send_page(client, begin(client, survey), {"q.content": "4", "q.again": "3"}))

    lines = [line.text for line in page_of(client.get(review)).select(".looked-over dd:not(.change)")]

    assert lines == ["4 · content", "3"]


def test_from_the_first_page_to_thanks(client, survey):
    first = begin(client, survey)
    second = follow(client, send_page(client, first, {"q.lamps": "no", "q.where": "3号楼", "q.age": "二十五"}))
    review = follow(client, send_page(client, second, {"q.wishes": ["lamp", "bench"]}))
    text = client.get(review).text
    thanks = follow(client, client.post(review))

    assert "3号楼" in text
    assert "Not answered" in text or "未回答" in text or "没有回答" in text
    assert client.get(thanks).status_code == 200
    assert answers() == [{"lamps": "no", "where": "3号楼", "age": 25, "wishes": ["bench", "lamp"]}]
    assert db.session.scalars(select(SurveyDraft)).all() == []


def test_hidden_answers_are_dropped(client, survey):
    first = begin(client, survey)
    send_page(client, first, {"q.lamps": "no", "q.where": "3号楼"})
    second = follow(client, send_page(client, first, {"q.lamps": "yes", "q.where": "3号楼"}))
    review = follow(client, send_page(client, second, {"q.more": "没有了"}))

    assert "3号楼" not in client.get(review).text
    client.post(review)
    assert answers() == [{"lamps": "yes"}]


def test_what_is_wrong_stands_at_the_question_and_what_was_typed_stays(client, survey):
    first = begin(client, survey)
    answer = send_page(client, first, {"q.age": "7", "q.where": "还没写完"})
    page = page_of(answer)

    assert answer.status_code == 422
    assert [link["href"] for link in page.select("[data-summary] a")] == ["#q-lamps", "#q-age"]
    assert page.select_one("#q-lamps.wrong #q-lamps-error")
    assert page.select_one("#q-age-input")["value"] == "7"
    assert page.select_one("#q-age-input")["aria-invalid"] == "true"
    assert page.select_one("#q-where-input").text.strip() == "还没写完"


def test_what_cannot_be_read_is_kept_as_it_was_typed(client, survey):
    first = begin(client, survey)
    page = page_of(send_page(client, first, {"q.lamps": "yes", "q.age": "about thirty"}))

    assert page.select_one("#q-age-input")["value"] == "about thirty"
    assert page_of(client.get(first)).select_one("#q-age-input")["value"] == "about thirty"


def test_going_back_asks_for_nothing(client, survey):
    first = begin(client, survey)
    second = follow(client, send_page(client, first, {"q.lamps": "no"}))
    back = follow(client, send_page(client, second, {"q.more": "写了一半"}, go="back"))

    assert "page=1" in back
    assert page_of(client.get(second)).select_one("#q-more-input").text.strip() == "写了一半"


def test_a_section_of_which_nothing_applies_is_passed_over(client, areas):
    sections = (
        Section("one", questions=(question("lamps", T.SINGLE, choices=choices("yes", "no")),)),
        Section("two", relevant="${lamps} = 'no'", questions=(question("where", T.TEXT),)),
        Section("three", questions=(question("more", T.TEXT),)),
    )
    first = begin(client, make_survey(areas[3], Questionnaire(sections)))

    assert "page=3" in follow(client, send_page(client, first, {"q.lamps": "yes"}))
    assert "page=2" in follow(client, send_page(client, first, {"q.lamps": "no"}))


def test_the_language_can_change_in_the_middle_of_a_word(client, survey):
    first = begin(client, survey)
    kept, action = hidden(client, first)
    answer = client.post(action, data={**kept, "q.where": "3号", "lang": "en"})

    assert answer.status_code == 303
    assert "lang=en" in answer.headers["Set-Cookie"]
    page = page_of(client.get(answer.location))
    assert page.select_one("#q-where-input").text.strip() == "3号"
    assert "lamps?" in page.select_one("#q-lamps legend").text


def test_the_same_device_goes_on_where_it_stopped(client, survey):
    first = begin(client, survey)
    send_page(client, first, {"q.lamps": "no"})
    page = page_of(client.get(f"/surveys/{survey.id}"))

    assert page.select_one("main form button").text.strip() in ("Go on where you stopped", "接着上次继续")
    assert begin(client, survey) == first


def test_sending_again_leads_to_the_same_thanks(client, survey):
    first = begin(client, survey)
    review = follow(client, send_page(client, follow(client, send_page(client, first, {"q.lamps": "yes"})), {}))
    thanks = follow(client, client.post(review))

    assert follow(client, client.post(review)) == thanks
    assert follow(client, client.get(first)) == thanks
    assert follow(client, client.get(review)) == thanks
    assert len(answers()) == 1
    assert client.get(thanks).headers["Cache-Control"] == "no-store"


def test_a_device_answers_once(client, survey):
    finish(client, begin(client, survey))
    answer = client.post(f"/surveys/{survey.id}/begin", data={"notice": 1})

    assert answer.status_code == 200
    assert db.session.scalars(select(SurveyDraft)).all() == []
    assert client.get(f"/surveys/{survey.id}").status_code == 200


def test_a_shared_tablet_answers_for_many(client, areas):
    survey = make_survey(areas[3], TWO_PAGES, once_per_device=False)
    tokens = {finish(client, begin(client, survey)) for _person in range(3)}

    assert len(tokens) == len(answers()) == 3


def test_an_answer_after_the_close_is_not_recorded_and_stays_visible(client, survey, monkeypatch):
    first = begin(client, survey)
    second = follow(client, send_page(client, first, {"q.lamps": "no", "q.where": "3号楼门口"}))
    db.session.get_one(Survey, survey.id).closes_at = NOON + timedelta(minutes=1)
    db.session.commit()
    freeze(monkeypatch, NOON + timedelta(minutes=1))
    late = client.post(second, data={"asked": "more", "q.more": "还有一句", "revision": "1", "seen": ""})
    sent = client.post(second.partition("?")[0] + "/send")

    assert (late.status_code, sent.status_code) == (409, 409)
    assert "3号楼门口" in late.text
    assert "还有一句" in late.text
    assert answers() == []


def test_a_survey_deleted_while_it_is_open_says_so(client, survey):
    first = begin(client, survey)
    db.session.get_one(Survey, survey.id).deleted_at = NOON
    db.session.commit()

    assert client.get(first).status_code == 410
    assert client.post(f"{first}/send").status_code == 410
    assert client.get(f"/surveys/{survey.id}").status_code == 410


@pytest.mark.parametrize("path", ["", "/send", "/thanks", "/withdraw"])
def test_an_unknown_address_says_so_kindly(client, survey, path):
    answer = client.get(f"/surveys/a/{'0' * 32}{path}")

    assert answer.status_code == 404
    assert page_of_any(answer).select_one("main h1").text


def test_two_tabs_do_not_wipe_each_others_answers(client, survey):
    first = begin(client, survey)
    old_tab, action = hidden(client, first)
    send_page(client, first, {"q.lamps": "no", "q.where": "3号楼"})
    answer = client.post(action, data={**old_tab, "q.age": "40"})

    assert answer.status_code == 303
    page = page_of(client.get(first))
    assert page.select_one("#q-where-input").text.strip() == "3号楼"
    assert page.select_one("#q-age-input")["value"] == "40"
    assert page.select_one("input[value=no]").has_attr("checked")
    assert "3号楼" not in page.select_one(".notice.warn").text
    assert "lamps" in page.select_one(".notice.warn").text


def test_of_two_tabs_the_last_save_of_a_question_counts(client, survey):
    first = begin(client, survey)
    old_tab, action = hidden(client, first)
    send_page(client, first, {"q.lamps": "no"})
    client.post(action, data={**old_tab, "q.lamps": "yes"})

    assert page_of(client.get(first)).select_one("input[value=yes]").has_attr("checked")


def test_the_script_saves_only_what_was_changed(client, survey):
    first = begin(client, survey)
    send_page(client, first, {"q.lamps": "no", "q.age": "40"})
    saved = client.post(f"{first}/save", data={"asked": "lamps", "q.lamps": "yes"}).get_json()

    assert saved.pop("answers") == {"lamps": "yes"}
    assert saved == {"revision": 2, "shown": ["lamps", "age", "wishes"], "progress": 66}
    assert page_of(client.get(first)).select_one("#q-age-input")["value"] == "40"


def test_saving_tells_when_there_is_nothing_to_save_into(client, survey, monkeypatch):
    first = begin(client, survey)
    assert client.post(f"/surveys/a/{'0' * 32}/save", data={"asked": "lamps"}).status_code == 404

    freeze(monkeypatch, NOON + timedelta(days=400))
    db.session.get_one(Survey, survey.id).state = "closed"
    db.session.commit()
    assert client.post(f"{first}/save", data={"asked": "lamps"}).status_code == 409


def test_a_page_with_everything_is_sent_at_once(client, areas):
    survey = make_survey(areas[3], TWO_PAGES, paging="all")
    first = begin(client, survey)
    kept, _action = hidden(client, first)
    typed = {"q.lamps": "no", "q.more": "😀" * 10_000, "q.wishes": ["tree"]}
    thanks = follow(client, client.post(f"{first}/send", data={**kept, **typed}))

    assert thanks.endswith("/thanks")
    assert answers() == [{"lamps": "no", "wishes": ["tree"], "more": "😀" * 10_000}]


def test_too_long_a_text_is_refused_and_kept_to_be_shortened(client, areas):
    survey = make_survey(areas[3], TWO_PAGES, paging="all")
    first = begin(client, survey)
    kept, _action = hidden(client, first)
    answer = client.post(f"{first}/send", data={**kept, "q.lamps": "no", "q.more": "字" * 10_001})

    assert answer.status_code == 422
    assert "10000" in page_of(answer).select_one("#q-more-error").text.replace(",", "")
    assert len(page_of(answer).select_one("#q-more-input").text.strip()) == 10_001
    assert answers() == []


def test_a_required_question_is_asked_for_when_looking_over(client, survey):
    first = begin(client, survey)
    answer = client.post(f"{first}/send")

    assert answer.status_code == 422
    assert page_of(answer).select_one("[data-summary] a")["href"].endswith("page=1#q-lamps")
    assert answers() == []


def test_the_building_of_the_scanned_poster_is_where_the_answer_comes_from(client, survey, areas):
    with client.session_transaction() as session:
        session["place"] = [1, areas[5].id, areas[5].path, "门口", ""]
    finish(client, begin(client, survey))
    turnout = db.session.scalars(select(SurveyTurnout.area_id)).all()

    assert turnout == [areas[4].id] == db.session.scalars(select(SurveyAnswer.area_id)).all()


def test_a_poster_elsewhere_says_nothing_about_the_place(client, survey):
    elsewhere = make_tree()[5]
    with client.session_transaction() as session:
        session["place"] = [1, elsewhere.id, elsewhere.path, "门口", ""]
    finish(client, begin(client, survey))

    assert db.session.scalars(select(SurveyAnswer.area_id)).all() == [survey.area_id]


def test_a_notice_that_changed_has_to_be_read_again(client, survey):
    answer = client.post(f"/surveys/{survey.id}/begin", data={"notice": "0"})

    assert answer.status_code == 409
    assert db.session.scalars(select(SurveyDraft)).all() == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"opens_at": NOON + timedelta(hours=1)}, 200),
        ({"closes_at": NOON}, 200),
        ({"state": "closed"}, 200),
        ({"state": "draft"}, 404),
        ({"deleted_at": NOON}, 410),
    ],
)
def test_a_survey_that_is_not_open_says_when(client, areas, changes, status):
    survey = make_survey(areas[3], TWO_PAGES, **changes)
    answer = client.get(f"/surveys/{survey.id}")

    assert answer.status_code == status
    assert not page_of_any(answer).select("main form")
    assert client.post(f"/surveys/{survey.id}/begin", data={"notice": 1}).status_code in (404, 409, 410)


def test_nothing_that_was_said_leads_to_who_took_part(client, survey):
    token = finish(client, begin(client, survey)).split("/")[-2]
    row = db.session.scalars(select(SurveyAnswer)).one()
    part = db.session.scalars(select(SurveyPart)).one()
    stored = [str(getattr(row, column.key)) for column in SurveyAnswer.__table__.columns]

    assert not any(part.key in value or token in value for value in stored)
    assert token not in part.key


def test_a_forged_photo_is_not_taken(client, areas):
    only = Questionnaire((Section("one", questions=(question("photo", T.PHOTO), question("more", T.TEXT))),))
    survey = make_survey(areas[3], only)
    first = begin(client, survey)
    review = follow(client, send_page(client, first, {"q.photo": "a" * 64, "asked": "photo more"}))
    client.post(review)

    assert answers() == [{}]


def test_conditions_stand_in_words_for_those_without_scripts(client, survey):
    page = page_of(client.get(begin(client, survey)))

    assert "lamps" in page.select_one("#q-where-if").text
    assert page.select_one("#q-where")["data-relevant"] == '["=", ["answer", "lamps"], ["text", "no"]]'


def test_a_photo_is_drawn_afresh_kept_and_handed_over(client, areas):
    only = Questionnaire((Section("one", questions=(question("photo", T.PHOTO), question("more", T.TEXT))),))
    first = begin(client, make_survey(areas[3], only))
    file = BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    added = client.post(
        f"{first}/photo",
        data={
            "asked": "photo more",
            "q.more": "看",
            "photo": "photo",
            "photo.photo": (BytesIO(file.getvalue()), "a.png"),
        },
    )
    page = page_of(client.get(follow(client, added)))
    review = follow(client, send_page(client, first, {"q.more": "看"}))
    client.post(review)

    assert page.select_one(".kept-photo img")
    assert page.select_one("#q-more-input").text.strip() == "看"
    [photo] = db.session.scalars(select(SurveyPhoto))
    assert (photo.draft_token, answers()) == (None, [{"photo": photo.digest, "more": "看"}])


def test_what_is_no_photo_is_refused_and_the_rest_is_kept(client, areas):
    only = Questionnaire((Section("one", questions=(question("photo", T.PHOTO), question("more", T.TEXT))),))
    first = begin(client, make_survey(areas[3], only))
    data = {"asked": "photo more", "q.more": "看", "photo": "photo", "photo.photo": (BytesIO(b"no picture"), "a.png")}
    page = page_of(client.post(f"{first}/photo", data=data))

    assert page.select_one("#q-photo-error").text
    assert page.select_one("#q-more-input").text.strip() == "看"


def test_a_photo_that_nobody_asked_for_is_not_even_looked_at(client, survey, monkeypatch):
    def refuse(data):
        raise AssertionError("drawn afresh")

    monkeypatch.setattr("engage.surveys.views.public.answer.reencode", refuse)
    first = begin(client, survey)
    fields, action = hidden(client, first)
    files = {f"photo.{name}": (BytesIO(b"x"), "x.png") for name in ("lamps", "where", "nobody", "../x")}

    answer = client.post(action, data={**fields, "q.lamps": "yes", **files})

    assert answer.status_code == 303
    assert db.session.scalars(select(SurveyPhoto)).all() == []
