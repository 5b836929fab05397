"""Rules that are not the contract's: a named function from columns to a mask.

What lives here: the frozen rule, the decorator that makes one, which tables it judges, and what is made of its mask.
What this file must not know: any such rule.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pyarrow as pa

from .. import _plugins
from .._arrow import Flags, Values, decoded, mask_of, pc, positions_of
from .._dataclass import dataclass
from ..contract import Contract, Text
from ..errors import DefinitionError
from ..report import Severity
from ._finding import Finding

if TYPE_CHECKING:
    from .._arrow import Mask

    Flagged: TypeAlias = Flags | np.ndarray[tuple[int], np.dtype[np.bool_]]

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
Holds: TypeAlias = Callable[[Mapping[str, Any]], Any]
"""A function from columns by name, Arrow arrays of one batch, to a mask: true where the row keeps the rule."""


@dataclass(frozen=True, slots=True)
class CustomRule:
    """A rule of your own; `rule` makes one from a function.

    Attributes:
        name: The slug, as reports print it.
        reads: The fields the function gets.
        holds: The function: columns by name to a mask, true where a row keeps the rule. A null passes, as in SQL.
        message: What a violation says, in both languages.
        severity: "error" rejects the row, "advice" keeps it.
        contract: The name of the contract whose tables it judges, or None for every table that has the fields.
    """

    name: str
    reads: tuple[str, ...]
    holds: Holds
    message: Text
    severity: Severity = "error"
    contract: str | None = None

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise DefinitionError("custom-rule-name", rule=self.name)
        if not self.reads or type(self.reads) is not tuple or len(set(self.reads)) != len(self.reads):
            raise DefinitionError("custom-rule-reads", rule=self.name)
        if self.severity not in {"error", "advice"}:
            raise DefinitionError("custom-rule-severity", rule=self.name, severity=self.severity)

    def __call__(self, columns: Mapping[str, Any]) -> Any:
        """Return what the function returns, so that a decorated function can be called as before."""
        return self.holds(columns)

    def __reduce__(self) -> tuple[Callable[[str, str], CustomRule], tuple[str, str]]:
        """Travel to another process by name, as functions do."""
        place = (self.holds.__module__, self.holds.__qualname__)
        if _found(*place) is not self:
            raise DefinitionError("custom-rule-local", rule=self.name, place=".".join(place))
        return imported_rule, place

    def fits(self, contract: Contract) -> bool:
        """Return whether the rule judges tables under `contract`."""
        named = self.contract in {None, contract.name}
        return named and all(name in contract for name in self.reads)


def rule(
    name: str, *, reads: Sequence[str], en: str, id: str, severity: Severity = "error", contract: str | None = None
) -> Callable[[Holds], CustomRule]:
    """Make a rule of a function from columns to a mask that is true where a row keeps the rule.

    The function gets the fields it reads as Arrow arrays by name, one batch at a time, and must not look from one row
    at another: how rows are cut into batches is not its business. A null in the mask passes. Give the rule to
    `validate(..., rules=[...])`, or register it under the entry point group `opendata_share.rules` and give its name.

    Args:
        name: kebab-case, such as "pump-fits-tank".
        reads: The fields the function gets.
        en: What a violation says, in English.
        id: The same in Indonesian.
        severity: "error" rejects the row, "advice" keeps it.
        contract: The contract whose tables it judges; without it, every table that has the fields.

    Raises:
        DefinitionError: The name is no slug, or no field is read, or one twice.

    Example:
        >>> import pyarrow as pa
        >>> import pyarrow.compute as pc
        >>> from opendata_share.validation import rule
        >>> @rule("beds-come-in-pairs", reads=("beds",), en="Beds come in pairs.", id="Tempat tidur berpasangan.")
        ... def beds_come_in_pairs(columns):
        ...     return pc.equal(pc.bit_wise_and(columns["beds"], 1), 0)
        >>> beds_come_in_pairs({"beds": pa.array([2, 3, None])}).to_pylist()
        [True, False, None]
    """

    def made(holds: Holds) -> CustomRule:
        return CustomRule(name, tuple(reads), holds, Text(en, id), severity, contract)

    return made


def imported_rule(module: str, qualname: str) -> CustomRule:
    """Return the rule that is called so in its module; for rules that come from another process."""
    __import__(module)
    found = _found(module, qualname)
    if not isinstance(found, CustomRule):
        raise DefinitionError("custom-rule-local", rule=qualname, place=f"{module}.{qualname}")
    return found


def _found(module: str, qualname: str) -> object:
    found: object = sys.modules.get(module)
    for part in qualname.split("."):
        found = getattr(found, part, None)
    return found


def named_rules(rules: Sequence[CustomRule | str]) -> tuple[CustomRule, ...]:
    """Return `rules`, each once, names looked up.

    Raises:
        DefinitionError: A name is not registered, what is given is no rule, or two rules have one name.
    """
    found: dict[str, CustomRule] = {}
    for given in rules:
        one = _plugins.load("rules", given) if isinstance(given, str) else given
        if not isinstance(one, CustomRule):
            raise DefinitionError("custom-rule-kind", rule=str(given), type=type(one).__name__)
        if found.setdefault(one.name, one) is not one:
            raise DefinitionError("custom-rule-twice", rule=one.name)
    return tuple(found.values())


def rules_by_contract(
    rules: Sequence[CustomRule | str], contracts: Sequence[Contract]
) -> dict[str, tuple[CustomRule, ...]]:
    """Return which of `rules` judge the tables under each contract.

    Raises:
        DefinitionError: One cannot be found (see `named_rules`), or fits no table.
    """
    found = named_rules(rules)
    for one in found:
        if not any(one.fits(contract) for contract in contracts):
            names = [contract.name for contract in contracts]
            raise DefinitionError("custom-rule-fits-none", rule=one.name, reads=one.reads, contracts=names)
    return {contract.name: tuple(one for one in found if one.fits(contract)) for contract in contracts}


def broken_by(
    rule: CustomRule, columns: Mapping[str, Values], length: int, blind: Mapping[str, Mask]
) -> Iterator[Finding]:
    """Yield the rows that break `rule`; a row whose cell did not fit a field it reads is not seen.

    Raises:
        DefinitionError: The function fails, or returns no mask of that length.
    """
    broken = ~kept_by(rule, columns, length)
    for name in rule.reads:
        if name in blind:
            broken &= ~blind[name]
    if broken.any():
        yield Finding(
            field=rule.reads[0] if len(rule.reads) == 1 else None,
            rule=rule.name,
            severity=rule.severity,
            message_id="rule-custom",
            positions=positions_of(broken),
            parameters={"rule": rule.name},
            texts={"en": rule.message.en, "id": rule.message.id},
            reads=rule.reads,
        )


def kept_by(rule: CustomRule, columns: Mapping[str, Values], length: int) -> Mask:
    """Return which rows keep `rule`; a null in its mask passes.

    Raises:
        DefinitionError: The function fails, or returns no mask of that length.
    """
    given = {name: decoded(columns[name]) for name in rule.reads}
    try:
        mask = rule.holds(given)
    except Exception as error:  # noqa: BLE001  # whatever a stranger's function raises becomes one error that names it
        # the error's own words may show values of the data
        kind, line = type(error).__name__, _line_in(error, rule)
        raise DefinitionError("custom-rule-raised", rule=rule.name, error=kind, place=line) from None
    return _mask(mask, rule, length)


def _mask(mask: Flagged, rule: CustomRule, length: int) -> Mask:
    if isinstance(mask, np.ndarray) and mask.dtype == np.bool_ and mask.ndim == 1:
        mask = pa.array(mask)
    if isinstance(mask, pa.ChunkedArray):
        mask = mask.combine_chunks()
    if not isinstance(mask, pa.Array) or not pa.types.is_boolean(mask.type):
        found = str(mask.type) if isinstance(mask, pa.Array) else type(mask).__name__
        raise DefinitionError("custom-rule-mask", rule=rule.name, found=found)
    if len(mask) != length:
        raise DefinitionError("custom-rule-length", rule=rule.name, found=len(mask), expected=length)
    return mask_of(pc.fill_null(mask, True))


def _line_in(error: Exception, rule: CustomRule) -> int | str:
    """Return the line of the function where it failed."""
    code = getattr(rule.holds, "__code__", None)
    step = error.__traceback__
    line: int | str = "–"
    while step is not None:
        if step.tb_frame.f_code is code:
            line = step.tb_lineno
        step = step.tb_next
    return line
