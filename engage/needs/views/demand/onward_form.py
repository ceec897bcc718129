"""What an official says about the proposal that a need becomes."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from engage.budget.terms import LONGEST_TEXT, LONGEST_TITLE, ProposalTerms
from engage.budget.typed import clean_line, clean_text, parse_money
from engage.errors import Invalid
from engage.i18n import _l

NEEDED = _l("Please fill this in.")


def _line(label: Any, most: int, *, needed: bool = False, **kwargs: Any) -> StringField:
    first: Any = InputRequired(NEEDED) if needed else Optional()
    return StringField(label, [first, Length(max=most)], filters=[clean_line], **kwargs)


class OnwardForm(FlaskForm):
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
    form_token = HiddenField(filters=[lambda text: clean_line(text)[:32]])
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def begin(self, draft: ProposalTerms, version: int, token: str) -> None:
        for name in ("title_zh", "title_en", "text_zh", "text_en"):
            self[name].data = getattr(draft, name)
        self.version.data, self.form_token.data = version, token

    def read(self, draft: ProposalTerms, currency: str) -> ProposalTerms | None:
        """Return what was typed over the rest of the draft, or None with a sentence beside the cost."""
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
            place_zh=draft.place_zh,
            place_en=draft.place_en,
            area_id=draft.area_id,
            cost_minor=cost,
            picture_digest=draft.picture_digest,
        )
