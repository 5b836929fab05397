"""Sentences about rejections: what a reader sends back, and what its publisher reads.

What lives here: sentences. What this file must not know: who says them.
"""

from __future__ import annotations

from typing import Final

from . import Message

_WRITING: Final[dict[str, Message]] = {
    "rejection-rule": Message(
        en="A rule is named by lower-case letters, digits and single hyphens, at most 80.",
        id="Aturan dinamai dengan huruf kecil, angka, dan tanda hubung tunggal, paling panjang 80.",
    ),
    "rejection-report": Message(
        en="This is no report about {contract}.",
        id="Ini bukan laporan tentang {contract}.",
        hint_en="Judge the pulled file: opendata-share validate FILE --to CONTRACT --format json > report.json",
        hint_id="Periksa berkas yang diambil: opendata-share validate BERKAS --to KONTRAK --format json > report.json",
    ),
    "rejection-nothing": Message(
        en="Nothing says what is wrong.",
        id="Tidak disebutkan apa yang salah.",
        hint_en="Give --report FILE, or --row or --key with --message.",
        hint_id="Berikan --report BERKAS, atau --row atau --key dengan --message.",
    ),
    "rejection-both": Message(
        en="--report says what is wrong already: no --row, --key, --field, --rule or --message beside it.",
        id="--report sudah menyebut yang salah: tanpa --row, --key, --field, --rule, atau --message.",
    ),
    "rejection-key-form": Message(
        en="--key is NAME=VALUE, once for each field of the primary key.",
        id="--key berbentuk NAMA=NILAI, satu kali untuk setiap kolom kunci utama.",
    ),
    "rejection-no-field": Message(
        en="{contract} has no field {name}.",
        id="{contract} tidak mempunyai kolom {name}.",
    ),
    "rejection-no-key": Message(
        en="The key of a row is said by all fields of the primary key and no others: {fields}.",
        id="Kunci sebuah baris disebut dengan semua kolom kunci utama dan tidak ada yang lain: {fields}.",
    ),
    "rejection-no-row": Message(
        en="The release has no such row.",
        id="Rilis ini tidak mempunyai baris seperti itu.",
        hint_en="Rows are counted from 1 in the file as it was pulled.",
        hint_id="Baris dihitung mulai 1 pada berkas seperti saat diambil.",
    ),
    "rejection-row-and-key": Message(
        en="The row has another key.",
        id="Baris ini mempunyai kunci lain.",
    ),
    "rejection-words": Message(
        en="The message repeats a value of this row that is not public.",
        id="Pesan ini mengulang nilai baris ini yang tidak publik.",
        hint_en="Say what is wrong without the value; row and field say where it is.",
        hint_id="Sebutkan yang salah tanpa nilainya; baris dan kolom sudah menunjukkan tempatnya.",
    ),
}

_READING: Final[dict[str, Message]] = {
    "rejection-unreadable": Message(
        en="The rejection cannot be read: {reason}.",
        id="Penolakan ini tidak dapat dibaca: {reason}.",
    ),
    "rejection-limit": Message(
        en="The rejection is over the limit {limit} ({value}).",
        id="Penolakan ini melewati batas {limit} ({value}).",
        hint_en="Ask its sender to list fewer rows.",
        hint_id="Mintalah pengirimnya mencantumkan lebih sedikit baris.",
    ),
    "rejection-other-release": Message(
        en="The rejection is about {found}, not about {dataset} release {release} with these bytes.",
        id="Penolakan ini tentang {found}, bukan tentang {dataset} rilis {release} dengan isi ini.",
        hint_en="Give the catalogue in which that release was published.",
        hint_id="Berikan katalog tempat rilis itu diterbitkan.",
    ),
    "rejection-source": Message(
        en="The source has no table with the primary key of {contract}.",
        id="Sumber ini tidak mempunyai tabel dengan kunci utama {contract}.",
        hint_en="Give the file and map the release was published from, or leave them out.",
        hint_id="Berikan berkas dan peta asal rilis itu, atau jangan berikan sama sekali.",
    ),
    "rejection-says": Message(
        en="{who} says of row {row} of release {release}: {words}",
        id="{who} tentang baris {row} dari rilis {release}: {words}",
    ),
    "rejection-says-of-all": Message(
        en="{who} says of the whole of release {release}: {words}",
        id="{who} tentang seluruh rilis {release}: {words}",
    ),
    "rejection-unknown-row": Message(
        en="{who} names a row that release {release} does not have (row {row}).",
        id="{who} menyebut baris yang tidak ada di rilis {release} (baris {row}).",
    ),
    "rejection-unclear-row": Message(
        en="{who} names row {row} of release {release} by the key of another row.",
        id="{who} menyebut baris {row} dari rilis {release} dengan kunci baris lain.",
    ),
    "rejection-unknown-field": Message(
        en="{who} names a field that release {release} does not have: {name}.",
        id="{who} menyebut kolom yang tidak ada di rilis {release}: {name}.",
    ),
    "rejection-unlisted": Message(
        en="{who} counted {count} more than the rejection lists.",
        id="{who} menghitung {count} lebih banyak daripada yang dicantumkan.",
    ),
    "rejection-source-changed": Message(
        en="The source is not the one release {release} was made from any more; rows were found by their key.",
        id="Sumber ini sudah bukan sumber rilis {release}; baris dicari menurut kuncinya.",
    ),
}

