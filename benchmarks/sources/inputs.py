"""Which files of the agencies go through which shipped map, and which go through none, and why.

What lives here: names. What this file must not know: a number any of them should give.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Input:
    """Files of one folder that are read as one table; without files the map names them itself."""

    folder: str
    files: str
    map: str


INPUTS: Final[tuple[Input, ...]] = (
    Input("jakarta_fire_incidents_2013", "data-kejadian-kebakaran-2013.csv", "jakarta-fire-incidents-2013"),
    Input("jakarta_fire_posts_2013", "data-personel-kendaraan-pemadam-kebakaran-2013.csv", "jakarta-fire-posts-2013"),
    Input("jakarta_health_facilities_big", "rumahsakit.geojson", "jakarta-health-facilities-big"),
    Input("jakarta_health_facilities_big", "puskesmas.geojson", "jakarta-health-facilities-big"),
    Input("jakarta_puskesmas_2017", "mst_puskesmas.csv", "jakarta-puskesmas-2017"),
    Input("kemkes_rsonline_hospitals_2021", "dataRumahSakit.json", "kemkes-rsonline-hospitals-2021"),
    Input("kemenkes_siranap_beds_2021", "covid_bed_data_all_0824.csv", "kemenkes-siranap-beds-2021"),
    Input("seattle_fire_realtime_2017", "", "seattle-fire-realtime-2017"),
    Input("sf_fire_incidents", "fire_incidents_raw.csv", "sf-fire-incidents"),
    Input("nyc_911_response_times_2024", "911_End-to-End_Data.csv", "nyc-911-response-times"),
    Input("gbpa_hydrants_stations", "fire_hydrants.csv", "gbpa-fire-hydrants-2013"),
    Input("gbpa_hydrants_stations", "fire_hydrants.geojson", "gbpa-fire-hydrants-2013-geojson"),
    Input("gbpa_hydrants_stations", "fire_stations.csv", "gbpa-fire-stations"),
    Input("kemendagri_wilayah_2025", "wilayah_31_dki_jakarta.csv", "kemendagri-wilayah-2025"),
    Input("kemendagri_wilayah_2025", "wilayah_level1_2_indonesia.csv", "kemendagri-wilayah-2025"),
    Input("kemendagri_wilayah_2025", "penduduk_level1_2.csv", "kemendagri-penduduk-2025"),
    Input("kemendagri_wilayah_2025", "luas_level1_2.csv", "kemendagri-luas-2025"),
    Input("bps_wilayah_2018", "provinces.csv", "bps-provinces-2018"),
    Input("bps_wilayah_2018", "regencies.csv", "bps-regencies-2018"),
    Input("bps_wilayah_2018", "districts_31.csv", "bps-districts-2018"),
    Input("derived_crosswalk_jakarta", "kemendagri_bps_jakarta.csv", "jakarta-crosswalk-kemendagri-bps"),
    Input("jakarta_admin_codes_2014", "DATA-DKI-MENURUT-NOMOR-KODE-WILAYAH-TAHUN-2014.csv", "jakarta-admin-codes-2014"),
    Input("jakarta_population_households_2013", "DATA-DKI-MENURUT-PENDUDUK-TAHUN-2014.csv", "jakarta-population-2014"),
    Input(
        "jakarta_population_households_2013",
        "Jumlah-Kecamatan-Kelurahan-Rukun-Warga-Rukun-Tetangga-dan-Kepala-Keluarga-Menurut-Kabupaten-Atau-Kot.csv",
        "jakarta-households-2013",
    ),
    Input("jakarta_rt_list_2012", "List of RT DKI Jakarta - updated 2012.csv", "jakarta-rt-list-2012"),
    Input("indonesia_referral_hospitals_2020", "datarumahsakit.json", "indonesia-referral-hospitals-2020"),
    Input("indonesia_damkar_contacts_2021", "dataDamkar.json", "indonesia-damkar-contacts-2021"),
    Input("indonesia_damkar_contacts_2021", "dataPolisi.json", "indonesia-polda-contacts-2021"),
    Input("jakarta_toll_cctv_2026", "cameras.json", "jakarta-toll-cctv-2026"),
    Input("open311_live_mocks_2012", "bloomington_requests.json", "open311-bloomington-2012"),
    Input("open311_live_mocks_2012", "san_francisco_requests.xml", "open311-san-francisco-2012"),
    Input("open311_georeport_v2_spec", "requests_example.xml", "open311-requests-spec"),
)
UNMAPPED: Final[dict[str, str]] = {
    "bmkg_cap_alerts_2026": "not yet mapped",
    "cap_examples": "not yet mapped",
    "edxl_have_hospital_status": "not yet mapped",
    "nemsis_v351_samples": "not yet mapped",
    "neris_value_sets": "value sets, not a table: they are the crosswalks neris-*",
    "ngsi_ld_smart_data_models": "not yet mapped",
    "petabencana_qlue_api_2016": "not yet mapped",
    "satusehat_igd_fhir": "not yet mapped",
}
