"""catalog --format dcat-ap: what a catalogue offers, for the portals of open government.

What lives here: which facts of the newest releases are described. What this file must not know: DCAT.
"""

from __future__ import annotations

from typing import Any, Final

from .._messages import render
from ..contract import Text
from ..dialects import DatasetFacts, Distribution, dcat_catalog
from ..releases import Catalog, Dataset

_MEDIA_TYPES: Final = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def described_catalog(catalog: Catalog) -> dict[str, Any]:
    """Return a catalogue's DCAT-AP document; data sets whose newest release was withdrawn are not in it."""
    datasets = [dataset for dataset in catalog.values() if dataset.latest().withdrawn is None]
    agencies = ", ".join(sorted({dataset.agency for dataset in catalog.values()}))
    words = {"agencies": agencies}
    title = Text(render("catalog-title", "en", words), render("catalog-title", "id", words))
    return dcat_catalog([_facts(dataset) for dataset in datasets], title=title, publisher=agencies)


def _facts(dataset: Dataset) -> DatasetFacts:
    release = dataset.latest()
    folder = f"{dataset.id}/{release.number}/"
    wanted = {f"{dataset.name}.{suffix}": media_type for suffix, media_type in _MEDIA_TYPES.items()}
    files = [file for file in release.files if file.name in wanted]
    return DatasetFacts(
        id=dataset.id,
        agency=dataset.agency,
        title=dataset.title,
        description=release.contract.definition,
        contract=release.contract.identity,
        release=release.number,
        issued=release.published_at,
        page=folder,
        files=tuple(
            Distribution(
                path=f"{folder}{file.name}",
                media_type=wanted[file.name],
                bytes=file.bytes,
                sha256=file.sha256.removeprefix("sha256:"),
            )
            for file in files
        ),
    )
