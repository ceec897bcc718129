"""What is installed is whole: pages, styles, words and migrations come with the package, not from the checkout."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest

from engage.config import fresh_keys

ROOT = Path(__file__).resolve().parent.parent
ASK = """
import json, re, sys
import engage
from engage.app import create_app
client = create_app().test_client()
page = client.get("/about", headers={"Accept-Language": "zh"})
style = re.search(r'href="(/assets/[^"]+)"', page.text).group(1)
print(json.dumps({
    "package": engage.__file__,
    "status": page.status_code,
    "is_chinese": "工作人员" in page.text,
    "style": client.get(style).status_code,
    "healthy": client.get("/readyz").status_code,
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder], cwd=ROOT)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of an environment with the wheel in it. It sees our libraries, but not this checkout."""
    folder = tmp_path_factory.mktemp("environment")
    run([sys.executable, "-m", "venv", "--without-pip", folder])
    python = folder / "bin" / "python"
    run([sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel])
    # A path in a .pth file is searched, but .pth files in it, such as that of an editable install, are not read.
    [packages] = folder.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def run(command, **kwargs):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, **kwargs)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_carries_templates_styles_words_and_migrations_and_nothing_private(wheel):
    names = ZipFile(wheel).namelist()

    for name in ("templates/base.html", "static/css/engage.css", "migrations/env.py", "migrations/script.py.mako"):
        assert f"engage/{name}" in names
    assert any(name.startswith("engage/migrations/versions/0001") for name in names)
    assert "engage/translations/zh/LC_MESSAGES/messages.po" in names
    assert not [name for name in names if name.startswith("tests/") or name.endswith((".sqlite", ".env"))]


def test_serves_pages_from_elsewhere(installed, tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ENGAGE_", "PYTHON"))}
    environment |= fresh_keys() | {"ENGAGE_PUBLIC_URL": "http://localhost", "ENGAGE_DATA_DIR": str(tmp_path / "data")}

    run([installed / "bin" / "engage", "migrate"], cwd=tmp_path, env=environment)
    answer = run([installed / "bin" / "python", "-c", ASK], cwd=tmp_path, env=environment)

    assert f'"package": "{installed}' in answer
    assert '"status": 200, "is_chinese": true, "style": 200, "healthy": 200' in answer
