"""`map check`: a field map judged without data, in every form, by the command line and as a hook."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from opendata_share.adapters.maps import FOLDER
from opendata_share.cli._each import run_each

ROOT = Path(__file__).parents[2]
MAP = """\
agency = "demo"
[source]
path = "posts.csv"
[[tables.fire-station]]
key = ["no"]
name = "nama"
station_type = { value = "post" }
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "ours.toml"
    path.write_text(MAP, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("language", "sound", "absent", "following"),
    [
        (
            "en",
            "ours.toml: sound for fire-station@1.0.0: 2 of its 37 fields are filled\n",
            "posts.csv, which the map reads, is not beside it",
            "→ Next: judge data by it",
        ),
        (
            "id",
            "ours.toml: benar untuk fire-station@1.0.0: 2 dari 37 kolomnya terisi\n",
            "tidak ada di",
            "→ Berikutnya:",
        ),
    ],
)
def test_a_sound_map_says_what_it_fills_and_which_file_is_not_there(
    command: Any, written: Path, language: str, sound: str, absent: str, following: str
) -> None:
    outcome = command("map", "check", written, "--lang", language)
    assert (outcome.code, outcome.out) == (0, sound)
    assert absent in outcome.err
    assert following in outcome.err
    (written.parent / "posts.csv").touch()
    assert absent not in command("map", "check", written, "--lang", language).err


def test_a_registered_map_is_named(command: Any) -> None:
    outcome = command("map", "check", "jakarta-fire-posts-2013", "--format", "json")
    assert outcome.code == 0
    told = json.loads(outcome.out)
    assert (told["valid"], told["map"], told["absent"]) == (True, "jakarta-fire-posts-2013.toml", [])
    assert [each["contract"] for each in told["tables"]] == ["fire-station@1.0.0", "fleet-count@1.0.0"]
    assert told["tables"][1]["fields"][-1] == "total"


def test_what_is_wrong_is_an_annotation_of_its_line(command: Any, written: Path) -> None:
    written.write_text(MAP.replace("name =", "nmae ="), encoding="utf-8")
    outcome = command("map", "check", written, "--format", "github", "--lang", "en")
    assert outcome.code == 2
    assert f"::error file={written},line=6,title=map-unknown-field (nmae)::" in outcome.out
    assert "ours.toml, line 6, field nmae" in outcome.err


WRONG = MAP.replace("name =", "nmae =").replace('"post"', '"pots"').replace('"demo"', '"Demo Kota"')
LINES = {"map-agency": 1, "map-unknown-field": 6, "map-unknown-code": 7}


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["not an agency slug", "the contract has no field nmae", "pots is no code of station-type"]),
        ("id", ["bukan slug instansi", "kontrak tidak punya kolom nmae", "pots bukan kode station-type"]),
    ],
)
def test_everything_that_is_wrong_is_said_in_one_go(
    command: Any, written: Path, language: str, sentences: list[str]
) -> None:
    written.write_text(WRONG, encoding="utf-8")
    outcome = command("map", "check", written, "--lang", language)
    assert (outcome.code, outcome.out) == (2, "")
    told = re.split(r"\n(?=ours\.toml, )", outcome.err.strip())
    assert len(told) == len(sentences)
    word = {"en": "line", "id": "baris berkas"}[language]
    for each, sentence, line in zip(told, sentences, LINES.values(), strict=True):
        assert each.startswith(f"ours.toml, {word} {line}")
        assert sentence in each
        assert "\n  → " in each


def test_every_form_says_everything_that_is_wrong(command: Any, written: Path) -> None:
    written.write_text(WRONG, encoding="utf-8")
    github, junit, sarif, page = (
        command("map", "check", written, "--format", form) for form in ("github", "junit", "sarif", "html")
    )
    assert {each.code for each in (github, junit, sarif, page)} == {2}
    annotated = re.findall(r"^::error file=[^,]+,line=(\d+),title=([a-z-]+)", github.out, re.MULTILINE)
    assert {rule: int(line) for line, rule in annotated} == LINES
    root = ET.fromstring(junit.out)
    assert [each.get("type") for each in root.iter("error")] == list(LINES)
    assert root.get("errors") == "3"
    (run,) = json.loads(sarif.out)["runs"]
    notes = run["invocations"][0]["toolExecutionNotifications"]
    placed = {
        each["descriptor"]["id"]: each["locations"][0]["physicalLocation"]["region"]["startLine"] for each in notes
    }
    assert (placed, run["results"]) == (LINES, [])
    assert all(f"<code>{rule}</code>" in page.out and f"ours.toml:{line}" in page.out for rule, line in LINES.items())


def test_of_very_many_faults_the_rest_is_counted_in_every_form(command: Any, written: Path) -> None:
    wrong = "".join(f'nothing_{number} = "a"\n' for number in range(31))
    written.write_text(MAP + wrong, encoding="utf-8")
    outcome = command("map", "check", written, "--format", "github", "--lang", "en")
    assert outcome.err.rstrip().endswith("… and 11 more")
    assert outcome.out.count("::error ") == 10
    assert "21 more" in outcome.out
    for form in ("junit", "sarif", "html"):
        assert "11 more" in command("map", "check", written, "--format", form, "--lang", "en").out


def test_an_absent_file_is_advice_and_an_error_when_strict(command: Any, written: Path) -> None:
    for strict, code, level in (((), 0, "warning"), (("--strict",), 1, "error")):
        outcome = command("map", "check", written, *strict, "--format", "sarif")
        (result,) = json.loads(outcome.out)["runs"][0]["results"]
        assert (outcome.code, result["ruleId"], result["level"]) == (code, "map-checked-absent", level)


@pytest.mark.parametrize("form", ["text", "json", "github", "junit", "sarif", "html"])
def test_every_form_tells_a_sound_map(command: Any, form: str) -> None:
    outcome = command("map", "check", "sf-fire-incidents", "--format", form)
    assert (outcome.code, bool(outcome.out)) == (0, True)


def test_a_contract_that_is_not_registered_is_given_by_its_document(command: Any, tmp_path: Path) -> None:
    schema = {"title": "Ward", "type": "object", "properties": {"code": {"type": "string"}}, "required": ["code"]}
    (tmp_path / "ward.json").write_text(json.dumps(schema), encoding="utf-8")
    path = tmp_path / "wards.toml"
    path.write_text('[[tables.ward]]\ncode = "kode"\n', encoding="utf-8")
    assert command("map", "check", path).code == 2
    outcome = command("map", "check", path, "--contract", tmp_path / "ward.json", "--lang", "en")
    assert outcome.code == 0
    assert "wards.toml: sound for ward@" in outcome.out


def test_the_hook_judges_every_map_it_is_given_and_takes_only_maps(
    written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    hook = text.partition("- id: opendata-map-check\n")[2]
    program, *words = re.search(r"entry: (.+)", hook)[1].split()  # type: ignore[index]  # else the test fails
    pattern = re.search(r"files: (.+)", hook)[1]  # type: ignore[index]
    assert program == "opendata-share-each"
    wrong = written.with_name("wrong.toml")
    wrong.write_text("colour = 1\n", encoding="utf-8")
    assert run_each([*words, str(written), str(FOLDER / "sf-fire-incidents.toml")]) == 0
    assert run_each([*words, str(wrong), str(written)]) == 2
    assert "wrong.toml" in capsys.readouterr().err
    taken = [each for each in ("maps/a.toml", "x/maps/b.toml", "a.toml", "maps/a.csv") if re.search(pattern, each)]
    assert taken == ["maps/a.toml", "x/maps/b.toml"]
