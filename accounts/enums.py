from django.db import models


class Role(models.TextChoices):
    """役割: what somebody works as; `accounts/policy.py` says what each may do."""

    CONSULTANT = "consultant", "相談員"
    CHIEF_COORDINATOR = "chief_coordinator", "センター長・統括支援員"
    MUNICIPAL_OFFICER = "municipal_officer", "所管課"
    FINANCE_CLERK = "finance_clerk", "経理"
    AUDITOR = "auditor", "監査"
    SYSTEM_ADMINISTRATOR = "system_administrator", "システム管理者"
    CONTRACTOR = "contractor", "受託者"
