"""What the office reads of needs."""

from engage.accounts.permissions import scope
from engage.communities.models import Area
from engage.extensions import db
from engage.needs.models import Need


@scope("need_id")
def area_of_need(need_id: int) -> Area | None:
    need = db.session.get(Need, need_id)
    return need.area if need else None
