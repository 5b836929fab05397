"""Lists of records inside a record, for fields that are lists of records: `{ each = "…", fields = { … } }`.

What lives here: which list fits which field, and which member which part. What this file must not know: cells, other
fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Final

from ..._dataclass import dataclass
from ...contract import Contract, Field, FieldType
from ._codes import about_codes, codes_of
from ._leaves import Leaf, Names, Nesting
from ._personal import personal_kind
from ._shape import Profile
from ._text import Proposal, Speaker, key, quoted, table, value
from ._words import Vocabulary, ideas_of, normal, words_of

_SURE: Final = 80
_PARTS: Final[Mapping[str, frozenset[str]]] = {
    "system": frozenset(
        {"system", "scheme", "type", "namespace", "valuename", "authority", "assigner", "sistem", "jenis"}
    ),
    "value": frozenset({"value", "id", "code", "identifier", "number", "nilai", "kode", "nomor"}),
}
"""What members are called that say which system an identifier is of, and the identifier: of every contract."""


def record_list_lines(
    contract: Contract,
    leaves: Sequence[Leaf],
    profiles: Mapping[str, Profile],
    nesting: Nesting,
    speak: Speaker,
    taken: frozenset[str],
) -> list[Proposal]:
    """Return a proposal for each list of records that fits a field, each list and each field at most once."""
    wanted = [f for f in contract.fields if _is_record_list(f) and f.name not in taken]
    if not wanted or not any(leaf.is_list for leaf in leaves):
        return []
    found: list[Proposal] = []
    done: set[str] = set()
    vocabulary = Vocabulary(contract)
    for path in nesting.lists_of_records():
        place = tuple(path.split("/"))
        inside = [leaf for leaf in leaves if leaf.is_list and leaf.place[: len(place)] == place != leaf.place]
        if not inside or any(personal_kind(profiles[leaf.address]) is not None for leaf in inside):
            continue
        for target in wanted:
            if target.name in done or not _is_called(target, place[-1], vocabulary):
                continue
            lister = _Lister(contract, profiles, nesting, speak)
            parts, read = lister.fields_of(target, place, inside)
            if len(read) >= _fewest(target):
                done.add(target.name)
                toml = f"{key(target.name)} = {table({'each': quoted(path), 'fields': table(parts)})}"
                columns = tuple(leaf.address for leaf in read)
                said = "; ".join((speak.say("record-list", list=path), *lister.comments))
                found.append(Proposal(key=target.name, place="table", toml=toml, comment=said, columns=columns))
                break
    return found


def _is_record_list(target: Field) -> bool:
    return target.type is FieldType.LIST and target.items is not None and target.items.type is FieldType.OBJECT


def _fewest(target: Field) -> int:
    """Return how many members must be found: both parts of a pair, two of more."""
    assert target.items is not None
    return min(2, len(target.items.fields))


def _is_called(target: Field, name: str, vocabulary: Vocabulary) -> bool:
    meant = {ideas_of(words_of(text.rstrip("s"))) for text in (target.name, target.title.en, target.title.id)}
    if ideas_of(words_of(name.rstrip("s"))) in meant:
        return True
    return any(c.field == target.name and c.score >= _SURE for c in vocabulary.candidates(name, by_spelling=False))


@dataclass
class _Lister:
    """Writes the records of one list, and keeps what is to be said of it."""

    contract: Contract
    profiles: Mapping[str, Profile]
    nesting: Nesting
    speak: Speaker
    comments: list[str] = field(default_factory=list)

    def fields_of(self, target: Field, place: Names, inside: Sequence[Leaf]) -> tuple[dict[str, str], list[Leaf]]:
        """Return the parts of a record, TOML by name, and the members they read."""
        assert target.items is not None
        parts: dict[str, str] = {}
        read: list[Leaf] = []
        for part in target.items.fields:
            if _is_record_list(part):
                if (inner := self._inner_list(part, place, inside)) is not None:
                    parts[key(part.name)], found = inner
                    read += found
                continue
            leaf = next((x for x in inside if x not in read and _is_part(part, x.place[len(place) :])), None)
            if leaf is not None:
                parts[key(part.name)] = self._part(part, leaf, place)
                read.append(leaf)
        return parts, read

    def _part(self, part: Field, leaf: Leaf, place: Names) -> str:
        path = _from_item(leaf, place, self.nesting, many=part.type is FieldType.LIST)
        if part.code_list is None:
            return quoted(path)
        found = codes_of(self.profiles[leaf.address], self.contract.code_list(part.code_list), may_show=True)
        self.comments += about_codes(found, self.speak)
        return value(path, found.steps)

    def _inner_list(self, part: Field, place: Names, inside: Sequence[Leaf]) -> tuple[str, list[Leaf]] | None:
        for path in self.nesting.lists_of_records():
            deeper = tuple(path.split("/"))
            if deeper[: len(place)] != place or deeper == place or normal(deeper[-1]) != normal(part.name):
                continue
            members = [leaf for leaf in inside if leaf.place[: len(deeper)] == deeper]
            parts, read = self.fields_of(part, deeper, members)
            if read:
                each = "/".join(deeper[len(place) :])
                return table({"each": quoted(each), "fields": table(parts)}), read
        return None


def _is_part(part: Field, names: Names) -> bool:
    if len(names) != 1:
        return False
    known = {normal(text) for text in (part.name, part.title.en, part.title.id)}
    return normal(names[0]) in known or normal(names[0]) in _PARTS.get(part.name, frozenset())


def _from_item(leaf: Leaf, place: Names, nesting: Nesting, *, many: bool) -> str:
    """Return the path of a member from the item of a list."""
    steps = list(_steps(leaf, place, nesting))
    if many and not steps[-1].endswith("[]"):
        steps[-1] += "[]"
    return "/".join(steps)


def _steps(leaf: Leaf, place: Names, nesting: Nesting) -> Iterator[str]:
    for length in range(len(place) + 1, len(leaf.place) + 1):
        several = nesting.paths.several.get("/".join(leaf.place[:length]), False)
        yield f"{leaf.place[length - 1]}[]" if several else leaf.place[length - 1]
