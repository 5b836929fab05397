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
    "rule-near-duplicates": Message(
        "row {first} lies within {within} m and has the same {same}; is it the same thing entered twice?",
        "baris {first} berjarak paling jauh {within} m dan {same}-nya sama; apakah ini hal yang sama yang tercatat dua "
        "kali?",
        "keep one of the two rows, or leave both where they are two things",
        "simpan salah satu dari kedua baris, atau biarkan keduanya bila memang dua hal yang berbeda",
    ),
    "rule-group-totals": Message(
        "{value} is not the sum of its parts, {sum}",
        "{value} tidak sama dengan jumlah bagiannya, {sum}",
        "correct the total or its parts, or leave the total out: it can be added up",
        "perbaiki jumlah atau bagiannya, atau hapus barisnya: jumlah itu dapat dihitung",
    ),
    "rule-children-within": Message(
        "the rows below add up to {sum}, more than {at_most} times {value}",
        "baris di bawahnya berjumlah {sum}, lebih dari {at_most} kali {value}",
        "check which rows name this one in {parent}, and whether the figures are of the same year",
        "periksa baris yang menyebut baris ini pada {parent}, dan apakah angkanya dari tahun yang sama",
    ),
    "rule-agrees-with-rows-count": Message(
        "{value} is not how many rows of {contract} refer to this one, {found}",
        "{value} tidak sama dengan banyaknya baris {contract} yang merujuk baris ini, {found}",
        "correct the figure, or add the rows that are missing",
        "perbaiki angkanya, atau tambahkan baris yang belum ada",
    ),
    "rule-agrees-with-rows-sum": Message(
        "{value} is not the sum of {other} over the rows of {contract} that refer to this one, {found}",
        "{value} tidak sama dengan jumlah {other} pada baris {contract} yang merujuk baris ini, {found}",
        "correct the figure or the rows it adds up, or leave it out: it can be added up",
        "perbaiki angkanya atau baris yang dijumlahkannya, atau kosongkan: angka itu dapat dihitung",
    ),
    "rule-agrees-with-rows-min": Message(
        "{value} is not the least {other} of the rows of {contract} that refer to this one, {found}",
        "{value} bukan {other} terkecil (paling awal) dari baris {contract} yang merujuk baris ini, {found}",
        "correct one of the two, or leave this one out: it can be found from the rows",
        "perbaiki salah satunya, atau kosongkan nilai ini: nilainya dapat dicari dari baris-baris itu",
    ),
    "rule-agrees-with-rows-max": Message(
        "{value} is not the greatest {other} of the rows of {contract} that refer to this one, {found}",
        "{value} bukan {other} terbesar (paling akhir) dari baris {contract} yang merujuk baris ini, {found}",
        "correct one of the two, or leave this one out: it can be found from the rows",
        "perbaiki salah satunya, atau kosongkan nilai ini: nilainya dapat dicari dari baris-baris itu",
    ),
    "rule-agrees-with-referred": Message(
        "{value} is not {relation} {other} of row {first} of {contract}, {found}",
        "{value} tidak {relation} {other} pada baris {first} dari {contract}, {found}",
        "correct one of the two values, or {by}, which brings the two rows together",
        "perbaiki salah satu dari kedua nilai, atau {by}, yang mempertemukan kedua baris",
    ),
    "rule-agrees-with-referred-accepted": Message(
        "{value} is not {relation} {other} of a row of {contract} that was accepted before, {found}",
        "{value} tidak {relation} {other} pada baris {contract} yang diterima sebelumnya, {found}",
        "correct one of the two values, or {by}, which brings the two rows together",
        "perbaiki salah satu dari kedua nilai, atau {by}, yang mempertemukan kedua baris",
    ),
    "rule-exclusive": Message(
        "{code} stands beside rows of the detail with the same {group}: they would be counted twice",
        "{code} berdampingan dengan baris rincian dengan {group} yang sama: keduanya akan terhitung dua kali",
        "leave out the row with {code}, or the rows it adds up",
        "hapus baris {code}, atau baris rincian yang dijumlahkannya",
    ),
    "rule-complete": Message(
        "the rows with the same {group} lack {missing} in {field}",
        "baris dengan {group} yang sama tidak memuat {missing} pada {field}",
        "add the rows that are missing, with 0 where there is nothing",
        "tambahkan baris yang belum ada, dengan nilai 0 bila tidak ada isinya",
    ),
    "rule-duplicate-item": Message(
        "row {first} already has an item with the same {fields}",
        "baris {first} sudah memuat butir dengan {fields} yang sama",
        "one thing has one entry: keep one of the two rows, or take the item out of one",
        "satu hal satu catatan: simpan salah satu dari kedua baris, atau hapus butir itu dari salah satunya",
    ),
    "rule-duplicate-key-nulls": Message(
        "row {first} already has the same {fields}, where an empty field is a value like any other",
        "baris {first} sudah memakai {fields} yang sama; kolom kosong di sini dihitung sebagai nilai",
        "keep one of the two rows, or say in these fields what tells them apart",
        "simpan salah satu dari kedua baris, atau isi kolom tersebut dengan hal yang membedakannya",
    ),
    "rule-no-cycles": Message(
        "following {parent} from row {first} comes back to this row",
        "bila {parent} diikuti dari baris {first}, kita kembali ke baris ini",
        "one of the rows on the circle names the wrong row above it",
        "salah satu baris dalam lingkaran itu menyebut induk yang keliru",
    ),
    "rule-row-count": Message(
        "the table may have {bound} rows, and this one is beyond them",
        "tabel hanya boleh memuat {bound} baris, dan baris ini melebihinya",
    ),
    "rule-row-count-low": Message(
        "the table has {count} rows, at least {bound} are expected",
        "tabel memuat {count} baris, diharapkan sekurang-kurangnya {bound}",
        "is the source complete?",
        "apakah sumber datanya lengkap?",
    ),
    "rule-row-count-high": Message(
        "the table has {count} rows, at most {bound} are expected",
        "tabel memuat {count} baris, diharapkan paling banyak {bound}",
        "does the source hold rows twice, or of other years?",
        "apakah ada baris ganda, atau baris dari tahun lain?",
    ),
    "rule-freshness": Message(
        "the newest {field} is {newest}, more than {within} before {as_of}",
        "{field} terbaru adalah {newest}, lebih dari {within} sebelum {as_of}",
        "fetch the source again before it is published",
        "ambil ulang sumber data sebelum diterbitkan",
    ),
    "rule-row-count-change": Message(
        "the last release had {before} rows, this table has {now}: more than {bound} % have come or gone",
        "rilis terakhir memuat {before} baris, tabel ini {now}: lebih dari {bound} % bertambah atau berkurang",
        "is the source complete, and is it the right one?",
        "apakah sumber datanya lengkap dan benar?",
    ),
    "rule-null-share-change": Message(
        "{now} % of the cells of {field} are empty, in the last release {before} %: more than {bound} points apart",
        "{now} % sel {field} kosong, pada rilis terakhir {before} %: selisihnya lebih dari {bound} poin",
        "is the column still mapped, and does the source still fill it?",
        "apakah kolomnya masih dipetakan, dan masih diisi di sumber data?",
    ),
    "rule-category-change": Message(
        "at least {moved} % of the values of {field} are other codes than in the last release, more than {bound} %",
        "sekurang-kurangnya {moved} % nilai {field} berkode lain dibanding rilis terakhir, lebih dari {bound} %",
        "has a word of the source another meaning now, or is a part of the rows missing?",
        "apakah ada istilah sumber yang berubah arti, atau sebagian baris hilang?",
    ),
    "rule-value-change": Message(
        "{now} % of the values of {field} do not pass the last release's decile {decile}, then {before} %: more than "
        "{bound} points apart",
        "{now} % nilai {field} tidak melampaui desil {decile} rilis terakhir, saat itu {before} %: selisihnya lebih "
        "dari {bound} poin",
        "has the unit changed, or are these other rows?",
        "apakah satuannya berubah, atau barisnya memang lain?",
    ),
    "rule-custom": Message(
        "the row does not keep the rule {rule}",
        "baris tidak memenuhi aturan {rule}",
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
    "explain-near-duplicates": Message(
        "No two rows lie within some metres of each other along the great circle with the same name or type. The later "
        "row is told. Rows without a place are not compared.",
        "Dua baris dengan nama atau jenis yang sama tidak berjarak kurang dari sekian meter menurut lingkaran besar. "
        "Baris yang lebih akhir dilaporkan. Baris tanpa titik lokasi tidak dibandingkan.",
    ),
    "explain-group-totals": Message(
        "Where a total and at least one of its parts are sent, the total is the sum of the parts. A total one of whose "
        "parts has no value is not compared. An empty field of the group is a value like any other.",
        "Bila jumlah dan sedikitnya satu bagiannya dikirim, jumlah itu sama dengan penjumlahan bagiannya. Jumlah yang "
        "salah satu bagiannya kosong tidak dibandingkan. Kolom kelompok yang kosong dianggap satu nilai.",
    ),
    "explain-children-within": Message(
        "The rows below a row add up to no more than a multiple of its own number. An empty number below counts as 0.",
        "Baris di bawah suatu baris berjumlah tidak lebih dari sekian kali angkanya sendiri. Angka kosong di bawahnya "
        "dihitung 0.",
    ),
    "explain-exclusive": Message(
        "A code that stands for all of a group cannot stand beside rows of the detail of the same group.",
        "Kode yang mewakili seluruh kelompok tidak boleh berdampingan dengan baris rincian kelompok yang sama.",
    ),
    "explain-complete": Message(
        "Every group of rows has a row for each of the codes the contract names; what is missing is told at "
        "the group's "
        "first row.",
        "Setiap kelompok baris memuat baris untuk setiap kode yang disebut kontrak; yang kurang dilaporkan pada baris "
        "pertama kelompok itu.",
    ),
    "explain-agrees-with-rows": Message(
        "A value is what the rows of another table that refer to the row add up to: their number, a sum, the first or "
        "the last time. Judged where both tables are in the same bundle, and where at least one row refers to the row.",
        "Suatu nilai sama dengan hasil dari baris tabel lain yang merujuk baris itu: banyaknya, jumlahnya, waktu "
        "pertama atau terakhir. Diperiksa bila kedua tabel ada dalam bundel yang sama dan sekurang-kurangnya satu "
        "baris merujuk baris itu.",
    ),
    "explain-agrees-with-referred": Message(
        "A value stands in a relation, such as not before, to a value of the row that the row refers to, in another "
        "table or its own. Judged where both tables are in the same bundle.",
        "Suatu nilai memenuhi hubungan tertentu, misalnya tidak lebih awal, dengan nilai pada baris yang dirujuknya, "
        "di tabel lain atau tabelnya sendiri. Diperiksa bila kedua tabel ada dalam bundel yang sama.",
    ),
    "explain-duplicate-item": Message(
        "No two rows have the same item in a list, such as the same identifier of the same system. The first stays.",
        "Dua baris tidak boleh memuat butir daftar yang sama, misalnya pengenal yang sama dari sistem yang sama. Baris "
        "pertama dipertahankan.",
    ),
    "explain-no-cycles": Message(
        "Following each row to the row above it always ends. Of the rows on a circle the last one breaks the rule.",
        "Menelusuri setiap baris ke induknya selalu berakhir. Dari baris dalam satu lingkaran, yang terakhir "
        "melanggar.",
    ),
    "explain-row-count": Message(
        "A table has at least and at most so many rows. Too few is advice about the table; each row beyond is found.",
        "Tabel memuat sekurang-kurangnya dan paling banyak sekian baris. Kekurangan menjadi saran tentang "
        "tabel; setiap "
        "baris yang berlebih dilaporkan.",
    ),
    "explain-freshness": Message(
        "The newest row is not older than the contract allows, seen from the time given as now.",
        "Baris terbaru tidak lebih lama daripada batas kontrak, dilihat dari waktu yang dianggap sebagai sekarang.",
    ),
    "explain-row-count-change": Message(
        "The number of rows differs from the last release by no more than a percentage.",
        "Banyaknya baris berbeda dari rilis terakhir tidak lebih dari sekian persen.",
    ),
    "explain-null-share-change": Message(
        "The share of empty cells of a field differs from the last release by no more than some points.",
        "Bagian sel kosong suatu kolom berbeda dari rilis terakhir tidak lebih dari sekian poin.",
    ),
    "explain-category-change": Message(
        "The shares of the codes of a field are about those of the last release: half the sum of all their changes, "
        "which is the least share of values that must have another code now, stays within a percentage.",
        "Bagian setiap kode suatu kolom kira-kira sama dengan rilis terakhir: setengah jumlah semua "
        "perubahannya, yaitu "
        "bagian terkecil nilai yang pasti berkode lain, tidak melebihi sekian persen.",
    ),
    "explain-value-change": Message(
        "Numbers and times are spread about as in the last release: the share of values that do not pass each of its "
        "deciles changes by no more than some points.",
        "Sebaran angka dan waktu kira-kira sama dengan rilis terakhir: bagian nilai yang tidak melampaui setiap "
        "desilnya berubah tidak lebih dari sekian poin.",
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
    "custom-rule-name": Message(
        "{rule} is no name of a rule",
        "{rule} bukan nama aturan",
        "write it in small letters and digits with hyphens, such as pump-fits-tank",
        "tulis dengan huruf kecil dan angka dengan tanda hubung, misalnya pump-fits-tank",
    ),
    "custom-rule-reads": Message(
        "the rule {rule} must say which fields it reads, each once",
        "aturan {rule} harus menyebut kolom yang dibacanya, masing-masing sekali",
        'say reads=("field", …)',
        'sebutkan reads=("kolom", …)',
    ),
    "custom-rule-severity": Message(
        "the severity of the rule {rule} is error or advice, not {severity}",
        "tingkat aturan {rule} adalah error atau advice, bukan {severity}",
    ),
    "custom-rule-kind": Message(
        "{rule} is a {type}, not a rule",
        "{rule} berupa {type}, bukan aturan",
        "make one with the decorator opendata_share.validation.rule",
        "buat dengan dekorator opendata_share.validation.rule",
    ),
    "custom-rule-twice": Message(
        "two rules are called {rule}",
        "ada dua aturan bernama {rule}",
    ),
    "custom-rule-fits-none": Message(
        "the rule {rule} reads {reads}, and no table of {contracts} has them, or it is for another contract",
        "aturan {rule} membaca {reads}, tetapi tidak ada tabel {contracts} yang memilikinya, atau untuk kontrak lain",
    ),
    "custom-rule-raised": Message(
        "the rule {rule} failed with {error} in line {place} of its file",
        "aturan {rule} gagal dengan {error} pada baris {place} di berkasnya",
        "what it said is not shown, because it may hold data; try the rule with opendata_share.testing.check_rule",
        "isi pesannya tidak ditampilkan karena dapat memuat data; coba aturannya dengan "
        "opendata_share.testing.check_rule",
    ),
    "custom-rule-mask": Message(
        "the rule {rule} must return true, false or null for each row, not {found}",
        "aturan {rule} harus mengembalikan true, false, atau null untuk setiap baris, bukan {found}",
        "return an Arrow array of booleans, or a NumPy one",
        "kembalikan larik boolean Arrow atau NumPy",
    ),
    "custom-rule-length": Message(
        "the rule {rule} returned {found} values for {expected} rows",
        "aturan {rule} mengembalikan {found} nilai untuk {expected} baris",
    ),
    "custom-rule-local": Message(
        "the rule {rule} cannot be found as {place} by another process",
        "aturan {rule} tidak dapat ditemukan sebagai {place} oleh proses lain",
        "define it at the top of a module, or judge with threads",
        "definisikan di tingkat atas modul, atau periksa dengan utas (thread)",
    ),
    "previous-of-several": Message(
        "there are several tables ({contracts}), so the last releases must be given by contract name",
        "ada beberapa tabel ({contracts}), jadi rilis terakhir harus diberikan menurut nama kontrak",
        'say previous={{"NAME": release, …}}',
        'sebutkan previous={{"NAMA": rilis, …}}',
    ),
    "previous-unknown": Message(
        "a last release is given for {contract}, and the tables are {known}",
        "rilis terakhir diberikan untuk {contract}, sedangkan tabelnya {known}",
    ),
    "previous-not-a-table": Message(
        "the last release of {contract} is a {type}, not a table",
        "rilis terakhir {contract} berupa {type}, bukan tabel",
        "give anything that offers an Arrow stream: a Release, a Table, or one of pyarrow, polars, pandas or DuckDB",
        "berikan apa pun yang menyediakan aliran Arrow: Release, Table, atau tabel pyarrow, polars, pandas, "
        "atau DuckDB",
    ),
}
