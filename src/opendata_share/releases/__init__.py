"""Releases: publishing what may leave, and reading what others publish.

What lives here: the layout of a release on disk, publishing into a folder, reading from a folder or a web server. What
this room must not know: how rows were made, judged or protected. Publishing and reading never import each other; what
they share is the layout.
"""

from __future__ import annotations

from ._client import Catalog, Dataset, open_catalog
from ._layout import CSV_ROWS
from ._publication import Publication, PublishedRelease
from ._publish import publish
from ._release import Release

__all__ = ["CSV_ROWS", "Catalog", "Dataset", "Publication", "PublishedRelease", "Release", "open_catalog", "publish"]
