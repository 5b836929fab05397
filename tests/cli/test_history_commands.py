"""`releases`, `changes`, `withdraw` and `publish --corrects`: what they print and how they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opendata_share.receipts import ReceiptLog
from opendata_share.releases import open_catalog

HEAD = "no,nama,regu,catatan\n"
WHY = "the shifts of one post were doubled"


@pytest.fixture
def published(command: Any, good: Path, field_map: Path, tmp_path: Path) -> Path:
    """Two releases: the second changes one post, adds one and removes one."""
    for rows in ("1,Pos Satu,3,\n2,Pos Dua,2,\n", "1,Pos Satu,2,\n3,Pos Tiga,2,\n"):
        assert publish(command, good, field_map, tmp_path / "out", rows).code == 0
    return tmp_path / "out"


def publish(command: Any, good: Path, field_map: Path, into: Path, rows: str, *more: object) -> Any:
    good.write_text(HEAD + rows, "utf-8")
    return command("publish", good, "--map", field_map, "--policy", "open", "--into", into, *more)


@pytest.mark.parametrize("since", ["1", "9999-01-01T00:00:00+00:00", None])
def test_changes_are_counted_and_the_rows_named_by_key(command: Any, published: Path, since: str | None) -> None:
    words = ("changes", published, "fire-station", *(() if since is None else ("--since", since)))
    if since is not None and len(since) > 1:
        assert "0 rows were added" in command(*words).out
        return
    outcome = command(*words)
    assert outcome.code == 0, outcome
    assert "from release 1 to release 2 1 rows were added, 1 changed, 1 removed" in outcome.out
    assert outcome.out.splitlines()[1:] == ["  ~ id=demo:1", "  + id=demo:3", "  - id=demo:2"]
    assert "1 baris ditambahkan, 1 berubah, 1 dihapus" in command(*words, "--lang", "id").out
    assert "2 rows more" in command(*words, "--rows", "1").out
    document = json.loads(command(*words, "--format", "json", "--rows", "2").out)
    assert [(row["change"], row["key"]) for row in document["rows"]] == [
        ("changed", {"id": "demo:1"}),
        ("added", {"id": "demo:3"}),
    ]
    counts = {name: document[name] for name in ("since", "release", "added", "changed", "removed")}
    assert counts == {"since": "1", "release": "2", "added": 1, "changed": 1, "removed": 1}
    assert (document["truncated"], document["compared"], document["gaps"]) == (True, False, [])


def test_a_moment_says_which_release_was_the_newest_then(command: Any, published: Path) -> None:
    first = open_catalog(published)["fire-station"].release(1).published_at.isoformat()
    assert "from release 1 to release 2" in command("changes", published, "fire-station", "--since", first).out


@pytest.mark.parametrize("since", ["7", "yesterday", "2026-03-02T08:30:00", "-1"])
def test_a_release_that_is_not_there_cannot_be_compared_with(command: Any, published: Path, since: str) -> None:
    assert command("changes", published, "fire-station", f"--since={since}").code == 2


def test_a_gap_is_told_and_both_releases_are_compared_or_it_is_an_error(
    command: Any, published: Path, good: Path, field_map: Path
) -> None:
    assert command("withdraw", published, "fire-station", "2", "--reason", WHY).code == 0
    rows = "1,Pos Satu,3,\n2,Pos Dua,2,\n4,Pos Empat,1,\n"
    assert publish(command, good, field_map, published, rows).code == 0
    # release 4 was compared with what stands, release 1; a chain through the withdrawn one is broken
    assert "from release 1 to release 4 1 rows were added, 0 changed, 0 removed" in told(command, published)
    assert command("changes", published, "fire-station", "--since", "2").code == 1
    policy = good.with_name("ours.toml")
    policy.write_text('format = "opendata-share/policy@1"\nall_of = ["open"]\n', "utf-8")
    good.write_text(HEAD + rows + "5,Pos Lima,1,\n", "utf-8")
    outcome = command("publish", good, "--map", field_map, "--policy", policy, "--into", published)
    assert outcome.code == 0, outcome
    told_of = command("changes", published, "fire-station")
    assert told_of.code == 0
    assert "another contract or policy than release 4" in told_of.err
    assert "1 rows were added, 0 changed, 0 removed" in told_of.out
    refused = command("changes", published, "fire-station", "--on-gap", "error")
    assert refused.code == 2
    assert "--on-gap compare" in refused.err


def told(command: Any, published: Path) -> str:
    outcome = command("changes", published, "fire-station")
    assert outcome.code == 0, outcome
    return str(outcome.out)


def test_no_value_of_a_key_that_is_not_public_is_printed(command: Any, good: Path, tmp_path: Path) -> None:
    contract = json.loads(command("contract", "show", "fire-station", "--format", "json").out)
    contract["properties"]["id"]["x-contract"]["sensitivity"] = "internal"
    (tmp_path / "c.json").write_text(json.dumps(contract), "utf-8")
    into = ("--to", tmp_path / "c.json", "--agency", "demo", "--policy", "exchange", "--into", tmp_path / "out")
    for number in (1, 2):
        good.write_text(f"id,name,station_type\ndemo:X{number},Pos Satu,post\n", "utf-8")
        outcome = command("publish", good, *into)
        assert outcome.code == 0, outcome
    text = command("changes", tmp_path / "out", "fire-station")
    document = command("changes", tmp_path / "out", "fire-station", "--format", "json")
    assert "1 rows were added, 0 changed, 1 removed" in text.out
    assert [row["key"] for row in json.loads(document.out)["rows"]] == [None, None]
    assert "demo:X" not in text.out + document.out


def test_withdrawing_says_why_to_everyone_and_doing_it_again_changes_nothing(
    command: Any, published: Path, good: Path, field_map: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log.jsonl"
    words = ("withdraw", published, "demo/fire-station", "2", "--reason", WHY, "--receipts", log)
    outcome = command(*words, "--erase")
    assert outcome.code == 0, outcome
    assert "release 2 is withdrawn, by release 3" in outcome.out
    assert not list((published / "demo/fire-station/2").glob("*.csv"))
    again = command(*words, "--format", "json")
    assert again.code == 0
    assert json.loads(again.out)["outcome"] == "unchanged"
    assert [receipt.what.decision for receipt in ReceiptLog(log).receipts()] == ["withdrawn"]
    pulled = command("pull", published, "fire-station", "--into", tmp_path / "in")
    assert pulled.code == 1
    assert WHY in pulled.err
    back = "1,Pos Satu,2,\n3,Pos Tiga,2,\n"
    assert publish(command, good, field_map, published, back).code == 2
    mistake = ("--corrects", "2", "--reason", "the withdrawal was a mistake")
    assert publish(command, good, field_map, published, back, *mistake).code == 0
    assert command("pull", published, "fire-station", "--into", tmp_path / "in").code == 0


@pytest.mark.parametrize(
    "words", [("fire-station", "9"), ("response-unit", "1"), ("fire-station", "x")], ids=["release", "data set", "word"]
)
def test_what_is_not_there_cannot_be_withdrawn(command: Any, published: Path, words: tuple[str, str]) -> None:
    assert command("withdraw", published, *words, "--reason", WHY).code == 2


def test_a_reason_is_one_line(command: Any, published: Path) -> None:
    assert command("withdraw", published, "fire-station", "2", "--reason", "two\nlines").code == 2
    assert command("withdraw", published, "fire-station", "2").code == 2
    assert len(open_catalog(published)["fire-station"].releases()) == 2


def test_the_releases_are_listed_with_what_became_of_them(
    command: Any, published: Path, good: Path, field_map: Path
) -> None:
    corrected = ("--corrects", "1", "--reason", WHY)
    assert publish(command, good, field_map, published, "1,Pos Satu,1,\n", *corrected).code == 0
    assert command("withdraw", published, "fire-station", "2", "--reason", "made up").code == 0
    outcome = command("releases", published, "fire-station")
    assert outcome.code == 0, outcome
    said = [line.strip() for line in outcome.out.splitlines()]
    assert said[0].startswith("demo/fire-station: 3 releases")
    assert said[2] == f"corrected by release 3: {WHY}"
    assert said[4] == "withdrawn by release 4: made up"
    assert said[6] == f"takes the place of release 1: {WHY}"
    assert f"menggantikan rilis 1: {WHY}" in command("releases", published, "fire-station", "--lang", "id").out
    document = json.loads(command("releases", published, "fire-station", "--format", "json").out)
    first, second, third = document["releases"]
    assert (first["corrected"]["release"], second["withdrawn"]["release"]) == ("3", "4")
    assert third["corrects"] == {"release": "1", "reason": WHY}
    assert third["manifest"] == open_catalog(published)["fire-station"].release(3).digest


@pytest.mark.parametrize(
    "words",
    [
        ("--corrects", "1"),
        ("--reason", WHY),
        ("--corrects", "9", "--reason", WHY),
        ("--corrects", "first", "--reason", WHY),
        ("--corrects", "response-unit=1", "--reason", WHY),
        ("--corrects", "1", "--corrects", "2", "--reason", WHY),
        ("--corrects", "1", "--corrects", "fire-station=2", "--reason", WHY),
    ],
    ids=["no reason", "no release", "unknown", "a word", "another table", "two", "two ways"],
)
def test_a_correction_that_is_not_clear_publishes_nothing(
    command: Any, published: Path, good: Path, field_map: Path, words: tuple[str, ...]
) -> None:
    assert publish(command, good, field_map, published, "1,Pos Satu,1,\n", *words).code == 2
    assert len(open_catalog(published)["fire-station"].releases()) == 2


def test_a_correction_may_name_its_table(command: Any, published: Path, good: Path, field_map: Path) -> None:
    words = ("--corrects", "fire-station=2", "--reason", WHY)
    assert publish(command, good, field_map, published, "1,Pos Satu,1,\n", *words).code == 0
    corrects = open_catalog(published)["fire-station"].latest().corrects
    assert corrects is not None
    assert corrects.release == "2"
