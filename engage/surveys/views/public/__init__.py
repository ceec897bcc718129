"""What residents see of a survey: what it is, its questions, looking over, thanks."""

from engage.surveys.views.public import answer, entry, sending, withdrawal
from engage.surveys.views.public.blueprint import bp

__all__ = ["answer", "bp", "entry", "sending", "withdrawal"]
