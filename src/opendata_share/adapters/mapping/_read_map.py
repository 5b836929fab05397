"""TOML values → the field map's tree; an unknown key is a DefinitionError.

What lives here: the grammar of maps.md §2, and what later issues add to it refused by name. What this file must not
know: sources, contracts, data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final, NoReturn

from ...errors import DefinitionError
from ._map_errors import close
from ._map_lines import MapLines
from ._map_service import read_service, read_url
from ._map_tree import (
    Area,
    Block,
    CodeTable,
    Constant,
    Distinct,
    Expr,
    First,
    Formats,
    From,
    Join,
    MapTree,
    Match,
    Point,
    Producer,
    Records,
    Ref,
    SourceSection,
    Template,
    Value,
    is_zone,
)
from ._steps import arrow_replacement

_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,39}\Z")
_PRODUCERS: Final = ("from", "value", "template", "expr", "first", "area", "ref", "each")
_STEPS: Final = frozenset(
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
_EXTRA: Final = {
    "area": {"system", "as_of", "within", "level"},
    "ref": {"key", "match_on", "normalise", "min_score", "margin", "aliases"},
    "each": {"fields"},
}
_TYPES: Final = frozenset({"text", "int", "float", "decimal", "bool", "date", "datetime", "duration"})
_TABLE_KEYS: Final = frozenset({"key", "each", "each_empty", "where", "distinct", "source", "wide"})
_SERVICE_KEYS: Final = ("url", "parameters", "paging", "page_size", "rate", "changed")
_SOURCE_KEYS: Final = frozenset(
    {
        *("format", "path", "sheet", "header_rows", "record", "encoding", "delimiter", "quote", "header", "newline"),
        *_SERVICE_KEYS,
        *("null", "zone", "date", "datetime", "decimal", "group", "captured_at", "skip", "ignore", "quarantine"),
    }
)
_CROSSWALK: Final = "crosswalk:"
_POINT_COLUMNS: Final = {"lonlat": {1, 2}, "latlon": {1, 2}, "topojson": {2}}
_FORMS: Final = frozenset({"lonlat", "latlon", "wkt", "wkb", "geojson", "topojson"})


def read_map(document: Mapping[str, Any], name: str, lines: MapLines) -> MapTree:
    """Return the tree that TOML `document` describes; `name` and the lines of its text stand in errors."""
    return _Reader(name, document.get("codes", {}), lines).read(document)


class _Reader:
    """Reads one document; knows its name, its lines and its code tables."""

    def __init__(self, name: str, code_tables: Any, lines: MapLines) -> None:
        self.name = name
        self.lines = lines
        self.code_tables = self._mapping(code_tables, "codes")
        self.joins: frozenset[str] = frozenset()
        self.formats = Formats()

    def read(self, document: Mapping[str, Any]) -> MapTree:
        """Return the whole map."""
        self._known(document, {"agency", "source", "let", "codes", "tables", "join"}, "")
        agency = document.get("agency")
        if agency is not None and not (isinstance(agency, str) and _SLUG.match(agency)):
            self._refuse("map-agency", "agency")
        lets = self._mapping(document.get("let", {}), "let")
        self.joins = frozenset(self._mapping(document.get("join", {}), "join"))
        main = self._source(self._mapping(document.get("source", {}), "source"), "source")
        self.formats = main.formats
        return MapTree(
            agency=agency,
            source=main,
            joins=self._joins(self._mapping(document.get("join", {}), "join"), main),
            lets={let: self._value(value, f"let.{let}") for let, value in lets.items()},
            blocks=self._blocks(self._mapping(document.get("tables", {}), "tables")),
        )

    def _blocks(self, tables: Mapping[str, Any]) -> tuple[Block, ...]:
        blocks = []
        for contract, entries in tables.items():
            where = f"tables.{contract}"
            if not isinstance(entries, list):
                self._refuse("map-table-brackets", where, contract=contract)
            for number, entry in enumerate(entries, start=1):
                place = where if len(entries) == 1 else f"{where}[{number}]"
                blocks += self._block(contract, self._mapping(entry, place), place)
        if not blocks:
            self._refuse("map-no-tables", "tables")
        return tuple(blocks)

    def _block(self, contract: str, entry: Mapping[str, Any], where: str) -> list[Block]:
        """Return the block, or one for each entry of its `wide`."""
        source, join = self._own_source(entry.get("source"), f"{where}.source")
        key = entry.get("key")
        if key is not None and key != "digest":
            key = self._names(key, f"{where}.key")
        each_empty = self._choice(entry.get("each_empty", "skip"), {"skip", "keep"}, f"{where}.each_empty")
        distinct = entry.get("distinct")
        block = Block(
            contract=contract,
            fields=self._fields(entry, where),
            key=key,
            each=self._text(entry.get("each"), f"{where}.each"),
            each_empty=each_empty,
            where=self._text(entry.get("where"), f"{where}.where"),
            distinct=None if distinct is None else self._distinct(self._mapping(distinct, where), f"{where}.distinct"),
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
            return self._source(entry, where, path_needed=True, formats=self.formats), None
        text = self.required_text(entry, where)
        if text.startswith("join."):
            if text.removeprefix("join.") not in self.joins:
                self._refuse(
                    "map-join-unknown", where, join=text, known=[f"join.{name}" for name in sorted(self.joins)]
                )
            return None, text.removeprefix("join.")
        return self._source({"path": text}, where, formats=self.formats), None

    def _joins(self, entries: Mapping[str, Any], main: SourceSection) -> dict[str, Join]:
        return {name: self._join(self._mapping(e, f"join.{name}"), f"join.{name}", main) for name, e in entries.items()}

    def _join(self, entry: Mapping[str, Any], where: str, main: SourceSection) -> Join:
        self._known(entry, (_SOURCE_KEYS - set(_SERVICE_KEYS)) | {"on", "fold"}, where)
        on = self._mapping(entry.get("on", {}), f"{where}.on")
        if not on or not all(isinstance(right, str) for right in on.values()):
            self._refuse("map-join-on", f"{where}.on" if "on" in entry else where)
        fold = entry.get("fold", False)
        if not isinstance(fold, bool):
            self._refuse("map-type", f"{where}.fold", expected="true or false")
        own = {key: value for key, value in entry.items() if key not in {"on", "fold"}}
        source = self._source(own, where, path_needed=True, formats=main.formats)
        return Join(source=source, on=tuple(on.items()), fold=fold)

    def _fields(self, entry: Mapping[str, Any], where: str) -> dict[str, Value]:
        return {f: self._field(f, v, f"{where}.{f}") for f, v in entry.items() if f not in _TABLE_KEYS}

    def _wide(self, block: Block, entries: Any, where: str) -> Iterator[Block]:
        """Yield a block for each entry: the fields beside `wide`, and the entry's own."""
        if not isinstance(entries, list) or not entries:
            self._refuse("map-type", where, expected="list of tables")
        for number, item in enumerate(entries, start=1):
            place = f"{where}[{number}]"
            own = self._mapping(item, place)
            if misplaced := _TABLE_KEYS & set(own):
                self._refuse("map-wide-key", place, keys=misplaced)
            if twice := set(block.fields) & set(own):
                self._refuse("map-wide-twice", place, fields=twice)
            if not own:
                self._refuse("map-type", place, expected="table")
            yield replace(block, fields={**block.fields, **self._fields(own, place)}, path=place)

    def _distinct(self, entry: Mapping[str, Any], where: str) -> Distinct:
        self._known(entry, {"by", "conflict"}, where)
        conflict = self._choice(entry.get("conflict", "reject"), {"reject", "first", "last"}, f"{where}.conflict")
        return Distinct(by=self._names(entry.get("by"), f"{where}.by"), conflict=conflict)

    def _source(
        self, entry: Mapping[str, Any], where: str, *, path_needed: bool = False, formats: Formats | None = None
    ) -> SourceSection:
        """Return how a file is written; what it does not say of its times and numbers, `formats` says."""
        self._known(entry, _SOURCE_KEYS if where == "source" else _SOURCE_KEYS - set(_SERVICE_KEYS), where)
        path = self._text(entry.get("path"), f"{where}.path")
        if path_needed and path is None:
            self._refuse("map-path-needed", where)
        header = entry.get("header", True)
        captured_at = entry.get("captured_at")
        if captured_at is not None and not (isinstance(captured_at, datetime) and captured_at.tzinfo is not None):
            self._refuse("map-captured-at", f"{where}.captured_at")
        written = entry.get("format")
        declared = written if isinstance(written, Mapping) else {}
        self._known(declared, {"file", "date", "datetime"}, f"{where}.format")
        return SourceSection(
            path=path,
            format=declared.get("file") if isinstance(written, Mapping) else self._text(written, f"{where}.format"),
            record=self._text(entry.get("record"), f"{where}.record"),
            sheet=self._text(entry.get("sheet"), f"{where}.sheet"),
            header_rows=self._rows(entry.get("header_rows", []), f"{where}.header_rows"),
            encoding=self._text(entry.get("encoding"), f"{where}.encoding") or "utf-8",
            delimiter=self._text(entry.get("delimiter"), f"{where}.delimiter"),
            quote=self._text(entry.get("quote"), f"{where}.quote"),
            header=header if isinstance(header, bool) else self._names(header, f"{where}.header"),
            newline=self._text(entry.get("newline"), f"{where}.newline"),
            null=self._names(entry.get("null", [""]), f"{where}.null"),
            formats=self._formats(entry, declared, where, formats or Formats()),
            captured_at=captured_at,
            skip=self._skip(self._mapping(entry.get("skip", {}), f"{where}.skip"), f"{where}.skip"),
            ignore=self._ignored(entry.get("ignore", []), f"{where}.ignore"),
            quarantine=self._names(entry.get("quarantine", []), f"{where}.quarantine"),
            url=read_url(entry.get("url"), self._refuse),
            service=read_service(entry, self._refuse),
        )

    def _formats(self, entry: Mapping[str, Any], declared: Mapping[str, Any], where: str, given: Formats) -> Formats:
        """Return how times and numbers are written; `given` where nothing is said."""
        return Formats(
            zone=self._zone(entry.get("zone", given.zone), f"{where}.zone"),
            date=self._text(declared.get("date", entry.get("date", given.date)), f"{where}.format.date"),
            datetime=self._text(
                declared.get("datetime", entry.get("datetime", given.datetime)), f"{where}.format.datetime"
            ),
            decimal=self._separator(entry.get("decimal", given.decimal), f"{where}.decimal"),
            group=given.group if "group" not in entry else self._separator(entry["group"], f"{where}.group"),
        )

    def _rows(self, entry: Any, where: str) -> tuple[int, ...]:
        if not isinstance(entry, list) or not all(type(item) is int for item in entry):
            self._refuse("map-type", where, expected="list of row numbers, such as [3, 4]")
        return tuple(entry)

    def _skip(self, entry: Mapping[str, Any], where: str) -> tuple[tuple[str, str], ...]:
        for pattern in entry.values():
            self._pattern(self.required_text(pattern, where), "", where)
        return tuple(entry.items())

    def _field(self, name: str, entry: Any, where: str) -> Value:
        return self._point(entry, where) if name == "point" else self._value(entry, where)

    def _point(self, entry: Any, where: str) -> Value:
        """Return the pseudo-field `point`, which fills latitude and longitude."""
        table = {"from": entry} if isinstance(entry, str) else self._mapping(entry, where)
        self._known(table, {"from", "form", "crs", "on_error"}, where)
        columns = table.get("from")
        names = (columns,) if isinstance(columns, str) else self._names(columns, f"{where}.from")
        form = self._choice(table.get("form", "lonlat"), _FORMS, f"{where}.form")
        if len(names) not in _POINT_COLUMNS.get(form, {1}):
            self._refuse("map-point", where)
        on_error = self._choice(table.get("on_error", "reject"), {"reject", "null"}, f"{where}.on_error")
        return Value(producer=Point(names, form, self._text(table.get("crs"), where) or "EPSG:4326"), on_error=on_error)

    def _value(self, entry: Any, where: str) -> Value:
        if isinstance(entry, str):
            return Value(producer=From(entry))
        table = self._mapping(entry, where)
        producers = [name for name in _PRODUCERS if name in table]
        if len(producers) != 1:
            self._refuse("map-one-producer", where, producers=_PRODUCERS)
        kind = producers[0]
        self._known(table, _STEPS | {kind} | _EXTRA.get(kind, set()), where)
        when, as_type = self._text(table.get("when"), where), table.get("as")
        if as_type is not None and as_type not in _TYPES:
            self._refuse("map-choice", f"{where}.as", choices=_TYPES)
        return Value(
            producer=_PRODUCER_READERS[kind](self, table, where),
            split=self._text(table.get("split"), f"{where}.split"),
            match=None if "match" not in table else self._match(self._mapping(table["match"], where), where),
            codes=None if "codes" not in table else self._codes(table["codes"], table.get("fold", False), where),
            as_type=as_type,
            format=self._text(table.get("format"), f"{where}.format"),
            zone=self._zone(table.get("zone"), f"{where}.zone"),
            decimal=None if "decimal" not in table else self._separator(table["decimal"], f"{where}.decimal"),
            group=self._group(table.get("group"), f"{where}.group"),
            unit=self._text(table.get("unit"), where),
            default=table.get("default"),
            when=when,
            unmapped=self._text(table.get("unmapped"), f"{where}.unmapped") or ("null" if kind == "area" else "reject"),
            on_error=self._choice(table.get("on_error", "reject"), {"reject", "null"}, f"{where}.on_error"),
        )

    def _match(self, patterns: Mapping[str, Any], where: str) -> tuple[tuple[str, str], ...]:
        for pattern, replacement in patterns.items():
            if not isinstance(replacement, str):
                self._refuse("map-type", f"{where}.match", expected="text")
            # a replacement that names a group the pattern does not have is refused here, not while rows are read
            self._pattern(pattern, arrow_replacement(replacement), f"{where}.match")
        return tuple(patterns.items())

    def _pattern(self, pattern: str, replacement: str, where: str) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        try:
            pc.replace_substring_regex(pa.array([""], pa.string()), f"^(?:{pattern})$", replacement)
        except pa.ArrowInvalid:
            self._refuse("map-pattern", where, pattern=pattern)

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
                self._refuse("map-code-table", where, table=table, known=sorted(self.code_tables))
            return CodeTable((), fold, system=table)
        pairs = []
        for source, value in self._mapping(self.code_tables[table], f"codes.{table}").items():
            if isinstance(value, Mapping) != bool(output) or (output and output not in value):
                self._refuse("map-code-output", f"codes.{table}", source=source, output=output or "–")
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
            self._refuse("map-crosswalk", where, name=text, near=near)
        return tuple(found.entries(as_of=as_of).items())

    def producer_template(self, table: Mapping[str, Any], where: str) -> Producer:
        """Return the template, its literals between its names."""
        text = self._text(table["template"], where) or ""
        pieces = re.split(r"\{([^{}]+)\}", text)
        if any("{" in piece or "}" in piece for piece in pieces[::2]) or len(pieces) == 1:
            self._refuse("map-template", where, template=text)
        names = tuple((name.removesuffix("?"), name.endswith("?")) for name in pieces[1::2])
        return Template(text, tuple(pieces[::2]), names)

    def producer_area(self, table: Mapping[str, Any], where: str) -> Producer:
        """Return the area; a single column with a system is a code, several are names."""
        columns = table["area"]
        names = (columns,) if isinstance(columns, str) else self._names(columns, where)
        system = table.get("system")
        if system not in {None, "kemendagri", "bps"} or (system is not None and len(names) > 1):
            self._refuse("map-area", where)
        as_of, level = table.get("as_of"), table.get("level")
        if as_of is not None and not isinstance(as_of, date):
            self._refuse("map-type", f"{where}.as_of", expected="date")
        if level is not None and (level not in {1, 2, 3, 4} or system is not None):
            self._refuse("map-choice", f"{where}.level", choices=(1, 2, 3, 4))
        return Area(names, system, as_of, self._text(table.get("within"), where), level)

    def producer_ref(self, table: Mapping[str, Any], where: str) -> Producer:
        """Return the reference by key, or by name."""
        contract = self.required_text(table["ref"], where)
        if ("key" in table) == ("match_on" in table):
            self._refuse("map-ref", where)
        if "key" in table:
            if unwanted := {"normalise", "min_score", "margin", "aliases"} & set(table):
                self._refuse("map-unknown-key", where, keys=sorted(unwanted), known=["key"])
            return Ref(contract, self._names(table["key"], f"{where}.key"))
        on = self._mapping(table["match_on"], f"{where}.match_on")
        if not on or not all(isinstance(column, str) for column in on.values()):
            self._refuse("map-ref", f"{where}.match_on")
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

        return None if entry is None else str(self._choice(entry, frozenset(NORMALISATIONS), where))

    def _aliases(self, entry: Any, where: str) -> tuple[tuple[str, str], ...]:
        """Return reviewed spellings: a table of the map's [codes], or one written in place."""
        (table,) = self._codes(entry, False, where)
        if table.system is not None:
            self._refuse("map-code-table", where, table=table.system, known=sorted(self.code_tables) or ["–"])
        if not all(isinstance(target, str) for _, target in table.entries):
            self._refuse("map-type", where, expected="table of text")
        return tuple((name, str(target)) for name, target in table.entries)

    def _share(self, entry: Any, where: str) -> float:
        if isinstance(entry, bool) or not isinstance(entry, int | float) or not 0 < entry <= 1:
            self._refuse("map-share", where)
        return float(entry)

    def producer_each(self, table: Mapping[str, Any], where: str) -> Producer:
        """Return the list of records."""
        fields = self._mapping(table.get("fields"), f"{where}.fields")
        if not fields:
            self._refuse("map-type", f"{where}.fields", expected="table")
        path = self.required_text(table["each"], f"{where}.each")
        if misplaced := (_STEPS - {"on_error"}) & set(table):
            self._refuse("map-each-step", where, keys=sorted(misplaced))
        return Records(path, {name: self._value(item, f"{where}.fields.{name}") for name, item in fields.items()})

    def producer_first(self, table: Mapping[str, Any], where: str) -> Producer:
        """Return the alternatives."""
        if not isinstance(table["first"], list) or not table["first"]:
            self._refuse("map-type", where, expected="list")
        return First(tuple(self._value(item, f"{where}.first") for item in table["first"]))

    def _known(self, entry: Mapping[str, Any], known: Sequence[str] | set[str] | frozenset[str], where: str) -> None:
        if unknown := [key for key in entry if key not in known]:
            near = [name for key in unknown for name in close(key, known)]
            self._refuse("map-unknown-key", where, keys=unknown, known=[*dict.fromkeys([*near, *sorted(known)])])

    def _mapping(self, entry: Any, where: str) -> Mapping[str, Any]:
        if not isinstance(entry, Mapping):
            self._refuse("map-type", where, expected="table")
        return entry

    def _names(self, entry: Any, where: str) -> tuple[str, ...]:
        if not isinstance(entry, list) or not all(isinstance(item, str) for item in entry):
            self._refuse("map-type", where, expected="list of text")
        return tuple(entry)

    def _ignored(self, entry: Any, where: str) -> tuple[str | int, ...]:
        if not isinstance(entry, list) or not all(isinstance(item, (str, int)) for item in entry):
            self._refuse("map-type", where, expected="list of text")
        return tuple(entry)

    def _text(self, entry: Any, where: str) -> str | None:
        if entry is not None and not isinstance(entry, str):
            self._refuse("map-type", where, expected="text")
        return entry

    def required_text(self, entry: Any, where: str) -> str:
        """Return `entry`, which must be text."""
        if not isinstance(entry, str):
            self._refuse("map-type", where, expected="text")
        return entry

    def _separator(self, entry: Any, where: str) -> str:
        if not isinstance(entry, str) or len(entry) != 1 or entry.isdigit():
            self._refuse("map-separator", where)
        return str(entry)

    def _group(self, entry: Any, where: str) -> str | None:
        """Return the separator of one value; an empty one takes the source's back."""
        return entry if entry is None or entry == "" else self._separator(entry, where)

    def _zone(self, entry: Any, where: str) -> str | None:
        name = self._text(entry, where)
        if name is not None and not is_zone(name):
            self._refuse("map-zone", where, zone=name)
        return name

    def _choice(self, entry: Any, choices: set[str] | frozenset[str], where: str) -> Any:
        if entry not in choices:
            self._refuse("map-choice", where, choices=choices)
        return entry

    def _refuse(self, message_id: str, where: str, **parameters: Any) -> NoReturn:
        line = self.lines.line(where) if where else None
        raise DefinitionError(message_id, file=self.name, line=line, key=where or "–", **parameters)


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
