"""The pages of retention: rules, holds, the yearly list, both people's parts, the certificate."""

import datetime as dt
import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.enums import Role
from accounts.models import AuditEvent
from retention.certificate import certificate_of, tables_of
from retention.enums import DisposalStatus, ItemState
from retention.models import Disposal, LegalHold, RetentionRule
from shared.fiscal_year import FiscalYear
from shared.retention import kinds_with_rules
from tests.factories import ConsultationFactory, MunicipalityFactory, RoleGrantFactory
from tests.retention_factories import (
    DisposalFactory,
    DisposalItemFactory,
    LegalHoldFactory,
    RetentionRuleFactory,
)

LONG_PAST = dt.datetime(2015, 6, 2, 1, tzinfo=dt.UTC)
RULE = {
    "years": "5",
    "event": "occurred",
    "counted_from": "next_fiscal_year",
    "ordinance": "見本市文書管理規程第12条",
    "starts_on": "R7.4.1",
}
HOLD = {
    "kind": "consultation",
    "requested_by_name": "総務課",
    "reason": "訴訟の証拠",
    "starts_on": "R7.4.1",
}


@pytest.fixture
def officer(client_for, municipal_officer):
    return client_for(municipal_officer)


@pytest.fixture
def second(client_for, second_officer):
    return client_for(second_officer)


@pytest.fixture
def record(center, municipality):
    RetentionRuleFactory(municipality=municipality)
    return ConsultationFactory(
        center=center, occurred_at=LONG_PAST, is_anonymous=False, caller_name="金糸雀 葉子"
    )


def url(name, *args):
    return reverse(f"retention:{name}", args=args)


def sent(data, **changes):
    return {"submission_key": str(uuid.uuid4()), **data, **changes}


def this_year():
    return FiscalYear.of(timezone.localdate()).year


def propose(client, **changes):
    data = sent({"fiscal_year": str(this_year()), "note": "総務第12号"}, **changes)
    return client.post(url("disposal_create"), data)


def test_at_first_nothing_is_set_and_the_page_says_so(officer):
    page = officer.get(url("retention_rule_list")).content.decode()

    assert page.count("定めなし（廃棄しない）") == len(kinds_with_rules())
    assert "まだ何も定めていません" in page


def test_a_rule_is_set_with_its_ordinance(officer, municipality, municipal_officer):
    answer = officer.post(url("retention_rule_create", "consultation"), sent(RULE))

    rule = RetentionRule.objects.get()
    assert (answer.status_code, answer.url) == (302, url("retention_rule_list"))
    assert (rule.municipality, rule.kind, rule.years, rule.event) == (
        municipality,
        "consultation",
        5,
        "occurred",
    )
    assert (rule.recorded_by, rule.starts_on) == (municipal_officer, dt.date(2025, 4, 1))
    page = officer.get(url("retention_rule_list")).content.decode()
    assert "相談を受けた日の属する年度の翌年度の初日から5年" in page


def test_the_same_form_sets_one_rule(officer):
    data = sent(RULE)

    for _ in range(2):
        officer.post(url("retention_rule_create", "consultation"), data)

    assert RetentionRule.objects.count() == 1


def test_a_rule_may_be_taken_back(officer):
    data = sent(RULE, years="", is_unset="on")

    officer.post(url("retention_rule_create", "consultation"), data)

    rule = RetentionRule.objects.get()
    assert (rule.years, rule.event) == (None, "")


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"years": ""}, "years", "保存年数を入力してください。"),
        ({"years": "五年"}, "years", "整数を数字で入力してください（例：1,200）。"),
        ({"is_unset": "on"}, "years", "保存期間を定めない場合は、年数を空欄にしてください。"),
        ({"event": ""}, "event", "起算の事由を選んでください。"),
        ({"ordinance": ""}, "ordinance", "根拠の条例・規程と条項を入力してください。"),
        ({"starts_on": ""}, "starts_on", "適用開始日を入力してください。"),
    ],
)
def test_a_rule_that_is_not_complete_keeps_what_was_typed(officer, wrong, field, said):
    answer = officer.post(url("retention_rule_create", "consultation"), sent(RULE, **wrong))

    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [said]
    assert answer.context["form"]["ordinance"].value() == (RULE | wrong)["ordinance"]
    assert not RetentionRule.objects.exists()


@pytest.mark.parametrize("kind", ["person", "nothing"])
def test_a_kind_without_a_time_of_its_own_has_no_rule(officer, kind):
    assert officer.get(url("retention_rule_create", kind)).status_code == 404


