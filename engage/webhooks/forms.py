"""What people type about webhooks."""

from datetime import timedelta

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from engage.cleaning import stripped
from engage.i18n import _, _l
from engage.webhooks.addresses import LONGEST_URL
from engage.webhooks.events import ALL, EVENT_TYPES
from engage.webhooks.words import EVENT_NAMES

required = InputRequired(_l("Please fill this in."))
OLD_SIGNS = {"1": _l("1 hour more"), "24": _l("1 day more"), "168": _l("7 days more"), "0": _l("stops now")}


def at_least_one(_form: FlaskForm, field: SelectMultipleField) -> None:
    # `InputRequired` would have browsers demand a tick in every box.
    if not field.data:
        raise ValidationError(_("Choose at least one kind of event."))


class TypesForm(FlaskForm):
    event_types = SelectMultipleField(
        _l("What the program is told"),
        [at_least_one],
        choices=[SelectChoice(type, EVENT_NAMES[type]) for type in (ALL, *EVENT_TYPES)],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class NewEndpointForm(TypesForm):
    url = StringField(
        _l("Address of the receiver"),
        [required, Length(max=LONGEST_URL)],
        filters=[stripped],
        render_kw={"type": "url", "autocomplete": "off", "spellcheck": "false"},
        description=_l("Begins with https:// and can be reached from the internet"),
    )
    area = StringField(
        _l("Area"),
        [required, Length(max=80)],
        filters=[stripped],
        render_kw={"list": "areas", "autocomplete": "off"},
        description=_l("Code or name of the area. The program hears of it and of everything below."),
    )


class RotateForm(FlaskForm):
    old_signs = SelectField(
        _l("The present secret"),
        [required],
        choices=[SelectChoice(hours, name) for hours, name in OLD_SIGNS.items()],
        default="24",
        invalid_choice_message=_l("Please choose from the list."),
    )

    @property
    def duration(self) -> timedelta:
        return timedelta(hours=int(self.old_signs.data))


class DeleteForm(FlaskForm):
    with_waiting = BooleanField(_l("What waits may be lost"))


class AgainForm(FlaskForm):
    since = DateField(_l("Failed since"), [InputRequired(_l("Please choose a day."))])
