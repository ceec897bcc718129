"""Forms of cycles."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, DateTimeLocalInput, ListWidget

from engage.budget.currencies import is_currency
from engage.budget.fields import NEEDED, TermsForm, kept, line, money, text
from engage.budget.models import Voters
from engage.budget.terms import LONGEST_TITLE, CycleTerms, cycle_faults, fingerprint
from engage.budget.typed import money_text, parse_money
from engage.cleaning import clean_line
from engage.errors import Invalid
from engage.i18n import _, _l
from engage.moments import instant_in, moment_text, parse_moment, plain
from engage.residents.models import Tie

VOTERS = [
    SelectChoice(Voters.DWELLINGS.value, _l("Households: one ballot for each")),
    SelectChoice(Voters.PERSONS.value, _l("Persons: one ballot for each")),
]
TIES = [
    SelectChoice(Tie.LIVES.value, _l("Lives here")),
    SelectChoice(Tie.WORKS.value, _l("Works here")),
    SelectChoice(Tie.STUDIES.value, _l("Studies here")),
]


class WholeNumberField(StringField):
    """A whole number of up to six digits, full-width ones included; None where nothing is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, render_kw={"inputmode": "numeric", "autocomplete": "off", "maxlength": 6}, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = plain(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if typed:
            if not re.fullmatch("[0-9]{1,6}", typed, re.ASCII):
                raise ValueError(_("Write a whole number."))
            self.data = int(typed)

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else "" if self.data is None else str(self.data)


class CycleForm(TermsForm):
    """`seen` is the fingerprint of the terms that the editor began with."""

    seen = kept(16)
    area_id = SelectField(_l("Area"), [InputRequired(NEEDED)], coerce=int)
    timezone = HiddenField(filters=[clean_line])
    title_zh = line(_l("Title in Chinese"), LONGEST_TITLE, needed=True)
    title_en = line(_l("Title in English"), LONGEST_TITLE)
    summary_zh = text(_l("Summary in Chinese"), description=_l("What it is about, in two or three sentences."))
    summary_en = text(_l("Summary in English"))
    voters = RadioField(_l("Who votes"), [InputRequired(NEEDED)], choices=VOTERS)
    min_age = WholeNumberField(_l("Lowest age"), [Optional()])
    max_age = WholeNumberField(_l("Highest age"), [Optional()])
    age_as_of = DateField(
        _l("Day on which ages count"),
        [Optional()],
        description=_l("The roll holds years of birth: the age is the one reached in the year of this day."),
    )
    ties = SelectMultipleField(
        _l("Tie to the place (any of those ticked)"),
        choices=TIES,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        description=_l("With none ticked, everybody on the roll may vote."),
    )
    currency = line(
        _l("Currency"), 3, needed=True, render_kw={"list": "currencies", "autocomplete": "off", "size": 4},
        description=_l("Three letters, such as CNY."),
    )  # fmt: skip
    pot = money(_l("Money to share out"))
    min_choices = WholeNumberField(_l("Fewest choices on a ballot"), [InputRequired(NEEDED)])
    max_choices = WholeNumberField(_l("Most choices on a ballot"), [InputRequired(NEEDED)])
    opens_at = line(_l("Voting begins"), 40, widget=DateTimeLocalInput())
    closes_at = line(
        _l("Voting ends"), 40, widget=DateTimeLocalInput(),
        description=_l("The last ballot is taken just before this moment."),
    )  # fmt: skip
    shows_tally = BooleanField(
        _l("Show the count to everybody while voting goes on"),
        description=_l(
            "Usually left off: who sees what leads may vote otherwise. When it is off, nobody sees the count "
            "before the end, officials included."
        ),
    )

    def begin(self, terms: CycleTerms, timezone: str) -> None:
        """Fill the form with stored terms."""
        for field in fields(CycleTerms):
            if field.name in self and field.name not in ("opens_at", "closes_at"):
                self[field.name].data = getattr(terms, field.name)
        self.ties.data = list(terms.ties)
        self.pot.data = money_text(terms.pot_minor, terms.currency)
        self.opens_at.data = moment_text(terms.opens_at, timezone)
        self.closes_at.data = moment_text(terms.closes_at, timezone)
        self.timezone.data, self.seen.data = timezone, fingerprint(terms)

    def read(self, timezones: Mapping[int, str]) -> CycleTerms | None:
        """Return what was typed, or None with sentences beside the fields. `timezones` are those of the areas."""
        is_complete = self.validate()
        self.currency.data = plain(self.currency.data or "").upper()
        pot = self._read_pot()
        timezone = timezones.get(self.area_id.data or 0, "")
        opens_at, closes_at = self._read_moment("opens_at", timezone), self._read_moment("closes_at", timezone)
        if timezone and self.timezone.data != timezone:
            sentence = _("This area is in the time zone %(zone)s. Please check the times.", zone=timezone)
            for name in ("opens_at", "closes_at"):
                self.blame(name, sentence)
            self.timezone.data = timezone
        if not is_complete or pot is None or self._has_errors():
            return None
        terms = self._terms(pot, opens_at, closes_at)
        self.blame_all(cycle_faults(terms))
        return None if self._has_errors() else terms

    def _has_errors(self) -> bool:
        return any(field.errors for field in self)

    def blame_all(self, faults: Mapping[str, Any]) -> None:
        names = {"pot_minor": "pot", "rule": "max_choices"}
        for name, sentence in faults.items():
            self.blame(names.get(name, name), sentence)

    def _read_pot(self) -> int | None:
        if not is_currency(self.currency.data):
            if self.currency.data:
                self.blame("currency", _("This is no currency in use. Write three letters such as CNY."))
            return None
        return self.parsed("pot", parse_money, self.currency.data) if self.pot.data else None

    def _read_moment(self, name: str, timezone: str) -> datetime | None:
        moment = self.parsed(name, parse_moment) if self[name].data else None
        if moment is None or not timezone:
            return None
        try:
            return instant_in(moment, timezone)
        except Invalid as error:
            self.blame(name, error.message)
            return None

    def _terms(self, pot_minor: int, opens_at: datetime | None, closes_at: datetime | None) -> CycleTerms:
        return CycleTerms(
            area_id=self.area_id.data,
            title_zh=self.title_zh.data,
            title_en=self.title_en.data,
            summary_zh=self.summary_zh.data,
            summary_en=self.summary_en.data,
            voters=self.voters.data,
            min_age=self.min_age.data,
            max_age=self.max_age.data,
            age_as_of=self.age_as_of.data,
            ties=tuple(self.ties.data or ()),
            currency=self.currency.data,
            pot_minor=pot_minor,
            min_choices=self.min_choices.data or 0,
            max_choices=self.max_choices.data or 0,
            opens_at=opens_at,
            closes_at=closes_at,
            shows_tally=self.shows_tally.data,
        )


class EndForm(TermsForm):
    closes_at = line(_l("Voting ends"), 40, needed=True, widget=DateTimeLocalInput())

    def read(self, timezone: str) -> datetime | None:
        if not self.validate():
            return None
        moment = self.parsed("closes_at", parse_moment)
        return self.parsed("closes_at", lambda _text: instant_in(moment, timezone)) if moment else None
