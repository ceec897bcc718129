"""What somebody has typed into the form of a need, before it is sent."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

# Far more than is accepted, so that a text that is too long can be shortened where it stands.
MOST_KEPT = 20_000
MOST_CONTACT = 120


@dataclass(frozen=True)
class Typed:
    """The fields of the form. `area` and `at` are the codes of the area and of the poster that was scanned."""

    category: str = ""
    text: str = ""
    affected: tuple[str, ...] = ()
    contact: str = ""
    area: str = ""
    at: str = ""
    language: str = "zh"

    def to_data(self) -> dict[str, Any]:
        return asdict(self) | {"text": self.text[:MOST_KEPT], "affected": list(self.affected)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Typed":
        known = {field.name: data[field.name] for field in fields(cls) if field.name in data}
        return cls(**known | {"affected": tuple(known.get("affected", ()))})
