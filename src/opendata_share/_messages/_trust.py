"""Sentences about keys, signatures and what a consumer refuses.

What lives here: sentences. What this file must not know: who says them.
"""

from __future__ import annotations

from typing import Final

from . import Message

_KEYS: Final[dict[str, Message]] = {
    "trust-public-key": Message(
        en='This is no public key: "ed25519:" and 64 hexadecimal digits.',
        id='Ini bukan kunci publik: "ed25519:" dan 64 digit heksadesimal.',
        hint_en="opendata-share key show prints yours.",
        hint_id="opendata-share key show menampilkan kunci Anda.",
    ),
    "trust-key-name": Message(
        en="A key cannot be called {name!r}: small letters, digits and single hyphens.",
        id="Kunci tidak dapat dinamai {name!r}: huruf kecil, angka, dan tanda hubung tunggal.",
    ),
    "trust-key-exists": Message(
        en="There is a key called {name} already; it is never replaced.",
        id="Kunci bernama {name} sudah ada; kunci tidak pernah diganti.",
        hint_en="Give the new key another name.",
        hint_id="Beri nama lain untuk kunci baru.",
    ),
    "trust-key-missing": Message(
        en="There is no key called {name} here. Keys: {known}.",
        id="Tidak ada kunci bernama {name} di sini. Kunci: {known}.",
        hint_en="Name one of these, or bring the key from where it is kept (--keys FOLDER).",
        hint_id="Sebutkan salah satunya, atau ambil kunci dari tempat penyimpanannya (--keys FOLDER).",
    ),
    "trust-key-disk": Message(
        en="The key cannot be written ({reason}).",
        id="Kunci tidak dapat ditulis ({reason}).",
    ),
    "trust-key-unreadable": Message(
        en="The key cannot be read ({reason}).",
        id="Kunci tidak dapat dibaca ({reason}).",
    ),
    "trust-key-readable": Message(
        en="Others on this machine can read this key (mode {mode}), so it may no longer be secret.",
        id="Pengguna lain di mesin ini dapat membaca kunci ini (mode {mode}), jadi mungkin tidak lagi rahasia.",
        hint_en="If you are sure nobody did: chmod 600 FILE. Otherwise replace it: opendata-share key rotate.",
        hint_id="Jika Anda yakin belum ada yang membacanya: chmod 600 BERKAS. Jika tidak, ganti: opendata-share key "
        "rotate.",
    ),
    "trust-key-damaged": Message(
        en="This file is no key, or it is damaged.",
        id="Berkas ini bukan kunci, atau rusak.",
        hint_en="Restore it from your copy.",
        hint_id="Pulihkan dari salinan Anda.",
    ),
    "trust-key-other": Message(
        en="This secret key does not belong to the public key beside it.",
        id="Kunci rahasia ini bukan pasangan kunci publik di sebelahnya.",
        hint_en="Restore both files from your copy.",
        hint_id="Pulihkan kedua berkas dari salinan Anda.",
    ),
    "trust-key-passphrase-needed": Message(
        en="This key is encrypted.",
        id="Kunci ini terenkripsi.",
        hint_en="Set its passphrase in the environment variable {variable}.",
        hint_id="Isi kata sandinya pada variabel lingkungan {variable}.",
    ),
    "trust-key-passphrase-wrong": Message(
        en="The passphrase in {variable} does not open this key.",
        id="Kata sandi pada {variable} tidak membuka kunci ini.",
    ),
}

