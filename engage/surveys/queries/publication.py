"""What residents see of the results: a snapshot that holds no more than may be seen."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engage.ballotbox.models import RollSlot
from engage.extensions import db
from engage.small_groups import FEWEST
from engage.surveys.figures.charts import Figure, figure
from engage.surveys.figures.cuts import is_small
from engage.surveys.figures.merged import Merged
from engage.surveys.figures.tally import Tally
from engage.surveys.models import Channel, Gate, Survey
from engage.surveys.queries.gates import parts
from engage.surveys.queries.results import Results, took_part
from engage.surveys.queries.texts import tag_counts
from engage.surveys.questionnaire import QuestionType

WORDS = ("told_zh", "told_en", "next_zh", "next_en")


def snapshot(results: Results, names: Collection[str], words: Mapping[str, str], *, now: datetime) -> dict[str, Any]:
    """Return the chosen questions after hiding what is small. Of free texts only tags that five texts carry."""
    survey, tally = results.survey, results.tally()
    return {
        **{name: words.get(name, "") for name in WORDS},
        "answers": shown_part(survey),
        "late": _shown_late(survey),
        "households": _households(survey),
        "gate": survey.gate,
        "at": now.isoformat(),
        "figures": [_figure(survey, merged, tally) for merged in results.questions if merged.name in names],
    }


def shown_part(survey: Survey) -> int | None:
    """Return how many took part; None for fewer than five."""
    part = took_part(survey)
    return part if part >= FEWEST else None


def _shown_late(survey: Survey) -> int | None:
    """Return how many paper forms were typed in after the close; None for some whose number is hidden."""
    late = parts(survey, Channel.LATE)
    return None if late and is_small(late, took_part(survey)) else late


def _figure(survey: Survey, merged: Merged, tally: Tally) -> Figure:
    made = figure(merged, tally, is_public=True)
    if merged.question.type == QuestionType.TEXT:
        made["tags"] = [[name, number] for name, number in tag_counts(survey.id, merged.name) if number >= FEWEST]
    return made


def _households(survey: Survey) -> int | None:
    """Return how many households could take part, for a survey of households."""
    if survey.gate != Gate.CODE or survey.election_id is None:
        return None
    return db.session.scalar(select(func.count()).where(RollSlot.election_id == survey.election_id))
