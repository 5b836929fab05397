"""Bad tables of text and JSON, as users send them: each ends in one sentence that names the place, or in rejected rows.

Every case has the id it has in the list of bad inputs, in its name; those that follow an id with a letter are cousins
of it. The oracle is one for all: the exit code; the file and what else the sentence must name, in both languages; no
cell of the file in it; nothing else written, least of all under the folder of releases; no more memory than a few
times the limits.
"""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import dataclass

import pytest

from opendata_share.cli._app import run

SECRET = "Siti-Rahasia"
HEAD = "id,name,station_type,country\n"
GOOD = "demo:1,Pos,post,ID\n"
JSON_GOOD = '{"id":"demo:1","name":"Pos","station_type":"post","country":"ID"}'


def line(**changed: str) -> str:
    """Return a line of JSON whose values are as written here."""
    cells = {"id": '"demo:2"', "name": f'"{SECRET}"', "station_type": '"post"', "country": '"ID"'} | changed
    return "{" + ",".join(f'"{name}":{text}' for name, text in cells.items()) + "}"


@dataclass(frozen=True)
class Bad:
    """A bad file.

    Attributes:
        content: Its bytes.
        told: What the sentence of the error names; None where rows are rejected.
        rows: Rejected rows as (line, field, rule), None where the file is refused.
        accepted: How many rows are sound, where rows are rejected.
        suffix: Of its name.
        options: More of the command line.
        code: The exit code.
    """

    content: bytes | str
    told: tuple[str, ...] = ()
    rows: tuple[tuple[int | None, str | None, str], ...] | None = None
    accepted: int = 1
    suffix: str = ".csv"
    options: tuple[str, ...] = ()
    code: int = 1


def csv(content: str, **details: object) -> Bad:
    return Bad(HEAD + content, **details)  # type: ignore[arg-type]


def ndjson(content: str, **details: object) -> Bad:
    return Bad(f"{JSON_GOOD}\n{content}", suffix=".ndjson", **details)  # type: ignore[arg-type]


def document(text: str, *told: str, **details: object) -> Bad:
    return Bad(text, told, suffix=".json", **details)  # type: ignore[arg-type]


