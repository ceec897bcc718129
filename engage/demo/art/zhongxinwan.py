"""Drawings for the closed cycle in Zhongxinwan."""

from collections.abc import Callable

from engage.demo.art.brush import (
    APRICOT,
    BERRY,
    CREAM,
    DEEP,
    INK,
    LAWN,
    LEAF,
    MIST,
    MOSS,
    PERSIMMON,
    PLUM,
    POOL,
    ROSE,
    SAGE,
    SAND,
    SKY,
    SLATE,
    STONE,
    SUN,
    TEAL,
    WHITE,
    WOOD,
    Brush,
    Colour,
    clear,
    dark,
    mix,
)
from engage.demo.art.figures import BROWN, GREY, TAN, WAVE, person, wheelchair
from engage.demo.art.scenery import bush, glow, house, indoors, outdoors, pot, shadow, street_lamp, tree
from engage.demo.art.things import board, crate, droplet, ladder, sprout, wall_of_stone


def lift_lobby() -> Brush:
    brush = indoors(mix(CREAM, MIST, 0.35), mix(SAND, STONE, 0.4), 470)
    brush.box(0, 330, 800, 128, mix(SAGE, MIST, 0.35))
    brush.box(0, 324, 800, 8, mix(SAGE, MOSS, 0.4))
    for x in (210, 560):
        glow(brush, x, 24, 190)
        brush.box(x - 70, 10, 140, 14, WHITE, 7)
    brush.box(286, 116, 248, 356, TEAL, 8)
    brush.box(306, 136, 208, 336, mix(SLATE, CREAM, 0.55))
    brush.box(407, 136, 6, 330, mix(SLATE, INK, 0.25))
    brush.shape([(330, 136), (370, 136), (320, 466), (306, 466), (306, 340)], clear(WHITE, 0.3))
    brush.shape([(446, 136), (486, 136), (430, 466), (413, 466), (413, 420)], clear(WHITE, 0.3))
    brush.box(370, 86, 80, 24, DEEP, 6)
    brush.shape([(398, 103), (410, 92), (422, 103)], SUN)
    brush.box(556, 262, 30, 66, CREAM, 8)
    brush.dot(571, 280, 8, PERSIMMON)
    brush.dot(571, 308, 8, mix(SLATE, WHITE, 0.3))
    brush.shape([(270, 470), (550, 470), (596, 506), (224, 506)], mix(POOL, CREAM, 0.3))
    for number in range(6):
        brush.line([(262 + number * 54, 498), (278 + number * 48, 480)], CREAM, 4)
    board(brush, 52, 130, 176, 120)
    brush.box(58, 424, 168, 14, WOOD, 6)
    brush.line([(80, 438), (66, 470)], TEAL, 8)
    brush.line([(204, 438), (218, 470)], TEAL, 8)
    brush.box(58, 346, 168, 16, mix(WOOD, APRICOT, 0.3), 6)
    person(brush, 128, 426, 226, BERRY, legs=TEAL, hair=GREY, cut="bun", pose="sits", right=(0.2, 0.18))
    wheelchair(brush, 610, 566, 1.15)
    person(brush, 600, 488, 214, mix(SUN, APRICOT, 0.3), legs=DEEP, hair=INK, pose="sits", right=(0.22, 0.16))
    pot(brush, 736, 500, 1.4)
    return brush


