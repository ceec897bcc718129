"""The blueprint that the residents' pages of surveys share."""

from flask import Blueprint, request

# A phone's photo as it comes; it is drawn afresh and smaller.
FORM_BYTES = 60 * 1024 * 1024
WITH_PHOTOS = {"surveys.step", "surveys.add_photo", "surveys.remove_photo", "surveys.send"}

bp = Blueprint("surveys", __name__)


# Runs before anything reads the form.
@bp.url_value_preprocessor
def _let_photos_in(endpoint: str | None, _values: object) -> None:
    if endpoint in WITH_PHOTOS:
        request.max_content_length = FORM_BYTES
