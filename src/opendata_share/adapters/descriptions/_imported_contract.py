"""A stranger's table description once it is a contract.

What lives here: the value, apart from the import that makes it, which most processes never load. What this file must
not know: documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from ..._dataclass import dataclass
from ...contract import Contract

if TYPE_CHECKING:
    from ..reading import SourceOptions
    from ._table_schema_fields import Column
    from ._table_schema_lost import Lost


class FieldsMatch(StrEnum):
    """Which headings may be missing (superset, partial) or extra (subset, partial); exact counts as equal."""

    EXACT = "exact"
    EQUAL = "equal"
    SUBSET = "subset"
    SUPERSET = "superset"
    PARTIAL = "partial"


@dataclass(frozen=True)
class ImportedContract:
    """A stranger's table description as a contract, with how its file is written.

    `adapt(FILE, to=imported)` reads a file the way the document describes it.

    Attributes:
        contract: What the table promises, as far as a contract can say it. Fields without a class are not public.
        options: How the file is written: encoding, delimiter, headings, cells that mean "no value".
        columns: The fields with how their cells are written, for the readers of this package; empty where the document
            says nothing of files, so that a file is read as by any contract.
        fields_match: Which headings may be missing or extra.
        lost: What the document says and the contract does not, each with its place; never dropped silently.
        related: Contracts its foreign keys refer to, by name.
        path: The file the document describes, where it lies beside it; nobody made sure that it is there.
    """

    contract: Contract
    options: SourceOptions
    columns: tuple[Column, ...] = field(repr=False)
    fields_match: FieldsMatch
    lost: tuple[Lost, ...]
    related: Mapping[str, Contract] = field(default_factory=dict, repr=False)
    path: Path | None = None
