"""Cells → typed columns, exactly: what a cell means is decided here and nowhere else.

What lives here: the lexical rules of each type over Arrow columns, and the mask of cells that do not follow them.
What this file must not know: maps, contracts' other rules, where a column came from.

Lexical rules. White space around a value of any type but text does not count. Integers are digits with a sign, in
groups of three where a group separator is declared; "2.0" is no integer. Numbers are decimal, with or without an
exponent; NaN and infinity are none. Booleans are true and false. Dates are ISO 8601, datetimes RFC 3339 (section 5.6)
with at most six digits of a second and no leap second; both may have another declared format. A time without an
offset needs a zone; in a gap of that zone it is no time and in an overlap it is two, so neither converts. Nothing is
mended.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from ..._arrow import Constant, Values, nulls, pc
from ..._dataclass import dataclass
from ...contract import Field, FieldType
from ...errors import DefinitionError
from ._calendar import outside_of_time
from ._fixed_times import fixed_times
from ._plain_cells import cast_plain

if TYPE_CHECKING:
    import numpy.typing as npt

    Mask = npt.NDArray[np.bool_]

TIMESTAMP: Final = pa.timestamp("us", tz="UTC")
DURATION: Final = pa.duration("us")
_NAIVE: Final = pa.timestamp("us")
_INTEGER: Final = r"^[+-]?[0-9]+$"
_NUMBER: Final = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?$"
_DATE: Final = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_CLOCK: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?"
_DAY: Final = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_OFFSET_TIME: Final = rf"^{_DAY}[Tt ]{_CLOCK}([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
_NAIVE_TIME: Final = rf"^{_DAY}[Tt ]{_CLOCK}$"
_NAIVE_FORMS: Final = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
_DURATION: Final = r"^P(?P<d>[0-9]{1,6}D)?(?:T(?P<h>[0-9]{1,7}H)?(?P<m>[0-9]{1,8}M)?(?P<s>[0-9]{1,9}S)?)?$"
_FEW: Final = 32
_SHORT: Final = 64
_ARROW_DIRECTIVES: Final = frozenset("YmdHMSyIpz%")


@dataclass(frozen=True, slots=True)
class Lexical:
    """How the source writes values of one field.

    Attributes:
        format: The strptime format of a date or datetime, or None for ISO 8601 and RFC 3339.
        zone: The IANA zone of a time without an offset, or None.
        decimal: The decimal separator.
        group: The separator between groups of three digits, or None.
    """

    format: str | None = None
    zone: str | None = None
    decimal: str = "."
    group: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether cells are written as they are where nothing is declared."""
        return self.format is None and self.decimal == "." and self.group is None


@dataclass(frozen=True, slots=True)
class Converted:
    """A typed column, and which cells were not of the type (null in `values`), each with the sentence that says why."""

    values: Values
    failed: Mask
    message_id: str = "cell-type"
    named: Mask | None = None
    """The failed cells `message_id` speaks of, where the others are of the wrong type; None means all of them."""


class Kind:
    """The target of a conversion: a field's type, or a duration inside a map."""

    __slots__ = ("arrow", "field", "type")

    def __init__(self, field_type: FieldType | str, arrow: pa.DataType, field: Field | None = None) -> None:
        self.type = field_type
        self.arrow = arrow
        self.field = field


def convert(column: Values, kind: Kind, lexical: Lexical) -> Converted:
    """Return `column` as `kind`; a cell that does not follow the lexical rules is null and marked.

    Args:
        column: Text, or a typed column of a typed source.
        kind: What it is to become.
        lexical: How the source writes it.
    """
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return _within_years(_from_text(column.cast(pa.string()), kind, lexical), kind)
    if pa.types.is_null(column.type):
        return Converted(nulls(len(column), kind.arrow), _none(column))
    return _within_years(_from_typed(column, kind, lexical), kind)


def _within_years(converted: Converted, kind: Kind) -> Converted:
    """Return what was converted with days and moments that are none null and marked."""
    outside = outside_of_time(converted.values, kind.type, kind.field)
    if outside is None:
        return converted
    kept = pc.if_else(pa.array(outside), pa.scalar(None, converted.values.type), converted.values)
    named = converted.failed if converted.named is None else converted.named
    return Converted(kept, converted.failed | outside, converted.message_id, named & ~outside)


