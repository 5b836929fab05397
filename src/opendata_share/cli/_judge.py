"""validate: adapt and judge, composed.

What lives here: the composition, and what is printed. What this file must not know: how any of the verbs works, where
rejected rows go, what leaves afterwards (`_publish`).
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from ..adapters import (
    ImportedContract,
    PartitionedSource,
    SourceOptions,
    TakenDialect,
    adapt,
    adapt_bundle,
    find_described,
    find_map,
    is_address,
    open_table,
    original_file,
)
from ..contract import Contract
from ..errors import DefinitionError
from ..report import Balance, Report, TableReport, Violation
from ..stages import Bundle, Table, Validated
from ..validation import CustomRule, Listener, validate
from ._console import Console, Exit
from ._dialect import NOTHING, refuse_taken, taken_from, told
from ._places import Place, again, name_here, shown
from ._rejected_rows import write_rejected
from ._strangers import note_lost, referred

Form = Literal["text", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is to be read, and how: the options that `validate` and `publish` share.

    Attributes:
        file: The file, or the address.
        to: The contract, by name or document, or None.
        field_map: The field map, or None.
        references: NAME=FILE, tables that references may point into.
        agency: The publishing agency's slug, or None.
        sheet: The sheet of a workbook, or None.
        header_rows: The rows that hold the headings, as the user sees them.
        zone: The IANA zone of times without an offset, or None.
        delimiter: The character between cells, or None.
        encoding: The text encoding, or None.
        previous: FILE, CATALOGUE or RELEASE, or NAME=PLACE: the last release of the tables.
        rules: MODULE:NAME or registered names of rules of one's own.
        trust: What vouches for a catalogue at an address, or None.
        as_of: What "now" means, or None.
    """

    file: Place
    to: str | None = None
    field_map: Path | None = None
    references: tuple[str, ...] = ()
    agency: str | None = None
    sheet: str | None = None
    header_rows: tuple[int, ...] = ()
    zone: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    previous: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    trust: str | None = None
    as_of: datetime | None = None

    @property
    def written(self) -> dict[str, Any]:
        """How the file is written, as far as it was said: options of `adapt`."""
        names = ("sheet", "header_rows", "zone", "delimiter", "encoding")
        said = {name: getattr(self, name) for name in names}
        return {name: value for name, value in said.items() if value}

    def arguments(self, file: Place) -> str:
        """Return the arguments that read `file` the same way, for a shell."""
        options = {"--to": self.to, "--map": self.field_map, "--agency": self.agency, "--sheet": self.sheet}
        words = [again(file), *(str(word) for pair in options.items() if pair[1] is not None for word in pair)]
        if self.header_rows:
            words += ["--header-rows", "-".join(dict.fromkeys((str(self.header_rows[0]), str(self.header_rows[-1]))))]
        rest = {"--zone": self.zone, "--delimiter": self.delimiter, "--encoding": self.encoding, "--trust": self.trust}
        rest["--as-of"] = None if self.as_of is None else self.as_of.isoformat()
        words += [word for name, value in rest.items() if value is not None for word in (name, value)]
        several = {"--reference": self.references, "--previous": self.previous, "--rule": self.rules}
        words += [word for name, texts in several.items() for text in texts for word in (name, text)]
        return shlex.join(words)


def validate_file(console: Console, reading: Reading, form: Form, rejected: Path | None) -> int:
    """Judge a file, print the report, write rejected rows; return the exit code."""
    described = _described(reading)
    file, to = reading.file, reading.to
    taken = _taken(reading, described)
    reading = replace(reading, **taken.options)
    for note in taken.notes if form == "text" else ():
        console.note(note.message_id, **note.parameters)
    if to is None and reading.field_map is None:
        if reading.previous or reading.rules:
            raise DefinitionError("command-no-contract")
        code = _print_report(console, told(_structure(reading), taken), form)
        if code == Exit.SOUND and form == "text":
            console.next_step("next-structure", file=shlex.quote(again(file)))
        return code
    note_lost(console, described, to)
    with console.progress("progress-validating", file=name_here(file)) as tell:
        validated = _judged(reading, keep=False, tell=tell)
    written = write_rejected(console, validated.rejected, name_here(file), rejected)
    code = _print_report(console, told(validated.report, taken), form)
    if form == "text" and written is not None and isinstance(file, Path):
        console.next_step("next-correct", path=written, arguments=reading.arguments(written))
    elif form == "text" and code == Exit.SOUND:
        contract = described.contract if isinstance(described, ImportedContract) else described
        # nobody classed a stranger's fields: none of them is public
        policy = "open" if contract is None or any(field.is_public for field in contract.fields) else "exchange"
        console.next_step("next-validate", arguments=reading.arguments(file), policy=policy)
    return code


