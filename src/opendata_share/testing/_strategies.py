"""Records of a contract as a Hypothesis strategy: what a property is tried on, and shrunk to.

What lives here: one strategy a field from what it promises, and rows mended as those of `sample_table` are. What this
file must not know: any property. Hypothesis is asked for when it is needed; nothing else of the package needs it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from .._patterns import python_pattern
from ..contract import Contract, Field, FieldType, Provenance
from ..errors import MissingExtra
from ._sample import mended, sound

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_AGENCY: Final = "contoh"
_LONGEST_LIST: Final = 3
_LONGEST_TEXT: Final = 40
_URIS: Final = ("https://contoh.go.id", "https://contoh.go.id/a?b=c#d", "urn:contoh:1")
_FIRST, _LAST = datetime(2000, 1, 1), datetime(2040, 1, 1)  # noqa: DTZ001  # Hypothesis takes bounds without a zone


def records_of(contract: Contract) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for records that keep to types, code lists, patterns, bounds and checks of `contract`.

    Records are drawn one by one: rules over several rows, keys among them, do not bind them. An empty field is left
    out, as is a reference to another row of the same table. Values that no agency would write (odd characters, extreme
    numbers) are among them on purpose.

    Args:
        contract: What the records promise.

    Raises:
        MissingExtra: Hypothesis is not installed.

    Example:
        >>> from hypothesis.strategies import SearchStrategy
        >>> from opendata_share.schemas import FleetCount
        >>> from opendata_share.testing import records_of
        >>> isinstance(records_of(FleetCount.contract()), SearchStrategy)  # for @given(...)
        True
    """
    try:
        from hypothesis import strategies as st
    except ImportError as error:
        raise MissingExtra("hypothesis-not-installed") from error
    _record(contract, {})  # loads what judging needs now: Hypothesis complains of a first record that takes a second
    must = {field.name: _values(field, contract) for field in contract.fields if _must_be_there(field)}
    may = {
        field.name: _values(field, contract)
        for field in contract.fields
        if field.name not in must and not (field.reference and contract.name in field.reference.contracts)
    }
    made = st.fixed_dictionaries(must, optional=may).map(lambda row: _record(contract, row))
    return made.filter(bool)


def _must_be_there(field: Field) -> bool:
    return field.required or field.default is not None


def _record(contract: Contract, row: dict[str, Any]) -> dict[str, Any]:
    """Return the row without cells over which a check stumbles; nothing where it still does."""
    import pyarrow as pa

    table = sound(contract, mended(contract, pa.Table.from_pylist([row], contract.arrow_schema)))
    return {name: cell for one in table.to_pylist() for name, cell in one.items() if cell is not None}


def _values(field: Field, contract: Contract) -> SearchStrategy[Any]:
    from hypothesis import strategies as st

    match field.type:
        case FieldType.TEXT:
            return _texts(field, contract)
        case FieldType.INTEGER:
            low, high = _bound(field.minimum), _bound(field.maximum)
            above, below = _bound(field.exclusive_minimum), _bound(field.exclusive_maximum)
            return st.integers(
                low if above is None else int(above) + 1, high if below is None else int(below) - 1
            ).filter(lambda n: -(2**63) <= n < 2**63)
        case FieldType.NUMBER:
            return _numbers(field)
        case FieldType.DECIMAL:
            places, whole = field.scale or 0, (field.precision or 18) - (field.scale or 0)
            low = _bound(field.minimum)
            return st.decimals(-(10**whole) + 1 if low is None else low, 10**whole - 1, places=places, allow_nan=False)
        case FieldType.BOOLEAN:
            return st.booleans()
        case FieldType.DATE:
            return st.dates(_FIRST.date(), _LAST.date())
        case FieldType.DATETIME:
            return st.datetimes(_FIRST, _LAST, timezones=st.just(UTC))
        case FieldType.LIST:
            assert field.items is not None  # noqa: S101  # a list says what it holds
            least = field.min_length or 0
            most = least + _LONGEST_LIST if field.max_length is None else field.max_length
            return st.lists(_values(field.items, contract), min_size=least, max_size=min(most, least + _LONGEST_LIST))
        case FieldType.OBJECT:
            must = {part.name: _values(part, contract) for part in field.fields if part.required}
            may = {part.name: _values(part, contract) for part in field.fields if not part.required}
            return st.fixed_dictionaries(must, optional=may)
        case _:
            return st.just("{}")


def _texts(field: Field, contract: Contract) -> SearchStrategy[str]:
    from hypothesis import strategies as st

    if field.code_list is not None:
        return st.sampled_from(contract.code_list(field.code_list).values)
    if field.provenance is Provenance.AGENCY:
        return st.just(_AGENCY)
    if field.pattern is not None:
        return st.from_regex(re.compile(python_pattern(field.pattern), re.ASCII)).filter(_is_text)
    if field.format == "email":
        return st.integers(1, 99).map("kontak{}@contoh.go.id".format)
    if field.format == "uri":
        return st.sampled_from(_URIS)
    least = field.min_length or 0
    most = field.max_length or max(least, _LONGEST_TEXT)
    return st.text(min_size=least, max_size=min(most, max(least, _LONGEST_TEXT))).filter(_is_text)


def _is_text(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _numbers(field: Field) -> SearchStrategy[float]:
    from hypothesis import strategies as st

    low = field.minimum if field.exclusive_minimum is None else field.exclusive_minimum
    high = field.maximum if field.exclusive_maximum is None else field.exclusive_maximum
    return st.floats(
        None if low is None else float(low),
        None if high is None else float(high),
        allow_nan=False,
        allow_infinity=False,
        exclude_min=field.exclusive_minimum is not None,
        exclude_max=field.exclusive_maximum is not None,
    )


def _bound(value: Any) -> int | None:
    return None if value is None else int(value)
