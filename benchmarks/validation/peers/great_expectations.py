"""great_expectations on pandas: a suite of the rules, complete results; types by hand, by pandas.

What lives here: the suite. What this file must not know: what is measured.

It has no foreign key (a list of values stands in) and reports every holder of a duplicate key.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd

from ..rules import Rules
from .program import Task, judge


def bad_rows(task: Task) -> set[int]:
    """Return the positions of the bad rows."""
    warnings.simplefilter("ignore")
    rules, bad = task.rules, set()
    rows = pd.read_csv(task.file, dtype=str, keep_default_na=False, na_values=[""])
    for name in rules.of_kind("datetime", "number", "integer"):
        values, wrong = _typed(rows[name], rules.kinds[name])
        bad.update(wrong.to_numpy().nonzero()[0].tolist())
        rows[name] = values.mask(wrong)
    rows["position"] = range(len(rows))
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    batch = (
        context.data_sources.add_pandas("rows").add_dataframe_asset("rows").add_batch_definition_whole_dataframe("all")
    )
    suite = gx.ExpectationSuite(name="rules", expectations=list(_expectations(rules, task.facility_ids())))
    context.suites.add(suite)
    definition = context.validation_definitions.add(gx.ValidationDefinition(name="run", data=batch, suite=suite))
    form: dict[str, Any] = {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": ["position"],
        "include_unexpected_rows": False,
    }
    found = definition.run(batch_parameters={"dataframe": rows}, result_format=form)
    for result in found.results:
        bad.update(place["position"] for place in result.result.get("unexpected_index_list") or ())
    return bad


def _typed(texts: Any, kind: str) -> tuple[Any, Any]:
    """Return (values, which cells are none of the kind)."""
    if kind == "datetime":
        values = pd.to_datetime(texts, errors="coerce", utc=True, format="%Y-%m-%dT%H:%M:%SZ")
        return values, values.isna() & texts.notna()
    values = pd.to_numeric(texts, errors="coerce")
    wrong = values.isna() & texts.notna()
    return values, wrong | (values.notna() & (values % 1 != 0)) if kind == "integer" else wrong


def _expectations(rules: Rules, facilities: list[str]) -> Iterator[Any]:
    yield gxe.ExpectColumnValuesToBeUnique(column=rules.key)
    yield from (gxe.ExpectColumnValuesToNotBeNull(column=name) for name in rules.required)
    yield from (gxe.ExpectColumnValuesToMatchRegex(column=name, regex=given) for name, given in rules.patterns.items())
    yield from (gxe.ExpectColumnValuesToBeInSet(column=name, value_set=given) for name, given in rules.codes.items())
    for name, (least, most) in rules.ranges.items():
        yield gxe.ExpectColumnValuesToBeBetween(column=name, min_value=least, max_value=most)
    for name, most in rules.lengths.items():
        yield gxe.ExpectColumnValueLengthsToBeBetween(column=name, max_value=most)
    for a, b in rules.orders:
        yield gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A=b, column_B=a, or_equal=True, ignore_row_if="either_value_is_missing"
        )
    if rules.reference is not None:
        yield gxe.ExpectColumnValuesToBeInSet(column=rules.reference, value_set=facilities)


if __name__ == "__main__":
    judge("great-expectations", bad_rows)
