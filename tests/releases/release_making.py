"""Small contracts, tables and protected rows for the tests of this folder; child processes import it too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from opendata_share.contract import (
    Check,
    CodeList,
    Contract,
    Derivation,
    Field,
    FieldType,
    Provenance,
    Sensitivity,
    Text,
)
from opendata_share.report import Balance, Report, TableReport
from opendata_share.stages import (
    Lineage,
    Protected,
    ProtectedTable,
    Rejected,
    Table,
    seal_protected,
    seal_validated,
)

CAPTURED = datetime(2026, 1, 31, 10, tzinfo=UTC)
POLICY_DIGEST = "sha256:" + "a" * 64


def words(text: str) -> Text:
    return Text(text, f"{text} (id)")


def field(name: str, kind: FieldType = FieldType.TEXT, **more: Any) -> Field:
    return Field(name=name, type=kind, title=words(name), sensitivity=Sensitivity.PUBLIC, **more)


KINDS = CodeList.from_document(
    {
        "name": "kind",
        "version": "1.0.0",
        "title": {"en": "Kind", "id": "Jenis"},
        "source": "made up",
        "codes": [{"code": code, "label": {"en": code, "id": code}} for code in ("pump", "ladder", "ambulance")],
    }
)

UNITS = Contract(
    name="response-unit",
    version="1.0.0",
    title=words("Response units"),
    definition=words("One vehicle a row"),
    primary_key=("id",),
    checks=(Check("crew-positive", "crew >= 0", en="Crew is positive.", id="Awak positif."),),
    code_lists=(KINDS,),
    fields=(
        field("id", required=True, pattern="^[a-z0-9-]+:[A-Z0-9]+$"),
        field("agency_id", required=True, provenance=Provenance.AGENCY),
        field("kind", required=True, code_list="kind"),
        field("crew", FieldType.INTEGER, minimum=0, maximum=99),
        field("cost", FieldType.DECIMAL, precision=12, scale=2),
        field("height_m", FieldType.NUMBER),
        field("ready", FieldType.BOOLEAN),
        field("since", FieldType.DATE),
        field("recorded_at", FieldType.DATETIME, required=True, provenance=Provenance.RECORDED_AT),
        field("recorded_at_basis", required=True, provenance=Provenance.RECORDED_AT_BASIS),
        field("tags", FieldType.LIST, items=field("item", required=True)),
    ),
)


def unit_rows(count: int, first: int = 1, agency: str = "jakarta-fire") -> list[dict[str, Any]]:
    return [
        {
            "id": f"{agency}:U{number}",
            "agency_id": agency,
            "kind": KINDS.values[number % 3],
            "crew": number % 7 if number % 5 else None,
            "cost": None,
            "height_m": number / 8,
            "ready": number % 2 == 0,
            "since": datetime(2020, 1, 1 + number % 28, tzinfo=UTC).date(),
            "recorded_at": datetime(2026, 1, 1, number % 24, tzinfo=UTC),
            "recorded_at_basis": "source",
            "tags": ["a,b", 'say "x"'] if number % 2 else None,
        }
        for number in range(first, first + count)
    ]


def protected_tables(
    *tables: ProtectedTable,
    rejected: int = 0,
    policy: str = "open",
    audience: str = "public",
    policy_digest: str = POLICY_DIGEST,
    source: str = "/home/somebody/units.csv",
) -> Protected:
    reports = []
    for table in tables:
        accepted = sum(batch.num_rows for batch in table.table.batches())
        produced = accepted + rejected
        balance = Balance(read=produced, produced=produced, accepted=accepted, rejected=rejected)
        counts = {"required": rejected} if rejected else {}
        reports.append(TableReport(contract=table.original.identity, source=source, balance=balance, counts=counts))
    none = Rejected(rejected, lambda language: iter(()))
    validated = seal_validated(tuple(t.table for t in tables), none, Report(tuple(reports)), keeps_rows=True)
    return seal_protected(tuple(tables), policy, policy_digest, audience, validated)


def protected_table(
    contract: Contract,
    rows: Sequence[dict[str, Any]] | pa.Table,
    *,
    agency: str | None = "jakarta-fire",
    batch_rows: int | None = None,
    captured_at: datetime | None = CAPTURED,
    source: str = "/home/somebody/units.csv",
) -> ProtectedTable:
    data = rows if isinstance(rows, pa.Table) else pa.Table.from_pylist(list(rows), contract.arrow_schema)

    def batches() -> Iterator[pa.RecordBatch]:
        return iter(data.to_batches(max_chunksize=batch_rows))

    lineage = Lineage(
        source=source,
        source_digest=lambda: "sha256:" + "b" * 64,
        contract_digest=contract.digest,
        captured_at=captured_at,
        agency=agency,
    )
    return ProtectedTable(Table.of_batches(contract, batches, lineage), contract, ())


def protected(
    rows: Sequence[dict[str, Any]] | pa.Table, *, contract: Contract = UNITS, batch_rows: int | None = None, **more: Any
) -> Protected:
    agency = more.pop("agency", "jakarta-fire")
    return protected_tables(protected_table(contract, rows, agency=agency, batch_rows=batch_rows), **more)


def units(count: int = 5, first: int = 1, **more: Any) -> Protected:
    return protected(unit_rows(count, first), **more)


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file a reader could be served, by relative path; the lock and staging are the publisher's own."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".")
    }


def releases_in(folder: Path) -> dict[str, bytes]:
    """Return what of `snapshot` never changes and holds no time: the releases, without the catalogue and its trust."""
    return {path: data for path, data in snapshot(folder).items() if not path.startswith("catalog.")}


Reading = Callable[[Path], dict[str, list[int]]]


def served(folder: Path) -> dict[str, list[int]]:
    """Return what a reader finds, every byte verified: rows of every release, by data set."""
    from opendata_share.releases import open_catalog

    if not (folder / "catalog.json").exists():
        return {}
    found = {}
    for dataset in open_catalog(folder).values():
        for release in dataset.releases():
            release.verify()
        found[dataset.id] = [release.manifest.rows for release in dataset.releases()]
    return found


DERIVED = Derivation("response-unit@1.0.0", "sha256:" + "c" * 64, "open", ("secret",))
