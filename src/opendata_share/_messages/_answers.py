"""Sentences of the answer page.

What lives here: sentences in English and Indonesian. What this file must not know: who says them.
"""

from __future__ import annotations

from typing import Final

from . import Message

_MONTHS: Final[tuple[tuple[str, str], ...]] = (
    ("January", "Januari"),
    ("February", "Februari"),
    ("March", "Maret"),
    ("April", "April"),
    ("May", "Mei"),
    ("June", "Juni"),
    ("July", "Juli"),
    ("August", "Agustus"),
    ("September", "September"),
    ("October", "Oktober"),
    ("November", "November"),
    ("December", "Desember"),
)

_AGES: Final[dict[str, tuple[str, str]]] = {
    "moment": ("less than a minute", "kurang dari semenit"),
    "minute": ("1 minute", "1 menit"),
    "minutes": ("{count} minutes", "{count} menit"),
    "hour": ("1 hour", "1 jam"),
    "hours": ("{count} hours", "{count} jam"),
    "day": ("1 day", "1 hari"),
    "days": ("{count} days", "{count} hari"),
    "months": ("{count} months", "{count} bulan"),
    "years": ("{count} years", "{count} tahun"),
}

_ROOM: Final[dict[str, tuple[str, str]]] = {
    "room": ("Room", "Ada tempat"),
    "room-stale": ("Room, by a stale figure", "Ada tempat, menurut angka lama"),
    "full": ("No room", "Tidak ada tempat"),
    "unknown": ("Not known", "Tidak diketahui"),
}

_HEADINGS: Final[dict[str, tuple[str, str]]] = {
    "number": ("No.", "No."),
    "facility": ("Facility", "Fasilitas"),
    "beds": ("Beds free", "TT tersedia"),
    "observed": ("Observed", "Diamati"),
    "vehicles": ("Vehicles", "Kendaraan"),
    "total": ("Number", "Jumlah"),
    "condition": ("Condition", "Kondisi"),
    "dated": ("Dated", "Tanggal data"),
    "category": ("Incidents", "Kejadian"),
    "median": ("Median (min)", "Median (menit)"),
    "p90": ("9 in 10 within (min)", "9 dari 10 dalam (menit)"),
    "count": ("Counted", "Dihitung"),
    "within": ("Within {minutes} min", "Dalam {minutes} menit"),
    "dataset": ("Data set", "Set data"),
    "release": ("Release", "Rilis"),
    "data-of": ("Data of", "Data tanggal"),
    "trust": ("Trust", "Kepercayaan"),
}

_CONDITIONS: Final[dict[str, tuple[str, str]]] = {
    "good": ("{count} good", "{count} baik"),
    "light": ("{count} lightly damaged", "{count} rusak ringan"),
    "heavy": ("{count} heavily damaged", "{count} rusak berat"),
    "unknown": ("{count} not known", "{count} tidak diketahui"),
}

