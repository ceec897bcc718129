"""Drawings for the open cycle, set among the steps and old trees of Shibati."""

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
    pale,
)
from engage.demo.art.figures import BROWN, GREY, TAN, WAVE, cane, person, umbrella, wheelchair
from engage.demo.art.scenery import (
    bush,
    cloud,
    floor,
    glow,
    house,
    indoors,
    outdoors,
    pendant,
    pot,
    shadow,
    tree,
    window,
)
from engage.demo.art.things import bench, bowl, droplet, rail, scooter, steps, table, wall_of_stone


def stairwell_lights() -> Brush:
    brush = Brush(mix(TEAL, POOL, 0.28))
    brush.box(0, 0, 800, 44, mix(TEAL, DEEP, 0.6))
    for x in (196, 640):
        glow(brush, x, 64, 250)
        brush.box(x - 50, 44, 100, 12, CREAM, 6)
        brush.pie(x, 54, 36, 0, 180, mix(SUN, WHITE, 0.4))
    window(brush, 416, 120, 92, 120, mix(DEEP, INK, 0.4))
    brush.dot(438, 156, 13, mix(SUN, CREAM, 0.5))
    stone = mix(SAND, STONE, 0.25)
    brush.box(560, 308, 240, 292, mix(stone, TEAL, 0.16))
    brush.box(560, 308, 240, 24, stone)
    steps(brush, (176, 530), 64, 37, 6, 600, mix(stone, TEAL, 0.08))
    brush.box(0, 530, 800, 70, mix(stone, TEAL, 0.26))
    brush.box(0, 530, 800, 7, pale(stone))
    brush.box(690, 150, 92, 158, mix(WOOD, BARK, 0.3), 5)
    brush.box(700, 160, 72, 148, WOOD, 4)
    brush.shape([(736, 186), (754, 204), (736, 222), (718, 204)], PERSIMMON)
    brush.dot(708, 240, 4, SUN)
    rail(brush, [(186, 420), (560, 204)], 84, posts=7, low=False)
    rail(brush, [(560, 204), (800, 204)], 100, posts=4, low=False)
    person(brush, 372, 420, 190, PERSIMMON, legs=TEAL, hair=GREY, cut="bun", pose="walks", right=(0.22, 0.08))
    brush.box(36, 364, 100, 166, mix(WOOD, BARK, 0.3), 5)
    brush.box(46, 374, 80, 156, WOOD, 4)
    brush.shape([(86, 402), (104, 420), (86, 438), (68, 420)], PERSIMMON)
    brush.dot(116, 462, 4, SUN)
    return brush


def step_handrails() -> Brush:
    brush = outdoors(STONE, 500, sun=400)
    house(brush, (-30, 150, 190, 360), mix(SAND, APRICOT, 0.35), floors=4, windows=2, lit=(3,))
    house(brush, (650, 110, 190, 400), mix(MIST, CREAM, 0.4), floors=5, windows=2)
    for number in range(13):
        t = number / 13
        y, half = 600 - 27 * number, 250 - 130 * t
        brush.shape(
            [(400 - half, y), (400 + half, y), (400 + half - 9, y - 28), (400 - half + 9, y - 28)],
            mix(SAND, STONE, 0.35 + 0.5 * (number % 2)),
        )
        brush.box(400 - half, y - 28, half * 2, 6, mix(SUN, CREAM, 0.35))
    tree(brush, 560, 250, 0.62, LEAF)
    tree(brush, 258, 250, 0.5, MOSS)
    person(brush, 452, 388, 118, TEAL, legs=INK, hair=BROWN, pose="walks", side=-1)
    for x1, x2 in ((140, 278), (660, 522)):
        rail(brush, [(x1, 484), (x2, 160)], 104, posts=6)
    person(brush, 226, 530, 186, BERRY, legs=INK, hair=GREY, cut="bun", right=(0.1, 0.3), left=(0.26, 0.07), side=1)
    person(brush, 560, 556, 128, SUN, legs=POOL, hair=INK, cut="tails", right=(0.3, 0.0), left=(0.12, 0.3))
    pot(brush, 60, 580, 0.9, ROSE)
    pot(brush, 752, 584, 0.9, APRICOT)
    return brush


