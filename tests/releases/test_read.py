"""Reading: finding data sets, choosing releases, columns, conditions and ages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from release_making import UNITS, field, protected, protected_table, protected_tables, unit_rows, units, words

from opendata_share.contract import Contract, FieldType, Reference
from opendata_share.errors import DefinitionError, ReleaseError, SourceUnavailable, TrustError
from opendata_share.releases import open_catalog, publish
from opendata_share.releases._cut import cut


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish(units(5), into=tmp_path)
    publish(units(9), into=tmp_path)
    publish(protected(unit_rows(2, agency="jakarta-health"), agency="jakarta-health"), into=tmp_path)
    stations = Contract(name="station", version="1.0.0", title=words("S"), fields=(field("id", required=True),))
    publish(protected([{"id": "a"}], contract=stations), into=tmp_path)
    return tmp_path


def test_a_catalogue_is_a_mapping_of_data_sets(folder: Path) -> None:
    catalog = open_catalog(folder)
    assert list(catalog) == ["jakarta-fire/response-unit", "jakarta-fire/station", "jakarta-health/response-unit"]
    assert (catalog.trust, catalog.audience, len(catalog)) == ("local", "public", 3)
    assert catalog["station"].id == "jakarta-fire/station"
    assert "station" in catalog
    assert catalog.get("station") is catalog["jakarta-fire/station"]
    assert catalog.get("beds") is None
    assert 7 not in catalog
    assert "response-unit" not in catalog
    assert catalog["jakarta-health/response-unit"].title.en == "Response units"
    assert open_catalog(str(folder)).keys() == catalog.keys()


def test_a_name_several_agencies_use_is_refused_and_both_are_named(folder: Path) -> None:
    with pytest.raises(ReleaseError) as caught:
        open_catalog(folder)["response-unit"]
    assert "jakarta-fire/response-unit, jakarta-health/response-unit" in str(caught.value)


def test_an_unknown_name_lists_what_there_is(folder: Path) -> None:
    with pytest.raises(ReleaseError) as caught:
        open_catalog(folder)["beds"]
    assert "jakarta-fire/station" in str(caught.value)


def test_a_folder_without_a_catalogue_cannot_be_read(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(SourceUnavailable) as caught:
            open_catalog(place)
        assert caught.value.exit_code == 2


def test_the_latest_and_earlier_releases_can_be_read(folder: Path) -> None:
    dataset = open_catalog(folder)["jakarta-fire/response-unit"]
    assert [release.number for release in dataset.releases()] == ["1", "2"]
    assert dataset.read().to_arrow().num_rows == 9
    assert dataset.release(1).table().to_arrow().num_rows == 5
    assert dataset.latest().contract.digest == UNITS.digest
    with pytest.raises(ReleaseError):
        dataset.release("3")


def test_as_of_gives_the_release_that_was_the_newest_then(folder: Path) -> None:
    dataset = open_catalog(folder)["jakarta-fire/response-unit"]
    first, second = dataset.releases()
    assert dataset.as_of(first.published_at) is first
    assert dataset.as_of(second.published_at - timedelta(microseconds=1)) is first
    assert dataset.as_of(datetime(2999, 1, 1, tzinfo=UTC)) is second
    with pytest.raises(ReleaseError):
        dataset.as_of(datetime(2000, 1, 1, tzinfo=UTC))
    with pytest.raises(DefinitionError):
        dataset.as_of(datetime(2999, 1, 1))


def test_a_table_can_be_read_twice_and_two_readers_do_not_disturb_each_other(folder: Path) -> None:
    table = open_catalog(folder)["jakarta-fire/response-unit"].read()
    first, second = table.batches(), table.batches()
    assert next(first).num_rows == next(second).num_rows == 9
    assert table.to_arrow().equals(table.to_arrow())


def test_columns_come_in_the_order_asked_for_with_their_contract(folder: Path) -> None:
    table = open_catalog(folder)["jakarta-fire/response-unit"].read(columns=["crew", "id"])
    assert table.to_arrow().schema.names == ["crew", "id"]
    assert [f.name for f in table.contract.fields] == ["crew", "id"]
    assert table.contract.primary_key == ("id",)
    assert [check.name for check in table.contract.checks] == ["crew-positive"]
    assert table.contract.code_lists == ()
    for wrong in (["nothing"], [], ["id", "id"]):
        with pytest.raises(DefinitionError):
            open_catalog(folder)["jakarta-fire/response-unit"].read(columns=wrong)


def test_a_condition_filters_rows_and_leaves_out_where_it_is_null(folder: Path) -> None:
    dataset = open_catalog(folder)["jakarta-fire/response-unit"]
    everything = dataset.read().to_arrow().to_pylist()
    found = dataset.read(where="crew > 2").to_records()
    assert found == [row for row in everything if row["crew"] is not None and row["crew"] > 2]
    assert found
    few = dataset.read(columns=["id"], where="kind = 'pump' AND ready").to_records()
    assert few == [{"id": row["id"]} for row in everything if row["kind"] == "pump" and row["ready"]]
    with pytest.raises(DefinitionError):
        dataset.read(where="nothing > 2")
    with pytest.raises(DefinitionError):
        dataset.read(where="crew + 1")


def test_rows_that_are_too_old_are_an_error_not_a_silent_success(folder: Path) -> None:
    dataset = open_catalog(folder)["jakarta-fire/response-unit"]
    newest = dataset.latest().newest()
    assert newest == datetime(2026, 1, 1, 9, tzinfo=UTC)
    assert dataset.read(max_age=timedelta(hours=1), as_of=newest + timedelta(hours=1)).to_arrow().num_rows == 9
    with pytest.raises(ReleaseError) as caught:
        dataset.read(max_age=timedelta(hours=1), as_of=newest + timedelta(hours=1, seconds=1))
    assert caught.value.message_id == "release-stale"
    assert "2026-01-01T09:00:00" in str(caught.value)
    assert "2026-01-01T10:00:01" in str(caught.value)
    with pytest.raises(ReleaseError):
        dataset.read(max_age=timedelta(days=1), as_of=datetime(2999, 1, 1, tzinfo=UTC))
    with pytest.raises(DefinitionError):
        dataset.read(max_age=timedelta(days=1), as_of=datetime(2026, 1, 1))


def test_without_recorded_times_the_capture_of_the_source_counts_and_unknown_age_is_said(tmp_path: Path) -> None:
    plain = Contract(name="plain", version="1.0.0", title=words("P"), fields=(field("id", required=True),))
    publish(protected([{"id": "a"}], contract=plain), into=tmp_path / "known")
    dataset = open_catalog(tmp_path / "known")["plain"]
    captured = datetime(2026, 1, 31, 10, tzinfo=UTC)
    assert dataset.latest().newest() == captured
    dataset.read(max_age=timedelta(days=1), as_of=captured)
    unknown = protected_tables(protected_table(plain, [{"id": "a"}], captured_at=None))
    publish(unknown, into=tmp_path / "unknown")
    with pytest.raises(ReleaseError) as caught:
        open_catalog(tmp_path / "unknown")["plain"].read(max_age=timedelta(days=9999))
    assert caught.value.message_id == "release-age-unknown"


def test_lineage_of_what_is_read_points_at_the_release(folder: Path) -> None:
    release = open_catalog(folder)["jakarta-fire/response-unit"].latest()
    lineage = release.read().lineage
    assert lineage.source == "jakarta-fire/response-unit release 2"
    parquet = release.manifest.file("response-unit.parquet")
    assert parquet is not None
    assert lineage.source_digest() == parquet.sha256
    assert lineage.contract_digest == UNITS.digest
    assert lineage.agency == "jakarta-fire"


@pytest.mark.parametrize("as_", ["parquet", "csv"])
def test_pull_brings_a_verified_file(folder: Path, tmp_path: Path, as_: str) -> None:
    release = open_catalog(folder)["jakarta-fire/response-unit"].latest()
    path = release.pull(tmp_path / "in", as_)  # type: ignore[arg-type]
    assert path == tmp_path / "in" / f"response-unit.{as_}"
    assert path.read_bytes() == (folder / "jakarta-fire/response-unit/2" / path.name).read_bytes()
    assert [entry.name for entry in (tmp_path / "in").iterdir()] == [path.name]
    assert release.pull(tmp_path / "in", as_) == path  # type: ignore[arg-type]
    with pytest.raises(DefinitionError):
        release.pull(tmp_path / "in", "xlsx")  # type: ignore[arg-type]


def test_a_pulled_exchange_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    publish(units(3, audience="exchange"), into=tmp_path / "exchange")
    path = open_catalog(tmp_path / "exchange")["response-unit"].latest().pull(tmp_path / "in")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_trust_is_asked_for_and_said(folder: Path) -> None:
    assert open_catalog(folder, trust="unverified").trust == "local"
    with pytest.raises(DefinitionError):
        open_catalog(folder, trust="blind")
    with pytest.raises(TrustError) as caught:
        open_catalog("https://user:hunter2@data.example/?token=hunter3")
    assert "unverified" in str(caught.value)
    assert "hunter" not in str(caught.value)
    for scheme in ("ftp://x/", "file:///tmp", "s3://user:hunter2@bucket"):
        with pytest.raises(DefinitionError):
            open_catalog(scheme, trust="unverified")


def test_releases_can_be_given_to_other_libraries_whole(folder: Path) -> None:
    import duckdb

    release = open_catalog(folder)["jakarta-fire/response-unit"].latest()
    table = pa.table(release)
    assert duckdb.connect().execute("select count(*) from release").fetchall() == [(9,)]  # type: ignore[no-untyped-call,unused-ignore]
    assert table.schema == UNITS.arrow_schema
    assert repr(release) == "Release(jakarta-fire/response-unit 2, rows=9, trust='local')"


def test_cutting_a_contract_drops_only_what_reads_absent_fields() -> None:
    whole = Contract(
        name="x",
        version="1.0.0",
        title=words("X"),
        primary_key=("a", "b"),
        unique=(("c",), ("b", "c")),
        fields=(
            field("a", required=True),
            field("b", FieldType.INTEGER, required=True),
            field("c", pattern="^x$", pattern_when="b > 1"),
            field("d", reference=Reference((("one", "station"), ("two", "unit")), "a")),
            field("e", FieldType.INTEGER, derived="b + 1"),
        ),
    )
    some = cut(whole, ["c", "d", "e"])
    assert (some.primary_key, some.unique) == ((), (("c",),))
    assert some.field("c").pattern is None
    assert some.field("d").reference is None
    assert some.field("e").derived is None
    assert some.derived_from is not None
    assert some.derived_from.removed == ("a", "b")
    with_all = cut(whole, ["e", "d", "c", "b", "a"])
    assert with_all.primary_key == ("a", "b")
    assert with_all.field("c").pattern == "^x$"
    assert with_all.field("e").derived == "b + 1"
    assert Contract.from_document(some.to_document()).digest == some.digest
    assert cut(whole, ["a", "b", "c", "d", "e"]) is whole