def parcel_lockers() -> Brush:
    brush = outdoors(SAND, 470, sun=None)
    tree(brush, 720, 474, 1.15, LEAF)
    brush.box(-30, 180, 150, 292, mix(APRICOT, SAND, 0.35))
    brush.box(-30, 164, 166, 22, dark(APRICOT, 0.15), 4)
    brush.box(16, 236, 72, 90, CREAM, 4)
    brush.box(22, 242, 60, 78, mix(TEAL, MIST, 0.5), 2)
    brush.box(166, 210, 420, 320, DEEP, 8)
    tones = (mix(POOL, MIST, 0.4), mix(SAGE, MIST, 0.2), mix(POOL, MIST, 0.6), PERSIMMON, mix(SUN, CREAM, 0.2))
    for column in range(6):
        if column == 3:
            continue
        for row in range(5):
            tall = 78 if row == 4 else 51
            x, y = 176 + column * 67, 220 + row * 56
            tone = tones[3] if (column, row) in ((1, 2), (5, 0)) else tones[(column * 2 + row) % 3]
            brush.box(x, y, 61, tall, tone, 5)
            brush.dot(x + 51, y + tall / 2, 4, DEEP)
    brush.box(377, 220, 61, 302, mix(CREAM, MIST, 0.3), 5)
    brush.box(385, 330, 45, 66, INK, 5)
    brush.box(389, 335, 37, 48, mix(POOL, MIST, 0.5), 3)
    brush.dot(407, 430, 10, LEAF)
    brush.shape([(120, 172), (158, 132), (608, 132), (634, 172)], TEAL)
    brush.box(116, 168, 522, 14, DEEP, 6)
    for x in (140, 600):
        brush.box(x, 180, 12, 354, TEAL, 4)
    glow(brush, 376, 186, 70)
    brush.box(340, 180, 74, 10, SUN, 5)
    shadow(brush, 376, 534, 250)
    brush.box(243, 332, 61, 51, INK, 5)
    brush.shape([(243, 332), (243, 383), (218, 392), (218, 338)], dark(PERSIMMON))
    person(brush, 292, 578, 246, SUN, legs=TEAL, hair=BROWN, cut="long", side=-1, right=(0.1, 0.18), left=(-0.02, 0.2))
    _parcel(brush, 248, 474, 74)
    person(brush, 664, 576, 220, TEAL, legs=INK, hair=GREY, side=-1, right=WAVE)
    _parcel(brush, 520, 570, 62)
    _parcel(brush, 532, 522, 44)
    return brush


def _parcel(brush: Brush, x: float, y: float, size: float) -> None:
    """Draw a parcel whose lower left corner is at a point."""
    brush.box(x, y - size * 0.74, size, size * 0.74, mix(WOOD, SAND, 0.4), 4)
    brush.box(x + size * 0.42, y - size * 0.74, size * 0.16, size * 0.74, mix(APRICOT, CREAM, 0.3))
    brush.box(x + size * 0.68, y - size * 0.26, size * 0.24, size * 0.16, CREAM, 2)


def sorting_station() -> Brush:
    brush = outdoors(mix(SAND, STONE, 0.25), 460, sun=670)
    house(brush, (-30, 130, 170, 332), mix(MIST, CREAM, 0.4), floors=4, windows=2)
    tree(brush, 736, 464, 0.95, LEAF)
    brush.box(120, 240, 500, 290, mix(CREAM, SAGE, 0.3), 4)
    for number in range(17):
        brush.box(130 + number * 29, 240, 14, 96, mix(WOOD, SAND, 0.35), 3)
    brush.shape([(84, 236), (140, 158), (600, 158), (656, 236)], MOSS)
    brush.shape([(140, 158), (600, 158), (608, 170), (132, 170)], LEAF)
    brush.box(80, 230, 580, 16, dark(MOSS, 0.25), 7)
    for x in (98, 628):
        brush.box(x, 244, 14, 292, TEAL, 4)
    shadow(brush, 366, 536, 290)
    for number, fill in enumerate((mix(POOL, TEAL, 0.25), LEAF, PERSIMMON, SLATE)):
        x = 142 + number * 104
        brush.shape([(x, 384), (x + 88, 384), (x + 80, 530), (x + 8, 530)], fill)
        brush.box(x - 6, 364, 100, 24, dark(fill, 0.15), 8)
        brush.box(x + 28, 350, 32, 16, dark(fill, 0.3), 6)
        brush.dot(x + 44, 450, 24, clear(WHITE, 0.85))
        brush.box(x + 24, 524, 40, 12, INK, 5)
        _sign(brush, x + 44, 450, number, fill)
    brush.box(560, 400, 62, 18, CREAM, 6)
    brush.box(580, 418, 22, 112, mix(CREAM, STONE, 0.5))
    brush.line([(606, 398), (606, 366), (584, 366), (584, 376)], SLATE, 7)
    droplet(brush, 584, 392, 5, POOL)
    person(brush, 690, 580, 236, ROSE, legs=DEEP, hair=INK, cut="bun", side=-1, right=(0.16, 0.26))
    brush.dot(650, 504, 23, mix(MOSS, INK, 0.2))
    brush.shape([(640, 490), (660, 490), (654, 474), (646, 474)], mix(MOSS, INK, 0.2))
    person(brush, 60, 574, 150, SUN, legs=TEAL, hair=INK, cut="tails", right=(0.24, -0.02))
    brush.shape([(92, 488), (108, 488), (106, 516), (94, 516)], mix(POOL, MIST, 0.5))
    return brush