CASES = {
    "A1 unclosed quote": csv(f'demo:1,"{SECRET},post,ID\ndemo:2,y,post,ID\n', told=("line 2", "quote", "name")),
    "A1a unclosed quote on the last line": csv(f'{GOOD}demo:2,"{SECRET}', told=("line 3", "quote", "name")),
    "A1b unclosed quote in the headings": Bad(f'id,"name\n{SECRET},b\n', ("line 1", "quote")),
    "A3 stray quote": csv(f'demo:1,5" {SECRET},post,ID\n', told=("line 2", "quote", "name")),
    "A3a text after a closed quote": csv(f'demo:1,"{SECRET}" x,post,ID\n', told=("line 2", "quote", "name")),
    "A4 ragged rows": csv(
        f"{GOOD}demo:2,x\n\n{SECRET},x,post,ID,9\n", rows=((3, None, "ragged-row"), (5, None, "ragged-row"))
    ),
    "A8 cp1252 declared as utf-8": Bad(
        HEAD.encode() + b"demo:1,Caf\xe9,post,ID\n", ("line 2", "name"), options=("--encoding", "utf-8")
    ),
    "A8a half a character at the end": Bad(
        (HEAD + GOOD + "demo:2,x,post,").encode() + b"\xc3", ("line 3",), options=("--encoding", "utf-8")
    ),
    "A8b a NUL": csv(f"demo:1,{SECRET}\0,post,ID\n", told=("line 2", "name")),
    "A9 utf-16 declared as utf-8": Bad((HEAD + GOOD).encode("utf-16"), ("utf-16",), options=("--encoding", "utf-8")),
    "A9a a mark in front of another mark": Bad(b"\xef\xbb\xbf\xef\xbb\xbf" + (HEAD + GOOD).encode(), ("id",)),
    "A11 duplicate heading": Bad(f"id,id\n{SECRET},2\n", ("line 1", "id", "1", "2")),
    "A11a the same heading in another case": Bad(f"name,Name\n{SECRET},2\n", ("name", "Name")),
    "A13 semicolons read with a comma": Bad(f"id;name\n{SECRET};2\n", ('";"',), options=("--delimiter", ",")),
    "A14 NULL is a name, an empty cell is none": csv(
        "demo:1,NULL,post,ID\ndemo:2,,post,ID\n", rows=((3, "name", "required"),)
    ),
    "A20 monstrous cell": csv(f'demo:1,"{"z" * 9_000_000}",post,ID\n', told=("line 2", "record_bytes", "8388608")),
    "A20a monstrous line without an end": csv("z" * 9_000_000, told=("line 2", "record_bytes")),
    "A21 too many columns": Bad(",".join(f"c{n}" for n in range(5_000)) + "\n", ("4096", "columns")),
    "A21a a heading of a megabyte": Bad("h" * 1_000_000 + ",name\n1,2\n", ("hhhh",)),
    "A22 no bytes": Bad("", ("empty",)),
    "A22a only a mark": Bad(b"\xef\xbb\xbf", ("mark",)),
    "A22b only newlines": Bad("\n\n\n", ("blank",)),
    "A22c trailing delimiters": csv(f"demo:1,{SECRET},post,ID,\n", rows=((2, None, "ragged-row"),), accepted=0),
    "A22d carriage returns alone": Bad(f"id,name\rdemo:1,{SECRET}\r", ("carriage return", "newline")),
    "A23 gzip": Bad(b"\x1f\x8b\x08\x00rest", ("gzip",)),
    "A30 zip called csv": Bad(b"PK\x03\x04rest", ("zip",)),
    "B1 null": document("null", "single value"),
    "B1a a number": document("1", "single value"),
    "B1b a text": document(f'"{SECRET}"', "single value"),
    "B1c white space": document(" \n", "white space"),
    "B1d null in lines": ndjson(
        "null\n1\n[]\n", rows=((2, None, "not-an-object"), (3, None, "not-an-object"), (4, None, "not-an-object"))
    ),
    "B2 arrays without end": document("[" * 100_000, "64", "line 1"),
    "B2a objects without end": document('{"a":' * 20_000, "64", "line 1"),
    "B2b a deep line": ndjson('{"id":' + "[" * 100_000 + "\n", told=("64", "line 2")),
    "B4 duplicate key": document(f'[{JSON_GOOD},{line()[:-1]},"name":1}}]', "/1", "line 1"),
    "B4a duplicate key in a line": ndjson(line()[:-1] + ',"name":"x"}\n', rows=((2, None, "malformed-json"),)),
    "B4b duplicate key written with an escape": ndjson(
        line()[:-1] + ',"n\\u0061me":"x"}\n', rows=((2, None, "malformed-json"),)
    ),
    "B5 NaN": document(f"[{line(latitude='NaN')}]", "NaN", "line 1"),
    "B5a NaN and Infinity in lines": ndjson(
        f"{line(latitude='NaN')}\n{line(latitude='-Infinity')}\n",
        rows=((2, None, "malformed-json"), (3, None, "malformed-json")),
    ),
    "B5b 1e400 is no number a field holds": ndjson(
        line(latitude="1e400", longitude="1.5") + "\n", rows=((2, "latitude", "type"),)
    ),
    "B6 more than 64 bits": ndjson(line(shifts="9223372036854775808") + "\n", rows=((2, "shifts", "type"),)),
    "B6a five thousand digits": ndjson(line(shifts="9" * 5_000) + "\n", rows=((2, "shifts", "type"),)),
    "B6b a number that is no JSON": ndjson(
        f"{line(shifts='01')}\n{line(shifts='+1')}\n", rows=((2, None, "malformed-json"), (3, None, "malformed-json"))
    ),
    "B8 half a surrogate pair": document(
        f"[{line(name=chr(34) + chr(92) + 'ud800' + chr(34))}]", "surrogate", "line 1"
    ),
    "B8a in a line": ndjson(line(name='"\\udc00"') + "\n", rows=((2, None, "malformed-json"),)),
    "B9 a truncated last line": ndjson(line()[:40], rows=((2, None, "malformed-json"),)),
    "B9a two objects on a line": ndjson(f"{line()}{line()}\n", rows=((2, None, "malformed-json"),)),
    "B9b blank lines are counted": ndjson(f"\n \r\n{line()}x\n", rows=((4, None, "malformed-json"),)),
    "B9c a carriage return between objects": ndjson(f"{line()}\r{line()}\n", rows=((2, None, "malformed-json"),)),
    "B9d lines called a document": document(f"{JSON_GOOD}\n{JSON_GOOD}\n", "ndjson"),
    "B19 a text for a number": ndjson(line(shifts='"3"') + "\n", rows=((2, "shifts", "type"),)),
    "B19a true for a number": ndjson(line(shifts="true") + "\n", rows=((2, "shifts", "type"),)),
    "B19b a number for a text": ndjson(line(name="7") + "\n", rows=((2, "name", "type"),)),
    "B19c a list for a text": ndjson(line(name=f'["{SECRET}"]') + "\n", rows=((2, "name", "type"),)),
}


