"""Entry points: what other packages, and this one, register under a name.

What lives here: finding and loading by group and name; duplicates are refused, a broken plug-in is named and does not
sink the rest. What this module must not know: what a contract, a code list, a source, a rule, an export, a dialect or a
map is. It is the one upward hop of the house: names given as text resolve here, at run time.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal

from .errors import DefinitionError

Group = Literal["contracts", "code_lists", "sources", "rules", "exports", "dialects", "maps"]


@cache
def _installed() -> Any:
    """Return the entry points of every package, found once for all groups: it is finding them that takes long."""
    return entry_points()  # of another class in Python 3.11 than after it


@cache
def _registered(group: Group) -> dict[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    for point in _installed().select(group=f"opendata_share.{group}"):
        earlier = found.setdefault(point.name, point)
        if earlier.value != point.value:
            raise DefinitionError(
                "plugin-duplicate", name=point.name, group=group, first=earlier.value, second=point.value
            )
    return found


def names(group: Group) -> tuple[str, ...]:
    """Return the registered names of `group`, sorted."""
    return tuple(sorted(_registered(group)))


def is_ours(group: Group, name: str) -> bool:
    """Whether `name` in `group` is registered by this package itself."""
    point = _registered(group).get(name)
    return point is not None and point.value.startswith(f"{__package__}.")


def origin(group: Group, name: str) -> str:
    """Return the package that registers `name` in `group`; where that is unknown, where its object lies."""
    point = _registered(group)[name]
    return point.value if point.dist is None else point.dist.name


def load(group: Group, name: str) -> Any:
    """Return the object registered as `name` in `group`.

    Raises:
        DefinitionError: Nothing is registered under that name, or what is registered cannot be imported.
    """
    point = _registered(group).get(name)
    if point is None:
        raise DefinitionError("plugin-unknown", name=name, group=group, known=names(group) or ("–",))
    try:
        return point.load()
    except (ImportError, AttributeError) as error:
        raise DefinitionError("plugin-broken", name=name, group=group, target=point.value, reason=str(error)) from error