def gate_ramp() -> Brush:
    brush = outdoors(SAND, 470, sun=660)
    house(brush, (540, 130, 230, 342), mix(SAND, APRICOT, 0.25), floors=4, windows=3)
    wall_of_stone(brush, (470, 372, 330, 110), STONE)
    steps(brush, (604, 560), 30, 26, 7, 600, mix(STONE, WOOD, 0.2))
    top, bottom = (560, 384), (60, 556)
    brush.shape([bottom, top, (606, 384), (606, 600), (60, 600)], mix(STONE, CREAM, 0.45))
    brush.shape([bottom, top, (606, 384), (606, 400), (560, 400), (60, 570)], mix(POOL, CREAM, 0.35))
    for number in range(1, 10):
        x, y = 60 + 50 * number, 556 - 17.2 * number
        brush.line([(x, y + 9), (x + 20, y + 2)], CREAM, 4)
    bush(brush, 170, 596, 1.3, MOSS, ROSE)
    bush(brush, 300, 600, 1.4, LEAF, SUN)
    bush(brush, 450, 600, 1.5, MOSS, ROSE)
    wheelchair(brush, 330, 466, 1.0)
    person(brush, 322, 398, 190, TEAL, legs=INK, hair=GREY, pose="sits", right=(0.2, 0.16))
    person(brush, 218, 502, 212, PERSIMMON, legs=DEEP, hair=BROWN, cut="long", pose="walks", right=(0.26, 0.07))
    rail(brush, [(92, 452), (572, 288)], 92, posts=7)
    tree(brush, 70, 470, 0.9, SAGE)
    return brush


def gate_bench() -> Brush:
    brush = outdoors(SAND, 470, sun=140)
    wall_of_stone(brush, (0, 330, 120, 142), STONE)
    wall_of_stone(brush, (560, 330, 240, 142), STONE)
    for x in (560, 742):
        brush.box(x, 210, 44, 262, mix(APRICOT, SAND, 0.35), 3)
        brush.box(x - 8, 196, 60, 20, dark(APRICOT, 0.1), 4)
    brush.shape([(530, 204), (800, 204), (800, 160), (672, 132)], TEAL)
    brush.box(524, 198, 276, 14, DEEP, 4)
    for number in range(7):
        brush.box(608 + number * 20, 230, 6, 242, POOL, 3)
    for x in (110, 478):
        brush.line([(x, 520), (x, 190)], TEAL, 12)
    brush.shape([(58, 184), (96, 142), (552, 142), (532, 184)], PERSIMMON)
    for number in range(5):
        left = 96 + number * 91
        brush.shape([(left, 142), (left + 45, 142), (left + 40, 184), (left - 10, 184)], mix(PERSIMMON, CREAM, 0.75))
    brush.box(54, 182, 482, 12, dark(PERSIMMON), 6)
    brush.shape([(92, 520), (500, 520), (556, 580), (60, 580)], clear(INK, 0.07))
    bench(brush, 138, 534, 136)
    bench(brush, 318, 534, 136)
    person(brush, 186, 474, 190, mix(SAGE, MOSS, 0.5), legs=INK, hair=GREY, pose="sits", right=(0.16, 0.2))
    cane(brush, 250, 530, 92)
    person(brush, 358, 474, 186, ROSE, legs=TEAL, hair=GREY, cut="bun", pose="sits", right=(0.2, 0.12))
    person(brush, 474, 552, 140, SUN, legs=POOL, hair=INK, right=WAVE, left=(0.1, 0.28))
    pot(brush, 66, 560, 1.1, BERRY)
    pot(brush, 574, 560, 1.1, BERRY)
    return brush


