"""A rejection from a reader to a publisher: what it may say, where it leads, and what strangers may put into it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opendata_share import adapt, adapt_bundle, protect, publish, validate
from opendata_share._limits import Limits
from opendata_share.errors import (
    DefinitionError,
    LimitExceeded,
    OpenDataShareError,
    ReleaseError,
    SourceError,
    SourceUnavailable,
)
from opendata_share.feedback import Objection, Rejection, findings_of_rejection, reject
from opendata_share.receipts import ReceiptLog
from opendata_share.releases import Release, open_catalog
from opendata_share.report import Report
from opendata_share.stages import Table

CLOSED = Objection(row=2, field="name", rule="code", message="post closed in 2024")


def rejection_of(release: Release, *objections: Objection) -> Rejection:
    return reject(release, who="demo-health", found=list(objections))


def sent(release: Release, **changes: Any) -> Rejection:
    """Return a rejection as a stranger may write it: one objection with `changes`."""
    objection = {"row": None, "key": None, "field": None, "rule": "code", "message": None, **changes}
    document = {**rejection_of(release, CLOSED).to_document(), "objections": [objection]}
    return Rejection.from_document(document, "rejection.json")


# --- the reader's side


def test_an_objection_by_row_gets_the_key_and_one_by_key_gets_the_row(release: Release) -> None:
    by_row, by_key = rejection_of(release, CLOSED, Objection(key={"id": "demo:2"})).objections
    assert (by_row.row, by_row.key) == (by_key.row, by_key.key) == (2, {"id": "demo:2"})


def test_a_report_of_the_readers_own_becomes_objections(release: Release, tmp_path: Path) -> None:
    path = release.pull(tmp_path / "in", "csv")
    path.write_bytes(path.read_bytes().replace(b"demo:2", b"demo:1"))  # what the reader's own rules would find
    report = validate(adapt(path, to=release.contract)).report
    rejection = reject(release, who="demo-health", found=report)
    assert [(said.row, said.rule) for said in rejection.objections] == [(2, "duplicate-key")]
    assert rejection == Rejection.from_document(rejection.to_document(), "–")
    same = reject(release, who="demo-health", found=json.loads(report.to_json()))
    assert same.objections == rejection.objections


def test_words_never_repeat_a_value_that_is_not_public(exchanged: Release) -> None:
    with pytest.raises(DefinitionError) as caught:
        rejection_of(exchanged, Objection(row=2, message="rahasia-2 is no call sign"))
    assert caught.value.message_id == "rejection-words"
    assert "RAHASIA" not in str(caught.value).upper()
    fine = rejection_of(exchanged, Objection(row=2, field="call_sign", message="no call sign"))
    assert "RAHASIA" not in json.dumps(fine.to_document())


def test_a_report_by_a_contract_that_calls_more_public_gives_no_value_away(exchanged: Release) -> None:
    found = {"row": 2, "field": None, "rule": "pattern", "severity": "error", "message": "'RAHASIA-2' is no call sign"}
    report = {"violations": [found, {**found, "field": "call_sign"}], "counts": {"pattern": 2}}
    rejection = reject(exchanged, who="demo-health", found=report)
    assert [said.message for said in rejection.objections] == [None, None]
    assert "RAHASIA" not in json.dumps(rejection.to_document())


@pytest.mark.parametrize(
    ("objection", "message_id"),
    [
        (Objection(row=4), "rejection-no-row"),
        (Objection(key={"id": "demo:0"}), "rejection-no-row"),
        (Objection(key={"name": "Pos Dua"}), "rejection-no-key"),
        (Objection(row=1, key={"id": "demo:2"}), "rejection-row-and-key"),
        (Objection(row=1, field="no_such_field"), "rejection-no-field"),
    ],
)
def test_what_the_release_does_not_have_is_refused_when_it_is_written(
    release: Release, objection: Objection, message_id: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        rejection_of(release, objection)
    assert caught.value.message_id == message_id


@pytest.mark.parametrize(
    "report",
    [
        {},
        {"violations": [], "counts": {"code": "many"}},
        {"violations": [1], "counts": {}},
        {"violations": [{"row": "2"}], "counts": {}},
        {"tables": [1]},
        {"tables": [{"contract": "a@1", "violations": [], "counts": {}}] * 2},
    ],
)
def test_what_is_no_report_is_refused(release: Release, report: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError) as caught:
        reject(release, who="demo-health", found=report)
    assert caught.value.message_id == "rejection-report"


def test_a_long_report_is_listed_up_to_the_limit_and_the_rest_is_counted(release: Release) -> None:
    found = [Objection(row=row) for row in (1, 2, 3)]
    rejection = reject(release, who="demo-health", found=found, limits=Limits(violations=2))
    assert (len(rejection.objections), rejection.unlisted) == (2, 1)
    report = findings_of_rejection(rejection, release)
    assert report.tables[0].truncated
    assert report.tables[0].advice == {"rejection-unlisted": 1}


# --- the publisher's side


def test_findings_are_on_the_rows_of_the_release(release: Release) -> None:
    report = findings_of_rejection(rejection_of(release, CLOSED), release)
    (finding,) = report.violations
    assert (finding.row, finding.line, finding.field, finding.rule) == (2, None, "name", "code")
    assert finding.message() == "demo-health says of row 2 of release 1: post closed in 2024"
    assert finding.message("id").startswith("demo-health tentang baris 2 dari rilis 1")
    assert (report.rows, report.rejected, report.valid) == (3, 1, False)


def test_findings_are_on_the_rows_lines_and_headings_of_the_source(release: Release, source: Table) -> None:
    report = findings_of_rejection(rejection_of(release, CLOSED), release, source=source)
    (finding,) = report.violations
    assert (finding.row, finding.line, finding.columns) == (3, 4, ("nama",))
    assert "row 3" in report.text()
    assert '"nama"' in report.text("id")
    assert Path(report.tables[0].source).name == "posts.csv"


def test_a_bundle_is_a_source_too(release: Release, sheet: Path, field_map: Path) -> None:
    bundle = adapt_bundle(sheet, field_map=field_map)
    (finding,) = findings_of_rejection(rejection_of(release, CLOSED), release, source=bundle).violations
    assert (finding.row, finding.line) == (3, 4)


def test_a_source_of_several_files_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    header = "id,agency_id,name,station_type,country,recorded_at,recorded_at_basis\n"
    line = "demo:{0},demo,Pos {0},post,ID,2026-03-02T08:00:00Z,source\n"
    for name, numbers in {"a.csv": (1, 2), "b.csv": (3, 4)}.items():
        (tmp_path / "parts" / name).write_text(header + "".join(map(line.format, numbers)), encoding="utf-8")
    source = adapt(str(tmp_path / "parts/*.csv"), to="fire-station", agency="demo")
    validated = validate(source)
    assert validated.report.valid, validated.report.text()
    publish(protect(validated, policy="open"), into=tmp_path / "public")
    release = open_catalog(tmp_path / "public")["fire-station"].latest()
    (finding,) = findings_of_rejection(rejection_of(release, Objection(row=3)), release, source=source).violations
    assert finding.file is not None
    assert Path(finding.file).name == "b.csv"


def test_a_source_that_changed_since_is_said_so_and_rows_are_found_by_key(
    release: Release, sheet: Path, field_map: Path
) -> None:
    lines = sheet.read_text("utf-8").splitlines()
    sheet.write_text("\n".join([lines[0], "9,Pos Baru,1,RAHASIA-9,", *lines[1:]]) + "\n", encoding="utf-8")
    report = findings_of_rejection(rejection_of(release, CLOSED), release, source=adapt(sheet, field_map=field_map))
    assert [(found.row, found.line) for found in report.select(severity="error")] == [(4, 5)]
    assert report.tables[0].advice == {"rejection-source-changed": 1}


def test_a_row_that_is_gone_from_the_source_is_still_told(release: Release, sheet: Path, field_map: Path) -> None:
    sheet.write_text("\n".join(sheet.read_text("utf-8").splitlines()[:2]) + "\n", encoding="utf-8")
    report = findings_of_rejection(rejection_of(release, CLOSED), release, source=adapt(sheet, field_map=field_map))
    (finding,) = report.select(severity="error")
    assert finding.row is None
    assert "row 2 of release 1" in finding.message()
    assert report.rejected == 1


def test_a_source_under_another_key_is_refused(release: Release, tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text("facility_id,bed_type,observed_at\n1,adult_icu,2026-03-02T08:00:00Z\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        findings_of_rejection(
            rejection_of(release, CLOSED), release, source=adapt(units, to="facility-capacity", agency="demo")
        )
    assert caught.value.message_id == "rejection-source"


def test_findings_merge_with_other_reports_and_survive_a_file(release: Release, source: Table, tmp_path: Path) -> None:
    report = findings_of_rejection(rejection_of(release, CLOSED), release, source=source)
    merged = report.merged(validate(source).report)
    assert merged.table("fire-station").counts == {"code": 1, "type": 1}
    assert Report.from_parquet(report.to_parquet(tmp_path / "findings.parquet")) == report


def test_a_rejection_of_the_whole_release_is_an_error_without_a_row(release: Release) -> None:
    report = findings_of_rejection(rejection_of(release, Objection(message="last year's list")), release)
    (finding,) = report.violations
    assert (finding.row, finding.severity) == (None, "error")
    assert finding.message() == "demo-health says of the whole of release 1: last year's list"


def test_a_rejection_of_another_release_is_refused(release: Release) -> None:
    good = rejection_of(release, CLOSED).to_document()
    for key, value in {"release_digest": f"sha256:{'0' * 64}", "release": "2", "dataset": "demo/other"}.items():
        with pytest.raises(ReleaseError) as caught:
            findings_of_rejection(Rejection.from_document({**good, key: value}, "–"), release)
        assert caught.value.message_id == "rejection-other-release"


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"row": 999}, "rejection-unknown-row"),
        ({"row": 10**30}, "rejection-unknown-row"),
        ({"key": {"id": "demo:99"}}, "rejection-unknown-row"),
        ({"key": {"no_such_field": "x"}}, "rejection-unknown-row"),
        ({"key": {}}, "rejection-unknown-row"),
        ({"row": 1, "key": {"id": "demo:2"}}, "rejection-unclear-row"),
        ({"row": 1, "field": "no_such_field"}, "rejection-unknown-field"),
    ],
)
def test_what_names_no_row_or_field_is_told_as_advice(
    release: Release, source: Table, changes: dict[str, Any], advice: str
) -> None:
    report = findings_of_rejection(sent(release, **changes), release, source=source)
    assert report.tables[0].advice == {advice: 1}
    assert report.tables[0].counts == {}
    assert report.valid


def test_a_strangers_words_are_left_out_where_they_repeat_a_value_that_is_not_public(exchanged: Release) -> None:
    report = findings_of_rejection(sent(exchanged, row=2, message="call RAHASIA-2 now"), exchanged)
    assert report.violations[0].message() == "demo-health says of row 2 of release 1: –"
    assert "RAHASIA" not in report.text() + report.to_json() + repr(report)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.sampled_from(["row", "key", "field", "rule", "message", "who", "objections", "unlisted", "at"]), JSON)
def test_any_value_anywhere_is_answered(release: Release, key: str, value: Any) -> None:
    document = rejection_of_cached(release)
    target = document["objections"][0] if key in {"row", "key", "field", "rule", "message"} else document
    target[key] = value
    try:
        report = findings_of_rejection(Rejection.from_document(document, "rejection.json"), release)
    except OpenDataShareError as error:
        assert error.exit_code == 1
    else:
        assert report.text()


def rejection_of_cached(release: Release) -> dict[str, Any]:
    """Return a good rejection as plain values, without reading the release for each example."""
    return {
        "format": "opendata-share/rejection@1", "dataset": release.dataset, "release": release.number,
        "release_digest": release.digest, "contract": "fire-station@1.0.0", "who": "demo-health",
        "at": "2026-03-02T08:00:00Z", "unlisted": 0,
        "objections": [{"row": 2, "key": None, "field": "name", "rule": "code", "message": "closed"}],
    }  # fmt: skip


# --- the file


def test_a_rejection_is_written_for_its_owner_and_read_back(release: Release, tmp_path: Path) -> None:
    rejection = rejection_of(release, CLOSED)
    path = rejection.write(tmp_path / "rejection.json")
    assert path.stat().st_mode & 0o777 == 0o600
    assert Rejection.read(path) == rejection
    assert Rejection.read(path).digest == rejection.digest


def _too_long(path: Path) -> None:
    path.write_bytes(b" " * 2_000)


def _too_deep(path: Path) -> None:
    path.write_bytes(b"[" * 900)


def _twice(path: Path) -> None:
    path.write_bytes(b'{"format": 1, "format": 2}')


@pytest.mark.parametrize(
    ("write", "error"),
    [
        (_too_long, LimitExceeded),
        (_too_deep, SourceError),
        (_twice, SourceError),
        (lambda path: path.mkdir(), SourceUnavailable),
    ],
)
def test_what_is_no_rejection_is_refused(
    tmp_path: Path, write: Callable[[Path], None], error: type[OpenDataShareError]
) -> None:
    write(tmp_path / "rejection.json")
    with pytest.raises(error):
        Rejection.read(tmp_path / "rejection.json", limits=Limits(record_bytes=1_000))


def test_more_objections_than_the_limit_are_refused(release: Release) -> None:
    document = rejection_of(release, CLOSED, CLOSED).to_document()
    with pytest.raises(LimitExceeded):
        Rejection.from_document(document, "–", limits=Limits(violations=1))


@pytest.mark.parametrize("words", ["two\nlines", "\x1b[31m", "x" * 501, "http://me:hunter2@x/"])
def test_words_that_do_not_belong_into_a_document_are_refused_on_both_sides(release: Release, words: str) -> None:
    with pytest.raises(DefinitionError):
        Objection(row=1, message=words)
    with pytest.raises(SourceError):
        sent(release, row=1, message=words)


# --- receipts


def test_both_sides_keep_a_receipt_that_names_the_rejection(release: Release, tmp_path: Path) -> None:
    reader, publisher = ReceiptLog(tmp_path / "reader.jsonl"), ReceiptLog(tmp_path / "publisher.jsonl")
    rejection = reject(release, who="demo-health", found=[CLOSED], receipts=reader)
    findings_of_rejection(rejection, release, receipts=publisher)
    (wrote,), (received,) = reader.receipts(), publisher.receipts()
    assert (wrote.who, wrote.what.side, wrote.what.decision) == ("demo-health", "consumer", "rejected")
    assert (received.who, received.what.side, received.what.decision) == ("demo", "publisher", "rejection-received")
    assert wrote.what.document_digest == received.what.document_digest == rejection.digest
    assert wrote.what.release_digest == received.what.release_digest == release.digest
