"""Sentences about sources: what cannot be opened, what is malformed, and the rows a reader could not make."""

from __future__ import annotations

from . import Message

_PLACES = {
    "source-missing": Message(
        "The file does not exist.", "Berkas tidak ada.", "Check the path.", "Periksa lokasi berkasnya."
    ),
    "source-is-a-directory": Message(
        "This is a folder, not a file.",
        "Ini folder, bukan berkas.",
        "Name one file in it.",
        "Sebutkan satu berkas di dalamnya.",
    ),
    "source-not-a-file": Message("This is neither a file nor a pipe.", "Ini bukan berkas dan bukan pula pipa (pipe)."),
    "source-no-permission": Message(
        "The file may not be read with your permissions.", "Anda tidak memiliki izin untuk membaca berkas ini."
    ),
    "source-unreadable": Message("The file cannot be read: {reason}.", "Berkas tidak dapat dibaca: {reason}."),
    "source-changed": Message(
        "The file changed while it was being read.",
        "Berkas berubah saat sedang dibaca.",
        "Wait until whatever writes it has finished, then try again.",
        "Tunggu sampai program yang menulisnya selesai, lalu coba lagi.",
    ),
    "source-is-a-url": Message(
        "The source is a web address, and nothing says which service answers there.",
        "Sumbernya alamat web, dan belum disebutkan layanan apa yang menjawab di sana.",
        'Say it, for example format = "ckan" (docs/reference/sources.md lists them). Open a published catalogue with '
        "open_catalog; download a file first.",
        'Sebutkan, misalnya format = "ckan" (daftarnya di docs/reference/sources.md). Buka katalog terbit dengan '
        "open_catalog; unduh dahulu bila berupa berkas.",
    ),
    "source-scheme": Message(
        'Locations that begin with "{scheme}://" cannot be read.',
        'Lokasi yang diawali "{scheme}://" tidak dapat dibaca.',
        "Give the path of a local file.",
        "Berikan lokasi berkas lokal.",
    ),
    "source-no-format": Message(
        'The suffix "{suffix}" does not tell the format.',
        'Akhiran "{suffix}" tidak menunjukkan formatnya.',
        'Say it in the map, for example: format = "csv". Known suffixes: {known}.',
        'Sebutkan dalam peta, misalnya: format = "csv". Akhiran yang dikenal: {known}.',
    ),
    "source-malformed": Message(
        "The file cannot be read: {reason}.",
        "Berkas tidak dapat dibaca: {reason}.",
        "Ask whoever made the file for one in its declared form.",
        "Mintalah berkas dalam bentuk yang semestinya kepada pembuatnya.",
    ),
    "record-malformed": Message(
        "The record cannot be read: {reason}.",
        "Rekaman tidak dapat dibaca: {reason}.",
    ),
    "source-kind": Message(
        "An object of type {type} cannot be read as a table.",
        "Objek bertipe {type} tidak dapat dibaca sebagai tabel.",
        "Give a path, a list of dicts, or a table that speaks the Arrow C stream interface, as pyarrow, pandas, polars "
        "and DuckDB do.",
        "Berikan lokasi berkas, daftar dict, atau tabel dengan antarmuka Arrow C stream, seperti pyarrow, pandas, "
        "polars, dan DuckDB.",
    ),
    "join-key-twice": Message(
        "rows {first} and {row} of the joined file have the same {columns}; {count} keys stand there more than once",
        "baris {first} dan {row} dari berkas gabungan memiliki {columns} yang sama; {count} kunci muncul berulang",
        'remove the row that is wrong, or join by more columns: on = {{ a = "x", b = "y" }}',
        'hapus baris yang salah, atau gabungkan dengan lebih banyak kolom: on = {{ a = "x", b = "y" }}',
    ),
    "join-row-unmade": Message(
        "{count} rows of the joined file cannot be read, the first is row {row}",
        "{count} baris berkas gabungan tidak dapat dibaca, yang pertama baris {row}",
        "correct the file",
        "perbaiki berkas",
    ),
    "join-no-rows": Message("the joined file has no rows", "berkas gabungan tidak punya baris"),
    "source-already-read": Message(
        "This stream has already been read and gives its rows only once.",
        "Aliran data ini sudah dibaca dan hanya memberikan barisnya satu kali.",
        "Give a table (for example reader.read_all()) instead of a stream.",
        "Berikan tabel (misalnya reader.read_all()), bukan aliran data.",
    ),
    "source-compressed": Message(
        'Compressed files ("{suffix}") cannot be read.',
        'Berkas terkompresi ("{suffix}") tidak dapat dibaca.',
        "Decompress the file first.",
        "Ekstrak dahulu berkasnya.",
    ),
}