def test_a_hold_says_who_asked_and_why_and_is_lifted_with_a_reason(officer, record):
    officer.post(url("hold_create"), sent(HOLD, record_id=str(record.pk)))
    hold = LegalHold.objects.get()
    page = officer.get(url("hold_list")).content.decode()

    assert (hold.record_id, hold.requested_by_name, hold.ends_on) == (record.pk, "総務課", None)
    assert f"相談記録 {record.pk}" in page
    assert "停止中" in page

    refused = officer.post(url("hold_lift", hold.pk), {"reason": ""})
    officer.post(url("hold_lift", hold.pk), {"reason": "判決の確定"})
    hold.refresh_from_db()
    assert refused.status_code == 422
    assert hold.lift_reason == "判決の確定"
    assert "解除済み" in officer.get(url("hold_list")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"kind": ""}, "kind", "記録の種別を選んでください。"),
        ({"record_id": "99999999"}, "record_id", "この番号の相談記録はありません。"),
        ({"reason": ""}, "reason", "停止の理由を入力してください。"),
        ({"ends_on": "R7.3.31"}, "ends_on", "終了日は開始日以後の日付にしてください。"),
    ],
)
def test_a_hold_that_is_not_complete_is_refused(officer, wrong, field, said):
    answer = officer.post(url("hold_create"), sent(HOLD, **wrong))

    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [said]
    assert not LegalHold.objects.exists()


def test_a_record_of_another_municipality_cannot_be_held(officer):
    foreign = ConsultationFactory()

    answer = officer.post(url("hold_create"), sent(HOLD, record_id=str(foreign.pk)))

    assert answer.context["form"].errors["record_id"] == ["この番号の相談記録はありません。"]


def test_the_yearly_list_shows_numbers_and_reasons_and_no_names(officer, record, municipality):
    LegalHoldFactory(municipality=municipality, record_id=record.pk)

    page = officer.get(url("due_list")).content.decode()

    assert f">{record.pk}</th>" in page
    assert "廃棄の停止の登録があります" in page
    assert "金糸雀" not in page
    assert "廃棄を起案する" not in page


@pytest.mark.parametrize("query", ["?fiscal_year=1999", "?kind=nothing", "?page=99", "?page=x"])
def test_a_strange_address_shows_the_list_of_this_year(officer, record, query):
    answer = officer.get(url("due_list") + query)

    assert answer.status_code == 200
    assert answer.context["year"].year == this_year()


def queries(client, name):
    with CaptureQueriesContext(connection) as found:
        client.get(url(name))
    return len(found)


def test_the_list_asks_as_much_for_three_records_as_for_one(officer, record, center):
    one = queries(officer, "due_list")
    for _ in range(2):
        ConsultationFactory(center=center, occurred_at=LONG_PAST)

    assert queries(officer, "due_list") == one


def test_one_proposes_and_another_approves(officer, second, record):
    answer = propose(officer)
    disposal = Disposal.objects.get()
    own = officer.post(url("disposal_approve", disposal.pk))
    approved = second.post(url("disposal_approve", disposal.pk))

    assert answer.url == url("disposal_detail", disposal.pk)
    event = AuditEvent.objects.get(action="create", target_kind="retention.Disposal")
    assert (event.target_ids, event.municipality_id) == ([disposal.pk], disposal.municipality_id)
    assert own.status_code == 422
    assert "起案した人は、その廃棄を承認できません" in own.content.decode()
    assert approved.status_code == 302
    disposal.refresh_from_db()
    assert disposal.status == DisposalStatus.APPROVED
    record.refresh_from_db()
    assert record.caller_name == "金糸雀 葉子"


def test_a_proposal_is_rejected_with_a_reason(officer, second, record):
    propose(officer)
    disposal = Disposal.objects.get()

    refused = second.post(url("disposal_reject", disposal.pk), {"reason": ""})
    second.post(url("disposal_reject", disposal.pk), {"reason": "年数を確かめる"})
    again = second.post(url("disposal_approve", disposal.pk), follow=True)

    assert refused.status_code == 422
    disposal.refresh_from_db()
    assert (disposal.status, disposal.reason) == (DisposalStatus.REJECTED, "年数を確かめる")
    assert "すでに承認又は却下されています" in again.content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "廃棄できる記録はありません"),
        ({"fiscal_year": "2099"}, "保存期間がまだ満了していない年度です。"),
    ],
)
def test_what_cannot_be_proposed_says_why(officer, changes, said):
    answer = propose(officer, **changes)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Disposal.objects.exists()


