"""`validate` beside more than the file: the last release, rules of one's own, what "now" means."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

HEAD = "id,name,station_type,country,recorded_at\n"
ROWS = tuple(f"demo:{number},Pos {number},post,ID,2026-03-01T00:00:00Z\n" for number in range(1, 21))
RULES = """
import pyarrow.compute as pc
from opendata_share.validation import rule

@rule("no-three", reads=("name",), en="Not Pos 3.", id="Bukan Pos 3.")
def no_three(columns):
    return pc.not_equal(columns["name"], "Pos 3")

@rule("for-others", reads=("absent",), en="Never.", id="Tidak pernah.")
def for_others(columns):
    return None

@rule("fails", reads=("name",), en="Fails.", id="Gagal.")
def fails(columns):
    raise ValueError("Pos 3")

nothing = 3
"""
TO = ("--to", "fire-station", "--agency", "demo")


def table(place: Path, count: int) -> Path:
    place.write_text(HEAD + "".join(ROWS[:count]), encoding="utf-8")
    return place


@pytest.fixture
def now(tmp_path: Path) -> Path:
    return table(tmp_path / "now.csv", 4)


@pytest.fixture
def catalog(command: Any, tmp_path: Path) -> Path:
    """A catalogue with two releases: of ten rows, then of twenty."""
    for count in (10, 20):
        before = table(tmp_path / "before.csv", count)
        assert command("publish", before, *TO, "--policy", "open", "--into", tmp_path / "public").code == 0
    return tmp_path / "public"


def advice(command: Any, *arguments: object) -> dict[str, int]:
    outcome = command("validate", *arguments, "--format", "json")
    assert outcome.code == 0, outcome.err
    counts: dict[str, int] = json.loads(outcome.out)["advice"]
    return {rule: count for rule, count in counts.items() if rule != "required-in-full"}


def said(command: Any, *arguments: object) -> list[str]:
    outcome = command("validate", *arguments, "--format", "json", "--lang", "en")
    found = json.loads(outcome.out)["violations"]
    return [one["message"] for one in found if one["rule"] == "row-count-change"]


def test_a_file_in_the_contracts_own_form_is_a_last_release(command: Any, now: Path, tmp_path: Path) -> None:
    before = table(tmp_path / "before.csv", 10)
    assert advice(command, now, *TO) == {}
    assert advice(command, now, *TO, "--previous", before) == {"row-count-change": 1}
    assert advice(command, now, *TO, "--previous", now) == {}


def test_a_catalogue_gives_its_latest_release_and_a_release_itself(command: Any, now: Path, catalog: Path) -> None:
    latest = said(command, now, *TO, "--previous", catalog)
    first = said(command, now, *TO, "--previous", catalog / "demo" / "fire-station" / "1")
    assert "20" in latest[0]
    assert "10" in first[0]
    pulled = catalog / "demo" / "fire-station" / "1" / "fire-station.parquet"
    assert said(command, now, *TO, "--previous", pulled) == first


def test_a_changed_release_is_refused(command: Any, now: Path, catalog: Path) -> None:
    data = catalog / "demo" / "fire-station" / "2" / "fire-station.parquet"
    data.write_bytes(data.read_bytes()[:-20] + b"x" * 20)
    outcome = command("validate", now, *TO, "--previous", catalog)
    assert outcome.code == 1
    assert "fire-station.parquet" in outcome.err


def test_an_address_wants_trust(command: Any, now: Path) -> None:
    outcome = command("validate", now, *TO, "--previous", "http://127.0.0.1:9/")
    assert outcome.code == 1
    assert "trust" in outcome.err
    unreachable = command("validate", now, *TO, "--previous", "http://127.0.0.1:9/", "--trust", "unverified")
    assert unreachable.code == 2


def test_what_cannot_be_compared_with_is_refused(command: Any, now: Path, catalog: Path, tmp_path: Path) -> None:
    assert command("validate", now, *TO, "--previous", tmp_path / "gone.csv").code == 2
    assert command("validate", now, *TO, "--previous", catalog, "--previous", now).code == 2
    assert command("validate", now, "--previous", now).code == 2
    other = tmp_path / "agencies.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    assert command("validate", now, *TO, "--previous", other).code == 1


def test_a_catalogue_without_the_table_is_named(command: Any, catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "ward.json").write_text('{"type": "object", "properties": {"id": {"type": "string"}}}', "utf-8")
    (tmp_path / "wards.csv").write_text("id\n1\n", encoding="utf-8")
    outcome = command("validate", tmp_path / "wards.csv", "--to", tmp_path / "ward.json", "--previous", catalog)
    assert outcome.code == 2
    assert "fire-station" in outcome.err


def test_each_table_of_a_map_has_a_last_release(
    command: Any, good: Path, field_map: Path, catalog: Path, tmp_path: Path
) -> None:
    block = '\n[[tables.fleet-count]]\nholder_type = { value = "station" }\n'
    block += 'holder_id = { ref = "fire-station", key = ["no"] }\n'
    block += 'unit_type = { value = "fire_apparatus" }\nas_of = { value = 2026-01-01 }\ntotal = "regu"\n'
    field_map.write_text(field_map.read_text("utf-8") + block, encoding="utf-8")
    before = table(tmp_path / "before.csv", 10)
    arguments = ("validate", good, "--map", field_map, "--previous")
    refused = command(*arguments, before)
    assert refused.code == 2
    assert "--previous NAME=FILE" in refused.err
    for place in (f"fire-station={before}", catalog):
        tables = json.loads(command(*arguments, place, "--format", "json").out)["tables"]
        told = ["row-count-change" in one["advice"] for one in tables]
        assert told == [True, False]


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module of rules in the current folder; its name is its own, because modules stay imported."""
    name = f"rules_of_{tmp_path.name.replace('-', '_')}"
    (tmp_path / f"{name}.py").write_text(RULES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return name


def test_a_rule_of_a_module_in_the_folder_judges(command: Any, now: Path, rules: str) -> None:
    path = list(sys.path)
    outcome = command("validate", now, *TO, "--rule", f"{rules}:no_three", "--lang", "en", "--format", "json")
    assert outcome.code == 1
    report = json.loads(outcome.out)
    assert report["counts"] == {"no-three": 1}
    assert [one["row"] for one in report["violations"] if one["rule"] == "no-three"] == [3]
    assert sys.path == path
    assert "--rule" in command("validate", now, *TO, "--rule", f"{rules}:no_three").err


@pytest.mark.parametrize("name", ["gone", "nothing", "for_others", "fails", ""])
def test_a_rule_that_cannot_judge_ends_with_2(command: Any, now: Path, rules: str, name: str) -> None:
    outcome = command("validate", now, *TO, "--rule", f"{rules}:{name}", "--lang", "en")
    assert outcome.code == 2
    assert "Pos 3" not in outcome.err


def test_a_module_that_is_not_there_or_fails_ends_with_2(command: Any, now: Path, rules: str, tmp_path: Path) -> None:
    broken = f"{rules}_broken"
    (tmp_path / f"{broken}.py").write_text("1 / 0\n", encoding="utf-8")
    for module, kind in ((broken, "ZeroDivisionError"), ("nowhere_at_all", "ModuleNotFoundError"), ("", "ValueError")):
        outcome = command("validate", now, *TO, "--rule", f"{module}:rule", "--lang", "en")
        assert outcome.code == 2
        assert kind in outcome.err
    unregistered = command("validate", now, *TO, "--rule", "no-three", "--lang", "en")
    assert unregistered.code == 2
    assert "no-three" in unregistered.err


def test_publishing_judges_by_the_rule_too(command: Any, now: Path, rules: str, tmp_path: Path) -> None:
    outcome = command(
        "publish", now, *TO, "--policy", "open", "--into", tmp_path / "out", "--rule", f"{rules}:no_three"
    )
    assert outcome.code == 1
    assert not (tmp_path / "out").exists()


def test_the_plan_shows_rules_and_the_comparison(command: Any, now: Path, rules: str) -> None:
    outcome = command(
        "validate", now, *TO, "--rule", f"{rules}:no_three", "--previous", now, "--explain-plan", "--format", "json"
    )
    planned = {one["rule"]: one["runs"] for one in json.loads(outcome.out)["plans"][0]["rules"]}
    assert planned["no-three"] == "columns"
    assert planned["change"] == "table"


def test_what_now_means_can_be_said(command: Any, now: Path) -> None:
    early = command("validate", now, *TO, "--as-of", "2026-02-01T00:00:00+07:00", "--format", "json")
    report = json.loads(early.out)
    assert report["as_of"].startswith("2026-01-31T17:00") or report["as_of"].startswith("2026-02-01T00:00")
    assert (report["advice"] | report["counts"])["recorded-in-future"] == 4
    assert command("validate", now, *TO, "--as-of", "2026-02-01T00:00:00").code == 2