_EXPLAINED: Final[dict[str, Message]] = {
    "explain-rejected-by-reader": Message(
        en="Somebody who reads the release says that the row is wrong, in their own words.",
        id="Pembaca rilis menyatakan baris itu salah, dengan kata-katanya sendiri.",
        hint_en="Look at the row in the source, correct it and publish again, or answer the sender.",
        hint_id="Lihat barisnya di sumber, perbaiki dan terbitkan lagi, atau jawab pengirimnya.",
    ),
    "explain-rejection-unknown-row": Message(
        en="A rejection names a row that the release does not have.",
        id="Sebuah penolakan menyebut baris yang tidak ada di rilis.",
        hint_en="Ask its sender which row is meant.",
        hint_id="Tanyakan kepada pengirimnya baris mana yang dimaksud.",
    ),
    "explain-rejection-unclear-row": Message(
        en="A rejection names a row by number and by key, and the two are different rows.",
        id="Sebuah penolakan menyebut baris dengan nomor dan kunci, tetapi keduanya baris yang berbeda.",
        hint_en="Ask its sender which row is meant.",
        hint_id="Tanyakan kepada pengirimnya baris mana yang dimaksud.",
    ),
    "explain-rejection-unknown-field": Message(
        en="A rejection names a field that the release does not have.",
        id="Sebuah penolakan menyebut kolom yang tidak ada di rilis.",
        hint_en="Ask its sender which field is meant.",
        hint_id="Tanyakan kepada pengirimnya kolom mana yang dimaksud.",
    ),
    "explain-rejection-unlisted": Message(
        en="A rejection counts more rows than it lists.",
        id="Sebuah penolakan menghitung lebih banyak baris daripada yang dicantumkan.",
        hint_en="Correct what is listed; the rest may have the same cause.",
        hint_id="Perbaiki yang tercantum; sisanya mungkin berpenyebab sama.",
    ),
    "explain-rejection-source-changed": Message(
        en="The file is not the one the rejected release was made from.",
        id="Berkas ini bukan berkas asal rilis yang ditolak.",
        hint_en="Look whether the row was corrected already.",
        hint_id="Periksa apakah barisnya sudah diperbaiki.",
    ),
}

_TOLD: Final[dict[str, Message]] = {
    "rejection-written": Message(
        en="{path}: {count} objections to {dataset} release {release}",
        id="{path}: {count} keberatan terhadap {dataset} rilis {release}",
    ),
    "next-rejection": Message(
        en="send {path} to the publisher, who reads it: opendata-share rejection read {path} CATALOGUE --source FILE",
        id="kirim {path} kepada penerbit; ia membacanya: opendata-share rejection read {path} KATALOG --source BERKAS",
    ),
}

MESSAGES: Final[dict[str, Message]] = {**_WRITING, **_READING, **_EXPLAINED, **_TOLD}
