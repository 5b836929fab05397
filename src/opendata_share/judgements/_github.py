"""A judgement as annotations of GitHub Actions: workflow commands, one a line.

What lives here: the commands, their escaping, and how many of them are worth printing. What this file must not know:
any command of this package.

The form is GitHub's ("Workflow commands for GitHub Actions"): `::error file=F,line=N,title=T::MESSAGE`. In a message
`%`, CR and LF are written as %25, %0D, %0A; in a property `:` and `,` too, as %3A and %2C (`command.ts` of
actions/toolkit). GitHub shows ten errors and ten warnings of a step and no more: one of each rule and field is shown
first, and a notice counts the rest.
"""

from __future__ import annotations

from typing import Final

from .. import _messages
from ._judgement import Found, Judgement
from ._words import clean, in_turns, line_of, totals

SHOWN: Final = 10
"""How many annotations of one level GitHub shows of a step."""


def render(judgement: Judgement) -> str:
    """Return the annotations, at most as many as are shown, then a notice with the totals and what was left out."""
    new = [each for each in judgement.found if each.is_new]
    failing = [each for each in new if each.severity in judgement.fails]
    advice = [each for each in new if each.severity not in judgement.fails]
    lines = [_annotation("error", each, judgement) for each in in_turns(failing)[:SHOWN]]
    lines += [_annotation("warning", each, judgement) for each in in_turns(advice)[:SHOWN]]
    counted = sum(tally.new for tally in judgement.tallies) + len(judgement.stopped) + judgement.unlisted
    said = totals(judgement)
    if (rest := counted - len(lines)) > 0:
        said += _messages.render("judgement-rest", judgement.language, {"count": rest})
    return "\n".join([*lines, _command("notice", {"title": f"opendata-share {judgement.command}"}, said)])


def _annotation(level: str, found: Found, judgement: Judgement) -> str:
    title = found.rule if found.field is None else f"{found.rule} ({found.field})"
    line = None if found.line is None else str(found.line)
    return _command(level, {"file": found.file, "line": line, "title": title}, line_of(found, judgement))


def _command(level: str, properties: dict[str, str | None], message: str) -> str:
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{level} {given}::{_message(message)}"


def _message(text: str) -> str:
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
