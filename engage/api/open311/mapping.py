"""Needs in the words of GeoReport v2: categories are services, needs are requests."""

from datetime import UTC, datetime
from typing import Any

from engage.i18n import _, pick
from engage.needs.categories import CATEGORIES, Affected, Category, Group
from engage.needs.models import NeedEvent
from engage.needs.states import OPEN, State
from engage.needs.words import AFFECTED_NAMES, STATE_NAMES, STATE_SENTENCES

AFFECTED = "affected"


def status_of(state: str) -> str:
    """Return "open" until the people who asked agree, or the need is declined or joined with another."""
    return "open" if State(state) in OPEN else "closed"


def states_of(status: str) -> list[State]:
    return [state for state in State if status_of(state) == status]


def notes_of(state: str, event: NeedEvent | None) -> str:
    """Return the last words of the public timeline; without any, what the state means."""
    words = pick(event.text_zh, event.text_en) if event else ""
    return f"{STATE_NAMES[State(state)]}: {words or STATE_SENTENCES[State(state)]}"


def service(category: Category) -> dict[str, Any]:
    name = pick(category.name_zh, category.name_en)
    group = _("Physical renewal") if category.group == Group.RENEWAL else _("Community action")
    return {
        "service_code": category.code,
        "service_name": name,
        "description": _("What residents ask for: %(name)s", name=name),
        "metadata": True,
        "type": "realtime",
        "keywords": ",".join(sorted({category.name_zh, category.name_en, category.code})),
        "group": group,
    }


def services() -> list[dict[str, Any]]:
    return [service(category) for category in CATEGORIES.values()]


def definition(category: Category) -> dict[str, Any]:
    """Return the attributes of a service: all have the one question of who is affected, which may stay open."""
    values = [{"key": affected.value, "name": str(AFFECTED_NAMES[affected])} for affected in Affected]
    question = {
        "variable": True,
        "code": AFFECTED,
        "datatype": "multivaluelist",
        "required": False,
        "datatype_description": None,
        "order": 1,
        "description": _("Who is affected?"),
        "values": values,
    }
    return {"service_code": category.code, "attributes": [question]}


def timestamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
