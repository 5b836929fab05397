"""What is outside the language is refused by its name, and what does not fit together by its part and its types."""

from __future__ import annotations

import pytest

from opendata_share.errors import DefinitionError
from opendata_share.expressions import ExpressionType, parse, parse_condition

COLUMNS = {
    "i": ExpressionType.INTEGER,
    "j": ExpressionType.INTEGER,
    "m": ExpressionType.DECIMAL,
    "f": ExpressionType.NUMBER,
    "s": ExpressionType.TEXT,
    "b": ExpressionType.BOOLEAN,
    "d": ExpressionType.DATE,
    "ts": ExpressionType.DATETIME,
    "du": ExpressionType.DURATION,
}


def refusal(text: str) -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        parse(text, COLUMNS)
    assert all(caught.value.text(language) for language in ("en", "id"))
    return caught.value


@pytest.mark.parametrize(
    ("text", "construct"),
    [
        ("s LIKE 'a%'", "LIKE"),
        ("s NOT LIKE 'a%'", "LIKE"),
        ("s ILIKE 'a'", "ILIKE"),
        ("s SIMILAR TO 'a'", "SIMILAR"),
        ("CAST(i AS TEXT)", "CAST"),
        ("i::text", "::"),
        ("s || 'x'", "||"),
        ("i % 2", "%"),
        ("i ^ 2", "^"),
        ("i & 2", "&"),
        ("i | 2", "|"),
        ("~i", "~"),
        ("i ** 2", "**"),
        ("i << 2", "<<"),
        ("i == 2", "=="),
        ("i <=> 2", "<=>"),
        ("s -> 'a'", "->"),
        ("i := 2", ":="),
        ("s[1]", "["),
        ("t.i", "."),
        ("?", "?"),
        ("+i", "unary +"),
        ("i IN (SELECT 1)", "SELECT"),
        ("(SELECT 1)", "SELECT"),
        ("SELECT 1", "SELECT"),
        ("EXISTS (SELECT 1)", "EXISTS"),
        ("i = ANY (1)", "ANY"),
        ("CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"),
        ("CURRENT_DATE", "CURRENT_DATE"),
        ("i IS DISTINCT FROM j", "DISTINCT"),
        ("i BETWEEN SYMMETRIC 1 AND 2", "SYMMETRIC"),
        ("i ISNULL", "ISNULL"),
        ("i AS x", "AS"),
        ("s COLLATE nocase", "COLLATE"),
        ("ts AT TIME ZONE 'UTC'", "AT"),
        ("b XOR b", "XOR"),
        ("i DIV 2", "DIV"),
        ("b IS TRUE", "IS TRUE"),
        ("b IS NOT FALSE", "IS NOT FALSE"),
        ("b IS UNKNOWN", "UNKNOWN"),
        ("i IS j", "IS j"),
        ("i IS", "IS"),
        ("E'a'", "E'…'"),
        ("N'a'", "N'…'"),
        ("TIMESTAMPTZ '2020-01-01 00:00Z'", "TIMESTAMPTZ"),
        ("COALESCE(i, 1) OVER (ORDER BY i)", "OVER"),
        ("CHAR_LENGTH(s, s)", "CHAR_LENGTH(…, …)"),
        ("DROP TABLE x", "DROP"),
    ],
)
def test_a_construct_outside_the_language_is_named(text: str, construct: str) -> None:
    error = refusal(text)
    assert error.message_id == "expression-unsupported"
    assert error.message() == f"{construct} is not part of the expression language."


@pytest.mark.parametrize(
    "function",
    [
        "now",
        "LEN",
        "LENGTH",
        "CHARACTER_LENGTH",
        "IFNULL",
        "IF",
        "ABS",
        "DATE",
        "TRY_CAST",
        "COUNT",
        "upper",
        "NULLIF",
        "f",
    ],
)
def test_a_function_outside_the_language_is_named(function: str) -> None:
    error = refusal(f"{function}(s)")
    assert (error.message_id, error.parameters["function"]) == ("expression-function", function)


