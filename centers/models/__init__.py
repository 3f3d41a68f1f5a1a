from centers.models.activity import ActivityPlan, OutreachSession
from centers.models.center import Center, CenterDesignation
from centers.models.contract import Contract
from centers.models.document import Document
from centers.models.local_resource import LocalResource, ResourceVacancy
from centers.models.municipality import Municipality, MunicipalityFact, NationalFact
from centers.models.opening import (
    Closure,
    ExtraOpening,
    NationalHolidayOpening,
    OpenDay,
    OpeningHours,
)
from centers.models.partner_agency import PartnerAgency
from centers.models.publicity import OutreachPublicity
from centers.models.resource_import import ResourceImport
from centers.models.room import Room

__all__ = [
    "ActivityPlan",
    "Center",
    "CenterDesignation",
    "Closure",
    "Contract",
    "Document",
    "ExtraOpening",
    "LocalResource",
    "Municipality",
    "MunicipalityFact",
    "NationalFact",
    "NationalHolidayOpening",
    "OpenDay",
    "OpeningHours",
    "OutreachPublicity",
    "OutreachSession",
    "PartnerAgency",
    "ResourceImport",
    "ResourceVacancy",
    "Room",
]
