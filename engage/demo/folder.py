"""The folder of a demonstration: its keys, its store, and demo.json, which says how to get in.

The city is made in a file of its own that gets its final name once it is complete, so a folder with `engage.sqlite`
holds a whole city, and what an interrupted start left behind is swept away by the next one.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from engage.config import KEYS, fresh_keys
from engage.errors import EngageError

MARK = "# Keys of an engage demonstration. They protect nothing real; never use them elsewhere."
FROM_THE_ENVIRONMENT = ("ENGAGE_HTMX_URL", "ENGAGE_HTMX_INTEGRITY", "ENGAGE_LOG_LEVEL", "ENGAGE_TIMEZONE")


class FolderRefused(EngageError):
    """The folder cannot hold a demonstration; the message says why and what to do."""


class DemoFolder:
    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.keys = self.path / "keys.env"
        self.store = self.path / "engage.sqlite"
        self.unfinished = self.path / "unfinished.sqlite"
        self.facts = self.path / "demo.json"
        self.lock = self.path / "lock"

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Hold the folder as the only demonstration that uses it, with its keys made. Raises `FolderRefused`."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._refuse_strangers()
            lock = self._locked()
            if not self.keys.exists():
                self._write_privately(self.keys, "\n".join([MARK, *_lines(fresh_keys())]) + "\n")
        except OSError as error:
            raise FolderRefused(
                f"{self.path} cannot be used: {error.strerror}. Choose another folder with --data."
            ) from error
        with lock:
            yield

    def _locked(self) -> IO[str]:
        """Return the lock file, locked for this process alone: the lock goes whenever and however the process ends."""
        lock = self.lock.open("a", encoding="utf-8")
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            raise FolderRefused(
                f"Another demonstration is using {self.path}. Stop it, or choose another folder with --data."
            ) from error
        return lock

    def _refuse_strangers(self) -> None:
        """Refuse a folder with anything in it that no demonstration put there."""
        if self.keys.is_file():
            if not self.keys.read_text(encoding="utf-8", errors="replace").startswith(MARK):
                raise FolderRefused(f"{self.keys} holds keys that are not a demonstration's. Choose another --data.")
        elif strangers := sorted(set(os.listdir(self.path)) - {self.lock.name, _unfinished(self.keys).name}):
            raise FolderRefused(
                f"{self.path} holds something else, such as {strangers[0]}. Choose an empty or a new folder with --data."
            )

    def environment(self, environ: Mapping[str, str], public_url: str | None = None) -> dict[str, str]:
        """Return the settings under which the demonstration runs, as environment variables.

        Without an address it is the one at which the city was served last. Raises `FolderRefused` without a city.
        """
        public_url = public_url or str(self.read_facts()["base_url"])
        lines = self.keys.read_text(encoding="utf-8").splitlines()
        keys = dict(line.split("=", 1) for line in lines if line.startswith(KEYS))
        passed_on = {name: environ[name] for name in FROM_THE_ENVIRONMENT if name in environ}
        return {
            "ENGAGE_LOG_LEVEL": "WARNING",
            **passed_on,
            **keys,
            "ENGAGE_DATABASE_URL": f"sqlite:///{self.store}",
            "ENGAGE_DATA_DIR": str(self.path),
            "ENGAGE_PUBLIC_URL": public_url,
            "ENGAGE_DEMO": "1",
        }

    def begin(self) -> None:
        """Remove what an interrupted start left behind, and make an empty file that nobody else can read."""
        for file in self.path.glob(self.unfinished.name + "*"):
            file.unlink()
        self.unfinished.touch(mode=0o600)

    def finish(self) -> None:
        """Give the complete store its name. Its log must have been written back into it."""
        self.unfinished.rename(self.store)

    def write_facts(self, facts: Mapping[str, Any]) -> None:
        self._write_privately(self.facts, json.dumps(facts, ensure_ascii=False, indent=2) + "\n")

    def read_facts(self) -> dict[str, Any]:
        if not self.store.exists():
            raise FolderRefused(f"{self.path} holds no demonstration. `engage demo --data {self.path}` makes one.")
        try:
            facts: dict[str, Any] = json.loads(self.facts.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise FolderRefused(
                f"{self.facts} is missing or broken; the household codes were in it. "
                f"Delete {self.path}, and `engage demo` makes a fresh city."
            ) from error
        return facts

    def _write_privately(self, file: Path, text: str) -> None:
        unfinished = _unfinished(file)
        with open(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        unfinished.replace(file)


def _unfinished(file: Path) -> Path:
    return file.with_name(file.name + ".new")


def _lines(values: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in values.items()]