_OPTIONS = {
    "source-option-unknown": Message(
        "{option} = {value} is not known; it is one of: {allowed}.",
        "{option} = {value} tidak dikenal; pilihannya: {allowed}.",
    ),
    "source-option-format": Message(
        "format = {value} is not the name of a format.",
        "format = {value} bukan nama format.",
        'For example: format = "csv".',
        'Misalnya: format = "csv".',
    ),
    "source-option-not-one-character": Message(
        "{option} = {value} is not one ASCII character.", "{option} = {value} bukan satu karakter ASCII."
    ),
    "source-option-same-character": Message(
        "delimiter and quote are both {value}.", "delimiter dan quote sama-sama {value}."
    ),
    "source-option-no-headings": Message(
        "header is an empty list.",
        "header berupa daftar kosong.",
        "List the column names, or say header = true.",
        "Tuliskan nama kolomnya, atau tulis header = true.",
    ),
    "source-option-duplicate-heading": Message(
        "header lists this column name twice.", "header memuat nama kolom ini dua kali."
    ),
    "source-encoding-unknown": Message(
        'encoding = "{value}" is not a known text encoding.',
        'encoding = "{value}" bukan pengodean teks yang dikenal.',
        'Usual ones: "utf-8", "cp1252", "latin-1", "utf-16".',
        'Yang lazim: "utf-8", "cp1252", "latin-1", "utf-16".',
    ),
}

_TEXT = {
    "source-empty": Message("The file is empty (0 bytes).", "Berkas kosong (0 bita)."),
    "source-only-mark": Message(
        "The file holds only a byte-order mark and no text.", "Berkas hanya berisi tanda urutan bita (BOM), tanpa teks."
    ),
    "source-not-text": Message(
        "This is no text file; it begins like {kind}.",
        "Ini bukan berkas teks; awalnya seperti {kind}.",
        "Decompress it, or export it as CSV.",
        "Ekstrak berkasnya, atau ekspor sebagai CSV.",
    ),
    "source-encoding-contradicted": Message(
        "The file is declared as {declared}, but its first bytes are those of {found}.",
        "Berkas dinyatakan sebagai {declared}, tetapi bita awalnya menunjukkan {found}.",
        'Add to [source]: encoding = "{found}".',
        'Tambahkan pada [source]: encoding = "{found}".',
    ),
    "source-encoding-without-mark": Message(
        "{declared} needs a byte-order mark at the start of the file, and there is none.",
        "{declared} memerlukan tanda urutan bita (BOM) di awal berkas, tetapi tidak ada.",
        'Say which: encoding = "{declared}-le" (usual on Windows) or "{declared}-be".',
        'Sebutkan urutannya: encoding = "{declared}-le" (lazim di Windows) atau "{declared}-be".',
    ),
    "text-not-utf-8": Message(
        "The byte at offset {offset} is not UTF-8.",
        "Bita pada posisi {offset} bukan UTF-8.",
        'If Excel on Windows wrote it, add to [source]: encoding = "cp1252" – or as an option: --encoding cp1252.',
        'Jika dibuat Excel di Windows, tambahkan pada [source]: encoding = "cp1252" – atau opsi --encoding cp1252.',
    ),
    "text-undecodable": Message(
        "The byte at offset {offset} is not {encoding}.",
        "Bita pada posisi {offset} bukan {encoding}.",
        "The declared encoding is wrong, or the file is damaged.",
        "Pengodean yang dinyatakan keliru, atau berkasnya rusak.",
    ),
    "text-nul": Message(
        "The text holds a NUL character (a zero byte).",
        "Teks memuat karakter NUL (bita nol).",
        "The file is damaged, or it is no text file.",
        "Berkas rusak, atau bukan berkas teks.",
    ),
}

