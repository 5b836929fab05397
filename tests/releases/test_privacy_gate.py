"""Publishing passes the privacy gate: what it holds back becomes visible nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from release_making import field, protected_table, protected_tables, snapshot, units, words

from opendata_share.contract import Contract, FieldType
from opendata_share.errors import DataRejected, TrustError
from opendata_share.policy import Policy, PrivacyReport
from opendata_share.policy._decide import decide
from opendata_share.releases import open_catalog, publish
from opendata_share.stages import Protected, ProtectedTable

PHONE = "0812-3456-7890"
TODAY = datetime.now(UTC).date()
CASES = Contract(
    name="cases",
    version="1.0.0",
    title=words("Cases"),
    primary_key=("area",),
    fields=(field("area", required=True), field("n", FieldType.INTEGER, unit="{cases}"), field("note")),
)


def cases(*rows: Sequence[Any], contract: Contract = CASES, **said: Any) -> Protected:
    """Return rows that may leave, under a policy that says this of them."""
    names = contract.arrow_schema.names
    table = protected_table(contract, [dict(zip(names, row, strict=True)) for row in rows])
    if said:
        policy = Policy.from_document(
            {
                "format": "opendata-share/policy@1",
                "name": "ours",
                "audience": "public",
                "purpose": "open data",
                "schemas": {"cases@1": {"admits": ["public"], **said}},
            }
        )
        table = ProtectedTable(table.table, contract, (), decide(policy, contract, TODAY))
    return protected_tables(table)


def waiver(finding: str, field: str, until: date) -> dict[str, str]:
    return {"finding": finding, "field": field, "reason": "the posts' own", "until": until.isoformat()}


def held_back(protected: Protected, into: Path) -> list[tuple[str, str | None, int]]:
    """Return what the gate holds a release back for; nothing that a reader could see has changed."""
    before = snapshot(into)
    with pytest.raises(DataRejected) as caught:
        publish(protected, into=into, partial=True)
    assert snapshot(into) == before
    report = caught.value.report
    assert isinstance(report, PrivacyReport)
    assert caught.value.message_id == "publish-privacy"
    assert caught.value.parameters["count"] == len(report.blocking)
    assert caught.value.exit_code == 1
    return [(each.finding, each.field, each.count) for each in report.blocking]


def test_personal_data_hold_a_release_back(tmp_path: Path) -> None:
    protected = cases(("31", 10, "x"), ("32", 10, PHONE))
    assert held_back(protected, tmp_path / "public") == [("phone", "note", 1)]
    assert not (tmp_path / "public" / "catalog.json").exists()


def test_a_waiver_lets_it_pass_and_the_publication_says_so(tmp_path: Path) -> None:
    rows = ("31", 10, PHONE)
    late = cases(rows, waivers=[waiver("phone", "note", TODAY - timedelta(days=1))])
    assert held_back(late, tmp_path) == [("phone", "note", 1)]
    publication = publish(cases(rows, waivers=[waiver("phone", "note", TODAY)]), into=tmp_path)
    assert [(each.finding, each.blocks) for each in publication.findings] == [("phone", False)]
    assert "waived: cases@1.0.0 note [phone]" in publication.text()
    assert "Pemeriksaan privasi" in publication.text("id")
    assert publication.to_document()["findings"][0]["waiver"]["reason"] == "the posts' own"


def test_a_release_in_which_nothing_is_found_says_nothing_of_it(tmp_path: Path) -> None:
    publication = publish(units(), into=tmp_path)
    assert publication.findings == ()
    assert publication.to_document()["findings"] == []
    assert "privacy" not in publication.text()


def test_one_table_of_several_holds_all_back(tmp_path: Path) -> None:
    bad = protected_table(CASES, [{"area": "31", "n": 10, "note": PHONE}])
    other = Contract(name="notes", version="1.0.0", title=words("Notes"), fields=(field("note"),))
    good = protected_table(other, [{"note": "x"}])
    assert held_back(protected_tables(good, bad), tmp_path) == [("phone", "note", 1)]
    publish(protected_tables(good), into=tmp_path)


def test_a_release_is_compared_with_the_last_one(tmp_path: Path) -> None:
    publish(cases(("31", 10, "x"), ("32", 20, "x")), into=tmp_path)
    assert held_back(cases(("31", 12, "x"), ("32", 20, "x")), tmp_path) == [("count-moved", "n", 1)]
    publish(cases(("31", 16, "x"), ("32", 20, "x")), into=tmp_path)
    assert held_back(cases(("31", 10, "x"), ("32", 21, "x")), tmp_path) == [("count-moved", "n", 1)]


def test_the_same_rows_again_are_no_release_and_pass_no_gate(tmp_path: Path) -> None:
    publish(cases(("31", 10, PHONE), waivers=[waiver("phone", "note", TODAY)]), into=tmp_path)
    again = publish(cases(("31", 10, PHONE), waivers=[waiver("phone", "note", TODAY)]), into=tmp_path)
    assert (again.outcome, again.findings) == ("unchanged", ())
    assert [release.number for release in open_catalog(tmp_path)["cases"].releases()] == ["1"]


def test_a_last_release_with_other_columns_is_not_compared_and_that_is_said(tmp_path: Path) -> None:
    older = Contract(
        name="cases", version="1.0.0", title=words("Cases"), primary_key=("note",),
        fields=(field("note", required=True), field("area")),
    )  # fmt: skip
    publish(cases(("x", "31"), contract=older), into=tmp_path)
    publication = publish(cases(("31", 12, "x")), into=tmp_path)
    assert [(each.finding, each.blocks) for each in publication.findings] == [("not-compared", False)]


def test_a_last_release_without_any_of_the_columns_is_not_compared(tmp_path: Path) -> None:
    older = Contract(name="cases", version="1.0.0", title=words("Cases"), fields=(field("remark"),))
    publish(cases(("x",), contract=older), into=tmp_path)
    publication = publish(cases(("31", 12, "x")), into=tmp_path)
    assert [each.finding for each in publication.findings] == ["not-compared"]


def test_a_last_release_that_was_tampered_with_is_not_compared_with(tmp_path: Path) -> None:
    publish(cases(("31", 10, "x")), into=tmp_path)
    (parquet,) = tmp_path.rglob("cases.parquet")
    parquet.write_bytes(parquet.read_bytes()[:-8] + b"12345678")
    with pytest.raises(TrustError):
        publish(cases(("31", 20, "x")), into=tmp_path)
