"""Times that must follow one another, as checks.

What lives here: a sequence of steps in, one check a step out; together they hold exactly where the times that are known
never go backwards. What this file must not know: any one table.
"""

from __future__ import annotations

from .._dataclass import dataclass
from ..contract import Check


@dataclass(frozen=True, slots=True)
class Step:
    """A time field and what happened then, as a sentence about it begins in English (`en`) and Indonesian (`id`)."""

    field: str
    en: str
    id: str


def in_order(start: str, *steps: Step) -> tuple[Check, ...]:
    """Return one check a step: it is not earlier than the nearest earlier step whose time is known.

    Comparing each known time with the nearest known time before it covers every pair, because the order is transitive.

    Args:
        start: The field of the first time.
        steps: The later times, in order. Each check is called after its field: `on_scene_at` gives "on-scene-in-order".

    Example:
        >>> [check.expression for check in in_order("a_at", Step("b_at", "B", "B"), Step("c_at", "C", "C"))]
        ['b_at >= a_at', 'c_at >= COALESCE(b_at, a_at)']
    """
    checks: list[Check] = []
    before = [start]
    for step in steps:
        previous = before[0] if len(before) == 1 else f"COALESCE({', '.join(before)})"
        checks.append(
            Check(
                f"{step.field.removesuffix('_at').replace('_', '-')}-in-order",
                f"{step.field} >= {previous}",
                en=f"{step.en} cannot be earlier than the step before it.",
                id=f"{step.id} tidak boleh lebih awal daripada langkah sebelumnya.",
            )
        )
        before.insert(0, step.field)
    return tuple(checks)
