"""Pseudonyms: keyed names for values.

What lives here: reading the key, and making names with HMAC-SHA-256. What this file must not know: columns of a
contract, policies as a whole.

The key never leaves this file: it is in no repr, no error and no document. A name is made of the key, the audience, the
domain and the value together, so that two audiences cannot join what they got even where one key serves both.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import Values, pc
from ..errors import DefinitionError
from ._terms import KeySource

LENGTH: Final = 32
"""Characters of a pseudonym: 128 bits in hexadecimal, so that a million million values have no two alike."""
PATTERN: Final = "^[0-9a-f]{32}$"
_LEAST_KEY: Final = 32
_BLOCK: Final = 64
"""Bytes of a block of SHA-256."""
_DIGEST: Final = 32
"""Bytes of a digest of SHA-256."""
_REMEMBERED: Final = 250_000
_LABEL: Final = b"opendata-share/pseudonym@1"

Error = Callable[..., DefinitionError]
NameOf = Callable[[Values], Values]
"""Values to their pseudonyms, as texts."""


class Key:
    """The key of pseudonyms; it prints as nothing."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        return "Key(…)"

    def __reduce__(self) -> Any:
        raise TypeError("a key is not pickled")

    def names(self, audience: str, domain: str) -> NameOf:
        """Return the function from values to their names for an audience and a domain."""
        prefix = b"\0".join((_LABEL, audience.encode(), domain.encode(), b""))
        return _Names(self._secret, prefix)


def read_key(source: KeySource, folder: Path | None, error: Error) -> Key:
    """Return the key that `source` points at.

    Args:
        source: Where it is.
        folder: The folder a file is looked up in: the policy's own.
        error: Makes the error that says a sentence about the policy's line.

    Raises:
        DefinitionError: There is none, or it is shorter than 32 bytes. Nothing of it is said, nor what was written
            where its place should be.
    """
    if source.environment is not None:
        secret = os.environ.get(source.environment, "").encode("utf-8", "surrogateescape").strip()
        if not secret:
            raise error("policy-key-environment", "pseudonym_key")
    else:
        try:
            secret = ((folder or Path()) / str(source.file)).read_bytes().strip()
        except (OSError, ValueError):
            raise error("policy-key-file", "pseudonym_key") from None
    if len(secret) < _LEAST_KEY:
        raise error("policy-key-short", "pseudonym_key", least=_LEAST_KEY)
    return Key(secret)


class _Names:
    """Makes names, and remembers some: the same value comes again in the next rows."""

    __slots__ = ("_inner", "_names", "_outer", "_values")

    def __init__(self, secret: bytes, prefix: bytes) -> None:
        # HMAC (RFC 2104) with both pads and the prefix hashed once, for all values
        block = (secret if len(secret) <= _BLOCK else hashlib.sha256(secret).digest()).ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + prefix)
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))
        self._values: Values = None
        self._names: Values = pa.array([], pa.string())

    def __repr__(self) -> str:
        return "names"

    def __call__(self, values: Values) -> Values:
        if self._values is None:
            self._values = pa.array([], values.type)
        known = pc.index_in(values, self._values, skip_nulls=True)
        is_new = pc.and_(pc.is_null(known), pc.is_valid(values))
        new = values.filter(is_new).dictionary_encode()
        if not len(new):
            return self._names.take(known)
        places = pc.add(new.indices, pa.scalar(len(self._names), pa.int32()))
        names = pa.concat_arrays([self._names, self._named(new.dictionary)])
        if len(names) <= _REMEMBERED:
            self._values, self._names = pa.concat_arrays([self._values, new.dictionary]), names
        return names.take(pc.replace_with_mask(known, is_new, places))

    def _named(self, distinct: Values) -> Values:
        inner_of, outer_of = self._inner.copy, self._outer.copy
        digests = []
        for value in distinct.cast(pa.string()).cast(pa.binary()).to_pylist():
            inner, outer = inner_of(), outer_of()
            inner.update(value)
            outer.update(inner.digest())
            digests.append(outer.digest())
        whole = np.frombuffer(b"".join(digests), np.uint8).reshape(len(digests), _DIGEST)
        digits = whole[:, : LENGTH // 2].tobytes().hex().encode()
        offsets = pa.array(np.arange(len(digests) + 1, dtype=np.int32) * LENGTH)
        return pa.Array.from_buffers(pa.string(), len(digests), [None, offsets.buffers()[1], pa.py_buffer(digits)])
