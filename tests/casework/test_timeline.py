"""経過: what the page says, and that other modules plug in without touching it."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from casework import open_matters, timeline
from casework.enums import CaseCodeKind
from casework.models import CaseCode
from shared import draft_forms
from shared.access import Capability, Reach
from tests.case_factories import (
    CaseRecordFactory,
    CaseStatusChangeFactory,
    CouncilRegistrationFactory,
    SupportNoteFactory,
)
from tests.desk_factories import AbuseIntakeFactory, FollowUpFactory
from tests.factories import ConsultationFactory
from tests.household_factories import HouseholdFactory
from tests.maternity_factories import MaternityContactFactory, PregnancyFactory
from tests.plan_factories import PlanStepFactory, PlanVersionFactory, SupportPlanFactory
from tests.sharing_factories import AgencyConsentFactory, ReferralFactory


@pytest.fixture
def page_of(client_for, chief_coordinator, case):
    def asked(**query):
        return client_for(chief_coordinator).get(
            reverse("cases:case_detail", args=[case.pk]), query
        )

    return asked


def test_everything_stands_in_one_order_and_is_narrowed_by_kind(page_of, case, center, household):
    CaseStatusChangeFactory(case=case, before="received", after="investigating", reason="会議")
    SupportNoteFactory(case=case, content="訪問のことば")
    CouncilRegistrationFactory(case=case)
    record = ConsultationFactory(center=center, household=household, content="相談のことば")
    CaseRecordFactory(case=case, consultation=record)

    entries = page_of().context["entries"]
    notes = page_of(kind="note").context["entries"]
    unknown = page_of(kind="nonsense").context["entries"]

    assert [each.at for each in entries] == sorted((each.at for each in entries), reverse=True)
    assert {each.kind for each in entries} == {"支援記録", "相談記録", "状況", "担当", "要対協"}
    assert [each.text for each in notes] == ["訪問のことば"]
    assert len(unknown) == len(entries)


def test_letters_of_the_household_and_of_its_records_stand_there(page_of, case, center, household):
    ReferralFactory(household=household, summary="概要のことば")
    record = ConsultationFactory(center=center)
    CaseRecordFactory(case=case, consultation=record)
    of_record = ReferralFactory(
        household=None,
        consultation=record,
        consent=AgencyConsentFactory(household=None, consultation=record),
    )
    ReferralFactory(household=HouseholdFactory(center=center))

    entries = page_of(kind="referral").context["entries"]

    assert len(entries) == 2
    assert all(each.title == f"連絡書：{of_record.recipient_name}" for each in entries)
    assert "概要のことば" not in page_of(kind="referral").content.decode()


def test_no_letter_of_a_record_that_the_reader_may_not_read(client_for, consultant, case):
    closed = ConsultationFactory(center=case.center, confidentiality="restricted")
    CaseRecordFactory(case=case, consultation=closed)
    ReferralFactory(
        household=None,
        consultation=closed,
        consent=AgencyConsentFactory(household=None, consultation=closed),
    )
    url = reverse("cases:case_detail", args=[case.pk])

    page = client_for(consultant).get(url, {"kind": "referral"})

    assert page.context["entries"] == []


def test_contacts_with_the_mother_stand_there(page_of, case, center, household):
    pregnancy = PregnancyFactory(center=center, household=household)
    MaternityContactFactory(pregnancy=pregnancy, content="体調のことば", was_reached=False)
    MaternityContactFactory(pregnancy=PregnancyFactory(center=center))

    [entry] = page_of(kind="maternity_contact").context["entries"]

    assert (entry.title, entry.text, entry.note) == ("電話", "体調のことば", "話せなかった")


def test_each_kind_is_for_whoever_may_see_it(monkeypatch, case, chief_coordinator):
    reach = type(chief_coordinator).reach
    closed = {Capability.REFERRAL_VIEW, Capability.MATERNITY_VIEW}

    def narrowed(user, capability, *more):
        return Reach() if capability in closed else reach(user, capability, *more)

    before = {kind.code for kind in timeline.kinds_for(case, chief_coordinator)}
    monkeypatch.setattr(type(chief_coordinator), "reach", narrowed)
    after = {kind.code for kind in timeline.kinds_for(case, chief_coordinator)}

    assert before - after == {"referral", "interview", "maternity_contact"}


def test_a_printed_pack_stands_there_with_its_parts(page_of, case, chief_coordinator):
    AuditEvent.objects.create(
        action="print",
        outcome="done",
        actor_id=chief_coordinator.pk,
        municipality_id=case.municipality_id,
        target_kind="casework.Case",
        target_ids=[case.pk],
        details={"parts": ["notes", "summary"]},
    )

    [entry] = page_of(kind="print").context["entries"]

    assert (entry.title, entry.by) == ("引継資料を印刷", chief_coordinator.name)
    assert entry.note == "ケースの概要、支援記録"


@pytest.mark.parametrize("days_later", [0, 3])
def test_steps_of_one_day_stand_in_the_order_in_which_they_were_taken(page_of, case, days_later):
    version = PlanVersionFactory(plan=SupportPlanFactory(case=case))
    noon = dt.datetime(2026, 4, 1, 3, tzinfo=dt.UTC)
    for minutes, kind in enumerate(("submitted", "returned", "submitted", "approved")):
        PlanStepFactory(
            plan_version=version,
            kind=kind,
            words="目標が抽象的" if kind == "returned" else "",
            occurred_on=noon.date(),
            recorded_at=noon + dt.timedelta(days=days_later, minutes=minutes),
        )

    titles = [each.title for each in page_of(kind="plan").context["entries"]]

    assert titles == [
        f"サポートプラン：{words}" for words in ("承認", "承認を依頼", "差し戻し", "承認を依頼")
    ]


def test_readers_are_told_on_request_to_whom_they_may_be(client_for, consultant, page_of, case):
    url = reverse("cases:case_detail", args=[case.pk])
    client_for(consultant).get(url)

    told = page_of(kind="reads").context["entries"]
    everything = page_of().context["entries"]
    mine = client_for(consultant).get(url, {"kind": "reads"}).context

    assert consultant.name in {each.by for each in told}
    assert "見た人" not in {each.kind for each in everything}
    assert "見た人" not in {tab.label for tab in mine["tabs"]}


def test_another_module_adds_a_kind_and_an_open_matter(monkeypatch, page_of):
    monkeypatch.setattr(timeline, "_kinds", {})
    monkeypatch.setattr(open_matters, "_sources", [])
    timeline.register(
        timeline.TimelineKind(
            code="plan",
            label="サポートプラン",
            entries=lambda _case, _user: [
                timeline.TimelineEntry(at=timezone.now(), title="プランを作成")
            ],
        )
    )
    open_matters.register(
        lambda cases, _user: [
            (case.pk, open_matters.OpenMatter("会議で決めた課題")) for case in cases
        ]
    )

    page = page_of().content.decode()

    assert "プランを作成" in page
    assert "会議で決めた課題" in page
    with pytest.raises(ValueError, match="plan"):
        timeline.register(
            timeline.TimelineKind(code="plan", label="", entries=lambda _case, _user: [])
        )


def test_what_stands_open_is_gathered(case, chief_coordinator, center, household):
    record = ConsultationFactory(center=center, household=household)
    CaseRecordFactory(case=case, consultation=record)
    FollowUpFactory(consultation=record)
    AbuseIntakeFactory(consultation=record)
    ReferralFactory(household=household)

    found = open_matters.open_matters_of(case, chief_coordinator)

    assert {each.label for each in found} == {
        "相談記録の次の対応",
        "安全確認（虐待の疑い）",
        "つなぎの返事待ち",
    }


def test_draft_forms_are_found_by_their_key():
    def found(key):
        registered = draft_forms.draft_form_of(key)
        return registered and (registered[0].prefix, registered[1])

    assert found("new") == ("new", 0)
    assert found("correct-12") == ("correct-", 12)
    assert found("case-note-3") == ("case-note-", 3)
    assert found("case-note-correct-3") == ("case-note-correct-", 3)
    assert [found(key) for key in ("new-1", "correct-", "correct-0", "nonsense", "")] == [None] * 5


def test_the_codes_are_loaded_once_and_changed_by_date(capsys):
    call_command("load_case_codes")
    call_command("load_case_codes")

    said = capsys.readouterr().out.splitlines()
    assert said[1] == "ケースのコード：追加0件、変更0件"
    assert CaseCode.objects.filter(kind=CaseCodeKind.CATEGORY).count() == 16
    assert CaseCode.objects.filter(kind=CaseCodeKind.ROUTE).count() == 24
    assert CaseCode.objects.filter(kind=CaseCodeKind.ABUSE).count() == 4
