import io

import pytest
from django.core.management import CommandError, call_command

from subsidies.models import RuleVersion


def load_rules():
    output = io.StringIO()
    call_command("load_rules", stdout=output)
    return output.getvalue()


def test_every_version_is_published_once():
    first, second = load_rules(), load_rules()

    assert [line.split("：")[0] for line in first.splitlines()] == ["R2", "R3", "R6", "R7"]
    assert first.count("公開しました") == 4
    assert second.count("公開済みです") == 4
    assert RuleVersion.objects.count() == 4


def test_a_published_version_is_never_replaced():
    RuleVersion.objects.create(
        code="R7",
        title="別の内容",
        effective_from="2025-04-01",
        text_held=True,
        content="{}",
        digest="0" * 64,
        published_at="2025-04-01T00:00:00Z",
    )

    with pytest.raises(CommandError, match="R7"):
        load_rules()
