"""Sentences about services: what was declared of one, what it answers, and how a read of many pages can go wrong."""

from __future__ import annotations

from . import Message

_DECLARED = {
    "map-url": Message(
        "{key}: not an http(s) address without user and password",
        "{key}: bukan alamat http(s) tanpa pengguna dan kata sandi",
        "Pass credentials as auth= when the data is adapted; a map holds none.",
        "Berikan kredensial sebagai auth= saat data diadaptasi; peta tidak memuatnya.",
    ),
    "adapt-no-source": Message(
        "No source is named, and the field map names neither an address nor a file.",
        "Sumber tidak disebutkan, dan peta kolom tidak menyebut alamat maupun berkas.",
        'Name a file, or say path = "file.csv" or url = "https://…" in [source].',
        'Sebutkan berkasnya, atau tulis path = "berkas.csv" atau url = "https://…" di [source].',
    ),
    "service-no-address": Message(
        "This format reads a service, and the location is no http(s) address.",
        "Format ini membaca layanan, sedangkan lokasinya bukan alamat http(s).",
        "Give the address of the service.",
        "Berikan alamat layanannya.",
    ),
    "service-rate": Message(
        "rate = {value} does not say how often the service may be asked.",
        "rate = {value} tidak menyatakan seberapa sering layanan boleh ditanya.",
        'For example: rate = "10/second", or "600/minute", "1000/hour", "5000/day".',
        'Misalnya: rate = "10/second", atau "600/minute", "1000/hour", "5000/day".',
    ),
    "service-option-unused": Message(
        "{option} means nothing to format {format}.",
        "{option} tidak berarti apa-apa untuk format {format}.",
        "Remove it; docs/reference/sources.md lists what each format is asked with.",
        "Hapus; docs/reference/sources.md memuat yang dipakai tiap format.",
    ),
    "service-size-parameter": Message(
        "page_size is given, and nothing says which parameter carries it.",
        "page_size diberikan, tetapi belum disebutkan parameter yang membawanya.",
        'Add to [source.paging]: size_parameter = "limit".',
        'Tambahkan pada [source.paging]: size_parameter = "limit".',
    ),
    "service-page-size": Message(
        "page_size is not a whole number from 1 to {most}.", "page_size bukan bilangan bulat dari 1 sampai {most}."
    ),
    "service-naive-time": Message(
        "{option} has no offset from UTC.",
        "{option} tidak memiliki selisih dari UTC.",
        "Give an aware datetime, for example datetime(2026, 3, 1, tzinfo=UTC).",
        "Berikan waktu dengan zona, misalnya datetime(2026, 3, 1, tzinfo=UTC).",
    ),
    "service-no-time-between": Message("since is not before until.", "since tidak sebelum until."),
    "service-paging-at": Message(
        'Paging by "{by}": the key `at` says where the cursor or the next address stands, and only then.',
        'Paging dengan "{by}": kunci `at` menunjukkan letak kursor atau alamat berikutnya, dan hanya untuk itu.',
        'For example: paging = {{ by = "next", at = "links/next" }}.',
        'Misalnya: paging = {{ by = "next", at = "links/next" }}.',
    ),
    "service-paging-first": Message(
        'Paging by "{by}": the key `first` is the number of the first page or record, 0 or more, and belongs to "page" '
        'and "offset" only.',
        'Paging dengan "{by}": kunci `first` adalah nomor halaman atau rekaman pertama, 0 atau lebih, dan hanya untuk '
        '"page" dan "offset".',
    ),
    "service-paging-known": Message(
        "How {format} is paged is known; it is not declared.",
        "Cara paging {format} sudah diketahui; tidak perlu dinyatakan.",
        'Remove paging, or say format = "api".',
        'Hapus paging, atau tulis format = "api".',
    ),
    "service-no-since": Message(
        "This source cannot be asked for what changed in a time (format {format}).",
        "Sumber ini tidak dapat ditanya tentang perubahan dalam suatu waktu (format {format}).",
        'Read all of it. For format "api", say in paging which parameters take the times: since = "…", until = "…".',
        'Baca seluruhnya. Untuk format "api", sebutkan dalam paging parameter waktunya: since = "…", until = "…".',
    ),
    "service-parameter-missing": Message(
        "{format} needs the parameter {parameter}, which says what is to be read.",
        "{format} memerlukan parameter {parameter} yang menyatakan apa yang dibaca.",
        'Add to [source]: parameters = {{ {parameter} = "…" }}.',
        'Tambahkan pada [source]: parameters = {{ {parameter} = "…" }}.',
    ),
    "service-changed-needed": Message(
        "{format} must know which column holds when a record last changed, to be asked for a time.",
        "{format} perlu tahu kolom mana yang memuat waktu perubahan terakhir untuk ditanya per waktu.",
        'Add to [source]: changed = "EditDate".',
        'Tambahkan pada [source]: changed = "EditDate".',
    ),
    "service-arcgis-layer": Message(
        "The address does not lead to one layer.",
        "Alamatnya tidak menuju satu lapisan.",
        "Add the layer's number, for example …/FeatureServer/0.",
        "Tambahkan nomor lapisannya, misalnya …/FeatureServer/0.",
    ),
    "service-ogc-collection": Message(
        "The address does not lead to a collection.",
        "Alamatnya tidak menuju sebuah koleksi.",
        "Give the address of the collection, for example …/collections/stations.",
        "Berikan alamat koleksinya, misalnya …/collections/stations.",
    ),
    "service-socrata-resource": Message(
        "The address does not lead to a data set.",
        "Alamatnya tidak menuju sebuah himpunan data.",
        "Give the address of its API, for example https://data.example/resource/abcd-1234.json.",
        "Berikan alamat API-nya, misalnya https://data.example/resource/abcd-1234.json.",
    ),
    "service-fhir-type": Message(
        "The address does not name a type of resource.",
        "Alamatnya tidak menyebut jenis sumber daya (resource).",
        "Give the address of a search, for example …/fhir/Organization.",
        "Berikan alamat pencariannya, misalnya …/fhir/Organization.",
    ),
    "service-bookmark": Message(
        "resume is not the text of a bookmark.",
        "resume bukan teks penanda baca.",
        "Save what source.bookmark().to_text() returns.",
        "Simpan hasil source.bookmark().to_text().",
    ),
    "service-other-bookmark": Message(
        "The bookmark belongs to a read of another service, or of the same with other parameters.",
        "Penanda baca ini milik layanan lain, atau layanan yang sama dengan parameter lain.",
        "Read from the beginning.",
        "Baca dari awal.",
    ),
}

