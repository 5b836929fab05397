"""Reading a rejection: a stranger's words as findings on the publisher's own rows.

What lives here: which row of the release, and of the source it came from, each objection is about. What this file must
not know: files, how a rejection is written. Nothing a stranger says is lost, and nothing of it is believed: what names
no row or field of the release is told as advice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from .._arrow import plain_batch
from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS, Limits
from ..errors import DefinitionError, ReleaseError
from ..receipts import ReceiptLog
from ..releases import Release
from ..report import Balance, Figure, Place, Report, TableReport, Violation, added_figures
from ..stages import Bundle, Table
from ._rejection import Objection, Rejection
from ._released_rows import Key, ReleasedRow, key_of, positions_of, rows_by_place, text_of


@dataclass(frozen=True, slots=True)
class _SourceRow:
    """Where a row of the release stands in its source."""

    row: int
    line: int | None
    file: str | None


def findings_of_rejection(
    rejection: Rejection,
    release: Release,
    *,
    source: Table | Bundle | None = None,
    receipts: ReceiptLog | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Report:
    """Return what a reader says of `release` as a report on its rows, or on the rows of its source.

    It is a report like any other: it can be asked, merged, printed in either language and written. Errors are the
    objections; what names no row or field of the release is advice.

    Args:
        rejection: What was sent back.
        release: The release it names.
        source: What `adapt` makes of the file the release was published from: findings then have its rows, lines, files
            and headings. Rows are found by their primary key; without it, findings have the rows of the release.
        receipts: The publisher's own log.
        limits: How many violations are kept.

    Raises:
        ReleaseError: The rejection is about another release.
        DefinitionError: The source is under another primary key, or has no such table.

    Example:
        >>> from opendata_share.feedback import Rejection, findings_of_rejection
        >>> rejection = Rejection.read("rejection.json")  # doctest: +SKIP
        >>> print(findings_of_rejection(rejection, release, source=adapt("units.csv", ...)))  # doctest: +SKIP
    """
    said = (rejection.dataset, rejection.release, rejection.release_digest)
    if said != (release.dataset, release.number, release.digest):
        found = f"{rejection.dataset} {rejection.release}"
        raise ReleaseError("rejection-other-release", found=found, dataset=release.dataset, release=release.number)
    if isinstance(source, Bundle):
        if release.contract.name not in source:
            raise DefinitionError("rejection-source", contract=release.contract.identity)
        source = source[release.contract.name]
    rows = rows_by_place(release, [(said.row, said.key) for said in rejection.objections])
    origins: Mapping[Key, _SourceRow] = {}
    headings: dict[str, tuple[str, ...]] = {}
    if source is not None:
        origins = _source_rows(source, release, {row.key for row in rows.values()}, headings)
    told = [_told(objection, rejection, release, rows) for objection in rejection.objections]
    violations = [_violation(one, origins, headings, mapped=source is not None) for one in told]
    violations += _of_the_whole(rejection, release, source)
    table = _table_report(release, source, violations, told, rejection.unlisted > 0, limits)
    if receipts is not None:
        agency = release.dataset.split("/")[0]
        received = release.occurrence("rejection-received", side="publisher", document_digest=rejection.digest)
        receipts.append(received, agency)
    return Report((table,))


@dataclass(frozen=True, slots=True)
class _Told:
    """One objection with the row it is about, or what it names that is not there."""

    objection: Objection
    row: ReleasedRow | None
    advice: str | None
    parameters: Mapping[str, Any]


def _told(objection: Objection, rejection: Rejection, release: Release, rows: Mapping[int | Key, ReleasedRow]) -> _Told:
    """Return what an objection is about; a stranger's row, key and field are looked up, never trusted."""
    named = {"who": rejection.who, "release": release.number}
    by_row = None if objection.row is None else rows.get(objection.row)
    key = None if objection.key is None else key_of(release.contract, objection.key)
    by_key = None if key is None else rows.get(key)
    missing = (objection.row is not None and by_row is None) or (objection.key is not None and by_key is None)
    if missing:
        return _Told(objection, None, "rejection-unknown-row", {**named, "row": objection.row or "–"})
    row = by_row or by_key
    if by_row is not None and by_key is not None and by_row.key != by_key.key:
        return _Told(objection, None, "rejection-unclear-row", {**named, "row": by_row.number})
    if objection.field is not None and objection.field not in {field.name for field in release.contract.fields}:
        return _Told(objection, row, "rejection-unknown-field", {**named, "name": objection.field[:80]})
    words = objection.message
    if words is None or (row is not None and row.is_repeated_in(words)):
        words = "–"
    return _Told(objection, row, None, {**named, "row": "–" if row is None else row.number, "words": words})


