from accounts.models.grant import RoleGrant
from accounts.models.user import User, UserManager

__all__ = ["RoleGrant", "User", "UserManager"]
