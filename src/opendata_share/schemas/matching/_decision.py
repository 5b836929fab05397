"""Which name on the right is meant by each name on the left, and by what rule; where that is not certain, none.

What lives here: the decision over two columns, made once for each distinct name. What this file must not know: how a
name is taken apart, files, field maps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..._dataclass import dataclass
from ._likeness import NameIndex
from ._normalisation import Normalisation, Words
from ._spellings import PLAIN

if TYPE_CHECKING:
    import pyarrow as pa

    Texts = pa.Array[Any] | pa.ChunkedArray[Any]

JOINED: Final = ("alias", "same", "kind-unsaid", "spelling", "words")
"""Rules by which names are joined, surest first."""

UNJOINED: Final = ("ambiguous", "kinds-differ", "numbers-differ", "too-unlike", "nothing-alike", "no-name")
"""Reasons for which they are not."""

MATCH_COLUMNS: Final = ("left", "right", "rule", "score", "candidate", "runner_up", "runner_up_score")

# What is taken off where names agree but something else does not. The last two leave less than any sensible
# `min_score`, so that such a pair is shown to a person and never joined.
_KIND_UNSAID: Final = 0.03
_KINDS_DIFFER: Final = 0.2
_NUMBERS_DIFFER: Final = 0.2
# Below this nothing is worth showing to a person.
_FLOOR: Final = 0.6


class Alias(NamedTuple):
    """Another name of something, reviewed by a person.

    Attributes:
        name: As the left side writes it; compared as normalised.
        means: As the right side writes it; compared as normalised, its kind too.
        within: The area in which the name has this meaning, by the code that `within` of `match_names` uses, or None.
    """

    name: str
    means: str
    within: str | None = None


class _Found(NamedTuple):
    """What one name means: the row that is certain, by which rule, and what comes nearest; see `match_names`."""

    rule: str
    score: float | None = None
    right: int | None = None
    candidate: int | None = None
    runner_up: int | None = None
    runner_up_score: float | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """One name on the right: what it says, and each row that has it with the area it lies in."""

    said: Words
    rows: tuple[tuple[int, str | None], ...]


def match_names(
    left: Texts,
    right: Texts,
    *,
    within: tuple[Texts, Texts] | None = None,
    normalise: Normalisation = PLAIN,
    aliases: Iterable[Alias] = (),
    min_score: float = 0.92,
    margin: float = 0.05,
) -> pa.Table:
    """Return, for each name on the left, the row on the right that it certainly means, or what comes nearest.

    A name is joined where one row on the right scores at least `min_score` and every other row at least `margin` less.
    Two rows of one name in one area are therefore ambiguous, and what is ambiguous is never guessed. Names are compared
    once each, whatever the number of rows.

    The score is the share of letters in words the two names have in common (a word of six letters may be misspelt by
    one, of ten by two), less 0.03 where only one of them says its kind, less 0.2 where they say different kinds ("RSUD
    Tebet", "RS Tebet") or hold different numbers. A reviewed alias scores 1.

    Args:
        left: Names, as text; null and blank names are not looked up.
        right: Names, as text; the rows of `right` are what is found.
        within: Area codes in which the left and the right rows lie, dotted; a pair counts only where one of the codes
            is the other, or lies in it, or is null.
        normalise: What is the same in two spellings, such as `FACILITIES` or `AREAS`.
        aliases: Reviewed other names; the left side's name is looked up first among these.
        min_score: The least score of a name that is joined, above 0 and at most 1.
        margin: By how much the next best row must score less, from 0 to 1.

    Returns:
        One row for each row of `left`, in its order: `left` and `right` (row numbers from 0; `right` is null where
        nothing is certain), `rule` (one of `JOINED` or of `UNJOINED`), `score` of the best row, `candidate` (that row,
        joined or not), `runner_up` and `runner_up_score` (the next best row; null where no other comes near).

    Raises:
        ValueError: `min_score` or `margin` is out of its range, or columns that belong together differ in length.

    Example:
        >>> import pyarrow as pa
        >>> from opendata_share.schemas.matching import FACILITIES, match_names
        >>> ours, theirs = pa.array(["RS Umum Daerah Koja"]), pa.array(["RSUD Tugu Koja", "RSUD Koja"])
        >>> match_names(ours, theirs, normalise=FACILITIES).select(["right", "rule", "score"]).to_pylist()
        [{'right': 1, 'rule': 'same', 'score': 1.0}]
    """
    import pyarrow as pa

    if not 0 < min_score <= 1 or not 0 <= margin <= 1:
        raise ValueError("min_score lies above 0 and up to 1, margin from 0 to 1")
    names, others = left.to_pylist(), right.to_pylist()
    left_in, right_in = (
        (column.to_pylist() for column in within) if within else ([None] * len(names), [None] * len(others))
    )
    if len(left_in) != len(names) or len(right_in) != len(others):
        raise ValueError("a column of areas has as many rows as its column of names")
    matcher = NameMatcher(others, right_in, normalise, tuple(aliases), min_score, margin)
    distinct: dict[tuple[str | None, str | None], _Found] = {}
    found = []
    for name in zip(names, left_in, strict=True):
        if name not in distinct:
            distinct[name] = matcher.find(*name)
        found.append(distinct[name])
    columns = {
        "left": pa.array(range(len(found)), pa.int64()),
        "right": pa.array([each.right for each in found], pa.int64()),
        "rule": pa.array([each.rule for each in found], pa.string()),
        "score": pa.array([each.score for each in found], pa.float64()),
        "candidate": pa.array([each.candidate for each in found], pa.int64()),
        "runner_up": pa.array([each.runner_up for each in found], pa.int64()),
        "runner_up_score": pa.array([each.runner_up_score for each in found], pa.float64()),
    }
    return pa.table({name: columns[name] for name in MATCH_COLUMNS})


class NameMatcher:
    """The right side of `match_names`, indexed once: what a stream of names is looked up in.

    Args:
        names: The names, by row.
        areas: The area each row lies in, or None.
        normalise, aliases, min_score, margin: As in `match_names`.
    """

    def __init__(
        self,
        names: Sequence[str | None],
        areas: Sequence[str | None],
        normalise: Normalisation,
        aliases: Sequence[Alias],
        min_score: float,
        margin: float,
    ) -> None:
        rows: dict[Words, list[tuple[int, str | None]]] = defaultdict(list)
        for row, (name, area) in enumerate(zip(names, areas, strict=True)):
            said = normalise.words(name) if name is not None else Words((), frozenset())
            if said.words:
                rows[said].append((row, area))
        self._known = [_Known(said, tuple(at)) for said, at in rows.items()]
        self._at = {known.said: known for known in self._known}
        floor = max(min(_FLOOR, min_score - margin), 0.05)
        self._index = NameIndex([known.said.words for known in self._known], floor=floor)
        self._floor = floor
        self._normalise = normalise
        self._min_score, self._margin = min_score, margin
        self._aliases: dict[Words, list[tuple[Words, str | None]]] = defaultdict(list)
        for alias in aliases:
            said = normalise.words(alias.name)
            self._aliases[said].append((normalise.words(alias.means), alias.within))

    def find(self, name: str | None, area: str | None) -> _Found:
        """Return what one name in one area means; rows are numbered from 0."""
        said = self._normalise.words(name) if name is not None else Words((), frozenset())
        if not said.words:
            return _Found("no-name")
        by_alias = self._meant(said, area)
        if by_alias:
            return self._decide([(1.0, row, "alias") for row in by_alias])
        scored = [
            (*_scored(said, self._known[place].said, alike), row)
            for place, alike in self._index.near(said.words)
            for row in self._rows(self._known[place], area)
        ]
        return self._decide([(score, row, rule) for score, rule, row in scored if score >= self._floor - _KINDS_DIFFER])

    def _meant(self, said: Words, area: str | None) -> list[int]:
        means = [
            target
            for target, where in self._aliases.get(said, ())
            if where is None or (area is not None and _nested(area, where))
        ]
        return [row for target in means if target in self._at for row in self._rows(self._at[target], area)]

    @staticmethod
    def _rows(known: _Known, area: str | None) -> Iterator[int]:
        return (row for row, lies in known.rows if area is None or lies is None or _nested(area, lies))

    def _decide(self, scored: list[tuple[float, int, str]]) -> _Found:
        """Return the best of (score, row, rule), if it is certain."""
        if not scored:
            return _Found("nothing-alike")
        ranked = sorted(scored, key=lambda each: (-each[0], each[1]))
        score, row, rule = ranked[0]
        next_score, next_row = ranked[1][:2] if len(ranked) > 1 else (None, None)
        joined: int | None = row
        if score < self._min_score:
            joined, rule = None, rule if rule in UNJOINED else "too-unlike"
        elif next_score is not None and score - next_score < self._margin:
            joined, rule = None, "ambiguous"
        return _Found(rule, score, joined, row, next_row, next_score)


def _scored(left: Words, right: Words, alike: float) -> tuple[float, str]:
    """Return the score of a pair whose words are alike by `alike`, and the rule by which it would be joined or not."""
    if left.numbers != right.numbers:
        return max(alike - _NUMBERS_DIFFER, 0.0), "numbers-differ"
    if left.kind != right.kind and left.kind and right.kind:
        return max(alike - _KINDS_DIFFER, 0.0), "kinds-differ"
    unsaid = left.kind != right.kind
    score = max(alike - _KIND_UNSAID, 0.0) if unsaid else alike
    if alike == 1:
        return score, "kind-unsaid" if unsaid else "same"
    return score, "spelling" if len(left.words) == len(right.words) else "words"


def _nested(one: str, other: str) -> bool:
    """Return whether two areas are the same or one lies in the other."""
    return one == other or one.startswith(other + ".") or other.startswith(one + ".")
