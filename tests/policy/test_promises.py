"""The contract after transforms: what it promises is kept, and what it cannot promise any more is said."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import INTERNAL, PUBLIC, contract, field, judged, refers

from opendata_share.contract import (
    Check,
    Contract,
    Provenance,
    RowCount,
    Sensitivity,
    Text,
    Transitions,
    UniqueAmong,
)
from opendata_share.errors import DefinitionError
from opendata_share.policy import Policy, protect
from opendata_share.policy._change import transformed
from opendata_share.policy._decide import decide
from opendata_share.policy._derive import Derived, derive, promise
from opendata_share.policy._pseudonym import Key
from opendata_share.policy._terms import Case, FieldRule, KeySource, Party, SchemaPolicy, Suppress
from opendata_share.policy._transforms import (
    AreaLevel,
    Band,
    Calendar,
    Decimals,
    Keep,
    Mask,
    Pseudonym,
    Step,
    Transform,
)

DAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
CLASSES = frozenset({PUBLIC, INTERNAL})


def policy(audience: str = "jakarta-fire", rows: str | None = None, suppress: Any = (), **rules: Any) -> Policy:
    made = {name: rule if isinstance(rule, FieldRule) else FieldRule((Case(rule),)) for name, rule in rules.items()}
    admits = CLASSES if audience != "public" else frozenset({PUBLIC})
    said = SchemaPolicy(admits=admits, fields=made, rows=rows, suppress=suppress)
    return Policy(
        name="ours",
        audience=audience,
        purpose=Text("Drills", "Latihan"),
        parties=(Party("demo", "provider"), Party("jakarta-fire", "recipient")),
        valid_until=date(2026, 12, 31),
        schemas={"thing@1": said},
        key=KeySource(environment="OUR_KEY"),
    )


def derived(whole: Contract, chosen: Policy) -> Derived:
    return derive(decide(chosen, whole, DAY))


# -- what one field promises


@pytest.mark.parametrize(
    ("before", "transform", "after"),
    [
        (
            field("x", pattern="^a", format="email", min_length=2, max_length=9, default="ab", reference=refers("y")),
            Mask(1, 2),
            field("x", min_length=3, max_length=6),
        ),
        (
            field("x", pattern="^3", min_length=2, max_length=20, reference=refers("administrative-area")),
            AreaLevel("kecamatan"),
            field("x", max_length=8, reference=refers("administrative-area")),
        ),
        (field("x", max_length=5), AreaLevel("kecamatan"), field("x", max_length=5)),
        (
            field("x", "integer", minimum=0, maximum=9, unit="a", default=3),
            Pseudonym(),
            field("x", pattern="^[0-9a-f]{32}$"),
        ),
        (
            field("x", provenance=Provenance.IDENTIFIER, min_length=1, pattern="^a"),
            Pseudonym(),
            field("x", pattern="^[0-9a-f]{32}$"),
        ),
        (
            field("x", "integer", minimum=3, maximum=17, unit="a"),
            Band(5),
            field("x", "integer", minimum=0, maximum=15, unit="a"),
        ),
        (
            field("x", "integer", exclusive_minimum=3, exclusive_maximum=15),
            Step(10),
            field("x", "integer", minimum=0, maximum=20),
        ),
        (field("x", "integer", minimum=2.5, maximum=1e300), Band(5), field("x", "integer", minimum=0)),
        (field("x", "integer", minimum=2.0), Band(5), field("x", "integer", minimum=0)),
        (
            field("x", "number", minimum=-90, maximum=89.96),
            Decimals(1),
            field("x", "number", minimum=-90.0, maximum=90.0),
        ),
        (
            field("x", "decimal", precision=5, scale=2, minimum="0.05", maximum="999.99"),
            Decimals(1),
            field("x", "decimal", precision=6, scale=2, minimum="0.00", maximum="1000.00"),
        ),
        (
            field("x", "decimal", precision=38, scale=2, minimum="0.05"),
            Decimals(2),
            field("x", "decimal", precision=38, scale=2, minimum="0.05"),
        ),
        (
            field("x", "decimal", precision=5, scale=2, minimum="0.005"),
            Decimals(1),
            field("x", "decimal", precision=6, scale=2),
        ),
        (
            field("x", "date", minimum="2020-02-15", maximum="2026-02-15"),
            Calendar("month"),
            field("x", "date", minimum="2020-02-01", maximum="2026-02-01"),
        ),
        (
            field("x", "datetime", minimum="2020-02-15T10:30:00+07:00", provenance=Provenance.RECORDED_AT),
            Calendar("hour"),
            field("x", "datetime", minimum="2020-02-15T03:00:00Z", provenance=Provenance.RECORDED_AT),
        ),
        (field("x", pattern="^a", min_length=2), Keep(), field("x", pattern="^a", min_length=2)),
    ],
    ids=str,
)  # fmt: skip
def test_a_field_promises_what_its_values_are_after_it(before: Any, transform: Transform, after: Any) -> None:
    assert promise(before, transform) == after


JAKARTA = "Asia/Jakarta"
FIELDS = {
    "t": field("t", sensitivity=INTERNAL, min_length=1, max_length=6),
    "i": field("i", "integer", minimum=-7, exclusive_maximum=23),
    "n": field("n", "number", exclusive_minimum=-1.26, maximum=7.77),
    "m": field("m", "decimal", precision=3, scale=2, minimum="-9.99", maximum="9.99"),
    "d": field("d", "date", minimum="2019-12-15", maximum="2026-02-27"),
    "a": field("a", "datetime", minimum="2020-01-15T10:30:00Z", maximum="2026-02-27T23:30:00Z"),
}
TRANSFORMS: dict[str, list[Transform]] = {
    "t": [Mask(1), Mask(2, 1), Mask(), AreaLevel("kabupaten"), Pseudonym()],
    "i": [Band(5), Band(10, 20), Step(10), Pseudonym()],
    "n": [Decimals(0), Decimals(1), Step(3)],
    "m": [Decimals(0), Decimals(1), Decimals(2)],
    "d": [Calendar("month"), Calendar("year")],
    "a": [Calendar("hour"), Calendar("day", JAKARTA), Calendar("month"), Calendar("year", JAKARTA)],
}
MOMENTS = st.datetimes(datetime(2020, 1, 15, 10, 30), datetime(2026, 2, 27, 23, 30))
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "t": st.text("ab1.3漢", min_size=1, max_size=6),
    "i": st.integers(-7, 22),
    "n": st.floats(-1.25, 7.77),
    "m": st.decimals(Decimal("-9.99"), Decimal("9.99"), places=2),
    "d": st.dates(date(2019, 12, 15), date(2026, 2, 27)),
    "a": MOMENTS.map(lambda moment: moment.replace(tzinfo=UTC)),
}


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_what_leaves_meets_the_contract_it_leaves_under(data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("OUR_KEY", "k" * 32)
        whole = contract(
            field("id", required=True),
            *FIELDS.values(),
            key=("id",),
            unique=(("i", "id"), ("id",)),
            checks=(
                Check("there", "t IS NULL OR i IS NOT NULL OR i IS NULL", en="e", id="i"),
                Check("small", "i < 100", en="e", id="i"),
            ),
        )
        cells = {name: st.none() | strategy for name, strategy in CELLS.items()}
        rows = data.draw(st.lists(st.fixed_dictionaries(cells), max_size=6))
        rules: dict[str, Any] = {}
        for name, transforms in TRANSFORMS.items():
            kind = data.draw(st.sampled_from(["keep", "drop", "one", "case"]))
            transform = data.draw(st.sampled_from(transforms))
            when = data.draw(st.sampled_from(["i > 5", "n IS NULL", "d > DATE '2022-01-01'"]))
            if kind != "keep":
                rules[name] = FieldRule({"drop": (), "one": (Case(transform),)}.get(kind, (Case(transform, when),)))
        chosen = policy(rows=data.draw(st.sampled_from([None, "i > 0"])), **rules)
        named = [{"id": str(number), **row} for number, row in enumerate(rows)]
        (only,) = protect(judged(whole, named), policy=chosen, as_of=NOW).tables
        promised = only.table.contract
        again = judged(promised, only.table.to_records())
        assert again.report.valid, again.report.text()
        assert Contract.from_document(promised.to_document()) == promised


# -- rules about several fields


def test_a_check_stays_where_it_only_asks_whether_a_changed_field_is_empty() -> None:
    asks = (
        Check("asks", "(a IS NULL) = (b IS NULL) OR a IS NOT NULL", en="e", id="i")
        if False
        else Check("asks", "a IS NULL OR b IS NOT NULL", en="e", id="i")
    )
    compares = Check("compares", "a <= b", en="e", id="i")
    whole = contract(field("a", "number"), field("b", "number"), checks=(asks, compares))
    found = derived(whole, policy(a=Decimals(1)))
    assert [check.name for check in found.contract.checks] == ["asks"]
    assert found.dropped == ("compares",)
    emptied = derived(whole, policy(a=FieldRule((Case(Decimals(1), "b > 1"),))))
    assert emptied.dropped == ("asks", "compares"), "a field that may be empty now is not asked either"
    assert emptied.contract.derived_from is not None
    assert emptied.contract.derived_from.changed == (("a", "round 1"),)


def test_a_field_that_may_be_empty_after_it_is_not_required() -> None:
    whole = contract(field("x", required=True), field("kind"))
    assert derived(whole, policy(x=Mask())).contract.field("x").required
    assert not derived(whole, policy(x=FieldRule((Case(Mask(), "kind = 'a'"),)))).contract.field("x").required
    assert not derived(whole, policy(x=AreaLevel("provinsi"))).contract.field("x").required
    both = FieldRule((Case(Mask(1), "kind = 'a'"), Case(Mask(0, 2))))
    kept = derived(whole, policy(x=both)).contract.field("x")
    assert (kept.required, kept.min_length, kept.max_length) == (True, 3, None), "what holds of both cases"


def test_values_that_became_the_same_tell_no_rows_apart() -> None:
    whole = contract(field("id"), field("n", "integer"), field("m", "integer"), key=("id",), unique=(("n",), ("m",)))
    found = derived(whole, policy(n=Band(5), m=Pseudonym()))
    assert found.contract.unique == (("m",),)
    assert found.dropped == ("unique n",)
    with pytest.raises(DefinitionError, match="makes id coarser, part of the key of thing"):
        derived(whole, policy(id=Mask(1)))
    with pytest.raises(DefinitionError, match="makes id coarser, part of the key of thing"):
        derived(whole, policy(id=FieldRule((Case(Pseudonym(), "n = 1"),))))
    assert derived(whole, policy(id=Pseudonym())).contract.primary_key == ("id",)


def test_rules_of_whole_tables_do_not_outlive_a_row_filter_or_a_change() -> None:
    moves = Transitions("kind", ("id",), "at", allowed=(("a", ("b",)),))
    unique, count = UniqueAmong(("kind",)), RowCount(at_least=1)
    whole = contract(field("id"), field("kind"), field("at", "date"), table_rules=(moves, unique, count))
    filtered = derived(whole, policy(rows="kind = 'a'"))
    assert filtered.contract.table_rules == (unique,)
    assert filtered.dropped == ("Transitions kind, at, id",), "a rule that reads no field is not about one that is left"
    masked = derived(whole, policy(kind=Mask(1)))
    assert masked.contract.table_rules == (count,)
    assert masked.dropped == ("Transitions kind, at, id", "UniqueAmong kind")


def test_what_depends_on_a_changed_field_goes_with_it() -> None:
    whole = contract(
        field("kind"),
        field("zip", pattern="^[0-9]+$", pattern_when="kind = 'a'"),
        field("sum", "integer", derived="CHAR_LENGTH(kind)"),
        field("near", reference=refers("station")),
    )
    found = derived(whole, policy(kind=Mask(1)))
    assert found.contract.field("zip").pattern is None
    assert found.contract.field("sum").derived is None
    assert found.contract.field("near").reference == refers("station")
    assert found.dropped == ("pattern zip", "derived sum")
    masked = derived(whole, policy(near=Mask(1)))
    assert masked.dropped == ("reference near",)


def test_hidden_counts_may_be_empty_and_rules_about_them_go() -> None:
    whole = contract(
        field("n", "integer", required=True),
        field("rate", "number", required=True),
        field("flag", "boolean"),
        field("kind"),
        checks=(Check("said", "NOT flag OR kind = 'a'", en="e", id="i"),),
    )
    found = derived(whole, policy(suppress=(Suppress(("n",), ("kind",), 5, ("rate",), "flag"),)))
    assert [found.contract.field(name).required for name in ("n", "rate")] == [False, False]
    assert found.dropped == ("said",)


def test_to_the_public_what_is_coarse_is_public() -> None:
    whole = contract(field("id"), field("x", "number", sensitivity=INTERNAL))
    assert derived(whole, policy("public", x=Decimals(1))).contract.field("x").sensitivity is PUBLIC
    assert derived(whole, policy(x=Decimals(1))).contract.field("x").sensitivity is Sensitivity.INTERNAL


def test_cases_that_make_values_of_two_types_are_refused() -> None:
    whole = contract(field("id"), field("n", "integer"))
    with pytest.raises(DefinitionError, match="make values of different types"):
        derived(whole, policy(n=FieldRule((Case(Pseudonym(), "n > 3"), Case(Keep())))))


# -- nothing leaves by accident


def test_a_pseudonym_without_names_makes_nothing() -> None:
    with pytest.raises(AssertionError, match="needs its names"):
        transformed(pa.array(["a"]), Pseudonym())


def test_a_key_prints_as_nothing_and_is_not_pickled() -> None:
    key = Key(b"secret-secret-secret-secret-secret")
    names = key.names("a", "b")
    for shown in (repr(key), str(key), repr(names), f"{key!r}"):
        assert "secret" not in shown
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(key)


def test_a_long_key_is_hashed_first_as_hmac_says() -> None:
    import hashlib
    import hmac

    secret = b"x" * 100
    expected = hmac.new(secret, b"opendata-share/pseudonym@1\0a\0d\0v", hashlib.sha256).hexdigest()[:32]
    assert Key(secret).names("a", "d")(pa.array(["v"])).to_pylist() == [expected]


def test_names_are_the_same_whether_remembered_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    from opendata_share.policy import _pseudonym

    whole = pa.array(["a", None, "b", "c", "a", "d", "b", None])
    free = Key(b"k" * 32).names("a", "d")
    expected = free(whole).to_pylist()
    assert free(pa.array([], pa.string())).to_pylist() == []
    assert free(whole).to_pylist() == expected
    monkeypatch.setattr(_pseudonym, "_REMEMBERED", 2)
    tight = Key(b"k" * 32).names("a", "d")
    made = [name for start in range(len(whole)) for name in tight(whole.slice(start, 1)).to_pylist()]
    assert made == expected
    assert made[0] == made[4] != made[2]
    assert made[1] is None
