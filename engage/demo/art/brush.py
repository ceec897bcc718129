"""A brush for flat pictures: shapes in a calm palette on a sheet of 800 by 600, drawn large and shrunk for soft edges."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from math import cos, radians, sin

from PIL import Image, ImageColor, ImageDraw

WIDTH, HEIGHT = 800, 600
SCALE = 3

TEAL, DEEP, POOL, MIST, SKY = "#0f5c5c", "#0b4346", "#4f9190", "#bcd8d5", "#dcecec"
SAGE, LEAF, MOSS, LAWN = "#a9c4a0", "#6f9f77", "#3f7659", "#c3d6b2"
PERSIMMON, APRICOT, SUN, ROSE, BERRY, PLUM = "#d2693c", "#eba974", "#f7d98f", "#dd9a8e", "#a9475a", "#8d78a6"
CREAM, SAND, STONE, SLATE = "#faf6ee", "#efe4d0", "#d3c9b8", "#9aa5a3"
WOOD, BARK, INK, WHITE = "#b98355", "#7b5640", "#24393b", "#ffffff"

Point = tuple[float, float]
Colour = str | tuple[int, ...]


def clear(colour: Colour, share: float) -> Colour:
    """Return a colour that covers only a share, from 0 to 1, of what lies below."""
    return (*_rgb(colour), round(255 * share))


def mix(colour: Colour, other: Colour, share: float) -> Colour:
    """Return a colour with a share, from 0 to 1, of another in it."""
    pairs = zip(_rgb(colour), _rgb(other), strict=True)
    return tuple(round(one + (two - one) * share) for one, two in pairs)


def dark(colour: Colour, share: float = 0.18) -> Colour:
    return mix(colour, INK, share)


def pale(colour: Colour, share: float = 0.3) -> Colour:
    return mix(colour, CREAM, share)


def _rgb(colour: Colour) -> tuple[int, ...]:
    return (ImageColor.getrgb(colour) if isinstance(colour, str) else colour)[:3]


class Brush:
    """Draws shapes by their place on the sheet, the origin at its top left."""

    def __init__(self, ground: Colour) -> None:
        self._sheet = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
        self._pen = ImageDraw.Draw(self._sheet, "RGBA")

    def box(self, x: float, y: float, width: float, height: float, fill: Colour, radius: float = 0) -> None:
        corners = (x * SCALE, y * SCALE, (x + width) * SCALE - 1, (y + height) * SCALE - 1)
        self._pen.rounded_rectangle(corners, min(radius, width / 2, height / 2) * SCALE, fill)

    def oval(self, x: float, y: float, across: float, down: float, fill: Colour) -> None:
        """Fill an ellipse around a point; `across` and `down` are its half axes."""
        self._pen.ellipse([v * SCALE for v in (x - across, y - down, x + across, y + down)], fill)

    def dot(self, x: float, y: float, radius: float, fill: Colour) -> None:
        self.oval(x, y, radius, radius, fill)

    def pie(self, x: float, y: float, radius: float, start: float, end: float, fill: Colour) -> None:
        """Fill a slice between two angles in degrees, clockwise from three o'clock."""
        self._pen.pieslice([v * SCALE for v in (x - radius, y - radius, x + radius, y + radius)], start, end, fill)

    def shape(self, points: Iterable[Point], fill: Colour) -> None:
        self._pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        """Draw a line with round ends and corners. The colour must cover, as the ends overlap the line."""
        self._pen.line([(x * SCALE, y * SCALE) for x, y in points], fill, round(width * SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.dot(x, y, width / 2, fill)

    def bow(self, x: float, y: float, radius: float, start: float, end: float, fill: Colour, width: float) -> None:
        """Draw part of a circle's line between two angles in degrees, clockwise from three o'clock."""
        steps = max(2, round(abs(end - start) / 6))
        angles = [radians(start + (end - start) * step / steps) for step in range(steps + 1)]
        self.line([(x + radius * cos(angle), y + radius * sin(angle)) for angle in angles], fill, width)

    def hang(self, start: Point, end: Point, sag: float, fill: Colour, width: float) -> None:
        """Draw a cable that hangs down by `sag` between two points."""
        self.line(sagging(start, end, sag), fill, width)

    def hoop(self, x: float, y: float, across: float, down: float, fill: Colour, width: float, end: int = 360) -> None:
        """Draw an ellipse's line from three o'clock clockwise to an angle in degrees: 180 is its near half."""
        angles = [radians(angle) for angle in range(0, end + 1, 4)]
        self.line([(x + across * cos(angle), y + down * sin(angle)) for angle in angles], fill, width)

    def ring(self, x: float, y: float, radius: float, fill: Colour, width: float) -> None:
        self.bow(x, y, radius, 0, 360, fill, width)

    def png(self) -> bytes:
        file = BytesIO()
        self._sheet.reduce(SCALE).save(file, "PNG")
        return file.getvalue()


def sagging(start: Point, end: Point, sag: float, steps: int = 20) -> list[Point]:
    """Return points of a curve that hangs between two others."""
    points = []
    for step in range(steps + 1):
        t = step / steps
        points.append((start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t + sag * 4 * t * (1 - t)))
    return points
