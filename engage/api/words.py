"""Names of what keys may do, as pages write them."""

from engage.api.scopes import Scope
from engage.i18n import _l

SCOPE_NAMES = {
    Scope.DEMANDS_READ: _l("Read the demand list"),
    Scope.REQUESTS_WRITE: _l("Hand in needs (Open311)"),
    Scope.RATINGS_READ: _l("Read professionals, visits and their satisfaction"),
    Scope.RATINGS_WRITE: _l("Record professionals and visits, and draw tickets"),
    Scope.RESULTS_READ: _l("Read published results of votes"),
}
