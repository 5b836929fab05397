"""`policy explain`, `policy check`, and `publish --policy FILE`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import opendata_share as share
from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text

POLICY = """\
format = "opendata-share/policy@1"
name = "posts-only"
audience = "public"
purpose = { en = "For the neighbours", id = "Untuk para tetangga" }

[schemas."fire-station@1"]
admits = ["public"]
rows = "shifts >= 3"
fields = { name = { mask = { first = 3 } } }
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "ours.toml"
    path.write_text(POLICY, encoding="utf-8")
    return path


def test_a_policy_is_explained_field_by_field(command: Any, policy: Path) -> None:
    outcome = command("policy", "explain", "--policy", policy, "--contract", "fire-station", "--format", "json")
    assert outcome.code == 0
    document = json.loads(outcome.out)
    fields = {each["field"]: each for each in document["fields"]}
    assert {"field", "decision", "why"} <= fields["name"].keys()
    assert fields["name"]["decision"] == "mask"
    assert fields["name"]["why"] == "the policy names it (line 9)"
    assert fields["call_sign"]["decision"] == "drop"
    assert fields["id"]["decision"] == "keep"
    assert document["rows"] == "shifts >= 3"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "What for: For the neighbours"), ("id", "Tujuan: Untuk para tetangga")],
)
def test_a_policy_is_explained_in_both_languages(command: Any, policy: Path, language: str, said: str) -> None:
    outcome = command("policy", "explain", "--policy", policy, "--contract", "fire-station", "--lang", language)
    assert (outcome.code, outcome.err) == (0, "")
    assert said in outcome.out


def test_the_day_can_be_said(command: Any, policy: Path) -> None:
    policy.write_text(POLICY.replace("\n[schemas", "validity = { until = 2026-12-31 }\n\n[schemas"), encoding="utf-8")
    asked = ("policy", "explain", "--policy", policy, "--contract", "fire-station", "--as-of")
    assert command(*asked, "2026-12-31T23:00:00+00:00").code == 0
    late = command(*asked, "2027-01-01T00:00:00+00:00")
    assert late.code == 2
    assert "ours.toml, line 5: the policy posts-only ended on 2026-12-31" in late.err


def test_a_sound_policy_is_checked_against_every_contract_it_names(command: Any, policy: Path) -> None:
    outcome = command("policy", "check", policy, "--lang", "en")
    assert outcome.code == 0
    assert "posts-only for public is sound for fire-station@1.0.0: " in outcome.out
    assert " 1 changed, " in outcome.out
    assert f"policy explain --policy {policy}" in outcome.err


def test_what_could_not_be_checked_is_said_and_a_contract_can_be_named(command: Any, policy: Path) -> None:
    title = Text("Our posts", "Pos kami")
    identifier = Field(name="id", type=FieldType.TEXT, title=title, sensitivity=Sensitivity.PUBLIC)
    own = Contract("our-posts", "2.1.0", title, (identifier,))
    document = policy.parent / "our-posts.json"
    document.write_text(json.dumps(own.to_document()), encoding="utf-8")
    policy.write_text(f'{POLICY}\n[schemas."our-posts@2"]\nadmits = ["public"]\n', encoding="utf-8")
    unsure = command("policy", "check", policy, "--lang", "en")
    assert unsure.code == 0
    assert "what it says of our-posts@2 was not checked" in unsure.err
    sure = command("policy", "check", policy, "--contract", document, "--lang", "en")
    assert "not checked" not in sure.err
    assert "is sound for our-posts@2.1.0: 1 fields leave as they are, 0 changed, 0 stay" in sure.out
    policy.write_text(f'{POLICY}\n[schemas."our-posts@3"]\n', encoding="utf-8")
    assert "our-posts@3 was not checked" in command("policy", "check", policy, "--contract", document).err


