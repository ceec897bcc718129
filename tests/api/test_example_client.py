"""The example client of the documentation, run as it stands there, against a server."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from factories import make_area, make_key
from live_server import run_site
from rating_factories import give, make_professional, make_visit

from engage.extensions import db

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "api.md"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A served city, and the file that `make demo` writes of it, as far as the client reads it."""
    folder = tmp_path_factory.mktemp("example")
    with run_site(folder, workers=1) as site:
        with site.store():
            community = make_area("community", make_area("city", code="CQ"), code="CQ-1")
            give(make_visit(make_professional(community, staff_no="P-0042"), visit_no="V-1"), 5, 5, 4, 4, 4)
            key = make_key(community).text
            db.session.commit()
        file = folder / "demo.json"
        areas = [{"code": "CQ", "kind": "city"}, {"code": "CQ-1", "kind": "community"}]
        file.write_text(json.dumps({"base_url": site.url, "api_key": key, "areas": areas}))
        yield file


def run(demo):
    code = DOCUMENT.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    client = demo.parent / "client.py"
    client.write_text(code, encoding="utf-8")
    command = [sys.executable, "-W", "ignore::ResourceWarning", str(client), str(demo)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_the_example_does_what_the_documentation_says(demo):
    first, again = run(demo), run(demo)

    assert [line[:5] for line in first[:2]] == ["(201,", "(201,"]
    assert [line[:5] for line in again[:2]] == ["(200,", "(200,"]
    tickets = [line.split() for line in first[2:4]]
    assert [(ticket[0], ticket[2][-15:]) for ticket in tickets] == [("201", f"/r/{ticket[1]}") for ticket in tickets]
    assert first[2:4] == again[2:4]
    assert first[4] == "200 insufficient 0 None"
    assert any(line.startswith("P-0042 5 0.880000 ") for line in first[5:-1])
    assert first[-1].startswith("(400,")
    assert "profession" in first[-1]


def test_the_example_uses_nothing_but_python():
    code = DOCUMENT.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]

    modules = {line.split()[1].split(".")[0] for line in code.splitlines() if line.startswith(("import", "from"))}
    assert modules <= sys.stdlib_module_names
