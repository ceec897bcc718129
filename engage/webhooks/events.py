"""Kinds of events, and patterns that stand for several of them."""

ALL = "*"
NEED_CHANGED = "need.changed"
SATISFACTION_CHANGED = "satisfaction.changed"
VISIT_RATED = "visit.rated"
TEST = "webhook.test"
EVENT_TYPES = (NEED_CHANGED, SATISFACTION_CHANGED, VISIT_RATED)


def matches(pattern: str, type: str) -> bool:
    """Tell whether an event of the type is meant: "*" is every type, "need.*" every type that begins with "need."."""
    return pattern in (ALL, type) or (pattern.endswith(".*") and type.startswith(pattern[:-1]))


def is_pattern(text: str) -> bool:
    """Tell whether somebody may ask for this: everything, a type that exists, or a group of such types."""
    return any(matches(text, type) for type in EVENT_TYPES)
