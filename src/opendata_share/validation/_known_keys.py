"""What is known about rows that are not in the data: the keys a reference may point to.

What lives here: the caller's reference tables, read once when first asked for, and the administrative areas, which are
there by default. What this file must not know: the rows that refer, reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol, runtime_checkable

import pyarrow as pa

from .. import _plugins
from .._arrow import Values
from ..contract import Contract
from ..errors import DefinitionError
from ._key_texts import key_texts

AREAS: Final = "administrative-area"
_USUAL_KEYS: Final = ("id", "code")


@runtime_checkable
class Streamed(Protocol):
    """Anything that offers its rows as an Arrow stream: pyarrow, polars, pandas, DuckDB, a `Table`."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return the stream's capsule."""
        ...


class KnownKeys:
    """The keys known from outside the data, by contract.

    Args:
        references: Contract name to its rows; the primary key's column is read, nothing else.

    Raises:
        DefinitionError: A reference is not an Arrow stream.
    """

    def __init__(self, references: Mapping[str, object] | None) -> None:
        self._given: Final[dict[str, Streamed]] = {}
        self._read: Final[dict[str, frozenset[str]]] = {}
        for contract, rows in (references or {}).items():
            if not isinstance(rows, Streamed):
                raise DefinitionError("reference-not-a-table", contract=contract, type=type(rows).__name__)
            self._given[contract] = rows
        self._divided: frozenset[str] | None = None

    def about(self, contract: str) -> frozenset[str] | None:
        """Return the keys of `contract` known from outside, or None where nothing is known about it.

        Raises:
            DefinitionError: A reference table has no column for the contract's key, or the key has several.
        """
        if contract not in self._given and contract != AREAS:
            return None
        if contract not in self._read:
            given = frozenset[str]() if contract not in self._given else _keys(contract, self._given[contract])
            self._read[contract] = given | _area_codes() if contract == AREAS else given
        return self._read[contract]

    def unknown(self, contract: str, values: list[str]) -> list[str]:
        """Return those of `values` that are no key of `contract` known from outside.

        An area code is judged as deep as areas are known: "31.71.01.1001/003", a local RW, by its village, and a
        village of a regency whose districts are not known by its regency.
        """
        known = self.about(contract) or frozenset()
        if contract == AREAS:
            return [value for value in values if value not in known and not self._in_known_area(value, known)]
        return [value for value in values if value not in known]

    def _in_known_area(self, code: str, known: frozenset[str]) -> bool:
        if self._divided is None:
            self._divided = frozenset(area.rpartition(".")[0] for area in known)
        village = area = code.partition("/")[0]
        while area and area not in known:
            area = area.rpartition(".")[0]
        return area in known and (area == village or area not in self._divided)


def single_key(contract: Contract) -> str | None:
    """Return the one field that is the primary key of `contract`, or None where it has none or several."""
    return contract.primary_key[0] if len(contract.primary_key) == 1 else None


def _keys(contract: str, rows: Streamed) -> frozenset[str]:
    reader = pa.RecordBatchReader.from_stream(rows)
    name = _key_column(contract, rows, reader.schema)
    keys: set[str] = set()
    for batch in reader:
        column: Values = batch.column(name)
        plain = column.dictionary_decode() if isinstance(column.type, pa.DictionaryType) else column
        keys.update(key for key in key_texts([plain]).to_pylist() if key is not None)
    return frozenset(keys)


def _key_column(contract: str, rows: Streamed, schema: pa.Schema) -> str:
    promised = _promised_contract(contract, rows)
    if promised is not None:
        key = single_key(promised)
        if key is None:
            raise DefinitionError("reference-composite-key", contract=contract, key=promised.primary_key)
        candidates: tuple[str, ...] = (key,)
    else:
        candidates = tuple(schema.names) if len(schema.names) == 1 else _USUAL_KEYS
    present = [name for name in candidates if name in schema.names]
    if not present:
        raise DefinitionError("reference-without-key", contract=contract, key=candidates, columns=schema.names)
    return present[0]


def _promised_contract(name: str, rows: Streamed) -> Contract | None:
    own = getattr(rows, "contract", None)  # a table or a release says what it promises
    if isinstance(own, Contract):
        return own
    if name not in _plugins.names("contracts"):
        return None
    found: Contract = _plugins.load("contracts", name).contract()
    return found


def _area_codes() -> frozenset[str]:
    # 8 000 codes are read from a file: only where a table refers to an area.
    from ..schemas import areas

    return areas.index().codes()
