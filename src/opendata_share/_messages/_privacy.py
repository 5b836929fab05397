"""Sentences about suppression."""

from __future__ import annotations

from . import Message

MESSAGES: dict[str, Message] = {
    "suppression-steps": Message(
        en="It could not be shown within {value} steps that no small count among {cells} can be worked out; nothing "
        "may leave.",
        id="Dalam {value} langkah tidak dapat ditunjukkan bahwa tidak ada hitungan kecil di antara {cells} yang dapat "
        "dihitung kembali; tidak ada yang boleh keluar.",
        hint_en="Publish fewer totals or coarser groups, or raise the limit {limit}.",
        hint_id="Terbitkan lebih sedikit jumlah atau kelompok yang lebih kasar, atau naikkan batas {limit}.",
    ),
}
