"""One run of the fuzzer in a process of its own: read damaged files, and stop at the first that is not answered well.

What lives here: the executions, and what a good answer is. An error of this package is a good answer, in both
languages; else every batch is sound, and every row number is used once. A run that takes too long ends by SIGALRM, one
that takes too much memory by MemoryError. The input stands in the file FILE all the while.

    python child.py READER SEED FIRST COUNT FILE
"""

from __future__ import annotations

import json
import random
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from corpus import DEFINED, SERVICES, Corpus, corpus_of
from damage import damaged

from opendata_share._limits import Limits
from opendata_share.adapters.sources import RawBatch, ServiceOptions, SourceOptions, open_source
from opendata_share.errors import OpenDataShareError

SECONDS = 20
MEMORY = 6 << 30
_LIMITS = Limits(
    input_bytes=1 << 20, record_bytes=4_000, block_bytes=700, columns=40, rows=2_000, depth=32, workbook_cells=20_000,
    workbook_bytes=2 << 20, pages=20,
)  # fmt: skip


def options(name: str, dice: random.Random) -> SourceOptions:
    """Return how the file is said to be written: mostly the truth."""
    said: dict[str, Any] = {"null": dice.choice([("",), ("",), ("", "NA"), ()])}
    if name == "csv":
        said |= {"delimiter": dice.choice(",,,;\t"), "quote": dice.choice(('"', '"', '"', ""))}
        said |= {"encoding": dice.choice(("utf-8", "utf-8", "cp1252", "utf-16-le")), "header": dice.random() < 0.9}
    elif name == "json":
        said["record"] = dice.choice((None, None, "rows"))
    elif name == "xml":
        said["record"] = dice.choice(("post", "post", "posts/post", "a", None))
    elif name == "fixed":
        said |= {"format": "fixed", "widths": dice.choice(((4, 10, 2), (4, -10, 2), (2, 2), (1,)))}
        said["header"] = dice.random() < 0.5
    elif name in SERVICES:
        from replies import declared

        said |= declared(name, dice)
    elif name == "sqlite":
        said["service"] = ServiceOptions(table="t", key=dice.choice((None, "id")))
    if dice.random() < 0.1:
        said["quarantine"] = frozenset(("name", "id"))
    return SourceOptions(**said)


def answered(path: Path, name: str, said: SourceOptions) -> int:
    """Read the file; return how many rows it gave, -1 where it was refused.

    Raises:
        AssertionError: What came is not sound.
    """
    try:
        if name in DEFINED:
            from definitions import rows_with

            return rows_with(name, path)
        if name in SERVICES:
            from replies import address, answering

            with answering(path.read_bytes()):
                batches = _read(address(name), said)
        else:
            batches = _read(path, said)
    except OpenDataShareError as error:
        for language in ("en", "id"):
            assert error.text(language), "an error without a sentence"
        return -1
    numbers: list[int] = []
    for batch in batches:
        batch.columns.validate(full=True)
        assert len(batch.rows) == batch.columns.num_rows or not batch.columns.num_columns, "rows and columns differ"
        assert batch.lines is None or len(batch.lines) == len(batch.rows), "lines and rows differ"
        for marks in (batch.kinds, batch.cells):
            assert all(len(found) == len(batch.rows) for found in (marks or {}).values()), "marks and rows differ"
        numbers += [*batch.rows.to_pylist(), *(row.row for row in batch.unmade)]
    numbers.sort()
    if name in ("xlsx", "ods"):  # a sheet's rows have the numbers a person sees
        assert len(set(numbers)) == len(numbers), "a row number is used twice"
    else:
        assert numbers == list(range(1, len(numbers) + 1)), "rows do not balance"
    return len(numbers)


def _read(location: Path | str, said: SourceOptions) -> list[RawBatch]:
    source = open_source(location, said, _LIMITS)
    source.headings()
    return list(source.batches())


def attempt(corpus: Corpus, name: str, seed: str, path: Path) -> int:
    """Damage a file as `seed` says, and read it."""
    dice = random.Random(seed)
    path.write_bytes(damaged(corpus, dice))
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    return answered(path, name, options(name, dice))


def main(name: str, seed: str, first: str, count: str, file: str) -> None:
    """Run, and print what happened as one line of JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    corpus, path = corpus_of(name), Path(file)
    refused = rows = 0
    for number in range(int(first), int(first) + int(count)):
        try:
            found = attempt(corpus, name, f"{name} {seed} {number}", path)
        except BaseException as error:
            print(json.dumps({"number": number, "raised": f"{type(error).__name__}: {error}"}), flush=True)
            raise
        refused, rows = refused + (found < 0), rows + max(found, 0)
    print(json.dumps({"executions": int(count), "refused": refused, "rows": rows}))


if __name__ == "__main__":
    main(*sys.argv[1:])
