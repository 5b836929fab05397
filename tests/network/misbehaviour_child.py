"""Asks every misbehaving server for a file and a document, all at once, and prints what became of it as JSON.

In a process of its own, so that its peak of memory says something. The argument is the face: "waits" or "awaits".
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from misbehaving import (
    BODY,
    DEADLINE,
    DIGEST,
    LIMIT,
    MISBEHAVIOURS,
    WHOLE,
    Misbehaving,
    Misbehaviour,
    Outcome,
    faults,
    misbehaving,
)

from opendata_share.errors import OpenDataShareError
from opendata_share.transport import AsyncWire, Steps, Wire, downloading, fetching, run, run_async

STALLED_S = 3.0
OTHERWISE_S = 90.0


def wants(server: Misbehaving, folder: Path) -> dict[tuple[str, str], Steps[Any]]:
    """Return everything that is asked for, by name and kind; each file has a folder of its own."""
    found: dict[tuple[str, str], Steps[Any]] = {}
    for name, one in MISBEHAVIOURS.items():
        (folder / name).mkdir()
        path = folder / name / "file"
        size = len(BODY)
        found[name, "file"] = downloading(
            server.url(name, "file"), path, size=size, digest=DIGEST, deadline_s=deadline_of(one, "file")
        )
        if one.document is not None:
            url = server.url(name, "document")
            found[name, "document"] = fetching(url, limit_bytes=LIMIT, deadline_s=deadline_of(one, "document"))
    return found


def deadline_of(one: Misbehaviour, kind: str) -> float:
    return STALLED_S if one.stalls or DEADLINE in one.expected(kind) else OTHERWISE_S


def told(error: BaseException) -> str:
    return error.message_id if isinstance(error, OpenDataShareError) else repr(error)


def waits(steps: Steps[Any]) -> str:
    try:
        with Wire() as wire:
            run(steps, wire)
    except BaseException as error:  # noqa: BLE001 - whatever it is, the test is told
        return told(error)
    return WHOLE


async def awaits(steps: Steps[Any]) -> str:
    try:
        async with AsyncWire() as wire:
            await run_async(steps, wire)
    except BaseException as error:  # noqa: BLE001 - as above
        return told(error)
    return WHOLE


def timed(ask: Callable[[], str]) -> tuple[str, float]:
    began = time.monotonic()
    return ask(), time.monotonic() - began


async def timed_async(steps: Steps[Any]) -> tuple[str, float]:
    began = time.monotonic()
    return await awaits(steps), time.monotonic() - began


def all_at_once(face: str, wanted: dict[tuple[str, str], Steps[Any]]) -> list[tuple[str, float]]:
    if face == "waits":
        with ThreadPoolExecutor(len(wanted)) as pool:
            return list(pool.map(lambda steps: timed(lambda: waits(steps)), wanted.values()))

    async def together() -> list[tuple[str, float]]:
        return await asyncio.gather(*map(timed_async, wanted.values()))

    return asyncio.run(together())


def main(face: str) -> None:
    """Print what became of everything, and by how much the peak of memory grew, in MiB."""
    with tempfile.TemporaryDirectory() as name, misbehaving() as server:
        folder = Path(name)
        wanted = wants(server, folder)
        all_at_once(face, {("", ""): fetching(server.url("sends-other-bytes", "first"), limit_bytes=LIMIT)})
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        outcomes = all_at_once(face, wanted)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        answers, wrong = {}, {}
        for (what, kind), (said, seconds) in zip(wanted, outcomes, strict=True):
            path = folder / what / "file"
            left = tuple(sorted(found.name for found in path.parent.iterdir())) if kind == "file" else ()
            is_right = path.read_bytes() == BODY if kind == "file" and path.exists() else None
            outcome = Outcome(said, seconds, left, is_right, server.asked[f"{what}/{kind}"])
            answers[f"{what} {kind}"] = said
            if found := list(faults(what, kind, outcome, deadline_of(MISBEHAVIOURS[what], kind))):
                wrong[f"{what} {kind}"] = found
        server.over.set()
    json.dump({"grown_mib": grown, "answers": answers, "wrong": wrong, "sent": server.sent.total()}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
