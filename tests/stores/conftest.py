"""Every store there is, empty, with a folder to prepare things in."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from real_s3 import s3_server

from opendata_share.stores import Disk, ObjectStore, Store, open_store


def nobody() -> set[str]:
    return set()


def bucket(tmp_path: Path) -> Store:
    """Return a bucket in memory, which keeps conditions as S3 does."""
    from obstore.store import MemoryStore

    return ObjectStore("bucket", "", MemoryStore())  # type: ignore[arg-type]


def real_bucket(tmp_path: Path) -> Store:
    return open_store(f"s3://bucket/{secrets.token_hex(4)}", Disk())


def folder(tmp_path: Path) -> Store:
    return open_store(tmp_path / "public", Disk())


FOUND = {"folder": folder, "bucket": bucket, "server": real_bucket}


@pytest.fixture(scope="session")
def server() -> Iterator[None]:
    """A real S3 server, which the environment points at."""
    with s3_server() as found, pytest.MonkeyPatch.context() as patch:
        for name, value in found.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(params=FOUND)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "server":
        request.getfixturevalue("server")
    found = FOUND[request.param](tmp_path)
    with found.staging(nobody):
        yield found


@pytest.fixture
def staged(tmp_path: Path, store: Store) -> Path:
    """Return a folder with a release's files, prepared where this store wants it."""
    folder = next(iter((tmp_path / "public").glob(".staging-*")), tmp_path) / "staged"
    folder.mkdir()
    (folder / "manifest.json").write_bytes(b"{}")
    (folder / "data.csv").write_bytes(b"id\r\n1\r\n")
    return folder
