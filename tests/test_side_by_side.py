"""Pieces of work side by side: results and errors in order, a few pieces ahead, nothing left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from opendata_share._side_by_side import side_by_side

MAPS = {"threads": None, "map": map, "pool": "pool"}


@pytest.fixture(params=MAPS)
def mapper(request):
    if request.param != "pool":
        yield MAPS[request.param]
        return
    with ThreadPoolExecutor(3) as pool:
        yield pool.map


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setattr("opendata_share._side_by_side.cores", lambda: 2)


def ours() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("opendata-share")]


@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_results_come_in_the_order_of_the_pieces(mapper, count):
    def work(number: int) -> int:
        time.sleep(0.001 if number % 3 == 0 else 0)
        return number * number

    assert list(side_by_side(work, range(count), mapper)) == [number * number for number in range(count)]
    assert ours() == []


def test_a_bounded_number_of_pieces_is_taken_ahead(mapper):
    taken = 0

    def pieces() -> Iterator[int]:
        nonlocal taken
        for number in range(200):
            taken += 1
            yield number

    for done, number in enumerate(side_by_side(lambda piece: piece, pieces(), mapper)):
        assert number == done
        assert taken - done <= 17


def test_what_is_done_is_handed_over_before_every_thread_has_work(monkeypatch):
    monkeypatch.setattr("opendata_share._side_by_side.cores", lambda: 64)
    finished = [threading.Event() for _ in range(60)]
    taken = 0

    def pieces() -> Iterator[int]:
        nonlocal taken
        for number in range(60):
            assert number < 2 or finished[number - 2].wait(10)  # cutting takes longer than the work
            taken += 1
            yield number

    def work(number: int) -> int:
        finished[number].set()
        return number

    for done, _ in enumerate(side_by_side(work, pieces()), start=1):
        assert taken - done <= 10


def test_an_error_of_the_pieces_waits_for_the_pieces_before_it(mapper):
    def pieces() -> Iterator[int]:
        yield from range(5)
        raise ValueError("the sixth")

    seen: list[int] = []
    with pytest.raises(ValueError, match="the sixth"):
        seen.extend(side_by_side(lambda piece: piece, pieces(), mapper))
    assert seen == [0, 1, 2, 3, 4]
    assert ours() == []


def test_the_first_error_in_the_order_of_the_pieces_is_raised(mapper):
    def pieces() -> Iterator[int]:
        yield from range(5)
        raise ValueError("the sixth")

    def work(number: int) -> int:
        if number == 3:
            raise LookupError("the fourth")
        return number

    seen: list[int] = []
    with pytest.raises(LookupError, match="the fourth"):
        seen.extend(side_by_side(work, pieces(), mapper))
    assert seen == [0, 1, 2]
    assert ours() == []


def test_a_caller_that_stops_listening_leaves_no_thread(mapper):
    closed = []

    def pieces() -> Iterator[int]:
        try:
            yield from range(1000)
        finally:
            closed.append(True)

    results = side_by_side(lambda piece: piece, pieces(), mapper)
    assert next(results) == 0
    results.close()
    assert ours() == []
    assert closed == [True]


def test_an_error_lets_go_of_the_pieces_while_it_is_held(mapper):
    closed = []

    def pieces() -> Iterator[int]:
        try:
            yield from range(1000)
        finally:
            closed.append(True)

    def work(number: int) -> int:
        if number == 3:
            raise LookupError("the fourth")
        return number

    with pytest.raises(LookupError) as held:
        list(side_by_side(work, pieces(), mapper))
    assert held.value.__traceback__ is not None
    assert closed == [True]
    assert ours() == []


def test_a_loop_that_ends_in_one_of_its_own_threads_does_not_wait_for_itself():
    second_began, may_close = threading.Event(), threading.Event()

    def work(number: int) -> int:
        if number == 0:
            assert second_began.wait(10)
        if number == 1:
            second_began.set()
            assert may_close.wait(10)
            results.close()
        return number

    results = side_by_side(work, range(8))
    assert next(results) == 0
    closing = [thread for thread in threading.enumerate() if thread.name.startswith("opendata-share")]
    may_close.set()
    for thread in closing:
        thread.join(10)
    assert ours() == []
    assert list(results) == []


def test_an_interrupt_leaves_no_thread(mapper):
    def pieces() -> Iterator[int]:
        yield from range(5)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(side_by_side(lambda piece: piece, pieces(), mapper))
    assert ours() == []


def test_one_piece_needs_no_thread():
    where = list(side_by_side(lambda piece: threading.current_thread(), [1]))
    assert where == [threading.main_thread()]


def test_several_pieces_run_beside_the_caller():
    where = set(side_by_side(lambda piece: threading.current_thread().name, range(20)))
    assert all(name.startswith("opendata-share") for name in where)