_CSV = {
    "csv-only-blank-lines": Message("The file holds only blank lines.", "Berkas hanya berisi baris kosong."),
    "csv-header-blank": Message(
        "All headings are empty.",
        "Semua judul kolom kosong.",
        'If the file has no headings, name the columns: header = ["…", "…"].',
        'Jika berkas tidak memiliki judul kolom, namai kolomnya: header = ["…", "…"].',
    ),
    "csv-duplicate-heading": Message(
        'The heading "{heading}" stands twice, at columns {first} and {second}.',
        'Judul kolom "{heading}" muncul dua kali, pada kolom {first} dan {second}.',
        "Rename one of them in the file.",
        "Ganti salah satunya di dalam berkas.",
    ),
    "csv-other-delimiter": Message(
        "There is only one column, but the heading and the first row hold {found}.",
        "Hanya ada satu kolom, tetapi judul dan baris pertama memuat {found}.",
        "Add to [source]: delimiter = {found} – or on the command line: --delimiter {found}",
        "Tambahkan pada [source]: delimiter = {found} – atau di baris perintah: --delimiter {found}",
    ),
    "csv-carriage-return": Message(
        "A carriage return stands alone, outside quotes.",
        "Ada karakter carriage return yang berdiri sendiri di luar tanda kutip.",
        r'If every line of the file ends so, add to [source]: newline = "\r"',
        r'Jika semua baris berkas berakhir demikian, tambahkan pada [source]: newline = "\r"',
    ),
    "csv-line-feed": Message(
        "A line feed stands outside quotes, though the lines are declared to end with carriage returns.",
        "Ada karakter line feed di luar tanda kutip, padahal baris dinyatakan berakhir dengan carriage return.",
        r'Remove newline = "\r" from [source].',
        r'Hapus newline = "\r" dari [source].',
    ),
    "csv-unclosed-quote": Message(
        "In the record that starts on line {record_line} a quote is opened and never closed.",
        "Pada rekaman yang dimulai di baris {record_line} ada tanda kutip yang dibuka tetapi tidak pernah ditutup.",
        "Close it; a quote that belongs to the value is written twice.",
        "Tutuplah; tanda kutip yang merupakan bagian dari nilai ditulis dua kali.",
    ),
    "csv-stray-quote": Message(
        "In the record that starts on line {record_line} a quote stands neither around a cell nor doubled inside one.",
        "Pada rekaman yang dimulai di baris {record_line} ada tanda kutip yang tidak mengapit sel dan tidak digandakan "
        "di dalamnya.",
        'Write the cell in quotes and double the quote inside it ("5"" hose"). Or an earlier quote was never closed.',
        'Apit sel dengan tanda kutip dan gandakan kutip di dalamnya ("5"" hose"). Atau ada kutip sebelumnya yang tidak '
        "ditutup.",
    ),
    "ragged-row": Message(
        "The record has {actual} cells; the headings are {expected}.",
        "Rekaman memiliki {actual} sel, sedangkan judul kolom ada {expected}.",
        "A cell that holds the delimiter must stand in quotes.",
        "Sel yang memuat pemisah harus diapit tanda kutip.",
    ),
}

