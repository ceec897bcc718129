"""The blueprint that the office's pages of surveys share."""

from flask import Blueprint

bp = Blueprint("survey_desk", __name__, url_prefix="/staff/surveys")
