"""What a consumer remembers of a catalogue: the last metadata it verified, and the latest time it knows of.

What lives here: a folder shared by processes, read and written under a lock, durable. What this file must not know:
what is verified how.

    roots/N.root.json     every root since the pinned one
    root.json             the newest of them
    ROLE.json             the last verified file of each other role, byte for byte
    clock                 the latest time seen, and its digest: nothing is judged by an earlier one
    lock                  held while the rest is read or written, never while anything is fetched
    whole/                the same again, as it was when all of it was verified together: the copy to fall back on

Several processes may fetch at once; what each of them verified is merged. A role's version never goes down, unless a
newer root says who signs it now: that is how a catalogue recovers from a stolen key that signed far ahead.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from .._canonical import bytes_digest
from .._dataclass import dataclass
from .._moment_text import time_text
from ..errors import ReleaseError
from ._names import ROOT
from ._pin import Pin

_WAIT_S: Final = 30.0
_POLL_S: Final = 0.01
_MOST_BYTES: Final = 64 * 1024 * 1024
_CLOCK: Final = "clock"


@dataclass(slots=True)
class Remembered:
    """What was verified, in memory; a flow adds to it.

    Attributes:
        roots: Roots by version.
        files: The last verified bytes of each other role.
        clock: The latest time seen, or None.
        discarded: Bytes found here that are not what they should be; they are written over.
    """

    roots: dict[int, bytes] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    clock: datetime | None = None
    discarded: dict[str, bytes] = field(default_factory=dict)

    def discard(self, role: str) -> None:
        """Forget a role's file, because it is not what it should be."""
        self.discarded[role] = self.files.pop(role)


class State:
    """What is remembered of one catalogue in a folder.

    Args:
        folder: The folder; it is made when something is first kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder: Final = folder

    @classmethod
    def of(cls, pin: Pin, folder: Path | None = None) -> State:
        """Return the state of the catalogue a pin names, in the user's cache folder (XDG Base Directory)."""
        return cls((trust_cache() if folder is None else folder) / pin.digest.replace(":", "-"))

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return self._folder

    @property
    def whole(self) -> State:
        """What was last verified all together; a walk that breaks off half way leaves it alone."""
        return State(self._folder / "whole")

    def read(self) -> Remembered:
        """Return what is remembered; what cannot be read is not.

        Raises:
            ReleaseError: Another process holds it for too long.
        """
        if not self._folder.is_dir():
            return Remembered()
        with self._locked():
            return self._read()

    def keep(self, remembered: Remembered) -> None:
        """Merge what a flow verified into the folder, durable when this returns.

        Raises:
            ReleaseError: The disk refused, or another process holds it for too long.
        """
        try:
            (self._folder / "roots").mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._locked():
                self._merge(remembered)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ReleaseError("trust-state-disk", file=self._folder, reason=reason) from error

    def _read(self) -> Remembered:
        found = Remembered()
        for path in (self._folder / "roots").glob("*.root.json"):
            version = path.name.partition(".")[0]
            if version.isascii() and version.isdigit() and (data := _bytes(path)) is not None:
                found.roots[int(version)] = data
        for path in self._folder.glob("*.json"):
            role = unquote(path.name.removesuffix(".json"))
            if role != ROOT and (data := _bytes(path)) is not None:
                found.files[role] = data
        found.clock = _moment(_bytes(self._folder / _CLOCK))
        return found

    def _merge(self, remembered: Remembered) -> None:
        here = self._read()
        ours, theirs = (max(roots, default=0) for roots in (remembered.roots, here.roots))
        new = {f"roots/{version}.{ROOT}.json": data for version, data in remembered.roots.items()}
        if ours >= theirs and ours:
            new[f"{ROOT}.json"] = remembered.roots[ours]
            for role, data in remembered.files.items():
                if ours > theirs or _is_newer(data, here.files.get(role), remembered.discarded.get(role)):
                    new[f"{quote(role, '')}.json"] = data
        clock = max((moment for moment in (here.clock, remembered.clock) if moment is not None), default=None)
        if clock is not None:
            new[_CLOCK] = _clock_bytes(clock)
        changed = {name: data for name, data in new.items() if _bytes(self._folder / name) != data}
        for name, data in changed.items():
            _replace(self._folder / name, data)
        for folder in {(self._folder / name).parent for name in changed}:
            _sync_folder(folder)

    @contextmanager
    def _locked(self) -> Generator[None]:
        import fcntl

        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        try:
            descriptor = os.open(self._folder / "lock", flags, 0o600)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ReleaseError("trust-state-disk", file=self._folder, reason=reason) from error
        try:
            deadline = time.monotonic() + _WAIT_S
            while True:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise ReleaseError("trust-state-busy", file=self._folder, seconds=int(_WAIT_S)) from None
                    time.sleep(_POLL_S)
            yield
        finally:
            os.close(descriptor)


def trust_cache(environment: Mapping[str, str] | None = None) -> Path:
    """Return where states are kept: `opendata-share/trust` in the user's cache folder (XDG Base Directory)."""
    variables = os.environ if environment is None else environment
    configured = Path(variables.get("XDG_CACHE_HOME", ""))
    return (configured if configured.is_absolute() else Path.home() / ".cache") / "opendata-share" / "trust"


def _is_newer(data: bytes, here: bytes | None, discarded: bytes | None) -> bool:
    """Return whether `data` may take the place of what is here."""
    return here is None or here == discarded or _version(here) <= _version(data)


def _bytes(path: Path) -> bytes | None:
    try:
        with path.open("rb") as stream:
            return stream.read(_MOST_BYTES)
    except OSError:
        return None


def _clock_bytes(moment: datetime) -> bytes:
    """Return a time and its digest: a bit that a disk turned must not put a consumer into the next century."""
    text = time_text(moment)
    return f"{text} {bytes_digest(text.encode())}\n".encode()


def _moment(data: bytes | None) -> datetime | None:
    try:
        text, _, digest = ("" if data is None else data.decode("ascii").rstrip("\n")).partition(" ")
        moment = datetime.fromisoformat(text) if bytes_digest(text.encode()) == digest else None
        return None if moment is None or moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _version(data: bytes) -> int:
    """Return the version a file says it has, 0 where it is torn."""
    try:
        version = json.loads(data)["signed"]["version"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0
    return version if type(version) is int else 0


def _replace(path: Path, data: bytes) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
