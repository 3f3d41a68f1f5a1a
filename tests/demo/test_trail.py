"""The trail of the demonstration verifies, and a change to it shows."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import AuditEvent

pytestmark = pytest.mark.usefixtures("demo_database")


@pytest.fixture(autouse=True)
def _no_seals_outside(settings):
    settings.AUDIT_SEAL_FILE = ""


def verified():
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


def test_the_trail_of_the_demo_verifies():
    call_command("seal_audit", stdout=StringIO())

    assert AuditEvent.objects.count() > 20
    assert verified().startswith("問題はありません。")


def test_an_entry_altered_by_the_owner_of_the_table_is_named():
    call_command("seal_audit", stdout=StringIO())
    event = AuditEvent.objects.order_by("pk")[5]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_auditevent DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE accounts_auditevent SET actor_id = coalesce(actor_id, 0) + 1 WHERE id = %s",
            [event.pk],
        )

    with pytest.raises(CommandError, match=f"監査記録{event.pk}が書き換えられています"):
        verified()