_ANSWERS = {
    "service-empty-reply": Message(
        "The service answered with nothing (declared as {kind}).", "Layanan menjawab kosong (dinyatakan {kind})."
    ),
    "service-web-page": Message(
        "The service answered with a web page of {size} bytes where {expected} was asked for.",
        "Layanan menjawab dengan halaman web {size} bita, padahal diminta {expected}.",
        "It may be a page to log in, or of a proxy: check the address and the credentials (auth=).",
        "Mungkin halaman masuk atau halaman proksi: periksa alamat dan kredensialnya (auth=).",
    ),
    "service-other-kind": Message(
        "The service answered with {size} bytes that are not {expected}; it calls them {kind}.",
        "Layanan menjawab dengan {size} bita yang bukan {expected}; layanan menyebutnya {kind}.",
        "Check the address.",
        "Periksa alamatnya.",
    ),
    "service-not-utf-8": Message(
        "The answer is not UTF-8 (at byte {position}), which JSON always is.",
        "Jawabannya bukan UTF-8 (pada bita {position}), padahal JSON selalu UTF-8.",
    ),
    "service-no-records": Message(
        "There is no array of records at {path}; the document has: {keys}.",
        "Tidak ada larik rekaman di {path}; dokumen memuat: {keys}.",
        'Say in [source] where it stands: record = "{right}". Arrays of records here: {lists}.',
        'Sebutkan letaknya di [source]: record = "{right}". Larik rekaman di sini: {lists}.',
    ),
    "service-refused": Message(
        "The service answered with an error of its own: {words}.",
        "Layanan menjawab dengan galatnya sendiri: {words}.",
        "Check the address, the parameters and the credentials (auth=).",
        "Periksa alamat, parameter, dan kredensialnya (auth=).",
    ),
    "service-arcgis-no-layer": Message(
        "What answers is not a layer or table of a feature service.",
        "Yang menjawab bukan lapisan atau tabel layanan fitur.",
        "Check the address.",
        "Periksa alamatnya.",
    ),
    "service-not-a-feature": Message(
        "The item is not a feature with attributes.", "Butir ini bukan fitur yang punya atribut."
    ),
    "service-not-a-shape": Message(
        "The feature's rings are no lists of positions.", "Cincin fitur ini bukan daftar posisi."
    ),
    "service-other-crs": Message(
        "The coordinates are in another reference system than longitude and latitude of WGS 84, which was asked for.",
        "Koordinatnya memakai sistem acuan lain, bukan bujur dan lintang WGS 84 seperti yang diminta.",
        "Ask the service's owner for EPSG:4326 (CRS84).",
        "Mintalah EPSG:4326 (CRS84) kepada pemilik layanan.",
    ),
    "service-fhir-no-bundle": Message(
        "The answer is not a Bundle of type searchset.",
        "Jawabannya bukan Bundle bertipe searchset.",
        "Check the address; it is that of a search, such as …/fhir/Organization.",
        "Periksa alamatnya; harus alamat pencarian, seperti …/fhir/Organization.",
    ),
    "service-open311-full": Message(
        "The server gave {count} requests at once, as many as it gives at most: others may be missing.",
        "Server memberi {count} laporan sekaligus, sebanyak batasnya: mungkin ada yang tidak ikut.",
        "Say since, so that the time is read in parts; say page_size if the server's limit is not 1000.",
        "Sebutkan since agar waktunya dibaca per bagian; sebutkan page_size bila batas server bukan 1000.",
    ),
    "service-no-clock": Message(
        "The server does not say what time it is, so the end of the read is not known.",
        "Server tidak menyatakan jamnya, sehingga akhir pembacaan tidak diketahui.",
        "Say until.",
        "Sebutkan until.",
    ),
    "service-cut": Message(
        "The answer ended early, three times.",
        "Jawabannya terputus, tiga kali.",
        "Try again later; a read can go on from its bookmark.",
        "Coba lagi nanti; pembacaan dapat dilanjutkan dari penandanya.",
    ),
}

