"""The commands, their parameters and their exit codes.

What lives here: one function a command, which parses nothing and prints nothing itself. What this file must not know:
how rows are judged, protected or written.

It is long because every option of every command is described here once, where the parser reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter, validators

from .. import __version__
from ..errors import DefinitionError
from ._console import Exit, console, ended, language_asked_for
from ._front_page import PURPOSE
from ._history_app import changes, releases, withdraw
from ._offered import contract_names, names_of_maps, offering
from ._parameters import (
    AsOf,
    BaselineFile,
    Consumers,
    ContractName,
    Corrects,
    File,
    FileOrAddress,
    FolderOrBucket,
    Format,
    HeaderRows,
    Keys,
    Lang,
    Lock,
    Logs,
    MapFile,
    MaxAge,
    OnStale,
    Previous,
    Purpose,
    Reason,
    Receipts,
    Rejected,
    Rules,
    SourceName,
    Strict,
    To,
    Trust,
    Who,
    WriteBaseline,
)
from ._places import local
from ._receipts_app import receipts_app
from ._rejection_app import rejection_app
from ._trust_app import agency_app, init, key_app, refresh, trust_app, verify

app = App(
    name="opendata-share",
    help=PURPOSE,
    version=__version__,
    help_format="plaintext",
)
contract_app = App(name="contract", help="Show what a table promises.")
map_app = App(name="map", help="Write field maps and judge them.")
adapters_app = App(name="adapters", help="List, test and begin adapters.")
policy_app = App(name="policy", help="Read an agreement back before anything leaves under it.")
app.command(contract_app)
app.command(map_app)
app.command(adapters_app)
app.command(policy_app)
app.command(receipts_app)
app.command(rejection_app)
app.command(releases)
app.command(changes)
app.command(withdraw)
app.command(init)
app.command(refresh)
app.command(verify)
app.command(trust_app)
app.command(key_app)
app.command(agency_app)


@app.command
def validate(
    file: FileOrAddress,
    /,
    *,
    to: To = None,
    field_map: MapFile = None,
    reference: Annotated[tuple[str, ...], Parameter(name="--reference", consume_multiple=False)] = (),
    agency: str | None = None,
    sheet: str | None = None,
    header_rows: HeaderRows = None,
    zone: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    previous: Previous = (),
    rule: Rules = (),
    trust: Trust = None,
    as_of: AsOf = None,
    format: Format = "text",
    strict: Strict = False,
    baseline: BaselineFile = None,
    write_baseline: WriteBaseline = False,
    rejected: Rejected = None,
    explain_plan: Annotated[bool, Parameter(name="--explain-plan", negative="")] = False,
    lang: Lang = None,
) -> int:
    """Judge FILE by a contract; without one, judge only whether it can be read whole.

    Args:
        file: The file to judge, or the address of a service or a database that a field map (--map) says how to ask.
        to: The contract: a registered name, or the path of a contract document, a JSON Schema or a Table Schema.
        field_map: The field map that turns the file into shared tables: a TOML file, or a registered name.
        reference: NAME=FILE, a table that references may point into; may be repeated.
        agency: The publishing agency's slug, where neither the file nor the map says it.
        sheet: The sheet of a workbook, where there is no map and several could be meant.
        header_rows: The rows that hold the headings, such as 4 or 3-4, where there is no map.
        zone: The IANA zone of times without an offset, such as Asia/Jakarta, where there is no map.
        delimiter: The character between the cells of a CSV file, where there is no map.
        encoding: The text encoding of a file that is not UTF-8, such as cp1252, where there is no map.
        previous: The last release, as a FILE, a CATALOGUE or one RELEASE in it; what has changed much is advice. Where
            the map fills several tables and it is a file: NAME=FILE; may be repeated.
        rule: A rule of your own to judge by too: MODULE:NAME, or a registered name; may be repeated.
        trust: What vouches for a catalogue at an http(s) address; "unverified" says that nothing does.
        as_of: What "now" means for rules about age, with its offset; without it they are not applied.
        format: How the report is printed: for people, programs, GitHub, CI (JUnit), code scanning (SARIF) or as a page.
        strict: Count advice as errors.
        baseline: What is known already: only what is new fails.
        write_baseline: Write the baseline where there is none; else take out of it what is gone.
        rejected: Where rejected rows are written; beside FILE if not given, of an address into the working folder.
        explain_plan: Print how each rule runs - over columns, row by row or over the whole table - and judge nothing.
        lang: The language of messages; the locale's if not given.
    """
    from ._judge import Reading, explain_file, validate_file
    from ._verdict import Asked

    reading = Reading(
        file=file, to=to, field_map=field_map, references=reference, agency=agency, sheet=sheet,
        header_rows=_row_numbers(header_rows), zone=zone, delimiter=delimiter, encoding=encoding,
        previous=previous, rules=rule, trust=trust, as_of=as_of,
    )  # fmt: skip
    if explain_plan:
        return explain_file(console(lang), reading, "json" if format == "json" else "text")
    asked = Asked(form=format, strict=strict, baseline=baseline, write_baseline=write_baseline)
    return validate_file(console(lang), reading, asked, rejected)


@app.command
def publish(
    file: FileOrAddress,
    /,
    *,
    policy: str,
    into: FolderOrBucket,
    to: To = None,
    field_map: MapFile = None,
    partial: bool = False,
    reference: Annotated[tuple[str, ...], Parameter(name="--reference", consume_multiple=False)] = (),
    agency: str | None = None,
    sheet: str | None = None,
    header_rows: HeaderRows = None,
    zone: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    previous: Previous = (),
    rule: Rules = (),
    trust: Trust = None,
    as_of: AsOf = None,
    format: Format = "text",
    strict: Strict = False,
    baseline: BaselineFile = None,
    rejected: Rejected = None,
    source_name: SourceName = None,
    corrects: Corrects = (),
    reason: Reason | None = None,
    receipts: Receipts = None,
    who: Who = None,
    purpose: Purpose = None,
    keys: Keys = None,
    lang: Lang = None,
) -> int:
    """Judge FILE and publish what may leave into INTO.

    Args:
        file: The file to publish, or the address of a service or a database, with a field map.
        policy: Who may see it: open, exchange, or the file of a policy (.toml, .json).
        into: The release folder, which any web server can serve, or s3://BUCKET/FOLDER.
        to: The contract: a registered name, or the path of a contract document.
        field_map: The field map: a TOML file, or a registered name.
        partial: Publish the accepted rows although others were rejected.
        reference: NAME=FILE, a table that references may point into; may be repeated.
        agency: The publishing agency's slug.
        sheet: The sheet of a workbook.
        header_rows: The rows that hold the headings, such as 4 or 3-4.
        zone: The IANA zone of times without an offset.
        delimiter: The character between the cells of a CSV file.
        encoding: The text encoding of a file that is not UTF-8.
        previous: The last release, as a FILE, a CATALOGUE or one RELEASE in it; what has changed much is advice.
        rule: A rule of your own to judge by too: MODULE:NAME, or a registered name; may be repeated.
        trust: What vouches for a catalogue at an http(s) address given with --previous.
        as_of: What "now" means for rules about age, with its offset; without it they are not applied.
        format: How the outcome is printed; see validate.
        strict: Count advice as errors: where there is any, nothing is published.
        baseline: What is known already: rows left behind that are known do not fail.
        rejected: Where rejected rows are written; beside FILE if not given, of an address into the working folder.
        source_name: What the source is called in the release; only its kind (*.xlsx) if not given.
        corrects: The number of an earlier release whose place this one takes, with --reason; where several tables are
            published NAME=NUMBER, may be repeated.
        reason: Why it is corrected, in one line that everyone can read.
        receipts: The log a receipt is appended to, outside of INTO; none is written if not given.
        who: Who writes the receipt; the publishing agency if not given.
        purpose: What for, in one line, for the receipt.
        keys: The folder of the keys to sign with; that of the user's configuration if not given.
        lang: The language of messages.
    """
    from ._judge import Reading
    from ._publish import Publishing, publish_file
    from ._receipts import log_at
    from ._verdict import Asked

    reading = Reading(
        file=file, to=to, field_map=field_map, references=reference, agency=agency, sheet=sheet,
        header_rows=_row_numbers(header_rows), zone=zone, delimiter=delimiter, encoding=encoding,
        previous=previous, rules=rule, trust=trust, as_of=as_of,
    )  # fmt: skip
    publishing = Publishing(
        policy=policy, into=into, partial=partial, rejected=rejected, source_name=source_name,
        corrects=corrects, reason=reason, receipts=log_at(receipts, who, purpose), keys=keys,
    )  # fmt: skip
    asked = Asked(form=format, strict=strict, baseline=baseline)
    return publish_file(console(lang), reading, publishing, asked)


@app.command
def repair(
    location: FolderOrBucket,
    /,
    *,
    keep: Annotated[int | None, Parameter()] = None,
    grace: Annotated[float, Parameter()] = 7.0,
    keys: Keys = None,
    format: Literal["text", "json"] = "text",
    lang: Lang = None,
) -> int:
    """Bring the releases at LOCATION to order after a crash, remove what nobody needs, and say what was done.

    Args:
        location: The release folder, or s3://BUCKET/FOLDER.
        keep: How many releases each data set goes on listing; all if not given.
        grace: For how many days what nobody lists is kept.
        keys: The folder of the keys to sign with; that of the user's configuration if not given.
        format: How it is printed.
        lang: The language of messages.
    """
    from ._repair import repair_releases

    return repair_releases(console(lang), location, keep, grace, keys, format)


@app.command
def harvest(
    *locations: str,
    into: FolderOrBucket,
    trust: Trust = None,
    dataset: Annotated[tuple[str, ...], Parameter(name="--dataset", consume_multiple=False)] = (),
    another_source: Annotated[bool, Parameter(name="--another-source", negative="")] = False,
    keys: Keys = None,
    format: Literal["text", "json"] = "text",
    lang: Lang = None,
) -> int:
    """Take the releases of other agencies' catalogues into a joint one, whole and as they are; the same again is free.

    What cannot be taken is told, and the rest is taken all the same.

    Args:
        locations: The catalogues: release folders, http(s) addresses or s3://BUCKET/FOLDER, each with its pin or not.
        into: The folder of the joint catalogue, or s3://BUCKET/FOLDER.
        trust: What vouches for the locations of which no pin is known; "unverified" says that nothing does.
        dataset: AGENCY/DATASET, DATASET or AGENCY/*; may be repeated, everything if not given.
        another_source: Take agencies that came from another catalogue until now, because it has moved.
        keys: The folder of the keys to sign with; that of the user's configuration if not given.
        format: How it is printed.
        lang: The language of messages.
    """
    from ._harvest import harvest_catalogs

    return harvest_catalogs(
        console(lang), locations, into, trust, dataset, another_source=another_source, keys=keys, form=format
    )


@app.command
def rehearse(
    file: FileOrAddress,
    /,
    *,
    policy: str,
    into: File,
    to: To = None,
    field_map: MapFile = None,
    partial: bool = False,
    reference: Annotated[tuple[str, ...], Parameter(name="--reference", consume_multiple=False)] = (),
    agency: str | None = None,
    sheet: str | None = None,
    header_rows: HeaderRows = None,
    zone: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    previous: Previous = (),
    rule: Rules = (),
    trust: Trust = None,
    as_of: AsOf = None,
    format: Format = "text",
    strict: Strict = False,
    baseline: BaselineFile = None,
    source_name: SourceName = None,
    consumers: Consumers = (),
    receipts: Logs = (),
    lang: Lang = None,
) -> int:
    """Do all that `publish` does but writing, compare with the last release, and say who would notice.

    Args:
        file: The file that would be published, or the address of a service or a database, with a field map.
        policy: Who may see it: open, exchange, or the file of a policy (.toml, .json).
        into: The release folder, or one RELEASE in it to compare with instead of the last; nothing is written into it.
        to: The contract: a registered name, or the path of a contract document.
        field_map: The field map: a TOML file, or a registered name.
        partial: Whether the accepted rows would be published although others were rejected.
        reference: NAME=FILE, a table that references may point into; may be repeated.
        agency: The publishing agency's slug.
        sheet: The sheet of a workbook.
        header_rows: The rows that hold the headings, such as 4 or 3-4.
        zone: The IANA zone of times without an offset.
        delimiter: The character between the cells of a CSV file.
        encoding: The text encoding of a file that is not UTF-8.
        previous: The last release, as a FILE, a CATALOGUE or one RELEASE in it; what has changed much is advice.
        rule: A rule of your own to judge by too: MODULE:NAME, or a registered name; may be repeated.
        trust: What vouches for a catalogue at an http(s) address given with --previous.
        as_of: What "now" means for rules about age, with its offset; without it they are not applied.
        format: How what was found is printed; see validate.
        strict: Count advice as errors, and what the contract says otherwise than that of the last release.
        baseline: What is known already: only what is new fails.
        source_name: What the source would be called in the release; only its kind (*.xlsx) if not given.
        receipts: A log that says who pulled what; may be repeated.
        consumers: A requirements file (.toml), or a folder of them; may be repeated. Who would break is told.
        lang: The language of messages.
    """
    from ._judge import Reading
    from ._publish import Publishing
    from ._rehearse import rehearse_file
    from ._verdict import Asked

    reading = Reading(
        file=file, to=to, field_map=field_map, references=reference, agency=agency, sheet=sheet,
        header_rows=_row_numbers(header_rows), zone=zone, delimiter=delimiter, encoding=encoding,
        previous=previous, rules=rule, trust=trust, as_of=as_of,
    )  # fmt: skip
    leaving = Publishing(policy=policy, into=into, partial=partial, source_name=source_name)
    asked = Asked(form=format, strict=strict, baseline=baseline)
    return rehearse_file(console(lang), reading, leaving, asked, receipts, consumers)


@app.command(name="run")
def run_file(
    file: File = Path("share.toml"),
    /,
    *,
    check: Annotated[bool, Parameter(name="--check", negative="")] = False,
    only: Annotated[tuple[str, ...], Parameter(name="--only", consume_multiple=False)] = (),
    outside: Annotated[bool, Parameter(name="--outside", negative="")] = False,
    as_of: AsOf = None,
    format: Format = "text",
    strict: Strict = False,
    lang: Lang = None,
) -> int:
    """Do the whole journey that FILE describes: judge every data set and publish what may leave.

    Args:
        file: The share.toml.
        check: Judge and rehearse, and write nothing anywhere.
        only: A data set to publish; may be repeated. All if not given.
        outside: Let FILE name addresses, and files and folders outside of its own folder.
        as_of: What "now" means for rules about age, with its offset; without it they are not applied.
        format: How what was found and done is printed; see validate.
        strict: Count advice as errors; what was published stays so.
        lang: The language of messages.
    """
    from ._run import Running, run_share_file
    from ._verdict import Asked

    running = Running(file=file, check=check, only=only, outside=outside, as_of=as_of)
    return run_share_file(console(lang), running, Asked(form=format, strict=strict))


@app.command
def diff(
    old: str,
    new: str,
    /,
    *,
    require: Literal["backward", "forward", "full", "consumers"] = "full",
    allow: Annotated[tuple[str, ...], Parameter(name="--allow", consume_multiple=False)] = (),
    consumers: Consumers = (),
    trust: Trust = None,
    format: Format = "text",
    strict: Strict = False,
    lang: Lang = None,
) -> int:
    """Compare the contract OLD with the contract NEW, and say who breaks.

    Each is a registered name, the path of a contract document, a folder of them, a release, or a catalogue, whose data
    sets are compared one by one.

    Args:
        old: What is promised now.
        new: What would be promised.
        require: forward where readers of the old contract must be able to read new rows; backward where readers of the
            new contract must be able to read old rows; full for both; consumers where only those of --consumers count.
        allow: A kind of change that is accepted, such as code-added; may be repeated.
        consumers: A requirements file (.toml) that says what a consumer relies on, or a folder of them; may be
            repeated. None of them may break.
        trust: What vouches for a catalogue at an http(s) address.
        format: How what was found is printed; see validate.
        strict: Count every change as an error, and what consumers never had.
        lang: The language of messages.
    """
    from ._diff import Demand, diff_contracts
    from ._verdict import Asked

    asked = Asked(form=format, strict=strict)
    return diff_contracts(console(lang), old, new, Demand(require, allow, consumers), trust, asked)


@app.command
def pull(
    location: str | None = None,
    dataset: str | None = None,
    /,
    *,
    into: File,
    as_: Annotated[Literal["csv", "parquet"] | None, Parameter(name="--as")] = None,
    trust: Trust = None,
    lock: Lock = None,
    locked: Annotated[bool, Parameter(name="--locked", negative="")] = False,
    max_age: MaxAge = (),
    on_stale: OnStale = "error",
    receipts: Receipts = None,
    who: Who = None,
    purpose: Purpose = None,
    lang: Lang = None,
) -> int:
    """Copy the latest release of DATASET from a catalogue, every byte checked against its manifest, and pin it.

    Args:
        location: A release folder, or its http(s) address; with --locked the lock says it.
        dataset: AGENCY/DATASET, or DATASET where only one agency has it; with --locked all that is pinned if not given.
        into: The folder to write into.
        as_: The form to fetch; parquet if not given, with --locked what is pinned.
        trust: What vouches for an http(s) location; "unverified" says that nothing does.
        lock: The lock file that pins what was pulled; INTO/opendata-share.lock if not given.
        locked: Copy exactly what the lock pins, the same bytes or an error, and leave the lock as it is.
        max_age: How long ago the newest row may have been observed: 6h, 2d, PT90M; or of one clock, observed=6h,
            vouched=2d or fetched=15m; may be repeated.
        on_stale: Whether older data is an error, or copied with a warning.
        receipts: The log a receipt is appended to; none is written if not given.
        who: Who pulls, for the receipt; needed with --receipts.
        purpose: What for, in one line, for the receipt.
        lang: The language of messages.
    """
    from ._read import Pulling, pull_dataset, pull_pinned
    from ._receipts import log_at

    pulling = Pulling(into, lock, trust, log_at(receipts, who, purpose))
    if locked:
        return pull_pinned(console(lang), location, dataset, as_, max_age, pulling)
    return pull_dataset(console(lang), location, dataset, as_ or "parquet", max_age, on_stale, pulling)


@app.command
def export(
    location: str,
    /,
    *datasets: str,
    as_: Annotated[str, Parameter(name="--as")],
    into: File,
    trust: Trust = None,
    lang: Lang = None,
) -> int:
    """Write the latest release of DATASETS as files another system reads, and say what its form could not carry.

    Args:
        location: A release folder, or its http(s) address.
        datasets: AGENCY/DATASET, or DATASET where only one agency has it; several, where a form is made of them.
        as_: cap, csv-spreadsheet, edxl-have, fhir, geojson, geoparquet, ngsi-ld, open311, or a registered form.
        into: The folder to write into.
        trust: What vouches for an http(s) location; "unverified" says that nothing does.
        lang: The language of messages.
    """
    from ._export import export_datasets

    return export_datasets(console(lang), location, datasets, as_, into, trust)


@app.command
def catalog(
    location: str, /, *, format: Literal["text", "json", "dcat-ap"] = "text", trust: Trust = None, lang: Lang = None
) -> int:
    """List what a catalogue offers.

    Args:
        location: A release folder, or its http(s) address.
        format: How the list is printed; dcat-ap is a document for portals, its addresses relative to the catalogue.
        trust: What vouches for an http(s) location.
        lang: The language of messages.
    """
    from ._read import list_catalog

    return list_catalog(console(lang), location, trust, format)


@map_app.command(name="list")
def map_list(*, format: Literal["text", "json"] = "text", lang: Lang = None) -> int:
    """List the registered field maps: name, publishing agency, format, the tables it fills.

    Args:
        format: How the list is printed.
        lang: The language of messages.
    """
    from ._maps import list_maps

    return list_maps(console(lang), format)


@map_app.command(name="check")
def map_check(
    field_map: Annotated[str, offering(names_of_maps)],
    /,
    *,
    contract: Annotated[tuple[str, ...], Parameter(name="--contract", consume_multiple=False)] = (),
    format: Format = "text",
    strict: Strict = False,
    lang: Lang = None,
) -> int:
    """Judge the field map FIELD_MAP without data: its form, and every contract, field, code and expression it names.

    Args:
        field_map: The map: a TOML file, or a registered name.
        contract: The path of a contract document it fills that is not registered; may be repeated.
        format: How the outcome is printed; see validate.
        strict: Count as an error a file beside the map that is not there.
        lang: The language of messages.
    """
    from ._maps import check_field_map
    from ._verdict import Asked

    return check_field_map(console(lang), field_map, contract, Asked(form=format, strict=strict))


@map_app.command
def draft(
    file: FileOrAddress,
    /,
    *,
    to: Annotated[tuple[str, ...], offering(contract_names, name="--to", consume_multiple=False)],
    agency: str | None = None,
    field_map: MapFile = None,
    sheet: str | None = None,
    header_rows: HeaderRows = None,
    encoding: str | None = None,
    records: str | None = None,
    format: str | None = None,
    parameter: Annotated[tuple[str, ...], Parameter(name="--parameter", consume_multiple=False)] = (),
    table: str | None = None,
    lang: Lang = None,
) -> int:
    """Draft a field map for FILE: what matches exactly is filled in, everything else is a proposal to uncomment.

    Args:
        file: The file the map is for; the address of a service, whose first page is fetched; or, with several
            contracts, a folder of files.
        to: The contract: a registered name, or the path of a contract document. Several for a map of several tables.
        agency: The publishing agency's slug.
        field_map: The map to write; where it exists, only what is new is added. Printed if not given.
        sheet: The sheet of a workbook, where several could be meant.
        header_rows: The rows that hold the headings, such as 4 or 3-4.
        encoding: The text encoding of a file that is not UTF-8, such as cp1252.
        records: Where the records of a nested document are: names joined by /, such as result/records. "." is the
            document itself.
        format: The format, where the suffix or the address does not tell it, such as ckan.
        parameter: What is sent to a service with every request, such as resource_id=ab12.
        table: The table or view of a database.
        lang: The language of the draft's comments.
    """
    from ._draft import draft_map, pairs_of

    return draft_map(
        console(lang),
        file,
        to,
        agency,
        field_map,
        sheet,
        _row_numbers(header_rows),
        encoding,
        records=records,
        form=format,
        parameters=pairs_of(parameter),
        table=table,
    )


@contract_app.command
def infer(
    file: FileOrAddress,
    /,
    *,
    name: str | None = None,
    into: Annotated[Path | None, Parameter(converter=local)] = None,
    sheet: str | None = None,
    header_rows: HeaderRows = None,
    zone: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    lang: Lang = None,
) -> int:
    """Draft a contract from FILE: types and a key hold, bounds and codes are proposed, every field is personal.

    Args:
        file: The file to draft it from.
        name: The contract's name; made from the file's if not given.
        into: The file to write, which must not be there; the document is printed if not given.
        sheet: The sheet of a workbook, where several could be meant.
        header_rows: The rows that hold the headings, such as 4 or 3-4.
        zone: The IANA zone of times without an offset, such as Asia/Jakarta.
        delimiter: The character between the cells of a CSV file.
        encoding: The text encoding of a file that is not UTF-8, such as cp1252.
        lang: The language of messages.
    """
    from ._infer import infer_file
    from ._judge import Reading

    reading = Reading(
        file=file, sheet=sheet, header_rows=_row_numbers(header_rows), zone=zone, delimiter=delimiter, encoding=encoding
    )
    return infer_file(console(lang), file, name, reading.written, into)


@contract_app.command
def template(
    name: ContractName,
    /,
    *,
    as_: Annotated[Literal["csv", "xlsx"], Parameter(name="--as")] = "csv",
    into: Annotated[Path | None, Parameter(converter=local)] = None,
    lang: Lang = None,
) -> int:
    """Write a sheet to fill in for the contract NAME; filled in, it needs no field map.

    Args:
        name: A registered name, or the path of a contract document.
        as_: csv, or xlsx with drop-downs, notes and a sheet that explains the fields.
        into: The file to write; CSV is printed if not given.
        lang: The language of headings and explanations.
    """
    from ._template import write_template

    return write_template(console(lang), name, as_, into)


@contract_app.command
def sample(
    name: ContractName,
    /,
    *,
    rows: Annotated[int, Parameter(validator=validators.Number(gte=1, lte=100_000))] = 10,
    seed: int = 0,
    as_: Annotated[Literal["csv", "ndjson", "parquet"], Parameter(name="--as")] = "csv",
    into: Annotated[Path | None, Parameter(converter=local)] = None,
    agency: str = "contoh",
    lang: Lang = None,
) -> int:
    """Write made-up rows that the contract NAME accepts, for mock neighbours, trials and tests.

    Args:
        name: A registered name, or the path of a contract document.
        rows: How many rows, up to 100 000.
        seed: What they are drawn by: the same seed gives the same rows.
        as_: csv, ndjson or parquet.
        into: The file to write; CSV and NDJSON are printed if not given.
        agency: The slug of the agency that would publish them.
        lang: The language of messages.
    """
    from ._sample import write_sample

    return write_sample(console(lang), name, rows, seed, as_, into, agency)


@contract_app.command
def show(name: ContractName, /, *, format: Literal["text", "json"] = "text", lang: Lang = None) -> int:
    """Show the contract NAME: its fields, keys, checks and code lists.

    Args:
        name: A registered name, or the path of a contract document.
        format: text for people, json for the contract document itself.
        lang: The language of titles.
    """
    from ._explain import show_contract

    return show_contract(console(lang), name, format)


@contract_app.command(name="export")
def contract_export(
    *names: ContractName,
    as_: Annotated[str, Parameter(name="--as")],
    into: Annotated[Path | None, Parameter(converter=local)] = None,
    format: Literal["text", "json"] = "text",
    lang: Lang = None,
) -> int:
    """Write the contract NAME in the words of another standard, and say what that cannot carry.

    Args:
        names: Registered names, or paths of contract documents; several for one document where the dialect holds them.
        as_: The dialect, such as json-schema or arrow.
        into: The file to write; the document is printed if not given.
        format: How it is told; json prints the document and every single loss as one object.
        lang: The language of messages, and of a document that holds one language.
    """
    from ._compile import compile_to

    return compile_to(console(lang), names, as_, into, format)


@contract_app.command(name="import")
def contract_import(
    file: str,
    /,
    *,
    name: str | None = None,
    into: Annotated[Path | None, Parameter(converter=local)] = None,
    zone: str = "UTC",
    format: Literal["text", "json"] = "text",
    lang: Lang = None,
) -> int:
    """Write the document FILE of another standard as a contract, and say what no contract can carry.

    Args:
        file: An ODCS document (YAML, JSON), a JSON Schema, a Table Schema or a Data Package; FILE#NAME is one of its
            tables.
        name: The contract's name; the document's own if not given.
        into: The file to write, which must not be there; the contract document is printed if not given.
        zone: The IANA zone of times without an offset, for documents that name none.
        format: How it is told; json prints the contract document and every single loss as one object.
        lang: The language of messages.
    """
    from ._import import import_file

    return import_file(console(lang), file, name, zone, into, format)


@adapters_app.command(name="list")
def adapters_list(*, format: Literal["text", "json"] = "text", lang: Lang = None) -> int:
    """List the registered sources: name, kind, who registers it, and whether it can be loaded.

    Args:
        format: How the list is printed.
        lang: The language of messages.
    """
    from ._adapters import list_adapters

    return list_adapters(console(lang), format)


@adapters_app.command(name="test")
def adapters_test(kit: str, /, *, format: Literal["text", "json"] = "text", lang: Lang = None) -> int:
    """Run KIT and print each promise of its adapter, kept or broken.

    Args:
        kit: MODULE:CLASS, or FILE.py:CLASS; the class is a SourceKit or a FieldMapKit.
        format: How the outcome is printed.
        lang: The language of messages.
    """
    from ._adapters import test_adapter

    return test_adapter(console(lang), kit, format)


@adapters_app.command(name="new")
def adapters_new(name: str, /, *, into: File, lang: Lang = None) -> int:
    """Write the package NAME into the folder INTO: one source, a sample, and the kit that proves it.

    Args:
        name: What the format will be called: lower-case letters, digits and hyphens.
        into: The folder to write into.
        lang: The language of messages.
    """
    from ._adapters import new_adapter

    return new_adapter(console(lang), name, into)


@policy_app.command(name="explain")
def policy_explain(
    *,
    policy: str,
    contract: ContractName,
    as_of: AsOf = None,
    format: Literal["text", "json"] = "text",
    lang: Lang = None,
) -> int:
    """Print, field by field, what an audience gets of a contract and why.

    Args:
        policy: open, exchange, or the file of a policy (.toml, .json).
        contract: A registered name, or the path of a contract document.
        as_of: The moment that must lie within the policy's validity, with its offset; now if not given.
        format: How it is printed.
        lang: The language of the explanation.
    """
    from ._policy import explain_agreement

    return explain_agreement(console(lang), policy, contract, as_of, format)


@policy_app.command(name="check")
def policy_check(
    file: Path,
    /,
    *,
    contract: Annotated[tuple[str, ...], Parameter(name="--contract", consume_multiple=False)] = (),
    as_of: AsOf = None,
    format: Format = "text",
    strict: Strict = False,
    lang: Lang = None,
) -> int:
    """Judge the policy in FILE: its form, its days, and every field, condition and treatment it names.

    Args:
        file: The file of a policy (.toml, .json).
        contract: The path of a contract document it speaks of that is not registered; may be repeated.
        as_of: The moment that must lie within its validity, with its offset; now if not given.
        format: How the outcome is printed; see validate.
        strict: Count as an error what could not be asked.
        lang: The language of messages.
    """
    from ._policy import check_agreement
    from ._verdict import Asked

    return check_agreement(console(lang), file, contract, as_of, Asked(form=format, strict=strict))


@app.command
def explain(rule: str, /, *, lang: Lang = None) -> int:
    """Explain the rule RULE as reports name it.

    Args:
        rule: The slug, such as "required" or "axis-swapped".
        lang: The language of messages.
    """
    from ._explain import explain_rule

    return explain_rule(console(lang), rule)


@app.command
def codes(name: str | None = None, /, *, format: Literal["text", "json"] = "text", lang: Lang = None) -> int:
    """List the code lists, or the codes of one.

    Args:
        name: The code list; all are named if not given.
        format: How the list is printed.
        lang: The language of labels.
    """
    from ._explain import list_codes

    return list_codes(console(lang), name, format)


@app.command
def schema(
    name: str | None = None, /, *, into: Annotated[Path | None, Parameter(converter=local)] = None, lang: Lang = None
) -> int:
    """Print the JSON Schema NAME, by which editors check the files people write; all are named if not given.

    Args:
        name: baseline, contract, field-map, policy, report, requirements or share.
        into: The folder to write it into, as NAME.schema.json; without NAME all of them.
        lang: The language of messages.
    """
    from ._schemas import show_schema

    return show_schema(console(lang), name, into)


@app.command
def completion(shell: Literal["bash", "zsh", "fish"], /, *, lang: Lang = None) -> int:
    """Print the script by which SHELL completes commands, options, their values, and names of contracts and maps.

    Args:
        shell: The shell that reads the script.
        lang: The language of messages.
    """
    console(lang).say(app.generate_completion(shell=shell))
    return Exit.SOUND


@app.command
def demo(*, into: File, lang: Lang = None) -> int:
    """Play the whole journey on Jakarta's synthetic files.

    Two agencies publish what they have, each reads the other's, and the first questions are answered.

    Args:
        into: The folder to publish into: INTO/fire, INTO/health, and the page INTO/answer.html.
        lang: The language of messages.
    """
    from ._demo import play

    return play(console(lang), into)


@app.command
def answer(
    *locations: str,
    into: File,
    as_of: AsOf = None,
    zone: str = "UTC",
    trust: Trust = None,
    lang: Lang = None,
) -> int:
    """Write INTO/answer.html: who has room, who can come, how fast help came, on one page in both languages.

    Args:
        locations: Release folders, or their http(s) addresses; whichever of their data sets help are used.
        into: The folder to write into.
        as_of: The moment ages are counted to, with its offset (2026-03-02T08:30:00+07:00); now if not given.
        zone: The time zone in which times are written, such as Asia/Jakarta.
        trust: What vouches for an http(s) location; "unverified" says that nothing does, and so does the page.
        lang: The language the page opens in, and of messages.
    """
    from ._answer import write_answer

    return write_answer(console(lang), locations, into, trust, as_of, zone)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0 sound, 1 wrong content, 2 nothing could be judged."""

    def command() -> object:
        try:
            return app(list(arguments), exit_on_error=False, print_error=True, result_action="return_value")
        except CycloptsError:
            return Exit.NOT_JUDGED

    return ended(console(language_asked_for(arguments)), command)


def _row_numbers(text: str | None) -> tuple[int, ...]:
    """Return the rows "3-4" or "4" names.

    Raises:
        DefinitionError: It names none.
    """
    if text is None:
        return ()
    first, dash, last = text.partition("-")
    if not first.isdecimal() or (dash and not last.isdecimal()) or len(text) > 20:
        raise DefinitionError("command-header-rows", text=text)
    return tuple(range(int(first), min(int(last or first), int(first) + 100) + 1))
