"""Pins a user told this machine to hold against addresses.

What lives here: a file in the user's configuration folder, read and replaced as a whole. What this file must not know:
how a pin is used.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from .._dataclass import dataclass
from .._strict_json import document_bytes, load_document
from ..errors import DefinitionError, ReleaseError, SourceError
from ._keys import key_folder
from ._pin import Pin

_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Pins:
    """Which pin belongs to which address, in the file `path`.

    Example:
        >>> import tempfile
        >>> from opendata_share.trust import Pin, Pins
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     pins = Pins(Path(folder) / "trusted.json")
        ...     pins.add(Pin.parse("https://data.damkar.example/#sha256=" + "0a" * 32))
        ...     str(pins.find("https://data.damkar.example"))[:35]
        'https://data.damkar.example/#sha256'
    """

    path: Path

    @classmethod
    def of_user(cls, environment: Mapping[str, str] | None = None) -> Pins:
        """Return the user's own pins, beside the keys."""
        return cls(key_folder(environment).parent / "trusted.json")

    def all(self) -> tuple[Pin, ...]:
        """Return every pin, by address.

        Raises:
            DefinitionError: The file is damaged.
        """
        try:
            data = self.path.read_bytes()[:_MOST_BYTES]
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise DefinitionError("trust-pins-damaged", file=self.path) from error
        try:
            document = load_document(data, str(self.path))
            return tuple(Pin.parse(f"{location}#{digest}") for location, digest in sorted(dict(document).items()))
        except (SourceError, DefinitionError, TypeError, ValueError):
            raise DefinitionError("trust-pins-damaged", file=self.path) from None

    def find(self, location: str) -> Pin | None:
        """Return the pin of an address, or None."""
        wanted = plain(location)
        return next((pin for pin in self.all() if pin.location is not None and plain(pin.location) == wanted), None)

    def add(self, pin: Pin) -> None:
        """Remember a pin with its address; another pin for the same address is never replaced.

        Raises:
            DefinitionError: The pin names no address.
            ReleaseError: The address has another pin, or the disk refused.
        """
        if pin.location is None:
            raise DefinitionError("trust-pin-location")
        known = self.find(pin.location)
        if known is not None and known.digest != pin.digest:
            raise ReleaseError("trust-pin-taken", file=self.path, location=pin.location, digest=known.digest)
        self._write((*(other for other in self.all() if other != known), pin))

    def remove(self, location: str) -> Pin:
        """Forget the pin of an address and return it.

        Raises:
            ReleaseError: There is none.
        """
        found = self.find(location)
        if found is None:
            known = [str(pin.location) for pin in self.all()]
            raise ReleaseError("trust-pin-unknown", file=self.path, location=location, known=known or ["–"])
        self._write([pin for pin in self.all() if pin != found])
        return found

    def _write(self, pins: tuple[Pin, ...] | list[Pin]) -> None:
        document = {str(pin.location): pin.digest for pin in sorted(pins, key=str)}
        partial = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(document_bytes(document))
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(self.path)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ReleaseError("trust-key-disk", file=self.path, reason=reason) from error
        finally:
            with suppress(FileNotFoundError):
                partial.unlink()


def plain(location: str) -> str:
    """Return an address without the difference a slash at its end makes."""
    return location.rstrip("/")
