"""Sentences about documents of other standards that become contracts.

What lives here: sentences in English and Indonesian. What this file must not know: who says them.
"""

from __future__ import annotations

from typing import Final

from . import Message

_REFUSED: Final[dict[str, Message]] = {
    "import-not-odcs": Message(
        "{pointer}: not a document of the Open Data Contract Standard: it needs apiVersion and kind: DataContract",
        "{pointer}: bukan dokumen Open Data Contract Standard: perlu apiVersion dan kind: DataContract",
        "give a document of the Open Data Contract Standard 3",
        "beri dokumen Open Data Contract Standard 3",
    ),
    "import-odcs-version": Message(
        "{pointer}: only versions v3.x.y of the Open Data Contract Standard are read",
        "{pointer}: hanya versi v3.x.y dari Open Data Contract Standard yang dibaca",
        "ask its publisher for a document of version 3",
        "minta penerbitnya dokumen versi 3",
    ),
    "import-no-table": Message(
        "the document ({standard}) describes no table with columns",
        "dokumen ini ({standard}) tidak menjelaskan tabel yang punya kolom",
        "give a document that lists the columns of a table",
        "beri dokumen yang menyebut kolom sebuah tabel",
    ),
    "import-which": Message(
        "the document describes several tables: {names}",
        "dokumen ini menjelaskan beberapa tabel: {names}",
        "name one of them behind #, as in FILE#{first}",
        "sebut salah satunya di belakang #, misalnya BERKAS#{first}",
    ),
    "import-no-such-table": Message(
        "the document describes no table called {name}",
        "dokumen ini tidak menjelaskan tabel bernama {name}",
        "it describes: {names}",
        "yang ada: {names}",
    ),
    "import-not-model": Message(
        "{type} is no pydantic model",
        "{type} bukan model pydantic",
        "give a subclass of pydantic.BaseModel",
        "beri subkelas pydantic.BaseModel",
    ),
    "import-model-depth": Message(
        "{type} stands in lists nested deeper than {limit}",
        "{type} berada dalam daftar yang bersarang lebih dalam daripada {limit}",
        "make the inner model a table of its own",
        "jadikan model yang di dalam sebagai tabel tersendiri",
    ),
    "contract-not-yaml": Message(
        "the document is not YAML, or not one document ({reason})",
        "dokumen ini bukan YAML, atau bukan satu dokumen ({reason})",
        "correct it there; a YAML file is UTF-8 and holds one document",
        "perbaiki di situ; berkas YAML memakai UTF-8 dan memuat satu dokumen",
    ),
    "yaml-tag": Message(
        "line {line}: a tag (!…) that makes anything but plain values is never followed",
        "baris {line}: tag (!…) yang membuat selain nilai biasa tidak pernah diikuti",
        "remove the tag",
        "hapus tag itu",
    ),
    "yaml-alias": Message(
        "line {line}: the alias (*…) stands for nothing, or for what it stands in",
        "baris {line}: alias (*…) tidak mewakili apa pun, atau mewakili tempatnya sendiri",
        "write what it should stand for",
        "tulis isi yang dimaksud",
    ),
    "yaml-key": Message(
        "line {line}: a key must be a text",
        "baris {line}: kunci harus berupa teks",
        "write the key as a text",
        "tulis kunci itu sebagai teks",
    ),
    "extra-yaml": Message(
        "Reading YAML needs an extra part that is not installed.",
        "Membaca YAML memerlukan bagian tambahan yang belum terpasang.",
        "pip install 'opendata-share[yaml]'",
        "pip install 'opendata-share[yaml]'",
    ),
    "limit-values": Message(
        "the document holds more than {limit} = {value} values, those an alias stands for counted each time",
        "dokumen memuat lebih dari {limit} = {value} nilai, yang diwakili alias dihitung setiap kali",
        "describe fewer tables in one document",
        "jelaskan lebih sedikit tabel dalam satu dokumen",
    ),
}

