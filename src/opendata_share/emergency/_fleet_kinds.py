"""Which kind of vehicle belongs to which group.

What lives here: the reading of the code list unit-type. What this file must not know: vehicles, holders, counts.
A group of the list whose name is also a code is an aggregate: its members are counted in it, and its own code stands
for vehicles of the group whose kind nobody gave. No group holds the hearse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._dataclass import dataclass
from ._fleet_figure import OTHER

if TYPE_CHECKING:
    from ..contract import CodeList


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of vehicles: `groups` are the aggregates, `group_of` gives a code's, `order` is the list's."""

    groups: tuple[str, ...]
    group_of: dict[str, str]
    order: dict[str, int]

    @classmethod
    def of(cls, unit_types: CodeList) -> Kinds:
        """Read the kinds from the code list."""
        aggregates = [group for group in unit_types.groups if group.name in unit_types.values]
        group_of = {code: group.name for group in reversed(aggregates) for code in (group.name, *group.codes)}
        order = {code: place for place, code in enumerate(unit_types.values)}
        return cls(tuple(group.name for group in aggregates), group_of, order)

    def group(self, unit_type: str) -> str:
        """Return the group of a kind, "other" where it has none."""
        return self.group_of.get(unit_type, OTHER)
