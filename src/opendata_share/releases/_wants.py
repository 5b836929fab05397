"""What reading a release needs from where it lies, one thing after another.

What lives here: the few things a reader can want, and the two ways of running a flow that wants them, for callers who
wait and for callers who await. What this file must not know: folders, networks, what the bytes say.

A flow is a generator: it yields what it wants, is sent what came, and returns its answer. It decides everything and
fetches nothing, so that a decision is written once for both faces. What went wrong while something was brought is
raised inside the flow, where the thing was wanted.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypeVar, cast

from .. import transport
from .._dataclass import dataclass
from ..errors import OpenDataShareError
from ._layout import FileEntry
from ._verified_file import VerifiedFile

T = TypeVar("T")
W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class Document:
    """A document, whole: `bytes`.

    Attributes:
        path: Where it lies, relative to the place.
        expected: What it must be, or None where nobody vouched for it.
        limit_bytes: The most to take, or None for the place's own limit.
        may_be_missing: Whether `None` is an answer where the place says that there is nothing, or shows nothing (what
            an object store answers for an absent key to whom may not list).
    """

    path: str
    expected: FileEntry | None = None
    limit_bytes: int | None = None
    may_be_missing: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A file that is verified and stays open: `VerifiedFile`."""

    path: str
    expected: FileEntry


@dataclass(frozen=True, slots=True)
class Served:
    """The file as the place serves it now, verified: `VerifiedFile`. No copy kept from earlier will do."""

    path: str
    expected: FileEntry


@dataclass(frozen=True, slots=True)
class Copy:
    """The verified file at a path of the reader's: `None`. Nothing else ever stands there."""

    path: str
    expected: FileEntry
    target: Path
    mode: int


Want: TypeAlias = Document | File | Served | Copy
Flow: TypeAlias = Generator[Want, Any, T]
"""A reader that decides and fetches nothing; see the module."""


Bring: TypeAlias = Callable[[Want], Any]
"""Brings one thing, and waits until it is there."""

BringAsync: TypeAlias = Callable[[Want], Awaitable[Any]]
"""Brings one thing without holding up the event loop."""


class Reachable(Protocol):
    """Where a flow finds what it wants; what it takes to reach it is kept as long as one flow lasts."""

    def reached(self) -> AbstractContextManager[Bring]:
        """Be reached by somebody who waits."""
        ...

    def reached_async(self) -> AbstractAsyncContextManager[BringAsync]:
        """Be reached by somebody who awaits."""
        ...


def document(path: str, expected: FileEntry) -> Flow[bytes]:
    """Want the document `expected` describes."""
    return cast("bytes", (yield Document(path, expected)))


def file(path: str, expected: FileEntry) -> Flow[VerifiedFile]:
    """Want the file `expected` describes."""
    return cast("VerifiedFile", (yield File(path, expected)))


def served(path: str, expected: FileEntry) -> Flow[VerifiedFile]:
    """Want the file `expected` describes as it is served now."""
    return cast("VerifiedFile", (yield Served(path, expected)))


def also(flow: transport.Flow[T]) -> Flow[T]:
    """Want what a flow of a lower floor asks for: documents nobody vouched for yet, each of which may be missing."""
    try:
        step = _step(flow, None, None)
        while not isinstance(step, _Done):
            try:
                got, error = (yield Document(step.name, None, step.limit_bytes, may_be_missing=True)), None
            except OpenDataShareError as raised:
                got, error = None, raised
            step = _step(flow, got, error)
        return cast("T", step.answer)
    finally:
        flow.close()


def bring(place: Reachable, flow: Flow[T]) -> T:
    """Run `flow` to its end and return its answer."""
    try:
        with place.reached() as perform:
            step = _step(flow, None, None)
            while not isinstance(step, _Done):
                try:
                    got, error = perform(step), None
                except Exception as raised:  # noqa: BLE001 - the flow decides what becomes of it
                    got, error = None, raised
                step = _step(flow, got, error)
            return cast("T", step.answer)
    finally:
        flow.close()


async def bring_async(place: Reachable, flow: Flow[T]) -> T:
    """Run `flow` to its end and return its answer; what it computes between two wants is computed in a thread.

    Where the caller is cancelled, what is being computed is finished, and the flow puts its affairs in order.
    """
    try:
        async with place.reached_async() as perform:
            step = await transport.in_thread(partial(_step, flow, None, None))
            while not isinstance(step, _Done):
                try:
                    got, error = await perform(step), None
                except Exception as raised:  # noqa: BLE001 - the flow decides what becomes of it
                    got, error = None, raised
                step = await transport.in_thread(partial(_step, flow, got, error))
            return cast("T", step.answer)
    finally:
        await transport.in_thread(flow.close)


@dataclass(frozen=True, slots=True)
class _Done:
    answer: Any


def _step(flow: Generator[W, Any, Any], got: Any, error: Exception | None) -> W | _Done:
    """Send what came, and return what is wanted next; the end is a value, for no thread can hand on StopIteration."""
    try:
        return flow.send(got) if error is None else flow.throw(error)
    except StopIteration as end:
        return _Done(end.value)
