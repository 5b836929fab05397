"""A judgement for programs: the document of the command itself.

What lives here: its text. What this file must not know: what stands in it.
"""

from __future__ import annotations

import json

from ._judgement import Judgement


def render(judgement: Judgement) -> str:
    """Return the document as JSON text."""
    return json.dumps(judgement.whole_document(), ensure_ascii=False, indent=2)
