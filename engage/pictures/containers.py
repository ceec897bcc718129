"""Takes JPEG, PNG and WebP files apart, before any decoder sees them.

Only what is needed to draw the picture is handed on. Everything else a file can carry (EXIF with its GPS position, XMP,
comments, previews, a second file behind the end) stays behind, so the decoders, which are written in C, meet nothing
they do not need, and never warn about somebody's broken metadata.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from engage.i18n import _l
from engage.pictures.errors import PictureRefused

NOT_A_PICTURE = _l("This file is not a JPEG, PNG or WebP picture. Please take a photo, or save the picture as JPEG.")
BROKEN = _l("This picture is damaged or did not arrive whole. Please choose it again, or take a new photo.")
MOVING = _l("This picture moves. Please choose a still photo or drawing.")

JPEG_START, JPEG_STOP = b"\xff\xd8", b"\xff\xd9"
PNG_START = b"\x89PNG\r\n\x1a\n"

# Markers that carry the size: all of C0 to CF but tables and the arithmetic-coding reservation.
JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
JPEG_SCAN, JPEG_END, JPEG_COMMENT, JPEG_EXIF = 0xDA, 0xD9, 0xFE, 0xE1
JPEG_APPS = range(0xE0, 0xF0)
# JFIF and Adobe segments say how the colours are stored, and the profile what they look like.
JPEG_KEPT_APPS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
JPEG_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# A progressive JPEG has about ten scans. A hostile one has thousands, and takes minutes to decode.
JPEG_MAX_SCANS = 100

PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"IDAT", b"IEND"}
WEBP_KEPT = {b"VP8X", b"ALPH", b"VP8 ", b"VP8L", b"ICCP"}
WEBP_ANIMATION, WEBP_METADATA = 0x02, 0x0C

EXIF_ORIENTATION = 0x0112


@dataclass(frozen=True)
class Container:
    """What a file says of its picture; `pixels` is a file of the same format with nothing but the picture."""

    format: str
    width: int
    height: int
    orientation: int
    pixels: bytes


def take_apart(data: bytes) -> Container:
    """Return what `data` holds. Raises `PictureRefused` unless it is one whole, still JPEG, PNG or WebP picture."""
    try:
        if data.startswith(JPEG_START):
            return _jpeg(data)
        if data.startswith(PNG_START):
            return _png(data)
        if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            return _webp(data)
    except (struct.error, IndexError) as error:
        raise PictureRefused(BROKEN) from error
    raise PictureRefused(NOT_A_PICTURE)


def webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and body of each chunk of a WebP file, up to the end that the file declares."""
    end = 8 + struct.unpack_from("<I", data, 4)[0]
    position = 12
    if end > len(data):
        raise PictureRefused(BROKEN)
    while position < end:
        name, length = struct.unpack_from("<4sI", data, position)
        if position + 8 + length > end:
            raise PictureRefused(BROKEN)
        yield name, data[position + 8 : position + 8 + length]
        position += 8 + length + length % 2


def _jpeg(data: bytes) -> Container:
    kept, sizes, exif, scans = [JPEG_START], [], b"", 0
    for marker, segment in _jpeg_segments(data):
        body = segment[4:]
        if marker in JPEG_FRAMES:
            sizes.append(struct.unpack_from(">HH", body, 1))
        if marker == JPEG_EXIF and body.startswith(b"Exif\0\0"):
            exif = exif or body[6:]
        scans += marker == JPEG_SCAN
        if _draws(marker, body):
            kept.append(segment)
    if len(sizes) != 1 or not 1 <= scans <= JPEG_MAX_SCANS:
        raise PictureRefused(BROKEN)
    height, width = sizes[0]
    return Container("JPEG", width, height, _orientation(exif), b"".join(kept) + JPEG_STOP)


def _draws(marker: int, body: bytes) -> bool:
    """Say whether a JPEG segment has a part in the picture, as the application's own and comments have not."""
    if marker in JPEG_APPS:
        return marker in JPEG_KEPT_APPS and body.startswith(JPEG_KEPT_APPS[marker])
    return marker != JPEG_COMMENT


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and bytes of each segment, a scan with its coded data, until the end marker."""
    position = len(JPEG_START)
    while True:
        if data[position] != 0xFF:
            raise PictureRefused(BROKEN)
        while data[position + 1] == 0xFF:  # Fill bytes may stand before a marker.
            position += 1
        marker = data[position + 1]
        if marker == JPEG_END:
            return
        end = position + 2 + struct.unpack_from(">H", data, position + 2)[0]
        if marker == JPEG_SCAN:
            following = JPEG_NEXT_MARKER.search(data, end)
            end = following.start() if following else len(data)
        if end >= len(data):
            raise PictureRefused(BROKEN)
        yield marker, data[position:end]
        position = end


def _png(data: bytes) -> Container:
    kept, exif = [PNG_START], b""
    position, name = len(PNG_START), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, position)
        end = position + 12 + length
        if end > len(data):
            raise PictureRefused(BROKEN)
        if name == b"acTL":
            raise PictureRefused(MOVING)
        if name == b"eXIf":
            exif = data[position + 8 : end - 4]
        if name in PNG_KEPT:
            kept.append(data[position:end])
        position = end
    if len(kept) < 2 or kept[1][4:8] != b"IHDR":
        raise PictureRefused(BROKEN)
    width, height = struct.unpack_from(">II", kept[1], 8)
    return Container("PNG", width, height, _orientation(exif), b"".join(kept))


def _webp(data: bytes) -> Container:
    kept, sizes, exif = b"", set(), b""
    for name, body in webp_chunks(data):
        if name == b"ANIM" or (name == b"VP8X" and body[0] & WEBP_ANIMATION):
            raise PictureRefused(MOVING)
        if name == b"EXIF":
            exif = body.removeprefix(b"Exif\0\0")
        if name == b"VP8X":
            body = bytes([body[0] & ~WEBP_METADATA]) + body[1:]
        if name in WEBP_KEPT:
            sizes.add(_webp_size(name, body))
            kept += struct.pack("<4sI", name, len(body)) + body + b"\0" * (len(body) % 2)
    sizes.discard(None)
    if len(sizes) != 1:
        raise PictureRefused(BROKEN)
    width, height = sizes.pop() or (0, 0)
    pixels = struct.pack("<4sI4s", b"RIFF", 4 + len(kept), b"WEBP") + kept
    return Container("WEBP", width, height, _orientation(exif), pixels)


def _webp_size(name: bytes, body: bytes) -> tuple[int, int] | None:
    """Return width and height where this chunk states them (RFC 9649, sections 2.5 to 2.7)."""
    if name == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    if name == b"VP8L":
        bits = struct.unpack_from("<I", body, 1)[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return None


def _orientation(exif: bytes) -> int:
    """Return the turn (1 to 8) that EXIF asks for, and 1 where it is absent or makes no sense."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return 1
    try:
        start = struct.unpack_from(order + "I", exif, 4)[0]
        for entry in range(struct.unpack_from(order + "H", exif, start)[0]):
            tag, kind, _count, value = struct.unpack_from(order + "HHIH", exif, start + 2 + 12 * entry)
            if tag == EXIF_ORIENTATION and kind == 3 and 1 <= value <= 8:
                return int(value)
    except struct.error:
        return 1
    return 1
