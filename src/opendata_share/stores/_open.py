"""Which store a location is.

What lives here: telling a folder from an address, and an address we can publish to from one we cannot. What this file
must not know: what is done with the store.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from ..errors import DefinitionError
from ._directory import DirectoryStore
from ._disk import Disk
from ._objects import open_bucket
from ._store import Store

_ADDRESS: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{1,20}):/")


def open_store(location: Path | str, disk: Disk) -> Store:
    """Return the store at `location`: a folder of this machine, or "s3://bucket/folder".

    Raises:
        DefinitionError: It is an address nothing can be published to, such as a web server's.
        MissingExtra: The part for object stores is not installed.
    """
    if isinstance(location, str) and location.startswith("s3://"):
        return open_bucket(location)
    scheme = _ADDRESS.match(str(location))  # pathlib makes "http:/host" of "http://host"
    if scheme is not None:
        raise DefinitionError("publish-location", scheme=scheme[1])
    return DirectoryStore(Path(location), disk)
