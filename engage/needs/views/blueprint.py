"""The blueprint that the residents' pages of the demand list share."""

from flask import Blueprint, request

# Ten photos chosen at once on a phone come in before anybody can say that one is enough: nothing typed may be lost.
FORM_BYTES = 60 * 1024 * 1024
WITH_PHOTOS = {"needs.send", "needs.add_photo", "needs.remove_photo", "needs.keep", "needs.alike", "needs.join"}

bp = Blueprint("needs", __name__)


# Runs before anything reads the form.
@bp.url_value_preprocessor
def _let_photos_in(endpoint: str | None, _values: object) -> None:
    if endpoint in WITH_PHOTOS:
        request.max_content_length = FORM_BYTES
