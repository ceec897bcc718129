"""The measurement itself: yardstick and product in turn, a ratio for each round, and the medians."""

import itertools
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from pysqlite3 import dbapi2 as sqlite3

from bench import load, servers, store, visit, voters
from bench.http1 import Address, build_request

WARM_UP_SECONDS = 1.0
CASTS_A_SECOND = 1500  # More than any machine seen: so many voters are prepared for each second of casting.
MOST_BYTES, MOST_REQUESTS = 50 * 1024, 6
GOALS = {"ballot page": 0.5, "cast": 0.4, "cast, most ÷ fewest ballots": 0.9}


@dataclass(frozen=True)
class Plan:
    ballots: tuple[int, ...]
    rounds: int
    seconds: float

    @property
    def free_voters(self) -> int:
        return int((self.rounds * self.seconds + WARM_UP_SECONDS) * CASTS_A_SECOND)


@dataclass
class Contestant:
    """The product over one store, with its requests."""

    filled: store.Store
    address: Address
    requests: voters.Voters
    acknowledged: int = 0

    def ask_for_pages(self, seconds: float) -> load.Report:
        return load.run(self.address, itertools.cycle(self.requests.pages), seconds=seconds)

    def cast(self, seconds: float) -> load.Report:
        report = load.run(self.address, self.requests.casts, seconds=seconds, expect=(303,))
        self.acknowledged += report.requests
        if not report.requests:
            raise RuntimeError("no voters left: raise CASTS_A_SECOND")
        return report


@dataclass
class Series:
    """The rounds of one comparison."""

    name: str
    goal: float
    ratios: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    base_rates: list[float] = field(default_factory=list)

    def add(self, rate: float, base_rate: float) -> None:
        self.rates.append(rate)
        self.base_rates.append(base_rate)
        self.ratios.append(rate / base_rate)

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    def line(self) -> str:
        spread = f"{min(self.ratios):.2f} – {max(self.ratios):.2f}"
        rates = f"{median(self.rates):,.0f}/s to {median(self.base_rates):,.0f}/s"
        return f"{self.name:46} {self.ratio:5.2f}  (rounds {spread}; {rates})  {verdict(self.ratio >= self.goal)}"


def verdict(is_reached: bool) -> str:
    return "reached" if is_reached else "NOT REACHED"


def run(plan: Plan, report: Callable[[str], None]) -> dict[str, Any]:
    """Run everything on scratch stores, report in lines, and return the figures."""
    with tempfile.TemporaryDirectory(prefix="engage-bench-") as name, ExitStack() as running:
        folder = Path(name)
        filled = [_fill(folder / str(number), number, plan, report) for number in plan.ballots]
        yardstick = running.enter_context(servers.run_yardstick(folder / "yardstick"))
        contestants = []
        for one in filled:
            address = running.enter_context(
                servers.run_product(one.settings, one.port, Path(one.settings["ENGAGE_DATA_DIR"]))
            )
            contestants.append(Contestant(one, address, voters.prepare(one, address)))
        report(f"load of the machine before: {os.getloadavg()[0]:.1f}; what else runs here blurs the figures")
        report(
            f"{plan.rounds} rounds of {plan.seconds:g} s slices, {load.CLIENTS} clients, {servers.WORKERS} workers\n"
        )
        constant = itertools.repeat(build_request("GET", "/constant", yardstick))
        insert = itertools.repeat(build_request("POST", "/insert", yardstick))
        pages = _compare("ballot page", yardstick, constant, contestants, Contestant.ask_for_pages, plan)
        casts = _compare("cast", yardstick, insert, contestants, Contestant.cast, plan)
        every = [*pages, *casts, *_growth(casts, plan)]
        for series in every:
            report(series.line())
        visits = _visits(contestants[0], report)
        kept = [_count_kept(one, report) for one in contestants]
    return {
        "ratios": {series.name: round(series.ratio, 3) for series in every},
        "visits": visits,
        "acknowledged ballots all stored": all(kept),
        "goals reached": all(series.ratio >= series.goal for series in every) and all(kept) and _are_small(visits),
    }


