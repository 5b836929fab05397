"""Tables of one draft beside each other: keys that repeat, references from one to the other, values they share.

What lives here: what a block can only say because another stands beside it. What this file must not know: `[source]`,
how a column was found for a field.

Everything here is a proposal: that two columns hold the same key is seen from their cells, and meant by a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ...contract import Field, FieldType, Provenance, Reference
from ._block import BlockDraft
from ._missing import is_called_a_key
from ._shape import Profile
from ._text import Proposal, Speaker, constant, key, listed, quoted, table
from ._words import ideas_of, words_of

if TYPE_CHECKING:
    from ..._arrow import Values

_SAME: Final = 0.8
_SHAREABLE: Final = re.compile(r"\{ (from|template) = ")
_LET: Final = re.compile(r"[^a-z0-9]+")


def relate(blocks: Sequence[BlockDraft], speak: Speaker) -> None:
    """Add to each block what the others make sayable."""
    if len(blocks) < 2:
        return
    for block in blocks:
        _key_of_repeated(block, speak)
    for block in blocks:
        for target in block.contract.fields:
            if target.reference is not None:
                _refer(block, target, target.reference, blocks, speak)
        _key_of_parts(block, speak)


def key_columns(block: BlockDraft) -> tuple[str, ...]:
    """Return the columns of a block's key, as far as it is proposed; nothing where none is."""
    line = next((line for line in block.lines if line.key == "key" and not line.is_alternative), None)
    return () if line is None else line.columns


def _mints(block: BlockDraft) -> bool:
    return block.contract.provenance(Provenance.IDENTIFIER) is not None


def _key_of_repeated(block: BlockDraft, speak: Speaker) -> None:
    """Propose a key that repeats, and `distinct`, where several rows tell of the same thing."""
    subject = set(ideas_of(words_of(block.contract.name)))
    has_key = _tells_apart(block, key_columns(block))
    best: tuple[int, Profile] | None = None
    for profile in _keys(block):
        about = bool(set(ideas_of(words_of(profile.label))) & subject)
        if profile.is_unique or (has_key and not about):
            continue
        wrong = len(_differing(block, profile.heading))
        if best is None or wrong < best[0]:
            best = (wrong, profile)
    if best is None or not _mints(block):
        return
    name = best[1].heading
    differing = _differing(block, name)
    if 2 * len(differing) > sum(1 for line in block.lines if line.columns):
        return
    said = speak.say("key-repeats", rows=best[1].rows, different=best[1].distinct)
    by = table({"by": listed((name,))})
    block.put(
        [
            Proposal(key="key", place="table", toml=f"key = {listed((name,))}", comment=said, columns=(name,)),
            Proposal(key="distinct", place="table", toml=f"distinct = {by}", comment=speak.say("distinct")),
        ],
        instead_of=("key", "distinct"),
    )
    other = speak.say("differs", column=name)
    lines = [
        replace(x, is_active=False, is_alternative=True, comment=other) if x in differing else x for x in block.lines
    ]
    block.lines = lines


def _tells_apart(block: BlockDraft, columns: Sequence[str]) -> bool:
    """Whether no two rows looked at have the same values in columns."""
    rows = list(zip(*(block.sample.columns[name].to_pylist() for name in columns), strict=True))
    return bool(rows) and len(set(rows)) == len(rows)


def _keys(block: BlockDraft) -> Iterator[Profile]:
    """Yield the columns that are called a key and have a value in every row, the same one in several."""
    for profile in block.profiles.values():
        known = profile.filled == profile.rows > 0 and not profile.cut and not profile.is_list
        if known and is_called_a_key(profile) and profile.distinct < profile.rows:
            yield profile


def _differing(block: BlockDraft, name: str) -> list[Proposal]:
    """Return the lines that say different things of rows with the same value in a column."""
    keys = block.sample.columns[name].to_pylist()
    lines = [
        line for line in block.lines if line.columns and line.key not in {"key", "wide"} and not line.is_alternative
    ]
    return [line for line in lines if not _is_constant(keys, [block.sample.columns[c] for c in line.columns])]


def _is_constant(keys: list[str], columns: Sequence[Values]) -> bool:
    first: dict[str, tuple[str, ...]] = {}
    rows = zip(*(column.to_pylist() for column in columns), strict=True)
    return all(first.setdefault(name, row) == row for name, row in zip(keys, rows, strict=True))


