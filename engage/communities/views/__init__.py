"""Pages of communities: for residents (`public`, `short`) and for staff (the others)."""

from flask import Flask

from engage.communities.views import areas, imports, placements, posters, public, short
from engage.communities.views.blueprint import bp

__all__ = ["areas", "imports", "init_app", "placements", "posters", "public", "short"]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