_JSON = {
    "json-empty-document": Message("The document holds only white space.", "Dokumen hanya berisi spasi kosong."),
    "json-not-a-table": Message(
        "The document is a single value, not a list of records.", "Dokumen berupa satu nilai, bukan daftar rekaman."
    ),
    "json-record-needed": Message(
        "The document is an object; which of its members holds the records is not said.",
        "Dokumen berupa objek; anggota mana yang memuat rekaman tidak disebutkan.",
        'Add to [source]: record = "…". Members that are arrays: {keys}; of one record alone: record = ".".',
        'Tambahkan pada [source]: record = "…". Anggota yang berupa larik: {keys}; satu rekaman: record = ".".',
    ),
    "json-record-of-array": Message(
        'record = "{key}" names a member, but the document is itself an array.',
        'record = "{key}" menyebut anggota, tetapi dokumennya sendiri berupa larik.',
        "Remove record from [source].",
        "Hapus record dari [source].",
    ),
    "json-record-missing": Message(
        'The document has no member "{key}"; it has: {keys}.',
        'Dokumen tidak memiliki anggota "{key}"; yang ada: {keys}.',
    ),
    "json-record-not-array": Message('The member "{key}" is not an array.', 'Anggota "{key}" bukan larik.'),
    "json-is-geojson": Message(
        "The document is a GeoJSON FeatureCollection.",
        "Dokumen ini FeatureCollection GeoJSON.",
        'Add to [source]: format = "geojson"',
        'Tambahkan pada [source]: format = "geojson"',
    ),
    "json-syntax": Message("This is not JSON, at column {column}.", "Ini bukan JSON, pada karakter ke-{column}."),
    "json-ends-early": Message(
        "The JSON text ends in the middle of a value, at column {column}.",
        "Teks JSON berakhir di tengah nilai, pada karakter ke-{column}.",
        "The file was probably cut off; get it again.",
        "Berkas mungkin terpotong; ambil kembali berkasnya.",
    ),
    "json-trailing-data": Message(
        "There is more after the end of the JSON document, at column {column}.",
        "Masih ada isi setelah akhir dokumen JSON, pada karakter ke-{column}.",
        'If each line is a document of its own, add to [source]: format = "ndjson"',
        'Jika setiap baris merupakan dokumen tersendiri, tambahkan pada [source]: format = "ndjson"',
    ),
    "json-duplicate-key": Message(
        'The object at "{pointer}" has the same key twice.', 'Objek pada "{pointer}" memuat kunci yang sama dua kali.'
    ),
    "json-not-a-number": Message(
        "NaN and Infinity are not JSON, at column {column}.",
        "NaN dan Infinity bukan JSON, pada karakter ke-{column}.",
        "Write null where there is no value.",
        "Tulis null jika tidak ada nilainya.",
    ),
    "json-lone-surrogate": Message(
        "The escape at column {column} is half of a surrogate pair and no character.",
        "Escape pada karakter ke-{column} hanya separuh pasangan surrogate dan bukan karakter.",
    ),
    "json-not-an-object": Message("The record is not a JSON object.", "Rekaman bukan objek JSON."),
    "ndjson-several-values": Message(
        "There is more on the line after its JSON value, at column {column}.",
        "Masih ada isi setelah nilai JSON pada baris ini, pada karakter ke-{column}.",
        "Write one object on each line.",
        "Tulis satu objek pada setiap baris.",
    ),
    "ndjson-carriage-return": Message(
        "A carriage return stands after the JSON value at column {column}; lines must end with a line feed.",
        "Ada carriage return setelah nilai JSON pada karakter ke-{column}; baris harus berakhir dengan line feed.",
    ),
    "geojson-not-a-collection": Message(
        "The document is not a GeoJSON FeatureCollection.", "Dokumen bukan FeatureCollection GeoJSON."
    ),
    "geojson-not-a-feature": Message("The item is not a GeoJSON Feature.", "Butir ini bukan Feature GeoJSON."),
    "geojson-crs": Message(
        'The document names the coordinate system "{crs}"; GeoJSON is longitude and latitude in WGS 84 (RFC 7946, 4).',
        'Dokumen menyebut sistem koordinat "{crs}"; GeoJSON memakai bujur dan lintang WGS 84 (RFC 7946, 4).',
        "Convert the coordinates to EPSG:4326 first.",
        "Ubah dahulu koordinatnya ke EPSG:4326.",
    ),
    "geojson-property-name": Message(
        "A property has the name of a column that every feature has: geometry and @id are taken.",
        "Ada properti yang namanya sama dengan kolom milik setiap feature: geometry dan @id sudah dipakai.",
        "Rename the property.",
        "Ganti nama propertinya.",
    ),
}

_TYPED = {
    "python-not-a-dict": Message("The row is a {type}, not a dict.", "Baris ini berupa {type}, bukan dict."),
    "python-key": Message("The row has a key that is not a text.", "Baris ini memuat kunci yang bukan teks."),
    "python-value": Message(
        "A value of type {type} has no meaning in a table cell.",
        "Nilai bertipe {type} tidak dapat menjadi isi sel tabel.",
        "Use text, int, float, Decimal, bool, date, datetime or None.",
        "Gunakan teks, int, float, Decimal, bool, date, datetime, atau None.",
    ),
    "python-surrogate": Message(
        "The text holds half of a surrogate pair, which is no character.",
        "Teks memuat separuh pasangan surrogate, yang bukan karakter.",
    ),
}

_LIMITS = {
    "limit-input-bytes": Message(
        "The data is larger than {limit} = {value} bytes.",
        "Data lebih besar daripada {limit} = {value} bita.",
        "Split the file, or raise the limit {limit}.",
        "Bagi berkasnya, atau naikkan batas {limit}.",
    ),
    "limit-document-bytes": Message(
        "The document is read whole and is larger than {limit} = {value} bytes.",
        "Dokumen dibaca seluruhnya dan lebih besar daripada {limit} = {value} bita.",
        "Write it as NDJSON or CSV, which are read in pieces, or raise the limit {limit}.",
        "Tulis sebagai NDJSON atau CSV, yang dibaca sedikit demi sedikit, atau naikkan batas {limit}.",
    ),
    "limit-record-bytes": Message(
        "A record is longer than {limit} = {value} bytes.",
        "Ada rekaman yang lebih panjang daripada {limit} = {value} bita.",
        "Perhaps a quote is opened and never closed. Else raise the limit {limit}.",
        "Mungkin ada tanda kutip yang dibuka tetapi tidak ditutup. Jika tidak, naikkan batas {limit}.",
    ),
    "limit-columns": Message(
        "There are {found} columns, more than {limit} = {value}.",
        "Ada {found} kolom, lebih dari {limit} = {value}.",
    ),
    "limit-rows": Message(
        "There are more rows than {limit} = {value}.", "Barisnya lebih banyak daripada {limit} = {value}."
    ),
    "limit-depth": Message(
        "Values are nested deeper than {limit} = {value}.", "Nilai bersarang lebih dalam daripada {limit} = {value}."
    ),
}