def _sign(brush: Brush, x: float, y: float, kind: int, fill: Colour) -> None:
    """Mark a bin by its kind: bottle, apple core, battery, dust."""
    if kind == 0:
        brush.box(x - 7, y - 8, 14, 24, fill, 4)
        brush.box(x - 3, y - 17, 6, 11, fill, 2)
    elif kind == 1:
        brush.oval(x, y + 3, 11, 12, fill)
        brush.line([(x, y - 8), (x + 4, y - 16)], fill, 3)
    elif kind == 2:
        brush.box(x - 8, y - 10, 16, 25, fill, 3)
        brush.box(x - 4, y - 16, 8, 7, fill, 2)
    else:
        for dx, dy in ((-8, 4), (7, 6), (0, -6)):
            brush.dot(x + dx, y + dy, 6, fill)


def rain_garden() -> Brush:
    brush = outdoors(LAWN, 400, sun=660)
    house(brush, (40, 110, 250, 292), mix(SAND, APRICOT, 0.3), floors=4, windows=3)
    tree(brush, 740, 412, 0.9, MOSS)
    bush(brush, 340, 406, 1.1, MOSS)
    bush(brush, 440, 404, 0.9, LEAF)
    brush.oval(400, 508, 344, 88, mix(STONE, SAND, 0.4))
    for number in range(40):
        x = 70 + (number * 173) % 660
        side = ((x - 400) / 344) ** 2
        edge = 78 * max(0.0, 1 - side) ** 0.5
        y = 508 + (edge if number % 2 else -edge)
        brush.oval(x, y, 15 + number % 4 * 3, 9 + number % 3 * 2, mix(STONE, (SLATE, CREAM, WOOD)[number % 3], 0.35))
    brush.oval(400, 510, 284, 62, mix(MOSS, LAWN, 0.35))
    brush.oval(408, 516, 196, 38, mix(POOL, MIST, 0.35))
    brush.oval(392, 510, 176, 28, mix(POOL, SKY, 0.62))
    for x, y in ((356, 508), (452, 516)):
        brush.oval(x, y, 28, 6, clear(WHITE, 0.55))
    flowers = (PLUM, SUN, ROSE, PLUM, PERSIMMON)
    for number, x in enumerate((166, 204, 244, 286, 560, 600, 640, 676, 328, 520)):
        y = 540 - abs(number % 3 - 1) * 14 if number < 8 else 566
        height = 92 + number * 29 % 44
        for lean in (-20, -8, 14):
            brush.shape([(x - 5, y), (x + 5, y), (x + lean, y - height * (0.8 if lean > 0 else 0.95))], MOSS)
        brush.line([(x, y), (x + 2, y - height)], MOSS, 4)
        fill = flowers[number % 5]
        for dx, dy in ((-11, 2), (11, 2), (0, -11)):
            brush.oval(x + 2 + dx, y - height + dy, 10, 9, fill)
        brush.dot(x + 2, y - height, 5, mix(SUN, WHITE, 0.2))
    for x, y in ((330, 588), (404, 574), (478, 588)):
        brush.oval(x, y, 34, 11, mix(STONE, SLATE, 0.25))
        brush.oval(x, y - 4, 34, 11, mix(STONE, CREAM, 0.5))
    person(brush, 92, 580, 186, PERSIMMON, legs=TEAL, hair=BROWN, cut="long", right=(0.26, -0.06))
    person(brush, 716, 580, 138, TEAL, legs=INK, hair=INK, side=-1, right=(0.22, -0.2))
    for x, y, fill in ((452, 372, PERSIMMON), (548, 330, SUN)):
        brush.oval(x - 9, y - 4, 11, 9, fill)
        brush.oval(x + 9, y - 4, 11, 9, fill)
        brush.line([(x, y - 10), (x, y + 10)], INK, 3)
    return brush