_LOST: Final[dict[str, Message]] = {
    "lost-no-place": Message("a contract has no place for it", "kontrak tidak punya tempat untuk ini"),
    "lost-no-class": Message(
        "{count} fields have no class: they count as personal until a person lowers it",
        "{count} kolom tidak punya kelas: dianggap pribadi (personal) sampai ada orang yang menurunkannya",
    ),
    "lost-class": Message(
        "the class {classification} is none of public, internal, restricted, personal: the field counts as personal",
        "kelas {classification} bukan public, internal, restricted, atau personal: kolom dianggap personal",
    ),
    "lost-no-columns": Message(
        "{name} lists no columns, so there is no contract for it",
        "{name} tidak menyebut kolom, jadi tidak ada kontrak untuknya",
    ),
    "lost-table-name": Message(
        "{original} is called {name} as a contract",
        "{original} disebut {name} sebagai kontrak",
    ),
    "lost-physical-name": Message(
        "the source's own name is not kept; the column is called {name}",
        "nama di sumbernya tidak disimpan; kolom disebut {name}",
    ),
    "lost-physical-type": Message(
        "the source's own type is not kept; what counts is the type {type}",
        "tipe di sumbernya tidak disimpan; yang berlaku tipe {type}",
    ),
    "lost-type-json": Message(
        "{type} is read as JSON text; what is in it is not judged",
        "{type} dibaca sebagai teks JSON; isinya tidak dinilai",
    ),
    "lost-parts": Message(
        "the parts of an object that is not in a list are not judged",
        "bagian dari objek yang tidak berada dalam daftar tidak dinilai",
    ),
    "lost-bound": Message(
        "the limit is not judged: it is no value of the field's type",
        "batas ini tidak dinilai: bukan nilai dari tipe kolomnya",
    ),
    "lost-offsets": Message(
        "a time must carry its offset, or the zone is given where a file is read (--zone)",
        "waktu harus membawa selisihnya, atau zonanya disebut saat berkas dibaca (--zone)",
    ),
    "lost-form": Message(
        "how cells are written is not kept: say it in a field map (format)",
        "cara menulis sel tidak disimpan: sebutkan di peta kolom (format)",
    ),
    "lost-severity": Message(
        "kept as advice: there is no weaker level",
        "disimpan sebagai saran: tidak ada tingkat yang lebih ringan",
    ),
    "lost-too-few": Message(
        "too few rows are told as advice, not as an error",
        "baris yang terlalu sedikit disampaikan sebagai saran, bukan kesalahan",
    ),
    "lost-code": Message(
        "{name} is Python code, which no contract holds: say the rule as a check",
        "{name} adalah kode Python, yang tidak dimuat kontrak: nyatakan aturannya sebagai pemeriksaan",
    ),
    "lost-alias": Message(
        "the name {alias} is not kept: headings say {name} or the title",
        "nama {alias} tidak disimpan: judul kolom memakai {name} atau judulnya",
    ),
    "lost-default": Message(
        "the default is not kept: only texts, numbers and true or false have one",
        "nilai bawaan tidak disimpan: hanya teks, angka, dan benar atau salah yang memilikinya",
    ),
    "lost-digits": Message(
        "read as a number with 15 digits: say max_digits and decimal_places for an exact one",
        "dibaca sebagai bilangan 15 angka: sebutkan max_digits dan decimal_places agar tepat",
    ),
    "lost-pattern-ascii": Message(
        "\\d, \\w and \\s are of ASCII only",
        "\\d, \\w, dan \\s hanya dari ASCII",
    ),
    "lost-now": Message(
        "that it is before or after now is not judged: say a bound",
        "bahwa nilainya sebelum atau sesudah sekarang tidak dinilai: nyatakan sebagai batas",
    ),
    "lost-unique-items": Message(
        "that no item stands twice is not judged",
        "bahwa tidak ada butir yang berulang tidak dinilai",
    ),
    "lost-overruled": Message(
        "a rule of the document asks for a value",
        "sebuah aturan di dokumen ini meminta nilai",
    ),
    "lost-relationship": Message(
        "not judged: it does not point to the primary key of a table of this document",
        "tidak dinilai: tidak menunjuk kunci utama sebuah tabel dalam dokumen ini",
    ),
}

_TOLD: Final[dict[str, Message]] = {
    "contract-imported": Message(
        "{contract}: {fields} fields, from {standard}",
        "{contract}: {fields} kolom, dari {standard}",
    ),
    "import-lossless": Message(
        "nothing is lost: the contract says everything the document says",
        "tidak ada yang hilang: kontrak menyatakan semua isi dokumen",
    ),
    "import-lost-heading": Message(
        "the document also says, and the contract does not ({count}; each with its place: --format json):",
        "dokumen juga menyatakan, dan kontrak tidak ({count}; masing-masing dengan tempatnya: --format json):",
    ),
    "next-import": Message(
        "lower what may be seen, then: opendata-share validate FILE --to {contract}",
        "turunkan kolom yang boleh dilihat, lalu: opendata-share validate BERKAS --to {contract}",
    ),
}

MESSAGES: Final[dict[str, Message]] = {**_REFUSED, **_LOST, **_TOLD}
