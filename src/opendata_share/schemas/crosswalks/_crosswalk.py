"""One crosswalk between two systems of codes, as a frozen value.

What lives here: its rows with their days, looking a code up, a whole column, and its document. What this file must not
know: where crosswalks are kept, and what is done with a code that has no counterpart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from ..._dataclass import dataclass
from ...errors import DefinitionError

if TYPE_CHECKING:
    import pyarrow as pa

    Texts = pa.Array[Any] | pa.ChunkedArray[Any]

Unmapped = Literal["error", "quarantine", "keep"]
_UNMAPPED: Final = ("error", "quarantine", "keep")

OURS: Final = "opendata-share"
"""The system of this package's own code lists."""


class CodeSystem(NamedTuple):
    """Whose codes they are.

    Attributes:
        system: The system: "bps", "kemendagri", "cap", or `OURS`.
        list: Which of its lists, where it has several.
        edition: Which edition, where the same codes meant other things in another.
    """

    system: str
    list: str | None = None
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """What one code is called in the other system.

    Attributes:
        code: The code to look up, exactly.
        targets: What it is called there: one code, or several where it was divided; never none.
        valid_from: The first day on which this holds, or None.
        valid_to: The last day, or None.
    """

    code: str
    targets: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, as_of: date | None) -> bool:
        """Return whether the row holds on that day; without a day every row may."""
        if as_of is None:
            return True
        return (self.valid_from is None or self.valid_from <= as_of) and (
            self.valid_to is None or as_of <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Translated:
    """A column of codes in the other system.

    Attributes:
        values: Text; null where there is no one counterpart, unless such codes are kept.
        problems: Text: "unmapped" (no counterpart), "ambiguous" (several), null where all is well or nothing was given.
    """

    values: pa.Array[Any]
    problems: pa.Array[Any]


@dataclass(frozen=True)
class CodeCrosswalk:
    """What the codes of one system are called in another.

    Attributes:
        name: What field maps call it.
        version: A semantic version.
        source: The law, standard or agency that publishes the codes.
        from_system: Whose codes are looked up.
        to_system: Whose codes are answered.
        rows: One row a code and time; the rows of one code may follow one another, or hold together.
        unmapped: What is to become of a code without exactly one counterpart: an "error", "quarantine" (a row set
            aside), or "keep" (the code stays as it is).

    Example:
        >>> from datetime import date
        >>> from opendata_share.schemas import crosswalks
        >>> papua = crosswalks.load("bps-kemendagri-area")
        >>> papua.targets("94", as_of=date(2020, 1, 1)), len(papua.targets("94", as_of=date(2024, 1, 1)))
        (('91',), 4)
    """

    name: str
    version: str
    source: str
    from_system: CodeSystem
    to_system: CodeSystem
    rows: tuple[CrosswalkRow, ...]
    unmapped: Unmapped = "error"

    def __post_init__(self) -> None:
        if not self.rows or self.unmapped not in _UNMAPPED or self.from_system == self.to_system:
            raise DefinitionError("crosswalk-shape", name=self.name)
        for row in self.rows:
            backwards = row.valid_from is not None and row.valid_to is not None and row.valid_from > row.valid_to
            if not row.code or not row.targets or len(set(row.targets)) < len(row.targets) or backwards:
                raise DefinitionError("crosswalk-row", name=self.name, code=row.code)

    def targets(self, code: str, *, as_of: date | None = None) -> tuple[str, ...]:
        """Return what `code` is called in the other system, in the order of the rows; none where it has no counterpart.

        Args:
            code: The code, exactly as its system writes it.
            as_of: The day the data is of. Without one, rows of every time count, so that a code which changed its
                meaning has several.
        """
        found: dict[str, None] = {}
        for row in self._by_code.get(code, ()):
            if row.holds(as_of):
                found.update(dict.fromkeys(row.targets))
        return tuple(found)

    def entries(self, *, as_of: date | None = None) -> Mapping[str, str]:
        """Return every code that has exactly one counterpart on that day, with it."""
        found = {code: self.targets(code, as_of=as_of) for code in self._by_code}
        return {code: targets[0] for code, targets in found.items() if len(targets) == 1}

    def translate(self, codes: Texts, *, as_of: date | None = None, unmapped: Unmapped | None = None) -> Translated:
        """Return a column of codes in the other system; each distinct code is looked up once, exactly.

        Args:
            codes: The codes, as text.
            as_of: The day the data is of.
            unmapped: What is to become of a code without exactly one counterpart, if not what the crosswalk says.
                "keep" leaves the code itself among the values, for a column that keeps the words of the source.

        Raises:
            DefinitionError: The policy is "error" and a code has none or several counterparts; the message has
                their number and says none of them, because a column's cells may not be for everyone.
        """
        import pyarrow as pa

        policy = unmapped or self.unmapped
        if policy not in _UNMAPPED:
            raise DefinitionError("crosswalk-shape", name=self.name)
        encoded = (codes.combine_chunks() if isinstance(codes, pa.ChunkedArray) else codes).dictionary_encode()
        distinct = [str(code) for code in encoded.dictionary.to_pylist()]
        found = [self.targets(code, as_of=as_of) for code in distinct]
        problems = [None if len(each) == 1 else "ambiguous" if each else "unmapped" for each in found]
        if policy == "error" and any(problems):
            raise DefinitionError(
                "crosswalk-unmapped",
                name=self.name,
                unmapped=problems.count("unmapped"),
                ambiguous=problems.count("ambiguous"),
            )
        values = [
            each[0] if len(each) == 1 else code if policy == "keep" else None
            for code, each in zip(distinct, found, strict=True)
        ]
        text = pa.string()
        return Translated(pa.array(values, text).take(encoded.indices), pa.array(problems, text).take(encoded.indices))

    def reversed(self) -> CodeCrosswalk:
        """Return the crosswalk from the other system back; what several codes became is now called several."""
        rows = tuple(
            CrosswalkRow(target, (row.code,), row.valid_from, row.valid_to)
            for row in self.rows
            for target in row.targets
        )
        return CodeCrosswalk(
            f"{self.name}-reversed", self.version, self.source, self.to_system, self.from_system, rows, self.unmapped
        )

    def to_document(self) -> dict[str, Any]:
        """Return the crosswalk as plain JSON values; `from_document` reads it back."""
        return {
            "name": self.name,
            "version": self.version,
            "source": self.source,
            "from": _system_document(self.from_system),
            "to": _system_document(self.to_system),
            "unmapped": self.unmapped,
            "rows": [_row_document(row) for row in self.rows],
        }

    @classmethod
    def from_document(cls, document: Any, where: str = "") -> CodeCrosswalk:
        """Read a crosswalk from its document.

        Raises:
            DefinitionError: The document is not of the form `to_document` writes; the message has the JSON pointer.
        """
        members = _members(document, where, {"name", "version", "source", "from", "to", "unmapped", "rows"})
        texts = [_text(members, key, where) for key in ("name", "version", "source")]
        rows = members.get("rows")
        if not isinstance(rows, list):
            raise DefinitionError("document-shape", pointer=f"{where}/rows", expected="list")
        unmapped: Any = members.get("unmapped", "error")
        return cls(
            texts[0],
            texts[1],
            texts[2],
            _system(members.get("from"), f"{where}/from"),
            _system(members.get("to"), f"{where}/to"),
            tuple(_row(row, f"{where}/rows/{number}") for number, row in enumerate(rows)),
            unmapped,
        )

    @cached_property
    def _by_code(self) -> Mapping[str, tuple[CrosswalkRow, ...]]:
        found: dict[str, list[CrosswalkRow]] = defaultdict(list)
        for row in self.rows:
            found[row.code].append(row)
        return {code: tuple(rows) for code, rows in found.items()}


def _system_document(system: CodeSystem) -> dict[str, Any]:
    return {key: value for key, value in system._asdict().items() if value is not None}


def _row_document(row: CrosswalkRow) -> dict[str, Any]:
    document: dict[str, Any] = {"from": row.code, "to": row.targets[0] if len(row.targets) == 1 else list(row.targets)}
    for key, day in (("valid_from", row.valid_from), ("valid_to", row.valid_to)):
        if day is not None:
            document[key] = day.isoformat()
    return document


def _system(document: Any, where: str) -> CodeSystem:
    members = _members(document, where, {"system", "list", "edition"})
    others = [None if key not in members else _text(members, key, where) for key in ("list", "edition")]
    return CodeSystem(_text(members, "system", where), *others)


def _row(document: Any, where: str) -> CrosswalkRow:
    members = _members(document, where, {"from", "to", "valid_from", "valid_to"})
    targets: Any = members.get("to")
    listed: list[Any] = targets if isinstance(targets, list) else [targets]
    if not all(isinstance(target, str) for target in listed):
        raise DefinitionError("document-shape", pointer=f"{where}/to", expected="text or list of text")
    days = [_day(members, key, where) for key in ("valid_from", "valid_to")]
    return CrosswalkRow(_text(members, "from", where), tuple(listed), *days)


def _day(members: Mapping[str, Any], key: str, where: str) -> date | None:
    if key not in members:
        return None
    try:
        return date.fromisoformat(_text(members, key, where))
    except ValueError as error:
        raise DefinitionError("document-shape", pointer=f"{where}/{key}", expected="date") from error


def _text(members: Mapping[str, Any], key: str, where: str) -> str:
    value = members.get(key)
    if not isinstance(value, str):
        raise DefinitionError("document-shape", pointer=f"{where}/{key}", expected="text")
    return value


def _members(document: Any, where: str, known: Iterable[str]) -> Mapping[str, Any]:
    if not isinstance(document, Mapping):
        raise DefinitionError("document-shape", pointer=where or "/", expected="object")
    if unknown := set(document) - set(known):
        raise DefinitionError("document-unknown-key", pointer=where or "/", keys=unknown)
    return document
