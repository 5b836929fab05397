"""adapt and adapt_bundle: a source, a field map or a contract → rows under a contract, lazily.

What lives here: opening, binding and peeking, so that definition errors come at once. What this file must not know:
how rows are judged.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from .._canonical import bytes_digest
from .._limits import DEFAULT_LIMITS, Limits
from ..contract import Contract
from ..errors import DefinitionError
from ..stages import Bundle, Lineage, Rows, Table
from . import descriptions
from ._corrections import open_table, original_file
from ._map_files import file_beside, key_of, located
from ._registered_maps import find_map
from .descriptions import ContractLike, ImportedContract, find_contract, find_described, has_minted_key
from .mapping import (
    BoundMap,
    FieldMap,
    Formats,
    OpenedSource,
    OtherSource,
    SourceSection,
    bind,
    constants_of,
    implicit_map,
    is_zone,
    plan_parts,
    run_plan,
    stands_alone,
)
from .reading import (
    PartitionedSource,
    ServiceOptions,
    Source,
    SourceOptions,
    is_address,
    open_source,
    parts_of,
    reads_ahead,
)

if TYPE_CHECKING:
    from ..stages import RowsPart
    from .reading import NestedPaths

_SERVICE = frozenset(field.name for field in dataclass_fields(ServiceOptions))
_OPTIONS = (frozenset(field.name for field in dataclass_fields(SourceOptions)) - {"quarantine", "service"}) | {"zone"}
# what belongs to one read and not to the source: it may stand beside a field map
_OF_ONE_READ = frozenset({"auth", "since", "until", "resume", "query", "driver"})


def adapt(
    source: object = None,
    *,
    to: ContractLike | None = None,
    field_map: FieldMap | Path | str | None = None,
    agency: str | None = None,
    captured_at: datetime | None = None,
    limits: Limits | None = None,
    references: Mapping[str, object] | None = None,
    **options: Any,
) -> Table:
    """Return the rows of `source` under one contract; nothing is read yet but its headings.

    Args:
        source: A path, a folder or a pattern (`parts/*.csv`) of files that are one table, a `Source`, a list of
            dicts, or anything with `__arrow_c_stream__` (pyarrow, polars, pandas, DuckDB); or the address of a service,
            whose first page is fetched now. Without it the field map's `[source]` `url` or `path` is read; of a map
            with a `path` a folder is where all its files are.
        to: The contract: a record class, a `Contract`, a registered name, or the path of a contract document. A
            field map names it too. A Table Schema or Data Package (its path, or what `import_table_schema` returns)
            also says how the file is written; what it says and is not judged is in `ImportedContract.lost`.
        field_map: A `FieldMap`, the path of one, or a registered name. Without it the headings are the contract's own
            names or titles.
        agency: The publishing agency's slug; fills `agency_id` and prefixes identifiers. A field map may say it
            instead.
        captured_at: When the source was captured (aware); what `recorded_at` says where the source says nothing.
            Without it the map's `captured_at` counts, then the file's modification time.
        limits: Named limits; the defaults suit files of agencies.
        references: The tables that names refer to (`match_on` of a field map), by contract: anything with
            `__arrow_c_stream__`.
        **options: How the source is written, without a field map: format, encoding, delimiter, quote, header,
            header_rows, newline, null, record, sheet, and zone, the IANA zone of times without an offset; of a service
            parameters, paging, page_size, rate and changed (docs/reference/sources.md). Beside a field map too: auth (a
            bearer token, (user, password) or headers, sent to the service's own origin alone), since, until and resume.

    Raises:
        DefinitionError: The map, the contract or the call is wrong; more than one table is filled (use `adapt_bundle`).
        SourceError: The source was opened and is malformed as a whole.
        SourceUnavailable: The source cannot be opened.

    Example:
        >>> import opendata_share as share
        >>> rows = [{"id": "demo:1", "name": "Pos Monas", "station_type": "post", "country": "ID"}]
        >>> table = share.adapt(rows, to="fire-station", agency="demo")
        >>> table.contract.name
        'fire-station'
    """
    lineage, plan, opened = _prepare(
        source, to, field_map, agency, captured_at, limits or DEFAULT_LIMITS, references, options
    )
    if len(plan.contracts) > 1:
        raise DefinitionError("adapt-several-tables", file=opened.name, contracts=[c.name for c in plan.contracts])
    return Table(
        plan.contracts[0],
        lambda: (rows for _, rows in run_plan(plan, opened.batches())),
        lineage,
        lambda: plan_parts(plan, parts_of(opened)),
        reads_ahead=_reads_ahead(plan, opened),
    )


def adapt_bundle(
    source: object = None,
    *,
    field_map: FieldMap | Path | str,
    agency: str | None = None,
    captured_at: datetime | None = None,
    limits: Limits | None = None,
    references: Mapping[str, object] | None = None,
    **options: Any,
) -> Bundle:
    """Return the tables one field map fills from `source`, read in one pass; nothing is read yet but its headings.

    Args and errors are those of `adapt`.

    Example:
        >>> import opendata_share as share
        >>> posts = [{"no": "1", "nama": "Pos Monas", "mobil": "2", "tahun": "2026-01-01"}]
        >>> bundle = share.adapt_bundle(posts, field_map=share.FieldMap.from_toml('''
        ... agency = "demo"
        ... [[tables.fire-station]]
        ... key = ["no"]
        ... name = "nama"
        ... station_type = { value = "post" }
        ... [[tables.fleet-count]]
        ... holder_type = { value = "station" }
        ... holder_id = { ref = "fire-station", key = ["no"] }
        ... unit_type = { value = "fire_apparatus" }
        ... as_of = "tahun"
        ... total = "mobil"
        ... '''))
        >>> list(bundle)
        ['fire-station', 'fleet-count']
    """
    lineage, plan, opened = _prepare(
        source, None, field_map, agency, captured_at, limits or DEFAULT_LIMITS, references, options
    )

    def rows() -> Iterator[tuple[str, Rows]]:
        return run_plan(plan, opened.batches())

    def parts() -> Iterator[RowsPart]:
        return plan_parts(plan, parts_of(opened))

    return Bundle(plan.contracts, rows, lineage, parts, reads_ahead=_reads_ahead(plan, opened))


def open_mapped(source: object, field_map: FieldMap | Path | str, *, limits: Limits | None = None) -> Source:
    r"""Return the source as `adapt` reads it with this map: by its format, its options, its quarantine.

    Args:
        source: What `adapt` takes.
        field_map: A `FieldMap`, the path of its TOML file, or a registered name.
        limits: What the source may take.

    Raises:
        DefinitionError: The map is not sound, or no reader fits.
        SourceUnavailable: The file is not there or may not be read.

    Example:
        >>> open_mapped([{"no": 1}], FieldMap.from_toml('[[tables.fire-station]]\nkey = ["no"]')).headings()
        ('no',)
    """
    chosen = find_map(field_map)
    source, _ = located(source, chosen)
    return open_table(source, _source_options(chosen.source, {}), limits or DEFAULT_LIMITS)


def _prepare(
    source: object,
    to: ContractLike | None,
    field_map: FieldMap | Path | str | None,
    agency: str | None,
    captured_at: datetime | None,
    limits: Limits,
    references: Mapping[str, object] | None,
    options: dict[str, Any],
) -> tuple[Lineage, BoundMap, Source]:
    if captured_at is not None and captured_at.tzinfo is None:
        raise DefinitionError("adapt-naive-captured-at")
    chosen = None if field_map is None else find_map(field_map)
    source, folder = located(source, chosen)
    described = None if to is None else find_described(to, original_file(source, limits), options.get("zone"))
    if isinstance(described, ImportedContract) and not described.columns:
        described = described.contract  # the document says nothing of how a file is written
    given = described.contract if isinstance(described, ImportedContract) else described
    service = {name: options.pop(name) for name in _SERVICE & set(options)}
    if chosen is not None:
        if refused := [*options, *(set(service) - _OF_ONE_READ)]:
            raise DefinitionError("adapt-options-with-map", options=sorted(refused))
        opened = open_table(source, _source_options(chosen.source, service), limits)
        plan = _bind_map(chosen, given, opened, agency, captured_at, limits, folder, references or {})
    else:
        if described is None:
            raise DefinitionError("adapt-no-contract")
        if unknown := set(options) - _OPTIONS:
            raise DefinitionError("adapt-unknown-options", options=sorted(unknown), known=sorted(_OPTIONS))
        section = SourceSection(formats=Formats(zone=_zone(options.pop("zone", None))))
        if isinstance(described, ImportedContract):
            written = descriptions.options_for(described, options)
            described = descriptions.as_written(described, source, written, section.formats.zone)
        else:
            written = SourceOptions(**_schema_options(described, source, options))
        written = replace(written, service=ServiceOptions(**service))
        opened = open_table(source, written, limits)
        plan = _bind_headings(described, opened, section, agency, captured_at, limits)
    moment = plan.captured_at or opened.captured_at()
    plan = replace(plan, captured_at=moment, others=tuple(map(_captured, plan.others)))
    lineage = Lineage(
        source=opened.name,
        source_digest=cache(lambda: _digest(opened, plan)),
        map_digest=None if chosen is None else chosen.digest,
        constants=constants_of(plan),
        captured_at=moment,
        agency=plan.agency,
        file=os.fsdecode(source) if isinstance(source, str | os.PathLike) and not is_address(source) else None,
        headings=_readable(opened, chosen),
        file_of=opened.file_of if isinstance(opened, PartitionedSource) else None,
        others=_other_sources(plan),
    )
    return lineage, plan, opened


def _reads_ahead(plan: BoundMap, opened: Source) -> bool:
    """Whether pieces of the table are made side by side, before they are asked for."""
    return reads_ahead(opened) and stands_alone(plan)


def _captured(other: OtherSource) -> OtherSource:
    moment = other.plan.captured_at or other.source.captured_at()
    return replace(other, plan=replace(other.plan, captured_at=moment))


def _digest(opened: Source, plan: BoundMap) -> str | None:
    """Return the digest of the source; where a map reads other files too, of the digests of all of them in order."""
    sources = [opened, *(join.source for join in plan.joins), *(other.source for other in plan.others)]
    digests = [source.digest() for source in dict.fromkeys(sources)]
    if len(digests) == 1 or None in digests:
        return digests[0] if len(digests) == 1 else None
    return bytes_digest("".join(f"{digest}\n" for digest in digests).encode())


def _other_sources(plan: BoundMap) -> dict[str, str]:
    """Return the name of the file each table of another source comes from, by contract."""
    return {block.contract.name: other.source.name for other in plan.others for block in other.plan.blocks}


def _schema_options(described: Contract, source: object, options: dict[str, Any]) -> dict[str, Any]:
    """Return the options as a JSON Schema reads sources that say themselves what is null: "" is a text there."""
    if described.residual is None or "null" in options or not descriptions.says_types(source, options.get("format")):
        return options
    return {**options, "null": ()}


def _readable(opened: Source, chosen: FieldMap | None) -> tuple[str, ...]:
    """Return the source's headings without those of quarantined columns."""
    withheld = frozenset() if chosen is None else _source_options(chosen.source, {}).quarantine
    return tuple(heading for heading in opened.headings() if heading not in withheld)


def _bind_map(
    chosen: FieldMap,
    given: Contract | None,
    opened: Source,
    agency: str | None,
    captured_at: datetime | None,
    limits: Limits,
    folder: Path | None,
    references: Mapping[str, object],
) -> BoundMap:
    if given is not None and given.name not in chosen.contracts:
        raise DefinitionError("map-other-contract", file=chosen.name, contracts=chosen.contracts, contract=given.name)

    def open_file(section: SourceSection) -> tuple[Source, OpenedSource]:
        where = file_beside(folder, section.path or "", chosen, key_of(section, chosen))
        other = open_source(where, _source_options(section, {}), limits)
        return other, _as_opened(other, limits)

    known = {} if given is None else {given.name: given}
    return bind(
        chosen,
        _as_opened(opened, limits),
        *asked(known),
        agency=agency,
        captured_at=captured_at,
        open_file=open_file,
        references={name: partial(_whole_table, table) for name, table in references.items()},
    )


def _whole_table(table: Any) -> pa.Table:
    return pa.table(table)


def _as_opened(opened: Source, limits: Limits) -> OpenedSource:
    return OpenedSource(
        name=opened.name,
        headings=opened.headings(),
        paths=_paths_of(opened, limits),
        may_leave_out=bool(getattr(opened, "may_leave_out", False)),
    )


def _paths_of(opened: Source, limits: Limits) -> Callable[[], NestedPaths]:
    @cache
    def paths() -> NestedPaths:
        from .reading import nested_paths  # few maps reach into nested cells

        return nested_paths(opened, limits)

    return paths


def _bind_headings(
    given: Contract | ImportedContract,
    opened: Source,
    section: SourceSection,
    agency: str | None,
    captured_at: datetime | None,
    limits: Limits,
) -> BoundMap:
    headings = opened.headings()
    if isinstance(given, ImportedContract):
        tidy = descriptions.imported_map(given, headings, opened.name)
        known = {**given.related, given.contract.name: given.contract}
    else:
        tidy = implicit_map(given, headings, opened.name, section)
        known = {given.name: given}

    source = _as_opened(opened, limits)
    return bind(tidy, source, *asked(known), agency=agency, captured_at=captured_at, tidy=True)


def asked(known: Mapping[str, Contract]) -> tuple[Callable[[str], Contract], Callable[[str], bool]]:
    """Return what a map may ask of contracts by name: those at hand come before registered ones."""

    def find(name: str) -> Contract:
        return known[name] if name in known else find_contract(name)

    def minted(name: str) -> bool:
        return known[name].has_minted_key if name in known else has_minted_key(name)

    return find, minted


def _zone(name: str | None) -> str | None:
    if name is not None and not is_zone(name):
        raise DefinitionError("map-zone", key="zone", zone=name)
    return name


def _source_options(section: SourceSection, service: dict[str, Any]) -> SourceOptions:
    given = {"delimiter": section.delimiter, "quote": section.quote}
    declared = {name: value for name, value in given.items() if value is not None}
    return SourceOptions(
        format=section.format,
        encoding=section.encoding,
        header=section.header,
        widths=section.widths,
        newline=section.newline,
        null=section.null,
        record=section.record,
        sheet=section.sheet,
        header_rows=section.header_rows,
        quarantine=frozenset(name.removesuffix("?") for name in section.quarantine),
        service=replace(section.service, **service),
        **declared,
    )
