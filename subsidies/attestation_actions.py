"""A person's signed decision on a condition: recorded, and withdrawn with a reason."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from centers.models import Municipality
from shared.idempotency import FORM_TOO_OLD
from shared.wareki import format_wareki
from staffing.models import StaffMember
from subsidies.judge.attesting import may_be_attested
from subsidies.judge.content import content_digest
from subsidies.judge.rulebook import Condition, Version
from subsidies.models import Attestation, AttestationWithdrawal
from subsidies.published import published_version_on


class NotAttestableError(Exception):
    """This condition cannot be attested for this day; the message says why."""


class WithdrawnMeanwhileError(Exception):
    """Somebody else withdrew the attestation first."""


@dataclass(frozen=True)
class Wording:
    """What is signed: a condition as a version puts it."""

    version: Version
    condition: Condition

    @property
    def digest(self) -> str:
        return content_digest(self.version, self.condition.id)

    @property
    def types(self) -> tuple[str, ...]:
        """The types of center that the rule holding the condition concerns."""
        rules = (rule for rule in self.version.rules if self.condition in rule.conditions)
        return next(rules).types


def wording_on(day: date, condition_id: str) -> Wording:
    """The condition as in force on `day`. Raises NotAttestableError."""
    version, on = published_version_on(day), format_wareki(day)
    if version is None:
        raise NotAttestableError(f"{on}に適用される要綱が登録されていません。")
    if not version.text_held:
        raise NotAttestableError(
            f"{on}に適用される要綱（{version.code}）は本文が登録されていないため、申立てを記録できません。"
        )
    condition = version.condition(condition_id)
    if condition is None:
        raise NotAttestableError(
            f"{on}に適用される要綱（{version.code}）には、この条件がありません。"
        )
    if not may_be_attested(condition):
        raise NotAttestableError("この条件は記録だけで判定します。申立ては記録できません。")
    return Wording(version, condition)


def signer_of(user: User) -> str:
    """The office and the staff number, never a name: it goes into snapshots and judgement sheets."""
    member = StaffMember.objects.filter(user=user).only("number").first()
    return f"{user.role_label}（職員{member.number}）" if member else user.role_label


def signed_before(key: UUID, *, municipality_id: int, by: User) -> Attestation | None:
    """What this very form has already recorded."""
    found = Attestation.objects.filter(
        municipality=municipality_id, submission_key=key, signed_by=by
    )
    return found.first()


@transaction.atomic
def sign_attestation(
    attestation: Attestation, *, by: User, at: datetime
) -> tuple[Attestation, bool]:
    """Record a decision; return what stands recorded for this submission and whether it is new.

    Raises NotAttestableError, and ValidationError for what overlaps.
    """
    municipality_id = attestation.municipality_id
    locked = Municipality.objects.select_for_update(of=("self",), no_key=True)
    locked.get(pk=municipality_id)  # a button pressed twice waits here
    standing = signed_before(attestation.submission_key, municipality_id=municipality_id, by=by)
    if standing is not None:
        return standing, False
    if Attestation.objects.filter(
        municipality=municipality_id, submission_key=attestation.submission_key
    ).exists():
        raise ValidationError(FORM_TOO_OLD)
    wording = wording_on(attestation.starts_on, attestation.condition)
    attestation.rule_version = wording.version.code
    attestation.content_digest = wording.digest
    attestation.signer = signer_of(by)
    attestation.signed_at, attestation.signed_by = at, by
    attestation.full_clean()
    attestation.save(force_insert=True)
    return attestation, True


def withdraw_attestation(
    attestation: Attestation, *, reason: str, by: User, at: datetime
) -> AttestationWithdrawal:
    """Record that the decision no longer holds. Raises WithdrawnMeanwhileError."""
    try:
        with transaction.atomic():
            return AttestationWithdrawal.objects.create(
                attestation=attestation, reason=reason, withdrawn_at=at, withdrawn_by=by
            )
    except IntegrityError as error:
        if AttestationWithdrawal.objects.filter(attestation=attestation).exists():
            raise WithdrawnMeanwhileError(attestation) from error
        raise
