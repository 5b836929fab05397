"""`rehearse`: what publishing would do, with its exit code, and not a byte written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opendata_share.receipts import verify_receipts


def traces(folder: Path) -> dict[str, tuple[int, ...]]:
    return {str(path): (path.lstat().st_mtime_ns, path.lstat().st_ino) for path in (folder, *folder.rglob("*"))}


@pytest.fixture
def rehearse(command: Any, tmp_path: Path, field_map: Path) -> Any:
    """Return a function that rehearses a file and demands that no file of the whole working folder changed."""

    def call(file: Path, *more: object) -> Any:
        before = traces(tmp_path)
        outcome = command("rehearse", file, "--map", field_map, "--into", tmp_path / "out", "--policy", "open", *more)
        assert traces(tmp_path) == before
        return outcome

    return call


@pytest.fixture
def published(command: Any, good: Path, field_map: Path, tmp_path: Path) -> Path:
    into = tmp_path / "out"
    assert command("publish", good, "--map", field_map, "--policy", "open", "--into", into).code == 0
    return into


def test_a_first_release_would_be_made(rehearse: Any, good: Path, tmp_path: Path) -> None:
    outcome = rehearse(good)
    assert outcome.code == 0
    assert "demo/fire-station: would be release 1, its first: 2 rows." in outcome.out
    assert "opendata-share publish" in outcome.err
    assert "--policy open" in outcome.err
    assert not (tmp_path / "out").exists()


def test_the_same_rows_would_make_no_release(rehearse: Any, published: Path, good: Path) -> None:
    outcome = rehearse(good, "--lang", "id")
    assert outcome.code == 0
    assert "Tidak akan ada rilis baru" in outcome.out


def test_one_release_is_compared_with_and_the_next_step_names_the_folder_of_all(
    command: Any, published: Path, good: Path, field_map: Path
) -> None:
    good.write_text(good.read_text("utf-8").replace("2,Pos Dua,2", "3,Pos Tiga,2"), "utf-8")
    first = published / "demo" / "fire-station" / "1"
    outcome = command("rehearse", good, "--map", field_map, "--policy", "open", "--into", first)
    assert outcome.code == 0
    assert "rows against release 1: 1 added, 1 removed" in outcome.out
    assert f"--into {published}\n" in outcome.err


def test_what_changes_and_who_would_notice(
    rehearse: Any, command: Any, published: Path, good: Path, tmp_path: Path
) -> None:
    log = tmp_path / "health.jsonl"
    receipt = ("--receipts", log, "--who", "jakarta-health", "--purpose", "dispatch")
    assert command("pull", published, "fire-station", "--into", tmp_path / "in", *receipt).code == 0
    good.write_text(good.read_text("utf-8").replace("2,Pos Dua,2", "3,Pos Tiga,2"), "utf-8")
    outcome = rehearse(good, "--receipts", log, "--receipts", log, "--format", "json")
    assert outcome.code == 0
    document = json.loads(outcome.out)
    assert (document["format"], document["outcome"]) == ("opendata-share/rehearsal@1", "would-publish")
    (release,) = document["releases"]
    assert (release["changes"]["added"], release["changes"]["removed"]) == (1, 1)
    assert [each["who"] for each in release["consumers"]] == ["jakarta-health"]
    assert document["report"]["valid"] is True
    assert verify_receipts(log, []).sound


def test_who_would_break_is_told_by_their_requirements(
    rehearse: Any, published: Path, good: Path, tmp_path: Path
) -> None:
    (tmp_path / "health.toml").write_text(
        'format = "opendata-share/requirements@1"\nconsumer = "jakarta-health"\n'
        '[[datasets]]\ndataset = "demo/fire-station"\nfields = ["id", "colour"]\n'
        '[[datasets]]\ndataset = "other/fire-station"\nfields = ["colour"]\n',
        "utf-8",
    )
    good.write_text(good.read_text("utf-8").replace("2,Pos Dua,2", "3,Pos Tiga,2"), "utf-8")
    told = rehearse(good, "--consumers", tmp_path / "health.toml", "--lang", "en")
    assert told.code == 0
    assert "does not get all it asks for: jakarta-health (–), who reads demo/fire-station" in told.out
    assert "as before: field-missing: it reads colour, which is not there" in told.out
    document = json.loads(rehearse(good, "--consumers", tmp_path / "health.toml", "--format", "json").out)
    (release,) = document["releases"]
    assert release["compatibility"] == "full"
    assert [(each["dataset"], each["breaks"]) for each in release["broken"]] == [("demo/fire-station", False)]


def test_rejected_rows_and_the_privacy_gate_end_with_one(rehearse: Any, good: Path, bad: Path) -> None:
    held = rehearse(bad)
    assert held.code == 1
    assert "held back: 1 rows break the contract" in held.out
    assert not bad.with_name("bad.rejected.csv").exists()
    assert rehearse(bad, "--partial").code == 1
    good.write_text(good.read_text("utf-8").replace("Pos Satu", "Pos Satu 0812-3456-7890"), "utf-8")
    blocked = rehearse(good)
    assert blocked.code == 1
    assert "[phone]" in blocked.out
    assert "0812" not in blocked.out + blocked.err


def test_what_cannot_be_judged_ends_with_two(
    rehearse: Any, command: Any, published: Path, good: Path, field_map: Path, tmp_path: Path
) -> None:
    assert rehearse(good, "--receipts", tmp_path / "none.jsonl").code == 2
    assert rehearse(tmp_path / "none.csv").code == 2
    arguments = ("rehearse", good, "--map", field_map, "--into", published)
    assert command(*arguments, "--policy", "exchange").code == 2
    assert command(*arguments, "--policy", "unheard-of").code == 2
    assert command("rehearse", good, "--into", published, "--policy", "open").code == 2
    address = command(*arguments, "--policy", "open", "--receipts", "https://example.org/log.jsonl")
    assert address.code == 2
    assert "address" in address.err
