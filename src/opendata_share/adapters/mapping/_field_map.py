"""FieldMap: one TOML file that turns an agency's own file into shared tables (docs/reference/field-maps.md).

What lives here: the public value and its digest. What this file must not know: how TOML is read into the tree, or run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any

from ..._canonical import document_digest
from ..._dataclass import dataclass
from ..._limits import DEFAULT_LIMITS
from ..._toml_lines import line_of_fault
from ...errors import DefinitionError, LimitExceeded, SourceUnavailable
from ._map_errors import MapFaults
from ._map_lines import MapLines
from ._map_reads import columns_read, is_whole, names_read
from ._map_tree import Block, Join, SourceSection, Value
from ._read_map import read_map


@dataclass(frozen=True)
class FieldMap:
    """A field map, read and checked for form; it is bound to a source and its contracts when data is adapted.

    Attributes:
        name: The file's name, for messages.
        agency: The publishing agency's slug, or None.
        source: What `[source]` declares.
        lets: Named intermediate values.
        blocks: The tables it fills, in order.
        document: The TOML values it was read from.
        lines: Where its keys stand in the text.
        joins: The files it joins, by name.
        folder: Where the files it names are looked up, or None.

    Example:
        >>> from opendata_share.adapters import FieldMap
        >>> FieldMap.from_toml('''
        ... agency = "jakarta-fire"
        ... [[tables.fire-station]]
        ... key = ["no"]
        ... name = "nama"
        ... ''').contracts
        ('fire-station',)
    """

    name: str
    agency: str | None
    source: SourceSection
    lets: Mapping[str, Value]
    blocks: tuple[Block, ...]
    document: Mapping[str, Any] = field(repr=False)
    lines: MapLines = field(repr=False, compare=False, default=MapLines(""))
    joins: Mapping[str, Join] = field(default_factory=dict)
    folder: Path | None = field(compare=False, default=None)

    @property
    def contracts(self) -> tuple[str, ...]:
        """The names of the contracts it fills, in order of first mention."""
        return tuple(dict.fromkeys(block.contract for block in self.blocks))

    @property
    def whole_columns(self) -> frozenset[str]:
        """The columns whose cells are only read whole: no field takes a part of one, or puts it together with others.

        What such a cell says, the field it fills says too.
        """
        values = [*self.lets.values(), *(value for block in self.blocks for value in block.fields.values())]
        whole = {column for value in values if is_whole(value) for column in columns_read(value)}
        whole |= {column for block in self.blocks if isinstance(block.key, tuple) for column in block.key}
        return frozenset(whole.difference(*(names_read(value) for value in values if not is_whole(value))))

    @cached_property
    def digest(self) -> str:
        """The "sha256:…" of the map's canonical form: comments and layout do not count."""
        return document_digest(_plain(self.document))

    @classmethod
    def from_toml(cls, text: str, *, name: str = "field map", folder: Path | None = None) -> FieldMap:
        """Return the field map `text` holds.

        Args:
            text: The TOML.
            name: What to call it in messages.
            folder: Where the files it names are looked up.

        Raises:
            DefinitionError: It is not TOML, or not of the language; the message has the key. What else is wrong with
                its form is in `others`.
        """
        made, faults = map_so_far(text, name=name, folder=folder)
        faults.refuse()
        return made

    @classmethod
    def read(cls, path: Path | str) -> FieldMap:
        """Return the field map in the file at `path`.

        Raises:
            SourceUnavailable: The file cannot be read.
            DefinitionError: It is not a field map.
        """
        file = Path(path)
        return cls.from_toml(map_text(file), name=file.name, folder=file.parent)


def map_text(file: Path) -> str:
    """Return the text of a map.

    Raises:
        SourceUnavailable: The file cannot be read.
        DefinitionError: It is no text.
    """
    try:
        if file.stat().st_size > DEFAULT_LIMITS.document_bytes:
            raise LimitExceeded(
                "limit-document", file=file, limit="document_bytes", value=DEFAULT_LIMITS.document_bytes
            )
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise SourceUnavailable("map-unreadable", file=file, reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise DefinitionError("map-not-toml", file=file, reason=str(error)) from error


def map_so_far(text: str, *, name: str, folder: Path | None = None) -> tuple[FieldMap, MapFaults]:
    """Return the field map `text` holds as far as its form is right, to be looked at, and what is wrong with it.

    Args:
        text: The TOML.
        name: What to call it in messages.
        folder: Where the files it names are looked up.

    Raises:
        DefinitionError: It is not TOML, or a whole section has no form.
    """
    import tomllib  # a table whose headings say it all needs no map

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = line_of_fault(error, text)
        raise DefinitionError("map-not-toml", file=name, line=line, reason=str(error)) from error
    lines = MapLines(text)
    tree, faults = read_map(document, name, lines)
    made = FieldMap(
        name, tree.agency, tree.source, tree.lets, tree.blocks, document, lines, joins=tree.joins, folder=folder
    )
    return made, faults


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, (date, datetime, time)) else value
