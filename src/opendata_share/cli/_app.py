"""The commands of one word, their parameters and their exit codes, and the apps of those of two.

What lives here: one function a command, which parses nothing and prints nothing itself. What this file must not know:
how rows are judged, protected or written; the commands of `contract`, `map` and the like (`_contract_app`, `_map_app`).

It is long because every option of every command is described here once, where the parser reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter

from .. import __version__
from ._adapters_app import adapters_app
from ._console import Exit, console, ended, language_asked_for
from ._contract_app import contract_app
from ._front_page import PURPOSE
from ._history_app import changes, releases, withdraw
from ._map_app import map_app
from ._parameters import (
    AsOf,
    BaselineFile,
    Consumers,
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
    row_numbers,
)
from ._places import local
from ._policy_app import policy_app
from ._receipts_app import receipts_app
from ._rejection_app import rejection_app
from ._trust_app import agency_app, init, key_app, refresh, trust_app, verify

app = App(
    name="opendata-share",
    help=PURPOSE,
    version=__version__,
    help_format="plaintext",
)
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
        header_rows=row_numbers(header_rows), zone=zone, delimiter=delimiter, encoding=encoding,
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
        header_rows=row_numbers(header_rows), zone=zone, delimiter=delimiter, encoding=encoding,
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
        header_rows=row_numbers(header_rows), zone=zone, delimiter=delimiter, encoding=encoding,
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
