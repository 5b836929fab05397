"""Sentences about Table Schema and Data Package documents.

What lives here: sentences in English and Indonesian. What this file must not know: who says them.
"""

from __future__ import annotations

from typing import Final

from . import Message

_REFUSED: Final[dict[str, Message]] = {
    "table-schema-shape": Message(
        "{pointer}: expected {expected}",
        "{pointer}: seharusnya {expected}",
        "correct the document there, or ask its publisher to",
        "perbaiki dokumen di tempat itu, atau minta penerbitnya memperbaiki",
    ),
    "table-schema-choice": Message(
        "{pointer}: not one of {allowed}",
        "{pointer}: bukan salah satu dari {allowed}",
        "correct the document there, or ask its publisher to",
        "perbaiki dokumen di tempat itu, atau minta penerbitnya memperbaiki",
    ),
    "table-schema-value": Message(
        "{pointer}: this is no value of a field of type {type}",
        "{pointer}: ini bukan nilai untuk kolom bertipe {type}",
        "write it as the field's own cells are written",
        "tulis seperti isi sel kolom itu sendiri",
    ),
    "table-schema-broken-text": Message(
        "a text of the document holds half of a character (U+D800–U+DFFF)",
        "sebuah teks di dokumen memuat setengah karakter (U+D800–U+DFFF)",
        "write the document again as UTF-8",
        "tulis ulang dokumen itu sebagai UTF-8",
    ),
    "table-schema-too-many": Message(
        "{pointer}: {found} entries; at most {limit} are read",
        "{pointer}: ada {found} butir; paling banyak {limit} yang dibaca",
        "describe a narrower table",
        "jelaskan tabel yang lebih sempit",
    ),
    "table-schema-same-name": Message(
        "{pointer}: two of them are called {name}",
        "{pointer}: ada dua yang bernama {name}",
        "give each its own name",
        "beri masing-masing nama sendiri",
    ),
    "table-schema-unknown-field": Message(
        "{pointer}: there is no field {name}",
        "{pointer}: tidak ada kolom {name}",
        "name one of: {fields}",
        "sebut salah satu dari: {fields}",
    ),
    "table-schema-ref": Message(
        "{pointer}: a $ref is never followed",
        "{pointer}: $ref tidak pernah diikuti",
        "write what it points to into the document itself",
        "tulis isi yang dirujuk langsung di dokumen itu",
    ),
    "table-schema-outside": Message(
        "{pointer}: {path} is an address or leaves the folder of the document; it is not read",
        "{pointer}: {path} berupa alamat atau keluar dari folder dokumen; tidak dibaca",
        "put the file into the folder of the document and name it by a relative path",
        "taruh berkas itu di folder dokumen dan sebut dengan jalur relatif",
    ),
    "table-schema-no-table": Message(
        "{pointer}: nothing here describes a table: there is no schema with fields",
        "{pointer}: tidak ada penjelasan tabel di sini: tidak ada schema yang memuat fields",
        "give a Table Schema, or a Data Package whose resource has a schema",
        "beri Table Schema, atau Data Package yang resource-nya punya schema",
    ),
    "table-schema-which": Message(
        "the document describes several tables: {names}",
        "dokumen ini menjelaskan beberapa tabel: {names}",
        "name one of them behind #, as in datapackage.json#{first}",
        "sebut salah satunya di belakang #, misalnya datapackage.json#{first}",
    ),
    "table-schema-no-resource": Message(
        "the document describes no table called {resource}",
        "dokumen ini tidak menjelaskan tabel bernama {resource}",
        "it describes: {names}",
        "yang ada: {names}",
    ),
    "table-schema-duplicate-key": Message(
        "the key {key} occurs twice in one object of the document",
        "kunci {key} muncul dua kali dalam satu objek di dokumen",
        "keep one of the two",
        "sisakan salah satu",
    ),
    "table-schema-unknown-columns": Message(
        "columns {columns} are not described by {contract}",
        "kolom {columns} tidak dijelaskan oleh {contract}",
        'correct the headings, or say "fieldsMatch": "subset" in the description where more columns are fine',
        'perbaiki judul kolom, atau tulis "fieldsMatch": "subset" pada deskripsi bila kolom tambahan diizinkan',
    ),
    "table-schema-missing-columns": Message(
        "columns {columns} are missing; {contract} describes them",
        "kolom {columns} tidak ada; {contract} menjelaskannya",
        'add them, or say "fieldsMatch": "superset" in the description where they may be missing',
        'tambahkan, atau tulis "fieldsMatch": "superset" pada deskripsi bila kolom itu boleh tidak ada',
    ),
    "table-schema-no-match": Message(
        "no heading is a field of {contract}: {columns}",
        "tidak ada judul yang menjadi kolom {contract}: {columns}",
        "check that this is the file the document describes",
        "periksa apakah ini berkas yang dijelaskan dokumen itu",
    ),
}

