"""Sentences of the command line, and what `explain` says of the rules of reading and adapting."""

from __future__ import annotations

from . import Message

MESSAGES: dict[str, Message] = {
    "schema-unknown": Message(
        "there is no JSON Schema called {name}",
        "tidak ada JSON Schema bernama {name}",
        "one of: {known}",
        "salah satu dari: {known}",
    ),
    "next-schema": Message(
        "write them into one folder, for your editor: opendata-share schema --into schemas",
        "tulis semuanya ke satu folder untuk penyunting Anda: opendata-share schema --into schemas",
    ),
    "command-no-contract": Message(
        "neither a contract nor a field map was given",
        "kontrak atau peta kolom belum diberikan",
        "add --to CONTRACT or --map MAP",
        "tambahkan --to KONTRAK atau --map PETA",
    ),
    "command-header-rows": Message(
        "--header-rows {text}: expected row numbers",
        "--header-rows {text}: seharusnya nomor baris",
        "write --header-rows 4, or 3-4 where two rows hold the headings",
        "tulis --header-rows 4, atau 3-4 bila judul kolom menempati dua baris",
    ),
    "command-address": Message(
        "{option}: {address} is an address, and a path of this machine is needed here",
        "{option}: {address} adalah alamat, padahal di sini perlu lokasi di mesin ini",
        "save what it answers as a file and name that; validate and publish also take the address of a service or a "
        "database, with a field map that says how to ask it",
        "simpan jawabannya sebagai berkas lalu sebutkan berkas itu; validate dan publish juga menerima alamat layanan "
        "atau basis data, dengan peta kolom yang menyebut cara memintanya",
    ),
    "command-reference": Message(
        "--reference {text}: expected NAME=FILE", "--reference {text}: seharusnya NAMA=BERKAS"
    ),
    "command-previous-of-several": Message(
        "--previous {text}: there are several tables ({contracts}), and a file holds one",
        "--previous {text}: ada beberapa tabel ({contracts}), sedangkan satu berkas memuat satu tabel",
        "write --previous NAME=FILE, once for each table that has a last release",
        "tulis --previous NAMA=BERKAS, sekali untuk tiap tabel yang punya rilis terakhir",
    ),
    "command-previous-twice": Message(
        "two last releases are given for {contract}", "ada dua rilis terakhir untuk {contract}"
    ),
    "command-rule-module": Message(
        "--rule {text}: the module {module} cannot be imported: {reason}",
        "--rule {text}: modul {module} tidak dapat diimpor: {reason}",
        "run the command in the folder of {module}, or install the package it is in",
        "jalankan perintah di folder tempat {module}, atau pasang paket yang memuatnya",
    ),
    "command-rule-missing": Message(
        "--rule {text}: the module {module} has nothing called {name}",
        "--rule {text}: modul {module} tidak memuat {name}",
        "write --rule MODULE:NAME with the name of the decorated function",
        "tulis --rule MODUL:NAMA dengan nama fungsi yang diberi dekorator",
    ),
    "progress-validating": Message("validating {file} …", "memeriksa {file} …"),
    "progress-rows": Message("{work} {rows} rows {share}", "{work} {rows} baris {share}"),
    "progress-publishing": Message("validating and publishing {file} …", "memeriksa dan menerbitkan {file} …"),
    "progress-rehearsing": Message("rehearsing with {file} …", "melatih penerbitan {file} …"),
    "progress-pulling": Message("pulling {dataset} …", "mengambil {dataset} …"),
    "rejected-written": Message(
        "{count} rejected rows → {path} (row, field, rule, how to correct it)",
        "{count} baris ditolak → {path} (baris, kolom, aturan, cara memperbaiki)",
    ),
    "rejected-elsewhere": Message(
        "{count} rejected rows come from {file}: correct that file itself",
        "{count} baris ditolak berasal dari {file}: perbaiki berkas itu sendiri",
    ),
    "rejected-inside": Message(
        "rejected rows would be written to {path}, inside the release folder {into} that others read",
        "baris yang ditolak akan ditulis ke {path}, di dalam folder rilis {into} yang dibaca pihak lain",
        "publish into another folder, or name another place with --rejected",
        "terbitkan ke folder lain, atau sebut tempat lain dengan --rejected",
    ),
    "rejected-not-written": Message(
        "{count} rejected rows could not be written to {path}: {reason}; name another place with --rejected",
        "{count} baris ditolak tidak dapat ditulis ke {path}: {reason}; sebut tempat lain dengan --rejected",
    ),
    "pulled": Message(
        "{dataset} release {release}: {rows} rows → {path} (trust: {trust})",
        "{dataset} rilis {release}: {rows} baris → {path} (kepercayaan: {trust})",
    ),
    "pulled-correction": Message(
        "it takes the place of release {earlier}: {reason}",
        "rilis ini menggantikan rilis {earlier}: {reason}",
    ),
    "catalog-deprecated": Message(
        "    will go: {field}, from {sunset}; instead: {use}",
        "    akan dihapus: {field}, sejak {sunset}; penggantinya: {use}",
    ),
    "catalog-withdrawn": Message(
        "    release {release} was withdrawn (by {other}): {reason}",
        "    rilis {release} sudah ditarik (oleh {other}): {reason}",
    ),
    "catalog-corrects": Message(
        "    release {release} corrects release {other}: {reason}",
        "    rilis {release} mengoreksi rilis {other}: {reason}",
    ),
    "command-pull-what": Message(
        "neither a location and a data set were given, nor --locked",
        "lokasi dan set data belum diberikan, begitu pula --locked",
        "write opendata-share pull LOCATION DATASET --into DIR, or opendata-share pull --locked --into DIR",
        "tulis opendata-share pull LOKASI SET-DATA --into FOLDER, atau opendata-share pull --locked --into FOLDER",
    ),
    "command-locked-age": Message(
        "--locked brings the same bytes whatever their age; --max-age does not go with it",
        "--locked mengambil data yang sama berapa pun umurnya; --max-age tidak dapat menyertainya",
        "leave one of the two out",
        "hilangkan salah satunya",
    ),
    "command-max-age": Message(
        "--max-age {text}: expected a duration, or CLOCK=DURATION with one of {clocks}",
        "--max-age {text}: seharusnya durasi, atau JAM=DURASI dengan salah satu dari {clocks}",
        "write --max-age 6h, --max-age PT90M or --max-age fetched=15m",
        "tulis --max-age 6h, --max-age PT90M, atau --max-age fetched=15m",
    ),
    "catalog-head": Message(
        "{location}: {count} data sets for {audience} (trust: {trust})",
        "{location}: {count} set data untuk {audience} (kepercayaan: {trust})",
    ),
    "catalog-line": Message(
        "  {id}  {title}  release {release} of {releases}, {rows} rows, {contract}, published {published_at}",
        "  {id}  {title}  rilis {release} dari {releases}, {rows} baris, {contract}, terbit {published_at}",
    ),
    "system-refused": Message(
        "{path}: the operating system refused: {reason}",
        "{path}: ditolak sistem operasi: {reason}",
        "check that the place exists, that you may write there, and that the disk is not full",
        "periksa apakah tempatnya ada, boleh ditulis, dan diska tidak penuh",
    ),
    "our-mistake": Message(
        "this is a mistake of opendata-share {version}, not of your data ({kind} at {place})",
        "ini kesalahan opendata-share {version}, bukan data Anda ({kind} di {place})",
        "please report it; OPENDATA_SHARE_TRACEBACK=1 shows where it happened",
        "mohon laporkan; OPENDATA_SHARE_TRACEBACK=1 menunjukkan tempatnya",
    ),
    "next-step": Message("→ Next: {text}", "→ Berikutnya: {text}"),
    "next-validate": Message(
        "opendata-share publish {arguments} --policy {policy} --into DIR",
        "opendata-share publish {arguments} --policy {policy} --into FOLDER",
    ),
    "next-publish": Message(
        "see what others will see: opendata-share catalog {into}",
        "lihat yang akan dilihat pihak lain: opendata-share catalog {into}",
    ),
    "next-rehearse": Message(
        "publish it: opendata-share publish {arguments}",
        "terbitkan: opendata-share publish {arguments}",
    ),
    "next-correct-publish": Message(
        "correct the cells in {path}, then run the same command with that file: the whole table is published again",
        "perbaiki isi sel di {path}, lalu jalankan perintah yang sama dengan berkas itu: seluruh tabel terbit lagi",
    ),
    "next-structure": Message(
        "judge it by a contract: opendata-share validate {file} --to CONTRACT, or draft a field map: "
        "opendata-share map draft {file} --to CONTRACT",
        "periksa menurut kontrak: opendata-share validate {file} --to KONTRAK, atau buat rancangan peta kolom: "
        "opendata-share map draft {file} --to KONTRAK",
    ),
    "next-pull": Message(
        "open {path}; the same command brings the next release when there is one",
        "buka {path}; perintah yang sama mengambil rilis berikutnya bila sudah ada",
    ),
    "next-catalog": Message(
        "opendata-share pull {location} {dataset} --into DIR{trust}",
        "opendata-share pull {location} {dataset} --into FOLDER{trust}",
    ),
    "next-contract": Message(
        "a sheet to fill in: opendata-share contract template {name} --as xlsx --into {stem}.xlsx; a map of your own "
        "sheet: opendata-share map draft FILE --to {name}",
        "lembar isian: opendata-share contract template {name} --as xlsx --into {stem}.xlsx; peta untuk lembar Anda: "
        "opendata-share map draft BERKAS --to {name}",
    ),
    "next-codes": Message(
        "one list with its codes: opendata-share codes {name}",
        "satu daftar beserta kodenya: opendata-share codes {name}",
    ),
    "next-code": Message(
        'write these codes, or map your own words to them: codes = {{ "YOUR WORD" = "{code}" }}',
        'tulis kode ini, atau petakan kata Anda: codes = {{ "KATA ANDA" = "{code}" }}',
    ),
    "map-checked": Message(
        "{file}: sound for {contract}: {filled} of its {fields} fields are filled",
        "{file}: benar untuk {contract}: {filled} dari {fields} kolomnya terisi",
    ),
    "next-map-checked": Message(
        "judge data by it, its columns too: opendata-share validate FILE --map {map}",
        "periksa data dengannya, termasuk judul kolomnya: opendata-share validate BERKAS --map {map}",
    ),
    "next-policy": Message(
        "what an audience gets of a contract: opendata-share policy explain --policy {file} --contract NAME",
        "yang diterima pihak lain dari sebuah kontrak: opendata-share policy explain --policy {file} --contract NAMA",
    ),
    "next-explain": Message(
        "correct the rows in FILE.rejected.csv, then run the same command with that file",
        "perbaiki baris di BERKAS.rejected.csv, lalu jalankan perintah yang sama dengan berkas itu",
    ),
    "demo-no-examples": Message(
        "the Jakarta example is not installed with this package",
        "contoh Jakarta tidak terpasang bersama paket ini",
        "reinstall opendata-share",
        "pasang ulang opendata-share",
    ),
    "demo-publishing": Message(
        "Two agencies publish what they have into {folder} (synthetic files in the shape of Jakarta's own)",
        "Dua instansi menerbitkan data mereka ke {folder} (berkas sintetis dengan bentuk berkas Jakarta)",
    ),
    "demo-published": Message(
        "  {file} → {dataset} release {release} ({outcome}): {rows} rows, {rejected} rejected",
        "  {file} → {dataset} rilis {release} ({outcome}): {rows} baris, {rejected} ditolak",
    ),
    "demo-catalogue": Message("\nCatalogue {folder}", "\nKatalog {folder}"),
    "demo-how-many": Message(
        "How many ambulances and engines are there?", "Berapa ambulans dan mobil pemadam yang ada?"
    ),
    "demo-nearest": Message(
        "Which emergency facility is nearest and has room?",
        "Fasilitas gawat darurat mana yang terdekat dan masih punya tempat?",
    ),
    "demo-how-fast": Message("How fast did help come?", "Seberapa cepat bantuan datang?"),
    "demo-rejected": Message("What was rejected, and why?", "Apa yang ditolak, dan mengapa?"),
    "contract-key": Message("key: {key}; * marks a required field", "kunci: {key}; * menandai kolom wajib"),
    "contract-checks": Message("{count} checks:", "{count} pemeriksaan:"),
    "contract-codes": Message("codes of {name}: {codes}", "kode {name}: {codes}"),
    "explain-unknown": Message(
        "no rule is called {rule}", "tidak ada aturan bernama {rule}", "known: {known}", "yang dikenal: {known}"
    ),
    "explain-type": Message(
        "A cell does not have the form of its field's type (a number, a date, a point …).",
        "Isi sel tidak sesuai bentuk tipe kolomnya (angka, tanggal, titik …).",
        "Correct the cell, or declare its format in the field map.",
        "Perbaiki sel, atau nyatakan formatnya di peta kolom.",
    ),
    "explain-naive-time": Message(
        "A time has no offset and the source has no declared zone; nothing is guessed.",
        "Waktu tanpa offset dan zona sumber tidak dinyatakan; tidak ada yang ditebak.",
        'Add to [source]: zone = "Asia/Jakarta".',
        'Tambahkan di [source]: zone = "Asia/Jakarta".',
    ),
    "explain-no-such-time": Message(
        "A time falls into a gap or an overlap of its zone (summer time).",
        "Waktu jatuh pada celah atau tumpang-tindih zonanya (waktu musim panas).",
    ),
    "explain-unmapped": Message(
        "No pattern and no code table of the field map knows the word.",
        "Tidak ada pola atau tabel kode di peta kolom yang mengenal kata itu.",
        "Add it to the map, or set `unmapped`.",
        "Tambahkan di peta, atau atur `unmapped`.",
    ),
    "explain-distinct-conflict": Message(
        "Two source rows with the same `distinct` fields say different things.",
        "Dua baris sumber dengan kolom `distinct` yang sama berisi hal berbeda.",
    ),
    "explain-ragged-row": Message(
        "A row has more or fewer cells than there are headings.",
        "Sebuah baris punya lebih banyak atau lebih sedikit sel daripada judul kolom.",
    ),
    "explain-malformed-json": Message("A line is not one JSON value.", "Sebuah baris bukan satu nilai JSON."),
    "explain-malformed-record": Message("A record cannot be read.", "Sebuah rekaman tidak dapat dibaca."),
    "explain-not-an-object": Message("A record is not a JSON object.", "Sebuah rekaman bukan objek JSON."),
    "explain-not-a-feature": Message(
        "A member of a FeatureCollection is not a GeoJSON Feature (RFC 7946).",
        "Anggota FeatureCollection bukan Feature GeoJSON (RFC 7946).",
    ),
    "explain-area-not-found": Message(
        "An area's name or code is not in the reference; area_code is null and the words are kept in area_source.",
        "Nama atau kode wilayah tidak ada di referensi; area_code kosong dan kata-katanya disimpan di area_source.",
    ),
    "explain-area-code-malformed": Message(
        "An area code is damaged (11.1 for 11.10, 3171.0): padding it could name another area, so nothing is mended.",
        "Kode wilayah rusak (11.1 untuk 11.10, 3171.0): melengkapinya dapat menunjuk wilayah lain, maka dibiarkan.",
    ),
    "explain-name-match": Message(
        "A reference was found by name; the sentence says how: by the name itself, by an alias of the map, or by a name"
        " that is alike, with its score.",
        "Rujukan ditemukan dengan nama; kalimatnya menyebut caranya: nama itu sendiri, alias pada peta, atau nama yang"
        " mirip beserta skornya.",
    ),
    "explain-area-partial": Message(
        "Only a higher area was found; area_code is the deepest known level, and the words are kept.",
        "Hanya wilayah di atasnya yang ditemukan; area_code berisi tingkat terdalam yang dikenal; katanya disimpan.",
    ),
    "explain-area-contradiction": Message(
        "The names of an area contradict each other; the words are kept in area_source.",
        "Nama-nama wilayah saling bertentangan; kata-katanya disimpan di area_source.",
    ),
    "explain-area-ambiguous": Message(
        "A name stands for several areas; area_code is null and the words are kept.",
        "Satu nama dipakai beberapa wilayah; area_code kosong dan kata-katanya disimpan.",
    ),
}
