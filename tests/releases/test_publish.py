"""Publishing: what is written, when nothing is, and that the same rows give the same bytes."""

from __future__ import annotations

import json
import shutil
import stat
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from release_making import (
    UNITS,
    field,
    protected,
    protected_table,
    protected_tables,
    releases_in,
    served,
    snapshot,
    unit_rows,
    units,
    words,
)

from opendata_share import _messages
from opendata_share._canonical import file_digest
from opendata_share.contract import Contract, DatasetInfo, Text
from opendata_share.errors import DataRejected, DefinitionError, ReleaseError, SourceError, TrustError
from opendata_share.releases import open_catalog, publish
from opendata_share.releases._plan import nameless

FILES = ["contract.json", "datapackage.json", "manifest.json", "response-unit.csv", "response-unit.parquet"]


def test_a_release_has_the_promised_layout(tmp_path: Path) -> None:
    done = publish(units(5), into=tmp_path / "public")
    assert sorted(snapshot(tmp_path / "public")) == [
        "catalog.json",
        *(f"catalog.trust/1.{role}.json" for role in ("jakarta-fire", "root", "snapshot", "targets")),
        "catalog.trust/timestamp.json",
        *(f"jakarta-fire/response-unit/1/{name}" for name in FILES),
    ]
    assert done.outcome == "published"
    assert not done.partial
    assert (done.release.dataset, done.release.release, done.release.rows) == ("jakarta-fire/response-unit", "1", 5)
    assert sorted(done.release.files) == FILES
    assert done.release.digest == file_digest(done.release.path / "manifest.json")


def test_the_manifest_vouches_for_every_file_and_says_where_the_rows_came_from(tmp_path: Path) -> None:
    done = publish(units(5, rejected=2), into=tmp_path, partial=True)
    manifest = json.loads((done.release.path / "manifest.json").read_text("utf-8"))
    for entry in manifest["files"]:
        path = done.release.path / entry["name"]
        assert (path.stat().st_size, file_digest(path)) == (entry["bytes"], entry["sha256"])
    assert manifest["format"] == "opendata-share/release@1"
    assert manifest["balance"]["accepted"] == 5
    assert manifest["balance"]["rejected"] == 2
    assert manifest["errors"] == {"required": 2}
    assert manifest["contract"] == {"name": "response-unit@1.0.0", "digest": UNITS.digest}
    assert manifest["policy"]["name"] == "open"
    assert manifest["origin"]["source"] == "*.csv"
    assert manifest["origin"]["captured_at"] == "2026-01-31T10:00:00+00:00"
    assert "somebody" not in json.dumps(manifest)


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("/home/wulandari/pasien Budi Santoso.xlsx", "*.xlsx"),
        (r"C:\Users\wulandari\DATA.CSV", "*.csv"),
        ("Budi.Santoso", "*"),
        ("https://data.example/api/wulandari?key=s3cret", "*"),
        ("jakarta-fire/response-unit release 3", "*"),
        ("", "*"),
    ],
)
def test_what_a_file_is_called_does_not_leave(tmp_path: Path, source: str, left: str) -> None:
    assert nameless(source) == left
    table = protected_table(UNITS, unit_rows(1), source=source)
    done = publish(protected_tables(table, source=source), into=tmp_path)
    assert json.loads((done.release.path / "manifest.json").read_text("utf-8"))["origin"]["source"] == left
    for path in tmp_path.rglob("*"):
        if path.is_file():
            written = path.read_bytes().lower()
            assert b"wulandari" not in written
            assert b"santoso" not in written


def test_what_the_publisher_calls_the_source_stands_in_the_release(tmp_path: Path) -> None:
    info = DatasetInfo(source="Bed sheet of the emergency unit")
    release = publish(units(1), into=tmp_path, info=info).release
    manifest = json.loads((release.path / "manifest.json").read_text("utf-8"))
    assert manifest["origin"]["source"] == "Bed sheet of the emergency unit"
    assert publish(units(1), into=tmp_path, info=info).outcome == "unchanged"
    assert publish(units(1), into=tmp_path).outcome == "published"


def test_rejected_rows_publish_nothing_unless_asked_for_partial(tmp_path: Path) -> None:
    with pytest.raises(DataRejected) as caught:
        publish(units(5, rejected=1), into=tmp_path / "public")
    assert caught.value.exit_code == 1
    assert caught.value.report.to_document()["rejected"] == 1
    assert not (tmp_path / "public").exists()
    done = publish(units(5, rejected=1), into=tmp_path / "public", partial=True)
    assert (done.outcome, done.partial, done.rejected, done.rows) == ("published", True, 1, 5)


