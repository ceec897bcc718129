"""How a run with several processes deals out the tests."""

from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parent.parent
WALKS = "tests/browser/test_accessibility.py"  # As long as all other browser tests together: a process of its own.


class TogetherWhatShares(LoadScopeScheduling):
    """Give what shares something costly to one process: else each makes it anew. All else goes where there is room.

    Marks with groups do not reach xdist 3.8 from pytest 9.2, which keeps the names of tests elsewhere.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        if file.startswith("tests/browser/") and file != WALKS:
            return "one browser, one server, one city"
        if file == WALKS or has_fixtures_of_its_file(file):
            return f"{file} on {'PostgreSQL' if '[postgres' in test else 'SQLite'}"
        return nodeid


@cache
def has_fixtures_of_its_file(file: str) -> bool:
    return 'scope="module"' in (ROOT / file).read_text(encoding="utf-8")
