"""Where texts come again and again each is matched once: that saves time and changes no verdict."""

from __future__ import annotations

import pickle
import random
import re

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share.validation._value_rules import Expression

SPECIAL = ["AB-1", "ab-1", "AB-\u0661", "", None]
COLUMN = st.tuples(
    st.sampled_from([3, 200, 5_000]), st.floats(0, 1), st.lists(st.sampled_from(SPECIAL)), st.integers(0, 2**32)
)


@settings(deadline=None, max_examples=30)
@given(st.lists(COLUMN, min_size=1, max_size=3))
def test_a_pattern_is_judged_alike_whether_texts_come_again_or_not(
    columns: list[tuple[int, float, list[str | None], int]],
) -> None:
    rule = Expression("^[A-Z]{2}-[0-9]+$")
    for distinct, share, special, seed in columns:
        chance = random.Random(seed)
        texts: list[str | None] = [
            f"AB-{chance.randrange(distinct)}" if chance.random() < share else "ab" for _ in range(1_500)
        ]
        texts += special * 10
        chance.shuffle(texts)
        broken = rule.broken(pa.array(texts, pa.string()))
        flags = [False] * len(texts) if broken is None else broken.to_pylist()
        assert [bool(flag) for flag in flags] == [
            text is not None and re.fullmatch("[A-Z]{2}-[0-9]+", text, re.ASCII) is None for text in texts
        ]


def test_a_rule_that_has_judged_can_be_sent_to_another_process() -> None:
    rule = Expression("^A$", unlike="^B$")
    broken = rule.broken(pa.array([str(number) for number in range(2_000)]))
    assert broken is not None
    assert broken.true_count == 2_000
    assert pickle.loads(pickle.dumps(rule)) == rule
