"""The kinds of thing that the demonstration city is made of. Plain values: the loader turns them into rows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """The same words for readers of Chinese and of English."""

    zh: str
    en: str


@dataclass(frozen=True)
class AreaData:
    """A node of the tree. `kind` is one of city, district, street, community, building and stairwell."""

    code: str
    kind: str
    name: Text
    parent: str | None


@dataclass(frozen=True)
class DwellingData:
    """A flat, in the stairwell `area`. Its label reads building-unit-flat; floor area in dm² (0.01 m²)."""

    area: str
    label: str
    floor_area_dm2: int


@dataclass(frozen=True)
class PlacementData:
    """A posted QR code. `target` is "community", "need" or "cycle", and then `cycle` holds that cycle's key."""

    area: str
    spot: Text
    target: str
    cycle: str | None
    scans_a_day: int


@dataclass(frozen=True)
class ResidentData:
    """Somebody on the roll of persons. All of them are made up."""

    area: str
    reference: str
    name: str
    birth_year: int
    tie: str


@dataclass(frozen=True)
class StaffData:
    """An account, with one role in one area. Professionals have a profession."""

    name: str
    display_name: str
    role: str
    area: str
    profession: str | None = None


@dataclass(frozen=True)
class ProposalData:
    """A proposal. `popularity` is the share of voters, 0 to 1, to whom it appeals; `drawing` a key of `drawings`."""

    key: str
    title: Text
    text: Text
    place: Text
    area: str
    cost_fen: int
    drawing: str
    popularity: float


@dataclass(frozen=True)
class CycleData:
    """A cycle. Days are counted from the day on which the city is made: below zero lie in the past.

    `turnout` is the share of the roll, 0 to 1, that has voted. An age is the one reached in the year of the vote.
    """

    key: str
    area: str
    title: Text
    summary: Text
    voters: str
    pot_fen: int
    min_choices: int
    max_choices: int
    opens_in_days: int
    closes_in_days: int
    turnout: float
    proposals: tuple[ProposalData, ...]
    min_age: int | None = None
    max_age: int | None = None
    ties: tuple[str, ...] = ()