_ROLES: Final[dict[str, Message]] = {
    "trust-threshold": Message(
        en="{threshold} of {keys} different keys cannot sign.",
        id="{threshold} dari {keys} kunci yang berbeda tidak dapat menandatangani.",
        hint_en="The threshold is 1 or more, and not more than there are keys; no key stands there twice.",
        hint_id="Ambang paling sedikit 1 dan tidak lebih dari jumlah kunci; tidak ada kunci yang ditulis dua kali.",
    ),
    "trust-lifetime": Message(
        en="What {role} signs holds for whole days, from 1 to {days}.",
        id="Yang ditandatangani {role} berlaku untuk hari penuh, dari 1 sampai {days}.",
    ),
    "trust-agency-name": Message(
        en="An agency cannot be called {agency!r} in a signed catalogue.",
        id="Instansi tidak dapat dinamai {agency!r} dalam katalog yang ditandatangani.",
        hint_en="Small letters, digits and single hyphens; not one of: {reserved}.",
        hint_id="Huruf kecil, angka, dan tanda hubung tunggal; bukan salah satu dari: {reserved}.",
    ),
    "trust-agency-unknown": Message(
        en="{agency} may sign nothing in this catalogue. Agencies: {known}.",
        id="{agency} tidak berhak menandatangani apa pun dalam katalog ini. Instansi: {known}.",
        hint_en="Whoever holds the catalogue's targets key adds it: opendata-share agency add DIR {agency} --key KEY.",
        hint_id="Pemegang kunci targets katalog menambahkannya: opendata-share agency add DIR {agency} --key KUNCI.",
    ),
    "trust-keys-missing": Message(
        en="Signing as {role} takes {threshold} of its keys, and {held} are here.",
        id="Menandatangani sebagai {role} memerlukan {threshold} kuncinya, dan di sini ada {held}.",
        hint_en="Bring the others from where they are kept (--keys FOLDER).",
        hint_id="Ambil yang lain dari tempat penyimpanannya (--keys FOLDER).",
    ),
}

