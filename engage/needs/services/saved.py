"""Filters that somebody keeps under a name."""

from sqlalchemy import delete, func, select

from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.i18n import _l
from engage.needs.models import SavedView

MOST_VIEWS = 30
LONGEST_NAME = 60
LONGEST_QUERY = 1000


def save_view(user_id: int, name: str, query: str) -> SavedView:
    """Keep a query under a name; the same name again replaces it. Raises `Invalid`, and `Conflict` with too many."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or "\0" in name:
        raise Invalid(_l("Please give the view a name of at most %(most)s characters.", most=LONGEST_NAME))
    if len(query) > LONGEST_QUERY:
        raise Invalid(_l("These filters are too long to keep."))
    view = db.session.scalar(select(SavedView).filter_by(user_id=user_id, name=name))
    if view is None:
        kept = db.session.scalar(select(func.count()).select_from(SavedView).filter_by(user_id=user_id)) or 0
        if kept >= MOST_VIEWS:
            raise Conflict(_l("You keep %(most)s views already. Delete one first.", most=MOST_VIEWS))
        view = SavedView(user_id=user_id, name=name)
        db.session.add(view)
    view.query = query
    db.session.flush()
    return view


def delete_view(user_id: int, view_id: int) -> None:
    """Delete a view of the user's own; one that is gone already is no fault."""
    db.session.execute(delete(SavedView).where(SavedView.id == view_id, SavedView.user_id == user_id))
