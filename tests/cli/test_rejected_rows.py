"""Rejected rows as work: written, corrected, judged again, and never lost."""

from __future__ import annotations

import csv
import os
import stat
from pathlib import Path

import openpyxl
import pytest

from opendata_share.adapters import Limits, corrections_in

from .conftest import BAD, Command

Table = list[list[str]]


@pytest.fixture
def work(command: Command, bad: Path, field_map: Path) -> Path:
    """The file of rejected rows of `bad.csv`, as the command wrote it."""
    assert command("validate", bad, "--map", field_map).code == 1
    return bad.with_name("bad.rejected.csv")


def correct(path: Path, heading: str = "regu", cell: str = "2") -> Path:
    """Change one cell of every row, as a person would."""
    with path.open(newline="", encoding="utf-8-sig") as stream:
        table: Table = list(csv.reader(stream))
    at = table[0].index(heading)
    with path.open("w", newline="", encoding="utf-8-sig") as stream:
        csv.writer(stream).writerows([table[0], *([*row[:at], cell, *row[at + 1 :]] for row in table[1:])])
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_row_says_where_what_and_how_in_the_language_asked_for(
    command: Command, bad: Path, field_map: Path, language: str
) -> None:
    outcome = command("validate", bad, "--map", field_map, "--lang", language)
    (row,) = rows_of(bad.with_name("bad.rejected.csv"))
    assert (row["_row"], row["_line"], row["_column"], row["_field"]) == ("3", "4", "regu", "shifts")
    assert ("bukan" in row["_message"]) is (language == "id")
    assert row["_hint"]
    assert (row["no"], row["nama"], row["regu"]) == ("3", "Pos Tiga", "banyak")
    assert outcome.err.rstrip().splitlines()[-1].count("bad.rejected.csv") == 2


def test_the_corrected_file_is_the_whole_table(command: Command, work: Path, field_map: Path) -> None:
    outcome = command("validate", correct(work), "--map", field_map)
    assert outcome.code == 0
    assert "3 rows read, 3 accepted, 0 rejected" in outcome.out
    assert "bad.csv + bad.rejected.csv" in outcome.out
    assert "completes bad.csv" in outcome.err


def test_a_corrected_file_is_published_as_a_right_one(
    command: Command, work: Path, bad: Path, field_map: Path, tmp_path: Path
) -> None:
    right = bad.with_name("right.csv")
    right.write_text(BAD.replace("banyak", "2"), encoding="utf-8")
    moment = bad.stat().st_mtime_ns
    os.utime(right, ns=(moment, moment))
    releases = []
    for file, into in ((correct(work), tmp_path / "one"), (right, tmp_path / "two")):
        outcome = command("publish", file, "--map", field_map, "--policy", "open", "--into", into)
        assert (outcome.code, "release 1: 3 rows" in outcome.out) == (0, True), outcome
        (release,) = into.rglob("fire-station.csv")
        releases.append(release.read_bytes())
    assert releases[0] == releases[1]


def test_rows_still_wrong_go_into_a_further_file_and_from_there_on(
    command: Command, work: Path, field_map: Path
) -> None:
    before = correct(work, cell="lima").read_bytes()
    assert command("validate", work, "--map", field_map).code == 1
    second = work.with_name("bad.rejected.2.csv")
    assert work.read_bytes() == before
    assert rows_of(second)[0]["regu"] == "lima"
    assert command("validate", second, "--map", field_map).code == 1  # unchanged: the same rows again
    third = work.with_name("bad.rejected.3.csv")
    assert rows_of(third)[0]["regu"] == "lima"
    assert command("validate", correct(third), "--map", field_map).code == 0


def test_what_a_person_changed_is_never_written_over(command: Command, work: Path, bad: Path, field_map: Path) -> None:
    edited = correct(work).read_bytes()
    outcome = command("validate", bad, "--map", field_map)
    assert outcome.code == 1
    assert work.read_bytes() == edited
    assert "bad.rejected.csv was changed by hand" in outcome.err
    assert rows_of(work.with_name("bad.rejected.2.csv"))[0]["regu"] == "banyak"
    assert outcome.err.rstrip().splitlines()[-1].endswith(f"validate {work} --map {field_map}")
    command("validate", bad, "--map", field_map)
    assert not work.with_name("bad.rejected.3.csv").exists()  # nobody touched the second


def test_what_nobody_changed_is_written_anew(command: Command, work: Path, bad: Path, field_map: Path) -> None:
    """Opened and saved by a spreadsheet in its own way, it is still as we wrote it."""
    before = work.read_bytes()
    work.write_bytes(before.replace(b"\r\n", b"\n"))
    command("validate", bad, "--map", field_map)
    assert work.read_bytes() == before
    assert sorted(path.name for path in work.parent.glob("*.rejected*")) == ["bad.rejected.csv"]


def test_another_file_of_that_name_stays(command: Command, bad: Path, field_map: Path) -> None:
    notes = bad.with_name("notes.csv")
    notes.write_text("mine,too\n1,2\n", encoding="utf-8")
    outcome = command("validate", bad, "--map", field_map, "--rejected", notes)
    assert notes.read_text("utf-8") == "mine,too\n1,2\n"
    assert bad.with_name("notes.2.csv").exists()
    assert "notes.csv is not a file of rejected rows" in outcome.err


