"""What readers of one file have in common: the file, what was said of it, what it is called, its digest and its age.

What lives here: the base of those readers. What this module must not know: any format.
"""

from __future__ import annotations

import os
from datetime import datetime

from ..._limits import DEFAULT_LIMITS, Limits
from ._source_file import SourceFile
from ._source_options import SourceOptions


class OfOneFile:
    """A reader of one file, which is opened when it is read.

    Args:
        location: The file.
        options: How it is written.
        limits: What it may take.
    """

    def __init__(
        self,
        location: str | os.PathLike[str],
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._file = SourceFile(location, limits)
        self._options = options
        self._limits = limits

    @property
    def name(self) -> str:
        """The path as given."""
        return self._file.name

    def digest(self) -> str:
        """Return the digest of the file's bytes."""
        return self._file.digest()

    def captured_at(self) -> datetime | None:
        """Return the file's modification time, in UTC."""
        return self._file.captured_at()
