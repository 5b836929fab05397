"""export: what others publish, in the form another system reads.

What lives here: one command over `open_catalog` and `exports`. What this file must not know: any form.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..exports import export
from ..releases import open_catalog
from ._console import Console, Exit


def export_datasets(
    console: Console, location: str, datasets: Sequence[str], form: str, into: Path, trust: str | None
) -> int:
    """Write the latest releases of data sets in another form; say what the form could not carry."""
    catalog = open_catalog(location, trust=trust)
    done = export([catalog[dataset].latest() for dataset in datasets], as_=form, into=into)
    console.sentence("exported", form=done.form, files=[str(file) for file in done.files])
    if not done.lost:
        console.sentence("export-lossless")
        return Exit.SOUND
    console.sentence("export-lost-heading")
    for lost in done.lost:
        console.say(f"  {lost.message(console.language)}")
    return Exit.SOUND
