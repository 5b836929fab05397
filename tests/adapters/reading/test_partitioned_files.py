"""A folder or a pattern of files is one table: one order, one numbering, one report that names each file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import opendata_share as share
from opendata_share._limits import Limits
from opendata_share.adapters.sources import SourceOptions, open_source
from opendata_share.cli._app import run
from opendata_share.errors import LimitExceeded, OpenDataShareError, SourceError, SourceUnavailable

HEAD = "id,name,station_type,country\n"


@pytest.fixture
def folder(tmp_path):
    """Three parts and what is none; one has two bad rows, another an id of the first."""
    path = tmp_path / "posts"
    (path / "2026").mkdir(parents=True)
    (path / "2026" / "c.csv").write_text(HEAD + "demo:1,Again,post,ID\n", "utf-8")
    (path / "a.csv").write_text("name,id,country,station_type\nOne,demo:1,ID,post\n", "utf-8")
    (path / "b.csv").write_text(HEAD + "demo:2,Two,post,ID\n\ndemo:3,Three,castle,ID\nx\n", "utf-8")
    for name in (".hidden.csv", "_SUCCESS", "b.rejected.csv"):
        (path / name).write_text("no table", "utf-8")
    return path


def table(source, **options):
    return share.adapt(source, to="fire-station", agency="demo", **options)


def found(validated):
    return [
        (Path(v.file).name, v.row, v.line, v.rule)
        for v in validated.report.tables[0].violations
        if v.severity == "error"
    ]


@pytest.mark.parametrize("pattern", [None, "**/*.csv"])
def test_files_are_one_table_and_each_violation_names_its_file(folder, pattern):
    source = folder if pattern is None else str(folder / pattern)
    validated = share.validate(table(source))
    report = validated.report.tables[0]
    assert (report.balance.read, report.balance.accepted, report.balance.rejected) == (5, 2, 3)
    assert validated.accepted.to_arrow().column("id").to_pylist() == ["demo:1", "demo:2"]
    assert found(validated) == [
        ("a.csv", 2, 2, "duplicate-key"),
        ("b.csv", 4, 4, "code"),
        ("b.csv", 5, 5, "ragged-row"),
    ]


def test_the_order_is_that_of_the_paths(folder):
    source = open_source(folder)
    batches = list(source.batches())
    assert [row for batch in batches for row in batch.rows.to_pylist()] == [1, 2, 3, 4]
    names = [name for batch in batches for name in batch.columns.column("name").to_pylist()]
    assert names == ["Again", "One", "Two", "Three"]
    assert [Path(source.file_of(row)).name for row in range(1, 6)] == ["c.csv", "a.csv", "b.csv", "b.csv", "b.csv"]
    assert source.file_of(0) is None


def test_files_with_other_headings_are_named(folder):
    (folder / "d.csv").write_text("id,name,kind\n", "utf-8")
    (folder / "e.csv").write_text("id\n1\n", "utf-8")
    with pytest.raises(SourceError) as caught:
        open_source(folder).headings()
    assert caught.value.message_id == "parts-other-columns"
    for language in ("en", "id"):
        told = caught.value.text(language)
        assert "d.csv: −[country, station_type] +[kind]" in told
        assert "e.csv" in told


def test_lines_of_json_may_lack_keys_and_parquet_is_read_too(tmp_path):
    (tmp_path / "1.ndjson").write_text('{"a":1}\n{"a":\n', "utf-8")
    (tmp_path / "2.ndjson").write_text('{"b":"x"}\n', "utf-8")
    source = open_source(tmp_path)
    assert source.headings() == ("a", "b")
    first, second = source.batches()
    assert second.columns.to_pylist() == [{"a": None, "b": "x"}]
    assert ([row.row for row in first.unmade], second.rows.to_pylist()) == ([2], [3])
    assert {name: kind.to_pylist() for name, kind in second.kinds.items()} == {"a": [0], "b": [1]}
    for number in range(2):
        pq.write_table(pa.table({"n": [number]}), tmp_path / f"{number}.parquet")
    batches = open_source(str(tmp_path / "*.parquet")).batches()
    assert [row for batch in batches for row in batch.columns.to_pylist()] == [{"n": 0}, {"n": 1}]


def test_quarantined_columns_stay_in_the_readers(tmp_path):
    (tmp_path / "1.ndjson").write_text('{"a":1,"nik":"317"}\n', "utf-8")
    (tmp_path / "2.ndjson").write_text('{"a":2}\n', "utf-8")
    source = open_source(tmp_path, SourceOptions(quarantine=frozenset(["nik"])))
    assert source.headings() == ("a", "nik")
    assert [row for batch in source.batches() for row in batch.columns.to_pylist()] == [{"a": "1"}, {"a": "2"}]


def test_a_link_out_of_the_folder_is_refused(folder, tmp_path):
    (tmp_path / "secret.csv").write_text(HEAD, "utf-8")
    (folder / "z.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(SourceError) as caught:
        open_source(folder)
    assert (caught.value.message_id, Path(caught.value.file).name) == ("parts-link-outside", "z.csv")
    with pytest.raises(SourceError):
        open_source(str(folder / "*.csv"))


def test_a_linked_folder_is_refused_and_a_link_inside_is_read(folder, tmp_path):
    (folder / "y.csv").symlink_to(folder / "a.csv")
    assert len(list(open_source(folder).batches())) == 4
    for target in (tmp_path, folder / "2026"):
        (folder / "more").unlink(missing_ok=True)
        (folder / "more").symlink_to(target)
        with pytest.raises(SourceError, match="link"):
            open_source(folder)


@pytest.mark.parametrize(
    ("make", "message_id"),
    [
        (lambda path: None, "parts-none"),
        (lambda path: [(path / f"a{end}").write_text("a\n") for end in (".csv", ".json")], "parts-several-formats"),
        (lambda path: (path / "a.csv.xz").write_text("a\n", "utf-8"), "source-compressed"),
        (lambda path: (path / "a.md").write_text("a\n", "utf-8"), "source-no-format"),
    ],
)  # fmt: skip
def test_a_folder_that_is_no_table(tmp_path, make, message_id):
    make(tmp_path)
    with pytest.raises(OpenDataShareError) as caught:
        open_source(tmp_path)
    assert caught.value.message_id == message_id
    assert caught.value.text("id")


def test_a_pattern_that_names_nothing(tmp_path):
    with pytest.raises(SourceUnavailable):
        open_source(str(tmp_path / "*.csv"))


def test_limits_hold_for_the_table(folder):
    with pytest.raises(LimitExceeded, match="files"):
        open_source(folder, limits=Limits(files=2))
    with pytest.raises(LimitExceeded, match="rows"):
        list(open_source(folder, limits=Limits(rows=4)).batches())


def test_the_digest_is_that_of_the_files_in_order(folder):
    assert open_source(folder).digest() == open_source(folder).digest()
    before = open_source(folder).digest()
    (folder / "a.csv").write_text(HEAD + "demo:9,Nine,post,ID\n", "utf-8")
    assert open_source(folder).digest() != before


def test_rejected_rows_name_their_file_and_come_back(tmp_path):
    (tmp_path / "t").mkdir()
    for name, rows in (("a", "1,Pos,post,ID\n2,,post,ID\n"), ("b", "3,,post,ID\n")):
        (tmp_path / "t" / f"{name}.csv").write_text("id,name,station_type,country\n" + rows, encoding="utf-8")
    rejected = share.validate(share.adapt(tmp_path / "t", to="fire-station", agency="demo")).rejected
    path = rejected.to_csv(tmp_path / "t.rejected.csv")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        written = list(csv.DictReader(stream))
    assert [(row["_row"], row["_line"], Path(row["_file"]).name) for row in written] == [
        ("2", "3", "a.csv"),
        ("3", "2", "b.csv"),
    ]
    path.write_text(path.read_text("utf-8-sig").replace(",,post", ",Pos,post"), "utf-8-sig")
    again = share.validate(share.adapt(path, to="fire-station", agency="demo"))
    assert again.report.valid
    assert again.report.rows == 3
    alone = share.validate(share.adapt(tmp_path / "t" / "a.csv", to="fire-station", agency="demo")).rejected
    assert "_file" not in alone.sheet().columns


def test_the_command_line_reports_one_table(folder, capsys):
    assert run(["validate", str(folder), "--to", "fire-station", "--agency", "demo", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["rows"] == 5
    assert {Path(v["file"]).name for v in report["violations"] if v["severity"] == "error"} == {"a.csv", "b.csv"}
    assert run(["validate", str(folder), "--to", "fire-station", "--agency", "demo"]) == 1
    assert f"{folder}/b.csv, row 4 (line 4)" in capsys.readouterr().out


def test_rejected_rows_of_several_files_are_corrected_in_one(folder, capsys):
    """Beside the folder; for a pattern, in the folder it begins with, where they are no part of the table."""
    arguments = ["--to", "fire-station", "--agency", "demo"]
    for source, written in (
        (folder, folder.with_name("posts.rejected.csv")),
        (folder / "*.csv", folder / "all.rejected.csv"),
    ):
        assert run(["validate", str(source), *arguments]) == 1
        assert "castle" in written.read_text("utf-8")
        written.write_text(written.read_text("utf-8").replace("castle", "post"), "utf-8")
        capsys.readouterr()
        run(["validate", str(written), *arguments, "--format", "json"])
        counts = json.loads(capsys.readouterr().out)["counts"]
        assert "code" not in counts
        assert counts["ragged-row"] == 1


def test_without_a_contract_files_are_named_too(folder, capsys):
    assert run(["validate", str(folder), "--format", "json"]) == 1
    (violation,) = json.loads(capsys.readouterr().out)["violations"]
    assert (Path(violation["file"]).name, violation["line"], violation["rule"]) == ("b.csv", 5, "ragged-row")
