"""`run`: the journey of a share.toml from the command line, with its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

TEXT = """\
format = "opendata-share/share@1"
agency = "demo"
keys = "keys"
[destinations.public]
policy = "open"
into = "public"
[datasets.posts]
source = "posts.csv"
to = "fire-station"
"""
GOOD = "id,name,station_type,country\ndemo:1,Pos Satu,post,ID\n"
BAD = GOOD + "demo:2,Pos Dua,palace,ID\n"


@pytest.fixture
def share(tmp_path: Path) -> Path:
    (tmp_path / "posts.csv").write_text(GOOD, "utf-8")
    path = tmp_path / "share.toml"
    path.write_text(TEXT, "utf-8")
    return path


def test_a_check_then_a_run(command: Any, share: Path) -> None:
    check = command("run", share, "--check")
    assert check.code == 0
    assert "posts → public: would be published" in check.out
    assert f"run {share}" in check.err
    assert not (share.parent / "public").exists()
    run = command("run", share)
    assert run.code == 0
    assert "demo/fire-station" in run.out
    assert command("catalog", share.parent / "public").code == 0


def test_the_file_of_the_working_folder_is_meant_without_a_name(
    command: Any, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(share.parent)
    assert command("run", "--check").code == 0
    share.unlink()
    missing = command("run", "--check")
    assert missing.code == 2
    assert "opendata-share run FILE" in missing.err


def test_rejected_rows_are_written_beside_their_source_by_a_run_alone(command: Any, share: Path) -> None:
    (share.parent / "posts.csv").write_text(BAD, "utf-8")
    rejected = share.parent / "posts.rejected.csv"
    assert command("run", share, "--check").code == 1
    assert not rejected.exists()
    outcome = command("run", share)
    assert outcome.code == 1
    assert "posts → public: held back" in outcome.out
    assert rejected.stat().st_mode & 0o777 == 0o600


def test_no_rejected_rows_are_written_where_others_are_served(command: Any, share: Path) -> None:
    (share.parent / "public").mkdir()
    (share.parent / "public" / "posts.csv").write_text(BAD, "utf-8")
    share.write_text(TEXT.replace("posts.csv", "public/posts.csv"), "utf-8")
    outcome = command("run", share)
    assert outcome.code == 2
    assert not (share.parent / "public" / "posts.rejected.csv").exists()


def test_a_typing_error_ends_with_the_line(command: Any, share: Path) -> None:
    share.write_text(TEXT.replace("policy =", "polisy ="), "utf-8")
    outcome = command("run", share, "--lang", "id")
    assert outcome.code == 2
    assert "share.toml, baris berkas 5" in outcome.err
    assert "Tidak ada kunci destinations.public.polisy" in outcome.err


def test_json_is_for_programs(command: Any, share: Path) -> None:
    outcome = command("run", share, "--format", "json", "--only", "posts")
    document = json.loads(outcome.out)
    assert (document["format"], document["sound"]) == ("opendata-share/journey@1", True)
    assert document["steps"][0]["publication"]["published"] is True


def test_what_lies_outside_needs_a_word(command: Any, share: Path, tmp_path: Path) -> None:
    share.write_text(TEXT.replace('"posts.csv"', '"../posts.csv"'), "utf-8")
    refused = command("run", share, "--check")
    assert refused.code == 2
    assert "--outside" in refused.err
    (share.parent.parent / "posts.csv").write_text(GOOD, "utf-8")
    assert command("run", share, "--check", "--outside").code == 0


@pytest.mark.parametrize("form", ["github", "junit", "sarif", "html"])
def test_every_form_tells_what_was_rejected_and_what_could_not_be_judged(command: Any, share: Path, form: str) -> None:
    (share.parent / "posts.csv").write_text(BAD, "utf-8")
    share.write_text(TEXT + '[datasets.gone]\nsource = "gone.csv"\nto = "fire-station"\n', "utf-8")
    outcome = command("run", share, "--check", "--format", form)
    assert outcome.code == 2
    assert "station_type" in outcome.out
    assert "gone.csv" in outcome.out


def test_strictness_counts_advice(command: Any, share: Path) -> None:
    assert command("run", share, "--check").code == 0
    assert command("run", share, "--check", "--strict").code == 1


def test_a_fault_of_the_file_itself_is_told_in_the_form(command: Any, share: Path) -> None:
    share.write_text(TEXT.replace("policy =", "polisy ="), "utf-8")
    outcome = command("run", share, "--format", "github")
    assert outcome.code == 2
    assert "::error" in outcome.out
    assert "line=5" in outcome.out
