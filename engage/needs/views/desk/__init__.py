"""The office's pages of needs: the queue, one need, professionals' work, many at once, settings."""

from flask import Flask

from engage.needs.views.desk import bulk, enter, lists, merge, moderate, page, photos, setup, work
from engage.needs.views.desk.blueprint import bp

__all__ = ["bulk", "enter", "lists", "merge", "moderate", "page", "photos", "setup", "work"]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
