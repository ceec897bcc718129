"""Pages of surveys: for residents and for staff."""

from flask import Blueprint, Flask

from engage.surveys.queries import scopes
from engage.surveys.views import (
    code_households,
    codes,
    desk,
    edit,
    files,
    origin,
    paper,
    public,
    results,
    tickets,
    told,
    turnout,
)

PAGES: tuple[Blueprint, ...] = (
    public.bp,
    desk.bp,
    edit.bp,
    files.bp,
    codes.bp,
    paper.bp,
    tickets.bp,
    results.bp,
    told.bp,
)

__all__ = ["code_households", "init_app", "origin", "scopes", "turnout"]


def init_app(app: Flask) -> None:
    for page in PAGES:
        app.register_blueprint(page)