_REFUSED: Final[dict[str, Message]] = {
    "trust-pin-other": Message(
        en="The first root here is {actual}, not {expected}: this is another catalogue than the one pinned.",
        id="Akar pertama di sini adalah {actual}, bukan {expected}: ini katalog lain daripada yang disematkan.",
        hint_en="Ask the publisher for the string again, over a way you trust, and compare it.",
        hint_id="Minta lagi untaian itu kepada penerbit melalui jalur yang Anda percaya, lalu bandingkan.",
    ),
    "trust-pin": Message(
        en='This is no pin: "https://…#sha256=" and 64 hexadecimal digits, or "sha256=…" alone.',
        id='Ini bukan sematan: "https://…#sha256=" dan 64 digit heksadesimal, atau "sha256=…" saja.',
        hint_en="The publisher's first publish prints it; opendata-share key show DIR prints it again.",
        hint_id="Penerbitan pertama menampilkannya; opendata-share key show DIR menampilkannya lagi.",
    ),
    "trust-unsigned": Message(
        en="Nothing here is signed, or this is not the address of the catalogue.",
        id="Tidak ada yang bertanda tangan di sini, atau ini bukan alamat katalog.",
        hint_en="Check the address. A catalogue that was signed once is never unsigned again: if the address is right, "
        "tell the publisher.",
        hint_id="Periksa alamatnya. Katalog yang pernah ditandatangani tidak pernah kembali tanpa tanda tangan: jika "
        "alamatnya benar, beri tahu penerbit.",
    ),
    "trust-rollback": Message(
        en="{role} is older than what was seen here before; the newer one is kept.",
        id="{role} lebih lama daripada yang pernah dilihat di sini; yang lebih baru tetap dipakai.",
        hint_en="The server was restored from an old copy, or somebody shows you the past. Tell the publisher.",
        hint_id="Server dipulihkan dari salinan lama, atau seseorang menunjukkan keadaan lama. Beri tahu penerbit.",
    ),
    "trust-role-gone": Message(
        en="What was signed before is named no longer: {gone}.",
        id="Yang dulu ditandatangani tidak disebut lagi: {gone}.",
        hint_en="A catalogue never takes a role back silently; tell the publisher.",
        hint_id="Katalog tidak pernah menarik peran diam-diam; beri tahu penerbit.",
    ),
    "trust-leap": Message(
        en="{role} is {leap} versions ahead of what was seen before, and nobody signs more than {most} times so soon: "
        "it would lock out all that follows.",
        id="{role} melompat {leap} versi dari yang pernah dilihat, padahal tidak ada yang menandatangani lebih dari "
        "{most} kali secepat itu: semua versi berikutnya akan terkunci.",
        hint_en="A stolen key signs so. The publisher replaces it: opendata-share key rotate DIR --role online.",
        hint_id="Begitulah kunci curian menandatangani. Penerbit menggantinya: opendata-share key rotate DIR --role "
        "online.",
    ),
    "trust-expired": Message(
        en="What {role} signed held until {ended}: nobody signed it again in time, or newer ones are kept from you.",
        id="Yang ditandatangani {role} berlaku sampai {ended}: tidak ada yang menandatangani ulang tepat waktu, atau "
        "rilis baru ditahan dari Anda.",
        hint_en="Check this machine's clock; then ask the publisher to run opendata-share refresh DIR.",
        hint_id="Periksa jam mesin ini; lalu minta penerbit menjalankan opendata-share refresh DIR.",
    ),
    "trust-same-version": Message(
        en="Version {version} of {role} was seen here with other bytes.",
        id="Versi {version} dari {role} pernah dilihat di sini dengan isi yang berbeda.",
        hint_en="A version is signed once. Somebody holds the key who should not, or the server was restored wrongly; "
        "tell the publisher.",
        hint_id="Satu versi ditandatangani sekali. Kunci itu dipegang pihak yang tidak berhak, atau server dipulihkan "
        "secara keliru; beri tahu penerbit.",
    ),
    "trust-too-large": Message(
        en="More than {limit} bytes come where no more were vouched for; the rest was not taken.",
        id="Datang lebih dari {limit} bita, padahal yang dijamin tidak lebih dari itu; sisanya tidak diambil.",
    ),
    "trust-target": Message(
        en="These are not the bytes that were vouched for.",
        id="Ini bukan isi yang dijamin.",
    ),
    "trust-malformed": Message(
        en="This is not signed metadata of the role {role}.",
        id="Ini bukan metadata bertanda tangan untuk peran {role}.",
        hint_en="It was damaged or replaced on the way; if it stays so, tell the publisher.",
        hint_id="Berkas ini rusak atau diganti di perjalanan; jika tetap demikian, beri tahu penerbit.",
    ),
    "trust-version-other": Message(
        en="Version {version} was asked for and version {found} is here: a file was put in another's place.",
        id="Yang diminta versi {version} dan yang ada versi {found}: sebuah berkas ditaruh di tempat berkas lain.",
    ),
    "trust-missing": Message(
        en="Signed metadata names this file, and it is not here.",
        id="Metadata bertanda tangan menyebut berkas ini, tetapi berkasnya tidak ada.",
        hint_en="Try again in a minute; if it stays so, tell the publisher.",
        hint_id="Coba lagi sebentar; jika tetap demikian, beri tahu penerbit.",
    ),
    "trust-mixed": Message(
        en="This is not the file of {role} that the signed snapshot names: files of different times were mixed.",
        id="Ini bukan berkas {role} yang disebut potret bertanda tangan: berkas dari waktu yang berbeda dicampur.",
    ),
    "trust-signatures": Message(
        en="Not enough of the keys of {role} signed this.",
        id="Kunci {role} yang menandatangani ini tidak cukup.",
        hint_en="Somebody else wrote it, or a key was replaced and not everything was signed again.",
        hint_id="Pihak lain yang menulisnya, atau sebuah kunci diganti dan belum semuanya ditandatangani ulang.",
    ),
    "trust-wrong-agency": Message(
        en="{role} lists a release that is not its own.",
        id="{role} mencantumkan rilis yang bukan miliknya.",
        hint_en="An agency signs releases in its own folder only.",
        hint_id="Setiap instansi hanya menandatangani rilis di foldernya sendiri.",
    ),
    "trust-audiences": Message(
        en="Releases for different audiences stand in one catalogue: {audiences}.",
        id="Rilis untuk khalayak yang berbeda berada dalam satu katalog: {audiences}.",
        hint_en="One folder serves one audience; tell the publisher.",
        hint_id="Satu folder melayani satu khalayak; beri tahu penerbit.",
    ),
    "trust-release-changed": Message(
        en="{role} lists this release with other bytes than before; a release never changes.",
        id="{role} mencantumkan rilis ini dengan isi yang berbeda dari sebelumnya; rilis tidak pernah berubah.",
        hint_en="A correction is a release of its own.",
        hint_id="Koreksi adalah rilis tersendiri.",
    ),
    "trust-clock-behind": Message(
        en="This machine's clock says {now}, and what is here was signed at {issued}: the clock is behind.",
        id="Jam mesin ini menunjukkan {now}, padahal yang ada di sini ditandatangani pada {issued}: jam ini terlambat.",
        hint_en="Set the clock; with a wrong one nobody can tell what is out of date.",
        hint_id="Betulkan jamnya; dengan jam yang salah tidak dapat diketahui apa yang sudah kedaluwarsa.",
    ),
}

