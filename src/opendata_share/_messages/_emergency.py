"""Sentences about emergency answers: fleets, nearest facilities, response times."""

from __future__ import annotations

from . import Message

_WORDS: dict[str, tuple[str, str]] = {
    "yes": ("yes", "ya"),
    "no": ("no", "tidak"),
    "unknown": ("unknown", "tidak diketahui"),
    "fresh": ("fresh", "terkini"),
    "stale": ("stale", "usang"),
    "unusable": ("stale, over 24 h", "usang, lebih dari 24 jam"),
    "register": ("register", "register"),
    "count": ("count", "rekapitulasi"),
    "other": ("Other", "Lainnya"),
    "overall": ("all", "semua"),
}

_HEADINGS: dict[str, tuple[str, str]] = {
    "unit-type": ("Kind", "Jenis"),
    "group": ("Group", "Kelompok"),
    "agency-id": ("Agency", "Instansi"),
    "holder-id": ("Holder", "Pemilik"),
    "area": ("Area", "Wilayah"),
    "total": ("Total", "Jumlah"),
    "good": ("Good", "Baik"),
    "light-damage": ("Light damage", "Rusak ringan"),
    "heavy-damage": ("Heavy damage", "Rusak berat"),
    "condition-unknown": ("Condition unknown", "Kondisi tidak diketahui"),
    "ready": ("Ready", "Siap"),
    "not-ready": ("Not ready", "Tidak siap"),
    "readiness-unknown": ("Readiness unknown", "Kesiapan tidak diketahui"),
    "reserve": ("In reserve", "Cadangan"),
    "as-of": ("As of", "Per tanggal"),
    "source": ("Source", "Sumber"),
    "point": ("Point", "Titik"),
    "rank": ("Rank", "Urutan"),
    "facility": ("Facility", "Fasilitas"),
    "distance": ("Distance (m)", "Jarak (m)"),
    "beds": ("Beds free", "TT tersedia"),
    "room": ("Room", "Ada tempat"),
    "observed": ("Observed", "Diamati"),
    "freshness": ("Freshness", "Kemutakhiran"),
    "24h": ("Emergency 24 h", "IGD 24 jam"),
    "count": ("Count", "Banyaknya"),
    "excluded": ("Left out", "Tidak dihitung"),
    "median": ("Median (min)", "Median (menit)"),
    "p90": ("90th percentile (min)", "Persentil ke-90 (menit)"),
    "min": ("Shortest (min)", "Tercepat (menit)"),
    "max": ("Longest (min)", "Terlama (menit)"),
    "within": ("Within target", "Dalam target"),
}

