"""Names of metadata files: what stands in the folder `catalog.trust`.

What lives here: roles and versions to file names and back, and which agency may be called what. What this file must not
know: what is in the files.

    catalog.trust/N.root.json       who may sign what
    catalog.trust/N.targets.json    which agency signs which folder
    catalog.trust/N.AGENCY.json     that agency's releases
    catalog.trust/N.snapshot.json   which versions belong together
    catalog.trust/timestamp.json    which snapshot is the newest
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ..errors import DefinitionError

FOLDER: Final = "catalog.trust"
"""No agency can be called so: a slug has no dot."""
ROOT: Final = "root"
TARGETS: Final = "targets"
SNAPSHOT: Final = "snapshot"
TIMESTAMP: Final = "timestamp"
TIMESTAMP_FILE: Final = f"{FOLDER}/{TIMESTAMP}.json"
FIRST_ROOT: Final = f"{FOLDER}/1.{ROOT}.json"
_RESERVED: Final = frozenset({ROOT, TARGETS, SNAPSHOT, TIMESTAMP})
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_FILE: Final = re.compile(rf"(?:{re.escape(FOLDER)}/)?([1-9][0-9]*)\.([a-z0-9-]+)\.json\Z")
_LONGEST: Final = 80


def file_name(role: str, version: int) -> str:
    """Return where a version of a role's metadata stands.

    Example:
        >>> file_name("fire", 7)
        'catalog.trust/7.fire.json'
    """
    return f"{FOLDER}/{version}.{role}.json"


def greatest(role: str, names: Iterable[str]) -> int:
    """Return the greatest version of `role` among file names, 0 where there is none.

    Example:
        >>> greatest("fire", ["catalog.trust/7.fire.json", "catalog.trust/12.fire.json", "catalog.trust/99.root.json"])
        12
    """
    found = (_FILE.match(name) for name in names)
    return max((int(match[1]) for match in found if match is not None and match[2] == role), default=0)


def agency_name(agency: str) -> str:
    """Return `agency` where it can be the name of a role.

    Raises:
        DefinitionError: It is no slug, or the name of a role every catalogue has.
    """
    if not _SLUG.match(agency) or len(agency) > _LONGEST or agency in _RESERVED:
        raise DefinitionError("trust-agency-name", agency=agency[:_LONGEST], reserved=sorted(_RESERVED))
    return agency


def agency_paths(agency: str) -> str:
    """Return the pattern of what an agency signs: the manifest of each of its releases, and nothing else."""
    return f"{agency}/*/*/manifest.json"
