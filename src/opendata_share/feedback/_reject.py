"""Writing a rejection: from a report of the reader's own, or by hand.

What lives here: which objections a report makes, the row and key of each, and that no words repeat a value that is not
public. What this file must not know: files, how the report came to be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from .._limits import DEFAULT_LIMITS, Limits
from ..contract import Contract
from ..errors import DefinitionError
from ..receipts import ReceiptLog, is_plain, plain_text
from ..releases import Release
from ..report import Report
from ._rejection import BY_HAND, Objection, Rejection
from ._released_rows import Key, ReleasedRow, key_of, rows_by_place


def reject(
    release: Release,
    *,
    who: str,
    found: Report | Mapping[str, Any] | Sequence[Objection],
    receipts: ReceiptLog | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Rejection:
    """Return a rejection of rows of `release`, to be sent to whoever published it.

    Each objection gets the row's number and, where the fields of the primary key are public, its key.

    Args:
        release: What was read.
        who: Who rejects.
        found: What `validate` says of the pulled file by the reader's own rules: a report, or its JSON document, whose
            row numbers are those of the release. Or objections by hand.
        receipts: The reader's own log.
        limits: `violations` objections are listed, the rest counted.

    Raises:
        DefinitionError: The release has no such row or field; a key is not the primary key's; the words of an objection
            hold a value of its row that is not public.
    """
    plain_text("who", who)
    by_hand = isinstance(found, Sequence)
    contract = release.contract
    if isinstance(found, Sequence):
        said, unlisted = list(found), 0
    else:
        said, unlisted = _of_report(found.to_document() if isinstance(found, Report) else found, contract)
    listed = said[: limits.violations]
    rows = rows_by_place(release, [(said.row, said.key) for said in listed])
    rejection = Rejection(
        dataset=release.dataset,
        release=release.number,
        release_digest=release.digest,
        contract=contract.identity,
        who=who,
        at=datetime.now(UTC).replace(microsecond=0),
        objections=tuple(_placed(objection, rows, contract, by_hand=by_hand) for objection in listed),
        unlisted=unlisted + len(said) - len(listed),
    )
    if receipts is not None:
        receipts.append(release.occurrence("rejected", document_digest=rejection.digest), who)
    return rejection


def _of_report(document: Mapping[str, Any], contract: Contract) -> tuple[list[Objection], int]:
    """Return the errors of a JSON report as objections, and how many more it counted than it lists."""
    tables = [table for table in document.get("tables", [document]) if isinstance(table, Mapping)]
    if len(tables) > 1:
        tables = [table for table in tables if str(table.get("contract")).split("@")[0] == contract.name]
    if len(tables) != 1 or not _is_table(tables[0]):
        raise DefinitionError("rejection-report", contract=contract.name)
    (table,) = tables
    errors = [found for found in table["violations"] if found.get("severity") == "error"]
    public = {field.name: field.is_public for field in contract.fields}
    objections = []
    for found in errors:
        field, message = found.get("field"), found.get("message")
        # another contract may call public what this release does not
        says = isinstance(message, str) and public.get(field, field is None) and is_plain(message)
        objections.append(
            Objection(
                row=found.get("row"),
                field=field if field in public else None,
                rule=found.get("rule") or BY_HAND,
                message=message if says else None,
            )
        )
    return objections, max(0, sum(table["counts"].values()) - len(errors))


def _is_table(table: Mapping[str, Any]) -> bool:
    """Return whether `table` has the form of a table in a JSON report, as far as it is read here."""
    violations, counts = table.get("violations"), table.get("counts")
    if not isinstance(violations, list) or not isinstance(counts, Mapping):
        return False
    if not all(type(count) is int and count >= 0 for count in counts.values()):
        return False
    kinds = {"row": int, "field": str, "rule": str, "message": str}
    return all(
        isinstance(found, Mapping)
        and all(found.get(name) is None or type(found[name]) is kind for name, kind in kinds.items())
        for found in violations
    )


def _placed(
    objection: Objection, rows: Mapping[int | Key, ReleasedRow], contract: Contract, *, by_hand: bool
) -> Objection:
    """Return an objection with its row's number and public key."""
    fields = {field.name: field for field in contract.fields}
    if objection.field is not None and objection.field not in fields:
        raise DefinitionError("rejection-no-field", name=objection.field, contract=contract.identity)
    if objection.row is None and objection.key is None:
        return objection
    place = objection.row if objection.row is not None else key_of(contract, objection.key or {})
    if place is None:
        raise DefinitionError("rejection-no-key", fields=contract.primary_key or ("–",))
    row = rows.get(place)
    if row is None:
        raise DefinitionError("rejection-no-row", row=objection.row)
    if objection.key is not None and key_of(contract, objection.key) != row.key:
        raise DefinitionError("rejection-row-and-key", row=row.number)
    message = objection.message
    if message is not None and row.is_repeated_in(message):
        if by_hand:
            raise DefinitionError("rejection-words", row=row.number)
        message = None
    shows_key = bool(contract.primary_key) and all(fields[name].is_public for name in contract.primary_key)
    texts = zip(contract.primary_key, row.key, strict=True)
    key = {name: text or "" for name, text in texts} if shows_key else None
    return replace(objection, row=row.number, key=key, message=message)
