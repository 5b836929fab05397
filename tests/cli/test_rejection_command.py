"""`rejection write` and `rejection read`: a row's way back to its sheet, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def published(command: Any, bad: Path, field_map: Path, tmp_path: Path) -> Path:
    into = tmp_path / "out"
    command("publish", bad, "--map", field_map, "--policy", "open", "--into", into, "--partial")
    return into


@pytest.fixture
def rejection(tmp_path: Path) -> Path:
    return tmp_path / "rejection.json"


def test_a_row_finds_its_way_back_to_the_sheet(
    command: Any, published: Path, bad: Path, field_map: Path, rejection: Path, tmp_path: Path
) -> None:
    reader, publisher = tmp_path / "reader.jsonl", tmp_path / "publisher.jsonl"
    wrote = command(
        "rejection", "write", published, "fire-station", "--key", "id=demo:2", "--field", "name", "--message", "closed",
        "--who", "demo-health", "--into", rejection, "--receipts", reader,
    )  # fmt: skip
    assert wrote.code == 0, wrote
    assert "1 objections to demo/fire-station release 1" in wrote.out
    read = command(
        "rejection", "read", rejection, published, "--source", bad, "--map", field_map, "--receipts", publisher,
        "--format", "json",
    )  # fmt: skip
    assert read.code == 1
    (finding,) = json.loads(read.out)["violations"]
    assert (finding["row"], finding["line"], finding["columns"]) == (2, 3, ["nama"])
    assert finding["rule"] == "rejected-by-reader"
    for log in (reader, publisher):
        assert command("receipts", "verify", log).code == 0
    shown = command("rejection", "read", rejection, published, "--lang", "id")
    assert "demo-health tentang baris 2 dari rilis 1: closed" in shown.out
    assert command("explain", "rejected-by-reader").code == 0


def test_a_report_of_ones_own_is_sent_back(command: Any, published: Path, rejection: Path, tmp_path: Path) -> None:
    command("pull", published, "fire-station", "--as", "csv", "--into", tmp_path / "in")
    pulled = tmp_path / "in/fire-station.csv"
    pulled.write_bytes(pulled.read_bytes().replace(b"demo:2", b"demo:1"))
    judged = command("validate", pulled, "--to", "fire-station", "--format", "json")
    report = tmp_path / "report.json"
    report.write_text(judged.out, encoding="utf-8")
    named = ("rejection", "write", published, "fire-station", "--who", "demo-health", "--into", rejection)
    assert command(*named, "--report", report).code == 0
    (objection,) = json.loads(rejection.read_text("utf-8"))["objections"]
    assert (objection["row"], objection["rule"]) == (2, "duplicate-key")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--row", "1"),
        ("--row", "99", "--message", "x"),
        ("--key", "id", "--message", "x"),
        ("--row", "1", "--message", "x", "--rule", "Not A Rule"),
        ("--report", "README.md", "--row", "1"),
    ],
)
def test_what_says_nothing_or_nothing_that_is_there_is_refused(
    command: Any, published: Path, rejection: Path, arguments: tuple[str, ...]
) -> None:
    outcome = command(
        "rejection", "write", published, "fire-station", "--who", "demo-health", "--into", rejection, *arguments
    )
    assert outcome.code == 2
    assert not rejection.exists()


def test_a_file_that_is_no_rejection_ends_with_1_and_one_that_is_not_there_with_2(
    command: Any, published: Path, rejection: Path
) -> None:
    assert command("rejection", "read", rejection, published).code == 2
    rejection.write_text("{}", encoding="utf-8")
    assert command("rejection", "read", rejection, published).code == 1
