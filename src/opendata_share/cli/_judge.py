"""validate: adapt and judge, composed; and what every command shares that reads a file and judges it.

What lives here: the composition, and what is printed. What this file must not know: how any of the verbs works, where
rejected rows go, what leaves afterwards (`_publish`).
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .._dataclass import dataclass
from ..adapters import (
    ImportedContract,
    TakenDialect,
    adapt,
    adapt_bundle,
    find_described,
    find_map,
    is_address,
    original_file,
)
from ..contract import Contract
from ..errors import DefinitionError
from ..report import Report
from ..stages import Bundle, Rejected, Table, Validated
from ..validation import CustomRule, Listener, validate
from ._console import Console, Exit
from ._dialect import NOTHING, refuse_taken, taken_from, told
from ._places import Place, again, name_here, shown
from ._rejected_rows import write_rejected
from ._strangers import note_lost, referred
from ._verdict import Asked, conclude, judging, subjects_of

if TYPE_CHECKING:
    from ..judgements import RowDigests, Sample

PlainForm = Literal["text", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is to be read, and how: the options that `validate`, `publish` and `rehearse` share.

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
    def files(self) -> tuple[Place, ...]:
        """Every file the command line names, what is judged first."""
        rest = (self.field_map, self.to, *(text.partition("=")[2] for text in self.references))
        return (self.file, *(each for each in rest if each is not None))

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


def validate_file(console: Console, reading: Reading, asked: Asked, rejected: Path | None) -> int:
    """Judge a file, print the report, write rejected rows; return the exit code."""
    return judging(console, "validate", asked, reading.files, lambda: _validate_file(console, reading, asked, rejected))


def _validate_file(console: Console, reading: Reading, asked: Asked, rejected: Path | None) -> int:
    described = _described(reading)
    file, to = reading.file, reading.to
    taken = _taken(reading, described)
    reading = replace(reading, **taken.options)
    for note in taken.notes if asked.is_for_people else ():
        console.note(note.message_id, **note.parameters)
    if to is None and reading.field_map is None:
        if reading.previous or reading.rules:
            raise DefinitionError("command-no-contract")
        from ._structure import structure_of  # who judges has a contract

        report = structure_of(reading.file, reading.written)
        for found in report.select(severity="advice") if asked.is_for_people else ():
            console.note(found.message_id, **found.parameters)
        code = _told(console, told(report, taken), reading, asked)
        if code == Exit.SOUND and asked.is_for_people:
            console.next_step("next-structure", file=shlex.quote(again(file)))
        return code
    note_lost(console, described, to)
    with console.progress("progress-validating", file=name_here(file)) as tell:
        validated = _judged(reading, keep=False, tell=tell)
    written = write_rejected(console, validated.rejected, name_here(file), rejected)
    code = _told(console, told(validated.report, taken), reading, asked, validated.rejected)
    if asked.is_for_people and written is not None and isinstance(file, Path):
        console.next_step("next-correct", path=written, arguments=reading.arguments(written))
    elif asked.is_for_people and code == Exit.SOUND:
        contract = described.contract if isinstance(described, ImportedContract) else described
        # nobody classed a stranger's fields: none of them is public
        policy = "open" if contract is None or any(field.is_public for field in contract.fields) else "exchange"
        console.next_step("next-validate", arguments=reading.arguments(file), policy=policy)
    return code


def explain_file(console: Console, reading: Reading, form: PlainForm) -> int:
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


def _told(console: Console, report: Report, reading: Reading, asked: Asked, rejected: Rejected | None = None) -> int:
    """Print the report of `validate`, and return the exit code."""
    if asked.is_plain:  # as it is mostly called: nothing more is loaded
        console.say(report.to_json(console.language) if asked.form == "json" else report.text(console.language))
        return Exit.SOUND if report.valid else Exit.WRONG
    from ..judgements import Judgement

    judgement = Judgement(
        command="validate",
        language=console.language,
        subjects=subjects_of(console, report, reading.file, asked),
        text=report.text(console.language) if asked.is_for_people else "",
        document=report.to_document(console.language) if asked.form == "json" else {},
        strict=asked.strict,
        samples=() if rejected is None else samples_asked_for(console, rejected, reading, asked),
    )
    return conclude(console, judgement, asked, None if rejected is None else digests_of_rejected(rejected, reading))


def samples_asked_for(console: Console, rejected: Rejected, reading: Reading, asked: Asked) -> tuple[Sample, ...]:
    if asked.form != "html" or not rejected.count:
        return ()
    from ._shown_rows import samples_of, shown_columns

    return samples_of(rejected, shown_columns(rejected, reading.field_map), console.language)


def digests_of_rejected(rejected: Rejected, reading: Reading) -> Callable[[], RowDigests]:
    def digests() -> RowDigests:
        from ._shown_rows import digests_of, shown_columns

        return digests_of(rejected, shown_columns(rejected, reading.field_map))

    return digests


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


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)
