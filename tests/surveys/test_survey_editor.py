import pytest
from bs4 import BeautifulSoup
from factories import NOON, QUESTIONS, make_area, make_survey, make_user

from engage.extensions import db
from engage.surveys import editing
from engage.surveys.models import Survey
from engage.surveys.queries import surveys
from engage.surveys.questionnaire import Questionnaire, QuestionType, Section, Words


@pytest.fixture
def survey(app):
    return make_survey(make_area("community", make_area("street")), state="draft")


@pytest.fixture
def desk(sign_in, survey):
    return sign_in(make_user("worker", survey.area))


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def version_of(survey):
    db.session.expire_all()
    return surveys.newest_version(db.session.get_one(Survey, survey.id))


def form_of(survey):
    return surveys.questionnaire_of(version_of(survey))


def names(survey):
    return [question.name for question in form_of(survey).questions]


def press(desk, survey, do, **kwargs):
    data = {"do": do, "revision": version_of(survey).revision} | kwargs.pop("data", {})
    return desk.post(f"/staff/surveys/{survey.id}/edit", data=data, **kwargs)


def opened(desk, survey, query):
    """Return the fields of a question's form as the browser would send them."""
    page = soup(desk.get(f"/staff/surveys/{survey.id}/edit/question?{query}"))
    return fields(page.find(id="question-form"))


def fields(form):
    found = []
    for field in form.find_all(["input", "textarea", "select"]):
        kind = field.get("type")
        if field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            found.append((field["name"], chosen["value"]))
        elif kind != "checkbox" or field.has_attr("checked"):
            found.append((field["name"], field.text[1:] if field.name == "textarea" else field.get("value", "")))
    return found


def having(found, **changes):
    """Return the fields with some replaced; a list replaces all fields of the name."""
    changes = {name.replace("__", "."): value for name, value in changes.items()}
    kept = [(name, value) for name, value in found if name not in changes]
    for name, value in changes.items():
        kept += [(name, one) for one in (value if isinstance(value, list) else [value])]
    data = {}
    for name, value in kept:
        data.setdefault(name, []).append(value)
    return data


def send(desk, survey, found, do="save", **changes):
    data = having(found, **changes) | {"do": do}
    return desk.post(f"/staff/surveys/{survey.id}/edit/question", data=data)


# Arranging


@pytest.mark.parametrize(
    ("do", "order", "focus"),
    [
        ("up:content", ["lamps", "content", "where"], "up-content"),
        ("down:lamps", ["where", "lamps", "content"], "down-lamps"),
        ("delete:where", ["lamps", "content"], "undo"),
        ("copy:lamps", ["lamps", "q1", "where", "content"], "edit-q1"),
        ("up:nothing", ["lamps", "where", "content"], None),
        ("nonsense", ["lamps", "where", "content"], None),
    ],
)
def test_buttons_arrange_the_questions_and_the_focus_follows(desk, survey, do, order, focus):
    answer = press(desk, survey, do)
    page = soup(desk.get(answer.location))

    assert names(survey) == order
    assert [tag["id"] for tag in page.find_all(autofocus=True)] == ([focus] if focus else [])


def test_htmx_gets_the_list_alone(desk, survey):
    answer = press(desk, survey, "up:content", headers={"HX-Request": "true"}, follow_redirects=True)

    assert soup(answer).find(id="editor")
    assert not soup(answer).find("html")
    assert soup(answer).find(id="up-content").has_attr("autofocus")


def test_a_deleted_question_comes_back(desk, survey):
    press(desk, survey, "delete:where")
    press(desk, survey, "undo")

    assert form_of(survey) == QUESTIONS


def test_a_question_moves_to_another_section(desk, survey):
    desk.post(f"/staff/surveys/{survey.id}/edit/section", data={"revision": 1, "name": "s1", "title_zh": "其他"})
    press(desk, survey, "move:lamps", data={"to.lamps": "s1"})

    assert [len(section.questions) for section in form_of(survey).sections] == [2, 1]
    assert form_of(survey).sections[1].title == Words("其他")


def test_a_page_that_is_old_changes_nothing_and_shows_what_is_there(desk, survey):
    press(desk, survey, "delete:where")
    answer = press(desk, survey, "delete:lamps", data={"revision": 1})

    assert answer.status_code == 409
    assert "Somebody else changed the questions" in answer.text
    assert names(survey) == ["lamps", "content"]


# One question


