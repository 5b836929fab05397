"""Which records of a nested document are the rows: the ones whose members mean most to the contracts.

What lives here: the readings there are, and the choice among them. What this file must not know: cells, TOML, how a
source is opened.

A reading is a place of records and, below it, a list whose items are the rows (`each`). What its members mean is judged
by their names alone; of equal readings the one with the shorter `each` is taken, none before one, then the one with
more records. The others are named in the draft: a person says which with `--records`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ..._dataclass import dataclass
from ...contract import Contract, Provenance
from ...schemas.headings import headings
from ..reading import Places
from ._leaves import Names
from ._wide import WideReader
from ._words import Vocabulary, is_among

FEWEST: Final = 2
"""So many fields a reading must mean, where nobody said that it is the one."""
_SURE: Final = 80
_EACH_COSTS: Final = 2.9
_KEY: Final = 3.0
_REQUIRED: Final = 2.0
_WIDE: Final = 3
_MOST: Final = 60
_WRAPPERS: Final = frozenset({"value", "@value", "#text"})


@dataclass(frozen=True, slots=True)
class Reading:
    """Records as rows.

    Attributes:
        record: The place of the records.
        each: The list below it whose items are the rows; nothing where the records are.
        count: How many rows there were where they were counted.
        fields: How many fields the members mean.
        fit: How much they mean.
    """

    record: Names
    each: Names
    count: int
    fields: int = 0
    fit: float = 0.0

    @property
    def place(self) -> Names:
        """The place of what are the rows."""
        return (*self.record, *self.each)


class Meaning:
    """What the names of members mean to one contract."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.vocabulary = Vocabulary(contract)
        self.wide = WideReader(contract, frozenset(), None)
        self._known: dict[Names, tuple[str, float] | None] = {}
        self._weights = {field.name: self.weight(field.name) for field in contract.fields}

    def says_something(self, heading: str) -> bool:
        """Whether a heading means anything to the contract, a slip of the pen left out."""
        candidates = self.vocabulary.candidates(heading, by_spelling=False)
        return bool(candidates) or self.wide.read(heading) is not None

    def weight(self, name: str) -> float:
        """Return how much it is worth that a field is given."""
        field = self.contract.field(name)
        if field.provenance is Provenance.IDENTIFIER:
            return _REQUIRED
        if name in self.contract.primary_key and field.default is None:
            return _KEY
        return _REQUIRED if field.required and field.default is None and field.provenance is None else 1.0

    def fit(self, places: Places, record: Names, each: Names) -> tuple[int, float]:
        """Return how many fields the members of a reading mean, and how much that is worth."""
        found: dict[str, float] = {}
        kinds = 0
        for names in _called(places, record, each):
            if names not in self._known:
                self._known[names] = self._meant(names)
            if (meant := self._known[names]) is not None:
                found[meant[0]] = max(meant[1], found.get(meant[0], 0.0))
            elif self.wide.read(" ".join(names)) is not None:
                kinds += 1
        kinds = min(kinds, _WIDE)
        return len(found) + kinds, sum(found.values()) + kinds

    def _meant(self, names: Names) -> tuple[str, float] | None:
        first = next(iter(self.vocabulary.candidates_of(names, by_spelling=False)), None)
        if first is not None and first.score >= _SURE:
            return first.field, self._weights[first.field] * first.score / 100
        identifier = self.contract.provenance(Provenance.IDENTIFIER)
        if identifier is not None and len(names) == 1 and is_among(names[0], headings().key):
            return identifier.name, 1.0
        return None


def _called(places: Places, record: Names, each: Names) -> Iterator[Names]:
    """Yield what each member of a reading is called: the names from the nearest list on."""
    rows = (*record, *each)
    for path in places.scalars:
        if path[: len(record)] != record or len(path) == len(record):
            continue
        shared = len(record)
        while shared < min(len(rows), len(path)) and path[shared] == rows[shared]:
            shared += 1
        if any(path[:length] in places.several for length in range(shared + 1, len(path) + 1)):
            continue  # a list beside the rows: of each row there are several
        start = max((n for n in range(len(record), shared + 1) if path[:n] in places.lists), default=len(record))
        names = path[max(start, len(record)) :]
        while len(names) > 1 and names[-1] in _WRAPPERS:
            names = names[:-1]
        if names:
            yield names


def readings(places: Places, records: Iterable[Names]) -> Iterator[Reading]:
    """Yield the readings there are of records at these places."""
    lists = [path for path in places.counts if path in places.lists and path in places.records]
    for record in list(records)[:_MOST]:
        yield Reading(record, (), places.counts.get(record, 1))
        for path in lists[:_MOST]:
            if len(path) > len(record) and path[: len(record)] == record:
                yield Reading(record, path[len(record) :], places.counts[path])


def judged(meanings: Sequence[Meaning], places: Places, found: Iterable[Reading]) -> list[Reading]:
    """Return readings with what they mean to all the contracts together, the best first.

    Each contract chooses its own `each` among those of a record; a reading's is that of the first contract.
    """
    known = list(found)
    best: dict[tuple[int, Names], float] = {}
    for number, meaning in enumerate(meanings[1:], start=1):
        for reading in known:
            fit = _worth(*meaning.fit(places, reading.record, reading.each), reading)
            best[number, reading.record] = max(fit, best.get((number, reading.record), 0.0))
    result = []
    for reading in known:
        fields, fit = meanings[0].fit(places, reading.record, reading.each)
        others = sum(best[number, reading.record] for number in range(1, len(meanings)))
        worth = _worth(fields, fit, reading) + others
        result.append(Reading(reading.record, reading.each, reading.count, fields, worth))
    return sorted(result, key=lambda r: (-r.fit, len(r.each), -r.count, len(r.place), r.place))


def _worth(fields: int, fit: float, reading: Reading) -> float:
    return fit - (_EACH_COSTS if reading.each else 0.0) if fields else 0.0