def fitness_corner() -> Brush:
    brush = outdoors(LAWN, 440, sun=150)
    house(brush, (590, 130, 190, 312), mix(MIST, CREAM, 0.35), floors=4, windows=2)
    tree(brush, 60, 456, 1.1, LEAF)
    bush(brush, 520, 446, 1.2, MOSS)
    brush.box(56, 494, 700, 84, mix(PERSIMMON, SAND, 0.55), 26)
    brush.box(56, 490, 700, 76, mix(PERSIMMON, SAND, 0.68), 26)
    shadow(brush, 220, 536, 120)
    for x in (136, 304):
        brush.line([(x, 534), (220, 292)], TEAL, 13)
    brush.line([(130, 352), (310, 352)], SUN, 12)
    for swing, tone in ((-42, 0.2), (44, 0.0)):
        brush.line([(220, 302), (220 + swing, 496)], mix(PERSIMMON, INK, tone), 10)
        brush.box(196 + swing, 492, 50, 14, INK, 6)
    brush.dot(220, 296, 18, DEEP)
    person(
        brush, 220, 502, 246, ROSE, legs=TEAL, hair=GREY, cut="bun", pose="walks", right=(0.22, 0.07), left=(0.2, 0.07)
    )
    shadow(brush, 452, 540, 84)
    brush.box(440, 270, 24, 270, TEAL, 8)
    brush.box(404, 530, 96, 14, DEEP, 6)
    for x, y in ((400, 296), (504, 296)):
        brush.ring(x, y, 46, PERSIMMON, 11)
        for dx, dy in ((0, 40), (35, -20), (-35, -20)):
            brush.line([(x, y), (x + dx, y + dy)], PERSIMMON, 6)
        brush.dot(x, y, 12, DEEP)
    brush.line([(412, 296), (492, 296)], TEAL, 12)
    person(
        brush,
        542,
        560,
        242,
        mix(SUN, APRICOT, 0.3),
        legs=DEEP,
        hair=GREY,
        side=-1,
        right=(0.14, -0.2),
        left=(-0.06, -0.16),
    )
    shadow(brush, 676, 546, 70)
    brush.line([(676, 542), (676, 338)], TEAL, 12)
    brush.line([(620, 414), (732, 414)], SUN, 11)
    brush.oval(676, 536, 54, 15, INK)
    brush.oval(676, 529, 54, 14, POOL)
    person(brush, 676, 530, 196, BERRY, legs=INK, hair=INK, cut="long", right=(0.2, 0.02), left=(0.2, 0.02))
    return brush


