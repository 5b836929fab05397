"""Whatever table a writer makes, the reader gives back; Python's own csv module in strict mode is the witness."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share._limits import Limits
from opendata_share.adapters.sources import CsvSource, SourceOptions
from opendata_share.errors import SourceError

ALPHABET = st.one_of(
    st.sampled_from(",;\"\r\n \t'é漢🚒\ufeff=x"), st.characters(exclude_categories=("Cs",), exclude_characters="\0")
)
CELLS = st.text(ALPHABET, max_size=12)
PLAIN = SourceOptions(null=())


def source_of(folder: str, content: bytes, block: int, options: SourceOptions = PLAIN) -> CsvSource:
    path = Path(folder) / "table.csv"
    path.write_bytes(content)
    return CsvSource(path, options, Limits(block_bytes=block))


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(1, 4))
    return draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=8))


@settings(max_examples=300, deadline=None)
@given(
    table=tables(),
    # Where lines end with LF alone, the writer sees no need to quote a cell with CR.
    style=st.sampled_from([(csv.QUOTE_ALL, "\n"), (csv.QUOTE_ALL, "\r\n"), (csv.QUOTE_MINIMAL, "\r\n")]),
    delimiter=st.sampled_from([",", ";", "\t"]),
    block=st.integers(1, 64),
)
def test_what_is_written_is_read(table, style, delimiter, block):
    quoting, newline = style
    width = len(table[0]) if table else 2
    headings = [f"c{index}" for index in range(width)]
    stream = io.StringIO()
    csv.writer(stream, quoting=quoting, lineterminator=newline, delimiter=delimiter).writerows([headings, *table])
    content = stream.getvalue()
    witness = list(csv.reader(io.StringIO(content, newline=""), strict=True, delimiter=delimiter))[1:]
    with tempfile.TemporaryDirectory() as folder:
        source = source_of(folder, content.encode(), block, SourceOptions(null=(), delimiter=delimiter))
        batches = list(source.batches())
    read = [list(record.values()) for batch in batches for record in batch.columns.to_pylist()]
    assert read == table == witness
    assert not any(batch.unmade for batch in batches)
    line, lines = 2, []
    for row in table:
        lines.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)
    assert [line for batch in batches for line in batch.lines.to_pylist()] == lines


@settings(max_examples=400, deadline=None)
@given(text=st.text(st.sampled_from('ab,"\n\r'), max_size=30), block=st.integers(1, 40))
def test_any_text_is_read_as_the_witness_reads_it_or_refused(text, block):
    """Nothing is lost: where we accept, the strict witness has the same records; where it refuses, so do we."""
    content = "x,y\n" + text
    with tempfile.TemporaryDirectory() as folder:
        source = source_of(folder, content.encode(), block)
        try:
            batches = list(source.batches())
        except SourceError as error:
            fault = error.message_id
        else:
            fault = None
    if fault:
        assert fault in {"csv-stray-quote", "csv-unclosed-quote", "csv-carriage-return"}
        assert '"' in text or "\r" in text
        return
    made = {
        row: list(r.values()) for b in batches for row, r in zip(b.rows.to_pylist(), b.columns.to_pylist(), strict=True)
    }
    ragged = {row.row: row.parameters["actual"] for batch in batches for row in batch.unmade}
    # The witness takes a blank line for a record of no cells.
    witness = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    assert len(made) + len(ragged) == len(witness)
    for number, row in enumerate(witness, start=1):
        if len(row) == 2:
            assert made[number] == row
        else:
            assert ragged[number] == len(row)


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(st.sampled_from('ab,"\n\ré'), max_size=30), blocks=st.lists(st.integers(1, 40), min_size=2, max_size=2)
)
def test_the_verdict_does_not_depend_on_the_block(text, blocks):
    def verdict(block: int) -> object:
        with tempfile.TemporaryDirectory() as folder:
            source = source_of(folder, b"x,y\n" + text.encode(), block)
            try:
                batches = list(source.batches())
            except SourceError as error:
                return error.message_id
            return (
                [record for batch in batches for record in batch.columns.to_pylist()],
                [line for batch in batches for line in batch.lines.to_pylist()],
                [unmade for batch in batches for unmade in batch.unmade],
            )

    assert verdict(blocks[0]) == verdict(blocks[1])


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=60), block=st.integers(1, 40))
def test_any_bytes_end_in_rows_or_in_an_error_of_ours(content, block):
    with tempfile.TemporaryDirectory() as folder:
        try:
            for batch in source_of(folder, content, block).batches():
                batch.columns.validate(full=True)
        except SourceError as error:
            assert error.text("en") != error.text("id")


@settings(max_examples=150, deadline=None)
@given(
    cells=st.lists(st.text(st.sampled_from('aé漢,\n"'), max_size=6), min_size=1, max_size=6),
    encoding=st.sampled_from(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "utf-8-sig"]),
    block=st.integers(1, 40),
)
def test_declared_encodings_give_the_same_cells(cells, encoding, block):
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        [["a", "b"], *([cell, "x"] for cell in cells)]
    )
    with tempfile.TemporaryDirectory() as folder:
        options = SourceOptions(null=(), encoding=encoding)
        batches = list(source_of(folder, stream.getvalue().encode(encoding), block, options).batches())
    assert [record["a"] for batch in batches for record in batch.columns.to_pylist()] == cells
