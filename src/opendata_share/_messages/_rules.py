"""Sentences about rules: what a row breaks, what a report says."""

from __future__ import annotations

from . import Message

MESSAGES: dict[str, Message] = {
    # -- what a row breaks
    "rule-required": Message(
        "a value is required here and there is none",
        "nilai wajib diisi, tetapi kosong",
        "fill it in at the source, or give it a default in the field map",
        "isi di sumber data, atau beri nilai bawaan (default) pada peta kolom",
    ),
    "rule-required-in-full": Message(
        "the full profile asks for a value here and there is none; the row is kept",
        "profil lengkap meminta nilai di sini, tetapi kosong; baris tetap diterima",
    ),
    "rule-required-in-recommended": Message(
        "a value is recommended here and there is none; the row is kept",
        "nilai dianjurkan di sini, tetapi kosong; baris tetap diterima",
    ),
    "rule-code": Message(
        "{value} is not a code of the list {code_list}",
        "{value} bukan kode dalam daftar {code_list}",
        "see the codes with `opendata-share codes {code_list}` (a list of the contract's own: `opendata-share contract "
        "show CONTRACT`), or map the value with `codes` in the field map",
        "lihat kodenya dengan `opendata-share codes {code_list}` (daftar milik kontrak sendiri: `opendata-share "
        "contract show KONTRAK`), atau petakan nilainya dengan `codes` pada peta kolom",
    ),
    "rule-pattern": Message(
        "{value} does not have the form {pattern}",
        "{value} tidak sesuai bentuk {pattern}",
    ),
    "rule-format-uri": Message(
        "{value} is not a complete web address (URI)",
        "{value} bukan alamat web (URI) yang lengkap",
        "write it with its scheme, such as https://; spaces and letters outside ASCII are written as %XX",
        "tulis lengkap dengan skemanya, misalnya https://; spasi dan huruf di luar ASCII ditulis sebagai %XX",
    ),
    "rule-format-email": Message(
        "{value} is not an email address",
        "{value} bukan alamat surel",
    ),
    "rule-minimum": Message("{value} is less than {bound}", "{value} kurang dari {bound}"),
    "rule-maximum": Message("{value} is more than {bound}", "{value} lebih dari {bound}"),
    "rule-exclusive-minimum": Message("{value} is not more than {bound}", "{value} tidak lebih dari {bound}"),
    "rule-exclusive-maximum": Message("{value} is not less than {bound}", "{value} tidak kurang dari {bound}"),
    "rule-not-finite": Message(
        "{value} is not a number that can be counted with",
        "{value} bukan bilangan yang dapat dihitung",
        "leave the cell empty where the figure is not known",
        "kosongkan sel bila angkanya tidak diketahui",
    ),
    "rule-min-length": Message(
        "the text has fewer than {bound} characters",
        "teks kurang dari {bound} karakter",
    ),
    "rule-max-length": Message(
        "the text has more than {bound} characters",
        "teks lebih dari {bound} karakter",
    ),
    "rule-min-items": Message("the list has fewer than {bound} items", "daftar berisi kurang dari {bound} butir"),
    "rule-max-items": Message("the list has more than {bound} items", "daftar berisi lebih dari {bound} butir"),
    "rule-check": Message(
        "the row does not meet the check {check}: {expression}",
        "baris tidak memenuhi pemeriksaan {check}: {expression}",
        "the check is: {expression}",
        "pemeriksaannya: {expression}",
    ),
    "rule-not-computable": Message(
        "{check} cannot be computed for this row: {expression}",
        "{check} tidak dapat dihitung untuk baris ini: {expression}",
        "a number is too large, or a division is by zero",
        "ada bilangan yang terlalu besar, atau pembagian dengan nol",
    ),
    "rule-recorded-in-future": Message(
        "{value} lies more than five minutes after {as_of}, when the data was judged",
        "{value} lebih dari lima menit setelah {as_of}, saat data diperiksa",
        "check the clock of the source, and the zone its times are read in",
        "periksa jam pada sumber data, dan zona waktu yang dipakai saat membacanya",
    ),
    "rule-code-not-in-force": Message(
        "the code {value} of {code_list} is not in force on {as_of}",
        "kode {value} dalam {code_list} tidak berlaku pada {as_of}",
        "use the code that took its place, or leave it where the row tells of an earlier time",
        "pakai kode penggantinya, atau biarkan bila barisnya menyangkut waktu sebelumnya",
    ),
    "rule-duplicate-key": Message(
        "row {first} already has the same {fields}: {value}",
        "baris {first} sudah memakai {fields} yang sama: {value}",
        "keep one of the two rows, or give them different keys",
        "simpan salah satu dari kedua baris, atau beri kunci yang berbeda",
    ),
    "rule-duplicate-key-accepted": Message(
        "a row that was accepted before already has the same {fields}: {value}",
        "baris yang sudah diterima sebelumnya memakai {fields} yang sama: {value}",
        "keep one of the two rows, or give them different keys",
        "simpan salah satu dari kedua baris, atau beri kunci yang berbeda",
    ),
    "rule-dangling-reference": Message(
        "{value} is not the key of an accepted row of {contract} in this data",
        "{value} bukan kunci baris {contract} yang diterima dalam data ini",
        "add the row it refers to, or mend it where it was rejected",
        "tambahkan baris yang dirujuk, atau perbaiki bila baris itu ditolak",
    ),
    "rule-dangling-reference-outside": Message(
        "{value} is not a known key of {contract}; the row is kept",
        "{value} bukan kunci {contract} yang dikenal; baris tetap diterima",
    ),
    # -- what a rule asks for
    "explain-required": Message(
        "The field must have a value in every row.",
        "Kolom wajib berisi nilai pada setiap baris.",
    ),
    "explain-required-in-full": Message(
        "The full profile, agreed between agencies, asks for a value; without it the row is kept, the level is core.",
        "Profil lengkap yang disepakati antarinstansi meminta nilai; tanpa nilai, baris diterima dengan profil inti.",
    ),
    "explain-required-in-recommended": Message(
        "The contract recommends a value to everyone who has one; without it the row is kept, the level is core.",
        "Kontrak menganjurkan nilai bagi siapa pun yang memilikinya; tanpa nilai, baris diterima dengan profil inti.",
    ),
    "explain-code": Message(
        "The value must be one of the codes of the field's code list, to the letter.",
        "Nilai harus salah satu kode dalam daftar kode kolom itu, sama persis.",
    ),
    "explain-pattern": Message(
        "The text must match the field's regular expression, read by RE2: \\d is 0–9 and $ is the end of the text.",
        "Teks harus cocok dengan ekspresi reguler kolom, dibaca oleh RE2: \\d berarti 0–9 dan $ berarti akhir teks.",
    ),
    "explain-format": Message(
        "The text must be a URI with its scheme (RFC 3986) or an email address (RFC 5321), as the field says.",
        "Teks harus berupa URI lengkap dengan skema (RFC 3986) atau alamat surel (RFC 5321), sesuai ketentuan kolom.",
    ),
    "explain-minimum": Message("The value must not be less than the bound.", "Nilai tidak boleh kurang dari batas."),
    "explain-maximum": Message("The value must not be more than the bound.", "Nilai tidak boleh lebih dari batas."),
    "explain-exclusive-minimum": Message("The value must be more than the bound.", "Nilai harus lebih dari batas."),
    "explain-exclusive-maximum": Message("The value must be less than the bound.", "Nilai harus kurang dari batas."),
    "explain-not-finite": Message(
        "A number must not be NaN or infinite; an unknown figure is an empty cell.",
        "Bilangan tidak boleh NaN atau tak hingga; angka yang tidak diketahui dikosongkan.",
    ),
    "explain-min-length": Message(
        "A text must have at least so many characters (Unicode code points), a list so many items.",
        "Teks harus memiliki sekurang-kurangnya sekian karakter (titik kode Unicode), daftar sekian butir.",
    ),
    "explain-max-length": Message(
        "A text must have at most so many characters (Unicode code points), a list so many items.",
        "Teks paling banyak memiliki sekian karakter (titik kode Unicode), daftar sekian butir.",
    ),
    "explain-not-computable": Message(
        "A condition of the contract must be computable in every row: no overflow, no division by zero.",
        "Syarat dalam kontrak harus dapat dihitung pada setiap baris: bilangan tidak meluap, tidak dibagi nol.",
    ),
    "explain-recorded-in-future": Message(
        "The time a row was recorded must not lie more than five minutes after the time given as now.",
        "Waktu rekam baris tidak boleh lebih dari lima menit setelah waktu yang dianggap sebagai sekarang.",
    ),
    "explain-code-not-in-force": Message(
        "A code that is in force for a time only is used on a day of it: the day of the time given as now.",
        "Kode yang hanya berlaku selama suatu masa dipakai dalam masa itu: pada hari yang dianggap sekarang.",
    ),
    "explain-duplicate-key": Message(
        "No two rows may have the same key. The first one stays; rows with an empty key field are not compared.",
        "Dua baris tidak boleh berkunci sama. Baris pertama dipertahankan; baris berkunci kosong tidak dibandingkan.",
    ),
    "explain-dangling-reference": Message(
        "A reference must be the key of a row that exists. A row of the same agency must be among the accepted rows of "
        "the same data where those are given, else the row is rejected; any other reference not found is advice.",
        "Rujukan harus berupa kunci baris yang ada. Baris milik instansi yang sama harus termasuk baris yang diterima "
        "dalam data yang sama, bila tidak, baris ditolak; rujukan lain yang tidak ditemukan hanya menjadi saran.",
    ),
    # -- what a report says
    "report-summary": Message(
        "{source} → {contract}: {produced} rows read, {accepted} accepted, {rejected} rejected",
        "{source} → {contract}: {produced} baris dibaca, {accepted} diterima, {rejected} ditolak",
    ),
    "report-balance": Message(
        "{read} source rows − {skipped} skipped + {expanded} expanded − {merged} merged = {produced}",
        "{read} baris sumber − {skipped} dilewati + {expanded} diuraikan − {merged} digabung = {produced}",
    ),
    "report-errors": Message("errors: {counts}", "kesalahan: {counts}"),
    "report-advice": Message("advice: {counts}", "saran: {counts}"),
    # -- types, as a cell's owner calls them
    "type-text": Message("text", "teks"),
    "type-integer": Message("whole number", "bilangan bulat"),
    "type-number": Message("number", "angka"),
    "type-decimal": Message("decimal number", "bilangan desimal"),
    "type-boolean": Message("true or false", "true atau false"),
    "type-date": Message("date", "tanggal"),
    "type-datetime": Message("date with time", "tanggal dengan jam"),
    "type-list": Message("list", "daftar"),
    "type-object": Message("group of fields", "kelompok kolom"),
    "type-json": Message("JSON value", "nilai JSON"),
    "report-place": Message("row {row}, {field}", "baris {row}, {field}"),
    "report-place-line": Message("row {row} (line {line}), {field}", "baris {row} (baris berkas {line}), {field}"),
    "report-more": Message("… and {count} more", "… dan {count} lagi"),
    # -- what cannot be judged
    "as-of-naive": Message(
        "as_of is a time without an offset: {as_of}",
        "as_of adalah waktu tanpa selisih zona: {as_of}",
        "give it one, such as +07:00 for Jakarta",
        "beri selisih zona, misalnya +07:00 untuk Jakarta",
    ),
    "rule-bound": Message(
        "the bound {bound} is not a value of type {type}",
        "batas {bound} bukan nilai bertipe {type}",
    ),
    "reference-not-a-table": Message(
        "the reference for {contract} is a {type}, not a table",
        "rujukan untuk {contract} berupa {type}, bukan tabel",
        "give anything that offers an Arrow stream: a Table, or one of pyarrow, polars, pandas or DuckDB",
        "berikan apa pun yang menyediakan aliran Arrow: Table, atau tabel pyarrow, polars, pandas, atau DuckDB",
    ),
    "reference-composite-key": Message(
        "{contract} cannot be referred to so: its key is {key}",
        "{contract} tidak dapat dirujuk demikian: kuncinya {key}",
        "one field refers to a key of one field, RefersTo in the contract's table rules to one of several",
        "satu kolom merujuk kunci satu kolom; RefersTo pada aturan tabel kontrak merujuk kunci beberapa kolom",
    ),
    "reference-width": Message(
        "{contract} is referred to by {count} fields here and by another number of them elsewhere",
        "{contract} dirujuk dengan {count} kolom di sini dan dengan jumlah kolom lain di tempat lain",
    ),
    "reference-without-key": Message(
        "the reference for {contract} has no column {key}; its columns are {columns}",
        "rujukan untuk {contract} tidak memiliki kolom {key}; kolomnya {columns}",
    ),
    "limit-spool-bytes": Message(
        "accepted and rejected rows take more than {limit} = {value} bytes while they are set aside",
        "baris yang diterima dan ditolak memakan lebih dari {limit} = {value} bita selama disisihkan",
        "raise the limit {limit}, or judge without keeping rows",
        "naikkan batas {limit}, atau periksa tanpa menyimpan baris",
    ),
    "spool-no-space": Message(
        "rows cannot be set aside in {place} ({reason}); {size} bytes are needed so far",
        "baris tidak dapat disisihkan di {place} ({reason}); sejauh ini diperlukan {size} bita",
        "free space there, or set TMPDIR to a folder with more room",
        "kosongkan ruang di sana, atau arahkan TMPDIR ke folder yang lebih lapang",
    ),
}