def school_crossing() -> Brush:
    brush = outdoors(mix(STONE, SAND, 0.4), 360, sun=None)
    brush.box(470, 120, 330, 242, mix(CREAM, APRICOT, 0.3))
    brush.box(458, 104, 350, 22, PERSIMMON, 5)
    for row in range(2):
        for column in range(4):
            x, y = 494 + column * 76, 152 + row * 96
            brush.box(x, y, 50, 58, WHITE, 4)
            brush.box(x + 4, y + 4, 42, 50, mix(TEAL, MIST, 0.5), 2)
    brush.line([(492, 104), (492, 40)], SLATE, 6)
    brush.box(494, 42, 52, 32, PERSIMMON, 3)
    tree(brush, 400, 372, 0.8, LEAF)
    tree(brush, 60, 372, 0.95, MOSS)
    brush.shape([(0, 396), (800, 396), (800, 560), (0, 560)], mix(SLATE, INK, 0.42))
    brush.box(0, 392, 800, 10, mix(STONE, CREAM, 0.4))
    brush.box(0, 556, 800, 12, mix(STONE, CREAM, 0.4))
    brush.shape([(228, 402), (604, 402), (676, 556), (156, 556)], mix(PERSIMMON, SAND, 0.42))
    for number in range(6):
        top, low = 250 + number * 60, 186 + number * 83
        brush.shape([(top, 402), (top + 34, 402), (low + 48, 556), (low, 556)], CREAM)
    for x, y in ((214, 404), (618, 404), (140, 570), (692, 570)):
        shadow(brush, x, y, 16)
        brush.box(x - 8, y - 66, 16, 66, TEAL, 6)
        brush.box(x - 8, y - 56, 16, 12, SUN)
        brush.box(x - 8, y - 34, 16, 12, SUN)
    _car(brush, 24, 520)
    street_lamp(brush, 720, 398, 290, reach=-110, lit=False)
    person(
        brush, 320, 500, 128, SUN, legs=TEAL, hair=INK, cut="tails", pose="walks", right=(0.24, 0.14), left=(0.1, 0.26)
    )
    person(
        brush,
        398,
        506,
        206,
        TEAL,
        legs=INK,
        hair=BROWN,
        cut="long",
        pose="walks",
        right=(0.24, 0.26),
        left=(0.22, 0.22),
    )
    person(brush, 484, 504, 136, ROSE, legs=DEEP, hair=INK, pose="walks", right=(0.1, 0.26), left=(0.24, 0.06))
    brush.box(286, 422, 24, 38, PERSIMMON, 9)
    brush.box(450, 420, 25, 40, MOSS, 9)
    return brush


def _car(brush: Brush, x: float, y: float) -> None:
    """Draw a small car that faces right and waits; the point is its rear, on the road."""
    shadow(brush, x + 62, y, 96)
    brush.shape([(x - 40, y - 66), (x - 16, y - 112), (x + 62, y - 112), (x + 100, y - 66)], mix(POOL, MIST, 0.25))
    brush.shape([(x - 22, y - 68), (x - 6, y - 102), (x + 20, y - 102), (x + 20, y - 68)], mix(DEEP, MIST, 0.4))
    brush.shape([(x + 28, y - 68), (x + 28, y - 102), (x + 56, y - 102), (x + 84, y - 68)], mix(DEEP, MIST, 0.4))
    brush.box(x - 60, y - 68, 196, 50, mix(POOL, MIST, 0.25), 16)
    brush.box(x + 120, y - 56, 16, 14, SUN, 5)
    for hub in (x - 10, x + 92):
        brush.dot(hub, y - 20, 22, INK)
        brush.dot(hub, y - 20, 10, SLATE)


def tidy_cables() -> Brush:
    brush = outdoors(mix(SAND, STONE, 0.3), 500, sun=None)
    house(brush, (-20, 70, 270, 432), mix(SAND, APRICOT, 0.35), floors=5, windows=3, lit=(7,))
    house(brush, (560, 100, 260, 402), mix(MIST, CREAM, 0.35), floors=5, windows=3)
    for start, end, sag in (((250, 116), (560, 150), 16), ((250, 122), (560, 156), 16), ((250, 128), (560, 162), 16)):
        brush.hang(start, end, sag, mix(INK, TEAL, 0.4), 5)
    for t in (0.2, 0.4, 0.6, 0.8):
        x = 250 + 310 * t
        y = 122 + 34 * t + 64 * t * (1 - t)
        brush.box(x - 5, y - 12, 10, 24, PERSIMMON, 4)
    for x in (240, 560):
        brush.box(x - 10, 96, 22, 406, mix(SLATE, WHITE, 0.35), 3)
        for y in (180, 270, 360, 450):
            brush.box(x - 13, y, 28, 9, SLATE, 3)
    for y in (176, 254, 336, 416):
        brush.box(0, y - 4, 240, 9, mix(SLATE, WHITE, 0.35), 3)
    brush.box(578, 330, 96, 120, TEAL, 8)
    brush.box(588, 340, 76, 100, POOL, 5)
    for row in range(4):
        brush.line([(600, 358 + row * 22), (652, 358 + row * 22)], (SUN, CREAM, APRICOT, SUN)[row], 5)
        brush.dot(652, 358 + row * 22, 6, LEAF)
    ladder(brush, (430, 560), (496, 190), 62)
    person(
        brush,
        500,
        412,
        214,
        PERSIMMON,
        legs=TEAL,
        hair=INK,
        right=(0.22, -0.18),
        left=(0.16, 0.12),
        hat=SUN,
        grounded=False,
    )
    person(brush, 330, 570, 216, MOSS, legs=INK, hair=BROWN, right=(0.28, 0.04), left=(0.08, 0.3), hat=SUN)
    brush.ring(206, 548, 32, INK, 9)
    brush.ring(206, 548, 20, mix(INK, SLATE, 0.4), 6)
    for x, y in ((308, 122), (336, 128)):
        brush.oval(x, y, 13, 9, DEEP)
        brush.dot(x + 10, y - 8, 7, DEEP)
        brush.shape([(x + 15, y - 10), (x + 24, y - 7), (x + 15, y - 5)], SUN)
    pot(brush, 724, 570, 1.1, ROSE)
    return brush