@pytest.mark.parametrize(
    ("text", "message_id"),
    [
        ("", "expression-empty"),
        (" \n", "expression-empty"),
        ("i; drop table x", "expression-semicolon"),
        ("i;", "expression-semicolon"),
        ("i -- why", "expression-comment"),
        ("i --1", "expression-comment"),
        ("i /* why */", "expression-comment"),
        ("i # why", "expression-comment"),
        ("'abc", "expression-quote"),
        ("s = 'it's'", "expression-quote"),
        ("s = ''abc'", "expression-quote"),
        ('"i', "expression-quote"),
        ('""', "expression-quote"),
        ("`i`", "expression-character"),
        ("i = $1", "expression-character"),
        ("i\u00a0= 1", "expression-character"),
        ("i = \x00", "expression-character"),
        ("s = '\ud800'", "expression-character"),
        ("(i", "expression-unbalanced"),
        ("i)", "expression-unbalanced"),
        ("((i)", "expression-unbalanced"),
        ("CASE WHEN b THEN i", "expression-unbalanced"),
        ("i END", "expression-unbalanced"),
        ("CASE WHEN (b THEN 1 END)", "expression-unbalanced"),
        ("COALESCE(i, CASE WHEN b THEN i)", "expression-unbalanced"),
        ("i +", "expression-syntax"),
        ("* i", "expression-syntax"),
        ("i + * j", "expression-syntax"),
        ("()", "expression-syntax"),
        ("(i, j)", "expression-syntax"),
        ("i, j", "expression-syntax"),
        ("COALESCE()", "expression-syntax"),
        ("COALESCE(i,)", "expression-syntax"),
        ("COALESCE(,i)", "expression-syntax"),
        ("i IN ()", "expression-syntax"),
        ("i IN (1,)", "expression-syntax"),
        ("i NOT NULL", "expression-syntax"),
        ("i NOT j", "expression-syntax"),
        ("NOT IN (1)", "expression-syntax"),
        ("NOT", "expression-syntax"),
        ("i BETWEEN 1", "expression-syntax"),
        ("i BETWEEN 1 OR 2", "expression-syntax"),
        ("i BETWEEN AND 2", "expression-syntax"),
        ("CASE END", "expression-syntax"),
        ("CASE i END", "expression-syntax"),
        ("CASE ELSE 1 END", "expression-syntax"),
        ("CASE WHEN b END", "expression-syntax"),
        ("CASE WHEN b THEN 1 ELSE 2 ELSE 3 END", "expression-syntax"),
        ("CASE WHEN b THEN 1 ELSE 2 WHEN b THEN 3 END", "expression-syntax"),
        ("CASE WHEN THEN 1 END", "expression-syntax"),
        ("CASE b THEN 1 END", "expression-syntax"),
        ("WHEN b", "expression-syntax"),
        ("b WHEN", "expression-unbalanced"),
        ("IS NULL", "expression-syntax"),
        ("i IS NOT", "expression-unsupported"),
        ("1abc", "expression-syntax"),
        ("0x1F", "expression-syntax"),
        ("1_000", "expression-syntax"),
        ("1.2.3", "expression-syntax"),
        ("1e", "expression-syntax"),
        ("i j", "expression-operator-missing"),
        ("i 1", "expression-operator-missing"),
        ("'a' 'b'", "expression-operator-missing"),
        ("i (1)", "expression-function"),
        ("(i)(j)", "expression-operator-missing"),
        ('"i" (j)', "expression-operator-missing"),
        ("i CASE WHEN b THEN 1 END", "expression-operator-missing"),
        ("i IN 1", "expression-in-list"),
        ("i IN j", "expression-in-list"),
        ("nope", "expression-unknown-column"),
        ("I = 1", "expression-unknown-column"),
        ('"nope" = 1', "expression-unknown-column"),
    ],
)
def test_malformed_text_is_one_clear_error(text: str, message_id: str) -> None:
    assert refusal(text).message_id == message_id


@pytest.mark.parametrize(
    "text",
    [
        "i = j IS NULL",
        "i = j = b",
        "i < j < 3",
        "b = i IN (1)",
        "i BETWEEN 1 AND 2 = b",
        "b = NOT b",
        "i IS NULL IS NULL",
    ],
)
def test_what_engines_read_differently_wants_parentheses(text: str) -> None:
    assert refusal(text).message_id == "expression-ambiguous"


