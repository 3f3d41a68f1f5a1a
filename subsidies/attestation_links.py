"""From a condition to the form on which a person's decision on it is signed."""

from django.urls import reverse

from shared.access import Actor, Capability
from shared.fiscal_year import FiscalYear
from subsidies.judge.attesting import attestable_conditions
from subsidies.judgement import CenterJudgement


def signable_for(user: Actor, judgement: CenterJudgement, year: FiscalYear) -> dict[str, str]:
    """The address of the form, by condition, for whatever `user` may sign for this center."""
    center, version = judgement.center, judgement.version
    reach = user.reach(Capability.ATTESTATION_SIGN)
    if version is None or not reach.covers(
        municipality_id=center.municipality_id, center_id=center.pk
    ):
        return {}
    return {
        condition.id: reverse(
            "subsidies:attestation_create", args=[center.pk, year.year, condition.id]
        )
        for condition in attestable_conditions(version)
    }
