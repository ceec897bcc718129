"""What people type about accounts. Rules of passwords and names are the services'; these forms only ask."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, ValidationError

from engage.accounts.services import LONGEST_DISPLAY_NAME, LONGEST_NAME
from engage.accounts.words import PROFESSION_NAMES, ROLE_NAMES
from engage.cleaning import stripped
from engage.i18n import _, _l

PLAIN = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}
required = InputRequired(_l("Please fill this in."))


class SignInForm(FlaskForm):
    name = StringField(_l("User name"), [required, Length(max=200)], render_kw={**PLAIN, "autocomplete": "username"})
    password = PasswordField(
        _l("Password"), [required, Length(max=1000)], render_kw={"autocomplete": "current-password"}
    )


class ChangePasswordForm(FlaskForm):
    old = PasswordField(_l("Present password"), [required], render_kw={"autocomplete": "current-password"})
    new = PasswordField(
        _l("New password"),
        [required],
        render_kw={"autocomplete": "new-password"},
        description=_l("10 characters or more; a few words in a row are easy to remember."),
    )
    again = PasswordField(
        _l("New password once more"),
        [required, EqualTo("new", _l("The two new passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )

    def validate_new(self, field: PasswordField) -> None:
        if field.data == self.old.data:
            raise ValidationError(_("The new password is the old one. Please choose another."))


class RoleForm(FlaskForm):
    role = SelectField(
        _l("Role"),
        [required],
        choices=[SelectChoice(role, name) for role, name in ROLE_NAMES.items()],
        default="worker",
        invalid_choice_message=_l("Please choose one of the roles."),
    )
    area = StringField(
        _l("Area"),
        [required, Length(max=80)],
        filters=[stripped],
        render_kw={"list": "areas", "autocomplete": "off"},
        description=_l("Code or name of the area. The role is valid there and in everything below."),
    )


class ProfessionForm(FlaskForm):
    profession = SelectField(
        _l("Profession"),
        default="",
        choices=[SelectChoice("", _l("None")), *(SelectChoice(code, name) for code, name in PROFESSION_NAMES.items())],
        description=_l("For the role of a professional: needs that concern this profession are shown to them."),
        invalid_choice_message=_l("Please choose one of the professions."),
    )


class NewUserForm(RoleForm, ProfessionForm):
    name = StringField(
        _l("User name"),
        [required, Length(max=LONGEST_NAME)],
        filters=[stripped],
        render_kw={**PLAIN, "autocomplete": "off"},
        description=_l("Letters, digits, dots and hyphens, such as li.wei"),
    )
    display_name = StringField(
        _l("Name to show"), [Length(max=LONGEST_DISPLAY_NAME)], filters=[stripped], render_kw={"autocomplete": "off"}
    )
