"""What the office says of a need or a proposal that it makes of a resident's text."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from engage.budget.fields import ProposalForCycle
from engage.cleaning import clean_text
from engage.i18n import _l
from engage.needs.categories import CATEGORIES
from engage.needs.services.submit import MOST_TEXT
from engage.needs.words import category_name


class NeedForm(FlaskForm):
    category = SelectField(_l("What it is about"), [InputRequired(_l("Please choose what it is about."))])
    area_id = SelectField(_l("Where"), [InputRequired(_l("Please choose the place from the list."))])
    text = TextAreaField(
        _l("What is needed"),
        [InputRequired(_l("Please fill this in.")), Length(max=MOST_TEXT)],
        filters=[clean_text],
        description=_l("Write it so that nobody can be told from it. The office publishes it in a further step."),
    )
    is_read = BooleanField(_l("I have checked the marked places"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [SelectChoice(code, category_name(code)) for code in CATEGORIES]
        self.category.choices = [SelectChoice("", _l("Please choose")), *choices]


class ProposalForm(ProposalForCycle):
    is_read = BooleanField(_l("I have checked the marked places"))
