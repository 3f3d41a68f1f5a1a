import datetime as dt
import io

import pytest
from django.core.management import call_command

from consultations.management.commands.load_reference import load_topics
from consultations.models import Topic


def load(**options):
    said = io.StringIO()
    call_command("load_reference", stdout=said, **options)
    return said.getvalue().strip()


def test_topics_are_loaded_once():
    first, second = load(), load()

    number = Topic.objects.count()
    assert number >= 20
    assert first == f"相談内容の区分：追加{number}件、変更0件、変更なし0件"
    assert second == f"相談内容の区分：追加0件、変更0件、変更なし{number}件"


def test_a_trial_run_writes_nothing():
    assert load(dry_run=True).endswith("（保存していません）")
    assert not Topic.objects.exists()


def test_a_topic_is_renamed_and_disabled_by_its_code_and_never_deleted():
    Topic.objects.create(code="01", label="旧い名前")
    Topic.objects.create(code="97", label="この市だけの区分")

    counts = load_topics([{"code": "01", "label": "名前", "disabled_on": dt.date(2027, 4, 1)}])

    assert counts == (0, 1)
    assert set(Topic.objects.values_list("code", "label", "disabled_on")) == {
        ("01", "名前", dt.date(2027, 4, 1)),
        ("97", "この市だけの区分", None),
    }


@pytest.mark.parametrize("day", [dt.date(2027, 3, 31), dt.date(2027, 4, 1)])
def test_a_topic_can_be_chosen_until_the_day_it_is_disabled(day):
    Topic.objects.create(code="01", label="区分", disabled_on=dt.date(2027, 4, 1))

    assert Topic.objects.in_use_on(day).exists() == (day == dt.date(2027, 3, 31))
