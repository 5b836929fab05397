"""Every command that judges, in every form it prints: the same verdict, and never a value that may not be shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from opendata_share.judgements import FORMS
from opendata_share.schemas import FireStation

sys.path.insert(0, str(Path(__file__).parents[1] / "judgements"))
from verdict_oracles import SARIF_SCHEMA  # beside the tests of the forms

SCHEMA = jsonschema.Draft4Validator(json.loads(SARIF_SCHEMA.read_text("utf-8")))
Command = Callable[..., Any]
SECRET = "0812-3456-7890"
CONTRACT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "id": {"type": "string", "x-contract": {"type": "text", "sensitivity": "public"}},
        "beds": {"type": "integer", "minimum": 0},
        "phone": {"type": "string", "maxLength": 5},
    },
}


def verdict_of(form: str, text: str) -> str:
    """Return what an output says, read as its form is read."""
    if form == "text":
        return "?"
    if form == "json":
        document = json.loads(text)
        return document.get("verdict") or ("sound" if document["valid"] else "wrong")
    if form == "github":
        assert text.splitlines()[-1].startswith("::notice title=opendata-share ")
        return text.rsplit(": ", 1)[1].split(";", maxsplit=1)[0].strip()
    if form == "junit":
        root = ET.fromstring(text)
        wrong, stopped = root.findall(".//failure"), root.findall(".//error")
        return "could not be judged" if stopped else "wrong" if wrong else "sound"
    if form == "sarif":
        document = json.loads(text)
        assert [error.message for error in SCHEMA.iter_errors(document)] == []
        code = document["runs"][0]["invocations"][0]["exitCode"]
        return {0: "sound", 1: "wrong", 2: "could not be judged"}[code]
    return text.partition("<title>")[2].partition(" · ")[0]


CODES = {"sound": 0, "wrong": 1, "could not be judged": 2}


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """A contract of which only one field is public, and that has advice to give."""
    from dataclasses import replace

    from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text

    def field(name: str, kind: FieldType, **more: Any) -> Field:
        return Field(name=name, type=kind, title=Text(name, name), **more)

    made = Contract(
        "ward",
        "1.0.0",
        Text("Ward", "Bangsal"),
        (
            field("ward_id", FieldType.TEXT, sensitivity=Sensitivity.PUBLIC, required=True),
            field("beds", FieldType.INTEGER, minimum=0, sensitivity=Sensitivity.PUBLIC),
            field("phone", FieldType.TEXT, max_length=5, sensitivity=Sensitivity.PERSONAL),
        ),
        primary_key=("ward_id",),
    )
    path = tmp_path / "ward.json"
    path.write_text(json.dumps(replace(made).to_document()), encoding="utf-8")
    return path


@pytest.fixture
def wards(tmp_path: Path) -> Path:
    path = tmp_path / "wards.csv"
    path.write_text(f"ward_id,beds,phone\nw-1,4,1\nw-2,-1,2\nw-3,5,{SECRET}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("form", FORMS)
def test_validate_says_the_same_in_every_form(
    command: Command, contract: Path, wards: Path, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = command("validate", wards, "--to", contract, "--format", form, "--rejected", tmp_path / "out.csv")
    assert done.code == 1
    assert SECRET not in done.out
    assert verdict_of(form, done.out) in {"wrong", "?"}
    if form in {"github", "sarif"}:
        assert "wards.csv" in done.out
        assert str(tmp_path) not in done.out  # paths are seen from the folder, as CI shows them


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["en", "id"])
def test_a_file_that_is_not_there_could_not_be_judged(command: Command, form: str, language: str) -> None:
    done = command("validate", "nowhere.csv", "--to", "fire-station", "--format", form, "--lang", language)
    assert done.code == 2
    if form not in {"text", "json"}:
        assert "nowhere.csv" in done.out
    if form not in {"text", "json"} and language == "en":
        assert verdict_of(form, done.out) == "could not be judged"


@pytest.mark.parametrize("form", ["github", "junit", "sarif", "html"])
def test_a_malformed_file_is_wrong(command: Command, tmp_path: Path, form: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"no,nama\n1,\xff\xfe\xfa\n")
    done = command("validate", path, "--to", "fire-station", "--format", form)
    assert verdict_of(form, done.out) == {0: "sound", 1: "wrong", 2: "could not be judged"}[done.code]
    assert done.code in {1, 2}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("which", ["good", "bad"])
def test_publish_and_rehearse_and_verify_say_the_same_in_every_form(
    command: Command, good: Path, bad: Path, field_map: Path, tmp_path: Path, form: str, which: str
) -> None:
    file = {"good": good, "bad": bad}[which]
    into, rejected = tmp_path / "public", tmp_path / "out.csv"
    options = ["--map", field_map, "--policy", "open", "--into", into, "--format", form]
    rehearsed = command("rehearse", file, *options)
    published = command("publish", file, *options, "--partial", "--rejected", rejected)
    verified = command("verify", into, "--format", form)
    assert (rehearsed.code, published.code, verified.code) == {"good": (0, 0, 0), "bad": (1, 1, 0)}[which]
    if form in {"github", "junit", "sarif", "html"}:
        for done in (rehearsed, published, verified):
            assert CODES[verdict_of(form, done.out)] == done.code


def test_a_release_that_was_changed_is_an_annotation(
    command: Command, good: Path, field_map: Path, tmp_path: Path
) -> None:
    into = tmp_path / "public"
    command("publish", good, "--map", field_map, "--policy", "open", "--into", into)
    table = next(into.rglob("*.csv"))
    table.write_bytes(table.read_bytes().replace(b"Pos", b"Ops"))
    for form in ("github", "junit", "sarif", "html"):
        done = command("verify", into, "--format", form)
        assert done.code == 1
        assert verdict_of(form, done.out) == "wrong"
        assert "demo/fire-station" in done.out


@pytest.mark.parametrize("form", ["github", "junit", "sarif", "html", "json"])
def test_a_policy_that_cannot_be_read_could_not_be_judged(command: Command, tmp_path: Path, form: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("colour = 'red'\n", encoding="utf-8")
    done = command("policy", "check", path, "--format", form)
    assert done.code == 2
    if form != "json":
        assert verdict_of(form, done.out) == "could not be judged"
        assert "policy.toml" in done.out


def test_strict_makes_advice_fail(command: Command, good: Path, field_map: Path, tmp_path: Path) -> None:
    reference = tmp_path / "agencies.csv"
    reference.write_text("agency_id,name\n", encoding="utf-8")
    into = tmp_path / "public"
    command("publish", good, "--map", field_map, "--policy", "open", "--into", into)
    good.write_text("no,nama,regu,catatan\n1,Pos Satu,3,\n", encoding="utf-8")
    common = ["validate", good, "--map", field_map, "--previous", into]
    assert command(*common).code == 0
    strict = command(*common, "--strict")
    assert strict.code == 1
    assert "--strict:" in strict.out
    document = json.loads(command(*common, "--strict", "--format", "json").out)
    assert (document["valid"], document["verdict"], document["strict"]) == (True, "wrong", True)
    refused = command("publish", *common[1:], "--policy", "open", "--into", into, "--strict")
    assert refused.code == 1
    assert "nothing was published" in refused.err
    assert not (into / "demo" / "fire-station" / "2").exists()
    for form in ("github", "sarif", "json"):
        again = command("publish", *common[1:], "--policy", "open", "--into", into, "--strict", "--format", form)
        assert again.code == 1
        assert verdict_of(form, again.out) == "wrong"


def test_a_baseline_lets_only_what_is_new_fail(command: Command, contract: Path, wards: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    common = ["validate", wards, "--to", contract, "--rejected", tmp_path / "out.csv", "--baseline", baseline]
    assert command(*common).code == 2  # there is none yet
    written = command(*common, "--write-baseline")
    assert written.code == 0
    text = baseline.read_text("utf-8")
    assert SECRET not in text
    assert "w-2" not in text
    # the rows move, one is put right, and another comes
    wards.write_text(f"ward_id,beds,phone\nw-0,1,1\nw-2,-5,2\nw-9,-1,2\nw-3,5,{SECRET}\n", encoding="utf-8")
    held = command(*common, "--format", "github")
    assert held.code == 1
    errors = [line for line in held.out.splitlines() if line.startswith("::error")]
    assert len(errors) == 1
    assert "line=4" in errors[0]
    document = json.loads(command(*common, "--format", "json").out)
    assert document["baseline"] == {"new": 1, "known": 2, "gone": 0}
    assert not document["valid"]
    # once it is put right, the baseline is taken back and what is gone cannot return
    wards.write_text(f"ward_id,beds,phone\nw-2,5,2\nw-3,5,{SECRET}\n", encoding="utf-8")
    assert command(*common, "--write-baseline").code == 0
    wards.write_text(f"ward_id,beds,phone\nw-2,-1,2\nw-3,5,{SECRET}\n", encoding="utf-8")
    assert command(*common).code == 1


def fingerprints(done: Any) -> list[tuple[str, str]]:
    """Return each finding's sentence, and what SARIF knows it by in every run."""
    document = json.loads(done.out)
    assert [error.message for error in SCHEMA.iter_errors(document)] == []
    found = [
        (result["message"]["text"], result["partialFingerprints"]["openDataShare/v2"])
        for result in document["runs"][0]["results"]
    ]
    assert len({known_by for _, known_by in found}) == len(found)
    return found


