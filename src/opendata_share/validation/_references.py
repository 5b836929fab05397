"""References of one batch: known, worth advice, or to be settled when the whole bundle has been read.

What lives here: the reading of reference fields (one target, or a target chosen by another field; a list's items too)
and the sorting of their values. What this file must not know: other batches, spools, reports.

A value that is nowhere known is an error where its target is in the same bundle and it is the row's own agency's (the
text before ":" is the row's agency, or there is no ":"): only the whole bundle can tell. Otherwise it is advice, where
anything is known about the target at all, else nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .._arrow import Values, decoded, index_array, mask_of, positions_of, positions_of_values, without_null_values
from .._dataclass import dataclass
from ..contract import Contract, Field, FieldType, Provenance, Reference, RefersTo
from ..stages import Rows
from ._finding import Finding
from ._key_texts import key_parts, key_texts
from ._known_keys import KnownKeys

if TYPE_CHECKING:
    from .._arrow import Positions

RULE: Final = "dangling-reference"
_AGENCY_FIELD: Final = "agency_id"


@dataclass(frozen=True, slots=True)
class ReferenceField:
    """A field that holds references.

    Attributes:
        name: The column; the first of them where several together refer.
        path: The field as reports name it: "areas[]" for a list's items; None where several together refer.
        reference: What it refers to.
        public: Whether its values may stand in a report.
        names: All columns, in the order of the target's key.
    """

    name: str
    path: str | None
    reference: Reference
    public: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pending:
    """References that only the whole bundle can judge.

    Attributes:
        field: The field that holds them.
        target: The contract referred to.
        positions: int64, the position in the batch of each.
        values: The references, as text.
    """

    field: ReferenceField
    target: str
    positions: Positions
    values: Values


@dataclass(frozen=True, slots=True)
class Referred:
    """What is to be said about the references of one batch.

    Attributes:
        advice: References outside the data that point nowhere.
        pending: References that only the whole bundle can judge.
    """

    advice: tuple[Finding, ...] = ()
    pending: tuple[Pending, ...] = ()


class References:
    """The references of one table.

    Args:
        contract: The table's contract.
        known: What is known from outside.
        together: The contracts whose keys the same bundle holds, with how many fields each key has.
    """

    def __init__(self, contract: Contract, known: KnownKeys, together: Mapping[str, int]) -> None:
        self._known: Final = known
        self._together: Final = together
        self._fields: Final = reference_fields(contract)
        self._owner: Final = _owner(contract)

    @property
    def targets(self) -> frozenset[str]:
        """The contracts of the same bundle that are referred to."""
        return frozenset(
            name for field in self._fields for name in field.reference.contracts if self._is_together(field, name)
        )

    def _is_together(self, field: ReferenceField, target: str) -> bool:
        return self._together.get(target) == len(field.names)

    def read_known(self) -> None:
        """Read what the caller gives about all targets: streams may belong to this thread.

        Raises:
            DefinitionError: A reference table has no column for the key, or the key has more or fewer fields.
        """
        for field in self._fields:
            for target in field.reference.contracts:
                self._known.read_given(target, len(field.names))

    def of_batch(self, rows: Rows) -> Referred:
        """Return what is to be said about the references of a batch; any thread may ask."""
        advice: list[Finding] = []
        pending: list[Pending] = []
        data = rows.data
        for found in () if rows.is_settled else self._unknown(data):
            together = self._is_together(found.field, found.target)
            local = self._local(found, data) if together else np.zeros(len(found.positions), np.bool_)
            if local.any():
                pending.append(_part(found, positions_of(local)))
            if not local.all() and self._known.about(found.target, len(found.field.names)) is not None:
                foreign = _part(found, positions_of(~local))
                advice.append(finding_of(foreign.field, foreign.target, foreign.positions, foreign.values, error=False))
        return Referred(tuple(advice), tuple(pending))

    def _unknown(self, data: pa.RecordBatch) -> Iterator[Pending]:
        """Yield the references that are not known from outside, by field and target."""
        for field in self._fields:
            cells, rows = _cells(field, data)
            if cells.null_count == len(cells):
                continue
            for chosen, target in field.reference.targets:
                width = len(field.names)
                if not self._is_together(field, target) and self._known.about(target, width) is None:
                    continue
                at = self._missing(cells, target, width)
                if field.reference.by is not None and len(at):
                    choice = decoded(data.column(field.reference.by).take(index_array(rows[at]))).cast(pa.string())
                    at = at[mask_of(pc.equal(choice, pa.scalar(chosen)))]
                if len(at):
                    yield Pending(field, target, rows[at], decoded(cells.take(pa.array(at))))

    def _missing(self, cells: Values, target: str, width: int) -> Positions:
        """Return where cells are no key of `target` known from outside; a dictionary's values are looked up once."""
        encoded = pa.types.is_dictionary(cells.type)
        unknown = self._known.unknown(target, cells.dictionary if encoded else cells, width)
        if unknown is None:
            return np.zeros(0, np.int64)
        return positions_of_values(pa.array(unknown), cells) if encoded else positions_of(unknown)

    def _local(self, found: Pending, data: pa.RecordBatch) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return which references are the row's own agency's."""
        texts = found.values
        if len(found.field.names) > 1:
            texts = key_texts([decoded(data.column(found.field.name)).take(pa.array(found.positions))])
        plain = pc.invert(pc.match_substring(texts, ":"))
        if self._owner is None:
            return mask_of(plain)
        at: Values = pa.array(found.positions)
        owners = _agency(decoded(data.column(self._owner.name).take(at)))
        return mask_of(plain) | mask_of(pc.equal(_agency(texts), owners))


def reference_fields(contract: Contract) -> tuple[ReferenceField, ...]:
    """Return the fields of `contract` that hold references: columns, and items of lists.

    The field that says whose row it is holds the agency's short name, the first part of ids and not an id: it is none.
    """
    single = (found for field in contract.fields for found in _reference_fields(field))
    several = (_together_refer(rule, contract) for rule in contract.table_rules if isinstance(rule, RefersTo))
    return (*single, *several)


def _together_refer(rule: RefersTo, contract: Contract) -> ReferenceField:
    public = all(contract.field(name).is_public for name in rule.fields)
    return ReferenceField(rule.fields[0], None, Reference((("", rule.contract),)), public, rule.fields)


def _reference_fields(field: Field) -> Iterator[ReferenceField]:
    if field.provenance is Provenance.AGENCY:
        return
    if field.reference is not None and field.type not in {FieldType.LIST, FieldType.OBJECT}:
        yield ReferenceField(field.name, field.name, field.reference, field.is_public, (field.name,))
    if (
        (item := field.items) is not None
        and (reference := item.reference or field.reference) is not None
        and not item.fields
    ):
        public = field.is_public and item.is_public
        yield ReferenceField(field.name, f"{field.name}[]", reference, public, (field.name,))


def finding_of(field: ReferenceField, target: str, positions: Positions, values: Values, *, error: bool) -> Finding:
    """Return references that point nowhere as a finding, each row once."""
    rows, first = np.unique(positions, return_index=True)
    found = values.take(pa.array(first))
    if len(field.names) > 1:
        found = pa.array([", ".join(key_parts(text, len(field.names))) for text in found.to_pylist()], pa.string())
    return Finding(
        field=field.path,
        rule=RULE,
        severity="error" if error else "advice",
        message_id="rule-dangling-reference" if error else "rule-dangling-reference-outside",
        positions=rows,
        parameters={"contract": target},
        values=found,
        public=field.public,
        reads=field.names,
    )


def _cells(field: ReferenceField, data: pa.RecordBatch) -> tuple[Values, Positions]:
    """Return (the references as texts or a dictionary of texts, the row position of each)."""
    if len(field.names) > 1:
        columns = [decoded(data.column(name)) for name in field.names]
        return key_texts(columns), np.arange(data.num_rows, dtype=np.int64)
    column = without_null_values(data.column(field.name))
    if pa.types.is_list(column.type):
        indices: Values = pc.list_parent_indices(column)
        parents = indices.to_numpy(zero_copy_only=False).astype(np.int64, copy=False)
        return key_texts([pc.list_flatten(column)]), parents
    texts = column if pa.types.is_dictionary(column.type) else key_texts([column])
    return texts, np.arange(data.num_rows, dtype=np.int64)


def _owner(contract: Contract) -> Field | None:
    """Return the field that says whose a row is: its agency, else its own id, else none."""
    usual = contract.field(_AGENCY_FIELD) if _AGENCY_FIELD in contract else None
    return contract.provenance(Provenance.AGENCY) or usual or contract.provenance(Provenance.IDENTIFIER)


def _agency(values: Values) -> Values:
    """Return what stands before the first ":" of each text: of an id its agency, of an agency itself."""
    return pc.list_element(pc.split_pattern(values, ":", max_splits=1), 0)


def _part(found: Pending, index: Positions) -> Pending:
    return Pending(found.field, found.target, found.positions[index], found.values.take(pa.array(index)))
