"""People, without faces, so that everybody can be anybody."""

from engage.demo.art.brush import INK, PERSIMMON, SLATE, STONE, WHITE, Brush, Colour, Point, dark, mix
from engage.demo.art.scenery import shadow

SKIN, TAN = "#efc3a0", "#dba981"
BLACK, BROWN, GREY = "#33302f", "#6a4a3a", "#cfd0cb"

DOWN: Point = (0.05, 0.33)
WAVE: Point = (0.2, -0.28)


def person(
    brush: Brush,
    x: float,
    y: float,
    height: float,
    coat: Colour,
    *,
    legs: Colour = INK,
    hair: Colour = BLACK,
    cut: str = "short",
    skin: Colour = SKIN,
    left: Point = DOWN,
    right: Point = DOWN,
    pose: str = "stands",
    side: int = 1,
    hat: Colour | None = None,
    grounded: bool = True,
) -> None:
    """Draw somebody whose feet, or seat when sitting, are at a point.

    Hands are given from the shoulder, outwards and down, in shares of the height. `side` is where a walking or sitting
    person turns: 1 is right. Somebody on a ladder is not grounded and throws no shadow.
    """
    u = height
    hip = y if pose == "sits" else y - 0.43 * u
    if grounded and pose != "sits":
        shadow(brush, x, y, 0.2 * u)
    _hair_behind(brush, x, hip - 0.455 * u, 0.108 * u, hair, cut)
    _arm(brush, (x - side * 0.1 * u, hip - 0.29 * u), (-side * left[0] * u, left[1] * u), u, dark(coat, 0.14), skin)
    _legs(brush, x, y, hip, u, legs, pose, side)
    brush.box(x - 0.03 * u, hip - 0.39 * u, 0.06 * u, 0.1 * u, dark(skin, 0.1))
    brush.box(x - 0.128 * u, hip - 0.345 * u, 0.256 * u, 0.37 * u, coat, 0.075 * u)
    _head(brush, x, hip - 0.455 * u, 0.108 * u, hair, skin, side)
    if hat:
        _hat(brush, x, hip - 0.475 * u, 0.118 * u, hat)
    _arm(brush, (x + side * 0.1 * u, hip - 0.29 * u), (side * right[0] * u, right[1] * u), u, dark(coat, 0.05), skin)


def _legs(brush: Brush, x: float, y: float, hip: float, u: float, fill: Colour, pose: str, side: int) -> None:
    if pose == "sits":
        for offset, tone in ((-0.02, 0.16), (0.02, 0.0)):
            knee = (x + side * (0.23 + offset) * u, hip - 0.02 * u)
            foot = (knee[0] + side * 0.01 * u, hip + 0.25 * u)
            brush.line([(x, hip - 0.02 * u), knee, foot], dark(fill, tone), 0.105 * u)
            brush.box(foot[0] - 0.05 * u, foot[1], 0.13 * u, 0.055 * u, INK, 0.03 * u)
        return
    stride = 0.13 if pose == "walks" else 0.0
    for sign, tone in ((-1, 0.16), (1, 0.0)):
        foot = (x + sign * (0.062 + stride) * u, y - 0.035 * u)
        brush.line([(x + sign * 0.058 * u, hip), foot], dark(fill, tone), 0.1 * u)
        turn = 0.02 * side * u if pose == "walks" else 0
        brush.box(foot[0] - 0.06 * u + turn, y - 0.045 * u, 0.12 * u, 0.045 * u, mix(INK, SLATE, 0.2), 0.022 * u)


def _arm(brush: Brush, shoulder: Point, reach: Point, u: float, sleeve: Colour, skin: Colour) -> None:
    hand = (shoulder[0] + reach[0], shoulder[1] + reach[1])
    brush.dot(*hand, 0.042 * u, skin)
    wrist = (shoulder[0] + reach[0] * 0.88, shoulder[1] + reach[1] * 0.88)
    brush.line([shoulder, wrist], sleeve, 0.078 * u)


