"""A piece of advice."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Advice:
    """What could be better about a question, or about the whole where `where` is "". `detail` fills the sentence."""

    where: str
    code: str
    detail: dict[str, Any] = field(default_factory=dict)
