"""Sentences about rules that only the whole table can tell."""

from __future__ import annotations

from . import Message

MESSAGES: dict[str, Message] = {
    # -- what a row breaks
    "rule-monotone": Message(
        "{field} goes back: row {first} of the same {entity} comes before this one and has a greater value",
        "{field} mundur: baris {first} dengan {entity} yang sama mendahului baris ini dan nilainya lebih besar",
        "check the order of the rows and the clock of the source",
        "periksa urutan baris dan jam pada sumber data",
    ),
    "rule-no-overlap": Message(
        "{field} to {other} overlaps row {first} of the same {entity}, which starts earlier",
        "{field} sampai {other} bertumpang tindih dengan baris {first} untuk {entity} yang sama, yang mulai lebih awal",
        "end the earlier one before the later one starts, or leave out one of the two rows",
        "akhiri yang lebih awal sebelum yang berikutnya mulai, atau hapus salah satu dari kedua baris",
    ),
    "rule-transitions": Message(
        "{value} is not a change of {field} that may follow row {first} of the same {entity}",
        "{value} bukan perubahan {field} yang boleh terjadi setelah baris {first} dengan {entity} yang sama",
        "check whether a row between the two is missing, or the times are in the wrong order",
        "periksa apakah ada baris di antaranya yang hilang, atau waktunya tertukar",
    ),
    # -- what a rule asks for
    "explain-monotone": Message(
        "A time or number never decreases among the rows of one entity, in the order of the source or of another "
        "field. A row breaks it where an earlier row of its entity has a greater value. Rows with an empty field are "
        "not compared.",
        "Waktu atau bilangan tidak boleh menurun di antara baris satu entitas, menurut urutan sumber atau kolom lain. "
        "Baris melanggar bila baris sebelumnya dari entitas yang sama bernilai lebih besar. Baris berkolom kosong "
        "tidak dibandingkan.",
    ),
    "explain-no-overlap": Message(
        "Intervals of one entity do not overlap. Of two that do, the one that starts later breaks the rule (of two "
        "that start together, the later row). Rows without an entity or a start are not compared.",
        "Rentang milik satu entitas tidak boleh bertumpang tindih. Dari dua yang bertumpang tindih, yang mulai lebih "
        "akhir melanggar (bila mulai bersamaan, baris yang lebih akhir). Baris tanpa entitas atau awal tidak "
        "dibandingkan.",
    ),
    "explain-transitions": Message(
        "A status may follow the one before it, of the same entity in order of time, only where the contract allows "
        "it; the same status may always follow itself.",
        "Status hanya boleh menyusul status sebelumnya, dari entitas yang sama menurut urutan waktu, bila kontrak "
        "mengizinkannya; status yang sama selalu boleh berulang.",
    ),
    # -- what is wrong with a rule
    "table-rule-field": Message(
        "contract {contract}: {field} is of a type that {rule} cannot compare",
        "kontrak {contract}: jenis {field} tidak dapat dibandingkan oleh {rule}",
        "decimals may have at most 18 digits; lists and objects are not compared",
        "desimal paling banyak 18 angka; daftar dan objek tidak dibandingkan",
    ),
    "table-rule-part": Message(
        "contract {contract}: {part} of {rule} is not sound",
        "kontrak {contract}: {part} pada {rule} tidak benar",
        "names are a tuple without repetition; totals and their parts are different codes; bounds are in range",
        "nama berupa tuple tanpa pengulangan; kode jumlah dan bagiannya berbeda; batas harus dalam jangkauan",
    ),
}