def explain_file(console: Console, reading: Reading, form: Form) -> int:
    """Print how the rules run that a file would be judged by; nothing is judged."""
    from ..validation import explain_plan  # judging needs no explanation, nor what it loads

    if reading.to is None and reading.field_map is None:
        raise DefinitionError("command-no-contract")
    own, compared = _own_rules(reading), bool(reading.previous)
    plans = [explain_plan(contract, rules=own, previous=compared) for contract in _contracts(reading)]
    if form == "json":
        console.say(_json({"plans": [plan.to_document(console.language) for plan in plans]}))
    else:
        console.say("\n".join(plan.text(console.language) for plan in plans))
    return Exit.SOUND


def _contracts(reading: Reading) -> list[Contract]:
    """Return the contracts a file would be judged by; the file itself is not opened."""
    names: tuple[str, ...] = () if reading.to is None else (reading.to,)
    if reading.field_map is not None:
        names = names or find_map(str(reading.field_map)).contracts
    found = [find_described(name, reading.file, reading.zone) for name in names]
    return [each.contract if isinstance(each, ImportedContract) else each for each in found]


def judged_to_leave(console: Console, reading: Reading, tell: Listener) -> Validated:
    """Return the rows of a file that is to be published, judged; what is not said of how it is written is refused."""
    if reading.to is None and reading.field_map is None:
        raise DefinitionError("command-no-contract")
    described = _described(reading)
    refuse_taken(_taken(reading, described), shown(reading.file))
    note_lost(console, described, reading.to)
    return _judged(reading, keep=True, tell=tell)


def _described(reading: Reading) -> Contract | ImportedContract | None:
    to = reading.to
    return None if to is None else find_described(to, original_file(reading.file), reading.zone)


def _taken(reading: Reading, described: Contract | ImportedContract | None) -> TakenDialect:
    """Return what nothing says about how the file is written; a field map says it all itself."""
    return NOTHING if reading.field_map is not None else taken_from(reading.file, reading.written, described)


def adapted(reading: Reading, references: Mapping[str, Table]) -> Table | Bundle:
    """Return the file as a table, or as a bundle where its map fills several.

    Args:
        reading: What the command line says.
        references: The tables that names of the map refer to, by contract.
    """
    file, agency = reading.file, reading.agency
    if reading.field_map is None:
        return adapt(file, to=reading.to, agency=agency, **reading.written)
    chosen = find_map(str(reading.field_map))
    if len(chosen.contracts) == 1:
        written = {**reading.written, "references": references}
        return adapt(file, to=reading.to, field_map=chosen, agency=agency, **written)
    if reading.written:
        raise DefinitionError("adapt-options-with-map", options=sorted(reading.written))
    return adapt_bundle(file, field_map=chosen, agency=agency, references=references)


def _judged(reading: Reading, *, keep: bool, tell: Listener) -> Validated:
    to, references = reading.to, reading.references
    found = None if to is None or not references else find_described(to, original_file(reading.file), reading.zone)
    known = {name: adapt(path, to=referred(found, to, name)) for name, path in map(_reference, references)}
    table, rules = adapted(reading, known), _own_rules(reading)
    previous = None
    if reading.previous:
        from ._previous import previous_releases

        previous = previous_releases(reading.previous, table, to, reading.trust)
    return validate(
        table, references=known, as_of=reading.as_of, keep=keep, previous=previous, rules=rules, progress=tell
    )


def _own_rules(reading: Reading) -> tuple[CustomRule | str, ...]:
    if not reading.rules:
        return ()
    from ._named_rules import rules_named

    return rules_named(reading.rules)


def _reference(text: str) -> tuple[str, Place]:
    name, found, path = text.partition("=")
    if not found or not name or not path:
        raise DefinitionError("command-reference", text=text)
    return name, path if is_address(path) else Path(path)


def _structure(reading: Reading) -> Report:
    """Judge only whether a file can be read whole: every row with as many cells as there are headings."""
    written = {name: value for name, value in reading.written.items() if name != "zone"}
    source = open_table(reading.file, SourceOptions(**written))
    made = 0
    violations: list[Violation] = []
    counts: dict[str, int] = {}
    for batch in source.batches():
        made += len(batch.rows)
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
    return Report((table.with_files(source.file_of) if isinstance(source, PartitionedSource) else table,))


def _print_report(console: Console, report: Report, form: Form) -> int:
    console.say(report.to_json(console.language) if form == "json" else report.text(console.language))
    return Exit.SOUND if report.valid else Exit.WRONG


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)