_STATES: Final[dict[str, Message]] = {
    "trust-state-disk": Message(
        en="What was verified cannot be remembered ({reason}), and without that nobody notices when you are shown the "
        "past.",
        id="Yang sudah diverifikasi tidak dapat diingat ({reason}), dan tanpa itu tidak ketahuan bila Anda ditunjukkan "
        "keadaan lama.",
        hint_en="Make the folder writable, or set XDG_CACHE_HOME to one that is.",
        hint_id="Buat folder ini dapat ditulis, atau arahkan XDG_CACHE_HOME ke folder yang dapat ditulis.",
    ),
    "trust-state-busy": Message(
        en="Another process has held this folder for {seconds} seconds.",
        id="Proses lain menahan folder ini selama {seconds} detik.",
        hint_en="Try again; if no such process runs any more, it ends by itself.",
        hint_id="Coba lagi; jika proses itu sudah tidak berjalan, kuncinya lepas sendiri.",
    ),
}

_PINS: Final[dict[str, Message]] = {
    "trust-pins-damaged": Message(
        en="The list of trusted catalogues is damaged.",
        id="Daftar katalog tepercaya rusak.",
        hint_en="Restore it, or remove it and say opendata-share trust add again for each.",
        hint_id="Pulihkan, atau hapus lalu jalankan lagi opendata-share trust add untuk setiap katalog.",
    ),
    "trust-pin-location": Message(
        en="This pin names no address.",
        id="Sematan ini tidak menyebut alamat.",
        hint_en="Give the whole string: https://…#sha256=…",
        hint_id="Berikan untaian lengkap: https://…#sha256=…",
    ),
    "trust-pin-taken": Message(
        en="{location} is trusted with {digest}, and this is another: it would be another catalogue.",
        id="{location} dipercaya dengan {digest}, dan yang ini berbeda: berarti katalog lain.",
        hint_en="Ask the publisher over a way you trust; if it is so, opendata-share trust remove {location} first.",
        hint_id="Tanyakan kepada penerbit melalui jalur yang Anda percaya; jika benar, jalankan dulu "
        "opendata-share trust remove {location}.",
    ),
    "trust-pin-unknown": Message(
        en="Nothing is held against {location}. Known: {known}.",
        id="Tidak ada sematan untuk {location}. Yang ada: {known}.",
    ),
    "trust-agency-key": Message(
        en="{text!r} is no agency's key: SLUG=NAME or SLUG=ed25519:…",
        id="{text!r} bukan kunci instansi: SLUG=NAMA atau SLUG=ed25519:…",
    ),
    "trust-role-unknown": Message(
        en="There is no role {role!r} here. Roles: {known}.",
        id="Tidak ada peran {role!r} di sini. Peran: {known}.",
    ),
    "trust-explain-pin": Message(
        en="There is no chain to explain without a pin.",
        id="Tidak ada rantai yang dapat dijelaskan tanpa sematan.",
        hint_en="Give the publisher's string with --trust.",
        hint_id="Berikan untaian dari penerbit dengan --trust.",
    ),
    "trust-not-signed": Message(
        en="This folder is not signed.",
        id="Folder ini tidak ditandatangani.",
        hint_en="opendata-share init DIR --agency SLUG signs it from now on.",
        hint_id="opendata-share init DIR --agency SLUG menandatanganinya mulai sekarang.",
    ),
    "trust-signed-already": Message(
        en="This folder is signed already.",
        id="Folder ini sudah ditandatangani.",
        hint_en="opendata-share key show DIR says by whom, and prints the string to share.",
        hint_id="opendata-share key show DIR menyebut oleh siapa, dan menampilkan untaian untuk dibagikan.",
    ),
}