_READS = {
    "service-circle": Message(
        "The service leads in a circle: it names a page as the next one that was read already.",
        "Layanan berputar: halaman berikutnya yang disebut sudah pernah dibaca.",
        "Ask its owner; nothing complete can be read from it.",
        "Tanyakan pemiliknya; data lengkap tidak dapat dibaca dari sana.",
    ),
    "service-same-page": Message(
        "The service answered with the same page twice; it takes no notice of the parameters that lead on.",
        "Layanan menjawab dengan halaman yang sama dua kali; parameter untuk lanjut tidak diperhatikan.",
        "Check how it is paged (paging in [source]).",
        "Periksa cara pagingnya (paging di [source]).",
    ),
    "service-total-changed": Message(
        "The number of records changed while they were read, from {first} to {total}: some may have been missed.",
        "Jumlah rekaman berubah saat dibaca, dari {first} menjadi {total}: mungkin ada yang terlewat.",
        "Read again.",
        "Baca lagi.",
    ),
    "service-count": Message(
        "The service says there are {total} records, and {read} came.",
        "Layanan menyatakan ada {total} rekaman, tetapi yang datang {read}.",
        "Read again; if it happens again, ask its owner.",
        "Baca lagi; bila terulang, tanyakan pemiliknya.",
    ),
    "service-repeated-record": Message(
        "The record came before, on this page or the one before: the service moved on while it was read, or keeps no "
        "order. Others may have been missed.",
        "Rekaman ini sudah datang di halaman ini atau sebelumnya: isi layanan bergeser saat dibaca, atau urutannya "
        "tidak tetap. Mungkin ada rekaman lain yang terlewat.",
    ),
    "note-late-member": Message(
        "The member was not on the first page; the map could not account for it",
        "Anggota ini tidak ada di halaman pertama; peta tidak dapat memperhitungkannya",
        "read it by its path, or write the path in ignore or quarantine",
        "baca lewat jalurnya, atau tulis jalurnya di ignore atau quarantine",
    ),
    "note-late-column": Message(
        "The column was not on the first page; it is not read",
        "Kolom ini tidak ada di halaman pertama; kolom ini tidak dibaca",
        'list the columns in [source]: header = ["…"]',
        'daftarkan kolomnya di [source]: header = ["…"]',
    ),
    "limit-pages": Message(
        "The service has more pages than the limit {limit} allows ({value}).",
        "Halaman layanan lebih banyak daripada batas {limit} ({value}).",
        "Ask for larger pages with page_size, or raise the limit.",
        "Minta halaman lebih besar dengan page_size, atau naikkan batasnya.",
    ),
    "limit-service": Message(
        "Waiting for the service took longer than the limit {limit} allows ({value} seconds).",
        "Menunggu layanan lebih lama daripada batas {limit} ({value} detik).",
        "Go on from the bookmark, or raise the limit.",
        "Lanjutkan dari penanda baca, atau naikkan batasnya.",
    ),
    "explain-late-column": Message(
        "A column came up behind the first page of a service; its cells are not read.",
        "Sebuah kolom baru muncul setelah halaman pertama layanan; selnya tidak dibaca.",
        "List the columns with header in [source].",
        "Daftarkan kolomnya dengan header di [source].",
    ),
    "explain-repeated-record": Message(
        "A service gave the same record twice while it was read page by page; others may have been missed.",
        "Layanan memberikan rekaman yang sama dua kali saat dibaca per halaman; mungkin ada rekaman lain yang "
        "terlewat.",
        "Read again, when nobody writes to it if possible.",
        "Baca lagi, bila mungkin saat tidak ada yang menulis.",
    ),
}

