"""What is left of a disposal: a number that counts, a command that finds nothing more to do."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from consultations.models import Consultation
from retention.management.commands import dispose_approved
from tests.retention.family import carried_out


def test_a_disposed_record_changes_no_more(approved, people):
    carried_out(approved)
    disposed = Consultation.objects.filter(pk=people.record.pk)

    with (
        pytest.raises(IntegrityError, match="廃棄した相談記録は変更できません"),
        transaction.atomic(),
    ):
        disposed.update(content="また書く")


@pytest.mark.parametrize(
    "page", ["consultation_detail", "consultation_correct", "consultation_withdraw"]
)
def test_a_disposed_record_has_no_page(approved, people, client_for, chief_coordinator, page):
    carried_out(approved)

    url = reverse(f"consultations:{page}", args=[people.record.pk])
    answer = client_for(chief_coordinator).get(url)

    assert answer.status_code == 404
    assert not Consultation.objects.visible_to(chief_coordinator).exists()


def test_the_command_carries_out_what_is_approved(approved, capsys):
    call_command("dispose_approved")
    call_command("dispose_approved")

    said = capsys.readouterr().out
    assert f"{approved}：" in said
    assert said.endswith("承認済みの廃棄はありません。\n")


def test_the_command_refuses_whoever_does_not_own_the_tables(approved, monkeypatch):
    monkeypatch.setattr(dispose_approved, "OWNER", "SELECT false")

    with pytest.raises(CommandError, match="所有者"):
        call_command("dispose_approved")


def test_the_list_behind_a_number_says_how_many_went(approved, client_for, chief_coordinator):
    carried_out(approved)

    url = f"{reverse('consultations:count_list')}?fiscal_year=2025&as_of=2026-03-31"
    page = client_for(chief_coordinator).get(url).content.decode()

    assert "保存期間を過ぎて廃棄した記録が2件あります" in page
    assert "契約により表示しない記録" not in page
    assert "ほかに制限された記録" not in page
