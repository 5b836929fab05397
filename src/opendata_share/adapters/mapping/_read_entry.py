"""Values of a map's TOML, each checked to be what its place asks for.

What lives here: texts, lists, choices, patterns, and the refusal of keys nobody knows. What this file must not know:
the grammar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from ...errors import DefinitionError
from ._map_errors import close
from ._map_lines import MapLines
from ._map_tree import is_zone


class EntryReader:
    """Reads values of one document; knows its name and its lines."""

    def __init__(self, name: str, lines: MapLines) -> None:
        self.name = name
        self.lines = lines

    def known(self, entry: Mapping[str, Any], known: Sequence[str] | set[str] | frozenset[str], where: str) -> None:
        """Refuse a table with a key that is not among `known`."""
        if unknown := [key for key in entry if key not in known]:
            near = [name for key in unknown for name in close(key, known)]
            shown = [*dict.fromkeys([*near, *sorted(known)])]
            line = self.lines.line(f"{where}.{unknown[0]}" if where else unknown[0])
            self.refuse("map-unknown-key", where, line=line, keys=unknown, known=shown)

    def mapping(self, entry: Any, where: str) -> Mapping[str, Any]:
        """Return `entry`, which must be a table."""
        if not isinstance(entry, Mapping):
            self.refuse("map-type", where, expected="table")
        return entry

    def names(self, entry: Any, where: str) -> tuple[str, ...]:
        """Return `entry`, which must be a list of texts."""
        if not isinstance(entry, list) or not all(isinstance(item, str) for item in entry):
            self.refuse("map-type", where, expected="list of text")
        return tuple(entry)

    def some_names(self, entry: Any, where: str) -> tuple[str, ...]:
        """Return `entry`, which must be a list of at least one text."""
        if not (names := self.names(entry, where)):
            self.refuse("map-empty-list", where)
        return names

    def text(self, entry: Any, where: str) -> str | None:
        """Return `entry`, which must be text where it is there."""
        if entry is not None and not isinstance(entry, str):
            self.refuse("map-type", where, expected="text")
        return entry

    def required_text(self, entry: Any, where: str) -> str:
        """Return `entry`, which must be text."""
        if not isinstance(entry, str):
            self.refuse("map-type", where, expected="text")
        return entry

    def separator(self, entry: Any, where: str) -> str:
        """Return `entry`, which must be one character that is no digit."""
        if not isinstance(entry, str) or len(entry) != 1 or entry.isdigit():
            self.refuse("map-separator", where)
        return str(entry)

    def zone(self, entry: Any, where: str) -> str | None:
        """Return `entry`, which must be an IANA time zone where it is there."""
        name = self.text(entry, where)
        if name is not None and not is_zone(name):
            self.refuse("map-zone", where, zone=name)
        return name

    def choice(self, entry: Any, choices: set[str] | frozenset[str], where: str) -> Any:
        """Return `entry`, which must be one of `choices`."""
        if not isinstance(entry, str) or entry not in choices:
            self.refuse("map-choice", where, choices=choices)
        return entry

    def check_pattern(self, pattern: str, replacement: str, where: str) -> None:
        """Refuse a pattern that is not of RE2, or a replacement it has no groups for."""
        import pyarrow as pa
        import pyarrow.compute as pc

        try:
            pc.replace_substring_regex(pa.array([""], pa.string()), f"^(?:{pattern})$", replacement)
        except pa.ArrowInvalid:
            self.refuse("map-pattern", where, pattern=pattern)

    def refuse(self, message_id: str, where: str, *, line: int | None = None, **parameters: Any) -> NoReturn:
        """Raise the error, with the line of `where` unless another is given."""
        if line is None and where:
            line = self.lines.line(where)
        raise DefinitionError(message_id, file=self.name, line=line, key=where or "–", **parameters)
