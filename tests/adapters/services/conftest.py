"""What the tests of services share: a server on loopback, and a source read wholly."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "reading"))
sys.path.insert(0, str(Path(__file__).parents[2] / "transport"))

from loopback import Behave, Loopback, answering

from opendata_share._limits import DEFAULT_LIMITS, Limits
from opendata_share.adapters.sources import RawBatch, ServiceOptions, Source, SourceOptions, open_source
from opendata_share.errors import OpenDataShareError


@pytest.fixture
def serve() -> Iterator[Callable[[Behave], Loopback]]:
    """Return a function that starts a server answering with a function."""
    with ExitStack() as stack:
        yield lambda behave: stack.enter_context(answering(behave))


Reach = Callable[..., Source]


@pytest.fixture
def reach() -> Reach:
    """Return a function that opens a service: its format and address, and options of SourceOptions or its service."""
    own = {"null", "quarantine", "record", "header"}

    def open_it(form: str, url: str, limits: Limits = DEFAULT_LIMITS, **options: Any) -> Source:
        service = {name: value for name, value in options.items() if name not in own}
        rest = {name: value for name, value in options.items() if name in own}
        return open_source(url, SourceOptions(format=form, service=ServiceOptions(**service), **rest), limits)

    return open_it


def rows(source: Source) -> list[dict[str, Any]]:
    """Read `source` to its end and return its rows; check what must hold of every batch."""
    source.headings()
    batches = list(source.batches())
    check(batches)
    return [row for batch in batches for row in batch.columns.to_pylist()]


def check(batches: list[RawBatch]) -> None:
    numbers: list[int] = []
    for batch in batches:
        batch.columns.validate(full=True)
        assert len(batch.rows) == batch.columns.num_rows
        numbers += [*batch.rows.to_pylist(), *(row.row for row in batch.unmade)]
    numbers.sort()
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True


@pytest.fixture
def read() -> Callable[[Source], list[dict[str, Any]]]:
    return rows


@pytest.fixture
def fail() -> Callable[[Callable[[], object]], OpenDataShareError]:
    """Return a function that calls another, and returns the error of ours it ends in, readable in both languages."""

    def failing(call: Callable[[], object]) -> OpenDataShareError:
        with pytest.raises(OpenDataShareError) as caught:
            call()
        for language in ("en", "id"):
            assert caught.value.text(language)
        return caught.value

    return failing
