"""Text that tries to be more than text, in every field that somebody can type into, on every page of a survey."""

import re
from dataclasses import replace

import pytest
from factories import NOON, commit, make_survey, make_tree, make_user
from sqlalchemy import select
from surveys.survey_answers import EVERY_KIND, answer
from surveys.survey_steps import begin, freeze, send_page

from engage.accounts.models import Role
from engage.extensions import db
from engage.surveys.models import SurveyAction, SurveyTag, SurveyTagged
from engage.surveys.questionnaire import Choice, Questionnaire, QuestionType, Section, Words
from engage.surveys.services.fold import fold
from engage.surveys.services.tickets import issue
from engage.transaction import transaction

HOSTILE = "=x'\"></title></textarea><img src=q onerror=alert(1)><script>alert(1)</script>%(x)s{{ 7*191 }}"
WORDS = Words(HOSTILE, HOSTILE)
# Cut by a limit it is still hostile.
RAW = re.compile(r"<img src=q|<script>alert|[\s/]onerror=alert\(1\)[^&]*>|1337", re.IGNORECASE)
FIELDS = ("title", "intro", "thanks", "notice")


def hostile_questions():
    for number, question in enumerate(EVERY_KIND):
        changes = {"label": WORDS, "hint": WORDS}
        if question.choices:
            changes["choices"] = tuple(Choice(choice.value, WORDS) for choice in question.choices)
        if question.rows:
            changes["rows"] = tuple(Choice(row.value, WORDS) for row in question.rows)
        if question.type == QuestionType.TEXT:
            changes |= {
                "constraint": "string-length(.) < 9000 and . != '<script>alert(1)'",
                "constraint_message": WORDS,
            }
        if number == 3:
            changes["relevant"] = "${why} != '</script><script>alert(1)</script>'"
        yield replace(question, **changes)


QUESTIONS = list(hostile_questions())
# What a rule reads stands before it.
QUESTIONS.sort(key=lambda question: question.name != "why")
HOSTILE_SURVEY = Questionnaire((Section("s1", WORDS, questions=tuple(QUESTIONS)),))


@pytest.fixture
def survey(app):
    areas = make_tree()
    texts = {f"{name}_{language}": HOSTILE for name in FIELDS for language in ("zh", "en")}
    return make_survey(
        areas[3], HOSTILE_SURVEY, **{name: text[:120] if "title" in name else text for name, text in texts.items()}
    )


@pytest.fixture
def with_results(survey):
    for number in range(12):
        said = answer(survey, {"why": f"{HOSTILE}{number}", "lift": "yes", "happy": 3, "places": {"yard": "good"}})
        if number < 6:
            tag = db.session.scalar(select(SurveyTag)) or commit(
                SurveyTag(survey_id=survey.id, name=HOSTILE[:40], texts=6)
            )
            commit(SurveyTagged(answer_id=said.id, question="why", tag_id=tag.id))
            commit(SurveyAction(survey_id=survey.id, answer_id=said.id, question="why", marked_at=NOON))
    with transaction():
        fold(survey.id)
    return survey


def check(response, address):
    assert response.status_code in (200, 303, 404, 409, 422), (address, response.status_code)
    if response.mimetype == "text/html":
        found = RAW.search(response.text)
        assert not found, (address, response.text[max(0, found.start() - 200) : found.end() + 60])
    if response.mimetype == "text/csv":
        cells = re.findall(r'(?:^|,|\n)"?(.)', response.text.lstrip("\ufeff"))
        assert not {"=", "+", "@", "\t"} & set(cells), address
    return response


def staff_pages(app, survey):
    """Every page of the desk that hangs on a survey, with what its parts may ask for."""
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.rule.startswith("/staff/surveys"):
            needed = rule.arguments
            if needed <= {"survey_id"}:
                yield rule.rule.replace("<int:survey_id>", str(survey.id))
            elif "name" in needed or "question" in needed:
                yield re.sub(
                    r"<(?:string:)?(name|question)>", "why", rule.rule.replace("<int:survey_id>", str(survey.id))
                )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_typed_is_raw_on_any_page_of_the_desk(app, with_results, sign_in, language):
    survey = with_results
    official = sign_in(make_user(Role.OFFICIAL, survey.area))
    official.set_cookie("lang", language)
    addresses = [*staff_pages(app, survey)]
    root = f"/staff/surveys/{survey.id}"
    addresses += [f"{root}/cross?rows=lift&columns=happy", f"{root}/cross.csv?rows=lift&columns=happy"]
    addresses += [
        f"{root}/texts?question=why&q=script",
        f"{root}/weighting?question=lift",
        f"{root}/results?said=lift=yes",
    ]
    addresses += [f"{root}/questions/{question.name}" for question in QUESTIONS]

    assert len(addresses) > 25
    seen = [check(official.get(address), address) for address in addresses]
    assert sum("&lt;img src=q" in page.text for page in seen if page.mimetype == "text/html") > 10


def test_nothing_typed_is_raw_when_it_was_refused_or_saved(with_results, sign_in):
    survey = with_results
    official = sign_in(make_user(Role.OFFICIAL, survey.area))
    root = f"/staff/surveys/{survey.id}"
    for path in (
        "settings",
        "copy",
        "publish",
        "weighting",
        "texts/tags",
        "texts/tags/rename",
        "tickets/new",
        "export",
    ):
        names = (
            "title_zh",
            "told_zh",
            "tags",
            "name",
            "question",
            "level",
            "share.x",
            "token",
            "count",
            "as",
            "do",
            "q",
        )
        check(official.post(f"{root}/{path}", data=dict.fromkeys(names, HOSTILE)), path)
        check(official.get(f"{root}/settings"), f"after {path}")


@pytest.mark.parametrize("paging", ["question", "section", "all"])
def test_nothing_typed_is_raw_on_the_pages_of_residents(client, survey, monkeypatch, paging):
    freeze(monkeypatch, NOON)
    survey.paging = paging
    db.session.commit()
    check(client.get(f"/surveys/{survey.id}"), "start")
    first = begin(client, survey)
    check(client.get(first), "first")
    wrong = {"q.why": HOSTILE, "q.age": HOSTILE, "q.since": HOSTILE, "q.order.light": HOSTILE, "q.lift": HOSTILE}
    check(send_page(client, first, wrong), "wrong")
    address = first.partition("?")[0]
    for path in ("", "/send", "/thanks", "?page=2"):
        check(client.get(f"{address}{path}"), path)
    check(client.post(f"{address}/photo", data={"photo": HOSTILE}), "photo")
    # What was changed in another tab is told by its question.
    check(
        client.post(f"{address}?page=1", data={"asked": "why", "q.why": "b", "seen": "why:0", "revision": "0"}),
        "overtaken",
    )
    check(client.get(first), "told")
    survey.state, survey.closed_at = "closed", NOON
    db.session.commit()
    for path in ("", "/send"):
        check(client.get(f"{address}{path}"), f"closed {path}")


def test_slips_and_letters_hold_it_as_text(survey, sign_in):
    survey.gate = "ticket"
    db.session.commit()
    with transaction():
        issued = issue(survey.id, survey.area, 2, token="b1", actor_id=None, now=NOON)
    official = sign_in(make_user(Role.OFFICIAL, survey.area))
    check(official.get(f"/s/{issued.codes[0]}"), "ticket")
    for path in ("tickets", "tickets/new"):
        check(official.get(f"/staff/surveys/{survey.id}/{path}"), path)
    made = official.post(
        f"/staff/surveys/{survey.id}/tickets/new", data={"area": survey.area_id, "count": "2", "token": "t" * 32}
    )
    check(made, "made")
