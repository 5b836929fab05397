"""Makes the texts of this folder importable; a publisher's folder, and its share.toml."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from opendata_share.pipeline import Journey, read_journey

sys.path.insert(0, str(Path(__file__).parent))

from share_texts import COUNTS, GOOD, HEAD, POSTS  # found by the line above

Write = Callable[..., Path]


@pytest.fixture
def publisher(tmp_path: Path) -> Path:
    """Return the folder of a publisher with two sound sources."""
    folder = tmp_path / "publisher"
    folder.mkdir()
    (folder / "posts.csv").write_text(GOOD, "utf-8")
    (folder / "fleet.csv").write_text(COUNTS, "utf-8")
    return folder


@pytest.fixture
def share(publisher: Path) -> Write:
    """Return a function that writes a share.toml and returns its path."""

    def write(text: str = HEAD + POSTS) -> Path:
        path = publisher / "share.toml"
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.fixture
def journey(share: Write) -> Callable[..., Journey]:
    """Return a function that reads the journey of a text."""
    return lambda text=HEAD + POSTS, **how: read_journey(share(text), **how)
