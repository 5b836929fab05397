"""What type checkers make of the client: nothing here is run, `make types` reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, assert_type

import opendata_share as share
from opendata_share.contract import Contract
from opendata_share.errors import TrustError
from opendata_share.releases import (
    AsyncCatalog,
    AsyncDataset,
    AsyncPulled,
    AsyncRelease,
    Changes,
    Dataset,
    Freshness,
    Pulled,
    pull,
    pull_async,
    pull_locked_async,
)


def waits() -> None:
    catalog = share.open_catalog("https://data.damkar.example/", trust="unverified", auth=("user", "word"))
    assert_type(catalog, share.Catalog)
    assert_type(catalog["response-unit"], Dataset)
    assert_type(catalog["response-unit"].latest(), share.Release)
    assert_type(catalog["response-unit"].read(max_age=timedelta(hours=6), on_stale="warn"), share.Table)
    assert_type(catalog["response-unit"].latest().contract, Contract)
    assert_type(pull(catalog["response-unit"].latest(), into="in"), Pulled)
    assert_type(catalog["response-unit"].changes(since=datetime.now().astimezone()), Changes)


async def awaits() -> None:
    catalog = await share.open_catalog_async(Path("public"), cache=None)
    assert_type(catalog, AsyncCatalog)
    assert_type(catalog.refused, Mapping[str, TrustError])
    dataset = catalog["response-unit"]
    assert_type(dataset, AsyncDataset)
    assert_type(dataset.releases(), tuple[AsyncRelease, ...])
    release = dataset.as_of(datetime.now().astimezone())
    assert_type(release, AsyncRelease)
    assert_type(await dataset.read(["id"], "crew > 1", max_age={"fetched": timedelta(hours=1)}), share.Table)
    assert_type(await dataset.changes(since=release), Changes)
    assert_type(await release.contract(), Contract)
    assert_type(await release.pull("in", "csv"), Path)
    assert_type(await pull_async(release, into="in"), AsyncPulled)
    assert_type(await pull_locked_async("in/opendata-share.lock", into="in"), tuple[AsyncPulled, ...])
    assert_type(await release.verify(), tuple[str, ...])
    assert_type(await release.newest(), datetime | None)
    assert_type(await release.freshness(), Freshness)
    assert_type(release.trust, Literal["local", "unverified", "verified"])


async def wrong() -> None:
    release = (await share.open_catalog_async("public"))["response-unit"].latest()
    await release.read(on_stale="maybe")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await release.pull("in", "xlsx")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    release.read().to_arrow()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    await share.open_catalog_async("public", trust=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
