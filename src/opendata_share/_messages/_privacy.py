"""Sentences about suppression and the privacy gate: what was found, never what it says."""

from __future__ import annotations

from . import Message

_PERSONAL: dict[str, Message] = {
    "privacy-nik": Message(
        en="{count} rows hold what looks like an identity or family-card number (NIK, KK).",
        id="{count} baris memuat yang tampak sebagai NIK atau nomor KK.",
    ),
    "privacy-family-card": Message(
        en="{count} rows hold what looks like a family-card number (KK).",
        id="{count} baris memuat yang tampak sebagai nomor kartu keluarga (KK).",
    ),
    "privacy-phone": Message(
        en="{count} rows hold what looks like a mobile phone number.",
        id="{count} baris memuat yang tampak sebagai nomor ponsel.",
    ),
    "privacy-email": Message(
        en="{count} rows hold what looks like a person's e-mail address.",
        id="{count} baris memuat yang tampak sebagai alamat surel perseorangan.",
    ),
    "privacy-email-of-office": Message(
        en="{count} rows hold e-mail addresses, of offices by their looks.",
        id="{count} baris memuat alamat surel, tampaknya milik kantor.",
    ),
    "privacy-plate": Message(
        en="{count} rows hold what looks like a vehicle's plate.",
        id="{count} baris memuat yang tampak sebagai nomor polisi kendaraan.",
    ),
    "privacy-npwp": Message(
        en="{count} rows hold what looks like a person's taxpayer number (NPWP).",
        id="{count} baris memuat yang tampak sebagai NPWP perseorangan.",
    ),
    "privacy-passport": Message(
        en="{count} rows hold what looks like a passport number.",
        id="{count} baris memuat yang tampak sebagai nomor paspor.",
    ),
    "privacy-bank-card": Message(
        en="{count} rows hold what looks like the number of a bank card.",
        id="{count} baris memuat yang tampak sebagai nomor kartu bank.",
    ),
    "privacy-ip-address": Message(
        en="{count} rows hold what looks like an IP address.",
        id="{count} baris memuat yang tampak sebagai alamat IP.",
    ),
    "privacy-name": Message(
        en="{count} rows hold what looks like a person's name.",
        id="{count} baris memuat yang tampak sebagai nama orang.",
    ),
    "privacy-coordinates": Message(
        en="{count} rows hold coordinates in a text, though their place does not leave, or not exactly.",
        id="{count} baris memuat koordinat di dalam teks, padahal lokasinya tidak keluar atau tidak secara tepat.",
    ),
    "privacy-fine-point": Message(
        en="{count} rows have a coordinate with more than {decimals} decimals, though the field is not public.",
        id="{count} baris memiliki koordinat dengan lebih dari {decimals} desimal, padahal kolomnya tidak publik.",
    ),
}

_FEW: dict[str, Message] = {
    "privacy-small-count": Message(
        en="{count} rows show a count from 1 to less than {k}.",
        id="{count} baris menampilkan hitungan dari 1 sampai kurang dari {k}.",
    ),
    "privacy-count-follows": Message(
        en="{count} hidden counts of less than {k} can be worked out from the totals.",
        id="{count} hitungan tersembunyi yang kurang dari {k} dapat dihitung kembali dari jumlahnya.",
    ),
    "privacy-small-group": Message(
        en="{count} rows are like fewer than {k} in these fields; the smallest group has {smallest}.",
        id="{count} baris sama dengan kurang dari {k} baris di kolom ini; kelompok terkecil berisi {smallest}.",
    ),
    "privacy-count-moved": Message(
        en="{count} counts differ by less than {k} from the last release: the difference counts few.",
        id="{count} hitungan berbeda kurang dari {k} dari rilis terakhir: selisihnya menghitung sedikit orang.",
    ),
    "privacy-count-given-back": Message(
        en="{count} hidden counts of less than {k} can be worked out with the last release.",
        id="{count} hitungan tersembunyi yang kurang dari {k} dapat dihitung kembali dengan rilis terakhir.",
    ),
    "privacy-row-came": Message(
        en="{count} rows that are new since the last release are like fewer than {k} of those in these fields.",
        id="{count} baris yang baru sejak rilis terakhir sama dengan kurang dari {k} di antaranya di kolom ini.",
    ),
    "privacy-row-went": Message(
        en="{count} rows of the last release that are gone were like fewer than {k} of those in these fields.",
        id="{count} baris rilis terakhir yang sudah tidak ada sama dengan kurang dari {k} di antaranya di kolom ini.",
    ),
    "privacy-not-compared": Message(
        en="The last release has other columns, so the two were not compared.",
        id="Rilis terakhir memiliki kolom lain, sehingga keduanya tidak dibandingkan.",
    ),
    "suppression-steps": Message(
        en="It could not be shown within {value} steps ({limit}) that no small count among {cells} can be worked out; "
        "nothing may leave.",
        id="Dalam {value} langkah ({limit}) tidak dapat ditunjukkan bahwa tidak ada hitungan kecil di antara {cells} "
        "yang dapat dihitung kembali; tidak ada yang boleh keluar.",
        hint_en="Publish fewer totals or coarser groups.",
        hint_id="Terbitkan lebih sedikit jumlah atau kelompok yang lebih kasar.",
    ),
}

_TOLD: dict[str, Message] = {
    "privacy-rows": Message(en="Rows: {rows}.", id="Baris: {rows}."),
    "privacy-blocks": Message(en="blocks", id="menahan"),
    "privacy-advice": Message(en="advice", id="saran"),
    "privacy-waived": Message(en="waived", id="dikecualikan"),
    "privacy-waiver-holds": Message(
        en='Waived until {until}: "{reason}".',
        id='Dikecualikan sampai {until}: "{reason}".',
    ),
    "privacy-waiver-expired": Message(
        en='The waiver "{reason}" ended on {until}.',
        id='Pengecualian "{reason}" berakhir pada {until}.',
    ),
    "privacy-no-proof": Message(
        en="The privacy gate looks for what is known to point at persons; that it finds nothing more proves nothing.",
        id="Pemeriksaan privasi mencari hal-hal yang diketahui menunjuk orang; bahwa tidak ada temuan lain tidak "
        "membuktikan apa pun.",
    ),
    "privacy-previous": Message(
        en="previous names {names}, which is not among the tables: {known}.",
        id="previous menyebut {names}, yang tidak ada di antara tabel: {known}.",
    ),
    "publish-privacy": Message(
        en="The privacy gate holds the release back: {count} findings; nothing was published.",
        id="Pemeriksaan privasi menahan rilis: {count} temuan; tidak ada yang diterbitkan.",
        hint_en="Take it out at the source or by the policy, or waive it by name in the policy file, with a reason and "
        "an end.",
        hint_id="Hilangkan di sumber atau melalui kebijakan, atau kecualikan menurut namanya di berkas kebijakan, "
        "dengan alasan dan batas waktu.",
    ),
}

MESSAGES: dict[str, Message] = _PERSONAL | _FEW | _TOLD
