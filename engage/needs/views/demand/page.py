"""What the pages of the list share."""

from datetime import datetime
from typing import Any

from flask import render_template, request

from engage.communities.area_table import KIND_NAMES
from engage.communities.models import Area, AreaKind
from engage.communities.queries.areas import ancestors, children, lines
from engage.extensions import db
from engage.i18n import _, _l
from engage.needs.categories import CATEGORIES
from engage.needs.queries import demand
from engage.needs.queries.demand import Page, Sort
from engage.needs.queries.totals import silent_kinds, silent_places
from engage.needs.states import State
from engage.needs.views.demand.asked import OPEN_ONES, Asked
from engage.needs.words import STATE_NAMES, category_name

MOST_BELOW = 60
SILENT_PER_PAGE = 50
SORT_NAMES = {
    Sort.NEWEST: _l("Newest first"),
    Sort.SUPPORTED: _l("Most joined first"),
    Sort.PRIORITY: _l("Most urgent first"),
    Sort.WAITING: _l("Longest waiting first"),
    Sort.CHANGED: _l("Changed last first"),
}
AGE_NAMES = {
    "under-7": _l("Came in within 7 days"),
    "under-30": _l("Came in within 30 days"),
    "over-30": _l("Older than 30 days"),
    "over-90": _l("Older than 90 days"),
    "over-365": _l("Older than a year"),
}


def around(asked: Asked) -> dict[str, Any]:
    """Return what every page of the list needs beside what it lists. A fixed number of queries."""
    states = [state for state in State if not (asked.for_everybody and state == State.RECEIVED)]
    ages: list[tuple[str, object]] = list(AGE_NAMES.items())
    if asked.age and asked.age not in AGE_NAMES:
        ages.append((asked.age, asked.age_words))
    return {
        "line": ancestors(asked.area),
        "below": below(asked.area),
        "categories": [(code, category_name(code)) for code in CATEGORIES],
        "states": [(OPEN_ONES, _("Not settled yet")), *((state.value, STATE_NAMES[state]) for state in states)],
        "state_names": STATE_NAMES,
        "category_name": category_name,
        "kind_names": KIND_NAMES,
        "sorts": [(sort.value, name) for sort, name in SORT_NAMES.items()],
        "ages": ages,
    }


def asked_for(asked: Asked, now: datetime) -> Page:
    """Return the page of the list at the cursor of the address."""
    args = request.args
    return demand.page(asked.filters(now), after=args.get("after", ""), before=args.get("before", ""))


def below(area: Area) -> list[Area]:
    return list(db.session.scalars(children(area).limit(MOST_BELOW)))


def silent(asked: Asked) -> str:
    kinds = silent_kinds(asked.area)
    kind = next((kind for kind in kinds if kind.value == request.args.get("of")), kinds[0])
    found = db.paginate(silent_places(asked.area, AreaKind(kind)), per_page=SILENT_PER_PAGE, error_out=False)
    return render_template(
        "needs/silent.html", asked=asked, page=found, kind=kind, kinds=kinds, lines=lines(found.items), **around(asked)
    )
