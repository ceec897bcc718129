"""A form with a field `area`, into which the code or name of one of the actor's areas is typed."""

from flask_wtf import FlaskForm

from engage.accounts.models import User
from engage.accounts.permissions import Permission
from engage.accounts.queries import areas_called
from engage.communities.models import Area
from engage.errors import EngageError
from engage.i18n import _


def area_of(form: FlaskForm, actor: User, permission: Permission) -> Area | None:
    """Return the area that a good form names; None where something is wrong, with the reason beside its field."""
    if not form.validate_on_submit():
        return None
    field = form["area"]
    found = areas_called(actor, field.data, permission)
    if len(found) == 1:
        return found[0]
    several = _("Several areas have this name. Please type the code.")
    field.errors = [several if found else _("None of your areas has this code or name.")]
    return None


def blame(form: FlaskForm, error: EngageError) -> int:
    """Put what a service refused beside the field that it names; return the status to answer with."""
    form[error.details["fields"][0]].errors = [str(error)]
    return error.status