def _hair_behind(brush: Brush, x: float, y: float, r: float, hair: Colour, cut: str) -> None:
    if cut == "long":
        brush.box(x - 1.12 * r, y - r, 2.24 * r, 2.5 * r, hair, 0.9 * r)
    if cut == "bun":
        brush.dot(x, y - 1.25 * r, 0.5 * r, hair)
    if cut == "tails":
        brush.dot(x - 1.25 * r, y + 0.1 * r, 0.46 * r, hair)
        brush.dot(x + 1.25 * r, y + 0.1 * r, 0.46 * r, hair)


def _head(brush: Brush, x: float, y: float, r: float, hair: Colour, skin: Colour, side: int) -> None:
    brush.dot(x, y, r, skin)
    brush.pie(x, y - 0.06 * r, 1.08 * r, 180, 360, hair)
    brush.dot(x - side * 0.62 * r, y - 0.1 * r, 0.48 * r, hair)


def _hat(brush: Brush, x: float, y: float, r: float, fill: Colour) -> None:
    brush.pie(x, y, r, 180, 360, fill)
    brush.box(x - 1.25 * r, y - 0.12 * r, 2.5 * r, 0.26 * r, dark(fill, 0.12), 0.13 * r)


def seen_from_behind(brush: Brush, x: float, y: float, size: float, coat: Colour, hair: Colour = BLACK) -> None:
    """Draw the shoulders and the back of the head of somebody who looks away; y is the lower edge."""
    brush.box(x - 46 * size, y - 62 * size, 92 * size, 90 * size, coat, 38 * size)
    brush.box(x - 9 * size, y - 76 * size, 18 * size, 22 * size, dark(SKIN, 0.1))
    brush.dot(x, y - 98 * size, 30 * size, hair)


def wheelchair(brush: Brush, x: float, y: float, size: float) -> None:
    """Draw a wheelchair that faces right, its large wheel standing at a point."""
    brush.ring(x, y - 40 * size, 38 * size, INK, 6 * size)
    brush.dot(x, y - 40 * size, 7 * size, INK)
    for dx, dy in ((28, 26), (-28, 26), (28, -26), (-28, -26)):
        brush.line([(x, y - 40 * size), (x + dx * size, y - (40 + dy) * size)], SLATE, 2.5 * size)
    brush.line([(x - 34 * size, y - 128 * size), (x - 22 * size, y - 60 * size)], INK, 7 * size)
    brush.line([(x - 52 * size, y - 130 * size), (x - 34 * size, y - 128 * size)], INK, 7 * size)
    brush.line([(x + 44 * size, y - 58 * size), (x + 62 * size, y - 16 * size)], INK, 6 * size)
    brush.ring(x + 56 * size, y - 12 * size, 11 * size, INK, 5 * size)
    brush.box(x - 28 * size, y - 68 * size, 76 * size, 14 * size, PERSIMMON, 6 * size)


def umbrella(brush: Brush, x: float, y: float, radius: float, fill: Colour) -> None:
    """Draw an open umbrella; the point is the middle of its rim."""
    brush.line([(x, y - radius * 1.12), (x, y + radius * 0.9)], INK, 5)
    brush.pie(x, y, radius, 180, 360, fill)
    for part, tone in ((0.62, 0.12), (0.22, 0.0)):
        brush.shape([(x, y - radius), (x + radius * part, y), (x - radius * part, y)], mix(fill, WHITE, tone))
    brush.box(x - radius, y - 2, radius * 2, 5, dark(fill), 2)


def cane(brush: Brush, x: float, y: float, height: float) -> None:
    brush.line([(x, y), (x, y - height)], mix(STONE, INK, 0.5), 5)
    brush.bow(x - 9, y - height, 9, 180, 360, mix(STONE, INK, 0.5), 5)
