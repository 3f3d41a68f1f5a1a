"""What goes, what stays, and that nothing goes by halves."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, AuditReview
from accounts.sealing import seal_new
from accounts.verification import verify
from casework.models import Case
from consultations.figures import contacts, contacts_per_day, contacts_per_topic, tally
from consultations.models import (
    Consent,
    Consultation,
    ConsultationDraft,
    Household,
    Person,
    Referral,
)
from consultations.selection import Selection
from retention import disposing
from retention.enums import DisposalStatus, ItemState
from retention.models import Disposal, DisposalItem
from shared import audit
from shared.fiscal_year import FiscalYear
from subsidies.determination_actions import check_determinations
from tests.factories import ConsultationFactory
from tests.household_factories import HouseholdMembershipFactory
from tests.retention.family import (
    DAY,
    NOW,
    THEN,
    TODAY,
    WORDS,
    YEAR,
    agreed,
    carried_out,
    dump,
    family,
    proposed,
    tables_with,
)
from tests.retention_factories import LegalHoldFactory, RetentionRuleFactory
from tests.sharing_factories import AgencyConsentFactory, ReferralFactory
from tests.subsidies.determinations import publish, record_one, with_average

FIRST, LAST = dt.date(2025, 4, 1), dt.date(2026, 3, 31)


def states(disposal):
    items = DisposalItem.objects.filter(disposal=disposal).order_by("kind", "record_id")
    return [(item.kind, item.state) for item in items]


def figures(center):
    selection = Selection(fiscal_year=FiscalYear(2025), as_of=LAST)
    found = contacts([center], selection)
    return (
        tally(found).cells,
        contacts_per_topic(found),
        contacts_per_day([center.pk], first=FIRST, last=LAST, daily_from=FIRST),
        sorted(
            Consultation.objects.filter(center=center).values_list(
                "occurred_at", "method", "service", "duration_minutes", "recorded_at"
            ),
            key=str,
        ),
    )


def test_a_set_of_three_years_ago_is_gone_from_every_table(approved):
    before = tables_with()

    carried_out(approved)

    assert {
        "consultations_appointment",
        "consultations_appointmentstep",
        "consultations_complaint",
        "consultations_complaintstep",
        "consultations_consultation",
        "consultations_consultationcorrection",
        "consultations_consultationdraft",
        "consultations_contactdetail",
        "consultations_contactpart",
        "consultations_namepart",
        "consultations_notetext",
        "consultations_person",
        "consultations_referral",
        "casework_case",
        "casework_notification",
        "casework_supportnote",
        "casework_supportnotecorrection",
        "casework_agencyrole",
        "casework_assessment",
        "casework_conference",
        "casework_conferenceattendee",
        "casework_conferencedecision",
        "casework_conferenceitem",
        "casework_continuationdecision",
        "casework_goaleffect",
        "casework_interviewcorrection",
        "casework_losscorrection",
        "casework_lossrecord",
        "casework_maternitycontact",
        "casework_maternityhandover",
        "casework_maternityimport",
        "casework_maternityrisk",
        "casework_minutesrevision",
        "casework_minutessection",
        "casework_plangoal",
        "casework_planmeasure",
        "casework_planreview",
        "casework_planstep",
        "casework_planversion",
        "casework_pregnancy",
        "casework_pregnancychange",
        "casework_pregnancyinterview",
        "casework_questionnaireanswer",
        "casework_screeningscore",
        "casework_task",
        "casework_taskchange",
        "casework_casetransfer",
    } <= before
    assert tables_with() == set()
    assert dump()["note_token"] == ""
    assert not Person.objects.exists()
    assert not Household.objects.exists()
    assert not Case.objects.exists()
    assert not ConsultationDraft.objects.exists()


def test_the_counts_of_the_year_and_the_determination_stay_as_they_were(
    center, author, rules, municipality, municipal_officer, second_officer
):
    publish()
    with_average(center, consultations=24, open_days=6)
    family(center, author)
    record_one(center)
    before = figures(center)

    carried_out(agreed(municipality, municipal_officer, second_officer))
    checked = check_determinations(at=NOW)

    assert figures(center) == before
    assert (checked.determinations, checked.mismatches) == (1, 0)
    assert Consultation.objects.filter(disposed_at=None).count() == 0
    assert tables_with() == set()


def test_of_a_consultation_only_what_is_counted_stays(approved, people):
    carried_out(approved)

    record = Consultation.objects.get(pk=people.record.pk)
    assert record.disposed_at == NOW
    assert (record.occurred_at, record.duration_minutes) == (people.record.occurred_at, 40)
    assert sorted(record.topics.values_list("code", flat=True)) == ["03", "05"]
    texts = ("caller_name", "place", "content", "response", "next_step", "language")
    assert {getattr(record, name) for name in texts} == {""}
    assert (record.household_id, record.caller_id, record.children_count) == (None, None, None)


def test_the_register_and_the_trail_tell_how_much_went(approved):
    drafts = ConsultationDraft.objects.count()

    carried_out(approved)

    approved.refresh_from_db()
    assert approved.status == DisposalStatus.CARRIED_OUT
    assert approved.carried_out_at == NOW
    counts = DisposalItem.objects.filter(disposal=approved).counts()
    assert counts == {
        ("appointment", "disposed"): 2,
        ("case", "disposed"): 1,
        ("complaint", "disposed"): 1,
        ("conference", "disposed"): 1,
        ("consultation", "disposed"): 2,
        ("draft", "disposed"): drafts,
        ("household", "disposed"): 1,
        ("maternity_import", "disposed"): 1,
        ("person", "disposed"): 3,
        ("pregnancy", "disposed"): 1,
        ("task", "disposed"): 1,
    }
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.target_kind, event.target_ids, event.count) == (
        "change",
        "retention.Disposal",
        [approved.pk],
        14 + drafts,
    )
    assert event.details == {"decision": "carried_out"}


def test_the_trail_verifies_as_before_and_no_typed_note_is_left(approved, people, author):
    for row in (people.record, people.case.notes.get()):
        audit.write(
            None,
            audit.Entry(action=audit.Action.READ, target_kind=row._meta.label, target_ids=[row.pk]),
        )
        AuditReview.objects.create(
            event=AuditEvent.objects.latest("pk"),
            finding="proper",
            note="金糸雀さんの件で確認済み",
            reviewed_at=NOW,
            reviewed_by=author,
        )
    seal_new(at=timezone.now())

    carried_out(approved)

    assert verify(at=timezone.now(), outside={}).problems == []
    assert list(AuditReview.objects.values_list("finding", "note")) == [("proper", "")] * 2
    assert tables_with() == set()


def test_a_second_run_changes_nothing(approved):
    carried_out(approved)
    before = states(approved), AuditEvent.objects.count()

    results = carried_out(approved, at=NOW + dt.timedelta(days=1))

    assert results == {}
    assert (states(approved), AuditEvent.objects.count()) == before


def test_killed_in_the_middle_whole_records_are_left(approved, people, monkeypatch):
    """The household's people are being removed when the process ends."""
    clear = disposing.clear

    def die(part, pk):
        if part.model == "consultations.HouseholdMembership":
            raise KeyboardInterrupt
        return clear(part, pk)

    monkeypatch.setattr(disposing, "clear", die)
    with pytest.raises(KeyboardInterrupt):
        carried_out(approved)
    monkeypatch.undo()

    assert not Case.objects.exists()
    assert not Consultation.objects.filter(disposed_at=None).exists()
    assert Household.objects.get() == people.home
    assert people.home.memberships.count() == 3
    assert people.home.referrals.count() == 1
    assert people.mother.contact_details.count() == 2
    approved.refresh_from_db()
    assert approved.status == DisposalStatus.APPROVED

    carried_out(approved)
    assert tables_with() == set()