def ebike_shed() -> Brush:
    brush = outdoors(mix(STONE, SAND, 0.5), 470, sun=None)
    house(brush, (-20, 120, 240, 352), mix(MIST, CREAM, 0.3), floors=4, windows=3)
    tree(brush, 742, 474, 1.05, LEAF)
    brush.box(110, 262, 560, 226, mix(CREAM, MIST, 0.35), 4)
    for x in (250, 390, 530):
        brush.box(x - 2, 262, 4, 226, mix(MIST, SLATE, 0.3))
    brush.shape([(70, 262), (120, 178), (706, 178), (722, 262)], TEAL)
    for number in range(4):
        left = 138 + number * 142
        brush.shape([(left, 192), (left + 118, 192), (left + 112, 246), (left - 22, 246)], mix(DEEP, POOL, 0.35))
        brush.line([(left + 56, 194), (left + 44, 245)], POOL, 2)
        brush.line([(left - 12, 219), (left + 114, 219)], POOL, 2)
    brush.box(64, 256, 664, 14, DEEP, 6)
    for x in (86, 700):
        brush.box(x, 266, 14, 262, TEAL, 4)
    for number, body in enumerate((PERSIMMON, mix(SAGE, MOSS, 0.4), SUN, mix(POOL, MIST, 0.2))):
        x = 144 + number * 138
        brush.box(x + 20, 304, 44, 62, CREAM, 8)
        brush.box(x + 28, 312, 28, 22, mix(LEAF, LAWN, 0.3), 4)
        bolt = [(44, 314), (36, 325), (42, 325), (40, 332), (49, 321), (43, 321)]
        brush.shape([(x + dx, y) for dx, y in bolt], WHITE)
        brush.hang((x + 42, 366), (x + 10, 448), 14, INK, 4)
        scooter(brush, x, 524, 0.86, body)
    brush.box(688, 396, 28, 76, PERSIMMON, 12)
    brush.box(695, 384, 14, 14, INK, 4)
    person(
        brush,
        752,
        574,
        196,
        mix(SUN, APRICOT, 0.35),
        legs=DEEP,
        hair=INK,
        side=-1,
        right=(0.12, 0.3),
        left=(-0.02, 0.32),
    )
    return brush


def gate_drain() -> Brush:
    brush = Brush(mix(SKY, SLATE, 0.28))
    cloud(brush, 170, 84, 1.7, mix(WHITE, SLATE, 0.3))
    cloud(brush, 520, 70, 2.0, mix(WHITE, SLATE, 0.42))
    floor(brush, mix(STONE, SLATE, 0.3), 452)
    wall_of_stone(brush, (0, 236, 470, 222), mix(STONE, SLATE, 0.25))
    bush(brush, 90, 230, 1.5, MOSS)
    bush(brush, 250, 230, 1.2, LEAF)
    bush(brush, 392, 232, 1.4, MOSS)
    for x in (540, 726):
        brush.box(x, 226, 40, 230, mix(APRICOT, SAND, 0.3), 3)
    brush.box(520, 206, 270, 26, TEAL, 5)
    for number in range(6):
        brush.box(592 + number * 23, 250, 6, 206, POOL, 3)
    for row in range(6):
        for column in range(12):
            x, y = column * 70 + row * 29 % 70 + column % 3 * 9, row * 74 + column * 31 % 60
            brush.line([(x, y), (x - 8, y + 26)], mix(WHITE, SKY, 0.4), 3)
    for x in (86, 236, 386):
        brush.dot(x, 388, 15, mix(INK, STONE, 0.3))
        brush.hang((x, 392), (x + 40, 476), -22, mix(POOL, SKY, 0.35), 11)
        brush.hang((x + 4, 392), (x + 43, 470), -22, mix(WHITE, SKY, 0.3), 3)
    brush.box(0, 458, 800, 42, mix(INK, TEAL, 0.45), 4)
    brush.box(0, 464, 800, 18, mix(POOL, MIST, 0.3))
    brush.line([(20, 472), (220, 472)], WHITE, 3)
    brush.line([(340, 476), (560, 476)], WHITE, 3)
    for number in range(21):
        brush.box(8 + number * 38, 456, 12, 46, mix(SLATE, CREAM, 0.3), 3)
    brush.box(0, 496, 800, 8, mix(SLATE, INK, 0.2))
    person(brush, 600, 574, 206, PERSIMMON, legs=DEEP, hair=INK, cut="long", pose="walks", right=(0.1, -0.02))
    umbrella(brush, 628, 372, 104, SUN)
    person(brush, 690, 580, 130, mix(SUN, APRICOT, 0.4), legs=TEAL, hair=BROWN, pose="walks", left=(0.2, 0.02))
    for x, y in ((120, 556), (300, 540), (470, 566)):
        droplet(brush, x, y, 9, mix(POOL, SKY, 0.4))
    return brush


