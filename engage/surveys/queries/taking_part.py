"""Who took part in a survey, by area, beside the flats of the roll. Five statements, whatever is stored."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from engage.communities.models import Area, AreaKind, Placement, PlacementTarget, ScanCount
from engage.extensions import db
from engage.residents.models import Dwelling
from engage.small_groups import FEWEST, hidden_groups
from engage.surveys.models import Survey, SurveyTurnout

MOST_ROWS = 400
MOST_PLACES = 100
# An area is silent only where so many answers would be usual: of a few flats, none is no news.
FEWEST_USUAL = 10
FAR_FEWER = 3  # A third of what is usual.
LEVELS = {AreaKind.CITY: 2, AreaKind.DISTRICT: 2, AreaKind.STREET: 2, AreaKind.COMMUNITY: 1}
# The areas from the one right below the survey's own down; 0 stands for what is in none.
Line = tuple[int, ...]


@dataclass(frozen=True)
class AreaPart:
    """A line of the table. `parts` is None where the group is hidden; the area None for what is in none known."""

    area: Area | None
    flats: int
    parts: int | None
    depth: int
    is_silent: bool


@dataclass(frozen=True)
class ScannedPlace:
    placement: Placement
    scans: int


@dataclass(frozen=True)
class TakingPart:
    """`by_channel` sums up the answers; `areas` is empty where there is nothing to split."""

    flats: int
    parts: int
    by_channel: Mapping[str, int]
    areas: Sequence[AreaPart]

    @property
    def silent(self) -> list[AreaPart]:
        return [row for row in self.areas if row.is_silent]


def taking_part(survey: Survey) -> TakingPart:
    channels: Counter[str] = Counter()
    flats, parts = Counter(_flats(survey.area)), Counter[str]()
    for path, channel, number in db.session.execute(_parts(survey.id)):
        channels[channel] += number
        parts[path] += number
    tree = _Tree(survey.area, flats, parts)
    ids = {id_ for line in tree.flats for id_ in (*line, *tree.flats[line]) if id_}
    areas = {area.id: area for area in db.session.scalars(select(Area).where(Area.id.in_(ids)))} if ids else {}
    rows = list(tree.rows(areas))
    if len(rows) > MOST_ROWS:
        rows = [row for row in rows if row.depth == 0][:MOST_ROWS]
    return TakingPart(flats.total(), parts.total(), channels, rows)


def scanned_places(survey: Survey) -> list[ScannedPlace]:
    """Return the posters that lead to a survey with all their scans, the most scanned first."""
    scans = func.coalesce(func.sum(ScanCount.scans), 0)
    found = (
        select(Placement, scans)
        .options(selectinload(Placement.area))
        .outerjoin(ScanCount, ScanCount.placement_id == Placement.id)
        .where(Placement.target == PlacementTarget.SURVEY, Placement.target_id == survey.id)
        .group_by(Placement)
        .order_by(scans.desc(), Placement.id)
        .limit(MOST_PLACES)
    )
    return [ScannedPlace(placement, int(number)) for placement, number in db.session.execute(found)]


class _Tree:
    """Flats and answers summed up over the levels below the survey's area: by the line to a group, by its area."""

    def __init__(self, top: Area, flats: Mapping[str, int], parts: Mapping[str, int]) -> None:
        self.flats: dict[Line, Counter[int]] = defaultdict(Counter)
        self.parts: dict[Line, Counter[int]] = defaultdict(Counter)
        self.total = sum(flats.values()), sum(parts.values())
        levels = LEVELS.get(AreaKind(top.kind), 0)
        for sums, numbers in ((self.flats, flats), (self.parts, parts)):
            for path, number in numbers.items():
                line = _line(path, top.path, levels)
                for level, id_ in enumerate(line):
                    sums[line[:level]][id_] += number

    def rows(self, areas: Mapping[int, Area], line: Line = ()) -> Iterator[AreaPart]:
        flats, parts = self.flats[line], self.parts[line]
        # More than one of a household may answer, so that an area can have more answers than flats.
        sizes = {id_: max(flats[id_], parts[id_]) for id_ in {*flats, *parts}}
        hidden = hidden_groups(parts, sizes)
        for id_ in sorted(sizes, key=lambda id_: (id_ == 0, areas[id_].ancestor_ids if id_ in areas else [])):
            is_hidden = id_ in hidden
            is_silent = id_ != 0 and self._is_silent(flats[id_], parts[id_], is_hidden)
            yield AreaPart(areas.get(id_), flats[id_], None if is_hidden else parts[id_], len(line), is_silent)
            below = (*line, id_)
            # A group that is hidden is not split any further.
            if not is_hidden and len(self.flats.get(below, ())) > 1:
                yield from self.rows(areas, below)

    def _is_silent(self, flats: int, parts: int, is_hidden: bool) -> bool:
        """Tell whether far fewer answered than elsewhere. Of a hidden area it says no more than "fewer than five"."""
        all_flats, all_parts = self.total
        usual = all_parts * flats / all_flats if all_flats else 0
        return usual >= FEWEST_USUAL and (parts < FEWEST if is_hidden else parts * FAR_FEWER <= usual)


def _flats(area: Area) -> dict[str, int]:
    found = select(Area.path, func.count(Dwelling.id)).join(Dwelling, Dwelling.area_id == Area.id)
    return dict(db.session.execute(found.where(Area.within(area.path)).group_by(Area.path)).all())


def _parts(survey_id: int) -> Select[str, str, int]:
    found = select(Area.path, SurveyTurnout.channel, SurveyTurnout.parts)
    return found.join(SurveyTurnout, SurveyTurnout.area_id == Area.id).where(SurveyTurnout.survey_id == survey_id)


def _line(path: str, top: str, levels: int) -> Line:
    below = [int(part) for part in path.removeprefix(top).split(".") if part] if path.startswith(top) else []
    return (*below, 0, 0)[:levels] if below else (0,)[:levels]
