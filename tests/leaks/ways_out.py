"""Every way in which rows leave a process or are spoken of: what each writes and says is handed to the search.

What lives here: the ways - releases, exports, columns of Arrow, reports and reprs, errors, the commands - and the watch
over what is said beside them: logs, warnings, the two streams, temporary files. What this file must not know: which
cells are denied, what a canary looks like.
"""

from __future__ import annotations

import contextlib
import copy
import csv
import io
import json
import logging
import os
import pickle
import random
import shutil
import stat
import tempfile
import traceback
import typing
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
from canary_search import Search
from leak_cases import AS_OF, KEY, Case
from leak_tables import AGENCY
from pyarrow import feather

import opendata_share.policy as policy_room
from opendata_share.adapters import adapt
from opendata_share.cli import _app, _policy_app
from opendata_share.dialects import compile_contract, dialects
from opendata_share.errors import DataRejected, DefinitionError, OpenDataShareError
from opendata_share.exports import export, forms
from opendata_share.policy import explain_policy, privacy_findings
from opendata_share.receipts import ReceiptLog, verify_receipts
from opendata_share.releases import open_catalog, publish
from opendata_share.stages import Protected, Validated
from opendata_share.validation import validate

LANGUAGES = ("en", "id")


@dataclass
class Outcome:
    """What came of the cases tried.

    Attributes:
        search: What was looked through, and what was found.
        counts: How many of what: cases, files, texts, rows that left, refusals.
        commands: Which commands were run, such as "receipts show".
    """

    search: Search = field(default_factory=Search)
    counts: Counter[str] = field(default_factory=Counter)
    commands: set[str] = field(default_factory=set)

    def text(self, name: str, *texts: object) -> None:
        """Look at what is said."""
        for text in texts:
            self.counts["texts"] += 1
            self.search.text(name, str(text))

    def folder(self, folder: Path) -> None:
        """Look at every file that was written."""
        self.counts["files"] += sum(path.is_file() for path in folder.rglob("*"))
        self.search.folder(folder)

    def error(self, error: BaseException) -> None:
        """Look at an error in every form in which it travels."""
        self.counts["errors"] += 1
        told = [str(error), repr(error), repr(error.args), "".join(traceback.format_exception(error))]
        if isinstance(error, OpenDataShareError):
            told += [error.text(language) for language in LANGUAGES]
            told += [repr(error.parameters), repr(error.__dict__)]
        self.text("error", *told)
        self.search.bytes("pickled error", pickle.dumps(error))
        self.search.bytes("copied error", pickle.dumps(copy.copy(error)))


@contextlib.contextmanager
def watched(folder: Path, out: Outcome) -> Iterator[None]:
    """Look at everything said while a case runs, by whomever, and at what it leaves in the temporary folder."""
    lines: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{self.format(record)} {record.args!r}")

    temporary = folder / "temporary"
    temporary.mkdir(parents=True)
    root, collector = logging.getLogger(), Collector(level=logging.NOTSET)
    before, kept = root.level, tempfile.tempdir
    deaf = [
        name for name, each in root.manager.loggerDict.items() if isinstance(each, logging.Logger) and each.disabled
    ]
    assert not deaf, f"what these loggers would say is not heard: {deaf}"
    root.addHandler(collector)
    root.setLevel(logging.DEBUG)
    tempfile.tempdir = str(temporary)
    said = io.StringIO()
    try:
        with (
            # what a power cut would take of a folder that is searched and thrown away is nobody's worry
            mock.patch.object(os, "fsync", return_value=None),
            warnings.catch_warnings(record=True) as warned,
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
        ):
            warnings.simplefilter("always")
            yield
    finally:
        root.removeHandler(collector)
        root.setLevel(before)
        tempfile.tempdir = kept
    out.text("log", *lines)
    out.text("warning", *(str(each.message) for each in warned))
    out.text("stream", said.getvalue())
    out.folder(temporary)
    left = [path.name for path in temporary.rglob("*")]
    assert not left, left
    assert not warned, [str(each.message) for each in warned]