def test_a_file_that_is_no_longer_whole_is_somebody_s_work(
    command: Command, work: Path, bad: Path, field_map: Path
) -> None:
    damaged = work.read_bytes().replace(b"_seal", b"seal")
    work.write_bytes(damaged)
    command("validate", bad, "--map", field_map)
    assert work.read_bytes() == damaged
    assert work.with_name("bad.rejected.2.csv").exists()


def test_once_nothing_is_rejected_the_old_file_is_spoken_of(
    command: Command, work: Path, bad: Path, field_map: Path
) -> None:
    bad.write_text(BAD.replace("banyak", "2"), encoding="utf-8")
    outcome = command("validate", bad, "--map", field_map)
    assert (outcome.code, work.exists()) == (0, True)
    assert "bad.rejected.csv is from an earlier run and nobody has changed it: delete it" in outcome.err
    correct(work)
    outcome = command("validate", bad, "--map", field_map, "--lang", "id")
    assert "masih berisi perbaikan yang tidak dibaca" in outcome.err


def test_a_workbook_is_written_where_its_name_says_so_and_comes_back(
    command: Command, bad: Path, field_map: Path
) -> None:
    work = bad.with_name("bad.rejected.xlsx")
    outcome = command("validate", bad, "--map", field_map, "--rejected", work, "--lang", "id")
    assert outcome.code == 1
    assert stat.S_IMODE(work.stat().st_mode) == 0o600
    book = openpyxl.load_workbook(work)
    assert book.sheetnames == ["_rejected", "Penjelasan"]
    page = book["_rejected"]
    at = [cell.value for cell in page[1]].index("regu") + 1
    assert page.cell(2, at).fill.fgColor.rgb != page.cell(2, at - 1).fill.fgColor.rgb
    page.cell(2, at).value = 2
    book.save(work)
    outcome = command("validate", work, "--map", field_map)
    assert (outcome.code, "3 accepted" in outcome.out) == (0, True)
    page.cell(2, at).value = "dua"
    book.save(work)
    assert command("validate", work, "--map", field_map).code == 1
    assert corrections_in(str(bad.with_name("bad.rejected.2.xlsx")), Limits()) is not None


def test_rejected_rows_never_go_into_the_release_folder(command: Command, work: Path, field_map: Path) -> None:
    outcome = command("publish", work, "--map", field_map, "--policy", "open", "--into", work.parent)
    assert outcome.code == 2
    assert "--rejected" in outcome.err


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_way_back_that_is_lost_is_told_without_a_traceback(
    command: Command, work: Path, bad: Path, field_map: Path, language: str
) -> None:
    bad.write_text(BAD + "4,Pos Empat,1,\n", encoding="utf-8")
    outcome = command("validate", work, "--map", field_map, "--lang", language)
    assert outcome.code == 1
    assert "bad.rejected.csv" in outcome.err
    assert "bad.csv" in outcome.err
    bad.unlink()
    assert command("validate", work, "--map", field_map, "--lang", language).code == 2


def test_without_a_contract_the_form_of_the_whole_is_judged(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert command("validate", path).code == 0


def test_a_source_row_rejected_twice_is_one_piece_of_work(command: Command, tmp_path: Path, field_map: Path) -> None:
    block = '[[tables.fleet-count]]\nholder_type = { value = "station" }\nunit_type = { value = "fire_apparatus" }\n'
    block += 'holder_id = { ref = "fire-station", key = ["no"] }\nas_of = { value = 2026-01-01 }\ntotal = "regu"\n'
    field_map.write_text(field_map.read_text("utf-8") + block, encoding="utf-8")
    path = tmp_path / "posts.csv"
    path.write_text(BAD, encoding="utf-8")
    outcome = command("validate", path, "--map", field_map)
    assert "2 rejected rows" in outcome.err
    assert "source rows: 1, each once" in outcome.err
    (row,) = rows_of(path.with_name("posts.rejected.csv"))
    assert row["_field"] == "shifts; total; holder_id"
    assert command("validate", correct(path.with_name("posts.rejected.csv")), "--map", field_map).code == 0


def test_the_command_shown_reads_the_corrected_file_the_same_way(command: Command, tmp_path: Path) -> None:
    import shlex

    path = tmp_path / "bed days.csv"
    path.write_text("title,,\nid,name,station_type\naa:1,A,nonsense\n", encoding="utf-8")
    outcome = command("validate", path, "--to", "fire-station", "--header-rows", "2", "--agency", "demo")
    assert outcome.code == 1, outcome
    shown = shlex.split(outcome.err.rstrip().splitlines()[-1].partition("opendata-share ")[2])
    assert shown[-6:] == ["--to", "fire-station", "--agency", "demo", "--header-rows", "2"]
    correct(Path(shown[1]), "station_type", "post")
    assert command(*shown).code == 0


def test_rejected_rows_for_a_program_are_judged_alone_and_written_anew(
    command: Command, bad: Path, field_map: Path
) -> None:
    target = bad.with_name("posts.rejected.parquet")
    for _ in range(2):
        assert command("validate", bad, "--map", field_map, "--rejected", target).code == 1
    assert target.stat().st_mode & 0o777 == 0o600
    assert not bad.with_name("posts.rejected.2.parquet").exists()
    outcome = command("validate", target, "--map", field_map, "--lang", "en")
    assert outcome.code == 1
    assert "1 rows read, 0 accepted, 1 rejected" in outcome.out
