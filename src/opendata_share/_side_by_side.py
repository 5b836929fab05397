"""Pieces of work done side by side, their results in order.

What lives here: threads on the cores this process may use, or whatever `map_batches` the caller brings; how far ahead
work is begun; what happens to work under way when something fails or the caller stops. What this file must not know:
what the work is.

Whatever ends the loop (the last result, an error, an interrupt, a caller that stops listening), no thread and no piece
of work is left behind.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import chain, islice
from typing import Any, Final, TypeAlias, TypeVar

MapBatches: TypeAlias = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""A function used like the built-in `map`, in order: `map`, `ThreadPoolExecutor().map`,
`multiprocessing.Pool().map`."""

_OURS: Final = "opendata-share"
_WAITING: Final = 2  # pieces ready for a thread that becomes free, beside those under way
_WINDOW: Final = 16

T = TypeVar("T")
R = TypeVar("R")


def side_by_side(work: Callable[[T], R], pieces: Iterable[T], map_batches: MapBatches | None = None) -> Generator[R]:
    """Yield `work(piece)` for every piece, in order, a bounded number of pieces ahead of what was asked for.

    Args:
        work: A function that any thread may call.
        pieces: Taken in the caller's thread, a few at a time.
        map_batches: Applies the work to a few pieces at a time; None takes threads on the cores this process may use.

    Raises:
        Exception: The first, in the order of the pieces, that `pieces` or `work` raises.
    """
    if map_batches is None:
        return _in_threads(work, _Pieces(iter(pieces)), cores())
    return _in_windows(work, _Pieces(iter(pieces)), map_batches, 1 if map_batches is map else _WINDOW)


def cores() -> int:
    """Return on how many cores this process may run."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Pieces(Iterator[T]):
    """An iterator whose error waits until everything before it is done."""

    def __init__(self, pieces: Iterator[T]) -> None:
        self._pieces = pieces
        self.error: Exception | None = None

    def __next__(self) -> T:
        try:
            return next(self._pieces)
        except StopIteration:
            raise
        except Exception as error:  # noqa: BLE001  # raised again by `end`, in its turn
            self.error = error
            raise StopIteration from None

    def end(self) -> None:
        """Raise what ended the pieces, if it was an error."""
        if self.error is not None:
            raise self.error

    def close(self) -> None:
        """Let go of what the pieces are taken from, such as an open file, while an error may still hold this."""
        close = getattr(self._pieces, "close", None)
        if close is not None:
            close()


def _in_windows(work: Callable[[T], R], pieces: _Pieces[T], map_batches: MapBatches, size: int) -> Generator[R]:
    with closing(pieces):
        while window := list(islice(pieces, size)):
            yield from map_batches(work, window)
    pieces.end()


def _in_threads(work: Callable[[T], R], pieces: _Pieces[T], threads: int) -> Generator[R]:
    with closing(pieces):
        first = list(islice(pieces, 2))
        every = chain(first, pieces)
        yield from map(work, every) if threads == 1 or len(first) == 1 else _in_pool(work, every, threads)
    pieces.end()


def _in_pool(work: Callable[[T], R], pieces: Iterable[T], threads: int) -> Generator[R]:
    pool = ThreadPoolExecutor(threads, thread_name_prefix=_OURS)
    begun: deque[Future[R]] = deque()
    try:
        for piece in pieces:
            begun.append(pool.submit(work, piece))
            # on many cores what is done first would wait long, and be held as long, for the last thread to have work
            while begun and (len(begun) == threads + _WAITING or begun[0].done()):
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        # the collector may end a forgotten loop in one of its own threads, which cannot wait for itself
        pool.shutdown(wait=not threading.current_thread().name.startswith(_OURS), cancel_futures=True)
