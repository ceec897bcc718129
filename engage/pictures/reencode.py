"""Makes a stranger's picture safe to show: drawn afresh as WebP, so that none of the bytes sent are kept.

Whatever is doubtful is refused. The original is never stored, so a failure here cannot publish where a photo was taken.
"""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from engage.i18n import _l
from engage.pictures.containers import BROKEN, Container, take_apart, webp_chunks
from engage.pictures.errors import PictureRefused

__all__ = ["PictureRefused", "Reencoded", "reencode"]

MAX_BYTES = 10 * 1000 * 1000
MAX_PIXELS = 40 * 1000 * 1000
MAX_RATIO = 10
FULL_SIDE = 1280
THUMB_SIZE = (120, 90)

# A ballot shows ten of them, and a first visit has 50 KiB for all it needs. A flat drawing is small at a fair quality;
# a photograph may take half as much again before it has to get coarser.
DRAWING_BYTES, DRAWING_QUALITIES = 1350, (80, 70, 60, 50, 42, 36, 30)
PHOTO_BYTES, PHOTO_QUALITIES = 1900, (60, 50, 42, 34, 26, 18, 10)
FULL_QUALITY = 76

EMPTY = _l("No picture arrived. Please choose it again.")
TOO_MANY_BYTES = _l("This picture is larger than 10 MB. Please send a smaller one, for example a screenshot of it.")
TOO_MANY_PIXELS = _l("This picture has more than 40 million pixels. Please take it again with a lower resolution.")
TOO_NARROW = _l("This picture is far too long and narrow. Please cut it to an ordinary shape, or choose another one.")

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Reencoded:
    """Two WebP files and the size in pixels of the larger; `digest` is the SHA-256 of `full` in hex."""

    full: bytes
    thumb: bytes
    width: int
    height: int
    digest: str


def reencode(data: bytes) -> Reencoded:
    """Draw a JPEG, PNG or WebP picture afresh, upright and without metadata. Raises `PictureRefused`."""
    if not data:
        raise PictureRefused(EMPTY)
    if len(data) > MAX_BYTES:
        raise PictureRefused(TOO_MANY_BYTES)
    container = take_apart(data)
    _check_shape(container)
    try:
        picture = _draw(container)
        full = _webp(picture, FULL_QUALITY)
        thumb = _thumb(picture)
    except Exception as error:  # Decoders fail in many ways, and each of them means the same to the sender.
        raise PictureRefused(BROKEN) from error
    return Reencoded(full, thumb, picture.width, picture.height, hashlib.sha256(full).hexdigest())


def _check_shape(container: Container) -> None:
    shorter, longer = sorted((container.width, container.height))
    if shorter < 1:
        raise PictureRefused(BROKEN)
    if shorter * longer > MAX_PIXELS:
        raise PictureRefused(TOO_MANY_PIXELS)
    if longer > MAX_RATIO * shorter:
        raise PictureRefused(TOO_NARROW)


def _draw(container: Container) -> Image.Image:
    """Return the picture in sRGB, upright, at most `FULL_SIDE` long, with nothing attached to it."""
    with Image.open(BytesIO(container.pixels), formats=[container.format]) as source:
        if source.size != (container.width, container.height):
            raise ValueError("header and decoder disagree on the size")
        source.draft("RGB", (FULL_SIDE, FULL_SIDE))  # Lets a JPEG be decoded at a fraction of its size.
        source.load()
        profile = source.info.get("icc_profile")
        picture = _on_white(source)
    picture.thumbnail((FULL_SIDE, FULL_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if profile:
        picture = _to_srgb(picture, profile)
    if container.orientation in TURNS:
        picture = picture.transpose(TURNS[container.orientation])
    return Image.frombytes("RGB", picture.size, picture.tobytes())


def _on_white(source: Image.Image) -> Image.Image:
    if source.mode.startswith("I"):  # Sixteen bits of grey, of which a screen shows the upper eight.
        return source.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    if "A" not in source.getbands() and "transparency" not in source.info:
        return source.convert("RGB")
    picture = source.convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(ground, picture).convert("RGB")


def _to_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Convert wide-gamut phone colours, which would look dull as sRGB. A profile that does not fit is passed over."""
    try:
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return picture
    return converted or picture


def _thumb(picture: Image.Image) -> bytes:
    small = ImageOps.fit(picture, THUMB_SIZE, Image.Resampling.LANCZOS)
    for quality in DRAWING_QUALITIES:
        if len(thumb := _webp(small, quality)) < DRAWING_BYTES:
            return thumb
    for quality in PHOTO_QUALITIES:
        if len(thumb := _webp(small, quality)) < PHOTO_BYTES:
            break
    return thumb


def _webp(picture: Image.Image, quality: int) -> bytes:
    file = BytesIO()
    picture.save(file, "WEBP", quality=quality, method=6)
    data = file.getvalue()
    if [name for name, _body in webp_chunks(data)] != [b"VP8 "]:
        raise ValueError("something besides the picture was written")
    return data
