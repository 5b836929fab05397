"""pull and catalog: reading what others publish.

What lives here: the commands over `open_catalog` and lock files. What this file must not know: how a release is
verified.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from .._dataclass import dataclass
from ..errors import DefinitionError
from ..receipts import ReceiptLog
from ..releases import LOCK_NAME, Dataset, Pulled, Release, open_catalog, pull, pull_locked
from ._ages import max_ages
from ._catalog_dcat import described_catalog
from ._console import Console, Exit

_Trust = str | None


@dataclass(frozen=True, slots=True)
class Pulling:
    """Where what is pulled goes, and what is written down of it.

    Attributes:
        into: The folder.
        lock: The lock file, or None for the one in the folder.
        trust: What vouches for the location.
        receipts: The log of receipts, or None.
    """

    into: Path
    lock: Path | None
    trust: _Trust
    receipts: ReceiptLog | None


def pull_dataset(
    console: Console,
    location: str | None,
    dataset: str | None,
    form: Literal["csv", "parquet"],
    max_age: Sequence[str],
    on_stale: Literal["error", "warn"],
    to: Pulling,
) -> int:
    """Copy the latest release of a data set, pin it, and say what came, and what vouches for it."""
    if location is None or dataset is None:
        raise DefinitionError("command-pull-what")
    limits = max_ages(max_age)
    with console.data_warnings(), console.progress("progress-pulling", dataset=dataset):
        release = open_catalog(location, trust=to.trust)[dataset].latest()
        if limits is not None:
            release.require_fresh(limits, on_stale=on_stale)
        done = pull(release, into=to.into, as_=form, lock=to.lock, trust=to.trust, receipts=to.receipts)
    _say_pulled(console, done)
    console.next_step("next-pull", path=done.path)
    return Exit.SOUND


def pull_pinned(
    console: Console,
    location: str | None,
    dataset: str | None,
    form: Literal["csv", "parquet"] | None,
    max_age: Sequence[str],
    to: Pulling,
) -> int:
    """Copy what the lock pins, and say what came."""
    if max_age:
        raise DefinitionError("command-locked-age")
    lock = to.into / LOCK_NAME if to.lock is None else to.lock
    with console.data_warnings(), console.progress("progress-pulling", dataset=dataset or lock):
        done = pull_locked(
            lock,
            into=to.into,
            dataset=dataset,
            forms=() if form is None else (form,),
            location=location,
            trust=to.trust,
            receipts=to.receipts,
        )
    for each in done:
        _say_pulled(console, each)
    return Exit.SOUND


def _say_pulled(console: Console, done: Pulled) -> None:
    release = done.release
    console.sentence(
        "pulled",
        dataset=release.dataset,
        release=release.number,
        path=done.path,
        rows=release.manifest.rows,
        trust=release.trust,
    )
    if release.corrects is not None:
        console.note("pulled-correction", earlier=release.corrects.release, reason=release.corrects.reason)


def list_catalog(console: Console, location: str, trust: _Trust, form: Literal["text", "json", "dcat-ap"]) -> int:
    """Print one line a data set: id, title, latest release, rows, time of publication; then whose part is refused."""
    catalog = open_catalog(location, trust=trust)
    for error in catalog.refused.values():
        console.failure(error)
    code = Exit.WRONG if catalog.refused else Exit.SOUND
    if form == "dcat-ap":
        console.say(json.dumps(described_catalog(catalog), ensure_ascii=False, indent=2))
        return code
    if form == "json":
        console.say(json.dumps([_entry(dataset) for dataset in catalog.values()], ensure_ascii=False, indent=2))
        return code
    console.sentence(
        "catalog-head", location=location, count=len(catalog), trust=catalog.trust, audience=catalog.audience
    )
    for dataset in catalog.values():
        entry, latest = _entry(dataset), dataset.latest()
        title = dataset.title.in_language(console.language)
        console.sentence("catalog-line", **{**entry, "title": title})
        for field in _going(latest):
            console.sentence("catalog-deprecated", **{name: value or "–" for name, value in field.items()})
        for message_id, notice in (("catalog-withdrawn", latest.withdrawn), ("catalog-corrects", latest.corrects)):
            if notice is not None:
                console.sentence(message_id, release=latest.number, other=notice.release, reason=notice.reason)
        if (origin := latest.origin) is not None:
            trust_then = "UNVERIFIED" if origin.trust == "unverified" else origin.trust
            console.sentence(
                "catalog-origin", location=origin.source.location, trust=trust_then, at=f"{origin.at:%Y-%m-%d %H:%M}"
            )
    if catalog:
        words = "" if trust is None else f" --trust {trust}"
        console.next_step("next-catalog", location=location, dataset=next(iter(catalog)), trust=words)
    return code


def _entry(dataset: Dataset) -> dict[str, object]:
    latest = dataset.latest()
    withdrawn, corrects, origin = latest.withdrawn, latest.corrects, latest.origin
    return {
        "id": dataset.id,
        "title": dataset.title.to_document(),
        "release": latest.number,
        "releases": len(dataset.releases()),
        "rows": latest.manifest.rows,
        "contract": latest.manifest.contract.name,
        "published_at": latest.published_at.isoformat(timespec="seconds"),
        **({"deprecated": going} if (going := _going(latest)) else {}),
        **({} if withdrawn is None else {"withdrawn": {"by": withdrawn.release, "reason": withdrawn.reason}}),
        **({} if corrects is None else {"corrects": {"release": corrects.release, "reason": corrects.reason}}),
        **({} if origin is None else {"origin": origin.to_document()}),
    }


def _going(release: Release) -> list[dict[str, str | None]]:
    """Return the fields that will go, with the day from which and what to use instead."""
    found = [(field.name, field.deprecated) for field in release.contract.fields if field.deprecated is not None]
    return [
        {"field": name, "sunset": None if gone.sunset is None else gone.sunset.isoformat(), "use": gone.use}
        for name, gone in found
    ]