MESSAGES: Final[dict[str, Message]] = {
    **{f"answer-month-{number}": Message(*names) for number, names in enumerate(_MONTHS, start=1)},
    **{f"answer-age-{name}": Message(*words) for name, words in _AGES.items()},
    **{f"answer-room-{name}": Message(*words) for name, words in _ROOM.items()},
    **{f"answer-heading-{name}": Message(*words) for name, words in _HEADINGS.items()},
    **{f"answer-condition-{name}": Message(*words) for name, words in _CONDITIONS.items()},
    # --- the frame of the page
    "answer-language-name": Message("English", "Bahasa Indonesia"),
    "answer-language-legend": Message("Language of this page", "Bahasa halaman ini"),
    "answer-skip": Message("Skip to the answer", "Langsung ke jawaban"),
    "answer-title": Message("Emergency care at a glance", "Sekilas layanan gawat darurat"),
    "answer-lead": Message(
        "What public agencies published, as it stood on {as_of}. Every figure says where it comes from and how old "
        "it is; what nobody said is shown as not known, never as zero.",
        "Apa yang diterbitkan instansi publik, menurut keadaan pada {as_of}. Setiap angka menyebutkan asal dan "
        "usianya; yang tidak disebutkan siapa pun ditulis tidak diketahui, tidak pernah sebagai nol.",
    ),
    "answer-footer": Message(
        "This page was made from the releases listed above and holds nothing that is not public in them. It loads "
        "nothing from any network. The same releases and the same moment give the same page. Times are in {zone}.",
        "Halaman ini dibuat dari rilis yang tercantum di atas dan tidak memuat apa pun yang tidak bersifat publik di "
        "dalamnya. Halaman ini tidak memuat apa pun dari jaringan. Rilis dan waktu yang sama menghasilkan halaman "
        "yang sama. Waktu ditulis menurut zona {zone}.",
    ),
    "answer-unverified-title": Message("UNVERIFIED", "BELUM TERVERIFIKASI"),
    "answer-unverified": Message(
        "Nothing vouches for who wrote the data sets {datasets}. They came over a network; only that their bytes "
        "arrived whole was checked. Ask the agency before you act on them.",
        "Tidak ada yang menjamin siapa penulis set data {datasets}. Data itu datang lewat jaringan; yang diperiksa "
        "hanya keutuhan bytenya. Tanyakan kepada instansinya sebelum bertindak berdasarkan data itu.",
    ),
    "answer-trust-unverified": Message("UNVERIFIED", "BELUM TERVERIFIKASI"),
    "answer-trust-local": Message(
        "From a folder; every byte matches its manifest", "Dari folder; setiap byte cocok dengan manifesnya"
    ),
    # --- dates and figures
    "answer-moment": Message("{day}, {hour}:{minute} {zone}", "{day}, {hour}.{minute} {zone}"),
    "answer-span": Message("{first} to {last}", "{first} sampai {last}"),
    "answer-ago": Message("{age} ago", "{age} yang lalu"),
    "answer-old": Message("{age} old", "berusia {age}"),
    "answer-old-at-least": Message("at least {age} old", "berusia setidaknya {age}"),
    "answer-unit-minutes": Message("min", "menit"),
    "answer-none": Message("–", "–"),
    "answer-not-known": Message("not known", "tidak diketahui"),
    "answer-fresh": Message("fresh", "terkini"),
    "answer-stale": Message("stale: over 6 hours", "usang: lebih dari 6 jam"),
    "answer-unusable": Message("too old to rely on: over 24 hours", "terlalu lama untuk diandalkan: lebih dari 24 jam"),
    # --- key figures
    "answer-key-title": Message("The figures that matter first", "Angka yang terpenting"),
    "answer-key-room": Message("Facilities with room", "Fasilitas yang punya tempat"),
    "answer-key-room-of": Message("of {total}", "dari {total}"),
    "answer-key-room-note": Message(
        "Facilities that say how many beds are free: {known}. Of these, stale: {stale}.",
        "Fasilitas yang menyebut jumlah TT kosong: {known}. Di antaranya usang: {stale}.",
    ),
    "answer-key-beds": Message("Beds free now", "TT tersedia saat ini"),
    "answer-key-beds-note": Message(
        "{bed_type}, by figures of the last 24 hours. Facilities with such a figure: {known}; the oldest is {age} old.",
        "{bed_type}, menurut angka 24 jam terakhir. Fasilitas dengan angka itu: {known}; yang terlama berusia {age}.",
    ),
    "answer-key-beds-none": Message(
        "No figure of the last 24 hours says how many.", "Tidak ada angka 24 jam terakhir yang menyebutkannya."
    ),
    "answer-key-ambulance": Message("Ambulances", "Ambulans"),
    "answer-key-ambulance-note": Message(
        "Figures dated {dates}. Hearses are never counted as ambulances.",
        "Angka tertanggal {dates}. Mobil jenazah tidak pernah dihitung sebagai ambulans.",
    ),
    "answer-key-fire": Message("Firefighting vehicles", "Kendaraan pemadam"),
    "answer-key-fire-note": Message("Figures dated {dates}.", "Angka tertanggal {dates}."),
    "answer-key-response": Message("Median response time", "Median waktu tanggap"),
    "answer-key-response-note": Message(
        "{agency}, incidents of {period}: {count}.", "{agency}, kejadian {period}: {count}."
    ),
    # --- the map
    "answer-map-title": Message("Where they are", "Di mana letaknya"),
    "answer-map-name": Message(
        "Map of emergency facilities and fire stations", "Peta fasilitas gawat darurat dan pos pemadam"
    ),
    "answer-map-description": Message(
        "Points of facilities ({facilities}) and fire stations ({stations}) on a plain grid of latitude and longitude, "
        "north at the top. The shape of a point says whether there is room; the numbers are those of the table of "
        "facilities, which says everything the map says.",
        "Titik {facilities} fasilitas dan {stations} pos pemadam pada kisi lintang dan bujur, utara di atas. Bentuk "
        "titik menunjukkan ada tidaknya tempat; nomornya sama dengan nomor pada tabel fasilitas, yang memuat semua "
        "yang ditunjukkan peta.",
    ),
    "answer-map-scroll": Message("Map; scroll sideways on a narrow screen", "Peta; geser ke samping di layar sempit"),
    "answer-map-station": Message("Fire station", "Pos pemadam"),
    "answer-map-north": Message("N", "U"),
    "answer-map-latitude-north": Message("{degrees}° N", "{degrees}° LU"),
    "answer-map-latitude-south": Message("{degrees}° S", "{degrees}° LS"),
    "answer-map-longitude-east": Message("{degrees}° E", "{degrees}° BT"),
    "answer-map-longitude-west": Message("{degrees}° W", "{degrees}° BB"),
    "answer-map-sources": Message("Points from", "Titik dari"),
    "answer-key-source": Message("Source:", "Sumber:"),
    "answer-key-oldest": Message("The oldest of them:", "Yang terlama:"),
    "answer-map-note": Message(
        "Straight lines, not roads. The scale holds at the middle of the map.",
        "Garis lurus, bukan jalan. Skala berlaku di tengah peta.",
    ),
    "answer-map-unnumbered": Message(
        "Points too close together to carry their number: {count}.",
        "{count} titik terlalu berdekatan untuk diberi nomor.",
    ),
    # --- facilities
    "answer-facilities-title": Message("Who has room", "Siapa yang punya tempat"),
    "answer-facilities-caption": Message(
        "Facilities by room, then by beds free; the numbers are those on the map",
        "Fasilitas menurut ada tidaknya tempat, lalu TT tersedia; nomornya sama dengan nomor di peta",
    ),
    "answer-facilities-basis": Message(
        "Room means a free bed of this kind: {bed_type}.", "Ada tempat berarti ada TT kosong jenis ini: {bed_type}."
    ),
    "answer-facilities-none": Message(
        "None of the catalogues has emergency facilities.", "Tidak ada katalog yang memuat fasilitas gawat darurat."
    ),
    "answer-facilities-no-capacity": Message(
        "None of the catalogues says how many beds are free, so room is not known anywhere.",
        "Tidak ada katalog yang menyebut jumlah TT kosong, sehingga ada tidaknya tempat tidak diketahui di mana pun.",
    ),
    "answer-facilities-group-part": Message(
        "{label}: {count}, of which {shown} are shown", "{label}: {count}, ditampilkan {shown}"
    ),
    "answer-facilities-open": Message("emergency care day and night", "IGD 24 jam"),
    "answer-facilities-no-figure": Message("No figure", "Tidak ada angka"),
    "answer-facilities-list": Message(
        "The facilities themselves are listed by", "Daftar fasilitasnya sendiri berasal dari"
    ),
    # --- vehicles
    "answer-fleet-title": Message("Who can come", "Siapa yang bisa datang"),
    "answer-fleet-caption": Message(
        "Vehicles by group and kind, each counted once", "Kendaraan menurut kelompok dan jenis, dihitung sekali"
    ),
    "answer-fleet-none": Message(
        "None of the catalogues has vehicles or counts of them.",
        "Tidak ada katalog yang memuat kendaraan atau rekapitulasinya.",
    ),
    "answer-fleet-other": Message("Other vehicles, hearses included", "Kendaraan lain, termasuk mobil jenazah"),
    "answer-fleet-unspecified": Message("Kind not given", "Jenis tidak disebutkan"),
    "answer-fleet-register": Message("from a register", "dari register"),
    "answer-fleet-count": Message("from a count", "dari rekapitulasi"),
    "answer-fleet-more": Message("Lines not shown: {count}.", "{count} baris lagi tidak ditampilkan."),
    # --- response times
    "answer-response-title": Message("How fast help came", "Seberapa cepat bantuan datang"),
    "answer-response-caption": Message(
        "Response times of {agency}: from the call to the first unit on the scene, incidents of {period}",
        "Waktu tanggap {agency}: dari panggilan sampai unit pertama tiba, kejadian {period}",
    ),
    "answer-response-none": Message(
        "None of the catalogues has incidents with their times.",
        "Tidak ada katalog yang memuat kejadian beserta waktunya.",
    ),
    "answer-response-overall": Message("All incidents", "Semua kejadian"),
    # --- sources
    "answer-sources-title": Message("Where the figures come from", "Dari mana angka-angka ini"),
    "answer-sources-caption": Message(
        "Data sets read for this page, with their numbers in square brackets",
        "Set data yang dibaca untuk halaman ini, dengan nomornya dalam kurung siku",
    ),
    "answer-sources-published": Message("{release}, published {published}", "{release}, terbit {published}"),
    "answer-sources-rejected": Message(
        "rows kept out by the publisher's own checks: {rejected}",
        "baris yang tidak lolos pemeriksaan penerbitnya: {rejected}",
    ),
    # --- what was left out
    "answer-left-title": Message("What is left out, and why", "Apa yang tidak dimuat, dan mengapa"),
    "answer-left-nothing": Message("Nothing was left out.", "Tidak ada yang ditinggalkan."),
    "answer-left-more": Message("Further remarks, not shown: {count}.", "Dan {count} catatan lagi."),
    "answer-left-limit": Message(
        "Facilities neither listed nor drawn: {count}. The page shows the first {limit}, those with room first.",
        "{count} fasilitas tidak didaftar dan tidak digambar: halaman ini menampilkan {limit} yang pertama, dimulai "
        "dari yang punya tempat.",
    ),
    "answer-left-no-place": Message(
        "Facilities in the table and not on the map, because nobody published where they are: {count} ({names}).",
        "{count} fasilitas ada di tabel tetapi tidak di peta, karena letaknya tidak diterbitkan siapa pun ({names}).",
    ),
    "answer-left-shut": Message(
        "Facilities left out because they are closed, being evacuated or not yet open: {count}.",
        "{count} fasilitas tidak dimuat karena tutup, sedang dievakuasi, atau belum dibuka.",
    ),
    "answer-left-repeated": Message(
        "Rows that repeat a facility: {count}. Each facility is shown once, as it was recorded last.",
        "{count} baris mengulang fasilitas yang sama; masing-masing ditampilkan sekali menurut rekaman terakhir.",
    ),
    "answer-left-unmatched": Message(
        "{dataset}, rows about a facility that no catalogue describes: {count}.",
        "{dataset}, baris tentang fasilitas yang tidak ada di katalog mana pun: {count}.",
    ),
    "answer-left-later": Message(
        "{dataset}, rows observed after this page's moment, not used: {count}.",
        "{dataset}, baris yang diamati sesudah waktu halaman ini, tidak digunakan: {count}.",
    ),
    "answer-left-too-old": Message(
        "Facilities whose bed figures are over 24 hours old: {count}. They are shown, and room there is not known.",
        "Angka TT {count} fasilitas berusia lebih dari 24 jam: ditampilkan, tetapi ada tidaknya tempat tidak "
        "diketahui.",
    ),
    "answer-left-stations": Message(
        "Fire stations not on the map, because nobody published where they are: {count}.",
        "{count} pos pemadam tidak ada di peta, karena letaknya tidak diterbitkan siapa pun.",
    ),
    "answer-left-stations-limit": Message(
        "Fire stations not drawn: {count}. The map shows the first {limit}.",
        "{count} pos pemadam tidak digambar: peta menampilkan {limit} yang pertama.",
    ),
    "answer-left-unreadable": Message(
        "{dataset} could not be used: {reason}", "{dataset} tidak dapat dipakai: {reason}"
    ),
    "answer-left-older-release": Message(
        "{dataset} is in several catalogues; its newest release is used.",
        "{dataset} ada di beberapa katalog; yang dipakai adalah rilis terbarunya.",
    ),
    "answer-left-long-response": Message(
        "{agency}, response times over 4 hours: {count}. They are counted, and doubtful.",
        "{count} waktu tanggap {agency} melebihi 4 jam; tetap dihitung, tetapi meragukan.",
    ),
    # --- refusals, and the command
    "answer-not-open": Message(
        "The data set {dataset} is for {audience}, not for everyone; an answer page can be passed on to anyone.",
        "Set data {dataset} ditujukan untuk {audience}, bukan untuk umum; halaman jawaban dapat diteruskan kepada "
        "siapa saja.",
        "Publish it with --policy open into a folder of its own, and make the page from that folder.",
        "Terbitkan dengan --policy open ke folder tersendiri, lalu buat halaman dari folder itu.",
    ),
    "answer-nothing": Message(
        "Nothing here can be answered from: none of the data sets {datasets}.",
        "Tidak ada yang dapat dijawab dari sini: tidak ada satu pun set data {datasets}.",
        "See what is there with: opendata-share catalog LOCATION",
        "Lihat isinya dengan: opendata-share catalog LOKASI",
    ),
    "answer-naive-as-of": Message(
        "--as-of {time} does not say which time zone it is in.",
        "--as-of {time} tidak menyebutkan zona waktunya.",
        "Add the offset: --as-of {time}+07:00 for western Indonesia (WIB), {time}Z for UTC.",
        "Tambahkan selisihnya: --as-of {time}+07:00 untuk WIB, {time}Z untuk UTC.",
    ),
    "answer-no-location": Message(
        "No catalogue was named.",
        "Katalog belum disebutkan.",
        "Name at least one folder or address: opendata-share answer LOCATION --into DIR",
        "Sebutkan setidaknya satu folder atau alamat: opendata-share answer LOKASI --into FOLDER",
    ),
    "answer-written": Message(
        "{path}: the answer from {count} data sets, in English and Indonesian (trust: {trust})",
        "{path}: jawaban dari {count} set data, dalam bahasa Inggris dan Indonesia (kepercayaan: {trust})",
    ),
    "answer-next": Message(
        "open {path} in any browser, print it, or put it on any web server: it is one file and loads nothing",
        "buka {path} di peramban apa pun, cetak, atau taruh di server web mana pun: satu berkas saja, tanpa memuat apa "
        "pun dari luar",
    ),
    "progress-answering": Message("reading {location} …", "membaca {location} …"),
}
