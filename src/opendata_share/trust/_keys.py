"""The keys a publisher holds: one file each in their own configuration folder.

What lives here: making, finding and using secret keys. What this file must not know: metadata, releases.

    NAME.key    PKCS#8, PEM, mode 0600; encrypted where OPENDATA_SHARE_PASSPHRASE was set when it was made
    NAME.pub    one line, "ed25519:…": what others may know

A secret is read from its file when something is signed, and kept no longer; it is in no repr, no message and no pickle.
A file that others can read, or that is a link, is refused: a key somebody else may have is no key.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..errors import DefinitionError, ReleaseError, TrustError
from ._public_key import PublicKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from securesystemslib.signer import Signer

FIRST_NAME: Final = "publisher"
"""What the key is called that the first publishing makes."""
PASSPHRASE: Final = "OPENDATA_SHARE_PASSPHRASE"  # noqa: S105 - the name of a variable
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_MOST_BYTES: Final = 16_384
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def key_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Return where keys lie: `opendata-share/keys` in the user's configuration folder (XDG Base Directory)."""
    variables = os.environ if environment is None else environment
    configured = Path(variables.get("XDG_CONFIG_HOME", ""))
    return (configured if configured.is_absolute() else Path.home() / ".config") / "opendata-share" / "keys"


class Keys:
    """The keys in one or more folders.

    Example:
        >>> import tempfile
        >>> from opendata_share.trust import Keys
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     keys = Keys.open(folder)
        ...     made = keys.make("publisher")
        ...     keys.public("publisher") == made
        True
    """

    def __init__(self, files: Mapping[str, tuple[PublicKey, Path]], folder: Path) -> None:
        self._files = dict(files)
        self._folder: Final = folder

    @classmethod
    def open(cls, *folders: Path | str) -> Keys:
        """Return the keys in `folders`, or in the user's configuration folder; none there is no error.

        Keys that are made go to the first folder.

        Raises:
            DefinitionError: A `.pub` file is damaged.
        """
        places = [Path(folder) for folder in folders] or [key_folder()]
        found: dict[str, tuple[PublicKey, Path]] = {}
        for place in places:
            for path in sorted(place.glob("*.pub")):
                found.setdefault(path.stem, (_read_public(path), path.with_suffix(".key")))
        return cls(found, places[0])

    @property
    def folder(self) -> Path:
        """Where keys are made."""
        return self._folder

    @property
    def names(self) -> tuple[str, ...]:
        """What the keys are called."""
        return tuple(self._files)

    def __repr__(self) -> str:
        return f"Keys({', '.join(self._files)})"

    def __reduce__(self) -> Any:
        raise TypeError("keys are not pickled")

    def public(self, name: str) -> PublicKey:
        """Return the public half of the key called `name`.

        Raises:
            ReleaseError: There is none.
        """
        if name not in self._files:
            raise ReleaseError("trust-key-missing", file=self._folder, name=name, known=list(self._files) or ["–"])
        return self._files[name][0]

    def holds(self, key: PublicKey) -> bool:
        """Return whether the secret half of `key` is here."""
        return any(public == key for public, _ in self._files.values())

    def first(self) -> PublicKey:
        """Return the key to publish with: the one called "publisher", made here and now where there is no key at all.

        Of publishers that begin at the same moment one makes it, and all of them return that one.

        Raises:
            ReleaseError: There are keys, and none is called so; or the disk refused.
        """
        if self._files:
            return self.public(FIRST_NAME)
        try:
            return self.make(FIRST_NAME)
        except ReleaseError as error:
            if error.message_id != "trust-key-exists":
                raise
        path = self._folder / f"{FIRST_NAME}.key"
        return self._hold(FIRST_NAME, _read_public(path.with_suffix(".pub")), path)

    def make(self, name: str, *, passphrase: str | None = None) -> PublicKey:
        """Make a key, durable when this returns, and return its public half.

        A secret without its public half is what a publisher left who died while making the key, or is making it now:
        it is finished and returned, so that both are whole and no second secret takes its place.

        Args:
            name: What it is called: a slug.
            passphrase: What it is encrypted with; the variable OPENDATA_SHARE_PASSPHRASE where this is None.

        Raises:
            DefinitionError: The name is no slug; an unfinished secret is damaged, or its passphrase is missing.
            TrustError: An unfinished secret can be read by others.
            ReleaseError: A key is called so already, or the disk refused.
        """
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import (
            BestAvailableEncryption,
            Encoding,
            NoEncryption,
            PrivateFormat,
        )

        if not _NAME.match(name):
            raise DefinitionError("trust-key-name", name=name[:80])
        word = os.environ.get(PASSPHRASE) if passphrase is None else passphrase
        secret = Ed25519PrivateKey.generate()
        encryption = BestAvailableEncryption(word.encode()) if word else NoEncryption()
        pem = secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
        path = self._folder / f"{name}.key"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if path.with_suffix(".pub").exists():
                raise ReleaseError("trust-key-exists", file=path, name=name)
            if not _put(path, pem):
                secret = _read_secret(path, passphrase)
                _remove_other_names(path)
            public = _public_of(secret)
            if not _put(path.with_suffix(".pub"), f"{public}\n".encode()):
                public = _finished_by_another(path, public, name)
        except OSError as error:
            raise ReleaseError("trust-key-disk", file=path, reason=error.strerror or type(error).__name__) from None
        return self._hold(name, public, path)

    def _hold(self, name: str, public: PublicKey, path: Path) -> PublicKey:
        self._files[name] = (public, path)
        return public

    def signers(self, keys: Collection[PublicKey], *, passphrase: str | None = None) -> list[Signer]:
        """Return what signs with those of `keys` that are held here.

        Raises:
            TrustError: A secret can be read by others, or is not the one its `.pub` file names.
            DefinitionError: It cannot be read, or the passphrase is missing or wrong.
        """
        from securesystemslib.signer import CryptoSigner, SSlibKey

        signers: list[Signer] = []
        for public, path in self._files.values():
            if public in keys:
                known = public.for_metadata()
                assert isinstance(known, SSlibKey)  # noqa: S101 - it was made two lines above
                signers.append(CryptoSigner(_secret(path, public, passphrase), known))
        return signers