# What each way begins with


def protected(case: Case, source: str, out: Outcome) -> tuple[Case, Protected] | None:
    """Return the rows that may leave, with the case as it was published; None where its agreement has ended.

    What the privacy gate finds is waived in the policy, as people do who have looked at it.
    """
    case.judge(source)
    try:
        safe = protect(case)
    except DefinitionError as error:
        out.error(error)
        out.counts["refused"] += 1
        assert case.refused, error
        return None
    assert not case.refused, "an agreement that has ended lets nothing out"
    findings = privacy_findings(safe)
    out.text("gate", findings, repr(findings), *map(findings.text, LANGUAGES), json.dumps(findings.to_document()))
    if findings.blocking:
        out.counts["waived"] += 1
        with contextlib.suppress(AssertionError):
            refused = raised(lambda: publish(safe, into=Path(tempfile.gettempdir(), "nothing"), partial=True))
            out.error(refused)
        shutil.rmtree(Path(tempfile.gettempdir(), "nothing"), ignore_errors=True)
        validated = case.validated
        case = case.waived(findings.findings)
        case.validated = validated
        safe = protect(case)
    out.counts["rows left"] += len(case.admitted)
    out.counts["rows withheld"] += sum(each.balance.accepted for each in case.validated.report.tables) - len(
        case.admitted
    )
    out.counts["rows rejected"] += case.validated.report.rejected
    return case, safe


def protect(case: Case) -> Protected:
    # looked up where it is: a test puts a leaking one there
    return policy_room.protect(case.validated, policy=case.policy, as_of=AS_OF)


def raised(call: Callable[[], object]) -> BaseException:
    try:
        call()
    except (OpenDataShareError, TypeError, OSError) as error:
        return error
    raise AssertionError("nothing was refused")


# Ways through the library


def released(case: Case, into: Path, out: Outcome) -> None:
    """Publish, and look at every file; then read it back as a consumer does."""
    # a release names the file it was made of and never the folder
    if (found := protected(case, f"/home/{KEY}/things.csv", out)) is None:
        return
    case, safe = found
    log = ReceiptLog(into / "log.jsonl", who=AGENCY, purpose="drills")
    publication = publish(safe, into=into / "public", partial=True, receipts=log)
    out.folder(into / "public")
    out.text("publication", publication, repr(publication), *map(publication.text, LANGUAGES))
    out.text("publication", json.dumps(publication.to_document()))
    catalog = open_catalog(into / "public")
    dataset = catalog[f"{AGENCY}/{case.promised.name}"]
    release = dataset.latest()
    rows = release.table()
    left = rows.to_arrow()
    assert left.num_rows == len(case.admitted), "what is admitted leaves, and nothing else"
    if case.keeps_keys:
        assert left.column(case.subject.key).to_pylist() == case.admitted
    out.search.columns("read back", left)
    out.text("read back", repr(catalog), repr(dataset), repr(release), repr(release.manifest), repr(rows))
    out.text("read back", repr(release.contract), repr(release.files), repr(release.receipts), left.to_string())
    for dialect in dialects():
        try:
            compiled = compile_contract(release.contract, dialect.name)
        except OpenDataShareError as error:
            out.error(error)
            continue
        out.search.bytes(f"contract as {dialect.name}", compiled.to_bytes())
        out.text("lost", *(each.to_document() for each in compiled.lost), repr(compiled))
        out.counts["contracts compiled"] += 1
    release.pull(into / "in", as_="csv")
    out.folder(into / "in")
    verified = verify_receipts(log.path, [release])
    out.text("receipts", repr(verified), repr(log), *map(repr, log.receipts()))
    out.search.file(into / "log.jsonl", "log.jsonl")


