"""Parameters that every feed has: how much, how far back, and where to go on."""

from engage.api import parameters
from engage.api.contract.operation import Parameter
from engage.api.contract.schemas import instant, text, whole
from engage.api.queries.marks import mark_from
from engage.i18n import _l

DEFAULT_LIMIT = 50
MOST_AT_ONCE = 200

LIMIT = Parameter(
    "limit",
    whole(_l("a number from 1 to %(most)s.", most=MOST_AT_ONCE), minimum=1, maximum=MOST_AT_ONCE,
          default=DEFAULT_LIMIT),
    parameters.whole_number(1, MOST_AT_ONCE),
)  # fmt: skip
CURSOR = Parameter("cursor", text(_l("the next of an earlier answer."), least=1), mark_from)
UPDATED_SINCE = Parameter(
    "updated_since", instant(_l("a time with its zone, such as 2026-06-01T09:00:00+08:00.")), parameters.instant
)
