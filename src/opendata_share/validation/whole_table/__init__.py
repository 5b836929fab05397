"""Rules over the whole table: what no batch alone can tell.

What lives here: one module a family of rules, what they keep of each row, and the sort that brings together what
belongs together, in bounded memory. What this room must not know: how a batch is judged, where accepted and rejected
rows go.

A rule looks at a batch wherever the batch is judged, keeps what it saw in the order of the table, and says in the end
what the whole tells. The verdict does not depend on how the table was cut into batches. A rule between two tables has
a look at either.
"""

from __future__ import annotations

from ._observer import RulesBetween, WholeLook
from ._plan import Beside, last_release, looks_of, rules_between

__all__ = ["Beside", "RulesBetween", "WholeLook", "last_release", "looks_of", "rules_between"]