def exported(form: str) -> Callable[[Case, Path, Outcome], None]:
    """Return the way through an export; by turns of what is protected and of what is released."""

    def write(case: Case, into: Path, out: Outcome) -> None:
        if (found := protected(case, f"/home/{KEY}/things.csv", out)) is None:
            return
        case, safe = found
        source: Any = safe
        if len(case.rows) % 2:
            publish(safe, into=into / "public", partial=True)
            source = open_catalog(into / "public")[f"{AGENCY}/{case.promised.name}"].latest()
        try:
            done = export(source, as_=form, into=into / "out")
        except OpenDataShareError as error:
            out.error(error)
            out.counts["export refused"] += 1
            return
        assert done.files
        assert not case.admitted or any(file.stat().st_size for file in done.files)
        if case.keeps_keys and case.subject.made_up:
            assert all(any(key.encode() in file.read_bytes() for file in done.files) for key in case.admitted[:1])
        out.folder(into)
        out.text("export", repr(done), *(lost.message(language) for lost in done.lost for language in LANGUAGES))

    return write


def in_arrow(case: Case, into: Path, out: Outcome) -> None:
    """Every way a table leaves a process: streams, files, buffers, records, pickles, other libraries' tables."""
    if (found := protected(case, f"/home/{KEY}/things.csv", out)) is None:
        return
    case, safe = found
    (only,) = safe.tables
    left = only.table.to_arrow()
    assert left.num_rows == len(case.admitted)
    into.mkdir(exist_ok=True)
    given = pa.RecordBatchReader.from_stream(only.table).read_all()
    for packed in (None, "lz4", "zstd"):
        with pa.ipc.new_stream(
            into / f"{packed}.arrows", given.schema, options=pa.ipc.IpcWriteOptions(compression=packed)
        ) as stream:
            stream.write_table(given)
    feather.write_feather(left, str(into / "x.feather"), compression="uncompressed")
    pq.write_table(left, into / "plain.parquet", use_dictionary=False, compression="gzip", write_page_index=True)
    only.table.to_parquet(into / "ours.parquet")
    out.folder(into)
    out.search.columns("table", left)
    out.search.columns("stream", given)
    for batch in only.table.batches():
        out.search.columns("batch", batch)
    records = only.table.to_records()
    out.text("records", "\n".join(json.dumps(row, default=str) for row in records))
    out.search.bytes("pickle", pickle.dumps(left))
    out.text("pandas", left.to_pandas().to_csv())


def said(case: Case, into: Path, out: Outcome) -> None:
    """What is printed of tables, policies, decisions, findings and reports, at each stage."""
    found = protected(case, "things.csv", out)
    validated = case.validated
    _spoken_of(case, validated, into, out)
    if found is None:
        return
    case, safe = found
    (only,) = safe.tables
    explained = explain_policy(case.policy, case.promised, as_of=AS_OF)
    out.text("explained", json.dumps(explained.to_document()), repr(explained), *map(explained.text, LANGUAGES))
    out.text("policy", repr(case.policy), str(case.policy), json.dumps(case.policy.to_document()))
    out.text("stage", repr(safe), str(safe), repr(only), repr(only.table), repr(only.table.lineage))
    out.text("stage", repr(only.table.contract), repr(only.table.schema), json.dumps(only.table.contract.to_document()))
    for rows in only.table.stream():
        out.search.columns("rows", rows.data)
        out.text("rows", repr(rows.balance), repr(rows.lines), repr(rows.misfits))


def _spoken_of(case: Case, validated: Validated, into: Path, out: Outcome) -> None:
    report, rejected = validated.report, validated.rejected
    into.mkdir(exist_ok=True)
    report.to_parquet(into / "report.parquet")
    out.folder(into)
    out.search.bytes("pickled report", pickle.dumps(report))
    for language in LANGUAGES:
        out.text("report", report.to_json(language), report.text(language), json.dumps(report.to_document(language)))
        if rejected.count:
            # beside the rows, which are their owner's, stand the reasons: a screen shows them
            reasons = rejected.to_arrow(language).select(["_field", "_rule", "_message", "_hint"])
            out.text("reasons", json.dumps(reasons.to_pylist()))
    out.text("html", report._repr_html_())
    out.text("report", repr(report), str(report), *map(repr, report.violations), *map(repr, report.tables))
    out.text("stage", repr(validated), str(validated), repr(rejected), str(rejected), repr(validated.accepted))
    out.text("stage", repr(case.promised), repr(validated.accepted.lineage))
    for rows in validated.tables[0].stream():
        out.text("rows", repr(rows), str(rows))


