"""The two faces of the client, so that one test asks both the same."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Protocol

from opendata_share.releases import (
    open_catalog,
    open_catalog_async,
    pull,
    pull_async,
    pull_locked,
    pull_locked_async,
)


class Face(Protocol):
    """One way of asking."""

    def open(self, location: Path | str, **more: Any) -> Any:
        """Open a catalogue."""
        ...

    def ask(self, noun: Any, name: str, *given: Any, **more: Any) -> Any:
        """Ask a data set or a release for what it fetches."""
        ...

    def pull(self, release: Any, **more: Any) -> Any:
        """Bring a release here and pin it."""
        ...

    def pull_locked(self, lock: Path, **more: Any) -> Any:
        """Bring what is pinned."""
        ...


class Waits:
    """For callers who wait: what a release fetches without arguments is a property."""

    def open(self, location: Path | str, **more: Any) -> Any:
        return open_catalog(location, **more)

    def ask(self, noun: Any, name: str, *given: Any, **more: Any) -> Any:
        found = getattr(noun, name)
        return found(*given, **more) if callable(found) else found

    def pull(self, release: Any, **more: Any) -> Any:
        return pull(release, **more)

    def pull_locked(self, lock: Path, **more: Any) -> Any:
        return pull_locked(lock, **more)


class Awaits:
    """For callers who await; each call has an event loop of its own, so that nothing can hang on to one."""

    def open(self, location: Path | str, **more: Any) -> Any:
        return asyncio.run(open_catalog_async(location, **more))

    def ask(self, noun: Any, name: str, *given: Any, **more: Any) -> Any:
        return asyncio.run(getattr(noun, name)(*given, **more))

    def pull(self, release: Any, **more: Any) -> Any:
        return asyncio.run(pull_async(release, **more))

    def pull_locked(self, lock: Path, **more: Any) -> Any:
        return asyncio.run(pull_locked_async(lock, **more))


FACES: dict[str, Face] = {"waits": Waits(), "awaits": Awaits()}
