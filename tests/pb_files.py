"""The real elections that lie beside the project, for tests that ask for `shared_data` and a `name`."""

import json
from pathlib import Path

import pytest

_FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "pb"

# Where the folder is missing one test remains, so that `shared_data` can skip it or fail.
NAMES = sorted(path.name for path in _FOLDER.glob("*.pb")) or ["missing"]

each_file = pytest.mark.parametrize("name", NAMES)


def expected(shared_data, name):
    return json.loads((shared_data / "pb" / "expected.json").read_text(encoding="utf-8"))[name]
