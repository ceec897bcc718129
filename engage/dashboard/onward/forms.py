"""What the office says of a need or a proposal that it makes of a resident's text."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from engage.budget.terms import LONGEST_TEXT, LONGEST_TITLE, ProposalTerms
from engage.budget.typed import clean_line, clean_text, parse_money
from engage.errors import Invalid
from engage.i18n import _l
from engage.needs.categories import CATEGORIES
from engage.needs.services.submit import MOST_TEXT
from engage.needs.words import category_name

NEEDED = _l("Please fill this in.")


class NeedForm(FlaskForm):
    category = SelectField(_l("What it is about"), [InputRequired(_l("Please choose what it is about."))])
    area_id = SelectField(_l("Where"), [InputRequired(_l("Please choose the place from the list."))])
    text = TextAreaField(
        _l("What is needed"),
        [InputRequired(NEEDED), Length(max=MOST_TEXT)],
        filters=[clean_text],
        description=_l("Write it so that nobody can be told from it. The office publishes it in a further step."),
    )
    is_read = BooleanField(_l("I have checked the marked places"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [SelectChoice(code, category_name(code)) for code in CATEGORIES]
        self.category.choices = [SelectChoice("", _l("Please choose")), *choices]


def _line(label: Any, most: int, *, needed: bool = False, **kwargs: Any) -> StringField:
    first: Any = InputRequired(NEEDED) if needed else Optional()
    return StringField(label, [first, Length(max=most)], filters=[clean_line], **kwargs)


class ProposalForm(FlaskForm):
    cycle = RadioField(
        _l("Budget"), coerce=int, validators=[InputRequired(_l("Please choose a budget."))], validate_choice=True
    )
    title_zh = _line(_l("Title in Chinese"), LONGEST_TITLE, needed=True)
    title_en = _line(_l("Title in English"), LONGEST_TITLE)
    text_zh = TextAreaField(
        _l("Text in Chinese"),
        [Length(max=LONGEST_TEXT)],
        filters=[clean_text],
        description=_l("What is wrong today, what will be built, what it costs to run. Residents decide by this."),
    )
    text_en = TextAreaField(_l("Text in English"), [Length(max=LONGEST_TEXT)], filters=[clean_text])
    cost = _line(
        _l("Cost"), 40, needed=True, description=_l("Such as 300,000 or 300000.50."),
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )  # fmt: skip
    is_read = BooleanField(_l("I have checked the marked places"))
    form_token = HiddenField(filters=[lambda text: clean_line(text or "")[:32]])

    def read(self, currency: str, area_id: int | None) -> ProposalTerms | None:
        """Return what was typed, or None with a sentence beside the cost."""
        try:
            cost = parse_money(self.cost.data, currency)
        except Invalid as error:
            self.cost.errors = [*self.cost.errors, str(error)]
            return None
        return ProposalTerms(
            title_zh=self.title_zh.data,
            title_en=self.title_en.data or "",
            text_zh=self.text_zh.data or "",
            text_en=self.text_en.data or "",
            area_id=area_id,
            cost_minor=cost,
        )
