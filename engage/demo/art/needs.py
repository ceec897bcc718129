"""What residents photographed: things as they are before anybody mends them."""

from engage.demo.art.brush import (
    BARK,
    CREAM,
    INK,
    LEAF,
    MIST,
    PERSIMMON,
    POOL,
    SAND,
    SLATE,
    STONE,
    TEAL,
    WHITE,
    WOOD,
    Brush,
    clear,
    dark,
    mix,
)
from engage.demo.art.scenery import NIGHT, night, outdoors, shadow, street_lamp, tree, window
from engage.demo.art.things import crate, droplet, rail, scooter, steps


def dark_lamp() -> Brush:
    brush = night(mix(SLATE, INK, 0.4))
    brush.box(470, 180, 240, 250, mix(NIGHT, STONE, 0.25))
    for x in (540, 640):
        window(brush, x, 230, 70, 80, mix(NIGHT, INK, 0.5))
    brush.line([(250, 520), (250, 200), (266, 180), (330, 180)], mix(TEAL, INK, 0.5), 9)
    brush.box(306, 174, 48, 15, mix(TEAL, INK, 0.6), 7)
    brush.box(312, 187, 36, 6, mix(STONE, INK, 0.4), 3)
    for x in (40, 150, 560, 690):
        brush.oval(x, 560, 60, 9, clear(INK, 0.25))
    return brush


def water_at_the_gate() -> Brush:
    brush = outdoors(mix(SAND, STONE, 0.4), sun=None)
    brush.box(120, 190, 46, 260, mix(STONE, PERSIMMON, 0.25), 4)
    brush.box(620, 190, 46, 260, mix(STONE, PERSIMMON, 0.25), 4)
    brush.box(100, 170, 590, 34, mix(STONE, PERSIMMON, 0.4), 6)
    brush.oval(400, 510, 330, 66, mix(POOL, STONE, 0.25))
    brush.oval(430, 500, 210, 34, mix(POOL, WHITE, 0.35))
    for x, y in ((220, 300), (300, 250), (430, 320), (540, 270), (600, 350), (360, 380)):
        droplet(brush, x, y, 8, mix(POOL, WHITE, 0.2))
    brush.box(505, 440, 60, 26, PERSIMMON, 8)
    return brush


def cluttered_stairs() -> Brush:
    brush = Brush(mix(CREAM, STONE, 0.35))
    brush.box(0, 500, 800, 100, mix(STONE, SAND, 0.4))
    window(brush, 90, 90, 120, 150, mix(POOL, MIST, 0.3))
    steps(brush, (330, 500), 66, 38, 7, 600, mix(STONE, SAND, 0.2))
    rail(brush, [(340, 400), (760, 160)], 90, posts=7, low=False)
    for x, y, width, height in ((60, 500, 130, 90), (90, 410, 100, 76), (205, 500, 96, 120)):
        crate(brush, x, y - height, width, height, mix(WOOD, BARK, 0.2))
    scooter(brush, 400, 566, 1.5, PERSIMMON)
    return brush


def broken_paving() -> Brush:
    brush = outdoors(mix(SAND, STONE, 0.3))
    for row in range(4):
        for column in range(9):
            x, y = 20 + column * 88 + row * 12, 440 + row * 40
            fill = mix(STONE, SAND, 0.25 + 0.1 * ((row + column) % 3))
            if (row, column) in {(1, 3), (1, 4), (2, 4), (2, 5), (3, 2)}:
                brush.box(x, y, 80, 34, mix(BARK, INK, 0.2), 4)
                brush.shape([(x + 6, y + 26), (x + 58, y - 8), (x + 78, y + 6), (x + 30, y + 34)], dark(fill))
            else:
                brush.box(x, y, 80, 34, fill, 4)
    tree(brush, 660, 430, 1.2, LEAF)
    return brush


def loose_cover() -> Brush:
    brush = outdoors(mix(SLATE, STONE, 0.5), sun=None)
    street_lamp(brush, 680, 440, 240, reach=-60)
    shadow(brush, 400, 530, 150)
    brush.oval(400, 520, 140, 52, INK)
    brush.oval(470, 492, 138, 50, mix(SLATE, INK, 0.3))
    brush.hoop(470, 492, 108, 36, mix(STONE, SLATE, 0.4), 6)
    for x in (410, 450, 490, 530):
        brush.line([(x, 474), (x + 8, 510)], mix(STONE, SLATE, 0.4), 7)
    return brush


DRAWINGS = {
    "need-lamp": dark_lamp,
    "need-water": water_at_the_gate,
    "need-stairs": cluttered_stairs,
    "need-paving": broken_paving,
    "need-cover": loose_cover,
}
