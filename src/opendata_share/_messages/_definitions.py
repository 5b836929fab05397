"""Sentences for the authors of contracts and calls, and for cells that did not fit their field."""

from __future__ import annotations

from . import Message

_CONTRACTS: dict[str, Message] = {
    "plugin-duplicate": Message(
        "two packages register {name!s} in {group!s}: {first} and {second}",
        "dua paket mendaftarkan {name!s} di {group!s}: {first} dan {second}",
        "uninstall one of them",
        "copot salah satunya",
    ),
    "plugin-unknown": Message(
        "nothing is registered as {name} in {group}",
        "tidak ada yang terdaftar sebagai {name} di {group}",
        "known: {known}",
        "yang dikenal: {known}",
    ),
    "plugin-broken": Message(
        "{target}, registered as {name} in {group}, cannot be loaded: {reason}",
        "{target}, terdaftar sebagai {name} di {group}, tidak dapat dimuat: {reason}",
    ),
    "code-list-codes": Message(
        "code list {code_list} has no codes, or one of them twice",
        "daftar kode {code_list} kosong atau memuat kode ganda",
    ),
    "code-list-group": Message(
        "group {group} of code list {code_list} names codes the list does not have: {codes}",
        "grup {group} pada daftar kode {code_list} menyebut kode yang tidak ada: {codes}",
    ),
    "code-list-unknown": Message(
        "no code list is called {name}",
        "tidak ada daftar kode bernama {name}",
        "list them with: opendata-share codes",
        "lihat semuanya dengan: opendata-share codes",
    ),
    "sample-too-few": Message(
        "only {found} of {count} different rows of {contract} were found",
        "hanya {found} dari {count} baris {contract} yang berbeda ditemukan",
        "ask for fewer rows, or for a contract whose checks more rows meet",
        "minta lebih sedikit baris, atau gunakan kontrak yang pemeriksaannya dipenuhi lebih banyak baris",
    ),
    "crosswalk-unknown": Message(
        "no crosswalk is called {name}",
        "tidak ada tabel padanan kode bernama {name}",
        "known: {known}",
        "yang dikenal: {known}",
    ),
    "crosswalk-shape": Message(
        "crosswalk {name}: it needs rows, two different systems, and unmapped codes that are error, quarantine or keep",
        "tabel padanan {name}: harus memiliki baris, dua sistem yang berbeda, dan kode tanpa padanan yang berupa error,"
        " quarantine, atau keep",
    ),
    "crosswalk-row": Message(
        "crosswalk {name}: the row of {code} has no counterpart, one of them twice, or ends before it begins",
        "tabel padanan {name}: baris {code} tanpa padanan, dengan padanan ganda, atau berakhir sebelum dimulai",
    ),
    "crosswalk-unmapped": Message(
        "crosswalk {name}: {unmapped} distinct codes have no counterpart, {ambiguous} have several",
        "tabel padanan {name}: {unmapped} kode berbeda tidak memiliki padanan, {ambiguous} memiliki beberapa padanan",
        'say what becomes of them: unmapped="quarantine" or "keep"; where a code changed its meaning, say as_of=',
        'tentukan perlakuannya: unmapped="quarantine" atau "keep"; bila arti kode pernah berubah, isi as_of=',
    ),
    "document-text": Message('{pointer}: expected {{"en": …, "id": …}}', '{pointer}: seharusnya {{"en": …, "id": …}}'),
    "document-shape": Message("{pointer}: expected {expected}", "{pointer}: seharusnya {expected}"),
    "document-unknown-key": Message("{pointer}: unknown keys {keys}", "{pointer}: kunci tidak dikenal {keys}"),
    "document-difference": Message(
        "{pointer}: contradicts what the rest of the contract says",
        "{pointer}: bertentangan dengan isi kontrak lainnya",
    ),
    "document-form": Message(
        "{pointer}: not of the form the meta-schema asks for ({keyword})",
        "{pointer}: bentuknya tidak sesuai meta-skema ({keyword})",
    ),
    "document-malformed": Message("not a contract document: {reason}", "bukan dokumen kontrak: {reason}"),
    "document-without-class": Message(
        "{pointer}: this field has no classification that is known",
        "{pointer}: kolom ini tidak punya klasifikasi yang dikenal",
        "say its sensitivity: one of {known}",
        "sebutkan sensitivity-nya: salah satu dari {known}",
    ),
    "document-vocabulary": Message(
        "the contract document speaks vocabulary {found}; this version reads {known}",
        "dokumen kontrak memakai kosakata {found}; versi ini membaca {known}",
        "update opendata-share, or ask the publisher for an older form",
        "perbarui opendata-share, atau minta bentuk yang lebih lama kepada penerbit",
    ),
    "pattern-not-portable": Message(
        "the pattern of {field} uses {part}, which engines read differently",
        "pola {field} memakai {part}, yang dibaca berbeda oleh tiap mesin",
        "write character classes such as [0-9] or [^\\n]; look-around, back-references, flags, `.`, \\s, \\b fail",
        "tulis kelas karakter seperti [0-9] atau [^\\n]; look-around, rujukan balik, flag, `.`, \\s dan \\b ditolak",
    ),
    "pattern-invalid": Message(
        "the pattern of {field} is no RE2 expression: {pattern}", "pola {field} bukan ekspresi RE2: {pattern}"
    ),
    "field-type": Message("{field}: a {type} needs to say what it holds", "{field}: {type} harus menyebut isinya"),
    "contract-name": Message(
        "{name} is no contract name",
        "{name} bukan nama kontrak",
        "use lower-case words joined by hyphens",
        "pakai kata huruf kecil dengan tanda hubung",
    ),
    "contract-version": Message(
        "contract {contract}: {version} is no semantic version",
        "kontrak {contract}: {version} bukan versi semantik",
        "write it like 1.0.0",
        "tulis seperti 1.0.0",
    ),
    "contract-field-names": Message(
        "contract {contract} has no fields, or one of them twice",
        "kontrak {contract} tidak punya kolom, atau ada kolom ganda",
    ),
    "contract-field-name": Message(
        "contract {contract}: {field} is no field name",
        "kontrak {contract}: {field} bukan nama kolom",
        "use lower-case letters, digits and _",
        "pakai huruf kecil, angka dan _",
    ),
    "contract-unknown-field": Message(
        "contract {contract}: {part} names field {field}, which does not exist",
        "kontrak {contract}: {part} menyebut kolom {field} yang tidak ada",
    ),
    "contract-key-type": Message(
        "contract {contract}: {field} is a list or an object and cannot be part of a key",
        "kontrak {contract}: {field} berupa daftar atau objek, tidak bisa menjadi kunci",
    ),
    "contract-check-names": Message(
        "contract {contract}: two checks are called {checks}",
        "kontrak {contract}: ada dua pemeriksaan bernama {checks}",
    ),
    "contract-code-list": Message(
        "contract {contract}: {field} uses code list {code_list}, which the contract does not embed",
        "kontrak {contract}: {field} memakai daftar kode {code_list} yang tidak disertakan",
    ),
    "contract-format": Message(
        "contract {contract}: {field} has format {format}; known are uri and email",
        "kontrak {contract}: {field} berformat {format}; yang dikenal uri dan email",
    ),
    "contract-text-rule": Message(
        "contract {contract}: {field} is a {type}; patterns, formats and code lists are for text",
        "kontrak {contract}: {field} bertipe {type}; pola, format dan daftar kode hanya untuk teks",
    ),
    "contract-decimal": Message(
        "contract {contract}: {field} is a decimal and needs precision and scale",
        "kontrak {contract}: {field} bertipe desimal dan memerlukan presisi dan skala",
    ),
    "contract-limit": Message(
        "contract {contract}: {field} is a {type}, which cannot have this {limit}",
        "kontrak {contract}: {field} bertipe {type}, yang tidak bisa memakai {limit} ini",
    ),
    "contract-default": Message(
        "contract {contract}: the default of {field} is no {type}",
        "kontrak {contract}: nilai bawaan {field} bukan {type}",
        "text, booleans and numbers can have a default that JSON holds exactly",
        "nilai bawaan hanya untuk teks, boolean dan angka yang tepat di JSON",
    ),
    "contract-derived": Message(
        "contract {contract}: the expression that derives {field} gives {found}",
        "kontrak {contract}: ekspresi yang menurunkan {field} menghasilkan {found}",
    ),
    "contract-check-name": Message(
        "contract {contract}: {check} is no name of a check",
        "kontrak {contract}: {check} bukan nama pemeriksaan",
        "use lower-case words joined by hyphens",
        "pakai kata huruf kecil dengan tanda hubung",
    ),
    "residual-rule": Message(
        "the schema has no keyword {keyword} that can fail at {pointer}",
        "skema tidak memiliki kata kunci {keyword} yang dapat gagal di {pointer}",
    ),
    "contract-other-properties": Message(
        "{contract}: one field of type json holds the other properties, not {field}",
        "{contract}: hanya satu kolom bertipe json yang menampung properti lain, bukan {field}",
    ),
    "contract-nesting": Message(
        "contract {contract}: {field} nests wrongly: a list has items, an object has fields",
        "kontrak {contract}: susunan {field} salah: daftar punya butir, objek punya kolom",
    ),
    "contract-not-one": Message(
        "a {type} is no contract",
        "{type} bukan kontrak",
        "give a Record subclass, a Contract, a name, or the path of a contract document",
        "beri subkelas Record, Contract, nama, atau jalur dokumen kontrak",
    ),
    "contract-address": Message(
        "{address} is an address, and a contract is read from this machine alone",
        "{address} adalah alamat, sedangkan kontrak hanya dibaca dari mesin ini",
        "save the document as a file, look at it, and give its path",
        "simpan dokumennya sebagai berkas, periksa isinya, lalu berikan jalurnya",
    ),
    "contract-unreadable": Message(
        "the contract document cannot be read: {reason}", "dokumen kontrak tidak dapat dibaca: {reason}"
    ),
    "contract-not-json": Message(
        "the contract document is not JSON ({reason})", "dokumen kontrak bukan JSON ({reason})"
    ),
    "record-class-argument": Message(
        "{record}: unknown class arguments {arguments}", "{record}: argumen kelas tidak dikenal {arguments}"
    ),
    "record-without-name": Message(
        "{record} was given no name, so it is no contract", "{record} tidak diberi nama, jadi bukan kontrak"
    ),
    "record-sensitivity": Message(
        "{record}: its sensitivity is none of {known}", "{record}: sensitivity-nya bukan salah satu dari {known}"
    ),
    "record-default-factory": Message(
        "{record}: the default of {field} is made by a function", "{record}: nilai bawaan {field} dibuat oleh fungsi"
    ),
    "record-field-without-class": Message(
        "{record}: field {field} has no classification",
        "{record}: kolom {field} tidak punya klasifikasi",
        "give the class sensitivity=…, or the field Classified(Sensitivity.…)",
        "beri sensitivity=… pada kelas, atau Classified(Sensitivity.…) pada kolom",
    ),
    "record-field-without-title": Message(
        "{record}: field {field} has no Title", "{record}: kolom {field} tidak punya Title"
    ),
    "record-field-type": Message(
        "{record}: field {field} has type {type}, which no column can have",
        "{record}: kolom {field} bertipe {type}, yang tidak bisa menjadi kolom",
    ),
    "stage-same-contract": Message(
        "two tables of the bundle have the same contract: {contracts}",
        "dua tabel dalam bundel memakai kontrak yang sama: {contracts}",
    ),
    "stage-rows-not-kept": Message(
        "the rows were not kept", "baris tidak disimpan", "validate with keep=True", "validasi dengan keep=True"
    ),
    "limit-document": Message(
        "the document is larger than the limit {limit} = {value} bytes", "dokumen melebihi batas {limit} = {value} bita"
    ),
}

