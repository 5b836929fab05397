from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

import opendata_share as share
from opendata_share.pipeline import read_journey, run_journey

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ROWS = [
    {"id": f"demo:{number}", "name": f"Pos {number}", "station_type": "post", "shifts": number} for number in (1, 2)
]


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, _home: Path) -> Path:
    """A folder with two releases of one data set; made before `pytester` remembers which modules there are."""
    folder = tmp_path_factory.mktemp("published") / "public"
    for rows in (ROWS[:1], ROWS):
        safe = share.protect(
            share.validate(share.adapt(rows, to="fire-station", agency="demo", captured_at=NOW)), policy="open"
        )
        share.publish(safe, into=folder)
    for dataset in share.open_catalog(folder).values():
        share.validate(dataset.read(), keep=False).report.text()
        dataset.latest().verify()
    return folder


@pytest.fixture
def catalogue(tmp_path: Path, published: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(published, tmp_path / "public")


SHARE = """\
format = "opendata-share/share@1"
agency = "demo"
[destinations.public]
policy = "open"
into = "public"
[destinations.partners]
policy = "exchange"
into = "partners"
[datasets.posts]
source = "posts.csv"
to = "fire-station"
destinations = ["public", "partners"]
[datasets.others]
source = "others.csv"
to = "fire-station"
destinations = ["public"]
"""
POSTS = "id,name,station_type,country\ndemo:1,Pos Satu,post,ID\n"


@pytest.fixture(scope="session")
def described(tmp_path_factory: pytest.TempPathFactory, _home: Path) -> Path:
    """A publisher's folder with two sound sources; judged before `pytester` remembers which modules there are."""
    folder = tmp_path_factory.mktemp("publisher")
    (folder / "share.toml").write_text(SHARE, "utf-8")
    for name in ("posts.csv", "others.csv"):
        (folder / name).write_text(POSTS, "utf-8")
    assert run_journey(read_journey(folder / "share.toml"), check=True).sound
    return folder


@pytest.fixture
def publisher(tmp_path: Path, described: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(described, tmp_path / "publisher")