def _violation(
    told: _Told, origins: Mapping[Key, _SourceRow], headings: Mapping[str, tuple[str, ...]], *, mapped: bool
) -> Violation:
    number = None if told.row is None else told.row.number
    origin = None if told.row is None else origins.get(told.row.key)
    if mapped:  # rows are the source's: a number of the release would be mistaken for one
        number = None if origin is None else origin.row
    field = told.objection.field if told.advice is None else None
    return Violation(
        row=number,
        line=None if origin is None else origin.line,
        field=field,
        rule=told.objection.rule if told.advice is None else told.advice,
        severity="error" if told.advice is None else "advice",
        message_id=told.advice or ("rejection-says" if told.row is not None else "rejection-says-of-all"),
        parameters=told.parameters,
        columns=() if field is None else headings.get(field, ()),
        file=None if origin is None else origin.file,
    )


def _source_rows(
    source: Table, release: Release, keys: set[Key], headings: dict[str, tuple[str, ...]]
) -> dict[Key, _SourceRow]:
    """Return where each key first stands in the source: a later holder of a key was not published."""
    names = release.contract.primary_key
    if not names or source.contract.primary_key != names:
        raise DefinitionError("rejection-source", contract=release.contract.identity)
    found: dict[Key, _SourceRow] = {}
    for rows in source.stream():
        headings.update(rows.headings)
        batch = plain_batch(rows.data, source.schema).select(list(names))
        for position in positions_of(batch, names, keys):
            key = tuple(text_of(column[position].as_py()) for column in batch.columns)
            number = int(rows.rows[position])
            line = None if rows.lines is None else int(rows.lines[position])
            file_of = source.lineage.file_of
            found.setdefault(key, _SourceRow(number, line, None if file_of is None else file_of(number)))
    return found


def _of_the_whole(rejection: Rejection, release: Release, source: Table | None) -> list[Violation]:
    """Return advice about the rejection as a whole."""
    advice = []
    if rejection.unlisted:
        advice.append(("rejection-unlisted", {"who": rejection.who, "count": rejection.unlisted}))
    made_from = release.manifest.origin.source_digest
    if source is not None and made_from is not None and source.lineage.source_digest() != made_from:
        advice.append(("rejection-source-changed", {"release": release.number}))
    return [
        Violation(row=None, field=None, rule=rule, severity="advice", message_id=rule, parameters=said)
        for rule, said in advice
    ]


def _table_report(
    release: Release,
    source: Table | None,
    violations: list[Violation],
    told: list[_Told],
    truncated: bool,
    limits: Limits,
) -> TableReport:
    rows = release.manifest.rows
    rejected = len({one.row.number for one in told if one.row is not None and one.advice is None})
    ordered = sorted(violations, key=lambda found: (found.row or 0, found.field or "", found.rule))
    places = [(found, Place(found.row or 0, found.line)) for found in ordered]
    figures = [
        Figure(rule=v.rule, field=v.field, severity=v.severity, count=1, first=place, last=place) for v, place in places
    ]
    return TableReport(
        contract=release.contract.identity,
        source=f"{release.dataset} release {release.number}" if source is None else source.lineage.source,
        balance=Balance(read=rows, produced=rows, accepted=rows - rejected, rejected=rejected),
        counts=dict(sorted(Counter(found.rule for found in ordered if found.severity == "error").items())),
        advice=dict(sorted(Counter(found.rule for found in ordered if found.severity == "advice").items())),
        figures=added_figures(figures),
        violations=tuple(ordered[: limits.violations]),
        truncated=truncated or len(ordered) > limits.violations,
    )
