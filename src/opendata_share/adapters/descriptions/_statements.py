"""A stranger's document read by taking: what nobody took is lost.

What lives here: the places of a document, each statement asked for by its type, and the list of what is left at the
end. It is the mirror of the ledger that compiles contracts. What this file must not know: any standard, contracts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NoReturn

from ...errors import DefinitionError
from ._table_schema_lost import Lost

_NAMES: Final[Mapping[type, str]] = {
    str: "text", bool: "true or false", int: "whole number", float: "number", list: "array", dict: "object",
}  # fmt: skip
_JUDGE_ROWS: Final = frozenset({"quality", "logicalTypeOptions", "relationships", "unique"})
"""What stands below one of these asks something of rows; what stands elsewhere is words."""
_WORDS: Final = frozenset(
    {
        *("authoritativeDefinitions", "businessImpact", "customProperties", "description", "dimension", "id", "method"),
        *("name", "schedule", "scheduler", "tags"),
    }
)
"""These are words wherever they stand."""


class Statements:
    """One document, and which of its statements were taken or given up.

    Attributes:
        document: The document's JSON value.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document: Final = document
        self._taken: set[str] = set()
        self._reasons: dict[str, Lost] = {}
        self._touched: set[str] = set()
        self._above_reasons: set[str] = set()
        self._notes: list[Lost] = []

    @property
    def root(self) -> Statement:
        """The document itself."""
        return Statement(self, self.document, "")

    def take(self, pointer: str) -> None:
        """Note that all that stands at a pointer was taken."""
        self._taken.add(pointer)
        self._touch(pointer)

    def lose(self, lost: Lost) -> None:
        """Note why what stands at a pointer is lost, also where it was taken but means less in the contract."""
        self._reasons.setdefault(lost.pointer, lost)
        self._touch(lost.pointer)
        above = lost.pointer.rpartition("/")[0]
        while above and above not in self._above_reasons:
            self._above_reasons.add(above)
            above = above.rpartition("/")[0]

    def lost(self) -> tuple[Lost, ...]:
        """Return what is lost, in the order of the document; a part of what is lost is not named again."""
        return (*self._notes, *self._lost(self.document, ""))

    def note(self, lost: Lost) -> None:
        """Note what the document leaves open, or what is said of several of its statements together."""
        self._notes.append(lost)

    def _touch(self, pointer: str) -> None:
        while pointer and pointer not in self._touched:
            self._touched.add(pointer)
            pointer = pointer.rpartition("/")[0]

    def _lost(self, value: Any, pointer: str, *, taken: bool = False) -> Iterator[Lost]:
        taken = taken or pointer in self._taken
        reason = self._reasons.get(pointer)
        if reason is not None:
            yield reason
        if (reason is not None or taken) and not (taken and pointer in self._above_reasons):
            return  # a part of what was taken may mean less; a part of what is lost is lost with it
        inside = _inside(value)
        if pointer and not taken and pointer not in self._touched:
            if inside or value not in ([], {}):
                yield Lost(pointer, "lost-no-place", judges=_judges(pointer))
            return
        for key, inner in inside:
            yield from self._lost(inner, joined(pointer, key), taken=taken)


class Statement:
    """One object of the document and where it stands.

    Attributes:
        value: The object.
        pointer: Its JSON pointer; empty for the document itself.
    """

    __slots__ = ("_all", "pointer", "value")

    def __init__(self, all_: Statements, value: Mapping[str, Any], pointer: str) -> None:
        self._all = all_
        self.value = value
        self.pointer = pointer

    def peek(self, key: str, kind: type) -> Any:
        """Return what stands under `key`, or None; it is not taken.

        Raises:
            DefinitionError: It is of another type than `kind`; `float` takes every number.
        """
        found = self.value.get(key)
        if found is None:
            return None
        if type(found) is not kind and not (kind is float and type(found) is int):
            self.refuse(key, expected=_NAMES[kind])
        return found

    def take(self, key: str, kind: type) -> Any:
        """Return what stands under `key`, or None, and note that it was taken."""
        found = self.peek(key, kind)
        if key in self.value:
            self._all.take(joined(self.pointer, key))
        return found

    def take_if(self, key: str, *values: object) -> bool:
        """Take what stands under `key` where it is one of `values`, which is what a contract says without words."""
        said = self.value.get(key)
        if said is None or not any(type(value) is type(said) and value == said for value in values):
            return False
        self._all.take(joined(self.pointer, key))
        return True

    def took(self, *keys: str | int) -> None:
        """Note that a member, or a member of a member, was taken."""
        self._all.take(joined(self.pointer, *keys))

    def lose(self, key: str, message_id: str, *, judges: bool = True, **parameters: object) -> None:
        """Say why what stands under `key` is lost, if anything stands there."""
        if self.value.get(key) is not None:
            self._all.lose(Lost(joined(self.pointer, key), message_id, parameters, judges))

    def lose_all(self, message_id: str, *, judges: bool = True, **parameters: object) -> None:
        """Say why this object as a whole is lost."""
        self._all.lose(Lost(self.pointer, message_id, parameters, judges))

    def inner(self, key: str) -> Statement | None:
        """Return an inner object, or None."""
        found = self.peek(key, dict)
        return None if found is None else Statement(self._all, found, joined(self.pointer, key))

    def each(self, key: str) -> Iterator[Statement]:
        """Yield the objects of an array."""
        for number, item in enumerate(self.peek(key, list) or ()):
            if not isinstance(item, Mapping):
                self.refuse(key, number, expected=_NAMES[dict])
            yield Statement(self._all, item, joined(self.pointer, key, number))

    def refuse(self, *keys: str | int, expected: str) -> NoReturn:
        """Raise a DefinitionError about this object or a member of it."""
        raise DefinitionError("table-schema-shape", pointer=joined(self.pointer, *keys) or "/", expected=expected)


def joined(pointer: str, *keys: str | int) -> str:
    """Return the pointer of a member."""
    return pointer + "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


def _judges(pointer: str) -> bool:
    steps = pointer.split("/")
    return steps[-1] not in _WORDS and not _JUDGE_ROWS.isdisjoint(steps)


def _inside(value: Any) -> list[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []
