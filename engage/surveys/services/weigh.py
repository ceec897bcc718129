"""Which margins the results are weighted to. Off unless somebody chose some."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from engage.accounts import audit
from engage.errors import Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.surveys.models import Survey
from engage.surveys.numerals import number
from engage.surveys.queries.weights import AREA_LEVELS

HIGHEST = range(2, 21)


def weigh(
    survey_id: int,
    level: str,
    question: str,
    typed: Mapping[str, str],
    *,
    most: int,
    actor_id: int,
    now: datetime,
) -> None:
    """Keep the margins: dwellings by `level`, and typed shares of a question's choices. Raises `Invalid`.

    A choice whose share is left empty, such as "rather not say", keeps the share that it has among the answers.
    """
    survey = _locked(survey_id)
    if level not in ("", *AREA_LEVELS) or most not in HIGHEST:
        raise Invalid(_l("Choose what to weight by."))
    shares = {cell: _share(text) for cell, text in typed.items() if question and text.strip()}
    if not level and not question:
        raise Invalid(_l("Choose what to weight by."))
    if question and sum(shares.values()) <= 0:
        raise Invalid(_l("Type the known share of each choice."))
    survey.weighting = {
        "level": level,
        "question": question,
        "shares": {cell: str(share) for cell, share in shares.items()},
        "most": most,
    }
    _note(survey, "survey weighting set", actor_id, now)


def weigh_no_more(survey_id: int, *, actor_id: int, now: datetime) -> None:
    survey = _locked(survey_id)
    if survey.weighting is not None:
        survey.weighting = None
        _note(survey, "survey weighting off", actor_id, now)


def _share(text: str) -> Decimal:
    share = number(text.strip().rstrip("%％"))
    if share is None or not 0 <= share <= 10**6:
        raise Invalid(_l("Type shares as numbers, such as 52 or 52.5."))
    return share


def _locked(survey_id: int) -> Survey:
    survey = db.session.get(Survey, survey_id, with_for_update=True)
    if survey is None or survey.deleted_at is not None:
        raise NotFound(_l("There is no such survey."))
    return survey


def _note(survey: Survey, action: str, actor_id: int, now: datetime) -> None:
    subject = f"survey {survey.id}"
    audit.record(user_id=actor_id, area_id=survey.area_id, action=action, subject=subject, now=now)
