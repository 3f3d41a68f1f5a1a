"""The second factor: one-time codes of an authenticator, and ten backup codes for a lost one.

Backup codes are kept as keyed digests; the authenticator's secret has to be kept as it is.
"""

import re
import secrets
import unicodedata
from typing import Any

import django_otp
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from accounts.models import User
from shared.qr_code import qr_picture

BACKUP_CODES = 10
CODE_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_HALF = 5
DIGEST_CHARACTERS = 16  # what the library's column holds: 64 bits
TOTP_CODE = re.compile(r"\d{6}")
NAME = "認証アプリ"


def is_required(user: User) -> bool:
    """By a role held today."""
    return bool(settings.TOTP_ROLES) and any(
        grant.role in settings.TOTP_ROLES for grant in user.roles_held
    )


def device_of(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def verified_device(user: User, typed: str) -> Any:
    """The device that accepts the code, once; None if none does or it was tried too often."""
    code = tidied(typed)
    if TOTP_CODE.fullmatch(code):
        device = device_of(user)
    else:
        device = StaticDevice.objects.filter(user=user, confirmed=True).first()
        code = _digest(code)
    return device and django_otp.verify_token(user, device.persistent_id, code)


def tidied(typed: str) -> str:
    return re.sub(r"[\s\-‐－ー]", "", unicodedata.normalize("NFKC", typed)).lower()  # noqa: RUF001 -- hyphens of an IME


def new_key() -> str:
    return random_hex(20)


def unsaved_device(user: User, key: str) -> TOTPDevice:
    return TOTPDevice(user=user, name=NAME, key=key, confirmed=True)


@transaction.atomic
def set_up(user: User, *, key: str, code: str) -> tuple[TOTPDevice, list[str]] | None:
    """Keep the authenticator that shows `code`, with backup codes; None if the code is wrong."""
    User.objects.select_for_update().get(pk=user.pk)
    device = unsaved_device(user, key)
    if device_of(user) or not TOTP_CODE.fullmatch(tidied(code)):
        return None
    device.save()
    if not device.verify_token(tidied(code)):
        device.delete()
        return None
    return device, renew_backup_codes(user)


def renew_backup_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="予備コード", confirmed=True)
    codes = [_backup_code() for _ in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=_digest(tidied(code))) for code in codes
    )
    return codes


def remove(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def picture_of(device: TOTPDevice) -> dict[str, str]:
    return qr_picture(device.config_url)


def _backup_code() -> str:
    letters = [secrets.choice(CODE_ALPHABET) for _ in range(2 * CODE_HALF)]
    return f"{''.join(letters[:CODE_HALF])}-{''.join(letters[CODE_HALF:])}"


def _digest(code: str) -> str:
    return salted_hmac("accounts.second_factor", code, algorithm="sha256").hexdigest()[
        :DIGEST_CHARACTERS
    ]
