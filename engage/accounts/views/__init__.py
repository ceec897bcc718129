"""Pages of accounts: a person's own (`own`), and those of everybody one administers (`users`)."""

from flask import Flask

from engage.accounts.sessions import load_user
from engage.accounts.views import own, users
from engage.accounts.views.blueprint import bp
from engage.extensions import login_manager


def init_app(app: Flask) -> None:
    login_manager.user_loader(load_user)
    # The library would tie a session to address and browser; phones change their address all day.
    login_manager.session_protection = None
    app.register_blueprint(bp)


__all__ = ["init_app", "own", "users"]
