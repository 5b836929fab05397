"""What stands beside the source of a map while rows are made: joined files, and tables that names refer to.

What lives here: that it is read once, before the first row. What this file must not know: rows, blocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from ..._dataclass import dataclass

if TYPE_CHECKING:
    from ._bound import BoundMap, BoundValue
    from ._by_name import BoundMatch, Register
    from ._joins import JoinTable


@dataclass(frozen=True, slots=True)
class Beside:
    """What was read beside the source.

    Attributes:
        joins: The joined files, by name.
        names: The index of each table that names refer to.
    """

    joins: Mapping[str, JoinTable] = field(default_factory=dict)
    names: Mapping[BoundMatch, Register] = field(default_factory=dict)


def load_beside(plan: BoundMap) -> Beside:
    """Return what a plan needs beside its source, read whole.

    Raises:
        SourceError: A joined file has a key twice, or a row that could not be made.
        DefinitionError: A table that names refer to lacks a column, or an alias stands for no row of it.
    """
    values = [*plan.lets, *(value for block in plan.blocks for value in block.fields)]
    matches = dict.fromkeys(match for value in values for match in _matches(value))
    if not plan.joins and not matches:
        return Beside()
    from ._by_name import load_names  # most maps read nothing beside their source
    from ._joins import load_joins

    return Beside(load_joins(plan.joins), load_names(matches, plan.references))


def _matches(value: BoundValue) -> list[BoundMatch]:
    own = [] if value.match is None else [value.match]
    return own + [match for inner in (*value.alternatives, *value.records) for match in _matches(inner)]
