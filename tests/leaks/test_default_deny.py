"""What nobody allowed does not leave: no file is made, the exit code says who must act, and the sentence says where.

Each case goes through the command line and through the library, for neither may be the way round the other.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from canary_search import MARK, Search
from made import contract, field, judged

import opendata_share as share
from opendata_share.cli._app import run
from opendata_share.errors import DefinitionError, OpenDataShareError
from opendata_share.policy import protect

MAP = """agency = "demo"
[source]
ignore = ["catatan"]
[[tables.fire-station]]
key = ["no"]
name = "nama"
station_type = { value = "post" }
shifts = "regu"
"""
ROWS = f"no,nama,regu,catatan\n1,Pos Satu,3,{MARK}\n2,Pos Dua,2,{MARK}\n"
AGREEMENT = """format = "opendata-share/policy@1"
name = "fire-to-health"
audience = "jakarta-health"
purpose = { en = "Drills", id = "Latihan" }
validity = { from = 2026-01-01, until = 2099-12-31 }
parties = [
  { agency = "demo", role = "provider" },
  { agency = "jakarta-health", role = "recipient" },
]

[schemas."fire-station@1"]
admits = ["public"]

[schemas."fire-station@1".fields]
call_sign = "keep"
shifts = { round = { step = 2 } }
"""

SLIPS: dict[str, tuple[str, str, str, int | None]] = {
    "no purpose": ('purpose = { en = "Drills", id = "Latihan" }\n', "", "does not say purpose", None),
    "a blank purpose": ('en = "Drills"', 'en = " "', "purpose.en of the policy must be: a text", 4),
    "an agreement that ended": ("until = 2099-12-31", "until = 2026-01-02", "ended on 2026-01-02", 5),
    "an agreement that has not begun": ("from = 2026-01-01", "from = 2099-01-01", "holds from 2099-01-01 on", 5),
    "no end": (", until = 2099-12-31", "", "does not say until when it holds", 5),
    "nobody who gets it": ('  { agency = "jakarta-health", role = "recipient" },\n', "", "who gives the data", 6),
    "another provider": ('agency = "demo"', 'agency = "other"', "demo gives no data under the policy", 6),
    "no audience": ('audience = "jakarta-health"\n', "", "does not say audience", None),
    "a contract nobody knows": ('"fire-station@1"', '"fire-stations@1"', "no contract is called so", 11),
    "another version of the contract": (
        '"fire-station@1"',
        '"fire-station@2"',
        "does not say what of fire-station",
        11,
    ),
    "a field nobody knows": ("call_sign =", "callsign =", "callsign: the policy names a field that", 15),
    "a word nobody knows": ('"keep"', '"kep"', "call_sign of the policy must be: keep, drop", 15),
    "a key nobody knows": ("admits =", "admit =", "a policy knows no key", 12),
    "a treatment that does not fit": ("round = { step = 2 }", "mask = {}", "shifts: a field of type integer", 16),
    "a class nobody knows": ('["public"]', '["publik"]', "must be: public, internal, restricted", 12),
    "personal data by class": ('["public"]', '["personal"]', "must be: public, internal, restricted", 12),
    "a file that is no TOML": ("parties = [", "parties = [[", "the policy is not TOML", None),
}


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    (tmp_path / "posts.csv").write_text(ROWS, encoding="utf-8")

    def write(text: str) -> Path:
        path = tmp_path / "ours.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def nothing_left(folder: Path) -> bool:
    return not folder.exists() or not any(path.is_file() for path in folder.rglob("*"))


def by_command(policy: Path | str, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Publish on the command line; return the exit code and everything said."""
    given = (folder / "posts.csv", "--map", folder / "map.toml", "--policy", policy, "--into", folder / "public")
    code = run(["publish", *map(str, given), "--lang", "en"])
    told = capsys.readouterr()
    return code, told.out + told.err


def by_library(policy: Path | str, folder: Path) -> Any:
    table = share.adapt(folder / "posts.csv", field_map=folder / "map.toml")
    return share.publish(share.protect(share.validate(table), policy=policy), into=folder / "public")


