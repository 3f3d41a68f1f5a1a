"""Guessing is slowed by django-axes for account and address; here, what it does not see.

Many names tried once each from one address (spraying) lock nothing: staff share one address.
Such an address is reported, and its failures are told to wait; a right password still passes.
"""

import logging
from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.addresses import client_address

logger = logging.getLogger("tsunagi.security")

# sender: this module's name; address, failures. Whoever keeps the audit trail listens.
sign_ins_sprayed = Signal()


def masked_username(request: HttpRequest, credentials: dict[str, str] | None) -> str:
    """What django-axes keeps of a typed name: in that field people type passwords too."""
    typed = (credentials or request.POST).get("username") or ""
    return salted_hmac("accounts.throttling", typed, algorithm="sha256").hexdigest()


def is_sprayed(request: HttpRequest) -> bool:
    """Whether this address has failed too often, whatever the names; reported every so many."""
    limit = settings.SPRAYING_LIMIT
    address = client_address(request)
    since = timezone.now() - timedelta(minutes=settings.LOCK_OUT_MINUTES)
    attempts = AccessAttempt.objects.filter(ip_address=address, attempt_time__gte=since)
    failures = attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
    if failures >= limit and failures % limit == 0:
        logger.warning("サインインの失敗が続いています（%s、%d回）", address, failures)
        sign_ins_sprayed.send(__name__, address=address, failures=failures)
    return failures >= limit
