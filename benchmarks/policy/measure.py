"""What it costs to protect a table: writing it under a policy, beside writing it as it is.

What lives here: the table, the policy and the clock. What this file must not know: how anything is protected.

    python -m benchmarks.policy.measure --rows 1000000

The policy filters rows, rounds two coordinates, generalises a time, an area and an age, and gives one column
pseudonyms.
Both runs read the same accepted rows and write the same form, a release (Parquet, CSV, digests) or one Parquet file;
they take turns, and seconds are those processors worked (user and system, all threads). A release is made of protected
rows only, so there the base is `UnsafeEverything`. The key is made for the run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

import opendata_share as share
from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text
from opendata_share.policy import Policy, UnsafeEverything, protect
from opendata_share.releases import publish
from opendata_share.stages import Lineage, Table, Validated

TARGET: Final = 1.5
DISTINCT: Final = (1_000, 100_000, 1_000_000)
_BATCH: Final = 65_536
_FIELDS: Final = (
    ("id", FieldType.TEXT, Sensitivity.PUBLIC),
    ("category", FieldType.TEXT, Sensitivity.PUBLIC),
    ("caller", FieldType.TEXT, Sensitivity.INTERNAL),
    ("area_code", FieldType.TEXT, Sensitivity.RESTRICTED),
    ("called_at", FieldType.DATETIME, Sensitivity.INTERNAL),
    ("latitude", FieldType.NUMBER, Sensitivity.RESTRICTED),
    ("longitude", FieldType.NUMBER, Sensitivity.RESTRICTED),
    ("age", FieldType.INTEGER, Sensitivity.INTERNAL),
    ("units", FieldType.INTEGER, Sensitivity.PUBLIC),
    ("address", FieldType.TEXT, Sensitivity.RESTRICTED),
)
_POLICY: Final = {
    "format": "opendata-share/policy@1",
    "name": "measured",
    "audience": "exchange",
    "purpose": "Measuring",
    "pseudonym_key": {"environment": "MEASURED_KEY"},
    "schemas": {
        "call@1": {
            "admits": ["public", "internal", "restricted"],
            "rows": "category <> 'false_alarm' AND units > 0",
            "fields": {
                "caller": {"pseudonym": True},
                "area_code": {"generalise": "kecamatan"},
                "called_at": {"generalise": "hour"},
                "latitude": {"round": 3},
                "longitude": {"round": 3},
                "age": {"generalise": {"band": 5, "top": 85}},
            },
        }
    },
}


def contract() -> Contract:
    """Return the contract of the measured table."""
    fields = tuple(
        Field(name=name, type=kind, title=Text(name, name), sensitivity=classed) for name, kind, classed in _FIELDS
    )
    return Contract("call", "1.0.0", Text("Call", "Panggilan"), fields, primary_key=("id",))


def accepted(rows: int, distinct: int) -> Validated:
    """Return `rows` rows of calls by `distinct` callers, judged and kept."""
    data = _data(rows, distinct)

    def batches() -> Iterator[pa.RecordBatch]:
        return iter(data.to_batches(max_chunksize=_BATCH))

    return share.validate(Table.of_batches(contract(), batches, Lineage(source="calls", agency="demo")))


def _data(rows: int, distinct: int) -> pa.Table:
    chance = np.random.default_rng(2026)
    areas = [f"31.{city}.{district:02}.{village}" for city in range(71, 76) for district in range(1, 9)
             for village in range(1001, 1008)]  # fmt: skip
    numbers = np.arange(rows)
    columns = {
        "id": pa.array([f"demo:{number:08}" for number in numbers]),
        "category": _chosen(["fire", "medical", "rescue", "false_alarm"], rows, chance),
        "caller": pa.array([f"317{person:013}" for person in chance.permutation(numbers) % distinct]),
        "area_code": _chosen(areas, rows, chance),
        "called_at": pa.array(chance.integers(1_735_689_600, 1_767_225_600, rows) * 1_000_000).cast(
            pa.timestamp("us", "UTC")
        ),
        "latitude": pa.array(-6.2 + chance.normal(0, 0.1, rows)),
        "longitude": pa.array(106.8 + chance.normal(0, 0.1, rows)),
        "age": pa.array(chance.integers(0, 100, rows)),
        "units": pa.array(chance.integers(0, 12, rows)),
        "address": pa.array([f"Jalan Contoh {number % 997} No. {number}" for number in numbers]),
    }
    return pa.table(columns, schema=contract().arrow_schema)


def _chosen(texts: list[str], rows: int, chance: np.random.Generator) -> Any:
    return pa.DictionaryArray.from_arrays(chance.integers(0, len(texts), rows), pa.array(texts)).dictionary_decode()


def compare(validated: Validated, write: Callable[[Validated, bool, Path], object], rounds: int) -> dict[str, float]:
    """Return the medians of writing as it is and under the policy, in turns, and of their ratios."""
    taken: dict[bool, list[float]] = {False: [], True: []}
    for turn in range(rounds + 1):
        for protected, seconds in taken.items():
            with tempfile.TemporaryDirectory() as folder:
                before = time.process_time()
                write(validated, protected, Path(folder))
                if turn:  # the first turn warms up
                    seconds.append(time.process_time() - before)
    ratios = [after / before for before, after in zip(taken[False], taken[True], strict=True)]
    medians = [statistics.median(each) for each in (taken[False], taken[True], ratios)]
    return dict(zip(("unprotected", "protected", "ratio"), medians, strict=True))


def _release(validated: Validated, protected: bool, folder: Path) -> object:
    policy = Policy.from_document(_POLICY) if protected else UnsafeEverything("exchange", Text("Base", "Dasar"))
    return publish(protect(validated, policy=policy), into=folder)


def _parquet(validated: Validated, protected: bool, folder: Path) -> object:
    policy = Policy.from_document(_POLICY)
    table = protect(validated, policy=policy).tables[0].table if protected else validated.tables[0]
    return table.to_parquet(folder / "calls.parquet")


WAYS: Final = {"a release": _release, "one Parquet file": _parquet}


def main() -> None:
    """Print the ratios, and write them where they are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--results", type=Path)
    options = parser.parse_args()
    os.environ["MEASURED_KEY"] = secrets.token_hex(32)
    print(f"protect and write {options.rows:,} rows / write them unprotected; processor seconds, medians")
    print(f"{'written as':<18}{'distinct values':>16}{'unprotected':>13}{'protected':>11}{'ratio':>7}  wanted")
    results: list[dict[str, object]] = []
    for distinct in sorted({min(each, options.rows) for each in DISTINCT}):
        validated = accepted(options.rows, distinct)
        left = protect(validated, policy=Policy.from_document(_POLICY)).tables[0].table.to_arrow().num_rows
        for name, write in WAYS.items():
            found = compare(validated, write, options.rounds)
            verdict = "holds" if found["ratio"] <= TARGET else "does not hold"
            wanted = f"<= {TARGET}: {verdict}" if distinct <= 100_000 else "reported"
            cells = f"{found['unprotected']:>13.2f}{found['protected']:>11.2f}{found['ratio']:>7.2f}"
            print(f"{name:<18}{distinct:>16,}{cells}  {wanted}", flush=True)
            results.append({"rows": options.rows, "left": left, "written": name, "distinct": distinct, **found})
        print(f"{left:,} rows pass the filter", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of all of it, the table included: {peak:,.0f} MB")
    if options.results is not None:
        options.results.write_text(json.dumps({"results": results}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
