"""What forms of budgets and proposals share, those of other features included."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from engage.budget.models import Cycle
from engage.budget.terms import LONGEST_TEXT, LONGEST_TITLE, ProposalTerms
from engage.budget.typed import parse_money
from engage.cleaning import clean_line, clean_text
from engage.errors import Invalid
from engage.i18n import _l, pick

NEEDED = _l("This is needed.")


def line(label: Any, longest: int, *, needed: bool = False, **kwargs: Any) -> StringField:
    checks = [InputRequired(NEEDED) if needed else Optional(), Length(max=longest)]
    return StringField(label, checks, filters=[clean_line], **kwargs)


def text(label: Any, **kwargs: Any) -> TextAreaField:
    return TextAreaField(label, [Optional(), Length(max=LONGEST_TEXT)], filters=[clean_text], **kwargs)


def money(label: Any) -> StringField:
    return line(
        label, 40, needed=True, render_kw={"inputmode": "decimal", "autocomplete": "off"},
        description=_l("Such as 300,000 or 300000.50."),
    )  # fmt: skip


def kept(longest: int) -> HiddenField:
    """Return a field that the page keeps for itself; None where it is empty."""
    return HiddenField(filters=[lambda typed: clean_line(typed)[:longest] or None])


class TermsForm(FlaskForm):
    """A form that reads itself into terms, or says beside its fields what is wrong.

    `form_token` names a form that makes something.
    """

    form_token = kept(32)

    def blame(self, name: str, sentence: Any) -> None:
        """Show a sentence beside a field, once."""
        field: Field = self[name]
        if str(sentence) not in map(str, field.errors):
            field.errors = [*field.errors, str(sentence)]

    def parsed(self, name: str, parse: Any, *args: Any) -> Any:
        """Return what a field's text stands for; None, and a sentence beside it, when that cannot be told."""
        try:
            return parse(self[name].data or "", *args)
        except Invalid as error:
            self.blame(name, error.message)
            return None


class ProposalFields(TermsForm):
    """What is said of every proposal."""

    title_zh = line(_l("Title in Chinese"), LONGEST_TITLE, needed=True)
    title_en = line(_l("Title in English"), LONGEST_TITLE)
    text_zh = text(
        _l("Text in Chinese"),
        description=_l("What is wrong today, what will be built, what it costs to run. Residents decide by this."),
    )
    text_en = text(_l("Text in English"))
    cost = money(_l("Cost"))

    def read_terms(self, currency: str, **others: Any) -> ProposalTerms | None:
        """Return what was typed, with the other terms, or None with a sentence beside the cost."""
        cost = self.parsed("cost", parse_money, currency) if self.cost.data else None
        if cost is None:
            return None
        return ProposalTerms(
            title_zh=self.title_zh.data,
            title_en=self.title_en.data,
            text_zh=self.text_zh.data,
            text_en=self.text_en.data,
            cost_minor=cost,
            **others,
        )


class ProposalForCycle(ProposalFields):
    """A proposal made of something else, for a budget that is still to be chosen."""

    cycle = RadioField(_l("Budget"), [InputRequired(_l("Please choose a budget."))], coerce=int)

    def offer(self, cycles: Sequence[Cycle]) -> None:
        """Let one of these be chosen; a single one is chosen already, unless the form was sent."""
        self.cycle.choices = [(cycle.id, _name(cycle)) for cycle in cycles]
        if not self.is_submitted() and len(cycles) == 1:
            self.cycle.data = cycles[0].id


def _name(cycle: Cycle) -> str:
    area = cycle.area
    return f"{pick(cycle.title_zh, cycle.title_en)} · {pick(area.name_zh, area.name_en)} · {cycle.currency}"
