"""What stands behind and around things: sky, hills, ground, houses, trees, lamps, rooms."""

from collections.abc import Sequence

from engage.demo.art.brush import (
    APRICOT,
    BARK,
    CREAM,
    HEIGHT,
    INK,
    LAWN,
    LEAF,
    MIST,
    MOSS,
    SAGE,
    SAND,
    SKY,
    STONE,
    SUN,
    TEAL,
    WHITE,
    WIDTH,
    Brush,
    Colour,
    Point,
    clear,
    dark,
    mix,
    pale,
    sagging,
)

NIGHT = mix(TEAL, INK, 0.55)


def outdoors(ground: Colour = SAND, horizon: float = 430, *, sun: float | None = 640) -> Brush:
    """Begin a picture by daylight: sky, sun, the hills and towers of the city, and the ground."""
    brush = Brush(SKY)
    brush.box(0, 0, WIDTH, 120, mix(SKY, MIST, 0.2))
    if sun is not None:
        brush.dot(sun, 110, 74, clear(SUN, 0.28))
        brush.dot(sun, 110, 48, mix(SUN, CREAM, 0.2))
    for x, y, size in ((150, 96, 1.0), (430, 64, 0.7), (660, 104, 0.85)):
        if sun is None or abs(x - sun) > 170:
            cloud(brush, x, y, size)
    far = mix(SKY, MIST, 0.75)
    for x, y, width in ((60, 250, 46), (112, 216, 40), (330, 232, 44), (384, 260, 54), (606, 236, 42), (690, 206, 48)):
        brush.box(x, y, width, horizon - y, far, 4)
    hill(brush, 40, horizon, 330, 150, mix(MIST, SAGE, 0.35))
    hill(brush, 720, horizon, 400, 170, mix(MIST, SAGE, 0.45))
    hill(brush, 400, horizon, 420, 95, mix(MIST, SAGE, 0.7))
    floor(brush, ground, horizon)
    return brush


def night(ground: Colour, horizon: float = 430) -> Brush:
    brush = Brush(NIGHT)
    for x, y in ((80, 70), (190, 130), (300, 50), (420, 110), (540, 60), (620, 150), (745, 110), (700, 40), (40, 190)):
        brush.dot(x, y, 2.6, pale(SUN, 0.4))
    brush.dot(706, 66, 36, mix(SUN, CREAM, 0.4))
    brush.dot(691, 57, 32, NIGHT)
    hill(brush, 120, horizon, 380, 150, mix(NIGHT, TEAL, 0.5))
    hill(brush, 660, horizon, 420, 130, mix(NIGHT, TEAL, 0.75))
    floor(brush, ground, horizon)
    return brush


def indoors(wall: Colour, ground: Colour, horizon: float = 450) -> Brush:
    brush = Brush(wall)
    brush.box(0, horizon, WIDTH, HEIGHT - horizon, ground)
    brush.box(0, horizon - 12, WIDTH, 12, dark(wall, 0.12))
    return brush


def floor(brush: Brush, ground: Colour, horizon: float) -> None:
    brush.box(0, horizon, WIDTH, HEIGHT - horizon, ground)
    brush.box(0, horizon, WIDTH, 7, mix(ground, WHITE, 0.35))
    brush.box(0, HEIGHT - 46, WIDTH, 46, dark(ground, 0.05))


def hill(brush: Brush, x: float, y: float, across: float, height: float, fill: Colour) -> None:
    brush.oval(x, y, across, height, fill)


def cloud(brush: Brush, x: float, y: float, size: float, fill: Colour = WHITE) -> None:
    for dx, dy, radius in ((-44, 6, 22), (-12, -8, 32), (28, -2, 26), (54, 10, 17)):
        brush.dot(x + dx * size, y + dy * size, radius * size, fill)
    brush.box(x - 64 * size, y + 6 * size, 134 * size, 22 * size, fill, 11 * size)


def shadow(brush: Brush, x: float, y: float, across: float) -> None:
    brush.oval(x, y, across, max(4, across * 0.11), clear(INK, 0.13))


def tree(brush: Brush, x: float, y: float, size: float = 1.0, crown: Colour = LEAF) -> None:
    """Draw a round tree whose trunk stands at a point; about 210 high at size 1."""
    shadow(brush, x + 8 * size, y, 74 * size)
    trunk = [(-11, 0), (-7, -90), (7, -90), (12, 0)]
    brush.shape([(x + dx * size, y + dy * size) for dx, dy in trunk], BARK)
    brush.line([(x, y - 70 * size), (x + 26 * size, y - 105 * size)], BARK, 7 * size)
    for dx, dy, radius, tone in (
        *((-42, -112, 40, 0.16), (42, -110, 42, 0.16), (0, -100, 40, 0.16)),
        *((-30, -140, 42, 0.0), (32, -142, 44, 0.0), (0, -168, 42, 0.0)),
    ):
        brush.dot(x + dx * size, y + dy * size, radius * size, mix(crown, MOSS, tone * 3))
    for dx, dy, radius in ((-24, -160, 20), (20, -176, 15), (30, -140, 13)):
        brush.dot(x + dx * size, y + dy * size, radius * size, mix(crown, LAWN, 0.4))


