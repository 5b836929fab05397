"""`diff`: what a later contract says otherwise, with the exit code that CI goes by."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from opendata_share.adapters import find_contract
from opendata_share.cli._schemas import find_schema
from opendata_share.contract import Contract

from .conftest import Command

STATION = find_contract("fire-station")
SCHEMA = jsonschema.Draft202012Validator(find_schema("diff"))


def changed(name: str, **promises: Any) -> Contract:
    fields = tuple(replace(each, **promises) if each.name == name else each for each in STATION.fields)
    return replace(STATION, fields=fields)


def written(contract: Contract, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(contract.to_document()), "utf-8")
    return path


@pytest.fixture
def narrower(tmp_path: Path) -> Path:
    return written(changed("shifts", maximum=3), tmp_path / "narrower.json")


def test_the_same_contract_is_compatible_with_itself(command: Command) -> None:
    outcome = command("diff", "fire-station", "fire-station")
    assert (outcome.code, outcome.out) == (0, "fire-station@1.0.0 and fire-station@1.0.0 promise the same.\n")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 1),
        (["--require", "backward"], 1),
        (["--require", "forward"], 0),
        (["--allow", "narrowed"], 0),
        (["--allow", "widened"], 1),
    ],
)
def test_the_exit_code_follows_what_is_demanded(
    command: Command, narrower: Path, options: list[str], code: int
) -> None:
    assert command("diff", "fire-station", narrower, *options).code == code


def test_the_text_says_who_must_change_and_which_version_it_should_be(command: Command, narrower: Path) -> None:
    outcome = command("diff", "fire-station", narrower, "--lang", "id")
    assert "  narrowed: shifts dipersempit: maximum 6 → 3" in outcome.out
    assert "penghasil data harus berubah" in outcome.out
    assert "seharusnya 2.0.0; tertulis 1.0.0" in outcome.out
    assert "opendata-share explain narrowed" in outcome.err


def test_the_json_says_the_same(command: Command, narrower: Path) -> None:
    outcome = command("diff", "fire-station", narrower, "--format", "json")
    document = json.loads(outcome.out)
    (comparison,) = document["comparisons"]
    assert (document["format"], document["compatible"], outcome.err) == ("opendata-share/diff@1", False, "")
    assert (comparison["verdict"], comparison["suggested"], comparison["raised"]) == ("forward", "2.0.0", False)
    assert [each["pointer"] for each in comparison["changes"]] == ["/properties/shifts"]


def test_folders_of_contracts_are_compared_one_by_one(command: Command, tmp_path: Path) -> None:
    for name in ("fire-station", "fleet-count"):
        written(find_contract(name), tmp_path / "old" / f"{name}.json")
    written(changed("shifts", maximum=3), tmp_path / "new" / "fire-station.json")
    outcome = command("diff", tmp_path / "old", tmp_path / "new", "--require", "forward")
    assert outcome.code == 1
    assert "narrowed: shifts" in outcome.out
    assert "fleet-count is gone: whoever reads it breaks." in outcome.out
    allowed = command("diff", tmp_path / "old", tmp_path / "new", "--require", "forward", "--allow", "field-removed")
    assert allowed.code == 0


def test_a_catalogue_and_a_release_in_it_are_places(
    command: Command, tmp_path: Path, good: Path, field_map: Path
) -> None:
    into = tmp_path / "out"
    assert command("publish", good, "--map", field_map, "--policy", "open", "--into", into).code == 0
    release = into / "demo" / "fire-station" / "1"
    assert command("diff", into, release).code == 0
    assert command("diff", into, "fire-station").code == 0  # the one data set of that name
    assert command("diff", release, into, "--format", "json").code == 0


def test_several_contracts_and_one_of_another_name_cannot_be_compared(command: Command, tmp_path: Path) -> None:
    for name in ("fire-station", "fleet-count"):
        written(find_contract(name), tmp_path / f"{name}.json")
    outcome = command("diff", tmp_path, "response-unit")
    assert outcome.code == 2
    assert "fire-station, fleet-count" in outcome.err


@pytest.mark.parametrize("arguments", [["--allow", "nonsense"], ["--require", "nonsense"]])
def test_an_unknown_demand_is_refused(command: Command, arguments: list[str]) -> None:
    assert command("diff", "fire-station", "fire-station", *arguments).code == 2


def test_a_folder_without_contracts_is_told(command: Command, tmp_path: Path) -> None:
    outcome = command("diff", tmp_path, "fire-station")
    assert outcome.code == 2
    assert "no contract document" in outcome.err


def test_each_kind_of_change_is_explained_in_both_languages(command: Command) -> None:
    english, indonesian = (command("explain", "code-removed", "--lang", language) for language in ("en", "id"))
    assert (english.code, indonesian.code) == (0, 0)
    assert english.out.startswith("code-removed: A code is gone")
    assert indonesian.out.startswith("code-removed: Sebuah kode dihapus")


REQUIREMENTS = """format = "opendata-share/requirements@1"
consumer = "{name}"
[[datasets]]
dataset = "fire-station"
fields = ["{field}"]
"""


@pytest.fixture
def consumers(tmp_path: Path) -> Path:
    folder = tmp_path / "consumers"
    folder.mkdir()
    for name, field in {"health": "shifts", "map": "latitude", "press": "shifts"}.items():
        (folder / f"{name}.toml").write_text(REQUIREMENTS.format(name=name, field=field), "utf-8")
    return folder


@pytest.fixture
def shorter(tmp_path: Path) -> Path:
    fields = tuple(each for each in STATION.fields if each.name != "shifts")
    checks = tuple(check for check, condition in STATION.conditions if "shifts" not in condition.columns)
    return written(replace(STATION, fields=fields, checks=checks), tmp_path / "shorter.json")


def test_consumers_who_break_are_named_with_their_reasons(command: Command, consumers: Path, shorter: Path) -> None:
    outcome = command("diff", "fire-station", shorter, "--consumers", consumers, "--allow", "field-removed")
    assert outcome.code == 1
    assert "2 of the consumers break: health, press." in outcome.out
    assert outcome.out.count("field-missing: it reads shifts, which is not there") == 2


def test_only_consumers_count_where_that_is_demanded(
    command: Command, consumers: Path, shorter: Path, narrower: Path
) -> None:
    assert command("diff", "fire-station", narrower, "--consumers", consumers, "--require", "consumers").code == 0
    alone = command("diff", "fire-station", shorter, "--consumers", consumers / "map.toml", "--require", "consumers")
    assert alone.code == 0
    assert "No consumer breaks (1 looked at)." in alone.out
    assert command("diff", "fire-station", shorter, "--require", "consumers").code == 2


def test_the_json_says_who_breaks(command: Command, consumers: Path, shorter: Path) -> None:
    outcome = command("diff", "fire-station", shorter, "--consumers", consumers, "--format", "json", "--lang", "id")
    document = json.loads(outcome.out)
    assert [(each["consumer"], each["breaks"]) for each in document["consumers"]] == [("health", True), ("press", True)]
    assert document["consumers"][0]["reasons"][0]["reason"] == "ia membaca shifts, yang tidak ada"


def test_a_data_set_that_goes_breaks_whoever_reads_it(command: Command, consumers: Path, tmp_path: Path) -> None:
    for folder, names in {"old": ("fire-station", "fleet-count"), "new": ("fleet-count",)}.items():
        for name in names:
            written(find_contract(name), tmp_path / folder / f"{name}.json")
    outcome = command("diff", tmp_path / "old", tmp_path / "new", "--consumers", consumers, "--require", "consumers")
    assert outcome.code == 1
    assert "3 of the consumers break: health, map, press." in outcome.out


@pytest.mark.parametrize("form", ["github", "junit", "sarif", "html"])
def test_every_form_of_a_judgement_names_what_breaks(
    command: Command, narrower: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(narrower.parent)
    outcome = command("diff", "fire-station", narrower.name, "--format", form)
    assert outcome.code == 1
    assert "narrowed" in outcome.out
    assert form == "html" or "narrower.json" in outcome.out  # a page names contracts, not files
    assert "shifts admits less: maximum 6 → 3" in outcome.out
    assert command("diff", "fire-station", narrower.name, "--format", form, "--require", "forward").code == 0


def test_strictness_lets_no_change_pass(command: Command, tmp_path: Path) -> None:
    renamed = written(replace(STATION, title=replace(STATION.title, en="Post")), tmp_path / "words.json")
    assert command("diff", "fire-station", renamed).code == 0
    assert command("diff", "fire-station", renamed, "--strict").code == 1


@pytest.fixture
def document(command: Command, consumers: Path, shorter: Path) -> Any:
    """What is printed where a field went that two consumers read."""
    return json.loads(command("diff", "fire-station", shorter, "--consumers", consumers, "--format", "json").out)


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--strict"],
        ["--lang", "id"],
        ["--require", "backward", "--allow", "field-removed", "--allow", "check-removed"],
        ["--require", "forward"],
        ["--require", "consumers"],
    ],
)
def test_the_json_meets_its_schema_whatever_is_demanded(
    command: Command, consumers: Path, shorter: Path, options: list[str]
) -> None:
    for old, new in (("fire-station", shorter), (shorter, "fire-station"), ("fire-station", "fire-station")):
        said = command("diff", old, new, "--consumers", consumers, "--format", "json", *options)
        SCHEMA.validate(json.loads(said.out))


def test_the_json_of_folders_and_catalogues_meets_its_schema(
    command: Command, consumers: Path, tmp_path: Path, good: Path, field_map: Path
) -> None:
    for name in ("fire-station", "fleet-count"):
        written(find_contract(name), tmp_path / "old" / f"{name}.json")
    written(changed("shifts", maximum=3), tmp_path / "new" / "fire-station.json")
    written(find_contract("response-unit"), tmp_path / "new" / "response-unit.json")
    folders = command("diff", tmp_path / "old", tmp_path / "new", "--consumers", consumers, "--format", "json")
    said = json.loads(folders.out)
    SCHEMA.validate(said)
    assert (said["gone"], said["come"]) == (["fleet-count"], ["response-unit"])
    into = tmp_path / "out"
    assert command("publish", good, "--map", field_map, "--policy", "open", "--into", into).code == 0
    SCHEMA.validate(json.loads(command("diff", into, into, "--format", "json").out))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("colour",), 1),
        (("comparisons", 0, "colour"), 1),
        (("comparisons", 0, "verdict"), "fine"),
        (("consumers", 0, "colour"), 1),
        (("consumers", 0, "reasons", 0, "colour"), 1),
        (("consumers", 0, "reasons", 0, "need"), "nothing"),
        (("format",), "opendata-share/comparison@1"),
        (("required",), "nothing"),
        (("allowed",), ["nothing"]),
        (("strict",), True),  # it says the verdict, too
    ],
)
def test_a_document_that_is_no_diff_is_refused_by_its_schema(
    document: Any, path: tuple[str | int, ...], value: Any
) -> None:
    SCHEMA.validate(document)
    *way, last = path
    place = document
    for step in way:
        place = place[step]
    place[last] = value
    assert not SCHEMA.is_valid(document)


def test_a_diff_says_all_it_promises(document: Any) -> None:
    for key in document:
        assert not SCHEMA.is_valid({name: said for name, said in document.items() if name != key})
