"""Reports: counts, balance, merging, the JSON document and the text, in both languages."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share._messages import CATALOGUE
from opendata_share.report import Balance, Language, Report, Severity, TableReport, Violation, shown

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def violation(row: int, rule: str = "code", field: str | None = "size", severity: Severity = "error") -> Violation:
    parameters = {"value": "'tiny'", "code_list": "size"}
    return Violation(
        row=row, line=row + 1, field=field, rule=rule, severity=severity, message_id="rule-code", parameters=parameters
    )


def table(rows: tuple[int, ...] = (), **parts: Any) -> TableReport:
    """Return a report of ten rows; those numbered were rejected."""
    balance = Balance(read=10, produced=10, accepted=10 - len(rows), rejected=len(rows))
    counts = {"code": len(rows)} if rows else {}
    found = tuple(violation(row) for row in rows)
    return TableReport(
        contract="thing@1.0.0",
        source="things.csv",
        **{"balance": balance, "counts": counts, "violations": found, **parts},
    )


counts = st.integers(0, 50)


@given(counts, counts, counts, counts, counts, counts)
def test_a_balance_tells_whether_every_row_is_somewhere(
    read: int, skipped: int, expanded: int, merged: int, accepted: int, rejected: int
) -> None:
    produced = read - skipped + expanded - merged
    balance = Balance(
        read=read, skipped=skipped, expanded=expanded, merged=merged,
        produced=produced, accepted=accepted, rejected=rejected,
    )  # fmt: skip
    assert balance.adapts
    assert balance.balances == (accepted + rejected == produced)
    lost = Balance(read=read, skipped=skipped, expanded=expanded, merged=merged, produced=produced - 1)
    assert not lost.adapts
    assert (balance + balance).to_document() == {name: 2 * count for name, count in balance.to_document().items()}


@st.composite
def reports(draw: st.DrawFn) -> TableReport:
    rows = tuple(sorted(draw(st.sets(st.integers(1, 30), max_size=5))))
    advice = draw(st.dictionaries(st.sampled_from(["unmapped", "required-in-full"]), st.integers(1, 5)))
    return table(rows, advice=advice, level=draw(st.sampled_from(["core", "full"])), as_of=NOON)


@settings(deadline=None)
@given(reports(), reports(), reports())
def test_reports_merge_in_any_order(one: TableReport, two: TableReport, three: TableReport) -> None:
    left = one.merged(two, 100).merged(three, 100)
    right = one.merged(two.merged(three, 100), 100)
    swapped = two.merged(one, 100).merged(three, 100)
    assert left.to_document() == right.to_document() == swapped.to_document()


@given(reports())
def test_a_report_of_no_rows_changes_nothing(report: TableReport) -> None:
    nothing = TableReport(contract="thing@1.0.0", source="things.csv", level="full", as_of=NOON)
    assert report.merged(nothing, 100).to_document() == report.to_document()


@given(reports(), reports(), st.integers(0, 4))
def test_merging_keeps_the_first_violations_and_says_that_there_were_more(
    one: TableReport, two: TableReport, limit: int
) -> None:
    merged = one.merged(two, limit)
    rows = sorted(each.row or 0 for each in (*one.violations, *two.violations))
    assert [each.row for each in merged.violations] == rows[:limit]
    assert merged.truncated == (len(rows) > limit)
    assert sum(merged.counts.values()) == len(rows)


def test_the_document_of_one_table_is_the_stable_interface() -> None:
    document = Report((table((8,), as_of=NOON, advice={"unmapped": 2}),)).to_document("id")
    assert document == {
        "valid": False,
        "contract": "thing@1.0.0",
        "source": "things.csv",
        "rows": 10,
        "rejected": 1,
        "counts": {"code": 1},
        "advice": {"unmapped": 2},
        "figures": [],
        "together": [],
        "level": "core",
        "balance": {
            "read": 10, "skipped": 0, "expanded": 0, "merged": 0, "produced": 10, "accepted": 9, "rejected": 1,
        },
        "as_of": "2026-03-01T12:00:00+00:00",
        "violations": [
            {
                "row": 8,
                "line": 9,
                "field": "size",
                "path": None,
                "columns": [],
                "rule": "code",
                "severity": "error",
                "message": "'tiny' bukan kode dalam daftar size",
                "message_id": "rule-code",
                "hint": violation(8).hint("id"),
                "example": None,
            }
        ],
        "truncated": False,
    }  # fmt: skip


def test_several_tables_stand_one_beside_the_other() -> None:
    report = Report((table(), table((1,))))
    document = json.loads(report.to_json())
    assert document["valid"] is False
    assert [each["rejected"] for each in document["tables"]] == [0, 1]
    assert (report.rows, report.rejected, len(report.violations)) == (20, 1, 1)


def test_a_table_is_found_by_the_name_of_its_contract() -> None:
    report = Report((table((1,)),))
    assert report.table("thing") is report.tables[0]
    with pytest.raises(KeyError):
        report.table("other")


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "things.csv → thing@1.0.0: 10 rows read, 8 accepted, 2 rejected",
                "  errors: code 2",
                "  advice: unmapped 3",
                "    row 4 (line 5), size [code] 'tiny' is not a code of the list size",
            ],
        ),
        (
            "id",
            [
                "things.csv → thing@1.0.0: 10 baris dibaca, 8 diterima, 2 ditolak",
                "  kesalahan: code 2",
                "  saran: unmapped 3",
                "    baris 4 (baris berkas 5), size [code] 'tiny' bukan kode dalam daftar size",
            ],
        ),
    ],
)
def test_the_text_says_how_many_what_and_where(language: Language, lines: list[str]) -> None:
    text = Report((table((4, 7), advice={"unmapped": 3}),)).text(language).splitlines()
    assert text[:4] == lines
    assert text[4].startswith("      → ")


def test_the_text_counts_what_it_does_not_show() -> None:
    many = table(tuple(range(1, 31)), counts={"code": 30})
    lines = Report((many,)).text().splitlines()
    assert sum("[code]" in line for line in lines) == 20
    assert lines[-1].strip() == "… and 10 more"


def test_one_cell_that_feeds_several_rows_is_shown_once() -> None:
    lines = Report((table((7, 7, 8), counts={"code": 3}),)).text().splitlines()
    assert [line.split(",")[0].strip() for line in lines if "[code]" in line] == ["row 7 (line 8)", "row 8 (line 9)"]
    assert "more" not in lines[-1]


def test_the_text_explains_rows_that_became_more_or_fewer() -> None:
    balance = Balance(read=5, skipped=1, expanded=7, merged=1, produced=10, accepted=10)
    lines = str(Report((table(balance=balance),))).splitlines()
    assert lines[1] == "  5 source rows − 1 skipped + 7 expanded − 1 merged = 10"


def test_a_violation_without_row_or_field_prints_a_dash() -> None:
    whole = Violation(row=None, field=None, rule="code", severity="error", message_id="rule-required")
    text = Report((table(violations=(whole,), counts={"code": 1}),)).text()
    assert "row –, – [code]" in text


@pytest.mark.parametrize(
    ("value", "public", "words"),
    [
        ("a", True, "'a'"),
        ("a\nb", True, r"'a\nb'"),
        ("a" * 81, True, f"'{'a' * 77}…'"),
        (12, True, "12"),
        (None, True, "null"),
        (None, False, "null"),
        ("3171", False, "(str, 4)"),
        (12.5, False, "(float, 4)"),
        (NOON, False, "(datetime, 25)"),
    ],
)
def test_a_value_is_shown_only_where_its_field_is_public(value: Any, public: bool, words: str) -> None:
    assert shown(value, public=public) == words


def test_every_sentence_of_a_report_has_both_languages() -> None:
    for message_id, message in CATALOGUE.items():
        if message_id.startswith(("report-", "rule-", "explain-", "policy-")):
            assert message.en
            assert message.id
            assert (message.hint_en is None) == (message.hint_id is None)