def shared_garden() -> Brush:
    brush = outdoors(LAWN, 400, sun=150)
    house(brush, (-40, 160, 150, 242), mix(MIST, CREAM, 0.4), floors=3, windows=2)
    tree(brush, 400, 408, 0.8, MOSS)
    shadow(brush, 650, 440, 120)
    brush.box(556, 246, 190, 190, mix(WOOD, APRICOT, 0.2), 3)
    for number in range(9):
        brush.box(556 + number * 21, 246, 3, 190, dark(WOOD, 0.08))
    brush.shape([(532, 250), (651, 168), (770, 250)], TEAL)
    brush.box(612, 306, 78, 130, mix(SUN, CREAM, 0.2), 4)
    brush.dot(678, 372, 5, INK)
    brush.line([(742, 256), (768, 262), (768, 340)], SLATE, 7)
    brush.box(738, 340, 60, 96, POOL, 10)
    for y in (360, 410):
        brush.box(736, y, 64, 8, DEEP, 3)
    for x, y, fills in (
        (40, 476, (LEAF, PERSIMMON, LEAF, PERSIMMON)),
        (300, 476, (MOSS, MOSS, MOSS, MOSS)),
        (150, 580, (SUN, ROSE, SUN, ROSE)),
        (430, 580, (LEAF, BERRY, LEAF, BERRY)),
    ):
        crate(brush, x, y, 214, 58)
        for number, fill in enumerate(fills):
            sprout(brush, x + 30 + number * 51, y - 62, 1.25, LEAF if fill in (PERSIMMON, BERRY, SUN, ROSE) else fill)
            if fill in (PERSIMMON, BERRY):
                for dx, dy in ((-10, -18), (11, -26), (2, -42)):
                    brush.dot(x + 30 + number * 51 + dx, y - 62 + dy, 7, fill)
            if fill in (SUN, ROSE):
                for dx, dy in ((-12, -44), (12, -44), (0, -56), (0, -34)):
                    brush.dot(x + 30 + number * 51 + dx, y - 62 + dy, 9, fill)
                brush.dot(x + 30 + number * 51, y - 106, 7, dark(APRICOT, 0.1))
    person(brush, 574, 486, 204, ROSE, legs=TEAL, hair=GREY, cut="bun", side=-1, right=(0.22, 0.08))
    brush.shape([(470, 366), (514, 366), (510, 404), (474, 404)], PERSIMMON)
    brush.line([(474, 396), (444, 366)], PERSIMMON, 8)
    brush.line([(440, 360), (450, 374)], PERSIMMON, 8)
    for dx, dy in ((-14, 16), (-24, 30), (-10, 34), (-20, 50)):
        droplet(brush, 444 + dx * 0.6, 366 + dy, 4, POOL)
    person(brush, 730, 580, 160, SUN, legs=TEAL, hair=INK, side=-1, right=(0.24, 0.16))
    brush.shape([(664, 504), (704, 504), (698, 530), (670, 530)], WOOD)
    brush.dot(676, 500, 9, PERSIMMON)
    brush.dot(692, 500, 9, LEAF)
    return brush


