"""validate and publish: adapt, judge, protect and publish, composed.

What lives here: the composition, the rejected rows beside the source, what is printed. What this file must not know:
how any of the verbs works.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from ..adapters import FieldMap, SourceOptions, adapt, adapt_bundle, open_source
from ..errors import DataRejected, DefinitionError
from ..policy import protect
from ..releases import publish
from ..report import Balance, Report, TableReport, Violation
from ..stages import Bundle, Rejected, Table, Validated
from ..validation import validate
from ._console import Console, Exit

Form = Literal["text", "json"]


def validate_file(
    console: Console,
    file: Path,
    to: str | None,
    field_map: Path | None,
    references: tuple[str, ...],
    agency: str | None,
    form: Form,
    rejected: Path | None,
) -> int:
    """Judge a file, print the report, write rejected rows; return the exit code."""
    if to is None and field_map is None:
        return _print_report(console, _structure(file), form)
    with console.progress("progress-validating", file=file.name):
        validated = _judged(file, to, field_map, references, agency, keep=False)
    _write_rejected(console, validated.rejected, file, rejected)
    return _print_report(console, validated.report, form)


def publish_file(
    console: Console,
    file: Path,
    to: str | None,
    field_map: Path | None,
    policy: str,
    into: Path,
    partial: bool,
    references: tuple[str, ...],
    agency: str | None,
    form: Form,
    rejected: Path | None,
) -> int:
    """Judge a file, publish what may leave, print the outcome; return the exit code."""
    if to is None and field_map is None:
        raise DefinitionError("command-no-contract")
    if _rejected_target(file, rejected).resolve().is_relative_to(into.resolve()):
        raise DefinitionError("rejected-inside", path=_rejected_target(file, rejected), into=into)
    with console.progress("progress-publishing", file=file.name):
        validated = _judged(file, to, field_map, references, agency, keep=True)
        _write_rejected(console, validated.rejected, file, rejected)
        try:
            publication = publish(protect(validated, policy=policy), into=into, partial=partial)
        except DataRejected as error:
            if form == "json":
                console.say(_json({"published": False, **validated.report.to_document(console.language)}))
                return Exit.WRONG
            raise error from None
    if form == "json":
        document = {
            "published": True,
            **validated.report.to_document(console.language),
            "publication": publication.to_document(),
        }
        console.say(_json(document))
    else:
        console.say(validated.report.text(console.language))
        console.say(publication.text(console.language))
    return Exit.SOUND if validated.report.valid else Exit.WRONG


def adapted(file: Path, to: str | None, field_map: Path | None, agency: str | None) -> Table | Bundle:
    """Return the file as a table, or as a bundle where its map fills several."""
    if field_map is not None:
        chosen = FieldMap.read(field_map)
        if len(chosen.contracts) > 1:
            return adapt_bundle(file, field_map=chosen, agency=agency)
        return adapt(file, to=to, field_map=chosen, agency=agency)
    return adapt(file, to=to, agency=agency)


def _judged(
    file: Path, to: str | None, field_map: Path | None, references: tuple[str, ...], agency: str | None, *, keep: bool
) -> Validated:
    known = {name: adapt(Path(path), to=name) for name, path in map(_reference, references)}
    return validate(adapted(file, to, field_map, agency), references=known, keep=keep)


def _reference(text: str) -> tuple[str, str]:
    name, found, path = text.partition("=")
    if not found or not name or not path:
        raise DefinitionError("command-reference", text=text)
    return name, path


def _structure(file: Path) -> Report:
    """Judge only whether a file can be read whole: every row with as many cells as there are headings."""
    source = open_source(file, SourceOptions())
    made = 0
    violations: list[Violation] = []
    counts: dict[str, int] = {}
    for batch in source.batches():
        made += batch.columns.num_rows
        for row in batch.unmade:
            counts[row.rule] = counts.get(row.rule, 0) + 1
            violations.append(
                Violation(
                    row=row.row, line=row.line, field=row.field, rule=row.rule, severity="error",
                    message_id=row.message_id, parameters=row.parameters,
                )
            )  # fmt: skip
    broken = len(violations)
    balance = Balance(read=made + broken, produced=made + broken, accepted=made, rejected=broken)
    table = TableReport(
        contract="–", source=source.name, balance=balance, counts=counts, violations=tuple(violations[:10_000]),
        truncated=broken > 10_000,
    )  # fmt: skip
    return Report((table,))


def _print_report(console: Console, report: Report, form: Form) -> int:
    console.say(report.to_json(console.language) if form == "json" else report.text(console.language))
    return Exit.SOUND if report.valid else Exit.WRONG


def _rejected_target(file: Path, wanted: Path | None) -> Path:
    return wanted or file.with_name(f"{file.stem}.rejected.csv")


def _write_rejected(console: Console, rejected: Rejected, file: Path, wanted: Path | None) -> None:
    """Write rejected rows beside their source, never into a release folder; say where, or that it could not be done."""
    if not rejected.count:
        return
    target = _rejected_target(file, wanted)
    try:
        rejected.to_csv(target, console.language)
    except OSError as error:
        console.note("rejected-not-written", count=rejected.count, path=target, reason=error.strerror)
        return
    console.note("rejected-written", count=rejected.count, path=target)


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)