def test_a_new_question_gets_a_name_and_its_choices_values(desk, survey):
    found = opened(desk, survey, "section=lighting&type=single")
    answer = send(desk, survey, found, label__zh="几号楼？", choice__value=["", "", ""], choice__zh=["一", "", "三"],
                  choice__en=["One", "", ""])  # fmt: skip
    question = form_of(survey).by_name["q1"]

    assert answer.location.endswith("edit?at=edit-q1")
    assert [(choice.value, choice.label.zh) for choice in question.choices] == [("1", "一"), ("2", "三")]
    assert names(survey)[-1] == "q1"


def test_a_form_sent_twice_makes_one_question(desk, survey):
    found = opened(desk, survey, "section=lighting&type=text")
    for _ in range(2):
        assert send(desk, survey, found, label__zh="还有吗？").status_code == 303

    assert names(survey) == ["lamps", "where", "content", "q1"]


def test_two_people_who_add_a_question_at_once_both_keep_theirs(desk, survey):
    first, second = (opened(desk, survey, "section=lighting&type=text") for _ in range(2))
    send(desk, survey, first, label__zh="甲")
    answer = send(desk, survey, second, label__zh="乙")
    assert answer.status_code == 409
    again = fields(soup(answer).find(id="question-form"))

    assert send(desk, survey, again).status_code == 303
    assert [question.label.zh for question in form_of(survey).questions[-2:]] == ["甲", "乙"]


def test_what_was_typed_is_kept_when_it_cannot_be_saved(desk, survey):
    found = opened(desk, survey, "section=lighting&type=single")
    answer = send(desk, survey, found, hint__en="Still here")

    assert answer.status_code == 422
    assert soup(answer).find(id="hint-en").text.strip() == "Still here"
    assert soup(answer).find(id="label-error")
    assert names(survey) == ["lamps", "where", "content"]


@pytest.mark.parametrize(
    ("do", "zh", "focus"),
    [
        ("down:choice:0", ["不亮", "亮"], "choice-down-1"),
        ("up:choice:0", ["亮", "不亮"], "choice-up-0"),
        ("remove:choice:0", ["不亮"], "choice-zh-0"),
        ("add:choice", ["亮", "不亮", ""], "choice-zh-2"),
        ("enter:choice", ["亮", "不亮", ""], "choice-zh-2"),
        ("remove:choice:99", ["亮", "不亮"], "choice-zh-1"),
    ],
)
def test_rows_change_without_saving(desk, survey, do, zh, focus):
    answer = send(desk, survey, opened(desk, survey, "name=lamps"), do, hint__zh="还在")
    page = soup(answer)

    assert [field["value"] for field in page.find_all("input", {"name": "choice.zh"})] == zh
    assert [tag["id"] for tag in page.find_all(autofocus=True)] == [focus]
    assert page.find(id="hint-zh").text.strip() == "还在"
    assert form_of(survey) == QUESTIONS


def test_many_choices_are_taken_from_lines(desk, survey):
    found = opened(desk, survey, "section=lighting&type=multiple")
    answer = send(
        desk, survey, found, "lines:choice", label__zh="问", choice__lines="满意 | Satisfied\n\n一般｜So so\n不满意"
    )
    send(desk, survey, fields(soup(answer).find(id="question-form")))

    labels = [(choice.label.zh, choice.label.en) for choice in form_of(survey).by_name["q1"].choices]
    assert labels == [("满意", "Satisfied"), ("一般", "So so"), ("不满意", "")]


def test_a_choice_that_is_gone_leaves_its_value_to_nobody_else(desk, survey):
    found = opened(desk, survey, "section=lighting&type=single")
    send(desk, survey, found, label__zh="问", choice__value=["", ""], choice__zh=["一", "二"], choice__en=["", ""])
    send(desk, survey, opened(desk, survey, "name=q1"), choice__value=["1"], choice__zh=["一"], choice__en=[""])

    send(
        desk,
        survey,
        opened(desk, survey, "name=q1"),
        choice__value=["1", ""],
        choice__zh=["一", "新"],
        choice__en=["", ""],
    )

    assert [choice.value for choice in form_of(survey).by_name["q1"].choices] == ["1", "3"]


def test_a_condition_is_picked_from_lists(desk, survey):
    page = send(desk, survey, opened(desk, survey, "name=content"), "when:add")
    found = fields(soup(page).find(id="question-form"))
    page = send(desk, survey, found, "when:show", when__question="lamps")
    found = fields(soup(page).find(id="question-form"))
    assert send(desk, survey, found).status_code == 422  # No choice is picked yet.

    assert send(desk, survey, found, when__operator="is_not", when__value="yes").status_code == 303
    assert form_of(survey).by_name["content"].relevant == "${lamps} != 'yes'"


