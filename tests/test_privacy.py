"""docs/privacy.md says of every column why it is kept and for how long."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from engage.extensions import db

PRIVACY = Path(__file__).resolve().parent.parent / "docs" / "privacy.md"
FEATURES = ("api", "ratings", "surveys", "webhooks")
NAMES = re.compile(r"`([a-z_0-9]+\.)?([a-z_0-9*]+)`")


def columns_told():
    """Return (table, column) of every row of the tables; a column without its table is of the one named before."""
    told = set()
    for line in PRIVACY.read_text().splitlines():
        if not line.startswith("| `"):
            continue
        names, purpose, kept = (cell.strip() for cell in line.strip("|").split("|"))
        assert purpose, line
        assert kept, line
        table = ""
        for prefix, column in NAMES.findall(names):
            table = prefix.removesuffix(".") or table
            told.add((table, column))
    return told


@pytest.mark.parametrize("feature", FEATURES)
def test_every_column_has_a_purpose_and_a_time(app, feature):
    models = import_module(f"engage.{feature}.models")
    own = {mapper.local_table for mapper in db.Model.registry.mappers
           if mapper.class_.__module__.startswith(models.__name__)}  # fmt: skip
    told = columns_told()

    assert own
    assert sorted(
        f"{table.name}.{column.name}"
        for table in own
        for column in table.columns
        if not column.primary_key or column.foreign_keys
        if not {(table.name, column.name), (table.name, "*")} & told
    ) == []  # fmt: skip


def test_nothing_is_told_of_tables_that_are_not_there(app):
    columns = {(table.name, column.name) for table in db.metadata.tables.values() for column in table.columns}
    columns |= {(table, "*") for table in db.metadata.tables}
    columns.add(("need_search", "terms"))  # A full-text index, which is no table of the models.

    assert sorted(columns_told() - columns) == []
