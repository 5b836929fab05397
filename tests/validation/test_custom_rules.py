"""Rules of one's own: judged like the contract's, named in every error, in any process."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import EntryPoint
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from made import (
    INTERNAL,
    accepted,
    batch_of,
    bundle,
    contract,
    field,
    found,
    judged,
    misfit,
    report_of,
    rows_of,
    table,
    table_of,
)

from opendata_share import _plugins
from opendata_share.errors import DefinitionError
from opendata_share.validation import CustomRule, rule, validate

Columns = Mapping[str, Any]
PROMISED = contract(field("beds", "integer"), field("free", "integer"))
ROWS = [{"beds": 4, "free": 4}, {"beds": 4, "free": 5}, {"beds": None, "free": 9}, {"beds": 1, "free": 2}]


@rule(
    "free-within-beds", reads=("free", "beds"), en="Free beds are beds.", id="Tempat tidur kosong termasuk jumlahnya."
)
def free_within_beds(columns: Columns) -> Any:
    return pc.less_equal(columns["free"], columns["beds"])


def failing(holds: Any, **options: Any) -> CustomRule:
    made: CustomRule = rule("mine", reads=("free",), en="e", id="i", **options)(holds)
    return made


def test_rows_that_break_a_rule_are_rejected_in_its_words_and_a_null_passes() -> None:
    validated = judged(PROMISED, ROWS, rules=[free_within_beds])
    assert found(validated) == [(2, None, "free-within-beds"), (4, None, "free-within-beds")]
    assert accepted(validated) == [ROWS[0], ROWS[2]]
    one = report_of(validated).violations[0]
    assert one.message("en") == "Free beds are beds."
    assert one.message("id") == "Tempat tidur kosong termasuk jumlahnya."


def test_advice_keeps_the_rows() -> None:
    validated = judged(PROMISED, ROWS, rules=[failing(lambda columns: pc.less(columns["free"], 5), severity="advice")])
    assert report_of(validated).advice == {"mine": 2}
    assert len(accepted(validated)) == 4
    assert report_of(validated).violations[0].field == "free"


def test_the_verdict_does_not_depend_on_batches_or_threads() -> None:
    whole = judged(PROMISED, ROWS * 20, rules=[free_within_beds]).report.to_document()
    cut = validate(table(PROMISED, ROWS * 20, size=3), rules=[free_within_beds]).report.to_document()
    with ThreadPoolExecutor(3) as pool:
        mapped = validate(table(PROMISED, ROWS * 20, size=3), rules=[free_within_beds], map_batches=pool.map)
    assert whole == cut == mapped.report.to_document()


def test_a_mask_may_be_of_numpy_or_chunked() -> None:
    for holds in (
        lambda columns: columns["free"].to_numpy(zero_copy_only=False) < 5,
        lambda columns: pa.chunked_array(
            [pc.less(columns["free"].slice(0, 1), 5), pc.less(columns["free"].slice(1), 5)]
        ),
    ):
        assert [row for row, _, _ in found(judged(PROMISED, ROWS, rules=[failing(holds)]))] == [2, 3]


@pytest.mark.parametrize(
    ("holds", "message_id", "said"),
    [
        (lambda columns: 1 // 0, "custom-rule-raised", "ZeroDivisionError"),
        (lambda columns: columns["beds"], "custom-rule-raised", "KeyError"),
        (lambda columns: columns["free"], "custom-rule-mask", "int64"),
        (lambda columns: True, "custom-rule-mask", "bool"),
        (lambda columns: None, "custom-rule-mask", "NoneType"),
        (lambda columns: pa.nulls(len(columns["free"])), "custom-rule-mask", "null"),
        (lambda columns: np.ones((2, 2), np.bool_), "custom-rule-mask", "ndarray"),
        (lambda columns: pc.is_valid(columns["free"]).slice(1), "custom-rule-length", "3"),
    ],
)
def test_what_is_no_mask_names_the_rule(holds: Any, message_id: str, said: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        judged(PROMISED, ROWS, rules=[failing(holds)])
    assert refused.value.message_id == message_id
    assert "mine" in refused.value.text("en")
    assert said in refused.value.text("id")


def test_what_a_rule_says_when_it_fails_is_not_shown_because_it_may_hold_data() -> None:
    def tells(columns: Columns) -> Any:
        raise ValueError(f"secret {columns['free'].to_pylist()}")

    with pytest.raises(DefinitionError) as refused:
        judged(PROMISED, [{"free": 421007}], rules=[failing(tells)])
    assert "421007" not in refused.value.text("en")
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    assert f"line {tells.__code__.co_firstlineno + 1}" in refused.value.text("en")


def test_no_value_of_a_field_stands_in_a_violation() -> None:
    promised = contract(field("beds", "integer"), field("free", "integer", sensitivity=INTERNAL))
    document = judged(promised, [{"free": 421007}], rules=[failing(lambda columns: pc.less(columns["free"], 5))])
    assert "421007" not in document.report.to_json()


def test_a_row_whose_cell_did_not_fit_is_not_seen() -> None:
    batch = rows_of(batch_of(PROMISED, [{"free": None}, {"free": None}]), misfits=(misfit("free", [0]),))
    breaks = failing(lambda columns: pc.is_valid(columns["free"]))
    assert found(validate(table_of(PROMISED, batch), rules=[breaks])) == [(1, "free", "type"), (2, "free", "mine")]


def test_a_rule_judges_the_tables_it_fits() -> None:
    one, other = contract(field("free", "integer"), name="one"), contract(field("x"), name="other")
    third = contract(field("free", "integer"), name="third")
    tables = [table(promised, [{"free": 9}]) for promised in (one, third)] + [table(other, [{"x": "a"}])]
    breaks = failing(lambda columns: pc.less(columns["free"], 5))
    validated = validate(bundle(*tables), rules=[breaks])
    assert [report_of(validated, name).counts for name in ("one", "third", "other")] == [{"mine": 1}, {"mine": 1}, {}]
    only = failing(lambda columns: pc.less(columns["free"], 5), contract="third")
    validated = validate(bundle(*tables), rules=[only])
    assert [report_of(validated, name).counts for name in ("one", "third", "other")] == [{}, {"mine": 1}, {}]


@pytest.mark.parametrize(
    ("rules", "message_id"),
    [
        ([rule("mine", reads=("nothing",), en="e", id="i")(lambda columns: None)], "custom-rule-fits-none"),
        ([failing(lambda columns: None, contract="other")], "custom-rule-fits-none"),
        ([failing(lambda columns: None), failing(lambda columns: None)], "custom-rule-twice"),
        ([lambda columns: None], "custom-rule-kind"),
        (["nobody-registered-this"], "plugin-unknown"),
    ],
)
def test_rules_that_cannot_judge_are_refused_before_a_row_is_read(rules: Any, message_id: str) -> None:
    def unread() -> Any:
        raise AssertionError("no row may be read")

    unreadable = table(PROMISED, [])
    object.__setattr__(unreadable, "_open", unread)
    with pytest.raises(DefinitionError) as refused:
        validate(unreadable, rules=rules)
    assert refused.value.message_id == message_id


@pytest.mark.parametrize(
    ("options", "message_id"),
    [
        ({"name": "Mine"}, "custom-rule-name"),
        ({"reads": ()}, "custom-rule-reads"),
        ({"reads": ("a", "a")}, "custom-rule-reads"),
        ({"severity": "bad"}, "custom-rule-severity"),
    ],
)
def test_a_rule_that_is_not_sound_is_refused_when_it_is_made(options: Any, message_id: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        rule(**{"name": "mine", "reads": ("a",), "en": "e", "id": "i", **options})(lambda columns: None)
    assert refused.value.message_id == message_id


def test_a_registered_rule_is_given_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("free-within-beds", f"{__name__}:free_within_beds", "opendata_share.rules")
    monkeypatch.setattr(_plugins, "_registered", lambda group: {point.name: point} if group == "rules" else {})
    monkeypatch.setattr(EntryPoint, "load", lambda self: free_within_beds)
    validated = judged(PROMISED, ROWS, rules=["free-within-beds"])
    assert report_of(validated).counts == {"free-within-beds": 2}


def test_a_rule_of_a_module_travels_by_name_and_another_says_why_it_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or __import__("types").ModuleType(__name__))
    monkeypatch.setattr(sys.modules[__name__], "free_within_beds", free_within_beds, raising=False)
    assert pickle.loads(pickle.dumps(free_within_beds)) is free_within_beds
    with pytest.raises(DefinitionError) as refused:
        pickle.dumps(failing(lambda columns: None))
    assert refused.value.message_id == "custom-rule-local"


def test_a_decorated_function_can_be_called_as_before() -> None:
    assert free_within_beds({"free": pa.array([1, 3]), "beds": pa.array([2, 2])}).to_pylist() == [True, False]