def refused(case: Case, into: Path, out: Outcome) -> None:
    """Whatever is refused, of rows, files, folders and policies: what the errors say, hold and become when pickled."""
    source = written(case, into, "csv")
    wrong: list[dict[str, Any]] = [{"delimiter": ";"}, {"encoding": "utf-16"}, {"sheet": "x"}, {"zone": "Mars/Phobos"}]
    for options in wrong:
        try:
            _reported(validate(adapt(source, to=case.promised, agency=AGENCY, **options)), out)
        except OpenDataShareError as error:
            out.error(error)
    cut = into / "cut.csv"
    cut.write_bytes(source.read_bytes()[: -random.Random(len(case.rows)).randint(2, 60)])
    for damaged in (cut, _with_more(source, into / "more.csv"), _lines(case, into, damage=True)):
        try:
            _reported(validate(adapt(damaged, to=case.promised, agency=AGENCY)), out)
        except OpenDataShareError as error:
            out.error(error)
    if (found := protected(case, "things.csv", out)) is None:
        return
    case, safe = found
    if safe.report.rejected:
        error = raised(lambda: publish(safe, into=into / "nothing"))
        assert isinstance(error, DataRejected)
        out.error(error)
        out.search.bytes("pickled report", pickle.dumps(error.report))
        out.text("report", error.report.text("id"), json.dumps(error.report.to_document()))
    (into / "taken").write_text("", encoding="utf-8")
    calls: list[Callable[[], object]] = [
        lambda: policy_room.protect(case.validated, policy=case.policy, audience="nobody", as_of=AS_OF),
        lambda: policy_room.protect(case.validated, policy="opn"),
        lambda: policy_room.protect(case.validated.accepted, policy=case.policy),  # type: ignore[arg-type]  # on purpose
        lambda: publish(safe, into=into / "taken" / "public", partial=True),
        lambda: publish(case.validated.accepted, into=into / "nothing"),  # type: ignore[arg-type]  # on purpose
        lambda: export(safe, as_="no-form", into=into / "nothing"),
        lambda: export(case.validated.accepted, as_="geojson", into=into / "nothing"),  # type: ignore[arg-type]  # on purpose
        lambda: open_catalog(into / "nowhere"),
        lambda: case.promised.field("nobody"),
    ]
    for call in calls:
        with contextlib.suppress(KeyError):
            out.error(raised(call))
    for form in forms():
        if not form.takes(case.promised.name):
            out.error(raised(lambda form=form: export(safe, as_=form.name, into=into / "nothing")))
    assert not (into / "nothing").exists() or not any(path.is_file() for path in (into / "nothing").rglob("*"))


def _reported(validated: Validated, out: Outcome) -> None:
    report = validated.report
    out.text("report", report, repr(report), report.to_json(), report.text("id"), report._repr_html_())


def _with_more(source: Path, target: Path) -> Path:
    """Write the file with a cell too many in its rows."""
    first, *rest = source.read_text(encoding="utf-8").splitlines(keepends=True)
    target.write_text(first + "".join(f"x,{line}" for line in rest), encoding="utf-8")
    return target


# Files that rows come from


