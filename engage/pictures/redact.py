"""Painting parts of a stored picture black."""

from io import BytesIO

from PIL import Image, ImageDraw

from engage.errors import NotFound
from engage.i18n import _l
from engage.pictures.queries import full_picture
from engage.pictures.reencode import Reencoded, reencode

COLUMNS, ROWS = 8, 6


def redacted(digest: str, cells: set[int]) -> Reencoded:
    """Return the picture drawn afresh with these cells black. They are counted from 0, row by row, 8 in each of 6.

    Raises `NotFound` for a picture that is not stored.
    """
    data = full_picture(digest)
    if data is None:
        raise NotFound(_l("This photo is no longer here."))
    with Image.open(BytesIO(data), formats=["WEBP"]) as source:
        picture = source.convert("RGB")
    pen = ImageDraw.Draw(picture)
    for cell in cells:
        row, column = divmod(cell, COLUMNS)
        left, right = (picture.width * edge // COLUMNS for edge in (column, column + 1))
        top, bottom = (picture.height * edge // ROWS for edge in (row, row + 1))
        pen.rectangle((left, top, right, bottom), fill="black")
    file = BytesIO()
    picture.save(file, "PNG")
    return reencode(file.getvalue())
