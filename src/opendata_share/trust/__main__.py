"""The three commands with which The Update Framework's conformance suite judges a client.

What lives here: `init`, `refresh` and `download`, as the suite calls them (theupdateframework/tuf-conformance,
CLIENT-CLI.md). What this file must not know: catalogues; the walk and the state are those every consumer uses.

    python -m opendata_share.trust --metadata-dir D init TRUSTED_ROOT
    python -m opendata_share.trust --metadata-dir D --metadata-url U refresh
    python -m opendata_share.trust --metadata-dir D --metadata-url U
        --target-name N --target-dir T --target-base-url B download

It exits with 0 where all was verified, and with 1 otherwise.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from .. import transport
from ..errors import DigestMismatch, InconsistentMetadata, LimitExceeded, OpenDataShareError, SourceUnavailable
from ._names import FOLDER, ROOT, TARGETS
from ._state import State
from ._walk import Walk

if TYPE_CHECKING:
    from tuf.api.metadata import TargetFile

_MOST_ROLES: Final = 32
_ABSENT: Final = frozenset({403, 404, 410})


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = _parser().parse_args(arguments)
    try:
        _COMMANDS[given.command](given)
    except OpenDataShareError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m opendata_share.trust")
    parser.add_argument("--metadata-dir", type=Path, required=True)
    parser.add_argument("--metadata-url")
    parser.add_argument("--target-name", action="append", default=[])
    parser.add_argument("--target-dir", type=Path)
    parser.add_argument("--target-base-url")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("init").add_argument("trusted_root", type=Path)
    commands.add_parser("refresh")
    commands.add_parser("download")
    return parser


def _init(given: Namespace) -> None:
    """Remember a root that is trusted because somebody says so."""
    state = State(given.metadata_dir)
    remembered = state.read()
    data = given.trusted_root.read_bytes()
    remembered.roots = {_root_version(data): data}
    state.keep(remembered)


def _root_version(data: bytes) -> int:
    from ._metadata import parsed

    version: int = parsed(data, ROOT, ROOT).signed.version
    return version


def _refresh(given: Namespace) -> None:
    """Bring the four roles up to date."""
    transport.drive(_refreshed(given), _fetch(given))


def _download(given: Namespace) -> None:
    """Bring targets, each vouched for by the first role that lists it."""
    for name, file in transport.drive(_found(given), _fetch(given)).items():
        _bring(given, name, file)


def _refreshed(given: Namespace) -> transport.Flow[Walk]:
    state = State(given.metadata_dir)
    remembered = state.read()
    walk = Walk(remembered, datetime.now(UTC))
    try:
        yield from walk.roots(None)
        yield from walk.timestamp()
        yield from walk.snapshot()
        yield from walk.role(TARGETS, ROOT)
    finally:
        if remembered.roots:
            state.keep(remembered)
    return walk


def _found(given: Namespace) -> transport.Flow[dict[str, TargetFile]]:
    walk = yield from _refreshed(given)
    found = {}
    try:
        for name in given.target_name:
            found[name] = yield from _target(walk, name)
    finally:
        State(given.metadata_dir).keep(walk.remembered)
    return found


def _target(walk: Walk, name: str) -> transport.Flow[TargetFile]:
    """Return the target called `name`: delegations are followed in order, each to its depth (specification §5.6.7)."""
    waiting, seen = [(TARGETS, ROOT)], set[str]()
    while waiting and len(seen) < _MOST_ROLES:
        role, delegator = waiting.pop()
        if role in seen:
            continue
        seen.add(role)
        content = yield from walk.role(role, delegator)
        if name in content.targets:
            return content.targets[name]
        if content.delegations is not None:
            inner = []
            for child, terminating in content.delegations.get_roles_for_target(name):
                inner.append((child, role))
                if terminating:
                    waiting.clear()
                    break
            waiting += reversed(inner)
    raise InconsistentMetadata("trust-missing", file=name)


def _fetch(given: Namespace) -> Callable[[transport.Wanted], bytes | None]:
    base = given.metadata_url.rstrip("/")

    def fetch(wanted: transport.Wanted) -> bytes | None:
        try:
            return transport.fetch(
                f"{base}/{wanted.name.removeprefix(FOLDER + '/')}", limit_bytes=wanted.limit_bytes, deadline_s=30.0
            )
        except SourceUnavailable as error:
            if error.parameters.get("status") in _ABSENT:
                return None
            raise

    return fetch


def _bring(given: Namespace, name: str, file: TargetFile) -> None:
    from tuf.api.exceptions import LengthOrHashMismatchError

    path = given.target_dir / quote(name, "")
    try:
        with path.open("rb") as stream:
            file.verify_length_and_hashes(stream)
    except (OSError, LengthOrHashMismatchError):
        data = _target_bytes(given, name, file)
        path.write_bytes(data)


def _target_bytes(given: Namespace, name: str, file: TargetFile) -> bytes:
    from tuf.api.exceptions import LengthOrHashMismatchError

    folder, slash, last = name.rpartition("/")
    address = f"{given.target_base_url.rstrip('/')}/{folder}{slash}{next(iter(file.hashes.values()))}.{last}"
    try:
        data = transport.fetch(address, limit_bytes=file.length, deadline_s=60.0)
        file.verify_length_and_hashes(data)
    except (LengthOrHashMismatchError, LimitExceeded):
        raise DigestMismatch("trust-target", file=name) from None
    return data


_COMMANDS: Final[dict[str, Callable[[Namespace], None]]] = {
    "init": _init,
    "refresh": _refresh,
    "download": _download,
}

if __name__ == "__main__":
    sys.exit(main())
