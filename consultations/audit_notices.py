"""What the auditor's page says of accesses with a reason: how many await their review."""

from datetime import date

from django.urls import reverse

from accounts.audit_notices import Notice
from accounts.models import User
from consultations.models import RecordAccess


def unreviewed_accesses(user: User, day: date) -> list[Notice]:
    accesses = RecordAccess.objects.visible_to(user)
    unreviewed, overdue = accesses.awaiting_review(day)
    if not unreviewed:
        return []
    text = f"点検されていない緊急閲覧などが{unreviewed:,}件あります（うち期限超過{overdue:,}件）。"
    return [Notice(text, reverse("consultations:access_list"))]
