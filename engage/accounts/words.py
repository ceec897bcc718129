"""What roles are called on pages."""

from engage.accounts.models import Role
from engage.i18n import _l

ROLE_NAMES = {
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.OFFICIAL: _l("Official"),
    Role.WORKER: _l("Community worker"),
    Role.PROFESSIONAL: _l("Professional"),
}
