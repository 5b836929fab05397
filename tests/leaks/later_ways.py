"""What comes after the first release: what changed, rehearsals, corrections, withdrawals, repairs, locks, signatures.

What lives here: the same history through the library and through the command line. What this file must not know: which
cells are denied, what a canary looks like.
"""

from __future__ import annotations

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from leak_cases import Case
from leak_tables import AGENCY
from ways_out import LANGUAGES, Desk, Outcome, desk, formats, protect, protected, raised, written

from opendata_share.cli import _app, _history_app, _trust_app
from opendata_share.dialects import dialects
from opendata_share.policy import privacy_findings
from opendata_share.receipts import ReceiptLog
from opendata_share.releases import (
    LOCK_NAME,
    LockFile,
    open_catalog,
    publish,
    pull,
    pull_locked,
    rehearse,
    repair,
    signing_of,
    withdraw,
)
from opendata_share.stages import Protected

_WHY = "names in the notes"


def going_on(case: Case, into: Path, out: Outcome) -> None:
    """Publish, again with other rows, correct, withdraw, erase, repair; look at every file and word at each step."""
    if (found := protected(case, "things.csv", out)) is None:
        return
    first, second = _both(*found)
    public, log = into / "public", ReceiptLog(into / "log.jsonl", who=AGENCY, purpose="drills")
    publish(first, into=public, partial=True, receipts=log)
    dataset = f"{AGENCY}/{case.promised.name}"
    release = open_catalog(public)[dataset].latest()
    pulled = pull(release, into=into / "in", as_="csv", receipts=ReceiptLog(into / "in.jsonl", who="jakarta-health"))
    out.text("pulled", pulled, LockFile.read(pulled.lock), LockFile.read(pulled.lock).to_document())
    for place in (public, public / dataset / "1"):
        rehearsal = rehearse(second, into=place, partial=True, receipts=[into / "in.jsonl"])
        out.text("rehearsal", repr(rehearsal), *map(rehearsal.text, LANGUAGES))
        out.text("rehearsal", *(json.dumps(rehearsal.to_document(language)) for language in LANGUAGES))
    done = publish(second, into=public, partial=True, receipts=log, corrects="1", reason=_WHY)
    out.text("correction", repr(done), done.to_document(), *map(done.text, LANGUAGES))
    out.folder(public)
    _changes(public, dataset, out)
    for number in ("1", "2"):
        taken = withdraw(dataset, number, _WHY, into=public, erase=number == "1", receipts=log)
        out.text("withdrawal", repr(taken), taken.to_document(), *map(taken.text, LANGUAGES))
        out.folder(public)
    for call in (
        open_catalog(public)[dataset].release("1").read,
        open_catalog(public)[dataset].read,
    ):
        out.error(raised(call))
    out.error(raised(lambda: pull_locked(pulled.lock, into=into / "again")))
    mended = repair(public, keep=1, grace=timedelta(hours=1))
    out.text("repair", repr(mended), mended, mended.to_document(), *map(mended.text, LANGUAGES))
    out.text("signatures", repr(signing_of(public)))
    for folder in (public, into / "in"):
        out.folder(folder)
    for path in (into / "log.jsonl", into / "in.jsonl"):
        out.search.file(path, path.name)


def _both(case: Case, safe: Protected) -> tuple[Protected, Protected]:
    """Return what leaves first and what leaves later, what the privacy gate finds in either waived in one policy."""
    later = case.later()
    later.judge("later.csv")
    before: Any = safe.tables[0].table
    # the policy may be one that lets the gate look at the first alone: it is told what it finds in the second
    found = privacy_findings(safe).findings
    found += privacy_findings(protect(later), previous={before.contract.name: before}).findings
    if not found:
        return safe, protect(later)
    both = []
    for each in (case, later):
        same = each.waived(tuple({(one.finding, one.field): one for one in found}.values()))
        same.validated = each.validated
        both.append(protect(same))
    return both[0], both[1]


def _changes(public: Path, dataset: str, out: Outcome) -> None:
    """Look at what changed, as it was stored and as it is worked out."""
    there = open_catalog(public)[dataset]
    changes = there.changes(since="1")
    out.search.columns("changes", changes.to_arrow())
    out.text("changes", repr(changes), changes.to_document(), changes.to_arrow().to_string(), *map(repr, changes.gaps))
    out.text("freshness", repr(there.latest().freshness()), repr(there.latest().corrects), repr(there.releases()))
    out.counts["stored changes"] += not changes.compared


