"""Every state × every step of a complaint, and each refusal in words."""

import pytest

from consultations.complaint_enums import (
    ComplaintOutcome,
    ComplaintParty,
    ComplaintState,
    ComplaintStepKind,
)
from consultations.complaint_rules import (
    NOT_ATTENDED,
    NOT_TOLD,
    TO_OTHERS,
    refusal_of,
    state_after,
)
from consultations.models import Complaint

S, K, P = ComplaintState, ComplaintStepKind, ComplaintParty
WORK = {
    K.REPORTED,
    K.FACTS_CHECKED,
    K.DISCUSSED,
    K.IMPROVEMENT_PROMISED,
    K.RESULT_REPORTED,
    K.CLOSED,
}
ALLOWED = {
    S.RECEIVED: {K.REPORTED},
    S.REPORTED: WORK,
    S.FACTS_CHECKED: WORK,
    S.DISCUSSED: WORK,
    S.IMPROVEMENT_PROMISED: WORK,
    S.RESULT_REPORTED: WORK,
    S.CLOSED: {K.REOPENED},
    S.REOPENED: WORK,
}
AUDIENCE = {
    K.REPORTED: [P.RESPONSIBLE],
    K.DISCUSSED: [P.COMPLAINANT],
    K.IMPROVEMENT_PROMISED: [P.COMPLAINANT],
    K.RESULT_REPORTED: [P.COMPLAINANT],
}


def in_state(state, **values):
    return Complaint(pk=1, state=state, complainant_name="見本 葉子", **values)


def refused(complaint, kind, audience=None, outcome=""):
    found = refusal_of(
        complaint,
        kind,
        audience=AUDIENCE.get(kind, []) if audience is None else audience,
        outcome=outcome,
    )
    return found and (found.field, found.text)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("kind", K)
def test_only_what_the_table_names_may_follow(state, kind):
    outcome = ComplaintOutcome.WITHDRAWN if kind == K.CLOSED else ""
    found = refused(in_state(state), kind, outcome=outcome)

    assert (found is None) == (kind in ALLOWED[state])
    if found:
        field, text = found
        assert field == "kind"
        assert text.startswith(f"今の状況（{state.label}）では「{kind.label}」を記録できません。")


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("kind", WORK | {K.REOPENED})
def test_a_step_leads_to_the_state_of_its_name_but_a_later_report_does_not_throw_back(state, kind):
    expected = S(kind.value)
    if kind == K.REPORTED and state != S.RECEIVED:
        expected = state

    assert state_after(in_state(state), kind) == expected


def test_what_was_received_goes_to_the_responsible_person_first():
    assert refused(in_state(S.RECEIVED), K.REPORTED, [P.THIRD_PARTY]) == (
        "audience",
        "受け付けた苦情は、まず苦情解決責任者に報告します。",
    )
    assert refused(in_state(S.RECEIVED), K.REPORTED, []) == (
        "audience",
        "報告した相手を選んでください。",
    )


@pytest.mark.parametrize(("consent", "text"), [(False, NOT_TOLD), (None, None), (True, None)])
def test_only_an_express_refusal_keeps_the_third_party_member_out(consent, text):
    complaint = in_state(S.REPORTED, reports_to_third_party=consent)

    found = refused(complaint, K.REPORTED, [P.THIRD_PARTY])

    assert found == (("audience", text) if text else None)


def test_a_discussion_without_the_third_party_member_if_that_is_the_wish():
    complaint = in_state(S.REPORTED, reports_to_third_party=True, third_party_attends=False)

    found = refused(complaint, K.DISCUSSED, [P.COMPLAINANT, P.THIRD_PARTY])

    assert found == ("audience", NOT_ATTENDED)
    assert refused(complaint, K.DISCUSSED, [P.COMPLAINANT]) is None
    assert refused(complaint, K.RESULT_REPORTED, [P.COMPLAINANT, P.THIRD_PARTY]) is None


