"""Values of a map's TOML, each checked to be what its place asks for.

What lives here: texts, lists, choices, patterns, and the refusal of keys nobody knows. What this file must not know:
the grammar.

What one wrong value says nothing about is looked at all the same: it is noted, and something harmless stands for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

from ...errors import DefinitionError
from ._map_errors import MapFaults, close
from ._map_lines import MapLines
from ._map_tree import is_zone

_T = TypeVar("_T")


class EntryReader:
    """Reads values of one document; knows its name, its lines, and what is wrong in it so far."""

    def __init__(self, name: str, lines: MapLines) -> None:
        self.name = name
        self.lines = lines
        self.faults = MapFaults()

    def known(self, entry: Mapping[str, Any], known: Sequence[str] | set[str] | frozenset[str], where: str) -> None:
        """Note a table with a key that is not among `known`."""
        if unknown := [key for key in entry if key not in known]:
            near = [name for key in unknown for name in close(key, known)]
            shown = [*dict.fromkeys([*near, *sorted(known)])]
            line = self.lines.line(f"{where}.{unknown[0]}" if where else unknown[0])
            self.note("map-unknown-key", where, line=line, keys=unknown, known=shown)

    def mapping(self, entry: Any, where: str) -> Mapping[str, Any]:
        """Return `entry`, which must be a table."""
        if not isinstance(entry, Mapping):
            self.refuse("map-type", where, expected="table")
        return entry

    def names(self, entry: Any, where: str) -> tuple[str, ...]:
        """Return `entry`, which must be a list of texts."""
        if not isinstance(entry, list) or not all(isinstance(item, str) for item in entry):
            self.note("map-type", where, expected="list of text")
            return ()
        return tuple(entry)

    def some_names(self, entry: Any, where: str) -> tuple[str, ...]:
        """Return `entry`, which must be a list of at least one text."""
        if entry == []:
            self.note("map-empty-list", where)
        return self.names(entry, where)

    def text(self, entry: Any, where: str) -> str | None:
        """Return `entry`, which must be text where it is there."""
        if entry is not None and not isinstance(entry, str):
            self.note("map-type", where, expected="text")
            return None
        return entry

    def required_text(self, entry: Any, where: str) -> str:
        """Return `entry`, which must be text."""
        if not isinstance(entry, str):
            self.refuse("map-type", where, expected="text")
        return entry

    def separator(self, entry: Any, where: str) -> str:
        """Return `entry`, which must be one character that is no digit."""
        if not isinstance(entry, str) or len(entry) != 1 or entry.isdigit():
            self.note("map-separator", where)
            return "."
        return str(entry)

    def zone(self, entry: Any, where: str) -> str | None:
        """Return `entry`, which must be an IANA time zone where it is there."""
        name = self.text(entry, where)
        if name is not None and is_zone(name):
            return name
        if name is not None:
            self.note("map-zone", where, zone=name)
        return None if entry is None else "UTC"

    def choice(self, entry: Any, choices: set[str] | frozenset[str], where: str) -> Any:
        """Return `entry`, which must be one of `choices`."""
        if not isinstance(entry, str) or entry not in choices:
            self.note("map-choice", where, choices=choices)
            return min(choices)
        return entry

    def check_pattern(self, pattern: str, replacement: str, where: str) -> None:
        """Note a pattern that is not of RE2, or a replacement it has no groups for."""
        import pyarrow as pa
        import pyarrow.compute as pc

        try:
            pc.replace_substring_regex(pa.array([""], pa.string()), f"^(?:{pattern})$", replacement)
        except pa.ArrowInvalid:
            self.note("map-pattern", where, pattern=pattern)

    def part(self, read: Callable[[], _T], instead: _T) -> _T:
        """Return what `read` gives, or `instead` where anything was wrong in it: that says nothing about the rest."""
        before = self.faults.count
        with self.faults.apart():
            made = read()
            if self.faults.count == before:
                return made
        return instead

    def note(self, message_id: str, where: str, *, line: int | None = None, **parameters: Any) -> None:
        """Note an error as `refuse` would raise it, and go on."""
        with self.faults.apart():
            self.refuse(message_id, where, line=line, **parameters)

    def refuse(self, message_id: str, where: str, *, line: int | None = None, **parameters: Any) -> NoReturn:
        """Raise the error, with the line of `where` unless another is given."""
        if line is None and where:
            line = self.lines.line(where)
        raise DefinitionError(message_id, file=self.name, line=line, key=where or "–", **parameters)