def written(case: Case, folder: Path, form: str) -> Path:
    """Write the rows as a file of their owner, under the contract's own names."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [each.name for each in case.promised.fields]
    path = folder / f"things.{form}"
    if form == "csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(names)
            writer.writerows([[_as_text(row.values.get(name)) for name in names] for row in case.rows])
    elif form == "json":
        rows = [_as_json(row.values) for row in case.rows]
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    elif form == "ndjson":
        return _lines(case, folder)
    else:
        pq.write_table(pa.Table.from_batches([pa.concat_batches(_dense(case))]), path)
    return path


def _dense(case: Case) -> list[pa.RecordBatch]:
    schema = case.promised.arrow_schema
    return [pa.RecordBatch.from_pylist([row.values for row in case.rows], schema)]


def _lines(case: Case, folder: Path, *, damage: bool = False) -> Path:
    lines = [json.dumps(_as_json(row.values), ensure_ascii=False) for row in case.rows]
    if damage:  # a row that is none, a key twice, a value of another type
        lines[0] = lines[0][:-1]
        lines[-1] = lines[-1].replace(": ", ": [", 1)
    path = folder / ("damaged.ndjson" if damage else "things.ndjson")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(_as_json(value), ensure_ascii=False) if isinstance(value, list) else str(value)


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _as_json(each) for name, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_as_json(each) for each in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


# Ways through the command line


@dataclass
class Desk:
    """A folder of an agency, and the command line in it.

    Attributes:
        case: Whose rows it has.
        folder: Where its files are; what it publishes is under `public`.
        out: Where everything said goes.
        source: The file of rows.
        reading: The arguments that say how it is read.
    """

    case: Case
    folder: Path
    out: Outcome
    source: Path
    reading: list[str]

    def run(self, *arguments: object, allowed: Sequence[int] = (0,)) -> str:
        """Run a command; everything it says is looked at. Return what it said on standard output."""
        words = [str(each) for each in arguments]
        if words[0] in _SPEAK_LANGUAGES:
            words += ["--lang", LANGUAGES[self.out.counts["commands"] % 2]]
        spoken, told = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(spoken), contextlib.redirect_stderr(told):
            code = _app.run(words)
        self.out.counts["commands"] += 1
        self.out.commands.add(" ".join(words[:2] if words[1:2] and words[1] in _SUBCOMMANDS else words[:1]))
        self.out.text(" ".join(words[:2]), spoken.getvalue(), told.getvalue())
        assert code in allowed, f"exit code {code}: {words} {told.getvalue()[:2000]} {spoken.getvalue()[:500]}"
        return spoken.getvalue()

    def publish(self, *more: object) -> bool:
        """Publish what may leave; say whether it did."""
        policy = self.folder / "ours.toml"
        given = [self.source, *self.reading, "--policy", policy, "--into", self.folder / "public", "--partial", *more]
        codes = (2,) if self.case.refused else (0, 1)
        self.run("publish", *given, allowed=codes)
        self.out.folder(self.folder / "public")
        if self.case.refused:
            self.out.counts["refused"] += 1
            assert not any(path.is_file() for path in (self.folder / "public").rglob("*"))
            return False
        self.out.counts["rows left"] += len(self.case.admitted)
        return True


_SUBCOMMANDS = frozenset({"explain", "check", "show", "export", "add", "verify", "mend", "write", "read", "list"})
_SPEAK_LANGUAGES = frozenset(
    {"publish", "validate", "policy", "pull", "export", "catalog", "receipts", "rejection", "answer", "contract", "map"}
)
_FILES = ("csv", "ndjson", "json", "parquet")


def desk(case: Case, folder: Path, out: Outcome) -> Desk:
    """Return the folder of an agency: rows, contract, policy, key."""
    form = _FILES[len(case.rows) % len(_FILES)]
    source = written(case, folder, form)
    (folder / "contract.json").write_text(json.dumps(case.promised.to_document()), encoding="utf-8")
    (folder / "health.key").write_text(KEY, encoding="utf-8")
    (folder / "health.key").chmod(0o600)
    if len(case.rows) % 3 or any(isinstance(each, list) for row in case.rows for each in row.values.values()):
        reading: list[str] = ["--to", str(folder / "contract.json"), "--agency", AGENCY]
        case.validated = validate(adapt(source, to=case.promised, agency=AGENCY))
    else:
        (folder / "map.toml").write_text(_map(case, folder / "contract.json"), encoding="utf-8")
        reading = ["--map", str(folder / "map.toml")]
        case.validated = validate(adapt(source, field_map=folder / "map.toml"))
    if not case.refused and (blocks := privacy_findings(protect(case))).blocking:
        judged = case.validated
        case = case.waived(blocks.findings)
        case.validated = judged
    (part,) = case.parts
    document = {**part.document, "pseudonym_key": {"file": "health.key"}}
    (folder / "ours.toml").write_text(_toml(document), encoding="utf-8")
    (folder / "ours.json").write_text(json.dumps(document), encoding="utf-8")
    return Desk(case, folder, out, source, reading)


def _map(case: Case, contract: Path) -> str:
    names = [each.name for each in case.promised.fields if each.name != "agency_id"]
    lines = [f'agency = "{AGENCY}"', "[source]", 'ignore = ["agency_id"]', f"[[tables.{case.promised.name}]]"]
    if not case.subject.made_up:
        return "\n".join([*lines, *(f'{name} = "{name}"' for name in names)])
    lines[3:] = [f'[[tables."{contract}"]]']
    return "\n".join([*lines, *(f'{name} = "{name}"' for name in names)])


def _toml(document: dict[str, Any]) -> str:
    return "\n".join(f"{name} = {_inline(value)}" for name, value in document.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(name)} = {_inline(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return json.dumps(value)


def by_publishing(case: Case, into: Path, out: Outcome) -> None:
    """Publish on the command line: the release, what is said, the log, and the rejected rows beside the source."""
    at = desk(case, into, out)
    # a workbook holds no cell so long, and says so
    too_long = any(len(str(each)) > 30_000 for row in case.rows for each in row.values.values())
    ending = "csv" if too_long else ("csv", "xlsx", "parquet")[len(case.rows) % 3]
    set_aside = into / f"things.rejected.{ending}"
    receipts = ["--receipts", into / "log.jsonl", "--purpose", "drills", "--rejected", set_aside]
    if not at.publish(*receipts):
        return
    if case.validated.report.rejected:
        # they are their owner's: all of the row, for nobody else to read, and not where the release is
        assert stat.S_IMODE(set_aside.stat().st_mode) == 0o600
        owner = Search()
        owner.file(set_aside)
        assert owner.found, "the rows are there as they came"
        out.counts["quarantine files"] += 1
        given = [at.source, *at.reading, "--policy", into / "ours.json", "--into", into / "whole"]
        at.run("publish", *given, "--rejected", set_aside, "--format", "json", allowed=(1,))
        assert not any(path.is_file() for path in (into / "whole").rglob("*"))
    at.run(
        "publish", at.source, *at.reading, "--policy", into / "ours.json", "--into", into / "public", "--partial",
        "--format", "json", *receipts, allowed=(0, 1),
    )  # fmt: skip
    out.search.file(into / "log.jsonl", "log.jsonl")
    out.folder(into / "public")


def formats(command: Any) -> tuple[str, ...]:
    return typing.get_args(typing.get_type_hints(command)["format"])


def by_judging(case: Case, into: Path, out: Outcome) -> None:
    """Every command that judges, in every form it prints: files, contracts, policies."""
    at = desk(case, into, out)
    wrong = (0, 1)
    for form in formats(_app.validate):
        at.run("validate", at.source, *at.reading, "--format", form, allowed=wrong)
        at.run("validate", at.source, "--format", form, allowed=wrong)
        at.run("validate", at.source, *at.reading, "--explain-plan", "--format", form)
    damaged = _lines(case, into, damage=True)
    at.run("validate", damaged, "--to", into / "contract.json", allowed=wrong)
    at.run("validate", damaged, allowed=wrong)
    soft = (2,) if case.refused else (0,)
    leaving = [at.source, *at.reading, "--policy", into / "ours.toml", "--into", into / "page", "--partial"]
    for form in formats(_app.publish) if not case.refused else ():
        at.run("rehearse", *leaving, "--format", form, allowed=wrong)
        at.run("publish", *leaving, "--format", form, allowed=wrong)
    for form in formats(_policy_app.policy_explain):
        asked = ["--policy", into / "ours.toml", "--contract", into / "contract.json", "--format", form]
        at.run("policy", "explain", *asked, allowed=soft)
    at.run("policy", "check", into / "ours.toml", "--contract", into / "contract.json", allowed=soft)
    at.run("contract", "show", into / "contract.json", "--format", "json")
    if not case.refused:
        at.out.counts["rows left"] += len(case.admitted)


def by_reading(case: Case, into: Path, out: Outcome) -> None:
    """What a neighbour gets and is told: the catalogue, the release in each form, exports, receipts."""
    at = desk(case, into, out)
    log, mine = into / "log.jsonl", into / "mine.jsonl"
    if not at.publish("--receipts", log, "--purpose", "drills"):
        return
    public, name = into / "public", f"{AGENCY}/{case.promised.name}"
    for form in formats(_app.catalog):
        at.run("catalog", public, "--format", form)
    noted = ["--receipts", mine, "--who", "jakarta-health", "--purpose", "drills"]
    for form in ("csv", "parquet"):
        at.run("pull", public, name, "--as", form, "--into", into / "in" / form, *noted)
    at.run("receipts", "add", log, public, name, "--decision", "denied", "--who", AGENCY, "--side", "publisher")
    for form in ("text", "json"):
        at.run("receipts", "verify", log, "--release", public, "--format", form)
        at.run("receipts", "show", mine, "--format", form)
    at.run("receipts", "mend", mine, "--who", "jakarta-health", allowed=(0, 1, 2))
    chosen = [each.name for each in forms() if each.takes(case.promised.name)]
    at.run("export", public, name, "--as", chosen[len(case.rows) % len(chosen)], "--into", into / "out", allowed=(0, 2))
    for folder in (into / "in", into / "out"):
        out.folder(folder)
    for path in (log, mine):
        out.search.file(path, path.name)


def by_rejecting(case: Case, into: Path, out: Outcome) -> None:
    """What a neighbour sends back, and what the publisher is told about rows of its own file."""
    at = desk(case, into, out)
    if not at.publish() or not case.admitted:
        return
    public, name = into / "public", f"{AGENCY}/{case.promised.name}"
    at.run("pull", public, name, "--as", "parquet", "--into", into / "in")
    (pulled,) = (into / "in").rglob("*.parquet")
    (released,) = public.rglob("contract.json")
    document = json.loads(released.read_text(encoding="utf-8"))
    for promise in document["properties"].values():
        if promise["x-contract"].get("type") == "text" and "enum" not in promise:
            promise["maxLength"] = 3
    (into / "stricter.json").write_text(json.dumps(document), encoding="utf-8")
    asked = [pulled, "--to", into / "stricter.json", "--rejected", into / "theirs.csv", "--format", "json"]
    report = into / "report.json"
    report.write_text(at.run("validate", *asked, allowed=(0, 1)), encoding="utf-8")
    sent, by_hand = into / "rejection.json", into / "by-hand.json"
    who = ["--who", "jakarta-health"]
    at.run("rejection", "write", public, name, *who, "--into", sent, "--report", report)
    at.run("rejection", "write", public, name, *who, "--into", by_hand, "--row", 1, "--message", "code retired")
    for document_sent in (sent, by_hand):
        out.search.file(document_sent, document_sent.name)
        for form in ("text", "json"):
            read = [document_sent, public, "--source", at.source, *at.reading, "--format", form]
            at.run("rejection", "read", *read, allowed=(0, 1))
    out.folder(into / "in")


def by_page(case: Case, into: Path, out: Outcome) -> None:
    """The page of answers that anybody opens."""
    at = desk(case, into, out)
    if not at.publish():
        return
    given = [into / "public", "--into", into / "page", "--as-of", "2026-06-01T08:30:00+07:00"]
    at.run("answer", *given, "--zone", "Asia/Jakarta", allowed=(0, 2))
    if (into / "page").exists():
        out.folder(into / "page")
        out.counts["pages"] += 1
