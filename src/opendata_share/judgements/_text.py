"""A judgement for people: what the command says itself, then what strictness and a baseline make of it.

What lives here: those last lines. What this file must not know: any command.
"""

from __future__ import annotations

from .. import _messages
from ._judgement import Judgement


def render(judgement: Judgement) -> str:
    """Return the text."""
    return "\n".join(line for line in (judgement.text, *verdict_lines(judgement)) if line)


def verdict_lines(judgement: Judgement) -> list[str]:
    """Return what a baseline and strictness make of what was found; nothing where neither was asked for."""
    lines = []
    if judgement.baseline is not None:
        lines.append(_messages.render("judgement-baseline", judgement.language, judgement.baseline))
        if judgement.baseline["gone"]:
            lines.append(_messages.render("judgement-baseline-gone", judgement.language, judgement.baseline))
    advice = sum(tally.new for tally in judgement.tallies if tally.severity == "advice")
    if judgement.strict and advice:
        lines.append(_messages.render("judgement-strict", judgement.language, {"count": advice}))
    return lines
