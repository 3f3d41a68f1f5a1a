"""A version comes from a file, is proposed by one person and published by another."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from subsidies.actions import publish_version
from subsidies.enums import ProposalStatus
from subsidies.facts import Query
from subsidies.judge.versions import load_versions
from subsidies.judgement import judge_centers
from subsidies.models import RuleVersion, RuleVersionProposal
from subsidies.published import published_version_on, published_versions
from subsidies.rule_actions import (
    RefusedRuleFileError,
    ended_by,
    propose_version,
    read_rule_file,
)
from tests.conftest import _user_with
from tests.factories import CenterDesignationFactory

SAMPLE = Path(__file__).parent / "data" / "R8.toml"


@pytest.fixture
def published():
    for version in load_versions():
        publish_version(version, by=None, at=timezone.now())


@pytest.fixture
def second_officer(municipality):
    return _user_with("municipal_officer", municipality)


def propose(by, *, ends="R7", source=None):
    file = read_rule_file(source or SAMPLE.read_text(encoding="utf-8"), name=SAMPLE.name)
    return propose_version(
        file, note="見本第1号", ends=ended_by(file.version, ends), by=by, at=timezone.now()
    )


@pytest.fixture
def proposal(published, municipal_officer):
    return propose(municipal_officer)


def post(client, page, proposal, **data):
    return client.post(reverse(f"rules:{page}", args=[proposal.pk]), data)


def test_a_second_person_publishes_and_the_judgement_follows(
    proposal, second_officer, client_for, center
):
    CenterDesignationFactory(center=center)
    query = Query(day=dt.date(2026, 5, 1))
    [before] = judge_centers([center], query)

    response = post(client_for(second_officer), "proposal_publish", proposal)

    proposal.refresh_from_db()
    [after] = judge_centers([center], query)
    assert response.url == reverse("rules:version_detail", args=["R8"])
    assert proposal.status == ProposalStatus.PUBLISHED
    assert proposal.rule_version.published_by == proposal.decided_by == second_officer
    assert [before.version.code, after.version.code] == ["R7", "R8"]
    assert after.result("night_opening").version == "R8"
    assert after.result("night_opening").findings[-2].condition_id == "night_opening.records"


def test_the_command_line_judges_by_it_only_when_asked(
    proposal, second_officer, client_for, tmp_path, capsys
):
    post(client_for(second_officer), "proposal_publish", proposal)
    case = {"id": "a", "target": "night_opening", "type": "basic", "date": "2026-05-01"}
    file = tmp_path / "case.json"
    file.write_text(json.dumps([case | {"facts": {}}]), encoding="utf-8")

    versions = []
    for arguments in ([], ["--published"]):
        with pytest.raises(SystemExit):
            call_command("judge", str(file), *arguments)
        [result] = json.loads(capsys.readouterr().out)
        versions.append(result["version"])

    assert versions == ["R7", "R8"]


def test_the_version_before_ends_the_day_before(proposal, second_officer, client_for):
    post(client_for(second_officer), "proposal_publish", proposal)

    assert RuleVersion.objects.get(code="R7").effective_until == dt.date(2026, 3, 31)
    assert published_version_on(dt.date(2026, 3, 31)).code == "R7"
    assert published_version_on(dt.date(2026, 4, 1)).code == "R8"
    assert published_version_on(dt.date(2026, 4, 1), dt.date(2026, 3, 1)).code == "R7"


def test_what_is_only_proposed_judges_nothing(proposal):
    assert [version.code for version in published_versions()] == ["R2", "R3", "R6", "R7"]


def test_who_proposed_does_not_publish(proposal, municipal_officer, client_for):
    client = client_for(municipal_officer)

    page = client.get(reverse("rules:proposal_detail", args=[proposal.pk])).content.decode()
    response = post(client, "proposal_publish", proposal)

    assert "自分が登録した案は公開できません" in page
    assert "この版を公開する" not in page
    assert response.status_code == 422
    assert "案を登録した人は、その案を公開できません" in response.content.decode()
    assert not RuleVersion.objects.filter(code="R8").exists()


def test_the_database_refuses_the_same_person(proposal, municipal_officer):
    version, _ = publish_version(
        load_versions()[0], by=None, at=timezone.now()
    )  # any version that is there
    statement = """
        UPDATE subsidies_ruleversionproposal SET status = 'published', decided_at = now(),
        decided_by_id = proposed_by_id, rule_version_id = %s WHERE id = %s
    """
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [version.pk, proposal.pk])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE subsidies_ruleversionproposal SET source = 'x'",
        "UPDATE subsidies_ruleversionproposal SET proposed_by_id = NULL",
        "DELETE FROM subsidies_ruleversionproposal",
    ],
)
def test_the_database_keeps_what_was_proposed(proposal, statement):
    with (
        pytest.raises(IntegrityError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_decided_proposal_stays_decided(proposal, second_officer, client_for):
    client = client_for(second_officer)
    post(client, "proposal_reject", proposal, reason="通知の番号が違う")

    again = post(client, "proposal_publish", proposal)

    assert again.url == reverse("rules:proposal_detail", args=[proposal.pk])
    assert "すでに公開又は却下されています" in client.get(again.url).content.decode()
    assert not RuleVersion.objects.filter(code="R8").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVersionProposal.objects.update(reason="別の理由")


def test_rejection_needs_a_reason_and_keeps_the_page(proposal, second_officer, client_for):
    client = client_for(second_officer)

    empty = post(client, "proposal_reject", proposal, reason=" ")
    rejected = post(client, "proposal_reject", proposal, reason="通知の番号が違う")

    assert empty.status_code == 422
    assert "却下の理由" in empty.content.decode()
    assert rejected.url == reverse("rules:proposal_list")
    page = client.get(reverse("rules:proposal_detail", args=[proposal.pk])).content.decode()
    assert "通知の番号が違う" in page
    assert "この版を公開する" not in page


def test_a_rejected_code_can_be_proposed_again(proposal, municipal_officer, second_officer):
    from subsidies.rule_actions import reject_proposal  # noqa: PLC0415 -- here alone

    with pytest.raises(RefusedRuleFileError, match="すでに登録されています"):
        propose(municipal_officer)
    reject_proposal(proposal, reason="誤り", by=second_officer, at=timezone.now())

    assert propose(municipal_officer).is_open


def test_the_page_shows_comparison_and_impact_before_publishing(
    proposal, second_officer, client_for, center
):
    CenterDesignationFactory(center=center)

    response = client_for(second_officer).get(reverse("rules:proposal_detail", args=[proposal.pk]))

    comparison = response.context["comparison"]
    assert (comparison.old.code, comparison.new.code) == ("R7", "R8")
    assert "night_opening.records" in {part.id for part in comparison.conditions}
    assert response.context["impact"].centers == 1


def test_publishing_and_rejecting_are_written_down(proposal, second_officer, client_for):
    client = client_for(second_officer)
    before = AuditEvent.objects.latest("pk").pk

    post(client, "proposal_reject", proposal, reason="金糸雀")

    [event] = AuditEvent.objects.filter(pk__gt=before)
    assert (event.action, event.target_kind) == ("change", "subsidies.RuleVersionProposal")
    assert event.target_ids == [proposal.pk]
    assert event.details == {"decision": "rejected"}


@pytest.mark.parametrize(
    "role",
    [
        "consultant",
        "chief_coordinator",
        "finance_clerk",
        "auditor",
        "system_administrator",
        "contractor",
    ],
)
def test_only_the_office_in_charge_decides(proposal, client_for, request, role):
    client = client_for(request.getfixturevalue(role))

    answers = [
        client.get(reverse("rules:proposal_list")).status_code,
        client.get(reverse("rules:proposal_detail", args=[proposal.pk])).status_code,
        post(client, "proposal_publish", proposal).status_code,
        post(client, "proposal_reject", proposal, reason="x").status_code,
    ]

    assert answers == [403] * 4
    proposal.refresh_from_db()
    assert proposal.is_open


def test_a_proposal_that_is_not_there_is_no_page(municipal_officer, client_for):
    client = client_for(municipal_officer)

    assert client.get(reverse("rules:proposal_detail", args=[1])).status_code == 404
    assert client.post(reverse("rules:proposal_publish", args=[1])).status_code == 404


@pytest.mark.usefixtures("published")
class TestPeriods:
    """Overlapping periods are refused, by the file's reader and by the database."""

    def test_an_open_end_is_a_period_without_end(self, municipal_officer):
        with pytest.raises(RefusedRuleFileError, match="R7 と重なっています"):
            propose(municipal_officer, ends="")

    @pytest.mark.parametrize(
        ("first", "last"),
        [
            ("2025-04-01", None),
            ("2030-01-01", None),
            ("2030-01-01", "2030-12-31"),
            ("2025-03-31", "2025-03-31"),
            ("2010-01-01", "2020-04-01"),
            ("2010-01-01", None),
        ],
    )
    def test_the_database_refuses_overlapping_periods(self, first, last):
        with (
            pytest.raises(IntegrityError, match="rule_versions_do_not_overlap"),
            transaction.atomic(),
        ):
            insert_version(first, last)

    def test_the_database_takes_what_lies_before(self):
        insert_version("2019-04-01", "2020-03-31")

        assert RuleVersion.objects.count() == 5

    def test_an_end_is_set_once_and_never_later(self):
        row = RuleVersion.objects.filter(code="R7")
        row.update(effective_until=dt.date(2026, 3, 31))

        for later in (dt.date(2026, 4, 1), None):
            with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
                row.update(effective_until=later)
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            row.update(effective_until=dt.date(2026, 3, 30), title="別の名称")

    @pytest.mark.parametrize("code", ["R1", "R6"])
    def test_only_a_version_whose_period_goes_on_can_be_ended(self, municipal_officer, code):
        with pytest.raises(RefusedRuleFileError, match=code):
            propose(municipal_officer, ends=code)


def insert_version(first, last):
    statement = """
        INSERT INTO subsidies_ruleversion
            (code, title, effective_from, effective_until, text_held, content, digest, published_at)
        VALUES ('X1', '重なる版', %s, %s, true, '{}', %s, now())
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [first, last, "0" * 64])


def test_an_edited_file_of_a_published_version_is_refused_with_what_differs(
    proposal, second_officer, client_for, municipal_officer
):
    post(client_for(second_officer), "proposal_publish", proposal)
    edited = SAMPLE.read_text(encoding="utf-8").replace("days = 4 }", "days = 2 }")

    with pytest.raises(RefusedRuleFileError) as refused:
        propose(municipal_officer, source=edited, ends="")

    text = str(refused.value)
    assert "公開した内容は変えられません" in text
    assert "night_opening.night_days：変更" in text
    assert "日数：4日 → 2日" in text
    assert "：追加" not in text
    assert "：削除" not in text
