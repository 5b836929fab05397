"""`publish`, `catalog` and `pull`: a release is made, listed and read; nothing else ever reaches the folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

DATASET = "demo/fire-station"


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def published(command: Any, good: Path, field_map: Path, tmp_path: Path) -> Path:
    outcome = command("publish", good, "--map", field_map, "--policy", "open", "--into", tmp_path / "out")
    assert outcome.code == 0, outcome
    return tmp_path / "out"


def test_a_release_is_written_and_the_same_rows_make_no_other(
    command: Any, published: Path, good: Path, field_map: Path
) -> None:
    before = files_in(published)
    assert "catalog.json" in before
    outcome = command("publish", good, "--map", field_map, "--policy", "open", "--into", published, "--format", "json")
    assert outcome.code == 0
    document = json.loads(outcome.out)
    assert document["published"] is True
    assert document["publication"]["outcome"] == "unchanged"
    assert files_in(published) == before


def test_rejected_rows_stop_a_publication_that_is_not_partial(
    command: Any, bad: Path, field_map: Path, tmp_path: Path
) -> None:
    into = tmp_path / "out"
    outcome = command("publish", bad, "--map", field_map, "--policy", "open", "--into", into, "--format", "json")
    assert outcome.code == 1
    assert json.loads(outcome.out)["published"] is False
    assert not into.exists() or files_in(into) == []
    assert bad.with_name("bad.rejected.csv").exists()
    assert command("publish", bad, "--map", field_map, "--policy", "open", "--into", into).code == 1


@pytest.mark.parametrize(("language", "told"), [("en", "holds the release back"), ("id", "menahan rilis")])
def test_the_privacy_gate_stops_a_publication_and_shows_no_value(
    command: Any, good: Path, field_map: Path, tmp_path: Path, language: str, told: str
) -> None:
    good.write_text(good.read_text("utf-8").replace("Pos Satu", "Pos Satu 0812-3456-7890"), "utf-8")
    arguments = (
        "publish",
        good,
        "--map",
        field_map,
        "--policy",
        "open",
        "--into",
        tmp_path / "out",
        "--lang",
        language,
    )
    outcome = command(*arguments)
    assert outcome.code == 1
    assert told in outcome.err
    assert "[phone]" in outcome.err
    assert "3456" not in outcome.out + outcome.err
    document = json.loads(command(*arguments, "--format", "json").out)
    assert document["published"] is False
    assert document["privacy"]["blocked"] is True
    assert [(each["finding"], each["field"], each["rows"]) for each in document["privacy"]["findings"]] == [
        ("phone", "name", [1])
    ]
    assert [name for name in files_in(tmp_path / "out") if name != ".publish.lock"] == []


def test_a_partial_publication_ends_with_1_and_publishes(
    command: Any, bad: Path, field_map: Path, tmp_path: Path
) -> None:
    into = tmp_path / "out"
    outcome = command(
        "publish", bad, "--map", field_map, "--policy", "open", "--into", into, "--partial", "--format", "json"
    )
    assert outcome.code == 1
    assert json.loads(outcome.out)["published"] is True
    assert not [name for name in files_in(into) if "rejected" in name]
    assert all(b"Pos Tiga" not in (into / name).read_bytes() for name in files_in(into))


def test_rejected_rows_never_go_into_the_release_folder(
    command: Any, bad: Path, field_map: Path, tmp_path: Path
) -> None:
    into = tmp_path / "out"
    outcome = command(
        "publish",
        bad,
        "--map",
        field_map,
        "--policy",
        "open",
        "--into",
        into,
        "--partial",
        "--rejected",
        into / "r.csv",
    )
    assert outcome.code == 2
    assert not into.exists()
    assert command("publish", bad, "--map", field_map, "--policy", "open", "--into", tmp_path, "--partial").code == 2
    assert "bad.rejected.csv" not in files_in(tmp_path)


def test_one_folder_has_one_audience(command: Any, published: Path, good: Path, field_map: Path) -> None:
    before = files_in(published)
    outcome = command("publish", good, "--map", field_map, "--policy", "exchange", "--into", published)
    assert outcome.code == 2
    assert files_in(published) == before


def test_a_policy_or_a_contract_that_is_not_known_ends_with_2(
    command: Any, good: Path, field_map: Path, tmp_path: Path
) -> None:
    assert command("publish", good, "--map", field_map, "--policy", "shut", "--into", tmp_path / "o").code == 2
    assert command("publish", good, "--policy", "open", "--into", tmp_path / "o").code == 2
    assert command("publish", good, "--to", "nope", "--policy", "open", "--into", tmp_path / "o").code == 2
    assert command("publish", good, "--map", field_map, "--policy", "open").code == 2
    assert not (tmp_path / "o").exists()


def test_a_catalogue_is_listed(command: Any, published: Path) -> None:
    outcome = command("catalog", published)
    assert outcome.code == 0
    assert DATASET in outcome.out
    (entry,) = json.loads(command("catalog", published, "--format", "json").out)
    assert (entry["id"], entry["rows"], entry["releases"], entry["contract"]) == (DATASET, 2, 1, "fire-station@1.0.0")
    assert "set data" in command("catalog", published, "--lang", "id").out


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("name", [DATASET, "fire-station"])
def test_a_data_set_is_pulled(command: Any, published: Path, tmp_path: Path, form: str, name: str) -> None:
    outcome = command("pull", published, name, "--as", form, "--into", tmp_path / "in")
    assert outcome.code == 0, outcome
    assert [path.suffix for path in (tmp_path / "in").rglob("*") if path.is_file() and path.suffix == f".{form}"]


def test_what_is_not_there_ends_with_2(command: Any, published: Path, tmp_path: Path) -> None:
    assert command("pull", published, "demo/nope", "--into", tmp_path / "in").code == 2
    assert command("pull", tmp_path / "nowhere", DATASET, "--into", tmp_path / "in").code == 2
    assert command("catalog", tmp_path / "nowhere").code == 2


def test_a_changed_byte_ends_with_1(command: Any, published: Path, tmp_path: Path) -> None:
    (data,) = published.rglob("*.csv")
    data.chmod(0o644)
    data.write_bytes(data.read_bytes().replace(b"Pos Satu", b"Pos Sutu"))
    assert command("pull", published, DATASET, "--as", "csv", "--into", tmp_path / "in").code == 1


def test_a_location_over_the_network_needs_trust(command: Any, tmp_path: Path) -> None:
    outcome = command("catalog", "http://127.0.0.1:9/x")
    assert outcome.code in {1, 2}
    assert "trust" in outcome.err


def test_the_name_of_the_file_does_not_leave_and_another_may_be_said(
    command: Any, good: Path, field_map: Path, tmp_path: Path
) -> None:
    sheet = good.with_name("lembar Budi Santoso.csv")
    good.rename(sheet)
    into = tmp_path / "out"
    arguments = (sheet, "--map", field_map, "--policy", "open", "--into", into)
    assert command("publish", *arguments).code == 0
    assert not [path for path in into.rglob("*") if path.is_file() and b"Santoso" in path.read_bytes()]
    named = (*arguments, "--source-name", "Posts of the department")
    assert "would be release 2" in command("rehearse", *named).out
    assert command("publish", *named).code == 0
    manifest = json.loads((into / DATASET / "2" / "manifest.json").read_text("utf-8"))
    assert manifest["origin"]["source"] == "Posts of the department"
