"""What compiling a contract gives: the document, and what it does not say.

What lives here: the two values, and how a document becomes bytes. What this file must not know: any dialect, how what
was lost is found.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from .._dataclass import dataclass
from .._messages import Language, render
from ..report import write_whole

if TYPE_CHECKING:
    from typing import IO

Reason = Literal[
    "no-place", "other-meaning", "one-language", "words-only", "advice", "several-targets", "unknown-target", "stricter"
]
"""Why something is lost: the dialect has no word for it; its word means something else; it holds one language; it holds
it as prose that nobody applies; its rules only refuse; it has one target a reference; the target is not in the
document; it is there, but refuses more than the contract does."""

_IDS: Final[dict[Reason, str]] = {
    "no-place": "dialect-lost-no-place",
    "other-meaning": "dialect-lost-other-meaning",
    "one-language": "dialect-lost-one-language",
    "words-only": "dialect-lost-words-only",
    "advice": "dialect-lost-advice",
    "several-targets": "dialect-lost-several-targets",
    "unknown-target": "dialect-lost-unknown-target",
    "stricter": "dialect-lost-stricter",
}


@dataclass(frozen=True, slots=True)
class Lost:
    """Something a contract says that a dialect's document does not say, or says otherwise.

    Attributes:
        contract: The contract's name.
        where: The JSON pointer into the contract document of what says it: "/properties/beds", or "" for the contract.
        what: The word there: "pattern", "title.id", "check", the kind of a table rule.
        reason: Why, as a word for programs.
        dialect: The dialect.
    """

    contract: str
    where: str
    what: str
    reason: Reason
    dialect: str

    def why(self, language: Language = "en") -> str:
        """Return why, as a sentence in `language`."""
        return render(_IDS[self.reason], language, {"dialect": self.dialect})

    def to_document(self) -> dict[str, Any]:
        """Return it as plain JSON values, the sentence in both languages."""
        why = {"en": self.why("en"), "id": self.why("id")}
        return {"contract": self.contract, "where": self.where, "what": self.what, "reason": self.reason, "why": why}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A contract in the words of another standard.

    Attributes:
        dialect: The dialect's name.
        document: The dialect's own value: plain JSON values, text, bytes, or a `pyarrow.Schema`.
        lost: What of the contract the document does not say; empty where it says everything.
    """

    dialect: str
    document: Any
    lost: tuple[Lost, ...]

    def to_bytes(self) -> bytes:
        """Return the document as the bytes of a file; the same contract always gives the same bytes.

        JSON and text are UTF-8 and end with a line feed; an Arrow schema is an IPC stream without batches.
        """
        document = self.document
        if isinstance(document, bytes):
            return document
        if isinstance(document, str):
            return document.encode()
        if isinstance(document, dict | list):
            return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
        import pyarrow as pa  # only an Arrow schema is left

        sink = pa.BufferOutputStream()
        pa.ipc.new_stream(sink, document).close()
        return sink.getvalue().to_pybytes()

    def write(self, path: Path | str) -> Path:
        """Write the document to `path`, which gets its name when it is whole; return the path.

        Raises:
            OSError: It cannot be written.
        """
        data = self.to_bytes()

        def put(stream: IO[bytes]) -> None:
            stream.write(data)

        return write_whole(Path(path), put, 0o666, durable=False)
