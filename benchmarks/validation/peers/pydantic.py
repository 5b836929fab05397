"""pydantic: a model made of the rules, a list of it validated at once; keys and references by hand.

What lives here: the model. What this file must not know: what is measured.

An order is a validator of the model, which pydantic does not run on a row where a field failed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, TypeAdapter, ValidationError, create_model, model_validator

from ..rules import Rules
from .dicts import beyond_the_row, rows_of
from .program import Task, judge

_TYPES = {"text": str, "integer": int, "number": float, "datetime": datetime}


def bad_rows(task: Task) -> set[int]:
    """Return the positions of the bad rows."""
    model: Any = _model(task.rules)
    adapter = TypeAdapter(list[model])
    rows = rows_of(task, numbers=False)
    bad = set()
    try:
        adapter.validate_python(rows)
    except ValidationError as found:
        bad = {int(error["loc"][0]) for error in found.errors(include_url=False)}
    return bad.union(beyond_the_row(task, rows, order=False))


def _model(rules: Rules) -> type[BaseModel]:
    class Ordered(BaseModel):
        @model_validator(mode="after")
        def in_order(self) -> Ordered:
            for a, b in rules.orders:
                before, after = getattr(self, a), getattr(self, b)
                if before is not None and after is not None and before > after:
                    raise ValueError(f"{a} is after {b}")
            return self

    fields: dict[str, Any] = {}
    for name in rules.columns:
        least, most = rules.ranges.get(name, (None, None))
        kind: Any = Literal[tuple(rules.codes[name])] if name in rules.codes else _TYPES[rules.kinds[name]]
        limits = Field(pattern=rules.patterns.get(name), ge=least, le=most, max_length=rules.lengths.get(name))
        cell = Annotated[kind, limits]
        fields[name] = (cell, ...) if name in rules.required else (cell | None, None)
    return create_model("Row", __base__=Ordered, **fields)


if __name__ == "__main__":
    judge("pydantic", bad_rows)
