"""TOML values → the field map's tree; an unknown key is a DefinitionError.

What lives here: the grammar of blocks, values and producers. What this file must not know: how files are written
(`_read_source`), contracts, data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final

from ...errors import DefinitionError
from ._map_errors import MapFaults
from ._map_lines import MapLines
from ._map_tree import (
    UNREAD,
    UNREAD_SOURCE,
    Area,
    Block,
    CodeTable,
    Constant,
    Distinct,
    Expr,
    First,
    Formats,
    From,
    MapTree,
    Match,
    Point,
    Producer,
    Records,
    Ref,
    SourceSection,
    Template,
    Value,
)
from ._read_source import SourceReader
from ._steps import arrow_replacement

_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,39}\Z")
PRODUCERS: Final = ("from", "value", "template", "expr", "first", "area", "ref", "each")
STEPS: Final = frozenset(
    {
        "split",
        "match",
        "codes",
        "fold",
        "as",
        "format",
        "zone",
        "decimal",
        "group",
        "unit",
        "default",
        "when",
        "unmapped",
        "on_error",
    }
)
EXTRA: Final = {
    "area": {"system", "as_of", "within", "level"},
    "ref": {"key", "match_on", "normalise", "min_score", "margin", "aliases"},
    "each": {"fields"},
}
TYPES: Final = frozenset({"text", "int", "float", "decimal", "bool", "date", "datetime", "duration"})
TABLE_KEYS: Final = frozenset({"key", "each", "each_empty", "where", "distinct", "source", "wide"})
_CROSSWALK: Final = "crosswalk:"
_POINT_COLUMNS: Final = {"lonlat": {1, 2}, "latlon": {1, 2}, "topojson": {2}}
FORMS: Final = frozenset({"lonlat", "latlon", "wkt", "wkb", "geojson", "topojson"})


def read_map(document: Mapping[str, Any], name: str, lines: MapLines) -> tuple[MapTree, MapFaults]:
    """Return the tree that TOML `document` describes as far as its form is right, and what is wrong with it.

    Args:
        document: The values.
        name: What errors call the map.
        lines: Where its keys stand.

    Raises:
        DefinitionError: A whole section has no form, so that nothing can be said of what refers to it.
    """
    reader = _Reader(name, lines)
    try:
        tree = reader.read(document)
    except DefinitionError as error:
        with reader.faults.gathered():
            raise error from None
    return tree, reader.faults


class _Reader(SourceReader):
    """Reads one document; knows its name, its lines and its code tables."""

    def __init__(self, name: str, lines: MapLines) -> None:
        super().__init__(name, lines)
        self.code_tables: Mapping[str, Any] = {}
        self.joins: frozenset[str] = frozenset()
        self.formats = Formats()

    def read(self, document: Mapping[str, Any]) -> MapTree:
        """Return the whole map."""
        self.known(document, {"agency", "source", "let", "codes", "tables", "join"}, "")
        agency = document.get("agency")
        if agency is not None and not (isinstance(agency, str) and _SLUG.match(agency)):
            self.note("map-agency", "agency")
            agency = None
        self.code_tables = self.mapping(document.get("codes", {}), "codes")
        lets = self.mapping(document.get("let", {}), "let")
        self.joins = frozenset(self.mapping(document.get("join", {}), "join"))
        section = self.mapping(document.get("source", {}), "source")
        main = SourceSection(formats=Formats(zone="UTC"))  # what a wrong section would say of its times, nobody asks
        with self.faults.apart():
            main = self.read_source(section, "source")
        self.formats = main.formats
        return MapTree(
            agency=agency,
            source=main,
            joins=self.read_joins(self.mapping(document.get("join", {}), "join"), main),
            lets={let: self.part(partial(self._value, value, f"let.{let}"), UNREAD) for let, value in lets.items()},
            blocks=self._blocks(self.mapping(document.get("tables", {}), "tables")),
        )

    def _blocks(self, tables: Mapping[str, Any]) -> tuple[Block, ...]:
        blocks = []
        before = self.faults.count
        for contract, entries in tables.items():
            where = f"tables.{contract}"
            if not isinstance(entries, list):
                self.note("map-table-brackets", where, contract=contract)
                continue
            for number, entry in enumerate(entries, start=1):
                place = where if len(entries) == 1 else f"{where}[{number}]"
                with self.faults.apart():
                    blocks += self._block(contract, self.mapping(entry, place), place)
        if not blocks and self.faults.count == before:
            self.note("map-no-tables", "tables")
        return tuple(blocks)

    def _block(self, contract: str, entry: Mapping[str, Any], where: str) -> list[Block]:
        """Return the block, or one for each entry of its `wide`."""
        own = partial(self._own_source, entry.get("source"), f"{where}.source")
        unread: tuple[SourceSection | None, str | None] = (UNREAD_SOURCE, None)
        source, join = self.part(own, unread)
        key = entry.get("key")
        if key is not None and key != "digest":
            key = self.some_names(key, f"{where}.key")
        each_empty = self.choice(entry.get("each_empty", "skip"), {"skip", "keep"}, f"{where}.each_empty")
        distinct = entry.get("distinct")
        block = Block(
            contract=contract,
            fields=self._fields(entry, where),
            key=key,
            each=self.text(entry.get("each"), f"{where}.each"),
            each_empty=each_empty,
            where=self.text(entry.get("where"), f"{where}.where"),
            distinct=None if distinct is None else self.part(partial(self._distinct, distinct, where), None),
            source=source,
            join=join,
            path=where,
        )
        return [block] if "wide" not in entry else list(self._wide(block, entry["wide"], f"{where}.wide"))

    def _own_source(self, entry: Any, where: str) -> tuple[SourceSection | None, str | None]:
        """Return the file a block reads instead of the main source, or the join whose file it is."""
        if entry is None:
            return None, None
        if isinstance(entry, Mapping):
            return self.read_source(entry, where, path_needed=True, formats=self.formats), None
        text = self.required_text(entry, where)
        if text.startswith("join."):
            if text.removeprefix("join.") not in self.joins:
                self.refuse("map-join-unknown", where, join=text, known=[f"join.{name}" for name in sorted(self.joins)])
            return None, text.removeprefix("join.")
        return self.read_source({"path": text}, where, formats=self.formats), None

    def _fields(self, entry: Mapping[str, Any], where: str) -> dict[str, Value]:
        return {
            name: self.part(partial(self._field, name, value, f"{where}.{name}"), UNREAD)
            for name, value in entry.items()
            if name not in TABLE_KEYS
        }

    def _wide(self, block: Block, entries: Any, where: str) -> Iterator[Block]:
        """Yield a block for each entry: the fields beside `wide`, and the entry's own."""
        if not isinstance(entries, list) or not entries:
            self.refuse("map-type", where, expected="list of tables")
        for number, item in enumerate(entries, start=1):
            place = f"{where}[{number}]"
            with self.faults.apart():
                own = self.mapping(item, place)
                if misplaced := TABLE_KEYS & set(own):
                    self.refuse("map-wide-key", place, keys=misplaced)
                if twice := set(block.fields) & set(own):
                    self.refuse("map-wide-twice", place, fields=twice)
                if not own:
                    self.refuse("map-type", place, expected="table")
                yield replace(block, fields={**block.fields, **self._fields(own, place)}, path=place)

    def _distinct(self, written: Any, block: str) -> Distinct | None:
        entry, where = self.mapping(written, block), f"{block}.distinct"
        self.known(entry, {"by", "conflict"}, where)
        conflict = self.choice(entry.get("conflict", "reject"), {"reject", "first", "last"}, f"{where}.conflict")
        return Distinct(by=self.some_names(entry.get("by"), f"{where}.by"), conflict=conflict)

    def _field(self, name: str, entry: Any, where: str) -> Value:
        return self._point(entry, where) if name == "point" else self._value(entry, where)

    def _point(self, entry: Any, where: str) -> Value:
        """Return the pseudo-field `point`, which fills latitude and longitude."""
        table = {"from": entry} if isinstance(entry, str) else self.mapping(entry, where)
        self.known(table, {"from", "form", "crs", "on_error"}, where)
        columns = table.get("from")
        names = (columns,) if isinstance(columns, str) else self.names(columns, f"{where}.from")
        form = self.choice(table.get("form", "lonlat"), FORMS, f"{where}.form")
        if len(names) not in _POINT_COLUMNS.get(form, {1}):
            self.refuse("map-point", where)
        on_error = self.choice(table.get("on_error", "reject"), {"reject", "null"}, f"{where}.on_error")
        return Value(producer=Point(names, form, self.text(table.get("crs"), where) or "EPSG:4326"), on_error=on_error)

    def _value(self, entry: Any, where: str) -> Value:
        if isinstance(entry, str):
            return Value(producer=From(entry))
        table = self.mapping(entry, where)
        producers = [name for name in PRODUCERS if name in table]
        if len(producers) != 1:
            self.refuse("map-one-producer", where, producers=PRODUCERS)
        kind = producers[0]
        self.known(table, STEPS | {kind} | EXTRA.get(kind, set()), where)
        when, as_type = self.text(table.get("when"), where), table.get("as")
        if as_type is not None and (not isinstance(as_type, str) or as_type not in TYPES):
            self.note("map-choice", f"{where}.as", choices=TYPES)
        return Value(
            producer=_PRODUCER_READERS[kind](self, table, where),
            split=self.text(table.get("split"), f"{where}.split"),
            match=None if "match" not in table else self._match(self.mapping(table["match"], where), where),
            codes=None if "codes" not in table else self._codes(table["codes"], table.get("fold", False), where),
            as_type=as_type,
            format=self.text(table.get("format"), f"{where}.format"),
            zone=self.zone(table.get("zone"), f"{where}.zone"),
            decimal=None if "decimal" not in table else self.separator(table["decimal"], f"{where}.decimal"),
            group=self._group(table.get("group"), f"{where}.group"),
            unit=self.text(table.get("unit"), where),
            default=table.get("default"),
            when=when,
            unmapped=self.text(table.get("unmapped"), f"{where}.unmapped") or ("null" if kind == "area" else "reject"),
            on_error=self.choice(table.get("on_error", "reject"), {"reject", "null"}, f"{where}.on_error"),
        )

    def _match(self, patterns: Mapping[str, Any], where: str) -> tuple[tuple[str, str], ...]:
        for pattern, replacement in patterns.items():
            if not isinstance(replacement, str):
                self.refuse("map-type", f"{where}.match", expected="text")
            # a replacement that names a group the pattern does not have is refused here, not while rows are read
            self.check_pattern(pattern, arrow_replacement(replacement), f"{where}.match")
        return tuple(patterns.items())

    def _codes(self, entry: Any, fold: Any, where: str) -> tuple[CodeTable, ...]:
        entries = entry if isinstance(entry, list) else [entry]
        return tuple(self._code_table(item, bool(fold), f"{where}.codes") for item in entries)

    def _code_table(self, entry: Any, fold: bool, where: str) -> CodeTable:
        if isinstance(entry, Mapping):
            return CodeTable(tuple(entry.items()), fold)
        text = self.required_text(entry, where)
        if text.startswith(_CROSSWALK):
            return CodeTable(self._crosswalk(text.removeprefix(_CROSSWALK), where), fold)
        table, _, output = text.partition(".")
        if table not in self.code_tables:
            if output:
                self.refuse("map-code-table", where, table=table, known=sorted(self.code_tables))
            return CodeTable((), fold, system=table)
        pairs = []
        for source, value in self.mapping(self.code_tables[table], f"codes.{table}").items():
            if isinstance(value, Mapping) != bool(output) or (output and output not in value):
                self.refuse("map-code-output", f"codes.{table}", source=source, output=output or "–")
            pairs.append((source, value[output] if output else value))
        return CodeTable(tuple(pairs), fold)

    def _crosswalk(self, text: str, where: str) -> tuple[tuple[str, object], ...]:
        """Return the pairs of a shipped crosswalk; a code with several counterparts is among none of them."""
        from ...schemas import crosswalks

        name, dated, day = text.partition("@")
        found = crosswalks.find(name)
        try:
            as_of = date.fromisoformat(day) if dated else None
        except ValueError:
            found = as_of = None
        if found is None:
            near = [known for known in crosswalks.names() if set(known.split("-")) & set(name.split("-"))]
            self.refuse("map-crosswalk", where, name=text, near=near)
        return tuple(found.entries(as_of=as_of).items())

    def producer_template(self, table: Mapping[str, Any], where: str) -> Producer:
        """Return the template, its literals between its names."""
        text = self.text(table["template"], where) or ""
        pieces = re.split(r"\{([^{}]+)\}", text)
        if any("{" in piece or "}" in piece for piece in pieces[::2]) or len(pieces) == 1:
            self.refuse("map-template", where, template=text)
        names = tuple((name.removesuffix("?"), name.endswith("?")) for name in pieces[1::2])
        return Template(text, tuple(pieces[::2]), names)

    def producer_area(self, table: Mapping[str, Any], where: str) -> Producer:
        """Return the area; a single column with a system is a code, several are names."""
        columns = table["area"]
        names = (columns,) if isinstance(columns, str) else self.some_names(columns, where)
        system = table.get("system")
        if system not in (None, "kemendagri", "bps") or (system is not None and len(names) > 1):
            self.refuse("map-area", where)
        as_of, level = table.get("as_of"), table.get("level")
        if as_of is not None and not isinstance(as_of, date):
            self.refuse("map-type", f"{where}.as_of", expected="date")
        if level is not None and (level not in (1, 2, 3, 4) or system is not None):
            self.refuse("map-choice", f"{where}.level", choices=(1, 2, 3, 4))
        return Area(names, system, as_of, self.text(table.get("within"), where), level)

    def producer_ref(self, table: Mapping[str, Any], where: str) -> Producer:
        """Return the reference by key, or by name."""
        contract = self.required_text(table["ref"], where)
        if ("key" in table) == ("match_on" in table):
            self.refuse("map-ref", where)
        if "key" in table:
            if unwanted := {"normalise", "min_score", "margin", "aliases"} & set(table):
                self.refuse("map-unknown-key", where, keys=sorted(unwanted), known=["key"])
            return Ref(contract, self.some_names(table["key"], f"{where}.key"))
        on = self.mapping(table["match_on"], f"{where}.match_on")
        if not on or not all(isinstance(column, str) for column in on.values()):
            self.refuse("map-ref", f"{where}.match_on")
        return Match(
            contract,
            tuple(on.items()),
            self._normalisation(table.get("normalise"), f"{where}.normalise"),
            self._share(table.get("min_score", 0.92), f"{where}.min_score"),
            self._share(table.get("margin", 0.05), f"{where}.margin"),
            self._aliases(table.get("aliases", {}), f"{where}.aliases"),
        )

    def _normalisation(self, entry: Any, where: str) -> str | None:
        from ...schemas.matching import NORMALISATIONS  # few maps refer by name

        return None if entry is None else str(self.choice(entry, frozenset(NORMALISATIONS), where))

    def _aliases(self, entry: Any, where: str) -> tuple[tuple[str, str], ...]:
        """Return reviewed spellings: a table of the map's [codes], or one written in place."""
        (table,) = self._codes(entry, False, where)
        if table.system is not None:
            self.refuse("map-code-table", where, table=table.system, known=sorted(self.code_tables) or ["–"])
        if not all(isinstance(target, str) for _, target in table.entries):
            self.refuse("map-type", where, expected="table of text")
        return tuple((name, str(target)) for name, target in table.entries)

    def _share(self, entry: Any, where: str) -> float:
        if isinstance(entry, bool) or not isinstance(entry, int | float) or not 0 < entry <= 1:
            self.refuse("map-share", where)
        return float(entry)

    def producer_each(self, table: Mapping[str, Any], where: str) -> Producer:
        """Return the list of records."""
        fields = self.mapping(table.get("fields"), f"{where}.fields")
        if not fields:
            self.refuse("map-type", f"{where}.fields", expected="table")
        path = self.required_text(table["each"], f"{where}.each")
        if misplaced := (STEPS - {"on_error"}) & set(table):
            self.refuse("map-each-step", where, keys=sorted(misplaced))
        return Records(path, {name: self._value(item, f"{where}.fields.{name}") for name, item in fields.items()})

    def producer_first(self, table: Mapping[str, Any], where: str) -> Producer:
        """Return the alternatives."""
        if not isinstance(table["first"], list) or not table["first"]:
            self.refuse("map-type", where, expected="list")
        return First(tuple(self._value(item, f"{where}.first") for item in table["first"]))

    def _group(self, entry: Any, where: str) -> str | None:
        """Return the separator of one value; an empty one takes the source's back."""
        return entry if entry is None or entry == "" else self.separator(entry, where)


_PRODUCER_READERS: Final[dict[str, Callable[[_Reader, Mapping[str, Any], str], Producer]]] = {
    "from": lambda reader, table, where: From(reader.required_text(table["from"], where)),
    "value": lambda _reader, table, _where: Constant(table["value"]),
    "template": _Reader.producer_template,
    "expr": lambda reader, table, where: Expr(reader.required_text(table["expr"], where)),
    "first": _Reader.producer_first,
    "area": _Reader.producer_area,
    "ref": _Reader.producer_ref,
    "each": _Reader.producer_each,
}
