from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from accounts.navigation import navigation_for
from accounts.single_sign_on import is_external
from shared.access import Capability


def navigation(request: HttpRequest) -> dict[str, Any]:
    """What the page frame shows: navigation, who works here as what, and the demo notice."""
    user = getattr(request, "user", None)
    session = {
        "idle_minutes": settings.IDLE_MINUTES,
        "warning_minutes": settings.IDLE_WARNING_MINUTES,
        "is_external": is_external(getattr(request, "session", {})),
    }
    if not isinstance(user, User) or getattr(request, "sign_in_step", None):
        return {
            "navigation": [],
            "may_search": False,
            "role_label": "",
            "scope_label": "",
            "demo_mode": settings.DEMO,
            **session,
        }
    places = dict.fromkeys(
        str(grant.center) if grant.center_id else str(grant.municipality) for grant in user.grants
    )
    return {
        "navigation": navigation_for(user, request.path),
        "may_search": user.may(Capability.CONSULTATION_VIEW),
        "role_label": user.role_label,
        "scope_label": "・".join(places),
        "demo_mode": settings.DEMO,
        **session,
    }
