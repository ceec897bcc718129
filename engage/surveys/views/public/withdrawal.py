"""Taking an answer back after it was sent."""

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public
from engage.extensions import csrf
from engage.i18n import _
from engage.security import private
from engage.surveys.queries.surveys import any_survey
from engage.surveys.services.withdraw import personal_questions
from engage.surveys.services.withdraw import withdraw as withdraw_answer
from engage.surveys.views.public import kind_pages
from engage.surveys.views.public.blueprint import bp
from engage.surveys.views.public.sending import answer_of
from engage.transaction import in_transaction


@bp.get("/surveys/a/<string:token>/withdraw")
@public
def withdraw(token: str) -> ResponseReturnValue:
    answer = answer_of(token)
    if answer is None:
        return kind_pages.unknown_answer(token)
    survey = any_survey(answer.survey_id)
    if answer.is_withdrawn:
        title = _("Your words and photos are deleted")
        sentence = _("What you ticked stays in the sums. Nothing in it tells who you are.")
        return kind_pages.kind_page(title, [sentence], 200, survey)
    has_words = bool(personal_questions(answer) & set(answer.data))
    text = render_template("surveys/withdraw.html", survey=survey, token=token, has_words=has_words)
    return private(make_response(text))


@bp.post("/surveys/a/<string:token>/withdraw")
@csrf.exempt  # As with all these pages, the address is the secret.
@public
def withdraw_sure(token: str) -> ResponseReturnValue:
    answer = answer_of(token)
    if answer is None:
        return kind_pages.unknown_answer(token)
    if not answer.is_withdrawn:
        in_transaction(withdraw_answer, answer.id)
    return private(make_response(redirect(url_for(".withdraw", token=token), 303)))
