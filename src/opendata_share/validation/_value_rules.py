"""The rules one value is judged by, as Arrow kernels over a whole column.

What lives here: one frozen class a rule; each returns the mask of values that break it, a null never does. What this
file must not know: rows, reports, contracts as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from .._arrow import Constant, Flags, Values
from ..contract import Contract, Field, FieldType
from ._bounds import Limit, limits_of
from ._formats import EXPRESSIONS, LONGEST_LOCAL_PART

_FALSE: Final = pa.scalar(False)


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


@dataclass(frozen=True, slots=True)
class Expression:
    """The text matches a portable regular expression somewhere, and does not match another."""

    pattern: str
    unlike: str | None = None

    def broken(self, values: Values) -> Flags | None:
        """Return which texts do not match, by RE2."""
        wrong = pc.invert(pc.match_substring_regex(values, self.pattern))
        return wrong if self.unlike is None else pc.or_(wrong, pc.match_substring_regex(values, self.unlike))


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
        elif self._surely_kept(values):
            return None
        else:
            lengths = pc.utf8_length(values)
        return pc.greater(lengths, self.bound) if self.longest else pc.less(lengths, self.bound)

    def _surely_kept(self, values: Values) -> bool:
        """Whether bytes alone prove it: a text never has more code points than bytes."""
        if not self.longest:
            return False
        lengths: Values = pc.binary_length(values)
        most: int | None = pc.max(lengths).as_py()
        return most is None or most <= self.bound.as_py()


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


def not_finite(values: Values) -> Flags:
    """Return which floats are NaN or infinite; a null is not."""
    return pc.fill_null(pc.invert(pc.is_finite(values)), _FALSE)


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
        judged = Expression(EXPRESSIONS[checked.format], unlike)
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
