"""Which rows fall when others do: against going round until nothing changes, and in linear time."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share.validation._dangling import fallen_references


def naively(dead: list[bool], references: list[tuple[int, int]]) -> tuple[list[bool], list[bool]]:
    """Return (rows dead in the end, references that dangle)."""
    dead = list(dead)
    while True:
        dangles = [target < 0 or dead[target] for _, target in references]
        falling = [source for (source, _), wrong in zip(references, dangles, strict=True) if wrong and not dead[source]]
        if not falling:
            return dead, dangles
        for source in falling:
            dead[source] = True


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[bool], list[tuple[int, int]]]:
    count = draw(st.integers(1, 8))
    dead = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    numbers = st.integers(0, count - 1)
    return dead, draw(st.lists(st.tuples(numbers, st.integers(-1, count - 1)), max_size=16))


@settings(deadline=None)
@given(graphs())
def test_the_same_rows_fall_as_by_going_round(graph: tuple[list[bool], list[tuple[int, int]]]) -> None:
    dead, references = graph
    source, target = (np.array([pair[side] for pair in references], np.int64) for side in (0, 1))
    mask = np.array(dead, np.bool_)
    dangles = fallen_references(mask, source, target)
    assert (mask.tolist(), dangles.tolist()) == naively(dead, references)


def test_nothing_to_judge_is_nothing_found() -> None:
    nothing = np.zeros(0, np.int64)
    assert fallen_references(np.zeros(0, np.bool_), nothing, nothing).tolist() == []


def test_a_long_chain_falls_whole() -> None:
    """Each step is one round; a search through all references in every round would not end within the time limit."""
    count = 20_000
    source = np.arange(count, dtype=np.int64)
    target = np.append(source[1:], -1)
    dead = np.zeros(count, np.bool_)
    assert fallen_references(dead, source, target).all()
    assert dead.all()


def test_many_rows_may_refer_to_one() -> None:
    count = 50_000
    source = np.arange(1, count, dtype=np.int64)
    dead = np.zeros(count, np.bool_)
    dead[0] = True
    assert fallen_references(dead, source, np.zeros(count - 1, np.int64)).sum() == count - 1
