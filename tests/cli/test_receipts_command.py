"""`receipts` and `--receipts`: what a log says, and the exit codes of its verification."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

GOOD_AND_MORE = "no,nama,regu,catatan\n1,Pos Satu,3,\n2,Pos Dua,2,\n3,Pos Tiga,1,\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "receipts.jsonl"


@pytest.fixture
def published(command: Any, good: Path, field_map: Path, tmp_path: Path, log: Path) -> Path:
    into = tmp_path / "out"
    for text in (good.read_text("utf-8"), GOOD_AND_MORE):
        good.write_text(text, encoding="utf-8")
        outcome = command(
            "publish", good, "--map", field_map, "--policy", "open", "--into", into, "--receipts", log,
            "--purpose", "open data",
        )  # fmt: skip
        assert outcome.code == 0, outcome
    return into


def test_a_log_is_verified_with_the_releases_that_name_its_heads(command: Any, published: Path, log: Path) -> None:
    for place in (published, published / "demo/fire-station/2"):
        outcome = command("receipts", "verify", log, "--release", place, "--format", "json")
        assert outcome.code == 0, outcome
        document = json.loads(outcome.out)
        assert (document["sound"], document["entries"], document["problems"]) == (True, 2, [])
    assert "2 receipts, sound; 2 of 2 releases" in command("receipts", "verify", log, "--release", published).out
    assert "2 tanda terima, utuh" in command("receipts", "verify", log, "--release", published, "--lang", "id").out


def test_a_log_that_was_cut_ends_with_1_and_one_that_is_not_there_with_2(
    command: Any, published: Path, log: Path
) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(lines[0])
    assert command("receipts", "verify", log).code == 0  # by itself it cannot know
    outcome = command("receipts", "verify", log, "--release", published, "--format", "json")
    assert outcome.code == 1
    assert [problem["rule"] for problem in json.loads(outcome.out)["problems"]] == ["receipts-missing"]
    assert "[receipts-missing]" in command("receipts", "verify", log, "--release", published).out
    assert command("receipts", "verify", log.with_name("none")).code == 2


def test_show_prints_a_line_a_receipt_or_the_receipts_themselves(command: Any, published: Path, log: Path) -> None:
    lines = command("receipts", "show", log).out.splitlines()
    assert len(lines) == 2
    assert all("demo  published  demo/fire-station" in line and "“open data”" in line for line in lines)
    assert "diterbitkan" in command("receipts", "show", log, "--lang", "id").out
    documents = json.loads(command("receipts", "show", log, "--format", "json").out)
    assert [document["release"] for document in documents] == ["1", "2"]


def test_a_pull_says_who_and_what_for(command: Any, published: Path, tmp_path: Path) -> None:
    log = tmp_path / "health.jsonl"
    wanted = ("pull", published, "fire-station", "--into", tmp_path / "in", "--receipts", log)
    refused = command(*wanted)
    assert refused.code == 2
    assert "--who" in refused.err
    assert command(*wanted, "--who", "demo-health", "--purpose", "dispatch").code == 0
    (document,) = json.loads(command("receipts", "show", log, "--format", "json").out)
    assert (document["who"], document["decision"], document["purpose"]) == ("demo-health", "pulled", "dispatch")


def test_what_was_done_elsewhere_is_added_by_hand(command: Any, published: Path, log: Path) -> None:
    outcome = command(
        "receipts", "add", log, published, "fire-station", "--decision", "withdrawn", "--number", "1", "--who", "demo",
        "--purpose", "posts moved",
    )  # fmt: skip
    assert outcome.code == 0, outcome
    assert "withdrawn  demo/fire-station 1  “posts moved”" in outcome.out
    assert command("receipts", "verify", log, "--release", published).code == 0


def test_a_torn_log_is_mended(command: Any, published: Path, log: Path) -> None:
    assert "nothing was changed" in command("receipts", "mend", log, "--who", "demo").out
    with log.open("ab") as stream:
        stream.write(b"{")
    torn = command("receipts", "verify", log)
    assert torn.code == 1
    assert "receipts mend" in torn.out
    assert command("receipts", "show", log).code == 1
    assert command("receipts", "mend", log, "--who", "demo").code == 0
    assert command("receipts", "verify", log, "--release", published).code == 0


def test_a_log_under_the_folder_that_is_served_is_refused(
    command: Any, good: Path, field_map: Path, tmp_path: Path
) -> None:
    into = tmp_path / "out"
    outcome = command(
        "publish", good, "--map", field_map, "--policy", "open", "--into", into, "--receipts", into / "receipts.jsonl"
    )
    assert outcome.code == 2
    assert not into.exists()


EXPIRED = """\
format = "opendata-share/policy@1"
name = "last-year"
audience = "public"
purpose = "open data"
admits = ["public"]
validity = { until = 2025-12-31 }
"""


def test_a_policy_that_refuses_leaves_a_receipt(
    command: Any, good: Path, field_map: Path, tmp_path: Path, log: Path
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(EXPIRED, "utf-8")
    arguments = ("publish", good, "--map", field_map, "--policy", policy, "--into", tmp_path / "out")
    assert command(*arguments).code == 2
    assert not log.exists()
    outcome = command(*arguments, "--receipts", log, "--purpose", "open data")
    assert outcome.code == 2
    assert "2025-12-31" in outcome.err
    (document,) = json.loads(command("receipts", "show", log, "--format", "json").out)
    told = {key: document[key] for key in ("who", "decision", "reason", "dataset", "policy", "audience", "release")}
    assert told == {
        "who": "demo",
        "decision": "denied",
        "reason": "policy-expired",
        "dataset": "demo/fire-station",
        "policy": "last-year",
        "audience": "public",
        "release": None,
    }
    assert document["policy_digest"].startswith("sha256:")
    assert not (tmp_path / "out").exists()


def test_a_refusal_is_written_into_no_folder_that_is_served(
    command: Any, good: Path, field_map: Path, tmp_path: Path
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(EXPIRED, "utf-8")
    inside = tmp_path / "out" / "log.jsonl"
    outcome = command(
        "publish", good, "--map", field_map, "--policy", policy, "--into", tmp_path / "out", "--receipts", inside
    )
    assert outcome.code == 2
    assert not inside.exists()
    assert "log.jsonl" in outcome.err