def bush(brush: Brush, x: float, y: float, size: float = 1.0, fill: Colour = MOSS, bloom: Colour | None = None) -> None:
    for dx, dy, radius in ((-30, -16, 20), (0, -26, 28), (32, -16, 21)):
        brush.dot(x + dx * size, y + dy * size, radius * size, fill)
    brush.box(x - 50 * size, y - 18 * size, 104 * size, 18 * size, fill, 9 * size)
    for dx, dy in ((-32, -22), (-8, -40), (12, -22), (34, -26), (-14, -14)) if bloom else ():
        brush.dot(x + dx * size, y + dy * size, 6 * size, bloom or fill)


def pot(brush: Brush, x: float, y: float, size: float = 1.0, bloom: Colour | None = None) -> None:
    """Draw a potted plant that stands at a point."""
    shadow(brush, x, y, 34 * size)
    bush(brush, x, y - 40 * size, 0.72 * size, LEAF, bloom)
    corners = [(-26, -48), (26, -48), (19, 0), (-19, 0)]
    brush.shape([(x + dx * size, y + dy * size) for dx, dy in corners], mix(APRICOT, BARK, 0.35))
    brush.box(x - 30 * size, y - 52 * size, 60 * size, 12 * size, mix(APRICOT, BARK, 0.5), 4 * size)


def house(
    brush: Brush,
    box: tuple[float, float, float, float],
    wall: Colour,
    *,
    floors: int,
    windows: int,
    lit: Sequence[int] = (),
) -> None:
    """Draw an old block of flats: x, y, width and height, rows of windows, those with the given numbers lit."""
    x, y, width, height = box
    brush.box(x, y, width, height, wall)
    brush.box(x + width - 16, y, 16, height, dark(wall, 0.07))
    brush.box(x - 9, y - 13, width + 18, 18, dark(wall, 0.26), 4)
    across, down = width / windows, height / floors
    for number in range(floors * windows):
        left = x + (number % windows + 0.5) * across
        top = y + (number // windows + 0.2) * down
        window(brush, left, top, across * 0.5, down * 0.5, SUN if number in lit else mix(TEAL, MIST, 0.55))


def window(brush: Brush, x: float, y: float, width: float, height: float, glass: Colour) -> None:
    """Draw a window with its sill; x is its middle and y its top."""
    brush.box(x - width / 2 - 4, y - 4, width + 8, height + 8, CREAM, 4)
    brush.box(x - width / 2, y, width, height, glass, 2)
    brush.shape(
        [(x - width / 2, y + height), (x - width / 2, y + height * 0.4), (x + width * 0.1, y), (x + width / 2, y)],
        clear(WHITE, 0.14),
    )
    brush.box(x - 1.5, y, 3, height, CREAM)
    brush.box(x - width / 2 - 8, y + height + 4, width + 16, 6, STONE, 3)


def street_lamp(brush: Brush, x: float, y: float, height: float, *, reach: float = 60, lit: bool = False) -> None:
    """Draw a lamp whose pole stands at a point and whose arm reaches to the right, or left below zero."""
    shadow(brush, x, y, 22)
    brush.line([(x, y), (x, y - height + 20), (x + reach * 0.25, y - height), (x + reach, y - height)], TEAL, 8)
    brush.box(x - 11, y - 14, 22, 14, TEAL, 4)
    if lit:
        brush.shape(
            [(x + reach - 18, y - height), (x + reach + 18, y - height), (x + reach + 120, y), (x + reach - 120, y)],
            clear(SUN, 0.25),
        )
    brush.box(x + reach - 22, y - height - 6, 44, 14, TEAL, 7)
    brush.box(x + reach - 16, y - height + 6, 32, 6, SUN, 3)


def glow(brush: Brush, x: float, y: float, radius: float) -> None:
    for share, strength in ((1.0, 0.10), (0.68, 0.14), (0.38, 0.24)):
        brush.dot(x, y, radius * share, clear(SUN, strength))


def pendant(brush: Brush, x: float, drop: float, shade: Colour, *, light: float = 110) -> None:
    """Draw a lamp that hangs from the ceiling."""
    brush.line([(x, 0), (x, drop - 30)], INK, 4)
    glow(brush, x, drop, light)
    brush.shape([(x - 14, drop - 34), (x + 14, drop - 34), (x + 44, drop), (x - 44, drop)], shade)
    brush.box(x - 44, drop - 4, 88, 9, dark(shade), 4)
    brush.pie(x, drop + 3, 17, 0, 180, mix(SUN, WHITE, 0.3))


def bunting(brush: Brush, start: Point, end: Point, colours: Sequence[Colour], *, lamps: int = 11) -> None:
    """Hang a string of small lamps between two points."""
    sag = 4.2 * lamps
    brush.hang(start, end, sag, dark(STONE, 0.5), 3)
    for number, (x, y) in enumerate(sagging(start, end, sag, lamps + 1)[1:-1]):
        brush.dot(x, y + 10, 15, clear(SUN, 0.22))
        brush.dot(x, y + 10, 7, colours[number % len(colours)])
