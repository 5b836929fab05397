"""`[source]`, `[join.NAME]` and the sources of tables: how files are written.

What lives here: that part of the grammar. What this file must not know: values, blocks, how a file is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from ._map_service import read_service, read_url
from ._map_tree import UNREAD_JOIN, Formats, Join, SourceSection
from ._read_entry import EntryReader

SERVICE_KEYS: Final = ("url", "parameters", "paging", "page_size", "rate", "changed", "table", "key")
_OF_FILES: Final = frozenset({"table", "key"})
"""What a file that is a database is asked for: any source of a map may be one."""
SOURCE_KEYS: Final = frozenset(
    {
        *("format", "path", "sheet", "header_rows", "record", "encoding", "delimiter", "quote", "header", "newline"),
        *SERVICE_KEYS,
        *("widths", "null", "zone", "date", "datetime", "decimal", "group", "captured_at"),
        *("skip", "ignore", "quarantine"),
    }
)


class SourceReader(EntryReader):
    """Reads what a map says of files."""

    def read_joins(self, entries: Mapping[str, Any], main: SourceSection) -> dict[str, Join]:
        """Return the files a map joins, by name; what they do not say of times and numbers, `main` says."""
        return {
            name: self.part(partial(self._join, entry, f"join.{name}", main), UNREAD_JOIN)
            for name, entry in entries.items()
        }

    def _join(self, written: Any, where: str, main: SourceSection) -> Join:
        entry = self.mapping(written, where)
        self.known(entry, (SOURCE_KEYS - set(SERVICE_KEYS)) | _OF_FILES | {"on", "fold"}, where)
        on = self.mapping(entry.get("on", {}), f"{where}.on")
        if not on or not all(isinstance(right, str) for right in on.values()):
            self.refuse("map-join-on", f"{where}.on" if "on" in entry else where)
        fold = entry.get("fold", False)
        if not isinstance(fold, bool):
            self.refuse("map-type", f"{where}.fold", expected="true or false")
        own = {key: value for key, value in entry.items() if key not in {"on", "fold"}}
        source = self.read_source(own, where, path_needed=True, formats=main.formats)
        return Join(source=source, on=tuple(on.items()), fold=fold)

    def read_source(
        self, entry: Mapping[str, Any], where: str, *, path_needed: bool = False, formats: Formats | None = None
    ) -> SourceSection:
        """Return how a file is written; what it does not say of its times and numbers, `formats` says."""
        others = (SOURCE_KEYS - set(SERVICE_KEYS)) | _OF_FILES
        self.known(entry, SOURCE_KEYS if where == "source" else others, where)
        path = self.text(entry.get("path"), f"{where}.path")
        if path_needed and path is None:
            self.note("map-path-needed", where)
        header = entry.get("header", True)
        captured_at = entry.get("captured_at")
        if captured_at is not None and not (isinstance(captured_at, datetime) and captured_at.tzinfo is not None):
            self.note("map-captured-at", f"{where}.captured_at")
        written = entry.get("format")
        declared = written if isinstance(written, Mapping) else {}
        self.known(declared, {"file", "date", "datetime"}, f"{where}.format")
        return SourceSection(
            path=path,
            format=declared.get("file") if isinstance(written, Mapping) else self.text(written, f"{where}.format"),
            record=self.text(entry.get("record"), f"{where}.record"),
            sheet=self.text(entry.get("sheet"), f"{where}.sheet"),
            header_rows=self._rows(entry.get("header_rows", []), f"{where}.header_rows"),
            encoding=self.text(entry.get("encoding"), f"{where}.encoding") or "utf-8",
            delimiter=self.text(entry.get("delimiter"), f"{where}.delimiter"),
            quote=self.text(entry.get("quote"), f"{where}.quote"),
            header=header if isinstance(header, bool) else self.names(header, f"{where}.header"),
            widths=self._rows(entry.get("widths", []), f"{where}.widths"),
            newline=self.text(entry.get("newline"), f"{where}.newline"),
            null=self.names(entry.get("null", [""]), f"{where}.null"),
            formats=self._formats(entry, declared, where, formats or Formats()),
            captured_at=captured_at,
            skip=self._skip(self.mapping(entry.get("skip", {}), f"{where}.skip"), f"{where}.skip"),
            ignore=self._ignored(entry.get("ignore", []), f"{where}.ignore"),
            quarantine=self.names(entry.get("quarantine", []), f"{where}.quarantine"),
            url=read_url(entry.get("url"), self.refuse),
            service=read_service(entry, self.refuse),
        )

    def _formats(self, entry: Mapping[str, Any], declared: Mapping[str, Any], where: str, given: Formats) -> Formats:
        """Return how times and numbers are written; `given` where nothing is said."""
        return Formats(
            zone=self.zone(entry.get("zone", given.zone), f"{where}.zone"),
            date=self.text(declared.get("date", entry.get("date", given.date)), f"{where}.format.date"),
            datetime=self.text(
                declared.get("datetime", entry.get("datetime", given.datetime)), f"{where}.format.datetime"
            ),
            decimal=self.separator(entry.get("decimal", given.decimal), f"{where}.decimal"),
            group=given.group if "group" not in entry else self.separator(entry["group"], f"{where}.group"),
        )

    def _rows(self, entry: Any, where: str) -> tuple[int, ...]:
        if not isinstance(entry, list) or not all(type(item) is int for item in entry):
            self.note("map-type", where, expected="list of row numbers, such as [3, 4]")
            return ()
        return tuple(entry)

    def _skip(self, entry: Mapping[str, Any], where: str) -> tuple[tuple[str, str], ...]:
        for pattern in entry.values():
            self.check_pattern(self.required_text(pattern, where), "", where)
        return tuple(entry.items())

    def _ignored(self, entry: Any, where: str) -> tuple[str | int, ...]:
        if not isinstance(entry, list) or not all(isinstance(item, (str, int)) for item in entry):
            self.note("map-type", where, expected="list of text")
            return ()
        return tuple(entry)
