"""What is known about rows that are not in the data: the keys a reference may point to.

What lives here: the caller's reference tables, read once when first asked for, and the administrative areas, which are
there by default. What this file must not know: the rows that refer, reports.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

import numpy as np
import pyarrow as pa

from .. import _plugins
from .._arrow import Values, decoded, mask_of, pc
from ..contract import Contract
from ..errors import DefinitionError
from ..schemas import documents
from ._key_texts import key_texts
from ._text_index import TextIndex

if TYPE_CHECKING:
    from .._arrow import Mask

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
        self._read: Final[dict[str, Values]] = {}
        self._widths: Final[dict[str, int]] = {}
        self._indexes: Final[dict[str, TextIndex]] = {}
        self._lock: Final = threading.Lock()
        for contract, rows in (references or {}).items():
            if not isinstance(rows, Streamed):
                raise DefinitionError("reference-not-a-table", contract=contract, type=type(rows).__name__)
            self._given[contract] = rows
        self._areas: _Areas | None = None

    def about(self, contract: str, width: int = 1) -> Values | None:
        """Return the keys of `contract` known from outside, as texts, or None where nothing is known about it.

        Args:
            contract: The contract referred to.
            width: How many fields its key must have.

        Raises:
            DefinitionError: A reference table has no column for the key, or the key has more or fewer fields.
        """
        if contract not in self._given and contract != AREAS:
            return None
        with self._lock:  # batches are judged side by side, and a stream can be read once
            if contract not in self._read:
                self._read[contract] = self._keys(contract, width)
                self._widths[contract] = width
        if self._widths[contract] != width:
            raise DefinitionError("reference-width", contract=contract, count=width)
        return self._read[contract]

    def read_given(self, contract: str, width: int) -> None:
        """Read what the caller gives about `contract`; the shipped areas wait until a code is looked up.

        Raises:
            DefinitionError: As for `about`.
        """
        if contract in self._given:
            self.about(contract, width)

    def unknown(self, contract: str, values: Values, width: int = 1) -> Mask | None:
        """Return which of `values`, texts, are no key of `contract` known from outside, or None where none is.

        An area code is judged as deep as areas are known: "31.71.01.1001/003", a local RW, by its village, and a
        village of a regency whose districts are not known by its regency. A null is not unknown.
        """
        known = self.about(contract, width)
        if known is None:
            return mask_of(pc.is_valid(values))
        missing = self._missing(contract, values, known)
        if missing is None:
            return None
        if contract == AREAS:
            missing[missing] = self._outside_known_areas(values.filter(pa.array(missing)), known)
        return missing if missing.any() else None

    def _missing(self, contract: str, values: Values, known: Values) -> Mask | None:
        """Return which values are not among the known, or None where none is; a null is not missing."""
        if len(known) <= len(values):
            found = pc.is_in(values, value_set=known, skip_nulls=True)
            if found.true_count + values.null_count == len(values):
                return None
            return mask_of(pc.and_(pc.invert(found), pc.is_valid(values)))
        with self._lock:
            if contract not in self._indexes:
                self._indexes[contract] = TextIndex(known.drop_null())
        missing = ~self._indexes[contract].holds(values)
        if values.null_count:
            missing &= mask_of(values.is_valid())
        return missing if missing.any() else None

    def _keys(self, contract: str, width: int) -> Values:
        given = [] if contract not in self._given else _keys(contract, self._given[contract], width)
        if contract == AREAS:
            given.append(pa.array(sorted(_area_codes()), pa.string()))
        return pc.unique(pa.chunked_array(given, pa.string()))

    def _outside_known_areas(self, codes: Values, known: Values) -> Mask:
        with self._lock:
            if self._areas is None:
                self._areas = _Areas(known)
        encoded = codes.dictionary_encode()
        inside = [self._areas.holds(code) for code in encoded.dictionary.to_pylist()]
        outside: Mask = ~np.array(inside, np.bool_)[encoded.indices.to_numpy()]
        return outside


class _Areas:
    """Areas known from outside.

    Args:
        known: Their codes.
    """

    def __init__(self, known: Values) -> None:
        self._known: Final = frozenset[str](known.to_pylist())
        self._divided: Final = frozenset(area.rpartition(".")[0] for area in self._known)

    def holds(self, code: str) -> bool:
        """Whether `code` lies in a known area, as deep as areas are known."""
        village = area = code.partition("/")[0]
        while area and area not in self._known:
            area = area.rpartition(".")[0]
        return area in self._known and (area == village or area not in self._divided)


def _keys(contract: str, rows: Streamed, width: int) -> list[Values]:
    """Return the distinct keys of each batch of a reference table."""
    reader = pa.RecordBatchReader.from_stream(_only_key(rows))
    names = _key_columns(contract, rows, reader.schema, width)
    columns = ([decoded(batch.column(name)) for name in names] for batch in reader)
    return [key_texts(of_batch).unique().drop_null() for of_batch in columns]


def _only_key(rows: Streamed) -> Streamed:
    """Return what a release reads when only its key is wanted: a file of columns need not give the others."""
    promised, read = getattr(rows, "contract", None), getattr(rows, "read", None)
    if not isinstance(promised, Contract) or read is None or not promised.primary_key:
        return rows
    narrowed: Streamed = read(columns=list(promised.primary_key))
    return narrowed


def _key_columns(contract: str, rows: Streamed, schema: pa.Schema, width: int) -> tuple[str, ...]:
    promised = _promised_contract(contract, rows)
    if promised is not None:
        if len(promised.primary_key) != width:
            raise DefinitionError("reference-composite-key", contract=contract, key=promised.primary_key)
        candidates: tuple[str, ...] = promised.primary_key
    else:
        usual = tuple(name for name in _USUAL_KEYS if name in schema.names)[:1]
        candidates = tuple(schema.names) if len(schema.names) == width else usual
    present = tuple(name for name in candidates if name in schema.names)
    if len(present) != width:
        key = candidates or _USUAL_KEYS
        raise DefinitionError("reference-without-key", contract=contract, key=key, columns=schema.names)
    return present


def _promised_contract(name: str, rows: Streamed) -> Contract | None:
    own = getattr(rows, "contract", None)  # a table or a release says what it promises
    if isinstance(own, Contract):
        return own
    if name not in _plugins.names("contracts"):
        return None
    if _plugins.is_ours("contracts", name) and (shipped := documents.find(name)) is not None:
        return shipped
    found: Contract = _plugins.load("contracts", name).contract()
    return found


def _area_codes() -> frozenset[str]:
    # 8 000 codes are read from a file: only where a table refers to an area.
    from ..schemas import areas

    return areas.codes()


def previous_by_contract(previous: object | None, contracts: Sequence[Contract]) -> Mapping[str, Streamed]:
    """Return the last release of each table that one is given for.

    Args:
        previous: Rows, where there is one table; else a mapping from contract name to rows.
        contracts: The contracts of the tables.

    Raises:
        DefinitionError: What is given is no table, or is for a contract that is not there.
    """
    if previous is None:
        return {}
    given = previous if isinstance(previous, Mapping) and not isinstance(previous, Streamed) else None
    if given is None:
        if len(contracts) > 1:
            raise DefinitionError("previous-of-several", contracts=[contract.name for contract in contracts])
        given = {contracts[0].name: previous}
    names = {contract.name for contract in contracts}
    for name, rows in given.items():
        if name not in names:
            raise DefinitionError("previous-unknown", contract=name, known=sorted(names))
        if not isinstance(rows, Streamed):
            raise DefinitionError("previous-not-a-table", contract=name, type=type(rows).__name__)
    return given
