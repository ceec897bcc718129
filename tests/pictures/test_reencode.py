import hashlib
import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from engage.pictures import reencode as module
from engage.pictures.containers import BROKEN, MOVING, NOT_A_PICTURE, webp_chunks
from engage.pictures.reencode import PictureRefused, reencode

ORIENTATION, GPS = 0x0112, 0x8825
RED, BLUE = (220, 30, 30), (30, 30, 220)


def make_picture(width=64, height=48, mode="RGB"):
    """A picture with a red left half and a blue right half."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture.convert(mode)


def make_photo(width=1600, height=1200):
    """Something with as much detail as a photograph: clouds of grain over a slope of light."""
    grain = Image.effect_noise((width // 8, height // 8), 90).resize((width, height), Image.Resampling.BICUBIC)
    light = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (Image.blend(grain, light, 0.5), light, grain))


def file_of(picture, format="JPEG", **options):
    file = BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def make_exif(**values):
    exif = Image.Exif()
    exif[0x010F] = "SECRETMAKER"
    exif.get_ifd(GPS).update({1: "N", 2: (29.0, 33.0, 12.0), 29: "2026:05:04"})
    if "orientation" in values:
        exif[ORIENTATION] = values["orientation"]
    return exif


def pixels(result):
    return Image.open(BytesIO(result.full)).convert("RGB")


def is_near(pixel, colour):
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=True))


def png_of(*chunks):
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def refusal(data):
    with pytest.raises(PictureRefused) as caught:
        reencode(data)
    return caught.value.reason


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_draws_each_format_afresh_as_webp(format):
    result = reencode(file_of(make_picture(), format))

    assert (result.width, result.height) == (64, 48)
    assert is_near(pixels(result).getpixel((5, 20)), RED)
    assert is_near(pixels(result).getpixel((58, 20)), BLUE)
    assert result.digest == hashlib.sha256(result.full).hexdigest()
    assert Image.open(BytesIO(result.full)).format == Image.open(BytesIO(result.thumb)).format == "WEBP"


@pytest.mark.parametrize(
    ("format", "mode"),
    [("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "1"), ("PNG", "L"), ("PNG", "LA"), ("PNG", "P"), ("PNG", "RGBA")],
)
def test_takes_every_colour_mode(format, mode):
    assert reencode(file_of(make_picture(mode=mode), format)).width == 64


def test_takes_progressive_jpeg_and_interlaced_and_lossless_files():
    for data in (file_of(make_picture(), progressive=True), file_of(make_picture(), "WEBP", lossless=True)):
        assert is_near(pixels(reencode(data)).getpixel((5, 20)), RED)


def test_grey_of_sixteen_bits_keeps_its_tone():
    grey = Image.new("I;16", (20, 20), 0x8000)

    assert is_near(pixels(reencode(file_of(grey, "PNG"))).getpixel((10, 10)), (128, 128, 128))


def test_what_is_see_through_becomes_white():
    palette = Image.new("P", (20, 20), 1)
    palette.putpalette([0, 0, 0, *RED])

    for data in (
        file_of(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG"),
        file_of(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "WEBP"),
        file_of(palette, "PNG", transparency=bytes([255, 0])),
        file_of(Image.new("RGB", (20, 20), RED), "PNG", transparency=RED),
    ):
        assert is_near(pixels(reencode(data)).getpixel((10, 10)), (255, 255, 255))


def test_shrinks_to_the_longest_side_and_never_enlarges():
    wide = reencode(file_of(make_picture(3000, 1500)))
    tall = reencode(file_of(make_picture(900, 2560), "PNG"))

    assert (wide.width, wide.height) == (1280, 640)
    assert (tall.width, tall.height) == (450, 1280)
    assert reencode(file_of(make_picture(30, 20))).width == 30


def test_the_thumbnail_is_a_centre_crop():
    picture = Image.new("RGB", (900, 300), RED)
    picture.paste(BLUE, (250, 0, 650, 300))

    thumb = Image.open(BytesIO(reencode(file_of(picture)).thumb)).convert("RGB")

    assert thumb.size == (120, 90)
    assert is_near(thumb.getpixel((3, 45)), BLUE)
    assert is_near(thumb.getpixel((116, 45)), BLUE)


def test_the_thumbnail_stays_small():
    drawing = make_picture(800, 600)
    ImageDraw.Draw(drawing).ellipse((200, 100, 600, 500), fill="white")

    assert len(reencode(file_of(drawing, "PNG")).thumb) < 1400
    assert len(reencode(file_of(make_photo())).thumb) < 2000


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_metadata_is_gone(format):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"exif": make_exif(), "xmp": b"<x:xmpmeta>SECRETXMP</x:xmpmeta>", "icc_profile": profile}
    if format == "PNG":
        options = {"exif": make_exif(), "icc_profile": profile, "pnginfo": PngImagePlugin.PngInfo()}
        options["pnginfo"].add_text("Comment", "SECRETCOMMENT")
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", "SECRETXMP")
    if format == "JPEG":
        options["comment"] = "SECRETCOMMENT"
    data = file_of(make_picture(), format, **options)
    assert Image.open(BytesIO(data)).getexif().get_ifd(GPS)  # The file does hold a position.
    assert b"SECRET" in data

    result = reencode(data)

    for written in (result.full, result.thumb):
        shown = Image.open(BytesIO(written))
        assert [name for name, _ in webp_chunks(written)] == [b"VP8 "]
        assert not shown.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & shown.info.keys()
        assert b"SECRET" not in written


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "red_at"),
    [
        (1, (5, 24)),
        (2, (58, 24)),
        (3, (58, 24)),
        (4, (5, 24)),
        (5, (24, 5)),
        (6, (24, 5)),
        (7, (24, 58)),
        (8, (24, 58)),
    ],
)
def test_turns_upright_what_the_camera_held_sideways(format, orientation, red_at):
    data = file_of(make_picture(64, 48), format, exif=make_exif(orientation=orientation))

    result = reencode(data)

    assert (result.width, result.height) == ((64, 48) if orientation < 5 else (48, 64))
    assert is_near(pixels(result).getpixel(red_at), RED)


def test_broken_exif_neither_warns_nor_hinders():
    for exif in (b"II*\0\x08\0\0\0\xff\xff" + b"\x12\x01\x03\0" * 3, b"II*\0\xff\xff\xff\xff", b"nonsense", b""):
        data = file_of(make_picture())
        segment = b"Exif\0\0" + exif
        data = data[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + data[2:]

        assert reencode(data).width == 64


def test_the_colours_that_the_profile_means_are_shown():
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"none"), (b"gXYZ", b"rXYZ"), (b"none", b"gXYZ")):  # Its first channel is green.
        swapped = swapped.replace(old, new, 1)

    result = reencode(file_of(Image.new("RGB", (20, 20), (250, 0, 0)), icc_profile=swapped))

    assert is_near(pixels(result).getpixel((10, 10)), (0, 250, 0))


def test_a_profile_that_is_nonsense_is_passed_over():
    data = file_of(make_picture(), icc_profile=b"not a profile" * 20)

    assert is_near(pixels(reencode(data)).getpixel((5, 20)), RED)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_nothing_behind_the_end_survives(format):
    data = file_of(make_picture(), format)
    tail = b"PK\x03\x04<script>alert(1)</script>" * 50

    assert reencode(data + tail) == reencode(data)


def test_the_second_picture_of_a_phone_file_is_left_behind():
    first, second = make_picture(64, 48), Image.new("RGB", (64, 48), "black")
    file = BytesIO()
    first.save(file, "MPO", save_all=True, append_images=[second])

    assert is_near(pixels(reencode(file.getvalue())).getpixel((5, 20)), RED)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_refuses_a_picture_that_did_not_arrive_whole(format):
    data = file_of(make_photo(400, 300), format)

    for length in (3, 12, 30, 60, len(data) // 2, len(data) - 20, len(data) - 1):
        assert refusal(data[:length]) in (BROKEN, NOT_A_PICTURE)


def test_refuses_a_picture_whose_middle_is_missing():
    png = file_of(make_photo(200, 150), "PNG")
    start = png.index(b"IDAT") - 4
    header, rest = png[:start], png[start:]
    cut = png_of((b"IDAT", rest[8:400]), (b"IEND", b""))

    assert refusal(header + cut[8:]) == BROKEN


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"\0" * 100,
        file_of(make_picture(), "GIF"),
        file_of(make_picture(), "BMP"),
        file_of(make_picture(), "TIFF"),
    ],
)
def test_refuses_what_is_no_jpeg_png_or_webp_whatever_its_name(data):
    assert refusal(data) == NOT_A_PICTURE


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_refuses_what_moves(format):
    frames = [Image.new("RGB", (20, 20), "red"), Image.new("RGB", (20, 20), "blue")]

    assert refusal(file_of(frames[0], format, save_all=True, append_images=frames[1:])) == MOVING


def test_refuses_no_bytes_and_too_many():
    assert refusal(b"") == module.EMPTY
    assert refusal(file_of(make_picture()) + b"\0" * module.MAX_BYTES) == module.TOO_MANY_BYTES


def test_a_bomb_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(module.Image, "open", lambda *args, **kwargs: pytest.fail("a decoder was started"))
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    png = png_of((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1_000_000)), (b"IEND", b""))
    canvas = b"\0" * 4 + (16382).to_bytes(3, "little") * 2
    webp = b"VP8X" + struct.pack("<I", 10) + canvas
    webp = b"RIFF" + struct.pack("<I", 4 + len(webp)) + b"WEBP" + webp
    jpeg = file_of(make_picture(64, 48))
    jpeg = jpeg.replace(struct.pack(">HH", 48, 64), struct.pack(">HH", 60_000, 60_000), 1)

    for data in (png, webp, jpeg):
        assert refusal(data) == module.TOO_MANY_PIXELS


def test_a_jpeg_of_endless_scans_is_refused():
    data = file_of(make_picture(), progressive=True)
    scan = data.rindex(b"\xff\xda")

    assert refusal(data[:-2] + data[scan:-2] * 200 + data[-2:]) == BROKEN


@pytest.mark.parametrize("size", [(0, 10), (10, 0)])
def test_refuses_a_picture_without_extent(size):
    header = struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0)

    assert refusal(png_of((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))) == BROKEN


def test_refuses_a_thread_but_takes_a_banner():
    assert refusal(file_of(make_picture(1, 200), "PNG")) == module.TOO_NARROW
    assert refusal(file_of(make_picture(202, 20), "PNG")) == module.TOO_NARROW
    assert reencode(file_of(make_picture(200, 20), "PNG")).width == 200


def test_a_refusal_can_be_read_by_the_sender():
    with pytest.raises(PictureRefused, match="Please take a photo"):
        reencode(b"hello")


SEEDS = [file_of(make_picture(), format, exif=make_exif()) for format in ("JPEG", "PNG", "WEBP")]


@given(data=st.sampled_from(SEEDS), changes=st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=6))
@settings(max_examples=150, deadline=None)
def test_damaged_bytes_are_drawn_or_refused_but_never_crash(data, changes):
    damaged = bytearray(data)
    for position, value in changes:
        damaged[position % len(damaged)] = value

    try:
        result = reencode(bytes(damaged))
    except PictureRefused:
        return

    assert [name for name, _ in webp_chunks(result.full)] == [b"VP8 "]
