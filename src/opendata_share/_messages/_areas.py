"""Sentences about administrative areas."""

from __future__ import annotations

from . import Message

MESSAGES: dict[str, Message] = {
    "area-not-found": Message(
        en="The reference has no such area.",
        id="Wilayah tersebut tidak ada dalam kode referensi.",
        hint_en=(
            "The row is kept with an empty area_code and the words in area_source; check the spelling and "
            "the code system."
        ),
        hint_id=(
            "Baris tetap disimpan dengan area_code kosong dan kata aslinya di area_source; periksa ejaan "
            "dan sistem kodenya."
        ),
    ),
    "area-contradiction": Message(
        en="The names of the area contradict each other; the deepest one that lies in the topmost was taken.",
        id=(
            "Nama-nama wilayah saling bertentangan; yang dipakai adalah nama terdalam yang berada di dalam "
            "wilayah teratas."
        ),
        hint_en="Check which of the names is wrong at the source.",
        hint_id="Periksa nama mana yang salah di sumber data.",
    ),
    "area-ambiguous": Message(
        en="Several areas fit; the smallest one that holds them all was taken, or none.",
        id="Beberapa wilayah cocok; yang dipakai adalah wilayah terkecil yang mencakup semuanya, atau dikosongkan.",
        hint_en="Give the names of the larger areas too, from the largest to the smallest.",
        hint_id="Sertakan juga nama wilayah di atasnya, dari yang terbesar ke yang terkecil.",
    ),
    "area-partial": Message(
        en="Only a larger area was found; the level below it is not in the reference.",
        id="Hanya wilayah yang lebih besar yang ditemukan; tingkat di bawahnya tidak ada dalam kode referensi.",
        hint_en="The row is kept with the area that was found.",
        hint_id="Baris tetap disimpan dengan wilayah yang ditemukan.",
    ),
    "area-code-malformed": Message(
        en="This is not a code of the named system; it may have lost digits in a spreadsheet, and is not mended.",
        id=(
            "Ini bukan kode dari sistem yang disebut; mungkin ada digit yang hilang di lembar kerja, dan "
            "kode tidak diperbaiki."
        ),
        hint_en="Read the column as text at the source: 11.10 saved as a number becomes 11.1, which is no code.",
        hint_id=(
            "Simpan kolom sebagai teks di sumber data: 11.10 yang disimpan sebagai angka menjadi 11.1, yang bukan kode."
        ),
    ),
    "area-system-unknown": Message(
        en="The area code system {system} is not known.",
        id="Sistem kode wilayah {system} tidak dikenal.",
        hint_en="Known systems: {known}.",
        hint_id="Sistem yang dikenal: {known}.",
    ),
    "area-edition-unknown": Message(
        en="The {year} edition of the {system} area codes is not shipped; only {known} is.",
        id="Kode wilayah {system} edisi {year} tidak tersedia; yang tersedia hanya edisi {known}.",
        hint_en="Leave `as_of` out to read the codes with the {known} edition, and check what is not found.",
        hint_id="Hapus `as_of` untuk membaca kode dengan edisi {known}, lalu periksa kode yang tidak ditemukan.",
    ),
    "area-within-unknown": Message(
        en="`within` names {code}, which is not an area of the reference.",
        id="`within` menyebut {code}, yang bukan wilayah dalam kode referensi.",
        hint_en='Give a Kemendagri dotted code such as "31" or "31.71".',
        hint_id='Gunakan kode Kemendagri bertitik, misalnya "31" atau "31.71".',
    ),
}