_LOST: Final[dict[str, Message]] = {
    "lost-sensitivity": Message(
        "the document classes no field: every field counts as internal, so the open policy publishes none of them",
        "dokumen tidak memberi kelas pada kolom: semua dianggap internal, jadi kebijakan open tidak menerbitkannya",
    ),
    "lost-type": Message(
        "{type} is read as text; what its values say is not judged",
        "{type} dibaca sebagai teks; isi nilainya tidak dinilai",
    ),
    "lost-type-form": Message(
        "{type} is read as text; only the form of its values is judged",
        "{type} dibaca sebagai teks; hanya bentuk nilainya yang dinilai",
    ),
    "lost-format": Message(
        "the format {format} cannot be judged; the field is read as text",
        "format {format} tidak dapat dinilai; kolom dibaca sebagai teks",
    ),
    "lost-separator": Message(
        "these separators cannot be followed; the field is read as text",
        "pemisah ini tidak dapat diikuti; kolom dibaca sebagai teks",
    ),
    "lost-zone": Message(
        "times without an offset are read as {zone}: the document names no time zone",
        "waktu tanpa selisih dibaca sebagai {zone}: dokumen tidak menyebut zona waktu",
    ),
    "lost-pattern": Message(
        "the pattern is not judged: engines read {part} differently",
        "pola tidak dinilai: tiap mesin membaca {part} secara berbeda",
    ),
    "lost-pattern-word": Message(
        "\\w is read as A–Z, a–z, 0–9 and _ only",
        "\\w dibaca hanya sebagai A–Z, a–z, 0–9 dan _",
    ),
    "lost-constraint": Message(
        "the constraint {constraint} is not judged for a field read as {type}",
        "batasan {constraint} tidak dinilai untuk kolom yang dibaca sebagai {type}",
    ),
    "lost-enum": Message(
        "the list of allowed values is not judged: it is too long for a check, or its values have no literal",
        "daftar nilai yang boleh tidak dinilai: terlalu panjang untuk satu pemeriksaan, atau tidak dapat ditulis",
    ),
    "lost-labels": Message(
        "the labels of these values are not kept: only texts have a code list",
        "label nilai-nilai ini tidak disimpan: hanya teks yang punya daftar kode",
    ),
    "lost-key": Message(
        "this key is not judged: {fields} hold lists",
        "kunci ini tidak dinilai: {fields} berisi daftar",
    ),
    "lost-reference-composite": Message(
        "the foreign key is not judged: it has several fields",
        "kunci asing tidak dinilai: terdiri atas beberapa kolom",
    ),
    "lost-reference-key": Message(
        "the foreign key is not judged: {field} is not the primary key of {resource}",
        "kunci asing tidak dinilai: {field} bukan kunci utama {resource}",
    ),
    "lost-reference-table": Message(
        "the foreign key is not judged: the document describes no table {resource}",
        "kunci asing tidak dinilai: dokumen tidak menjelaskan tabel {resource}",
    ),
    "lost-reference-second": Message(
        "the foreign key is not judged: {field} already refers to another table",
        "kunci asing tidak dinilai: {field} sudah merujuk tabel lain",
    ),
    "lost-dialect": Message(
        "{property} cannot be followed: a file written that way may be read wrongly or refused",
        "{property} tidak dapat diikuti: berkas yang ditulis begitu bisa salah terbaca atau ditolak",
    ),
    "lost-words": Message(
        "left out, since no row is judged by it: {properties}",
        "tidak disimpan karena tidak dipakai menilai baris: {properties}",
    ),
    "lost-name": Message(
        "{original} is called {name} in the contract; headings may say either",
        "{original} disebut {name} di kontrak; judul kolom boleh memakai keduanya",
    ),
    "lost-items": Message(
        "what the document says and the contract cannot hold ({count}):",
        "yang dikatakan dokumen tetapi tidak dapat dimuat kontrak ({count}):",
    ),
    "lost-rows": Message(
        "note: not all that {file} asks for is judged as it says ({count}); see: opendata-share contract show {file}",
        "catatan: tidak semua isi {file} dinilai apa adanya ({count}); lihat: opendata-share contract show {file}",
    ),
}

_CHECKS: Final[dict[str, Message]] = {
    "table-schema-check-values": Message(
        "{title} must be one of: {values}.",
        "{title} harus salah satu dari: {values}.",
    ),
    "table-schema-check-bound": Message(
        "{title} must be {comparison} {value}.",
        "{title} harus {comparison} {value}.",
    ),
}

MESSAGES: Final[dict[str, Message]] = {**_REFUSED, **_LOST, **_CHECKS}
