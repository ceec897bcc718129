from factories import NOON, make_user

from engage.accounts import audit
from engage.accounts.models import AuditEntry
from engage.extensions import db
from engage.transaction import transaction


def test_notes_who_did_what_where(app):
    user = make_user()
    area_id = user.grants[0].area_id

    with transaction():
        audit.record(user_id=user.id, area_id=area_id, action="cycle published", subject="cycle 7", now=NOON)

    entry = db.session.scalars(db.select(AuditEntry)).one()
    assert (entry.user_id, entry.area_id, entry.action, entry.subject, entry.at) == (
        user.id, area_id, "cycle published", "cycle 7", NOON,
    )  # fmt: skip
