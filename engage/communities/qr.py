"""QR codes of our addresses, as SVG for pages and PNG for download."""

import io
import re
from typing import Literal
from urllib.parse import urlsplit

from markupsafe import Markup
from PIL import Image
from qrcode import constants
from qrcode.main import QRCode
from qrcode.util import QRData

QUIET_ZONE = 4
# H is the default, at four modules more a side: with Q the symbol of a short address cannot be read with a tenth of it
# covered at some places near the middle; with H only the three corner squares must stay free.
Level = Literal["Q", "H"]
_LEVELS = {"Q": constants.ERROR_CORRECT_Q, "H": constants.ERROR_CORRECT_H}
# The short addresses, which the site answers in both cases.
_SHORT_PATH = re.compile(r"/[pqrst]/[0-9a-z-]+", re.IGNORECASE | re.ASCII)
_PLAIN_HOST = re.compile(r"[0-9a-z.-]+(:[0-9]+)?", re.IGNORECASE | re.ASCII)


def qr_text(url: str) -> str:
    """Return the address as a symbol should hold it: a short address in upper case, any other untouched.

    Upper case, digits and a few signs fit the alphanumeric mode, 5.5 bits a character instead of 8.
    """
    parts = urlsplit(url)
    is_short = _SHORT_PATH.fullmatch(parts.path) and _PLAIN_HOST.fullmatch(parts.netloc)
    return url.upper() if is_short and not {"?", "#"} & set(url) else url


def modules(url: str, level: Level = "H") -> list[list[bool]]:
    """Return the symbol row by row, dark modules true, with the quiet zone around it."""
    code: QRCode = QRCode(error_correction=_LEVELS[level], border=QUIET_ZONE)
    # One segment: the whole address is alphanumeric, or else all of it is bytes.
    code.add_data(QRData(qr_text(url)))
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def svg(url: str, label: str | None = None, level: Level = "H") -> Markup:
    """Return an inline drawing that fills its container. Without a label, readers of the screen pass it over.

    It has its own white ground, so that it can be scanned from a dark page.
    """
    matrix = modules(url, level)
    size = len(matrix)
    name = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {size} {size}" {name}'
        ' shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/>'
        '<path fill="#000" d="{path}"/></svg>'
    ).format(size=size, name=name, path=_path(matrix))


def png(url: str, scale: int = 10, level: Level = "H") -> bytes:
    """Return a picture in pure black and white, `scale` pixels a module."""
    if not 1 <= scale <= 50:
        raise ValueError("scale must be from 1 to 50")
    matrix = modules(url, level)
    size = len(matrix)
    picture = Image.new("1", (size, size), 1)
    picture.putdata([0 if dark else 1 for row in matrix for dark in row])
    target = io.BytesIO()
    picture.resize((size * scale, size * scale), Image.Resampling.NEAREST).save(target, "PNG", optimize=True)
    return target.getvalue()


def _path(matrix: list[list[bool]]) -> str:
    """Return one bar for each run of dark modules in a row."""
    bars = []
    for y, row in enumerate(matrix):
        line = "".join("1" if dark else "0" for dark in row)
        bars += [f"M{run.start()} {y}h{len(run[0])}v1h-{len(run[0])}z" for run in re.finditer("1+", line)]
    return "".join(bars)