BROKEN = f"w-2,-1,2\nw-3,5,{SECRET}\nw-4,-9,{SECRET}\nw-2,-1,3\n"


def test_a_row_put_above_makes_no_finding_new(
    command: Command, contract: Path, wards: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def judged(rows: str) -> list[str]:
        wards.write_text(f"ward_id,beds,phone\n{rows}", encoding="utf-8")
        options = ["--to", contract, "--format", "sarif", "--rejected", tmp_path / "out.csv"]
        return [known_by for _, known_by in fingerprints(command("validate", wards, *options))]

    before = judged(BROKEN)
    assert len(before) == 6  # three times too few beds, two phones, one key that was there
    assert judged(BROKEN) == before
    assert judged(f"w-0,1,1\n{BROKEN}") == before
    assert judged(f"w-0,-3,1\n{BROKEN}")[1:] == before  # the new row's own fault is the only new one
    elsewhere = judged(BROKEN.replace("w-4", "w-5"))
    assert len(set(elsewhere) - set(before)) == 2  # another ward has the same two faults


def test_what_may_not_be_seen_is_in_no_fingerprint(
    command: Command, contract: Path, wards: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two files that differ only in what is not public every fingerprint is the same: none can be tried out."""
    monkeypatch.chdir(tmp_path)
    closed = json.loads(contract.read_text("utf-8"))
    closed["properties"]["ward_id"]["x-contract"]["sensitivity"] = "personal"
    unseen = tmp_path / "unseen.json"
    unseen.write_text(json.dumps(closed), encoding="utf-8")
    nothing = json.loads(unseen.read_text("utf-8"))
    nothing["properties"]["beds"]["x-contract"]["sensitivity"] = "personal"
    nowhere = tmp_path / "nothing.json"
    nowhere.write_text(json.dumps(nothing), encoding="utf-8")

    def judged(to: Path, rows: str) -> list[str]:
        wards.write_text(f"ward_id,beds,phone\n{rows}", encoding="utf-8")
        options = ["--to", to, "--format", "sarif", "--rejected", tmp_path / "out.csv"]
        return [known_by for _, known_by in fingerprints(command("validate", wards, *options))]

    assert judged(contract, BROKEN) == judged(contract, BROKEN.replace(SECRET, "canary-of-a-phone"))
    other = BROKEN.replace(SECRET, "canary-of-a-phone").replace("w-", "canary-")
    assert judged(unseen, BROKEN) == judged(unseen, other)
    worse = other.replace("-1,", "-7,").replace("-9,", "-8,")
    assert judged(nowhere, BROKEN) == judged(nowhere, worse)
    assert judged(nowhere, BROKEN) == judged(nowhere, f"w-0,1,1\n{BROKEN}")  # known by number, not by row


@pytest.mark.parametrize("verb", ["publish", "rehearse", "run", "run --check"])
def test_whoever_leaves_rows_behind_knows_them_again(
    command: Command, bad: Path, field_map: Path, tmp_path: Path, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    share_file = tmp_path / "share.toml"
    share_file.write_text(
        f'format = "opendata-share/share@1"\n[destinations.public]\npolicy = "open"\ninto = "public"\n'
        f'[datasets.posts]\nsource = "{bad.name}"\nmap = "{field_map.name}"\npartial = true\n',
        encoding="utf-8",
    )
    given = [bad.name, "--map", field_map, "--policy", "open", "--into", "public", "--partial"]
    words = [*verb.split(), share_file] if verb.startswith("run") else [verb, *given]

    def judged() -> set[str]:
        return {known for said, known in fingerprints(command(*words, "--format", "sarif")) if "banyak" in said}

    (before,) = judged()
    head, *rows = bad.read_text("utf-8").splitlines()
    bad.write_text("\n".join([head, "0,Pos Nol,banyak,", "9,Pos Sembilan,1,", *rows, ""]), encoding="utf-8")
    after = judged()
    assert before in after
    assert len(after) == 2


def test_a_baseline_to_be_written_must_be_named(command: Command, wards: Path, contract: Path) -> None:
    done = command("validate", wards, "--to", contract, "--write-baseline")
    assert done.code == 2
    assert "--baseline" in done.err


def test_a_cell_is_shown_on_the_page_only_where_its_column_is_public(
    command: Command, contract: Path, wards: Path, tmp_path: Path
) -> None:
    wards.write_text(f"ward_id,beds,phone\nw-2,-1,{SECRET}\n", encoding="utf-8")
    page = command("validate", wards, "--to", contract, "--format", "html", "--rejected", tmp_path / "o.csv").out
    assert "<bdi>w-2</bdi>" in page
    assert SECRET not in page
    assert "hidden" in page


def test_a_cell_of_which_a_map_takes_a_part_is_not_shown(command: Command, tmp_path: Path) -> None:
    path, rules = tmp_path / "posts.csv", tmp_path / "map.toml"
    path.write_text(f"no,nama,regu\n1,Pos Satu / {SECRET},banyak\n", encoding="utf-8")
    rules.write_text(
        'agency = "demo"\n[[tables.fire-station]]\nkey = ["no"]\nstation_type = { value = "post" }\nshifts = "regu"\n'
        'name = { from = "nama", match = { "(.*) / .*" = "$1" } }\n',
        encoding="utf-8",
    )
    out = tmp_path / "o.csv"
    done = command("validate", path, "--map", rules, "--format", "html", "--rejected", out)
    assert done.code == 1, done.err
    assert SECRET in out.read_text("utf-8-sig")
    assert SECRET not in done.out
    assert "<bdi>banyak</bdi>" in done.out


def test_the_short_way_prints_every_form(tmp_path: Path, capsys: pytest.CaptureFixture[str], good: Path) -> None:
    from opendata_share.cli._at_once import validate_at_once

    good.write_text("id,name,station_type\n", encoding="utf-8")
    for form in FORMS:
        arguments = ["validate", str(good), "--to", "fire-station", "--agency", "demo", "--format", form]
        assert validate_at_once(arguments) in {0, 1, 2}
    capsys.readouterr()


def test_the_forms_of_help_are_the_forms_there_are() -> None:
    from typing import get_args

    from opendata_share.cli import _at_once, _parameters

    assert get_args(get_args(_parameters.Format)[0]) == FORMS == _at_once._FORMS
    assert FireStation.contract().name == "fire-station"
