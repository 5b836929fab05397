"""What the tests of drafts share: taking proposals, and judging a file by the map that results."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import opendata_share as share
from opendata_share.adapters import Draft, FieldMap, draft_map

CAPTURED = datetime(2026, 4, 1, tzinfo=UTC)


class Drafting:
    """Drafts, takes proposals, judges."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def draft(self, source: object, to: Any, **options: Any) -> Draft:
        """Return a draft for an agency of Jakarta."""
        return draft_map(source, to=to, **{"agency": "jakarta-demo", **options})

    def lines(self, source: object, to: Any, **options: Any) -> dict[str, str]:
        """Return the lines of a draft by key, proposals and those that hold, without what is said of them."""
        text = self.draft(source, to, **options).text
        found = [line.removeprefix("# ") for line in text.split("\n") if line and not line.startswith("##")]
        return {line.split(" = ", 1)[0]: re.sub(r"   # .*", "", line) for line in found if " = " in line}

    def active(self, text: str) -> list[str]:
        """Return the lines that hold, without what is said of them."""
        kept = [line for line in text.split("\n") if line and not line.startswith("#")]
        return [re.sub(r"   # .*", "", line) for line in kept]

    def taken(self, text: str, *keys: str) -> str:
        """Return the draft with its proposals taken: all of them, or those of the keys named."""

        def uncommented(line: str) -> str:
            found = re.match(r"# ([A-Za-z0-9_-]+) = |# (?:  \{|\])", line)
            return line[2:] if found and (not keys or found[1] in keys) else line

        return "\n".join(map(uncommented, text.split("\n")))

    def judged(self, source: object, text: str) -> share.Validated:
        """Return what comes of a source by the text of a map."""
        return share.validate(share.adapt(source, field_map=FieldMap.from_toml(text), captured_at=CAPTURED))

    def csv(self, text: str, name: str = "sheet.csv") -> Path:
        """Write a CSV file."""
        path = self.folder / name
        path.write_text(text, "utf-8")
        return path


@pytest.fixture
def drafting(tmp_path: Path) -> Drafting:
    """Return what drafts and judges, with a folder of its own."""
    return Drafting(tmp_path)