def test_the_same_input_gives_byte_identical_releases(tmp_path: Path) -> None:
    publish(units(300, batch_rows=7), into=tmp_path / "a")
    publish(units(300, batch_rows=300), into=tmp_path / "b")
    assert releases_in(tmp_path / "a") == releases_in(tmp_path / "b")


def test_the_same_rows_again_make_no_release(tmp_path: Path) -> None:
    publish(units(5), into=tmp_path)
    before = snapshot(tmp_path)
    again = publish(units(5), into=tmp_path)
    assert (again.outcome, again.release.release, again.release.outcome) == ("unchanged", "1", "unchanged")
    assert again.release.digest == file_digest(again.release.path / "manifest.json")
    assert snapshot(tmp_path) == before
    assert not list(tmp_path.glob(".staging-*"))


@pytest.mark.parametrize(
    "other",
    [units(6), units(5, first=2), units(5, policy_digest="sha256:" + "d" * 64)],
    ids=["more", "others", "policy"],
)
def test_other_rows_or_another_policy_make_a_new_release_and_keep_the_old(tmp_path: Path, other: object) -> None:
    publish(units(5), into=tmp_path)
    before = snapshot(tmp_path)
    done = publish(other, into=tmp_path)  # type: ignore[arg-type]
    assert (done.outcome, done.release.release) == ("published", "2")
    after = snapshot(tmp_path)
    pointers = {"catalog.json", "catalog.trust/timestamp.json"}
    assert {name for name in before if after[name] != before[name]} == pointers


def test_other_facts_about_the_data_set_make_a_new_release(tmp_path: Path) -> None:
    publish(units(5), into=tmp_path)
    done = publish(units(5), into=tmp_path, info=DatasetInfo(licence="CC-BY-4.0"))
    assert done.release.release == "2"
    assert publish(units(5), into=tmp_path, info=DatasetInfo(licence="CC-BY-4.0")).outcome == "unchanged"


def test_a_newer_capture_of_the_same_file_says_nothing_new(tmp_path: Path) -> None:
    def captured(hour: int, basis: str) -> list[dict[str, object]]:
        moment = datetime(2026, 2, 1, hour, tzinfo=UTC)
        return [{**row, "recorded_at": moment, "recorded_at_basis": basis} for row in unit_rows(5)]

    publish(protected(captured(1, "capture")), into=tmp_path)
    assert publish(protected(captured(2, "capture")), into=tmp_path).outcome == "unchanged"
    assert publish(protected(captured(1, "source")), into=tmp_path).release.release == "2"
    assert publish(protected(captured(2, "source")), into=tmp_path).release.release == "3"


def test_exchange_rows_never_enter_an_open_folder_nor_open_rows_an_exchange_folder(tmp_path: Path) -> None:
    publish(units(5), into=tmp_path / "open")
    publish(units(5, policy="exchange", audience="exchange"), into=tmp_path / "exchange")
    before = snapshot(tmp_path)
    with pytest.raises(ReleaseError) as caught:
        publish(units(6, policy="exchange", audience="exchange"), into=tmp_path / "open")
    assert "do not serve that folder without access control" in str(caught.value)
    assert "tanpa kendali akses" in caught.value.text("id")
    with pytest.raises(ReleaseError):
        publish(units(6), into=tmp_path / "exchange")
    with pytest.raises(ReleaseError):
        publish(units(6, audience="health-and-fire"), into=tmp_path / "exchange")
    assert snapshot(tmp_path) == before


def test_exchange_folders_are_readable_by_their_owner_only_and_say_so(tmp_path: Path) -> None:
    done = publish(units(5, audience="exchange"), into=tmp_path / "deep" / "exchange")
    for path in (tmp_path / "deep" / "exchange").rglob("*"):
        allowed = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == allowed, path
    assert stat.S_IMODE(done.folder.stat().st_mode) == 0o700
    assert "do not serve this folder without access control" in done.text("en")
    assert "tanpa kendali akses" in done.text("id")
    assert "web server" in publish(units(5), into=tmp_path / "open").text()


