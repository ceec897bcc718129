"""The session of somebody signed in: a signed cookie that ends by itself, or when the user's epoch is raised."""

from datetime import timedelta

from flask import session
from flask_login import login_user

from engage.accounts.models import User
from engage.accounts.queries import session_user
from engage.clock import utcnow

LENGTH = timedelta(hours=12)


def open_session(user: User) -> None:
    """Start a fresh session: nothing of what the browser held before goes over into it, the form token included."""
    session.clear()
    login_user(user)
    session.pop("_id", None)  # A hash of address and browser, of no use here.
    session["until"] = int((utcnow() + LENGTH).timestamp())


def load_user(session_id: str) -> User | None:
    """Return the user of this request's session, if it lasts. Using a session does not lengthen it."""
    return session_user(session_id) if utcnow().timestamp() < session.get("until", 0) else None