_COMMANDS: Final[dict[str, Message]] = {
    "trust-begun": Message(
        en="{into} is signed from now on, for {agencies}.",
        id="{into} ditandatangani mulai sekarang, untuk {agencies}.",
    ),
    "trust-pin-to-share": Message(
        en="Give this to whoever reads your data: {pin}",
        id="Berikan ini kepada siapa pun yang membaca data Anda: {pin}",
    ),
    "trust-one-root-key": Message(
        en="One key alone says who may sign. Whoever loses it can never replace it, and whoever steals it is you.",
        id="Satu kunci saja menentukan siapa yang boleh menandatangani. Jika hilang, tidak dapat diganti; jika dicuri, "
        "pencurinya menjadi Anda.",
        hint_en="Copy it to a safe place now; or let two of three sign: opendata-share key rotate {into} --role root "
        "--key a --key b --key c --threshold 2.",
        hint_id="Salin sekarang ke tempat aman; atau biarkan dua dari tiga menandatangani: opendata-share key rotate "
        "{into} --role root --key a --key b --key c --threshold 2.",
    ),
    "trust-refreshed": Message(
        en="{into} is vouched for until {until}.",
        id="{into} dijamin sampai {until}.",
    ),
    "trust-unadmitted": Message(
        en="What {role} signed is not admitted any more: its keys were replaced.",
        id="Yang ditandatangani {role} tidak diakui lagi: kuncinya sudah diganti.",
        hint_en="Whoever holds its new key runs opendata-share refresh.",
        hint_id="Pemegang kunci barunya menjalankan opendata-share refresh.",
    ),
    "trust-ends-soon": Message(
        en="What {role} signed ends on {until}, and its key is not here.",
        id="Yang ditandatangani {role} berakhir pada {until}, dan kuncinya tidak ada di sini.",
        hint_en="Whoever holds it runs opendata-share refresh before then.",
        hint_id="Pemegangnya menjalankan opendata-share refresh sebelum itu.",
    ),
    "trust-verified-all": Message(
        en="{datasets} data sets, {releases} releases: every byte is as it was vouched for ({trust}).",
        id="{datasets} kumpulan data, {releases} rilis: setiap bita sesuai dengan yang dijamin ({trust}).",
    ),
    "trust-verified-part": Message(
        en="{datasets} data sets, {releases} releases read: {wrong} faults ({trust}).",
        id="{datasets} kumpulan data, {releases} rilis dibaca: {wrong} kesalahan ({trust}).",
    ),
    "trust-chain-pin": Message(
        en="1 You pinned {digest}, and the first root is that.",
        id="1 Anda menyematkan {digest}, dan akar pertama memang itu.",
    ),
    "trust-chain-root": Message(
        en="2 Root {version} says who may sign: {signed} of its {keys} keys signed it ({threshold} must), until "
        "{until}.",
        id="2 Akar {version} menentukan siapa yang boleh menandatangani: {signed} dari {keys} kuncinya menandatangani "
        "(perlu {threshold}), sampai {until}.",
    ),
    "trust-chain-targets": Message(
        en="3 Targets {version} gives each agency its own folder ({agencies}): {signed} of {keys} keys ({threshold} "
        "must), until {until}.",
        id="3 Targets {version} memberi setiap instansi foldernya sendiri ({agencies}): {signed} dari {keys} kunci "
        "(perlu {threshold}), sampai {until}.",
    ),
    "trust-chain-agencies": Message(
        en="4 Agencies signed their releases, version: releases (signed/must): {listed}, until {until}.",
        id="4 Instansi menandatangani rilisnya, versi: rilis (ditandatangani/perlu): {listed}, sampai {until}.",
    ),
    "trust-chain-newest": Message(
        en="5 Snapshot {snapshot} says that all this belongs together; it was vouched for at {issued}, until {until}.",
        id="5 Potret {snapshot} menyatakan semua ini satu kesatuan; dijamin pada {issued}, sampai {until}.",
    ),
    "trust-added": Message(
        en="{location} is trusted from now on with {digest}.",
        id="{location} dipercaya mulai sekarang dengan {digest}.",
    ),
    "trust-removed": Message(
        en="Nothing is held against {location} any more; it was {digest}.",
        id="Tidak ada lagi sematan untuk {location}; tadinya {digest}.",
    ),
    "trust-role-line": Message(
        en="{role}: {threshold} of {keys}, until {until}",
        id="{role}: {threshold} dari {keys}, sampai {until}",
    ),
    "trust-key-made": Message(
        en="The secret half is in {path}; copy it to a safe place.",
        id="Bagian rahasianya ada di {path}; salin ke tempat aman.",
    ),
    "trust-rotated": Message(
        en="{role} is signed by {keys} from now on (root {root}).",
        id="{role} ditandatangani oleh {keys} mulai sekarang (akar {root}).",
    ),
    "trust-agency-added": Message(
        en="{agency} may publish here from now on. Agencies: {agencies}.",
        id="{agency} boleh menerbitkan di sini mulai sekarang. Instansi: {agencies}.",
    ),
}

MESSAGES: Final[dict[str, Message]] = {**_KEYS, **_ROLES, **_REFUSED, **_STATES, **_PINS, **_COMMANDS}
