"""Things that stand about a neighbourhood."""

from collections.abc import Sequence

from engage.demo.art.brush import (
    APRICOT,
    BARK,
    CREAM,
    INK,
    LEAF,
    MIST,
    PERSIMMON,
    POOL,
    SLATE,
    STONE,
    SUN,
    TEAL,
    WHITE,
    WOOD,
    Brush,
    Colour,
    Point,
    dark,
    mix,
)
from engage.demo.art.scenery import shadow


def bench(brush: Brush, x: float, y: float, width: float, *, back: bool = True) -> None:
    """Draw a wooden bench; x is its left end, y the ground, its seat 52 above."""
    shadow(brush, x + width / 2, y, width * 0.54)
    for leg in (x + 14, x + width - 24):
        brush.box(leg, y - 50, 10, 50, TEAL, 3)
    if back:
        for offset in (104, 84):
            brush.box(x, y - offset, width, 13, WOOD, 5)
        for post in (x + 16, x + width - 24):
            brush.box(post, y - 106, 8, 60, TEAL, 3)
    brush.box(x - 4, y - 60, width + 8, 15, mix(WOOD, APRICOT, 0.3), 6)


def table(brush: Brush, x: float, y: float, width: float, height: float, top: Colour = WOOD) -> None:
    """Draw a table whose middle stands at a point."""
    shadow(brush, x, y, width * 0.5)
    for leg in (x - width * 0.4, x + width * 0.4):
        brush.line([(leg, y - height), (leg, y - 4)], dark(top, 0.4), 9)
    brush.box(x - width / 2, y - height - 6, width, 16, top, 7)
    brush.box(x - width / 2, y - height + 4, width, 6, dark(top), 3)


def steps(brush: Brush, start: Point, tread: float, rise: float, count: int, ground: float, fill: Colour) -> None:
    """Draw steps seen from the side, up to the right, or to the left with a tread below zero."""
    x, y = start
    for number in range(count):
        left, top = x + number * tread, y - (number + 1) * rise
        edge = min(left, left + tread)
        brush.box(edge, top, abs(tread) + 1, ground - top, fill)
        brush.box(edge, top, abs(tread) + 1, 6, mix(fill, WHITE, 0.5))


def rail(brush: Brush, points: Sequence[Point], drop: float, *, posts: int, low: bool = True) -> None:
    """Draw a handrail along two points with posts down to the ground, and a second rail for children."""
    (x1, y1), (x2, y2) = points[0], points[-1]
    for number in range(posts):
        t = number / (posts - 1)
        x, y = x1 + (x2 - x1) * t, y1 + (y2 - y1) * t
        brush.line([(x, y), (x, y + drop)], TEAL, 7)
    if low:
        brush.line([(x1, y1 + drop * 0.42), (x2, y2 + drop * 0.42)], POOL, 6)
    brush.line(points, PERSIMMON, 11)


def wheel(brush: Brush, x: float, y: float, radius: float, tyre: float = 6) -> None:
    brush.ring(x, y, radius, INK, tyre)
    brush.dot(x, y, radius * 0.2, SLATE)


def bicycle(brush: Brush, x: float, y: float, size: float, frame: Colour) -> None:
    """Draw a bicycle that faces right, its rear wheel standing at a point."""
    shadow(brush, x + 56 * size, y, 96 * size)
    back, front, crank = (x, y - 38 * size), (x + 112 * size, y - 38 * size), (x + 46 * size, y - 36 * size)
    saddle, head = (x + 32 * size, y - 92 * size), (x + 92 * size, y - 96 * size)
    for hub in (back, front):
        wheel(brush, *hub, 36 * size, 6 * size)
        for dx, dy in ((25, 25), (25, -25)):
            spoke = [(hub[0] - dx * size, hub[1] - dy * size), (hub[0] + dx * size, hub[1] + dy * size)]
            brush.line(spoke, mix(SLATE, WHITE, 0.3), 1.6 * size)
    brush.line([back, crank, head, saddle, crank], frame, 7 * size)
    brush.line([back, saddle], frame, 6 * size)
    brush.line([front, head, (head[0] - 3 * size, head[1] - 18 * size)], frame, 7 * size)
    brush.line([(head[0] - 12 * size, head[1] - 20 * size), (head[0] + 16 * size, head[1] - 24 * size)], INK, 6 * size)
    brush.box(saddle[0] - 20 * size, saddle[1] - 9 * size, 36 * size, 10 * size, INK, 5 * size)
    brush.dot(*crank, 8 * size, INK)


