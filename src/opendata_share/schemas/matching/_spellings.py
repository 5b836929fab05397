"""What Indonesia's agencies write in different ways, as declared normalisations.

What lives here: the words for kinds of facilities and of areas, and their abbreviations. What this file must not know:
any one facility or area, how names are compared.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from ._normalisation import Normalisation

PLAIN: Final = Normalisation("plain")
"""Nothing but case, accents, punctuation and spaces is ignored."""

FACILITIES: Final = Normalisation(
    "facilities",
    # The kind is written out first, so that "RSUD" and "RS Umum Daerah" are the same words from here on.
    spellings=MappingProxyType(
        {
            "rumah sakit": "rs",
            "rsu": "rs umum",
            "rsud": "rs umum daerah",
            "rsup": "rs umum pusat",
            "rsupn": "rs umum pusat nasional",
            "rsk": "rs khusus",
            "rskd": "rs khusus daerah",
            "rsia": "rs ibu dan anak",
            "rskia": "rs ibu dan anak",
            "rsab": "rs anak dan bunda",
            "rsb": "rs bersalin",
            "rsgm": "rs gigi dan mulut",
            "rsj": "rs jiwa",
            "rsjd": "rs jiwa daerah",
            "rsjp": "rs jantung",
            "rsjpd": "rs jantung",
            "rsm": "rs mata",
            "rsp": "rs paru",
            "rspi": "rs penyakit infeksi",
            "rsko": "rs ketergantungan obat",
            "rsi": "rs islam",
            "rspad": "rs pad",
            "rspau": "rs pau",
            "rsal": "rs al",
            "rsad": "rs ad",
            "rsau": "rs au",
            "rumkital": "rs al",
            "pusat angkatan darat": "pad",
            "pusat ad": "pad",
            "pusat angkatan udara": "pau",
            "pusat au": "pau",
            "angkatan laut": "al",
            "angkatan udara": "au",
            "angkatan darat": "ad",
            "hospitals": "hospital",
            "pusk": "puskesmas",
            "pkm": "puskesmas",
            "kec": "kecamatan",
            "kel": "kelurahan",
            "kep": "kepulauan",
            "kab": "kabupaten",
            "tg": "tanjung",
            "tj": "tanjung",
            "tk": "tingkat",
            "univ": "universitas",
            "st": "santo",
            "muh": "mohammad",
            "moh": "mohammad",
            "mohd": "mohammad",
            "muhamad": "mohammad",
            "muhammad": "mohammad",
            "mohamad": "mohammad",
        }
    ),
    heads=MappingProxyType(
        {
            "rs": "hospital",
            "hospital": "hospital",
            "puskesmas": "health_centre",
            "pustu": "health_subcentre",
            "klinik": "clinic",
            "posyandu": "health_post",
        }
    ),
    behind=MappingProxyType(
        {
            "umum": "",
            "khusus": "",
            "pusat": "",
            "tingkat ii": "",
            "tingkat iii": "",
            "tingkat iv": "",
            "tingkat i": "",
            "daerah": "regional",
            "daerah kecamatan": "regional",
            "kecamatan": "district",
            "kelurahan": "village",
            "pembantu": "subcentre",
            "ibu dan anak": "mother_child",
            "ibu anak": "mother_child",
            "anak dan bunda": "mother_child",
            "bersalin": "mother_child",
            "jiwa": "mental",
            "mata": "eye",
            "gigi dan mulut": "dental",
            "jantung": "heart",
            "jantung dan pembuluh darah": "heart",
            "kanker": "cancer",
            "paru": "lung",
            "penyakit infeksi": "infection",
            "otak": "brain",
            "ketergantungan obat": "addiction",
            "bedah": "surgery",
            "tht": "ent",
            "tht bedah kl": "ent",
            "tht kl": "ent",
            "orthopedi": "orthopaedic",
            "ginjal": "kidney",
            "kusta": "leprosy",
            "stroke": "stroke",
        }
    ),
    ignored=frozenset({"dr", "drs", "dra", "prof", "h", "hj", "r", "dan"}),
)
"""Names of hospitals, health centres and clinics."""

AREAS: Final = Normalisation(
    "areas",
    spellings=MappingProxyType(
        {
            "adm": "administrasi",
            "admin": "administrasi",
            "administratif": "administrasi",
            "daerah khusus ibukota": "dki",
            "daerah khusus": "dki",
            "daerah istimewa": "di",
            "kab": "kabupaten",
            "kotamadya": "kota",
            "kodya": "kota",
            "kec": "kecamatan",
            "distrik": "kecamatan",
            "kel": "kelurahan",
            "kep": "kepulauan",
            "prop": "provinsi",
            "propinsi": "provinsi",
            "prov": "provinsi",
            "tj": "tanjung",
            "tg": "tanjung",
        }
    ),
    heads=MappingProxyType(
        {
            "provinsi": "province",
            "kabupaten": "regency",
            "kota": "city",
            "kecamatan": "district",
            "kelurahan": "urban_village",
            "desa": "village",
        }
    ),
    behind=MappingProxyType({"administrasi": ""}),
    ignored=frozenset({"administrasi", "dki", "di"}),
)
"""Names of provinces, regencies and cities, districts and villages."""

NORMALISATIONS: Final = MappingProxyType({each.name: each for each in (PLAIN, FACILITIES, AREAS)})
"""The declared normalisations, by the name a field map calls them by."""
