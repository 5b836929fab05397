"""The baseline: what a data set is known to get wrong, so that only what is new fails.

What lives here: the document (docs/reference/outputs.md promises its form), holding a judgement against it, taking it
back step by step. What this file must not know: how rows are told apart; it is given digests.

It is a ratchet. For each rule in each field of a table it counts the rows that are known; rows that can be told apart
by what everybody may see are known by digest, the others by number alone. Writing it again takes away what is gone and
never adds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from .._dataclass import dataclass
from .._strict_json import Reader, document_bytes, load_document
from ..errors import DefinitionError, SourceError
from ..report import Severity, write_whole
from ._judgement import Found, Judgement, Subject, Tally

FORMAT: Final = "opendata-share/baseline@1"
_MOST_BYTES: Final = 64 * 2**20
_READABLE: Final = 0o644


class Kind(NamedTuple):
    """What an entry is about; the contract without its version, so that a new version makes nothing new by itself."""

    contract: str
    rule: str
    field: str | None
    severity: Severity


class RowDigests:
    """What tells the rows apart in which something was found, as far as everybody may see it.

    Args:
        found: (the table's contract identity, rule, field, source row, digest of the row).
    """

    def __init__(self, found: Iterable[tuple[str, str, str | None, int, str]] = ()) -> None:
        self._rows: Final[dict[tuple[str, str, str | None], dict[int, str]]] = {}
        for subject, rule, field_name, row, digest in found:
            self._rows.setdefault((subject, rule, field_name), {})[row] = digest

    def of(self, subject: Subject, about: Tally | Found) -> Mapping[int, str]:
        """Return the digest of each row with an error of one rule in one field; only rejected rows are told apart."""
        if about.severity != "error":
            return {}
        return self._rows.get((subject.name, about.rule, about.field), {})

    def marked(self, subject: Subject) -> Subject:
        """Return the subject with the digest of its row in each finding that has one.

        Example:
            >>> low = Found(rule="minimum", severity="error", message="-1 is less than 0", row=7, field="beds")
            >>> subject = Subject(name="ward@1.0.0", source="wards.csv", found=(low,))
            >>> RowDigests([("ward@1.0.0", "minimum", "beds", 7, "5c1a")]).marked(subject).found[0].row_digest
            '5c1a'
        """
        found = tuple(
            each if each.row is None else replace(each, row_digest=self.of(subject, each).get(each.row))
            for each in subject.found
        )
        return replace(subject, found=found)


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """What is known of one rule in one field of one table.

    Attributes:
        count: How many rows.
        rows: How many of them have each digest; the rest is known by number alone.
    """

    count: int
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """A judgement held against a baseline.

    Attributes:
        judgement: The judgement; what the baseline holds decides nothing in it.
        remaining: The part of the baseline that is still found.
    """

    judgement: Judgement
    remaining: Baseline


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is known.

    Attributes:
        entries: By contract, rule, field and severity.
    """

    entries: Mapping[Kind, BaselineEntry] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many findings are known."""
        return sum(entry.count for entry in self.entries.values())

    @classmethod
    def of(cls, judgement: Judgement, digests: RowDigests) -> Baseline:
        """Return a baseline that holds everything that was found."""
        return cls(
            {
                kind: BaselineEntry(tally.count, dict(Counter(digests.of(subject, tally).values())))
                for subject, tally, kind in _kinds(judgement)
            }
        )

    def to_document(self) -> dict[str, Any]:
        """Return the baseline as plain JSON values, in one order."""
        ordered = sorted(self.entries.items(), key=lambda item: (*item[0][:2], item[0].field or "", item[0].severity))
        return {
            "format": FORMAT,
            "entries": [
                {**kind._asdict(), "count": entry.count, "rows": dict(sorted(entry.rows.items()))}
                for kind, entry in ordered
            ],
        }

    def write(self, path: Path) -> None:
        """Write the baseline; it holds no value, so that it may stand in a repository."""

        def write(stream: IO[bytes]) -> None:
            stream.write(document_bytes(self.to_document()))

        write_whole(path, write, _READABLE)

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """Return the baseline in a file.

        Raises:
            DefinitionError: There is none, or it is malformed.
        """
        try:
            with path.open("rb") as stream:
                data = stream.read(_MOST_BYTES + 1)
        except FileNotFoundError:
            raise DefinitionError("baseline-missing", path=path) from None
        if len(data) > _MOST_BYTES:
            raise DefinitionError("baseline-malformed", path=path, reason=f"> {_MOST_BYTES:,} bytes")
        try:
            return cls(dict(_entries(load_document(data, str(path)), str(path))))
        except SourceError as error:
            raise DefinitionError("baseline-malformed", path=path, reason=error.message()) from None


def held_against(judgement: Judgement, baseline: Baseline, digests: RowDigests) -> Held:
    """Return the judgement in which what a baseline holds is known, and what of the baseline is still found.

    Args:
        judgement: What was found.
        baseline: What is known.
        digests: What tells rows apart, as far as everybody may see it.

    Example:
        >>> tally = Tally(rule="minimum", field="beds", severity="error", count=3)
        >>> subject = Subject(name="ward@1.0.0", source="wards.csv", tallies=(tally,))
        >>> judgement = Judgement(command="validate", language="en", subjects=(subject,))
        >>> known = Baseline({Kind("ward", "minimum", "beds", "error"): BaselineEntry(2)})
        >>> held_against(judgement, known, RowDigests()).judgement.baseline
        {'new': 1, 'known': 2, 'gone': 0}
    """
    remaining: dict[Kind, BaselineEntry] = {}
    left: dict[Kind, Counter[str]] = {}
    numbers: dict[Kind, int] = {}
    for subject, tally, kind in _kinds(judgement):
        entry = baseline.entries.get(kind, BaselineEntry(0))
        now = Counter(digests.of(subject, tally).values())
        rows = now & Counter(entry.rows)
        by_number = min(tally.count - now.total(), entry.count - sum(entry.rows.values()))
        if known := rows.total() + by_number:
            remaining[kind] = BaselineEntry(known, dict(rows))
        left[kind], numbers[kind] = rows.copy(), by_number
    subjects = tuple(_held(subject, remaining, left, numbers, digests) for subject in judgement.subjects)
    tallies = [tally for subject in subjects for tally in subject.tallies]
    still = Baseline(remaining)
    counts = {"new": sum(tally.new for tally in tallies), "known": still.count, "gone": baseline.count - still.count}
    return Held(replace(judgement, subjects=subjects, baseline=counts), still)


def _held(
    subject: Subject,
    known: Mapping[Kind, BaselineEntry],
    left: Mapping[Kind, Counter[str]],
    numbers: dict[Kind, int],
    digests: RowDigests,
) -> Subject:
    """Return the subject with its tallies and findings marked; `left` and `numbers` are used up."""

    def marked(found: Found) -> Found:
        kind = _kind(subject, found)
        digest = None if found.row is None else digests.of(subject, found).get(found.row)
        if digest is None:
            numbers[kind] = numbers.get(kind, 0) - 1
            return replace(found, is_new=numbers[kind] < 0)
        left[kind][digest] -= 1
        return replace(found, is_new=left[kind][digest] < 0)

    nothing = BaselineEntry(0)
    tallies = tuple(replace(tally, known=known.get(_kind(subject, tally), nothing).count) for tally in subject.tallies)
    return replace(subject, tallies=tallies, found=tuple(map(marked, subject.found)))


def _kinds(judgement: Judgement) -> Iterator[tuple[Subject, Tally, Kind]]:
    for subject in judgement.subjects:
        for tally in subject.tallies:
            yield subject, tally, _kind(subject, tally)


def _kind(subject: Subject, about: Tally | Found) -> Kind:
    return Kind(subject.name.partition("@")[0], about.rule, about.field, about.severity)


def _entries(document: Any, place: str) -> Iterator[tuple[Kind, BaselineEntry]]:
    whole = Reader(document, place)
    if whole.value("format", str) != FORMAT:
        raise whole.wrong("format", FORMAT)
    listed = whole.list("entries")
    whole.done()
    yield from map(_entry, listed)


def _entry(entry: Reader) -> tuple[Kind, BaselineEntry]:
    found = entry.value("severity", str)
    if found not in {"error", "advice"}:
        raise entry.wrong("severity", "error, advice")
    severity: Severity = "error" if found == "error" else "advice"
    kind = Kind(entry.value("contract", str), entry.value("rule", str), entry.optional("field", str), severity)
    count, rows = entry.count("count"), entry.counts("rows")
    entry.done()
    if count < sum(rows.values()):
        raise entry.wrong("count", f">= {sum(rows.values())}")
    return kind, BaselineEntry(count, rows)
