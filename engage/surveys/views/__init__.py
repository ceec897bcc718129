"""Pages of surveys: for residents and for staff."""

from flask import Blueprint, Flask

PAGES: tuple[Blueprint, ...] = ()


def init_app(app: Flask) -> None:
    for page in PAGES:
        app.register_blueprint(page)
