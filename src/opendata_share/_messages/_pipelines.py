"""Sentences about a share.toml, and about what came of the journey it describes."""

from __future__ import annotations

from . import Message

_FILE: dict[str, Message] = {
    "journey-unreadable": Message(
        en="The file cannot be read: {reason}.",
        id="Berkas tidak dapat dibaca: {reason}.",
        hint_en="Name the file: opendata-share run FILE. Without a name share.toml of the working folder is read.",
        hint_id="Sebutkan berkasnya: opendata-share run BERKAS. Tanpa nama, share.toml di folder kerja yang dibaca.",
    ),
    "journey-not-utf8": Message(
        en="The file is not UTF-8 text.",
        id="Berkas ini bukan teks UTF-8.",
        hint_en="Save it as UTF-8.",
        hint_id="Simpan sebagai UTF-8.",
    ),
    "journey-not-toml": Message(
        en="The file is not valid TOML.",
        id="Berkas ini bukan TOML yang sah.",
        hint_en="Look at the line for a missing quote, bracket or equals sign.",
        hint_id="Periksa baris itu: tanda kutip, kurung, atau sama dengan yang kurang.",
    ),
    "journey-unknown-key": Message(
        en="There is no key {key}.",
        id="Tidak ada kunci {key}.",
        hint_en="Known here: {known}.",
        hint_id="Yang dikenal di sini: {known}.",
    ),
    "journey-missing-key": Message(
        en="{key} lacks the key {missing}.",
        id="{key} tidak memiliki kunci {missing}.",
    ),
    "journey-expected": Message(
        en="{key} does not hold what belongs there.",
        id="Isi {key} bukan yang seharusnya.",
        hint_en="Expected, for example: {expected}",
        hint_id="Yang diharapkan, misalnya: {expected}",
    ),
    "journey-outside": Message(
        en="{key} names {place}, which does not lie in the folder of this file.",
        id="{key} menyebut {place}, yang tidak berada di folder berkas ini.",
        hint_en="Move it there; or, if this file is your own, allow it: --outside, or read_journey(…, outside=True).",
        hint_id="Pindahkan ke sana; atau, bila berkas ini milik Anda sendiri, izinkan: --outside, atau "
        "read_journey(…, outside=True).",
    ),
    "journey-which-destination": Message(
        en="The data set {name} does not say where it goes, and there are several destinations.",
        id="Kumpulan data {name} tidak menyebut tujuannya, padahal ada beberapa tujuan.",
        hint_en="Add destinations = […], of: {known}.",
        hint_id="Tambahkan destinations = […], dari: {known}.",
    ),
    "journey-no-destination": Message(
        en="There is no destination {name}.",
        id="Tidak ada tujuan {name}.",
        hint_en="There are: {known}.",
        hint_id="Yang ada: {known}.",
    ),
    "journey-no-dataset": Message(
        en="There is no data set {name}.",
        id="Tidak ada kumpulan data {name}.",
        hint_en="There are: {known}. A file is written with its suffix.",
        hint_id="Yang ada: {known}. Berkas ditulis dengan akhirannya.",
    ),
    "journey-circle": Message(
        en="Data sets refer to one another in a circle: {circle}.",
        id="Kumpulan data saling merujuk berputar: {circle}.",
        hint_en="Take one of the references out, or let one map fill both tables.",
        hint_id="Hapus salah satu rujukan, atau isi kedua tabel dengan satu peta.",
    ),
}

_RUN: dict[str, Message] = {
    "journey-reference-not-judged": Message(
        en="The data set {name} refers to {other}, which could not be judged.",
        id="Kumpulan data {name} merujuk {other}, yang tidak dapat dinilai.",
        hint_en="Mend {other} first.",
        hint_id="Perbaiki {other} dahulu.",
    ),
    "journey-reference-other": Message(
        en="The data set {name} refers to a table {contract}, and what it names has none.",
        id="Kumpulan data {name} merujuk tabel {contract}, tetapi yang disebutnya tidak memilikinya.",
        hint_en="It has: {known}.",
        hint_id="Yang ada: {known}.",
    ),
    "journey-step-published": Message(en="{name} → {destination}: published", id="{name} → {destination}: diterbitkan"),
    "journey-step-unchanged": Message(en="{name} → {destination}: unchanged", id="{name} → {destination}: tetap"),
    "journey-step-would-publish": Message(
        en="{name} → {destination}: would be published", id="{name} → {destination}: akan diterbitkan"
    ),
    "journey-step-held-back": Message(en="{name} → {destination}: held back", id="{name} → {destination}: ditahan"),
    "journey-step-not-judged": Message(
        en="{name} → {destination}: could not be judged", id="{name} → {destination}: tidak dapat dinilai"
    ),
    "progress-running": Message(en="Running {file}", id="Menjalankan {file}"),
    "next-run-check": Message(
        en="opendata-share run {arguments}   publishes it",
        id="opendata-share run {arguments}   menerbitkannya",
    ),
}

MESSAGES: dict[str, Message] = {**_FILE, **_RUN}
