"""`validate`: what it says, in which language and form, and with which exit code."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SHAPE = {
    "valid",
    "contract",
    "source",
    "rows",
    "rejected",
    "counts",
    "advice",
    "figures",
    "together",
    "level",
    "balance",
    "as_of",
    "violations",
    "truncated",
}
FINDING = {
    "row", "line", "field", "path", "columns", "rule", "severity", "message", "message_id", "hint", "example",
}  # fmt: skip


STATIONS = """agency = "demo"
[[tables.fire-station]]
key = ["no"]
name = "nama"
station_type = { value = "post" }
"""


def test_a_sound_file_ends_with_0(command: Any, good: Path, field_map: Path) -> None:
    outcome = command("validate", good, "--map", field_map)
    assert outcome.code == 0
    assert "2 accepted" in outcome.out
    assert outcome.err.startswith("→ Next: ")
    assert not good.with_name("posts.rejected.csv").exists()


def test_broken_rows_end_with_1_and_are_written_beside_the_source(command: Any, bad: Path, field_map: Path) -> None:
    outcome = command("validate", bad, "--map", field_map)
    assert outcome.code == 1
    assert "row 3 (line 4)" in outcome.out
    written = bad.with_name("bad.rejected.csv")
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert "Pos Tiga" in written.read_text("utf-8")
    assert "Pos Satu" not in written.read_text("utf-8")
    assert str(written) in outcome.err


def test_rejected_rows_go_where_they_are_asked_to(command: Any, bad: Path, field_map: Path, tmp_path: Path) -> None:
    command("validate", bad, "--map", field_map, "--rejected", tmp_path / "other.csv")
    assert (tmp_path / "other.csv").exists()
    outcome = command("validate", bad, "--map", field_map, "--rejected", tmp_path / "gone" / "x.csv")
    assert outcome.code == 1
    assert "--rejected" in outcome.err


def test_the_json_report_has_its_promised_shape(command: Any, bad: Path, field_map: Path) -> None:
    outcome = command("validate", bad, "--map", field_map, "--format", "json")
    report = json.loads(outcome.out)
    assert set(report) == SHAPE
    assert (report["valid"], report["contract"], report["rows"], report["rejected"]) == (
        False,
        "fire-station@1.0.0",
        3,
        1,
    )
    assert report["counts"] == {"type": 1}
    (finding,) = (found for found in report["violations"] if found["severity"] == "error")
    assert set(finding) == FINDING
    assert (finding["row"], finding["line"], finding["field"], finding["rule"]) == (3, 4, "shifts", "type")


def test_a_map_that_fills_several_tables_reports_each(command: Any, good: Path, field_map: Path) -> None:
    block = '\n[[tables.fleet-count]]\nholder_type = { value = "station" }\n'
    block += 'holder_id = { ref = "fire-station", key = ["no"] }\n'
    block += 'unit_type = { value = "fire_apparatus" }\nas_of = { value = 2026-01-01 }\ntotal = "regu"\n'
    field_map.write_text(field_map.read_text("utf-8") + block, encoding="utf-8")
    report = json.loads(command("validate", good, "--map", field_map, "--format", "json").out)
    assert set(report) == {"valid", "tables"}
    assert [table["contract"] for table in report["tables"]] == ["fire-station@1.0.0", "fleet-count@1.0.0"]
    assert all(set(table) == SHAPE for table in report["tables"])


def test_without_a_contract_only_the_form_is_judged(command: Any, good: Path, tmp_path: Path) -> None:
    assert command("validate", good).code == 0
    ragged = tmp_path / "ragged.csv"
    ragged.write_text("a,b\n1,2\n3\n", encoding="utf-8")
    outcome = command("validate", ragged, "--format", "json")
    assert outcome.code == 1
    report = json.loads(outcome.out)
    assert set(report) == SHAPE
    assert report["counts"] == {"ragged-row": 1}
    assert report["violations"][0]["line"] == 3


def test_each_language_is_spoken(command: Any, bad: Path, field_map: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "diterima" in command("validate", bad, "--map", field_map, "--lang", "id").out
    assert "accepted" in command("validate", bad, "--map", field_map, "--lang=en").out
    monkeypatch.setenv("LC_ALL", "id_ID.UTF-8")
    assert "diterima" in command("validate", bad, "--map", field_map).out
    assert "accepted" in command("validate", bad, "--map", field_map, "--lang", "en").out
    assert "tidak" in command("validate", bad.with_name("gone.csv"), "--map", field_map).err


def test_references_are_looked_up(command: Any, good: Path, field_map: Path, tmp_path: Path) -> None:
    field_map.write_text(field_map.read_text("utf-8") + 'parent_station_id = { value = "demo:9" }\n', encoding="utf-8")
    outcome = command("validate", good, "--map", field_map, "--reference", "nonsense")
    assert (outcome.code, "NAME=FILE" in outcome.err) == (2, True)


HOSTILE: dict[str, tuple[bytes, int]] = {
    "wrong-encoding": (b"no,nama,regu,catatan\n1,Caf\xe9,3,\n", 1),
    "unclosed-quote": (b'no,nama,regu,catatan\n1,"Pos,3,\n2,b,3,\n', 1),
    "empty": (b"", 1),
    "only-a-mark": (b"\xef\xbb\xbf", 1),
    "duplicate-header": (b"no,nama,nama,catatan\n1,a,3,\n", 1),
    "utf-16": ("no,nama,regu,catatan\n1,a,3,\n".encode("utf-16"), 1),
    "nul": (b"no,nama,regu,catatan\n1,\x00,3,\n", 1),
    "ragged": (b"no,nama,regu,catatan\n1,a\n", 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_malformed_file_ends_with_1_and_without_a_traceback(
    command: Any, tmp_path: Path, field_map: Path, name: str
) -> None:
    data, code = HOSTILE[name]
    path = tmp_path / "hostile.csv"
    path.write_bytes(data)
    for language in ("en", "id"):
        outcome = command("validate", path, "--map", field_map, "--lang", language)
        assert outcome.code == code, outcome
        assert "hostile.csv" in outcome.err + outcome.out


def test_what_cannot_be_opened_ends_with_2(command: Any, tmp_path: Path, field_map: Path, good: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for arguments in (
        ("validate", tmp_path / "gone.csv", "--map", field_map),
        ("validate", tmp_path / "folder.csv", "--map", field_map),
        ("validate", tmp_path / "gone.csv"),
        ("validate", good, "--map", tmp_path / "gone.toml"),
        ("validate", good, "--map", tmp_path),
        ("validate", good, "--to", "no-such-contract"),
        ("validate", good, "--to", tmp_path / "gone.json"),
        ("validate", good, "--format", "yaml"),
        ("validate",),
        ("no-such-command",),
        ("validate", good, "--colour"),
    ):
        outcome = command(*arguments)
        assert outcome.code == 2, (arguments, outcome)
        assert outcome.err or outcome.out


@pytest.mark.parametrize("text", ["x = ", "", "[[tables.nope]]\n", "[[tables.fire-station]]\nnme = 'no'\n", "\udcff"])
def test_a_bad_map_ends_with_2(command: Any, good: Path, tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    outcome = command("validate", good, "--map", path)
    assert outcome.code == 2
    assert outcome.err


def test_a_naive_time_names_the_line_to_write(command: Any, tmp_path: Path) -> None:
    path, chosen = tmp_path / "t.csv", tmp_path / "t.toml"
    path.write_text("no,nama,jam\n1,a,2026-01-01T00:00:00\n", encoding="utf-8")
    chosen.write_text(
        f'{STATIONS}recorded_at = "jam"\n',
        encoding="utf-8",
    )
    outcome = command("validate", path, "--map", chosen)
    assert outcome.code == 1
    assert 'zone = "Asia/Jakarta"' in outcome.out
    assert "naive-time" in outcome.out


def test_a_value_that_is_not_public_is_not_shown(command: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("no,nama,surel\n1,a,budi at rahasia\n", encoding="utf-8")
    chosen = tmp_path / "a.toml"
    chosen.write_text(
        f'{STATIONS}personnel_min_on_duty = "surel"\n',
        encoding="utf-8",
    )
    outcome = command("validate", path, "--map", chosen)
    assert outcome.code == 1
    from opendata_share.adapters import find_contract

    if not find_contract("fire-station").field("personnel_min_on_duty").is_public:
        assert "rahasia" not in outcome.out + outcome.err


def test_the_installed_command_speaks_to_pipes_without_progress(bad: Path, field_map: Path) -> None:
    arguments = [
        sys.executable,
        "-m",
        "opendata_share",
        "validate",
        str(bad),
        "--map",
        str(field_map),
        "--format",
        "json",
    ]
    done = subprocess.run(
        arguments, capture_output=True, text=True, env={**os.environ, "LC_ALL": "id_ID.UTF-8"}, check=False
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["rejected"] == 1
    assert done.stderr.count("\n") == 1
    assert "ditolak" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr
