"""What ties and reasons are called on pages."""

from engage.i18n import _l
from engage.residents.eligibility import Reason
from engage.residents.models import Tie

TIE_NAMES = {
    Tie.LIVES: _l("lives here"),
    Tie.WORKS: _l("works here"),
    Tie.STUDIES: _l("studies here"),
}
REASON_NAMES = {
    Reason.TOO_YOUNG: _l("too young"),
    Reason.TOO_OLD: _l("too old"),
    Reason.AGE_UNKNOWN: _l("year of birth or date of the age limit missing"),
    Reason.TIE: _l("tie to the place not admitted"),
}
