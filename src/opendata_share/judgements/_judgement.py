"""The judgement: one value that says what a command found, whatever the command and whatever the form.

What lives here: frozen values with their sentences already in one language. What this file must not know: commands,
forms, how anything was found.

Conformance and advice are kept apart from the first to the last: `Severity` stands at every finding, and only errors
decide the verdict, unless the judgement is strict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from .._canonical import document_digest
from .._dataclass import dataclass
from ..report import Language, Severity

Verdict = Literal["sound", "wrong", "not-judged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that was found, with its place; a value stands in it only where its field is public.

    Attributes:
        rule: The slug that `explain` explains.
        severity: "error" decides the verdict, "advice" does not.
        message: What was found, in the judgement's language.
        hint: What to do about it, or None.
        file: The file, relative to where the command ran, with "/"; None where it is about no file.
        line: The physical line, from 1, or None.
        row: The source row, from 1, or None.
        field: The field, or None.
        columns: The source's own headings of it.
        is_new: Whether no baseline holds it.
        row_digest: A digest of what everybody may see of its row, which tells the row apart wherever it stands; None
            where nothing of it may be seen, or nobody asked.
    """

    rule: str
    severity: Severity
    message: str
    hint: str | None = None
    file: str | None = None
    line: int | None = None
    row: int | None = None
    field: str | None = None
    columns: tuple[str, ...] = ()
    is_new: bool = True
    row_digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often one rule was broken in one field: exact, however few findings are kept.

    Attributes:
        rule, field, severity: What it is about.
        count: How many rows, or things.
        first, last: The first and the last row, or None.
        known: How many of them a baseline holds.
    """

    rule: str
    field: str | None
    severity: Severity
    count: int
    first: int | None = None
    last: int | None = None
    known: int = 0

    @property
    def new(self) -> int:
        """How many no baseline holds."""
        return self.count - self.known


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One thing that was judged: a table, a data set, a policy.

    Attributes:
        name: What it is called: a contract's "name@version", "agency/dataset", a policy's name.
        source: What was read, by name.
        file: The file, relative to where the command ran, or None.
        rows, rejected: Rows judged and rows rejected, or None where there are none to count.
        tallies: What was found, by rule and field, errors first.
        found: The first findings, errors and advice.
        summary: One sentence that says what came of it.
    """

    name: str
    source: str
    file: str | None = None
    rows: int | None = None
    rejected: int | None = None
    tallies: tuple[Tally, ...] = ()
    found: tuple[Found, ...] = ()
    summary: str = ""

    def count(self, severity: Severity) -> int:
        """Return how many things of one severity were found."""
        return sum(tally.count for tally in self.tallies if tally.severity == severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Some rejected rows, as far as they may be shown.

    Attributes:
        subject: The subject they belong to.
        columns: The source's columns.
        rows: (row number, line, rules, cells); a cell that may not be shown is None.
        of: How many rejected rows there are.
    """

    subject: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int | None, int | None, str, tuple[str | None, ...]], ...]
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a command that judges has found.

    Attributes:
        command: The command, such as "validate".
        language: The language every sentence is in.
        text: What people read.
        document: The command's own JSON document.
        subjects: What was judged.
        failure: What ended the command, or None.
        also: What else is wrong in the file that ended it.
        unlisted: How many more there are than `also` lists.
        could_judge: Whether that is a fault of what was judged, such as a malformed file.
        samples: Rejected rows, as far as they may be shown.
        strict: Whether advice decides the verdict too.
        baseline: What of it a baseline holds: counts by "new", "known", "gone"; None without one.
    """

    command: str
    language: Language
    text: str = ""
    document: Mapping[str, Any] = field(default_factory=dict)
    subjects: tuple[Subject, ...] = ()
    failure: Found | None = None
    also: tuple[Found, ...] = ()
    unlisted: int = 0
    could_judge: bool = True
    samples: tuple[Sample, ...] = ()
    strict: bool = False
    baseline: Mapping[str, int] | None = None

    @property
    def verdict(self) -> Verdict:
        """What follows: "sound", "wrong", or "not-judged" where something stood in the way.

        Example:
            >>> advised = Tally(rule="value-change", field="beds", severity="advice", count=2)
            >>> subject = Subject(name="ward@1.0.0", source="wards.csv", tallies=(advised,))
            >>> Judgement(command="validate", language="en", subjects=(subject,)).verdict
            'sound'
            >>> Judgement(command="validate", language="en", subjects=(subject,), strict=True).verdict
            'wrong'
        """
        if self.failure is not None:
            return "wrong" if self.could_judge else "not-judged"
        return "wrong" if any(tally.new for tally in self.tallies if tally.severity in self.fails) else "sound"

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """The tallies of all subjects."""
        return tuple(tally for subject in self.subjects for tally in subject.tallies)

    @property
    def found(self) -> tuple[Found, ...]:
        """The findings of all subjects, and what stood in the way."""
        everything = tuple(found for subject in self.subjects for found in subject.found)
        return (*everything, *self.stopped)

    @property
    def stopped(self) -> tuple[Found, ...]:
        """What ended the command, and what else is wrong there; nothing where it came to its end."""
        return () if self.failure is None else (self.failure, *self.also)

    @property
    def fails(self) -> frozenset[Severity]:
        """Which severities decide the verdict."""
        return frozenset({"error", "advice"}) if self.strict else frozenset({"error"})

    def count(self, severity: Severity) -> int:
        """Return how many things of one severity were found."""
        return sum(subject.count(severity) for subject in self.subjects)

    def whole_document(self) -> dict[str, Any]:
        """Return the command's document, with the verdict where strictness or a baseline may have changed it."""
        document = dict(self.document)
        if self.strict or self.baseline is not None:
            document |= {"verdict": self.verdict, "strict": self.strict}
        if self.baseline is not None:
            document["baseline"] = dict(self.baseline)
        return document


def fingerprint(*parts: object) -> str:
    """Return a digest that is the same in every run for the same parts."""
    return document_digest(list(parts)).removeprefix("sha256:")
