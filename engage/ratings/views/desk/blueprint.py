"""The blueprint that the office's pages of ratings share."""

from flask import Blueprint

bp = Blueprint("ratings_desk", __name__, url_prefix="/staff/ratings")
