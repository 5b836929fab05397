"""Sentences about transfers, publishing and reading releases."""

from __future__ import annotations

from . import Message

_TRANSFERS: dict[str, Message] = {
    "address-malformed": Message(
        en="This is not an address this package can use.",
        id="Ini bukan alamat yang dapat digunakan paket ini.",
        hint_en="An address begins with https:// (or http://) and a host, and has no spaces or backslashes.",
        hint_id="Alamat diawali https:// (atau http://) dan nama host, tanpa spasi atau garis miring terbalik.",
    ),
    "transfer-auth": Message(
        en="The credentials given cannot be sent in a header.",
        id="Kredensial yang diberikan tidak dapat dikirim dalam header.",
        hint_en="Give a token, a (user, password) pair or a mapping of header names to values; visible ASCII only.",
        hint_id="Berikan token, pasangan (pengguna, kata sandi), atau pemetaan nama header ke nilai; hanya ASCII "
        "yang tampak.",
    ),
    "transfer-secret-in-clear": Message(
        en="Credentials would be sent over http without encryption; nothing was sent.",
        id="Kredensial akan dikirim melalui http tanpa enkripsi; tidak ada yang dikirim.",
        hint_en="Use the https:// address.",
        hint_id="Gunakan alamat https://.",
    ),
    "transfer-connect": Message(
        en="The server cannot be reached ({reason}).",
        id="Server tidak dapat dihubungi ({reason}).",
        hint_en="Check the address and the network, then try again.",
        hint_id="Periksa alamat dan jaringan, lalu coba lagi.",
    ),
    "transfer-certificate": Message(
        en="The server's certificate is not trusted by this machine; nothing was sent.",
        id="Sertifikat server tidak dipercaya oleh mesin ini; tidak ada yang dikirim.",
        hint_en="If your agency has its own certificate authority, add it to the operating system's store.",
        hint_id="Jika instansi Anda memiliki otoritas sertifikat sendiri, tambahkan ke penyimpanan sertifikat sistem "
        "operasi.",
    ),
    "transfer-silent": Message(
        en="The server sent nothing for {seconds} seconds.",
        id="Server tidak mengirim apa pun selama {seconds} detik.",
        hint_en="Try again later.",
        hint_id="Coba lagi nanti.",
    ),
    "transfer-deadline": Message(
        en="The transfer did not end within its deadline and was stopped.",
        id="Transfer tidak selesai sebelum batas waktunya dan dihentikan.",
        hint_en="Try again later, or raise the limit deadline_s.",
        hint_id="Coba lagi nanti, atau naikkan batas deadline_s.",
    ),
    "transfer-broken": Message(
        en="The connection broke off, or the server does not speak http.",
        id="Sambungan terputus, atau server tidak menggunakan http.",
        hint_en="Try again later.",
        hint_id="Coba lagi nanti.",
    ),
    "transfer-short": Message(
        en="The transfer broke off after {actual} of {expected} bytes.",
        id="Transfer terputus setelah {actual} dari {expected} bita.",
        hint_en="Try again.",
        hint_id="Coba lagi.",
    ),
    "transfer-range": Message(
        en="The server did not go on where the transfer broke off (status {status}).",
        id="Server tidak melanjutkan dari tempat transfer terputus (status {status}).",
        hint_en="Try again: the file is then asked for from its beginning.",
        hint_id="Coba lagi: berkas akan diminta dari awal.",
    ),
    "transfer-mixed": Message(
        en="What was continued after a break is not the file its publisher vouched for; it was dropped.",
        id="Hasil lanjutan setelah terputus bukan berkas yang dijamin penerbit; hasil itu dibuang.",
        hint_en="Try again: the file is then asked for from its beginning.",
        hint_id="Coba lagi: berkas akan diminta dari awal.",
    ),
    "transfer-busy": Message(
        en="The server cannot answer now (status {status}).",
        id="Server belum dapat menjawab (status {status}).",
        hint_en="Try again later.",
        hint_id="Coba lagi nanti.",
    ),
    "transfer-missing": Message(
        en="The server has nothing under this address (status {status}).",
        id="Server tidak memiliki apa pun di alamat ini (status {status}).",
        hint_en="Check the address; for a catalogue it is the folder that holds catalog.json.",
        hint_id="Periksa alamatnya; untuk katalog, alamatnya adalah folder yang memuat catalog.json.",
    ),
    "transfer-refused": Message(
        en="The server does not let us read this (status {status}).",
        id="Server tidak mengizinkan kita membaca ini (status {status}).",
        hint_en="Ask its owner for access and pass the credentials as auth=.",
        hint_id="Mintalah akses kepada pemiliknya dan berikan kredensial sebagai auth=.",
    ),
    "transfer-status": Message(
        en="The server answered with status {status}, which is no document.",
        id="Server menjawab dengan status {status}, bukan dokumen.",
    ),
    "transfer-redirect": Message(
        en="The server leads to another place, {target}; it was not followed, because credentials would go along.",
        id="Server mengarahkan ke tempat lain, {target}; tidak diikuti karena kredensial akan ikut terkirim.",
        hint_en="If you trust that place, use its address.",
        hint_id="Jika Anda memercayai tempat itu, gunakan alamatnya.",
    ),
    "transfer-redirect-malformed": Message(
        en="The server leads to something that is not an address.",
        id="Server mengarahkan ke sesuatu yang bukan alamat.",
    ),
    "transfer-redirects": Message(
        en="The server leads on more than {limit} times.",
        id="Server mengalihkan lebih dari {limit} kali.",
    ),
    "transfer-elsewhere": Message(
        en="A link leads to another server, {target}; it was not followed, because credentials would go along.",
        id="Sebuah tautan mengarah ke server lain, {target}; tidak diikuti karena kredensial akan ikut terkirim.",
        hint_en="Ask the server's owner to correct its links, or read it from that server.",
        hint_id="Mintalah pemilik server memperbaiki tautannya, atau baca dari server itu.",
    ),
    "transfer-link-malformed": Message(
        en="A link in the answer is not an address.",
        id="Sebuah tautan dalam jawaban bukan alamat.",
    ),
    "transfer-slow": Message(
        en="The server sends more slowly than {least} bytes a second.",
        id="Server mengirim lebih lambat daripada {least} bita per detik.",
        hint_en="Try again later, or lower the limit slowest_bytes_s.",
        hint_id="Coba lagi nanti, atau turunkan batas slowest_bytes_s.",
    ),
    "transfer-encoding": Message(
        en="The server sent the file compressed ({encoding}), though it was asked for it as it is.",
        id="Server mengirim berkas terkompresi ({encoding}), padahal diminta apa adanya.",
        hint_en="Switch off compression for this folder on the server or the proxy.",
        hint_id="Matikan kompresi untuk folder ini di server atau proksi.",
    ),
    "transfer-limit": Message(
        en="It is larger than the limit {limit} allows ({value} bytes).",
        id="Ukurannya melebihi batas {limit} ({value} bita).",
        hint_en="If the size is right, raise the limit.",
        hint_id="Jika ukurannya memang benar, naikkan batasnya.",
    ),
    "transfer-size": Message(
        en="It has {actual} bytes or more where its publisher vouched for {expected}; the server calls it {kind}.",
        id="Ukurannya {actual} bita atau lebih, padahal penerbit menjamin {expected}; server menyebutnya {kind}.",
        hint_en="A proxy may have changed it, or the folder was copied while it changed. Nothing was kept.",
        hint_id="Mungkin diubah oleh proksi, atau folder disalin saat sedang berubah. Tidak ada yang disimpan.",
    ),
    "transfer-digest": Message(
        en="Its bytes are not those its publisher vouched for: {actual}, expected {expected}; the server calls "
        "it {kind}.",
        id="Isinya bukan yang dijamin penerbit: {actual}, seharusnya {expected}; server menyebutnya {kind}.",
        hint_en="A proxy may have changed it, or somebody tampered with it. Nothing was kept.",
        hint_id="Mungkin diubah oleh proksi, atau ada yang merusaknya. Tidak ada yang disimpan.",
    ),
    "cache-changed": Message(
        en="The copy kept from an earlier download changed while it was read.",
        id="Salinan dari unduhan sebelumnya berubah saat dibaca.",
        hint_en="Nothing was kept under this name; try again, and it is brought anew.",
        hint_id="Tidak ada yang disimpan dengan nama ini; coba lagi, dan berkas akan diambil ulang.",
    ),
    "cache-not-ours": Message(
        en="This folder belongs to somebody else, so nothing is kept in it.",
        id="Folder ini milik orang lain, sehingga tidak ada yang disimpan di dalamnya.",
        hint_en="Give a folder of your own as cache=, or None to keep nothing.",
        hint_id="Berikan folder milik Anda sebagai cache=, atau None agar tidak menyimpan apa pun.",
    ),
    "transfer-write": Message(
        en="It cannot be written here: {reason}.",
        id="Tidak dapat ditulis di sini: {reason}.",
        hint_en="Nothing was kept under this name; make room or choose another folder, then try again.",
        hint_id="Tidak ada yang disimpan dengan nama ini; kosongkan ruang atau pilih folder lain, lalu coba lagi.",
    ),
}

