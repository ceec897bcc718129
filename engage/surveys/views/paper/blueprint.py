"""The blueprint that the pages of surveys on paper share."""

from flask import Blueprint

bp = Blueprint("survey_paper", __name__, url_prefix="/staff/surveys/<int:survey_id>")
