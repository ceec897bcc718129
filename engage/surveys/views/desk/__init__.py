"""The office's pages of surveys: the list, a new one, one survey with its settings, and the steps of its life."""

from engage.surveys.queries import scopes
from engage.surveys.views.desk import begin, life, lists, overview, settings
from engage.surveys.views.desk.blueprint import bp

__all__ = ["begin", "bp", "life", "lists", "overview", "scopes", "settings"]
