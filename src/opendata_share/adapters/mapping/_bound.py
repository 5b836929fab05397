"""A field map bound to one source and its contracts: everything that can be known before a row is read.

What lives here: the frozen plan. What this file must not know: how it is made (`_bind`) or run (`_produce`, `_blocks`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

import pyarrow as pa

from ..._arrow import Constant
from ..._dataclass import dataclass
from ...contract import Contract
from ...expressions import Expression
from ._conversion import Kind, Lexical
from ._map_tree import Block, Value

if TYPE_CHECKING:
    from ..reading import Source
    from ._by_name import BoundMatch
    from ._joins import BoundJoin


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundValue:
    """A value with its target, its compiled expressions and its typed literals."""

    name: str
    value: Value
    kind: Kind
    lexical: Lexical
    expression: Expression | None = None
    condition: Expression | None = None
    alternatives: tuple[BoundValue, ...] = ()
    literal: Constant | None = None
    default: Constant | None = None
    unmapped: Constant | None = None
    unit: Fraction | None = None
    agency: str | None = None
    agency_by: tuple[str, frozenset[str]] | None = None
    """The field whose value says what is referred to, and the values for which `agency` is the prefix."""
    strict: bool = False
    listed: bool = False
    """Whether what it reads is a list, each item of which goes through the steps."""
    match: BoundMatch | None = None
    records: tuple[BoundValue, ...] = ()
    """The fields of each item of its `each`, in the order they can be computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundBlock:
    """One block with its fields in the order they can be computed."""

    contract: Contract
    block: Block
    fields: tuple[BoundValue, ...]
    where: Expression | None
    sources: Mapping[str, str]
    """The `*_source` field that keeps the words of each field, where the map does not fill it itself."""
    constants: tuple[str, ...]
    headings: Mapping[str, tuple[str, ...]]
    """The source columns that fill each field, through lets and expressions."""
    carries_unmade: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundMap:
    """A whole map, ready to run."""

    agency: str | None
    captured_at: datetime | None
    lets: tuple[BoundValue, ...]
    blocks: tuple[BoundBlock, ...]
    skip: tuple[tuple[str, str], ...] = ()
    null: tuple[str, ...] = ("",)
    """The texts that mean "no value", for nested cells."""
    joins: tuple[BoundJoin, ...] = ()
    references: Mapping[str, Callable[[], pa.Table]] = field(default_factory=dict)
    """Reads the table of a contract that names refer to."""
    others: tuple[OtherSource, ...] = ()
    """What is read from files of their own, after the main source."""
    order: tuple[str, ...] = ()
    """The names of the contracts in order of first mention."""

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """The contracts it fills, in order of first mention."""
        found = {block.contract.name: block.contract for block in self.blocks}
        for other in self.others:
            found |= {block.contract.name: block.contract for block in other.plan.blocks}
        return tuple(found[name] for name in self.order) if self.order else tuple(found.values())


@dataclass(frozen=True, slots=True)
class OtherSource:
    """A file that blocks read instead of the main source, with their own plan."""

    source: Source
    plan: BoundMap