def _fill(folder: Path, number: int, plan: Plan, report: Callable[[str], None]) -> store.Store:
    report(f"filling a store: {number:,} ballots")
    return store.fill(folder, servers.free_port(), stored=number, free=plan.free_voters, report=lambda line: None)


def _compare(
    name: str,
    yardstick: Address,
    base: Iterable[bytes],
    contestants: Sequence[Contestant],
    work: Callable[[Contestant, float], load.Report],
    plan: Plan,
) -> list[Series]:
    """Take slices in turn, each of the product's between two of the yardstick's, whose mean is its measure."""
    all_series = [Series(f"{name}, {one.filled.stored:,} ballots stored", GOALS[name]) for one in contestants]
    load.run(yardstick, base, seconds=WARM_UP_SECONDS)
    for one in contestants:
        work(one, WARM_UP_SECONDS)
    for number in range(plan.rounds):
        pairs = list(zip(contestants, all_series, strict=True))
        before = load.run(yardstick, base, seconds=plan.seconds).rate
        for one, series in pairs if number % 2 == 0 else reversed(pairs):
            rate = work(one, plan.seconds).rate
            after = load.run(yardstick, base, seconds=plan.seconds).rate
            series.add(rate, (before + after) / 2)
            before = after
    return all_series


def _growth(casts: Sequence[Series], plan: Plan) -> list[Series]:
    """Compare casting over the fullest store with casting over the emptiest."""
    if len(casts) < 2:
        return []
    few, many = casts[0], casts[-1]
    series = Series("cast, most ÷ fewest ballots", GOALS["cast, most ÷ fewest ballots"])
    # Each against the yardstick beside it, so that a slow minute of the machine does not count as growth.
    for rate, few_ratio, many_ratio in zip(many.rates, few.ratios, many.ratios, strict=True):
        series.rates.append(rate)
        series.base_rates.append(rate * few_ratio / many_ratio)
        series.ratios.append(many_ratio / few_ratio)
    return [series]


def _visits(one: Contestant, report: Callable[[str], None]) -> dict[str, dict[str, int]]:
    cookie = next(line for line in one.requests.pages[0].decode().split("\r\n") if line.startswith("Cookie: "))
    paths = {
        "community page": (f"/communities/{one.filled.community}", ""),
        "ballot": (f"/cycles/{one.filled.cycle_id}/vote", cookie.removeprefix("Cookie: ")),
    }
    figures = {}
    for name, (path, sent_cookie) in paths.items():
        found = visit.measure(one.address, path, cookie=sent_cookie)
        figures[name] = {"bytes": found.bytes, "requests": found.requests}
        is_small = verdict(_are_small({name: figures[name]}))
        report(f"{'first visit, ' + name:46} {found.bytes / 1024:5.1f} KiB in {found.requests} requests  {is_small}")
        for url, size in found.sizes.items():
            note = "  (another host's; weighed by our copy)" if url in found.elsewhere else ""
            report(f"    {size / 1024:5.1f} KiB  {url}{note}")
    return figures


def _are_small(visits: dict[str, dict[str, int]]) -> bool:
    return all(one["bytes"] <= MOST_BYTES and one["requests"] <= MOST_REQUESTS for one in visits.values())


def _count_kept(one: Contestant, report: Callable[[str], None]) -> bool:
    """Look in the store whether every acknowledged ballot is there, and counted."""
    files = list(Path(one.filled.settings["ENGAGE_DATA_DIR"]).glob("*.sqlite"))
    connection = sqlite3.connect(str(files[0]))
    stored = connection.execute("SELECT count(*) FROM ballot").fetchone()[0]
    counted = connection.execute("SELECT ballots FROM election_count").fetchone()[0]
    connection.close()
    expected = one.filled.stored + one.acknowledged
    report(
        f"{one.acknowledged:,} ballots acknowledged over {one.filled.stored:,}: {stored:,} stored, {counted:,} counted"
    )
    return bool(stored == counted == expected)


def save(figures: dict[str, Any], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=2) + "\n")