def wall_mural() -> Brush:
    brush = outdoors(mix(SAND, STONE, 0.3), 490, sun=None)
    wall_of_stone(brush, (0, 130, 800, 366), STONE)
    bush(brush, 90, 124, 1.3, MOSS)
    bush(brush, 700, 124, 1.5, LEAF)
    brush.box(90, 166, 620, 300, mix(SKY, SUN, 0.35), 10)
    brush.dot(560, 242, 44, PERSIMMON)
    for x, radius, tone in ((204, 112, 0.35), (430, 150, 0.15), (614, 94, 0.35)):
        brush.pie(x, 372, radius, 180, 360, mix(POOL, MIST, tone))
    brush.box(90, 366, 620, 100, mix(POOL, TEAL, 0.35), 10)
    brush.box(90, 366, 620, 40, mix(POOL, TEAL, 0.35))
    for x, y in ((130, 392), (240, 424), (400, 440), (560, 400), (610, 440)):
        brush.line([(x, y), (x + 16, y - 6), (x + 32, y), (x + 48, y - 6), (x + 64, y)], MIST, 4)
    for x, y, width in ((120, 300, 74), (180, 270, 84), (250, 306, 70)):
        brush.box(x, y, width, 372 - y, mix(CREAM, APRICOT, 0.35))
        brush.shape([(x - 14, y), (x + width / 2, y - 30), (x + width + 14, y)], DEEP)
        for number in range(2):
            brush.box(x + 12 + number * (width - 42), y + 18, 18, 26, mix(PERSIMMON, SUN, 0.3), 2)
    brush.shape([(392, 388), (540, 388), (516, 422), (416, 422)], BERRY)
    brush.line([(462, 388), (462, 268)], CREAM, 6)
    brush.shape([(468, 272), (536, 372), (468, 372)], CREAM)
    brush.shape([(456, 286), (456, 372), (410, 372)], mix(SUN, CREAM, 0.3))
    brush.box(628, 300, 22, 78, mix(WOOD, INK, 0.1))
    for dx, dy, radius in ((-30, 0, 34), (30, 4, 32), (0, -28, 38)):
        brush.dot(639 + dx, 290 + dy, radius, LEAF)
    ladder(brush, (566, 580), (590, 200), 62)
    person(
        brush,
        622,
        480,
        210,
        TEAL,
        legs=INK,
        hair=BROWN,
        cut="long",
        skin=TAN,
        right=(0.12, -0.2),
        left=(0.12, 0.18),
        grounded=False,
    )
    brush.line([(668, 346), (668, 316)], WOOD, 6)
    brush.box(660, 302, 16, 18, LEAF, 3)
    person(brush, 250, 576, 148, SUN, legs=POOL, hair=INK, cut="tails", right=(0.16, -0.24), left=(0.1, 0.26))
    brush.line([(290, 454), (296, 430)], WOOD, 6)
    brush.box(288, 414, 16, 18, PERSIMMON, 3)
    person(brush, 386, 582, 138, ROSE, legs=TEAL, hair=INK, right=(0.2, -0.22), left=(0.1, 0.28))
    brush.line([(424, 464), (430, 440)], WOOD, 6)
    brush.box(422, 426, 16, 18, BERRY, 3)
    for x, fill in ((136, PERSIMMON), (180, SUN), (470, POOL), (514, BERRY)):
        shadow(brush, x, 584, 26)
        brush.box(x - 18, 548, 36, 36, CREAM, 4)
        brush.oval(x, 549, 18, 7, fill)
        brush.box(x - 18, 562, 36, 10, fill)
    return brush


DRAWINGS: dict[str, Callable[[], Brush]] = {
    "lift-lobby": lift_lobby,
    "parcel-lockers": parcel_lockers,
    "sorting-station": sorting_station,
    "rain-garden": rain_garden,
    "fitness-corner": fitness_corner,
    "school-crossing": school_crossing,
    "tidy-cables": tidy_cables,
    "shared-garden": shared_garden,
    "wall-mural": wall_mural,
}
