"""Questions as they are stored, built once for as long as they stay the same."""

import json
from functools import lru_cache

from engage.surveys.questionnaire import Questionnaire


@lru_cache(maxsize=256)
def parsed(content: str) -> Questionnaire:
    """Return the questions of a version's content, which is asked for as text: the text itself is the key."""
    return Questionnaire.from_data(json.loads(content))
