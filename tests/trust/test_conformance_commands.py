"""The three commands of TUF's conformance suite, as it calls them; the suite itself is run from outside."""

from __future__ import annotations

import hashlib
import http.server
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from local_server import running
from shelf import Shelf, keys_called, target

from opendata_share.trust import begin
from opendata_share.trust.__main__ import main

MANIFEST = b'{"rows": 12}\n'


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    with running(server) as origin:
        yield origin


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A repository in the form the suite serves: metadata and targets apart, targets with their digest in the name."""
    from datetime import UTC, datetime

    shelf, keys, now = Shelf(), keys_called("publisher"), datetime.now(UTC)
    shelf.commit(begin(keys, "fire", now=now))
    shelf.publish("fire", keys, target("fire/fleet/1", MANIFEST), now=now)
    metadata = tmp_path / "site" / "metadata"
    metadata.mkdir(parents=True)
    for name, data in shelf.files.items():
        (metadata / name.removeprefix("catalog.trust/")).write_bytes(data)
    release = tmp_path / "site" / "targets" / "fire" / "fleet" / "1"
    release.mkdir(parents=True)
    (release / f"{hashlib.sha256(MANIFEST).hexdigest()}.manifest.json").write_bytes(MANIFEST)
    return tmp_path / "site"


def test_a_client_is_initialised_refreshed_and_downloads(site: Path, tmp_path: Path) -> None:
    client, got = tmp_path / "client", tmp_path / "got"
    got.mkdir()
    common = ["--metadata-dir", str(client)]
    assert main([*common, "init", str(site / "metadata" / "1.root.json")]) == 0
    with served(site) as address:
        remote = [*common, "--metadata-url", f"{address}/metadata"]
        assert main([*remote, "refresh"]) == 0
        assert {path.name for path in client.glob("*.json")} == {
            "root.json", "timestamp.json", "snapshot.json", "targets.json"
        }  # fmt: skip
        wanted = ["--target-dir", str(got), "--target-base-url", f"{address}/targets"]
        name = ["--target-name", "fire/fleet/1/manifest.json"]
        assert main([*remote, *name, *wanted, "download"]) == 0
        assert [path.read_bytes() for path in got.iterdir()] == [MANIFEST]
        assert main([*remote, "--target-name", "fire/fleet/2/manifest.json", *wanted, "download"]) == 1
        next((site / "targets").rglob("*.json")).write_bytes(MANIFEST + b" ")
        (got / next(iter(got.iterdir())).name).unlink()
        assert main([*remote, *name, *wanted, "download"]) == 1
        assert list(got.iterdir()) == []
        (site / "metadata" / "timestamp.json").write_bytes(b"{}")
        assert main([*remote, "refresh"]) == 1


def test_a_client_without_a_root_asks_for_nothing(site: Path, tmp_path: Path) -> None:
    assert main(["--metadata-dir", str(tmp_path / "client"), "--metadata-url", "http://127.0.0.1:9/", "refresh"]) == 1


def test_what_is_no_root_is_not_taken_for_one(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    client = ["--metadata-dir", str(tmp_path / "client")]
    assert main([*client, "init", str(site / "metadata" / "timestamp.json")]) == 1
    assert "role root" in capsys.readouterr().err
