"""Drawings for the youth cycle in Huahuiyuan."""

from collections.abc import Callable

from engage.demo.art.brush import (
    APRICOT,
    BARK,
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
from engage.demo.art.figures import BLACK, BROWN, GREY, SKIN, TAN, WAVE, person, seen_from_behind
from engage.demo.art.scenery import (
    NIGHT,
    bunting,
    bush,
    glow,
    indoors,
    night,
    outdoors,
    pendant,
    shadow,
    tree,
)
from engage.demo.art.things import bench, bicycle, droplet, table


def half_court() -> Brush:
    brush = outdoors(mix(POOL, TEAL, 0.25), 400, sun=None)
    for x in (20, 640):
        brush.shape([(x, 140), (x + 130, 140), (x + 104, 410), (x + 26, 410)], mix(STONE, SLATE, 0.3))
        brush.shape([(x + 84, 140), (x + 130, 140), (x + 104, 410), (x + 84, 410)], mix(STONE, SLATE, 0.55))
    brush.box(0, 60, 800, 66, mix(STONE, SLATE, 0.15))
    brush.box(0, 118, 800, 30, mix(STONE, SLATE, 0.5))
    for number in range(9):
        brush.box(20 + number * 96, 30, 8, 34, SLATE)
    brush.box(0, 24, 800, 10, SLATE, 4)
    for x in range(170, 640, 26):
        brush.line([(x, 250), (x, 404)], mix(MIST, SLATE, 0.25), 2)
    for y in (250, 300, 350):
        brush.line([(160, y), (640, y)], mix(MIST, SLATE, 0.25), 2)
    brush.shape([(250, 404), (550, 404), (640, 600), (160, 600)], mix(PERSIMMON, SAND, 0.25))
    brush.oval(400, 500, 112, 34, CREAM)
    brush.oval(400, 500, 104, 29, mix(PERSIMMON, SAND, 0.25))
    for points in ([(250, 408), (160, 600)], [(550, 408), (640, 600)], [(302, 500), (498, 500)]):
        brush.line(points, CREAM, 6)
    brush.line([(400, 430), (400, 240)], DEEP, 16)
    brush.box(306, 158, 188, 124, WHITE, 8)
    brush.box(316, 168, 168, 104, mix(SKY, WHITE, 0.4), 4)
    for x, y, width, height in ((366, 206, 68, 6), (366, 254, 68, 6), (366, 206, 6, 54), (428, 206, 6, 54)):
        brush.box(x, y, width, height, PERSIMMON)
    for x in (374, 387, 400, 413, 426):
        brush.line([(x, 276), (400 + (x - 400) * 0.6, 316)], WHITE, 3)
    brush.line([(378, 294), (422, 294)], WHITE, 3)
    brush.line([(366, 274), (434, 274)], PERSIMMON, 9)
    person(brush, 262, 548, 220, SUN, legs=DEEP, hair=BLACK, pose="walks", right=(0.22, -0.26), left=(0.02, -0.3))
    _ball(brush, 344, 292)
    person(brush, 556, 562, 226, BERRY, legs=INK, hair=BROWN, cut="bun", side=-1, right=(0.2, -0.2), left=(0.24, 0.02))
    person(brush, 716, 566, 196, MIST, legs=TEAL, hair=BLACK, skin=TAN, side=-1, right=WAVE, left=(0.1, 0.28))
    return brush


def _ball(brush: Brush, x: float, y: float) -> None:
    brush.dot(x, y, 25, mix(PERSIMMON, APRICOT, 0.3))
    brush.line([(x - 24, y - 4), (x + 24, y + 4)], INK, 2.5)
    brush.line([(x + 4, y - 24), (x - 4, y + 24)], INK, 2.5)


def study_room() -> Brush:
    brush = indoors(mix(TEAL, POOL, 0.3), mix(WOOD, SAND, 0.35), 430)
    brush.box(470, 60, 290, 230, CREAM, 8)
    brush.box(480, 70, 270, 210, NIGHT, 4)
    brush.dot(690, 124, 24, mix(SUN, CREAM, 0.4))
    for x, y, width in ((492, 200, 46), (546, 166, 52), (606, 212, 44), (660, 184, 60)):
        brush.box(x, y, width, 280 - y, mix(NIGHT, TEAL, 0.6))
        for number in range(3):
            brush.box(x + 9, y + 14 + number * 22, 9, 11, SUN)
            brush.box(x + 27, y + 14 + number * 22, 9, 11, mix(NIGHT, SUN, 0.35 + 0.3 * (number % 2)))
    brush.box(612, 70, 6, 210, CREAM)
    brush.box(456, 284, 318, 14, WOOD, 5)
    brush.box(40, 70, 320, 350, WOOD, 6)
    spines: tuple[Colour, ...] = (PERSIMMON, SUN, POOL, MIST, ROSE, LEAF, CREAM, BERRY)
    for shelf in range(3):
        top = 84 + shelf * 112
        brush.box(52, top, 296, 98, dark(WOOD, 0.45))
        x, number = 58, shelf * 3
        while x < 326:
            width, height = 14 + number * 5 % 11, 62 + number * 13 % 28
            if number % 7 != 6:
                brush.box(x, top + 98 - height, width, height, spines[number % 8], 2)
            x, number = x + width + 2, number + 1
    pendant(brush, 415, 120, PERSIMMON, light=170)
    for x, coat, hair, cut in ((208, SUN, BLACK, "short"), (400, ROSE, BROWN, "long"), (592, MIST, BLACK, "tails")):
        person(brush, x, 640, 340, coat, hair=hair, cut=cut, right=(0.0, 0.22), left=(0.0, 0.22), grounded=False)
    brush.shape([(40, 470), (760, 470), (800, 520), (0, 520)], mix(WOOD, APRICOT, 0.3))
    brush.box(0, 516, 800, 18, dark(WOOD, 0.1))
    for x in (110, 306, 496, 694):
        glow(brush, x, 432, 74)
        brush.line([(x, 488), (x, 430), (x + 24, 404)], INK, 6)
        brush.box(x - 20, 484, 40, 9, INK, 4)
        brush.shape([(x + 6, 396), (x + 34, 388), (x + 52, 420), (x + 4, 424)], SUN)
    for x in (176, 366, 556):
        brush.shape([(x, 498), (x + 34, 492), (x + 34, 506), (x, 512)], WHITE)
        brush.shape([(x + 34, 492), (x + 70, 498), (x + 70, 512), (x + 34, 506)], CREAM)
    brush.box(30, 534, 740, 66, mix(WOOD, SAND, 0.2))
    for x in range(100, 760, 90):
        brush.box(x, 534, 4, 66, dark(WOOD, 0.02))
    return brush


def repair_post() -> Brush:
    brush = outdoors(mix(SAND, STONE, 0.25), 450, sun=660)
    tree(brush, 84, 456, 1.0, LEAF)
    bush(brush, 250, 456, 1.2, MOSS)
    bush(brush, 700, 456, 1.3, LEAF)
    brush.shape([(330, 228), (356, 180), (800, 180), (800, 228)], TEAL)
    brush.box(322, 222, 478, 12, DEEP, 5)
    for x in (346, 560, 770):
        brush.box(x, 232, 12, 288, TEAL, 4)
    for number in range(3):
        x = 410 + number * 118
        brush.bow(x + 24, 470, 36, 180, 360, SLATE, 8)
        brush.line([(x - 12, 470), (x - 12, 520)], SLATE, 8)
        brush.line([(x + 60, 470), (x + 60, 520)], SLATE, 8)
    for number, frame in enumerate((PERSIMMON, SUN, MOSS)):
        bicycle(brush, 400 + number * 126, 530, 0.88, frame)
    shadow(brush, 262, 560, 50)
    brush.box(240, 300, 44, 260, PERSIMMON, 10)
    brush.box(228, 548, 68, 14, dark(PERSIMMON), 5)
    brush.box(250, 320, 24, 92, CREAM, 5)
    for dx, length in ((5, 60), (12, 74), (19, 52)):
        brush.line([(250 + dx, 330), (250 + dx, 330 + length)], (SLATE, TEAL, INK)[dx % 3], 4)
    brush.line([(284, 330), (322, 330)], SLATE, 10)
    brush.box(316, 318, 14, 26, INK, 4)
    bicycle(brush, 84, 570, 1.06, BERRY)
    person(brush, 62, 566, 200, MIST, legs=DEEP, hair=BLACK, cut="long", right=(0.2, 0.14))
    brush.hang((240, 470), (204, 540), 30, INK, 5)
    brush.box(330, 470, 16, 92, TEAL, 5)
    brush.box(314, 556, 48, 9, INK, 4)
    brush.line([(318, 452), (358, 452)], INK, 8)
    brush.line([(338, 452), (338, 476)], SLATE, 6)
    person(brush, 404, 582, 214, SUN, legs=TEAL, hair=BROWN, side=-1, right=(0.18, 0.16), left=(-0.06, 0.2))
    return brush


def open_air_cinema() -> Brush:
    brush = night(mix(TEAL, MOSS, 0.45), 430)
    tree(brush, 60, 440, 1.25, mix(MOSS, NIGHT, 0.35))
    tree(brush, 746, 440, 1.2, mix(MOSS, NIGHT, 0.4))
    bunting(brush, (0, 110), (150, 112), (SUN, APRICOT, PERSIMMON), lamps=5)
    bunting(brush, (650, 112), (800, 110), (APRICOT, SUN, PERSIMMON), lamps=5)
    brush.shape([(160, 100), (640, 100), (760, 560), (40, 560)], clear(SUN, 0.06))
    for x in (164, 620):
        brush.box(x, 120, 16, 330, INK, 4)
    brush.box(150, 104, 500, 300, INK, 8)
    brush.box(162, 116, 476, 276, mix(SKY, SUN, 0.3), 3)
    brush.dot(520, 196, 42, PERSIMMON)
    brush.shape(
        [(162, 330), (290, 212), (384, 300), (452, 246), (638, 340), (638, 392), (162, 392)], mix(POOL, MIST, 0.2)
    )
    brush.shape([(290, 212), (322, 242), (300, 252), (286, 240), (266, 250), (262, 238)], WHITE)
    brush.box(162, 340, 476, 52, LEAF)
    brush.shape(
        [(196, 392), (262, 392), (330, 366), (306, 352), (316, 340), (296, 340), (282, 354), (290, 366)],
        mix(SAND, SUN, 0.3),
    )
    bicycle(brush, 380, 384, 0.62, BERRY)
    person(brush, 408, 358, 84, SUN, legs=TEAL, hair=BLACK, pose="sits", right=(0.24, 0.1), grounded=False)
    for row, (y, size) in enumerate(((508, 0.72), (586, 0.95))):
        coats: tuple[Colour, ...] = (PERSIMMON, POOL, ROSE, SUN, MIST, BERRY, LEAF)
        hairs = (BLACK, BROWN, BLACK, BLACK, BROWN)
        for number in range(8 - row):
            x = 60 + row * 46 + number * (98 + row * 10)
            small = 0.74 if (number + row) % 4 == 2 else 1.0
            tone = mix(coats[(number * 3 + row) % 7], NIGHT, 0.38)
            seen_from_behind(brush, x, y, size * small, tone, mix(hairs[(number + row) % 5], NIGHT, 0.25))
    return brush


def small_stage() -> Brush:
    brush = outdoors(LAWN, 420, sun=None)
    tree(brush, 80, 436, 1.35, LEAF)
    tree(brush, 736, 436, 1.25, MOSS)
    for x in (176, 616):
        brush.box(x, 120, 14, 330, TEAL, 5)
    brush.box(196, 180, 414, 250, mix(WOOD, SAND, 0.5))
    for number in range(12):
        brush.box(196 + number * 35, 180, 4, 250, mix(WOOD, SAND, 0.25))
    brush.box(420, 210, 150, 206, WOOD, 5)
    brush.box(428, 218, 134, 190, mix(SKY, MIST, 0.5), 3)
    brush.shape([(450, 408), (520, 218), (544, 218), (474, 408)], clear(WHITE, 0.4))
    bunting(brush, (182, 122), (624, 122), (SUN, PERSIMMON, APRICOT))
    brush.shape([(150, 430), (650, 430), (716, 490), (84, 490)], mix(WOOD, APRICOT, 0.35))
    for number in range(1, 8):
        brush.line([(150 + number * 62, 432), (84 + number * 79, 488)], dark(WOOD, 0.05), 3)
    brush.box(84, 488, 632, 40, dark(WOOD, 0.15), 3)
    brush.box(84, 488, 632, 8, mix(WOOD, SUN, 0.4))
    brush.box(206, 382, 64, 84, INK, 7)
    brush.dot(238, 446, 20, SLATE)
    brush.dot(238, 408, 11, SLATE)
    _guitarist(brush, 328, 468)
    person(brush, 492, 470, 210, PLUM, legs=DEEP, hair=BLACK, cut="tails", pose="walks", right=WAVE, left=(0.28, -0.1))
    for x, y in ((390, 300), (430, 262), (396, 226)):
        brush.dot(x, y, 8, PERSIMMON)
        brush.line([(x + 6, y), (x + 6, y - 30), (x + 18, y - 24)], PERSIMMON, 4)
    coats: tuple[Colour, ...] = (TEAL, ROSE, SUN, BERRY, POOL)
    for number, coat in enumerate(coats):
        seen_from_behind(
            brush, 128 + number * 136, 606, 0.82 + number % 2 * 0.14, coat, (BLACK, BROWN, BLACK)[number % 3]
        )
    return brush


def _guitarist(brush: Brush, x: float, y: float) -> None:
    brush.box(x - 34, y - 72, 68, 12, TEAL, 5)
    brush.line([(x - 24, y - 62), (x - 30, y)], DEEP, 8)
    brush.line([(x + 24, y - 62), (x + 30, y)], DEEP, 8)
    person(brush, x, y - 70, 216, PERSIMMON, legs=INK, hair=BROWN, pose="sits", left=(0.18, 0.18), right=(0.24, 0.06))
    brush.line([(x + 10, y - 88), (x + 96, y - 134)], dark(BARK), 9)
    brush.dot(x - 8, y - 80, 30, mix(WOOD, APRICOT, 0.4))
    brush.dot(x + 20, y - 96, 22, mix(WOOD, APRICOT, 0.4))
    brush.dot(x + 4, y - 88, 9, dark(BARK))
    brush.line([(x + 26, y - 126), (x + 12, y - 92)], dark(PERSIMMON, 0.05), 16)
    brush.dot(x + 10, y - 88, 9, SKIN)


def drinking_water() -> Brush:
    brush = outdoors(mix(PERSIMMON, SAND, 0.55), 430, sun=150)
    tree(brush, 726, 440, 1.15, LEAF)
    for x in range(0, 640, 30):
        brush.line([(x, 236), (x, 434)], mix(MIST, SLATE, 0.4), 2)
    for y in (236, 286, 336, 386):
        brush.line([(0, y), (630, y)], mix(MIST, SLATE, 0.4), 3)
    for x in (2, 214, 424, 630):
        brush.line([(x, 226), (x, 440)], TEAL, 9)
    brush.line([(0, 430), (800, 430)], CREAM, 6)
    shadow(brush, 360, 560, 150)
    brush.box(252, 360, 104, 200, TEAL, 14)
    brush.box(370, 424, 96, 136, POOL, 14)
    for x, y, width in ((240, 346, 128), (360, 412, 116)):
        brush.box(x, y, width, 26, mix(SLATE, WHITE, 0.5), 10)
        brush.box(x + 12, y, width - 24, 8, mix(POOL, MIST, 0.4), 4)
    for x, y in ((286, 346), (404, 412)):
        brush.line([(x, y), (x, y - 24)], SLATE, 8)
        brush.hang((x + 3, y - 26), (x + 50, y - (34 if x < 300 else 4)), -22, mix(POOL, SKY, 0.3), 6)
    droplet(brush, 304, 462, 26, mix(MIST, WHITE, 0.3))
    droplet(brush, 418, 504, 20, mix(MIST, WHITE, 0.4))
    brush.box(323, 306, 26, 42, PERSIMMON, 7)
    person(brush, 214, 574, 244, SUN, legs=DEEP, hair=BROWN, cut="bun", right=(0.36, -0.24))
    person(brush, 520, 574, 150, ROSE, legs=TEAL, hair=BLACK, side=-1, right=(0.3, 0.1), left=(0.06, 0.28))
    shadow(brush, 640, 566, 56)
    brush.shape([(588, 440), (692, 440), (682, 564), (598, 564)], LEAF)
    brush.box(580, 426, 120, 20, MOSS, 8)
    brush.oval(640, 436, 24, 6, INK)
    for start in (270, 30, 150):
        brush.bow(640, 508, 26, start + 16, start + 96, WHITE, 7)
    _ball(brush, 84, 560)
    return brush


def table_tennis() -> Brush:
    brush = outdoors(LAWN, 420, sun=None)
    for x, size, crown in ((40, 1.5, MOSS), (270, 1.25, LEAF), (530, 1.3, MOSS), (760, 1.5, LEAF)):
        tree(brush, x, 432, size, crown)
    brush.oval(400, 530, 380, 58, mix(SAND, STONE, 0.3))
    brush.oval(400, 526, 380, 55, mix(SAND, CREAM, 0.3))
    bench(brush, 44, 470, 130)
    person(
        brush, 96, 410, 150, ROSE, legs=TEAL, hair=BROWN, cut="long", pose="sits", right=(0.18, 0.18), grounded=False
    )
    table(brush, 400, 560, 360, 150, POOL)
    brush.shape([(250, 386), (550, 386), (580, 410), (220, 410)], mix(POOL, TEAL, 0.3))
    brush.line([(400, 388), (400, 408)], CREAM, 4)
    brush.line([(236, 409), (564, 409)], CREAM, 4)
    brush.box(392, 366, 16, 46, mix(CREAM, WHITE, 0.3))
    brush.box(392, 362, 16, 8, PERSIMMON)
    person(brush, 166, 574, 238, SUN, legs=DEEP, hair=BLACK, pose="walks", right=(0.3, 0.0), left=(0.14, 0.22))
    _bat(brush, 266, 424 - 10, 1)
    person(brush, 636, 574, 238, PERSIMMON, legs=INK, hair=GREY, pose="walks", side=-1, right=(0.28, -0.08))
    _bat(brush, 540, 388, -1)
    brush.dot(452, 316, 10, WHITE)
    for number in range(4):
        brush.dot(472 + number * 18, 322 + number * number * 3.2, 4 - number * 0.6, clear(WHITE, 0.8))
    brush.box(706, 420, 62, 120, TEAL, 6)
    for row in range(2):
        for column in range(2):
            brush.box(713 + column * 26, 430 + row * 52, 22, 46, (SUN, MIST)[(row + column) % 2], 3)
    brush.box(694, 536, 86, 12, DEEP, 4)
    return brush


def _bat(brush: Brush, x: float, y: float, side: int) -> None:
    brush.line([(x - side * 20, y + 22), (x, y)], WOOD, 9)
    brush.dot(x + side * 8, y - 12, 23, dark(BERRY, 0.1))
    brush.dot(x + side * 8, y - 12, 19, BERRY)


DRAWINGS: dict[str, Callable[[], Brush]] = {
    "half-court": half_court,
    "study-room": study_room,
    "repair-post": repair_post,
    "open-air-cinema": open_air_cinema,
    "small-stage": small_stage,
    "drinking-water": drinking_water,
    "table-tennis": table_tennis,
}
