"""A CSV file written otherwise: judged as it leaves no doubt about, with advice that says so; never published so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

HEADINGS = ("id", "name", "station_type", "country")
ROWS = (("demo:1", "Pos Monas, Gambir", "post", "ID"), ("demo:2", "Pos Tebet é", "post", "ID"))


def table(delimiter: str = ";", title: str = "", names: tuple[str, ...] = HEADINGS) -> str:
    lines = [delimiter.join(row) for row in (names, *ROWS)]
    return title + "\n".join(lines) + "\n"


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def make(content: str | bytes, name: str = "posts.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def advice(outcome: Any) -> list[tuple[str, str]]:
    found = json.loads(outcome.out)
    assert found["advice"].get("taken-dialect", 0) == sum(v["rule"] == "taken-dialect" for v in found["violations"])
    return [(v["message"], v["hint"]) for v in found["violations"] if v["rule"] == "taken-dialect"]


CASES = [
    (table(";"), 'delimiter = ";"', "--delimiter ';'"),
    (table("\t"), r'delimiter = "\t"', r"--delimiter $'\t'"),
    (table("|"), 'delimiter = "|"', "--delimiter '|'"),
    (table(";").encode("cp1252"), 'encoding = "cp1252"', "--encoding 'cp1252'"),
    (table(";").encode("utf-16"), 'encoding = "utf-16"', "--encoding 'utf-16'"),
    (table(";").encode("utf-16-le"), 'encoding = "utf-16-le"', "--encoding 'utf-16-le'"),
    (table(";").encode("utf-16-be"), 'encoding = "utf-16-be"', "--encoding 'utf-16-be'"),
    (table(";", title="DATA POS PEMADAM\n\n"), "header_rows = [3]", "--header-rows 3"),
    (table(";", title="DATA POS PEMADAM;;;\n"), "header_rows = [2]", "--header-rows 2"),
]


@pytest.mark.parametrize(("content", "line", "option"), CASES)
def test_a_file_is_judged_as_it_leaves_no_doubt_about(
    command: Any, write: Any, content: Any, line: str, option: str
) -> None:
    outcome = command("validate", write(content), "--to", "fire-station", "--agency", "demo", "--format", "json")
    assert outcome.code == 0, outcome.out + outcome.err
    assert json.loads(outcome.out)["balance"]["accepted"] == 2
    assert any(line in hint and option in hint for _, hint in advice(outcome))


@pytest.mark.parametrize(("content", "line", "option"), CASES)
@pytest.mark.parametrize("language", ["en", "id"])
def test_nothing_taken_is_published(
    command: Any, write: Any, tmp_path: Path, content: Any, line: str, option: str, language: str
) -> None:
    """T2."""
    arguments = ("--to", "fire-station", "--agency", "demo", "--policy", "open", "--lang", language)
    outcome = command("publish", write(content), *arguments, "--into", tmp_path / "public")
    assert outcome.code == 1
    assert line in outcome.err
    assert option in outcome.err
    assert not (tmp_path / "public").exists()


def test_what_is_declared_is_published(command: Any, write: Any, tmp_path: Path) -> None:
    file = write(table(";", title="DATA POS PEMADAM\n").encode("cp1252"))
    said = ("--delimiter", ";", "--encoding", "cp1252", "--header-rows", "2")
    judged = command("validate", file, "--to", "fire-station", "--agency", "demo", *said, "--format", "json")
    assert (judged.code, advice(judged)) == (0, [])
    arguments = ("--to", "fire-station", "--agency", "demo", "--policy", "open", "--into", tmp_path / "public")
    assert command("publish", file, *arguments, *said).code == 0


def test_the_next_step_declares_what_was_taken(command: Any, write: Any) -> None:
    outcome = command("validate", write(table(";")), "--to", "fire-station", "--agency", "demo")
    assert outcome.code == 0
    assert "--delimiter ';'" in outcome.err


def test_advice_speaks_indonesian(command: Any, write: Any) -> None:
    outcome = command("validate", write(table(";")), "--to", "fire-station", "--agency", "demo", "--lang", "id")
    assert 'Karakter pemisah antarsel tidak dinyatakan; ";" yang dipakai.' in outcome.err
    assert "taken-dialect 1" in outcome.out


def test_without_a_contract_the_structure_is_judged_the_same_way(command: Any, write: Any) -> None:
    outcome = command("validate", write(table(";") + "1;2\n"), "--format", "json")
    assert (outcome.code, len(advice(outcome))) == (1, 1)
    assert json.loads(outcome.out)["counts"] == {"ragged-row": 1}


@pytest.mark.parametrize(
    "content",
    [
        table(","),
        "name\nPos; Monas\nPos Tebet\n",  # one column
        "a;b,c\n1;2,3\n",  # two delimiters cut evenly
        "a b\n1;2;3\nx\n",
        "",
        b"\xef\xbb\xbf",
        b"a,b\n1,\x81\x8d\n",  # neither UTF-8 nor cp1252
        b"a,b\n1,\x00\n",
    ],
)  # fmt: skip
def test_where_there_is_doubt_nothing_is_taken(command: Any, write: Any, content: Any) -> None:
    outcome = command("validate", write(content), "--format", "json")
    assert not outcome.out or advice(outcome) == []


def test_a_map_says_it_all_itself(command: Any, write: Any, field_map: Path) -> None:
    outcome = command("validate", write("no;nama;regu;catatan\n1;Pos Satu;3;\n"), "--map", field_map)
    assert outcome.code == 1
    assert 'delimiter = ";"' in outcome.err


def test_only_what_is_not_declared_is_looked_for(command: Any, write: Any) -> None:
    outcome = command("validate", write(table(";")), "--to", "fire-station", "--agency", "demo", "--delimiter", ",")
    assert outcome.code == 1
    assert "taken" not in outcome.out
