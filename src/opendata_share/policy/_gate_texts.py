"""Personal data in the texts of rows that are to leave.

What lives here: which parts of which columns are looked at, for what, and where something was found. What this file
must not know: what personal data look like (`_personal_patterns`), what becomes of a finding.

Every text is looked at, lists, objects and JSON included, and whole numbers of ten digits and more. Not looked at: a
field with a code list, whose values somebody wrote down, and a field classed personal, which leaves only where an
agreement names it. A field whose contract says that it holds a kind of thing (an institution's telephone number, a
vehicle's plate, the address of a page) is not searched for that kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import decoded, flag_array, mask_of, pc
from .._dataclass import dataclass
from ..contract import Contract, Field, FieldType, Provenance, Sensitivity
from ._gate_findings import MOST_ROWS, PrivacyFinding
from ._personal_patterns import DETECTORS, Detector
from ._personal_patterns_scan import found_in

if TYPE_CHECKING:
    from .._arrow import Mask, Positions

Values = Any
_TEN_DIGITS: Final = 10**9
_IN_NUMBERS: Final = frozenset({"nik", "phone", "bank-card"})
_SAYS: Final = {
    ("schema.org", "telephone"): "phone",
    ("FHIR", "ContactPoint.value"): "phone",
    ("CAP", "alert.sender"): "email",
    ("CAP", "alert.references"): "email",
    ("FHIR", "Address.line"): "name",
    ("FHIR", "Location.name"): "name",
    ("FHIR", "Organization.name"): "name",
    ("FHIR", "Organization.alias"): "name",
    ("OpenStreetMap", "name"): "name",
    ("NGSI-LD", "Vehicle.vehiclePlateIdentifier"): "plate",
}
"""Elements of standards whose fields hold a kind of thing by definition."""
_OF_FORMAT: Final = {"uri": frozenset({"ip-address"}), "email": frozenset({"email-of-office"})}


@dataclass(slots=True)
class _Found:
    """Rows in which one detector found something in one part of a column."""

    blocks: bool
    count: int = 0
    rows: list[int] = field(default_factory=list)


class TextWatch:
    """Looks at the rows of one table as they pass; `findings` says what it saw.

    Args:
        contract: What the rows leave under.
        hides_point: Whether the table has a place that its readers do not get, or not exactly.
    """

    def __init__(self, contract: Contract, *, hides_point: bool) -> None:
        self._contract = contract
        self._hides_point = hides_point
        self._found: dict[tuple[str, str], _Found] = {}

    def see(self, batch: pa.RecordBatch, first: int) -> None:
        """Look at a batch whose first row is row `first` of the table, from 1."""
        for column in self._contract.fields:
            for path, part, values, rows in parts_of(batch.column(column.name), column, column.name, None):
                detectors = wanted_in(part, self._hides_point)
                if detectors:
                    self._look(path, values, rows, first, detectors)

    def _look(
        self, path: str, values: Values, rows: Positions | None, first: int, detectors: tuple[Detector, ...]
    ) -> None:
        texts = pc.drop_null(pc.unique(values))
        for (finding, blocks), mask in _by_finding(texts, detectors).items():
            holds = np.flatnonzero(mask_of(pc.is_in(values, texts.filter(flag_array(mask)))))
            where = holds if rows is None else np.unique(rows[holds])
            found = self._found.setdefault((path, finding), _Found(blocks))
            found.count += len(where)
            found.rows += [first + int(row) for row in where[: MOST_ROWS - len(found.rows)]]

    def findings(self) -> tuple[PrivacyFinding, ...]:
        """Return what was found so far."""
        return tuple(
            PrivacyFinding(
                contract=self._contract.identity,
                finding=finding,
                field=path,
                count=found.count,
                rows=tuple(found.rows),
                blocks=found.blocks,
            )
            for (path, finding), found in self._found.items()
        )


def _by_finding(texts: Values, detectors: tuple[Detector, ...]) -> dict[tuple[str, bool], Mask]:
    """Return, for what is found, which texts hold it: two detectors may find the same."""
    found: dict[tuple[str, bool], Mask] = {}
    for detector, mask in found_in(texts, detectors):
        key = detector.finding, detector.blocks
        found[key] = found[key] | mask if key in found else mask
    return found


def parts_of(
    column: Values, promised: Field, path: str, rows: Positions | None
) -> Iterator[tuple[str, Field, Values, Positions | None]]:
    """Yield (path, field, texts, row of each text) for every part of a column that holds texts; None where one a row.

    A whole number of ten digits or more is a text too: a number that only looks like one to count with.
    """
    column = decoded(column)
    match promised.type:
        case FieldType.TEXT | FieldType.JSON:
            yield path, promised, column, rows
        case FieldType.INTEGER if (pc.max(column).as_py() or 0) >= _TEN_DIGITS:
            yield path, promised, column.cast(pa.string()), rows
        case FieldType.LIST if promised.items is not None:
            # list_flatten leaves out what a null list still points to, and list_parent_indices does not
            of_row = np.repeat(np.arange(len(column)), pc.fill_null(pc.list_value_length(column), 0).to_numpy())
            inside = of_row if rows is None else rows[of_row]
            items = replace(promised.items, elements=promised.items.elements or promised.elements)
            yield from parts_of(pc.list_flatten(column), items, f"{path}[]", inside)
        case FieldType.OBJECT:
            for part in promised.fields:
                yield from parts_of(pc.struct_field(column, part.name), part, f"{path}.{part.name}", rows)


@cache
def wanted_in(part: Field, hides_point: bool) -> tuple[Detector, ...]:
    """Return what a field is searched for."""
    if part.code_list is not None or part.sensitivity is Sensitivity.PERSONAL:
        return ()
    says = {_SAYS[key] for each in part.elements if (key := (each.standard, each.path)) in _SAYS}
    if not part.is_public:
        says -= {"name"}  # streets and institutions are named after people; what is not for all may be somebody's home
    if part.provenance is Provenance.AGENCY:
        says |= {"email"}
    if "email" in says:
        says |= {"email-of-office"}
    without = says | _OF_FORMAT.get(part.format or "", frozenset())
    if part.pattern is not None or part.reference is not None or part.format is not None:
        without |= {"name"}
    if not hides_point:
        without |= {"coordinates"}
    if part.type is FieldType.INTEGER:
        without |= {each.finding for each in DETECTORS} - _IN_NUMBERS
    # a field of addresses may hold a person's: somebody should look, and offices have such addresses too
    return tuple(
        replace(each, blocks=False) if each.finding == "email" and part.format == "email" else each
        for each in DETECTORS
        if each.finding not in without
    )


def is_coordinate(part: Field) -> bool:
    """Return whether a field holds a latitude or a longitude: degrees up to 90, or to 180, both ways."""
    bounds = part.minimum, part.maximum
    return part.unit == "deg" and bounds in {(-90, 90), (-180, 180)}