_CELLS: dict[str, Message] = {
    "cell-type": Message(
        "{value} is no {type}",
        "{value} bukan {type}",
        "correct the cell, or declare its format in the field map",
        "perbaiki sel itu, atau nyatakan formatnya di peta kolom",
    ),
    "cell-format": Message(
        "{value} is no {type} of the form {format}",
        "{value} bukan {type} dengan bentuk {format}",
        "correct the cell, or declare its format in the field map",
        "perbaiki sel itu, atau nyatakan formatnya di peta kolom",
    ),
    "cell-naive-time": Message(
        "{value} is a time without an offset",
        "{value} adalah waktu tanpa offset",
        'add to [source] of the field map: zone = "Asia/Jakarta"',
        'tambahkan di [source] peta kolom: zone = "Asia/Jakarta"',
    ),
    "cell-no-such-time": Message(
        "{value} does not exist, or exists twice, in its time zone",
        "{value} tidak ada, atau ada dua kali, di zona waktunya",
        "write the time with its offset",
        "tulis waktu beserta offsetnya",
    ),
    "cell-several-values": Message(
        "{path} has several values in this record, and one is asked for",
        "{path} berisi beberapa nilai dalam rekaman ini, padahal yang diminta satu",
        'in the field map write {path} with [] for a list, "a[member=text]/b" for one of them',
        'di peta kolom tulis {path} dengan [] untuk daftar, "a[anggota=teks]/b" untuk salah satunya',
    ),
    "cell-json-kind": Message(
        "{value} has another JSON type than {type}",
        "{value} bertipe JSON lain dari {type}",
        "correct the record; a field map would read it as text",
        "perbaiki rekaman; peta kolom akan membacanya sebagai teks",
    ),
    "cell-unmapped": Message(
        "no pattern and no code of the field map knows {value}",
        "tidak ada pola atau kode di peta kolom yang mengenal {value}",
        "add it to the map, or set unmapped",
        "tambahkan di peta, atau atur unmapped",
    ),
    "cell-unmapped-kept": Message(
        "no pattern and no code of the field map knows {value}; the row is kept",
        "tidak ada pola atau kode di peta kolom yang mengenal {value}; baris tetap disimpan",
    ),
    "cell-no-point": Message("{value} is no point (form {form})", "{value} bukan titik (bentuk {form})"),
    "cell-null-island": Message(
        "(0, 0) is no place; it was read as missing", "(0, 0) bukan tempat; dibaca sebagai kosong"
    ),
    "not-computable-value": Message(
        "the expression has no value for this row (overflow, or division by zero)",
        "ekspresi tidak punya nilai untuk baris ini (luapan, atau pembagian dengan nol)",
    ),
    "row-distinct-conflict": Message(
        "an earlier row has the same {fields} and says something else",
        "baris sebelumnya punya {fields} yang sama tetapi isinya lain",
        'correct one of them, or set conflict = "first"',
        'perbaiki salah satunya, atau atur conflict = "first"',
    ),
}

MESSAGES: dict[str, Message] = {**_CONTRACTS, **_CELLS}