def _from_text(column: Values, kind: Kind, lexical: Lexical) -> Converted:
    if kind.type is FieldType.TEXT:
        return Converted(column, _none(column))
    if kind.type is FieldType.JSON:
        return _json(column)
    if kind.type is FieldType.LIST:
        return _lists(column, kind)
    if lexical.is_plain and (plain := cast_plain(column, kind.type, kind.arrow)) is not None:
        return _completed(column, *plain, kind, lexical)
    return _by_the_rules(column, kind, lexical)


def _completed(column: Values, values: Values, doubtful: Mask | None, kind: Kind, lexical: Lexical) -> Converted:
    """Return a column that was cast but for its doubtful cells, with what the rules say about those."""
    if doubtful is None:
        return Converted(values, _none(column))
    judged = _few_by_the_rules(column.filter(pa.array(doubtful)), kind, lexical)
    failed = np.zeros(len(column), dtype=bool)
    failed[doubtful] = judged.failed
    named = None
    if judged.named is not None:
        named = np.zeros(len(column), dtype=bool)
        named[doubtful] = judged.named
    if judged.values.null_count < len(judged.values):
        values = pc.replace_with_mask(values, doubtful, judged.values)
    return Converted(values, failed, judged.message_id, named)


def _few_by_the_rules(column: Values, kind: Kind, lexical: Lexical) -> Converted:
    """Judge every cell by the rules; of a few short ones what they are is remembered: "n/a" comes again and again."""
    if len(column) > _FEW or (pc.max(pc.binary_length(column)).as_py() or 0) > _SHORT:
        return _by_the_rules(column, kind, lexical)
    each = [_remembered(text, kind, lexical) for text in column.to_pylist()]
    failing = [one for one in each if one.failed[0]]
    named = [one.failed[0] if one.named is None else one.named[0] for one in each]
    return Converted(
        pa.concat_arrays([one.values for one in each]),
        np.array([one.failed[0] for one in each]),
        failing[0].message_id if failing else "cell-type",
        np.array(named),
    )


@lru_cache(maxsize=1024)
def _remembered(text: str | None, kind: Kind, lexical: Lexical) -> Converted:
    return _by_the_rules(pa.array([text], pa.string()), kind, lexical)


def _by_the_rules(column: Values, kind: Kind, lexical: Lexical) -> Converted:
    """Judge every cell of a text column by the lexical rules."""
    trimmed = pc.utf8_trim_whitespace(column)
    match kind.type:
        case FieldType.INTEGER:
            return _integers(trimmed, lexical)
        case FieldType.NUMBER:
            return _numbers(trimmed, lexical)
        case FieldType.DECIMAL:
            return _decimals(trimmed, kind, lexical)
        case FieldType.BOOLEAN:
            return _matching(trimmed, r"^(true|false|TRUE|FALSE|True|False)$", pa.bool_())
        case FieldType.DATE:
            return _dates(trimmed, lexical)
        case FieldType.DATETIME:
            return _datetimes(trimmed, kind, lexical)
        case _:
            return _durations(trimmed)


def _none(column: Values) -> Mask:
    return np.zeros(len(column), np.bool_)  # 6 µs less than a broadcast one


def as_mask(array: Values) -> Mask:
    """Return a boolean Arrow array as a numpy mask; a null counts as false."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    filled = array if array.null_count == 0 else array.fill_null(False)
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=bool)


def _kept(column: Values, good: Values) -> Values:
    """Return `column` with null where `good` is not true."""
    return pc.if_else(good.fill_null(False), column, pa.scalar(None, column.type))


def _failures(column: Values, values: Values) -> Mask:
    return as_mask(pc.and_(column.is_valid(), values.is_null()))


def _matching(column: Values, pattern: str, target: pa.DataType) -> Converted:
    """Convert by Arrow's own cast the cells that follow `pattern`; a cast that still fails is judged cell by cell."""
    good = _kept(column, pc.match_substring_regex(column, pattern))
    values = cast_each(good, target)
    return Converted(values, _failures(column, values))


