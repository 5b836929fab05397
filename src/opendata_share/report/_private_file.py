"""A file for its owner alone, whole or not at all.

What lives here: that one write. What this file must not know: what is written.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO


def write_private(target: Path, write: Callable[[IO[bytes]], None]) -> Path:
    """Write `target` with mode 0600 and return it; where writing fails, what was there before stays.

    Args:
        target: The file; its folder must be there.
        write: Writes the bytes.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            write(stream)
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return target
