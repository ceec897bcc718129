"""What the address of a list asks for. Whatever is not understood counts as not asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask_login import current_user
from sqlalchemy import select

from engage.accounts.permissions import Permission, may, paths_of
from engage.communities.models import Area
from engage.communities.queries.areas import area_by_code
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _, _l
from engage.needs.categories import CATEGORIES
from engage.needs.queries.demand import Filters, Sort
from engage.needs.states import OPEN, State

AGE = re.compile(r"(under|over)-([0-9]{1,4})", re.ASCII)
OPEN_ONES = "open"
ENTRIES = ("own", "assisted")
MOST_TEXT = 80
MOST_NUMBER = 1_000_000
NO_AREA = _l("There is no such area.")


@dataclass(frozen=True)
class Asked:
    """The filters as the form holds them. `state` is a state, "open" or ""; `age` is such as "under-7", in days."""

    area: Area
    for_everybody: bool
    category: str = ""
    state: str = ""
    age: str = ""
    support: int = 0
    entry: str = ""
    professional: int = 0
    q: str = ""
    sort: Sort = Sort.NEWEST

    @property
    def usual_sort(self) -> Sort:
        return Sort.NEWEST if self.for_everybody else Sort.PRIORITY

    @property
    def is_narrowed(self) -> bool:
        return bool(self.arguments().keys() - {"area", "sort"})

    @property
    def age_words(self) -> str:
        kind, days = self.age.split("-")
        if kind == "under":
            return _("Came in within %(days)s days", days=days)
        return _("Older than %(days)s days", days=days)

    def arguments(self, **changes: Any) -> dict[str, Any]:
        """Return what a link to this list carries, all that is as usual left out."""
        names = ("category", "state", "age", "support", "entry", "professional", "q")
        values = {"area": self.area.code, **{name: getattr(self, name) for name in names}}
        values["sort"] = "" if self.sort == self.usual_sort else self.sort.value
        return {name: value for name, value in {**values, **changes}.items() if value}

    def filters(self, now: datetime) -> Filters:
        match = AGE.fullmatch(self.age)
        edge = now - timedelta(days=int(match[2])) if match else None
        is_under = match is not None and match[1] == "under"
        return Filters(
            area=self.area,
            for_everybody=self.for_everybody,
            categories=frozenset({self.category}) if self.category else frozenset(),
            states=OPEN if self.state == OPEN_ONES else frozenset({State(self.state)}) if self.state else frozenset(),
            created_from=edge if is_under else None,
            created_before=None if is_under else edge,
            least_supports=self.support,
            is_assisted=self.entry == "assisted" if self.entry else None,
            professional_id=self.professional or None,
            text=self.q,
            sort=self.sort,
        )


def read(args: Mapping[str, str], area: Area, *, for_everybody: bool) -> Asked:
    def among(name: str, values: Any) -> str:
        return value if (value := args.get(name, "")) in values else ""

    usual = Sort.NEWEST if for_everybody else Sort.PRIORITY
    sort = among("sort", set(Sort))
    states = {state.value for state in State if not (for_everybody and state == State.RECEIVED)} | {OPEN_ONES}
    age = args.get("age", "")
    return Asked(
        area=area,
        for_everybody=for_everybody,
        category=among("category", CATEGORIES),
        state=among("state", states),
        age=age if AGE.fullmatch(age) else "",
        support=_number(args.get("support", "")),
        entry=among("entry", ENTRIES),
        professional=0 if for_everybody else _number(args.get("professional", "")),
        q="".join(char for char in args.get("q", "") if char.isprintable()).strip()[:MOST_TEXT],
        sort=Sort(sort) if sort else usual,
    )


def _number(text: str) -> int:
    return min(int(text), MOST_NUMBER) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def public_area(args: Mapping[str, str]) -> Area | None:
    """Return the area of the address, or the whole city; None where there is no area at all yet."""
    if code := args.get("area", ""):
        return _coded(code)
    return db.session.scalar(select(Area).where(Area.parent_id.is_(None)).order_by(Area.path).limit(1))


def own_areas(permission: Permission) -> Sequence[Area]:
    """Return the areas of the reader in which the permission holds, those inside another of them left out."""
    paths = paths_of(current_user, permission)
    tops = {path for path in paths if not any(path != other and path.startswith(other) for other in paths)}
    return db.session.scalars(select(Area).where(Area.path.in_(tops)).order_by(Area.path)).all()


def staff_area(args: Mapping[str, str], permission: Permission) -> Area:
    """Return the area of the address or the first of the reader's own. Raises `NotFound` outside these."""
    if code := args.get("area", ""):
        found = _coded(code)
        if not may(current_user, permission, found):
            raise NotFound(NO_AREA)
        return found
    return own_areas(permission)[0]


def clean_query(text: str) -> str:
    """Return a query as a saved view keeps it: what a list understands, and no cursor."""
    known = ("area", "category", "state", "age", "support", "entry", "professional", "q", "sort")
    try:
        pairs = parse_qsl(text, max_num_fields=20)
    except ValueError:
        return ""
    return urlencode([(name, value) for name, value in pairs if name in known])


def _coded(code: str) -> Area:
    found = area_by_code(code) if code.isprintable() and len(code) <= 40 else None
    if found is None:
        raise NotFound(NO_AREA)
    return found
