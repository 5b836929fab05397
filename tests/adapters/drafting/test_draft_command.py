"""The command `map draft`: what it prints, what it writes."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from opendata_share.cli._console import Console, Exit
from opendata_share.cli._draft import draft_map

SHEET = "Kode,Nama pos,Regu\nP1,Pos Monas,3\nP2,Pos Gambir,2\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Return a sheet of fire posts."""
    path = tmp_path / "pos.csv"
    path.write_text(SHEET, "utf-8")
    return path


def draft(file: Path, field_map: Path | None = None, language: str = "en") -> int:
    """Run the command."""
    console = Console("id" if language == "id" else "en")
    return draft_map(console, file, "fire-station", "demo", field_map, None, ())


def test_without_a_file_the_draft_is_printed(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert draft(sheet) == Exit.SOUND
    out = capsys.readouterr().out
    assert out.startswith("## Draft of a field map for pos.csv")
    assert 'name = "Nama pos"\n' in out


def test_comments_are_in_the_chosen_language(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft(sheet, language="id")
    assert "Yang perlu dilakukan" in capsys.readouterr().out


def test_a_new_file_is_written_and_the_next_step_said(
    sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "pos.toml"
    assert draft(sheet, target) == Exit.SOUND
    assert "Next: " in capsys.readouterr().err
    assert 'agency = "demo"' in target.read_text("utf-8")


def test_an_existing_file_keeps_its_mode_and_its_words(
    sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "pos.toml"
    draft(sheet, target)
    target.chmod(0o640)
    before = target.read_bytes()
    assert draft(sheet, target) == Exit.SOUND
    assert target.read_bytes() == before
    assert "nothing new" in capsys.readouterr().out
    sheet.write_text("Kode,Nama pos,Regu,Warna\nP1,Pos Monas,3,biru\n", "utf-8")
    draft(sheet, target)
    assert "Warna" in target.read_text("utf-8")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
