"""Several files in one map: joins, tables with a file of their own, paths beside the map."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import opendata_share as share
from opendata_share.adapters import find_contract
from opendata_share.errors import DefinitionError, SourceError, SourceUnavailable

MAP = """agency = "demo"
[source]
path = "calls-*.csv"
zone = "Asia/Jakarta"
[join.unit]
path = "units.csv"
on = { unit = "name" }
fold = true
[let]
unit = { from = "units", split = " " }
[[tables.fleet-count]]
each = "unit"
holder_type = { value = "station" }
holder_id = { ref = "fire-station", key = ["unit.post"] }
unit_type = { value = "fire_apparatus" }
as_of = "day"
total = "n"
condition_source = "unit.note"
[[tables.fire-station]]
source = "posts.csv"
key = ["post"]
name = "title"
station_type = { value = "post" }
"""
MAP = MAP.replace('condition_source = "unit.note"\n', "")
FILES = {
    "calls-1.csv": "units,day,n\nA B,2026-01-01,2\n",
    "calls-2.csv": "units,day,n\n a  C,2026-01-02,3\nD,2026-01-03,4\n",
    "units.csv": "name,post\nA,p1\nb,p2\nC,p1\n",
    "posts.csv": "post,title\np1,Pos Satu\np2,Pos Dua\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "map.toml").write_text(MAP, "utf-8")
    return tmp_path


def changed(folder: Path, old: str, new: str) -> Path:
    text = (folder / "map.toml").read_text("utf-8")
    assert old in text
    (folder / "map.toml").write_text(text.replace(old, new, 1), "utf-8")
    return folder / "map.toml"


def refusal(field_map: Path) -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        share.adapt_bundle(field_map=field_map)
    return caught.value


def test_a_map_reads_its_own_files_joined_and_beside_each_other(folder: Path) -> None:
    checked = share.validate(share.adapt_bundle(field_map=folder / "map.toml"))
    fleet, posts = checked.tables
    assert [(row["holder_id"], row["total"]) for row in fleet.to_records()] == [
        ("demo:p1", 2),
        ("demo:p2", 2),
        ("demo:p1", 3),
    ]
    assert [row["name"] for row in posts.to_records()] == ["Pos Satu", "Pos Dua"]
    counts = checked.report.table("fleet-count").balance
    assert (counts.read, counts.skipped, counts.expanded, counts.produced, counts.rejected) == (3, 0, 2, 5, 2)
    assert checked.report.table("fire-station").balance.read == 2


def test_a_report_names_the_file_each_table_comes_from(folder: Path) -> None:
    (folder / "posts.csv").write_text("post,title\np1,\np2,Pos Dua\n", "utf-8")
    report = share.validate(share.adapt_bundle(field_map=folder / "map.toml")).report
    assert report.table("fleet-count").source == str(folder / "calls-*.csv")
    assert report.table("fire-station").source == str(folder / "posts.csv")
    (violation,) = [found for found in report.table("fire-station").violations if found.rule == "required"]
    assert (violation.row, violation.line) == (1, 2)


def test_rejected_rows_of_another_file_are_not_put_among_the_rows_to_be_corrected(folder: Path) -> None:
    (folder / "posts.csv").write_text("post,title\np1,\np2,Pos Dua\n", "utf-8")
    checked = share.validate(share.adapt_bundle(field_map=folder / "map.toml"))
    assert {row["_contract"] for row in checked.rejected.to_arrow().to_pylist()} == {
        "fire-station@1.0.0",
        "fleet-count@1.0.0",
    }
    written = checked.rejected.to_csv(folder / "out.csv").read_text("utf-8-sig")
    assert "fleet-count" in written
    assert "fire-station@" not in written
    assert checked.rejected.count == 1 + 4
    assert checked.rejected.elsewhere() == {str(folder / "posts.csv"): 1}
    assert checked.rejected.source_rows() == 3


def test_the_folder_may_be_given_where_the_map_lies_elsewhere(folder: Path, tmp_path_factory: pytest.TempPathFactory):
    elsewhere = tmp_path_factory.mktemp("maps") / "map.toml"
    elsewhere.write_text(MAP, "utf-8")
    assert list(share.adapt_bundle(folder, field_map=elsewhere)) == ["fleet-count", "fire-station"]
    with pytest.raises(SourceUnavailable):
        share.adapt_bundle(field_map=elsewhere)


def test_the_digest_of_the_source_covers_every_file_the_map_reads(folder: Path) -> None:
    def digest() -> str | None:
        return share.adapt_bundle(field_map=folder / "map.toml").lineage.source_digest()

    digests = [digest()]
    for name in ("units.csv", "posts.csv", "calls-2.csv"):
        (folder / name).write_text(FILES[name] + FILES[name].splitlines()[-1].replace("C", "X") + "9\n", "utf-8")
        digests.append(digest())
    assert len(set(digests)) == 4


def test_a_key_that_stands_twice_in_the_joined_file_is_an_error_of_that_file(folder: Path) -> None:
    (folder / "units.csv").write_text("name,post\nA,p1\nB,p2\n a ,p2\n", "utf-8")
    bundle = share.adapt_bundle(field_map=folder / "map.toml")
    with pytest.raises(SourceError) as caught:
        share.validate(bundle)
    assert caught.value.message_id == "join-key-twice"
    assert (caught.value.file, caught.value.row, caught.value.line) == (str(folder / "units.csv"), 3, 4)
    assert caught.value.parameters["first"] == 1
    assert "p2" not in caught.value.text("en")
    changed(folder, "fold = true\n", "")
    (folder / "units.csv").write_text("name,post\nA,p1\nB,p2\na,p2\n,p1\n,p2\n", "utf-8")
    share.validate(share.adapt_bundle(field_map=folder / "map.toml"))


def test_a_damaged_row_of_a_joined_file_is_never_passed_over(folder: Path) -> None:
    (folder / "units.csv").write_text("name,post\nA,p1\nB\n", "utf-8")
    with pytest.raises(SourceError) as caught:
        share.validate(share.adapt_bundle(field_map=folder / "map.toml"))
    assert (caught.value.message_id, caught.value.row, caught.value.line) == ("join-row-unmade", 2, 3)


def test_a_table_may_come_from_a_joined_file(folder: Path) -> None:
    block = '[[tables.response-unit]]\nsource = "join.unit"\nkey = ["name"]\ncall_sign = "name"\n'
    block += 'unit_type = { value = "engine" }\ncondition = { value = "good" }\nstatus = { value = "active" }\n'
    block += 'home_station_id = { ref = "fire-station", key = ["post"] }\n'
    (folder / "map.toml").write_text(MAP + block, "utf-8")
    checked = share.validate(share.adapt_bundle(field_map=folder / "map.toml"))
    units = checked.report.table("response-unit")
    assert (units.source, units.balance.read) == (str(folder / "units.csv"), 3)
    assert [row["id"] for row in checked.tables[2].to_records()] == ["demo:A", "demo:b", "demo:C"]


def test_a_joined_workbook_keeps_what_its_cells_are(folder: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    book = xlsxwriter.Workbook(str(folder / "units.xlsx"))
    sheet = book.add_worksheet()
    for row, cells in enumerate([("name", "post"), ("A", 1), ("B", "p2"), ("C", 1.5)]):
        sheet.write_row(row, 0, cells)
    book.close()
    changed(folder, "units.csv", "units.xlsx")
    checked = share.validate(share.adapt_bundle(field_map=folder / "map.toml"))
    assert checked.report.table("fleet-count").counts["number-for-code"] == 1  # 1.5 is no code; 1 is advice


@pytest.mark.parametrize(
    "path", ["../units.csv", "/etc/passwd", "a/../../units.csv", "https://x.example/a.csv", "C:\\a"]
)
def test_a_map_names_no_file_outside_its_folder(folder: Path, path: str) -> None:
    error = refusal(changed(folder, '"units.csv"', f"'{path}'"))
    assert (error.message_id, error.line) == ("map-path-outside", 6)


def test_a_link_that_leads_out_of_the_folder_is_not_followed(folder: Path, tmp_path_factory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "units.csv"
    outside.write_text(FILES["units.csv"], "utf-8")
    (folder / "units.csv").unlink()
    (folder / "units.csv").symlink_to(outside)
    assert refusal(folder / "map.toml").message_id == "map-path-outside"


def test_a_map_without_a_folder_says_how_to_give_one() -> None:
    field_map = share.FieldMap.from_toml(MAP, name="map.toml")
    with pytest.raises(DefinitionError) as caught:
        share.adapt_bundle(field_map=field_map)
    assert (caught.value.message_id, caught.value.line) == ("map-no-folder", 3)


def test_a_source_that_is_given_counts_instead_of_the_map_s_own(folder: Path) -> None:
    checked = share.validate(share.adapt_bundle(folder / "calls-1.csv", field_map=folder / "map.toml"))
    assert checked.report.table("fleet-count").balance.read == 1


keys = st.sampled_from(["a", "b", "c", "A", " a", "", "d"])


@given(st.lists(keys, max_size=6), st.lists(keys, min_size=1, max_size=6, unique=True), st.booleans())
def test_a_join_is_the_row_of_the_other_file_with_the_same_key(left: list[str], right: list[str], fold: bool) -> None:
    """The meaning, said in Python: at most one row, found by the trimmed key, null where there is none."""
    import pyarrow as pa

    from opendata_share.adapters.mapping._joins import BoundJoin, load_joins
    from opendata_share.adapters.reading import RowsSource

    def key(text: str) -> str | None:
        plain = text.strip()
        return (plain.casefold() if fold else plain) or None

    source = RowsSource([{"k": text, "v": str(at)} for at, text in enumerate(right)])
    join = BoundJoin(name="x", source=source, left=("k",), right=("k",), fold=fold)
    known = [key(text) for text in right if key(text) is not None]
    if len(known) != len(set(known)):
        with pytest.raises(SourceError, match=r"2|1"):
            load_joins([join])
        return
    table = load_joins([join])["x"]
    found = table.column("v", table.rows_for([pa.array(left, pa.string())])).values.to_pylist()
    places = {key(text): str(at) for at, text in enumerate(right)}
    assert found == [None if key(text) is None else places.get(key(text)) for text in left]


def test_pieces_of_a_map_that_joins_go_to_other_processes(folder: Path) -> None:
    import pickle

    bundle = share.adapt_bundle(field_map=folder / "map.toml")
    here = [part() for part in bundle.parts()]
    there = [pickle.loads(pickle.dumps(part))() for part in bundle.parts()]  # our own
    assert [(name, rows.data.to_pylist()) for made in there for name, rows in made] == [
        (name, rows.data.to_pylist()) for made in here for name, rows in made
    ]


def test_a_quarantined_column_of_a_joined_file_is_never_read(folder: Path) -> None:
    (folder / "units.csv").write_text("name,post,driver\nA,p1,SITI\nB,p2,BUDI\nC,p1,ANI\n", "utf-8")
    field_map = changed(folder, "fold = true\n", 'fold = true\nquarantine = ["driver"]\n')
    checked = share.validate(share.adapt_bundle(field_map=field_map))
    told = f"{checked.report.to_document()}{checked.rejected.to_arrow()}{checked.rejected.lineage}"
    assert not any(name in told for name in ("SITI", "BUDI", "ANI"))
    wrong = changed(folder, '"unit.post"', '"unit.driver"')
    error = refusal(wrong)
    assert (error.message_id, error.parameters["columns"]) == ("map-quarantined-used", ["driver"])


@pytest.mark.parametrize("each", ["words", "refs"])
def test_a_let_of_a_path_with_brackets_is_a_list_like_one_that_splits(each: str) -> None:
    rows = [{"id": "a", "refs": ["x", "y"], "words": "x y"}, {"id": "b", "refs": [], "words": ""}]
    other = {"words": "refs", "refs": "words"}[each]
    source = '{ from = "refs[]" }' if each == "refs" else '{ from = "words", split = " " }'
    text = f"""agency = "demo"