def test_a_bundle_is_one_commit(tmp_path: Path) -> None:
    stations = Contract(
        name="fire-station", version="1.0.0", title=words("Stations"), fields=(field("id", required=True),)
    )
    both = protected_tables(protected_table(UNITS, unit_rows(4)), protected_table(stations, [{"id": "a"}, {"id": "b"}]))
    done = publish(both, into=tmp_path, info={"fire-station": DatasetInfo(title=Text("Posts", "Pos"))})
    assert [release.dataset for release in done.releases] == ["jakarta-fire/response-unit", "jakarta-fire/fire-station"]
    catalog = json.loads((tmp_path / "catalog.json").read_text("utf-8"))
    assert len({item["releases"][0]["published_at"][:16] for item in catalog["datasets"]}) == 1
    assert [item["title"]["en"] for item in catalog["datasets"]] == ["Posts", "Response units"]
    again = protected_tables(
        protected_table(UNITS, unit_rows(5)), protected_table(stations, [{"id": "a"}, {"id": "b"}])
    )
    second = publish(again, into=tmp_path, info={"fire-station": DatasetInfo(title=Text("Posts", "Pos"))})
    assert second.outcome == "published"
    assert [release.outcome for release in second.releases] == ["published", "unchanged"]
    assert served(tmp_path) == {"jakarta-fire/response-unit": [4, 5], "jakarta-fire/fire-station": [2]}


def test_a_bundle_with_one_bad_table_publishes_nothing(tmp_path: Path) -> None:
    other = Contract(name="station", version="1.0.0", title=words("S"), fields=(field("id", required=True),))
    publish(units(3), into=tmp_path)
    before = snapshot(tmp_path)
    both = protected_tables(protected_table(UNITS, unit_rows(4)), protected_table(other, [{"id": None}]))
    with pytest.raises(ReleaseError) as caught:
        publish(both, into=tmp_path)
    assert (caught.value.message_id, caught.value.field) == ("publish-screen", "id")
    assert snapshot(tmp_path) == before
    assert not list(tmp_path.glob(".staging-*"))


def test_the_agency_comes_from_the_rows_where_nothing_else_says_it(tmp_path: Path) -> None:
    done = publish(protected(unit_rows(3, agency="bogor-fire"), agency=None), into=tmp_path)
    assert done.release.dataset == "bogor-fire/response-unit"
    mixed = unit_rows(2, agency="bogor-fire") + unit_rows(2, agency="depok-fire")
    for rows in (mixed, []):
        with pytest.raises(DefinitionError) as caught:
            publish(protected(rows, agency=None), into=tmp_path)
        assert caught.value.message_id == "publish-agency"


@pytest.mark.parametrize("slug", ["../x", "Jakarta", "a/b", "", "a--b", "x" * 81, "a b", "a\n"])
def test_an_agency_that_cannot_name_a_folder_is_refused(tmp_path: Path, slug: str) -> None:
    with pytest.raises(DefinitionError):
        publish(units(3, agency=slug), into=tmp_path)
    assert snapshot(tmp_path) == {}


def _replaced(name: str, value: object, row: int = 1) -> pa.Table:
    rows = unit_rows(3)
    rows[row][name] = value
    return pa.Table.from_pylist(rows, UNITS.arrow_schema)


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (_replaced("kind", "submarine"), "code"),
        (_replaced("agency_id", None), "required"),
        (_replaced("id", None), "required"),
        (_replaced("height_m", float("nan")), "not-finite"),
        (_replaced("height_m", float("inf")), "not-finite"),
    ],
)
def test_rows_that_break_their_contract_are_never_published(tmp_path: Path, rows: pa.Table, rule: str) -> None:
    with pytest.raises(ReleaseError) as caught:
        publish(protected(rows), into=tmp_path)
    assert caught.value.parameters["rule"] == rule
    assert "submarine" not in str(caught.value)
    assert snapshot(tmp_path) == {}


def test_columns_other_than_the_contracts_are_never_published(tmp_path: Path) -> None:
    extra = pa.Table.from_pylist(unit_rows(3), UNITS.arrow_schema).append_column("phone", pa.array(["0812"] * 3))
    with pytest.raises(ReleaseError) as caught:
        publish(protected(extra), into=tmp_path)
    assert caught.value.message_id == "publish-schema"
    assert "0812" not in str(caught.value)


def test_schema_metadata_is_never_published(tmp_path: Path) -> None:
    table = pa.Table.from_pylist(unit_rows(3), UNITS.arrow_schema).replace_schema_metadata({"pandas": "secret-canary"})
    with pytest.raises(ReleaseError):
        publish(protected(table), into=tmp_path)


