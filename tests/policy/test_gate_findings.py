"""Findings, waivers, and how both are told."""

from __future__ import annotations

from datetime import date
from typing import Any

from opendata_share.policy._gate_findings import PrivacyFinding, PrivacyReport, waived
from opendata_share.policy._terms import Waiver

TODAY = date(2026, 11, 28)


def finding(kind: str = "phone", field: str | None = "note", **more: Any) -> PrivacyFinding:
    return PrivacyFinding(
        **{"contract": "call@1.0.0", "finding": kind, "field": field, "count": 2, "rows": (3, 8), **more}
    )


def test_a_waiver_by_name_makes_advice_of_a_finding_while_it_holds() -> None:
    waiver = Waiver("phone", "note", "numbers of the posts", TODAY)
    (found,) = waived([finding()], [waiver], TODAY)
    assert (found.blocks, found.waiver, found.expired) == (False, waiver, False)
    assert (
        found.message()
        == '2 rows hold what looks like a mobile phone number. Waived until 2026-11-28: "numbers of the posts".'
    )


def test_an_expired_waiver_changes_nothing_and_is_named() -> None:
    waiver = Waiver("phone", "note", "numbers of the posts", date(2026, 11, 27))
    (found,) = waived([finding()], [waiver], TODAY)
    assert (found.blocks, found.waiver, found.expired) == (True, waiver, True)
    assert found.message("id").endswith('Pengecualian "numbers of the posts" berakhir pada 2026-11-27.')


def test_a_waiver_of_another_finding_or_field_waives_nothing() -> None:
    others = [Waiver("nik", "note", "r", TODAY), Waiver("phone", "name", "r", TODAY), Waiver("phone", None, "r", TODAY)]
    assert waived([finding()], others, TODAY) == (finding(),)
    assert waived([finding(field=None)], [Waiver("phone", None, "r", TODAY)], TODAY)[0].blocks is False


def test_the_waiver_that_holds_longest_counts() -> None:
    short, long = Waiver("phone", "note", "short", date(2026, 1, 1)), Waiver("phone", "note", "long", date(2027, 1, 1))
    for both in ([short, long], [long, short]):
        assert waived([finding()], both, TODAY)[0].waiver == long


def test_a_document_speaks_english_unless_another_language_is_asked_for() -> None:
    found, report = finding(), PrivacyReport.of([finding()])
    assert found.to_document()["message"] == found.message() == found.message("en")
    assert found.to_document("id")["message"] == found.message("id") != found.message()
    assert [each["message"] for each in report.to_document()["findings"]] == [found.message()]
    assert [each["message"] for each in report.to_document("id")["findings"]] == [found.message("id")]
    assert report.text() == report.text("en") != report.text("id")


def test_advice_needs_no_waiver() -> None:
    advice = finding(blocks=False)
    assert waived([advice], [Waiver("phone", "note", "r", TODAY)], TODAY) == (advice,)


def test_what_blocks_comes_first() -> None:
    advice, block = finding("email", blocks=False), finding()
    assert waived([advice, block], [], TODAY) == (block, advice)
    report = PrivacyReport.of([advice, block])
    assert (report.findings, report.blocking) == ((block, advice), (block,))


def test_a_report_tells_people_what_was_found_where() -> None:
    waiver = Waiver("plate", "note", "our own", TODAY)
    report = PrivacyReport.of(
        [
            finding(),
            finding("plate", rows=(1, 2), waiver=waiver, blocks=False),
            finding("email", blocks=False),
            finding("not-compared", None, rows=(), count=0, blocks=False),
            finding("small-count", "n", count=11, rows=tuple(range(1, 11)), details={"k": 5}),
        ]
    )
    assert report.text().splitlines() == [
        "blocks: call@1.0.0 note [phone] 2 rows hold what looks like a mobile phone number. Rows: 3, 8.",
        (
            "blocks: call@1.0.0 n [small-count] 11 rows show a count from 1 to less than 5."
            " Rows: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 …."
        ),
        (
            "waived: call@1.0.0 note [plate] 2 rows hold what looks like a vehicle's plate."
            ' Waived until 2026-11-28: "our own". Rows: 1, 2.'
        ),
        "advice: call@1.0.0 note [email] 2 rows hold what looks like a person's e-mail address. Rows: 3, 8.",
        "advice: call@1.0.0 [not-compared] The last release has other columns, so the two were not compared.",
        "The privacy gate looks for what is known to point at persons; that it finds nothing more proves nothing.",
    ]
    assert report.text("id").splitlines()[0] == (
        "menahan: call@1.0.0 note [phone] 2 baris memuat yang tampak sebagai nomor ponsel. Baris: 3, 8."
    )


def test_a_report_tells_programs_the_same() -> None:
    waiver = Waiver("phone", "note", "posts", date(2026, 1, 1))
    report = PrivacyReport(waived([finding()], [waiver], TODAY))
    assert report.to_document() == {
        "blocked": True,
        "findings": [
            {
                "contract": "call@1.0.0",
                "finding": "phone",
                "field": "note",
                "count": 2,
                "rows": [3, 8],
                "blocks": True,
                "message": '2 rows hold what looks like a mobile phone number. The waiver "posts" ended on 2026-01-01.',
                "waiver": {"reason": "posts", "until": "2026-01-01", "expired": True},
            }
        ],
    }
    calm = PrivacyReport.of([finding(blocks=False)]).to_document("id")
    assert calm["blocked"] is False
    assert calm["findings"][0]["waiver"] is None
    assert calm["findings"][0]["message"] == "2 baris memuat yang tampak sebagai nomor ponsel."