def _refer(
    block: BlockDraft, target: Field, reference: Reference, blocks: Sequence[BlockDraft], speak: Speaker
) -> None:
    """Propose a reference by key to a table beside this one, where it holds what the other's key is made of."""
    own = next((line for line in block.lines if line.key == target.name and not line.is_alternative), None)
    if own is not None and own.is_active:
        return
    for value, name in reference.targets:
        other = next((b for b in blocks if b.contract.name == name and b is not block), None)
        if other is None or not _mints(other):
            continue
        columns = _same_columns(block, other, own)
        if not columns:
            continue
        toml = f"{key(target.name)} = {table({'ref': quoted(name), 'key': listed(columns)})}"
        said = speak.say("ref", contract=name)
        lines = [Proposal(key=target.name, place="table", toml=toml, comment=said, columns=columns)]
        gone = [target.name]
        if reference.by is not None and reference.by in block.contract:
            chooser = f"{key(reference.by)} = {constant(quoted(value))}"
            lines.append(Proposal(key=reference.by, place="table", toml=chooser, comment=said))
            gone.append(reference.by)
        block.put(lines, instead_of=gone)
        return


def _same_columns(block: BlockDraft, other: BlockDraft, own: Proposal | None) -> tuple[str, ...]:
    """Return the columns of a block that hold the key of another, or nothing.

    One column holds it where its values are that column's, and it was proposed for the field or is called a key; of the
    same rows the other's own columns do.
    """
    wanted = key_columns(other)
    if not wanted:
        return ()
    is_apart = block.sample.raw is not other.sample.raw
    proposed = () if own is None else own.columns
    if len(wanted) == 1:
        values = _values(other.profiles[wanted[0]])
        keys = [name for name, p in block.profiles.items() if name == wanted[0] or is_called_a_key(p)]
        for name in (*proposed, *(keys if is_apart else ())):
            known = _values(block.profiles[name])
            if known and not block.profiles[name].is_list and len(known & values) >= _SAME * len(known):
                return (name,)
    if is_apart:
        return ()
    places = {leaf.address: leaf.canonical for leaf in other.leaves}
    here = {leaf.canonical: leaf.address for leaf in block.leaves if leaf.readable and not leaf.is_list}
    found = tuple(here[places[name]] for name in wanted if places.get(name) in here)
    return found if len(found) == len(wanted) else ()


def _values(profile: Profile) -> set[str]:
    return {text for text, _ in profile.counts}


def _key_of_parts(block: BlockDraft, speak: Speaker) -> None:
    """Propose a key of what a row refers to and what tells its rows apart, where it has none of its own."""
    if not _mints(block) or key_columns(block):
        return
    for line in block.lines:
        if not (line.key in block.contract and block.contract.field(line.key).reference and "ref = " in line.toml):
            continue
        for profile in _beside(block, line.columns):
            columns = (*line.columns, profile.heading)
            if _tells_apart(block, columns):
                said = speak.say("key", rows=profile.rows)
                toml = f"key = {listed(columns)}"
                found = Proposal(key="key", place="table", toml=toml, comment=said, columns=columns)
                block.put([found], instead_of=["key"])
                return


def _beside(block: BlockDraft, columns: Sequence[str]) -> list[Profile]:
    """Return columns that may tell rows apart: those called a key, then those that feed a reference or a text."""
    feeding = {name for line in block.lines for name in line.columns if not line.is_alternative}
    open_to_all = [
        profile
        for name, profile in block.profiles.items()
        if name not in columns
        and name not in block.matched.quarantined
        and profile.filled == profile.rows
        and not profile.is_list
    ]
    return [p for p in open_to_all if is_called_a_key(p) or p.heading in feeding]


def shared_lets(blocks: Sequence[BlockDraft], taken: frozenset[str], speak: Speaker) -> list[Proposal]:
    """Return a `let` for each time that several blocks make in the same way, and have them use it.

    Args:
        blocks: The blocks of one source.
        taken: Names a `let` may not have.
        speak: The language.
    """
    users: dict[str, list[tuple[BlockDraft, Proposal]]] = {}
    for block in blocks:
        for line in block.lines:
            toml = line.toml.partition(" = ")[2]
            is_time = line.key in block.contract and block.contract.field(line.key).type is FieldType.DATETIME
            if is_time and not line.is_alternative and _SHAREABLE.match(toml):
                users.setdefault(toml, []).append((block, line))
    lets: list[Proposal] = []
    names = set(taken)
    for toml, found in users.items():
        if len({id(block) for block, _ in found}) < 2:
            continue
        name = _let_name(found[0][1].columns, names)
        names.add(name)
        is_active = any(line.is_active for _, line in found)
        written = f'{name} = {toml[:-2]}, as = "datetime" }}'
        said = speak.say("let", tables=[block.contract.name for block, _ in found])
        columns = found[0][1].columns
        lets.append(Proposal(key=name, place="let", toml=written, comment=said, columns=columns, is_active=is_active))
        for block, line in found:
            mine = replace(line, toml=f"{key(line.key)} = {table({'expr': quoted(name)})}")
            block.lines = [mine if x is line else x for x in block.lines]
    return lets


def _let_name(columns: Sequence[str], taken: set[str]) -> str:
    stem = _LET.sub("_", "_".join(columns).lower()).strip("_") or "moment"
    stem = stem if stem[0].isalpha() else f"at_{stem}"
    name = stem if stem not in taken else f"{stem}_time"
    while name in taken:
        name += "_"
    return name
