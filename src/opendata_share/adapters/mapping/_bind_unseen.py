"""Binding without a source: every question about a map that its contracts answer, and none that its columns do.

What lives here: a source nobody has looked at, in which every name may be a column. What this file must not know: what
is asked of a map (`_bind`), files, rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from ...contract import Contract
from ._account import OpenedSource, SourceAccount
from ._bind import MapBinder
from ._bind_value import Context
from ._bound import BoundMap
from ._field_map import FieldMap
from ._map_errors import MapErrors, MapFaults
from ._map_reads import columns_read
from ._map_tree import SourceSection

if TYPE_CHECKING:
    from ..reading import NestedPaths, Source

_ANY_AGENCY = "any-agency"
"""Stands for the agency that a map leaves to the call."""


def bind_unseen(
    field_map: FieldMap,
    find_contract: Callable[[str], Contract],
    has_minted_key: Callable[[str], bool],
    open_file: Callable[[SourceSection], Source],
    faults: MapFaults | None = None,
) -> BoundMap:
    """Return the plan of `field_map` for a source that has every column it reads; it is to be looked at, never run.

    Args:
        field_map: The map.
        find_contract: Gives a contract by name.
        has_minted_key: Gives `Contract.has_minted_key` of a contract by name.
        open_file: Judges where another file of the map lies, and returns a source that stands for it.
        faults: What is wrong with the map already; it is told together with what is found.

    Raises:
        DefinitionError: As `bind` raises it, of whatever needs no source to be known.
    """
    errors = MapErrors(field_map.name, field_map.lines, faults)
    context = Context(
        errors=errors,
        find_contract=find_contract,
        has_minted_key=has_minted_key,
        agency=field_map.agency or _ANY_AGENCY,
        tidy=False,
        references=_Anything(),
        unread_joins=set(),
    )
    unseen = OpenedSource(name=field_map.name, headings=_Names(field_map), paths=_never)
    section = field_map.source
    main = _UnseenAccount(unseen, section.ignore, section.quarantine, "source", errors)

    def opened(section: SourceSection) -> tuple[Source, OpenedSource]:
        return open_file(section), unseen

    return MapBinder(field_map, main, context, None, opened, _UnseenAccount).bind()


def _never() -> NestedPaths:
    raise AssertionError("nobody has looked into this source")


class _Anything(tuple[str, ...]):
    """Has every name."""

    __slots__ = ()

    def __contains__(self, name: object) -> bool:
        return True


class _Names(_Anything):
    """The columns of a source nobody has looked at: every name but those that mean something else in the map.

    It tells those that the map reads, so that an error can name them.
    """

    _field_map: FieldMap

    def __new__(cls, field_map: FieldMap) -> Self:
        values = [*field_map.lets.values(), *(value for block in field_map.blocks for value in block.fields.values())]
        read = dict.fromkeys(column for value in values for column in columns_read(value))
        made = super().__new__(cls, [name for name in read if name not in field_map.lets])
        made._field_map = field_map
        return made

    def __contains__(self, name: object) -> bool:
        text = str(name)
        is_joined = text.partition(".")[0] in self._field_map.joins
        return "[]" not in text and text not in self._field_map.lets and not is_joined


class _UnseenAccount(SourceAccount):
    """Takes every name for a column, or for a path into one."""

    def use(self, name: str, *, within: tuple[str, ...] = (), inside: str = "", whole: bool = False) -> None:  # noqa: ARG002
        path = self._canonical(name, inside)
        (self.used if path == name else self.used_paths).add(path)

    def use_list(self, name: str, *, inside: str = "") -> str:
        full = self._canonical(name, inside)
        self.lists.add(full)
        return full

    def has(self, name: str) -> bool:  # noqa: ARG002
        return True

    def check(self) -> None:
        self.check_quarantined()

    def _canonical(self, name: str, inside: str) -> str:
        from ..reading import nested_path

        path = nested_path(name)
        plain = name if path is None else path.canonical
        return f"{inside}/{plain}" if inside else plain
