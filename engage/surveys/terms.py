"""What a worker decides about a survey beside its questions, as plain values, and what in it does not hold together."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from engage.i18n import _l
from engage.surveys.late import PAPER_DAYS
from engage.surveys.models import Gate, Paging, Survey

LONGEST_TITLE = 120
LONGEST_TEXT = 2000
LONGEST_NOTICE = 4000
KEEP_DAYS = range(30, 1826)
Faults = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class SurveyTerms:
    """Titles, words before and after the questions, who may answer, and when. Instants are aware."""

    title_zh: str
    title_en: str = ""
    intro_zh: str = ""
    intro_en: str = ""
    thanks_zh: str = ""
    thanks_en: str = ""
    notice_zh: str = ""
    notice_en: str = ""
    gate: str = Gate.OPEN
    paging: str = Paging.SECTION
    once_per_device: bool = True
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    keep_days: int = 365
    paper_days: int = 14


FIELDS = tuple(SurveyTerms.__dataclass_fields__)


def terms_of(survey: Survey) -> SurveyTerms:
    return SurveyTerms(**{name: getattr(survey, name) for name in FIELDS})


def fingerprint(terms: SurveyTerms) -> str:
    """Return a short name for what the terms say, to tell whether they are still what somebody saw."""
    text = json.dumps(asdict(terms), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def faults(terms: SurveyTerms) -> Faults:
    """Return a sentence for each field that has to be mended; nothing for terms that hold together."""
    found: dict[str, Any] = {}
    if not terms.title_zh and not terms.title_en:
        found["title_zh"] = _l("Give the survey a title in one language at least.")
    for name, most in _longest():
        if (length := len(getattr(terms, name))) > most:
            found[name] = _l("That is too long: %(length)s characters, at most %(most)s.", length=length, most=most)
    if terms.gate not in set(Gate):
        found["gate"] = _l("Say who may answer.")
    if terms.paging not in set(Paging):
        found["paging"] = _l("Say what one page shows.")
    if terms.opens_at and terms.closes_at and terms.opens_at >= terms.closes_at:
        found["closes_at"] = _l("The survey must end after it begins.")
    if terms.keep_days not in KEEP_DAYS:
        found["keep_days"] = _l(
            "Answers are kept between %(least)s and %(most)s days.", least=KEEP_DAYS.start, most=KEEP_DAYS.stop - 1
        )
    if terms.paper_days not in PAPER_DAYS:
        found["paper_days"] = _l("Paper forms are typed in for at most %(most)s days.", most=PAPER_DAYS.stop - 1)
    return found


def _longest() -> list[tuple[str, int]]:
    most = {"title": LONGEST_TITLE, "intro": LONGEST_TEXT, "thanks": LONGEST_TEXT, "notice": LONGEST_NOTICE}
    return [(f"{name}_{language}", length) for name, length in most.items() for language in ("zh", "en")]
