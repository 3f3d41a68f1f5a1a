"""The surfaces of the directory that leave an entry."""

from tests.audit.surface import Surface

RESOURCE, AGENCY = "centers.LocalResource", "centers.PartnerAgency"
IMPORT = "centers.ResourceImport"
RESOURCE_DATA = {
    "name": "金糸雀ひろば",
    "kind": "circle",
    "is_informal": "True",
    "area": "金糸雀市",
    "fee_kind": "unknown",
}
AGENCY_DATA = {"kind": "police", "name": "金糸雀警察署"}
DIRECTORY_READ = [
    Surface(
        "directory:handout_pdf",
        "contractor",
        "print",
        RESOURCE,
        ids="resource",
        query="?resource={resource}",
    ),
]
DIRECTORY_WRITE = [
    Surface(
        "directory:resource_create", "chief_coordinator", "create", RESOURCE, data=RESOURCE_DATA
    ),
    Surface(
        "directory:resource_edit",
        "municipal_officer",
        "change",
        RESOURCE,
        ("resource",),
        "resource",
        RESOURCE_DATA,
    ),
    Surface(
        "directory:vacancy_record",
        "consultant",
        "create",
        "centers.ResourceVacancy",
        ("resource",),
        data={"counted_on": "R7.4.1", "number_whole": "3"},
    ),
    Surface(
        "directory:vacancy_import_discard",
        "consultant",
        "withdraw",
        IMPORT,
        ("vacancy_import",),
        "vacancy_import",
        {},
    ),
    Surface("directory:agency_create", "municipal_officer", "create", AGENCY, data=AGENCY_DATA),
    Surface(
        "directory:agency_edit",
        "chief_coordinator",
        "change",
        AGENCY,
        ("agency",),
        "agency",
        AGENCY_DATA,
    ),
    Surface(
        "directory:import_discard",
        "municipal_officer",
        "withdraw",
        IMPORT,
        ("resource_import",),
        "resource_import",
        {},
    ),
]
