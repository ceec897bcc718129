"""How a run with several processes deals out the tests."""

from xdist.scheduler import LoadScopeScheduling

WALKS = "tests/browser/test_accessibility.py"  # As long as all other browser tests together: a process of its own.


class TogetherWhatShares(LoadScopeScheduling):
    """Give a file's tests on one store to one process, and what drives a browser to another: they share costly things.

    Marks with groups do not reach xdist 3.8 from pytest 9.2, which keeps the names of tests elsewhere.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        if file.startswith("tests/browser/") and file != WALKS:
            return "one browser, one server, one city"
        return f"{file} on {'PostgreSQL' if '[postgres' in test else 'SQLite'}"
