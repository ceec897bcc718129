"""Names of what keys may do, as pages write them."""

from engage.api.scopes import Scope
from engage.i18n import _l

SCOPE_NAMES = {
    Scope.DEMANDS_READ: _l("Read the demand list"),
    Scope.REQUESTS_WRITE: _l("Hand in needs (Open311)"),
}