def test_a_record_that_cannot_go_as_a_whole_stays_as_a_whole(approved, people, monkeypatch):
    """A row that nobody registered still refers to the household."""
    clear = disposing.clear

    def forget(part, pk):
        is_left_out = part.model == "consultations.Suggestion"
        return disposing.Counter() if is_left_out else clear(part, pk)

    monkeypatch.setattr(disposing, "clear", forget)

    carried_out(approved)

    kept = DisposalItem.objects.get(disposal=approved, state=ItemState.KEPT)
    assert (kept.kind, kept.kept_because) == ("household", disposing.REFERRED_TO)
    assert Person.objects.count() == 3
    assert people.home.memberships.count() == 3
    assert Disposal.objects.get().status == DisposalStatus.CARRIED_OUT


@pytest.mark.parametrize(
    "held",
    [
        lambda people: {"kind": "consultation", "record_id": people.record.pk},
        lambda people: {"kind": "household", "record_id": people.home.pk},
        lambda people: {"kind": "person", "record_id": people.mother.pk},
        lambda people: {"kind": "case", "record_id": people.case.pk},
        lambda _: {"kind": "consultation"},
    ],
    ids=["the record", "its household", "its caller", "its case", "all of its kind"],
)
def test_a_hold_placed_after_the_approval_stops_it(approved, people, municipality, held):
    LegalHoldFactory(municipality=municipality, **held(people))

    carried_out(approved)

    people.record.refresh_from_db()
    assert people.record.disposed_at is None
    assert people.record.caller_name == "金糸雀 鶺鴒"
    assert Household.objects.filter(pk=people.home.pk).exists()
    assert DisposalItem.objects.filter(disposal=approved, kind="consultation").exclude(
        kept_because=""
    )


