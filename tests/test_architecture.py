"""What may import what: the layers inside a feature, and the features among each other."""

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FEATURES = {
    "accounts": {"communities"},
    "tabular": set(),
    "pictures": {"accounts"},
    "communities": {"accounts", "tabular"},
    "ballotbox": {"communities"},
    "residents": {"accounts", "ballotbox", "communities", "tabular"},
    "budget": {"accounts", "ballotbox", "communities", "pictures", "residents", "tabular"},
    "needs": {"accounts", "budget", "communities", "pictures", "tabular", "webhooks"},
    "webhooks": {"accounts", "communities"},
    "ratings": {"accounts", "communities", "pictures", "tabular", "webhooks"},
    "api": {"accounts", "budget", "communities", "needs", "pictures", "ratings", "webhooks"},
    "surveys": {"accounts", "ballotbox", "communities", "pictures", "residents", "tabular"},
    "dashboard": {"accounts", "ballotbox", "budget", "communities", "needs", "ratings", "residents", "surveys"},
    "demo": {
        "accounts",
        "api",
        "ballotbox",
        "budget",
        "communities",
        "dashboard",
        "needs",
        "pictures",
        "ratings",
        "residents",
        "surveys",
        "webhooks",
    },
}
# A community's page lists its cycles, a proposal's page the needs it was made from: they read a table, nothing else.
TABLES_ONLY = {
    ("communities", "budget"),
    ("communities", "ballotbox"),
    ("communities", "needs"),
    ("communities", "surveys"),
    ("budget", "needs"),
}
# Rules on plain values: the standard library, numpy, and one another.
PURE = (
    "engage.ballotbox.chain",
    "engage.budget.amounts",
    "engage.budget.pabulib",
    "engage.budget.rules",
    "engage.budget.tally",
    "engage.budget.tally_text",
    "engage.cleaning",
    "engage.codes",
    "engage.needs.categories",
    "engage.needs.priority",
    "engage.needs.states",
    "engage.ratings.coefficient",
    "engage.ratings.months",
    "engage.ratings.periods",
    "engage.ratings.points",
    "engage.ratings.policies",
    "engage.ratings.working_days",
    "engage.small_groups",
    "engage.surveys.advice",
    "engage.surveys.cells",
    "engage.surveys.editing",
    "engage.surveys.expressions",
    "engage.surveys.figures",
    "engage.surveys.flow",
    "engage.surveys.logic",
    "engage.surveys.meetable",
    "engage.surveys.numerals",
    "engage.surveys.problems",
    "engage.surveys.questionnaire",
    "engage.surveys.raking",
    "engage.surveys.ready",
    "engage.surveys.references",
    "engage.surveys.shapes",
    "engage.surveys.values",
)
# These know the request for the views, so that everything below can do without it.
BESIDE_VIEWS = {
    "engage.accounts.permissions",
    "engage.accounts.sessions",
    "engage.api.auth",
    "engage.budget.ballot_page",
    "engage.budget.voter_session",
    "engage.communities.place",
    "engage.demo.guide",
}
OF_THE_REQUEST = {
    "flask.abort",
    "flask.flash",
    "flask.g",
    "flask.make_response",
    "flask.redirect",
    "flask.render_template",
    "flask.request",
    "flask.session",
    "flask.url_for",
    "flask_login.current_user",
}
LAYERS = {"views", "forms", "commands", "services", "queries", "models"}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}


