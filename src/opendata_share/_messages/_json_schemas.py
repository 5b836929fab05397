"""Sentences about JSON Schema: documents that are no sound schema, and what a value does not meet."""

from __future__ import annotations

from . import Message

MESSAGES: dict[str, Message] = {
    # -- documents
    "schema-not-json": Message(
        "the schema is not made of JSON values ({reason})",
        "skema tidak tersusun dari nilai JSON ({reason})",
    ),
    "schema-dialect": Message(
        "the schema is written for {found}, not for {known}",
        "skema ditulis untuk {found}, bukan untuk {known}",
        "rewrite it for draft 2020-12; schemas of older drafts are read otherwise",
        "tulis ulang untuk draf 2020-12; skema draf lama dibaca secara berbeda",
    ),
    "schema-form": Message(
        "{pointer} must be: {expected}",
        "{pointer} harus berupa: {expected}",
    ),
    "schema-ref-remote": Message(
        "the reference {reference} leads out of the document; nothing is fetched",
        "rujukan {reference} mengarah ke luar dokumen; tidak ada yang diunduh",
        "put what it refers to under $defs in the same document, with its $id",
        "letakkan yang dirujuk di bawah $defs pada dokumen yang sama, beserta $id-nya",
    ),
    "schema-ref-nowhere": Message(
        "the reference {reference} leads nowhere",
        "rujukan {reference} tidak mengarah ke mana pun",
    ),
    "schema-too-deep": Message(
        "the schema nests or refers more than {limit} levels deep",
        "skema bersarang atau merujuk lebih dari {limit} tingkat",
    ),
    "schema-too-large": Message(
        "the schema has more than {limit} subschemas",
        "skema memiliki lebih dari {limit} subskema",
    ),
    "schema-endless": Message(
        "the schema at {pointer} refers to itself about the same value and would never end",
        "skema di {pointer} merujuk dirinya sendiri untuk nilai yang sama dan tidak akan pernah selesai",
    ),
    "schema-exponential": Message(
        "the schema at {pointer} would ask more than {limit} schemas about one value",
        "skema di {pointer} akan memeriksa satu nilai dengan lebih dari {limit} skema",
        "say what is common once, under $defs, and refer to it fewer times",
        "tuliskan bagian yang sama satu kali di $defs, dan rujuk lebih sedikit kali",
    ),
    "schema-no-rows": Message(
        "the schema describes no rows: no object can meet it",
        "skema tidak menggambarkan baris: tidak ada objek yang dapat memenuhinya",
        'where it describes single values, name the column they stand in: column="value"',
        'bila skema menggambarkan nilai tunggal, sebutkan kolomnya: column="value"',
    ),
    "schema-column-name": Message(
        "{name} cannot be the name of a column: lower-case letters, digits and _ only",
        "{name} tidak dapat menjadi nama kolom: hanya huruf kecil, angka, dan _",
    ),
    # -- how rules run
    "plan-summary": Message(
        "{contract}: {columns} rules run over whole columns, {rows} row by row, {table} over the whole table",
        "{contract}: {columns} aturan dijalankan per kolom utuh, {rows} baris demi baris, {table} atas seluruh tabel",
    ),
    "plan-field": Message("a rule of the field: one kernel", "aturan kolom: satu kernel"),
    "plan-check": Message("a condition of the contract: an expression", "syarat dalam kontrak: satu ekspresi"),
    "plan-custom": Message("a rule of your own: a function of columns", "aturan sendiri: fungsi atas kolom"),
    "plan-mask": Message(
        "columns find, and only rows they do not clear are asked",
        "kolom menyaring; hanya baris yang belum pasti ditanya",
    ),
    "plan-table": Message("only the whole table can tell", "hanya seluruh tabel yang dapat menentukan"),
    "plan-between": Message(
        "reads the rows of {contract} too, where both tables are in the same bundle; else it is not judged",
        "juga membaca baris {contract}, bila kedua tabel ada dalam bundel yang sama; selain itu tidak diperiksa",
    ),
    "plan-json": Message(
        "the column holds JSON of several kinds; each distinct value is asked once a batch",
        "kolom berisi JSON beragam jenis; tiap nilai berbeda ditanya sekali per bagian",
    ),
    "plan-nested": Message(
        "nested or whole values are compared, which no kernel does", "nilai bersarang dibandingkan utuh; tanpa kernel"
    ),
    "plan-open": Message(
        "it reads properties that may have no column of their own", "membaca properti yang mungkin tanpa kolom sendiri"
    ),
    "plan-object": Message(
        "the row is compared as one object, or by the names of its members",
        "baris dibandingkan sebagai satu objek, atau menurut nama anggotanya",
    ),
    "plan-unevaluated": Message(
        "it depends on what other parts of the schema have evaluated in the row",
        "bergantung pada bagian skema lain yang sudah memeriksa baris itu",
    ),
    "plan-reference": Message(
        "its reference is known only on the way through the schema", "rujukannya baru diketahui saat skema ditelusuri"
    ),
    "plan-decimal": Message(
        "it is exact in decimals, which floats are not",
        "harus eksak dalam desimal, tidak demikian bilangan pecahan biner",
    ),
    "plan-format": Message("the format has no kernel", "format ini tanpa kernel"),
    "plan-text": Message("it asks for the text of a date or a time", "menanyakan teks dari suatu tanggal atau waktu"),
    "plan-type": Message("the type of the column has no kernel for it", "tipe kolom ini tanpa kernel untuknya"),
    "plan-keyword": Message("the keyword has no kernel", "kata kunci ini tanpa kernel"),
    # -- what a value does not meet; {value} is where it stands in the row, and what it is
    "schema-rule-type": Message("{value} is not of type {expected}", "{value} bukan bertipe {expected}"),
    "schema-rule-enum": Message("{value} is none of {expected}", "{value} bukan salah satu dari {expected}"),
    "schema-rule-const": Message("{value} is not {expected}", "{value} bukan {expected}"),
    "schema-rule-multiple-of": Message("{value} is not a multiple of {expected}", "{value} bukan kelipatan {expected}"),
    "schema-rule-minimum": Message("{value} is less than {expected}", "{value} kurang dari {expected}"),
    "schema-rule-maximum": Message("{value} is more than {expected}", "{value} lebih dari {expected}"),
    "schema-rule-exclusive-minimum": Message(
        "{value} is not more than {expected}", "{value} tidak lebih dari {expected}"
    ),
    "schema-rule-exclusive-maximum": Message(
        "{value} is not less than {expected}", "{value} tidak kurang dari {expected}"
    ),
    "schema-rule-min-length": Message(
        "{value} has fewer than {expected} characters", "{value} kurang dari {expected} karakter"
    ),
    "schema-rule-max-length": Message(
        "{value} has more than {expected} characters", "{value} lebih dari {expected} karakter"
    ),
    "schema-rule-pattern": Message(
        "{value} does not have the form {expected}", "{value} tidak sesuai bentuk {expected}"
    ),
    "schema-rule-format": Message("{value} is no {expected}", "{value} bukan {expected}"),
    "schema-rule-min-items": Message("{value} has fewer than {expected} items", "{value} kurang dari {expected} butir"),
    "schema-rule-max-items": Message("{value} has more than {expected} items", "{value} lebih dari {expected} butir"),
    "schema-rule-unique-items": Message("{value} has an item twice", "{value} memuat butir yang sama dua kali"),
    "schema-rule-contains": Message(
        "{value} has no item of the kind that must be among them", "{value} tidak memuat butir yang wajib ada"
    ),
    "schema-rule-min-contains": Message(
        "{value} has fewer than {expected} items of the kind that must be among them",
        "{value} memuat kurang dari {expected} butir yang wajib ada",
    ),
    "schema-rule-max-contains": Message(
        "{value} has more than {expected} items of the kind that is counted",
        "{value} memuat lebih dari {expected} butir dari jenis yang dihitung",
    ),
    "schema-rule-min-properties": Message(
        "{value} has fewer than {expected} members", "{value} kurang dari {expected} anggota"
    ),
    "schema-rule-max-properties": Message(
        "{value} has more than {expected} members", "{value} lebih dari {expected} anggota"
    ),
    "schema-rule-required": Message("{value} must be there and is not", "{value} wajib ada, tetapi tidak ada"),
    "schema-rule-dependent-required": Message(
        "{value} must be there where {expected} is, and is not",
        "{value} wajib ada bila {expected} ada, tetapi tidak ada",
    ),
    "schema-rule-any-of": Message(
        "{value} meets none of the {expected} alternatives", "{value} tidak memenuhi satu pun dari {expected} pilihan"
    ),
    "schema-rule-one-of": Message(
        "{value} meets {expected} of the alternatives, not exactly one",
        "{value} memenuhi {expected} pilihan, bukan tepat satu",
    ),
    "schema-rule-not": Message("{value} is what it must not be", "{value} adalah nilai yang tidak diperbolehkan"),
    "schema-rule-property-names": Message(
        "{value} is a name that members must not have", "{value} adalah nama anggota yang tidak diperbolehkan"
    ),
    "schema-rule-additional-properties": Message(
        "{value} is not foreseen by the schema", "{value} tidak ditetapkan dalam skema"
    ),
    "schema-rule-unevaluated-properties": Message(
        "{value} is not foreseen by any part of the schema", "{value} tidak ditetapkan oleh bagian skema mana pun"
    ),
    "schema-rule-items": Message("{value} is one item too many", "{value} adalah butir yang berlebih"),
    "schema-rule-prefix-items": Message("{value} must not be there", "{value} tidak boleh ada"),
    "schema-rule-pattern-properties": Message("{value} must not be there", "{value} tidak boleh ada"),
    "schema-rule-unevaluated-items": Message(
        "{value} is an item no part of the schema foresees", "{value} adalah butir yang tidak ditetapkan skema"
    ),
    "schema-rule-false-schema": Message("{value} must not be there", "{value} tidak boleh ada"),
    "schema-rule-cost": Message(
        "{value} would take too many steps to judge", "{value} memerlukan terlalu banyak langkah untuk diperiksa"
    ),
    # -- what a rule asks for
    "explain-enum": Message(
        "The value must be one of those the schema lists.", "Nilai harus salah satu yang dicantumkan skema."
    ),
    "explain-const": Message(
        "The value must be the one the schema names.", "Nilai harus sama dengan yang ditetapkan skema."
    ),
    "explain-multiple-of": Message(
        "The number must be a whole number of times the given one, exactly: 19.99 is a multiple of 0.01.",
        "Bilangan harus merupakan kelipatan bulat dari yang ditetapkan, secara eksak: 19.99 adalah kelipatan 0.01.",
    ),
    "explain-min-items": Message(
        "The array must have at least so many items.", "Larik harus memuat sekurang-kurangnya sekian butir."
    ),
    "explain-max-items": Message(
        "The array must have at most so many items.", "Larik paling banyak memuat sekian butir."
    ),
    "explain-unique-items": Message(
        "No two items of the array may be equal; 1 and 1.0 are.",
        "Tidak boleh ada dua butir larik yang sama; 1 dan 1.0 dianggap sama.",
    ),
    "explain-contains": Message(
        "The array must have an item that meets the given schema.",
        "Larik harus memuat butir yang memenuhi skema yang ditetapkan.",
    ),
    "explain-min-contains": Message(
        "The array must have at least so many items that meet the given schema.",
        "Larik harus memuat sekurang-kurangnya sekian butir yang memenuhi skema yang ditetapkan.",
    ),
    "explain-max-contains": Message(
        "The array must have at most so many items that meet the given schema.",
        "Larik paling banyak memuat sekian butir yang memenuhi skema yang ditetapkan.",
    ),
    "explain-min-properties": Message(
        "The object must have at least so many members; an empty cell is no member.",
        "Objek harus memiliki sekurang-kurangnya sekian anggota; sel kosong bukan anggota.",
    ),
    "explain-max-properties": Message(
        "The object must have at most so many members; an empty cell is no member.",
        "Objek paling banyak memiliki sekian anggota; sel kosong bukan anggota.",
    ),
    "explain-dependent-required": Message(
        "Where one property is there, the others that depend on it must be there too.",
        "Bila suatu properti ada, properti lain yang bergantung padanya juga wajib ada.",
    ),
    "explain-any-of": Message(
        "The value must meet at least one of the alternatives.", "Nilai harus memenuhi sekurang-kurangnya satu pilihan."
    ),
    "explain-one-of": Message(
        "The value must meet exactly one of the alternatives.", "Nilai harus memenuhi tepat satu pilihan."
    ),
    "explain-not": Message(
        "The value must not meet the given schema.", "Nilai tidak boleh memenuhi skema yang ditetapkan."
    ),
    "explain-property-names": Message(
        "The names of an object's members must meet the given schema.",
        "Nama anggota objek harus memenuhi skema yang ditetapkan.",
    ),
    "explain-additional-properties": Message(
        "An object must not have members the schema does not name.",
        "Objek tidak boleh memiliki anggota yang tidak disebut skema.",
    ),
    "explain-pattern-properties": Message(
        "An object must not have members of such names.", "Objek tidak boleh memiliki anggota dengan nama seperti itu."
    ),
    "explain-unevaluated-properties": Message(
        "An object must not have members that no part of the schema speaks of.",
        "Objek tidak boleh memiliki anggota yang tidak dibahas bagian skema mana pun.",
    ),
    "explain-items": Message(
        "The array must not have more items than the schema foresees.",
        "Larik tidak boleh memuat butir lebih dari yang ditetapkan skema.",
    ),
    "explain-prefix-items": Message(
        "The array must not have an item at this place.", "Larik tidak boleh memuat butir di tempat ini."
    ),
    "explain-unevaluated-items": Message(
        "The array must not have items that no part of the schema speaks of.",
        "Larik tidak boleh memuat butir yang tidak dibahas bagian skema mana pun.",
    ),
    "explain-false-schema": Message(
        "Nothing may stand here: the schema is `false`.", "Tidak boleh ada nilai di sini: skemanya `false`."
    ),
    "explain-cost": Message(
        "The value must be judged in at most 200 000 steps; nested data can make a schema ask without measure.",
        "Nilai harus dapat diperiksa dalam paling banyak 200 000 langkah; data bersarang dapat menggandakannya.",
    ),
}
