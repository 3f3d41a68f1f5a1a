from retention.models.disposal import Disposal, DisposalItem, Residue
from retention.models.legal_hold import LegalHold
from retention.models.rule import RetentionRule

__all__ = ["Disposal", "DisposalItem", "LegalHold", "Residue", "RetentionRule"]