@pytest.mark.parametrize("kind", [K.DISCUSSED, K.IMPROVEMENT_PROMISED, K.RESULT_REPORTED])
def test_what_is_said_to_the_complainant_names_them(kind):
    field, text = refused(in_state(S.REPORTED), kind, [])

    assert field == "audience"
    assert "「申出人」を選んでください" in text


@pytest.mark.parametrize("kind", [K.DISCUSSED, K.IMPROVEMENT_PROMISED, K.RESULT_REPORTED])
def test_an_anonymous_complainant_is_told_nothing(kind):
    complaint = in_state(S.REPORTED, is_anonymous=True)

    field, text = refused(complaint, kind, [P.COMPLAINANT])

    assert field == "audience"
    assert text.startswith("匿名の苦情です。")


def test_an_anonymous_complaint_is_discussed_with_nobody_and_its_result_goes_to_the_third_party():
    complaint = in_state(S.REPORTED, is_anonymous=True)

    assert refused(complaint, K.DISCUSSED, [P.THIRD_PARTY]) == (
        "audience",
        "匿名の苦情では、申出人との話し合いを記録できません。",
    )
    assert refused(complaint, K.RESULT_REPORTED, [P.THIRD_PARTY]) is None
    assert refused(complaint, K.IMPROVEMENT_PROMISED, []) is None


@pytest.mark.parametrize("kind", [K.FACTS_CHECKED, K.CLOSED])
def test_a_step_without_parties_takes_none(kind):
    field, text = refused(in_state(S.REPORTED), kind, [P.RESPONSIBLE])

    assert (field, text) == (
        "audience",
        f"「{kind.label}」では選べない相手があります。選び直してください。",
    )


class TestClosing:
    def test_needs_an_outcome(self):
        found = refused(in_state(S.RESULT_REPORTED), K.CLOSED)

        assert found == ("outcome", "終結の結果を選んでください。")

    @pytest.mark.parametrize("outcome", set(ComplaintOutcome) - {ComplaintOutcome.WITHDRAWN})
    def test_needs_a_reported_result(self, outcome):
        field, text = refused(in_state(S.DISCUSSED), K.CLOSED, outcome=outcome)

        assert field == "kind"
        assert text.startswith("結果の報告がまだのため、終結できません。")
        assert refused(in_state(S.RESULT_REPORTED), K.CLOSED, outcome=outcome) is None

    def test_needs_no_result_for_whoever_is_not_known_or_takes_it_back(self):
        anonymous = in_state(S.FACTS_CHECKED, is_anonymous=True)

        assert refused(anonymous, K.CLOSED, outcome=ComplaintOutcome.RESOLVED) is None
        taken_back = refused(in_state(S.REPORTED), K.CLOSED, outcome=ComplaintOutcome.WITHDRAWN)
        assert taken_back is None

    def test_an_outcome_belongs_to_closing_alone(self):
        found = refused(in_state(S.REPORTED), K.FACTS_CHECKED, outcome=ComplaintOutcome.RESOLVED)

        assert found == ("outcome", "終結のときだけ選びます。")


class TestAboutTheResponsiblePerson:
    def refused(self, audience):
        found = refusal_of(
            in_state(S.RECEIVED),
            K.REPORTED,
            audience=audience,
            outcome="",
            is_about_responsible=True,
        )
        return found and (found.field, found.text)

    @pytest.mark.parametrize("audience", [[P.THIRD_PARTY], [P.OFFICE], [P.OFFICE, P.RESPONSIBLE]])
    def test_it_goes_to_somebody_else_first(self, audience):
        assert self.refused(audience) is None

    def test_it_does_not_go_to_them_alone(self):
        assert self.refused([P.RESPONSIBLE]) == ("audience", TO_OTHERS)

    def test_the_complainants_refusal_of_the_third_party_holds(self):
        complaint = in_state(S.RECEIVED, reports_to_third_party=False)

        found = refusal_of(
            complaint, K.REPORTED, audience=[P.THIRD_PARTY], outcome="", is_about_responsible=True
        )

        assert found.text == NOT_TOLD
