from io import StringIO

from django.conf import settings
from django.core.management import call_command


def test_the_document_says_what_the_policy_says():
    """If this fails: `manage.py print_permissions > docs/permissions.md`."""
    out = StringIO()
    call_command("print_permissions", stdout=out)

    written = (settings.BASE_DIR / "docs/permissions.md").read_text(encoding="utf-8")
    assert out.getvalue() == written