_PARTS = {
    "parts-none": Message(
        "The folder or the pattern holds no file of a table.",
        "Folder atau pola ini tidak memuat berkas tabel.",
        "Names that begin with a dot or an underscore, and files of rejected rows, are left out.",
        "Nama yang diawali titik atau garis bawah, dan berkas baris yang ditolak, tidak ikut dibaca.",
    ),
    "parts-link-outside": Message(
        "The link leads out of the folder {root}, or to a folder.",
        "Tautan ini mengarah ke luar folder {root}, atau ke sebuah folder.",
        "Put the file itself there.",
        "Letakkan berkasnya sendiri di sana.",
    ),
    "parts-several-formats": Message(
        "The files of one table must have one format; here are {suffixes}.",
        "Berkas-berkas satu tabel harus berformat sama; di sini ada {suffixes}.",
        'Name those that are meant by a pattern, such as "*{suffix}".',
        'Sebutkan yang dimaksud dengan pola, misalnya "*{suffix}".',
    ),
    "parts-other-columns": Message(
        "{count} files have other columns than {first}: {differences}",
        "{count} berkas memiliki kolom yang berbeda dari {first}: {differences}",
        "Give all files of the table the same headings, or read them one by one.",
        "Samakan judul kolom semua berkas tabel ini, atau baca satu per satu.",
    ),
    "limit-files": Message(
        "There are more than {value} files (limit {limit}).",
        "Ada lebih dari {value} berkas (batas {limit}).",
    ),
}

_DIALECT = {
    "note-taken-encoding": Message(
        "Nothing says how the text is encoded; {taken} was taken.",
        "Pengodean teks tidak dinyatakan; {taken} yang dipakai.",
        "Say it: {option}, or in a map under [source]: {line}. Publishing asks for it.",
        "Nyatakan: {option}, atau dalam peta pada [source]: {line}. Untuk penerbitan hal ini wajib.",
    ),
    "note-taken-delimiter": Message(
        'Nothing says which character stands between the cells; "{taken}" was taken.',
        'Karakter pemisah antarsel tidak dinyatakan; "{taken}" yang dipakai.',
        "Say it: {option}, or in a map under [source]: {line}. Publishing asks for it.",
        "Nyatakan: {option}, atau dalam peta pada [source]: {line}. Untuk penerbitan hal ini wajib.",
    ),
    "note-taken-header-rows": Message(
        "Nothing says where the headings stand, and a title stands above them; line {taken} was taken.",
        "Letak judul kolom tidak dinyatakan, padahal ada judul tabel di atasnya; baris {taken} yang dipakai.",
        "Say it: {option}, or in a map under [source]: {line}. Publishing asks for it.",
        "Nyatakan: {option}, atau dalam peta pada [source]: {line}. Untuk penerbitan hal ini wajib.",
    ),
    "explain-taken-dialect": Message(
        "Nothing says how a CSV file is written, and it was read as it leaves no doubt about; nothing read so is "
        "published.",
        "Cara penulisan berkas CSV tidak dinyatakan, dan berkas dibaca menurut isinya yang tidak meragukan; yang "
        "dibaca demikian tidak diterbitkan.",
        "Declare it under [source] of the field map, or on the command line.",
        "Nyatakan pada [source] di peta, atau di baris perintah.",
    ),
    "dialect-undeclared": Message(
        "How the file is written must be declared before it is published; it seems to be {lines}.",
        "Cara penulisan berkas harus dinyatakan sebelum diterbitkan; tampaknya {lines}.",
        "If that is right, add: {options} – or in a map under [source]: {lines}",
        "Jika benar, tambahkan: {options} – atau dalam peta pada [source]: {lines}",
    ),
}

MESSAGES: dict[str, Message] = {
    **_PLACES,
    **_OPTIONS,
    **_TEXT,
    **_CSV,
    **_DIALECT,
    **_PARTS,
    **_JSON,
    **_TYPED,
    **_LIMITS,
}
