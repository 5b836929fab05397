"""`harvest`: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def published(command: Any, good: Path, field_map: Path, tmp_path: Path) -> Path:
    into = tmp_path / "fire"
    assert command("publish", good, "--map", field_map, "--policy", "open", "--into", into).code == 0
    return into


def test_what_came_and_what_was_here_already_is_told_in_either_language(
    command: Any, published: Path, tmp_path: Path
) -> None:
    outcome = command("harvest", published, "--into", tmp_path / "joint")
    assert outcome.code == 0, outcome
    assert "demo/fire-station: release 1 taken from" in outcome.out
    assert "sha256=" in outcome.out
    assert "Next: opendata-share catalog" in outcome.err
    again = command("harvest", published, "--into", tmp_path / "joint", "--lang", "id")
    assert (again.code, again.out) == (0, f"{tmp_path / 'joint'}: 1 kumpulan data sudah ada di sini.\n")
    listed = command("catalog", tmp_path / "joint")
    assert "taken from fire (local)" in listed.out
    (entry,) = json.loads(command("catalog", tmp_path / "joint", "--format", "json").out)
    assert entry["origin"]["location"] == "fire"
    assert command("verify", tmp_path / "joint").code == 0


def test_a_refusal_is_told_in_its_own_sentence_the_rest_is_taken_and_it_ends_with_1(
    command: Any, published: Path, good: Path, field_map: Path, tmp_path: Path
) -> None:
    joint, other = tmp_path / "joint", tmp_path / "other"
    assert command("harvest", published, "--into", joint).code == 0
    good.write_text(good.read_text("utf-8") + "3,Pos Tiga,2,\n", "utf-8")
    assert command("publish", good, "--map", field_map, "--policy", "open", "--into", other).code == 0
    assert (
        command("publish", good, "--map", field_map, "--policy", "open", "--into", published, "--agency", "demo").code
        == 0
    )
    outcome = command("harvest", other, published, "--into", joint)
    assert outcome.code == 1
    assert "is not the release of that number that is known from fire" in outcome.err
    assert "release 2 taken from" in outcome.out
    assert "Next" not in outcome.err
    outcome = command("harvest", other, "--into", joint, "--format", "json")
    (told,) = json.loads(outcome.out)["sources"][0]["problems"]
    assert (outcome.code, told["dataset"], told["class"]) == (1, "demo/fire-station", "SameVersionOtherBytes")


def test_nothing_to_harvest_and_nothing_reachable_cannot_be_judged(command: Any, tmp_path: Path) -> None:
    assert command("harvest", "--into", tmp_path / "joint").code == 2
    outcome = command("harvest", tmp_path / "nowhere", "--into", tmp_path / "joint")
    assert outcome.code == 2
    assert not (tmp_path / "joint").exists()
    assert command("harvest", tmp_path, "--into", "http://127.0.0.1/joint").code == 2
    outcome = command("harvest", "http://127.0.0.1:9/", "--into", tmp_path / "joint")
    assert "--trust" in outcome.err
