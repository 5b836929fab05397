"""A judgement as SARIF 2.1.0 (OASIS, March 2020), as code scanning services read it.

What lives here: the log with its one run. What this file must not know: any command, any service.

Clauses: 3.13 log, 3.14 run, 3.20 invocation, 3.27 result, 3.27.17 partial fingerprints, 3.27.24 baseline state, 3.30
region (lines from 1; a workbook has rows and no lines: they stand in the properties), 3.49 reporting descriptor.

A finding is known in every run by its contract, rule, field and file, and by a digest of what everybody may see of its
row: the key where all of it is public, else the public cells. Where nothing of a row may be seen a digest would give
values away to whoever tries them all, so such findings, and advice, are known by number alone: the first of their kind,
the second. So a row that is inserted changes none of them, and one fault more is one new result. It is how a baseline
knows them.
"""

from __future__ import annotations

import json
from collections import Counter
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import quote

from .. import _messages
from ._judgement import Found, Judgement, Subject, fingerprint
from ._words import clean, line_of, totals

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT: Final = "openDataShare/v2"
"""What the fingerprints are called; version 1 was made of row numbers."""
MOST_RESULTS: Final = 5_000
"""How many results GitHub shows of a run; the rest is counted in a notification."""
_LEVELS: Final = {"error": "error", "advice": "warning"}
_EXIT_CODES: Final = {"sound": 0, "wrong": 1, "not-judged": 2}


def render(judgement: Judgement) -> str:
    """Return the log as JSON text."""
    found = [(subject, each) for subject in judgement.subjects for each in subject.found][:MOST_RESULTS]
    rules = _rules([each for _, each in found], judgement)
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    prints = _fingerprints(found)
    run = {
        "tool": {"driver": {"name": "opendata-share", "version": version("opendata-share"), "rules": rules}},
        "language": judgement.language,
        "automationDetails": {"id": f"opendata-share/{judgement.command}/"},
        "invocations": [_invocation(judgement, len(found))],
        "results": [
            _result(subject, each, numbers, known_by, judgement)
            for (subject, each), known_by in zip(found, prints, strict=True)
        ],
        "properties": {"verdict": judgement.verdict},
    }
    return clean(json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2))


def _rules(found: list[Found], judgement: Judgement) -> list[dict[str, Any]]:
    """Return a descriptor for each rule that has a result, with what `explain` says of it."""
    first: dict[str, Found] = {}
    for each in found:
        first.setdefault(each.rule, each)
    return [_rule(rule, first[rule], judgement) for rule in sorted(first)]


def _rule(rule: str, example: Found, judgement: Judgement) -> dict[str, Any]:
    explained = f"explain-{rule}"
    if explained in _messages.CATALOGUE:
        said = _messages.render(explained, judgement.language, {})
        hint = _messages.render_hint(explained, judgement.language, {})
    else:
        said, hint = example.message, example.hint
    descriptor = {"id": rule, "shortDescription": {"text": clean(said)}}
    if hint is not None:
        descriptor["help"] = {"text": clean(hint)}
    return {**descriptor, "defaultConfiguration": {"level": _level(example, judgement)}}


def _level(found: Found, judgement: Judgement) -> str:
    return "error" if found.severity in judgement.fails else _LEVELS[found.severity]


def _result(
    subject: Subject, found: Found, numbers: dict[str, int], known_by: str, judgement: Judgement
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": found.rule,
        "ruleIndex": numbers[found.rule],
        "level": _level(found, judgement),
        "message": {"text": line_of(found, judgement)},
        "locations": [_location(found)],
        "partialFingerprints": {FINGERPRINT: known_by},
        "properties": {"subject": subject.name, "row": found.row, "severity": found.severity},
    }
    if judgement.baseline is not None:
        result["baselineState"] = "new" if found.is_new else "unchanged"
    return result


def _fingerprints(found: list[tuple[Subject, Found]]) -> list[str]:
    """Return what each result is known by in every run; no two of one run are the same."""
    seen: Counter[tuple[str | None, ...]] = Counter()
    prints = []
    for subject, each in found:
        contract = subject.name.partition("@")[0]  # a new version makes nothing new by itself
        kind = (contract, each.rule, each.field, each.file, each.row_digest)
        prints.append(fingerprint(*kind, seen[kind]))
        seen[kind] += 1
    return prints


def _location(found: Found) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if found.file is not None:
        physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(found.file)}}
        if found.line is not None:
            physical["region"] = {"startLine": found.line}
        location["physicalLocation"] = physical
    if found.field is not None:
        location["logicalLocations"] = [{"name": clean(found.field), "kind": "member"}]
    return location


def _uri(file: str) -> str:
    """Return a path as a relative reference (RFC 3986, 4.2), and an address as it is."""
    return file if "://" in file else quote(file)


def _invocation(judgement: Judgement, shown: int) -> dict[str, Any]:
    notes = [_notification("error", line_of(each, judgement), each) for each in judgement.stopped]
    if (rest := sum(tally.count for tally in judgement.tallies) - shown + judgement.unlisted) > 0:
        said = totals(judgement) + _messages.render("judgement-rest", judgement.language, {"count": rest})
        notes.append(_notification("note", said))
    invocation: dict[str, Any] = {
        "executionSuccessful": judgement.verdict != "not-judged",
        "exitCode": _EXIT_CODES[judgement.verdict],
    }
    return {**invocation, "toolExecutionNotifications": notes} if notes else invocation


def _notification(level: str, text: str, about: Found | None = None) -> dict[str, Any]:
    notification: dict[str, Any] = {"level": level, "message": {"text": text}}
    if about is None:
        return notification
    return {**notification, "descriptor": {"id": about.rule}, "locations": [_location(about)]}
