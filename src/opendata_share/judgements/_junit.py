"""A judgement as JUnit XML: one suite a subject, one case for each rule and field that was found.

What lives here: the document. What this file must not know: any command, any CI system.

There is no standard but a schema that tools agree on (https://llg.cubic.org/docs/junit/): `testsuites` / `testsuite` /
`testcase` with `failure`, `error`, `skipped` or nothing. Advice is a case that passes and says so in `system-out`; what
a baseline holds is skipped. No times are written: the same judgement gives the same bytes.
"""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .. import _messages
from ._judgement import Judgement, Subject, Tally
from ._words import clean, line_of, of_tally, totals

_LISTED: Final = 20
"""How many rows a case lists."""


def render(judgement: Judgement) -> str:
    """Return the document."""
    root = Element("testsuites", name=f"opendata-share {judgement.command}")
    for subject in judgement.subjects:
        root.append(_suite(subject, judgement))
    if judgement.stopped:
        root.append(_stopped(judgement))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + clean(tostring(root, encoding="unicode"))


def _suite(subject: Subject, judgement: Judgement) -> Element:
    suite = Element("testsuite", name=subject.name)
    cases = [_case(tally, subject, judgement) for tally in subject.tallies]
    if not any(tally.severity in judgement.fails for tally in subject.tallies):
        said = _messages.render("judgement-case-sound", judgement.language, {})
        cases.append(Element("testcase", name=said, classname=_class(subject)))
    suite.extend(cases)
    SubElement(suite, "system-out").text = subject.summary
    return _counted(suite)


def _case(tally: Tally, subject: Subject, judgement: Judgement) -> Element:
    name = tally.rule if tally.field is None else f"{tally.rule} {tally.field}"
    case = Element("testcase", name=name, classname=_class(subject))
    if subject.file is not None:
        case.set("file", subject.file)
    listed = list(of_tally(tally, subject.found))
    lines = [line_of(each, judgement) for each in listed if each.is_new][:_LISTED]
    said = listed[0].message if listed else tally.rule
    if tally.severity not in judgement.fails:
        SubElement(case, "system-out").text = "\n".join([_counts(tally, judgement), *lines])
    elif not tally.new:
        known = _messages.render("judgement-known", judgement.language, {"count": tally.known})
        SubElement(case, "skipped", message=known)
    else:
        failure = SubElement(case, "failure", type=tally.rule, message=f"{_counts(tally, judgement)}: {said}")
        failure.text = "\n".join(lines)
    return case


def _stopped(judgement: Judgement) -> Element:
    suite = Element("testsuite", name=f"opendata-share {judgement.command}")
    kind = "failure" if judgement.could_judge else "error"
    for each in judgement.stopped:
        case = SubElement(suite, "testcase", name=each.rule, classname=f"opendata-share.{judgement.command}")
        if each.file is not None:
            case.set("file", each.file)
        SubElement(case, kind, type=each.rule, message=each.message).text = line_of(each, judgement)
    said = totals(judgement)
    if judgement.unlisted:
        said += _messages.render("judgement-rest", judgement.language, {"count": judgement.unlisted})
    SubElement(suite, "system-out").text = said
    return _counted(suite)


def _counts(tally: Tally, judgement: Judgement) -> str:
    told = {"count": tally.new, "first": tally.first, "last": tally.last}
    name = "judgement-count" if tally.first is None else "judgement-tally"
    return _messages.render(name, judgement.language, told)


def _class(subject: Subject) -> str:
    """Return the name of the class: tools split it at dots, so that a subject keeps none."""
    return f"opendata-share.{subject.name.replace('.', '_')}"


def _counted(suite: Element) -> Element:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for attribute, child in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(case.find(child) is not None for case in cases)))
    return suite
