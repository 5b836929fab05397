"""A catalogue's metadata in memory, and publishers who commit to it as stores do."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from opendata_share.transport import Wanted, drive
from opendata_share.trust import (
    Draft,
    Keys,
    Pin,
    Repository,
    RoleKeys,
    Roles,
    State,
    Target,
    Verified,
    begin,
    verify,
)

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


def fire() -> tuple[Shelf, Keys]:
    """A catalogue of one agency with one key and one release."""
    shelf, keys = Shelf(), keys_called("publisher")
    shelf.publish("fire", keys, target("fire/fleet/1", rows=12))
    return shelf, keys


def joint() -> tuple[Shelf, Keys, Keys, Keys]:
    """A catalogue of two agencies: its owner holds root and targets, each agency its own key and one for `online`."""
    owner, fire_keys, health_keys = keys_called("root", "targets"), keys_called("fire"), keys_called("health")
    one_each = [RoleKeys((keys.public(name),)) for keys, name in ((fire_keys, "fire"), (health_keys, "health"))]
    roles = Roles(
        root=RoleKeys((owner.public("root"),)),
        targets=RoleKeys((owner.public("targets"),)),
        online=RoleKeys((owner.public("targets"), fire_keys.public("fire"), health_keys.public("health"))),
        agencies={"fire": one_each[0], "health": one_each[1]},
    )
    shelf = Shelf()
    shelf.commit(begin(owner, "fire", now=NOON, roles=roles))
    return shelf, owner, fire_keys, health_keys


def verified(shelf: Shelf, folder: Path, now: datetime = NOON, pin: str | None = None) -> Verified:
    """Return what a consumer with its state in `folder` finds on the shelf."""
    flow = verify(Pin(pin_of(shelf) if pin is None else pin), State(folder), now)
    return drive(flow, lambda wanted: shelf.get(wanted.name))


def asked_of(shelf: Shelf, folder: Path, now: datetime = NOON) -> list[str]:
    """Return which files a consumer asks for, by their names in the folder of metadata."""
    asked: list[str] = []

    def fetch(wanted: Wanted) -> bytes | None:
        asked.append(wanted.name.removeprefix("catalog.trust/"))
        return shelf.get(wanted.name)

    drive(verify(Pin(pin_of(shelf)), State(folder), now), fetch)
    return asked


def pin_of(shelf: Shelf) -> str:
    return f"sha256:{hashlib.sha256(shelf.files[FIRST]).hexdigest()}"
