"""The blueprint that the office's pages of needs share."""

from flask import Blueprint

bp = Blueprint("need_desk", __name__, url_prefix="/staff/needs")
