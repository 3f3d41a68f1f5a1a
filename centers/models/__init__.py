from centers.models.activity import ActivityPlan, OutreachSession
from centers.models.center import Center, CenterDesignation
from centers.models.contract import Contract
from centers.models.document import Document
from centers.models.municipality import Municipality, MunicipalityFact, NationalFact
from centers.models.opening import (
    Closure,
    ExtraOpening,
    NationalHolidayOpening,
    OpenDay,
    OpeningHours,
)

__all__ = [
    "ActivityPlan",
    "Center",
    "CenterDesignation",
    "Closure",
    "Contract",
    "Document",
    "ExtraOpening",
    "Municipality",
    "MunicipalityFact",
    "NationalFact",
    "NationalHolidayOpening",
    "OpenDay",
    "OpeningHours",
    "OutreachSession",
]
