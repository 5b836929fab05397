"""The cache: what is kept is right, is found by its digest and shared by processes; what is not right is not kept."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from bad_server import Exchange, serving

from opendata_share.errors import TransferError
from opendata_share.transport import Cache, Steps, Wire, bringing, downloading, fetch, run

BODY = bytes(range(256)) * 9000
SIZE = len(BODY)
DIGEST = f"sha256:{hashlib.sha256(BODY).hexdigest()}"
NAME = DIGEST.removeprefix("sha256:")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def whole(exchange: Exchange) -> None:
    exchange.answer(BODY, 'ETag: "v1"')


def brought(url: str, cache: Cache | None) -> bytes:
    def steps() -> Steps[bytes]:
        stream = yield from bringing(url, size=SIZE, digest=DIGEST, cache=cache)
        with stream:
            return stream.read()

    with Wire() as wire:
        return run(steps(), wire)


def test_what_was_brought_once_is_not_asked_for_again_by_anybody(cache: Cache, tmp_path: Path) -> None:
    with serving(whole) as server:
        assert brought(server.url(), cache) == BODY
        assert brought(server.url("elsewhere"), Cache(cache.folder)) == BODY
        assert fetch(server.url(), limit_bytes=SIZE, size=SIZE, digest=DIGEST, cache=cache) == BODY
        with Wire() as wire:
            run(downloading(server.url(), tmp_path / "file", size=SIZE, digest=DIGEST, cache=cache), wire)
        assert (tmp_path / "file").read_bytes() == BODY
        assert len(server.requests) == 1
        assert brought(server.url(), None) == BODY
        assert len(server.requests) == 2


def test_only_the_owner_may_read_it(cache: Cache) -> None:
    with serving(whole) as server:
        brought(server.url(), cache)
    assert (cache.folder / "whole" / NAME).stat().st_mode & 0o777 == 0o600
    for folder in (cache.folder, cache.folder / "whole", cache.folder / "parts"):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert os.listdir(cache.folder / "parts") == []


@pytest.mark.parametrize("damage", ["bit", "cut", "empty", "longer", "folder", "link"])
@pytest.mark.parametrize("is_new_process", [True, False])
def test_what_is_not_what_its_name_says_is_never_served_and_brought_again(
    cache: Cache, tmp_path: Path, damage: str, is_new_process: bool
) -> None:
    path = cache.folder / "whole" / NAME
    with serving(whole) as server:
        assert brought(server.url(), cache) == BODY
        kept = path.read_bytes()
        path.unlink()
        if damage == "folder":
            path.mkdir()
        elif damage == "link":
            (tmp_path / "elsewhere").write_bytes(b"x" * SIZE)
            path.symlink_to(tmp_path / "elsewhere")
        else:
            path.write_bytes({
                "bit": kept[:-1] + bytes([kept[-1] ^ 1]), "cut": kept[:-1], "empty": b"", "longer": kept + b"x",
            }[damage])  # fmt: skip
        again = Cache(cache.folder) if is_new_process else cache
        if damage == "folder":
            with pytest.raises(TransferError):  # it cannot get its name
                brought(server.url(), again)
            return
        assert brought(server.url(), again) == BODY
        assert len(server.requests) == 2
        assert path.read_bytes() == BODY
    if damage == "link":
        assert (tmp_path / "elsewhere").read_bytes() == b"x" * SIZE


def test_wrong_bytes_are_not_kept(cache: Cache) -> None:
    with serving(lambda exchange: exchange.answer(BODY[:-1] + b"x")) as server:
        for _ in range(2):
            with pytest.raises(Exception, match="sha256"):
                brought(server.url(), cache)
    assert [os.listdir(cache.folder / name) for name in ("whole", "parts")] == [[], []]


def test_what_broke_off_is_continued_by_the_next(cache: Cache) -> None:
    def cut(exchange: Exchange) -> None:
        exchange.answer(BODY[: SIZE // 2], 'ETag: "v1"', length=SIZE)

    def rest(exchange: Exchange) -> None:
        start = int(str(exchange.header("Range")).removeprefix("bytes=").partition("-")[0])
        said = f"Content-Range: bytes {start}-{SIZE - 1}/{SIZE}"
        exchange.answer(BODY[start:], 'ETag: "v1"', said, status="206 Partial Content")

    def twice(exchange: Exchange) -> None:
        cut(exchange) if exchange.number == 1 else exchange.answer(b"", status="404 No")

    with serving(twice) as server, pytest.raises(Exception, match="404"):
        brought(server.url(), cache)
    # a refusal says that there is nothing: what came of it is forgotten
    assert os.listdir(cache.folder / "parts") == []
    with serving(lambda exchange: cut(exchange) if exchange.number == 1 else None) as server:
        with pytest.raises(TransferError):
            brought(server.url(), cache)
        assert sorted(os.listdir(cache.folder / "parts")) == [f"{NAME}.part", f"{NAME}.part.etag"]
    with serving(rest) as server:
        assert brought(server.url(), Cache(cache.folder)) == BODY
        assert len(server.requests) == 1
    assert os.listdir(cache.folder / "parts") == []


def test_one_brings_it_and_the_others_wait(cache: Cache) -> None:
    gate = threading.Event()

    def slow(exchange: Exchange) -> None:
        gate.wait(20)
        whole(exchange)

    found: list[bytes] = []
    with serving(slow) as server:
        readers = [
            threading.Thread(target=lambda: found.append(brought(server.url(), Cache(cache.folder)))) for _ in range(8)
        ]
        for reader in readers:
            reader.start()
        gate.set()
        for reader in readers:
            reader.join()
        assert found == [BODY] * 8
        assert len(server.requests) == 1


CHILD = """
import sys
from opendata_share.transport import Cache, Wire, bringing, run
from pathlib import Path
import hashlib
url, folder, digest, size = sys.argv[1:]
for _ in range(6):
    with Wire() as wire, run(bringing(url, size=int(size), digest=digest, cache=Cache(Path(folder))), wire) as found:
        assert "sha256:" + hashlib.sha256(found.read()).hexdigest() == digest
    for path in Path(folder, "whole").iterdir():
        path.unlink(missing_ok=True)  # somebody who empties it all the time
