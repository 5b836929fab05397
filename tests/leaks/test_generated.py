"""Tables under policies, made at random: no canary is in any byte of anything that leaves or is said.

Each way out is a part of its own, so that cores share them. What the search must find, were it there, is
`test_the_search_finds`.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from all_ways import KEY, KEY_NAME, WAYS, tried

from opendata_share.cli import _app
from opendata_share.releases import LOCK_NAME

A_FEW, A_FEW_COMMANDS, MANY, MANY_COMMANDS = 12, 4, 650, 300
"""How many cases a way has; a case of commands runs a dozen of them, and costs as much as four others."""
APART = 100_000
"""Each way has cases of its own."""
Tell = Callable[[int, int], None]


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_NAME, KEY)


def seeds(way: str, count: int, *, at_length: bool = False) -> range:
    start = APART * (2 * list(WAYS).index(way) + at_length)
    return range(start, start + count)


_RELEASE = (
    "catalog.json", "datapackage.json", "manifest.json", "contract.json", "*.csv", "*.parquet", "timestamp.json",
    "*.root.json", "*.targets.json", "*.snapshot.json", "*.demo.json",
)  # fmt: skip
FILES: dict[str, tuple[str, ...]] = {
    "release": (*_RELEASE, "log.jsonl"),
    "arrow": ("None.arrows", "lz4.arrows", "zstd.arrows", "x.feather", "plain.parquet", "ours.parquet"),
    "said": ("report.parquet",),
    "cap": ("*.cap.xml",),
    "edxl-have": ("hospital-status.xml",),
    "fhir": ("bundle.json",),
    "geojson": ("*.geojson",),
    "ngsi-ld": ("*.jsonld",),
    "open311": ("requests.json",),
    "later": (*_RELEASE, "*.changes.parquet", LOCK_NAME, "log.jsonl", "in.jsonl"),
    "publish": (*_RELEASE, "log.jsonl"),
    "read": (*_RELEASE, LOCK_NAME, "log.jsonl", "mine.jsonl"),
    "reject": ("rejection.json", "by-hand.json", LOCK_NAME),
    "history": (*_RELEASE, "*.changes.parquet", LOCK_NAME, "compiled", "log.jsonl", "in.jsonl"),
    "page": ("answer.html",),
}
"""Files that a way must show the search; it looks at others too."""
COMMANDS: dict[str, frozenset[str]] = {
    "publish": frozenset({"publish"}),
    "judge": frozenset({"validate", "policy explain", "policy check", "contract show"}),
    "read": frozenset(
        {"catalog", "pull", "export", "receipts add", "receipts verify", "receipts show", "receipts mend"}
    ),
    "reject": frozenset({"rejection write", "rejection read"}),
    "history": frozenset(
        (
            *("rehearse", "repair", "verify", "refresh", "key show", "trust list", "contract export", "pull"),
            *("changes", "diff", "run", "withdraw", "releases", "harvest"),
        )
    ),
    "page": frozenset({"answer"}),
}
SEES_NO_ROWS = frozenset(
    {
        "map check", "map list", "contract import", "contract template", "contract sample", "adapters list",
        "adapters test", "adapters new", "explain", "codes", "demo", "init", "schema", "trust add", "trust remove",
        "key new", "key rotate", "agency add", "completion",
    }
)  # fmt: skip
"""Commands that are given neither rows nor releases, or made-up ones."""
FOR_ITS_OWNER = frozenset({"map draft", "contract infer"})
"""A draft of a map or a contract quotes headings and codes of the file it is drawn from, for whoever has the file."""


def many(way: str) -> int:
    return MANY_COMMANDS if WAYS[way].commands else MANY


@pytest.mark.parametrize("way", WAYS)
def test_no_canary_leaves_a_few_tables(way: str, tmp_path: Path, tell: Tell) -> None:
    count = A_FEW_COMMANDS if WAYS[way].commands else A_FEW
    out = tried(way, seeds(way, count), tmp_path, tell)
    assert (out.counts["cases"], out.search.found) == (count, [])
    assert out.counts["rows left"] > count / 2, "cases of which nothing may leave show nothing"
    assert out.search.scanned > (100_000 if WAYS[way].commands else 5_000 * count)
    assert [name for name in FILES.get(way, ()) if not fnmatch.filter(out.search.files, name)] == []
    assert COMMANDS.get(way, frozenset()) <= out.commands


def test_there_is_a_way_for_every_command_that_sees_rows() -> None:
    tried_by_a_way = frozenset[str]().union(*COMMANDS.values())
    named = set(commands(_app.app))
    assert named == tried_by_a_way | SEES_NO_ROWS | FOR_ITS_OWNER


def commands(app: Any, before: str = "") -> Iterator[str]:
    """Yield every command by the words that run it."""
    for name in app:
        if name.startswith("-"):
            continue
        inside = [each for each in app[name] if not each.startswith("-")]
        if inside:
            yield from commands(app[name], f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_there_is_a_way_for_every_form_that_can_be_exported() -> None:
    from opendata_share.exports import forms

    assert {form.name for form in forms()} <= set(WAYS)
    assert sum(many(way) for way in WAYS) >= 10_000


@pytest.mark.exhaustive
@pytest.mark.parametrize("way", WAYS)
def test_no_canary_leaves_ten_thousand_tables(
    way: str, tmp_path: Path, tell: Tell, record_property: Callable[[str, object], None]
) -> None:
    count = many(way)
    out = tried(way, seeds(way, count, at_length=True), tmp_path, tell)
    for name, number in sorted(out.counts.items()):
        record_property(name.replace(" ", "_"), number)
    record_property("bytes_searched", out.search.scanned)
    record_property("canaries", len(out.search.found))
    assert (out.counts["cases"], out.search.found) == (count, [])
    assert out.counts["rows left"] > count / 2, "cases of which nothing may leave show nothing"
