"""Looking needs up: a few candidates from the index, the newest first, ranked one by one.

What is read does not grow with what is stored: the index hands candidates out from the newest on and stops, and the
first ones asked for share two terms with the text, which is seldom by chance.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from sqlalchemy import select
from sqlalchemy import text as sql

from engage.communities.models import Area
from engage.extensions import db
from engage.needs.models import Need
from engage.needs.queries.shown import is_public_in_sql
from engage.needs.similar.index import NEAR, anywhere, near, places, within
from engage.needs.similar.likeness import (
    THRESHOLD,
    Features,
    features,
    likeness,
    query_terms,
    search_terms,
)
from engage.needs.states import OPEN, State

CANDIDATES = 60  # Of each question to the index.
MOST_TERMS = 12
PAIRED_TERMS = 7
ASIDE = 0.95  # What the likeness counts of a need in another building or street of the same place.
BEGINNING = "*"
MOST_READ = 5_000  # PostgreSQL collects before it sorts: beyond this many, chance says which.

_LOOK_UP = {
    "sqlite": "SELECT rowid FROM need_search WHERE need_search MATCH :query ORDER BY rowid DESC LIMIT :most",
    "postgresql": (
        "WITH hit AS MATERIALIZED (SELECT need_id FROM need_search WHERE terms @@ CAST(:query AS tsquery)) "
        "SELECT need_id FROM hit ORDER BY need_id DESC LIMIT :most"
    ),
}
_BEGINS = {"sqlite": "*", "postgresql": ":*"}
_SIGNS = {"sqlite": (" OR ", " AND ", '"'), "postgresql": (" | ", " & ", "'")}


@dataclass(frozen=True)
class Match:
    """A need that says much the same; `score` is from 0 to 1."""

    need_id: int
    score: float


def similar(
    text: str,
    area: Area,
    *,
    limit: int = 5,
    states: Collection[State] = OPEN,
) -> list[Match]:
    """Return the open public needs that say the same as the text: those of the area's community, then of its district.

    In each the most alike come first. `states` are those wanted of the open ones. An area above its district has none.
    """
    asked = features(text)
    matches: list[Match] = []
    seen: set[int] = set()
    for place in _places(area):
        if len(matches) < limit and asked.words:
            ids = [id_ for id_ in _candidates(place, search_terms(text)) if id_ not in seen]
            seen.update(ids)
            matches += _ranked(ids, asked, area, states)[: limit - len(matches)]
    return matches


def search_ids(text: str, area: Area, limit: int) -> list[int]:
    """Return the ids of needs of the area and below, public or not, whose summaries hold all words of the text.

    The newest come first. Which of them somebody may see is for the caller to ask. Without a word to look for: none.
    """
    found = query_terms(text)[:MOST_TERMS]
    return _ids(_all([within(area.id), *map(_searched, found)]), limit) if found else []


def _searched(term: str) -> str:
    """Return what to look for: one Chinese character stands for all pairs that begin with it."""
    return anywhere(term) + (BEGINNING if len(term) == 1 and not term.isascii() else "")


def _places(area: Area) -> list[int]:
    """Return the ids of the community and the district of an area, the nearer first."""
    kinds = places([area.path])
    return sorted(kinds, key=lambda id_: NEAR.index(kinds[id_]))


def _candidates(place: int, terms: Sequence[str]) -> list[int]:
    """Return the newest needs of a place that share two of the terms, filled up with those that share one.

    All terms at once would find fewer, and would have to read the lists to their ends for it.
    """
    found = [near(place, term) for term in terms[:MOST_TERMS]]
    pairs = _any(_all(pair) for pair in combinations(found[:PAIRED_TERMS], 2))
    ids = _ids(pairs, CANDIDATES) if pairs else []
    if len(ids) < CANDIDATES:
        ids += [id_ for id_ in _ids(_any(map(_word, found)), CANDIDATES) if id_ not in ids]
    return ids[:CANDIDATES]


def _ranked(ids: Sequence[int], asked: Features, area: Area, states: Collection[State]) -> list[Match]:
    # By their ids alone: with more conditions a store may take an index of states, and read all that stand in them.
    columns = select(Need.id, Need.path, Need.state, is_public_in_sql(), Need.summary_zh, Need.summary_en)
    wanted = OPEN & set(states)
    matches = []
    for id_, path, state, is_public, *summaries in db.session.execute(columns.where(Need.id.in_(ids))):
        if not is_public or state not in wanted:
            continue
        score = max(likeness(asked, _features_of(summary)) for summary in summaries)
        if score < THRESHOLD:
            continue
        is_aside = not (path.startswith(area.path) or area.path.startswith(path))
        matches.append(Match(id_, score * (ASIDE if is_aside else 1)))
    return sorted(matches, key=lambda match: (-match.score, -match.need_id))


@lru_cache(maxsize=8192)
def _features_of(summary: str) -> Features:
    """Return a public summary's features, which are asked for again and again."""
    return features(summary)


def _ids(query: str, most: int) -> list[int]:
    dialect = db.session.get_bind().dialect.name
    if dialect == "postgresql":
        db.session.execute(sql("SELECT set_config('gin_fuzzy_search_limit', :most, true)"), {"most": str(MOST_READ)})
    rows = db.session.scalars(sql(_LOOK_UP[dialect]), {"query": query, "most": most})
    return [int(id_) for id_ in rows]


def _word(term: str) -> str:
    """Quote a term. It holds letters and digits alone, so nothing in it needs escaping."""
    dialect = db.session.get_bind().dialect.name
    quote = _SIGNS[dialect][2]
    quoted = f"{quote}{term.removesuffix(BEGINNING)}{quote}"
    return quoted + _BEGINS[dialect] if term.endswith(BEGINNING) else quoted


def _all(terms: Iterable[str]) -> str:
    return "(" + _SIGNS[db.session.get_bind().dialect.name][1].join(map(_word, terms)) + ")"


def _any(parts: Iterable[str]) -> str:
    return _SIGNS[db.session.get_bind().dialect.name][0].join(parts)