_PUBLISHING: dict[str, Message] = {
    "publish-rejected": Message(
        en="{count} rows break the contract; nothing was published.",
        id="{count} baris melanggar kontrak; tidak ada yang diterbitkan.",
        hint_en="Mend the rows, or publish the accepted ones with partial=True (--partial).",
        hint_id="Perbaiki barisnya, atau terbitkan yang diterima dengan partial=True (--partial).",
    ),
    "publish-agency": Message(
        en="Nothing says which agency publishes {contract}: the rows name {count} agencies.",
        id="Tidak jelas instansi mana yang menerbitkan {contract}: barisnya menyebut {count} instansi.",
        hint_en='Say it once: agency = "jakarta-health" in the field map, or agency= when adapting.',
        hint_id='Sebutkan sekali: agency = "jakarta-health" di peta kolom, atau agency= saat mengadaptasi.',
    ),
    "publish-agency-slug": Message(
        en="{agency!r} cannot name an agency's folder.",
        id="{agency!r} tidak dapat menjadi nama folder instansi.",
        hint_en="Use lower-case letters, digits and single hyphens, such as jakarta-health.",
        hint_id="Gunakan huruf kecil, angka, dan tanda hubung tunggal, misalnya jakarta-health.",
    ),
    "publish-schema": Message(
        en="The rows to publish do not have the columns of {contract}; they have {columns}.",
        id="Baris yang akan diterbitkan tidak memiliki kolom {contract}; kolomnya {columns}.",
    ),
    "publish-screen": Message(
        en="{count} rows to publish break the rule {rule!r} of {contract}; nothing was published.",
        id="{count} baris yang akan diterbitkan melanggar aturan {rule!r} dari {contract}; tidak ada yang diterbitkan.",
        hint_en="The policy changed what the contract promises; correct the policy.",
        hint_id="Kebijakan mengubah apa yang dijanjikan kontrak; perbaiki kebijakannya.",
    ),
    "publish-rows": Message(
        en="{rows} rows of {contract} to publish and {withheld} withheld by policy are not the {accepted} that were "
        "accepted; nothing was published.",
        id="{rows} baris {contract} yang akan diterbitkan dan {withheld} yang ditahan tidak sama dengan {accepted} "
        "yang diterima; tidak ada yang diterbitkan.",
    ),
    "publish-into-public": Message(
        en="This folder is open to everyone; rows for {audience!r} must not stand in it. Nothing was published.",
        id="Folder ini terbuka untuk semua orang; baris untuk {audience!r} tidak boleh berada di dalamnya. "
        "Tidak ada yang diterbitkan.",
        hint_en="Publish into a folder of its own, and do not serve that folder without access control.",
        hint_id="Terbitkan ke folder tersendiri, dan jangan sajikan folder itu tanpa kendali akses.",
    ),
    "publish-into-other": Message(
        en="This folder is for {found!r} only; rows for {audience!r} belong elsewhere. Nothing was published.",
        id="Folder ini hanya untuk {found!r}; baris untuk {audience!r} ditempatkan di folder lain. Tidak ada "
        "yang diterbitkan.",
        hint_en="One folder serves one audience; publish into a folder of its own.",
        hint_id="Satu folder melayani satu khalayak; terbitkan ke folder tersendiri.",
    ),
    "publish-busy": Message(
        en="Another publisher held this folder for more than {seconds} seconds; nothing was published.",
        id="Penerbit lain memakai folder ini lebih dari {seconds} detik; tidak ada yang diterbitkan.",
        hint_en="Try again later.",
        hint_id="Coba lagi nanti.",
    ),
    "publish-disk": Message(
        en="The disk failed ({reason}); nothing was published, and what was there before is as it was.",
        id="Penyimpanan gagal ({reason}); tidak ada yang diterbitkan, dan isi sebelumnya tetap seperti semula.",
        hint_en="Make room or mend the disk, then publish again.",
        hint_id="Kosongkan ruang atau perbaiki penyimpanan, lalu terbitkan lagi.",
    ),
    "publish-not-a-folder": Message(
        en="Releases need a folder here, and this is none, or a link.",
        id="Rilis memerlukan folder di sini, tetapi ini bukan folder, atau sebuah tautan.",
        hint_en="Name another place with --into, or move what is there away.",
        hint_id="Sebut tempat lain dengan --into, atau pindahkan yang ada di sana.",
    ),
    "publish-unlisted": Message(
        en="This release folder is not listed in catalog.json, and no interrupted publication left it; nothing "
        "was changed.",
        id="Folder rilis ini tidak tercantum di catalog.json, dan bukan sisa penerbitan yang terputus; tidak "
        "ada yang diubah.",
        hint_en="catalog.json may have been lost: restore it from a copy, or move the folder away.",
        hint_id="catalog.json mungkin hilang: pulihkan dari salinannya, atau pindahkan folder ini.",
    ),
    "publication-published": Message(
        en="{dataset} release {release}: {rows} rows, {formats}{left_out}.",
        id="{dataset} rilis {release}: {rows} baris, {formats}{left_out}.",
    ),
    "publication-unchanged": Message(
        en="{dataset} release {release} says the same already: {rows} rows, {formats}{left_out}. No new release "
        "was made.",
        id="{dataset} rilis {release} sudah memuat hal yang sama: {rows} baris, {formats}{left_out}. Tidak ada "
        "rilis baru.",
    ),
    "publication-rejected": Message(en="; {count} rows rejected", id="; {count} baris ditolak"),
    "publication-withheld": Message(
        en="; {count} rows withheld by policy", id="; {count} baris ditahan menurut kebijakan"
    ),
    "publication-serve": Message(
        en="Put {folder} on any web server.",
        id="Letakkan {folder} di server web mana pun.",
    ),
    "publication-do-not-serve": Message(
        en="{folder} is for {audience!r} only: do not serve this folder without access control.",
        id="{folder} hanya untuk {audience!r}: jangan sajikan folder ini tanpa kendali akses.",
    ),
}

