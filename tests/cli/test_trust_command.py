"""`init`, `refresh`, `verify`, `trust`, `key`, `agency`: what they print and how they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opendata_share.releases import signing_of
from opendata_share.trust import Pin

OTHER = "sha256=" + "0a" * 32


@pytest.fixture(autouse=True)
def _own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def published(command: Any, good: Path, field_map: Path, tmp_path: Path) -> Path:
    into = tmp_path / "out"
    outcome = command("publish", good, "--map", field_map, "--policy", "open", "--into", into)
    assert outcome.code == 0, outcome
    return into


def pin_of(folder: Path) -> str:
    return str(Pin(signing_of(folder).pin))


def test_the_chain_is_told_in_five_lines_in_either_language(command: Any, published: Path) -> None:
    for language, word in (("en", "every byte is as it was vouched for"), ("id", "setiap bita sesuai")):
        outcome = command("verify", published, "--trust", pin_of(published), "--explain", "--lang", language)
        assert outcome.code == 0, outcome
        head, *chain = outcome.out.splitlines()
        assert word in head
        assert [line[0] for line in chain] == ["1", "2", "3", "4", "5"]
        assert "demo" in chain[3]


def test_verify_ends_with_1_where_a_byte_is_wrong_and_names_the_class(command: Any, published: Path) -> None:
    (file,) = published.rglob("*.parquet")
    data = file.read_bytes()
    file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    outcome = command("verify", published, "--trust", pin_of(published), "--format", "json")
    assert outcome.code == 1
    document = json.loads(outcome.out)
    assert (document["valid"], document["trust"], document["releases"]) == (False, "verified", 1)
    assert document["problems"][0]["message_id"] == "release-digest"
    assert command("verify", published, "--trust", OTHER).code == 1


def test_verify_without_a_pin_has_no_chain_to_explain(command: Any, published: Path) -> None:
    assert command("verify", published).code == 0
    assert command("verify", published, "--explain").code == 2


def test_key_show_prints_the_string_to_share(command: Any, published: Path) -> None:
    outcome = command("key", "show", published, "--url", "https://data.example")
    assert outcome.code == 0, outcome
    assert f"https://data.example/#{pin_of(published)}" in outcome.out
    assert "demo: 1 of publisher" in outcome.out


def test_a_folder_is_signed_once(command: Any, published: Path, tmp_path: Path) -> None:
    outcome = command("init", published, "--agency", "demo")
    assert outcome.code == 2
    assert "signed already" in outcome.err
    fresh = tmp_path / "fresh"
    assert command("init", fresh, "--agency", "demo", "--update-days", "31").code == 0
    assert signing_of(fresh).lifetimes.online.days == 62


def test_keys_and_thresholds_are_options_of_init(command: Any, tmp_path: Path) -> None:
    outcome = command(
        "init", tmp_path / "joint", "--agency", "fire", "--agency", "health", "--root-key", "a", "--root-key", "b",
        "--root-threshold", "2", "--online-key", "online", "--agency-key", "fire=fire", "--agency-key", "health=health",
        "--keys", tmp_path / "stick",
    )  # fmt: skip
    assert outcome.code == 0, outcome
    roles = signing_of(tmp_path / "joint").roles
    assert (len(roles.root.keys), roles.root.threshold, len(roles.online.keys)) == (2, 2, 3)
    assert roles.agencies["fire"] != roles.agencies["health"]
    assert {path.stem for path in (tmp_path / "stick").glob("*.key")} == {"a", "b", "online", "fire", "health"}


def test_refresh_and_rotate_need_a_signed_folder_and_a_role_that_is(
    command: Any, published: Path, tmp_path: Path
) -> None:
    assert command("refresh", published).code == 0
    (tmp_path / "empty").mkdir()
    for words in (("refresh",), ("key", "rotate", "--role", "root", "--key", "new"), ("key", "show")):
        assert command(*words, tmp_path / "empty").code == 2
    outcome = command("key", "rotate", published, "--role", "nobody", "--key", "new")
    assert outcome.code == 2
    assert "demo" in outcome.err
    assert command("key", "rotate", published, "--role", "online", "--key", "new").code == 0
    assert command("verify", published, "--trust", pin_of(published)).code == 0


def test_an_agency_is_added_with_a_key_of_its_own(command: Any, published: Path, tmp_path: Path) -> None:
    made = command("key", "new", "health", "--keys", tmp_path / "theirs")
    assert made.code == 0, made
    outcome = command("agency", "add", published, "health", "--key", made.out.strip())
    assert outcome.code == 0, outcome
    assert "demo, health" in outcome.out
    assert command("agency", "add", published, "health-2", "--key", "ed25519:short").code == 2


def test_a_string_is_remembered_listed_and_forgotten(command: Any) -> None:
    pasted = f"https://data.example/#{OTHER}"
    assert command("trust", "add", pasted).code == 0
    assert command("trust", "list").out.strip() == pasted
    assert command("trust", "add", pasted).code == 0  # the same again says nothing new
    other = command("trust", "add", f"https://data.example/#{OTHER.replace('0a', '0b')}")
    assert other.code == 2
    assert "trust remove" in other.err
    assert command("trust", "add", OTHER).code == 2
    assert command("trust", "add", "nonsense").code == 2
    assert command("trust", "remove", "https://data.example").code == 0
    assert command("trust", "list").out == ""
    assert command("trust", "remove", "https://data.example").code == 2


def test_an_agency_that_is_refused_is_told_and_the_others_are_listed(
    command: Any, published: Path, tmp_path: Path
) -> None:
    pin = pin_of(published)
    theirs = command("key", "new", "health", "--keys", tmp_path / "theirs").out.strip()
    assert command("key", "rotate", published, "--role", "demo", "--key", theirs).code == 0
    assert command("agency", "add", published, "health", "--key", theirs).code == 0
    for words in (("catalog", published), ("verify", published)):
        outcome = command(*words, "--trust", pin)
        assert outcome.code == 1
        assert "keys of demo" in outcome.err
