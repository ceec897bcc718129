"""All that is settled beside the questions: words, who may answer, when, how long answers are kept."""

from datetime import datetime
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional
from wtforms.widgets import DateTimeLocalInput

from engage.accounts.permissions import Permission, staff
from engage.cleaning import clean_line, clean_text
from engage.clock import utcnow
from engage.communities.queries.areas import timezone_of
from engage.errors import EngageError, Invalid
from engage.i18n import _, _l
from engage.moments import instant_in, moment_text, parse_moment
from engage.surveys import desk_words
from engage.surveys.late import PAPER_DAYS
from engage.surveys.models import Survey
from engage.surveys.numerals import number
from engage.surveys.queries import surveys
from engage.surveys.services import make
from engage.surveys.terms import FIELDS, KEEP_DAYS, LONGEST_TITLE, SurveyTerms, fingerprint, terms_of
from engage.surveys.views.desk.blueprint import bp
from engage.transaction import in_transaction

NEEDED = _l("This is needed.")
DATES = ("opens_at", "closes_at")
DAYS = ("keep_days", "paper_days")
COUNTABLE = range(10_000)


def line(label: Any, **kwargs: Any) -> StringField:
    return StringField(label, [Optional()], filters=[lambda typed: clean_line(typed or "")], **kwargs)


def days(label: Any) -> StringField:
    cleaned = [lambda typed: clean_line(typed or "")]
    numeric = {"inputmode": "numeric", "maxlength": 4}
    return StringField(label, [DataRequired(NEEDED)], filters=cleaned, render_kw=numeric)


def text(label: Any, rows: int, **kwargs: Any) -> TextAreaField:
    cleaned = [lambda typed: clean_text(typed or "")]
    return TextAreaField(label, [Optional()], filters=cleaned, render_kw={"rows": rows}, **kwargs)


class SettingsForm(FlaskForm):
    seen = HiddenField()
    title_zh = line(_l("Title in Chinese"), render_kw={"maxlength": LONGEST_TITLE, "lang": "zh-Hans"})
    title_en = line(_l("Title in English"), render_kw={"maxlength": LONGEST_TITLE, "lang": "en"})
    intro_zh = text(_l("Introduction in Chinese"), 4)
    intro_en = text(_l("Introduction in English"), 4)
    thanks_zh = text(_l("Thanks at the end, in Chinese"), 3)
    thanks_en = text(_l("Thanks at the end, in English"), 3)
    notice_zh = text(_l("Notice in Chinese"), 10)
    notice_en = text(_l("Notice in English"), 10)
    gate = RadioField(
        _l("Who may answer"),
        [InputRequired(NEEDED)],
        choices=[SelectChoice(gate.value, name) for gate, name in desk_words.GATE_NAMES.items()],
    )
    once_per_device = BooleanField(_l("Each telephone answers once"))
    paging = RadioField(
        _l("What one page shows"),
        [InputRequired(NEEDED)],
        choices=[SelectChoice(paging.value, name) for paging, name in desk_words.PAGING_NAMES.items()],
    )
    opens_at = line(_l("Answers are taken from"), widget=DateTimeLocalInput())
    closes_at = line(_l("until just before"), widget=DateTimeLocalInput())
    keep_days = days(_l("Answers are kept for so many days after the end"))
    paper_days = days(_l("Paper forms may be typed in for so many days after the end"))

    def blame(self, faults: Any) -> None:
        """Show each sentence beside its field."""
        for name, sentence in faults.items():
            if name in self:
                self[name].errors = [*self[name].errors, str(sentence)]

    def read(self, timezone: str) -> SurveyTerms | None:
        """Return what the form says; None, with sentences beside the fields, when it cannot be read."""
        is_valid = self.validate()
        dates = {name: self._moment(name, timezone) for name in DATES}
        counts = {name: number(self[name].data or "") for name in DAYS}
        unread = [name for name, count in counts.items() if (self[name].data or "").strip() and count not in COUNTABLE]
        self.blame(dict.fromkeys(unread, _("Write a whole number of days.")))
        if not is_valid or any(field.errors for field in self):
            return None
        values = {name: self[name].data for name in FIELDS if name not in (*DATES, *DAYS)}
        values |= {name: int(count) for name, count in counts.items() if count is not None}
        return SurveyTerms(**values, **dates)  # type: ignore[arg-type]

    def _moment(self, name: str, timezone: str) -> datetime | None:
        try:
            return instant_in(parse_moment(self[name].data), timezone) if self[name].data else None
        except Invalid as error:
            self.blame({name: error.message})
            return None


@bp.get("/<int:survey_id>/settings")
@staff(Permission.RUN_SURVEYS)
def settings(survey_id: int) -> ResponseReturnValue:
    survey = surveys.live_survey(survey_id)
    terms, timezone = terms_of(survey), timezone_of(survey.area)
    values = {name: getattr(terms, name) for name in FIELDS}
    values |= {name: moment_text(getattr(terms, name), timezone) for name in DATES}
    values |= {name: str(getattr(terms, name)) for name in DAYS}
    form = SettingsForm(None, **values, seen=fingerprint(terms))
    return _page(survey, form, timezone)


def _page(survey: Survey, form: SettingsForm, timezone: str, problem: str = "", status: int = 200) -> Response:
    page = render_template(
        "surveys/desk_settings.html",
        survey=survey,
        form=form,
        timezone=timezone,
        problem=problem,
        phase=surveys.phase(survey, utcnow()),
        is_gate_fixed=surveys.has_answers(survey),
        keep_days=KEEP_DAYS,
        most_paper_days=PAPER_DAYS.stop - 1,
        words=desk_words,
    )
    return make_response(page, status)


@bp.post("/<int:survey_id>/settings")
@staff(Permission.RUN_SURVEYS)
def save_settings(survey_id: int) -> ResponseReturnValue:
    survey, form = surveys.live_survey(survey_id), SettingsForm()
    timezone = timezone_of(survey.area)
    terms = form.read(timezone)
    if terms is None:
        return _page(survey, form, timezone, _("Not saved: please look at the marked fields."), 422)
    try:
        in_transaction(
            make.save_settings, survey_id, terms, seen=form.seen.data or "", actor_id=current_user.id, now=utcnow()
        )
    except EngageError as error:
        form.blame(error.details.get("fields", {}))
        survey = surveys.any_survey(survey_id)
        if error.details.get("stale"):
            # What is sent next is meant: its sender has read that somebody else was here.
            form.seen.data = fingerprint(terms_of(survey))
            form.seen.raw_data = [form.seen.data]
            return _page(survey, form, timezone, _stale(), error.status)
        return _page(survey, form, timezone, str(error), error.status)
    flash(_("Saved."), "success")
    return redirect(url_for(".survey", survey_id=survey_id), 303)


def _stale() -> str:
    return _(
        "Somebody else changed this survey while you were editing. Nothing is saved yet, and what you wrote is still "
        "here. Save once more to put it in place of theirs."
    )