def test_a_condition_is_shown_as_rows_and_can_be_taken_away(desk, survey):
    page = soup(desk.get(f"/staff/surveys/{survey.id}/edit/question?name=where"))
    assert page.find(id="when-question-0").find(selected=True)["value"] == "lamps"
    assert page.find(id="when-value-0").find(selected=True)["value"] == "no"

    answer = send(desk, survey, fields(page.find(id="question-form")), "when:remove:0")
    send(desk, survey, fields(soup(answer).find(id="question-form")))

    assert form_of(survey).by_name["where"].relevant == ""


def test_a_condition_may_be_written_as_text(desk, survey):
    source = "string-length(${where}) > 3 or ${lamps} = 'no'"
    send(desk, survey, opened(desk, survey, "name=content"), when__text=source)
    assert form_of(survey).by_name["content"].relevant == source

    answer = send(desk, survey, opened(desk, survey, "name=content"), when__text="${lamps} = ")
    assert answer.status_code == 422
    assert soup(answer).find(id="when-text").text.strip() == "${lamps} ="


@pytest.mark.parametrize(
    ("query", "changes", "constraint"),
    [
        ("type=integer", {"limit__least": "１８", "limit__most": "120"}, ". >= 18 and . <= 120"),
        ("type=date", {"limit__not_future": "yes"}, ". <= today()"),
        ("type=decimal", {"constraint": ". > 0.5"}, ". > 0.5"),
    ],
)
def test_limits_become_a_constraint(desk, survey, query, changes, constraint):
    found = opened(desk, survey, f"section=lighting&{query}")
    answer = send(desk, survey, found, label__zh="问", constraint_message__zh="请检查", **changes)

    assert answer.status_code == 303
    assert form_of(survey).by_name["q1"].constraint == constraint
    assert send(desk, survey, opened(desk, survey, "name=q1")).status_code == 303
    assert form_of(survey).by_name["q1"].constraint == constraint


@pytest.mark.parametrize(
    "changes", [{"limit__least": "many"}, {"limit__least": "9", "limit__most": "3"}, {"constraint": ". >"}]
)
def test_limits_that_cannot_be_met_or_read_are_refused(desk, survey, changes):
    found = opened(desk, survey, "section=lighting&type=integer")

    assert send(desk, survey, found, label__zh="问", **changes).status_code == 422


def test_a_new_short_name_is_carried_into_conditions(desk, survey):
    send(desk, survey, opened(desk, survey, "name=lamps"), new_name="lamps_work")

    assert names(survey)[0] == "lamps_work"
    assert form_of(survey).by_name["where"].relevant == "${lamps_work} = 'no'"


@pytest.mark.parametrize("type_", list(QuestionType))
def test_every_kind_of_question_can_be_made(desk, survey, type_):
    found = opened(desk, survey, f"section=lighting&type={type_}")
    rows = {"value": ["", ""], "zh": ["一", "二"], "en": ["", ""]}
    changes = {f"{which}__{part}": values for which in ("choice", "row") for part, values in rows.items()}

    assert send(desk, survey, found, label__zh="问", label__en="Asked", **changes).status_code == 303
    assert form_of(survey).by_name["q1"].type is type_
    assert desk.get(f"/staff/surveys/{survey.id}/preview").status_code == 200


def test_saving_may_go_on_with_the_next_question_of_the_kind(desk, survey):
    answer = send(desk, survey, opened(desk, survey, "section=lighting&type=text"), "save-next", label__zh="问")

    assert answer.location.endswith("edit/question?section=lighting&type=text")


def test_the_editor_names_what_is_wrong_and_what_could_be_better(app, sign_in):
    broken = editing.replace_question(
        QUESTIONS, "where", QUESTIONS.by_name["where"].__class__("where", QuestionType.SINGLE, Words("哪里？"))
    )
    survey = make_survey(make_area(), broken, state="draft")
    page = soup(sign_in(make_user("worker", survey.area)).get(f"/staff/surveys/{survey.id}/edit"))

    assert page.find(class_="advice").find("a", href="#q-where")
    assert "Words are missing in English" in page.text


def test_a_question_that_must_come_earlier_is_named_by_its_words(app, sign_in):
    survey = make_survey(make_area(), editing.move_question(QUESTIONS, "lamps", 1), state="draft")
    desk = sign_in(make_user("worker", survey.area))
    sentence = "Condition: “Do the lamps work?” (lamps) comes later."

    assert sentence in soup(desk.get(f"/staff/surveys/{survey.id}/edit")).text
    assert sentence in soup(desk.get(f"/staff/surveys/{survey.id}")).text
    assert sentence in soup(send(desk, survey, opened(desk, survey, "name=where"))).text


