"""The blueprint that the pages share on which questions are written."""

from flask import Blueprint

bp = Blueprint("survey_edit", __name__, url_prefix="/staff/surveys/<int:survey_id>")
