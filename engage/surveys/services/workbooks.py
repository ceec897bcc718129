"""Surveys from workbooks, and workbooks from surveys (see `xlsform`)."""

from datetime import datetime

from engage.communities.models import Area
from engage.errors import Conflict
from engage.i18n import _l
from engage.surveys.models import Survey
from engage.surveys.problems import problems
from engage.surveys.queries.surveys import newest_version, questionnaire_of
from engage.surveys.questionnaire import Words
from engage.surveys.services.make import create
from engage.surveys.xlsform import Reading, SurveyWords, write


def create_from(
    reading: Reading, area: Area, *, fallback: str, actor_id: int | None, now: datetime, token: str | None = None
) -> Survey:
    """Make a draft of what was read; a file without a title gives one named `fallback`. Raises `Invalid`."""
    words = reading.words
    title = words.title or Words(zh=fallback)
    texts = {
        f"{name}_{language}": getattr(getattr(words, name), language)
        for name in ("intro", "thanks", "notice")
        for language in ("zh", "en")
    }
    return create(
        area,
        title_zh=title.zh,
        title_en=title.en,
        questionnaire=reading.questionnaire,
        actor_id=actor_id,
        now=now,
        token=token,
        **texts,
    )


def workbook_of(survey: Survey) -> bytes:
    """Return the newest questions as a workbook. Raises `Conflict` while they have problems."""
    questionnaire = questionnaire_of(newest_version(survey))
    if problems(questionnaire):
        raise Conflict(_l("The questions have faults. Mend them first; other programs could not read the file."))
    words = SurveyWords(
        **{
            name: Words(getattr(survey, f"{name}_zh"), getattr(survey, f"{name}_en"))
            for name in ("title", "intro", "thanks", "notice")
        }
    )
    return write(questionnaire, words, form_id=f"survey_{survey.id}")
