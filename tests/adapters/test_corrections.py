"""Corrected rows come back: the original is read again with what a person changed, and gives what a right source gives.

The oracle of every property is the plain one: the table of a source that had been right from the start.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from opendata_share import FieldMap, Validated, adapt, adapt_bundle, validate
from opendata_share.adapters import CorrectedSource, Limits, SourceOptions, corrections_in, open_table, original_file
from opendata_share.adapters._corrections_file import workbook_sheets
from opendata_share.adapters.reading._raw import RawBatch
from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text
from opendata_share.errors import LimitExceeded, OpenDataShareError, SourceError, SourceUnavailable

FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def field(name: str, kind: FieldType = FieldType.TEXT, **promises: Any) -> Field:
    return Field(name=name, type=kind, title=Text(name, name), sensitivity=Sensitivity.PUBLIC, **promises)


WARD = Contract(
    "ward",
    "1.0.0",
    Text("Ward", "Bangsal"),
    (
        field("code", required=True, pattern="^[0-9A-Za-z=+ é'-]{1,12}$"),
        field("beds", FieldType.INTEGER, required=True, minimum=0),
        field("seen", FieldType.DATE),
        field("note"),
    ),
    primary_key=("code",),
)
Row = tuple[str, str, str, str]
HEADINGS = ("code", "beds", "seen", "note")


def as_csv(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([headings, *rows])
    return text.getvalue()


def csv_file(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    path.write_bytes(as_csv(rows).encode())
    return path


def judged(path: Path, **options: Any) -> Validated:
    return validate(adapt(path, to=WARD, **options))


Table = list[list[str]]


def table_in(path: Path) -> Table:
    """Return a file of rejected rows as its cells stand in it, headings first."""
    with path.open(newline="", encoding="utf-8-sig") as stream:
        return list(csv.reader(stream))


def rewrite(path: Path, table: Table, **form: Any) -> None:
    with path.open("w", newline="", encoding=form.pop("encoding", "utf-8-sig")) as stream:
        csv.writer(stream, **form).writerows(table)


def edited(path: Path, change: Callable[[Table], Table | None], **form: Any) -> Path:
    """Change a file of rejected rows as a person would: `change` gets its cells."""
    table = table_in(path)
    rewrite(path, change(table) or table, **form)
    return path


def corrected(path: Path, right: dict[int, Sequence[str]], headings: Sequence[str] = HEADINGS) -> Path:
    """Write the cells of `right` over the rows of that number, typed without an apostrophe where none is needed."""
    from opendata_share.report import guarded

    def change(table: Table) -> None:
        for line in table[1:]:
            if (cells := right.get(int(line[0]))) is not None:
                for heading, cell in zip(headings, cells, strict=True):
                    line[table[0].index(heading)] = guarded(cell)

    return edited(path, change)


def rejected_csv(path: Path, **options: Any) -> Path:
    return judged(path, **options).rejected.to_csv(path.with_name(f"{path.stem}.rejected.csv"))


GOOD_TEXT = st.text("0123aZ=+ é'-", min_size=1, max_size=6)
CODES = st.lists(GOOD_TEXT, min_size=1, max_size=8, unique=True)
NOTES = st.text("=+@-'\t\r\n\",;0é 12E", max_size=8).filter(lambda text: "\r" not in text.replace("\r\n", ""))
BAD = st.sampled_from(["x", "-1", "1.5", "", "1,2"])


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Row], list[tuple[str, ...]]]:
    """Return rows that are right, and the same rows with faults: wrong cells, and rows cut short."""
    right: list[Row] = []
    wrong: list[tuple[str, ...]] = []
    for code in draw(CODES):
        day = draw(st.sampled_from(["", "2026-03-02", "2025-12-31"]))
        row = (code, str(draw(st.integers(0, 99))), day, draw(NOTES))
        right.append(row)
        match draw(st.sampled_from(["right", "right", "beds", "day", "short", "long"])):
            case "beds":
                wrong.append((row[0], draw(BAD), *row[2:]))
            case "day":
                wrong.append((*row[:2], "31/02/2026", row[3]))
            case "short":
                wrong.append(row[:2])
            case "long":
                wrong.append((*row, "more"))
            case _:
                wrong.append(row)
    return right, wrong


@FEW
@given(both=tables())
def test_corrected_rows_give_the_table_a_right_source_gives(
    both: tuple[list[Row], list[tuple[str, ...]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    right, wrong = both
    folder = tmp_path_factory.mktemp("t")
    expected = judged(csv_file(folder / "right.csv", right))
    source = csv_file(folder / "ward.csv", wrong)
    assume(not judged(source).report.valid)
    back = corrected(rejected_csv(source), dict(enumerate(right, start=1)))
    found = judged(back)
    assert found.report.valid, found.report.text()
    assert found.tables[0].to_records() == expected.tables[0].to_records()
    assert found.report.tables[0].balance == expected.report.tables[0].balance


@FEW
@given(both=tables(), only=st.sets(st.integers(1, 8)))
def test_rows_that_are_not_corrected_stay_what_they_were(
    both: tuple[list[Row], list[tuple[str, ...]]], only: set[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Some rows are corrected, the others deleted from the file or left as they are."""
    right, wrong = both
    folder = tmp_path_factory.mktemp("t")
    half = [right[at] if at + 1 in only else row for at, row in enumerate(wrong)]
    expected = judged(csv_file(folder / "half.csv", half))
    back = rejected_csv(csv_file(folder / "ward.csv", wrong))
    corrected(back, {number: row for number, row in enumerate(right, start=1) if number in only})
    edited(back, lambda table: [table[0], *(row for row in table[1:] if int(row[0]) in only or int(row[0]) % 2)])
    assume(len(table_in(back)) > 1)
    found = judged(back)
    assert found.tables[0].to_records() == expected.tables[0].to_records()
    assert found.report.tables[0].balance == expected.report.tables[0].balance
    assert [(one.row, one.rule) for one in found.report.tables[0].violations] == [
        (one.row, one.rule) for one in expected.report.tables[0].violations
    ]


