"""Pages of the list itself, for everybody and for the office."""

from flask import Flask

from engage.needs.views.demand import onward, public, staff


def init_app(app: Flask) -> None:
    app.register_blueprint(public.bp)
    app.register_blueprint(staff.bp)


__all__ = ["init_app", "onward"]
