"""XML: elements of one name become rows, nested as the JSON reader gives them; nothing hostile is obeyed."""

from __future__ import annotations

import socket
import tracemalloc

import pytest

import opendata_share as share
from opendata_share._limits import Limits
from opendata_share.adapters import FieldMap
from opendata_share.adapters.sources import SourceOptions, XmlSource, open_source
from opendata_share.errors import LimitExceeded, SourceError


def source(path, record="post", **more):
    limits = more.pop("limits", Limits())
    return XmlSource(path, SourceOptions(record=record, **more), limits)


def test_elements_become_rows_with_attributes_and_nested_children(write, read):
    path = write(
        '<?xml version="1.0"?><p:posts xmlns:p="urn:x" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        '<p:post p:no="1" xsi:type="x"><name> Pos\n A </name><tel kind="main">021</tel><tel>022</tel><none/></p:post>\n'
        '<p:post p:no="2"><name xsi:nil="1"/><at lat="-6.2"><![CDATA[<b>]]> &amp; c</at><name>Pos B</name></p:post>\n'
        "<!-- p:post --><other><p:post/></other></p:posts>",
        "posts.xml",
    )
    reading = read(source(path))
    assert reading.headings == ("@no", "name", "tel", "none", "at")
    assert reading.records == [
        {"@no": "1", "name": "Pos\n A", "tel": '[{"@kind":"main","#text":"021"},"022"]', "none": None, "at": None},
        {"@no": "2", "name": '[null,"Pos B"]', "tel": None, "none": None, "at": '{"@lat":"-6.2","#text":"<b> & c"}'},
        {"@no": None, "name": None, "tel": None, "none": None, "at": None},
    ]
    assert reading.lines == [2, 4, 5]
    assert reading.kinds["tel"] == [4, 0, 0]
    assert reading.kinds["@no"] == [1, 1, 0]


@pytest.mark.parametrize(
    ("record", "count"), [("post", 2), ("list/post", 1), ("all/list/post", 1), ("list", 1), ("name", 1)]
)
def test_a_record_is_named_by_itself_or_by_the_way_to_it(write, read, record, count):
    path = write("<all><post>a</post><list><post><name>b</name></post></list></all>", "x.xml")
    assert len(read(source(path, record)).records) == count


def test_a_record_inside_a_record_is_part_of_it(write, read):
    path = write("<a><post><post>inner</post></post></a>", "x.xml")
    assert read(source(path)).records == [{"post": "inner"}]


def test_the_instance_prefix_is_whatever_the_document_declares(write, read):
    path = write(
        '<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><post><n i:nil="1">x</n><m nil="true">y</m></post></a>',
        "x.xml",
    )
    # declared on the root, which is no record: it is known all the same
    assert read(source(path)).records == [{"n": None, "m": '{"@nil":"true","#text":"y"}'}]


@pytest.mark.parametrize("name", ["x.xml", "x.cap"])
def test_the_suffix_tells_the_reader(write, name):
    assert type(open_source(write("<a/>", name))) is XmlSource


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "utf-16", "windows-1252"])
def test_the_document_says_its_encoding(write, read, encoding):
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?><a><post><n>Café</n></post></a>'
    assert read(source(write(text.encode(encoding), "x.xml"))).records == [{"n": "Café"}]


def test_null_tokens_and_quarantine_hold(write, read):
    path = write("<a><post><n>NA</n><secret>x</secret></post></a>", "x.xml")
    reading = read(source(path, null=("NA",), quarantine=frozenset({"secret"})))
    assert reading.headings == ("n", "secret")
    assert reading.records == [{"n": None}]


