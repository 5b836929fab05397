"""What a consumer who holds a pin finds in a folder: signatures first, then every byte."""

from __future__ import annotations

import tempfile
from pathlib import Path

from opendata_share._canonical import file_digest
from opendata_share._limits import DEFAULT_LIMITS
from opendata_share.releases._client import Catalog
from opendata_share.releases._place import LocalPlace
from opendata_share.releases._signed_catalog import catalog_of
from opendata_share.transport import Wanted, drive
from opendata_share.trust import FIRST_ROOT, TIMESTAMP_FILE, Pin, State, verify


def pinned(folder: Path) -> dict[str, list[int]]:
    """Return the rows of every release that is signed, by data set; nothing where nobody can have got a pin yet."""
    if not (folder / TIMESTAMP_FILE).exists():
        return {}
    pin = Pin(file_digest(folder / FIRST_ROOT))

    def fetch(wanted: Wanted) -> bytes | None:
        path = folder / wanted.name
        return path.read_bytes() if path.exists() else None

    with tempfile.TemporaryDirectory() as state:
        verified = drive(verify(pin, State(Path(state))), fetch)
    assert not verified.refused
    found = {}
    document = catalog_of(verified.releases, str(folder))
    for dataset in Catalog(document, LocalPlace(folder, DEFAULT_LIMITS)).values():
        for release in dataset.releases():
            release.verify()
        found[dataset.id] = [release.manifest.rows for release in dataset.releases()]
    return found
