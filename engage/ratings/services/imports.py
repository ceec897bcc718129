"""What a checked file says is recorded: all of it or nothing."""

from datetime import datetime

from engage.errors import Conflict
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.models import Professional
from engage.ratings.services.professionals import put_professional
from engage.ratings.services.visits import put_visit
from engage.ratings.tables import Checked, Kind


def import_checked(found: Checked, *, seen: str, actor_id: int, now: datetime) -> tuple[int, int]:
    """Record the rows of a file without faults; return how many were new and how many changed.

    `seen` is the fingerprint of what the preview showed. Raises `Conflict` when the file would do something else now.
    """
    if not found.table.ok:
        raise Conflict(_l("The file has faults. Nothing was saved."))
    if found.fingerprint != seen:
        raise Conflict(
            _l("Something changed since you looked. Nothing was saved. This is what the file would do now."), stale=True
        )
    for row in [*found.plan.new, *found.plan.changed]:
        if found.kind is Kind.PROFESSIONALS:
            put_professional(
                row["staff_no"],
                name=row["name"],
                profession=row["profession"],
                title=row["title"],
                areas=row["areas"],
                now=now,
                actor_id=actor_id,
            )
        else:
            put_visit(
                row["visit_no"],
                professional=db.session.get_one(Professional, row["professional_id"]),
                area=row["area"],
                category=row["category"],
                visited_on=row["visited_on"],
                state=row["state"],
                invited=row["invited"],
                now=now,
                actor_id=actor_id,
            )
    return len(found.plan.new), len(found.plan.changed)