@pytest.mark.parametrize(
    "text", ["(i = j) IS NULL", "b = (NOT b)", "b = (i IN (1))", "i BETWEEN 1 AND 2 AND b = b", "NOT b = b"]
)
def test_with_parentheses_it_is_read(text: str) -> None:
    assert parse(text, COLUMNS).type is ExpressionType.BOOLEAN


def test_two_hundred_parentheses_are_too_deep() -> None:
    assert refusal("(" * 200 + "i" + ")" * 200).message_id == "expression-too-deep"


@pytest.mark.parametrize("opening", ["(", "NOT ", "- ", "CASE WHEN ", "COALESCE("])
def test_thirty_three_levels_of_anything_are_too_deep(opening: str) -> None:
    error = refusal(opening * 33 + "i")
    assert (error.message_id, error.parameters["limit"]) == ("expression-too-deep", 32)


def test_five_thousand_bytes_are_too_long_and_four_thousand_are_not() -> None:
    error = refusal("i" + " " * 4_999)
    assert (error.message_id, error.parameters["size"]) == ("expression-too-long", 5_000)
    assert refusal("s = '" + "é" * 2_000 + "'").message_id == "expression-too-long"
    assert parse("i" + " " * 3_999, COLUMNS).type is ExpressionType.INTEGER


