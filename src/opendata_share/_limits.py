"""Named limits, used by every reader, so that no input can take more than the caller allows.

What lives here: numbers with names. What this module must not know: any file format.
"""

from __future__ import annotations

from ._dataclass import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much an input may take; the name of the limit stands in the error when it is passed.

    Attributes:
        input_bytes: The size of one input file or document, in bytes.
        document_bytes: The size of a document read whole (JSON, GeoJSON, a page of a service, maps, contracts,
            catalogues), in bytes.
        yaml_bytes: The size of a YAML document, in bytes.
        yaml_values: Values of a YAML document; what an alias stands for counts each time.
        record_bytes: One record (a line of CSV with its quoted newlines, a line of NDJSON), in bytes.
        block_bytes: How much of a line-based file is read at once, in bytes; of a large CSV file half as much again.
        batch_bytes: One batch of rows of an Arrow file, unpacked, and all its dictionaries together, and one page of a
            Parquet file, in bytes.
        workbook_bytes: Everything inside one workbook (XLSX, ODS), unpacked, in bytes.
        workbook_ratio: How many times larger than its packed form one part of a workbook may be.
        workbook_members: Parts of one workbook.
        workbook_cells: Cells of one sheet, rows times columns of the part that is used, blanks included.
        unpacked_bytes: What a file in gzip or zip may be unpacked, in bytes.
        unpacked_ratio: How many times larger than the file that may be, once it is larger than 16 MiB.
        files: Files of one table in several files.
        columns: Columns of one table.
        depth: Nesting of JSON.
        rows: Rows of one table.
        spool_bytes: What accepted and rejected rows may take on disk while a table is validated, in bytes.
        memory_spool_bytes: What they may take in memory before they go to disk, in bytes.
        memory_key_bytes: What the values of one key of a table (the primary one, or a unique one) may take in memory
            before they go to disk, in bytes.
        violations: Violations a report keeps in full; all are counted.
        deadline_s: One transfer over the network with all its attempts, in seconds.
        slowest_bytes_s: How slowly a document or a file may come on average, in bytes per second, once ten seconds have
            passed.
        cache_bytes: What was downloaded and is kept for the next reader, all of it together, in bytes.
        harvest_bytes: What is new at one catalogue and is brought into a joint one in one step, in bytes.
        pages: Pages of one read of a service.
        service_s: One read of a service, the waits for all its pages together, in seconds.
    """

    input_bytes: int = 64 * 1024 * _MIB
    document_bytes: int = 256 * _MIB
    yaml_bytes: int = 8 * _MIB
    yaml_values: int = 500_000
    record_bytes: int = 8 * _MIB
    block_bytes: int = 4 * _MIB
    batch_bytes: int = 256 * _MIB
    workbook_bytes: int = 256 * _MIB
    workbook_ratio: int = 200
    workbook_members: int = 4_096
    workbook_cells: int = 10_000_000
    unpacked_bytes: int = 16 * 1024 * _MIB
    unpacked_ratio: int = 200
    files: int = 10_000
    columns: int = 4_096
    depth: int = 64
    rows: int = 1_000_000_000
    spool_bytes: int = 64 * 1024 * _MIB
    memory_spool_bytes: int = 64 * _MIB
    memory_key_bytes: int = 512 * _MIB
    violations: int = 10_000
    deadline_s: float = 600.0
    slowest_bytes_s: int = 100
    cache_bytes: int = 8 * 1024 * _MIB
    harvest_bytes: int = 64 * 1024 * _MIB
    pages: int = 1_000_000
    service_s: float = 21_600.0


DEFAULT_LIMITS = Limits()
