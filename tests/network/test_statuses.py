"""Every status at every request of a first pull behind a pin: it is tried again, it is normal, or it has its error."""

from __future__ import annotations

import asyncio
import functools
import http.server
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from local_server import running
from release_making import units

from opendata_share.errors import OpenDataShareError, SourceUnavailable, TransferError, TrustError
from opendata_share.releases import open_catalog, open_catalog_async, publish

NAMES = [
    "1.root.json", "2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json", "1.jakarta-fire.json",
    "manifest.json", "response-unit.parquet",
]  # fmt: skip
BUSY = [408, 429, 500, 502, 503, 504]
ABSENT = [403, 404, 410]
STATUSES = [206, 301, 302, 304, 400, 401, *ABSENT, *BUSY]
WHOLE = "whole"


@contextmanager
def refusing(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve `folder` below "/STATUS/NAME/", where everything called NAME is answered with STATUS."""
    asked: list[str] = []

    class Refuses(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, name, path = self.path.lstrip("/").split("/", 2)
            asked.append(self.path)
            if path.rpartition("/")[2] == name:
                self.send_response(int(status))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.path = f"/{path}"
            super().do_GET()

        def log_message(self, format: str, *args: object) -> None:
            return None

    handler = functools.partial(Refuses, directory=str(folder))
    with running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)) as origin:
        yield origin, asked


def expected(name: str, status: int) -> tuple[type[OpenDataShareError], str] | str:
    """Return what becomes of a pull whose requests for `name` are answered with `status`."""
    is_metadata = name not in {"manifest.json", "response-unit.parquet"}
    if is_metadata and status in ABSENT:
        return WHOLE if name == "2.root.json" else (TrustError, "trust-")
    if status in BUSY:
        return TransferError, "transfer-busy"
    if status in {401, 403}:
        return SourceUnavailable, "transfer-refused"
    if status in {404, 410}:
        return SourceUnavailable, "transfer-missing"
    return SourceUnavailable, "transfer-status"


async def awaits(url: str, pin: str, into: Path) -> str | OpenDataShareError:
    try:
        catalog = await open_catalog_async(url, trust=pin, cache=into / "cache")
        await catalog["response-unit"].latest().pull(into / "in")
    except OpenDataShareError as error:
        return error
    return WHOLE


def waits(url: str, pin: str, into: Path) -> str | OpenDataShareError:
    try:
        open_catalog(url, trust=pin, cache=into / "cache")["response-unit"].latest().pull(into / "in")
    except OpenDataShareError as error:
        return error
    return WHOLE


def as_said(name: str, status: int, found: str | OpenDataShareError, into: Path, asked: int) -> Iterator[str]:
    """Yield what is not as it should be."""
    should, here = expected(name, status), into / "in"
    there = [path.name for path in here.iterdir()] if here.exists() else []
    if isinstance(found, str) or isinstance(should, str):
        if (found, there) != (should, ["response-unit.parquet"]):
            yield f"{found!r} in place of {should!r}, left {there}"
        return
    kind, message = should
    if not isinstance(found, kind) or not found.message_id.startswith(message):
        yield f"{found!r} in place of {should!r}"
    if there:
        yield f"left {there}"
    if asked != (4 if status in BUSY else 1):
        yield f"asked {asked} times"
    if status in BUSY and not getattr(found, "transient", False):
        yield "not said to be passing"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("statuses") / "public"
    return folder, publish(units(5), into=folder).to_paste


CASES = [(name, status) for name in NAMES for status in STATUSES]
A_THIRD = [case for number, case in enumerate(CASES) if (number + number // len(STATUSES)) % 3 == 0]


def test_each_status_has_its_answer_at_some_requests(folder: tuple[Path, str], tmp_path: Path) -> None:
    """A third of the table, in which every status and every request comes several times."""
    assert {name for name, _ in A_THIRD} == set(NAMES)
    assert {status for _, status in A_THIRD} == set(STATUSES)
    answer(A_THIRD, folder, tmp_path)


@pytest.mark.exhaustive
def test_every_status_at_every_request_has_its_answer(
    folder: tuple[Path, str], tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    answer(CASES, folder, tmp_path)
    record_property("cases", len(CASES))


def answer(cases: Sequence[tuple[str, int]], folder: tuple[Path, str], tmp_path: Path) -> None:
    """Ask all at once, and compare every outcome with what is expected of it."""

    async def all_at_once(url: str) -> list[str | OpenDataShareError]:
        turns = asyncio.Semaphore(40)

        async def one(name: str, status: int) -> str | OpenDataShareError:
            async with turns:
                return await awaits(f"{url}/{status}/{name}/", folder[1], tmp_path / f"{status}-{name}")

        return await asyncio.gather(*(one(*case) for case in cases))

    with refusing(folder[0]) as (url, asked):
        found = asyncio.run(all_at_once(url))
    wrong = {}
    for (name, status), outcome in zip(cases, found, strict=True):
        times = sum(path.startswith(f"/{status}/{name}/") and path.endswith(f"/{name}") for path in asked)
        if faults := list(as_said(name, status, outcome, tmp_path / f"{status}-{name}", times)):
            wrong[f"{status} {name}"] = faults
    assert wrong == {}
    assert found.count(WHOLE) == sum(expected(*case) == WHOLE for case in cases) > 0


def test_callers_who_wait_get_the_same_answers(folder: tuple[Path, str], tmp_path: Path) -> None:
    cases = [("response-unit.parquet", status) for status in STATUSES]
    with refusing(folder[0]) as (url, _), ThreadPoolExecutor(len(cases)) as pool:
        found = list(
            pool.map(
                lambda case: waits(f"{url}/{case[1]}/{case[0]}/", folder[1], tmp_path / f"{case[1]}-{case[0]}"), cases
            )
        )
    for (name, status), outcome in zip(cases, found, strict=True):
        should = expected(name, status)
        assert isinstance(outcome, OpenDataShareError)
        assert isinstance(should, tuple)
        assert isinstance(outcome, should[0])
        assert outcome.message_id.startswith(should[1])
