"""Where in a field map's text each key stands.

What lives here: what a field map adds to the lines of any TOML text. What this file must not know: what any other key
means.
"""

from __future__ import annotations

from ..._dataclass import dataclass
from ..._toml_lines import Span, Steps, TomlLines

__all__ = ["MapLines", "Span"]


@dataclass(frozen=True)
class MapLines(TomlLines):
    """The positions of every key in a field map; a field of a `wide` entry may stand beside the entries."""

    def line_at(self, steps: Steps) -> int | None:
        """Return the line of a path taken apart; shared fields of `wide` stand outside its entries."""
        outside = _outside_wide(steps)
        if steps not in self.spans and outside in self.spans:
            return self.spans[outside].line
        return super().line_at(steps)


def _outside_wide(steps: Steps) -> Steps:
    """Return the path of a field of a `wide` entry as if it stood beside it: shared fields do."""
    if "wide" not in steps:
        return steps
    place = steps.index("wide")
    return steps[:place] + steps[place + 2 :]
