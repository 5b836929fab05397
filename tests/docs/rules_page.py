"""Write docs/reference/rules.md from what the package itself says: `python tests/docs/rules_page.py`.

What lives here: the page's order and its frame. What this file must not know: any rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from opendata_share import Check, _messages, _plugins
from opendata_share.adapters import find_contract
from opendata_share.cli import _explain

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "rules.md"

HEAD = """\
# Rules

Every rule a report can name, in the words of `opendata-share explain RULE` (`--lang id` for Bahasa Indonesia). An
*error* rejects its row; *advice* is counted and the row stays. This page is written by
`python tests/docs/rules_page.py`.

## Rules of reading and judging

These hold for every contract. `type`, `unmapped`, `ragged-row` and their like are found where a file is read; the
others where rows are judged.

| rule | what it asks for | what to do |
|---|---|---|
"""

CHECKS = """
## Checks of the shipped contracts

A check is a SQL condition over the fields of one row. Where a field it reads is empty the condition is often neither
true nor false; then the check passes. A row whose condition cannot be computed breaks `not-computable` instead.

| rule | severity | what it asks for | condition | contracts |
|---|---|---|---|---|
"""


def page() -> str:
    """Return the page as the package describes its rules now."""
    return HEAD + "".join(_general()) + CHECKS + "".join(_of_contracts())


def _general() -> Iterator[str]:
    for rule in sorted(_explain.known_rules()):
        message_id = f"explain-{rule}"
        if message_id in _messages.CATALOGUE:
            text = _messages.render(message_id, "en", {})
            hint = _messages.render_hint(message_id, "en", {}) or ""
            yield f"| `{rule}` | {_cell(text)} | {_cell(hint)} |\n"


def _of_contracts() -> Iterator[str]:
    found: dict[tuple[str, str], tuple[Check, list[str]]] = {}
    for name in sorted(_plugins.names("contracts")):
        for check in find_contract(name).checks:
            found.setdefault((check.name, check.expression), (check, []))[1].append(name)
    for (rule, expression), (check, contracts) in sorted(found.items()):
        text = check.message.in_language("en")
        yield f"| `{rule}` | {check.severity} | {_cell(text)} | `{_cell(expression)}` | {', '.join(contracts)} |\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
