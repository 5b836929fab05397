"""Sentences for the authors of field maps: what is wrong with a line, and the line to write."""

from __future__ import annotations

from . import Message

MESSAGES: dict[str, Message] = {
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
    "map-unregistered": Message(
        "no field map is registered as {name}",
        "tidak ada peta kolom yang terdaftar sebagai {name}",
        "near: {near}; opendata-share map list names all; a file is a path that ends in .toml",
        "yang dekat: {near}; opendata-share map list menyebut semuanya; berkas adalah jalur yang berakhir .toml",
    ),
    "map-ref": Message(
        "{key}: a reference is found by key or by match_on, one of them",
        "{key}: rujukan dicari dengan key atau match_on, salah satunya",
        'the same key as in the other table: key = ["no"]; or its name: match_on = {{ name = "column" }}',
        'kunci yang sama dengan tabel lain: key = ["no"]; atau namanya: match_on = {{ name = "kolom" }}',
    ),
    "map-share": Message(
        "{key}: not a number from 0 to 1",
        "{key}: bukan bilangan dari 0 sampai 1",
        "write it like 0.92; 1 means that only the name itself counts",
        "tulis seperti 0.92; 1 berarti hanya nama itu sendiri yang dihitung",
    ),
    "map-match-key": Message(
        "{key}: rows of {contract} are not told apart by one field, so a name cannot stand for one",
        "{key}: baris {contract} tidak dibedakan oleh satu kolom, jadi nama tidak dapat menunjuk satu baris",
    ),
    "map-match-name": Message(
        "{key}: match_on compares {count} names of {contract}, and one is needed",
        "{key}: match_on membandingkan {count} nama dari {contract}, padahal harus satu",
        'write: match_on = {{ name = "COLUMN", area_code = "COLUMN" }}; a field with codes or a pattern must be equal',
        'tulis: match_on = {{ name = "KOLOM", area_code = "KOLOM" }}; kolom berkode atau berpola harus sama',
    ),
    "map-match-areas": Message(
        "{key}: match_on compares several areas of {contract}",
        "{key}: match_on membandingkan beberapa wilayah dari {contract}",
        "write the one the rows lie in",
        "tulis satu saja, yaitu tempat baris itu berada",
    ),
    "map-no-reference": Message(
        "{key}: names are looked up in {contract}, and no table of it is given",
        "{key}: nama dicari di {contract}, padahal tabelnya tidak diberikan",
        'adapt(…, references={{"{contract}": table}}), or --reference {contract}=FILE on the command line',
        'adapt(…, references={{"{contract}": tabel}}), atau --reference {contract}=BERKAS di baris perintah',
    ),
    "map-reference-columns": Message(
        "the table given for {contract} has no columns {columns}",
        "tabel yang diberikan untuk {contract} tidak punya kolom {columns}",
        "give rows under the contract, such as validate(…).accepted",
        "berikan baris menurut kontrak, misalnya validate(…).accepted",
    ),
    "map-alias-unknown": Message(
        "aliases stand for rows {contract} does not have: {aliases}",
        "alias menunjuk baris yang tidak ada di {contract}: {aliases}",
        "write the id or the name of a row of that table",
        "tulis id atau nama sebuah baris dari tabel itu",
    ),
    "map-no-folder": Message(
        "{key}: {path} lies beside the map, and this map was not read from a folder",
        "{key}: {path} terletak di samping peta, padahal peta ini tidak dibaca dari sebuah folder",
        "give the map as a path, call FieldMap.from_toml(text, folder=…), or give the folder as the source",
        "berikan peta sebagai jalur, panggil FieldMap.from_toml(text, folder=…), atau berikan foldernya sebagai sumber",
    ),
    "map-checked-absent": Message(
        "{file}: {path}, which the map reads, is not beside it",
        "{file}: {path}, yang dibaca peta ini, tidak ada di sampingnya",
        "put the file beside the map, or correct the name",
        "letakkan berkas itu di samping peta, atau perbaiki namanya",
    ),
    "map-path-outside": Message(
        "{key}: {path} is not a file in the folder of the map",
        "{key}: {path} bukan berkas di dalam folder peta",
        'put the file beside the map and write its name: path = "stations.csv"',
        'letakkan berkas di samping peta dan tulis namanya: path = "stations.csv"',
    ),
    "map-path-needed": Message(
        "{key}: no file is named",
        "{key}: tidak ada berkas yang disebut",
        'write: path = "stations.csv"',
        'tulis: path = "stations.csv"',
    ),
    "map-join-on": Message(
        "{key}: a join needs the columns whose cells must be equal",
        "{key}: penggabungan memerlukan kolom yang selnya harus sama",
        'write: on = {{ "column of this source" = "column of the joined file" }}',
        'tulis: on = {{ "kolom sumber ini" = "kolom berkas gabungan" }}',
    ),
    "map-join-unknown": Message(
        "{key}: there is no [{join}] in this map",
        "{key}: tidak ada [{join}] di peta ini",
        "known: {known}; another file is named by its path",
        "yang dikenal: {known}; berkas lain disebut dengan jalurnya",
    ),
    "map-join-list": Message(
        "{column}: {let} is a list here, and a row is joined by one value",
        "{column}: {let} di sini berupa daftar, padahal satu baris digabung dengan satu nilai",
        'make a row of each item: write each = "{let}" in the block',
        'jadikan satu baris tiap butir: tulis each = "{let}" di blok',
    ),
    "map-join-inside": Message(
        "{column}: a joined column cannot be read inside fields",
        "{column}: kolom gabungan tidak dapat dibaca di dalam fields",
        "make a let of it in the block's own row, or a table with each",
        "buat let dari kolom itu pada baris blok, atau tabel dengan each",
    ),
    "map-join-hides-column": Message(
        "{column} is a column of {source} and of a join",
        "{column} adalah kolom {source} dan juga kolom penggabungan",
        "give the join another name: [join.OTHER]",
        "beri penggabungan nama lain: [join.LAIN]",
    ),
    "map-table-of-two-sources": Message(
        "{contract}: its blocks read different files",
        "{contract}: blok-bloknya membaca berkas yang berbeda",
        "write one map for each file",
        "tulis satu peta untuk tiap berkas",
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
    "map-empty-list": Message(
        "{key}: the list is empty",
        "{key}: daftarnya kosong",
        "name at least one column",
        "sebutkan sedikitnya satu kolom",
    ),
    "map-choice": Message("{key}: not one of {choices}", "{key}: bukan salah satu dari {choices}"),
    "map-one-producer": Message("{key}: needs exactly one of {producers}", "{key}: perlu tepat satu dari {producers}"),
    "map-pattern": Message("{key}: {pattern} is no RE2 expression", "{key}: {pattern} bukan ekspresi RE2"),
    "map-code-table": Message(
        "{key}: no [codes.{table}] in this map, and the field's own list has no words of {table}",
        "{key}: tidak ada [codes.{table}] di peta ini, dan daftar kode kolomnya tidak memuat kata dari {table}",
        "known: {known}",
        "yang dikenal: {known}",
    ),
    "map-crosswalk": Message(
        "{key}: no crosswalk is called {name}",
        "{key}: tidak ada tabel padanan kode bernama {name}",
        'write "crosswalk:NAME" or "crosswalk:NAME@2018-01-11" for data of that day; near: {near}',
        'tulis "crosswalk:NAMA" atau "crosswalk:NAMA@2018-01-11" untuk data hari itu; yang mirip: {near}',
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
        "use them, or write under [{section}]: {right}",
        "pakai kolom itu, atau tulis di bawah [{section}]: {right}",
    ),
    "map-missing-path": Message(
        "{path}: {parent} of {source} has no member {member}; near it: {near}",
        "{path}: {parent} di {source} tidak punya anggota {member}; yang mirip: {near}",
        "write: {right}",
        "tulis: {right}",
    ),
    "map-path-not-nested": Message(
        "{path}: nothing is nested in {parent} of {source}",
        "{path}: tidak ada isi bertingkat di {parent} dari {source}",
        'write "{parent}", or a column that holds lists or objects',
        'tulis "{parent}", atau kolom yang berisi daftar atau objek',
    ),
    "map-path-list": Message(
        "{path}: {list} of {source} holds several values, and one is asked for",
        "{path}: {list} di {source} berisi beberapa nilai, padahal yang diminta satu",
        "for a list write: {right}; for a row of each write in the block: {each}; for one of them write"
        " {list}[member=text]",
        "untuk daftar tulis: {right}; untuk satu baris tiap butir tulis di blok: {each}; untuk salah satunya tulis"
        " {list}[anggota=teks]",
    ),
    "map-list-into-one": Message(
        "{key}: {columns} is a list, and one value is asked for",
        "{key}: {columns} adalah daftar, padahal yang diminta satu nilai",
        'take one item: "a[member=text]/b", or make a row of each: each = "a"',
        'ambil satu butir: "a[anggota=teks]/b", atau jadikan satu baris tiap butir: each = "a"',
    ),
    "map-each-path": Message(
        "{key}: {path} takes items by itself",
        "{key}: {path} sudah mengambil butir sendiri",
        "write: {right}",
        "tulis: {right}",
    ),
    "map-each-no-records": Message(
        "{key}: the field is no list of records",
        "{key}: kolom ini bukan daftar rekaman",
        'for a list of values write {key} = "path[]"; for a row of each item write each = "path" in the block',
        'untuk daftar nilai tulis {key} = "jalur[]"; untuk satu baris tiap butir tulis each = "jalur" di blok',
    ),
    "map-required-member": Message(
        "{key}: nothing fills {member}, which every record of the list must have",
        "{key}: tidak ada yang mengisi {member}, padahal setiap rekaman dalam daftar wajib memilikinya",
        "write inside fields: {right}",
        "tulis di dalam fields: {right}",
    ),
    "map-each-step": Message(
        "{key}: {keys} cannot stand beside each with fields",
        "{key}: {keys} tidak dapat ditulis di samping each dengan fields",
        "write them inside fields, on the value they are for",
        "tulis di dalam fields, pada nilai yang dimaksud",
    ),
    "map-missing-column": Message(
        "{source} has no column {column}; near it: {near}",
        "{source} tidak punya kolom {column}; yang mirip: {near}",
        "write: {right}",
        "tulis: {right}",
    ),
    "map-path-form": Message(
        "{source} has no column {column}; paths are written with / between names and [] for every item of a list, and "
        "take no positions",
        "{source} tidak punya kolom {column}; jalur ditulis dengan / antarnama dan [] untuk setiap butir daftar, tanpa "
        "nomor urut",
        "write: {right}; for one item of a list: list[member=text]; for a row of each: each",
        "tulis: {right}; untuk satu butir daftar: daftar[anggota=teks]; untuk satu baris tiap butir: each",
    ),
    "map-question-mark": Message(
        'a "?" behind a column that may be absent stands in ignore and quarantine only, and in a template behind a '
        "part that may be null: {column}",
        'tanda "?" di belakang kolom yang boleh tidak ada hanya dipakai di ignore dan quarantine, dan di template '
        "di belakang bagian yang boleh kosong: {column}",
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
        "{key}: {crs} is no coordinate reference system of the EPSG register",
        "{key}: {crs} bukan sistem referensi koordinat dalam register EPSG",
        'write its number: crs = "EPSG:32748" is UTM zone 48 south; without crs it is WGS 84',
        'tulis nomornya: crs = "EPSG:32748" adalah UTM zona 48 selatan; tanpa crs berarti WGS 84',
    ),
    "map-crs-extra": Message(
        "{key}: coordinates in {crs} need an optional part that is not installed",
        "{key}: koordinat dalam {crs} memerlukan bagian tambahan yang belum terpasang",
        "pip install 'opendata-share[crs]'",
        "pip install 'opendata-share[crs]'",
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
    "map-each": Message(
        "{key}: {let} is no list: neither a let with a split or a path with [], nor a nested column",
        "{key}: {let} bukan daftar: bukan let dengan split atau jalur dengan [], bukan pula kolom bertingkat",
        'write each = "info" for a nested list, or make a let: {let} = {{ from = "COLUMN", split = "," }}',
        'tulis each = "info" untuk daftar bertingkat, atau buat let: {let} = {{ from = "KOLOM", split = "," }}',
    ),
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