def test_only_what_protect_returned_can_be_published(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        publish(pa.table({}), into=tmp_path)  # type: ignore[arg-type]


def test_an_empty_table_is_a_release_too(tmp_path: Path) -> None:
    publish(units(0), into=tmp_path)
    assert open_catalog(tmp_path)["response-unit"].read().to_arrow().num_rows == 0


def unsigned(folder: Path) -> None:
    """Leave the folder as one that was published before anything was signed."""
    shutil.rmtree(folder / "catalog.trust")


def test_an_unsigned_catalogue_that_cannot_be_read_stops_publishing(tmp_path: Path) -> None:
    publish(units(5), into=tmp_path)
    unsigned(tmp_path)
    whole = (tmp_path / "catalog.json").read_bytes()
    (tmp_path / "catalog.json").write_bytes(whole[:-20])
    before = snapshot(tmp_path)
    with pytest.raises(SourceError):
        publish(units(6), into=tmp_path)
    assert snapshot(tmp_path) == before


def test_a_catalogue_of_a_newer_layout_stops_publishing(tmp_path: Path) -> None:
    publish(units(5), into=tmp_path)
    whole = (tmp_path / "catalog.json").read_bytes()
    (tmp_path / "catalog.json").write_bytes(whole.replace(b"catalog@1", b"catalog@9"))
    with pytest.raises(ReleaseError) as caught:
        publish(units(6), into=tmp_path)
    assert caught.value.message_id == "release-format"


def test_a_lost_unsigned_catalogue_never_costs_a_release(tmp_path: Path) -> None:
    publish(units(5), into=tmp_path)
    unsigned(tmp_path)
    (tmp_path / "catalog.json").unlink()
    before = snapshot(tmp_path)
    with pytest.raises(ReleaseError) as caught:
        publish(units(6), into=tmp_path)
    assert caught.value.message_id == "publish-unlisted"
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("damage", [None, b"", b"{}", b"nonsense"])
def test_a_lost_or_damaged_catalogue_is_made_again_from_what_is_signed(tmp_path: Path, damage: bytes | None) -> None:
    publish(units(5), into=tmp_path)
    whole = (tmp_path / "catalog.json").read_bytes()
    (tmp_path / "catalog.json").unlink()
    if damage is not None:
        (tmp_path / "catalog.json").write_bytes(damage)
    assert publish(units(5), into=tmp_path).outcome == "unchanged"
    assert (tmp_path / "catalog.json").read_bytes() == whole


def test_a_tampered_release_is_not_silently_taken_for_unchanged(tmp_path: Path) -> None:
    done = publish(units(5), into=tmp_path)
    manifest = done.release.path / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b" ")
    with pytest.raises(TrustError):
        publish(units(5), into=tmp_path)


def test_folders_that_are_links_are_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "jakarta-fire").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ReleaseError) as caught:
        publish(units(5), into=tmp_path / "public")
    assert caught.value.message_id == "publish-not-a-folder"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "public").write_text("a file")
    with pytest.raises(ReleaseError):
        publish(units(5), into=tmp_path / "public")


def test_a_clock_set_back_does_not_reorder_releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(units(5), into=tmp_path)
    catalog = json.loads((tmp_path / "catalog.json").read_text("utf-8"))
    catalog["datasets"][0]["releases"][0]["published_at"] = "2099-01-01T00:00:00Z"
    (tmp_path / "catalog.json").write_text(json.dumps(catalog))
    publish(units(6), into=tmp_path)
    times = [release.published_at for release in open_catalog(tmp_path)["response-unit"].releases()]
    assert times == sorted(times)


def test_the_parquet_has_fixed_row_groups_and_no_metadata_of_ours_but_the_contract(tmp_path: Path) -> None:
    done = publish(units(10), into=tmp_path)
    metadata = pq.read_metadata(done.release.path / "response-unit.parquet")
    assert set(metadata.metadata or ()) == {b"ARROW:schema", b"opendata-share.contract"}
    dictionaries = {
        metadata.row_group(0).column(n).path_in_schema
        for n in range(metadata.num_columns)
        if metadata.row_group(0).column(n).has_dictionary_page
    }
    assert dictionaries == {"kind"}
    assert metadata.row_group(0).column(0).compression == "ZSTD"


def test_every_outcome_reads_in_both_languages(tmp_path: Path) -> None:
    done = publish(units(5, rejected=1), into=tmp_path, partial=True)
    assert "1 rows rejected" in done.text("en")
    assert "1 baris ditolak" in done.text("id")
    assert done.to_document()["published"] is True
    again = publish(units(5, rejected=1), into=tmp_path, partial=True)
    assert "No new release" in str(again)
    assert again.to_document()["published"] is False


def test_sentences_of_this_room_name_the_same_placeholders_in_both_languages() -> None:
    import re

    from opendata_share._messages import _releases

    for message_id, message in _releases.MESSAGES.items():
        assert set(re.findall(r"{(\w+)", message.en)) == set(re.findall(r"{(\w+)", message.id)), message_id
        assert (message.hint_en is None) == (message.hint_id is None), message_id
        assert message_id in _messages.CATALOGUE
