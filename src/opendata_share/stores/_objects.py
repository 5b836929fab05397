"""A bucket of an S3 object store as a store.

What lives here: how each step of a store is made of requests that carry conditions (`If-None-Match: *`, `If-Match`).
What this file must not know: releases, catalogues, the order of a commit.

A request that got no answer may have taken effect, so what stands there is read back. Nothing is ever taken back:
another publisher may have found it and begun to rely on it; what nobody lists is removed when it has been so for long.
Where credentials come from is the environment's business (`AWS_…`); no message repeats what a server or the client
library says, for servers quote keys and signatures.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ..errors import DefinitionError, LimitExceeded, MissingExtra
from ._probe import prove
from ._store import Found, Listed, Put, Sealed, StoreFault, safe_path

if TYPE_CHECKING:
    from obstore.store import S3Store

_ADDRESS: Final = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(/[A-Za-z0-9._/-]*)?\Z")
_LOOPBACK: Final = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?(/|\Z)")
_ENDPOINTS: Final = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
_STATUS: Final = re.compile(r"\b([45][0-9]{2}) [A-Z]")
_WHOLE: Final = 64 * 1024 * 1024
_PIECE: Final = 8 * 1024 * 1024
_TRIES: Final = 3
_RETRIES = 4
T = TypeVar("T")


def open_bucket(address: str) -> ObjectStore:
    """Return the store at "s3://bucket/folder".

    Raises:
        DefinitionError: It is no such address; or the endpoint is neither https nor this machine.
        MissingExtra: The part for object stores is not installed.
    """
    found = _ADDRESS.match(address)
    if found is None:
        raise DefinitionError("store-address", scheme="s3")
    folder = (found[2] or "").strip("/")
    if folder:
        try:
            safe_path(folder)
        except ValueError:
            raise DefinitionError("store-address", scheme="s3") from None
    return ObjectStore(found[1], folder, _client(found[1], folder))


def _client(bucket: str, folder: str) -> S3Store:
    try:
        from obstore.store import S3Store
    except ModuleNotFoundError as error:
        raise MissingExtra("store-needs-extra", extra="cloud") from error
    endpoint = next((os.environ[name] for name in _ENDPOINTS if os.environ.get(name)), "")
    clear = endpoint.startswith("http://")
    if clear and not _LOOPBACK.match(endpoint):
        raise DefinitionError("store-in-clear")
    return S3Store(
        bucket,
        prefix=folder or None,
        client_options={"allow_http": clear, "connect_timeout": "10s", "timeout": "120s"},
        retry_config={"max_retries": _RETRIES},
    )


class ObjectStore:
    """The folder `folder` of the bucket `bucket`, for one publisher or reader."""

    durable_when_read: bool = True
    swept: Sequence[str] = ()

    def __init__(self, bucket: str, folder: str, client: S3Store) -> None:
        self._address: Final = f"s3://{bucket}/{folder}".rstrip("/")
        self._client: Final = client
        self._staging: Path | None = None
        self.swaps = True

    def __repr__(self) -> str:
        return f"ObjectStore({self._address!r})"

    @property
    def name(self) -> str:
        """What messages call this place."""
        return self._address

    def shown(self, path: str) -> str:
        """Return the address of the file at `path`."""
        return f"{self._address}/{path}"

    def place(self, path: str) -> str:
        """Return the address of `path`."""
        return self.shown(path)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Do nothing: publishers to an object store cannot take turns."""
        yield

    @contextmanager
    def staging(self, listed: Callable[[], Collection[str]]) -> Iterator[Path]:  # noqa: ARG002 - nothing is left there
        """Yield a private folder of this machine; the store is found out first: two who race must have one winner.

        Raises:
            ReleaseError: They do not.
        """
        self.swaps = prove(self)
        with tempfile.TemporaryDirectory(prefix="opendata-share-") as folder:
            yield Path(folder)

    def get(self, path: str, *, limit: int, start: int = 0, length: int | None = None) -> Found | None:
        """Return the object's bytes from `start` on, or None where there is no such object.

        Raises:
            LimitExceeded: There are more than `limit` bytes.
            StoreFault: The store failed.
        """
        import obstore

        wanted: Any = {} if length is None and not start else {"range": {"offset": start}}
        if length is not None:
            wanted = {"range": (start, start + min(length, limit + 1))}
        try:
            return self._ask(lambda: self._found(safe_path(path), wanted, limit))
        except FileNotFoundError:
            return None
        except StoreFault:
            if not start:
                raise
        try:  # whoever asks for what comes after the end is answered in many ways
            size: int = self._ask(lambda: obstore.head(self._client, path)["size"])
        except FileNotFoundError:
            return None
        if start < size:
            raise StoreFault("a part of a file could not be read")
        return Found(b"", "")

    def _found(self, path: str, wanted: Any, limit: int) -> Found:
        import obstore

        got = obstore.get(self._client, path, options=wanted)
        size = got.range[1] - got.range[0]
        if size > limit:
            raise LimitExceeded("transfer-limit", file=self.shown(path), limit="document_bytes", value=limit)
        return Found(bytes(got.bytes()), got.meta["e_tag"] or "")

    def list(self, under: str) -> Iterator[Listed]:
        """Yield every object below the folder `under`, in order; nothing hidden is seen from the top."""
        import obstore

        def ask() -> list[Listed]:
            chunks = obstore.list(self._client, prefix=safe_path(under) if under else None)
            return [Listed(each["path"], each["size"], each["last_modified"]) for chunk in chunks for each in chunk]

        found = [each for each in self._ask(ask) if under or not each.path.startswith(".")]
        yield from sorted(found, key=lambda each: each.path)

    def intend(self, paths: Sequence[str]) -> None:
        """Do nothing: what nobody lists is found by looking."""

    def put_if_absent(self, path: str, data: bytes | Sealed) -> Put:
        """Put an object where nothing is."""
        import obstore

        source: bytes | Path = data.path if isinstance(data, Sealed) else data
        for left in reversed(range(_TRIES)):
            fault: OSError | None = None
            try:
                self._ask(lambda: obstore.put(self._client, safe_path(path), source, mode="create"))
            except obstore.exceptions.AlreadyExistsError:
                pass  # nothing may be raised in here: it would carry along what the server said
            except OSError as error:
                fault = error
            else:
                return Put.CREATED
            stands = self._stands(path, source)  # a request without an answer may have taken effect all the same
            if stands is not None:
                return Put.SAME if stands else Put.OTHER
            if fault is not None and not left:
                raise fault
        return Put.OTHER

    def put_folder(self, path: str, staged: Path, claim: str) -> Put:
        """Claim the name by putting `claim` first; whoever has that says what the other files are."""
        put = self.put_if_absent(f"{path}/{claim}", (staged / claim).read_bytes())
        if put is Put.OTHER:
            return put
        for file in sorted(staged.iterdir()):
            if file.name != claim:
                self._put_claimed(f"{path}/{file.name}", file)
        return put

    def _put_claimed(self, path: str, file: Path) -> None:
        """Put a file under a claim of ours: whoever else puts it has the same claim, so the same bytes."""
        import obstore

        if file.stat().st_size <= _WHOLE and self.put_if_absent(path, Sealed(file, 0, "")) is not Put.OTHER:
            return
        self._ask(
            lambda: obstore.put(self._client, safe_path(path), file, chunk_size=_PIECE, max_concurrency=4),
        )

    def compare_and_swap(self, path: str, data: bytes, expected: str | None) -> bool:
        """Replace the object where it is of the version `expected`."""
        import obstore

        if expected is None:
            return self.put_if_absent(path, data) is not Put.OTHER
        if not self.swaps:
            found = self.get(path, limit=_WHOLE)
            if found is None or found.version != expected:
                return False
        mode: Any = {"e_tag": expected} if self.swaps else "overwrite"
        fault: OSError | None = None
        try:
            self._ask(lambda: obstore.put(self._client, safe_path(path), data, mode=mode, use_multipart=False))
        except obstore.exceptions.PreconditionError:
            pass  # nothing may be raised in here: it would carry along what the server said
        except OSError as error:
            fault = error
        else:
            return True
        if self._stands(path, data):  # an attempt of ours that got no answer
            return True
        if fault is not None:
            raise fault
        return False

    def settle(self, path: str) -> None:
        """Do nothing: what can be read is durable."""

    def delete(self, path: str) -> None:
        """Remove an object, and every object below that name."""
        import obstore

        for each in dict.fromkeys([*(each.path for each in self.list(path)), safe_path(path)]):
            self._ask(lambda each=each: obstore.delete(self._client, each))  # type: ignore[misc] # bound at once

    def take_back(self) -> None:
        """Do nothing: another publisher may rely on it by now."""

    def _stands(self, path: str, source: bytes | Path) -> bool | None:
        """Return whether exactly this stands at `path`; None where nothing does."""
        size = source.stat().st_size if isinstance(source, Path) else len(source)
        start, same = 0, True
        while start <= size and same:
            found = self.get(path, limit=_PIECE, start=start, length=_PIECE)
            if found is None:
                return None
            same = found.data == _part(source, start, _PIECE)
            if len(found.data) < _PIECE:
                break
            start += _PIECE
        return same

    def _ask(self, act: Callable[[], T]) -> T:
        """Return what `act` returns; of what the client library raises only what we tell apart goes further.

        Raises:
            StoreFault: A request failed; nothing of what the server said is in it, not even as its context.
        """
        import obstore

        try:
            return act()
        except (obstore.exceptions.PreconditionError, obstore.exceptions.AlreadyExistsError):
            raise
        except obstore.exceptions.BaseError as error:
            fault = _fault(error)
        raise fault


def _part(source: bytes | Path, start: int, length: int) -> bytes:
    if isinstance(source, bytes):
        return source[start : start + length]
    with source.open("rb") as stream:
        stream.seek(start)
        return stream.read(length)


def _fault(error: Exception) -> StoreFault:
    """Return what went wrong in words of our own."""
    status = _STATUS.search(str(error))
    kind = type(error).__name__.removesuffix("Error")
    return StoreFault(f"{kind}, HTTP {status[1]}" if status is not None else kind)
