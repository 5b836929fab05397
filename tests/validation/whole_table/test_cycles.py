"""Hierarchies without circles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from checked import SIZES, Row, check, verdicts
from hypothesis import given, settings
from hypothesis import strategies as st
from made import accepted, contract, field, refers, report_of

from opendata_share.contract import NoCycles
from opendata_share.report import Severity
from opendata_share.validation.whole_table._cycles import last_of_circles

IDS = st.sampled_from([None, *"abcdefgh"])


def naive_cycles(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Return the last row of every circle, with the row it refers to; of two rows with one id the first is it."""
    place: dict[str, int] = {}
    for number, row in enumerate(rows):
        if row["id"] is not None and row["up"] is not None:
            place.setdefault(row["id"], number)
    found = set()
    for start in range(len(rows)):
        path, at = list[int](), start
        while at not in path:
            path.append(at)
            up = rows[at]["up"]
            if rows[at]["id"] is None or up is None or up not in place:
                break
            at = place[up]
        else:
            circle = path[path.index(at) :]
            found.add(max(circle))
    return sorted((number + 1, place[rows[number]["up"]] + 1) for number in found)


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.fixed_dictionaries({"id": IDS, "up": IDS}), max_size=12), SIZES, st.sampled_from(["error", "advice"])
)
def test_the_last_row_of_every_circle_is_found(rows: list[Row], size: int, severity: Severity) -> None:
    promised = contract(field("id"), field("up"), table_rules=(NoCycles("id", "up", severity),))
    check(promised, rows, size, "no-cycles", naive_cycles(rows))


def test_a_circle_that_is_broken_takes_what_refers_into_it_along() -> None:
    """A row that refers to a rejected row of its own agency dangles; what hangs elsewhere stays."""
    promised = contract(
        field("id"), field("up", reference=refers("thing")), key=("id",), table_rules=(NoCycles("id", "up"),)
    )
    rows = [{"id": "a", "up": "b"}, {"id": "b", "up": "a"}, {"id": "c", "up": "a"}, {"id": "d"}, {"id": "e", "up": "d"}]
    for validated in verdicts(promised, rows, 2):
        assert [row["id"] for row in accepted(validated)] == ["d", "e"]
        (one,) = [found for found in report_of(validated).violations if found.rule == "no-cycles"]
        assert one.row == 2
        assert one.message() == "following up from row 1 comes back to this row"


def test_long_circles_and_long_ways_into_them_are_found() -> None:
    count = 1000
    parents = np.arange(1, count + 1)
    parents[-1] = 400  # 400 … 999 is the circle, 0 … 399 lead into it
    assert last_of_circles(parents).tolist() == [count - 1]
    parents[-1] = -1
    assert last_of_circles(parents).tolist() == []
