"""A catalogue's metadata in memory, and publishers who commit to it as stores do."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from opendata_share.trust import Draft, Keys, Repository, Target, begin

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def keys_called(*names: str) -> Keys:
    """Return keys in a folder of their own; the process removes it when it ends."""
    folder = tempfile.mkdtemp(prefix="keys-")
    keys = Keys.open(folder)
    for name in names:
        keys.make(name, passphrase="")
    return keys


def target(path: str, content: bytes = b"{}\n", **custom: Any) -> Target:
    """Return a release by its path without the manifest's name."""
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return Target(f"{path}/manifest.json", len(content), digest, custom)


@dataclass
class Shelf:
    """Files by their path; drafts are committed in the order they ask for."""

    files: dict[str, bytes] = field(default_factory=dict, repr=False)

    def get(self, name: str) -> bytes | None:
        return self.files.get(name)

    def state(self) -> Repository:
        state = Repository.read(self.get)
        assert state is not None
        return state

    def commit(self, draft: Draft) -> None:
        for name, data in self.in_order(draft):
            if name.endswith("timestamp.json"):
                self.files[name] = data
            else:
                assert name not in self.files, f"{name} is there already"
                self.files[name] = data

    @staticmethod
    def in_order(draft: Draft) -> list[tuple[str, bytes]]:
        middle = [step for step in (draft.deciding, draft.pointer) if step is not None]
        return [*draft.immutable, *middle, *draft.after]

    def publish(self, agency: str, keys: Keys, *targets: Target, now: datetime = NOON) -> Draft:
        if FIRST not in self.files:
            self.commit(begin(keys, agency, now=now))
        draft = self.state().with_releases(agency, targets, keys, now, self.files)
        self.commit(draft)
        return draft

    def document(self, name: str) -> dict[str, Any]:
        return json.loads(self.files[f"catalog.trust/{name}"])

    def copy(self) -> Shelf:
        return Shelf(dict(self.files))


FIRST = "catalog.trust/1.root.json"


def paths(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
