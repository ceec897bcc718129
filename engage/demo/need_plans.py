"""Which needs the demonstration city has, where, in which state, and who works on them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from engage.accounts.models import User
from engage.communities.models import Area
from engage.demo.need_texts import NEEDS
from engage.demo.need_words import TWICE
from engage.demo.places import CITY, CLOSED_COMMUNITY, COMMUNITIES, OPEN_COMMUNITY
from engage.demo.shapes import Text
from engage.needs.categories import CATEGORIES
from engage.needs.states import State

# How many of a hundred stand in a state, and how many days ago they came in.
STATES: Mapping[State, tuple[int, int, int]] = {
    State.RECEIVED: (11, 0, 5),
    State.PUBLISHED: (22, 2, 22),
    State.MATCHED: (14, 5, 30),
    State.UNDER_WAY: (18, 12, 70),
    State.DONE: (10, 15, 60),
    State.CONFIRMED: (19, 30, 170),
    State.DECLINED: (6, 6, 90),
}
WEIGHTS = {OPEN_COMMUNITY: 9, CLOSED_COMMUNITY: 4}


@dataclass(frozen=True)
class Staff:
    """Who works on needs, by the names of their accounts."""

    by_name: Mapping[str, tuple[User, str]]

    def id_of(self, name: str) -> int:
        return self.by_name[name][0].id

    def office(self, area: Area) -> int:
        """Return who moderates the needs of an area."""
        if area.code.startswith(OPEN_COMMUNITY):
            return self.id_of("worker")
        districts = {"CQ-YZ": "official", "CQ-SPB": "official2"}
        return self.id_of(next((name for code, name in districts.items() if area.code.startswith(code)), "admin"))

    def professional(self, category: str, area: Area, dice: Random) -> int:
        wanted = {profession.value for profession in CATEGORIES[category].professions}
        fits = [
            name for name in ("planner", "architect", "engineer", "specialist")
            if self.by_name[name][0].profession in wanted
            and (name != "architect" or area.code.startswith(OPEN_COMMUNITY))
        ]  # fmt: skip
        return self.id_of(dice.choice(fits or ["planner"]))


@dataclass
class Plan:
    """What is to become of one need. `need_id` is known once it is made."""

    number: int
    category: str
    text: Text
    area: Area
    state: State
    days: int
    need_id: int = 0


def plans_in(areas: Mapping[str, Area]) -> Iterator[Plan]:
    dice = Random("needs")
    texts = dice.sample(NEEDS, len(NEEDS))
    states = dice.choices(list(STATES), weights=[share for share, _, _ in STATES.values()], k=len(texts))
    communities = [f"{CITY}-{code}" for code, _, _ in COMMUNITIES]
    shares = [WEIGHTS.get(code, 1) for code in communities]
    places = {code: _places(code, areas) for code in communities}
    for number, ((category, text), state) in enumerate(zip(texts, states, strict=True)):
        [code] = dice.choices(communities, weights=shares)
        is_twice = any(text.zh.startswith(begin) for begin, _ in TWICE)
        state = State.PUBLISHED if is_twice else state
        _, youngest, oldest = STATES[state]
        area = areas[OPEN_COMMUNITY] if is_twice else dice.choice(places[code])
        yield Plan(number, category, text, area, state, dice.randint(youngest, oldest))


def _places(community: str, areas: Mapping[str, Area]) -> Sequence[Area]:
    """Return where needs of a community come from: itself, and all its buildings but the last, which stays silent."""
    inside = [area for area in areas.values() if area.code.startswith(f"{community}-B")]
    buildings = [area for area in inside if area.kind == "building"]
    heard = [area for area in inside if not area.code.startswith(buildings[-1].code)]
    return [areas[community]] * len(buildings) + heard
