"""What visits were before they were changed, so that an older figure can be counted again."""

from datetime import datetime

from sqlalchemy import ColumnElement, insert, literal, select

from engage.extensions import UtcDateTime, db
from engage.ratings.models import Visit, VisitChange


def note_changes(which: ColumnElement[bool], *, now: datetime, actor_id: int | None) -> None:
    """Keep what these visits are at this moment; called before they are changed."""
    kept = (Visit.id, Visit.professional_id, Visit.area_id, Visit.visited_on, Visit.state)
    names = ["visit_id", "professional_id", "area_id", "visited_on", "state", "changed_at", "changed_by_id"]
    rows = select(*kept, literal(now, UtcDateTime), literal(actor_id, VisitChange.changed_by_id.type)).where(which)
    db.session.flush()
    db.session.execute(insert(VisitChange).from_select(names, rows))
