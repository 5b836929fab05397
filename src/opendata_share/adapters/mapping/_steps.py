"""The steps of a value: split, match, codes, unit.

What lives here: pure functions from column to column, each vectorised over distinct values. What this file must not
know: maps as documents, contracts, files.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from ..._arrow import Values, pc
from ...errors import DefinitionError
from ._columns import TEXT

if TYPE_CHECKING:
    from ._conversion import Mask
    from ._map_tree import CodeTable

_UNITS: Final[dict[str, tuple[str, Fraction]]] = {
    "s": ("s", Fraction(1)),
    "min": ("s", Fraction(60)),
    "h": ("s", Fraction(3600)),
    "d": ("s", Fraction(86400)),
    "mm": ("m", Fraction(1, 1000)),
    "cm": ("m", Fraction(1, 100)),
    "m": ("m", Fraction(1)),
    "km": ("m", Fraction(1000)),
    "[in_i]": ("m", Fraction(254, 10000)),
    "[ft_i]": ("m", Fraction(3048, 10000)),
    "[mi_i]": ("m", Fraction(1609344, 1000)),
    "m2": ("m2", Fraction(1)),
    "km2": ("m2", Fraction(1000000)),
    "har": ("m2", Fraction(10000)),
    "L": ("L", Fraction(1)),
    "m3": ("L", Fraction(1000)),
    "[gal_us]": ("L", Fraction(3785411784, 10**9)),
    "L/min": ("L/min", Fraction(1)),
    "L/s": ("L/min", Fraction(60)),
    "[gal_us]/min": ("L/min", Fraction(3785411784, 10**9)),
    "kPa": ("kPa", Fraction(1)),
    "bar": ("kPa", Fraction(100)),
    "[psi]": ("kPa", Fraction(6894757293168361, 10**15)),
    "km/h": ("km/h", Fraction(1)),
    "m/s": ("km/h", Fraction(36, 10)),
    "%": ("1", Fraction(1, 100)),
    "1": ("1", Fraction(1)),
}

_MOST: Final = 2.0**53
"""Where whole numbers stop being told apart in the arithmetic of units."""
_NOISE: Final = 1e-12
"""How far, relatively, the arithmetic may carry a number from the whole one it is: 0.57 km are 570 m."""


def unit_factor(source: str, target: str | None, *, field: str) -> Fraction:
    """Return what a number in UCUM unit `source` is multiplied by to be in `target`.

    Raises:
        DefinitionError: A unit is not known, or the two do not measure the same.
    """
    ours, theirs = _UNITS.get(target or ""), _UNITS.get(source)
    if ours is None or theirs is None or ours[0] != theirs[0]:
        raise DefinitionError("map-unit", field=field, source=source, target=target or "–")
    return theirs[1] / ours[1]


def in_unit(values: Values, factor: Fraction, wanted: pa.DataType) -> tuple[Values, Mask]:
    """Return numbers in the wanted unit and type, and the mask of those that are then no values of it.

    Where one unit is so many times the other, a whole number is asked for where integers are; where it is not (a mile
    is 1609.344 m), the nearest one is taken.
    """
    scaled = pc.multiply(values.cast(pa.float64()), pa.scalar(float(factor)))
    if not pa.types.is_integer(wanted):
        return scaled, np.zeros(len(scaled), dtype=bool)
    whole = pc.round(scaled, round_mode="half_to_even")
    good = pc.less(pc.abs(whole), pa.scalar(_MOST))
    if factor.denominator == 1:
        off = pc.abs(pc.subtract(scaled, whole))
        good = pc.and_(good, pc.less_equal(off, pc.multiply(pc.abs(scaled), pa.scalar(_NOISE))))
    kept = pc.if_else(good, whole, pa.scalar(None, pa.float64()))
    return kept.cast(wanted), _newly_null(scaled, kept)


def over_distinct(column: Values, step: Callable[[Values], Values]) -> Values:
    """Return `step(column)`, computed once for each distinct value where values repeat."""
    encoded = column.dictionary_encode()
    if len(encoded.dictionary) * 2 > len(column):
        return step(column)
    return step(encoded.dictionary).take(encoded.indices)


def match(column: Values, patterns: tuple[tuple[str, str], ...]) -> tuple[Values, Mask]:
    """Return each text rewritten by the first pattern that matches it whole, and the mask of texts none matches."""
    result = over_distinct(column, lambda distinct: _match(distinct, patterns))
    return result, _newly_null(column, result)


def _match(column: Values, patterns: tuple[tuple[str, str], ...]) -> Values:
    result = pa.nulls(len(column), TEXT)
    for pattern, replacement in patterns:
        whole = f"^(?:{pattern})$"
        found = pc.and_(pc.match_substring_regex(column, whole), result.is_null())
        rewritten = pc.replace_substring_regex(column, whole, arrow_replacement(replacement), max_replacements=1)
        result = pc.if_else(found.fill_null(False), rewritten, result)
    return result


def arrow_replacement(replacement: str) -> str:
    r"""Translate `$1` into RE2's `\1`, and protect backslashes."""
    escaped = replacement.replace("\\", "\\\\")
    for digit in "0123456789":
        escaped = escaped.replace(f"${digit}", f"\\{digit}")
    return escaped


def look_up(column: Values, tables: tuple[CodeTable, ...]) -> tuple[Values, Mask]:
    """Return each text's code by the first table that knows it (after trimming), and the mask of texts none knows."""
    result = over_distinct(column, lambda distinct: _look_up(distinct, tables))
    return result, _newly_null(column, result)


def _look_up(column: Values, tables: tuple[CodeTable, ...]) -> Values:
    trimmed = pc.utf8_trim_whitespace(column)
    result = pa.nulls(len(column), TEXT)
    for table in tables:
        keys = pa.array([source for source, _ in table.entries], TEXT)
        codes = pa.array([_literal_text(code) for _, code in table.entries], TEXT)
        if table.fold:
            keys, needles = _folded(keys), _folded(trimmed)
        else:
            keys, needles = pc.utf8_trim_whitespace(keys), trimmed
        found = codes.take(pc.index_in(needles, value_set=keys))
        result = pc.coalesce(result, pc.if_else(column.is_valid(), found, pa.scalar(None, TEXT)))
    return result


def _literal_text(code: object) -> str:
    return str(code).lower() if isinstance(code, bool) else str(code)


def _folded(column: Values) -> Values:
    return pc.utf8_lower(pc.replace_substring_regex(pc.utf8_trim_whitespace(column), r"[\s\p{Z}]+", " "))


def _newly_null(before: Values, after: Values) -> Mask:
    return np.asarray(pc.and_(before.is_valid(), after.is_null()).to_numpy(zero_copy_only=False), dtype=bool)


def split(column: Values, separator: str) -> Values:
    """Return lists of the parts of each text, empty parts dropped; null stays null."""
    parts = pc.split_pattern(column, separator)
    flat, parents = pc.list_flatten(parts), pc.list_parent_indices(parts)
    full = pc.not_equal(pc.utf8_trim_whitespace(flat), "")
    kept, owners = flat.filter(full), np.asarray(parents.filter(full).to_numpy(zero_copy_only=False), dtype=np.int64)
    counts = np.bincount(owners, minlength=len(column)).astype(np.int32)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    from_arrays: Any = pa.ListArray.from_arrays
    return from_arrays(pa.array(offsets), kept, mask=column.is_null())
