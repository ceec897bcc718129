"""The area that a program names in its query."""

from engage.api.auth import api_key
from engage.api.contract.operation import Parameter
from engage.api.contract.schemas import text
from engage.communities.models import Area
from engage.communities.queries.areas import area_by_code
from engage.i18n import _l


def _area(code: str) -> Area:
    """Return the area of a code. One that is not the key's is refused like one that does not exist."""
    found = area_by_code(code)
    if found is None or not api_key().area.contains(found):
        raise ValueError("not among the key's")
    return found


AREA = Parameter("area", text(_l("the code of the key's area or of one below it."), least=1, most=40), _area)
