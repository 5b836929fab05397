"""What attackers can do: serve any mixture of files that were ever published, and sign with the keys they have."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shelf import Shelf
from tuf.api.metadata import Metadata, MetaFile

from opendata_share.trust import Keys

TIMESTAMP = "catalog.trust/timestamp.json"


def signed_again(data: bytes, keys: Keys, change: Callable[[Any], None], *names: str) -> bytes:
    """Return a metadata file with `change` made to what it says, signed by keys that somebody has."""
    document: Metadata[Any] = Metadata.from_bytes(data)
    change(document.signed)
    document.signatures.clear()
    for signer in keys.signers([keys.public(name) for name in names or keys.names], passphrase=""):
        document.sign(signer, append=True)
    return document.to_bytes()


def with_json(data: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """Return a metadata file with `change` made to its JSON; nothing is signed."""
    document = copy.deepcopy(json.loads(data))
    change(document)
    return json.dumps(document, separators=(",", ":")).encode()


def entry(version: int, data: bytes) -> MetaFile:
    return MetaFile.from_data(version, data, ["sha256"])


@dataclass
class OnlineThief:
    """Somebody who has the host and the key of snapshot and timestamp, and nothing else."""

    shelf: Shelf
    keys: Keys
    name: str

    def snapshot(self, change: Callable[[Any], None], *, version: int | None = None) -> None:
        """Sign a snapshot after the newest, with `change`, and a timestamp that names it."""
        state = self.shelf.state()
        number = state.snapshot + 1 if version is None else version

        def make(signed: Any) -> None:
            signed.version = number
            change(signed)

        newest = self.shelf.files[f"catalog.trust/{state.snapshot}.snapshot.json"]
        data = signed_again(newest, self.keys, make, self.name)
        self.shelf.files[f"catalog.trust/{number}.snapshot.json"] = data
        self.timestamp(lambda signed: setattr(signed, "snapshot_meta", entry(number, data)))

    def timestamp(self, change: Callable[[Any], None], *, version: int | None = None) -> None:
        """Sign a timestamp after the newest, with `change`."""

        def make(signed: Any) -> None:
            signed.version = signed.version + 1 if version is None else version
            change(signed)

        self.shelf.files[TIMESTAMP] = signed_again(self.shelf.files[TIMESTAMP], self.keys, make, self.name)

    def prolong(self, until: datetime) -> None:
        """Keep what is there from ending, as far as this key reaches."""
        self.snapshot(lambda signed: setattr(signed, "expires", until))
        self.timestamp(lambda signed: setattr(signed, "expires", until))
