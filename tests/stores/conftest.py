"""Every store there is, empty, with a folder to prepare things in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from opendata_share.stores import Disk, Store, open_store


def nobody() -> set[str]:
    return set()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = open_store(tmp_path / "public", Disk())
    with found.staging(nobody):
        yield found


@pytest.fixture
def staged(tmp_path: Path, store: Store) -> Path:
    """Return a folder with a release's files, prepared where this store wants it."""
    with open_store(tmp_path / "other", Disk()).staging(nobody):
        folder = next(iter((tmp_path / "public").glob(".staging-*")), tmp_path) / "staged"
        folder.mkdir()
        (folder / "manifest.json").write_bytes(b"{}")
        (folder / "data.csv").write_bytes(b"id\r\n1\r\n")
        return folder