def _read_public(path: Path) -> PublicKey:
    try:
        return PublicKey.parse(path.read_bytes()[:_MOST_BYTES].decode("ascii"))
    except (OSError, UnicodeDecodeError, DefinitionError):
        raise DefinitionError("trust-public-key", file=path) from None


def _secret(path: Path, public: PublicKey, passphrase: str | None) -> Ed25519PrivateKey:
    """Return the secret half of `public` from its file."""
    secret = _read_secret(path, passphrase)
    if _public_of(secret) != public:
        raise TrustError("trust-key-other", file=path)
    return secret


def _public_of(secret: Ed25519PrivateKey) -> PublicKey:
    return PublicKey(secret.public_key().public_bytes_raw().hex())


def _read_secret(path: Path, passphrase: str | None) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    pem = _private_bytes(path)
    word = os.environ.get(PASSPHRASE) if passphrase is None else passphrase
    encrypted = b"ENCRYPTED" in pem
    if encrypted and not word:
        raise DefinitionError("trust-key-passphrase-needed", file=path, variable=PASSPHRASE)
    try:
        secret = load_pem_private_key(pem, word.encode() if encrypted and word else None)
    except (ValueError, TypeError):
        message = "trust-key-passphrase-wrong" if encrypted else "trust-key-damaged"
        raise DefinitionError(message, file=path, variable=PASSPHRASE) from None
    if not isinstance(secret, Ed25519PrivateKey):
        raise TrustError("trust-key-other", file=path)
    return secret


def _finished_by_another(path: Path, public: PublicKey, name: str) -> PublicKey:
    """Return the public half, where another publisher has finished this same key since we looked."""
    if _read_public(path.with_suffix(".pub")) != public:
        raise ReleaseError("trust-key-exists", file=path, name=name)
    return public


def _remove_other_names(path: Path) -> None:
    """Remove what a publisher that died left beside a secret: the name it had before it was whole, of the same file."""
    for other in path.parent.glob(f".{path.name}.*"):
        with suppress(FileNotFoundError):
            if other.samefile(path):
                other.unlink()


def _private_bytes(path: Path) -> bytes:
    """Return the bytes of a file nobody else can read; never through a link."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DefinitionError("trust-key-unreadable", file=path, reason=reason) from None
    with os.fdopen(descriptor, "rb") as stream:
        mode = os.fstat(stream.fileno()).st_mode
        if not stat.S_ISREG(mode):
            raise DefinitionError("trust-key-unreadable", file=path, reason="no regular file")
        if mode & _OTHERS:
            raise TrustError("trust-key-readable", file=path, mode=f"{stat.S_IMODE(mode):04o}")
        return stream.read(_MOST_BYTES)


def _put(path: Path, data: bytes) -> bool:
    """Write a file for its owner alone, durable when this returns; return False where there is one already."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(partial, path)
        except FileExistsError:
            return False
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return True
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()
