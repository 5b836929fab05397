"""Sentences about what consumers rely on: requirements files, and who breaks by a change."""

from __future__ import annotations

from . import Message

_NEEDS: dict[str, Message] = {
    "need-dataset-missing": Message(en="{asked} would be gone", id="{asked} akan dihapus"),
    "need-version-refused": Message(
        en="it copes with {asked}, and the contract is {found}", id="ia menerima {asked}, sedangkan kontraknya {found}"
    ),
    "need-field-missing": Message(en="it reads {field}, which is not there", id="ia membaca {field}, yang tidak ada"),
    "need-value-missing": Message(
        en="it cannot do without {field}, which may be empty", id="ia memerlukan {field}, yang boleh kosong"
    ),
    "need-code-missing": Message(
        en="it looks for code {asked} of {field}, which is not in the list",
        id="ia mencari kode {asked} dari {field}, yang tidak ada dalam daftar",
    ),
    "need-code-unknown": Message(
        en="it copes with no unknown code of {field}, and {asked} is new",
        id="ia tidak menerima kode asing dari {field}, dan {asked} baru",
    ),
    "need-filter-refused": Message(
        en="it filters by {asked}, which cannot be asked: {found}",
        id="ia menyaring dengan {asked}, yang tidak dapat ditanyakan: {found}",
    ),
    "need-too-old": Message(
        en="it needs rows no older than {asked}, and {found} is promised",
        id="ia memerlukan baris berumur paling lama {asked}, yang dijanjikan {found}",
    ),
    "need-meaning-changed": Message(
        en="it reads {field} as {asked}, and it becomes {found}",
        id="ia membaca {field} sebagai {asked}, dan akan menjadi {found}",
    ),
    "need-may-not-arrive": Message(
        en="it reads {field}, which is {asked} and becomes {found}",
        id="ia membaca {field}, yang tergolong {asked} dan akan menjadi {found}",
    ),
}

_SAID: dict[str, Message] = {
    "consumer-breaks": Message(
        en="  breaks: {consumer} ({contact}), who reads {dataset}",
        id="  terputus: {consumer} ({contact}), yang membaca {dataset}",
    ),
    "consumer-unmet": Message(
        en="  does not break, but does not get all it asks for: {consumer} ({contact}), who reads {dataset}",
        id="  tidak terputus, tetapi belum menerima semuanya: {consumer} ({contact}), yang membaca {dataset}",
    ),
    "consumer-before": Message(en="as before: {reason}", id="seperti sebelumnya: {reason}"),
    "diff-consumers": Message(en="{count} of the consumers break: {names}.", id="{count} konsumen terputus: {names}."),
    "diff-consumers-none": Message(
        en="No consumer breaks ({count} looked at).", id="Tidak ada konsumen yang terputus ({count} diperiksa)."
    ),
}

_FILES: dict[str, Message] = {
    "requirements-none": Message(
        en="{folder} holds no requirements file (*.toml)",
        id="{folder} tidak memuat berkas kebutuhan (*.toml)",
        hint_en="name the file, or the folder it lies in",
        hint_id="sebutkan berkasnya, atau map tempatnya",
    ),
    "requirements-not-toml": Message(en="this is no TOML file: {reason}", id="ini bukan berkas TOML: {reason}"),
    "requirements-unreadable": Message(en="{file} cannot be read: {reason}", id="{file} tidak dapat dibaca: {reason}"),
    "requirements-form": Message(
        en="{pointer} is not of the form opendata-share/requirements@1 ({keyword})",
        id="{pointer} tidak sesuai bentuk opendata-share/requirements@1 ({keyword})",
        hint_en="docs/reference/evolution.md lists the keys; editors can use requirements-schema.json",
        hint_id="docs/reference/evolution.md memuat kunci-kuncinya; penyunting dapat memakai requirements-schema.json",
    ),
    "requirements-versions": Message(
        en="{text} says no versions",
        id="{text} tidak menyebut versi",
        hint_en='write versions = ">=1.0.0, <2.0.0"',
        hint_id='tulis versions = ">=1.0.0, <2.0.0"',
    ),
    "requirements-duration": Message(
        en="{text} is no duration of days, hours, minutes and seconds",
        id="{text} bukan lama hari, jam, menit, dan detik",
        hint_en='write freshness = "PT6H"',
        hint_id='tulis freshness = "PT6H"',
    ),
}

_EXPLAINED: dict[str, Message] = {
    "explain-need-dataset-missing": Message(
        en="A consumer's requirements name a data set that would be gone.",
        id="Kebutuhan konsumen menyebut kumpulan data yang akan dihapus.",
    ),
    "explain-need-version-refused": Message(
        en="The contract's version is not among those a consumer says it copes with (`versions`).",
        id="Versi kontrak tidak termasuk yang diterima konsumen (`versions`).",
        hint_en="Keep serving the old version until they have moved.",
        hint_id="Tetap layani versi lama sampai mereka berpindah.",
    ),
    "explain-need-field-missing": Message(
        en="A field that a consumer reads (`fields`) is not in the contract.",
        id="Kolom yang dibaca konsumen (`fields`) tidak ada dalam kontrak.",
    ),
    "explain-need-value-missing": Message(
        en="A field that a consumer cannot do without (`never_empty`) may be empty.",
        id="Kolom yang harus terisi bagi konsumen (`never_empty`) boleh kosong.",
    ),
    "explain-need-code-missing": Message(
        en="A code that a consumer looks for (`codes`) is not in the code list: no row will have it.",
        id="Kode yang dicari konsumen (`codes`) tidak ada dalam daftar: tidak akan ada baris yang memuatnya.",
    ),
    "explain-need-code-unknown": Message(
        en="A code is new in a field where a consumer copes with no unknown code (`closed`).",
        id="Sebuah kode baru pada kolom yang kode asingnya tidak diterima konsumen (`closed`).",
    ),
    "explain-need-filter-refused": Message(
        en="A condition that a consumer filters rows by (`where`) cannot be asked of the contract's fields.",
        id="Syarat penyaring konsumen (`where`) tidak dapat ditanyakan pada kolom kontrak.",
    ),
    "explain-need-too-old": Message(
        en="A consumer needs rows younger than the contract's freshness rule promises (`freshness`).",
        id="Konsumen memerlukan baris yang lebih baru daripada janji kesegaran kontrak (`freshness`).",
    ),
    "explain-need-meaning-changed": Message(
        en="A field that a consumer reads has another type or unit, so that it would misread it.",
        id="Kolom yang dibaca konsumen memakai jenis atau satuan lain, sehingga salah terbaca.",
    ),
    "explain-need-may-not-arrive": Message(
        en="A field that a consumer reads is classed higher: their release may no longer have it.",
        id="Kolom yang dibaca konsumen digolongkan lebih tinggi: rilis mereka mungkin tidak memuatnya lagi.",
    ),
}

MESSAGES: dict[str, Message] = {**_NEEDS, **_SAID, **_FILES, **_EXPLAINED}