_READING: dict[str, Message] = {
    "catalog-unverified": Message(
        en="Nobody vouches for what this address serves: a digest shows that bytes are whole, not who wrote them.",
        id="Tidak ada yang menjamin isi alamat ini: digest menunjukkan bahwa datanya utuh, bukan siapa yang "
        "menulisnya.",
        hint_en="Ask the publisher for the string to pin (opendata-share trust add); or, if you accept that nobody "
        'does, say trust="unverified" (--trust unverified).',
        hint_id="Minta untaian sematan kepada penerbit (opendata-share trust add); atau, jika Anda menerima tanpa "
        'jaminan, sebutkan trust="unverified" (--trust unverified).',
    ),
    "catalog-trust": Message(
        en="trust={trust!r} is unknown.",
        id="trust={trust!r} tidak dikenal.",
        hint_en='It is the string the publisher gave you ("https://…#sha256=…"), or "unverified"; a folder needs none.',
        hint_id='Isinya untaian dari penerbit ("https://…#sha256=…"), atau "unverified"; folder tidak memerlukannya.',
    ),
    "catalog-cache": Message(
        en="This is no place to keep what was downloaded.",
        id="Ini bukan tempat untuk menyimpan hasil unduhan.",
        hint_en='Give cache="user", a folder as a Path, or None.',
        hint_id='Berikan cache="user", folder sebagai Path, atau None.',
    ),
    "catalog-cache-variable": Message(
        en="{variable} names no place to keep what was downloaded.",
        id="{variable} tidak menyebut tempat untuk menyimpan hasil unduhan.",
        hint_en="Set it to an absolute path, or to off to keep nothing; without it the user's cache is used.",
        hint_id="Isi dengan jalur absolut, atau off agar tidak menyimpan apa pun; tanpanya cache pengguna dipakai.",
    ),
    "catalog-location": Message(
        en="Releases cannot be read over {scheme}.",
        id="Rilis tidak dapat dibaca melalui {scheme}.",
        hint_en="Give a folder, or an https:// address.",
        hint_id="Berikan folder, atau alamat https://.",
    ),
    "catalog-unknown": Message(
        en="There is no data set {name!r} here; there are {datasets}.",
        id="Tidak ada set data {name!r} di sini; yang ada: {datasets}.",
    ),
    "catalog-ambiguous": Message(
        en="Several agencies have a data set {name!r}: {datasets}.",
        id="Beberapa instansi memiliki set data {name!r}: {datasets}.",
        hint_en="Name the agency too, as agency/dataset.",
        hint_id="Sebutkan juga instansinya, sebagai instansi/set-data.",
    ),
    "dataset-release": Message(
        en="{dataset} has no release {release!r}; it has {known}.",
        id="{dataset} tidak memiliki rilis {release!r}; yang ada: {known}.",
    ),
    "dataset-not-yet": Message(
        en="{dataset} had no release at {time}; the first is of {first}.",
        id="{dataset} belum memiliki rilis pada {time}; yang pertama bertanggal {first}.",
    ),
    "release-document": Message(
        en="It is not a JSON document this package reads: {reason}.",
        id="Ini bukan dokumen JSON yang dapat dibaca paket ini: {reason}.",
        hint_en="Ask its publisher to publish again.",
        hint_id="Mintalah penerbitnya menerbitkan ulang.",
    ),
    "release-document-shape": Message(
        en="What stands at {pointer} is not what the form of this document says ({expected}).",
        id="Isi {pointer} tidak sesuai dengan bentuk dokumen ini ({expected}).",
        hint_en="Ask its publisher to publish again.",
        hint_id="Mintalah penerbitnya menerbitkan ulang.",
    ),
    "release-format": Message(
        en="It is written as {found!r}; this version reads {known!r}.",
        id="Ditulis sebagai {found!r}; versi ini membaca {known!r}.",
        hint_en="Install a newer version of opendata-share.",
        hint_id="Pasang versi opendata-share yang lebih baru.",
    ),
    "release-path": Message(
        en="A path in it ({path}) may lead out of its folder; nothing was read.",
        id="Sebuah jalur di dalamnya ({path}) dapat mengarah ke luar foldernya; tidak ada yang dibaca.",
    ),
    "release-outside": Message(
        en="It is not a plain file inside its folder: a link leads out of it, or it is something else; it was "
        "not read.",
        id="Ini bukan berkas biasa di dalam foldernya: tautan mengarah ke luar, atau ini sesuatu yang lain; "
        "tidak dibaca.",
    ),
    "release-file-missing": Message(
        en="There is no such file.",
        id="Berkas ini tidak ada.",
        hint_en="A folder of releases holds catalog.json.",
        hint_id="Folder rilis memuat catalog.json.",
    ),
    "release-file-unreadable": Message(
        en="It cannot be opened: {reason}.",
        id="Tidak dapat dibuka: {reason}.",
    ),
    "release-file-unlisted": Message(
        en="Its manifest does not list {name}; the release is not whole.",
        id="Manifesnya tidak mencantumkan {name}; rilis ini tidak utuh.",
    ),
    "release-without-file": Message(
        en="This release of {rows} rows has no {name}.",
        id="Rilis dengan {rows} baris ini tidak memiliki {name}.",
        hint_en="Releases with very many rows have no CSV; take the Parquet.",
        hint_id="Rilis dengan sangat banyak baris tidak memiliki CSV; ambil Parquet-nya.",
    ),
    "release-size": Message(
        en="It has {actual} bytes where its publisher vouched for {expected}.",
        id="Ukurannya {actual} bita, padahal penerbit menjamin {expected}.",
        hint_en="It is damaged, or somebody changed it; ask its publisher.",
        hint_id="Berkas ini rusak, atau ada yang mengubahnya; tanyakan kepada penerbitnya.",
    ),
    "release-digest": Message(
        en="Its bytes are not those its publisher vouched for: {actual}, expected {expected}.",
        id="Isinya bukan yang dijamin penerbit: {actual}, seharusnya {expected}.",
        hint_en="It is damaged, or somebody changed it; ask its publisher.",
        hint_id="Berkas ini rusak, atau ada yang mengubahnya; tanyakan kepada penerbitnya.",
    ),
    "release-other": Message(
        en="It does not belong to release {release} of {dataset}, though the catalogue lists it there.",
        id="Ini bukan bagian dari rilis {release} {dataset}, meskipun katalog mencantumkannya di sana.",
        hint_en="Ask its publisher to publish again.",
        hint_id="Mintalah penerbitnya menerbitkan ulang.",
    ),
    "release-parquet-columns": Message(
        en="Its columns are not those of {contract}.",
        id="Kolomnya bukan kolom {contract}.",
    ),
    "release-parquet-rows": Message(
        en="It has {actual} rows where its manifest says {expected}.",
        id="Berkas ini memiliki {actual} baris, padahal manifes menyebut {expected}.",
    ),
    "release-parquet-encoding": Message(
        en="It is encoded in a way that releases do not use ({encoding}) and that may grow without bound.",
        id="Pengodeannya tidak digunakan oleh rilis ({encoding}) dan dapat membesar tanpa batas.",
    ),
    "release-parquet-damaged": Message(
        en="It is no Parquet file that can be read ({reason}).",
        id="Ini bukan berkas Parquet yang dapat dibaca ({reason}).",
    ),
    "read-unknown-column": Message(
        en="{contract} has no column {columns}; it has {known}.",
        id="{contract} tidak memiliki kolom {columns}; yang ada: {known}.",
    ),
    "read-columns": Message(
        en="Name at least one column of {contract}, and each only once.",
        id="Sebutkan setidaknya satu kolom {contract}, masing-masing satu kali.",
    ),
    "read-naive-time": Message(
        en="{parameter} has no time zone.",
        id="{parameter} tidak memiliki zona waktu.",
        hint_en="Give an aware datetime, such as datetime.now(UTC).",
        hint_id="Berikan datetime dengan zona waktu, misalnya datetime.now(UTC).",
    ),
    "pull-format": Message(
        en="Releases have no file as {format!r}.",
        id="Rilis tidak memiliki berkas dalam bentuk {format!r}.",
        hint_en='Use "parquet" or "csv".',
        hint_id='Gunakan "parquet" atau "csv".',
    ),
}

MESSAGES: dict[str, Message] = {**_TRANSFERS, **_PUBLISHING, **_READING}
