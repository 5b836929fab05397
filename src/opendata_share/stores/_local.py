"""Opening files of a release folder on this machine.

What lives here: a path inside a root to an open file, or a refusal. Links that lead out of the root, pipes and devices
are refused: what is read is a file, and it lies where it says. What this file must not know: what is in the files.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from ..errors import LimitExceeded, SourceUnavailable, TrustError


def open_inside(root: Path, path: str) -> BinaryIO:
    """Return the regular file at the relative `path` under `root`, open for reading.

    Raises:
        SourceUnavailable: There is no such file, or it cannot be opened.
        TrustError: It lies outside `root`, by a link or otherwise, or it is no regular file.
    """
    place = root / path
    try:
        real, base = place.resolve(strict=True), root.resolve(strict=True)
        if not real.is_relative_to(base):
            raise TrustError("release-outside", file=place)
        descriptor = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        if place.is_symlink():
            raise TrustError("release-outside", file=place) from None
        raise SourceUnavailable("release-file-missing", file=place) from None
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        raise SourceUnavailable("release-file-unreadable", file=place, reason=reason) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise TrustError("release-outside", file=place)
    return os.fdopen(descriptor, "rb")


def read_inside(root: Path, path: str, limit: int) -> bytes:
    """Return the bytes of the document at the relative `path` under `root`, at most `limit` of them.

    Raises:
        SourceUnavailable, TrustError: As `open_inside`.
        LimitExceeded: The file is larger than `limit`.
    """
    with open_inside(root, path) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise LimitExceeded("transfer-limit", file=root / path, limit="document_bytes", value=limit)
    return data
