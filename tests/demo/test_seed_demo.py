import pytest
from django.core.management import CommandError, call_command

from centers.models import Municipality


def test_the_demo_is_refused_outside_demo_mode(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="TSUNAGI_DEMO=1 を設定してください"):
        call_command("seed_demo", scale=0.02)

    assert not Municipality.objects.exists()


def test_the_second_run_changes_nothing(settings, capsys):
    settings.DEMO = True
    call_command("seed_demo", scale=0.02)
    first = capsys.readouterr().out

    call_command("seed_demo", scale=0.02)

    assert first.endswith("デモデータを登録しました。\n")
    assert capsys.readouterr().out == "デモデータは登録済みです。\n"
    assert Municipality.objects.count() == 2
