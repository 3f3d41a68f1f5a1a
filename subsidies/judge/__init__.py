"""Judgement of the notices' conditions: pure, without Django, clock or database."""

from subsidies.judge.catalogue import Catalogue, load_catalogue
from subsidies.judge.engine import judge
from subsidies.judge.kleene import Status
from subsidies.judge.result import Finding, Result
from subsidies.judge.scenario import Attestation, Case, Facts, parse_case, parse_cases
from subsidies.judge.shapes import MalformedError
from subsidies.judge.versions import Version, canonical, digest, load_versions, version_on

__all__ = [
    "Attestation",
    "Case",
    "Catalogue",
    "Facts",
    "Finding",
    "MalformedError",
    "Result",
    "Status",
    "Version",
    "canonical",
    "digest",
    "judge",
    "load_catalogue",
    "load_versions",
    "parse_case",
    "parse_cases",
    "version_on",
]
