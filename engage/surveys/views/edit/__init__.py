"""The pages on which questions are written: the editor, one question, one section, the preview, the versions."""

from engage.surveys.views.edit import editor, preview, question, section, versions
from engage.surveys.views.edit.blueprint import bp

__all__ = ["bp", "editor", "preview", "question", "section", "versions"]
