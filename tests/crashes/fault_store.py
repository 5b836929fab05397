"""A store that fails its n-th operation: before it takes effect, after it did, or halfway through a folder.

What a failure is, is the caller's: the fault of a store, an interruption, or another publisher who gets in between. A
store may also lie about what is in it: a list that lags behind shows nothing.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from opendata_share._limits import DEFAULT_LIMITS
from opendata_share.releases._client import Catalog
from opendata_share.releases._opening import catalog_at
from opendata_share.releases._served import read_served
from opendata_share.releases._store_place import place_in
from opendata_share.releases._wants import bring
from opendata_share.stores import Found, Listed, ObjectStore, Put, Sealed, Store


class FaultStore:
    """`real`, but operation number `at` meets `fail`, `when` "before", "after" or "torn"."""

    def __init__(self, real: Store, at: int, when: str, fail: Callable[[], None], *, lies: bool = False) -> None:
        self.real, self.left, self.when, self.fail, self.lies = real, at, when, fail, lies
        self.fired = ""
        self.swept: Sequence[str] = ()
        self.durable_when_read = real.durable_when_read

    @property
    def swaps(self) -> bool:
        return self.real.swaps

    @property
    def name(self) -> str:
        return self.real.name

    def shown(self, path: str) -> str:
        return self.real.shown(path)

    def place(self, path: str) -> Path | str:
        return self.real.place(path)

    def turn(self) -> AbstractContextManager[None]:
        return self.real.turn()

    def staging(self, listed: Callable[[], Collection[str]]) -> AbstractContextManager[Path]:
        return self.real.staging(listed)

    def _step(self, name: str, act: Callable[[], Any], torn: Callable[[], Any] = lambda: None) -> Any:
        self.left -= 1
        if self.left:
            return act()
        self.fired = name
        if self.when == "after":
            act()
        elif self.when == "torn":
            torn()
        self.fail()
        return act()  # where failing is only a delay

    def get(self, path: str, *, limit: int, start: int = 0, length: int | None = None) -> Found | None:
        found: Found | None = self._step("get", lambda: self.real.get(path, limit=limit, start=start, length=length))
        return found

    def list(self, under: str) -> Iterator[Listed]:
        found: list[Listed] = self._step("list", lambda: [*self.real.list(under)])
        return iter([] if self.lies else found)

    def intend(self, paths: Sequence[str]) -> None:
        self._step("intend", lambda: self.real.intend(paths))

    def put_if_absent(self, path: str, data: bytes | Sealed) -> Put:
        put: Put = self._step("put_if_absent", lambda: self.real.put_if_absent(path, data))
        return put

    def put_folder(self, path: str, staged: Path, claim: str) -> Put:
        put: Put = self._step(
            "put_folder",
            lambda: self.real.put_folder(path, staged, claim),
            lambda: self._tear(path, staged, claim),
        )
        return put

    def _tear(self, path: str, staged: Path, claim: str) -> None:
        """Put the claim and no more, where a store puts one file after another."""
        if isinstance(self.real, ObjectStore):
            with tempfile.TemporaryDirectory() as folder:
                shutil.copy(staged / claim, folder)
                self.real.put_folder(path, Path(folder), claim)

    def compare_and_swap(self, path: str, data: bytes, expected: str | None) -> bool:
        swapped: bool = self._step("compare_and_swap", lambda: self.real.compare_and_swap(path, data, expected))
        return swapped

    def settle(self, path: str) -> None:
        self._step("settle", lambda: self.real.settle(path))

    def delete(self, path: str) -> None:
        self._step("delete", lambda: self.real.delete(path))

    def take_back(self) -> None:
        self._step("take_back", self.real.take_back)


def served_in(store: Store) -> dict[str, list[int]]:
    """Return what a reader who starts at catalog.json finds, every byte verified: rows of every release."""
    if store.get("catalog.json", limit=DEFAULT_LIMITS.document_bytes) is None:
        return {}
    place = place_in(store, DEFAULT_LIMITS, "unverified")
    found = {}
    for dataset in Catalog(bring(place, catalog_at(place)), place).values():
        for release in dataset.releases():
            release.verify()
        found[dataset.id] = [release.manifest.rows for release in dataset.releases()]
    return found


def is_settled(store: Store) -> bool:
    """Whether the pointers lead to the newest state."""
    return not read_served(store).behind
