"""What people type about keys."""

from datetime import timedelta

from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from engage.api.services.keys import LONGEST_NAME
from engage.api.words import SCOPE_NAMES
from engage.cleaning import stripped
from engage.i18n import _, _l

required = InputRequired(_l("Please fill this in."))
LASTS = {"30": _l("1 month"), "90": _l("3 months"), "365": _l("1 year"), "730": _l("2 years"), "0": _l("until revoked")}
OLD_WORKS = {"0": _l("stops now"), "1": _l("1 hour more"), "24": _l("1 day more"), "168": _l("7 days more")}


def at_least_one(_form: FlaskForm, field: SelectMultipleField) -> None:
    # `InputRequired` would have browsers demand a tick in every box.
    if not field.data:
        raise ValidationError(_("Choose at least one thing that the key may do."))


class NewKeyForm(FlaskForm):
    name = StringField(
        _l("Name"),
        [required, Length(max=LONGEST_NAME)],
        filters=[stripped],
        render_kw={"autocomplete": "off"},
        description=_l("The program that uses the key, such as “Staff platform”"),
    )
    scopes = SelectMultipleField(
        _l("What the key may do"),
        [at_least_one],
        choices=[SelectChoice(scope.value, name) for scope, name in SCOPE_NAMES.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    area = StringField(
        _l("Area"),
        [required, Length(max=80)],
        filters=[stripped],
        render_kw={"list": "areas", "autocomplete": "off"},
        description=_l("Code or name of the area. The key reaches it and everything below."),
    )
    lasts = SelectField(
        _l("Works for"),
        [required],
        choices=[SelectChoice(days, name) for days, name in LASTS.items()],
        default="365",
        invalid_choice_message=_l("Please choose from the list."),
    )

    @property
    def duration(self) -> timedelta | None:
        days = int(self.lasts.data)
        return timedelta(days=days) if days else None


class RotateForm(FlaskForm):
    old_works = SelectField(
        _l("The present key"),
        [required],
        choices=[SelectChoice(hours, name) for hours, name in OLD_WORKS.items()],
        default="24",
        invalid_choice_message=_l("Please choose from the list."),
    )

    @property
    def duration(self) -> timedelta:
        return timedelta(hours=int(self.old_works.data))
