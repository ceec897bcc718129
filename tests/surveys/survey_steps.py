"""Steps of tests that answer surveys without a browser."""

from bs4 import BeautifulSoup

from engage.surveys.questionnaire import Choice, Question, QuestionType, Words

T = QuestionType


def choices(*values):
    return tuple(Choice(value, Words(value, value)) for value in values)


def question(name, type, **kwargs):
    return Question(name, type, Words(f"{name}？", f"{name}?"), **kwargs)


def freeze(monkeypatch, now):
    for module in ("entry", "answer", "sending"):
        monkeypatch.setattr(f"engage.surveys.views.public.{module}.utcnow", lambda: now)


def begin(client, survey, **fields):
    """Begin an answer; return the address of its first page."""
    answer = client.post(f"/surveys/{survey.id}/begin", data={"notice": survey.notice_version, **fields})
    assert answer.status_code == 303, answer.text
    return answer.location


def page_of(answer):
    assert answer.status_code in (200, 422), answer.text
    return BeautifulSoup(answer.text, "html.parser")


def hidden(client, address):
    """Return the hidden fields of a page, and the address that its form is sent to."""
    form = page_of(client.get(address)).select_one("#survey-form")
    return {field["name"]: field["value"] for field in form.select("input[type=hidden]")}, form["action"]


def send_page(client, address, fields, **more):
    kept, action = hidden(client, address)
    return client.post(action, data={**kept, **fields, **more})


def follow(client, answer):
    assert answer.status_code == 303, answer.text
    return answer.location


def finish(client, first):
    """Answer as little as may be, and send; return the address of the thanks."""
    review = follow(client, send_page(client, follow(client, send_page(client, first, {"q.lamps": "yes"})), {}))
    return follow(client, client.post(review))


def page_of_any(answer):
    return BeautifulSoup(answer.text, "html.parser")