def test_a_second_proposal_waits_for_the_first(officer, record):
    propose(officer)

    answer = propose(officer)

    assert answer.status_code == 422
    assert f"終わっていない廃棄（{Disposal.objects.get()}）があります" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.FINANCE_CLERK, Role.CHIEF_COORDINATOR, Role.CONSULTANT])
def test_who_has_no_part_in_it_sees_nothing(request, client_for, role):
    client = client_for(request.getfixturevalue(role.value))

    names = ("due_list", "retention_rule_list", "hold_list", "disposal_list", "hold_create")
    assert {client.get(url(name)).status_code for name in names} == {403}


def test_the_auditor_reads_the_register_and_decides_nothing(client_for, auditor, municipality):
    client = client_for(auditor)
    disposal = DisposalFactory(municipality=municipality)

    read = [client.get(url(name)).status_code for name in ("due_list", "disposal_list")]
    assert [*read, client.get(url("disposal_detail", disposal.pk)).status_code] == [200] * 3
    assert client.post(url("disposal_approve", disposal.pk)).status_code == 403
    assert client.post(url("disposal_create")).status_code == 403
    assert client.get(url("retention_rule_create", "case")).status_code == 403


def test_of_several_municipalities_one_is_shown_at_a_time(officer, municipality, municipal_officer):
    other = MunicipalityFactory(name="もう一つの市")
    RoleGrantFactory(user=municipal_officer, role=Role.MUNICIPAL_OFFICER, municipality=other)
    RetentionRuleFactory(municipality=other, ordinance="もう一つの市の規程")

    own = officer.get(
        f"{url('retention_rule_list')}?municipality={municipality.pk}"
    ).content.decode()
    asked = officer.get(f"{url('retention_rule_list')}?municipality={other.pk}").content.decode()
    foreign = officer.get(f"{url('retention_rule_list')}?municipality={MunicipalityFactory().pk}")

    assert "もう一つの市に切り替える" in own
    assert "もう一つの市の規程" not in own
    assert "もう一つの市の規程" in asked
    assert foreign.status_code == 404


@pytest.fixture
def over(municipality, municipal_officer, second_officer):
    """A disposal that was carried out: two records went, one stayed."""
    moment = dt.datetime(2026, 5, 1, 3, tzinfo=dt.UTC)
    disposal = DisposalFactory(
        municipality=municipality,
        proposed_by=municipal_officer,
        status=DisposalStatus.CARRIED_OUT,
        decided_by=second_officer,
        decided_at=moment,
        carried_out_at=moment,
    )
    rule = RetentionRuleFactory(municipality=municipality)
    for _ in range(2):
        DisposalItemFactory(
            disposal=disposal,
            rule=rule,
            state=ItemState.DISPOSED,
            disposed_at=moment,
            rows={"consultations.Consultation": 1, "consultations.ChildPart": 2},
        )
    DisposalItemFactory(
        disposal=disposal,
        rule=rule,
        state=ItemState.KEPT,
        kept_because="廃棄の停止の登録があります",
    )
    return disposal


def test_the_certificate_counts_and_cites(over):
    [line] = certificate_of(over).lines

    assert (line.label, line.disposed, line.kept, line.waiting) == ("相談記録", 2, 1, 0)
    assert [rule.ordinance for rule in line.rules] == ["見本市文書管理規程 別表第2"]
    assert line.reasons == [("廃棄の停止の登録があります", 1)]
    assert tables_of(over) == [("こどもごとの記述", 4), ("相談記録", 2)]


def test_the_certificate_is_printed_with_who_decided_and_no_client(officer, over, second_officer):
    answer = officer.get(url("certificate", over.pk))

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    tidy = "".join(text.split())
    assert answer["Content-Type"] == "application/pdf"
    for word in ("廃棄証明書", str(over), "".join(second_officer.name.split()), "合計"):
        assert word in tidy
    assert "900" not in tidy.replace(str(over), "")  # no number of a record


def test_there_is_no_certificate_before_it_is_over(officer, record):
    propose(officer)

    answer = officer.get(url("certificate", Disposal.objects.get().pk), follow=True)

    assert "証明書はありません" in answer.content.decode()


def test_the_register_shows_how_much_went(officer, over):
    page = officer.get(url("disposal_list")).content.decode()

    assert str(over) in page
    assert "廃棄済み" in page
    assert ">2件</td>" in page


def test_the_register_asks_once_for_all(officer, over, municipality, second_officer):
    one = queries(officer, "disposal_list")
    for _ in range(2):
        DisposalFactory(
            municipality=municipality,
            status=DisposalStatus.REJECTED,
            decided_at=LONG_PAST,
            decided_by=second_officer,
            reason="見本",
        )

    assert queries(officer, "disposal_list") == one
