"""The factory: settings, extensions, blueprints, error pages. No logic."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from engage import (
    assets,
    device,
    error_pages,
    formats,
    health,
    i18n,
    logs,
    models,
    origins,
    preferences,
    security,
    store,
)
from engage.accounts import permissions
from engage.accounts import views as accounts
from engage.api import views as api
from engage.budget import views as budget
from engage.communities import views as communities
from engage.config import Settings, read_settings
from engage.dashboard import views as dashboard
from engage.extensions import csrf, db, login_manager, migrate
from engage.needs import views as needs
from engage.paths import PACKAGE, asset_folder
from engage.pictures import views as pictures
from engage.ratings import views as ratings
from engage.residents import views as residents
from engage.routing import Route
from engage.surveys import views as surveys
from engage.webhooks import views as webhooks

MAX_BODY_BYTES = 12 * 1024 * 1024


def flask_config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": store.engine_options(settings.database_url),
        "MAX_CONTENT_LENGTH": MAX_BODY_BYTES,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SESSION_COOKIE_NAME": "engage",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "WTF_CSRF_SSL_STRICT": False,  # The Sec-Fetch-Site check stands in; a proxy may end TLS.
        "WTF_I18N_ENABLED": True,
    }


class Application(Flask):
    """Flask, for views and hooks that are plain functions. It would ask at each call whether one is asynchronous."""

    url_rule_class = Route

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """Return the application. Overrides are Flask settings, for tests."""
    settings = settings or read_settings(os.environ)
    app = Application(__name__, template_folder=str(asset_folder("templates")), static_folder=None)
    app.config.update(flask_config(settings), **overrides)
    app.extensions["engage.settings"] = settings
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    logs.configure(settings.log_level)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(PACKAGE / "migrations"), render_as_batch=True)
    # All that its init_app does besides: look into the session of every answer, style sheets included, and load the
    # user for every page, that of a fault included.
    app.login_manager = login_manager  # type: ignore[attr-defined]
    logs.init_app(app)
    security.init_app(app, settings)
    csrf.init_app(app)
    i18n.init_app(app)
    with app.app_context():
        store.prepare(db.engine)
    for part in (
        permissions,
        assets,
        device,
        preferences,
        error_pages,
        formats,
        origins,
        accounts,
        communities,
        residents,
    ):
        part.init_app(app)
    for part in (budget, dashboard, needs, ratings, surveys, pictures, api, webhooks):
        part.init_app(app)
    app.register_blueprint(health.bp)
    app.jinja_env.globals["settings"] = settings
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    return app


__all__ = ["create_app", "models"]