def cast_each(column: Values, target: pa.DataType) -> Values:
    """Return `column` cast to `target`; where the whole cast fails, a cell that cannot be cast is null."""
    try:
        return column.cast(target)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        if pa.types.is_nested(column.type):
            return pa.array([_cast_one(column.slice(at, 1), target) for at in range(len(column))], target)
        encoded = column.dictionary_encode()
        cast = [_cast_one(value, target) for value in encoded.dictionary]
        return pa.array(cast, target).take(encoded.indices)


def _cast_one(value: Constant | Values, target: pa.DataType) -> Any:
    try:
        cast = value.cast(target)
        return cast[0].as_py() if isinstance(cast, pa.Array) else cast.as_py()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None


def _plain_number(column: Values, lexical: Lexical) -> Values:
    """Return numbers without group separators and with a point; a cell grouped otherwise than by three is null."""
    if lexical.group is not None:
        group = _escaped(lexical.group)
        fraction = f"({_escaped(lexical.decimal)}[0-9]*)?"
        grouped = rf"^[+-]?[0-9]{{1,3}}({group}[0-9]{{3}})+{fraction}$"
        regular = pc.match_substring_regex(column, grouped)
        plain = pc.invert(pc.match_substring(column, lexical.group))
        column = _kept(column, pc.or_(regular, plain))
        column = pc.replace_substring(column, lexical.group, "")
    if lexical.decimal != ".":
        column = _kept(column, pc.invert(pc.match_substring(column, ".")))
        column = pc.replace_substring(column, lexical.decimal, ".")
    return column


def _escaped(separator: str) -> str:
    return f"[{separator}]" if separator not in "^]\\-" else f"\\{separator}"


def _integers(column: Values, lexical: Lexical) -> Converted:
    # Arrow's cast is as strict as the rule, but for hexadecimal
    if lexical.group is None and not pc.any(pc.match_substring(column, "x", ignore_case=True)).as_py():
        whole = _cast_whole(column, pa.int64())
        if whole is not None:
            return Converted(whole, _none(column))
    plain = _plain_number(column, lexical)
    good = _kept(plain, pc.match_substring_regex(plain, _INTEGER))
    # Arrow's cast takes no plus sign
    values = cast_each(pc.replace_substring_regex(good, r"^\+", ""), pa.int64())
    return Converted(values, _failures(column, values))


def _cast_whole(column: Values, target: pa.DataType) -> Values | None:
    """Return `column` cast to `target`, or None where a cell cannot be cast."""
    try:
        return column.cast(target)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None


def _numbers(column: Values, lexical: Lexical) -> Converted:
    plain = _plain_number(column, lexical)
    good = _kept(plain, pc.match_substring_regex(plain, _NUMBER))
    values = cast_each(pc.replace_substring_regex(good, r"^\+", ""), pa.float64())
    finite = _kept(values, pc.is_finite(values))
    return Converted(finite, _failures(column, finite))


def _decimals(column: Values, kind: Kind, lexical: Lexical) -> Converted:
    plain = _plain_number(column, lexical)
    good = _kept(plain, pc.match_substring_regex(plain, r"^[+-]?[0-9]+(\.[0-9]+)?$"))
    values = cast_each(good, kind.arrow)
    return Converted(values, _failures(column, values))


def _dates(column: Values, lexical: Lexical) -> Converted:
    if lexical.format is None:
        return _matching(column, _DATE, pa.date32())
    values = parse_times(column, lexical.format).cast(pa.date32(), safe=False)
    return Converted(values, _failures(column, values))


def _datetimes(column: Values, kind: Kind, lexical: Lexical) -> Converted:
    if lexical.format is not None:
        parsed = parse_times(column, lexical.format)
        if parsed.type == TIMESTAMP:
            return Converted(parsed, _failures(column, parsed))
        return _zoned(column, parsed, lexical.zone)
    if lexical.zone is not None:
        for form in _NAIVE_FORMS:
            if (fixed := fixed_times(column, form)) is not None:
                local, doubtful = fixed
                zoned = _zoned(column, local, lexical.zone)
                if not doubtful.any():
                    return zoned
                if not (zoned.failed & ~doubtful).any():
                    return _completed(column, zoned.values, doubtful, kind, lexical)
    with_offset = _kept(column, pc.match_substring_regex(column, _OFFSET_TIME))
    values = cast_each(pc.utf8_upper(pc.replace_substring_regex(with_offset, "[ t]", "T")), TIMESTAMP)
    rest = pc.and_(column.is_valid(), values.is_null())
    if not pc.any(rest).as_py():
        return Converted(values, _none(column))
    naive = _kept(column, pc.and_(rest, pc.match_substring_regex(column, _NAIVE_TIME)))
    local = cast_each(pc.replace_substring_regex(naive, "[ t]", "T"), _NAIVE)
    zoned = _zoned(naive, local, lexical.zone)
    values = pc.coalesce(values, zoned.values)
    return Converted(values, _failures(column, values), zoned.message_id, zoned.named)


