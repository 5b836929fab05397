"""The rules one value is judged by, as Arrow kernels over a whole column.

What lives here: one frozen class a rule; each returns the mask of values that break it, a null never does. What this
file must not know: rows, reports, contracts as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .._addresses import ADDRESSES, LONGEST_LOCAL_PART
from .._arrow import Constant, Flags, Values, index_array, mask_of
from .._dataclass import dataclass
from ..contract import Contract, Field, FieldType
from ._bounds import Limit, limits_of

if TYPE_CHECKING:
    from .._arrow import Positions

_FALSE: Final = pa.scalar(False)
_MANY: Final = 1024  # fewer are matched before they are told apart
_OFTEN: Final = 4
_PAUSE: Final = 32


class Judged(Protocol):
    """What a rule returns its mask through."""

    def broken(self, values: Values) -> Flags | None:
        """Return which of `values` break the rule (null counts as false), or None where surely none does."""
        ...


@dataclass(frozen=True, slots=True)
class Codes:
    """The value is one of a code list."""

    values: Values

    def broken(self, values: Values) -> Flags | None:
        """Return which values are not in the list."""
        known: Flags = pc.is_in(values, value_set=self.values, skip_nulls=True)
        if known.true_count + values.null_count == len(values):
            return None
        return pc.and_(pc.invert(known), pc.is_valid(values))


class _Habit:
    """Whether the texts of a column are worth telling apart first, as the last ones showed; it decides time alone."""

    __slots__ = ("_pause",)

    def __init__(self) -> None:
        self._pause = 0

    def distinct(self, texts: Values) -> Values | None:
        """Return the distinct ones of `texts` where they are few, else None: then there is nothing to gain."""
        if len(texts) < _MANY:
            return None
        if self._pause:
            self._pause = max(0, self._pause - 1)  # two threads may count at once
            return None
        distinct = pc.unique(texts)
        if len(distinct) * _OFTEN <= len(texts):
            return distinct
        self._pause = _PAUSE
        return None


@dataclass(frozen=True, slots=True)
class Expression:
    """The text matches a portable regular expression somewhere, and does not match another."""

    pattern: str
    unlike: str | None = None
    habit: _Habit = field(default_factory=_Habit, repr=False, compare=False)

    def broken(self, values: Values) -> Flags | None:
        """Return which texts do not match, by RE2; where the same come again and again, each is matched once."""
        distinct = self.habit.distinct(values)
        if distinct is None:
            return self._unlike(values)
        wrong = self._unlike(distinct)
        if not wrong.true_count:
            return None
        return pc.is_in(values, value_set=distinct.filter(wrong), skip_nulls=True)

    def _unlike(self, texts: Values) -> Flags:
        wrong = pc.invert(pc.match_substring_regex(texts, self.pattern))
        return wrong if self.unlike is None else pc.or_(wrong, pc.match_substring_regex(texts, self.unlike))


@dataclass(frozen=True, slots=True)
class Within:
    """The value keeps one bound."""

    limit: Limit

    def broken(self, values: Values) -> Flags | None:
        """Return which values lie beyond the bound."""
        if self.limit.never:
            return pc.is_valid(values)
        lowest, highest = self.limit.lowest, self.limit.highest
        return pc.greater(values, highest) if lowest is None else pc.less(values, lowest)


@dataclass(frozen=True, slots=True)
class Length:
    """The text has so many code points, or the list so many items, at least or at most."""

    bound: Constant
    longest: bool

    def broken(self, values: Values) -> Flags | None:
        """Return which values are too short or too long."""
        if pa.types.is_list(values.type):
            lengths: Values = pc.list_value_length(values)
            return pc.greater(lengths, self.bound) if self.longest else pc.less(lengths, self.bound)
        bound: int = self.bound.as_py()
        doubtful = self._not_surely_kept(values, bound)
        if not len(doubtful):
            return None
        if 2 * len(doubtful) > len(values):
            doubtful = np.arange(len(values))
            counted: Values = pc.utf8_length(values)
        else:
            counted = pc.utf8_length(values.take(index_array(doubtful)))
        beyond: Flags = pc.greater(counted, self.bound) if self.longest else pc.less(counted, self.bound)
        if not beyond.true_count:
            return None
        mask = np.zeros(len(values), np.bool_)
        mask[doubtful[mask_of(beyond)]] = True
        return pa.array(mask)

    def _not_surely_kept(self, values: Values, bound: int) -> Positions:
        """Return the positions where bytes alone prove nothing: a code point takes one to four of them."""
        offsets = np.frombuffer(values.buffers()[1] or b"\0\0\0\0", np.int32, len(values) + 1, 4 * values.offset)
        lengths = np.diff(offsets)
        return np.flatnonzero(lengths > bound if self.longest else lengths < 4 * bound)


@dataclass(frozen=True, slots=True)
class ValueRule:
    """A rule of one field, with what a violation of it says.

    Attributes:
        rule: The slug.
        message_id: The sentence.
        judged: The kernel.
        parameters: What fills the sentence.
        shows_value: Whether the sentence shows the value found.
        conditional: Whether it holds only where the contract's `pattern_when` does.
    """

    rule: str
    message_id: str
    judged: Judged
    parameters: Mapping[str, Any] = field(default_factory=dict)
    shows_value: bool = True
    conditional: bool = False


def not_finite(values: Values) -> Flags | None:
    """Return which floats are NaN or infinite, or None where none is; a null is not."""
    finite: Flags = pc.is_finite(values)
    return None if finite.false_count == 0 else pc.fill_null(pc.invert(finite), _FALSE)


def rules_of(checked: Field, contract: Contract) -> tuple[ValueRule, ...]:
    """Return the rules the values of `checked` are judged by, those of required-ness and finiteness apart."""
    return (*_text_rules(checked, contract), *_length_rules(checked), *_limit_rules(checked))


def _text_rules(checked: Field, contract: Contract) -> Iterator[ValueRule]:
    if checked.code_list is not None:
        codes = pa.array(contract.code_list(checked.code_list).values, pa.string())
        yield ValueRule("code", "rule-code", Codes(codes), {"code_list": checked.code_list})
    if checked.pattern is not None:
        parameters = {"pattern": checked.pattern}
        judged = Expression(checked.pattern)
        yield ValueRule("pattern", "rule-pattern", judged, parameters, conditional=checked.pattern_when is not None)
    if checked.format is not None:
        unlike = LONGEST_LOCAL_PART if checked.format == "email" else None
        judged = Expression(ADDRESSES[checked.format], unlike)
        yield ValueRule("format", f"rule-format-{checked.format}", judged)


def _length_rules(checked: Field) -> Iterator[ValueRule]:
    if checked.type not in {FieldType.TEXT, FieldType.LIST}:
        return
    noun = "items" if checked.type is FieldType.LIST else "length"
    for rule, bound, longest in (("min-length", checked.min_length, False), ("max-length", checked.max_length, True)):
        if bound is not None:
            message_id = f"rule-{'max' if longest else 'min'}-{noun}"
            judged = Length(pa.scalar(bound, pa.int32()), longest)
            yield ValueRule(rule, message_id, judged, {"bound": bound}, shows_value=False)


def _limit_rules(checked: Field) -> Iterator[ValueRule]:
    for limit in limits_of(checked):
        yield ValueRule(limit.rule, f"rule-{limit.rule}", Within(limit), {"bound": limit.bound})