def drying_racks() -> Brush:
    brush = outdoors(LAWN, 440, sun=650)
    house(brush, (20, 90, 300, 352), mix(SAND, APRICOT, 0.3), floors=4, windows=4)
    bush(brush, 372, 446, 1.2, MOSS)
    bush(brush, 736, 446, 1.3, LEAF)
    brush.box(60, 500, 690, 66, mix(SAND, STONE, 0.4), 10)
    for row in range(3):
        for column in range(14):
            brush.box(68 + column * 49, 504 + row * 20, 44, 16, mix(SAND, CREAM, 0.2 + 0.2 * ((row + column) % 2)), 3)
    for x, y, last in ((110, 276, 330), (400, 276, 660)):
        for post in (x, last):
            brush.line([(post, y - 8), (post, 530)], SLATE, 9)
            brush.line([(post - 24, 530), (post + 24, 530)], SLATE, 9)
        brush.line([(x - 20, y), (last + 20, y)], mix(SLATE, WHITE, 0.4), 8)
    _quilt(brush, (128, 272, 92, 176), PERSIMMON, mix(PERSIMMON, SUN, 0.5))
    _quilt(brush, (232, 272, 84, 150), mix(MIST, WHITE, 0.3), POOL)
    _quilt(brush, (420, 272, 104, 184), mix(SUN, WHITE, 0.2), APRICOT)
    for x, fill in ((536, TEAL), (606, ROSE)):
        brush.shape([(x, 278), (x + 44, 278), (x + 62, 316), (x + 46, 326), (x + 46, 378), (x - 2, 378)], fill)
        brush.shape([(x, 278), (x - 18, 316), (x - 2, 326), (x - 2, 378), (x + 20, 378)], fill)
        brush.line([(x + 6, 278), (x + 22, 262), (x + 38, 278)], WOOD, 4)
    person(
        brush,
        366,
        556,
        214,
        mix(SAGE, MOSS, 0.6),
        legs=INK,
        hair=GREY,
        cut="bun",
        right=(0.22, -0.3),
        left=(0.12, 0.26),
    )
    brush.shape([(672, 508), (752, 508), (740, 556), (684, 556)], mix(WOOD, APRICOT, 0.4))
    brush.box(664, 500, 96, 13, WOOD, 6)
    return brush


def _quilt(brush: Brush, box: tuple[float, float, float, float], fill: Colour, stripe: Colour) -> None:
    x, y, width, height = box
    brush.box(x + 5, y + 6, width, height, clear(INK, 0.1), 6)
    brush.box(x, y, width, height, fill, 6)
    for row in range(4):
        brush.box(x, y + 24 + row * height / 4, width, 9, stripe)
    brush.box(x, y, width, 12, clear(WHITE, 0.25), 6)


