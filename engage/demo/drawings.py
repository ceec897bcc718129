"""Pictures of the demonstration city, of proposals and of needs, drawn by this program and without a word in them."""

from engage.demo.art import huahuiyuan, needs, shibati, zhongxinwan

_SCENES = {**shibati.DRAWINGS, **zhongxinwan.DRAWINGS, **huahuiyuan.DRAWINGS, **needs.DRAWINGS}

KEYS = tuple(_SCENES)


def draw(key: str) -> bytes:
    """Return a PNG of 800 by 600. Raises `KeyError` for a key that is not in `KEYS`."""
    return _SCENES[key]().png()