@pytest.mark.parametrize(
    ("text", "record", "message_id"),
    [
        ("", "post", "xml-ends-early"),
        ("<a><post>", "post", "xml-ends-early"),
        ("<a><post></po", "post", "xml-ends-early"),
        ("<a></b>", "post", "xml-malformed"),
        ("<a/><a/>", "post", "xml-malformed"),
        ("<a>&undefined;</a>", "post", "xml-malformed"),
        ("<a>&#0;</a>", "post", "xml-malformed"),
        ('<a x="1" x="2"/>', "post", "xml-malformed"),
        ("a,b\n1,2", "post", "xml-malformed"),
        ('{"a": 1}', "post", "xml-malformed"),
        ('<?xml version="1.0" encoding="nothing"?><a/>', "post", "xml-encoding"),
        ('<?xml version="1.0" encoding="gb2312"?><a/>', "post", "xml-encoding"),
        ('<?xml version="1.0" encoding="rot13"?><a/>', "post", "xml-encoding"),
        ('<?xml version="1.0" encoding="zlib"?><a/>', "post", "xml-encoding"),
        ("<a>Caf\udce9</a>", "post", "xml-malformed"),
        ("<a><b/></a>", "post", "xml-record-missing"),
        ("<a><b/></a>", None, "xml-record-needed"),
        (f"<a><{'n' * 201}/></a>", "post", "xml-long-name"),
    ],
)
def test_what_is_wrong_with_a_document_is_named_with_its_place(write, fail, text, record, message_id):
    error = fail(source(write(text.encode("utf-8", "surrogateescape"), "x.xml"), record))
    assert isinstance(error, SourceError)
    assert error.message_id == message_id
    assert error.exit_code == 1
    if message_id in {"xml-malformed", "xml-ends-early"}:
        assert error.line == text.count("\n") + 1 or error.line == 1
    if message_id in {"xml-record-missing", "xml-record-needed"}:
        assert any(name.partition(" ")[0] == "b" for name in error.parameters["names"])


def test_an_empty_root_is_a_table_without_rows(write, read):
    assert read(source(write("<posts/>", "x.xml"))).records == []


BOMBS = {
    "C1 billion laughs": '<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]><a><post>&b;</post></a>',
    "C2 quadratic": f'<!DOCTYPE l [<!ENTITY a "{"x" * 50_000}">]><a><post>{"&a;" * 5_000}</post></a>',
    "C3 file": '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><a><post>&a;</post></a>',
    "C3 address": '<!DOCTYPE l [<!ENTITY a SYSTEM "http://127.0.0.1:9/">]><a><post>&a;</post></a>',
    "C3 external DTD": '<!DOCTYPE l SYSTEM "http://127.0.0.1:9/x.dtd"><a><post/></a>',
    "C3 parameter entity": '<!DOCTYPE l [<!ENTITY % a SYSTEM "http://127.0.0.1:9/"> %a;]><a><post/></a>',
}


@pytest.mark.parametrize("name", BOMBS)
def test_c1_to_c3_a_document_type_is_refused_and_nothing_is_fetched_or_opened(write, fail, name, monkeypatch):
    opened = []
    monkeypatch.setattr(socket, "socket", lambda *_a, **_k: opened.append("socket"))
    error = fail(source(write(BOMBS[name], "x.xml")))
    assert error.message_id == "xml-document-type"
    assert opened == []
    assert "root:" not in str(error)


