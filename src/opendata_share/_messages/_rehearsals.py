"""Sentences about rehearsals: what publishing would make, what would change, who would notice."""

from __future__ import annotations

from . import Message

_OUTCOMES: dict[str, Message] = {
    "rehearse-other-dataset": Message(
        en="{dataset} is not what would be published: {datasets}.",
        id="{dataset} bukan yang akan diterbitkan: {datasets}.",
        hint_en="name a release of the same data set, or the folder of all releases",
        hint_id="sebutkan rilis dari kumpulan data yang sama, atau folder semua rilis",
    ),
    "rehearsal-first": Message(
        en="{dataset}: would be release {release}, its first: {rows} rows{left_out}.",
        id="{dataset}: akan menjadi rilis {release}, yang pertama: {rows} baris{left_out}.",
    ),
    "rehearsal-would-publish": Message(
        en="{dataset}: would be release {release}: {rows} rows{left_out}.",
        id="{dataset}: akan menjadi rilis {release}: {rows} baris{left_out}.",
    ),
    "rehearsal-unchanged": Message(
        en="{dataset}: release {release} says the same already: {rows} rows{left_out}. No new release would be made.",
        id="{dataset}: rilis {release} sudah memuat hal yang sama: {rows} baris{left_out}. Tidak akan ada rilis baru.",
    ),
    "rehearsal-rejected": Message(en="; {count} rows rejected", id="; {count} baris ditolak"),
    "rehearsal-held-rejected-rows": Message(
        en="It would be held back: {count} rows break the contract. With partial=True (--partial) the accepted ones "
        "would be published.",
        id="Akan ditahan: {count} baris melanggar kontrak. Dengan partial=True (--partial), baris yang diterima akan "
        "diterbitkan.",
    ),
    "rehearsal-held-privacy-gate": Message(
        en="It would be held back by the privacy gate.",
        id="Akan ditahan oleh pemeriksaan privasi.",
    ),
    "rehearsal-nothing": Message(
        en="Nothing was written into {folder}.",
        id="Tidak ada yang ditulis ke {folder}.",
    ),
}

_CHANGES: dict[str, Message] = {
    "rehearsal-rows": Message(
        en="  rows against release {release}: {added} added, {removed} removed, {changed} changed, {same} the same",
        id="  baris dibanding rilis {release}: {added} bertambah, {removed} hilang, {changed} berubah, {same} sama",
    ),
    "rehearsal-fields": Message(en="  changed fields: {fields}", id="  kolom yang berubah: {fields}"),
    "rehearsal-reordered": Message(
        en="  the rows are the same in another order",
        id="  barisnya sama dengan urutan lain",
    ),
    "rehearsal-not-compared": Message(
        en="  rows were not compared with release {release}: it has another key",
        id="  baris tidak dibandingkan dengan rilis {release}: kuncinya lain",
    ),
    "rehearsal-row": Message(en="row {row}", id="baris {row}"),
    "rehearsal-row-added": Message(en="    added: {row}", id="    bertambah: {row}"),
    "rehearsal-row-changed": Message(en="    changed: {row}{fields}", id="    berubah: {row}{fields}"),
    "rehearsal-row-removed": Message(en="    removed: {row}", id="    hilang: {row}"),
    "rehearsal-contract": Message(en="  contract: {change}", id="  kontrak: {change}"),
    "rehearsal-policy": Message(en="  policy: {before} → {after}", id="  kebijakan: {before} → {after}"),
    "rehearsal-policy-field": Message(
        en="  policy: {field}: {before} → {after}",
        id="  kebijakan: {field}: {before} → {after}",
    ),
    "rehearsal-absent": Message(
        en="  {audience} does not get: {fields}",
        id="  {audience} tidak menerima: {fields}",
    ),
    "rehearsal-coarser": Message(
        en="  {audience} gets otherwise: {fields}",
        id="  {audience} menerima dalam bentuk lain: {fields}",
    ),
    "rehearsal-gone": Message(
        en="  {audience} had until now: {fields}",
        id="  {audience} sebelumnya menerima: {fields}",
    ),
    "rehearsal-consumer": Message(
        en="  would notice: {who}, who pulled release {release} last on {last}{purpose} ({count} in all)",
        id="  akan menyadarinya: {who}, terakhir mengambil rilis {release} pada {last}{purpose} (seluruhnya {count})",
    ),
}

MESSAGES: dict[str, Message] = {**_OUTCOMES, **_CHANGES}