_FIXED = {
    "source-option-widths": Message(
        "widths holds something other than whole numbers, from 1 to {most}; a negative one passes characters over.",
        "widths memuat selain bilangan bulat dari 1 sampai {most}; yang negatif melewatkan karakter.",
    ),
    "fixed-widths": Message(
        "Nothing says how wide the columns are.",
        "Belum disebutkan lebar kolom-kolomnya.",
        'Say it in [source], for example: widths = [4, 30, 8], header = ["no", "name", "date"].',
        'Sebutkan di [source], misalnya: widths = [4, 30, 8], header = ["no", "nama", "tanggal"].',
    ),
    "fixed-names": Message("There are {names} names for {widths} columns.", "Ada {names} nama untuk {widths} kolom."),
    "fixed-no-names": Message(
        "The file has no line with the names of its columns.",
        "Berkas tidak memiliki baris nama kolom.",
        'Say them in [source]: header = ["…"].',
        'Sebutkan di [source]: header = ["…"].',
    ),
    "fixed-same-name": Message(
        "Columns of the first line have the same name, or none, when it is cut by widths.",
        "Kolom pada baris pertama bernama sama atau tanpa nama setelah dipotong menurut widths.",
        'Check widths, or say the names in [source]: header = ["…"].',
        'Periksa widths, atau sebutkan namanya di [source]: header = ["…"].',
    ),
    "fixed-length": Message(
        "The line has {actual} characters, and its columns {expected}.",
        "Barisnya {actual} karakter, sedangkan kolom-kolomnya {expected}.",
    ),
}

MESSAGES = {**_FIXED, **_DECLARED, **_ANSWERS, **_READS}
