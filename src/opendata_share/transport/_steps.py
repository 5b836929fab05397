"""The steps of a transfer, and running them for callers who wait and for callers who await.

What lives here: what a transfer may ask of its driver, what it is told, and the two drivers. What this file must not
know: when to ask again, what the bytes must be (`_transfer`), httpx (`_wire`, `_async_wire`).

A transfer is a generator of steps: it decides, and its driver does. Both drivers do the same four things, so a decision
is written once. What fails on the network is told to the transfer as a `Failure`; what fails on the disk is raised in
it.
"""

from __future__ import annotations

import asyncio
import contextvars
import io
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import field
from typing import Any, Literal, Protocol, TypeAlias, TypeVar, cast

from .._dataclass import dataclass
from ._address import Address

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ask:
    """Send a request; told a `Head`, or a `Failure`.

    Attributes:
        address: What to ask for.
        headers: What to say besides; never shown.
        silence_s: How long the server may send nothing, in seconds.
        until: When head and body must have come, by the monotonic clock.
    """

    address: Address
    headers: Mapping[str, str] = field(repr=False)
    silence_s: float
    until: float


@dataclass(frozen=True, slots=True)
class More:
    """Take more of the body; told bytes, none at its end, or a `Failure`."""


@dataclass(frozen=True, slots=True)
class Wait:
    """End the reply that is still open, and wait; told nothing."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Disk:
    """Do something on a disk or in memory; told what it returns.

    Attributes:
        action: What to do.
        is_slow: Whether it may take longer than a few pages take.
    """

    action: Callable[[], Any]
    is_slow: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an answer: its status, and its headers by lower-case name."""

    status: int
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong below http; the reason holds nothing secret."""

    kind: Literal["address", "broken", "certificate", "connect", "deadline", "silent"]
    reason: str = ""


Step: TypeAlias = Ask | More | Wait | Disk
Steps: TypeAlias = Generator[Step, Any, T]
"""A transfer that decides and does nothing itself; see the module."""


def on_disk(action: Callable[[], T], *, is_slow: bool = False) -> Steps[T]:
    """Have `action` done, and return what it returns."""
    return cast("T", (yield Disk(action, is_slow)))


class Asks(Protocol):
    """One connection to a server, used for one request after the other."""

    def ask(self, step: Ask) -> Head | Failure:
        """Send a request and return the head of the answer; the body is still to come."""
        ...

    def more(self) -> bytes | Failure:
        """Return more of the body, none at its end."""
        ...

    def hang_up(self) -> None:
        """End the reply that is open; what was read whole leaves the connection open."""
        ...


class AsksAsync(Protocol):
    """The same for callers who await."""

    async def ask(self, step: Ask) -> Head | Failure:
        """Send a request and return the head of the answer; the body is still to come."""
        ...

    async def more(self) -> bytes | Failure:
        """Return more of the body, none at its end."""
        ...

    async def hang_up(self) -> None:
        """End the reply that is open; what was read whole leaves the connection open."""
        ...


def run(steps: Steps[T], wire: Asks, sleep: Callable[[float], None] = time.sleep) -> T:
    """Do the steps one after the other and return what they come to."""

    def done(step: Step) -> Any:
        match step:
            case Ask():
                return wire.ask(step)
            case More():
                return wire.more()
            case Disk():
                return step.action()
            case Wait():
                wire.hang_up()
                return sleep(step.seconds)

    told: Any = None
    error: Exception | None = None
    try:
        while True:
            step = steps.send(told) if error is None else steps.throw(error)
            try:
                told, error = done(step), None
            except Exception as raised:  # noqa: BLE001 - the transfer puts its affairs in order and lets it out
                told, error = None, raised
    except StopIteration as end:
        return cast("T", end.value)
    finally:
        steps.close()
        wire.hang_up()


async def in_thread(action: Callable[[], T]) -> T:
    """Return what `action` returns, done in a thread; whoever is cancelled meanwhile leaves when it is done.

    A thread cannot be stopped. Left to itself it would open, lock and write after its caller has put everything in
    order. A file it opened for a caller who leaves is closed.
    """
    doing = asyncio.get_running_loop().run_in_executor(None, contextvars.copy_context().run, action)
    cancelled: asyncio.CancelledError | None = None
    while not doing.done():
        try:
            await asyncio.wait([doing])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is None:
        return doing.result()
    if not doing.cancelled() and doing.exception() is None and isinstance(left := doing.result(), io.IOBase):
        left.close()
    raise cancelled


async def run_async(steps: Steps[T], wire: AsksAsync) -> T:
    """Do the steps one after the other without holding up the event loop, and return what they come to.

    Whoever is cancelled leaves nothing behind that is open or locked: a step on a disk is done first.
    """

    async def done(step: Step) -> Any:
        match step:
            case Ask():
                return await wire.ask(step)
            case More():
                return await wire.more()
            case Disk():
                return await in_thread(step.action) if step.is_slow else step.action()
            case Wait():
                await wire.hang_up()
                return await asyncio.sleep(step.seconds)

    told: Any = None
    error: Exception | None = None
    try:
        while True:
            step = steps.send(told) if error is None else steps.throw(error)
            try:
                told, error = await done(step), None
            except Exception as raised:  # noqa: BLE001 - the transfer puts its affairs in order and lets it out
                told, error = None, raised
    except StopIteration as end:
        return cast("T", end.value)
    finally:
        steps.close()
        await wire.hang_up()
