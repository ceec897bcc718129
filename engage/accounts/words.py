"""What roles and professions are called on pages."""

from engage.accounts.models import Role
from engage.i18n import _l

ROLE_NAMES = {
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.OFFICIAL: _l("Official"),
    Role.WORKER: _l("Community worker"),
    Role.PROFESSIONAL: _l("Professional"),
}

# The codes are those that the store takes; needs name by them the professions that they concern.
PROFESSION_NAMES = {
    "planner": _l("Planner"),
    "architect": _l("Architect"),
    "engineer": _l("Engineer"),
    "other": _l("Other profession"),
}
