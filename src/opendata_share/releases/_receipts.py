"""The publisher's receipts: what its log is told of each release.

What lives here: which receipts a publication leaves. What this file must not know: how a log is written, how a release
becomes visible.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from ..errors import DefinitionError
from ..policy import ComposedPolicy, Policy
from ..receipts import Occurrence, OpenLog, ReceiptLog
from ..stages import Protected, Validated
from ._publication import PublishedRelease


def log_beside(receipts: ReceiptLog | Path | str | None, into: Path | str) -> ReceiptLog | None:
    """Return the log to write to, which never lies in the folder that others are served.

    Raises:
        DefinitionError: It does.
    """
    if receipts is None:
        return None
    log = receipts if isinstance(receipts, ReceiptLog) else ReceiptLog(receipts)
    if Path(log.path).resolve().is_relative_to(Path(into).resolve()):
        raise DefinitionError("receipts-inside", file=log.path, into=into)
    return log


def append_published(log: OpenLog, releases: Sequence[PublishedRelease], protected: Protected) -> None:
    """Write a receipt of every release that has none: new ones, and those whose publisher was interrupted before."""
    for release in releases:
        if not log.has_published(release.digest):
            log.append(
                Occurrence(
                    side="publisher",
                    decision="published",
                    dataset=release.dataset,
                    release=release.release,
                    release_digest=release.digest,
                    audience=protected.audience,
                    policy=protected.policy,
                    policy_digest=protected.policy_digest,
                )
            )


def append_denials(log: ReceiptLog, protected: Protected, reason: str) -> None:
    """Write a receipt of every table that was held back, and why."""
    agencies = [table.table.lineage.agency for table in protected.tables]
    who = next((agency for agency in agencies if agency is not None), None)
    with log.opened(who) as opened:
        for table, agency in zip(protected.tables, agencies, strict=True):
            name = table.table.contract.name
            opened.append(
                Occurrence(
                    side="publisher",
                    decision="denied",
                    dataset=name if agency is None else f"{agency}/{name}",
                    audience=protected.audience,
                    policy=protected.policy,
                    policy_digest=protected.policy_digest,
                    reason=reason,
                )
            )


def noting_refusal(
    log: ReceiptLog | None, validated: Validated, policy: Policy | ComposedPolicy
) -> AbstractContextManager[None]:
    """Return a context in which a policy that lets none of `validated` leave leaves a receipt of each table."""
    if log is None:
        return nullcontext()
    agencies = [table.lineage.agency for table in validated.tables]
    what = [
        Occurrence(
            side="publisher",
            decision="denied",
            dataset=table.contract.name if agency is None else f"{agency}/{table.contract.name}",
            audience=policy.audience,
            policy=policy.name,
            policy_digest=policy.digest,
        )
        for table, agency in zip(validated.tables, agencies, strict=True)
    ]
    return log.denials(*what, who=next((agency for agency in agencies if agency is not None), None))
