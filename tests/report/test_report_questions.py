"""A report as an object one asks: figures, pairs, selections, merging; as a table and back; in a notebook."""

from __future__ import annotations

import itertools
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import opendata_share as share
from opendata_share.errors import SourceError, SourceUnavailable
from opendata_share.report import Balance, Figure, Place, Report, Severity, TableReport, Together, Violation

RULES = ("code", "pattern", "required")
FIELDS = ("size", "beds", None)


def found(row: int, rule: str, field: str | None, severity: Severity) -> Violation:
    return Violation(
        row=row, line=row + 1, field=field, rule=rule, severity=severity, message_id="rule-code",
        parameters={"value": "'tiny'", "code_list": "size"}, columns=("Ukuran",), path="/size", example="small",
    )  # fmt: skip


@st.composite
def table_reports(draw: st.DrawFn) -> TableReport:
    """A report of a part of a table, its figures counted from its violations."""
    places = draw(
        st.lists(
            st.tuples(st.integers(1, 40), st.sampled_from(RULES), st.sampled_from(FIELDS)), max_size=8, unique=True
        )
    )
    severity: Severity = draw(st.sampled_from(["error", "advice"]))
    violations = tuple(found(row, rule, field, severity) for row, rule, field in sorted(places, key=str))
    figures: dict[tuple[str, str | None], Figure] = {}
    for one in violations:
        place = Place(one.row or 0, one.line)
        figure = Figure(rule=one.rule, field=one.field, severity=severity, count=1, first=place, last=place)
        known = figures.get((one.rule, one.field))
        figures[one.rule, one.field] = figure if known is None else known.merged(figure)
    keys = sorted(figures, key=str)
    pairs = [(figures[one].key, figures[two].key) for one, two in itertools.pairwise(keys)]
    together = tuple(Together(one=one, other=two, count=draw(st.integers(1, 3))) for one, two in pairs)
    counts = {rule: sum(one.rule == rule for one in violations) for rule in RULES}
    counted = {rule: count for rule, count in counts.items() if count}
    rejected = len({one.row for one in violations}) if severity == "error" else 0
    return TableReport(
        contract=draw(st.sampled_from(["thing@1.0.0", "other@1.0.0"])),
        source=draw(st.sampled_from(["a.csv", "b, c.csv", "d.csv"])),
        balance=Balance(read=40, produced=40, accepted=40 - rejected, rejected=rejected),
        counts=counted if severity == "error" else {},
        advice=counted if severity == "advice" else {},
        figures=tuple(figures.values()),
        together=together,
        violations=violations,
    )


reports = st.lists(table_reports(), max_size=3, unique_by=lambda table: table.contract).map(
    lambda tables: Report(tuple(tables))
)


def said(report: Report) -> object:
    return [table.to_document() | {"sources": table.merged_from} for table in report.merged(Report(())).tables]


@settings(deadline=None)
@given(reports, reports, reports)
def test_merging_is_associative_commutative_and_has_an_identity(one: Report, two: Report, three: Report) -> None:
    assert said(one.merged(two).merged(three)) == said(one.merged(two.merged(three)))
    assert said(one.merged(two)) == said(two.merged(one))
    assert said(one.merged(Report(()))) == said(Report(()).merged(one)) == said(one)


@settings(deadline=None)
@given(reports)
def test_a_report_comes_back_from_a_table_as_it_was(report: Report) -> None:
    back = Report.from_arrow(report.to_arrow())
    assert back == report
    assert back.to_json("id") == report.to_json("id")


def test_a_report_comes_back_from_a_parquet_file(tmp_path: Path) -> None:
    rows = [{"id": "demo:1", "name": "a", "station_type": "tower", "country": "ID"}, {"id": "demo:2", "name": "b"}]
    report = share.validate(share.adapt(rows, to="fire-station", agency="demo")).report
    path = report.to_parquet(tmp_path / "report.parquet")
    assert path.stat().st_mode & 0o777 == 0o600
    assert Report.from_parquet(path).to_json("id") == report.to_json("id")
    assert pq.read_table(path).column("rule").to_pylist() == [one.rule for one in report.violations]


def test_what_is_no_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no report"):
        Report.from_arrow(pa.table({"row": [1]}))
    good = Report((TableReport(contract="a@1.0.0", source="a.csv"),)).to_arrow()
    for text in (b"{", b"[]", b'{"form": 1, "tables": [{}]}', b'{"form": 1, "tables": 7}'):
        with pytest.raises(SourceError, match="no report"):
            Report.from_arrow(good.replace_schema_metadata({b"opendata_share.report": text}))
    with pytest.raises(SourceError, match="form 2"):
        Report.from_arrow(good.replace_schema_metadata({b"opendata_share.report": b'{"form": 2}'}))
    with pytest.raises(SourceUnavailable, match="gone"):
        Report.from_parquet(tmp_path / "gone.parquet")
    (tmp_path / "torn.parquet").write_bytes(b"PAR1")
    with pytest.raises(SourceError, match="no report"):
        Report.from_parquet(tmp_path / "torn.parquet")


def test_a_sentence_nobody_knows_is_no_violation() -> None:
    good = Report((TableReport(contract="a@1.0.0", source="a.csv", violations=(found(1, "code", "a", "error"),)),))
    table = good.to_arrow()
    for column, value in (("message_id", "no-such"), ("severity", "fatal"), ("parameters", "{}")):
        at = table.schema.get_field_index(column)
        with pytest.raises(SourceError, match="no report"):
            Report.from_arrow(table.set_column(at, column, pa.array([value])))


def test_selecting_asks_for_rule_field_and_severity() -> None:
    violations = tuple(
        found(row, rule, field, severity)
        for row, (rule, field, severity) in enumerate(
            [("code", "a", "error"), ("code", "b", "error"), ("pattern", "a", "advice")], 1
        )
    )
    report = Report((TableReport(contract="a@1.0.0", source="a.csv", violations=violations),))
    assert [one.row for one in report.select(rule="code")] == [1, 2]
    assert [one.row for one in report.select(field="a")] == [1, 3]
    assert [one.row for one in report.select(field="a", severity="advice")] == [3]
    assert report.select(rule="required") == ()
    with pytest.raises(KeyError):
        report.tables[0].figure("code", "a")


def test_a_notebook_shows_figures_and_rows_with_every_text_escaped() -> None:
    place = Place(1, 2)
    figure = Figure(rule="code", field="<b>size</b>", severity="error", count=1234, first=place, last=Place(9))
    violation = Violation(
        row=1, field="<b>size</b>", rule="code", severity="error", message_id="rule-code",
        parameters={"value": "'<script>'", "code_list": "size"},
    )  # fmt: skip
    report = Report((TableReport(contract="a@1.0.0", source="<i>", figures=(figure,), violations=(violation,)),))
    page = report._repr_html_()
    assert "1,234" in page
    assert "&lt;script&gt;" in page
    assert [part for part in ("<script", "<b>", "<i>") if part in page] == []
