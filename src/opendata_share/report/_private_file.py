"""A file that is there whole or not at all.

What lives here: that one write. What this file must not know: what is written.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

_OWNER: Final = 0o600


def write_private(target: Path, write: Callable[[IO[bytes]], None]) -> Path:
    """Write `target` with mode 0600 and return it; where writing fails, what was there before stays.

    Args:
        target: The file; its folder must be there.
        write: Writes the bytes.
    """
    return write_whole(target, write, _OWNER)


def write_whole(target: Path, write: Callable[[IO[bytes]], None], mode: int, *, durable: bool = False) -> Path:
    """Write `target` and return it; it has its name once it is whole, and where writing fails nothing changes.

    Args:
        target: The file; its folder must be there.
        write: Writes the bytes.
        mode: The permissions of the file, before the process's umask.
        durable: Whether it must be on the disk before it has its name.
    """
    partial = target.with_name(f".{target.name[:60]}.{secrets.token_hex(8)}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            write(stream)
            if durable:
                stream.flush()
                os.fsync(stream.fileno())
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return target
