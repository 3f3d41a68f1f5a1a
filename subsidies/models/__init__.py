"""What is published or recorded for subsidies, one subject a file."""

from subsidies.models.proposal import RuleVersionProposal
from subsidies.models.rule_version import RuleVersion
from subsidies.models.snapshot import Snapshot
from subsidies.models.worksheet import Worksheet, WorksheetQuerySet

__all__ = ["RuleVersion", "RuleVersionProposal", "Snapshot", "Worksheet", "WorksheetQuerySet"]