def test_a_rule_that_was_lengthened_after_the_approval_stops_it(approved, people, municipality):
    RetentionRuleFactory(
        municipality=municipality, kind="consultation", years=5, starts_on=dt.date(2026, 1, 1)
    )

    carried_out(approved)

    kept = DisposalItem.objects.get(
        disposal=approved, kind="consultation", record_id=people.record.pk
    )
    assert (kept.state, kept.kept_because) == ("kept", disposing.NOT_DUE)


def test_somebody_who_is_named_elsewhere_stays(rules, people, center, municipality, request):
    """A younger household keeps its people, and their contacts."""
    officers = [request.getfixturevalue(name) for name in ("municipal_officer", "second_officer")]
    HouseholdMembershipFactory(household__center=center, person=people.child, starts_on=TODAY)

    carried_out(agreed(municipality, *officers))

    assert list(Person.objects.all()) == [people.child]


@pytest.mark.parametrize("household_years", [3, 10])
def test_what_a_referral_rests_on_stays_as_long_as_the_referral(
    rules, center, municipality, municipal_officer, second_officer, household_years
):
    """The consent is about the record alone, the referral about the household."""
    RetentionRuleFactory(
        municipality=municipality, kind="household", event="last_record", years=household_years
    )
    home = HouseholdMembershipFactory(
        household__center=center, household__recorded_at=THEN, starts_on=DAY
    ).household
    record = ConsultationFactory(center=center, household=home, occurred_at=THEN)
    consent = AgencyConsentFactory(household=None, consultation=record, answered_on=DAY)
    told = {"household": home, "consultation": record, "consent": consent}
    ReferralFactory(state="finished", sent_on=DAY, **told)

    carried_out(agreed(municipality, municipal_officer, second_officer))

    record.refresh_from_db()
    is_over = household_years == 3
    assert record.disposed_at == NOW
    assert Household.objects.exists() is not is_over
    assert Consent.objects.exists() is not is_over
    assert Referral.objects.exists() is not is_over


def test_nothing_goes_that_is_not_approved(rules, people, municipality, municipal_officer):
    disposal = proposed(municipality, municipal_officer)

    assert carried_out(disposal) == {}

    disposal.refresh_from_db()
    assert disposal.status == DisposalStatus.PROPOSED
    assert {state for _, state in states(disposal)} == {"waiting"}
    assert "consultations_person" in tables_with()


def test_counted_records_of_others_are_left_alone(approved, center, people):
    """A record that has not run out, next to those that have."""
    young = ConsultationFactory(
        center=center,
        occurred_at=dt.datetime(2026, 4, 1, 3, tzinfo=dt.UTC),
        content=WORDS[0],
    )

    carried_out(approved)

    young.refresh_from_db()
    assert (young.content, young.disposed_at) == (WORDS[0], None)
    assert Disposal.objects.get().fiscal_year == YEAR
