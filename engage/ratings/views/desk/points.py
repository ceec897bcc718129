"""What a figure does to service points: the sum step by step. Nothing is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, may, staff
from engage.clock import utcnow
from engage.errors import Invalid
from engage.i18n import _
from engage.ratings import desk_words
from engage.ratings.points import MOST_SPECIAL, Points, PointsError, Service, points, written
from engage.ratings.policies import DEFAULT_POLICY, POLICIES
from engage.ratings.queries.figures import Figure, figure
from engage.ratings.queries.professionals import by_staff_no, survivor
from engage.ratings.queries.scopes import served_by
from engage.ratings.settings import Rules, rules
from engage.ratings.views.desk.asked import asked_period, offered_periods, own_area, percent, text, today
from engage.ratings.views.desk.blueprint import bp

FEWEST_LINES, MOST_LINES, ACTIVITIES = 3, 30, 3
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")


@dataclass
class Sheet:
    """What was typed, what is wrong with it by field, and what it comes to when nothing is."""

    abilities: Mapping[str, str]
    wrong: dict[str, str] = field(default_factory=dict)
    figure: Figure | None = None
    result: Points | None = None

    def number(self, name: str, *, most: int | None = None) -> Fraction:
        """Return the number of a field, 0 when it is empty; what is none is noted."""
        typed = text(name, 40).replace(",", ".")
        if typed and not _NUMBER.fullmatch(typed):
            self.wrong[name] = _("Please write a number of 0 or more, such as 12.5.")
            return Fraction(0)
        number = Fraction(typed or 0)
        if most is not None and number > most:
            self.wrong[name] = _("At most %(most)s.", most=most)
        return number

    def ability(self, name: str) -> Fraction:
        """Return the ability of a line: a number, or a title of the settings; 1 when it is empty."""
        typed = text(name, 40)
        if typed in self.abilities:
            return Fraction(self.abilities[typed])
        return self.number(name) if typed else Fraction(1)


@bp.get("/points")
@staff(Permission.SEE_RATINGS)
def points_page() -> ResponseReturnValue:
    area = own_area()
    how = rules(area) if area else Rules()
    sheet = Sheet(how.abilities)
    lines = min(max(request.args.get("lines", FEWEST_LINES, type=int), FEWEST_LINES), MOST_LINES)
    if "count" in request.args:
        _count(sheet, lines)
    day = today()
    return render_template(
        "ratings/desk_points.html",
        sheet=sheet,
        lines=lines,
        most_lines=MOST_LINES,
        activities=ACTIVITIES,
        most_special=MOST_SPECIAL,
        typed=request.args,
        periods=list(dict.fromkeys([*offered_periods(day), asked_period(day).name])),
        period=asked_period(day).name,
        threshold=POLICIES[DEFAULT_POLICY].threshold,
        written=written,
        percent=percent,
        words=desk_words,
    ), (422 if sheet.wrong else 200)


def _count(sheet: Sheet, lines: int) -> None:
    services = [
        Service(sheet.number(f"base-{number}"), sheet.ability(f"ability-{number}"), text(f"what-{number}", 80))
        for number in range(1, lines + 1)
        if text(f"base-{number}", 40)
    ]
    coefficient = _coefficient(sheet)
    last_year = sheet.number("last_year")
    activities = [sheet.number(f"activity-{number}", most=MOST_SPECIAL) for number in range(1, ACTIVITIES + 1)]
    if not sheet.wrong:
        try:
            sheet.result = points(services, coefficient, last_year=last_year, activities=activities)
        except PointsError as error:
            sheet.wrong["activity-1"] = str(error)


def _coefficient(sheet: Sheet) -> Fraction | None:
    """Return the typed coefficient, or that of the professional and period; None where there are too few ratings."""
    if text("coefficient", 20):
        typed = sheet.number("coefficient", most=1)
        threshold = POLICIES[DEFAULT_POLICY].threshold
        if 0 < typed < threshold:
            sheet.wrong["coefficient"] = _("It is 0, or from %(least)s to 1.", least=written(threshold))
        return typed
    found = by_staff_no(text("staff_no", 40))
    found = survivor(found) if found else None
    if found is None or not any(may(current_user, Permission.SEE_RATINGS, area) for area in served_by(found.id)):
        sheet.wrong["staff_no"] = _("There is no such professional among yours. Or type a coefficient.")
        return None
    try:
        sheet.figure = figure(found.id, request.args.get("period", ""), now=utcnow())
    except Invalid as error:
        sheet.wrong["period"] = str(error)
        return None
    return sheet.figure.coefficient
