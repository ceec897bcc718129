"""How a run with several processes deals out the tests."""

from xdist.scheduler import LoadScopeScheduling

WALKS = "tests/browser/test_accessibility.py"  # As long as all other browser tests together: a process of its own.
# One of these, begun last, would keep one core busy for minutes while the others have nothing left to do.
LONG = (WALKS, "tests/browser/", "tests/demo/test_commands.py", "tests/test_storm.py", "tests/test_routes.py")


def longest_first(items) -> None:
    """Bring the longest tests to the front; else the order stays."""
    items.sort(key=lambda item: next((rank for rank, start in enumerate(LONG) if item.nodeid.startswith(start)), 99))


class TogetherWhatShares(LoadScopeScheduling):
    """Give a file's tests on one store to one process, and what drives a browser to another: they share costly things.

    They begin in the order in which they were collected, see `longest_first`: xdist would begin with the files that
    have the most tests. Marks with groups do not reach xdist 3.8 from pytest 9.2, which keeps the names elsewhere.
    """

    def __init__(self, config, log=None):
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        if file.startswith("tests/browser/") and file != WALKS:
            return "one browser, one server, one city"
        return f"{file} on {'PostgreSQL' if '[postgres' in test else 'SQLite'}"
