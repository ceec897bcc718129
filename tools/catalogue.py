"""Keep the translation catalogue: `update` collects strings, `fill FILE.json` adds translations, `check` lists gaps."""

import fcntl
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "engage/translations/zh/LC_MESSAGES/messages.po"
KEYWORDS = ["-k", "_l", "-k", "ngettext:1,2"]


def extract() -> polib.POFile:
    pot = Path(tempfile.gettempdir()) / "engage.pot"
    mapping = ROOT / "babel.cfg"
    command = [str(Path(sys.executable).with_name("pybabel")), "-q", "extract", "-F", str(mapping), *KEYWORDS]
    command += ["--sort-by-file", "--no-location", "-o", str(pot), "engage", "templates"]
    subprocess.run(command, cwd=ROOT, check=True)
    return polib.pofile(str(pot))


def update() -> None:
    """Add new strings, drop those that are gone. A changed string starts untranslated: nothing is guessed."""
    old = {entry.msgid: entry for entry in polib.pofile(str(CATALOGUE))} if CATALOGUE.exists() else {}
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Project-Id-Version": "engage",
        "Language": "zh",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for entry in sorted(extract(), key=lambda entry: entry.msgid):
        kept = old.get(entry.msgid)
        if kept and bool(kept.msgid_plural) == bool(entry.msgid_plural):
            entry.msgstr, entry.msgstr_plural = kept.msgstr, kept.msgstr_plural
        if entry.msgid_plural:  # Chinese has one form.
            entry.msgstr_plural = {0: (kept.msgstr_plural.get(0, "") if kept else "")}
        entry.comment = ""
        new.append(entry)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(CATALOGUE))


def fill(path: str) -> None:
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=110)
    entries = {entry.msgid: entry for entry in catalogue}
    for msgid, text in json.loads(Path(path).read_text(encoding="utf-8")).items():
        if msgid not in entries:
            print(f"not in the catalogue: {msgid!r}")
        elif entries[msgid].msgid_plural:
            entries[msgid].msgstr_plural = {0: text[0] if isinstance(text, list) else text}
        else:
            entries[msgid].msgstr = text if isinstance(text, str) else text[0]
    catalogue.save(str(CATALOGUE))


def check() -> int:
    missing = [entry.msgid for entry in polib.pofile(str(CATALOGUE)) if not entry.translated()]
    print("\n".join(missing) or "complete")
    return len(missing)


if __name__ == "__main__":
    with (Path(tempfile.gettempdir()) / "engage-catalogue.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        match sys.argv[1:]:
            case ["update"]:
                update()
                check()
            case ["fill", file]:
                fill(file)
                check()
            case ["check"]:
                sys.exit(1 if check() else 0)
            case _:
                sys.exit(__doc__)