def parse(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules():
    """Return the tree of each module by its name. Not at import: each process of a run imports all tests."""
    paths = sorted((ROOT / "engage").rglob("*.py"))
    return {name_of(path): parse(path) for path in paths if "migrations" not in path.parts}


def imported(tree):
    """Return the full names a module imports: "engage.errors.NotFound" for `from engage.errors import NotFound`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "Imports are absolute, so that this test can read them."
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def called(tree):
    """Return (object, method) of every call like `session.commit()`: the last two names before the bracket."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            found.add((getattr(owner, "attr", getattr(owner, "id", "")), node.func.attr))
    return found


def is_in(name, *packages):
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def layer(name):
    """Return "views", "forms", "commands", "services", "queries", "models", or "" for whatever stands between."""
    parts = name.split(".")[2:]
    return next((part for part in parts if part in LAYERS), "")


def below_views():
    return {
        name: tree
        for name, tree in modules().items()
        if name.count(".") > 1 and layer(name) not in ("views", "forms", "commands") and name not in BESIDE_VIEWS
    }


def offences(trees, is_wrong):
    return sorted(
        f"{name} imports {target}"
        for name, tree in trees.items()
        for target in imported(tree)
        if is_wrong(name, target)
    )


def feature_of(name):
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "engage" and parts[1] in FEATURES else None


def test_every_feature_has_its_place_in_this_test():
    packages = {path.parent.name for path in (ROOT / "engage").glob("*/__init__.py")}

    assert packages - set(FEATURES) == set()


def test_features_use_only_those_below_them():
    def is_wrong(name, target):
        here, there = feature_of(name), feature_of(target)
        if here is None or there is None or here == there or there in FEATURES[here]:
            return False
        return (here, there) not in TABLES_ONLY or layer(target) != "models"

    assert offences(modules(), is_wrong) == []


def test_features_meet_below_their_pages():
    def is_wrong(name, target):
        return (
            feature_of(name) != feature_of(target)
            and feature_of(target) is not None
            and layer(target) in ("views", "forms", "commands")
            and name not in ("engage.app", "engage.cli")
        )

    assert offences(modules(), is_wrong) == []


def test_nothing_below_the_views_knows_the_request():
    assert offences(below_views(), lambda _name, target: target in OF_THE_REQUEST) == []


def test_nothing_below_the_views_imports_views_forms_or_commands():
    assert offences(below_views(), lambda _name, target: layer(target) in ("views", "forms", "commands")) == []


@pytest.mark.parametrize(("upper", "lower"), [("services", "queries"), ("services", "models"), ("queries", "models")])
def test_imports_point_down(upper, lower):
    lowers = {name: tree for name, tree in modules().items() if layer(name) == lower}

    assert lowers
    assert offences(lowers, lambda _name, target: is_in(target, "engage") and layer(target) == upper) == []


def test_tables_import_only_tables_and_shared_things():
    def is_wrong(name, target):
        return (
            layer(name) == "models" and is_in(target, "engage") and layer(target) != "models"
            and not is_in(target, "engage.extensions")
        )  # fmt: skip

    assert offences(modules(), is_wrong) == []


def test_rules_on_plain_values_need_only_the_standard_library():
    pure = {name: tree for name, tree in modules().items() if is_in(name, *PURE)}

    def is_wrong(_name, target):
        package = target.split(".")[0]
        return not (package in sys.stdlib_module_names or package in ("numpy", "lark") or is_in(target, *PURE))

    assert len(pure) >= len(PURE)
    assert offences(pure, is_wrong) == []


def test_only_the_transaction_commits():
    committing = {name for name, tree in modules().items() if any(method == "commit" for _, method in called(tree))}

    assert committing == {"engage.transaction"}


def test_only_the_clock_reads_the_clock():
    reading = {name for name, tree in modules().items() if CLOCKS & called(tree)}

    assert reading == {"engage.clock"}


def test_services_and_queries_are_handed_the_time():
    timeless = {name: tree for name, tree in below_views().items() if not is_in(name, "engage.demo")}

    assert offences(timeless, lambda _name, target: is_in(target, "engage.clock")) == []


@pytest.mark.parametrize(
    ("source", "targets", "calls"),
    [
        ("from flask import request as r, g", {"flask.request", "flask.g"}, set()),
        ("def f():\n    import engage.clock", {"engage.clock"}, set()),
        ("db.session.commit()", set(), {("session", "commit")}),
        ("import datetime\nx = datetime.datetime.now()", {"datetime"}, {("datetime", "now")}),
    ],
)
def test_this_test_sees_what_it_should(source, targets, calls):
    tree = ast.parse(source)

    assert (imported(tree), called(tree)) == (targets, calls)
