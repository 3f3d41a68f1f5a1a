from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from accounts.navigation import navigation_for


def navigation(request: HttpRequest) -> dict[str, Any]:
    """What the page frame shows: navigation, who works here as what, and the demo notice."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {
            "navigation": [],
            "role_label": "",
            "scope_label": "",
            "demo_mode": settings.DEMO,
        }
    places = dict.fromkeys(
        str(grant.center) if grant.center_id else str(grant.municipality) for grant in user.grants
    )
    return {
        "navigation": navigation_for(user, request.path),
        "role_label": user.role_label,
        "scope_label": "・".join(places),
        "demo_mode": settings.DEMO,
    }