def by_going_on(case: Case, into: Path, out: Outcome) -> None:
    """The same on the command line, with the signatures, the lock and the contract in other words."""
    at = desk(case, into, out)
    log = into / "log.jsonl"
    if not at.publish("--receipts", log, "--purpose", "drills"):
        return
    public, dataset, wrong = into / "public", f"{AGENCY}/{case.promised.name}", (0, 1)
    lock = into / LOCK_NAME
    pulled = ["pull", public, dataset, "--as", "csv", "--into", into / "in", "--lock", lock]
    at.run(*pulled, "--receipts", into / "in.jsonl", "--who", "jakarta-health", "--purpose", "drills")
    second = _later_desk(at)
    given = [second.source, *second.reading, "--policy", into / "ours.toml", "--partial"]
    for form, place in (("json", public), ("text", public / dataset / "1")):
        at.run("rehearse", *given, "--into", place, "--receipts", into / "in.jsonl", "--format", form, allowed=wrong)
    at.run("publish", *given, "--into", public, "--receipts", log, "--purpose", "drills", allowed=wrong)
    out.folder(public)
    at.run("refresh", public)
    pin = re.search("sha256=[0-9a-f]{64}", at.run("key", "show", public))
    assert pin is not None
    for form in formats(_trust_app.verify):
        at.run("verify", public, "--trust", pin[0], "--explain", "--format", form)
    at.run("trust", "list")
    _told_of(at, second, dataset)
    for form in formats(_app.repair):
        at.run("repair", public, "--keep", 1, "--format", form)
    at.run("pull", "--locked", "--lock", lock, "--into", into / "again", allowed=(0, 1, 2))
    for form in formats(_app.harvest):
        at.run("harvest", public, "--into", into / "city", "--format", form, allowed=(0, 1, 2))
    named = [each.name for each in dialects()]
    released = next(public.glob(f"{dataset}/*/contract.json"))
    asked = ["--as", named[len(case.rows) % len(named)], "--into", into / "compiled"]
    at.run("contract", "export", released, *asked, allowed=(0, 2))
    for folder in (public, into / "in", into / "again", into / "city"):
        out.folder(folder)
    for path in (log, into / "in.jsonl", lock, into / "compiled"):
        if path.exists():
            out.search.file(path, path.name)


def _told_of(at: Desk, second: Desk, dataset: str) -> None:
    """Ask what changed, run the whole journey from its file, take a release back, and ask again."""
    folder, public = at.folder, at.folder / "public"
    for form in formats(_history_app.changes):
        at.run("changes", public, dataset, "--format", form, allowed=(0, 1, 2))
    contract = folder / "contract.json"
    for form in formats(_app.diff):
        at.run("diff", contract, public / dataset / "1", "--format", form, allowed=(0, 1))
    reading = 'to = "contract.json"' if "--to" in at.reading else 'map = "map.toml"'
    journey = folder / "share.toml"
    journey.write_text(
        f'format = "opendata-share/share@1"\nagency = "{AGENCY}"\n[destinations.out]\npolicy = "ours.toml"\n'
        f'into = "public"\n[datasets.things]\nsource = "later/{second.source.name}"\n{reading}\n'
        'destinations = ["out"]\npartial = true\n',
        encoding="utf-8",
    )
    for check in (["--check"], []):
        form = formats(_app.run_file)[len(at.case.rows) % 2]
        at.run("run", journey, *check, "--format", form, allowed=(0, 1))
    for form in formats(_history_app.withdraw):
        at.run("withdraw", public, dataset, 1, "--reason", _WHY, "--erase", "--format", form)
    for form in formats(_history_app.releases):
        at.run("releases", public, dataset, "--format", form)
    at.out.folder(public)


def _later_desk(at: Desk) -> Desk:
    """Return the desk with the rows of some time later in a file of their own."""
    folder = at.folder / "later"
    source = written(at.case.later(), folder, at.source.suffix[1:])
    moved = source.with_name(f"later{source.suffix}")
    shutil.move(source, moved)
    return Desk(at.case, at.folder, at.out, moved, at.reading)