def test_the_first_of_several_wrong_choices_is_told(desk, survey):
    refused = send(desk, survey, opened(desk, survey, "name=lamps"), choice__zh=2 * ["长" * 201], choice__en=["", ""])
    assert "number 1: 201 characters are too long" in soup(refused).text


def test_another_kind_of_answer_chosen_by_mistake_loses_nothing(desk, survey):
    form = opened(desk, survey, "section=lighting&type=matrix")
    typed = {"choice.zh": ["好", "差"], "choice.en": ["Good", "Bad"], "choice.value": ["", ""]}
    typed |= {"row.zh": ["灯"], "row.en": ["Lamps"], "row.value": [""], "scale.low.zh": ["低"], "label.zh": ["问"]}
    names = {name.replace(".", "__"): value for name, value in typed.items()}
    as_text = send(desk, survey, form, "type", type="text", **names)
    as_scale = send(desk, survey, fields(soup(as_text).find(id="question-form")), "type", type="scale")
    again = send(desk, survey, fields(soup(as_scale).find(id="question-form")), "type", type="matrix")
    send(desk, survey, fields(soup(again).find(id="question-form")))

    made = form_of(survey).questions[-1]
    assert [(choice.label.zh, choice.label.en) for choice in made.choices] == [("好", "Good"), ("差", "Bad")]
    assert [row.label.zh for row in made.rows] == ["灯"]
    assert soup(as_scale).find(attrs={"name": "scale.low.zh"}).text.strip() == "低"
    assert soup(again).find(attrs={"name": "scale.low.zh"})["value"] == "低"


def test_limits_of_a_date_are_called_days(desk, survey):
    page = soup(desk.get(f"/staff/surveys/{survey.id}/edit/question?section=lighting&type=date"))
    labels = [page.find("label", attrs={"for": f"limit-{end}"}).text.strip() for end in ("least", "most")]
    assert labels == ["Earliest day", "Latest day"]


# Versions


def test_questions_in_use_are_changed_in_a_new_version_that_is_put_into_use(app, sign_in):
    survey = make_survey(make_area())
    desk = sign_in(make_user("worker", survey.area))
    version_of(survey).frozen_at = NOON
    db.session.commit()
    press(desk, survey, "delete:where")
    send(desk, survey, opened(desk, survey, "name=lamps"), choice__value=["yes"], choice__zh=["亮"], choice__en=["Yes"])
    page = desk.get(f"/staff/surveys/{survey.id}/versions").text
    assert "Taken out" in page
    assert "No longer offered: No" in page
    assert "unchangeable since 1 Jun 2026</p>" in page  # The day is all that is kept.
    assert survey.number == 1

    desk.post(f"/staff/surveys/{survey.id}/versions", data={"do": "use", "revision": version_of(survey).revision})

    db.session.refresh(survey)
    assert (survey.number, version_of(survey).number) == (2, 2)


def test_a_version_that_nobody_saw_can_be_thrown_away(app, sign_in):
    survey = make_survey(make_area())
    desk = sign_in(make_user("worker", survey.area))
    press(desk, survey, "delete:where")

    desk.post(f"/staff/surveys/{survey.id}/versions", data={"do": "drop", "revision": version_of(survey).revision})

    assert (version_of(survey).number, form_of(survey)) == (1, QUESTIONS)


def test_new_questions_that_do_not_work_are_not_put_into_use(app, sign_in):
    survey = make_survey(make_area())
    desk = sign_in(make_user("worker", survey.area))
    press(desk, survey, "delete:lamps")  # Another question asks for its answer.

    answer = desk.post(f"/staff/surveys/{survey.id}/versions", data={"do": "use", "revision": 2})

    assert answer.status_code == 422
    assert db.session.get_one(Survey, survey.id).number == 1


def test_the_preview_is_in_the_language_asked_for(desk, survey):
    page = soup(desk.get(f"/staff/surveys/{survey.id}/preview?in=zh"))

    assert "楼道灯亮吗？" in page.find(class_="phone").text
    assert page.find(class_="phone-page")["lang"] == "zh-Hans"


def test_an_empty_survey_has_an_editor_and_a_preview(app, sign_in):
    survey = make_survey(make_area(), Questionnaire((Section("s1"),)), state="draft")
    desk = sign_in(make_user("worker", survey.area))

    for page in ("edit", "preview", "versions"):
        assert desk.get(f"/staff/surveys/{survey.id}/{page}").status_code == 200
