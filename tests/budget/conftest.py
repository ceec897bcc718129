"""Fixtures that the tests of budgets share."""

from test_routes import district, samples

__all__ = ["district", "samples"]  # One thing of each kind, for walking all routes.
