"""Which files of the agencies go through which shipped map, and which go through none, and why.

What lives here: names. What this file must not know: a number any of them should give.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Input:
    """Files of one folder that are read as one table; without files the map names them itself.

    `register` is a file and the map that makes it the table in which names are looked up.
    """

    folder: str
    files: str
    map: str
    register: tuple[str, str] | None = None


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
    Input("bmkg_cap_alerts_2026", "cap_banten.xml", "cap-alerts"),
    Input("bmkg_cap_alerts_2026", "cap_jateng.xml", "cap-alerts"),
    Input("cap_examples", "australia.cap", "cap-alerts"),
    Input("cap_examples", "canada.cap", "cap-alerts"),
    Input("cap_examples", "earthquake.cap", "cap-alerts"),
    Input("cap_examples", "invalid.cap", "cap-alerts"),
    Input("cap_examples", "no_optional_fields.cap", "cap-alerts"),
    Input("cap_examples", "noaa_errors.cap", "cap-alerts"),
    Input("cap_examples", "wcatwc-warning.cap", "cap-alerts"),
    Input("cap_examples", "weather.cap", "cap-alerts"),
    Input("edxl_have_hospital_status", "EDXL-HAVE1.xml", "edxl-have-1"),
    Input("edxl_have_hospital_status", "HAVE-2.0-wd08.xml", "edxl-have-2"),
    Input("nemsis_v351_samples", "2025-EMS-3-MVC_v351.xml", "nemsis-ems-351"),
    Input("nemsis_v351_samples", "2025-DEM-1_v351.xml", "nemsis-dem-351"),
    Input("satusehat_igd_fhir", "location_create_instalasi_gawat_darurat.json", "satusehat-igd-locations"),
    Input("satusehat_igd_fhir", "location_create_ruangan_observasi.json", "satusehat-igd-locations"),
    Input("satusehat_igd_fhir", "location_create_ruangan_resusitasi.json", "satusehat-igd-locations"),
    Input("satusehat_igd_fhir", "location_create_ruangan_tindakan_kebidanan.json", "satusehat-igd-locations"),
    Input("satusehat_igd_fhir", "location_create_ruangan_triase.json", "satusehat-igd-locations"),
    Input(
        "satusehat_igd_fhir",
        "organization_create_divisi_pelayanan_medik_keperawatan_dan_penunjang.json",
        "satusehat-igd-organizations",
    ),
    Input("satusehat_igd_fhir", "organization_create_pelayanan_gawat_darurat.json", "satusehat-igd-organizations"),
    Input("ngsi_ld_smart_data_models", "Alert_Alert_example.json", "ngsi-ld-alerts"),
    Input("ngsi_ld_smart_data_models", "Alert_Alert_example-normalized.jsonld", "ngsi-ld-alerts-normalized"),
    Input("ngsi_ld_smart_data_models", "IssueTracking_service_requests_example.json", "ngsi-ld-service-requests"),
    Input("ngsi_ld_smart_data_models", "Transportation_Vehicle_example.jsonld", "ngsi-ld-vehicle"),
    Input("petabencana_qlue_api_2016", "crowdsourced-reports_0.json", "petabencana-qlue-2016"),
    Input("gbpa_hydrants_stations", "fire_hydrants.gml", "gbpa-fire-hydrants-2013-gml"),
    Input(
        "kemenkes_siranap_beds_2021",
        "covid_bed_data_all_0824.csv",
        "kemenkes-siranap-beds-2021-linked",
        register=("jakarta_health_facilities_big/rumahsakit.geojson", "jakarta-health-facilities-big"),
    ),
)
UNMAPPED: Final[dict[str, str]] = {
    "neris_value_sets": "value sets, not rows of a table: their codes are in the crosswalks neris-*",
}
NOT_READ: Final[dict[str, str]] = {
    "bmkg_cap_alerts_2026/rss_active.xml": "a feed that points at alerts; the alerts are read",
    "cap_examples/weather.atom": "a feed that points at alerts; its alert is read as weather.cap",
    "gbpa_hydrants_stations/*.kml, *.wkt": "the hydrants once more; WKT has the places alone",
    "gbpa_hydrants_stations/fire_stations.geojson": "the one station once more",
    "gbpa_hydrants_stations/police.csv, public_buildings.geojson": "no shared table holds other public buildings",
    "ngsi_ld_smart_data_models/Alert_*-geojsonfeature.json": "the same alert a third time",
    "ngsi_ld_smart_data_models/Transportation_FleetVehicle*.json, KPI_*, POI_*, IssueTracking_IssueReporting_*": (
        "a patient transport without a unit's times, garbage collection, a beach, a report without a place"
    ),
    "open311_georeport_v2_spec/*_INVALID_JSON.json": "no JSON: codes stand there as 006",
    "open311_*/*services*, service_definition_example.json": "lists of services, not reports",
    "petabencana_qlue_api_2016/qlue_sample.sql": "one INSERT statement; SQL is not read as data",
    "satusehat_igd_fhir/encounter_*, Encounter-*, observation_*, servicerequest_*": "about one patient",
    "seattle_fire_realtime_2017/stations.csv": "stations-geocoded.csv without the places",
}