def tree_square() -> Brush:
    brush = outdoors(mix(SAND, STONE, 0.3), 420, sun=690)
    house(brush, (20, 210, 150, 212), mix(SAND, APRICOT, 0.4), floors=3, windows=2)
    house(brush, (630, 190, 160, 232), mix(MIST, CREAM, 0.4), floors=3, windows=2)
    for radius, tone in ((380, 0.55), (310, 0.15), (240, 0.6), (170, 0.2)):
        brush.oval(400, 510, radius, radius * 0.26, mix(SAND, APRICOT, tone * 0.45))
    brush.oval(400, 506, 104, 27, mix(BARK, MOSS, 0.4))
    brush.oval(420, 512, 330, 62, clear(INK, 0.08))
    trunk = [(330, 506), (366, 440), (362, 300), (438, 300), (436, 440), (476, 508), (440, 498), (404, 514), (366, 498)]
    brush.shape(trunk, BARK)
    for points in ([(380, 340), (290, 236)], [(420, 340), (520, 226)], [(400, 330), (404, 190)]):
        brush.line(points, BARK, 28)
    for start, end in (((392, 500), (388, 330)), ((420, 500), (416, 340))):
        brush.line([start, end], dark(BARK, 0.2), 5)
    for x, y, radius in ((220, 214, 92), (330, 252, 70), (480, 256, 74), (586, 214, 92), (400, 240, 80)):
        brush.dot(x, y, radius, MOSS)
    for x, y, radius in ((254, 148, 92), (362, 108, 98), (470, 112, 98), (556, 158, 88), (404, 186, 90)):
        brush.dot(x, y, radius, LEAF)
    for x, y, radius in ((300, 110, 40), (420, 66, 34), (520, 116, 32), (220, 168, 26), (384, 152, 30)):
        brush.dot(x, y, radius, mix(LEAF, LAWN, 0.45))
    person(brush, 286, 494, 160, PERSIMMON, legs=INK, hair=GREY, pose="sits", side=-1, right=(0.14, 0.2))
    person(brush, 524, 494, 156, TEAL, legs=DEEP, hair=GREY, cut="bun", pose="sits", right=(0.2, 0.14))
    for x, y in ((256, 512), (322, 534), (400, 542), (478, 534), (544, 512)):
        brush.box(x - 5, y - 6, 10, 36, TEAL, 3)
    brush.hoop(400, 508, 150, 34, dark(WOOD), 16, end=180)
    brush.hoop(400, 500, 150, 34, mix(WOOD, APRICOT, 0.3), 16, end=180)
    person(brush, 130, 566, 190, SUN, legs=POOL, hair=BROWN, cut="long", skin=TAN, right=WAVE, left=(0.28, 0.0))
    person(brush, 680, 566, 186, ROSE, legs=TEAL, hair=INK, cut="bun", right=(0.28, 0.0), left=WAVE)
    return brush


def canteen_corner() -> Brush:
    brush = indoors(mix(CREAM, APRICOT, 0.16), mix(SAND, WOOD, 0.3), 440)
    brush.box(0, 300, 800, 130, mix(SAGE, MIST, 0.3))
    brush.box(0, 294, 800, 10, mix(WOOD, SAND, 0.3))
    window(brush, 160, 116, 190, 150, mix(SKY, WHITE, 0.2))
    brush.pie(112, 266, 40, 180, 360, LEAF)
    brush.pie(160, 266, 28, 180, 360, MOSS)
    brush.box(60, 266, 210, 8, STONE, 4)
    brush.box(560, 190, 240, 160, mix(TEAL, DEEP, 0.3), 8)
    brush.box(574, 206, 226, 96, mix(SUN, CREAM, 0.45), 4)
    person(brush, 690, 392, 196, WHITE, legs=INK, hair=INK, right=(0.24, 0.12), left=(0.2, 0.16), side=-1, hat=WHITE)
    brush.box(540, 318, 260, 22, WOOD, 6)
    brush.box(554, 340, 246, 112, mix(WOOD, SAND, 0.45))
    for number in range(6):
        brush.box(560 + number * 40, 340, 4, 112, mix(WOOD, SAND, 0.15))
    bowl(brush, 590, 318, 0.9, PERSIMMON)
    pendant(brush, 240, 130, PERSIMMON, light=120)
    pendant(brush, 460, 110, TEAL, light=120)
    for x in (64, 346):
        brush.box(x, 478, 70, 12, TEAL, 5)
        brush.line([(x + 10, 490), (x + 6, 566)], DEEP, 8)
        brush.line([(x + 60, 490), (x + 64, 566)], DEEP, 8)
    person(brush, 100, 480, 220, POOL, legs=INK, hair=GREY, pose="sits", right=(0.24, 0.14))
    person(brush, 378, 480, 214, ROSE, legs=TEAL, hair=GREY, cut="bun", pose="sits", side=-1, right=(0.24, 0.12))
    table(brush, 240, 570, 220, 124, WOOD)
    bowl(brush, 196, 440, 1.1, mix(MIST, POOL, 0.3))
    bowl(brush, 282, 440, 1.1, PERSIMMON)
    brush.oval(240, 440, 20, 5, CREAM)
    table(brush, 590, 590, 230, 112, WOOD)
    bowl(brush, 560, 472, 1.1, SUN)
    bowl(brush, 632, 472, 1.1, mix(MIST, POOL, 0.3))
    pot(brush, 748, 560, 1.1)
    return brush