MESSAGES: dict[str, Message] = {
    **{f"emergency-word-{name}": Message(en=en, id=indonesian) for name, (en, indonesian) in _WORDS.items()},
    **{f"emergency-heading-{name}": Message(en=en, id=indonesian) for name, (en, indonesian) in _HEADINGS.items()},
    "emergency-not-a-table": Message(
        en="Rows of {contract} must come as a table, not as {kind}.",
        id="Baris {contract} harus berupa tabel, bukan {kind}.",
        hint_en="Pass anything with __arrow_c_stream__: a Table of this package, pyarrow, polars, pandas or duckdb.",
        hint_id="Berikan objek apa pun yang memiliki __arrow_c_stream__: Table dari paket ini, pyarrow, polars, "
        "pandas, atau duckdb.",
    ),
    "emergency-missing-column": Message(
        en="The column {column} of {contract} is missing, and there is no answer without it.",
        id="Kolom {column} dari {contract} tidak ada, dan tanpa kolom itu tidak ada jawaban.",
    ),
    "emergency-column-twice": Message(
        en="A table of {contract} has two columns of the same name.",
        id="Tabel {contract} memiliki dua kolom dengan nama yang sama.",
    ),
    "emergency-column-type": Message(
        en="The column {column} of {contract} must be {expected}; it is {found} or holds values that do not fit.",
        id="Kolom {column} dari {contract} harus bertipe {expected}; kolom itu bertipe {found} atau berisi nilai yang "
        "tidak sesuai.",
        hint_en="Adapt the table with a field map first; a time needs a zone.",
        hint_id="Sesuaikan dahulu tabelnya dengan peta kolom; waktu harus memiliki zona.",
    ),
    "emergency-by-unknown": Message(
        en="Figures cannot be broken down by {columns}; known are {known}.",
        id="Angka tidak dapat dirinci menurut {columns}; yang dikenal adalah {known}.",
    ),
    "emergency-naive-as-of": Message(
        en="as_of has no time zone.",
        id="as_of tidak memiliki zona waktu.",
        hint_en="Give it one, for instance datetime(…, tzinfo=ZoneInfo('Asia/Jakarta')).",
        hint_id="Beri zona waktu, misalnya datetime(…, tzinfo=ZoneInfo('Asia/Jakarta')).",
    ),
    "emergency-more-findings": Message(en="* and {count} more findings.", id="* dan {count} temuan lagi."),
    "emergency-more-rows": Message(en="… and {count} more rows.", id="… dan {count} baris lagi."),
    "fleet-title": Message(
        en="Vehicles by kind, condition and readiness",
        id="Kendaraan menurut jenis, kondisi, dan kesiapan",
    ),
    "fleet-totals": Message(
        en="Ambulances {ambulance} (hearses are never counted as ambulances), firefighting vehicles {fire_apparatus}, "
        "others {other}.",
        id="Ambulans {ambulance} (mobil jenazah tidak pernah dihitung sebagai ambulans), kendaraan pemadam "
        "{fire_apparatus}, "
        "lainnya {other}.",
    ),
    "fleet-group-unknown": Message(
        en="There is no group of vehicles called {group}; known are {groups}.",
        id="Tidak ada kelompok kendaraan bernama {group}; yang dikenal adalah {groups}.",
    ),
    "fleet-no-area": Message(
        en="Nothing says in which area the vehicles are.",
        id="Tidak ada keterangan di wilayah mana kendaraan berada.",
        hint_en="Pass holders=, a table of stations or facilities with id and area_code.",
        hint_id="Berikan holders=, yaitu tabel pos atau fasilitas dengan id dan area_code.",
    ),
    "fleet-retired": Message(
        en="Retired units, not counted: {count}.",
        id="{count} unit yang sudah dihapus dari register tidak dihitung.",
    ),
    "fleet-unit-repeated": Message(
        en="Rows that repeat a unit: {count}. Each unit is counted once, as it was recorded last.",
        id="{count} baris mengulang unit yang sama; setiap unit dihitung sekali menurut rekaman terakhir.",
    ),
    "fleet-register-preferred": Message(
        en="{holder}, {kind}: the register has {registered}, the count says {counted}; the register is used.",
        id="{holder}, {kind}: register mencatat {registered}, rekapitulasi menyebut {counted}; yang dipakai adalah "
        "register.",
    ),
    "fleet-count-useless": Message(
        en="Counts without a holder or a usable total, not used: {count}.",
        id="{count} rekapitulasi tidak memiliki pemilik atau jumlah yang dapat dipakai, sehingga tidak digunakan.",
    ),
    "fleet-count-later": Message(
        en="Counts dated after the day asked for, not used: {count}.",
        id="{count} rekapitulasi bertanggal sesudah tanggal yang diminta, sehingga tidak digunakan.",
    ),
    "fleet-count-parts": Message(
        en="{holder}, {kind}: conditions or readiness exceed the total of {total}; what exceeds it is taken as "
        "unknown.",
        id="{holder}, {kind}: kondisi atau kesiapan melebihi jumlah {total}; bagian yang melebihi dianggap tidak "
        "diketahui.",
    ),
    "fleet-group-below-members": Message(
        en="{holder}: the count of the group {kind} is {total}, its members are {members}; the members are used.",
        id="{holder}: rekapitulasi kelompok {kind} berjumlah {total}, sedangkan anggotanya {members}; yang dipakai "
        "adalah anggotanya.",
    ),
    "fleet-group-remainder": Message(
        en="{holder}: of {total} vehicles of the group {kind}, {members} have a kind and {rest} do not.",
        id="{holder}: dari {total} kendaraan kelompok {kind}, {members} diketahui jenisnya dan {rest} tidak.",
    ),
    "fleet-holder-levels": Message(
        en="{agency}, {kind}: the agency has a number of its own beside those of its stations or facilities; they are "
        "added up.",
        id="{agency}, {kind}: instansi memiliki angkanya sendiri di samping angka pos atau fasilitasnya; semuanya "
        "dijumlahkan.",
        hint_en="If the agency's number holds theirs already, leave one of the two out.",
        hint_id="Jika angka instansi sudah mencakup angka pos atau fasilitasnya, keluarkan salah satunya.",
    ),
    "nearest-title": Message(
        en="The {k} nearest emergency facilities (great circle, not road); ages as of {as_of}",
        id="{k} fasilitas gawat darurat terdekat (jarak garis lurus, bukan jarak tempuh di jalan); usia data per "
        "{as_of}",
    ),
    "nearest-k": Message(en="k must be 1 or more, not {k}.", id="k harus 1 atau lebih, bukan {k}."),
    "nearest-max-age": Message(en="max_age must not be negative.", id="max_age tidak boleh negatif."),
    "nearest-points": Message(
        en="Points must be one (latitude, longitude), a sequence of them, or a table.",
        id="Titik harus berupa satu pasangan (lintang, bujur), deretan pasangan, atau tabel.",
    ),
    "nearest-unlocated-points": Message(
        en="Points without usable coordinates, not answered: {count}.",
        id="{count} titik tidak memiliki koordinat yang dapat dipakai, sehingga tidak dijawab.",
    ),
    "nearest-unlocated-facilities": Message(
        en="Facilities without usable coordinates, not considered: {count}.",
        id="{count} fasilitas tidak memiliki koordinat yang dapat dipakai, sehingga tidak dipertimbangkan.",
    ),
    "nearest-unmatched-capacity": Message(
        en="Capacity rows of no facility given here, not used: {count}.",
        id="{count} baris ketersediaan tempat tidur tidak terkait dengan fasilitas yang diberikan, sehingga tidak "
        "digunakan.",
    ),
    "nearest-unanswered-points": Message(
        en="Points for which no facility qualifies: {count}.",
        id="Untuk {count} titik tidak ada fasilitas yang memenuhi syarat.",
    ),
    "nearest-unknown-24h": Message(
        en="Facilities that qualify without anybody saying whether their emergency department is open at all hours: "
        "{count}.",
        id="Untuk {count} fasilitas yang memenuhi syarat tidak ada keterangan apakah IGD-nya buka 24 jam.",
    ),
    "nearest-later-capacity": Message(
        en="Capacity rows observed after the moment asked for, not used: {count}.",
        id="{count} baris ketersediaan tempat tidur diamati sesudah waktu yang diminta, sehingga tidak digunakan.",
    ),
    "nearest-too-old": Message(
        en="Facilities left out because their capacity figure is too old for routing: {count}.",
        id="{count} fasilitas dikeluarkan karena angka ketersediaannya terlalu lama untuk dipakai merujuk.",
    ),
    "response-title": Message(
        en="Response times; target {target_s} s",
        id="Waktu tanggap; target {target_s} detik",
    ),
    "emergency-zone": Message(en="There is no time zone {zone}.", id="Tidak ada zona waktu {zone}."),
    "response-excluded": Message(
        en="{n_excluded} rows have no response time: {missing_start} without a start, {missing_end} without an end, "
        "{day_precision} known only to the day, {negative} where the end lies before the start.",
        id="{n_excluded} baris tidak memiliki waktu tanggap: {missing_start} tanpa awal, {missing_end} tanpa akhir, "
        "{day_precision} hanya diketahui harinya, {negative} dengan akhir mendahului awal.",
    ),
    "response-heaping": Message(
        en="{share} of the response times are whole multiples of 5 minutes.",
        id="{share} waktu tanggap merupakan kelipatan 5 menit tepat.",
    ),
    "response-bulk": Message(
        en="{count} rows ({share}) run exactly from {start} to {end} ({zone}), the most frequent pair: perhaps "
        "entered in bulk.",
        id="{count} baris ({share}) berlangsung tepat dari {start} sampai {end} ({zone}), pasangan tersering: mungkin "
        "diisi sekaligus.",
    ),
    "response-over-max": Message(
        en="{count} response times exceed {hours} hours (the longest is {max_s} s); they are counted and doubtful.",
        id="{count} waktu tanggap melebihi {hours} jam (terlama {max_s} detik); tetap dihitung, tetapi meragukan.",
    ),
}
