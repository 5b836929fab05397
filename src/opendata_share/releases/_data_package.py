"""A release as a Data Package 2.0: what other tools read first.

What lives here: a contract and the facts of a CSV file to a descriptor that a stock `frictionless validate` finds
valid. What this file must not know: disks, our manifest.

What Table Schema cannot say is left to `contract.json`: checks, conditional patterns, sensitivity, units, code labels.
"""

from __future__ import annotations

from typing import Any

from .._csv_text import MEDIA_TYPE
from ..contract import Contract, DatasetInfo
from ..dialects import CSV_DIALECT, DATA_PACKAGE_PROFILE, people_of, table_schema
from ._layout import FileEntry


def descriptor(
    dataset: str, release: str, contract: Contract, info: DatasetInfo, csv: FileEntry | None, parquet: FileEntry
) -> dict[str, Any]:
    """Return the Data Package descriptor of one release.

    Args:
        dataset: "agency/dataset".
        release: "1", "2", …
        contract: What the rows promise.
        info: What the publisher says about the data set.
        csv: The CSV file, or None where there are too many rows for one; then the Parquet file is described.
        parquet: The Parquet file.
    """
    title = contract.title if info.title is None else info.title
    description = contract.definition if info.description is None else info.description
    package: dict[str, Any] = {
        "$schema": DATA_PACKAGE_PROFILE,
        "name": dataset.replace("/", "-"),
        "id": f"{dataset}/{release}",
        "title": title.en,
        "version": release,
    }
    if description is not None:
        package["description"] = description.en
    package |= people_of(info)
    package["resources"] = [_resource(contract, csv) if csv is not None else _columnar(contract, parquet)]
    return package


def _resource(contract: Contract, file: FileEntry) -> dict[str, Any]:
    return {
        "name": contract.name,
        "type": "table",
        "path": file.name,
        "scheme": "file",
        "format": "csv",
        "mediatype": MEDIA_TYPE,
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": file.sha256,
        "dialect": dict(CSV_DIALECT),
        "schema": table_schema(contract),
    }


def _columnar(contract: Contract, file: FileEntry) -> dict[str, Any]:
    return {
        "name": contract.name,
        "path": file.name,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": file.bytes,
        "hash": file.sha256,
    }
