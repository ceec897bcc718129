"""The tables of the store: whether they are the ones this version needs, and how they get there."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from engage.errors import EngageError
from engage.extensions import db
from engage.i18n import _l


class SchemaOutOfDate(EngageError):
    """The store's tables belong to another version of the program."""


def upgrade(revision: str = "head") -> None:
    """Bring the store to a revision, in one transaction. Raises `SchemaOutOfDate` for a store newer than we are."""
    refuse_newer()
    command.upgrade(alembic_config(), revision)


def downgrade(revision: str) -> None:
    command.downgrade(alembic_config(), revision)


def current() -> str | None:
    """Return the revision of the store, None for an empty one."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    return scripts().get_current_head()


def refuse_newer() -> None:
    known = {script.revision for script in scripts().walk_revisions()}
    if (found := current()) is not None and found not in known:
        raise SchemaOutOfDate(
            _l("The store was made by a newer version of engage (revision %(found)s). Update the program.", found=found)
        )


def refuse_out_of_date() -> None:
    """Raise `SchemaOutOfDate` unless the store is at our revision."""
    refuse_newer()
    if current() != head():
        raise SchemaOutOfDate(_l("The store is not up to date. Run `engage migrate` first."))


def alembic_config() -> Config:
    config: Config = current_app.extensions["migrate"].migrate.get_config()
    return config


def scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic_config())
