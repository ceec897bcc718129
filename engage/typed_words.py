"""What a person typed into a form that leads nowhere: an error page gives it back, so that nothing is typed twice."""

from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from engage.security import UNSAFE

SHORTEST = 12
# A code that is typed in groups looks like a sentence. A tablet for all shows it to whoever comes next.
_SECRET = {"old", "new", "again", "password", "code", "codes"}


def typed_words() -> list[str]:
    """Return the sentences of the form that was sent. Tokens and choices are none; passwords and codes stay unsaid."""
    if request.method not in UNSAFE:
        return []
    try:
        fields = [(name, value.strip()) for name, value in request.form.items(multi=True)]
    except HTTPException:  # Too large, or no form at all: the answer to that is on its way.
        return []
    return list(dict.fromkeys(value for name, value in fields if name not in _SECRET and _is_sentence(value)))


def _is_sentence(value: str) -> bool:
    return len(value) >= SHORTEST and (not value.isascii() or any(sign.isspace() for sign in value))


def form_page() -> str:
    """Return the page of ours that the form stood on, "" when the browser does not tell or it cannot be opened."""
    came_from = urlsplit(request.referrer or "")
    try:
        current_app.url_map.bind("").match(came_from.path, method="GET")
    except HTTPException:
        return ""
    return came_from.path if came_from.netloc == request.host else ""
