"""Surveys, who took part, what was said, and what is kept of it to be read."""

from engage.surveys.models.asked import (
    Gate,
    Paging,
    Survey,
    SurveyState,
    SurveyTicket,
    SurveyTicketBatch,
    SurveyVersion,
)
from engage.surveys.models.given import Channel, SurveyAnswer, SurveyDraft, SurveyPart, SurveyPhoto, SurveyTurnout
from engage.surveys.models.read import SurveyAction, SurveyCount, SurveySum, SurveyTag, SurveyTagged

__all__ = [
    "Channel",
    "Gate",
    "Paging",
    "Survey",
    "SurveyAction",
    "SurveyAnswer",
    "SurveyCount",
    "SurveyDraft",
    "SurveyPart",
    "SurveyPhoto",
    "SurveyState",
    "SurveySum",
    "SurveyTag",
    "SurveyTagged",
    "SurveyTicket",
    "SurveyTicketBatch",
    "SurveyTurnout",
    "SurveyVersion",
]