XI = 'xmlns:xi="http://www.w3.org/2001/XInclude"'
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
TRICKS = {
    "an inclusion of a file": (
        f'<a {XI}><post><xi:include href="file:///etc/passwd" parse="text"/></post></a>',
        [{"include": '{"@href":"file:///etc/passwd","@parse":"text"}'}],
    ),
    "an inclusion in the place of a record": (
        f'<a {XI}><xi:include href="http://127.0.0.1:9/post.xml"/><post><n>1</n></post></a>', [{"n": "1"}],
    ),
    "a style sheet": ('<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?><a><post><n>1</n></post></a>', [{"n": "1"}]),
    "a schema to fetch": (
        f'<a {XSI} xsi:schemaLocation="urn:x http://127.0.0.1:9/x.xsd"><post><n>1</n></post></a>', [{"n": "1"}],
    ),
    "a prefix that means two things": (
        '<a xmlns:p="urn:x"><p:post><p:n>1</p:n></p:post><p:post xmlns:p="urn:y"><p:n>2</p:n></p:post></a>',
        [{"n": "1"}, {"n": "2"}],
    ),
    "a prefix nobody declared": ("<a><q:post><q:n>1</q:n></q:post></a>", [{"n": "1"}]),
    "two names that differ in their prefix": (
        '<a xmlns:p="urn:x" xmlns:q="urn:y"><post p:n="1" q:n="2"><p:n>3</p:n><q:n>4</q:n></post></a>',
        [{"@n": '["1","2"]', "n": '["3","4"]'}],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_c3_what_asks_to_be_fetched_is_an_element_like_any_other_and_no_value_is_lost(write, read, name, monkeypatch):
    text, records = TRICKS[name]
    monkeypatch.setattr(socket, "socket", lambda *_a, **_k: pytest.fail("a socket was opened"))
    assert read(source(write(text, "x.xml"))).records == records


def test_c5_depth_and_attributes_have_limits(write, fail):
    deep = fail(source(write("<a>" * 200_000, "deep.xml")))
    assert isinstance(deep, LimitExceeded)
    assert (deep.message_id, deep.parameters["value"]) == ("xml-too-deep", 64)
    attributes = " ".join(f'a{n}="1"' for n in range(200_000))
    wide = fail(source(write(f"<a><post {attributes}/></a>", "wide.xml")))
    assert (wide.message_id, wide.parameters["found"]) == ("limit-columns", 200_000)
    children = "".join(f"<c{n}/>" for n in range(5_000))
    assert fail(source(write(f"<a><post>{children}</post></a>", "c.xml"))).message_id == "limit-columns"


@pytest.mark.parametrize(
    "text", ["<a><post>{}</post></a>", "<a><!--{}--></a>", '<a x="{}"/>', "<a>{}</a>", "<a><post><b>{}</b></post></a>"]
)
def test_a_record_or_a_token_longer_than_the_limit_is_refused(write, fail, text):
    path = write(text.format("x" * 3_000_000), "x.xml")
    error = fail(source(path, limits=Limits(record_bytes=1_000_000)))
    assert error.message_id == "limit-record-bytes"


def test_rows_have_a_limit_and_long_documents_do_not_fill_the_memory(tmp_path, fail):
    path = tmp_path / "x.xml"
    record = b"<post><name>" + b"x" * 200 + b"</name></post>\n"
    path.write_bytes(b"<a>" + record * 20_000 + b"</a>")
    assert fail(source(path, limits=Limits(rows=10))).message_id == "limit-rows"
    reading = source(path)
    reading.headings()
    tracemalloc.start()
    try:
        assert sum(len(batch.rows) for batch in reading.batches()) == 20_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 30_000_000


def test_a_map_reads_nested_xml(write):
    path = write('<posts><post no="1"><name>Pos A</name><at><pos>106.8 -6.2</pos></at></post></posts>', "posts.xml")
    chosen = FieldMap.from_toml(
        'agency = "jakarta-fire"\n[source]\nrecord = "post"\nignore = ["at"]\n[[tables.fire-station]]\nkey = ["@no"]\n'
        'name = "name"\nstation_type = { value = "post" }\ncountry = { value = "ID" }\n'
    )
    result = share.validate(share.adapt(path, field_map=chosen))
    assert result.report.valid
    assert result.accepted.to_arrow().column("id").to_pylist() == ["jakarta-fire:1"]


def test_the_error_without_a_record_names_the_element_that_repeats(write, fail, read):
    text = "<posts><made>2026</made><post no='1'/><post no='2'/><post no='3'/></posts>"
    error = fail(source(write(text, "x.xml"), None))
    assert (error.parameters["right"], error.parameters["count"]) == ("post", 3)
    assert 'record = "post" (3' in error.text("en")
    assert 'record = "post" (3' in error.text("id")
    assert read(source(write(text, "x.xml"), error.parameters["right"])).records[2] == {"@no": "3"}


def test_an_element_whose_name_repeats_elsewhere_is_named_with_its_parents(write, fail, read):
    text = "<all><old><x><y>1</y></x></old><new><x><y>2</y></x><x><y>3</y></x></new></all>"
    error = fail(source(write(text, "x.xml"), None))
    assert error.parameters["right"] == "new/x"
    assert [record["y"] for record in read(source(write(text, "x.xml"), "new/x")).records] == ["2", "3"]