"""


def test_processes_that_share_it_and_empty_it_all_get_the_right_bytes(cache: Cache) -> None:
    with serving(whole) as server:
        arguments = [sys.executable, "-c", CHILD, server.url(), str(cache.folder), DIGEST, str(SIZE)]
        children = [subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) for _ in range(2)]
        for child in children:
            _, said = child.communicate(timeout=100)
            assert child.returncode == 0, said


def test_what_was_used_the_longest_ago_goes_first_and_readers_keep_what_they_have(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", most_bytes=2 * SIZE)
    bodies = [bytes([number]) * SIZE for number in range(3)]
    digests = [f"sha256:{hashlib.sha256(body).hexdigest()}" for body in bodies]
    with serving(lambda exchange: exchange.answer(bodies[int(exchange.target[1:])])) as server, Wire() as wire:
        for number in (0, 1):
            run(bringing(server.url(str(number)), size=SIZE, digest=digests[number], cache=cache), wire).close()
        os.utime(cache.folder / "whole" / digests[1].removeprefix("sha256:"), (time.time() - 100,) * 2)
        open_still = cache.find(digests[0], SIZE)
        run(bringing(server.url("2"), size=SIZE, digest=digests[2], cache=cache), wire).close()
    kept = set(os.listdir(cache.folder / "whole"))
    assert kept == {digests[0].removeprefix("sha256:"), digests[2].removeprefix("sha256:")}
    assert open_still is not None
    (cache.folder / "whole" / digests[0].removeprefix("sha256:")).unlink()
    with open_still:
        assert open_still.read() == bodies[0]


def test_a_file_larger_than_the_cache_is_brought_and_not_kept(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", most_bytes=SIZE - 1)
    with serving(whole) as server:
        assert brought(server.url(), cache) == BODY
    assert os.listdir(cache.folder / "whole") == []


def test_what_nobody_goes_on_with_is_forgotten_after_a_week(cache: Cache) -> None:
    for name, days in (("old", 8), ("new", 6)):
        (cache.folder / "parts" / name).write_bytes(b"x")
        os.utime(cache.folder / "parts" / name, (time.time() - days * 86_400,) * 2)
    with serving(whole) as server:
        brought(server.url(), cache)
    assert os.listdir(cache.folder / "parts") == ["new"]


def test_a_folder_that_is_no_folder_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "file").write_bytes(b"")
    for name in ("link", "file"):
        with pytest.raises(TransferError):
            Cache(tmp_path / name)


def test_a_user_without_a_home_that_can_be_written_has_no_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert Cache.of_user() is None
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    found = Cache.of_user()
    assert found is not None
    assert found.folder == tmp_path / "home" / "opendata-share" / "files"
