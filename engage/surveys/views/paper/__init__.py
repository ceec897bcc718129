"""Surveys on paper: the form to print, and typing it in."""

from engage.surveys.views.paper import enter, form
from engage.surveys.views.paper.blueprint import bp

__all__ = ["bp", "enter", "form"]
