"""pull and catalog: reading what others publish.

What lives here: two commands over `open_catalog`. What this file must not know: how a release is verified.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from ..receipts import ReceiptLog
from ..releases import Dataset, open_catalog
from ._console import Console, Exit

_Trust = Literal["unverified"] | None


def pull_dataset(
    console: Console,
    location: str,
    dataset: str,
    into: Path,
    form: Literal["csv", "parquet"],
    trust: _Trust,
    receipts: ReceiptLog | None = None,
) -> int:
    """Copy the latest release of a data set and say what came, and what vouches for it."""
    catalog = open_catalog(location, trust=trust)
    release = catalog[dataset].latest()
    with console.progress("progress-pulling", dataset=dataset):
        path = release.pull(into, as_=form, receipts=receipts)
    console.sentence(
        "pulled",
        dataset=catalog[dataset].id,
        release=release.number,
        path=path,
        rows=release.manifest.rows,
        trust=release.trust,
    )
    console.next_step("next-pull", path=path)
    return Exit.SOUND


def list_catalog(console: Console, location: str, trust: _Trust, form: Literal["text", "json"]) -> int:
    """Print one line a data set: id, title, latest release, rows, time of publication."""
    catalog = open_catalog(location, trust=trust)
    if form == "json":
        console.say(json.dumps([_entry(dataset) for dataset in catalog.values()], ensure_ascii=False, indent=2))
        return Exit.SOUND
    console.sentence(
        "catalog-head", location=location, count=len(catalog), trust=catalog.trust, audience=catalog.audience
    )
    for dataset in catalog.values():
        entry = _entry(dataset)
        title = dataset.title.in_language(console.language)
        console.sentence("catalog-line", **{**entry, "title": title})
    if catalog:
        words = "" if trust is None else f" --trust {trust}"
        console.next_step("next-catalog", location=location, dataset=next(iter(catalog)), trust=words)
    return Exit.SOUND


def _entry(dataset: Dataset) -> dict[str, object]:
    latest = dataset.latest()
    return {
        "id": dataset.id,
        "title": dataset.title.to_document(),
        "release": latest.number,
        "releases": len(dataset.releases()),
        "rows": latest.manifest.rows,
        "contract": latest.contract.identity,
        "published_at": latest.published_at.isoformat(timespec="seconds"),
    }
