"""What can go wrong, by who must act.

What lives here: one root and one class per person who has to do something. What this module must not know: how
anything is computed; it sees a report only through the `ReportLike` protocol.

    OpenDataShareError
    ├── DefinitionError      the author of a contract, a field map or a policy
    ├── SourceError          the supplier of the data: it was opened, and it is malformed
    │   └── SourceUnavailable    it cannot be opened or reached (`transient` says whether trying again may help)
    ├── DataRejected         the owner of the data: rows break the contract (carries the report)
    ├── LimitExceeded        the data is larger, wider or deeper than a named limit
    ├── ReleaseError         the owner of the release folder: what is there does not admit what was asked
    │   ├── StaleData            the reader: data is older than the reader allows (`clock` says by which of three)
    │   └── WithdrawnRelease     the reader: its publisher took the release back, and says why
    ├── TransferError        nobody: try again later
    ├── TrustError           stop: bytes are not what their publisher vouched for (never retried)
    │   ├── RollbackDetected         older than what was seen before
    │   ├── FastForward              so much newer that it would lock out what follows
    │   ├── Expired                  nobody signed it again in time: newer releases may be kept from us
    │   ├── InconsistentMetadata     files that do not belong together, or none at all
    │   ├── SameVersionOtherBytes    a version or a release that was seen with other bytes
    │   ├── DigestMismatch           not the bytes that were vouched for
    │   ├── TooLarge                 more bytes than were vouched for
    │   ├── TooFewSignatures         not signed by whom it should be
    │   ├── WrongAgency              an agency signed what is another's
    │   └── ClockBehind              this machine's clock is before the moment of signing
    └── MissingExtra         the installer: prints the exact install command

Warnings, of the root DataWarning, say what a reader must know and may live with: StaleDataWarning,
WithdrawnReleaseWarning, CorrectedReleaseWarning, DeprecatedFieldWarning.

Every class prints in English with `str(error)` and in either language with `error.text("id")`, is picklable, and
carries the exit code of the command line: 1 where something was opened and its content is wrong, 2 where nothing
could be judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Protocol

from . import _messages

Language = Literal["en", "id"]


class ReportLike(Protocol):
    """What an error needs of a report: that it can be read as text and as a document."""

    def text(self, language: Language = "en") -> str:
        """Return the report for people."""
        ...

    def to_document(self) -> dict[str, Any]:
        """Return the report for programs."""
        ...


class OpenDataShareError(Exception):
    """The root of everything this package raises on purpose.

    Args:
        message_id: Which sentence of the catalogue this is.
        file: The file or place it is about.
        line: The physical line, from 1, for line-based files.
        row: The source row, from 1.
        field: The field or column it is about.
        **parameters: What the sentence's placeholders are filled with. Never a value of a field that is not public.

    Attributes:
        others: What else is wrong in the same document, each an error of its own, in the order of their lines.
        unlisted: How many more there are than `others` lists.
    """

    exit_code: ClassVar[int] = 2
    others: tuple[OpenDataShareError, ...] = ()
    unlisted: int = 0

    def __init__(
        self,
        message_id: str,
        *,
        file: object | None = None,
        line: int | None = None,
        row: int | None = None,
        field: str | None = None,
        **parameters: Any,
    ) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.file = None if file is None else str(file)
        self.line = line
        self.row = row
        self.field = field
        self.parameters: Mapping[str, Any] = parameters

    def message(self, language: Language = "en") -> str:
        """Return what happened, without where."""
        return _messages.render(self.message_id, language, self._blanks)

    def hint(self, language: Language = "en") -> str | None:
        """Return what to do about it, or None."""
        return _messages.render_hint(self.message_id, language, self._blanks)

    @property
    def _blanks(self) -> Mapping[str, Any]:
        """What fills the sentence: the parameters, and the place, which a sentence may name too."""
        return {"file": self.file, "line": self.line, "row": self.row, "field": self.field, **self.parameters}

    def where(self, language: Language = "en") -> str:
        """Return the place (file, line, row, field) in words, or an empty text."""
        words = {"en": ("line", "row", "field"), "id": ("baris berkas", "baris", "kolom")}[language]
        places = [] if self.file is None else [self.file]
        values = (self.line, self.row, self.field)
        places += [f"{word} {value}" for word, value in zip(words, values, strict=True) if value is not None]
        return ", ".join(places)

    def text(self, language: Language = "en") -> str:
        """Return where, what happened and what to do, in `language`; then the same of the others."""
        where, hint = self.where(language), self.hint(language)
        text = f"{where}: {self.message(language)}" if where else self.message(language)
        texts = [text if hint is None else f"{text}\n  → {hint}", *(other.text(language) for other in self.others)]
        if self.unlisted:
            texts.append(_messages.render("report-more", language, {"count": self.unlisted}))
        return "\n".join(texts)

    def __str__(self) -> str:
        return self.text()

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.message_id, self.__dict__.copy())


def _rebuild(kind: type[OpenDataShareError], message_id: str, state: dict[str, Any]) -> OpenDataShareError:
    error = kind.__new__(kind)
    Exception.__init__(error, message_id)
    error.__dict__.update(state)
    return error


class DefinitionError(OpenDataShareError):
    """A contract, a field map, an expression or a policy is wrong; its author must act."""


class SourceError(OpenDataShareError):
    """The data was opened and is malformed as a whole; its supplier must act."""

    exit_code = 1
    transient: bool = False


class SourceUnavailable(SourceError):
    """The data cannot be opened or reached."""

    exit_code = 2

    def __init__(self, message_id: str, *, transient: bool = False, **details: Any) -> None:
        super().__init__(message_id, **details)
        self.transient = transient


class DataRejected(OpenDataShareError):
    """Rows break the contract and the caller did not ask for a partial result; nothing was written."""

    exit_code = 1

    def __init__(self, message_id: str, *, report: ReportLike, **details: Any) -> None:
        super().__init__(message_id, **details)
        self.report = report


class LimitExceeded(OpenDataShareError):
    """The data passes a named limit of `Limits`; the message names the limit and its value."""

    exit_code = 1


class ReleaseError(OpenDataShareError):
    """A release folder does not admit what was asked of it."""


class StaleData(ReleaseError):
    """Data is older than its reader allows, or does not say how old it is.

    Attributes:
        clock: By which clock: "observed" (what the rows speak of), "vouched" (when its publisher last stood by it) or
            "fetched" (when this copy came over the network).
    """

    exit_code = 1

    def __init__(self, message_id: str, *, clock: str = "observed", **details: Any) -> None:
        super().__init__(message_id, clock=clock, **details)
        self.clock = clock


class WithdrawnRelease(ReleaseError):
    """A release was taken back by its publisher; the message says why, and what takes its place."""

    exit_code = 1


class DataWarning(UserWarning):
    """What a reader must know of data and may live with; `warnings.simplefilter("error", DataWarning)` stops it.

    Attributes:
        error: The same as an error, which can be read in either language.
    """

    def __init__(self, error: OpenDataShareError) -> None:
        super().__init__(str(error))
        self.error = error

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.error,)


class StaleDataWarning(DataWarning):
    """Data is older than its reader allows, and the reader asked to be warned only (`on_stale="warn"`)."""


class WithdrawnReleaseWarning(DataWarning):
    """A release that was taken back is read all the same (`on_withdrawn="warn"`)."""


class CorrectedReleaseWarning(DataWarning):
    """A release is read whose place another one took."""


class DeprecatedFieldWarning(DataWarning):
    """A field is read that its publisher will take out."""


class TransferError(OpenDataShareError):
    """A transfer failed in a way that trying again may mend."""

    transient: bool = True


class TrustError(OpenDataShareError):
    """Bytes are not what their publisher vouched for, or a location was given no trust; never retried."""

    exit_code = 1


class RollbackDetected(TrustError):
    """Signed metadata is older than what was seen before."""


class FastForward(TrustError):
    """Signed metadata jumps so far ahead that nothing after it could be newer."""


class Expired(TrustError):
    """Signed metadata is past its end: nobody signed it again in time, or newer is kept from us."""


class InconsistentMetadata(TrustError):
    """Signed metadata is missing, damaged, or of different times."""


class SameVersionOtherBytes(TrustError):
    """What was seen before under the same version or release number has other bytes now."""


class DigestMismatch(TrustError):
    """Bytes have another digest or size than was vouched for."""


class TooLarge(TrustError):
    """More bytes come than were vouched for, or than any metadata has."""


class TooFewSignatures(TrustError):
    """Fewer keys signed than the role demands."""


class WrongAgency(TrustError):
    """An agency signed for something that is not its own."""


class ClockBehind(TrustError):
    """This machine's clock is before the moment at which something was signed."""


class MissingExtra(OpenDataShareError):
    """An optional part is not installed; the message is the exact install command."""