def play_corner() -> Brush:
    brush = outdoors(LAWN, 430, sun=150)
    house(brush, (560, 110, 220, 322), mix(SAND, APRICOT, 0.3), floors=4, windows=3)
    tree(brush, 76, 446, 1.15, LEAF)
    for number in range(17):
        brush.box(2 + number * 50, 392, 12, 66, mix(SUN, CREAM, 0.4), 6)
    for y in (408, 436):
        brush.box(0, y, 800, 7, mix(SUN, APRICOT, 0.3))
    brush.oval(330, 536, 290, 58, mix(POOL, MIST, 0.35))
    brush.oval(330, 532, 290, 55, mix(POOL, MIST, 0.55))
    for x in (226, 300):
        brush.line([(x, 536), (x, 270)], TEAL, 10)
    for number in range(6):
        brush.line([(226, 520 - number * 36), (300, 520 - number * 36)], POOL, 8)
    brush.shape([(204, 276), (263, 212), (322, 276)], PERSIMMON)
    brush.box(220, 330, 92, 12, DEEP, 4)
    slide = [(300, 336), (330, 340), (430, 480), (496, 520), (530, 520)]
    brush.line([(x, y + 14) for x, y in slide], dark(SUN, 0.25), 22)
    brush.line(slide, mix(SUN, APRICOT, 0.25), 20)
    person(brush, 372, 392, 108, BERRY, legs=POOL, hair=INK, cut="tails", pose="sits", right=WAVE, left=WAVE)
    person(brush, 260, 332, 96, TEAL, legs=INK, hair=BROWN, right=WAVE)
    shadow(brush, 150, 560, 52)
    brush.line([(150, 558), (138, 548), (162, 538), (138, 528), (150, 516)], SLATE, 7)
    for x in (112, 178):
        brush.line([(x, 496), (x - 12, 524)], dark(APRICOT, 0.08), 15)
    brush.line([(96, 482), (78, 508)], PERSIMMON, 11)
    brush.box(92, 468, 110, 44, APRICOT, 22)
    brush.line([(184, 484), (204, 430)], APRICOT, 30)
    brush.line([(204, 430), (232, 444)], APRICOT, 24)
    brush.line([(176, 470), (190, 418)], PERSIMMON, 11)
    brush.shape([(192, 420), (198, 396), (208, 416)], APRICOT)
    brush.dot(212, 428, 4, INK)
    brush.box(120, 462, 48, 16, BERRY, 7)
    brush.line([(186, 452), (214, 456)], BERRY, 6)
    brush.oval(664, 546, 112, 34, WOOD)
    brush.oval(664, 540, 104, 29, mix(SUN, SAND, 0.6))
    brush.shape([(620, 540), (652, 500), (684, 540)], mix(SUN, SAND, 0.35))
    brush.shape([(700, 520), (736, 520), (730, 552), (706, 552)], PERSIMMON)
    person(brush, 614, 540, 118, SUN, legs=TEAL, hair=INK, pose="sits", right=(0.26, 0.2))
    return brush


DRAWINGS: dict[str, Callable[[], Brush]] = {
    "stairwell-lights": stairwell_lights,
    "step-handrails": step_handrails,
    "gate-ramp": gate_ramp,
    "gate-bench": gate_bench,
    "ebike-shed": ebike_shed,
    "gate-drain": gate_drain,
    "drying-racks": drying_racks,
    "tree-square": tree_square,
    "canteen-corner": canteen_corner,
    "play-corner": play_corner,
}