[source]
ignore = ["{other}"]
[let]
item = {source}
[[tables.fire-station]]
each = "item"
key = ["id", "item"]
name = "item"
station_type = {{ value = "post" }}
"""
    table = share.adapt(rows, field_map=share.FieldMap.from_toml(text))
    assert [(row["id"], row["name"]) for row in table.to_records()] == [("demo:a-x", "x"), ("demo:a-y", "y")]


def test_the_command_line_says_which_file_to_correct(folder: Path) -> None:
    (folder / "posts.csv").write_text("post,title\np1,\np2,Pos Dua\n", "utf-8")
    command = [sys.executable, "-m", "opendata_share", "validate", str(folder), "--map", str(folder / "map.toml")]
    said = subprocess.run([*command, "--lang", "en"], capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert f"1 rejected rows come from {folder / 'posts.csv'}: correct that file itself" in said.stderr
    assert "4 rejected rows → " in said.stderr


def test_a_column_named_as_a_joined_one_asks_for_another_name_of_the_join(folder: Path) -> None:
    (folder / "calls-1.csv").write_text("units,day,n,unit.post\nA B,2026-01-01,2,p9\n", "utf-8")
    (folder / "calls-2.csv").unlink()
    error = refusal(folder / "map.toml")
    assert (error.message_id, error.line) == ("map-join-hides-column", 14)
    assert "[join.OTHER]" in error.text("en")
    assert "[join.LAIN]" in error.text("id")
    mended = changed(folder, "[join.unit]", "[join.vehicle]").read_text("utf-8").replace("unit.post", "vehicle.post")
    (folder / "map.toml").write_text(mended.replace("[source]", '[source]\nignore = ["unit.post"]'), "utf-8")
    fleet = share.adapt_bundle(field_map=folder / "map.toml")["fleet-count"]
    assert fleet.to_arrow().column("holder_id").to_pylist() == ["demo:p1", "demo:p2"]


def test_a_joined_column_inside_the_parts_of_a_list_is_refused_with_the_way_round(folder: Path) -> None:
    parts = 'system = { value = "https://a.id/x" }, value = "unit.post"'
    added = f'station_type = {{ value = "post" }}\nidentifiers = {{ each = "units", fields = {{ {parts} }} }}'
    (folder / "calls-1.csv").unlink()
    (folder / "calls-2.csv").unlink()
    (folder / "calls-1.json").write_text('[{"units": [{"x": "A"}], "day": "2026-01-01", "n": 1}]', "utf-8")
    text = (folder / "map.toml").read_text("utf-8").split("[let]")[0].replace("calls-*.csv", "calls-1.json")
    text = text.replace('on = { unit = "name" }', 'on = { day = "name" }')
    text += f'[[tables.fire-station]]\nkey = ["n"]\nname = "day"\n{added}\n'
    (folder / "map.toml").write_text(text, "utf-8")
    error = refusal(folder / "map.toml")
    assert (error.message_id, error.file) == ("map-join-inside", "map.toml")
    assert error.line == text[: text.index("identifiers")].count("\n") + 1
    assert "unit.post" in error.text("en")
    assert "unit.post" in error.text("id")


def test_a_table_may_be_named_by_the_document_of_its_contract(tmp_path: Path) -> None:
    document = tmp_path / "contract.json"
    document.write_text(json.dumps(find_contract("fire-station").to_document()), encoding="utf-8")
    (tmp_path / "posts.csv").write_text("post,title\np1,Pos Satu\n", encoding="utf-8")
    block = f'[[tables."{document}"]]\nkey = ["post"]\nname = "title"\nstation_type = {{ value = "post" }}\n'
    (tmp_path / "map.toml").write_text(f'agency = "demo"\n{block}', encoding="utf-8")
    table = share.adapt(tmp_path / "posts.csv", field_map=tmp_path / "map.toml")
    assert [row["name"] for row in table.to_records()] == ["Pos Satu"]
    assert table.contract.name == "fire-station"
