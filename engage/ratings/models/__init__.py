"""Professionals, visits, tickets and ratings, and the sums that are kept of ratings."""

from engage.ratings.models.figures import (
    PublishedFigure,
    RatingSettings,
    RatingSum,
    Satisfaction,
)
from engage.ratings.models.given import (
    CallBack,
    Channel,
    Rating,
    RatingAnswer,
    RatingAppeal,
    RatingBurst,
    RatingEvidence,
    RatingReview,
    Standing,
    Ticket,
)
from engage.ratings.models.people import (
    Professional,
    ProfessionalArea,
    Visit,
    VisitChange,
    VisitState,
)

__all__ = [
    "CallBack",
    "Channel",
    "Professional",
    "ProfessionalArea",
    "PublishedFigure",
    "Rating",
    "RatingAnswer",
    "RatingAppeal",
    "RatingBurst",
    "RatingEvidence",
    "RatingReview",
    "RatingSettings",
    "RatingSum",
    "Satisfaction",
    "Standing",
    "Ticket",
    "Visit",
    "VisitChange",
    "VisitState",
]
