"""Sentences for the authors of contracts, field maps and calls, and for cells that did not fit their field."""

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

_MAPS: dict[str, Message] = {
    "map-not-toml": Message(
        "not TOML: {reason}",
        "bukan TOML: {reason}",
        'a line reads: name = "text"; every quote and bracket that opens must close',
        'satu baris berbentuk: nama = "teks"; setiap kutip dan kurung yang dibuka harus ditutup',
    ),
    "map-unreadable": Message(
        "the field map cannot be read: {reason}",
        "peta kolom tidak dapat dibaca: {reason}",
        "check the path, or draft one: opendata-share map draft FILE --to CONTRACT --map {file}",
        "periksa jalurnya, atau buat rancangan: opendata-share map draft BERKAS --to KONTRAK --map {file}",
    ),
    "map-later": Message(
        "{key}: {part} is part of the language but not of this version",
        "{key}: {part} bagian dari bahasa ini tetapi belum ada di versi ini",
    ),
    "map-agency": Message(
        "{key}: not an agency slug",
        "{key}: bukan slug instansi",
        'write it like agency = "jakarta-fire"',
        'tulis seperti agency = "jakarta-fire"',
    ),
    "map-other-agency": Message(
        "the field map is for agency {map_agency}, the caller says {agency}",
        "peta kolom untuk instansi {map_agency}, pemanggil menyebut {agency}",
    ),
    "map-no-agency": Message(
        "{key}: identifiers need an agency",
        "{key}: pengenal memerlukan instansi",
        'say it once: agency = "…" in the field map, agency= in the call, or --agency on the command line',
        'sebut sekali: agency = "…" di peta kolom, agency= saat memanggil, atau --agency di baris perintah',
    ),
    "map-table-brackets": Message(
        "{key}: a table is written [[tables.{contract}]], with two brackets",
        "{key}: tabel ditulis [[tables.{contract}]], dengan dua kurung siku",
    ),
    "map-no-tables": Message(
        "{key}: the map fills no table",
        "{key}: peta ini tidak mengisi tabel apa pun",
        "add a block [[tables.CONTRACT]]",
        "tambahkan blok [[tables.KONTRAK]]",
    ),
    "map-captured-at": Message(
        "{key}: not a time with an offset",
        "{key}: bukan waktu dengan offset",
        "write it like 2016-04-14T00:00:00+07:00",
        "tulis seperti 2016-04-14T00:00:00+07:00",
    ),
    "map-unknown-key": Message(
        "{key}: unknown keys {keys}", "{key}: kunci tidak dikenal {keys}", "known: {known}", "yang dikenal: {known}"
    ),
    "map-type": Message("{key}: expected {expected}", "{key}: seharusnya {expected}"),
    "map-choice": Message("{key}: not one of {choices}", "{key}: bukan salah satu dari {choices}"),
    "map-one-producer": Message("{key}: needs exactly one of {producers}", "{key}: perlu tepat satu dari {producers}"),
    "map-pattern": Message("{key}: {pattern} is no RE2 expression", "{key}: {pattern} bukan ekspresi RE2"),
    "map-code-table": Message(
        "{key}: no [codes.{table}] in this map",
        "{key}: tidak ada [codes.{table}] di peta ini",
        "known: {known}",
        "yang dikenal: {known}",
    ),
    "map-code-output": Message(
        "{key}: {source} has no output {output}", "{key}: {source} tidak punya keluaran {output}"
    ),
    "map-template": Message(
        "{key}: {template} is no template",
        "{key}: {template} bukan templat",
        'write columns in braces: "{{a}} {{b?}}"',
        'tulis kolom dalam kurung kurawal: "{{a}} {{b?}}"',
    ),
    "map-point": Message(
        "{key}: a point is one column, or two with form lonlat or latlon",
        "{key}: titik berasal dari satu kolom, atau dua kolom dengan form lonlat atau latlon",
    ),
    "map-area": Message(
        "{key}: an area is several name columns, or one code column with system kemendagri or bps",
        "{key}: wilayah berasal dari beberapa kolom nama, atau satu kolom kode dengan system kemendagri atau bps",
    ),
    "map-separator": Message(
        "{key}: a separator is one character that is no digit", "{key}: pemisah adalah satu karakter bukan angka"
    ),
    "map-zone": Message(
        "{key}: {zone} is no IANA time zone",
        "{key}: {zone} bukan zona waktu IANA",
        'for western Indonesia write "Asia/Jakarta"',
        'untuk WIB tulis "Asia/Jakarta"',
    ),
    "map-unused-columns": Message(
        "columns of {source} are neither used, ignored nor quarantined: {columns}",
        "kolom {source} tidak dipakai, tidak diabaikan dan tidak dikarantina: {columns}",
        "use them, or write under [source]: {right}",
        "pakai kolom itu, atau tulis di bawah [source]: {right}",
    ),
    "map-missing-column": Message(
        "{source} has no column {column}; near it: {near}",
        "{source} tidak punya kolom {column}; yang mirip: {near}",
        "write: {right}",
        "tulis: {right}",
    ),
    "map-missing-column-far": Message(
        "{source} has no column {column}",
        "{source} tidak punya kolom {column}",
        "its columns: {columns}",
        "kolom yang ada: {columns}",
    ),
    "map-quarantined-used": Message(
        "quarantined columns are used: {columns}", "kolom yang dikarantina dipakai: {columns}"
    ),
    "map-ignore-index": Message(
        "ignore names column {index}; the source has {columns}",
        "ignore menyebut kolom ke-{index}; sumber punya {columns}",
    ),
    "map-let-hides-column": Message(
        "the let {column} has the name of a column",
        "let {column} bernama sama dengan sebuah kolom",
        "give the let another name",
        "beri let itu nama lain",
    ),
    "map-unknown-field": Message(
        "{key}: the contract has no field {field}; near it: {near}",
        "{key}: kontrak tidak punya kolom {field}; yang mirip: {near}",
        "write: {right}",
        "tulis: {right}",
    ),
    "map-unknown-field-far": Message(
        "{key}: the contract has no field {field}",
        "{key}: kontrak tidak punya kolom {field}",
        "its fields: {fields}",
        "kolom kontrak: {fields}",
    ),
    "map-crs": Message(
        "{key}: {crs} is not WGS 84",
        "{key}: {crs} bukan WGS 84",
        "transform the coordinates to EPSG:4326 first",
        "ubah koordinat ke EPSG:4326 terlebih dahulu",
    ),
    "map-no-key": Message(
        "{key}: rows need a key to mint their id from",
        "{key}: baris memerlukan kunci untuk membuat id",
        'add key = ["COLUMN"] (columns: {columns}), or key = "digest" where nothing identifies a row',
        'tambahkan key = ["KOLOM"] (kolom: {columns}), atau key = "digest" bila tidak ada yang mengenali baris',
    ),
    "map-key-unwanted": Message(
        "{key}: this table is told apart by {fields} and has no id to mint",
        "{key}: tabel ini dibedakan oleh {fields} dan tidak punya id",
    ),
    "map-required-field": Message(
        "{key}: nothing fills {field}, which the contract requires",
        "{key}: {field} wajib menurut kontrak tetapi tidak diisi",
        "add a line below [[tables.…]]: {right}",
        "tambahkan satu baris di bawah [[tables.…]]: {right}",
    ),
    "map-each": Message("{key}: {let} is no let with a split", "{key}: {let} bukan let dengan split"),
    "map-literal": Message("{field}: {value} is no {type}", "{field}: {value} bukan {type}"),
    "map-unit": Message(
        "{field}: {source} cannot be turned into {target}", "{field}: {source} tidak bisa diubah ke {target}"
    ),
    "map-no-zone": Message(
        "{key}: times of this format carry no offset, and no zone is given",
        "{key}: waktu dengan format ini tanpa offset, dan zona tidak disebut",
        'add to [source]: zone = "Asia/Jakarta"',
        'tambahkan di [source]: zone = "Asia/Jakarta"',
    ),
    "map-expression-type": Message(
        "{key}: the expression gives {found}, the field wants {wanted}",
        "{key}: ekspresi menghasilkan {found}, kolom meminta {wanted}",
    ),
    "map-cycle": Message("{key}: refers to itself", "{key}: merujuk dirinya sendiri"),
    "map-unknown-code": Message(
        "{key}: {code} is no code of {code_list}; near it: {near}",
        "{key}: {code} bukan kode {code_list}; yang mirip: {near}",
        "write: {right}",
        "tulis: {right}",
    ),
    "map-unknown-code-far": Message(
        "{key}: {code} is no code of {code_list}",
        "{key}: {code} bukan kode {code_list}",
        "its codes: {codes}",
        "kode yang ada: {codes}",
    ),
    "map-wide-key": Message(
        "{key}: {keys} belong beside wide, not inside it",
        "{key}: {keys} ditulis di samping wide, bukan di dalamnya",
        'an entry of wide holds fields only: wide = [ {{ FIELD = "COLUMN" }} ]',
        'isi wide hanya kolom kontrak: wide = [ {{ KOLOM_KONTRAK = "KOLOM" }} ]',
    ),
    "map-wide-twice": Message(
        "{key}: {fields} stand beside wide too",
        "{key}: {fields} juga ditulis di samping wide",
        "say each field once: beside wide where it is the same for all, else in every entry",
        "tulis setiap kolom sekali: di samping wide bila sama untuk semua, selain itu di setiap isian",
    ),
    "map-other-contract": Message(
        "the map fills {contracts}, not {contract}", "peta ini mengisi {contracts}, bukan {contract}"
    ),
    "adapt-naive-captured-at": Message("captured_at has no offset", "captured_at tanpa offset"),
    "adapt-options-with-map": Message(
        "the field map says how the source is written; {options} cannot be given beside it",
        "cara menulis sumber ada di peta kolom; {options} tidak bisa diberikan bersamanya",
    ),
    "adapt-unknown-options": Message(
        "unknown options {options}", "opsi tidak dikenal {options}", "known: {known}", "yang dikenal: {known}"
    ),
    "adapt-no-contract": Message(
        "neither a contract nor a field map was given",
        "kontrak atau peta kolom belum diberikan",
        'say to="fire-station", or field_map="stations.toml"',
        'sebut to="fire-station", atau field_map="stations.toml"',
    ),
    "adapt-several-tables": Message(
        "the map fills several tables: {contracts}",
        "peta ini mengisi beberapa tabel: {contracts}",
        "use adapt_bundle",
        "pakai adapt_bundle",
    ),
    "table-same-field": Message(
        "{first} and {second} are both {field}",
        "{first} dan {second} sama-sama {field}",
        "rename or remove one of the two columns, or write a field map that uses one",
        "ganti nama atau hapus salah satu kolom, atau buat peta kolom yang memakai satu saja",
    ),
    "table-unknown-columns": Message(
        "columns {columns} are no fields of {contract}",
        "kolom {columns} bukan kolom {contract}",
        "write a field map that uses or ignores them: opendata-share map draft {file} --to {name} --map {name}.toml",
        "buat peta yang memakai atau mengabaikannya: opendata-share map draft {file} --to {name} --map {name}.toml",
    ),
    "table-missing-columns": Message(
        "columns {columns} are missing; {contract} requires them",
        "kolom {columns} tidak ada; {contract} mewajibkannya",
        "add them, or write a field map: opendata-share map draft {file} --to {name} --map {name}.toml",
        "tambahkan, atau buat peta kolom: opendata-share map draft {file} --to {name} --map {name}.toml",
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

MESSAGES: dict[str, Message] = {**_CONTRACTS, **_MAPS, **_CELLS}