def _zoned(column: Values, local: Values, zone: str | None) -> Converted:
    """Return naive times as UTC; a time in a gap or an overlap of the zone, or without a zone, does not convert."""
    parsed = as_mask(local.is_valid())
    if zone is None:
        return Converted(pa.nulls(len(column), TIMESTAMP), as_mask(column.is_valid()), "cell-naive-time", parsed)
    try:
        moment = pc.assume_timezone(local, zone, ambiguous="raise", nonexistent="raise")
    except pa.ArrowInvalid:
        early = pc.assume_timezone(local, zone, ambiguous="earliest", nonexistent="earliest")
        late = pc.assume_timezone(local, zone, ambiguous="latest", nonexistent="latest")
        moment = pc.if_else(pc.equal(early, late), early, pa.scalar(None, early.type))
    values = moment.cast(TIMESTAMP)
    return Converted(values, _failures(column, values), "cell-no-such-time", parsed)


def parse_times(column: Values, form: str) -> Values:
    """Return text parsed by a strptime format, as timestamp[us], or timestamp[us, UTC] where the format has %z."""
    fixed = fixed_times(column, form)
    if fixed is None:
        return _parse_freely(column, form)
    times, doubtful = fixed
    return pc.replace_with_mask(times, doubtful, _parse_freely(column.filter(doubtful), form))


def _parse_freely(column: Values, form: str) -> Values:
    """Parse whatever strptime takes.

    Arrow's own strptime lets 30 February and trailing text pass, so what was parsed is written again and must be the
    cell.
    """
    directives = {form[at + 1] for at in range(len(form) - 1) if form[at] == "%"}
    if not directives <= _ARROW_DIRECTIVES - {"z"}:
        return _parse_slowly(column, form)
    parsed = pc.strptime(column, format=form, unit="us", error_is_null=True)
    written = pc.strftime(parsed.cast(pa.timestamp("s"), safe=False), format=form)
    same = pc.equal(_without_padding(written), _without_padding(column))
    if "Y" in directives:  # Arrow reads 13 as the year 13
        same = pc.and_(same, pc.match_substring_regex(column, "[0-9]{4}"))
    return _kept(parsed, same)


def _without_padding(column: Values) -> Values:
    padded = pc.replace_substring_regex(column, r"(^|[^0-9])0+([0-9])", r"\1\2")
    return pc.utf8_upper(padded)


def _parse_slowly(column: Values, form: str) -> Values:
    """Parse with Python's strptime, once a distinct text: for %f, %z, %j, %b and the like."""
    aware = "%z" in form
    target = TIMESTAMP if aware else _NAIVE
    encoded = column.dictionary_encode()
    parsed = [None if text is None else _strptime(text, form, aware) for text in encoded.dictionary.to_pylist()]
    return pa.array(parsed, target).take(encoded.indices)


def _strptime(text: str, form: str, aware: bool) -> datetime | None:
    try:
        moment = datetime.strptime(text, form)  # noqa: DTZ007  # the zone is given by the caller
    except ValueError:
        return None
    return moment.astimezone(UTC) if aware else moment


def _durations(column: Values) -> Converted:
    parts = pc.extract_regex(column, _DURATION)
    total: Values = pa.scalar(0, pa.int64())
    for name, seconds in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        digits = pc.replace_substring_regex(parts.field(name), "[^0-9]", "")
        amount = pc.if_else(pc.equal(digits, ""), pa.scalar("0"), digits).cast(pa.int64())
        total = pc.add(total, pc.multiply(amount, seconds * 1_000_000))
    good = pc.and_(parts.is_valid(), pc.match_substring_regex(column, "[DHMS]$"))  # "P" and "P1DT" name no amount
    values = _kept(total, good).cast(DURATION)
    return Converted(values, _failures(column, values))


