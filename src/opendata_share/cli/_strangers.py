"""What a command says about a contract that came from a stranger's document.

What lives here: the note of `validate` and `publish`, and the list of `contract show`, of what a Table Schema says and
a contract cannot hold. What this file must not know: how such a document is read.
"""

from __future__ import annotations

from ..adapters import ImportedContract
from ..contract import Contract
from ._console import Console


def note_lost(console: Console, found: Contract | ImportedContract | None, name: str | None) -> None:
    """Say once, on standard error, that a stranger's document asks for more than is judged; else say nothing."""
    if isinstance(found, ImportedContract) and (lost := [item for item in found.lost if item.judges]):
        console.note("lost-rows", count=len(lost), file=name)


def list_lost(console: Console, found: ImportedContract) -> None:
    """Print everything the document says and the contract does not."""
    console.sentence("lost-items", count=len(found.lost))
    for item in found.lost:
        console.say(f"  {item.text(console.language)}")


def referred(found: Contract | ImportedContract | None, to: str | None, name: str) -> str:
    """Return the contract of a reference table: a resource of the same package where its foreign keys mean one."""
    in_package = isinstance(found, ImportedContract) and name in found.related
    return f"{(to or '').partition('#')[0]}#{name}" if in_package else name