@FEW
@given(both=tables())
def test_an_unchanged_file_changes_nothing(
    both: tuple[list[Row], list[tuple[str, ...]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    source = csv_file(tmp_path_factory.mktemp("t") / "ward.csv", both[1])
    before = judged(source)
    assume(not before.report.valid)
    back = rejected_csv(source)
    found = corrections_in(str(back), Limits())
    assert found is not None
    assert not found.touched().any()
    after = judged(back)
    assert after.tables[0].to_records() == before.tables[0].to_records()
    assert after.report.tables[0].counts == before.report.tables[0].counts


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    return csv_file(tmp_path / "ward.csv", [("a", "1", "", ""), ("0012", "x", "", "=cmd"), ("b", "y", "", "+62 812")])


def test_every_cell_comes_back_as_it_left(ward: Path) -> None:
    """A formula, zeros in front and a telephone number stand guarded in the file and are themselves again."""
    back = rejected_csv(ward)
    assert [line[-6:-2] for line in table_in(back)[1:]] == [["'0012", "x", "", "'=cmd"], ["b", "y", "", "'+62 812"]]
    records = judged(corrected(back, {2: ("0012", "5", "", "=cmd")})).tables[0].to_records()
    assert records[1] == {"code": "0012", "beds": 5, "seen": None, "note": "=cmd"}


@pytest.mark.parametrize(
    "form",
    [
        {"delimiter": ";"},
        {"delimiter": "\t", "encoding": "utf-16"},
        {"quoting": csv.QUOTE_ALL},
        {"lineterminator": "\n", "encoding": "utf-8"},
    ],
    ids=["semicolons", "utf-16-tabs", "all-quoted", "no-mark"],
)
def test_a_file_a_spreadsheet_has_saved_its_own_way_is_understood(ward: Path, form: dict[str, Any]) -> None:
    back = corrected(rejected_csv(ward), {2: ("0012", "5", "", "=cmd"), 3: ("b", "6", "", "é;\n,")})
    edited(back, lambda table: None, **form)
    records = judged(back).tables[0].to_records()
    assert [record["beds"] for record in records] == [1, 5, 6]
    assert records[2]["note"] == "é;\n,"


def test_lines_without_any_cell_are_no_rows(ward: Path) -> None:
    back = corrected(rejected_csv(ward), {2: ("a2", "5", "", "")})
    edited(back, lambda table: [*table, [""] * len(table[0]), [""] * len(table[0])])
    assert judged(back).report.tables[0].balance.accepted == 2


def test_the_name_the_digest_and_the_time_say_what_was_read(ward: Path) -> None:
    back = corrected(rejected_csv(ward), {2: ("a2", "5", "", "")})
    os.utime(ward, (1_700_000_000, 1_700_000_000))
    table = adapt(back, to=WARD)
    assert table.lineage.source == f"{ward} + ward.rejected.csv"
    assert table.lineage.file == str(back)
    assert table.lineage.captured_at == datetime.fromtimestamp(1_700_000_000, UTC)
    digest = table.lineage.source_digest()
    assert digest is not None
    assert digest != adapt(ward, to=WARD).lineage.source_digest()
    corrected(back, {2: ("a2", "6", "", "")})
    assert adapt(back, to=WARD).lineage.source_digest() != digest


def test_rows_rejected_again_are_corrected_in_a_file_of_their_own(ward: Path) -> None:
    first = corrected(rejected_csv(ward), {2: ("a2", "5", "", "")})
    second = judged(first).rejected.to_csv(ward.with_name("ward.rejected.2.csv"))
    assert [line[0] for line in table_in(second)[1:]] == ["3"]
    assert {line[-2] for line in table_in(second)[1:]} == {"ward.rejected.csv"}
    corrected(second, {3: ("b", "7", "", "")})
    found = judged(second)
    assert found.report.valid
    assert [record["beds"] for record in found.tables[0].to_records()] == [1, 5, 7]
    assert original_file(second) == ward


def test_files_that_correct_each_other_without_end_are_refused(ward: Path) -> None:
    back = rejected_csv(ward)
    other = back.with_name("other.rejected.csv")
    edited(back, lambda table: [table[0], *([*row[:-2], other.name, row[-1]] for row in table[1:])])
    rewrite(other, [[*row[:-2], back.name if at else row[-2], row[-1]] for at, row in enumerate(table_in(back))])
    with pytest.raises(LimitExceeded) as refused:
        adapt(back, to=WARD)
    assert refused.value.message_id == "corrections-too-deep"


def test_a_path_a_source_and_rows_in_memory_are_opened_as_ever(ward: Path) -> None:
    assert open_table(ward).headings() == HEADINGS
    assert open_table([{"a": "1"}]).headings() == ("a",)
    assert original_file([1]) == [1]
    assert original_file(str(ward)) == str(ward)
    with pytest.raises(SourceUnavailable):
        open_table(ward.with_name("gone.csv"))


# -- what cannot be understood is said, with file, row and column


def said(path: Path, **options: Any) -> OpenDataShareError:
    with pytest.raises(OpenDataShareError) as refused:
        judged(path, **options)
    for language in ("en", "id"):
        assert path.name in refused.value.text(language)
        assert refused.value.hint(language)
    return refused.value


def without(name: str) -> Callable[[Table], Table]:
    return lambda table: [[c for c, heading in zip(row, table[0], strict=True) if heading != name] for row in table]


def test_a_column_that_was_dropped_or_added_is_named(ward: Path) -> None:
    back = rejected_csv(ward)
    whole = back.read_bytes()
    error = said(edited(back, without("beds")))
    assert (error.message_id, "beds" in error.text()) == ("corrections-headings", True)
    back.write_bytes(whole)
    error = said(edited(back, lambda table: [[*row[:9], "new", *row[9:]] for row in table]))
    assert (error.message_id, "new" in error.text()) == ("corrections-headings", True)
    back.write_bytes(whole)
    for name in ("_source", "_seal"):
        error = said(edited(back, without(name)))
        assert (error.message_id, name in error.text()) == ("corrections-columns-lost", True)
        back.write_bytes(whole)


def test_a_file_saved_in_another_encoding_says_how_to_save_it(ward: Path) -> None:
    back = corrected(rejected_csv(ward), {2: ("a", "5", "", "é")})
    back.write_bytes(back.read_text("utf-8-sig").encode("cp1252"))
    error = said(back)
    assert (error.message_id, error.line) == ("corrections-encoding", 2)


def test_a_file_with_no_row_left_sends_back_to_the_original(ward: Path) -> None:
    assert said(edited(rejected_csv(ward), lambda table: table[:1])).message_id == "corrections-empty"


def test_our_columns_that_only_people_need_may_go(ward: Path) -> None:
    back = corrected(rejected_csv(ward), {2: ("a2", "5", "", ""), 3: ("a3", "5", "", "")})
    for name in ("_line", "_column", "_message", "_hint", "_field", "_rule", "_contract"):
        edited(back, without(name))
    assert judged(back).report.valid


def test_columns_in_another_order_are_named(ward: Path) -> None:
    back = edited(rejected_csv(ward), lambda table: [[*row[:8], row[9], row[8], *row[10:]] for row in table])
    error = said(back)
    assert error.message_id == "corrections-order"
    assert '"beds" where "code" belongs' in error.text()


@pytest.mark.parametrize("text", ["", "two", "0", "-1", "1.5", "9" * 20])
def test_a_row_without_its_number_is_named_by_its_line(ward: Path, text: str) -> None:
    back = edited(rejected_csv(ward), lambda table: [table[0], [text, *table[1][1:]], table[2]])
    error = said(back)
    assert (error.message_id, error.line, error.field) == ("corrections-row-number", 2, "_row")


def test_a_row_that_stands_twice_is_named(ward: Path) -> None:
    back = edited(rejected_csv(ward), lambda table: [*table, table[1]])
    error = said(back)
    assert (error.message_id, error.row, error.line) == ("corrections-row-twice", 2, 4)
    assert "line 2" in error.text()


def test_a_row_the_original_does_not_have_is_named(ward: Path) -> None:
    back = edited(rejected_csv(ward), lambda table: [*table, ["77", *table[1][1:]]])
    error = said(back)
    assert (error.message_id, error.row, error.line) == ("corrections-row-unknown", 77, 4)


def test_a_row_with_too_few_cells_is_named(ward: Path) -> None:
    back = edited(rejected_csv(ward), lambda table: [*table, ["4"]])
    error = said(back)
    assert (error.message_id, error.line) == ("corrections-ragged", 4)


def test_an_original_that_is_gone_is_named(ward: Path) -> None:
    back = rejected_csv(ward)
    ward.rename(ward.with_name("moved.csv"))
    error = said(back)
    assert (error.message_id, "ward.csv" in error.text(), error.exit_code) == ("corrections-original-missing", True, 2)


def test_an_original_that_was_changed_since_is_refused(ward: Path) -> None:
    back = rejected_csv(ward)
    ward.write_bytes(ward.read_bytes() + b"c,9,,\n")
    error = said(back)
    assert (error.message_id, error.row, "ward.csv" in error.text()) == ("corrections-original-changed", 2, True)


@pytest.mark.parametrize("name", ["../ward.csv", "/etc/passwd", "a\\b", "..", ".", "", "ward.rejected.csv"])
def test_an_original_is_a_plain_name_in_the_same_folder(ward: Path, name: str) -> None:
    (ward.parent / "sub").mkdir()
    back = edited(rejected_csv(ward), lambda table: [table[0], *([*row[:-2], name, row[-1]] for row in table[1:])])
    error = said(back)
    assert error.message_id == "corrections-no-source"


def test_rows_of_two_originals_in_one_file_are_refused(ward: Path) -> None:
    back = edited(rejected_csv(ward), lambda table: [*table[:2], [*table[2][:-2], "other.csv", table[2][-1]]])
    assert said(back).message_id == "corrections-no-source"


def test_rejected_rows_that_lost_our_columns_are_not_taken_for_the_whole_table(ward: Path) -> None:
    """Read alone, two corrected rows would be published in place of the whole table."""
    back = edited(rejected_csv(ward), lambda table: [row[8:-2] for row in table])
    error = said(back)
    assert (error.message_id, "ward.csv" in error.text()) == ("corrections-unrecognised", True)
    ward.unlink()
    assert judged(back).report.tables[0].balance.read == 2  # nothing beside it: a table of its own


def test_a_stranger_s_table_may_have_a_column_called_like_ours(tmp_path: Path) -> None:
    path = tmp_path / "theirs.csv"
    path.write_text("_row,_source\n1,x\n", encoding="utf-8")
    assert open_table(path).headings() == ("_row", "_source")
    contract = Contract("t", "1.0.0", Text("t", "t"), (field("row", pattern="^[0-9]$"), field("x")))
    path.write_text("_row,x\nfault,1\n", encoding="utf-8")
    back = validate(adapt(path, to=contract)).rejected.to_csv(tmp_path / "theirs.rejected.csv")
    edited(back, lambda table: [table[0], *([*row[:8], "7", *row[9:]] for row in table[1:])])
    assert adapt(back, to=contract).to_records() == [{"row": "7", "x": "1"}]


def test_nothing_is_said_of_a_cell(ward: Path) -> None:
    back = edited(rejected_csv(ward), lambda table: [*table, ["77", *["SECRET"] * 13]][: len(table) + 1])
    edited(back, lambda table: [row[:14] for row in table])
    assert "SECRET" not in said(back).text()


# -- maps: several tables, wide rows, formats, tokens, quarantine

WIDE = """agency = "demo"
[source]
null = ["", "-"]
quarantine = ["rahasia"]
[[tables.fire-station]]
key = ["no"]
name = "nama"
station_type = { value = "post" }
shifts = "regu"
[[tables.fleet-count]]
holder_type = { value = "station" }
holder_id = { ref = "fire-station", key = ["no"] }
unit_type = { value = "fire_apparatus" }
as_of = { from = "tanggal", format = "%d/%m/%Y" }
total = "regu"
[[tables.fleet-count]]
holder_type = { value = "station" }
holder_id = { ref = "fire-station", key = ["no"] }
unit_type = { value = "ambulance" }
as_of = { from = "tanggal", format = "%d/%m/%Y" }
total = "ambulans"
"""
POSTS = "no,nama,regu,ambulans,tanggal,rahasia\n1,Satu,3,1,02/03/2026,s\n2,-,x,y,02/03/2026,s\n3,Tiga,4,-,2/3,s\n4,x\n"
RIGHT = (
    "no,nama,regu,ambulans,tanggal,rahasia\n1,Satu,3,1,02/03/2026,s\n2,Dua,5,6,02/03/2026,s\n"
    "3,Tiga,4,2,03/03/2026,s\n4,Empat,1,1,03/03/2026,s\n"
)


def test_a_source_row_rejected_in_several_tables_stands_once_with_all_its_reasons(tmp_path: Path) -> None:
    source = tmp_path / "posts.csv"
    source.write_text(POSTS, encoding="utf-8")
    mapped = FieldMap.from_toml(WIDE)
    validated = validate(adapt_bundle(source, field_map=mapped))
    assert validated.rejected.count > 3
    back = validated.rejected.to_csv(tmp_path / "posts.rejected.csv")
    table = table_in(back)
    assert [row[0] for row in table[1:]] == ["2", "3", "4"]
    row = dict(zip(table[0], table[1], strict=True))
    assert row["_contract"] == "fire-station@1.0.0; fleet-count@1.0.0"
    assert row["_column"].split("; ") == ["nama", "regu", "regu", "ambulans"] or {"nama", "regu", "ambulans"} <= set(
        row["_column"].replace("; ", ", ").split(", ")
    )
    assert "rahasia" not in table[0]
    assert row["nama"] == ""


def test_a_corrected_row_replaces_its_source_row_in_every_table(tmp_path: Path) -> None:
    source, right = tmp_path / "posts.csv", tmp_path / "right.csv"
    source.write_text(POSTS, encoding="utf-8")
    right.write_text(RIGHT, encoding="utf-8")
    os.utime(right, (source.stat().st_atime, source.stat().st_mtime))
    mapped = FieldMap.from_toml(WIDE)
    expected = validate(adapt_bundle(right, field_map=mapped, captured_at=datetime(2026, 3, 3, tzinfo=UTC)))
    back = validate(adapt_bundle(source, field_map=mapped)).rejected.to_csv(tmp_path / "posts.rejected.csv")
    headings = ("no", "nama", "regu", "ambulans", "tanggal")
    fixed = [line.split(",")[:5] for line in RIGHT.splitlines()[1:]]
    corrected(back, dict(enumerate(fixed, start=1)), headings)
    found = validate(adapt_bundle(back, field_map=mapped, captured_at=datetime(2026, 3, 3, tzinfo=UTC)))
    assert found.report.valid, found.report.text()
    for one, other in zip(found.tables, expected.tables, strict=True):
        assert one.to_records() == other.to_records()
    for table, same in zip(found.report.tables, expected.report.tables, strict=True):
        assert table.balance == same.balance


def test_a_token_for_no_value_means_none_in_a_corrected_cell_too(tmp_path: Path) -> None:
    source = tmp_path / "ward.csv"
    source.write_text("code,beds,seen,note\na,x,-,-\n", encoding="utf-8")
    back = rejected_csv(source, null=("-",))
    corrected(back, {1: ("a", "1", "-", "")})
    (record,) = judged(back, null=("-",)).tables[0].to_records()
    assert record["seen"] is None
    assert record["note"] is None  # as it came: the original's "-"


# -- other kinds of sources


def batches(source: Any) -> list[RawBatch]:
    return list(source.batches())


def test_json_keeps_its_kinds_and_takes_a_corrected_text_for_what_the_field_asks_for(tmp_path: Path) -> None:
    source = tmp_path / "ward.json"
    source.write_text('[{"code": "a", "beds": "1"}, {"code": "b", "beds": 2.0}, {"code": 3, "beds": 4}]')
    back = rejected_csv(source)
    table = table_in(back)
    assert [row[0] for row in table[1:]] == ["1", "3"]
    corrected(back, {1: ("a", "7")}, ("code", "beds"))
    found = judged(back)
    assert [one.row for one in found.report.tables[0].violations] == [3]
    corrected(back, {3: ("c", "4")}, ("code", "beds"))
    assert [(r["code"], r["beds"]) for r in judged(back).tables[0].to_records()] == [("a", 7), ("b", 2), ("c", 4)]


def test_a_line_that_was_no_json_is_replaced_once_it_is_filled_in(tmp_path: Path) -> None:
    source = tmp_path / "ward.ndjson"
    source.write_text('{"code": "a", "beds": 1}\nnot json\n[1]\n{"code": "d", "beds": 4}\n', encoding="utf-8")
    back = rejected_csv(source)
    assert [(row[0], row[1], row[8]) for row in table_in(back)[1:]] == [("2", "2", "not json"), ("3", "3", "'[1]")]
    corrected(back, {2: ("b", "2")}, ("code", "beds"))
    found = judged(back)
    assert [(one.row, one.rule) for one in found.report.tables[0].violations] == [(3, "not-an-object")]
    assert [(r["code"], r["beds"]) for r in found.tables[0].to_records()] == [("a", 1), ("b", 2), ("d", 4)]


def test_typed_columns_keep_their_types_and_their_order(tmp_path: Path) -> None:
    source = tmp_path / "ward.parquet"
    days = pa.array([date(2026, 3, 2), None, date(2026, 3, 3), None])
    table = pa.table({"code": ["a", "b", "c", "d"], "beds": pa.array([1, -2, 3, -4]), "seen": days})
    pq.write_table(table, source)
    back = rejected_csv(source)
    corrected(back, {2: ("b", "2", "2026-03-09"), 4: ("d", "4", "")}, ("code", "beds", "seen"))
    found = judged(back)
    assert found.report.valid, found.report.text()
    records = found.tables[0].to_records()
    assert [(r["code"], r["beds"], r["seen"]) for r in records] == [
        ("a", 1, date(2026, 3, 2)),
        ("b", 2, date(2026, 3, 9)),
        ("c", 3, date(2026, 3, 3)),
        ("d", 4, None),
    ]
    assert [batch.rows.to_pylist() for batch in batches(open_table(back))] == [[1], [2], [3], [4]]


def test_a_time_without_a_zone_of_a_typed_column_is_no_text_in_a_format(tmp_path: Path) -> None:
    contract = Contract(
        "w", "1.0.0", Text("w", "w"), (field("n", FieldType.INTEGER, minimum=0), field("at", FieldType.DATETIME))
    )
    source = tmp_path / "w.parquet"
    pq.write_table(pa.table({"n": [-1], "at": pa.array([datetime(2026, 3, 2, 7, 50)], pa.timestamp("us"))}), source)
    options: dict[str, Any] = {"zone": "Asia/Jakarta"}
    back = validate(adapt(source, to=contract, **options)).rejected.to_csv(tmp_path / "w.rejected.csv")
    edited(back, lambda table: [table[0], [*table[1][:8], "1", *table[1][9:]]])
    (record,) = validate(adapt(back, to=contract, **options)).tables[0].to_records()
    assert record == {"n": 1, "at": datetime(2026, 3, 2, 0, 50, tzinfo=UTC)}


def workbook(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


SHEET = """[source]
decimal = ","
format.date = "%d/%m/%Y"
[[tables.ward]]
code = "Kode"
beds = "TT"
seen = "Tanggal"
"""


@pytest.fixture
def ward_contract(tmp_path: Path) -> Path:
    import json

    path = tmp_path / "ward.json"
    path.write_text(json.dumps(WARD.to_document()), encoding="utf-8")
    return path


def test_a_date_cell_of_a_workbook_comes_back_as_a_date(tmp_path: Path) -> None:
    """It stands in the file as ISO 8601, and is read so whatever format the map declares for texts."""
    source = workbook(
        tmp_path / "ward.xlsx",
        [
            ("code", "beds", "seen", "note"),
            ("a", 1, date(2026, 3, 1), "x"),
            ("b", "?", date(2026, 3, 2), None),
            ("c", "!", None, None),
            ("d", "!", "2 Maret", None),
        ],
    )
    back = rejected_csv(source)
    rows = {int(row[0]): row for row in table_in(back)[1:]}
    assert set(rows) == {3, 4, 5}
    assert "'2026-03-02" in rows[3]
    corrected(back, {3: ("b", "2", "2026-03-02", ""), 4: ("c", "3", "2026-03-04", ""), 5: ("d", "4", "2026-03-05", "")})
    (merged,) = batches(open_table(back))
    assert merged.cells is not None
    assert merged.cells["seen"].to_pylist() == [3, 3, 3, 3]
    assert merged.cells["beds"].to_pylist() == [2, 1, 1, 1]
    assert merged.rows.to_pylist() == [2, 3, 4, 5]
    found = judged(back)
    assert found.report.valid, found.report.text()
    assert [record["seen"].day for record in found.tables[0].to_records()] == [1, 2, 4, 5]


def rejected_xlsx(path: Path) -> Path:
    return judged(path).rejected.to_xlsx(path.with_name(f"{path.stem}.rejected.xlsx"))


def fill_in(path: Path, right: dict[int, dict[str, Any]]) -> Path:
    book = openpyxl.load_workbook(path)
    page = book["_rejected"]
    places = {cell.value: at for at, cell in enumerate(page[1], start=1)}
    for row in page.iter_rows(min_row=2):
        for heading, value in right.get(int(str(row[0].value)), {}).items():
            row[places[heading] - 1].value = value
    book.save(path)
    return path


def test_a_workbook_of_rejected_rows_comes_back(ward: Path) -> None:
    back = rejected_xlsx(ward)
    assert workbook_sheets(str(back)) == ("_rejected", "Explanation")
    found = corrections_in(str(back), Limits())
    assert found is not None
    assert not found.touched().any()
    fill_in(back, {2: {"beds": 5}, 3: {"beds": "6", "seen": date(2026, 3, 2)}})
    records = judged(back).tables[0].to_records()
    assert [(r["code"], r["beds"], r["seen"], r["note"]) for r in records] == [
        ("a", 1, None, None),
        ("0012", 5, None, "=cmd"),
        ("b", 6, date(2026, 3, 2), "+62 812"),
    ]


def test_a_workbook_s_rejected_rows_come_back_as_a_workbook(tmp_path: Path) -> None:
    source = workbook(tmp_path / "ward.xlsx", [("code", "beds", "seen"), ("a", 1, None), ("b", "?", date(2026, 3, 2))])
    back = fill_in(rejected_xlsx(source), {3: {"beds": 2}})
    found = judged(back)
    assert found.report.valid, found.report.text()
    assert found.tables[0].to_records()[1]["seen"] == date(2026, 3, 2)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return typed rows that are right, and the same rows with faults."""
    right: list[tuple[Any, ...]] = []
    wrong: list[tuple[Any, ...]] = []
    for code in draw(st.lists(st.from_regex("[a-z][0-9]{1,3}", fullmatch=True), min_size=1, max_size=6, unique=True)):
        day = draw(st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1)))
        row = (code, draw(st.integers(0, 99)), day, draw(st.none() | st.sampled_from(["0012", "@x", "+62 812", "é"])))
        right.append(row)
        match draw(st.sampled_from(["right", "text", "negative", "day"])):
            case "text":
                wrong.append((code, "banyak", *row[2:]))
            case "negative":
                wrong.append((code, -1, *row[2:]))
            case "day":
                wrong.append((code, row[1], "kemarin", row[3]))
            case _:
                wrong.append(row)
    return right, wrong


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(both=sheets())
def test_corrected_rows_of_a_workbook_give_the_table_a_right_workbook_gives(
    form: str, both: tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    right, wrong = both
    folder = tmp_path_factory.mktemp("t")
    expected = judged(workbook(folder / "right.xlsx", [HEADINGS, *right]))
    source = workbook(folder / "ward.xlsx", [HEADINGS, *wrong])
    assume(not judged(source).report.valid)
    if form == "xlsx":
        fixed = {at: dict(zip(HEADINGS, row, strict=True)) for at, row in enumerate(right, start=2)}
        back = fill_in(rejected_xlsx(source), fixed)
    else:
        texts = {at: ["" if cell is None else str(cell) for cell in row] for at, row in enumerate(right, start=2)}
        back = corrected(rejected_csv(source), texts)
    found = judged(back)
    assert found.report.valid, found.report.text()
    assert found.tables[0].to_records() == expected.tables[0].to_records()
    assert found.report.tables[0].balance == expected.report.tables[0].balance


def test_rows_a_person_has_sorted_another_way_are_put_back_into_their_order(ward: Path) -> None:
    back = corrected(rejected_csv(ward), {2: ("a2", "5", "", ""), 3: ("b", "6", "", "")})
    edited(back, lambda table: [table[0], *reversed(table[1:])])
    assert [record["beds"] for record in judged(back).tables[0].to_records()] == [1, 5, 6]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_headings_of_any_kind_are_found_again(tmp_path: Path, form: str) -> None:
    headings = ["=1", "2026", "0012", " two  words\nand more", "_row", "_seal", "", "é;,"]
    source = tmp_path / "odd.csv"
    source.write_text(as_csv([["x", *"1234567"], ["y", *"1234567"]], headings), encoding="utf-8")
    mapped = FieldMap.from_toml("""
        [source]
        ignore = ["2026", "0012", " two*", "_row", "_seal", "", "é*"]
        [[tables.administrative-area]]
        code = "=1"
        name = "=1"
        level = { value = 1 }
        level_name = { value = "province" }
        agency_id = { value = "demo" }
    """)
    rejected = validate(adapt(source, field_map=mapped)).rejected
    assert rejected.count == 2
    if form == "xlsx":
        fill_in(back := rejected.to_xlsx(tmp_path / "odd.rejected.xlsx"), {1: {"=1": "31"}})
    else:
        back = edited(
            rejected.to_csv(tmp_path / "odd.rejected.csv"), lambda table: [*table[:1], swapped(table[1]), *table[2:]]
        )
    batch = next(iter(open_table(back).batches()))
    assert batch.columns.schema.names == headings
    assert batch.columns.column(0).to_pylist() == ["31", "y"]


def swapped(row: list[str]) -> list[str]:
    return ["31" if cell == "x" else cell for cell in row]


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04" + b"\0" * 40, b"<workbook/>"])
def test_what_is_no_workbook_has_no_sheets(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert workbook_sheets(str(path)) == ()


def test_a_pipe_is_not_looked_into(tmp_path: Path) -> None:
    """Whether it is a file of rejected rows cannot be seen without taking bytes out of it."""
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    assert corrections_in(str(pipe), Limits()) is None


def test_a_corrected_source_is_a_source(ward: Path) -> None:
    from opendata_share.adapters import Source

    source = open_table(corrected(rejected_csv(ward), {2: ("z", "5", "", "")}), SourceOptions())
    assert isinstance(source, CorrectedSource)
    assert isinstance(source, Source)
    assert [batch.columns.num_rows for batch in source.batches()] == [3]
    (batch,) = source.batches()
    assert batch.lines is not None
    assert batch.lines.to_pylist() == [2, 3, 4]


def test_small_blocks_do_not_matter(tmp_path: Path) -> None:
    rows = [(f"r{n}", "x" if n % 3 == 0 else "1", "", "") for n in range(1, 40)]
    source = csv_file(tmp_path / "ward.csv", rows)
    limits = Limits(block_bytes=64)
    back = rejected_csv(source, limits=limits)
    corrected(back, {n: (f"r{n}", "2", "", "") for n in range(3, 40, 3)})
    found = judged(back, limits=limits)
    assert found.report.valid
    assert [record["code"] for record in found.tables[0].to_records()] == [row[0] for row in rows]


def test_a_malformed_file_of_rejected_rows_is_an_error_not_a_crash(ward: Path) -> None:
    back = rejected_csv(ward)
    for data in (b'_row,_source,_seal,_rule,_hint\n"1', b"_row,_source,_seal\n1,\xff,s\n"):
        back.write_bytes(data)
        with pytest.raises(SourceError):
            judged(back)
