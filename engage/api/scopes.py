"""What a key may be for."""

from enum import StrEnum


class Scope(StrEnum):
    """One thing that a program may do with a key, in the key's area and below."""

    DEMANDS_READ = "demands:read"
    REQUESTS_WRITE = "requests:write"
    RATINGS_READ = "ratings:read"
    RATINGS_WRITE = "ratings:write"
    RESULTS_READ = "results:read"