@pytest.mark.parametrize(
    ("wrong", "right", "message", "line"),
    [
        ("name = {", "nam = {", "names a field that fire-station@1.0.0 does not have", 9),
        ("shifts >= 3", "shift >= 3", "shift", 8),
        ("mask =", "maks =", "knows no key schemas.fire-station@1.fields.name.maks", 9),
    ],
)
def test_a_policy_with_a_slip_publishes_nothing(
    command: Any, policy: Path, good: Path, field_map: Path, wrong: str, right: str, message: str, line: int
) -> None:
    policy.write_text(POLICY.replace(wrong, right), encoding="utf-8")
    into = policy.parent / "public"
    outcomes = [
        command("policy", "check", policy, "--lang", "en"),
        command("publish", good, "--map", field_map, "--policy", policy, "--into", into, "--lang", "en"),
    ]
    for outcome in outcomes:
        assert outcome.code == 2
        assert f"ours.toml, line {line}" in outcome.err
        assert message in outcome.err
    assert not into.exists()


def test_a_policy_file_decides_what_is_published(command: Any, policy: Path, good: Path, field_map: Path) -> None:
    into = policy.parent / "public"
    outcome = command("publish", good, "--map", field_map, "--policy", policy, "--into", into, "--lang", "en")
    assert outcome.code == 0
    assert "release 1: 1 rows, CSV + Parquet; 1 rows withheld by policy" in outcome.out
    release = share.open_catalog(into)["fire-station"].latest()
    assert release.manifest.withheld == 1
    assert [row["name"] for row in release.table().to_records()] == ["Pos***"]
    origin = release.contract.derived_from
    assert origin is not None
    assert (origin.policy, origin.changed) == ("posts-only", (("name", "mask 3+0"),))
    for path in into.rglob("*"):
        if path.is_file():
            assert b"Satu" not in path.read_bytes()
            assert b"Dua" not in path.read_bytes()


def test_a_policy_that_cannot_be_read_stops_before_the_file_is(command: Any, policy: Path, field_map: Path) -> None:
    missing, into = policy.parent / "nothing.csv", policy.parent / "public"
    outcome = command("publish", missing, "--map", field_map, "--policy", "no.toml", "--into", into)
    assert outcome.code == 2
    assert "no.toml" in outcome.err


def test_a_file_may_say_which_policies_make_one_and_which_decided_is_told(
    command: Any, policy: Path, good: Path, field_map: Path
) -> None:
    whole = policy.parent / "whole.toml"
    whole.write_text('format = "opendata-share/policy@1"\nall_of = ["ours.toml", "open"]\n', encoding="utf-8")
    explained = command("policy", "explain", "--policy", whole, "--contract", "fire-station", "--format", "json")
    fields = {each["field"]: each for each in json.loads(explained.out)["fields"]}
    assert (fields["name"]["decision"], fields["name"]["members"]) == ("mask", ["posts-only"])
    assert fields["id"]["members"] == ["posts-only", "open"]
    checked = command("policy", "check", whole, "--lang", "en")
    assert checked.code == 0
    assert "posts-only-and-open for public is sound for fire-station@" in checked.out
    assert "decided by posts-only" in checked.out
    assert "under posts-only-and-open nothing of emergency-incident@" in checked.out
    into = policy.parent / "public"
    outcome = command("publish", good, "--map", field_map, "--policy", whole, "--into", into, "--lang", "en")
    assert outcome.code == 0
    release = share.open_catalog(into)["fire-station"].latest()
    assert release.manifest.policy.name == "posts-only-and-open"
    assert [row["name"] for row in release.table().to_records()] == ["Pos***"]


def test_a_file_that_leads_out_of_its_folder_publishes_nothing(command: Any, policy: Path) -> None:
    inside = policy.parent / "inside"
    inside.mkdir()
    (inside / "whole.toml").write_text(
        'format = "opendata-share/policy@1"\nall_of = [\n  "open",\n  "../ours.toml",\n]\n', encoding="utf-8"
    )
    outcome = command("policy", "check", inside / "whole.toml", "--lang", "en")
    assert outcome.code == 2
    assert "whole.toml, line 4" in outcome.err
    assert "outside of the folder" in outcome.err