def scooter(brush: Brush, x: float, y: float, size: float, body: Colour) -> None:
    """Draw an electric scooter that faces right, its rear wheel standing at a point."""
    shadow(brush, x + 52 * size, y, 88 * size)
    for hub in (x, x + 108 * size):
        brush.dot(hub, y - 24 * size, 24 * size, INK)
        brush.dot(hub, y - 24 * size, 11 * size, mix(SLATE, WHITE, 0.4))
    outline = [(-26, -46), (-22, -86), (34, -84), (44, -40), (76, -40), (88, -112), (102, -112), (104, -56), (92, -26)]
    outline += [(26, -26), (20, -46)]
    brush.shape([(x + dx * size, y + dy * size) for dx, dy in outline], body)
    brush.pie(x + 108 * size, y - 30 * size, 30 * size, 195, 345, dark(body, 0.1))
    brush.box(x - 30 * size, y - 98 * size, 70 * size, 17 * size, INK, 8 * size)
    brush.line([(x + 94 * size, y - 110 * size), (x + 88 * size, y - 132 * size)], INK, 7 * size)
    brush.line([(x + 70 * size, y - 136 * size), (x + 98 * size, y - 130 * size)], INK, 7 * size)
    brush.dot(x + 104 * size, y - 96 * size, 9 * size, SUN)


def board(brush: Brush, x: float, y: float, width: float, height: float) -> None:
    """Draw a notice board on a wall with a few sheets on it."""
    brush.box(x, y, width, height, WOOD, 6)
    brush.box(x + 8, y + 8, width - 16, height - 16, mix(CREAM, STONE, 0.35), 3)
    sheets = ((0.1, 0.16, WHITE), (0.4, 0.14, mix(SUN, WHITE, 0.4)), (0.7, 0.18, WHITE))
    for share, drop, fill in sheets:
        left, top = x + share * width, y + drop * height
        brush.box(left, top, width * 0.22, height * 0.6, fill, 2)
        for row in range(3):
            brush.box(left + 5, top + 10 + row * 12, width * 0.22 - 10 - 6 * (row == 2), 4, MIST, 2)
        brush.dot(left + width * 0.11, top + 3, 4, PERSIMMON)


def sprout(brush: Brush, x: float, y: float, size: float, fill: Colour = LEAF) -> None:
    """Draw a leafy plant."""
    brush.line([(x, y), (x, y - 26 * size)], dark(fill, 0.1), 4 * size)
    for dx, dy in ((-11, -16), (11, -20), (0, -32)):
        brush.oval(x + dx * size, y + dy * size, 11 * size, 7.5 * size if dx else 11 * size, fill)


def bowl(brush: Brush, x: float, y: float, size: float, fill: Colour) -> None:
    """Draw a steaming bowl that stands at a point."""
    brush.pie(x, y - 20 * size, 22 * size, 0, 180, fill)
    brush.box(x - 22 * size, y - 23 * size, 44 * size, 6 * size, mix(fill, WHITE, 0.5), 3 * size)
    for dx in (-8, 7):
        curl = [(dx, -32), (dx + 4, -40), (dx - 2, -49), (dx + 3, -58)]
        brush.line([(x + a * size, y + b * size) for a, b in curl], mix(WHITE, MIST, 0.4), 3 * size)


def ladder(brush: Brush, foot: Point, top: Point, width: float) -> None:
    for offset in (0, width):
        brush.line([(foot[0] + offset, foot[1]), (top[0] + offset, top[1])], WOOD, 8)
    rungs = 8
    for number in range(1, rungs):
        t = number / rungs
        x, y = foot[0] + (top[0] - foot[0]) * t, foot[1] + (top[1] - foot[1]) * t
        brush.line([(x, y), (x + width, y)], dark(WOOD), 6)


def wall_of_stone(brush: Brush, box: tuple[float, float, float, float], fill: Colour) -> None:
    """Draw a retaining wall of large stones: x, y, width and height."""
    x, y, width, height = box
    brush.box(x, y, width, height, fill)
    row_height, stone = 40, 92
    for row in range(int(height // row_height) + 1):
        top = y + row * row_height
        for column in range(-1, int(width // stone) + 1):
            left = max(x, x + column * stone + (stone / 2 if row % 2 else 0))
            right = min(x + width, x + (column + 1) * stone + (stone / 2 if row % 2 else 0))
            bottom = min(top + row_height, y + height)
            tone = 0.05 * ((row * 7 + column * 5) % 4)
            if right - left > 6 and bottom - top > 6:
                brush.box(left + 2, top + 2, right - left - 4, bottom - top - 4, mix(fill, WHITE, 0.08 + tone), 7)
    brush.box(x, y - 10, width, 16, mix(fill, WHITE, 0.4), 4)


def crate(brush: Brush, x: float, y: float, width: float, height: float, fill: Colour = WOOD) -> None:
    """Draw a raised bed; x is its left edge and y the ground."""
    shadow(brush, x + width / 2, y, width * 0.52)
    brush.box(x, y - height, width, height, fill, 4)
    for part in (1, 2):
        brush.box(x, y - height + part * height / 3 - 1.5, width, 3, dark(fill))
    for post in (x, x + width - 10):
        brush.box(post, y - height - 4, 10, height + 4, dark(fill, 0.25), 2)
    brush.box(x + 6, y - height - 6, width - 12, 9, mix(BARK, INK, 0.2), 4)


def droplet(brush: Brush, x: float, y: float, radius: float, fill: Colour) -> None:
    brush.shape(
        [(x, y - radius * 2.1), (x - radius * 0.86, y - radius * 0.5), (x + radius * 0.86, y - radius * 0.5)], fill
    )
    brush.dot(x, y, radius, fill)
