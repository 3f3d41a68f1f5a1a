"""What is published or recorded for subsidies, one subject a file."""

from subsidies.models.attestation import Attestation, AttestationWithdrawal
from subsidies.models.determination import (
    Determination,
    DeterminationCheck,
    DeterminationQuerySet,
)
from subsidies.models.judgement_sheet import JudgementSheet, JudgementSheetQuerySet
from subsidies.models.municipal_setting import MunicipalSetting
from subsidies.models.proposal import RuleVersionProposal
from subsidies.models.rule_version import RuleVersion
from subsidies.models.snapshot import Snapshot

__all__ = [
    "Attestation",
    "AttestationWithdrawal",
    "Determination",
    "DeterminationCheck",
    "DeterminationQuerySet",
    "JudgementSheet",
    "JudgementSheetQuerySet",
    "MunicipalSetting",
    "RuleVersion",
    "RuleVersionProposal",
    "Snapshot",
]
