"""Sentences about how releases stand to each other: corrections, withdrawals, what changed, how old, where from."""

from __future__ import annotations

from . import Message

_CORRECTIONS: dict[str, Message] = {
    "release-reason": Message(
        en="A correction or a withdrawal needs a reason: one printable line of at most 500 characters, without a "
        "user name or password.",
        id="Koreksi atau penarikan memerlukan alasan: satu baris yang dapat dicetak, paling banyak 500 karakter, "
        "tanpa nama pengguna atau kata sandi.",
        hint_en='Say it for whoever used the data, such as reason="bed counts of 3 March were doubled".',
        hint_id='Tulislah untuk pemakai datanya, misalnya reason="jumlah tempat tidur 3 Maret terhitung dua kali".',
    ),
    "correction-of-nothing": Message(
        en="There is a reason for a correction, but no release is corrected.",
        id="Ada alasan koreksi, tetapi tidak ada rilis yang dikoreksi.",
        hint_en='Name the release whose place this one takes: corrects="4" (--corrects 4).',
        hint_id='Sebut rilis yang digantikan: corrects="4" (--corrects 4).',
    ),
    "correction-of-several": Message(
        en="It is not clear which table is corrected; the tables published are {contracts}.",
        id="Tidak jelas tabel mana yang dikoreksi; tabel yang diterbitkan: {contracts}.",
        hint_en='Name it: corrects={{"response-unit": "4"}}.',
        hint_id='Sebut namanya: corrects={{"response-unit": "4"}}.',
    ),
    "publish-withdrawn": Message(
        en="These are the rows of release {release} of {dataset}, which was withdrawn ({reason}); nothing was "
        "published.",
        id="Ini baris dari rilis {release} {dataset}, yang sudah ditarik ({reason}); tidak ada yang diterbitkan.",
        hint_en="Publish corrected rows; or, if the withdrawal was a mistake, say so: corrects={release} with a reason "
        "(--corrects {release} --reason TEXT).",
        hint_id="Terbitkan baris yang sudah dikoreksi; atau, jika penarikan itu keliru, nyatakan: corrects={release} "
        "dengan alasannya (--corrects {release} --reason TEKS).",
    ),
}

MESSAGES: dict[str, Message] = {**_CORRECTIONS}