def _lists(column: Values, kind: Kind) -> Converted:
    """Read lists written as JSON arrays, as our own CSV writes them; once a distinct text."""
    from ._json_lists import json_list  # few columns are lists

    field = kind.field
    if field is None:
        raise AssertionError("a list is always a field's")
    encoded = column.dictionary_encode()
    parsed = [None if text is None else json_list(text, field) for text in encoded.dictionary.to_pylist()]
    values = pa.array(parsed, kind.arrow).take(encoded.indices)
    return Converted(values, _failures(column, values))


def _from_typed(column: Values, kind: Kind, lexical: Lexical) -> Converted:
    if pa.types.is_dictionary(column.type):
        return convert(column.dictionary_decode(), kind, lexical)
    if column.type == kind.arrow:
        if kind.type is not FieldType.NUMBER or (finite := pc.is_finite(column)).false_count == 0:
            return Converted(column, _none(column))
        values = _kept(column, finite)
        return Converted(values, _failures(column, values))
    if kind.type is FieldType.JSON:
        return _json(column)
    if kind.type is FieldType.DATETIME and pa.types.is_timestamp(column.type):
        return _typed_times(column, lexical)
    if kind.type is FieldType.LIST and pa.types.is_list(column.type):
        values = cast_each(column, kind.arrow)
        return Converted(values, _failures(column, values))
    if not _may_become(column.type, kind):
        return Converted(nulls(len(column), kind.arrow), as_mask(column.is_valid()))
    values = cast_each(column, kind.arrow)
    if kind.type is FieldType.NUMBER:
        values = _kept(values, pc.is_finite(values))
    return Converted(values, _failures(column, values))


def _json(column: Values) -> Converted:
    from ._json_texts import json_texts  # few columns are JSON

    return Converted(*json_texts(column))


def _typed_times(column: Values, lexical: Lexical) -> Converted:
    local = cast_each(column, _NAIVE if column.type.tz is None else TIMESTAMP)
    if column.type.tz is None:
        zoned = _zoned(column, local, lexical.zone)
        return Converted(zoned.values, _failures(column, zoned.values), zoned.message_id, zoned.named)
    return Converted(local, _failures(column, local))


def _may_become(source: pa.DataType, kind: Kind) -> bool:
    """Whether a typed column may become `kind` without a change of meaning (2.0 is an integer, 1 is no boolean)."""
    numeric = pa.types.is_integer(source) or pa.types.is_floating(source) or pa.types.is_decimal(source)
    match kind.type:
        case FieldType.INTEGER | FieldType.NUMBER | FieldType.DECIMAL:
            return numeric
        case FieldType.TEXT:
            return pa.types.is_integer(source)
        case FieldType.DATE:
            return pa.types.is_date(source)
        case _:
            return False


def constant(value: object, kind: Kind, lexical: Lexical, *, field: str) -> Constant:
    """Return a literal of a map as one typed value.

    Raises:
        DefinitionError: The literal is not of the field's type.
    """
    try:
        if isinstance(value, str) and kind.type is not FieldType.TEXT:
            converted = convert(pa.array([value]), kind, lexical)
            scalar = converted.values[0]
        elif not _literal_fits(value, kind):
            scalar = pa.scalar(None, kind.arrow)
        elif isinstance(value, datetime) and value.tzinfo is None and kind.type is FieldType.DATETIME:
            local = None if lexical.zone is None else value.replace(tzinfo=ZoneInfo(lexical.zone))
            scalar = pa.scalar(local, kind.arrow)
        else:
            scalar = pa.scalar(value, kind.arrow)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError) as error:
        raise DefinitionError("map-literal", field=field, value=value, type=str(kind.type)) from error
    if not scalar.is_valid:
        raise DefinitionError("map-literal", field=field, value=value, type=str(kind.type))
    return scalar


def _literal_fits(value: object, kind: Kind) -> bool:
    """Whether Arrow takes a literal without a change of meaning: it would cut 1.5 to the integer 1."""
    if isinstance(value, bool):
        return kind.type is FieldType.BOOLEAN
    if isinstance(value, float):
        return kind.type is FieldType.NUMBER and math.isfinite(value)
    return True
