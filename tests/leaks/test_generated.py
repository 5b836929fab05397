"""Tables under policies, made at random: no canary is in any byte of anything that leaves or is said."""

from __future__ import annotations

import json
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from canary_search import MARK, Search
from leak_cases import AS_OF, KEY, ROWS, Case, case_of
from pyarrow import feather

from opendata_share.errors import DataRejected, DefinitionError
from opendata_share.exports import export
from opendata_share.policy import explain_policy, privacy_findings, protect
from opendata_share.releases import open_catalog, publish
from opendata_share.stages import Protected


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAK_TEST_KEY", KEY)


@contextmanager
def logged() -> Iterator[list[str]]:
    """Collect every line any logger writes, from DEBUG on, exceptions with their tracebacks."""
    lines: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{self.format(record)} {record.args!r}")

    root, collector = logging.getLogger(), Collector(level=logging.NOTSET)
    before = root.level
    root.addHandler(collector)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(collector)
        root.setLevel(before)


def released(case: Case, safe: Protected, into: Path, search: Search) -> None:
    """Publish, and look at every file; then read it back as a consumer does."""
    publication = publish(safe, into=into, partial=True)
    search.folder(into)
    search.text("publication", publication.text() + publication.text("id") + json.dumps(publication.to_document()))
    release = open_catalog(into)["demo/thing"].latest()
    ids = release.table().to_arrow().column("id").to_pylist()
    assert ids == case.admitted, "what is admitted leaves"
    search.text("read back", f"{release!r}{release.manifest!r}{release.contract!r}{release.table()!r}")


def exported(form: str) -> Callable[[Case, Protected, Path, Search], None]:
    def write(case: Case, safe: Protected, into: Path, search: Search) -> None:
        done = export(safe, as_=form, into=into)
        search.folder(into)
        assert any(b"kept-0-0" in file.read_bytes() for file in done.files)
        search.text("lost", "".join(lost.message(language) for lost in done.lost for language in ("en", "id")))

    return write


def in_arrow(case: Case, safe: Protected, into: Path, search: Search) -> None:
    """Every way a table leaves a process: streams, files, buffers, records, pickles."""
    (only,) = safe.tables
    left = only.table.to_arrow()
    into.mkdir()
    with pa.ipc.new_stream(into / "x.arrows", left.schema) as stream:
        stream.write_table(left)
    feather.write_feather(left, str(into / "x.feather"), compression="uncompressed")
    pq.write_table(left, into / "plain.parquet", use_dictionary=False, compression="gzip")
    search.folder(into)
    for column in left.columns:
        for chunk in column.chunks:
            for buffer in filter(None, chunk.buffers()):
                search.bytes("buffer", buffer.to_pybytes())
    records = only.table.to_records()
    assert [row["id"] for row in records] == case.admitted
    search.text("records", "\n".join(json.dumps(row, default=str) for row in records))
    search.bytes("pickle", pickle.dumps(left))
    search.text("pandas", left.to_pandas().to_csv())


def said(case: Case, safe: Protected, into: Path, search: Search) -> None:
    """What is printed of tables, policies, decisions and findings."""
    (only,) = safe.tables
    search.text("contract", json.dumps(only.table.contract.to_document()))
    search.text("repr", f"{safe!r}{only.table.contract!r}{only.table.schema!r}")
    search.text("gate", repr(privacy_findings(safe)) + privacy_findings(safe).text())
    report, rejected = safe.report, safe.rejected
    into.mkdir()
    report.to_parquet(into / "report.parquet")
    search.folder(into)
    search.text("html", report._repr_html_())
    search.bytes("pickled report", pickle.dumps(report))
    for language in ("en", "id"):
        search.text("report", report.to_json(language) + report.text(language))
        if report.rejected:
            # beside the rows, which are their owner's, stand the reasons: a screen shows them
            reasons = rejected.to_arrow(language).select(["_field", "_rule", "_message", "_hint"])
            search.text("reasons", json.dumps(reasons.to_pylist()))
    # what its owner wrote into contract and policy is not a value: a default, a condition
    told = f"{report!r}{report.violations!r}{rejected!r}{case.policy!r}"
    search.text("reprs", told.replace(repr(case.promised), "").replace(ROWS, ""))
    if report.rejected:
        with pytest.raises(DataRejected) as raised:
            publish(safe, into=into / "nothing")
        search.text("error", "".join(traceback.format_exception(raised.value)) + raised.value.text("id"))
        search.bytes("pickled error", pickle.dumps(raised.value))
    with pytest.raises(DefinitionError) as refused:
        protect(case.validated("things.csv"), policy=case.policy, audience="nobody", as_of=AS_OF)
    search.text("refusal", "".join(traceback.format_exception(refused.value)))
    explained = explain_policy(case.policy, case.promised, as_of=AS_OF).to_document()
    # the condition on rows is the owner's to read; it is no part of what a field gets
    search.text("explained", json.dumps(explained["fields"]))


WAYS: dict[str, Callable[[Case, Protected, Path, Search], None]] = {
    "release": released,
    "arrow": in_arrow,
    "geojson": exported("geojson"),
    "ngsi-ld": exported("ngsi-ld"),
    "csv-spreadsheet": exported("csv-spreadsheet"),
    "said": said,
}


def tried(numbers: range, folder: Path, tell: Callable[[int, int], None]) -> tuple[Search, int]:
    """Try the cases, one way each; return the search and how many canaries were found."""
    search, names = Search(), list(WAYS)
    for number in numbers:
        case, way = case_of(number // len(names)), names[number % len(names)]
        # a release names the file it was made of and never the folder; a report is its owner's and names both
        source = "things.csv" if way == "said" else f"/home/{MARK}/things.csv"
        with logged() as lines:
            safe = protect(case.validated(source), policy=case.policy, as_of=AS_OF)
            WAYS[way](case, safe, folder / str(number), search)
        search.text("log", "\n".join(lines))
        assert not search.found, f"case {number} ({way}): {search.found[:3]}"
        tell(number - numbers.start + 1, len(numbers))
    return search, len(numbers)


def test_no_canary_leaves_a_few_hundred_tables(tmp_path: Path, tell: Any) -> None:
    search, count = tried(range(300), tmp_path, tell)
    assert (count, search.found) == (300, [])
    assert search.scanned > 1_000_000


@pytest.mark.exhaustive
def test_no_canary_leaves_ten_thousand_tables(tmp_path: Path, tell: Any, record_property: Any) -> None:
    search, count = tried(range(1_000, 11_000), tmp_path, tell)
    record_property("cases", count)
    record_property("bytes_scanned", search.scanned)
    record_property("canaries_found", len(search.found))
    assert count == 10_000
