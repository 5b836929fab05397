"""What the values of a map read, and in which order they can be made.

What lives here: questions about the tree of one block that need no data. What this file must not know: types, sources.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NoReturn

from ...contract import Contract, FieldType, Provenance
from ._map_tree import Area, Block, Constant, Expr, First, From, Match, Others, Point, Records, Ref, Template, Value


def columns_read(value: Value) -> tuple[str, ...]:
    match value.producer:
        case From(name):
            return (name,)
        case Template():
            return tuple(name for name, _ in value.producer.names)
        case Point():
            return value.producer.columns
        case Area() | Match() | Others():
            return value.producer.columns
        case Ref():
            return value.producer.key
        case _:
            return ()


def alternatives_of(value: Value) -> tuple[Value, ...]:
    """Return the values of which the first that is not empty is taken; none where a value is made otherwise."""
    return value.producer.alternatives if isinstance(value.producer, First) else ()


def is_whole(value: Value) -> bool:
    """Return whether a value is all that stands in one cell."""
    return isinstance(value.producer, From) and value.split is None and value.match is None


def block_reads(block: Block) -> set[str]:
    """Return every name a block may read: those of its values, its key, its conditions and its `each`."""
    names = set(block.key) if isinstance(block.key, tuple) else set()
    names |= set() if block.distinct is None else set(block.distinct.by)
    names |= words(block.where) | ({block.each} if block.each else set())
    return names.union(*(names_read(value) for value in block.fields.values()))


def lets_needed(names: set[str], lets: Mapping[str, Value]) -> set[str]:
    """Return the lets that `names` are or need."""
    found: set[str] = set()
    open_names = names & set(lets)
    while open_names:
        found |= open_names
        open_names = set().union(*(names_read(lets[name]) for name in open_names)) & set(lets) - found
    return found


def words(text: str | None) -> set[str]:
    """Return the names an SQL text may read."""
    return set() if text is None else set(re.findall(r"[A-Za-z_][A-Za-z0-9_]*", re.sub(r"'[^']*'", "", text)))


def names_read(value: Value) -> set[str]:
    """Return every name a value may read: columns, lets and fields; words of its expressions included."""
    names = set(columns_read(value))
    names |= words(value.when) | words(value.producer.text if isinstance(value.producer, Expr) else None)
    for inner in _inside(value):
        names |= names_read(inner)
    return names


def _inside(value: Value) -> tuple[Value, ...]:
    """Return the values a value is made of: its alternatives, or the fields of its records."""
    match value.producer:
        case First(alternatives):
            return alternatives
        case Records(_, fields):
            return tuple(fields.values())
        case _:
            return ()


def in_order(
    values: Mapping[str, Value],
    reads: Callable[[str], set[str]],
    cycle: Callable[[str], NoReturn],
    alias: Callable[[str], str] = lambda name: name,
) -> list[str]:
    """Return the names so that each comes after what it reads; the written order where that leaves a choice."""
    order: list[str] = []
    open_names: set[str] = set()

    def visit(name: str) -> None:
        if name in order:
            return
        if name in open_names:
            cycle(name)
        open_names.add(name)
        for needed in sorted({alias(read) for read in reads(name)} - {name}):
            if needed in values:
                visit(needed)
        order.append(name)

    for name in values:
        visit(name)
    return order


def chooser(contract: Contract, name: str) -> set[str]:
    """Return the field whose value says what the reference `name` refers to: it is computed first."""
    reference = contract.field(name).reference if name in contract else None
    return set() if reference is None or reference.by is None else {reference.by}


def codes_written(value: Value) -> list[str]:
    """Return every code a map writes into a coded field."""
    codes = [str(code) for table in value.codes or () for _, code in table.entries]
    if value.codes is None and value.match is not None:
        codes = [replacement for _, replacement in value.match if "$" not in replacement]
    if isinstance(value.producer, Constant):
        codes.append(str(value.producer.value))
    if isinstance(value.producer, First):
        for alternative in value.producer.alternatives:
            codes += codes_written(alternative)
    codes += [] if value.default is None else [str(value.default)]
    return codes + ([] if value.unmapped in {"reject", "null", "keep", "quarantine"} else [value.unmapped])


def source_fields(contract: Contract, values: Mapping[str, Value]) -> Mapping[str, str]:
    """Return the `*_source` field that keeps the words of each mapped field, where the map leaves it to the package."""
    found = {}
    for name in values:
        for candidate in (f"{name}_source", f"{name.removesuffix('_code')}_source"):
            if candidate in contract and candidate not in values and contract.field(candidate).type is FieldType.TEXT:
                found[name] = candidate
                break
    return found


def headings_of(
    block: Block,
    contract: Contract,
    values: Mapping[str, Value],
    lets: Mapping[str, Value],
    headings: Collection[str],
) -> Mapping[str, tuple[str, ...]]:
    """Return the source columns that fill each field, in the order they are named."""

    def of(value: Value, above: frozenset[str]) -> Iterator[str]:
        columns = columns_read(value)
        for name in (*columns, *sorted(names_read(value) - set(columns))):
            inner = lets.get(name) or (None if name in columns else values.get(name))
            if inner is not None and name not in above:
                yield from of(inner, above | {name})
            elif name in columns and (heading := _heading(name, headings)) is not None:
                yield heading
        if isinstance(value.producer, Records):
            if (heading := _heading(value.producer.path, headings)) is not None:
                yield heading
        elif isinstance(value.producer, First):
            for alternative in value.producer.alternatives:
                yield from of(alternative, above)

    found = {name: tuple(dict.fromkeys(of(value, frozenset({name})))) for name, value in values.items()}
    if "point" in found:
        found |= dict.fromkeys(("latitude", "longitude"), found.pop("point"))
    identifier = contract.provenance(Provenance.IDENTIFIER)
    if identifier is not None and isinstance(block.key, tuple):
        read = (_heading(name, headings) for name in block.key)
        found[identifier.name] = tuple(heading for heading in read if heading is not None)
    return {name: columns for name, columns in found.items() if columns}


def _heading(name: str, headings: Collection[str]) -> str | None:
    """Return the column a name reads: itself, or the one a path begins with."""
    if name in headings:
        return name
    head = re.split(r"[/\[]", name, maxsplit=1)[0]
    return head if head in headings else None


def is_list_path(name: str) -> bool:
    """Whether `name` is a path that takes every item of a list."""
    return "[]" in name


def is_listed(value: Value) -> bool:
    """Whether a value is a list: its text is split, or its path takes every item."""
    return value.split is not None or (isinstance(value.producer, From) and is_list_path(value.producer.name))
