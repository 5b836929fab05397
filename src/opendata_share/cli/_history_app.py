"""The commands about the history of a data set, their parameters and their exit codes.

What lives here: one function a command, which parses nothing and prints nothing itself. What this file must not know:
how releases follow each other.
"""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from ._console import console
from ._parameters import FolderOrBucket, Keys, Lang, Purpose, Reason, Receipts, Trust, Who


def releases(
    location: str,
    dataset: str,
    /,
    *,
    trust: Trust = None,
    format: Literal["text", "json"] = "text",
    lang: Lang = None,
) -> int:
    """List the releases of DATASET, oldest first: which corrects which, what was withdrawn, and why.

    Args:
        location: A release folder, or its http(s) address.
        dataset: AGENCY/DATASET, or DATASET where only one agency has it.
        trust: What vouches for an http(s) location; "unverified" says that nothing does.
        format: How they are printed.
        lang: The language of messages.
    """
    from ._history import list_releases

    return list_releases(console(lang), location, dataset, trust, format)


def changes(
    location: str,
    dataset: str,
    /,
    *,
    since: str | None = None,
    on_gap: Annotated[Literal["compare", "error"], Parameter(name="--on-gap")] = "compare",
    rows: Annotated[int | None, Parameter(name="--rows")] = None,
    trust: Trust = None,
    format: Literal["text", "json"] = "text",
    lang: Lang = None,
) -> int:
    """Say which rows of DATASET were added, changed and removed since an earlier release, by primary key.

    Args:
        location: A release folder, or its http(s) address.
        dataset: AGENCY/DATASET, or DATASET where only one agency has it.
        since: The number of the earlier release, or a moment with its offset (2026-03-02T08:30:00+07:00) at which it
            was the newest; the one before the latest if not given.
        on_gap: What is done where releases do not say what changed: compare both in full, or an error.
        rows: How many rows are named; 20 if not given, 10 000 with --format json.
        trust: What vouches for an http(s) location; "unverified" says that nothing does.
        format: How they are printed.
        lang: The language of messages.
    """
    from ._history import show_changes

    return show_changes(console(lang), location, dataset, since, on_gap, rows, trust, format)


def withdraw(
    into: FolderOrBucket,
    dataset: str,
    release: str,
    /,
    *,
    reason: Reason,
    erase: Annotated[bool, Parameter(name="--erase", negative="")] = False,
    receipts: Receipts = None,
    who: Who = None,
    purpose: Purpose = None,
    keys: Keys = None,
    format: Literal["text", "json"] = "text",
    lang: Lang = None,
) -> int:
    """Take the RELEASE of DATASET back, by a release of its own that says why; readers are told, and what to use.

    Args:
        into: The release folder, or s3://BUCKET/FOLDER.
        dataset: AGENCY/DATASET, or DATASET where only one agency has it.
        release: The number of the release.
        reason: Why, in one line that everyone can read.
        erase: Remove its data files now; repair does so after its time of grace. Copies others took cannot be removed.
        receipts: The log a receipt is appended to, outside of INTO; none is written if not given.
        who: Who writes the receipt; the publishing agency if not given.
        purpose: What for, in one line, for the receipt.
        keys: The folder of the keys to sign with; that of the user's configuration if not given.
        format: How the outcome is printed.
        lang: The language of messages.
    """
    from ._history import withdraw_release
    from ._receipts import log_at

    log = log_at(receipts, who, purpose)
    return withdraw_release(console(lang), into, dataset, release, reason, erase, log, keys, format)