@pytest.mark.parametrize(
    ("text", "message_id"),
    [
        ("9223372036854775808", "expression-number-range"),
        ("i - 9223372036854775808", "expression-number-range"),
        ("-(-9223372036854775808)", "expression-number-range"),
        ("1" + "0" * 400, "expression-number-range"),
        ("1e400", "expression-number-range"),
        ("0." + "1" * 39, "expression-number-range"),
        ("INTERVAL '999999999999' DAY", "expression-number-range"),
        ("DATE '2023-02-29'", "expression-date-literal"),
        ("DATE '2023-2-9'", "expression-date-literal"),
        ("DATE '20230209'", "expression-date-literal"),
        ("DATE 'today'", "expression-date-literal"),
        ("TIMESTAMP '2020-01-01 00:00:00'", "expression-naive-timestamp"),
        ("TIMESTAMP '2020-01-01 00:00:00+07:00'", "expression-naive-timestamp"),
        ("TIMESTAMP WITHOUT TIME ZONE '2020-01-01 00:00:00'", "expression-naive-timestamp"),
        ("TIMESTAMP WITH TIME ZONE '2020-01-01 00:00:00'", "expression-naive-timestamp"),
        ("TIMESTAMP WITH TIME ZONE '2020-01-01'", "expression-timestamp-literal"),
        ("TIMESTAMP WITH TIME ZONE '2020-01-01 24:00:00Z'", "expression-timestamp-literal"),
        ("TIMESTAMP WITH TIME ZONE '2020-01-01 23:59:60Z'", "expression-timestamp-literal"),
        ("TIMESTAMP WITH TIME ZONE '2020-01-01 00:00:00.1234567Z'", "expression-timestamp-literal"),
        ("TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+07:00'", "expression-timestamp-literal"),
        ("INTERVAL '1' MONTH", "expression-interval-literal"),
        ("INTERVAL '1' DAYS", "expression-interval-literal"),
        ("INTERVAL '1 day'", "expression-interval-literal"),
        ("INTERVAL 1 DAY", "expression-interval-literal"),
        ("INTERVAL '1' DAY TO SECOND", "expression-interval-literal"),
        ("INTERVAL '0.5' DAY", "expression-interval-literal"),
        ("INTERVAL '' DAY", "expression-interval-literal"),
    ],
)
def test_a_literal_that_is_none_is_shown(text: str, message_id: str) -> None:
    error = refusal(text)
    assert error.message_id == message_id
    assert error.parameters["literal"].strip("-()") in text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("s = 1", "= does not go between s (text) and 1 (integer)."),
        ("i + 1 < s", "< does not go between i + 1 (integer) and s (text)."),
        ("d = ts", "= does not go between d (date) and ts (datetime)."),
        ("d BETWEEN ts AND ts", "BETWEEN does not go between d (date) and ts (datetime)."),
        ("i IN ('a')", "IN does not go between i (integer) and 'a' (text)."),
        ("b + 1", "+ does not go between b (boolean) and 1 (integer)."),
        ("s + s", "+ does not go between s (text) and s (text)."),
        ("ts + ts", "+ does not go between ts (datetime) and ts (datetime)."),
        ("ts + 1", "+ does not go between ts (datetime) and 1 (integer)."),
        ("d - d", "- does not go between d (date) and d (date)."),
        ("du * 1.5", "* does not go between du (duration) and 1.5 (decimal)."),
        ("du / 2", "/ does not go between du (duration) and 2 (integer)."),
        ("s + NULL", "+ does not go between s (text) and NULL (null)."),
        ("CASE s WHEN 1 THEN 2 END", "WHEN does not go between s (text) and 1 (integer)."),
        ("CASE WHEN b THEN i ELSE s END", "CASE wants values of one type: i is integer, s is text."),
        ("COALESCE(NULL, d, i, ts)", "COALESCE wants values of one type: d is date, i is integer."),
        ("NULL IN (1, 'a')", "IN wants values of one type: 1 is integer, 'a' is text."),
        ("i AND b", "AND wants a condition, and i is integer."),
        ("b OR 's'", "OR wants a condition, and 's' is text."),
        ("NOT (i + -j)", "NOT wants a condition, and i + (-j) is integer."),
        ("CASE WHEN CHAR_LENGTH(s) THEN 1 END", "WHEN wants a condition, and CHAR_LENGTH(s) is integer."),
        ("b < b", "b is boolean, and booleans have no order: < does not apply."),
        ("b BETWEEN b AND b", "b is boolean, and booleans have no order: BETWEEN does not apply."),
        ("-s", "Minus does not go before s (text)."),
        ("-d", "Minus does not go before d (date)."),
        ("CHAR_LENGTH(i)", "CHAR_LENGTH counts the characters of a text, and i is integer."),
        ("i / j", "i / j divides integers: SQL engines disagree on what is left of the remainder."),
        ("i / 2", "i / 2 divides integers: SQL engines disagree on what is left of the remainder."),
        ("d + INTERVAL '24' HOUR", "A date moves by whole days only, and INTERVAL '24' HOUR is not written in days."),
        ("d - du", "A date moves by whole days only, and du is not written in days."),
        ("i IN (j)", "IN takes literals other than NULL; j is none."),
        ("i IN (1, NULL)", "IN takes literals other than NULL; NULL is none."),
        ("i IN (1 + 1)", "IN takes literals other than NULL; 1 + 1 is none."),
    ],
)
def test_parts_that_do_not_go_together_are_named_with_their_types(text: str, message: str) -> None:
    assert refusal(text).message() == message


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("CASE s WHEN 'a' THEN i ELSE 2 END + 0", "CASE s WHEN 'a' THEN i ELSE 2 END + 0"),
        ("COALESCE(i, -1) * (i - j)", "COALESCE(i, -1) * (i - j)"),
        ("-(i + j)", "-(i + j)"),
        ("b AND NOT b OR i IS NOT NULL AND j IS NULL", None),
        ("i BETWEEN 1 AND j", "i BETWEEN 1 AND j"),
        ("i NOT IN (1, 2)", "NOT (i IN (1, 2))"),
        ("i <> j", "i <> j"),
        ("+".join(["i"] * 1_000), "i" + " + i" * 19 + " +…"),
    ],
)
def test_a_message_shows_the_part_and_cuts_a_long_one(part: str, shown: str | None) -> None:
    error = refusal(f"CHAR_LENGTH({part})")
    assert shown is None or error.parameters["part"] == shown
    assert len(error.parameters["part"]) <= 80


def test_an_unknown_column_is_answered_with_those_there_are() -> None:
    assert "Columns here: i, j, m, f, s, b, d, ts, du." in refusal("beds > 1").text()


def test_a_condition_that_is_a_number_is_refused() -> None:
    with pytest.raises(DefinitionError, match="must be a condition, true or false; i \\+ 1 is integer"):
        parse_condition("i + 1", COLUMNS)
    with pytest.raises(DefinitionError, match="NULL is null"):
        parse_condition("NULL", COLUMNS)