def test_the_agreement_without_a_slip_lets_the_rows_out(
    written: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without this every test below could pass because nothing ever leaves."""
    code, told = by_command(written(AGREEMENT), tmp_path, capsys)
    assert code == 0, told
    assert by_library(written(AGREEMENT), tmp_path).outcome == "unchanged"
    search = Search()
    search.folder(tmp_path / "public")
    search.text("told", told)
    assert search.found == []


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_lets_nothing_out(written: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], slip: str) -> None:
    right, wrong, message, line = SLIPS[slip]
    assert right in AGREEMENT
    policy = written(AGREEMENT.replace(right, wrong))
    code, told = by_command(policy, tmp_path, capsys)
    assert (code, message in told) == (2, True), told
    assert line is None or f"ours.toml, line {line}" in told
    assert MARK not in told
    with pytest.raises(OpenDataShareError) as refused:
        by_library(policy, tmp_path)
    assert message in str(refused.value)
    assert refused.value.exit_code == 2
    assert nothing_left(tmp_path / "public")


@pytest.mark.parametrize("policy", ["opn", "", "Open", "no.toml", "ours.json"])
def test_a_policy_that_is_not_there_lets_nothing_out(
    written: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], policy: str
) -> None:
    assert written(AGREEMENT).exists()
    code, told = by_command(policy, tmp_path, capsys)
    assert (code, MARK in told) == (2, False)
    with pytest.raises(OpenDataShareError):
        by_library(policy, tmp_path)
    assert nothing_left(tmp_path / "public")


def test_a_column_added_at_the_source_lets_nothing_of_it_out(
    written: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = written(AGREEMENT)
    (tmp_path / "posts.csv").write_text(
        f"no,nama,regu,catatan,telepon\n1,Pos Satu,3,,{MARK}\n2,Pos Dua,2,,{MARK}\n", encoding="utf-8"
    )
    code, told = by_command(policy, tmp_path, capsys)
    assert code == 2
    assert "telepon" in told
    assert MARK not in told
    with pytest.raises(DefinitionError, match="telepon"):
        by_library(policy, tmp_path)
    assert nothing_left(tmp_path / "public")


def test_a_field_added_to_the_contract_leaves_by_no_policy_that_does_not_admit_its_class() -> None:
    """A policy that names fields says nothing of what is added later: its class decides, and personal never leaves."""
    for sensitivity, leaves in (("internal", False), ("restricted", False), ("personal", False), ("public", True)):
        added = field("added", sensitivity=type(field("x").sensitivity)(sensitivity))
        promised = contract(field("id"), added)
        (only,) = protect(judged(promised, [{"id": "a", "added": MARK}]), policy="open").tables
        assert ("added" in only.table.to_records()[0]) is leaves


@pytest.mark.parametrize("said", [None, "publik", 1])
def test_a_field_without_a_class_is_in_no_contract(said: Any) -> None:
    document = contract(field("id"), field("phone")).to_document()
    document["properties"]["phone"]["x-contract"]["sensitivity"] = said
    if said is None:
        del document["properties"]["phone"]["x-contract"]["sensitivity"]
    with pytest.raises(DefinitionError, match="has no classification") as refused:
        share.Contract.from_document(document)
    assert refused.value.field == "phone"


def test_an_audience_nobody_named_gets_nothing(written: Any, tmp_path: Path) -> None:
    policy = written(AGREEMENT)
    table = share.adapt(tmp_path / "posts.csv", field_map=tmp_path / "map.toml")
    for audience in ("public", "exchange", "jakarta-fire", ""):
        with pytest.raises(DefinitionError, match="is for the audience jakarta-health"):
            share.protect(share.validate(table), policy=policy, audience=audience)


def test_a_folder_of_another_audience_gets_nothing(
    written: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert by_command("open", tmp_path, capsys)[0] == 0
    policy = written(AGREEMENT)
    before = {path: path.read_bytes() for path in (tmp_path / "public").rglob("*") if path.is_file()}
    code, told = by_command(policy, tmp_path, capsys)
    assert (code, "jakarta-health" in told) == (2, True), told
    assert {path: path.read_bytes() for path in (tmp_path / "public").rglob("*") if path.is_file()} == before
