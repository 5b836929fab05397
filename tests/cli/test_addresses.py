"""An address on the command line is an address: it is read as the map says, or refused; it never becomes a path."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from opendata_share.testing import Answer, standing_in

ADDRESS = "http://siti:hunter2@127.0.0.1:9/posts?token=hunter3"
MAP = """agency = "demo"
[source]
format = "api"
[[tables.fire-station]]
key = ["no"]
name = "nama"
station_type = { value = "post" }
shifts = "regu"
"""
ROWS = [{"no": "1", "nama": "Pos Satu", "regu": 3}, {"no": "2", "nama": "Pos Dua", "regu": "x"}]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api.toml").write_text(MAP, "utf-8")
    return tmp_path


@pytest.mark.parametrize("rows", [ROWS[:1], ROWS])
def test_validate_asks_the_service_at_an_address_as_the_map_says(command, folder, rows):
    with standing_in(lambda _: Answer(rows)) as server:
        outcome = command(
            "validate", f"{server.origin}/v1/posts?token=hunter3", "--map", "api.toml", "--format", "json"
        )
    report = json.loads(outcome.out)
    assert outcome.code == (0 if len(rows) == 1 else 1)
    assert report["rows"] == len(rows)
    assert report["source"] == f"{server.origin}/v1/posts"
    assert [asked.query for asked in server.asked] == [{"token": "hunter3"}]
    written = sorted(path.name for path in folder.iterdir())
    assert written == (["api.toml"] if len(rows) == 1 else ["api.toml", "posts.rejected.csv"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((ADDRESS, "--to", "fire-station"), "which service"),
        (("rows.csv", "--map", ADDRESS), "--map"),
        (("rows.csv", "--to", "fire-station", "--rejected", ADDRESS), "--rejected"),
    ],
)
def test_the_program_itself_which_begins_without_the_parser_takes_no_address_for_a_path(folder, arguments, told):
    (folder / "rows.csv").write_text("id,name,station_type,country\ndemo:1,Pos,post,ID\n", "utf-8")
    command = [sys.executable, "-m", "opendata_share", "validate", *arguments, "--lang", "en"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=100)
    assert (done.returncode, told in done.stderr) == (2, True), done.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["api.toml", "rows.csv"]


def test_publish_asks_the_service_too(command, folder):
    with standing_in(lambda _: Answer(ROWS[:1])) as server:
        outcome = command(
            "publish", f"{server.origin}/posts", "--map", "api.toml", "--policy", "open", "--into", "public"
        )
    assert outcome.code == 0, outcome.err
    assert (folder / "public/demo/fire-station/1").is_dir()


def test_what_is_to_be_typed_next_repeats_no_secret(command, folder):
    with standing_in(lambda _: Answer(ROWS[:1])) as server:
        outcome = command("validate", f"{server.origin}/posts?token=hunter3", "--map", "api.toml")
        plain = command("validate", f"{server.origin}/posts", "--map", "api.toml")
    assert "publish ADDRESS --map api.toml" in outcome.err
    assert "hunter3" not in outcome.err + outcome.out
    assert f"publish {server.origin}/posts --map api.toml" in plain.err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("validate", ADDRESS, "--to", "fire-station"), 2, "which service"),
        (("validate", ADDRESS), 2, "which service"),
        (("publish", ADDRESS, "--to", "fire-station", "--policy", "open", "--into", "public"), 2, "which service"),
        (("validate", "s3://bucket/x.csv"), 2, "s3://"),
        (("map", "draft", ADDRESS, "--to", "fire-station"), 2, "which service"),
        (("validate", "rows.csv", "--map", ADDRESS), 2, "--map"),
        (("validate", "rows.csv", "--to", "https://x.example/contract.json"), 2, "from this machine alone"),
        (("validate", "rows.csv", "--to", "fire-station", "--rejected", ADDRESS), 2, "--rejected"),
        (("validate", "rows.csv", "--to", "fire-station", "--reference", f"agency={ADDRESS}"), 2, "which service"),
        (("publish", "rows.csv", "--to", "fire-station", "--policy", "open", "--into", ADDRESS), 2, "--into"),
        (("contract", "template", "fire-station", "--into", ADDRESS), 2, "--into"),
        (("contract", "sample", "fire-station", "--into", ADDRESS), 2, "--into"),
        (("pull", "public", "fire-station", "--into", ADDRESS), 2, "--into"),
        (("demo", "--into", ADDRESS), 2, "--into"),
        (("adapters", "new", "x", "--into", ADDRESS), 2, "--into"),
    ],
)
@pytest.mark.parametrize("language", ["en", "id"])
def test_elsewhere_an_address_is_refused_and_makes_no_file(command, folder, arguments, code, told, language):
    (folder / "rows.csv").write_text("id,name,station_type,country\ndemo:1,Pos,post,ID\n", "utf-8")
    outcome = command(*arguments, "--lang", language)
    assert outcome.code == code
    assert told in outcome.err or language == "id"
    assert "http:/s" not in outcome.err
    assert "hunter" not in outcome.err + outcome.out
    assert sorted(path.name for path in folder.iterdir()) == ["api.toml", "rows.csv"]
