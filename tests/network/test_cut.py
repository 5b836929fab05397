"""A file that is cut anywhere on its way arrives right, and hardly a byte of it is sent twice."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from bad_server import serving
from cutting import Cutting

from opendata_share.transport import AsyncWire, Steps, Wire, downloading, run, run_async

MB = 1024 * 1024
CUTS = 200
MOST = 1.05


def offsets(size: int) -> list[int]:
    """Return two hundred places to cut a file: its ends, round numbers, and wherever chance says."""
    chance = random.Random(7)
    places = {0, 1, size - 1, size, 65_535, 65_536, 65_537, size // 2}
    while len(places) < CUTS:
        places.add(chance.randrange(size))
    return sorted(places)


def waits(wanted: Iterable[Steps[None]], at_once: int) -> None:
    def one(steps: Steps[None]) -> None:
        with Wire() as wire:
            run(steps, wire)

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, wanted))


def awaits(wanted: Iterable[Steps[None]], at_once: int) -> None:
    async def together() -> None:
        turns = asyncio.Semaphore(at_once)

        async def one(steps: Steps[None]) -> None:
            async with turns, AsyncWire() as wire:
                await run_async(steps, wire)

        await asyncio.gather(*map(one, wanted))

    asyncio.run(together())


Ask = Callable[[Iterable[Steps[None]], int], None]


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@pytest.mark.parametrize("ask", [waits, awaits])
@pytest.mark.parametrize("with_reset", [False, True])
def test_a_small_file_cut_at_two_hundred_offsets(tmp_path: Path, ask: Ask, with_reset: bool) -> None:
    body = random.Random(1).randbytes(200_000)
    places = offsets(len(body))[(ask is waits) + 2 * with_reset :: 4]  # each of these tests has a quarter of them
    cutting = Cutting(body, with_reset)
    with serving(cutting.behave) as server:
        ask(
            [
                downloading(server.url(str(at)), tmp_path / str(at), size=len(body), digest=digest(body), deadline_s=90)
                for at in places
            ],
            16,
        )
    assert all((tmp_path / str(at)).read_bytes() == body for at in places)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(map(str, places))
    # a reset takes what is still on its way along, and of a small file that may be all
    most = 2 if with_reset else MOST
    assert all(len(body) <= cutting.sent[f"/{at}"] <= most * len(body) for at in places)


@pytest.mark.parametrize("ask", [waits, awaits])
def test_a_file_cut_many_times_on_its_way_arrives(tmp_path: Path, ask: Ask) -> None:
    """Each part gets on by more than 256 KiB, so no number of cuts is the end of it."""
    body = random.Random(2).randbytes(4 * MB)
    cutting = Cutting(body)
    path = "/".join(str(at) for at in range(300_000, len(body), 300_000))
    with serving(cutting.behave) as server:
        ask([downloading(server.url(path), tmp_path / "file", size=len(body), digest=digest(body))], 1)
    assert (tmp_path / "file").read_bytes() == body
    assert cutting.sent[f"/{path}"] == len(body)


@pytest.mark.exhaustive
def test_a_large_file_cut_at_two_hundred_offsets(
    tmp_path: Path, tell: Callable[[int, int], None], record_property: Callable[[str, object], None]
) -> None:
    """Both faces in turn, and connections that end in turn with those that are reset."""
    body = random.Random(3).randbytes(200 * MB)
    vouched, path, right, ratio = digest(body), tmp_path / "file", 0, 0.0
    cuttings = [Cutting(body, with_reset) for with_reset in (False, True)]
    places = offsets(len(body))
    with serving(cuttings[0].behave) as ends, serving(cuttings[1].behave) as resets:
        for done, at in enumerate(places):
            ask, number = (waits, awaits)[done % 2], done // 2 % 2
            url = (ends, resets)[number].url(str(at))
            ask([downloading(url, path, size=len(body), digest=vouched)], 1)
            with path.open("rb") as file:
                right += f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}" == vouched
            path.unlink()
            ratio = max(ratio, cuttings[number].sent[f"/{at}"] / len(body))
            tell(done + 1, len(places))
    record_property("offsets", len(places))
    record_property("right", right)
    record_property("most_bytes_sent_over_size", round(ratio, 4))
    assert (right, list(tmp_path.iterdir())) == (len(places), [])
    assert ratio <= MOST


@pytest.mark.exhaustive
@pytest.mark.parametrize("ask", [waits, awaits])
def test_a_large_file_cut_two_hundred_times_on_its_way(
    tmp_path: Path, ask: Ask, record_property: Callable[[str, object], None]
) -> None:
    body = random.Random(4).randbytes(200 * MB)
    cutting = Cutting(body)
    path = "/".join(str(at * len(body) // (CUTS + 1)) for at in range(1, CUTS + 1))
    with serving(cutting.behave) as server:
        ask([downloading(server.url(path), tmp_path / "file", size=len(body), digest=digest(body))], 1)
    with (tmp_path / "file").open("rb") as file:
        assert f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}" == digest(body)
    ratio = cutting.sent[f"/{path}"] / len(body)
    record_property("cuts", CUTS)
    record_property("bytes_sent_over_size", round(ratio, 4))
    assert ratio <= MOST
