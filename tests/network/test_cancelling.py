"""A caller who awaits may leave at any moment: nothing stays open, locked or half written, and the next one goes on."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from bad_server import Exchange, serving

from opendata_share.transport import AsyncWire, Cache, Steps, bringing, downloading, in_thread, run_async
from opendata_share.transport._receive import PartFile
from opendata_share.transport._steps import Disk

BODY = bytes(range(256)) * 4000
DIGEST = f"sha256:{hashlib.sha256(BODY).hexdigest()}"
HALF = len(BODY) // 2


def open_files(folder: Path) -> set[str]:
    """Return what this process has open in `folder`, whatever other tests left to the garbage collector."""
    found = set()
    for descriptor in os.listdir("/proc/self/fd"):
        try:
            target = str(Path(f"/proc/self/fd/{descriptor}").readlink())
        except OSError:
            continue
        if target.startswith(str(folder)):
            found.add(target)
    return found


def is_locked(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def half_of_it(gate: threading.Event) -> Callable[[Exchange], None]:
    """Send half of the body, then nothing until `gate` opens; whole or the rest to whoever asks again."""

    def behave(exchange: Exchange) -> None:
        if exchange.number == 1:
            exchange.answer(BODY[:HALF], 'ETag: "v1"', length=len(BODY))
            gate.wait(20)
        elif (asked := exchange.header("Range")) is not None:
            start = int(asked.removeprefix("bytes=").partition("-")[0])
            said = f"Content-Range: bytes {start}-{len(BODY) - 1}/{len(BODY)}"
            exchange.answer(BODY[start:], 'ETag: "v1"', said, status="206 Partial Content")
        else:
            exchange.answer(BODY, 'ETag: "v1"')

    return behave


async def over(steps: Steps[Any]) -> Any:
    async with AsyncWire() as wire:
        return await run_async(steps, wire)


async def cancelled_when(doing: Awaitable[Any], is_time: Callable[[], bool]) -> None:
    task = asyncio.ensure_future(doing)
    while not is_time():
        await asyncio.sleep(0.005)
        assert not task.done(), task
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_what_is_being_opened_when_the_caller_leaves_is_closed(tmp_path: Path) -> None:
    """A thread cannot be stopped: it opened and locked the file after its caller had put everything in order."""
    entered, gate = threading.Event(), threading.Event()

    def steps() -> Steps[None]:
        with PartFile.beside(tmp_path / "file", DIGEST, 0o600) as part:

            def slowly() -> Any:
                entered.set()
                gate.wait(20)
                return part.begin()

            yield Disk(slowly, is_slow=True)
            yield Disk(lambda: part.keep(b"x"))

    async def leave() -> None:
        task = asyncio.ensure_future(over(steps()))
        await asyncio.to_thread(entered.wait, 20)
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()  # whoever is impatient
        await asyncio.sleep(0.01)
        assert not task.done()
        gate.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(leave())
    assert open_files(tmp_path) == set()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_found_for_a_caller_who_left_is_closed(tmp_path: Path) -> None:
    (tmp_path / "found").write_bytes(b"x")
    entered, gate = threading.Event(), threading.Event()

    def found() -> Any:
        entered.set()
        gate.wait(20)
        return (tmp_path / "found").open("rb")

    async def leave() -> None:
        task = asyncio.ensure_future(in_thread(found))
        await asyncio.to_thread(entered.wait, 20)
        task.cancel()
        gate.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(leave())
    assert open_files(tmp_path) == set()


def test_a_download_that_was_cancelled_is_continued_by_the_next(tmp_path: Path) -> None:
    gate = threading.Event()
    with serving(half_of_it(gate)) as server:

        def wanted() -> Steps[None]:
            return downloading(server.url(), tmp_path / "file", size=len(BODY), digest=DIGEST)

        def parts() -> list[Path]:
            return list(tmp_path.glob(".file.*.part"))

        def half_is_there() -> bool:
            return sum(path.stat().st_size for path in parts()) == HALF

        async def leave_and_come_back() -> None:
            await cancelled_when(over(wanted()), half_is_there)
            assert open_files(tmp_path) == set()
            assert not any(map(is_locked, parts()))
            await over(wanted())

        asyncio.run(leave_and_come_back())
        gate.set()
        assert (tmp_path / "file").read_bytes() == BODY
        assert [path.name for path in tmp_path.iterdir()] == ["file"]
        assert f"range: bytes={HALF}-" in server.requests[1].lower()


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", b"302"])
def test_wherever_a_server_is_when_the_caller_leaves_it_leaves_at_once(tmp_path: Path, sent: bytes) -> None:
    gate = threading.Event()

    def stall(exchange: Exchange) -> None:
        if sent == b"302":
            exchange.send(b"HTTP/1.1 302 Found\r\nLocation: /on\r\nContent-Length: 9\r\n\r\n")
        else:
            exchange.send(sent)
        gate.wait(20)

    with serving(stall) as server:
        wanted = downloading(server.url(), tmp_path / "file", size=9, digest=DIGEST)
        asyncio.run(cancelled_when(over(wanted), lambda: bool(server.requests)))
        gate.set()
        assert len(server.requests) == 1
    assert open_files(tmp_path) == set()
    assert list(tmp_path.iterdir()) == []


def test_a_caller_who_leaves_passes_its_turn_at_the_cache_to_the_one_who_waits(tmp_path: Path) -> None:
    gate = threading.Event()
    cache = Cache(tmp_path / "cache")
    with serving(half_of_it(gate)) as server:

        def wanted() -> Steps[Any]:
            return bringing(server.url(), size=len(BODY), digest=DIGEST, cache=cache)

        def half_is_there() -> bool:
            return sum(path.stat().st_size for path in (tmp_path / "cache" / "parts").glob("*.part")) == HALF

        async def one_leaves() -> bytes:
            waiting: list[asyncio.Task[Any]] = []

            def is_time() -> bool:
                if half_is_there() and not waiting:
                    waiting.append(asyncio.ensure_future(over(wanted())))
                return bool(waiting)

            await cancelled_when(over(wanted()), is_time)
            with await waiting[0] as found:
                data: bytes = found.read()
            return data

        assert asyncio.run(one_leaves()) == BODY
        gate.set()
        assert len(server.requests) == 2
        assert f"range: bytes={HALF}-" in server.requests[1].lower()
    assert open_files(tmp_path) == set()


def test_a_timeout_of_the_callers_own_is_a_timeout(tmp_path: Path) -> None:
    gate = threading.Event()

    async def in_time(url: str) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await over(downloading(url, tmp_path / "file", size=9, digest=DIGEST))

    with serving(lambda exchange: bool(gate.wait(20)) and None) as server:
        asyncio.run(in_time(server.url()))
        gate.set()
    assert list(tmp_path.iterdir()) == []
