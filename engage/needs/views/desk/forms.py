"""What the office types about a need. Each form has a prefix, since one page holds several of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from engage.cleaning import clean_line, clean_text
from engage.errors import Invalid
from engage.i18n import _, _l
from engage.moments import instant_in, parse_moment
from engage.needs.categories import CATEGORIES
from engage.needs.desk_words import EFFORT_NAMES
from engage.needs.services.states import MOST_ANSWER, MOST_SUMMARY
from engage.needs.words import category_name

ROWS = {"rows": 4}


def _words(label: Any, most: int, description: Any = "") -> TextAreaField:
    return TextAreaField(
        label, [Length(max=most)], filters=[clean_text], description=description, render_kw={**ROWS, "maxlength": most}
    )


class DeskForm(FlaskForm):
    """A form of the desk page. The token is checked for all pages at once, so that it need not be a field of each."""

    class Meta:
        csrf = False

    name = ""

    def __init__(self, formdata: Any = None, **kwargs: Any) -> None:
        super().__init__(formdata, prefix=f"{self.name}-", **kwargs)

    def blame(self, error: Invalid) -> str:
        """Put a service's complaint beside the field it names; return it for the top where there is no such field."""
        for name in error.details.get("fields", ()):
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, str(error)]
                return ""
        return str(error)


class PublishForm(DeskForm):
    name = "publish"
    category = SelectField(_l("What it is about"), [InputRequired()])
    summary_zh = _words(
        _l("What the public reads, in Chinese"), MOST_SUMMARY, _l("Write one of the two languages at least.")
    )
    summary_en = _words(
        _l("What the public reads, in English"),
        MOST_SUMMARY,
        _l("Readers of English see the Chinese words where this is empty."),
    )
    is_private = BooleanField(
        _l("Private: never show it in public"),
        description=_l("It is worked on all the same; the person who asked can follow it."),
    )
    is_read = BooleanField(_l("I have checked the marked places"))

    def __init__(self, formdata: Any = None, **kwargs: Any) -> None:
        super().__init__(formdata, **kwargs)
        self.category.choices = [SelectChoice(code, category_name(code)) for code in CATEGORIES]


class WordsForm(DeskForm):
    """A text that the public reads, in both languages."""

    text_zh = _words(_l("In Chinese"), MOST_ANSWER)
    text_en = _words(_l("In English"), MOST_ANSWER)


class AnswerForm(WordsForm):
    name = "answer"


class DeclineForm(WordsForm):
    name = "decline"


class StateForm(WordsForm):
    name = "state"
    state = RadioField(_l("Next step"), [InputRequired(_l("Please choose the next step."))])


class CancelForm(WordsForm):
    name = "cancel"


class ProfessionalForm(DeskForm):
    name = "assign"
    professional = SelectField(_l("Professional"), [InputRequired()], coerce=str)
    reason = StringField(_l("Note for the office"), [Length(max=300)], filters=[clean_line])

    def offer(self, people: Mapping[int, str]) -> None:
        self.professional.choices = [
            SelectChoice("", _("Please choose")),
            *(SelectChoice(str(id_), name) for id_, name in people.items()),
        ]


class VisitForm(WordsForm):
    name = "visit"
    visit_at = StringField(
        _l("Day and time"), [InputRequired(_l("Please choose a day and a time."))], render_kw={"type": "datetime-local"}
    )

    def instant(self, timezone: str) -> datetime:
        """Return when the visit is. Raises `Invalid`, naming the field."""
        try:
            return instant_in(parse_moment(self.visit_at.data or ""), timezone)
        except Invalid as error:
            raise Invalid(error.message, fields=("visit_at",)) from error


class OutcomeForm(WordsForm):
    name = "outcome"


class EffortForm(DeskForm):
    name = "effort"
    effort = SelectField(_l("How much work is it?"))

    def __init__(self, formdata: Any = None, **kwargs: Any) -> None:
        super().__init__(formdata, **kwargs)
        self.effort.choices = [
            SelectChoice("", _("Not judged yet")),
            *(SelectChoice(effort.value, str(name)) for effort, name in EFFORT_NAMES.items()),
        ]


FORMS: tuple[type[DeskForm], ...] = (
    PublishForm, AnswerForm, DeclineForm, StateForm, ProfessionalForm, VisitForm, OutcomeForm, CancelForm, EffortForm,
)  # fmt: skip
