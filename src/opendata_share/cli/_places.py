"""What stands in a command for a file or a folder: a path of this machine, or an address.

What lives here: telling them apart, once for all commands, before pathlib makes a path of both ("http:/host"). What
this file must not know: any command, how an address is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from .. import adapters  # each name is loaded when it is first used, and help uses none
from ..errors import DefinitionError

if TYPE_CHECKING:
    from cyclopts import Token

Place = Path | str
"""A path, or the text of an address."""


def local(_: Any, tokens: Sequence[Token]) -> Path:
    """Return the path that was given.

    Raises:
        DefinitionError: It is an address, and this argument takes none.
    """
    return _local(tokens[0])


def local_ones(_: Any, tokens: Sequence[Token]) -> tuple[Path, ...]:
    """Return the paths that were given; see `local`."""
    return tuple(map(_local, tokens))


def _local(token: Token) -> Path:
    if adapters.is_address(token.value):
        raise DefinitionError(
            "command-address", option=token.keyword or "FILE", address=adapters.shown_address(token.value)
        )
    return Path(token.value)


def place(_: Any, tokens: Sequence[Token]) -> Place:
    """Return the path or the address that was given."""
    text = tokens[0].value
    return text if adapters.is_address(text) else Path(text)


def folder_or_bucket(_: Any, tokens: Sequence[Token]) -> Place:
    """Return the path or the "s3://…" address that was given.

    Raises:
        DefinitionError: It is another address: nothing can be published there.
    """
    text = tokens[0].value
    return text if text.startswith("s3://") else local(_, tokens)


def shown(found: Place) -> str:
    """Return a place as messages print it: an address without user, password and query."""
    return adapters.shown_address(found) if isinstance(found, str) else str(found)


def again(found: Place) -> str:
    """Return what a person types to mean the place once more; what may hold a secret is not repeated."""
    return "ADDRESS" if isinstance(found, str) and adapters.shown_address(found) != found else str(found)


def name_here(found: Place) -> Path:
    """Return the file beside which what belongs to the place is written: for an address, one in the working folder."""
    if isinstance(found, Path):
        return found
    _, _, rest = adapters.shown_address(found).partition("://")
    return Path(PurePosixPath(rest).name or "address")
