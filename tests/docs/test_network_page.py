"""The page about the network says the numbers the code has, and what is kept where."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from opendata_share._limits import DEFAULT_LIMITS
from opendata_share.releases import _opening
from opendata_share.releases import _place as place
from opendata_share.transport import _cache as cache
from opendata_share.transport import _transfer as transfer

PAGE = (Path(__file__).resolve().parents[2] / "docs/reference/network.md").read_text("utf-8")
WORDS = " ".join(PAGE.split())

STATEMENTS = {
    "deadline": f"| a file, all attempts and waits together | {DEFAULT_LIMITS.deadline_s:.0f} s |",
    "document": f"likewise | {place._DOCUMENT_DEADLINE_S:.0f} s, and never more than `deadline_s`",
    "silence": f"sends nothing | {transfer.SILENCE_S:.0f} s,",
    "pace": f"{DEFAULT_LIMITS.slowest_bytes_s} bytes a second on average",
    "attempts": f"At most {transfer.ATTEMPTS} times without getting on",
    "progress": f"got on by {transfer._PROGRESS // 1024} KiB or more",
    "busy": f"{', '.join(map(str, sorted(transfer._BUSY)))} or 5xx",
    "longest wait": f"Past {transfer._LONGEST_WAIT_S:.0f} seconds",
    "redirects": f"followed at most {transfer._REDIRECTS} times",
    "cache": f"`cache_bytes` ({DEFAULT_LIMITS.cache_bytes >> 30} GiB)",
    "forgotten": f"after {cache._FORGOTTEN_S / 86_400:.0f} days",
    "variable": f"`{_opening.CACHE_VARIABLE}`",
}


@pytest.mark.parametrize("what", sorted(STATEMENTS))
def test_the_page_says_what_the_code_does(what: str) -> None:
    assert STATEMENTS[what] in WORDS


def test_the_grace_before_the_pace_is_said() -> None:
    assert transfer._GRACE_S == 10.0
    assert "once ten seconds of it have passed" in WORDS


def test_every_way_to_keep_or_not_is_in_the_table() -> None:
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", PAGE.partition("## What is kept")[2], re.MULTILINE)
    assert [row[:2] for row in rows[1:]] == [
        ('`"user"` (default)', "not set, or empty"), ('`"user"`', "an absolute path"), ('`"user"`', "`off`"),
        ("a `Path`", "–"), ("`None`", "–"),
    ]  # fmt: skip
