"""Write constraints.txt: the version of every package that this project needs, directly or not, as installed here."""

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

FILE = Path(__file__).resolve().parent.parent / "constraints.txt"
HEADER = "# The versions that the tests passed with. Written by `make constraints`.\n"


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def versions(root: str, extras: set[str]) -> dict[str, str]:
    """Return the version by name of everything below `root`, without `root` itself."""
    found: dict[str, str] = {}
    waiting, seen = [(root, extras)], set()
    while waiting:
        name, extras = waiting.pop()
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # Wanted on other systems only.
        found[normal(name)] = package.version
        for text in package.requires or []:
            needed = Requirement(text)
            wanted = needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras | {""})
            key = (normal(needed.name), frozenset(needed.extras))
            if wanted and key not in seen:
                seen.add(key)
                waiting.append((needed.name, needed.extras))
    return {name: version for name, version in sorted(found.items()) if name != root}


if __name__ == "__main__":
    lines = [f"{name}=={version}\n" for name, version in versions("engage", {"dev"}).items()]
    FILE.write_text(HEADER + "".join(lines), encoding="utf-8")
