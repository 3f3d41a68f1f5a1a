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


class Reason(models.TextChoices):
    """理由 of an entry about signing in and out: how it came about, never what was typed."""

    IDLE = "idle", "操作がないため終了"
    AGED = "aged", "使用時間の上限により終了"
    SPRAYED = "sprayed", "同じ接続元から多数の失敗"
    WRONG_CODE = "wrong_code", "二段階認証の確認コードの誤り"
    OTHER_PERSON = "other_person", "別の人の画面でのサインイン"
    NOT_VERIFIED = "not_verified", "統合認証の応答を確認できない"
    UNKNOWN_SUBJECT = "unknown_subject", "結び付けのない統合認証の番号"
    SUSPENDED = "suspended", "利用停止中"
    UNAVAILABLE = "unavailable", "統合認証に接続できない"
