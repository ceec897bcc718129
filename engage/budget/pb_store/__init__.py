"""Elections held elsewhere, in and out of the store, and our own elections out of it, as Pabulib's `.pb` files."""

from engage.budget.pb_store.exporting import export_lines
from engage.budget.pb_store.importing import import_election
from engage.budget.pb_store.source import Source, source_of

__all__ = ["Source", "export_lines", "import_election", "source_of"]
