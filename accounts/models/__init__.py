from accounts.models.audit import AuditEvent, AuditReview, AuditSeal
from accounts.models.external_identity import ExternalIdentity
from accounts.models.grant import RoleGrant
from accounts.models.sign_in_session import SignInSession
from accounts.models.user import User, UserManager

__all__ = [
    "AuditEvent",
    "AuditReview",
    "AuditSeal",
    "ExternalIdentity",
    "RoleGrant",
    "SignInSession",
    "User",
    "UserManager",
]