@pytest.fixture
def judged(tmp_path, capsys):
    """Return a function that judges a bad file in a folder of its own."""

    def judge(bad: Bad, command: str, *options: str) -> tuple[int, str, str]:
        path = tmp_path / f"table{bad.suffix}"
        path.write_bytes(bad.content.encode() if isinstance(bad.content, str) else bad.content)
        capsys.readouterr()
        code = run([command, str(path), "--to", "fire-station", "--agency", "demo", *bad.options, *options])
        said = capsys.readouterr()
        return code, said.out, said.err

    return judge


@pytest.mark.parametrize("bad", CASES.values(), ids=CASES)
def test_a_bad_table(judged, bad, tmp_path):
    tracemalloc.start()
    code, out, err = judged(bad, "validate", "--format", "json")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert code == bad.code, (out, err)
    assert peak < 256 << 20
    if bad.rows is None:
        assert "Traceback" not in err
        assert f"table{bad.suffix}" in err
        assert [word for word in bad.told if word not in err] == []
        assert SECRET not in err
        assert len(err) < 4_000
        assert [path.name for path in tmp_path.iterdir()] == [f"table{bad.suffix}"]
    else:
        report = json.loads(out)
        found = [(v["line"], v["field"], v["rule"]) for v in report["violations"] if v["severity"] == "error"]
        assert tuple(found) == bad.rows
        assert report["balance"]["accepted"] == bad.accepted
        assert all(v["message"] for v in report["violations"])
        assert (tmp_path / "table.rejected.csv").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name].rows is None])
def test_nothing_of_it_is_published_and_the_sentence_is_indonesian_too(judged, name, tmp_path):
    bad = CASES[name]
    english = judged(bad, "publish", "--policy", "open", "--into", str(tmp_path / "public"))
    code, out, err = judged(bad, "publish", "--policy", "open", "--into", str(tmp_path / "public"), "--lang", "id")
    assert (english[0], code, out) == (1, 1, "")
    assert err != english[2]
    assert SECRET not in err
    assert not (tmp_path / "public").exists()


def test_a2_a_quoted_line_end_is_kept_whatever_the_block(read, write):
    """apache/arrow#51368; the sizes of the real thing are in test_csv_cells."""
    from opendata_share._limits import Limits
    from opendata_share.adapters.sources import CsvSource

    for size in range(1, 40):
        reading = read(CsvSource(write('a\n"zzz\r\nB"\n'), limits=Limits(block_bytes=size)))
        assert reading.records == [{"a": "zzz\r\nB"}]


def test_every_row_of_the_list_that_concerns_text_tables_has_a_case():
    """A2 stands alone above; A5, A6, A15 to A18 and A25 are about cells: test_conversion, test_csv_cells."""
    ids = {name.split()[0].rstrip("abcdefgh") for name in CASES} | {"A2"}
    assert ids >= {f"A{n}" for n in (1, 2, 3, 4, 8, 9, 11, 13, 14, 20, 21, 22, 23, 30)}
    assert ids >= {f"B{n}" for n in (1, 2, 4, 5, 6, 8, 9, 19)}
