"""Pages of results for staff. Importing them gives the blueprint its routes."""

from engage.surveys.views.results import compare, cross, files, page, publish, texts, weighting  # noqa: F401
from engage.surveys.views.results.blueprint import bp

__all__ = ["bp"]
