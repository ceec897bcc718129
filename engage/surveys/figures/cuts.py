"""What may be shown of few people. See `engage.small_groups` for the rule and its source."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from engage.small_groups import FEWEST, hidden_groups

Place = tuple[int, str]  # Area, channel.
OWN = ""


@dataclass(frozen=True)
class Cut:
    """A part of the answers. `area_id` stands for the area and all below it. Empty fields do not narrow."""

    area_id: int | None = None
    channel: str = ""
    question: str = ""
    cell: str = ""

    def __bool__(self) -> bool:
        return bool(self.area_id or self.channel or self.question)


def hidden_parts(counts: Mapping[str, int]) -> frozenset[str]:
    """Return the parts to hide of a whole that is known, so that none below five can be had by subtraction."""
    total = sum(counts.values())
    return hidden_groups(counts, dict.fromkeys(counts, total))


def is_small(number: int, whole: int) -> bool:
    """Tell whether a part, or what the whole is more than the part, is too small to be shown."""
    return number < FEWEST or 0 < whole - number < FEWEST


def count_in(places: Mapping[Place, int], below: Collection[int] | None, channel: str) -> int:
    """Return how many answers came from these areas (all for `None`) by this channel (all for "")."""
    return sum(
        number
        for (area_id, by), number in places.items()
        if (below is None or area_id in below) and (not channel or by == channel)
    )


def hides(
    cut: Cut,
    said: Mapping[Place, int],
    whole: Mapping[Place, int],
    paths: Mapping[int, str],
    root_path: str,
) -> bool:
    """Tell whether a cut has to be hidden: itself small, or known by subtraction from its neighbours.

    `said` counts, by place, the answers with the cut's choice (the same as `whole` where it names none). `paths` are
    those of all areas with answers and of the cut's own.
    """
    below = _below(cut.area_id, paths)
    if is_small(count_in(said, below, cut.channel), count_in(whole, below, cut.channel)):
        return True
    if cut.channel and _is_hidden_among(cut.channel, _by_channel(said, below)):
        return True
    if cut.area_id is None:
        return False
    places = {place: count for place, count in said.items() if not cut.channel or place[1] == cut.channel}
    return paths[cut.area_id] in hidden_areas(places, paths, root_path)


def hidden_areas(places: Mapping[Place, int], paths: Mapping[int, str], root_path: str) -> frozenset[str]:
    """Return the paths of the areas below the root to hide, among those of `paths`.

    On each level those beside one another stand for the area above, together with the answers that are its own.
    """
    beside: dict[str, dict[str, int]] = {root_path: {}}
    for (area_id, _channel), count in places.items():
        path = paths[area_id]
        steps = [end + 1 for end, sign in enumerate(path) if sign == "." and end + 1 >= len(root_path)]
        line = [path[:step] for step in steps] if path.startswith(root_path) else []
        for above, one in zip(line, [*line[1:], OWN], strict=False):
            groups = beside.setdefault(above, {})
            groups[one] = groups.get(one, 0) + count
    hidden: set[str] = set()
    for above in sorted(beside):
        groups = {name: count for name, count in beside[above].items() if count}
        hidden |= groups.keys() if above in hidden else hidden_parts(groups)
    seen = {name for groups in beside.values() for name in groups} | {root_path}
    return frozenset(path for path in paths.values() if path in hidden or path not in seen)


def _below(area_id: int | None, paths: Mapping[int, str]) -> frozenset[int] | None:
    if area_id is None:
        return None
    return frozenset(id_ for id_, path in paths.items() if path.startswith(paths[area_id]))


def _by_channel(places: Mapping[Place, int], below: Collection[int] | None) -> dict[str, int]:
    channels = {channel for _area_id, channel in places}
    return {channel: count_in(places, below, channel) for channel in channels}


def _is_hidden_among(one: str, counts: Mapping[str, int]) -> bool:
    return one not in counts or one in hidden_parts({name: number for name, number in counts.items() if number})
