"""`pull` pins what it brought, brings it again by the lock, and refuses or tells of what is old or corrected."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

GOOD = "no,nama,regu,catatan\n1,Pos Satu,3,\n2,Pos Dua,2,\n"


@pytest.fixture
def published(command: Any, good: Path, field_map: Path, tmp_path: Path) -> Path:
    assert publish(command, good, field_map, tmp_path / "out").code == 0
    return tmp_path / "out"


def publish(command: Any, good: Path, field_map: Path, into: Path, *more: str) -> Any:
    return command("publish", good, "--map", field_map, "--policy", "open", "--into", into, *more)


def test_a_pull_pins_and_a_locked_pull_brings_the_same_bytes_later(
    command: Any, published: Path, good: Path, field_map: Path, tmp_path: Path
) -> None:
    assert command("pull", published, "fire-station", "--into", tmp_path / "in").code == 0
    lock = tmp_path / "in/opendata-share.lock"
    assert json.loads(lock.read_text("utf-8"))["releases"][0]["release"] == "1"
    before = (tmp_path / "in/fire-station.parquet").read_bytes()
    good.write_text(good.read_text("utf-8") + "3,Pos Tiga,2,\n", "utf-8")
    assert publish(command, good, field_map, published).code == 0
    outcome = command("pull", "--locked", "--into", tmp_path / "in")
    assert outcome.code == 0, outcome
    assert "release 1" in outcome.out
    assert (tmp_path / "in/fire-station.parquet").read_bytes() == before
    elsewhere = ("pull", published, "fire-station", "--into", tmp_path / "two", "--lock", tmp_path / "here.lock")
    assert command(*elsewhere).code == 0
    assert command(*elsewhere, "--locked", "--as", "csv").code == 2
    assert command(*elsewhere, "--locked").code == 0
    assert "release 2" in command(*elsewhere, "--lang", "en").out


def test_a_pull_without_a_place_is_told_what_to_write(command: Any, tmp_path: Path) -> None:
    outcome = command("pull", "--into", tmp_path / "in")
    assert outcome.code == 2
    assert "--locked" in outcome.err
    assert command("pull", "--locked", "--into", tmp_path / "in").code == 2
    assert command("pull", "--locked", "--max-age", "1h", "--into", tmp_path / "in").code == 2


def test_old_data_is_an_error_or_a_warning_that_names_the_clock(command: Any, published: Path, tmp_path: Path) -> None:
    wanted = ("pull", published, "fire-station", "--into", tmp_path / "in")
    assert command(*wanted, "--max-age", "9999d", "--max-age", "vouched=PT1H").code == 0
    outcome = command(*wanted, "--max-age", "fetched=1d")
    assert outcome.code == 1
    assert "folder of this machine" in outcome.err
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warned = command(*wanted, "--max-age", "fetched=1d", "--on-stale", "warn", "--lang", "id")
    assert warned.code == 0
    assert "folder di mesin ini" in warned.err
    for wrong in ("soon", "seen=1h", "1w", "observed="):
        assert command(*wanted, "--max-age", wrong).code == 2
