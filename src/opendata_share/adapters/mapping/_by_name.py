"""`match_on`: which row of another table a name means, decided once for each distinct name.

What lives here: the other table as an index of names, and the identifiers, findings and words of a column. What this
file must not know: how alike two names are, how the other table was made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final, Literal

import pyarrow as pa

from ..._arrow import Values, pc
from ..._dataclass import dataclass
from ...errors import DefinitionError
from ._columns import TEXT, Column, Fault, as_text
from ._conversion import as_mask

if TYPE_CHECKING:
    from ..._arrow import Mask
    from ...schemas.matching import Alias, NameMatcher, Normalisation, Words

_SEPARATOR: Final = "\x1f"
_UNLIKE: Final = "nothing-alike"
Role = Literal["name", "area", "same"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundMatch:
    """A reference by name, bound to the contract it refers to.

    Attributes:
        contract: The contract's name.
        key: The field that identifies its rows.
        roles: Of each field that is compared, what it is: the name, an area, or what must be equal.
        normalise: The declared normalisation of names.
        min_score: How alike names must be.
        margin: How much more alike than any other.
        aliases: Reviewed spellings, and the identifier or the name of the row each stands for.
        file: The map's name, for errors.
        line: The map's line, for errors.
    """

    contract: str
    key: str
    roles: tuple[tuple[str, Role], ...]
    normalise: str
    min_score: float
    margin: float
    aliases: tuple[tuple[str, str], ...]
    file: str
    line: int | None

    def places(self, role: Role) -> tuple[int, ...]:
        """Return which of the fields have a role, by their place."""
        return tuple(at for at, (_, found) in enumerate(self.roles) if found == role)


@dataclass(frozen=True, slots=True)
class Register:
    """The table names refer to, as an index.

    Attributes:
        ids: The identifiers of its rows.
        normalise: What counts of a name.
        meant: The identifiers that aliases stand for.
        rows: Of each combination of what must be equal, the rows that have it.
        matchers: The index of those rows.
    """

    ids: tuple[str, ...]
    normalise: Normalisation
    meant: Mapping[Words, str]
    rows: Mapping[tuple[str | None, ...], tuple[int, ...]]
    matchers: Mapping[tuple[str | None, ...], NameMatcher]

    def find(self, name: str | None, area: str | None, same: tuple[str | None, ...]) -> tuple[str | None, str, float]:
        """Return the identifier a name means, by which rule, and how alike it is; or none, and why."""
        if self.meant and name is not None and (id_ := self.meant.get(self.normalise.words(name))) is not None:
            return id_, "alias", 1.0
        if same not in self.matchers:
            return None, _UNLIKE, 0.0
        found = self.matchers[same].find(name, area)
        id_ = None if found.right is None else self.ids[self.rows[same][found.right]]
        return id_, _UNLIKE if found.rule == "no-name" else found.rule, found.score or 0.0


def load_names(
    matches: Iterable[BoundMatch], references: Mapping[str, Callable[[], pa.Table]]
) -> dict[BoundMatch, Register]:
    """Return the index of names of each table that is referred to.

    Args:
        matches: The references by name.
        references: Reads the table of a contract.

    Raises:
        DefinitionError: A table has no such column, or an alias stands for no row of it.
    """
    return {match: _register(match, references[match.contract]()) for match in matches}


def _register(match: BoundMatch, table: pa.Table) -> Register:
    from ...schemas.matching import NORMALISATIONS, NameMatcher

    wanted = [match.key, *(field for field, _ in match.roles)]
    if missing := [name for name in wanted if name not in table.column_names]:
        raise DefinitionError(
            "map-reference-columns", file=match.file, line=match.line, contract=match.contract, columns=missing
        )
    ids, *columns = (as_text(table.column(name).combine_chunks()).to_pylist() for name in wanted)
    (name,) = match.places("name")
    areas = match.places("area")
    names = columns[name]
    groups: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
    for row in range(len(ids)):
        groups[tuple(columns[at][row] for at in match.places("same"))].append(row)
    normalise = NORMALISATIONS[match.normalise]
    meant, aliases = _aliases(match, normalise, ids, names)
    matchers = {
        same: NameMatcher(
            [names[row] for row in rows],
            [columns[areas[0]][row] if areas else None for row in rows],
            normalise,
            aliases,
            match.min_score,
            match.margin,
        )
        for same, rows in groups.items()
    }
    return Register(tuple(ids), normalise, meant, {same: tuple(rows) for same, rows in groups.items()}, matchers)


def _aliases(
    match: BoundMatch, normalise: Normalisation, ids: list[str], names: list[str | None]
) -> tuple[dict[Words, str], tuple[Alias, ...]]:
    """Return the map's aliases: those that stand for an identifier, and those that stand for a name of the table."""
    from ...schemas.matching import Alias

    by_id, by_name = dict.fromkeys(ids), dict.fromkeys(names)
    if unknown := [target for _, target in match.aliases if target not in by_id and target not in by_name]:
        raise DefinitionError(
            "map-alias-unknown", file=match.file, line=match.line, contract=match.contract, aliases=unknown
        )
    meant = {normalise.words(name): target for name, target in match.aliases if target in by_id}
    return meant, tuple(Alias(name, target) for name, target in match.aliases if target not in by_id)


def matched(match: BoundMatch, register: Register, parts: list[Values]) -> Column:
    """Return the identifiers that names mean, each with how it was found; what means none is unmatched.

    Args:
        match: The reference.
        register: The other table.
        parts: What is compared, in the order of `match.roles`, as text.
    """
    (name,) = match.places("name")
    joined = pc.binary_join_element_wise(*(part.fill_null("") for part in parts), _SEPARATOR)
    encoded = (joined if len(parts) > 1 else parts[0].fill_null("")).dictionary_encode()
    found = [_found(match, register, key.split(_SEPARATOR)) for key in encoded.dictionary.to_pylist()]
    words = parts[name]
    named = as_mask(pc.not_equal(pc.utf8_trim_whitespace(words), ""))
    values = pa.array([id_ for id_, _, _ in found], TEXT).take(encoded.indices)
    faults = []
    for way in sorted({(rule, score) for _, rule, score in found}):
        flags = pa.array([(rule, score) == way for _, rule, score in found], pa.bool_()).take(encoded.indices)
        faults.append(_told(match, *way, as_mask(flags) & named, words))
    doubts = tuple(fault for fault in faults if fault.rule == "unmapped" and fault.mask.any())
    unmatched = named & as_mask(values.is_null())
    column = Column(values=values, words=words, unmatched=unmatched if unmatched.any() else None, doubts=doubts)
    return column.with_faults(*(fault for fault in faults if fault.rule == "name-match"))


def _told(match: BoundMatch, rule: str, score: str, mask: Mask, words: Values) -> Fault:
    from ...schemas.matching import JOINED

    parameters = {
        "contract": match.contract, "score": score, "min_score": match.min_score, "margin": match.margin
    }  # fmt: skip
    return Fault(
        mask=mask,
        rule="name-match" if rule in JOINED else "unmapped",
        message_id=f"name-{rule}",
        severity="advice",
        cells=words,
        parameters=parameters,
    )


def _found(match: BoundMatch, register: Register, texts: list[str]) -> tuple[str | None, str, str]:
    """Return the identifier, the rule and the score of one distinct name."""
    (name,) = match.places("name")
    parts = [text.strip() or None for text in texts]
    areas = match.places("area")
    same = tuple(parts[at] for at in match.places("same"))
    id_, rule, score = register.find(parts[name], parts[areas[0]] if areas else None, same)
    return id_, rule, f"{score:.2f}"
